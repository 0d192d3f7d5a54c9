"""What each published figure is (data/published/indicators.toml), and how wide tables give it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from sendviz.catalogue.layouts import TABLES

FOLDER = Path(__file__).resolve().parents[3] / "data" / "published"
COLUMNS = [column for column in TABLES["published"].columns if column != "import_id"]
KEY = ["indicator", "category", "la_code", "year"]
AREA = ["la_code", "level", "area_name", "year", "category"]
LEVELS = {"national": "national", "regional": "regional", "local authority": "council"}
# z and x are the release's own key, c and ~ those of other DfE tables, .. that of the appeals table
BLANKS = {
    "z": "not_applicable",
    "x": "not_published",
    "": "not_published",
    "..": "not_published",
    ":": "not_published",
    "c": "suppressed",
    "~": "suppressed",
    "*": "suppressed",
    "no data": "not_submitted",
}
NUMBER = r"-?\d{1,12}(\.\d{1,12})?"


@dataclass(frozen=True)
class Columns:
    """Which columns hold a figure, as patterns; "" where a table has none, "a + b" for a sum."""

    numerator: str = ""
    denominator: str = ""
    value: str = ""


@dataclass(frozen=True)
class Edition:
    """From which year on the bundled tables took a series from which release."""

    first_year: int
    edition: str
    source: str


@dataclass(frozen=True)
class Series:
    """Figures published together: bundled table, kind of release file, publisher, editions."""

    compiled: str
    release: str
    publisher: str
    editions: tuple[Edition, ...]

    def edition(self, year: int) -> Edition:
        """The edition from which the bundled tables took that year."""
        return [each for each in self.editions if each.first_year <= year][-1]


@dataclass(frozen=True)
class Indicator:
    """One published figure: its words, its unit (percent, or what is counted), its columns.

    compiled, release    Columns by category (All, without exceptions) in the bundled tables and
                         in DfE's own files
    earlier              Columns by category in DfE's files of reporting years 2022 to 2024
    years                first and last year that mean this and not something else
    """

    id: str
    words: str
    unit: str
    series: str
    compiled: dict[str, Columns]
    release: dict[str, Columns]
    earlier: dict[str, Columns]
    years: Sequence[int] = (0, 9999)


@dataclass(frozen=True)
class Download:
    """A file of Explore Education Statistics by SEN provision: the headings that tell it, where the
    provision stands, the headings whose rows must be those of all, and its title. ages: the only
    rows of its column `age` that are read; one_year: its periods are told by the year in which the
    school year ends alone."""

    id: str
    known_by: tuple[str, ...]
    part: tuple[str, ...]
    totals: tuple[str, ...]
    title: str
    ages: str = ""
    one_year: bool = False


def _read_downloads() -> tuple[Download, ...]:
    table = tomllib.loads((FOLDER / "indicators.toml").read_text("utf-8"))["ees"]
    lists = ("known_by", "part", "totals")
    return tuple(
        Download(id, **(each | {name: tuple(each[name]) for name in lists}))
        for id, each in table.items()
    )


def _read_indicators() -> tuple[dict[str, Series], dict[str, Indicator]]:
    table = tomllib.loads((FOLDER / "indicators.toml").read_text("utf-8"))
    series, indicators = {}, {}
    for name, each in table["series"].items():
        editions = tuple(Edition(**edition) for edition in each.pop("editions"))
        series[name] = Series(editions=editions, **each)
    for name, each in table["indicator"].items():
        for tables in ("compiled", "release", "earlier"):
            found = each.get(tables, {})
            each[tables] = {category: Columns(**columns) for category, columns in found.items()}
        indicators[name] = Indicator(id=name, **each)
    return series, indicators


SERIES, INDICATORS = _read_indicators()
DOWNLOADS = _read_downloads()


def read_table(file_name: str) -> pd.DataFrame:
    """A CSV of data/published, every cell as text."""
    return pd.read_csv(FOLDER / file_name, dtype=str, keep_default_na=False, encoding="utf-8")


def figures(
    table: pd.DataFrame, indicator: Indicator, category: str, columns: Columns, refused: dict
) -> pd.DataFrame:
    """The rows of a wide table of text (AREA and more) as figures: KEY and AREA columns,
    numerator, denominator, value (shares as fractions), blank. No rows if the columns are absent.

    A share that is not printed, and not suppressed, is worked out from its counts. Strange cells
    are counted in refused.
    """
    numerator, from_counts = _sum(table, columns.numerator, refused)
    denominator, whole = _sum(table, columns.denominator, refused)
    value, blank = _sum(table, columns.value, refused)
    if indicator.unit == "percent":
        share = printed_share(numerator, denominator)
        if blank is not None:
            share = share.where(blank == "not_published")  # never what was suppressed
        value = (value / 100).round(6).fillna(share)
        blank = from_counts if blank is None and whole is not None else blank
    if blank is None:
        return pd.DataFrame()
    blank = blank.fillna("not_published").mask(denominator == 0, "not_applicable")
    of = table["category"] if category == "All" else table["category"] + f", {category}"
    found = table[AREA].assign(
        indicator=indicator.id,
        category=of.mask(table["category"] == "All", category),
        numerator=numerator,
        denominator=denominator,
        value=value,
        blank=blank.mask(value.notna(), None),
    )
    return found[found["year"].between(*indicator.years)]


def _sum(table: pd.DataFrame, patterns: str, refused: dict) -> tuple[pd.Series, pd.Series | None]:
    """The sum of the columns that fit, and why cells are blank; None if there is no such column."""
    total, why = None, None
    for pattern in patterns.split(" + "):
        fits = [each for each in table.columns if pattern and re.fullmatch(pattern, each)]
        if not fits:
            return pd.Series(np.nan, index=table.index), None
        number, blank = _numbers(table[fits[0]], refused)
        total = number if total is None else total + number
        why = blank if why is None else why.fillna(blank)
    return total, why


def _numbers(cells: pd.Series, refused: dict) -> tuple[pd.Series, pd.Series]:
    text = cells.str.strip().str.lower().str.replace(",", "", regex=False)
    number = pd.to_numeric(text.where(text.str.fullmatch(NUMBER)), errors="coerce").astype(float)
    blank = text.map(BLANKS)
    odd = int((number.isna() & blank.isna()).sum())
    refuse(refused, f"column {cells.name}: cells that are neither a number nor a known sign", odd)
    return number, blank.fillna("not_published").mask(number.notna(), None)


def printed_share(numerator: pd.Series, denominator: pd.Series) -> pd.Series:
    """The share as DfE prints it, to 0.1% with halves up; missing where there is none."""
    per_mille = 1000 * numerator / denominator.where(denominator > 0)
    return np.floor(per_mille + 0.5 + 1e-9) / 1000


def refuse(refused: dict[str, int], sentence: str, count: int) -> None:
    """Notes what could not be read; the same cells met again are not counted twice."""
    if count:
        refused[sentence] = max(count, refused.get(sentence, 0))


def known(file_name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """The lines of blanks.csv or doubts.csv for figures that exist: KEY and its last columns.

    A line without indicator or category holds for all of its series that have a row that year.
    """
    lines = read_table(file_name).rename(columns={"indicator": "only", "category": "of"})
    lines["year"] = lines["year"].astype(int)
    exist = rows[["indicator", "category", "year"]].drop_duplicates()
    exist["series"] = [INDICATORS[name].series for name in exist["indicator"]]
    spread = exist.merge(lines, on=["series", "year"])
    fits = (spread["only"] == "") | (spread["only"] == spread["indicator"])
    fits &= (spread["of"] == "") | (spread["of"] == spread["category"])
    return spread[fits].drop(columns=["series", "only", "of"]).drop_duplicates(KEY)


def with_doubts(rows: pd.DataFrame) -> pd.DataFrame:
    """Published rows with the known faults of doubts.csv as sentences in the column `doubt`."""
    return rows.drop(columns="doubt", errors="ignore").merge(
        known("doubts.csv", rows), how="left", on=KEY
    )
