"""What the made-up records must add up to: DfE's published totals and the claims of the calibration
file.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from sendviz.catalogue.calendar import SEN2_DATES

DATA = Path(__file__).parents[2] / "data"
FIRST_DAY, LAST_DAY = date(2021, 1, 1), date(2026, 1, 15)
YEARS = (2021, 2022, 2023, 2024, 2025)
# The SEN2 return after each calendar year.
REFERENCE = {year: SEN2_DATES[year + 1] for year in YEARS}


@dataclass(frozen=True)
class Council:
    """One council's targets.

    plans, activity   published rows by year (columns as in data/published)
    story             its part of data/calibration/simulated.toml
    places            district, name, locality, population (0 to 17)
    """

    la_code: str
    name: str
    plans: pd.DataFrame
    activity: pd.DataFrame
    story: dict
    places: pd.DataFrame

    def figure(self, column: str, year: int) -> int | None:
        """A published count of the year; None if there is none."""
        table = self.plans if column in self.plans else self.activity
        if column in table and year in table.index and pd.notna(table.at[year, column]):
            return int(table.at[year, column])
        return None

    def needed(self, column: str, year: int) -> int:
        """The same where records cannot be made without it. Raises ValueError if there is none."""
        found = self.figure(column, year)
        if found is None:
            raise ValueError(f"{self.la_code}: the published {column} of {year} is missing")
        return found

    @property
    def stocks(self) -> list[dict]:
        """What is known of the queue between the years: on `day`, the last of a month, so many
        `cases` agreed to be assessed were open more than `days` after the request."""
        return self.story.get("open", [])

    @property
    def longest(self) -> int:
        """The most days that a case is open."""
        return self.story["longest_weeks"] * 7

    def assumed(self, name: str, year: int, otherwise: int = 0) -> int:
        """What the calibration file assumes for a year."""
        return self.story.get(name, {}).get(str(year), otherwise)


def council(la_code: str) -> Council:
    """The targets of one council. Raises KeyError if it has no story in the calibration file."""
    stories = tomllib.loads((DATA / "calibration" / "simulated.toml").read_text(encoding="utf-8"))
    if la_code not in stories:
        raise KeyError(
            f"no simulated records are defined for council {la_code}; known: {sorted(stories)}"
        )
    plans, activity = (_published(name, la_code) for name in ("timeliness", "activity"))
    return Council(
        la_code, plans["la_name"].iloc[0], plans, activity, stories[la_code], _places(la_code)
    )


def _published(name: str, la_code: str) -> pd.DataFrame:
    path = DATA / "published" / f"published_{name}.csv"
    table = pd.read_csv(path, dtype={"la_code": str})
    return table[table["la_code"] == la_code].set_index("year").sort_index()


def _places(la_code: str) -> pd.DataFrame:
    table = _localities()
    found = table[table["la_code"] == la_code].reset_index(drop=True)
    return pd.DataFrame(
        {
            "district": found["area_code"],
            "name": found["area_name"],
            "locality": found["locality"],
            "population": found["population_0_17"],
        }
    )


def _localities() -> pd.DataFrame:
    table = pd.read_csv(DATA / "areas" / "localities.csv", dtype={"la_code": str})
    return table[table["locality"] != "(whole council)"]
