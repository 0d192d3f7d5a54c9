"""DfE's release as downloaded: the real 2025 zip, the 2026 spellings by hand, and damaged files."""

import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sendviz.catalogue.layouts import BadFile
from sendviz.load.files import Given, read_all
from sendviz.load.readers import archives, bundled, common, dfe_release
from sendviz.load.readers.figures import COLUMNS, DOWNLOADS, INDICATORS, KEY
from tests.conftest import shared

ROOT = Path(__file__).resolve().parents[2]
RELEASE = ROOT.parent / "shared" / "samples" / "dfe" / "education-health-and-care-plans_2025.zip"
WITHIN, EXC = "plans_issued_within_20_weeks", "without exceptions"
COMMON = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,"
    "new_la_code,old_la_code,la_name,breakdown_topic,breakdown"
)
ENGLAND = "Calendar year,National,E92000001,England,,,,,"
EAST = "Calendar year,Regional,E92000001,England,E12000006,East of England,,,"
ESSEX = (
    "Calendar year,Local authority,E92000001,England,E12000006,East of England,E10000012,881,Essex"
)

TIMELINESS_2026 = f"""{COMMON},plans_issued_den,plans_issued_den_ex,plans_issued_within_20_weeks,\
plans_issued_20_weeks_ex,pc_plans_issued_within_20_weeks,pc_plans_issued_20_weeks_ex,\
plans_issued_gt20weeks_ltyear,plans_issued_gt20weeks_ltyear_ex,pc_plans_issued_gt20weeks_ltyear,\
pc_plans_issued_gt20weeks_ltyear_ex,plans_issued_gt_1_year,plans_issued_gt_1_year_ex,\
pc_plans_issued_gt_1_year,pc_plans_issued_gt_1_year_ex,avg_weeks_issue_plan,avg_weeks_issue_plan_exc
2025,{ENGLAND},All EHC plans,All EHC plans,102203,95411,46498,43997,45.5,46.1,\
45275,41000,44.3,43,10365,10000,10.1,10.5,25.6,24
2025,{EAST},All EHC plans,All EHC plans,"10,000",x,4000,x,40,x,c,x,c,x,z,x,z,x,z,z
2025,{ESSEX},All EHC plans,All EHC plans,2420,2240,454,450,18.8,20.1,467,460,19.3,20.5,\
1499,1330,61.9,59.4,54.7,50.4
2025,{ESSEX},Age at time of request,2 and under,10,8,5,4,50,50,5,4,50,50,0,0,0,0,22,18
2025,{ESSEX},Primary type of need,Autistic spectrum disorder,20,0,9,0,45,x,5,0,25,x,6,0,30,x,27,0
2025,{ESSEX},Sex,Unknown,0,0,0,0,x,x,0,0,x,x,0,0,x,x,x,x
2024,{ESSEX},All EHC plans,All EHC plans,1833,1700,297,255,16.2,15,no data,1,?,x,1,1,1,1,x,x
"""
REQUESTS_2026 = f"""{COMMON},requests_received_in_year,requests_rya,requests_decided_to_assess,\
requests_decided_not_to_assess,requests_decision_not_made,requests_withdrawn,request_assess_pc,\
request_not_assess_pc,request_outstanding_pc,request_withdrawn_pc,request_outcome_six_weeks,\
request_outcome_over_6_weeks,request_outcome_six_weeks_pc,request_outcome_over_6_weeks_pc,\
mediation_related_request,tribunal_related_request,tribunal_after_mediation_request
2025,{ENGLAND},All requests for an EHC needs assessment,\
All requests for an EHC needs assessment,162702,\
20,106062,43289,11778,1573,65.2,26.6,7.2,1,139031,19953,87.4,12.6,11151,5065,1564
2025,{ENGLAND},Source of request,Parent or young person,47744,1,21000,23300,x,x,44,48.8,x,x,\
40000,5000,88.9,11.1,9,9,9
2025,{ENGLAND},Sex,Female,60000,1,40000,15000,4000,1000,66.7,25,6.7,1.7,x,x,x,x,9,9,9
"""
REVIEWS_2026 = f"""{COMMON},total_ehc_plans,review_expected_2025,review_not_expected_2025,\
review_completed_2025,review_completed_prior_2025,review_not_completed,outcome_amended,\
outcome_ceased,outcome_maintained,no_outcome_recorded,decision_4_weeks,decision_over_4_weeks
2025,{ENGLAND},Age at 31 August 2025,Aged 10,47974,37622,10352,27712,2333,7577,21790,12,4587,1323,\
13267,14445
2025,{ENGLAND},All reviews of EHC plans,All reviews of EHC plans,718838,596987,\
121851,339027,100079,\
157881,199980,3300,120460,15287,161396,177631
"""
NEW_PLANS_2026 = f"""{COMMON},new_ehc_plans,special_academy,special_free_school
2025,{ESSEX},All new EHC plans,All new EHC plans,2500,1,1
2025,{ESSEX},Sex,Female,900,1,1
"""
CASELOAD_2026 = f"""{COMMON},ehcplans,Mainstream_Total
202526,{ESSEX.replace("Calendar", "Academic")},All EHC plans,All EHC plans,15500,5000
"""
APPEALS_2026 = """SEND tribunal appealable decisions rate 2024 - 2025,,,,,,,
,,2024,,,2025,,
,Old LA code,Appeals registered,Total Appealable Decisions,SEND Tribunal Appeal Rate2,Appeals,\
Total Appealable decisions,SEND Tribunal Appeal Rate
EAST OF ENGLAND,,,  ,,,,
Cambridgeshire,823,169,2931,5.80%,145,3512,4.10%
Essex,881,709,"9,061",7.80%,844,7260,11.60%
Lewisham,209,102,2080,4.90%,114,x,x
City of London,201, - ,18,0.00%,0,26,0.00%
West Northamptonshire7,941,188,2630,7.10%,279,3118,8.90%
England Total,,22276,364912,6.10%,26977,405735,6.60%
,,,,,,,
"5. The methodology for calculating Appealable decisions was changed last year.",,,,,,,
"""


