"""The English Indices of Deprivation as published: neighbourhoods (File 1 or File 7) and districts
(File 10), found by their headings.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sendviz.catalogue.layouts import DEPRIVATION, BadFile, Delivery
from sendviz.load.readers.common import (
    Refusals,
    decode,
    ending_of,
    read_bytes,
    sha256,
    start_of,
    text_table,
)
from sendviz.load.readers.workbooks import is_workbook, texts, workbook

LSOA_CODE = re.compile(r"lsoa code \((20\d\d)\)", re.IGNORECASE)
DISTRICT_CODE = re.compile(r"local authority district code \((20\d\d)\)", re.IGNORECASE)
OF_INDEX = re.compile(r"index of multiple deprivation \(imd\)|imd( 20\d\d)? - ", re.IGNORECASE)
SAYS_YEAR = re.compile(r"(?:imd|iod)[ _-]?(20\d\d)", re.IGNORECASE)
# The year of the districts in the headings -> the index that was published for them.
EDITIONS = {"2013": "2015", "2019": "2019", "2024": "2025"}
SOURCE = "English Indices of Deprivation"
WHICH = (
    "Load File 1 or File 7 (neighbourhoods) or File 10 (local authority district summaries) of the "
    "English Indices of Deprivation."
)
LATER = (
    "Cases that are loaded already get no neighbourhood from this file: load it before or with the "
    "cases, together with a postcode list that has a column of LSOA codes."
)
Records = list[tuple[int, list[str]]]


@dataclass(frozen=True)
class Level:
    """One kind of area: the column of its code, and of ours the heading's start."""

    name: str
    code: re.Pattern
    area_code: re.Pattern
    headings: dict[str, re.Pattern]
    needed: tuple[str, ...]


def _starts(*texts: str) -> re.Pattern:
    """A heading of one of these texts, whatever it explains in brackets after them."""
    return re.compile(rf"(?:{'|'.join(texts)})(?: \(where .*)?", re.IGNORECASE)


_IMD = r"index of multiple deprivation \(imd\)"
LEVELS = (
    Level(
        "lsoa",
        LSOA_CODE,
        re.compile(r"E01[0-9]{6}"),
        {
            "name": re.compile(r"lsoa name \(20\d\d\)", re.IGNORECASE),
            "score": _starts(f"{_IMD} score"),
            "rank": _starts(f"{_IMD} rank"),
            "decile": _starts(f"{_IMD} decile"),
        },
        ("rank", "decile"),
    ),
    Level(
        "district",
        DISTRICT_CODE,
        re.compile(r"E0[6-9][0-9]{6}"),
        {
            "name": re.compile(r"local authority district name \(20\d\d\)", re.IGNORECASE),
            "score": _starts(r"imd(?: 20\d\d)? - average score"),
            "rank": _starts(r"imd(?: 20\d\d)? - rank of average score"),
        },
        ("score", "rank"),
    ),
)
WANTED = {
    "score": "IMD - Average score",
    "rank": "the rank (Index of Multiple Deprivation (IMD) Rank, or IMD - Rank of average score)",
    "decile": "Index of Multiple Deprivation (IMD) Decile",
}


def looks_like(path: Path) -> bool:
    """Whether the file has the headings of the Indices of Deprivation: an area's code, an index."""
    if not path.is_file() or ending_of(path) not in (".csv", ".xlsx", ".xlsm", ".ods"):
        return False
    text = texts(path) if is_workbook(path) else _start(path)
    named = LSOA_CODE.search(text) or DISTRICT_CODE.search(text)
    return bool(named and OF_INDEX.search(text))


def _start(path: Path) -> str:
    start = start_of(path, 20_000)
    coding = "utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return start.decode(coding, "replace")


def read(path: Path) -> Delivery:
    """Table `deprivation` (layouts.DEPRIVATION) of one level; edition is the year of the index.

    lsoa: rank, decile and, where the file has one, score. district: the average score and the rank
    of it, no decile. Raises BadFile for a missing column, a code that stands twice, and a rank,
    score or decile that is none.
    """
    refusals = Refusals()
    sheet, level, frame = _found(path, refusals)
    named = _columns(frame, level, path.name)
    edition = _edition(frame, level, sheet, path.name)
    rows = _rows(frame, named, level, path.name, refusals).assign(edition=edition)
    return Delivery(
        layout="deprivation",
        source=f"{SOURCE} {edition}, {'neighbourhoods' if level.name == 'lsoa' else 'districts'}",
        file_name=path.name,
        sha256=sha256(path),
        tables={"deprivation": rows[list(DEPRIVATION)].reset_index(drop=True)},
        edition=edition,
        rows_read=len(frame),
        refused=refusals.counted(),
        notes=(LATER,) if level.name == "lsoa" else (),
    )


