"""Published figures by SEN provision, as downloaded: small made-up files with the real headings."""

from __future__ import annotations

import zipfile

import pytest

from sendviz.ask import Records
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store
from sendviz.catalogue.layouts import BadFile
from sendviz.load import files, run
from sendviz.load.readers import bundled, ees
from tests.handmade import day

COMMON = "time_period,time_identifier,geographic_level,new_la_code,old_la_code,la_name"
ABSENCE = (
    f"{COMMON},education_phase,breakdown,sess_possible,sess_overall,sess_overall_percent,enrolments,"
    "enrolments_pa_10_exact,enrolments_pa_10_exact_percent,enrolments_pa_50_exact,"
    "enrolments_pa_50_exact_percent"
)
EXCLUSIONS = (
    f"{COMMON},characteristic,headcount,suspension,susp_rate,one_plus_susp,one_plus_susp_rate,"
    "perm_excl,perm_excl_rate"
)
ATTENDANCE = (
    f"{COMMON},education_phase,sen,possible_sessions,overall_absence,overall_absence_perc,"
    "auth_part_time_perc,reason_c2_authorised_temp_reduced_timetable,"
    "reason_b_aea_education_off_site,reason_k_aea_education_arranged_by_la"
)
MISSING = f"{COMMON},breakdown_topic,breakdown,child_count,child_percent,rate_per_100"
ESSEX = "Local authority,E10000012,881,Essex"
KENT = "Local authority,E10000016,886,Kent"
MEDWAY = "Local authority,E06000035,887,Medway"
YEAR = "202425,Academic year"


def written(tmp_path, header: str, *lines: str, name: str = "download.csv"):
    path = tmp_path / name
    path.write_text("\n".join([header, *lines]) + "\n", "utf-8")
    return path


def read(path):
    return files.read_all([path], files.Given(), lambda _: None)[0]


def told(delivery, indicator: str) -> dict:
    rows = delivery.tables["published"]
    mine = rows[rows["indicator"] == indicator]
    keys = zip(mine["la_code"], mine["category"], mine["year"], strict=True)
    values = zip(mine["numerator"], mine["denominator"], mine["value"], mine["blank"], strict=True)
    return dict(zip(keys, values, strict=True))


@pytest.fixture
def absence(tmp_path):
    return written(
        tmp_path,
        ABSENCE,
        f"{YEAR},{ESSEX},Total,SEN provision EHC plan,1000,120,12.0,50,20,40.0,5,10.0",
        f"{YEAR},{KENT},Total,EHC plan,2000,180,9.0,100,30,30.0,4,4.0",
        f"{YEAR},{MEDWAY},Total,SEN support,4000,400,10.0,200,50,25.0,c,c",
        f"{YEAR},{MEDWAY},Total,EHC plan,z,z,z,x,x,x,x,x",
        f"{YEAR},{ESSEX},State-funded primary,EHC plan,400,40,10.0,20,8,40.0,1,5.0",
        f"{YEAR},{ESSEX},Total,Autistic Spectrum Disorder,10,1,10.0,2,1,50.0,0,0.0",
        f"202425,Autumn term,{ESSEX},Total,EHC plan,500,50,10.0,50,15,30.0,3,6.0",
        f"202425,Week 12,{ESSEX},Total,EHC plan,50,5,10.0,50,1,2.0,0,0.0",
    )


def test_three_councils_as_they_are_printed(absence):
    found = read(absence)
    assert found.layout == "ees"
    sessions = told(found, "absence")
    assert sessions["881", "EHC plan", 2025][:3] == (120, 1000, 0.12)
    assert sessions["886", "EHC plan", 2025][:3] == (180, 2000, 0.09)
    assert sessions["887", "SEN support", 2025][:3] == (400, 4000, 0.1)
    missed, possible = (
        sum(sessions[la, "EHC plan", 2025][at] for la in ("881", "886")) for at in (0, 1)
    )
    assert (missed, possible) == (300, 3000)
    assert sessions["881", "EHC plan, autumn term", 2025][:3] == (50, 500, 0.1)
    assert len(sessions) == 5  # no phase, no need and no week
    (lost,) = [text for text in found.refused if "week" in text]
    assert found.refused[lost] == 1


def test_why_there_is_no_figure_is_told_apart(absence):
    found = read(absence)
    blanks = {
        (indicator, key[0]): blank
        for indicator in ("absence", "severe_absence")
        for key, (_, _, _, blank) in told(found, indicator).items()
        if key[1] in ("EHC plan", "SEN support")
    }
    assert blanks["absence", "887"] == "not_applicable"
    assert blanks["severe_absence", "887"] == "not_published"
    severe = told(found, "severe_absence")["887", "SEN support", 2025]
    assert severe[3] == "suppressed"


