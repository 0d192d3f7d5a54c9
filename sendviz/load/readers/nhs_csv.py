"""Long CSVs of NHS England Digital: read in pieces, since one quarter has 160,000 rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

import pandas as pd

from sendviz.catalogue.layouts import BadFile
from sendviz.load.readers.common import Refusals, read_bytes
from sendviz.load.readers.nhs_figures import cells

PIECE = 50_000  # rows held at a time
MOST = 0.7  # of the headings: then a file is meant to be of the layout, whatever it lacks
KEY = ["month", "level", "code", "indicator", "category"]


def header(path: Path) -> list[str]:
    """The headings of the first line in capitals, repeated ones too; nothing if it is no text."""
    with Path(path).open("rb") as stream:
        start = stream.read(8192)
    if b"\0" in start:
        return []
    lines = start.decode("utf-8-sig", "replace").splitlines()
    fields = next(csv.reader(lines[:1]), [])
    return [field.strip().upper() for field in fields]


def meant(path: Path, columns: Iterable[str]) -> bool:
    """Whether a CSV has most of these headings: one that is lost is named on reading."""
    wanted = set(columns)
    return len(wanted & set(header(path))) >= MOST * len(wanted)


def read(
    path: Path, columns: dict[str, str], keep: Callable[[pd.DataFrame], pd.DataFrame]
) -> tuple[pd.DataFrame, Refusals, int]:
    """The rows that `keep` keeps, with `month`, `value` and `blank`; refusals; rows read.

    columns: heading -> our name; `start` and `text` must be among ours. Raises BadFile for a
    heading that is missing or stands twice, and for broken quotes.
    """
    name, refusals = Path(path).name, Refusals("row")
    heads = header(path)
    _check_header(name, heads, columns)
    data = read_bytes(path)
    count, kept = 0, []
    for lines in _pieces(name, data):
        count += len(lines)
        slipped = [row for row, fields in lines if len(fields) != len(heads)]
        refusals.add("the row has not as many fields as the header", slipped)
        kept.append(_understood(keep(_frame(lines, heads, columns)), refusals))
    rows = pd.concat(kept) if kept else _frame([], heads, columns)
    if not data.endswith((b"\n", b"\r")) and (rows.index == count + 1).any():
        refusals.add("the file ends without an end of line, perhaps in a figure", [count + 1])
        rows = rows.drop(index=count + 1)
    return (_once(rows, refusals) if len(rows) else rows), refusals, count


def _check_header(name: str, heads: list[str], columns: dict[str, str]) -> None:
    for heading in columns:
        if heads.count(heading) != 1:
            often = "is missing" if heading not in heads else "stands twice"
            raise BadFile(f"{name}, row 1: the heading {heading} {often}. Download the file again.")


def _pieces(name: str, data: bytes) -> Iterator[list[tuple[int, list[str]]]]:
    """Row number in the file and fields, some thousand at a time, without the header."""
    text = io.TextIOWrapper(io.BytesIO(data), "utf-8-sig", errors="replace", newline="")
    lines = csv.reader(text, strict=True)
    try:
        next(lines, None)
        numbered = enumerate(lines, start=2)
        while piece := list(islice(numbered, PIECE)):
            yield piece
    except csv.Error:
        raise BadFile(
            f"{name}: near line {lines.line_num}, a quote mark is not closed or stands inside a "
            "field, or a cell is endless. Download the file again."
        ) from None


def _frame(
    lines: list[tuple[int, list[str]]], heads: list[str], columns: dict[str, str]
) -> pd.DataFrame:
    places = {ours: heads.index(heading) for heading, ours in columns.items()}
    fit = [(row, fields) for row, fields in lines if len(fields) == len(heads)]
    index = pd.Index([row for row, _ in fit], dtype="int64")
    told = {ours: [fields[at] for _, fields in fit] for ours, at in places.items()}
    return pd.DataFrame(told, index=index, dtype="str")


def _understood(rows: pd.DataFrame, refusals: Refusals) -> pd.DataFrame:
    """`month`, `value` and `blank` beside the rows whose date and value can be read."""
    rows = rows.join(cells(rows["text"])).assign(month=_months(rows["start"]))
    undated = rows["month"].isna()
    refusals.add("the period does not start on the first of a month", rows.index[undated])
    odd = rows["unreadable"] & ~undated
    refusals.add("the value is no number, * or blank", rows.index[odd])
    return rows[~undated & ~odd]


def _months(text: pd.Series) -> pd.Series:
    """The start date, written 2022-07-01 or 01/07/2022, both in one column; else missing."""
    text = text.str.strip()
    british = text.str.replace(r"^01/(\d\d)/(20\d\d)$", r"\2-\1-01", regex=True)
    first = british.where(british.str.fullmatch(r"20\d\d-\d\d-01(?:[T ]00:00:00)?"))
    return pd.to_datetime(first.str[:10], format="%Y-%m-%d", errors="coerce")


def _once(rows: pd.DataFrame, refusals: Refusals) -> pd.DataFrame:
    """Each figure once: one told twice with different values is refused, both times."""
    same = rows.drop_duplicates([*KEY, "value", "blank"])
    torn = same.duplicated(KEY, keep=False)
    refusals.add("the same figure stands twice with different values", same.index[torn])
    return same[~torn]
