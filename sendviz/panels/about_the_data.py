"""Where do the figures come from, did any change, and can the records be trusted?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np

from sendviz import ask, catalogue
from sendviz.ask import PUBLIC, Records
from sendviz.catalogue import Measure
from sendviz.catalogue.row import Row
from sendviz.kit import words
from sendviz.kit.csv import csv_text
from sendviz.kit.html import Cell, Download, table_of
from sendviz.kit.values import blank_of, value_text
from sendviz.kit.words import counted, is_missing, number, percent
from sendviz.panels.panel import Panel

ROWS = (
    "Read: rows of the file. Kept, of files about children: the rows read less those refused; "
    "several rows may tell of one child or case, so there are fewer cases than rows. Kept, of "
    "published files and lists of areas: the figures or entries made of the rows; one row may "
    "hold several, or none that is used here, so kept can be more or fewer than read."
)
OF_PROVIDERS = "How many rows a provider of health services sent is told to the board and officers."
MOST_RESTATED = 200
TEMPLATES = {
    "cases": "Case file",
    "advice": "Advice file",
    "referrals": "Referral list",
    "support": "Support list",
    "localities": "Localities",
    "events": "Events",
    "map": "Headings map",
}


def files_loaded(records: Records) -> str:
    """How many files make up what is shown."""
    files = counted(len(ask.imports(records.store, records.role)), "files")
    return (
        f"{files} make up what is shown; every one is listed, with what was kept, refused and "
        "changed."
    )


def imports_panel(records: Records) -> Panel:
    """The import log."""
    rows = [
        [
            Cell(row.source, small=row.file_name),
            Cell(_plain(row.edition)),
            Cell(public_count(row.rows_read), number=True),
            Cell(public_count(row.rows_kept), number=True),
            Cell(public_count(row.rows_refused), number=True, small=_plain(row.reasons)),
            Cell(public_count(row.rows_changed), number=True),
            Cell(words.day(row.imported_at)),
        ]
        for row in ask.imports(records.store, records.role).itertuples()
    ]
    head = ["Source", "Edition", "Read", "Kept", "Refused", "Earlier rows changed", "Loaded"]
    table = table_of("Import log", head, rows, wide=True)
    notes = (rows_words(records.role),)
    return Panel("imports", "What was loaded", "Newest first", notes=notes, tables=(table,))


def rows_words(role: str) -> str:
    """How Read, Kept and Refused go together, and which counts public view is not told."""
    return f"{ROWS} {OF_PROVIDERS}" if role == PUBLIC else ROWS


def restatements_panel(records: Records) -> Panel:
    """Headline figures of earlier periods that a later build changed."""
    title = "What changed since it was first told"
    found = ask.restatements(records.store, records.selection.council)
    if found.empty:
        nothing = "No headline figure of an earlier period has changed."
        return Panel("restatements", title, sentences=(nothing,))
    rows = []
    for row in found.head(MOST_RESTATED).itertuples():
        m = catalogue.get(row.measure)
        was = _row(m, row.was_numerator, row.was_denominator, row.was_value)
        is_now = _row(m, row.now_numerator, row.now_denominator, row.now_value)
        cells = (
            m.short_name,
            words.period_name(row.period_start, row.period),
            value_text(m, was),
            value_text(m, is_now),
            words.day(row.noticed_at),
        )
        rows.append([Cell(text) for text in cells])
    head = ["Measure", "Period", "It was", "It is", "Noticed"]
    return Panel("restatements", title, tables=(table_of("Restatements", head, rows),))


def published_panel(records: Records) -> Panel:
    """Figures of the records beside the official ones of the same years, with what is in doubt."""
    first, rows = records.first_day.year, []
    for m in catalogue.headlines():
        official = ask.published(records.store, m, (records.selection.council,))
        for row in official[official["year"] >= first].itertuples():
            published = _row(m, row.numerator, row.denominator, row.value, row.blank)
            own = ask.own_figure_of_published_year(records, m, row.year)
            cells = (
                m.short_name,
                str(row.year),
                official_text(m, published),
                official_text(m, own) if own else "no records for the year",
            )
            source = Cell(f"{row.publisher}, {row.edition}", small=_plain(row.doubt))
            rows.append([*map(Cell, cells), source])
    head = ["Measure", "Year", "Published", "These records", "Doubt and source"]
    return Panel(
        "published",
        "Published figures beside these records",
        "Calendar years; why they may differ stands with each definition",
        tables=(table_of("Published and own figures", head, rows),),
    )


def official_text(m: Measure, row: Row) -> str:
    """A value of one calendar year: counts alone of counts, and a percentage without its counts
    where those are not published."""
    if blank_of(row):
        return value_text(m, row)
    if m.kind == "count":
        return number(row.value)
    if is_missing(row.numerator) and m.unit != "weeks":
        return f"{percent(row.value, 1)} (counts not published)"
    return value_text(m, row)


def templates_panel(texts: Mapping[str, str]) -> Panel:
    """Empty files to fill in; texts: what each of TEMPLATES holds."""
    files = tuple(
        Download(name, f"sendviz-{kind}.{'toml' if kind == 'map' else 'csv'}", texts[kind])
        for kind, name in TEMPLATES.items()
    )
    how = "python -m sendviz import FILE; the README says how"
    return Panel("templates", "Load your own records", how, downloads=files)


def _row(
    m: Measure, numerator: float, denominator: float, value: float, blank: str | None = None
) -> Row:
    blank = None if is_missing(blank) else blank
    return Row(m.id, "", None, "", numerator, denominator, value, np.nan, np.nan, blank)


def _plain(text: object) -> str:
    return "" if is_missing(text) else str(text)


EFFECT = {
    "error": "Counted, without the step that it spoils",
    "warning": "Counted, and flagged",
    "information": "For information",
}
NOT_TOLD = "for the board and officers"
# What an officer needs first stands first.
TO_FIX = {
    "case_ref": "Case reference",
    "fix": "What to do",
    "file_name": "File",
    "row_number": "Row",
    "severity": "How grave",
    "rule": "Rule",
    "table_name": "Kind of record",
}
FOR_OFFICERS = "The list of rows to fix is for officers."


class Rule(Protocol):
    """What a rule of the checks says is wrong, and how to put it right."""

    @property
    def message(self) -> str: ...

    @property
    def fix(self) -> str: ...


def errors_and_warnings(records: Records) -> str:
    """How many rows have errors, in a sentence."""
    found = ask.issue_counts(records.store, records.selection.council, records.role)
    whole = found[found["area"] == ""].groupby("severity")["n"].sum()
    errors, warnings = (
        counted(whole.get(severity, 0), f"{severity}s") for severity in ("error", "warning")
    )
    return (
        f"{errors} spoil the step that they touch, and nothing else; {warnings} are counted and "
        "flagged."
    )


def checks_panel(records: Records, rules: Mapping[str, Rule]) -> Panel:
    """Counts by rule and area; in public view of the whole council only."""
    found = ask.issue_counts(records.store, records.selection.council, records.role)
    if found.empty:
        return Panel("checks", sentences=("The checks found nothing.",))
    by_area = [] if records.role == PUBLIC else [area.name for area in records.localities]
    areas, rows = ["", *by_area], []
    for (id, severity), part in found.groupby(["rule", "severity"]):
        n = part.set_index("area")["n"]
        counts = [Cell(public_count(n[area]) if area in n else "0") for area in areas]
        told = Cell(rules[id].message, small=EFFECT[severity])
        rows.append([Cell(id, small=severity), told, *counts])
    head = ["Rule", "What is wrong", "All", *areas[1:]]
    how = "rule and locality" if by_area else "rule"
    table = table_of(f"Checks by {how}", head, rows, wide=True)
    return Panel("checks", "What the checks found", f"Rows by {how}", tables=(table,))


def list_to_fix_panel(records: Records, rules: Mapping[str, Rule]) -> Panel:
    """The rows to put right at the source, with their line in the file and the case reference; for
    officers only."""
    if records.role != "officer":
        return Panel("list_to_fix", notes=(FOR_OFFICERS,))
    found = ask.data_issues(records.store, records.selection.council, records.role)
    found = found.assign(fix=found["rule"].map({id: rule.fix for id, rule in rules.items()}))
    found = found.rename(columns=TO_FIX)[list(TO_FIX.values())]
    file = Download("Download the list to fix (CSV)", "to_fix.csv", csv_text(found))
    caption = f"{number(len(found))} rows"
    return Panel("list_to_fix", "The list to fix", caption, rows=found, downloads=(file,))


def public_count(n: float | None) -> str:
    """A count of rows, or that it is told to officers and the board only."""
    return NOT_TOLD if is_missing(n) else number(n)
