"""The command check: what is understood of files, what the checks find, what would be counted.

Nothing is loaded, and no name, number of a child or postcode is repeated.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from textwrap import wrap

import pandas as pd

from sendviz import ask
from sendviz.ask.store import Store, open_built
from sendviz.catalogue import dimensions
from sendviz.catalogue.layouts import TABLES, BadFile, Delivery, ReadColumn
from sendviz.commands.told import said_with, say
from sendviz.kit import words
from sendviz.kit.csv import csv_text
from sendviz.load import checks
from sendviz.load.files import read_all
from sendviz.load.leaving import RETURNS
from sendviz.load.readers import bundled, postcodes
from sendviz.load.readers.words import list_notes, told, unused_names
from sendviz.load.trying import tried

FOUND = ["rule", "severity", "table_name", "row_number"]
# What is counted of a file with such a table: measures, and by what they are split.
COUNTED = {
    "person": (
        ("requests_received", None),
        ("children_in_assessment", None),
        ("cases_open_over_20_weeks", None),
        ("plans_issued", None),
        ("plans_in_force", None),
    ),
    "referral": (
        ("referrals_received", "pathway"),
        ("children_waiting_for_assessment", "pathway"),
        ("waiting_over_52_weeks", "pathway"),
    ),
}
# Tables that a delivery needs beside its rows.
BESIDE = ("practice", "undated", "postcode", "earlier", "area_member")
WIDTH, HEADING = 100, 40


@dataclass(frozen=True)
class Checked:
    """What is understood of one file.

    council   its name; empty for what is of all England
    issues    what the checks found: FOUND
    kept      rows; refused: those that are left out
    told_from the day from which on it tells who came and left, of cases
    counted   what it would count by itself, in words: (measure, of what, value)
    notes     sentences; problem: why it would not be loaded, or empty
    """

    delivery: Delivery
    council: str
    issues: pd.DataFrame
    kept: int | None = None
    refused: int = 0
    told_from: date | None = None
    counted: tuple[tuple[str, str, str], ...] = ()
    notes: tuple[str, ...] = ()
    problem: str = ""


def check(given: argparse.Namespace) -> None:
    """Print what is understood of files; without any, as CSV what there is to fix in what is
    loaded. Raises BadFile, once all is printed, if one of the files would not be loaded.
    """
    if not given.files:
        print(_issue_text(_of_store(open_built(given.db)), given.format or "csv"), end="")
        return
    lookup = postcodes.read_lookup(given.postcodes) if given.postcodes else None
    deliveries = read_all(given.files, said_with(given), say)
    found = [_checked(each, deliveries, given.db, lookup) for each in deliveries]
    if given.format == "json":
        print(json.dumps([_as_value(each) for each in found], indent=1, ensure_ascii=False))
    elif given.format == "csv":
        every = [each.issues.assign(file=each.delivery.file_name) for each in found]
        none = pd.DataFrame(columns=["file", *FOUND])
        print(_issue_text(pd.concat(every)[none.columns] if every else none, "csv"), end="")
    else:
        print("\n\n".join("\n".join(_lines(each)) for each in found))
    if wrong := [each.delivery.file_name for each in found if each.problem]:
        raise BadFile(f"{words.joined(wrong)} would not be loaded: see above. Nothing was changed.")


def _of_store(held: Store) -> pd.DataFrame:
    parts = [ask.data_issues(held, each.la_code, "officer") for each in ask.coverage(held)]
    found = pd.concat(parts) if parts else pd.DataFrame(columns=["file_name", *FOUND])
    return found[["file_name", *FOUND]].rename(columns={"file_name": "file"})


def _issue_text(found: pd.DataFrame, form: str) -> str:
    rules = checks.RULES
    found = found.assign(
        what=[rules[id].message if id in rules else "" for id in found["rule"]],
        fix=[rules[id].fix if id in rules else "" for id in found["rule"]],
    )
    if form == "csv":
        return csv_text(found)
    return found.to_json(orient="records", indent=1, force_ascii=False) + "\n"


def _checked(
    delivery: Delivery, beside: Sequence[Delivery], db: Path, lookup: pd.DataFrame | None
) -> Checked:
    known = bundled.councils().set_index("la_code")["name"]
    found = Checked(delivery, str(known.get(delivery.la_code, "")), _issues_alone(delivery))
    try:
        with tried(delivery, beside, db, lookup) as (path, report):
            log = report.imports.iloc[-1]
            store = Store(path)
            try:
                return replace(
                    found,
                    issues=_issues_loaded(store, found),
                    kept=int(log["rows_kept"]),
                    refused=int(log["rows_refused"]),
                    told_from=words.as_date(log["told_from"]),
                    counted=tuple(_counts(store, delivery)),
                    notes=_remarks(delivery, report.notes),
                )
            finally:
                store.close()
    except BadFile as error:
        return replace(found, problem=str(error), notes=_remarks(delivery, delivery.notes))


def _remarks(delivery: Delivery, notes: Iterable[str]) -> tuple[str, ...]:
    """The sentences, without those on columns and words, which stand in the table."""
    shown = {*list_notes(delivery)}
    bare = (note.removeprefix(f"{delivery.file_name}: ") for note in notes)
    return tuple(dict.fromkeys(note for note in bare if note not in shown))


def _issues_alone(delivery: Delivery) -> pd.DataFrame:
    if not {"person", "referral"} & {*delivery.tables}:
        return pd.DataFrame(columns=FOUND)
    codes = frozenset(bundled.councils()["la_code"])
    return checks.run(delivery, checks.context_of(delivery, codes))[FOUND]


def _issues_loaded(store: Store, found: Checked) -> pd.DataFrame:
    """What the checks find once places are looked up; of a file without a council nothing more."""
    if not {"person", "referral"} & {*found.delivery.tables}:
        return found.issues
    return ask.data_issues(store, found.delivery.la_code or "", "officer")[FOUND]


def _counts(store: Store, delivery: Delivery) -> Iterator[tuple[str, str, str]]:
    """Measure, category and value in words, by the measures of the product."""
    if not delivery.la_code or delivery.reference_date is None:
        return
    chosen = ask.Selection(delivery.la_code, delivery.reference_date)
    records = ask.Records(store, chosen, "officer")
    for table, asked in COUNTED.items():
        for id, by in asked if table in delivery.tables else ():
            answer = records.ask(id, by=by)
            names = dimensions()[by].values if by else {}
            for row in answer.rows:
                if not by or row.numerator and not words.is_missing(row.numerator):
                    yield answer.measure.name, names.get(row.category, ""), answer.text(row)


def _rows_by_table(delivery: Delivery) -> dict[str, int]:
    return {
        name: len(rows)
        for name, rows in delivery.tables.items()
        if len(rows) and name not in BESIDE
    }


def _days(found: Checked) -> str:
    """From when to when the file tells, and whether it is whole."""
    each = found.delivery
    if each.reference_date is None:
        return f"Edition {each.edition}." if each.edition else ""
    first = each.period_start or each.told_from or found.told_from
    parts = [f"Tells of {words.day(first)} to " if first else "Tells to "]
    return f"{''.join(parts)}{words.day(each.reference_date)}. {_whole(each)}".strip()


def _whole(delivery: Delivery) -> str:
    if "person" not in delivery.tables:
        return ""
    if delivery.whole is not None:
        return f"Said to be {'whole' if delivery.whole else 'a part'}."
    if delivery.layout in RETURNS:
        return "Whole, as a return is: what it lacks has left."
    return "Whether it is whole shows beside the list before; --whole or --part says it."


def _lines(found: Checked) -> Iterator[str]:
    each = found.delivery
    named = found.council and found.council not in each.source
    yield f"{each.file_name}: {each.source}{f' of {found.council} ({each.la_code})' * bool(named)}"
    yield from _wrapped(
        f"{_days(found)} Rows: {each.rows_read:,} read{_kept(found)}.".strip(), "  "
    )
    yield from _titled("Left out", _left_out(found))
    yield from _column_lines(each)
    yield from _titled("Cells that cannot be read", [f"{k}: {n:,}" for k, n in each.unread.items()])
    yield from _titled("Columns not used", [", ".join(unused_names(each))])
    yield from _titled("Words that are not known", _word_lines(each.columns))
    yield from _titled("Remarks", found.notes)
    yield from _titled("Doubts and errors", _issue_lines(found.issues))
    yield from _count_lines(found)
    yield from _titled("It would not be loaded", [found.problem])


def _kept(found: Checked) -> str:
    """Of published files what is kept are figures, not rows."""
    if found.kept is None or not found.delivery.columns:
        return ""
    return f", {found.kept:,} kept, {found.refused:,} left out"


def _left_out(found: Checked) -> Iterator[str]:
    refused = found.delivery.refused
    yield from (f"{reason}: {n:,}" for reason, n in refused.items())
    if more := found.refused - sum(refused.values()):
        yield f"errors, which stand below: {more:,}"


def _titled(title: str, texts: Iterable[str]) -> Iterator[str]:
    """A title and the texts below it; nothing without any."""
    filled = [text for text in texts if text]
    if filled:
        yield f"\n  {title}"
        for text in filled:
            yield from _wrapped(text, "    ")


def _wrapped(text: str, margin: str) -> list[str]:
    return wrap(
        text, WIDTH, initial_indent=margin, subsequent_indent=f"{margin}  ", break_long_words=False
    )


def _column_lines(delivery: Delivery) -> Iterator[str]:
    rows = [
        (
            _cut(each.heading),
            _meaning(each),
            f"{each.read:,} of {each.rows:,} ({words.percent(each.read / max(each.rows, 1))})",
            f"{each.filled - each.read:,}",
            f"{each.rows - each.filled:,}",
        )
        for each in delivery.columns
    ]
    if not rows:
        return
    table = [("Heading", "is read as", "cells read", "not read", "blank"), *rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    yield ""
    for line in table:
        cells = [cell.ljust(width) for cell, width in zip(line[:2], widths, strict=False)]
        cells += [cell.rjust(width) for cell, width in zip(line[2:], widths[2:], strict=True)]
        yield f"  {'  '.join(cells)}"


def _cut(heading: str) -> str:
    return heading if len(heading) <= HEADING else f"{heading[: HEADING - 1]}…"


def _meaning(column: ReadColumn) -> str:
    """The column as a mapping names it; of a return with its table."""
    return column.column if TABLES[column.table].list else f"{column.table}.{column.column}"


def _word_lines(columns: Iterable[ReadColumn]) -> Iterator[str]:
    for each in columns:
        if each.unknown:
            yield f"{each.heading}: {told(pd.Series(each.unknown))}"


def _issue_lines(issues: pd.DataFrame) -> Iterator[str]:
    for (id, severity), rows in issues.groupby(["rule", "severity"], sort=True)["row_number"]:
        rule, first = checks.RULES[id], ", ".join(map(str, rows.tolist()[:3]))
        more = f" and {len(rows) - 3:,} more" if len(rows) > 3 else ""
        noun = "row" if len(rows) == 1 else "rows"
        yield f"{id} {severity}, {noun} {first}{more}: {rule.message}"
        yield f"  {rule.fix}"


def _count_lines(found: Checked) -> Iterator[str]:
    if not found.counted:
        rows = _rows_by_table(found.delivery)
        yield from _titled("Rows by table", [f"{name}: {n:,}" for name, n in rows.items()])
        return
    yield "\n  What it would count by itself"
    lines = [(f"{name}, {of}" if of else name, value) for name, of, value in found.counted]
    width = max(len(name) for name, _ in lines)
    yield from (f"    {name.ljust(width)}  {value}" for name, value in lines)


def _as_value(found: Checked) -> dict[str, object]:
    each = found.delivery
    return {
        "file": each.file_name,
        "kind": each.layout,
        "source": each.source,
        "council": each.la_code,
        "edition": each.edition,
        "reference_date": each.reference_date and each.reference_date.isoformat(),
        "told_from": str(each.period_start or each.told_from or found.told_from or "") or None,
        "whole": True if each.layout in RETURNS and each.whole is None else each.whole,
        "rows": {"read": each.rows_read, "kept": found.kept, "refused": found.refused},
        "left_out": [*_left_out(found)],
        "columns": [
            {
                "heading": column.heading,
                "read_as": _meaning(column),
                "cells": column.rows,
                "filled": column.filled,
                "read": column.read,
                "unknown_words": told(pd.Series(column.unknown)) if column.unknown else None,
            }
            for column in each.columns
        ],
        "not_used": unused_names(each),
        "cells_unread": dict(each.unread),
        "remarks": found.notes,
        "issues": [
            {"rule": id, "severity": severity, "rows": int(n), "what": checks.RULES[id].message}
            for (id, severity), n in found.issues.groupby(["rule", "severity"]).size().items()
        ],
        "counted": [
            {"measure": name, "of": of, "value": value} for name, of, value in found.counted
        ],
        "tables": _rows_by_table(each),
        "problem": found.problem or None,
    }