def _found(path: Path, refusals: Refusals) -> tuple[str, Level, pd.DataFrame]:
    """The name of the sheet, the level and the table under the row with the headings."""
    for sheet, records in _sheets(path):
        for at, (_, cells) in enumerate(records[:40]):
            headings = [" ".join(cell.split()) for cell in cells]
            level = next((each for each in LEVELS if _has(headings, each.code.fullmatch)), None)
            if level and _has(headings, OF_INDEX.match):
                return sheet, level, text_table(records[at:], path.name, refusals)
    raise BadFile(f"{path.name}: no sheet has a column of area codes and one of the IMD. {WHICH}")


def _has(headings: list[str], fits: Callable) -> bool:
    return any(fits(heading) for heading in headings)


def _sheets(path: Path) -> Iterator[tuple[str, Records]]:
    if is_workbook(path):
        yield from workbook(path).items()
        return
    text, _ = decode(read_bytes(path), path.name)
    try:
        lines = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error:
        raise BadFile(f"{path.name}: not a readable CSV. Save it as 'CSV UTF-8'.") from None
    yield "", [(n, cells) for n, cells in enumerate(lines, start=1) if any(map(str.strip, cells))]


def _columns(frame: pd.DataFrame, level: Level, file_name: str) -> dict[str, str]:
    """The file's headings by our columns. Raises BadFile naming what is missing."""
    wanted = {"area_code": level.code, **level.headings}
    found = {
        ours: heading
        for ours, pattern in wanted.items()
        for heading in frame.columns
        if pattern.fullmatch(heading)
    }
    lacking = [WANTED[ours] for ours in level.needed if ours not in found]
    if lacking:
        raise BadFile(f"{file_name}: lacks the column {' and '.join(lacking)}. {WHICH}")
    return found


def _edition(frame: pd.DataFrame, level: Level, sheet: str, file_name: str) -> str:
    """The year of the index: as a heading, the sheet or the file says it, or by its districts."""
    for text in (*frame.columns, sheet):
        if said := SAYS_YEAR.search(text):
            return said[1]
    years = [found[1] for each in frame.columns if (found := DISTRICT_CODE.fullmatch(each))]
    if years and years[0] in EDITIONS:
        return EDITIONS[years[0]]
    if said := SAYS_YEAR.search(file_name):
        return said[1]
    raise BadFile(
        f"{file_name}: does not say of which year the index is. Name the sheet or the file after "
        "it, such as IMD2025."
    )


def _rows(
    frame: pd.DataFrame, named: dict[str, str], level: Level, file_name: str, refusals: Refusals
) -> pd.DataFrame:
    """DEPRIVATION without the edition, on the rows of the file."""
    code = frame[named["area_code"]].str.strip().str.upper()
    known = code.str.fullmatch(level.area_code.pattern)
    refusals.add(f"{named['area_code']} holds no code of an area in England", code.index[~known])
    if not known.any():
        raise BadFile(f"{file_name}: no row under the headings has an area's code. {WHICH}")
    twice = code[known].duplicated()
    if twice.any():
        raise BadFile(
            f"{file_name}, row {twice.index[twice][0]}, column {named['area_code']}: "
            f"{int(twice.sum())} codes stand twice. Keep one row an area."
        )
    out = pd.DataFrame({"area_code": code[known], "level": level.name}, dtype="str")
    out["name"] = frame.loc[known, named["name"]].str.strip() if "name" in named else None
    for ours, most in (("score", 100.0), ("rank", 100_000.0), ("decile", 10.0)):
        out[ours] = (
            _numbers(frame.loc[known, named[ours]], ours, most, file_name)
            if ours in named
            else float("nan")
        )
    return out.astype({"name": "str", "rank": "Int64", "decile": "Int64"})


def _numbers(cells: pd.Series, ours: str, most: float, file_name: str) -> pd.Series:
    """Scores from 0; ranks and deciles whole and from 1. Raises BadFile for the first other one."""
    bare = cells.str.strip().str.replace(",", "", regex=False)
    found = pd.to_numeric(bare, errors="coerce")
    wrong = ~found.between(0 if ours == "score" else 1, most)
    if ours != "score":
        wrong |= found % 1 != 0
    if wrong.any():
        what = "a score" if ours == "score" else f"a whole number from 1 to {most:,.0f}"
        raise BadFile(
            f"{file_name}, row {wrong.index[wrong][0]}, column {cells.name}: not {what}. "
            "Download the file again."
        )
    return found
