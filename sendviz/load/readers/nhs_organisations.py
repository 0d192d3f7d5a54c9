"""Which code an organisation's name has, and in which board's row a provider is counted."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).resolve().parents[3] / "data" / "areas"
CELL = ["service", "indicator"]


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

    A board's row is the sum of its providers on every line and band (`domain/health-waits.md` 0).
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