@pytest.fixture(scope="module")
def release():
    if not RELEASE.is_file():
        pytest.skip("the 2025 release is not beside this repository")
    return dfe_release.read(RELEASE)


def read_text(folder, text, name="file.csv"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return dfe_release.read(path)


def row(delivery, indicator, category="All", code="881", year=2025):
    frame = delivery.tables["published"].set_index(KEY)
    return frame.loc[(indicator, category, code, year)]


def of_schools(indicator) -> bool:
    """Whether it comes from the files of schools, which are downloads of their own."""
    return indicator.series in {each.id for each in DOWNLOADS}


def test_real_zip_is_read_whole(release):
    frame = release.tables["published"]
    assert (release.layout, release.edition, release.refused) == ("dfe_release", "2025", {})
    assert list(frame.columns) == COLUMNS
    assert not frame.duplicated(KEY).any()
    assert (frame["value"].isna() == frame["blank"].notna()).all()
    assert frame["doubt"].isna().all()
    others = {"mean_weeks_to_issue", *(each.id for each in INDICATORS.values() if of_schools(each))}
    used = {each.id for each in INDICATORS.values() if each.release} - others
    assert set(frame["indicator"]) == used
    assert any("personal_budgets.csv" in note for note in release.notes)
    assert all("timeliness" not in note for note in release.notes)


def test_real_zip_known_figures(release):
    england = row(release, WITHIN, code="E92000001", year=2024)
    assert (england.numerator, england.denominator, england.value) == (41_448, 90_392, 0.459)
    assert row(release, WITHIN, EXC, "E92000001", 2024).denominator == 84_866
    assert row(release, "requests_received", code="E92000001", year=2024).value == 154_489
    assert row(release, "plans_in_force", code="881", year=2025).value == 14_240
    assert row(release, "annual_reviews_held_in_year", code="E92000001", year=2024).value == 318_369
    female = row(release, "requests_received", "Sex: Female", "E92000001", 2024).value
    male = row(release, "requests_received", "Sex: Male", "E92000001", 2024).value
    unknown = row(release, "requests_received", "Sex: Unknown", "E92000001", 2024).value
    assert female + male + unknown == 154_489
    assert row(release, WITHIN, f"Age: 10, {EXC}", "E92000001", 2024).denominator > 1000
    assert row(release, WITHIN, "Ethnicity: White - White British", year=2024).numerator > 0


def test_real_zip_ages_are_named_alike_in_both_files(release):
    frame = release.tables["published"]
    for name in (WITHIN, "requests_received"):
        found = set(frame.loc[frame["indicator"] == name, "category"])
        assert {"Age: 2 and under", "Age: 3", "Age: 20 and over", "Age: Unknown"} <= found


REVISED = {  # figures of the first zip that the later files of the release, or we, leave out
    ("209", 2024): 4,  # Lewisham: 20 weeks, withdrawn
    ("302", 2024): 3,  # Barnet: disputes about requests, withdrawn
    ("212", 2024): 3,  # Wandsworth: annual reviews, withdrawn
    ("873", 2024): 2,
    ("823", 2024): 2,  # appeal rates with decisions swapped
    **{
        (code, 2022): 1
        for code in (  # new plans: the regional total in place of the council's
            "370",
            "371",
            "372",
            "373",
            "380",
            "381",
            "382",
            "383",
            "384",
            "810",
            "811",
            "812",
            "813",
            "815",
            "816",
        )
    },
}


def test_real_zip_gives_the_bundled_figures(release):
    """Every figure of 2019 to 2024 that stands in both is the same, but for one rounding."""
    ours = pd.concat([d.tables["published"] for d in bundled.deliveries()[:2]])
    both = ours.merge(release.tables["published"], on=KEY, suffixes=("", "_zip"))
    assert len(both) > 18_000
    for column in ("numerator", "denominator", "value"):
        printed = both[both[column].notna() & both[f"{column}_zip"].notna()]
        differ = printed[(printed[column] - printed[f"{column}_zip"]).abs() > 1e-9]
        rounding = [("861", 2020)] if column == "value" else []  # Stoke: 23.25%
        assert list(zip(differ["la_code"], differ["year"], strict=True)) == rounding
    ours_only = both[both["value"].notna() & both["value_zip"].isna()]
    nothing_of_nothing = {("869", 2022)}
    assert set(zip(ours_only["la_code"], ours_only["year"], strict=True)) == nothing_of_nothing
    zip_only = both[both["value"].isna() & both["value_zip"].notna()]
    assert zip_only.groupby(["la_code", "year"]).size().to_dict() == REVISED


def test_real_zip_agrees_why_figures_are_missing(release):
    ours = pd.concat([d.tables["published"] for d in bundled.deliveries()[:2]])
    both = ours.merge(release.tables["published"], on=KEY, suffixes=("", "_zip"))
    missing = both[both["value"].isna() & both["value_zip"].isna()]
    assert len(missing) > 500
    assert (missing["blank"] == missing["blank_zip"]).all()


def test_real_appeals_go_by_name(release):
    printed = {
        ("873", 2023): 126,
        ("928", 2015): 62,  # Cambridgeshire, Northamptonshire: other codes
        ("835", 2018): 44,
        ("838", 2019): 57,  # Dorset before and after, one row
        ("837", 2014): 10,  # Bournemouth: no code
    }
    for (code, year), value in printed.items():
        assert row(release, "appeals_registered", code=code, year=year).value == value
    frame = release.tables["published"]
    appeals = frame[frame["indicator"] == "appeals_registered"]
    assert "941" not in set(appeals.loc[appeals["year"] < 2021, "la_code"])
    assert any("Cambridgeshire, Central Bedfordshire, Northamptonshire" in n for n in release.notes)


def test_one_csv_of_the_zip_gives_the_same_rows(release, tmp_path):
    with zipfile.ZipFile(RELEASE) as archive:
        content = archive.read("data/ceased_plans.csv")
    alone = read_text(tmp_path, content, "anything at all.csv")
    whole = release.tables["published"]
    part = whole[whole["indicator"] == "plans_ceased"].reset_index(drop=True)
    assert alone.edition == "2025"
    columns = [c for c in COLUMNS if c != "source"]
    pd.testing.assert_frame_equal(alone.tables["published"][columns], part[columns])


def test_2026_timeliness(tmp_path):
    delivery = read_text(tmp_path, TIMELINESS_2026)
    assert delivery.edition == "2026"
    essex = row(delivery, WITHIN)
    assert (essex.numerator, essex.denominator, essex.value) == (454, 2420, 0.188)
    assert row(delivery, "plans_issued_after_more_than_a_year").value == 0.619
    assert row(delivery, "plans_issued_in_20_to_52_weeks", EXC).value == 0.205
    assert row(delivery, "mean_weeks_to_issue", code="E92000001").value == 25.6
    assert row(delivery, WITHIN, "Age: 2 and under").denominator == 10
    assert row(delivery, WITHIN, "Need: Autistic spectrum disorder").value == 0.45
    means = delivery.tables["published"].query("indicator == 'mean_weeks_to_issue'")
    assert not means["category"].str.contains(EXC).any()


def test_2026_symbols_become_reasons(tmp_path):
    delivery = read_text(tmp_path, TIMELINESS_2026)
    east = "E12000006"
    assert row(delivery, WITHIN, code=east).denominator == 10_000
    assert row(delivery, WITHIN, EXC, code=east).blank == "not_published"
    assert row(delivery, "plans_issued_in_20_to_52_weeks", code=east).blank == "suppressed"
    over_a_year = row(delivery, "plans_issued_after_more_than_a_year", code=east)
    assert over_a_year.blank == "not_applicable"
    autistic = row(delivery, WITHIN, f"Need: Autistic spectrum disorder, {EXC}")
    assert autistic.blank == "not_applicable"
    assert row(delivery, WITHIN, "Sex: Unknown").blank == "not_applicable"
    odd = row(delivery, "plans_issued_in_20_to_52_weeks", year=2024)
    assert (pd.isna(odd.value), odd.blank) == (True, "not_published")
    column = "column pc_plans_issued_gt20weeks_ltyear"
    assert delivery.refused == {f"{column}: cells that are neither a number nor a known sign": 1}


def test_counts_keep_their_own_reason(tmp_path):
    text = REQUESTS_2026.replace("11151,5065,1564", "c,no data,z")
    delivery = read_text(tmp_path, text)
    found = [
        row(delivery, name, code="E92000001").blank
        for name in (
            "requests_with_mediation",
            "requests_with_tribunal",
            "requests_with_tribunal_after_mediation",
        )
    ]
    assert found == ["suppressed", "not_submitted", "not_applicable"]


def test_a_share_not_printed_comes_from_its_counts_unless_suppressed(tmp_path):
    for sign, value in (("x", 0.266), ("c", None), ("~", None)):
        text = REQUESTS_2026.replace("65.2,26.6,7.2", f"65.2,{sign},7.2")
        got = row(read_text(tmp_path, text), "requests_refused", code="E92000001").value
        assert (None if pd.isna(got) else got) == value


def test_known_reason_replaces_x(tmp_path):
    text = TIMELINESS_2026.replace("881,Essex", "876,Halton")
    delivery = read_text(tmp_path, text.replace("2420,2240,454,450,18.8", "x,x,x,x,x"))
    assert row(delivery, WITHIN, code="876").blank == "suppressed"


def test_2026_requests(tmp_path):
    delivery = read_text(tmp_path, REQUESTS_2026)
    england = row(delivery, "decided_within_6_weeks", code="E92000001")
    assert (england.numerator, england.denominator, england.value) == (139_031, 158_984, 0.874)
    parents = row(delivery, "requests_refused", "Source: Parent or young person", "E92000001")
    assert (parents.numerator, parents.value) == (23_300, 0.488)
    female = row(delivery, "decided_within_6_weeks", "Sex: Female", "E92000001")
    assert (pd.isna(female.value), female.blank) == (True, "not_published")


def test_2026_reviews_new_plans_and_caseload(tmp_path):
    reviews = read_text(tmp_path, REVIEWS_2026)
    assert row(reviews, "annual_reviews_expected", code="E92000001").value == 596_987
    assert row(reviews, "annual_reviews_held_in_year", code="E92000001").value == 339_027
    share = row(reviews, "review_decided_within_4_weeks", code="E92000001")
    assert (share.numerator, share.denominator, share.value) == (161_396, 339_027, 0.476)
    assert len(reviews.tables["published"]) == 3
    plans = read_text(tmp_path, NEW_PLANS_2026)
    assert plans.tables["published"]["value"].tolist() == [2500]
    caseload = read_text(tmp_path, CASELOAD_2026)
    assert (caseload.edition, row(caseload, "plans_in_force", year=2026).value) == ("2026", 15_500)


def test_2026_appeals_use_the_new_method(tmp_path):
    delivery = read_text(tmp_path, APPEALS_2026)
    essex = row(delivery, "appeal_rate_new_method")
    assert (essex.numerator, essex.denominator, essex.value) == (844, 7260, 0.116)
    assert row(delivery, "appeal_rate_new_method", year=2024).denominator == 9061
    assert row(delivery, "appeals_registered", code="201", year=2024).value == 0
    assert row(delivery, "appeals_registered", code="E92000001").value == 26_977
    assert row(delivery, "appeals_registered", code="873").value == 145
    assert row(delivery, "appeals_registered", code="941").value == 279
    assert row(delivery, "appeal_rate_new_method", code="209").blank == "not_published"
    assert "appeal_rate_old_method" not in set(delivery.tables["published"]["indicator"])
    assert delivery.notes[0].endswith("Cambridgeshire.")


def test_mark_case_and_repeated_columns_do_not_matter(tmp_path):
    plain = read_text(tmp_path, TIMELINESS_2026).tables["published"]
    heading, *lines = TIMELINESS_2026.splitlines()
    shouted = "\r\n".join([heading.upper() + ",PLANS_ISSUED_DEN", *[f"{line},7" for line in lines]])
    marked = read_text(tmp_path, b"\xef\xbb\xbf" + shouted.encode()).tables["published"]
    pd.testing.assert_frame_equal(plain, marked)


def test_rows_that_cannot_be_placed_are_counted(tmp_path):
    extra = "\n".join(
        [
            f"2025,{ESSEX},All EHC plans,All EHC plans,1",
            f"2025,{ESSEX.replace('881', '')},All EHC plans,All EHC plans" + ",1" * 16,
            f"2025,{ESSEX.replace('Local', 'No')},All EHC plans,All EHC plans" + ",1" * 16,
            f"soon,{ESSEX},All EHC plans,All EHC plans" + ",1" * 16,
            f"2025,{ESSEX},Type of placement,Special" + ",1" * 16,
            f"2025,{ESSEX},All EHC plans,All EHC plans" + ",1" * 16,
        ]
    )
    delivery = read_text(tmp_path, TIMELINESS_2026 + extra + "\n")
    counted = {text.removeprefix("file.csv: "): n for text, n in delivery.refused.items()}
    assert counted["rows with too few or too many columns"] == 1
    assert counted["rows without the level and code of an area"] == 2
    assert counted["rows without a year"] == 1
    assert counted["rows of a breakdown that is not used"] == 1
    assert counted["figures that are there twice (the first is kept)"] == 7
    assert row(delivery, WITHIN).numerator == 454


def test_unknown_files_are_refused_with_what_is_understood(tmp_path):
    with pytest.raises(BadFile, match="timeliness_20_week, requests") as caught:
        read_text(tmp_path, "a,b\n1,2\n", "other.csv")
    assert str(caught.value).startswith("other.csv")
    with pytest.raises(BadFile, match="no column old_la_code"):
        read_text(tmp_path, TIMELINESS_2026.replace("old_la_code", "code"))
    with pytest.raises(BadFile, match="cannot be opened"):
        dfe_release.read(tmp_path / "none.zip")


def zipped(members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return stream.getvalue()


def test_zip_takes_its_edition_from_its_name(tmp_path):
    text = NEW_PLANS_2026.replace("2025,", "2019,")
    data = zipped({"data/newplans.csv": text, "guidance.txt": "x"})
    named = read_text(tmp_path, data, "education-health-and-care-plans_2026.zip")
    assert (named.edition, named.notes) == ("2026", ())
    assert read_text(tmp_path, data, "download.zip").edition == "2020"
    assert "reporting year 2026, newplans.csv" in named.tables["published"]["source"].iloc[0]


@pytest.mark.parametrize("name", ["../plans.csv", "/etc/plans.csv", "C:/plans.csv", "a\\..\\b.csv"])
def test_zip_paths_may_not_leave_the_folder(tmp_path, name):
    with pytest.raises(BadFile, match="leads out of the zip"):
        read_text(tmp_path, zipped({name: NEW_PLANS_2026}), "bad.zip")


def test_zip_sizes_are_guarded(tmp_path, monkeypatch):
    data = zipped({"newplans.csv": NEW_PLANS_2026 + " " * 100_000})
    monkeypatch.setattr(archives, "UNPACKED_LIMIT", 50_000)
    with pytest.raises(BadFile, match="absurd size"):
        read_text(tmp_path, data, "bomb.zip")
    monkeypatch.setattr(archives, "ENTRIES_LIMIT", 2)
    with pytest.raises(BadFile, match="absurd size"):
        read_text(tmp_path, zipped({f"{n}.csv": "a" for n in range(3)}), "many.zip")
    monkeypatch.setattr(common, "FILE_LIMIT", 10)
    with pytest.raises(BadFile, match="file.csv: over 0 MB"):
        read_text(tmp_path, NEW_PLANS_2026)
    with pytest.raises(BadFile, match="one.zip, newplans.csv: over 0 MB"):
        read_text(tmp_path, zipped({"a/newplans.csv": NEW_PLANS_2026}), "one.zip")


def test_damaged_and_locked_zips(tmp_path):
    data = bytearray(zipped({"newplans.csv": NEW_PLANS_2026 * 20}))
    with pytest.raises(BadFile, match="cut.zip: is not a whole zip"):
        read_text(tmp_path, bytes(data[:200]), "cut.zip")
    inside = bytes(data[:60]) + b"\0" * 40 + bytes(data[100:])
    with pytest.raises(BadFile, match="inside.zip: a file in the zip is damaged"):
        read_text(tmp_path, inside, "inside.zip")
    entry = b"PK\x01\x02\x14\x03\x14\x00"
    locked = bytes(data).replace(entry + b"\x00\x00", entry + b"\x01\x00")
    assert locked != bytes(data)
    with pytest.raises(BadFile, match="locked with a password"):
        read_text(tmp_path, locked, "locked.zip")


SEEDS = [
    TIMELINESS_2026,
    REQUESTS_2026,
    REVIEWS_2026,
    NEW_PLANS_2026,
    CASELOAD_2026,
    APPEALS_2026,
]
CUTS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=6)), max_size=6)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz")


