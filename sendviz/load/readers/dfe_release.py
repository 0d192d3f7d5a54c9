"""DfE's release "Education, health and care plans" as downloaded: the zip, or one CSV of it,
the SEND Tribunal's appeal rates among them.

A file is known by its columns, never by its name. Reads the spellings of reporting years 2025
and 2026, and of the years 2022 to 2024 the files sen2_mi and sen2_age_caseload, whose columns their
data guidance lists.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path, PurePosixPath

import numpy as np
import pandas as pd

from sendviz.catalogue.layouts import BadFile, Delivery
from sendviz.load.readers.archives import open_zip, unzip_text
from sendviz.load.readers.bundled import councils
from sendviz.load.readers.common import decode, read_bytes, sha256, start_of
from sendviz.load.readers.figures import (
    AREA,
    COLUMNS,
    INDICATORS,
    KEY,
    LEVELS,
    SERIES,
    Columns,
    Indicator,
    figures,
    known,
    refuse,
)

TOP = 12  # rows in which the headings of the table of appeals may stand
LOOKED_AT = 16_000  # bytes of a CSV that tell what it is
FIGURES = ["appeals", "decisions_old", "rate_old", "decisions_new", "rate_new"]
ENGLAND = "E92000001"
DORSET = ("835", "838", 2018)  # one row for the county, to that year, and the council after it
LA_CODE = re.compile(r"(old )?la code", re.IGNORECASE)
NEW_METHOD = re.compile("methodology for calculating appealable decisions was changed", re.I)


def is_appeals(rows: list[list[str]]) -> bool:
    """Whether one of these rows of a CSV is the heading of the table: codes of councils, and
    appeals there or in the row below.
    """
    return any(
        len(row) > 1
        and LA_CODE.fullmatch(row[1].strip())
        and any("appeal" in cell.lower() for each in rows[at : at + 2] for cell in each)
        for at, row in enumerate(rows)
    )


def appeals(name: str, rows: list[list[str]], notes: list[str]) -> pd.DataFrame:
    """One row a council and year as text: AREA and those of FIGURES that the table has.

    Councils go by their name, with a note: the table prints the codes of Cambridgeshire, Central
    Bedfordshire and the councils around Nottingham and Northampton for one another.
    """
    top = next(n for n in range(len(rows)) if is_appeals(rows[n : n + 2]))
    heads = top if any("appeal" in cell.lower() for cell in rows[top]) else top + 1
    new = any(NEW_METHOD.search(" ".join(row)) for row in rows)
    columns = _columns(rows[max(heads - 1, 0)], rows[heads] if heads < len(rows) else [], new)
    found: list[dict] = []
    otherwise: set[str] = set()
    named = _names()
    for row in rows[heads + 1 :]:
        area = re.sub(r"[\d,\s]+$", "", row[0]).strip() if row else ""
        code = row[1].strip() if len(row) > 1 else ""
        la_code = named.get(area.casefold(), code)
        if re.fullmatch(r"\d{3}|E\d{8}", la_code):
            found += _appeals_by_year(row, columns, la_code, area)
            otherwise |= {area} if code not in ("", la_code) else set()
    if otherwise:
        listed = ", ".join(sorted(otherwise))
        notes.append(f"{name}: read by name, as the code is another council's: {listed}.")
    return pd.DataFrame(found, columns=[*AREA, *FIGURES]).dropna(axis=1, how="all").fillna("")


def _names() -> dict[str, str]:
    """Name in lower case -> code; of two councils of one name the current one."""
    every = councils().sort_values("status")  # abolished, then current
    codes = dict(zip(every["name"].str.casefold(), every["la_code"], strict=True))
    return codes | {"england total": ENGLAND}


def _columns(years: list[str], heads: list[str], new: bool) -> dict[int, tuple[int, str]]:
    """Place of a column -> its year and which of FIGURES it holds."""
    found, year = {}, None
    developing = any("in development" in head.lower() for head in heads)
    for n, head in enumerate(heads):
        words = head.lower()
        if n < len(years) and re.fullmatch(r"20\d\d", years[n].strip()):
            year = int(years[n])
        method = "new" if "in development" in words or (new and not developing) else "old"
        kind = next((each for each in ("decisions", "rate") if each in words), None)
        if year and "appeal" in words:
            found[n] = (year, f"{kind}_{method}" if kind else "appeals")
    return found


def _appeals_by_year(row: list[str], columns: dict, la_code: str, area: str) -> Iterator[dict]:
    """The figures of each year that has any; .. stands for a council that did not exist."""
    cells: dict[int, dict[str, str]] = {}
    for n, (year, which) in columns.items():
        text = row[n].strip() if n < len(row) else ""
        cells.setdefault(year, {})[which] = "0" if text == "-" else text.rstrip("%")
    before, after, last = DORSET
    level, name = ("national", "England") if la_code == ENGLAND else ("council", area)
    for year, each in cells.items():
        if set(each.values()) - {"", ".."}:
            code = before if la_code == after and year <= last else la_code
            yield {
                "la_code": code,
                "level": level,
                "area_name": name,
                "year": year,
                "category": "All",
                **each,
            }


UNDERSTOOD = (
    "timeliness_20_week, requests, assessments, newplans, caseload, annual_reviews, ceased_plans "
    "and the SEND Tribunal appeal rate table, of 2022 to 2024 sen2_mi and sen2_age_caseload, or "
    "the zip with them"
)
KINDS = {
    "timeliness": "plans_issued_within_20_weeks",
    "requests": "requests_received_in_year",
    "assessments": "assess_in_year",
    "newplans": "new_ehc_plans",
    "caseload": "ehcplans",
    "annual_reviews": r"review_expected(_20\d\d)?",
    "ceased": "total_ceased",
}
COMMON = [
    "time_period",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "la_name",
    "breakdown_topic",
    "breakdown",
]
# Of reporting years 2022 to 2024: the columns that a file must have, and the ways to spell them.
EARLIER = {
    "earlier": ("inc_?exc_?20week_?ehc",),
    "earlier_caseload": ("num_caseload|total_ehc", "age|characteristic_age"),
}
# Their rows of totals. Until 2018 the totals of plans and statements are told as one.
TOTALS = ("age", "characteristic_age", "ehcp_or_statement")
PLANS_SINCE, ONLY_PLANS_SINCE = 2015, 2019
BROKEN_DOWN = ("timeliness", "requests")
TOPICS = {"age": "Age", "sex": "Sex", "ethnicity": "Ethnicity", "need": "Need", "source": "Source"}


def read(path: Path) -> Delivery:
    """Layout dfe_release: table `published` in the columns of schema.sql, shares as fractions.

    `category` is All, without exceptions, or a breakdown (Sex: Female; Sex: Female, without
    exceptions); `doubt` is empty. Raises BadFile if nothing in the file or zip is understood.
    """
    zipped = start_of(path, 2) == b"PK"
    files = _members(path) if zipped else [(path.name, read_bytes(path))]
    refused: dict[str, int] = {}
    notes: list[str] = []
    every = {name: _table(name, content, refused, notes) for name, content in files}
    tables = {
        name: (kind, table) for name, (kind, table) in every.items() if kind and table is not None
    }
    if not tables:
        raise BadFile(f"{path.name}: not one of the files that are understood: {UNDERSTOOD}.")
    if not any(len(table) for _, table in tables.values()):
        raise BadFile(f"{path.name}: no figures of an area and year in it. Download it again.")
    aside = sorted(PurePosixPath(name).name for name in every if name not in tables)
    edition = _edition(path.name, tables)
    return Delivery(
        layout="dfe_release",
        file_name=path.name,
        sha256=sha256(path),
        source=f"DfE, Education, health and care plans, reporting year {edition}",
        edition=edition,
        tables={"published": _published(tables, edition, refused)},
        rows_read=sum(len(table) for _, table in tables.values()),
        refused=refused,
        notes=(*notes, *([f"Not used: {', '.join(aside)}."] if aside else [])),
    )


def looks_like(path: Path) -> bool:
    """Whether a CSV has the headings of a release, or the table of appeals under its titles."""
    start = start_of(path, LOOKED_AT)
    coding = "utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    lines = start.decode(coding, "replace").splitlines(keepends=True)
    try:
        rows = list(islice(csv.reader(lines), TOP))
    except csv.Error:
        return False
    first = [line for line in lines if line.strip(", ;\r\n")][:3]
    return any("geographic_level" in line.lower() for line in first) or is_appeals(rows)


def _members(path: Path) -> list[tuple[str, bytes]]:
    """Name and content of each CSV of a zip, in memory. Raises BadFile for an unsafe one."""
    with open_zip(path, path.name) as archive:
        return [
            (entry, unzip_text(archive, entry, path.name))
            for entry in archive.namelist()
            if entry.lower().endswith(".csv") and "__MACOSX" not in entry
        ]


def _table(
    name: str, content: bytes, refused: dict, notes: list
) -> tuple[str | None, pd.DataFrame | None]:
    """The kind of file and its rows as text: AREA and its own columns. None if not one of ours."""
    text, _ = decode(content, name)
    rows = csv.reader(io.StringIO(text, newline=""))
    try:
        top = list(islice(rows, TOP))
        header = [cell.strip().lower() for cell in top[0]] if top else []
        if kind := _kind(header):
            return kind, _standard(name, kind, header, [*top[1:], *rows], refused)
        if is_appeals(top):
            return "appeals", appeals(name, [*top, *rows], notes)
    except csv.Error:
        raise BadFile(f"{name}: not a readable CSV. Download the release again.") from None
    return None, None


def _kind(header: list[str]) -> str | None:
    """The kind of a standard file with these headings, None if it is none that is used."""
    wanted = {**{kind: (column,) for kind, column in KINDS.items()}, **EARLIER}
    for kind, columns in wanted.items():
        if all(any(re.fullmatch(column, each) for each in header) for column in columns):
            return kind
    return None


def _standard(
    name: str, kind: str, header: list[str], rows: list[list[str]], refused: dict
) -> pd.DataFrame:
    common = [each for each in COMMON if kind not in EARLIER or "breakdown" not in each]
    missing = [column for column in common if column not in header]
    if missing:
        raise BadFile(f"{name}, row 1: no column {missing[0]}. Load the file as DfE published it.")
    at = {column: n for n, column in reversed(list(enumerate(header)))}  # the first, if repeated
    whole = [row for row in rows if len(row) == len(header)]
    lost = sum(map(any, rows)) - sum(map(any, whole))
    refuse(refused, f"{name}: rows with too few or too many columns", lost)
    own = _wanted(kind)
    wanted = [each for each in at if each in (*common, *TOTALS) or own.fullmatch(each)]
    cells = [[row[at[column]].strip() for column in wanted] for row in whole]
    return _with_areas(name, kind, pd.DataFrame(cells, columns=wanted, dtype=str), refused)


def _wanted(kind: str) -> re.Pattern:
    patterns = [
        text
        for each in INDICATORS.values()
        for columns in _columns_in(each, kind).values()
        for text in (columns.numerator, columns.denominator, columns.value)
        if text
    ]
    return re.compile("|".join(patterns).replace(" + ", "|"))


def _columns_in(indicator: Indicator, kind: str) -> dict[str, Columns]:
    if kind in EARLIER:
        return indicator.earlier
    return indicator.release if SERIES[indicator.series].release == kind else {}


def _with_areas(name: str, kind: str, table: pd.DataFrame, refused: dict) -> pd.DataFrame:
    table["category"] = "All" if kind in EARLIER else _categories(table)
    table = _totals(table)
    if kind not in BROKEN_DOWN:
        table = table[table["category"] == "All"]
    level = table["geographic_level"].str.lower().map(LEVELS)
    of = [level == "national", level == "regional"]
    code = np.select(of, [table["country_code"], table["region_code"]], table["old_la_code"])
    area = np.select(of, [table["country_name"], table["region_name"]], table["la_name"])
    table = table.assign(
        level=level, la_code=code, area_name=area, year=_years(table["time_period"])
    )
    faults = {
        "without the level and code of an area": level.isna()
        | ~table["la_code"].str.fullmatch(r"E\d{8}|\d{3}"),
        "without a year": table["year"].isna(),
        "of a breakdown that is not used": table["category"].isna(),
    }
    good = pd.Series(True, index=table.index)
    for words, fault in faults.items():
        refuse(refused, f"{name}: rows {words}", int((good & fault).sum()))
        good &= ~fault
    return table[good].astype({"year": int})


def _totals(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of all ages, of plans alone, in a file of the caseload of 2022 to 2024."""
    if "characteristic_age" not in table and "age" not in table:
        return table
    for column in [each for each in TOTALS if each in table]:
        table = table[table[column].str.casefold() == "total"]
    since = ONLY_PLANS_SINCE if "ehcp_or_statement" in table else PLANS_SINCE
    return table[~(_years(table["time_period"]) < since)]


