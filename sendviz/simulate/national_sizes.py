"""How large the made-up national records are: every council after its published requests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sendviz.simulate.published import DATA, LAST_DAY

# The published requests of 2016 to 2025 are a million; so many make the larger file asked for.
REQUESTS, OVER = 1_550_000, range(2016, 2026)
MOST_YEARS = 20
_ACTIVITY = {
    "refused": "refused_pct_of_requests",
    "decided_in_time": "decision_within_6_weeks_pct",
}
_TIMELINESS = {"in_time": "pct_within_20_weeks_inc_exceptions"}


@dataclass(frozen=True)
class Size:
    """One council: requests by calendar year, and published shares (parts of 1) by year.

    refused: of requests; decided_in_time: of decisions; in_time: of plans, by year of issue.
    children: aged 0 to 17.
    """

    la_code: str
    gss_code: str
    name: str
    children: int
    years: tuple[int, ...]
    requests: np.ndarray
    refused: np.ndarray
    decided_in_time: np.ndarray
    in_time: np.ndarray


def sizes(councils: int, years: int) -> list[Size]:
    """The first so many current councils of local_authorities.csv over the last so many years.

    Raises ValueError for more councils than there are, or years out of 1 to 20.
    """
    known = _current()
    if not 1 <= councils <= len(known):
        raise ValueError(f"--councils must lie between 1 and {len(known)}, not {councils}.")
    if not 1 <= years <= MOST_YEARS:
        raise ValueError(f"--years must lie between 1 and {MOST_YEARS}, not {years}.")
    span = tuple(range(LAST_DAY.year - years, LAST_DAY.year))
    asked = _by_year("activity", "requests_received")
    scale = REQUESTS / _filled(asked, known.index, OVER).to_numpy().sum()
    requests = (_filled(asked, known.index, span) * scale).round().astype(int)
    shares = {
        name: _filled(_by_year(table, column), known.index, span) / 100
        for table, columns in (("activity", _ACTIVITY), ("timeliness", _TIMELINESS))
        for name, column in columns.items()
    }
    return [
        Size(
            la_code,
            row["new_la_code"],
            row["la_name"],
            int(row["population_0_17_mid2023"]),
            span,
            requests.loc[la_code].to_numpy(),
            **{name: found.loc[la_code].to_numpy() for name, found in shares.items()},
        )
        for la_code, row in known.head(councils).iterrows()
    ]


def _current() -> pd.DataFrame:
    table = pd.read_csv(DATA / "published" / "local_authorities.csv", dtype={"la_code": str})
    return table[table["status"] == "current"].set_index("la_code")


def _by_year(table: str, column: str) -> pd.DataFrame:
    """The published figure by la_code (and England) and year."""
    path = DATA / "published" / f"published_{table}.csv"
    found = pd.read_csv(path, dtype={"la_code": str}, usecols=lambda c: c in _NEEDED | {column})
    found = found[found["geographic_level"] != "Regional"]
    code = found["la_code"].mask(found["geographic_level"] == "National", "England")
    found = found.assign(la_code=code, value=pd.to_numeric(found[column], errors="coerce"))
    return found.pivot_table(index="la_code", columns="year", values="value")


_NEEDED = {"la_code", "year", "geographic_level"}


def _filled(table: pd.DataFrame, codes: pd.Index, years) -> pd.DataFrame:
    """A figure for every council and year: where none is published, the council's usual ratio to
    England's; before and after the published years, those of the nearest one.
    """
    own = table.reindex(codes)
    mean = own.mean()
    england = table.loc["England"].fillna(mean) if "England" in table.index else mean
    ratio = own.div(england, axis=1).mean(axis=1).fillna((mean / england).mean())
    usual = pd.DataFrame(np.outer(ratio, england), index=own.index, columns=own.columns)
    full = own.fillna(usual).dropna(axis=1, how="all")
    return (
        full.reindex(columns=sorted({*full.columns, *years}))
        .ffill(axis=1)
        .bfill(axis=1)[list(years)]
    )