def read_or_refused(folder, data):
    try:
        frame = read_text(folder, data, "fuzz.csv").tables["published"]
    except BadFile as error:
        assert str(error)
        return
    assert list(frame.columns) == COLUMNS
    assert (frame["value"].isna() == frame["blank"].notna()).all()
    assert not frame.duplicated(KEY).any()


@settings(max_examples=60)
@given(st.sampled_from(SEEDS), CUTS)
def test_cut_and_scribbled_files_are_read_or_refused(folder, text, cuts):
    data = bytearray(text.encode())
    for place, length, scribble in cuts:
        start = int(place * len(data))
        data[start : start + length] = scribble
    read_or_refused(folder, bytes(data))


@settings(max_examples=60)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"a,LA code\n"]))
def test_any_bytes_are_read_or_refused(folder, data, start):
    read_or_refused(folder, start + data)


def test_headings_alone_and_empty_files(folder):
    for text in (*SEEDS, ""):
        for lines in range(4):
            read_or_refused(folder, "\n".join(text.splitlines()[:lines]).encode())


@pytest.mark.parametrize(
    "above",
    [
        b"",
        b"Title,,\n" * 7,
        b'\xef\xbb\xbf"Title, with a comma\r\nand a second line",,,\r\n' + b",,\r\n" * 6,
        b"Title,,\n" * 9,
    ],
)
def test_the_table_of_appeals_is_known_by_its_headings_wherever_they_stand(tmp_path, above):
    path = tmp_path / "table.csv"
    path.write_bytes(
        above + b",,2024,,2025,\n,Old LA code,Appeals,Rate of appeals,Appeals,Rate of appeals\n"
        b"Essex,881,10,10.00%,20,20.00%\n"
    )
    (found,) = read_all([path], Given(), print)
    rows = found.tables["published"]
    said = rows[rows["indicator"] == "appeals_registered"].set_index("year")["value"].to_dict()
    assert (found.layout, said) == ("dfe_release", {2024: 10.0, 2025: 20.0})


def test_a_councils_own_list_with_codes_of_councils_is_no_release(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text("case_ref,LA code,received,decision,outcome,issued\nA1,881,13/01/2025,,,\n")
    with pytest.raises(BadFile, match="a case list, does not say whose it is"):
        read_all([path], Given(), print)


def test_the_appeal_table_of_the_collection_is_read_alone():
    path = shared(
        "cases",
        "41-appeal-table-of-2026-alone",
        "SEND appealable decisions rate 2024-2025.csv",
    )
    rows = read_all([path], Given(), print)[0].tables["published"]
    essex = rows[(rows["la_code"] == "881") & (rows["indicator"] == "appeals_registered")]
    assert essex.set_index("year")["value"].to_dict() == {2024: 10.0, 2025: 20.0}
