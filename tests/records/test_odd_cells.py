"""One odd cell in a list of cases never changes who is in the process by what it does not say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sendviz.ask import statements
from sendviz.catalogue.layouts import schema_sql
from sendviz.load import case_rows, checks
from sendviz.load.readers import local_files

DAY = date(2026, 1, 15)
COLUMNS = (
    "case_ref,person_id,birth_date,sex,ethnicity,social_care,received,source,rya,decision,decided,"
    "request_mediation,request_tribunal,need,setting,team,exception_reason,draft,outcome,issued,"
    "no_plan_told,withdrawn_on,assessment_mediation,other_tribunal,exception"
).split(",")
COMMON = {"sex": "F", "ethnicity": "WBRI", "need": "ASD", "source": "education", "team": "North"}
# Each case with the cells that say whether it is in the process; no other may change that.
CASES = {
    "waits for a decision": (
        {"received": "06/10/2025"},
        "received decision decided draft outcome issued no_plan_told withdrawn_on",
    ),
    "is being assessed": (
        {"received": "03/02/2025", "decision": "Y", "decided": "10/03/2025"},
        "received decision outcome issued no_plan_told withdrawn_on",
    ),
    "is being assessed after a refusal": (
        {"received": "03/02/2025", "decision": "N", "decided": "10/03/2025", "outcome": "A",
         "request_mediation": "yes"},
        "received decision request_mediation outcome issued no_plan_told withdrawn_on",
    ),
    "has a plan": (
        {"received": "03/02/2025", "decision": "Y", "decided": "10/03/2025", "outcome": "Y",
         "issued": "20/06/2025"},
        "issued",
    ),
    "was refused": (
        {"received": "03/02/2025", "decision": "N", "decided": "10/03/2025"},
        "decision draft outcome issued no_plan_told",
    ),
    "gets no plan": (
        {"received": "03/02/2025", "decision": "Y", "decided": "10/03/2025", "outcome": "N",
         "no_plan_told": "20/05/2025"},
        "outcome",
    ),
    "was withdrawn": ({"received": "03/02/2025", "withdrawn_on": "10/02/2025"}, "withdrawn_on"),
}  # fmt: skip
ODD = (
    "", "?", "-", "TBC", "N/A", "none", "0", "1", "10", "Y", "N", "yes", "no", "H", "W", "UNKNOWN",
    "31/02/2025", "01/01/1900", "31/12/9999", "45000", "01/01/2010", "10/02/2025", "02/12/2025",
    "30/06/2026", "01/03/2035", "2025-05-20", "x" * 40,
)  # fmt: skip
# A refusal on a day to come has not happened: its day tells too, where it lies ahead.
AHEAD = ("30/06/2026", "01/03/2035", "31/12/9999")
REFUSAL_DAYS = {("was refused", "decided"), ("gets no plan", "no_plan_told")}
# case, cell, and what stands in it.
ODD_CELLS = [
    (name, column, text)
    for name, (_, telling) in CASES.items()
    for column in COLUMNS[2:]
    for text in ODD
    if column not in telling.split() and not ((name, column) in REFUSAL_DAYS and text in AHEAD)
]
OPEN = ("waits for a decision", "is being assessed", "is being assessed after a refusal")
Row = tuple[str, dict[str, str]]  # which of CASES, and its odd cells


def written(folder: Path, rows: list[Row]) -> Path:
    """A list of these cases, by number."""
    told = [
        {"case_ref": f"C{number}", "birth_date": "04/03/2017"} | COMMON | CASES[name][0] | odd
        for number, (name, odd) in enumerate(rows)
    ]
    path = folder / "cases.csv"
    pd.DataFrame(told, columns=COLUMNS).to_csv(path, index=False)
    return path


def in_process(path: Path) -> set[int]:
    """The numbers of the cases in the process on the day of the list: read, checked, and asked of
    facts.sql."""
    delivery = local_files.read_cases(path, "881", DAY)
    spoiled = checks.spoiled(checks.run(delivery, checks.context_of(delivery)))
    known = case_rows.people(delivery, delivery.tables["person"]["person_no"].astype("str"))
    rows = case_rows.requests(delivery, known, spoiled)
    rows = rows.assign(request_id=range(len(rows)), import_id=1)
    with duckdb.connect() as connection:
        connection.execute(schema_sql())
        held = [name for (name, *_) in connection.execute("describe request").fetchall()]
        connection.register("given", rows.reindex(columns=held))
        connection.execute(f"insert into request by name select {', '.join(held)} from given")
        found = connection.execute(
            f"with {statements.steps('in_process')} select case_ref from in_process join request "
            "using (request_id) where left_on is null",
            {"as_at": DAY},
        ).fetchall()
    return {int(ref[1:]) for (ref,) in found}


def wrong(folder: Path, rows: list[Row]) -> list[Row]:
    """The rows that are in the process and should not be, or the other way round."""
    found = in_process(written(folder, rows))
    return [row for number, row in enumerate(rows) if (number in found) != (row[0] in OPEN)]


def test_without_an_odd_cell(tmp_path):
    assert wrong(tmp_path, [(name, {}) for name in CASES]) == []


def test_any_one_odd_cell(tmp_path):
    rows = [(name, {column: text}) for name, column, text in ODD_CELLS]
    assert len(rows) > 2500
    assert wrong(tmp_path, rows) == []


@settings(max_examples=10, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.sets(st.sampled_from(ODD_CELLS), min_size=1, max_size=4), min_size=20, max_size=60)
)
def test_several_odd_cells_at_once(tmp_path, drawn):
    rows = [
        (name, {column: text for which, column, text in sorted(cells) if which == name})
        for cells in drawn
        for name in sorted({which for which, _, _ in cells})
    ]
    assert wrong(tmp_path, rows) == []


def test_each_case_hangs_on_what_tells_of_it(tmp_path):
    """The cells that are left out above do tell: a withdrawal takes any case out."""
    gone = {"withdrawn_on": "10/12/2025"}
    assert in_process(written(tmp_path, [(name, gone) for name in CASES])) == set()
