"""Tables are declared once: what follows from a declaration, and a new one that needs no reader."""

from __future__ import annotations

import pytest

from sendviz.catalogue import layouts
from sendviz.catalogue.layouts import TABLES, BadFile, Table
from sendviz.load import files, merge_rules
from tests.load import samples as s

PETITION = Table(
    name="petition",
    about="A petition about SEND.",
    columns={
        "petition_id": "bigint primary key",
        "la_code": "varchar not null",
        "request_id": "bigint -- NULL if the case is not known",
        "petition_ref": "varchar not null -- the council's own number",
        "case_ref": "varchar",
        "received": "date not null",
        "stage": "smallint",
        "outcome": "varchar -- upheld, not_upheld, other",
        "remedy": "double -- pounds",
        "simulated": "boolean not null",
        "import_id": "integer not null",
    },
    list="list of petitions",
    needed=(("petition_ref",), ("received",), ("outcome",)),
    headings={
        "petition_ref": "petitionno petitionnumber",
        "case_ref": "caseno",
        "received": "datereceived",
        "stage": "",
        "outcome": "decision",
        "remedy": "amountpaid",
    },
    codes={"outcome": ["upheld", "not_upheld", "other"]},
    instead={"outcome": "other"},
    words={"outcome": {"upheld": "yes, fault found", "not_upheld": "no, no fault"}},
    example={"petition_ref": "EXAMPLE-1", "received": "10/01/2026", "outcome": "upheld"},
    same=("la_code", "petition_ref"),
)
LINES = (
    "Petition no;Case no;Date received;Stage;Decision;Amount paid",
    "K1;C1;03/02/2026;1;Fault found;£1,250.50",
    "K2;;04/02/2026;2;Sent to the bishop;",
    "K3;C9;soon;1;no;",
)
SHOWN = "select petition_ref, request_id, received::varchar, stage, outcome, remedy from petition"


@pytest.fixture
def petitions(monkeypatch):
    monkeypatch.setitem(TABLES, "petition", PETITION)


def read(tmp_path, day: str, *lines: str):
    path = tmp_path / f"petitions-{day}.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    given = files.Given(council=s.LA, reference_date=day)
    return files.read_all([path], given, lambda _: None)[0]


def test_schema_sql_is_what_the_declarations_say():
    written = (layouts.ROOM / "schema.sql").read_text("utf-8")
    assert written == layouts.schema_sql(), "run python -m sendviz.catalogue.layouts"


def test_every_key_heading_and_code_is_of_a_declared_column():
    for each in TABLES.values():
        columns = {*each.columns, *each.delivered, *each.beside}
        assert {*each.same} <= columns
        for part in (
            each.codes,
            each.words,
            each.instead,
            *[dict.fromkeys(k) for k in [each.same]],
        ):
            assert {*part} <= columns, each.name
        assert {column for named in each.kinds.values() for column in named} <= columns
        assert {*each.example} <= {*each.known}
        assert all({*choice} <= {*each.known} for choice in each.needed)
    assert {*merge_rules.ALIKE} <= {*TABLES}


def test_a_declared_list_is_read_stored_and_corrected_without_a_reader(petitions, tmp_path):
    db = tmp_path / "a.duckdb"
    cases = s.cases(tmp_path, "2026-02-28", {"case_ref": "C1", "received": "02/01/2026"})
    found = read(tmp_path, "2026-02-28", *LINES)
    assert found.layout == "petition_list"
    assert found.refused == {"Date received is missing or could not be read (row 4)": 1}
    assert found.unread == {
        "Decision is not a code that is known and counts as other (row 3)": 1,
        "Date received is not a date (row 4)": 1,
    }
    s.load(db, found, cases)
    assert s.rows(db, SHOWN + " order by 1") == [
        ("K1", 1, "2026-02-03", 1, "upheld", 1250.5),
        ("K2", None, "2026-02-04", 2, "other", None),
    ]
    s.load(db, read(tmp_path, "2026-03-31", LINES[0], "K2;;04/02/2026;2;No;", "K4;;01/03/2026;;;"))
    assert [(row[0], row[4]) for row in s.rows(db, SHOWN + " order by 1")] == [
        ("K1", "upheld"), ("K2", "not_upheld"), ("K4", None),
    ]  # fmt: skip
    logged = "select rows_read, rows_kept, rows_refused, rows_changed from import_log"
    assert s.rows(db, f"{logged} where layout = 'petition_list' order by import_id") == [
        (3, 2, 1, 0), (2, 2, 0, 1),
    ]  # fmt: skip


def test_a_declared_list_has_its_template_and_says_what_it_lacks(petitions, tmp_path):
    text = PETITION.template().decode("utf-8-sig")
    assert text.splitlines()[0] == "petition_ref,case_ref,received,stage,outcome,remedy"
    with pytest.raises(BadFile, match="holds no rows below the headings"):
        read(tmp_path, "2026-02-28", *text.splitlines())
    with pytest.raises(BadFile, match="read as a list of petitions: lacks the columns outcome"):
        read(tmp_path, "2026-02-28", "petition no,date received,stage,amount paid", "K1,,,")