def test_suspensions_of_two_school_years_stay_two(tmp_path):
    path = written(
        tmp_path,
        EXCLUSIONS,
        f"202324,Academic year,{ESSEX},EHC plan,100,13,13.0,9,9.0,1,1.0",
        f"202425,Academic year,{ESSEX},EHC plan,110,20,18.2,11,10.0,0,0.0",
        f"2024,Calendar year,{ESSEX},EHC plan,110,33,30.0,20,18.2,1,0.9",
    )
    found = read(path)
    assert {year: value[2] for (_, _, year), value in told(found, "suspensions").items()} == {
        2024: 13,
        2025: 20,
    }
    assert [count for text, count in found.refused.items() if "another period" in text] == [1]


def test_part_time_timetables_and_children_missing_education(tmp_path):
    one = written(
        tmp_path, ATTENDANCE, f"202425,Spring term,{ESSEX},Total,EHC plan,8000,800,10,1.5,120,40,64"
    )
    found = read(one)
    key = ("881", "EHC plan, spring term", 2025)
    assert told(found, "part_time_timetable")[key][:3] == (120, 8000, 0.015)
    assert told(found, "education_arranged_by_council")[key][:2] == (64, 8000)
    two = written(
        tmp_path,
        MISSING,
        f"202425,Autumn term,{ESSEX},Total,Total,210,100,0.1",
        f"202425,Autumn term,{ESSEX},Sex,Female,90,43,0.1",
        name="cme.csv",
    )
    counts = told(read(two), "children_missing_education")
    assert {key: value[2] for key, value in counts.items()} == {
        ("881", "All, autumn term", 2025): 210
    }


@pytest.mark.parametrize(
    ("header", "gone"),
    [
        (ABSENCE, "sess_overall_percent"),
        (EXCLUSIONS, "headcount"),
        (ATTENDANCE, "sen"),
        (
            "time_period,time_identifier,geographic_level,la_name,old_la_code,characteristic,age,"
            "avgneet,neetprop,avgcohort",
            "avgcohort",
        ),
    ],  # fmt: skip
)
def test_a_column_that_lacks_is_named(tmp_path, header, gone):
    columns = [each for each in header.split(",") if each != gone]
    path = written(tmp_path, ",".join(columns), ",".join("1" for _ in columns))
    with pytest.raises(BadFile, match=rf"no column {gone}\b.*Nothing was changed"):
        read(path)


def test_a_zip_and_how_it_is_asked(tmp_path, absence):
    path = tmp_path / "pupil-absence.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(absence, "data/absence.csv")
        archive.writestr("data/other.csv", "a,b\n1,2\n")
    assert ees.looks_like(path)
    db = tmp_path / "a.duckdb"
    run([bundled.council_list(), read(path)], db)
    store = Store(db)
    asked = Records(store, Selection("881", day("2025-12-31")))
    assert asked.ask("published_severe_absence_with_plan").text() == "5 of 50 (10%)"
    assert asked.ask("published_absence_with_plan").text() == "120 of 1,000 (12.0%)"
    store.close()


NEET = (
    "time_period,time_identifier,geographic_level,new_la_code,old_la_code,la_name,Age,"
    "Characteristic_grouping,Characteristic,avgcohort,avgNEET,NEETprop,NEETNKprop"
)


def test_where_young_people_are_after_16(tmp_path):
    """Those of 16 and 17 together, by SEN provision; the year is that in which the school year
    ends."""
    path = written(
        tmp_path,
        NEET,
        f"2025,Calendar year,{ESSEX},16-17,Total,Total,30000,900,3.0,5.0",
        f"2025,Calendar year,{ESSEX},16-17,SEND,SEN EHC/statement,1000,79,7.9,9.0",
        f"2025,Calendar year,{ESSEX},16,SEND,SEN EHC/statement,500,30,6.0,7.0",
        f"2025,Calendar year,{KENT},16-17,SEND,SEN EHC/statement,c,c,c,c",
        f"2025,Calendar year,{ESSEX},16-17,sex,Female,15000,400,2.7,4.0",
    )
    found = told(read(path), "neet")
    assert found["881", "EHC plan", 2025][:3] == (79, 1000, 0.079)
    assert found["881", "All", 2025][:3] == (900, 30000, 0.03)
    assert found["886", "EHC plan", 2025][3] and len(found) == 3
    db = tmp_path / "a.duckdb"
    run([bundled.council_list(), read(path)], db)
    store = Store(db)
    asked = Records(store, Selection("881", day("2025-12-31")))
    assert asked.ask("published_neet_with_plan").text() == "79 of 1,000 (7.9%)"
    store.close()


def test_other_files_are_not_taken_for_one(tmp_path):
    assert not ees.looks_like(written(tmp_path, "case_ref,received", "1,2"))
    assert not ees.looks_like(written(tmp_path, "", name="empty.csv"))
