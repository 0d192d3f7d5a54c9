"""What the readers of the NHS's figures share: one cell's meaning, months, editions, the frame;
which code an organisation's name has, and in which board's row a provider is counted;
and their long CSVs, read in pieces, since one quarter has 160,000 rows.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path

import pandas as pd

from sendviz.catalogue.layouts import HEALTH_FIGURE, BadFile
from sendviz.load.readers.common import Refusals, guard_lines, read_bytes, start_of

FOLDER = Path(__file__).resolve().parents[3] / "data" / "areas"
CELL = ["service", "indicator"]
PIECE = 50_000  # rows held at a time
MOST = 0.7  # of the headings: then a file is meant to be of the layout, whatever it lacks
SAME_FIGURE = ["month", "level", "code", "indicator", "category"]
MONTHS = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
]  # fmt: skip
NAMED_MONTH = "(" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS) + ")"
NUMBER = r"\d{1,9}(?:\.\d{1,6})?"
SMALL = {"and", "of", "the", "on", "upon", "in", "for"}
INITIALS = {"NHS", "CIC", "C.I.C", "MSK", "HCRG", "CSH", "UK", "GP", "ICB", "STP", "CCG"}


def cells(text: pd.Series) -> pd.DataFrame:
    """value, blank and unreadable of cells as published: a number, '*' (suppressed) or nothing.

    The four states of an NHS figure (the fourth, not in the file, has no row).
    """
    text = text.fillna("").str.strip()
    good = text.str.fullmatch(NUMBER)
    blank = pd.Series(None, text.index, dtype="str")
    blank = blank.mask(text == "*", "suppressed").mask(text == "", "not_submitted")
    return pd.DataFrame({
        "value": pd.to_numeric(text.where(good), errors="coerce").astype("float64"),
        "blank": blank, "unreadable": ~good & blank.isna(),
    })  # fmt: skip


def month_in(text: str) -> date | None:
    """The last month named in a title, column heading or file name: June 2023, Apr-25, Dec22."""
    found = re.findall(NAMED_MONTH + r"[\s_-]*(20)?(\d{2})(?!\d)", text, re.I)
    if not found:
        iso = re.fullmatch(r"(20\d\d)-(\d\d)-01", text.strip())
        return date(int(iso[1]), int(iso[2]), 1) if iso and 1 <= int(iso[2]) <= 12 else None
    name, _, year = found[-1]
    place = [each[:3] for each in MONTHS].index(name[:3].lower()) + 1
    return date(2000 + int(year), place, 1)


def edition_of(path: Path, newest: pd.Timestamp) -> str:
    """2022-12, of the file's name or else of its newest month, with -v2 or -revised if named so."""
    stem = path.stem
    said = month_in(stem)
    again = re.search(r"(?<![a-z])(v[2-9]|revised)(?![a-z])", stem, re.I)
    day = said or newest.date()
    return f"{day:%Y-%m}" + (f"-{again[1].lower()}" if again else "")


def mixed_case(name: str) -> str:
    """A name printed in capitals as one writes it, others as they are; one blank between words."""
    if not name.isupper():
        return " ".join(name.split())
    words = [_word(word) for word in name.split()]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])


def _word(word: str) -> str:
    bare = word.strip("(),")
    if bare in INITIALS or any(each.isdigit() for each in bare):
        return word
    if bare.lower() in SMALL:
        return word.lower()
    return "-".join(_capital(each) for each in word.split("-"))


def _capital(part: str) -> str:
    at = next((place for place, each in enumerate(part) if each.isalpha()), 0)
    return part[:at] + part[at : at + 1].upper() + part[at + 1 :].lower()


def figures(rows: pd.DataFrame, **same: str) -> pd.DataFrame:
    """The columns of layouts.HEALTH_FIGURE; `month` as datetime64, `value` as float, text as str.

    `same`: what all rows share, such as publication and source.
    """
    rows = rows.assign(**same)
    for name in HEALTH_FIGURE:
        if name not in rows:
            rows[name] = None
        if name == "month":
            rows[name] = pd.to_datetime(rows[name]).astype("datetime64[us]")
        elif name != "value":
            rows[name] = rows[name].astype("str")
    return rows[list(HEALTH_FIGURE)].reset_index(drop=True)


def areas() -> pd.DataFrame:
    """data/areas/nhs_areas.csv: boards and sub-ICB locations that touch each of the councils."""
    return _table("nhs_areas.csv").copy()


def code_of(level: str, name: str) -> str:
    """The ODS code of a name in any month that is known; the name itself if it is not."""
    return _codes().get((level, folded(name)), name)


def folded(name: str) -> str:
    """A name for comparing: trimmed, one blank between words, no capitals."""
    return " ".join(name.split()).casefold()


