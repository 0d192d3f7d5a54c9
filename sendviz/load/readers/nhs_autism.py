"""NHS England autism waiting times (official statistics in development), both CSV vintages."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sendviz.catalogue.layouts import BadFile, Delivery
from sendviz.load.readers import nhs_figures
from sendviz.load.readers.common import sha256
from sendviz.load.readers.nhs_figures import edition_of, figures, mixed_case

COLUMNS = {
    "REPORTING_PERIOD_START": "start", "BREAKDOWN": "breakdown", "PRIMARY_LEVEL": "code",
    "PRIMARY_LEVEL_DESCRIPTION": "name", "SECONDARY_LEVEL": "second", "METRIC": "indicator",
    "METRIC_VALUE": "text",
}  # fmt: skip
# Two vintages: to the December 2022 edition, and from September 2023.
NEW_WORDS = "METRIC_NAME"
WORDS = ("METRIC_DESCRIPTION", NEW_WORDS)
# ASD11 to ASD24 with their suffixes; ASD16f to k and ASD25 exist since 2024/25.
METRIC = r"ASD(?:1[1-9]|2[0-5])[a-k]?"
CODE = r"(?!NONE$|ALL$)[A-Z0-9]{2,7}|England"  # of the Organisation Data Service, or UNKNOWN
# "Under 10", "0 to 17", "18+", "Unknown": any other word stands under a heading not its own.
AGES = r"All|Unknown|Not [Kk]nown|[A-Za-z ]*\d{1,2}[A-Za-z0-9 +-]*"
LEVELS = {
    "england": "national", "age group": "national", "ccg": "sub_icb", "sub icb": "sub_icb",
    "stp": "icb", "icb": "icb", "commissioning region": "region", "provider": "provider",
}  # fmt: skip
# Open referrals are counted anew from here: only those that a provider sends in the month.
# That fell by a fifth and more. Files of the newer vintage tell of earlier months anew, too.
NEW_METHOD = pd.Timestamp(2023, 9, 1)
METHODS = {True: "autism from Sept 2023", False: "autism to Aug 2023"}


def looks_like(path: Path) -> bool:
    """Whether it is a CSV with the headings of the autism statistics, or most of them."""
    return nhs_figures.meant(path, COLUMNS)


def read(path: Path) -> Delivery:
    """Table `health_figure`: one row a month (by its start), area and metric; '*' as suppressed.

    Kept are the rows without a second breakdown, and England by age group: the cross of areas and
    ages is nine tenths of a file of 160,000 rows, most of it suppressed, and the metrics for ages 0
    to 17 stand on rows of their own. A suppressed count is 0 to 4; others below England are
    rounded to the nearest 5. Raises BadFile for a file without such rows.
    """
    heads = nhs_figures.csv_header(path)
    words = {each: "service" for each in WORDS if each in heads} or {NEW_WORDS: "service"}
    rows, refusals, count = nhs_figures.read_pieces(path, COLUMNS | words, _kept)
    if rows.empty:
        raise BadFile(f"{path.name}: holds no row of the autism measures. Download it again.")
    refused = refusals.counted()
    edition = edition_of(path, rows["month"].max())
    rows = rows.assign(method=METHODS[True] if NEW_WORDS in words else method(rows["month"]))
    same = {
        "publication": "autism",
        "pathway": "autism",
        "edition": edition,
        "source": title(edition),
    }
    return Delivery(
        layout="nhs_autism", source=title(edition), file_name=path.name, sha256=sha256(path),
        tables={"health_figure": figures(rows, **same)}, edition=edition,
        reference_date=(rows["month"].max() + pd.offsets.MonthEnd()).date(),
        rows_read=count, refused=refused,
        notes=_notes(count - len(rows) - sum(refused.values())),
    )  # fmt: skip


def title(edition: str) -> str:
    """What an edition is called."""
    return f"NHS England, Autism Waiting Time Statistics, edition {edition}"


def method(month: pd.Series) -> pd.Series:
    """The method of months of a file of the older vintage: months that may be joined share one."""
    return (month >= NEW_METHOD).map(METHODS)


def boards(code: pd.Series) -> pd.Series:
    """The integrated care board of each sub-ICB location that touches a council we know."""
    places = nhs_figures.areas().query("level == 'sub_icb'")
    return code.map(dict(places[["code", "icb_code"]].to_numpy()))


def _notes(passed: int) -> tuple[str, ...]:
    return (f"{passed:,} rows of finer breakdowns were passed over.",) if passed else ()


def _kept(piece: pd.DataFrame) -> pd.DataFrame:
    """level, code, name, parent, indicator, category and service of the rows that are kept."""
    kinds = piece["breakdown"].str.casefold().str.split(";").str[0].str.strip()
    levels = {text: _level(text) for text in kinds.unique()}
    second = piece["second"].str.strip()
    whole = second.str.upper().isin(["NONE", "ALL", ""])
    plain = whole & ~piece["breakdown"].str.contains(";")
    kept = kinds.map(levels).notna() & (plain | (kinds == "england"))
    rows = piece[kept & piece["indicator"].str.strip().str.fullmatch(METRIC)].copy()
    kinds, aged = kinds[rows.index], kinds[rows.index] == "age group"
    rows["level"] = kinds.map(levels)
    rows["indicator"] = rows["indicator"].str.strip()
    rows["category"] = second[rows.index].mask(whole[rows.index], "All").mask(aged, rows["code"])
    rows["code"] = rows["code"].str.strip().mask(rows["level"] == "national", "England")
    rows = rows[rows["code"].str.fullmatch(CODE) & rows["category"].str.fullmatch(AGES)].copy()
    names = {text: mixed_case(text) for text in rows["name"].unique()}
    rows["name"] = rows["name"].map(names).mask(rows["level"] == "national", "England")
    rows["parent"] = boards(rows["code"]).where(rows["level"] == "sub_icb")
    return rows


def _level(breakdown: str) -> str | None:
    return next((level for start, level in LEVELS.items() if breakdown.startswith(start)), None)
