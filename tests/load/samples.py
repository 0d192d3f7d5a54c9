"""Small files written where a test can read them: SEN2 returns as XML, case and advice lists."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import duckdb

from sendviz.load import Report, run
from sendviz.load.loading import quoted
from sendviz.load.readers import local_files, places, sen2_xml

LA = "839"
DAY = {2024: "2024-01-18", 2025: "2025-01-16", 2026: "2026-01-15"}
UPN = "A123456789012"


def request(received: str | None, decision: str = "A", decided: str | None = None, more="") -> str:
    """One request as XML; `more` goes behind its own items."""
    items = {"ReceivedDate": received, "RequestOutcomeDate": decided, "RequestOutcome": decision}
    return f"<Requests>{_items(items)}{more}</Requests>"


def assessment(outcome: str, day: str | None = None, plan: str = "") -> str:
    items = {"AssessmentOutcome": outcome, "AssessmentOutcomeDate": day}
    return f"<Assessment>{_items(items)}{plan}</Assessment>"


def plan(started: str, ceased: str | None = None) -> str:
    ends = {"CeaseDate": ceased, "CeaseReason": "6" if ceased else None}
    return f"<NamedPlan>{_items({'StartDate': started, **ends})}</NamedPlan>"


def review(meeting: str, decided: str | None = None) -> str:
    items = {"ReviewMeeting": meeting, "ReviewOutcome": "M", "LastReview": decided}
    return f"<ActivePlans>{_items(items)}<SENneed><SENtype>ASD</SENtype></SENneed></ActivePlans>"


def person(
    *requests: str, upn: str | None = UPN, born="2015-03-04", postcode="ZZ1 1AA", sex="F"
) -> str:
    """One person as XML with a name; traits may be None."""
    items = {
        "Surname": "Quagmirious",
        "Forename": "Zebedina",
        "PersonBirthDate": born,
        "Sex": sex,
        "Ethnicity": "WBRI",
        "PostCode": postcode,
        "UPN": upn,
    }
    return f"<Person>{_items(items)}{''.join(requests)}</Person>"


def _items(items: dict) -> str:
    return "".join(f"<{name}>{text}</{name}>" for name, text in items.items() if text)


def sen2(folder: Path, year: int, *people: str, la: str = LA, name: str = ""):
    """A return of the year's collection as a delivery."""
    path = folder / (name or f"return-{year}-{len(list(folder.iterdir()))}.xml")
    path.write_text(
        f"<Message><Header><CollectionDetails><Collection>SEN2</Collection><Year>{year}</Year>"
        f"<ReferenceDate>{DAY[year]}</ReferenceDate></CollectionDetails>"
        f"<Source><LEA>{la}</LEA></Source></Header><Persons>{''.join(people)}</Persons></Message>"
    )
    return sen2_xml.read(path)


CASES = (
    "case_ref,upn,person_id,birth_date,sex,postcode,district,received,decision,decided,draft,"
    "outcome,issued,no_plan_told,withdrawn_on"
)


def listed(folder: Path, headings: str, rows: tuple[dict, ...], name: str) -> Path:
    path = folder / (name or f"list-{len(list(folder.iterdir()))}.csv")
    columns = headings.split(",")
    lines = [",".join(row.get(column, "") for column in columns) for row in rows]
    path.write_text("\n".join([headings, *lines]) + "\n")
    return path


def cases(folder: Path, day: str, *rows: dict, la: str = LA, name: str = ""):
    """A case file, known to the day, as a delivery."""
    path = listed(folder, CASES, rows, name)
    return local_files.read_cases(path, la, date.fromisoformat(day))


def advice(folder: Path, day: str, *rows: dict, la: str = LA, name: str = ""):
    headings = "case_ref,kind,provider,asked,due,received"
    path = listed(folder, headings, rows, name)
    return local_files.read_advice(path, la, date.fromisoformat(day))


def places_of_four():
    return places.four_councils()


def load(db: Path, *deliveries, **options) -> Report:
    return run(deliveries, db, **options)


@cache
def _reader() -> duckdb.DuckDBPyConnection:
    """One for all: to open a file with a connection of its own takes longer than to read it."""
    return duckdb.connect()


def rows(db: Path, sql: str) -> list[tuple]:
    connection = _reader()
    connection.execute(f"attach {quoted(db)} as d (read_only)")
    try:
        connection.execute("use d")
        return connection.execute(sql).fetchall()
    finally:
        connection.execute("use memory")
        connection.execute("detach d")


def told(db: Path, columns: str = "received, decision, decided, outcome, issued") -> list[tuple]:
    """The requests of a file, by day of receipt; dates as text."""
    named = ", ".join(f"cast({column.strip()} as varchar)" for column in columns.split(","))
    return rows(db, f"select {named} from request order by received, issued, request_id")
