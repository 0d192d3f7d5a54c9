"""Where figures come from, whether the records can be trusted, what each figure means."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from sendviz import catalogue
from sendviz.ask import Records, Store
from sendviz.ask.lists import OF_A_PART
from sendviz.ask.places import Coverage
from sendviz.load import checks
from sendviz.load.checks import tables
from sendviz.panels import about_the_data, frame
from sendviz.panels.about_the_data import NOT_IN_PUBLIC
from tests.handmade import build, referral, request, select

ROOT = Path(__file__).resolve().parents[2] / "sendviz"
ON_TIME = "plans_issued_within_20_weeks"
RULES = {
    id: SimpleNamespace(message=f"{id} is wrong.", fix=f"Put {id} right.") for id in ("R01", "R02")
}


def insert(path, table: str, **row) -> None:
    with duckdb.connect(str(path)) as connection:
        marks = ", ".join("?" * len(row))
        connection.execute(
            f"insert into {table} ({', '.join(row)}) values ({marks})", list(row.values())
        )


@pytest.fixture
def path(tmp_path):
    """One plan on time and one late in 2024; one import with three rows refused."""
    plans = [
        request("2024-02-01", "2024-03-01", "2024-05-01"),
        request("2024-02-01", "2024-03-01", "2024-11-01"),
    ]
    build(tmp_path / "x.duckdb", requests=plans)
    insert(
        tmp_path / "x.duckdb", "import_log", import_id=1, source="Cases", layout="local_cases",
        edition=None, la_code="999", file_name="cases.csv", sha256="0", rows_read=1203,
        rows_kept=1200, rows_refused=3, reasons="R01: 3", rows_changed=0, simulated=True,
        imported_at=datetime(2025, 7, 1),
    )  # fmt: skip
    return tmp_path / "x.duckdb"


def records(path, role="officer") -> Records:
    return Records(Store(path), select("2025-06-30", None), role)


def texts(panel) -> list[list[str]]:
    return [[cell.text for cell in row] for row in panel.tables[0].rows]


def test_the_import_log_is_exact_and_its_reasons_are_for_officers(path):
    assert about_the_data.files_loaded(records(path)).startswith("1 file make")
    panel = about_the_data.imports_panel(records(path))
    assert texts(panel) == [["Cases", "", "1,203", "1,200", "3", "0", "1 July 2025"]]
    row = panel.tables[0].rows[0]
    assert (row[0].small, row[4].small) == (about_the_data.FILES["local_cases"], "R01: 3")
    assert panel.tables[0].wide and panel.notes == (about_the_data.ROWS,)
    for role in ("board", "councillor"):
        other = about_the_data.imports_panel(records(path, role))
        assert texts(other)[0][2:5] == ["1,203", "1,200", "3"]
        assert other.tables[0].rows[0][4].small == ""


@pytest.mark.parametrize(("role", "named"), [("officer", 1), ("board", 1), ("councillor", 0)])
def test_a_real_file_is_named_to_those_who_load_files(path, role, named):
    with duckdb.connect(str(path)) as connection:
        connection.execute("update import_log set simulated = false")
    told = about_the_data.imports_panel(records(path, role)).tables[0].rows[0][0].small
    assert told.startswith(about_the_data.FILES["local_cases"])
    assert told.count("File: cases.csv") == named


def test_how_many_rows_a_provider_sent_is_not_told_in_public_view(path):
    insert(path, "referral", referral_id=1, **referral("2025-05-01"))
    public = about_the_data.imports_panel(records(path, "councillor"))
    assert texts(public)[0][2:6] == [about_the_data.NOT_TOLD] * 4
    assert public.notes[0].endswith(about_the_data.OF_PROVIDERS)
    assert texts(about_the_data.imports_panel(records(path, "board")))[0][2] == "1,203"


def test_what_was_told_and_what_is_told_now_stand_side_by_side(path):
    nothing = about_the_data.restatements_panel(records(path))
    assert nothing.sentences == ("No headline figure of an earlier period has changed.",)
    insert(
        path, "restatement", noticed_at=datetime(2025, 7, 1), la_code="999", measure=ON_TIME,
        period_start=date(2024, 1, 1), period="calendar_year", was_numerator=1, was_denominator=4,
        was_value=0.25, now_numerator=1, now_denominator=2, now_value=0.5,
    )  # fmt: skip
    name = catalogue.get(ON_TIME).short_name
    assert texts(about_the_data.restatements_panel(records(path))) == [
        [name, "2024", "1 of 4 (25%)", "1 of 2 (50%)", "1 July 2025"]
    ]


def test_own_figures_stand_beside_published_ones_of_the_same_year(path):
    """Published: 2 of 4 in 2024, a percentage alone in 2025; the records tell of 2024 on."""
    series = catalogue.get(ON_TIME).published_as
    same = {
        "publisher": "DfE", "edition": "2025", "la_code": "999", "level": "council",
        "area_name": "Testshire", "indicator": series.indicator, "category": series.category,
        "source": "made up", "import_id": 1,
    }  # fmt: skip
    insert(path, "published", year=2023, numerator=1, denominator=3, value=1 / 3, **same)
    insert(path, "published", year=2024, numerator=2, denominator=4, value=0.5, doubt="?", **same)
    insert(path, "published", year=2025, value=0.415, **same)
    insert(path, "published", year=2026, blank="not_submitted", **same)
    name = catalogue.get(ON_TIME).short_name
    panel = about_the_data.published_panel(records(path))
    assert texts(panel) == [
        [name, "2024", "2 of 4 (50%)", "1 of 2 (50%)", "DfE, 2025"],
        [name, "2025", "41.5% (counts not published)", "no records for the year", "DfE, 2025"],
        [name, "2026", "not submitted", "no records for the year", "DfE, 2025"],
    ]
    assert panel.tables[0].rows[0][-1].small == "?"


def test_each_template_is_offered_under_its_name():
    panel = about_the_data.templates_panel(dict.fromkeys(["cases", "audits", "map"], "head\n"))
    assert [(file.label, file.file_name) for file in panel.downloads] == [
        ("Case file", "sendviz-cases.csv"),
        ("Audits", "sendviz-audits.csv"),
        ("Headings map", "sendviz-map.toml"),
    ]
    assert {file.text for file in panel.downloads} == {"head\n"}


def issue(path, rule: str, severity: str, times: int) -> None:
    for number in range(times):
        insert(
            path, "data_issue", import_id=1, rule=rule, severity=severity, la_code="999",
            district="N1", table_name="request", row_number=number, case_ref=f"c{number}",
            simulated=True,
        )  # fmt: skip


def test_what_the_checks_found_is_told_by_rule_and_locality(path):
    empty = about_the_data.checks_panel(records(path), RULES)
    assert empty.sentences == ("The checks found nothing.",)
    issue(path, "R02", "warning", 21)
    issue(path, "R01", "error", 3)
    own, public = records(path), records(path, "councillor")
    panel = about_the_data.checks_panel(own, RULES)
    assert panel.tables[0].wide and texts(panel) == [
        ["R01", "R01 is wrong.", "3", "3", "0", "0"],
        ["R02", "R02 is wrong.", "21", "21", "0", "0"],
    ]
    told = about_the_data.checks_panel(public, RULES)
    assert not told.tables
    (folded,) = told.closed
    assert texts(folded) == [["R01", "R01 is wrong.", "3"], ["R02", "R02 is wrong.", "21"]]
    assert folded.title == "2 checks with how many rows each found"
    assert about_the_data.public_count(None) == "for the board and officers"
    assert about_the_data.errors_and_warnings(own) == (
        "The checks found 3 errors and 21 warnings. The step that an error spoils is left out and "
        "the rest of the case counts; a warning is flagged."
    )


def test_what_public_view_is_not_told_is_not_counted_as_nought(path):
    """Checks of children of unknown place or kind: the sentence says that they are left out."""
    issue(path, "R01", "error", 3)
    issue(path, "S08", "warning", 40)
    rules = RULES | {"S08": RULES["R01"]}
    own, public = (
        about_the_data.errors_and_warnings(records(path, role)) for role in ("board", "councillor")
    )
    assert "3 errors and 40 warnings" in own and NOT_IN_PUBLIC not in own
    assert "3 errors and 0 warnings" in public and public.endswith(NOT_IN_PUBLIC)
    assert NOT_IN_PUBLIC.startswith("Three more checks") and len(OF_A_PART) == 3
    panel = about_the_data.checks_panel(records(path, "councillor"), rules)
    assert [row[0] for row in texts(panel.closed[0])] == ["R01"]


def test_the_list_to_fix_is_for_officers_and_in_words(path):
    issue(path, "R01", "error", 2)
    panel = about_the_data.list_to_fix_panel(records(path), RULES)
    assert panel.caption == "2 rows, errors first"
    assert panel.rows.head(1).to_dict("records") == [
        {"What is wrong": "R01 is wrong.", "Case": "c0", "Where": "Request", "Row": 0,
         "What to do": "Put R01 right.", "How grave": "error", "File": "cases.csv", "Rule": "R01"}
    ]  # fmt: skip
    assert panel.downloads[0].text.count("Put R01 right.") == 2
    assert panel.downloads[0].text.startswith("What is wrong,Case,Where,Row,What to do,")
    for role in ("councillor", "board"):
        closed = about_the_data.list_to_fix_panel(records(path, role), RULES)
        assert closed.rows is None and not closed.downloads
        assert closed.notes == (about_the_data.FOR_OFFICERS,)


def test_every_place_of_a_fault_has_words():
    assert {*tables.COLUMNS, "header"} <= set(about_the_data.TABLES)
    assert {rule.table for rule in checks.RULES.values()} - {"all"} <= set(about_the_data.TABLES)


def test_every_reader_has_words_for_its_files():
    files = [*(ROOT / "load" / "readers").glob("*.py"), *(ROOT / "simulate").glob("*.py")]
    named = r'layout="(\w+)"|"((?:sen2|local)_\w+)", "|"(\w+_list)", "'
    found = {name for file in files for each in re.findall(named, file.read_text("utf-8"))
             for name in each if name}  # fmt: skip
    assert len(found) > 10 and found <= set(about_the_data.FILES), found


def test_the_frame_says_to_when_the_records_tell():
    covered = Coverage("999", "Testshire", "Test", date(2024, 1, 1), date(2025, 6, 30), True)
    built = datetime(2025, 7, 1)
    assert frame.told_to(covered, built) == (
        "Records of Testshire to 30 June 2025, built 1 July 2025."
    )
    assert frame.told_to(None, built).startswith("No council’s own records are loaded.")
    assert frame.made_up(covered).startswith("Totals of Test as DfE published;")
    quarter = select("2025-06-30", "2024-07-01")
    assert frame.in_quarters(quarter).endswith("as at 30 June 2025, 12 months to 30 June 2025.")
