"""What a delivery becomes: places, advice, checks, published figures, restatements, real or not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from sendviz.catalogue.layouts import BadFile, Delivery
from tests.load import samples as s

CASE = {"case_ref": "C1", "upn": s.UPN, "received": "02/10/2023"}
EP = {"case_ref": "C1", "kind": "ep", "asked": "20/10/2023", "provider": "One"}
ADVICE = "select request_id, kind, cast(due as varchar), cast(received as varchar) from advice"


@pytest.mark.parametrize("case_first", [True, False])
def test_advice_finds_its_case_whichever_comes_first(tmp_path, case_first):
    db = tmp_path / "a.duckdb"
    files = [s.cases(tmp_path, "2023-11-30", CASE), s.advice(tmp_path, "2023-11-30", EP)]
    for each in files if case_first else files[::-1]:
        s.load(db, each)
    assert s.rows(db, ADVICE) == [(1, "ep", "2023-12-01", None)]
    assert s.rows(db, "select * from advice_waiting") == []


def test_advice_is_merged_on_reload_while_it_waits_and_after(tmp_path):
    db = tmp_path / "a.duckdb"
    other = {"case_ref": "C2", "kind": "ep", "asked": "20/10/2023", "provider": "One"}
    s.load(db, s.advice(tmp_path, "2023-11-30", EP, other))
    s.load(db, s.advice(tmp_path, "2023-12-31", EP | {"received": "04/12/2023"}, other))
    assert s.rows(db, ADVICE + " order by advice_id") == [
        (None, "ep", "2023-12-01", "2023-12-04"),
        (None, "ep", "2023-12-01", None),
    ]
    s.load(db, s.cases(tmp_path, "2023-12-31", CASE))
    late = EP | {"received": "05/12/2023", "provider": "Another"}
    s.load(db, s.advice(tmp_path, "2024-01-31", late))
    assert s.rows(db, ADVICE + " order by advice_id") == [
        (1, "ep", "2023-12-01", "2023-12-05"),
        (None, "ep", "2023-12-01", None),
    ]


def made_up(delivery: Delivery) -> Delivery:
    return replace(delivery, simulated=True, layout="simulated")


def test_real_records_replace_simulated_ones_whole_and_never_the_other_way(tmp_path):
    db = tmp_path / "a.duckdb"
    false = made_up(s.sen2(tmp_path, 2025, s.person(s.request("2024-03-04"), upn="Z1")))
    s.load(db, false, made_up(s.advice(tmp_path, "2025-01-16", EP)))
    elsewhere = made_up(s.sen2(tmp_path, 2025, s.person(s.request("2024-03-04")), la="881"))
    s.load(db, elsewhere)
    report = s.load(db, s.sen2(tmp_path, 2024, s.person(s.request("2023-10-02"))))
    assert any("make room" in note for note in report.notes)
    assert s.told(db, "la_code, received, simulated") == [
        ("839", "2023-10-02", "false"),
        ("881", "2024-03-04", "true"),
    ]
    assert s.rows(db, "select * from advice") == []
    assert s.rows(db, "select data_date, simulated from coverage where la_code = '839'") == [
        (date(2024, 1, 18), False)
    ]
    with pytest.raises(BadFile, match="not put over them"):
        s.load(db, false)


def test_real_advice_is_not_mixed_with_simulated_cases(tmp_path):
    db = tmp_path / "a.duckdb"
    s.load(db, made_up(s.sen2(tmp_path, 2025, s.person(s.request("2024-03-04")))))
    s.load(db, s.advice(tmp_path, "2024-01-31", EP))
    assert s.told(db) == [] and s.rows(db, "select simulated from advice") == [(False,)]


def test_a_child_is_placed_by_postcode_or_by_its_own_district_and_stays_placed(tmp_path):
    db = tmp_path / "a.duckdb"
    lookup = pd.DataFrame({"postcode": ["ZZ11AA"], "district": ["E06000028-x"]})
    areas = s.places_of_four()
    district = areas.tables["area"].query("la_code == '839' and scheme == 'district' and known")
    lookup["district"] = district["area_id"].iloc[0]
    people = [
        s.person(s.request("2023-10-02")),
        s.person(s.request("2023-11-02"), upn="B1", postcode="ZZ9 9ZZ"),
    ]
    report = s.load(db, areas, s.sen2(tmp_path, 2024, *people), postcodes=lookup)
    placed = [district["area_id"].iloc[0], "839/unknown"]
    assert [row[0] for row in s.told(db, "district")] == placed
    assert report.issues.query("rule == 'S08'")["n"].tolist() == [1]
    s.load(db, s.sen2(tmp_path, 2025, *people))
    assert [row[0] for row in s.told(db, "district")] == placed
    named = {
        "case_ref": "C3",
        "received": "04/12/2023",
        "district": district["name"].iloc[1].upper(),
    }
    s.load(db, s.cases(tmp_path, "2025-03-31", named))
    assert s.told(db, "district")[-1][0] == district["area_id"].iloc[1]


def test_new_localities_leave_no_child_in_a_district_that_is_gone(tmp_path):
    db = tmp_path / "a.duckdb"
    areas = s.places_of_four()
    code = areas.tables["area"].query("la_code == '839' and scheme == 'district' and known")
    row = CASE | {"district": code["area_id"].iloc[0]}
    s.load(db, areas, s.cases(tmp_path, "2023-11-30", row))
    (tmp_path / "own.csv").write_text("district,locality,population\nNewby,North,\n")
    from sendviz.load.readers import places

    s.load(db, places.read_localities(tmp_path / "own.csv", s.LA, "BCP"))
    assert s.told(db, "district") == [("839/unknown",)]
    left = "select count(*) from area_member where area_id not in (select area_id from area)"
    assert s.rows(db, left) == [(0,)]


def test_errors_cast_a_doubt_and_warnings_do_not(tmp_path):
    db = tmp_path / "a.duckdb"
    backwards = s.request("2023-10-02", "Y", "2023-09-01", s.assessment("Y", "2023-09-15"))
    unborn = s.request("2014-01-02", "A")
    to_come = s.request("2024-03-01", "Y", "2024-03-08", s.assessment("A"))
    unnumbered = s.person(s.request("2023-11-02", "N", "2023-12-01"), upn=None, postcode=None)
    people = [s.person(backwards), s.person(unborn, to_come, upn="B123456789012"), unnumbered]
    s.load(db, s.sen2(tmp_path, 2024, *people))
    assert s.told(db, "received, decision, decided, has_doubt") == [
        ("2014-01-02", "A", None, "true"),
        ("2023-10-02", "Y", "2023-09-01", "true"),
        ("2023-11-02", "N", "2023-12-01", "false"),
        (None, "A", None, "true"),
    ]
    found = s.rows(db, "select distinct rule, severity, district from data_issue order by rule")
    rules = {rule: severity for rule, severity, _ in found}
    assert (rules["R04"], rules["R06"], rules["S04"]) == ("error", "error", "warning")
    assert {district for *_, district in found} == {"839/unknown"}


def test_a_corrected_return_replaces_the_list_of_what_to_fix(tmp_path):
    db = tmp_path / "a.duckdb"
    s.load(db, s.sen2(tmp_path, 2024, s.person(s.request("2023-10-02", "Q"))))
    assert s.rows(db, "select count(*) from data_issue where rule = 'R02'") == [(1,)]
    s.load(db, s.sen2(tmp_path, 2024, s.person(s.request("2023-10-02", "A"))))
    assert s.rows(db, "select count(*) from data_issue where rule = 'R02'") == [(0,)]
    assert s.told(db, "decision, has_doubt") == [("A", "false")]


def figures(edition: str, value: float, doubt: str | None = None, sha: str = "") -> Delivery:
    rows = pd.DataFrame([{
        "publisher": "DfE", "edition": edition, "la_code": "839", "level": "council",
        "area_name": "BCP", "year": 2023, "indicator": "plans_issued_within_20_weeks",
        "category": "All", "numerator": 30.0, "denominator": 20.0, "value": value,
        "blank": None, "doubt": doubt, "source": "a table",
    }])  # fmt: skip
    return Delivery(
        "dfe_release", "A release", "r.csv", sha or edition, {"published": rows}, edition=edition
    )


def test_published_figures_carry_doubts_and_the_newest_edition_counts(tmp_path):
    from sendviz import ask, catalogue
    from sendviz.ask.store import Store

    db = tmp_path / "a.duckdb"
    s.load(db, figures("2024", 1.5), figures("2023", 1.5, "Given with the file."))
    doubts = dict(s.rows(db, "select edition, doubt from published"))
    assert "above 100%" in doubts["2024"] and doubts["2023"] == "Given with the file."
    s.load(db, figures("2025", 0.5))
    found = ask.published(Store(db), catalogue.get("plans_issued_within_20_weeks"), ("839",))
    assert found["edition"].tolist() == ["2025"]


def test_the_import_log_says_what_was_read_kept_refused_and_changed(tmp_path):
    db = tmp_path / "a.duckdb"
    orphan = "<Requests><ReceivedDate>2023-01-02</ReceivedDate></Requests>"
    wrong = s.person(s.request("32/10/2023", "A"), s.request("2023-11-02", "A"))
    s.load(db, s.sen2(tmp_path, 2024, wrong, orphan, name="r.xml"))
    logged = "select file_name, rows_read, rows_kept, rows_refused, reasons, rows_changed"
    logged += " from import_log"
    name, read, kept, refused, reasons, changed = s.rows(db, logged)[0]
    # A person and two requests, one without a readable day; a request without its person.
    assert (name, read, kept, refused, changed) == ("r.xml", 4, 3, 1, 0)
    assert reasons.startswith("X01")
    (cells, why), *_ = s.rows(db, "select cells_unread, unread_reasons from import_log")
    assert cells == 1 and "ReceivedDate" in why and "32/10/2023" not in why


def headlines(value: float, start: str = "2023-10-01"):
    row = {"la_code": "839", "measure": "m", "period_start": pd.Timestamp(start), "period": "month"}
    row |= {"numerator": value, "denominator": float("nan"), "value": value}
    return lambda path: pd.DataFrame([row])


def test_what_a_build_changes_in_figures_told_before_is_kept(tmp_path):
    db = tmp_path / "a.duckdb"
    first = s.cases(tmp_path, "2023-11-30", CASE)
    s.load(db, first, headlines=headlines(3.0))
    second = s.cases(tmp_path, "2023-12-31", CASE, CASE | {"case_ref": "C2", "upn": ""})
    assert s.load(db, second, headlines=headlines(4.0)).restated == 1
    kept = "select measure, was_value, now_value, was_denominator from restatement"
    assert s.rows(db, kept) == [("m", 3.0, 4.0, None)]
    # A build from scratch of the same files is compared, too, and forgets nothing.
    assert s.load(db, first, second, fresh=True, headlines=headlines(5.0)).restated == 1
    assert s.rows(db, kept + " order by was_value") == [
        ("m", 3.0, 4.0, None),
        ("m", 4.0, 5.0, None),
    ]


def test_a_month_that_was_not_over_is_completed_not_restated(tmp_path):
    db = tmp_path / "a.duckdb"
    s.load(db, s.cases(tmp_path, "2023-10-15", CASE), headlines=headlines(3.0))
    later = s.cases(tmp_path, "2023-11-30", CASE)
    assert s.load(db, later, headlines=headlines(4.0)).restated == 0


def test_figures_of_simulated_records_are_not_restated_by_real_ones(tmp_path):
    db = tmp_path / "a.duckdb"
    s.load(db, made_up(s.cases(tmp_path, "2023-11-30", CASE)), headlines=headlines(3.0))
    real = s.cases(tmp_path, "2023-12-31", CASE)
    assert s.load(db, real, headlines=headlines(4.0), fresh=True).restated == 0
