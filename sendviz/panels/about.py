"""What stands folded away under a picture: the figures as a table, the definition, the file."""

from __future__ import annotations

from sendviz import catalogue
from sendviz.ask import Answer, Records
from sendviz.catalogue import Measure
from sendviz.kit import words
from sendviz.kit.csv import csv_text
from sendviz.kit.html import Cell, Download, Table, table_of
from sendviz.kit.values import category_words, interval_text
from sendviz.kit.words import joined, uncapital

MATCH = {
    "exactly": "Reproduces the Department for Education's published figure exactly",
    "nearly": "Close to the Department for Education's published figure",
    "differs": "Differs from the Department for Education's published figure",
}


def figures_table(answer: Answer) -> Table:
    """The answer as a table of words: when, where, what, and the value with its counts and interval
    (bands of weeks have none)."""
    m, rows = answer.measure, answer.rows
    dated = any(row.period_start for row in rows)
    placed = len(answer.areas) > 1 or not dated
    head = ["Period"] * dated + ["Area"] * placed + ["Group"] * bool(answer.dimension)
    body = []
    for row, told in zip(rows, answer.texts(), strict=True):
        cells = [Cell(words.period_name(row.period_start, answer.grain))] if dated else []
        cells += [Cell(row.area)] if placed else []
        cells += [Cell(category_words(answer.dimension, row.category))] * bool(answer.dimension)
        interval = [] if answer.banded else [Cell(interval_text(m, row))]
        body.append([*cells, Cell(told), *interval])
    head += [m.short_name] + ["95% interval"] * (not answer.banded)
    return table_of(f"{m.name}: the figures", head, body)


def definition(m: Measure, council: str = "") -> tuple[tuple[str, str], ...]:
    """What the measure means, in words that a councillor can repeat: (heading, sentences) pairs.
    council: the code of the one whose own caveats are told; without it all are."""
    lines = (
        ("What it is", m.definition),
        ("How it is counted", m.how_counted),
        ("Why it matters", m.why_it_matters),
        ("Time counted", m.clock),
        ("Legal limit", f"{m.legal_limit.basis} ({m.legal_limit.source})" if m.legal_limit else ""),
        ("Official series", official_words(m)),
        ("Read with", joined([catalogue.get(each).name for each in m.pairs_with])),
        *(
            ("Take care", note.text)
            for note in m.caveats
            if not council or not note.areas or council in note.areas
        ),
    )
    return tuple((name, text) for name, text in lines if text)


def official_words(m: Measure) -> str:
    """Which published series the measure must reproduce, and how exactly; '' for none."""
    if m.published_as is None:
        return ""
    told = (MATCH[m.published_as.match], m.published_as.why)
    return " ".join(f"{each.rstrip('.')}." for each in told if each)


def csv_file(records: Records, answer: Answer) -> Download:
    """The rows of an answer; every one says whose, as at when, and whether it is made up; those of
    published figures by whom and in which edition instead."""
    m, covered, rows = answer.measure, records.covered, answer.frame
    if m.kind != "given":
        rows = rows.assign(
            council=covered.name if covered else records.council,
            as_at=records.selection.as_at.isoformat(),
            records="simulated" if answer.simulated else "loaded",
            rounded=answer.rounding,
        )
    return Download(f"Download {uncapital(m.short_name)} (CSV)", f"{m.id}.csv", csv_text(rows))