def _years(period: pd.Series) -> pd.Series:
    """2024 is the calendar year 2024; 202425 the school year whose January is that of 2025."""
    found = period.str.extract(r"^(20\d\d)(\d\d)?$")
    return pd.to_numeric(found[0]) + found[1].notna()


def _categories(table: pd.DataFrame) -> pd.Series:
    topic = table["breakdown_topic"].str.lower()
    whole = topic.str.startswith("all ") | (table["breakdown_topic"] == table["breakdown"])
    title = topic.str.extract(rf"\b({'|'.join(TOPICS)})\b")[0].map(TOPICS)
    part = table["breakdown"].str.replace(r"^aged? ", "", case=False, regex=True)
    return (title + ": " + part.str[:1].str.upper() + part.str[1:]).mask(whole, "All")


def _published(tables: dict, edition: str, refused: dict) -> pd.DataFrame:
    release = f"DfE, Education, health and care plans, reporting year {edition}"
    parts = [
        figures(table, indicator, category, columns, refused).assign(
            publisher=SERIES[indicator.series].publisher,
            edition=edition,
            source=f"{release}, {PurePosixPath(name).name}",
        )
        for name, (kind, table) in tables.items()
        for indicator in INDICATORS.values()
        for category, columns in _columns_in(indicator, kind).items()
    ]
    rows = pd.concat([part for part in parts if len(part)], ignore_index=True)
    rows = rows.reindex(columns=COLUMNS).astype({"blank": "str", "doubt": "str"})
    again = rows.duplicated(KEY)
    refuse(refused, "figures that are there twice (the first is kept)", int(again.sum()))
    return _with_known_reasons(rows[~again])


def _with_known_reasons(rows: pd.DataFrame) -> pd.DataFrame:
    """x says only that there is no figure; where it is known why, that stands."""
    why = known("blanks.csv", rows).rename(columns={"blank": "reason"})
    rows = rows.merge(why[[*KEY, "reason"]], how="left", on=KEY)
    better = rows["value"].isna() & rows["reason"].notna()
    return rows.assign(blank=rows["blank"].mask(better, rows["reason"]))[COLUMNS]


def _edition(file_name: str, tables: dict) -> str:
    """The reporting year: in the zip's name, else the year after the newest figures
    (that of January counts)."""
    named = re.search(r"health-and-care-plans_(20\d\d)", file_name)
    if named:
        return named[1]
    years = [
        table["year"].max() + ("caseload" not in kind)
        for kind, table in tables.values()
        if len(table)
    ]
    return str(max(years, default="not known"))