def parents(rows: pd.DataFrame, month: pd.Timestamp) -> pd.Series:
    """The board of each row of level provider, where the workbook itself bears it out.

    A board's row is the sum of its providers on every line and band.
    The memberships known (data/areas/nhs_providers.csv), the nearest month first, hold for a board
    if that is so here; otherwise its providers' board is missing. Memberships move: Provide counted
    under Mid and South Essex in June 2023 and under Suffolk and North East Essex in October 2025.
    """
    known = _table("nhs_providers.csv").query("level == 'provider' and icb_code != ''")
    days = sorted(known["month"].unique(), key=lambda day: abs(pd.Timestamp(day) - month))
    found: dict[str, str] = {}
    settled: set[str] = set()
    for day in days:
        belongs = dict(known.loc[known["month"] == day, ["key", "icb_code"]].to_numpy())
        held = _borne_out(rows, belongs) - settled
        settled |= held
        found = {p: board for p, board in belongs.items() if board in held} | found
    board = rows["code"].where(rows["level"] == "provider").map(found)
    return board.astype("str")


def _borne_out(rows: pd.DataFrame, belongs: dict[str, str]) -> set[str]:
    """The boards whose figures are the sums of those of their providers, blanks as blanks."""
    summed = (
        rows[rows["level"] == "provider"]
        .assign(code=lambda each: each["code"].map(belongs))
        .groupby(["code", *CELL])["value"]
        .sum(min_count=1)
    )
    boards = rows[rows["level"] == "icb"].set_index(["code", *CELL])["value"]
    both = pd.concat({"row": boards, "sum": summed}, axis=1).loc[boards.index]
    same = (both["row"] == both["sum"]) | both.isna().all(axis=1)
    held = same.groupby(level=0).all()
    return set(held.index[held]) & set(belongs.values())


@cache
def _table(name: str) -> pd.DataFrame:
    found = pd.read_csv(FOLDER / name, dtype="str", keep_default_na=False, encoding="utf-8")
    if "month" in found:
        return found.assign(key=found["code"].where(found["code"] != "", found["name"]))
    return found


@cache
def _codes() -> dict[tuple[str, str], str]:
    found = _table("nhs_providers.csv")
    coded = found[found["code"] != ""]
    return {(row.level, folded(row.name)): row.code for row in coded.itertuples(index=False)}


def csv_header(path: Path) -> list[str]:
    """The headings of the first line in capitals, repeated ones too; nothing if it is no text."""
    start = start_of(path, 8192)
    if b"\0" in start:
        return []
    lines = start.decode("utf-8-sig", "replace").splitlines()
    fields = next(csv.reader(lines[:1]), [])
    return [field.strip().upper() for field in fields]


def meant(path: Path, columns: Iterable[str]) -> bool:
    """Whether a CSV has most of these headings: one that is lost is named on reading."""
    wanted = set(columns)
    return len(wanted & set(csv_header(path))) >= MOST * len(wanted)


def read_pieces(
    path: Path, columns: dict[str, str], keep: Callable[[pd.DataFrame], pd.DataFrame]
) -> tuple[pd.DataFrame, Refusals, int]:
    """The rows that `keep` keeps, with `month`, `value` and `blank`; refusals; rows read.

    columns: heading -> our name; `start` and `text` must be among ours. Raises BadFile for a
    heading that is missing or stands twice, and for broken quotes.
    """
    name, refusals = path.name, Refusals("row")
    heads = csv_header(path)
    _check_header(name, heads, columns)
    data = read_bytes(path)
    guard_lines(data, name)
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
    rows = rows.join(cells(rows["text"])).assign(month=_first_days(rows["start"]))
    undated = rows["month"].isna()
    refusals.add("the period does not start on the first of a month", rows.index[undated])
    odd = rows["unreadable"] & ~undated
    refusals.add("the value is no number, * or blank", rows.index[odd])
    return rows[~undated & ~odd]


def _first_days(text: pd.Series) -> pd.Series:
    """The start date, written 2022-07-01 or 01/07/2022, both in one column; else missing."""
    text = text.str.strip()
    british = text.str.replace(r"^01/(\d\d)/(20\d\d)$", r"\2-\1-01", regex=True)
    first = british.where(british.str.fullmatch(r"20\d\d-\d\d-01(?:[T ]00:00:00)?"))
    return pd.to_datetime(first.str[:10], format="%Y-%m-%d", errors="coerce")


def _once(rows: pd.DataFrame, refusals: Refusals) -> pd.DataFrame:
    """Each figure once: one told twice with different values is refused, both times."""
    same = rows.drop_duplicates([*SAME_FIGURE, "value", "blank"])
    torn = same.duplicated(SAME_FIGURE, keep=False)
    refusals.add("the same figure stands twice with different values", same.index[torn])
    return same[~torn]
