"""The commands ask and info."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from datetime import date

import pandas as pd

from sendviz import ask as questions
from sendviz import catalogue
from sendviz.ask import PUBLIC
from sendviz.ask.selection import Selection, parse_day
from sendviz.ask.store import Store, open_built
from sendviz.catalogue.calendar import BadSelection, last_whole_month
from sendviz.catalogue.row import BASES, COLUMNS
from sendviz.commands.told import BadUsage, say
from sendviz.kit import words
from sendviz.kit.csv import csv_text
from sendviz.panels.inspections import NONE_KNOWN, inspection_lines

# Asked for like a measure; it is told from published reports, on any day.
INSPECTION_RECORD = "inspection_record"


def ask(given: argparse.Namespace) -> None:
    """Print the rows that the screens would show for one measure, or the inspections."""
    held = open_built(given.db)
    if given.measure == INSPECTION_RECORD:
        print(_inspection_record(held, given))
        return
    try:
        m = catalogue.get(given.measure)
    except KeyError as error:
        raise BadUsage(error.args[0]) from None
    is_published = m.kind == "given"
    selection = _of_published(held, given) if is_published else selection_of(held, given)
    period = given.period or ("calendar_year" if is_published else None)
    answer = questions.Records(held, selection, given.role).ask(
        m, by=given.by, period=period, variant=given.variant
    )
    for dimension in answer.not_filtered:
        say(f"not filtered by {dimension}: these records do not hold it")
    if answer.doubtful:
        say(words.doubt(answer.doubtful))
    print(_formatted(answer, given.format))


def _inspection_record(held: Store, given: argparse.Namespace) -> str:
    """The inspections as known on the day given, which may lie after the records; else today."""
    la_code = questions.resolve_council(held, given.council)
    day = parse_day(given.as_at, "--as-at") if given.as_at else date.today()
    known = questions.inspections(held, la_code, day)
    if given.format == "table":
        told = ["\n".join(f"{n}: {text}" for n, text in inspection_lines(each)) for each in known]
        return "\n\n".join(told) or NONE_KNOWN
    rows = pd.DataFrame([asdict(each) for each in known])
    if given.format == "csv":
        return csv_text(rows).rstrip("\n")
    found = {
        "measure": INSPECTION_RECORD,
        "as_at": day.isoformat(),
        "rows": rows.to_dict("records"),
    }
    return json.dumps(found, indent=1, default=str, ensure_ascii=False)


def _of_published(held: Store, given: argparse.Namespace) -> Selection:
    """The council and the years; of councils without records, too."""
    start, end = (parse_day(text, name) if text else None
            for text, name in ((given.start, "--from"), (given.end, "--to")))  # fmt: skip
    la_code = questions.resolve_council(held, given.council)
    chosen = Selection(la_code, date.today(), start, end, areas=tuple(given.area))
    return _held_to(chosen, given.where)


def selection_of(held: Store, given: argparse.Namespace) -> Selection:
    """What a command line looks at: council, day, period, areas and filters. Raises BadSelection
    for what is not there."""
    la_code = questions.resolve_council(held, given.council)
    last = {each.la_code: each.data_date for each in questions.coverage(held)}.get(la_code)
    if last is None:
        raise BadSelection(
            f"There are no records for {given.council[:60]}, only published figures."
        )
    usual = last_whole_month(last) if given.role == PUBLIC else last
    as_at = parse_day(given.as_at, "--as-at") if given.as_at else usual
    if as_at > last:
        raise BadSelection(f"--as-at {as_at} is later than the records, which are known to {last}.")
    chosen = Selection(
        la_code,
        as_at,
        start=parse_day(given.start, "--from") if given.start else None,
        end=parse_day(given.end, "--to") if given.end else None,
        areas=tuple(_area_id(held, la_code, name, as_at) for name in given.area),
    )
    if chosen.start and chosen.start > chosen.last_day:
        raise BadSelection(f"--from {chosen.start} is later than {chosen.last_day}, the last day.")
    return _held_to(chosen, given.where)


def _held_to(chosen: Selection, filters: list[str]) -> Selection:
    for text in filters:
        dimension, _, values = text.partition("=")
        wanted = [value.strip() for value in values.split(",") if value.strip()]
        if not wanted:
            raise BadUsage(f"--where {text[:40]}: write it as --where need=ASD or need=ASD,SLCN")
        chosen = chosen.filtered(dimension.strip(), *wanted)
    return chosen


def _area_id(held: Store, la_code: str, name: str, as_at: date) -> str:
    wanted = " ".join(name.split()).casefold()
    known = [a for s in catalogue.SCHEMES for a in questions.areas(held, la_code, s, as_at)]
    for area in known:
        if wanted in (area.name.casefold(), area.id.casefold()):
            return area.id
    names = ", ".join(dict.fromkeys(area.name for area in known if area.known))
    raise BadSelection(f"There is no area '{name[:40]}' in this council; it has {names}.")


def _formatted(answer: questions.Answer, form: str) -> str:
    rows = answer.frame[list(COLUMNS)].drop(columns="measure")
    days = [None if pd.isna(day) else day.date().isoformat() for day in rows["period_start"]]
    rows = rows.assign(period_start=days)
    if form == "csv":
        return csv_text(rows).rstrip("\n")
    if form == "table":
        return _aligned(rows, answer.texts())
    told = [{name: _plain(value) for name, value in row.items()} for row in rows.to_dict("records")]
    found = {
        "measure": answer.measure.id,
        "as_at": answer.selection.as_at.isoformat(),
        "grain": answer.grain,
        "rounded_to": BASES[answer.measure.small_numbers] if answer.rounded else None,
        "simulated": answer.simulated,
        "doubtful": answer.doubtful,
        "rows": told,
    }
    return json.dumps(found, indent=1, allow_nan=False, ensure_ascii=False)


def _aligned(rows: pd.DataFrame, texts: list[str]) -> str:
    """One line a row: what it stands for, then its value; columns that say nothing left out."""
    columns = [rows[name].fillna("") for name in ("area", "period_start", "category")]
    columns = [column for column in columns if (column != "").any()]
    wide = [column.str.len().max() for column in columns]
    lines = zip(*columns, texts, strict=True)
    return "\n".join(
        "  ".join([*(cell.ljust(n) for cell, n in zip(line, wide, strict=False)), line[-1]])
        for line in lines
    )


def _plain(value: object) -> object:
    """For JSON: None for what is missing or empty, whole counts without a point."""
    if value is None or value == "" or value != value:
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value


def info(given: argparse.Namespace) -> None:
    """Print what the database holds."""
    held = open_built(given.db)
    for each in questions.coverage(held):
        made_up = " (simulated)" if each.simulated else ""
        print(f"{each.name}{made_up}: records from {each.first_day} to {each.data_date}")
    print(f"{len(questions.councils(held))} councils; {len(catalogue.measures())} measures")
    for row in questions.imports(held, "officer").itertuples():
        kept = "" if pd.isna(row.rows_kept) else f"{row.rows_kept:,.0f} rows"
        when, rows = f"{row.imported_at:%Y-%m-%d %H:%M}", f"{kept:>14}"
        print(f"{when}  {row.layout:14} {rows}  {row.source}")
