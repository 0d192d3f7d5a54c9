"""Published figures by SEN provision as downloaded from Explore Education Statistics: absence,
attendance, suspensions and exclusions, children missing education, and young people who are in no
education, employment or training; a CSV, or a zip with some.

A file is known by its headings (the tables `ees` of data/published/indicators.toml), never by its
name. A school year goes by the year in which it ends, and figures of a term or half a year are of a
category of their own: no two are ever added up, so nothing is joined across 1 September.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path, PurePosixPath

import numpy as np
import pandas as pd

from sendviz.catalogue.layouts import BadFile, Delivery, word_key
from sendviz.load.readers.archives import open_zip, unzip_text
from sendviz.load.readers.common import decode, read_bytes, sha256, start_of
from sendviz.load.readers.figures import (
    COLUMNS,
    DOWNLOADS,
    INDICATORS,
    KEY,
    LEVELS,
    SERIES,
    Download,
    figures,
    refuse,
)

COMMON = ("time_period", "time_identifier", "geographic_level", "la_name")
CODES = ("old_la_code", "new_la_code")
# Whose figures a row tells, in the words of the files.
PARTS = {
    "all": "All",
    "all pupils": "All",
    "total": "All",
    "no sen": "No SEN",
    "no identified sen": "No SEN",
    "no sen provision": "No SEN",
    "sen support": "SEN support",
    "sen without statement": "SEN support",
    "ehc plan": "EHC plan",
    "ehcp": "EHC plan",
    "education health and care plan": "EHC plan",
    "statement or ehc plan": "EHC plan",
    "sen with statement": "EHC plan",
    "statement of sen or ehc plan": "EHC plan",
    "sen ehc statement": "EHC plan",
}
WHOLE = ("total", "all", "all pupils", "all schools", "all phases", "")
# Periods that a school year is told in; a week is too short to be told by itself.
YEAR, PERIODS = "academic year", ("autumn term", "spring term", "summer term")
LONGER = ("autumn and spring term", "autumn and spring terms")


def looks_like(path: Path) -> bool:
    """Whether a CSV, or one in a zip, has the headings of one of these files."""
    return any(_kind(header) for header in _headers(path))


def _headers(path: Path) -> list[list[str]]:
    if start_of(path, 2) != b"PK":
        line = start_of(path, 16_000).split(b"\n", 1)[0]
        return [_cells(line)] if path.suffix.lower() == ".csv" else []
    if path.suffix.lower() != ".zip":
        return []
    with open_zip(path, path.name) as archive:
        names = [name for name in archive.namelist() if name.lower().endswith(".csv")]
        found = []
        for name in names:
            with archive.open(name) as member:
                found.append(_cells(member.readline(16_000)))
    return found


def _cells(line: bytes) -> list[str]:
    text = line.decode("utf-8-sig", "replace").rstrip("\r\n")
    try:
        return [cell.strip().lower() for cell in next(csv.reader([text]), [])]
    except csv.Error:  # no heading that is one of these
        return []


def _kind(header: list[str]) -> Download | None:
    return next((each for each in DOWNLOADS if {*each.known_by} <= {*header}), None)


def read(path: Path) -> Delivery:
    """Layout ees: table `published` in the columns of schema.sql, shares as fractions; category is
    No SEN, SEN support, EHC plan or All, of a part of the school year with that behind it
    (`EHC plan, autumn term`).

    Raises BadFile for a file of this family that lacks a column, naming it.
    """
    refused: dict[str, int] = {}
    parts, rows_read, titles = [], 0, []
    for name, text in _texts(path):
        table = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
        table.columns = [each.strip().lower() for each in table.columns]
        kind = _kind([*table.columns])
        if kind is None:
            continue
        rows_read += len(table)
        titles.append(kind.title)
        parts.append(_figures(PurePosixPath(name).name, kind, table, refused))
    rows = pd.concat(parts, ignore_index=True)
    again = rows.duplicated(KEY)
    refuse(refused, "figures that are there twice (the first is kept)", int(again.sum()))
    if rows.empty:
        raise BadFile(f"{path.name}: no figures of a council by SEN provision in it.")
    return Delivery(
        layout="ees",
        file_name=path.name,
        sha256=sha256(path),
        source=f"DfE, {'; '.join(dict.fromkeys(titles))}",
        edition=str(rows["year"].max()),
        tables={"published": rows[~again][COLUMNS]},
        rows_read=rows_read,
        refused=refused,
    )


def _texts(path: Path) -> list[tuple[str, str]]:
    if start_of(path, 2) != b"PK":
        return [(path.name, decode(read_bytes(path), path.name)[0])]
    with open_zip(path, path.name) as archive:
        return [
            (entry, decode(unzip_text(archive, entry, path.name), entry)[0])
            for entry in archive.namelist()
            if entry.lower().endswith(".csv") and "__MACOSX" not in entry
        ]


def _figures(name: str, kind: Download, table: pd.DataFrame, refused: dict) -> pd.DataFrame:
    """The figures of one file. Raises BadFile for a column that it lacks."""
    _check_columns(name, kind, table)
    rows = _with_areas(name, kind, table, refused)
    release = f"DfE, {kind.title}"
    found = [
        figures(rows, indicator, category, columns, refused).assign(
            publisher=SERIES[indicator.series].publisher,
            edition=rows["edition"],
            source=f"{release}, {name}",
        )
        for indicator in INDICATORS.values()
        if SERIES[indicator.series].release == kind.id
        for category, columns in indicator.release.items()
    ]
    return pd.concat(found, ignore_index=True).reindex(columns=COLUMNS).astype({"blank": "str"})


def _check_columns(name: str, kind: Download, table: pd.DataFrame) -> None:
    choices = [(each,) for each in COMMON] + [CODES, kind.part]
    choices += [("age",)] if kind.ages else []
    for indicator in INDICATORS.values():
        if SERIES[indicator.series].release == kind.id:
            for columns in indicator.release.values():
                named = (columns.numerator, columns.denominator, columns.value)
                choices += [(each,) for each in named if each]
    missing = [" or ".join(choice) for choice in choices if not {*choice} & {*table.columns}]
    if missing:
        raise BadFile(
            f"{name}, row 1: no column {missing[0]}, which {kind.title} has. Load the file as DfE "
            "published it. Nothing was changed."
        )


def _with_areas(name: str, kind: Download, table: pd.DataFrame, refused: dict) -> pd.DataFrame:
    part = next(each for each in kind.part if each in table)
    category = _parts(table[part])
    for column in (each for each in kind.totals if each in table):
        category = category.where(table[column].map(word_key).isin(WHOLE))
    if kind.ages:
        category = category.where(table["age"].str.strip() == kind.ages)
    period = table["time_identifier"].map(word_key)
    if kind.one_year:
        period = period.where(~table["time_period"].str.fullmatch(r"20\d\d"), YEAR)
    short = ~period.isin([YEAR, *PERIODS, *LONGER])
    code = table["old_la_code"] if "old_la_code" in table else table["new_la_code"]
    level = table["geographic_level"].str.lower().map(LEVELS)
    of = [level == "national", level == "regional"]
    country, region = (
        table.get(column, pd.Series("", table.index)) for column in ("country_code", "region_code")
    )
    years = table["time_period"].str.extract(r"^(20\d\d)(\d\d)$")
    year = pd.to_numeric(years[0]) + 1
    if kind.one_year:
        alone = table["time_period"].where(table["time_period"].str.fullmatch(r"20\d\d"))
        year = year.fillna(pd.to_numeric(alone))
    rows = table.assign(
        level=level,
        la_code=np.select(of, [country, region], code),
        area_name=table["la_name"],
        year=year,
        edition=table["time_period"],
        category=(category + ", " + period).where(period != YEAR, category),
    )
    faults = {
        "of a week, or of another period than a school year or its terms": short,
        "without a school year": rows["year"].isna(),
        "without the level and code of an area": level.isna()
        | ~rows["la_code"].astype(str).str.fullmatch(r"E\d{8}|\d{3}"),
    }
    good = rows["category"].notna()  # other breakdowns of pupils are no loss
    for words, fault in faults.items():
        refuse(refused, f"{name}: rows {words}", int((good & fault).sum()))
        good &= ~fault
    return rows[good].astype({"year": int}).reset_index(drop=True)


def _parts(cells: pd.Series) -> pd.Series:
    """The SEN provision of each row; missing for other kinds of pupils."""
    known = {text: _part(text) for text in cells.unique()}
    return cells.map(known)


def _part(text: str) -> str | None:
    words = word_key(text)
    for start in ("sen provision ", "sen status "):
        words = words.removeprefix(start)
    return PARTS.get(words)
