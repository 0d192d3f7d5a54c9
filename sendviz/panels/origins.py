"""Where do the figures come from, and did any change? What was loaded, what changed since it was
first told, what is published and in doubt, templates to fill in."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sendviz import ask, catalogue
from sendviz.ask import Records
from sendviz.catalogue import Measure
from sendviz.catalogue.row import Row
from sendviz.kit import words
from sendviz.kit.html import Cell, Download, table_of
from sendviz.kit.values import blank_of, value_text
from sendviz.kit.words import counted, is_missing, number, percent
from sendviz.panels.panel import Panel
from sendviz.panels.quality import public_count

ROWS = (
    "Read: rows of the file. Kept, of files about children: the rows read less those refused; "
    "several rows may tell of one child or case, so there are fewer cases than rows. Kept, of "
    "published files and lists of areas: the figures or entries made of the rows; one row may "
    "hold several, or none that is used here, so kept can be more or fewer than read."
)
ROUNDED = "Counts of rows about children are rounded to the nearest 5 here, so they may not add up."
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
    """How Read, Kept and Refused go together; outside officers' view counts are rounded."""
    return ROWS if role == "officer" else f"{ROWS} {ROUNDED}"


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
