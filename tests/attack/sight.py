"""What a reader of public view sees of one cut of one council (of one health assessment, or of all
about EHC), and beside it the truth, by which the attack is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from sendviz import catalogue
from sendviz.ask.public_set import Groups
from sendviz.catalogue import PublicTable, calendar
from tests.attack.narrowing import MANY

# What no table of the public set tells of parts, but the records tie to those that do. Otherwise:
# who left neither refused, nor told that there will be no plan, nor with one that is in no dispute.
HIDDEN = {
    "": ("entered", "left", "deciding", "otherwise"),
    "referral": ("left_unassessed", "first_contacts_18.in_time", "first_contacts_18.late", "kept"),
}
LISTS = ("deciding",)


@dataclass(frozen=True)
class Bounds:
    """Between what the true counts of a table lie by what is told of them: [quarter, column, part]
    and the same of groups of parts (localities)."""

    low: np.ndarray
    high: np.ndarray
    group_low: np.ndarray
    group_high: np.ndarray

    @property
    def of_last_quarter(self) -> Bounds:
        """Nothing is known of the quarters before the last."""
        each = [of.copy() for of in (self.low, self.high, self.group_low, self.group_high)]
        for bound, free in zip(each, (0, MANY, 0, MANY), strict=True):
            bound[:-1] = free
        return Bounds(*each)


@dataclass(frozen=True)
class Whole:
    """An exact count of the whole council: the sum of some names, month by month; nan where it is
    not told."""

    names: tuple[str, ...]
    months: np.ndarray


@dataclass(frozen=True)
class Sight:
    """One cut of one council.

    figures: by table, what is told: [quarter, column, part]. bounds: what follows by the rule.
    quarter_wholes: by table, exact counts [quarter, column]. wholes: exact counts by month. truth:
    by name (table.column, or a hidden one) true counts [part, month].
    """

    council: str
    pathway: str
    cut: str
    parts: tuple[str, ...]
    groups: Groups
    months: tuple[date, ...]
    figures: Mapping[str, np.ndarray]
    bounds: Mapping[str, Bounds]
    quarter_wholes: Mapping[str, np.ndarray]
    wholes: tuple[Whole, ...]
    truth: Mapping[str, np.ndarray]

    @property
    def tables(self) -> tuple[PublicTable, ...]:
        """The public tables of this cut."""
        return tuple(catalogue.public_tables()[id] for id in self.bounds)

    @property
    def base(self) -> int:
        """The base of its figures."""
        return self.tables[0].base

    @property
    def quarters(self) -> tuple[date, ...]:
        """The first days of its quarters."""
        return self.months[::3]

    @property
    def quarter_ends(self) -> tuple[date, ...]:
        """Their last days."""
        return tuple(calendar.period_end(each, "quarter") for each in self.quarters)

    def told_otherwise(self, bounds: Mapping[str, Bounds]) -> Sight:
        """The same, told in another way."""
        return replace(self, bounds=bounds)


def names_of(table: PublicTable) -> tuple[str, ...]:
    """Its columns' names in the system."""
    return tuple(f"{table.id}.{each.id}" for each in table.columns)


def is_list(name: str) -> bool:
    """Whether a name counts what there is at a month's end."""
    table = catalogue.public_tables().get(name.split(".")[0])
    return name in LISTS if table is None else table.on_last_day


def tables_of(pathway: str, cut: str) -> tuple[PublicTable, ...]:
    """The public tables that tell of EHC, or of a health assessment, by this cut."""
    return tuple(
        each
        for each in catalogue.public_tables().values()
        if each.by_pathway == bool(pathway) and cut in ("district", *each.kinds)
    )


def of_quarters(truth: np.ndarray, on_last_day: bool) -> np.ndarray:
    """[part, month] as [part, quarter]."""
    by_quarter = truth.reshape(len(truth), -1, 3)
    return by_quarter[:, :, 2] if on_last_day else by_quarter.sum(axis=2)


def quarter_truth(sight: Sight, table: PublicTable) -> np.ndarray:
    """True counts of a table: [quarter, column, part]."""
    each = [of_quarters(sight.truth[name], table.on_last_day) for name in names_of(table)]
    return np.array(each).transpose(2, 0, 1)


def by_the_rule(figures: np.ndarray, base: int, groups: Groups) -> Bounds:
    """Each count, and each locality's, is within the base of what is told of it."""
    grouped = in_groups(figures, groups)
    least = figures - np.where(figures >= 3 * base, 2 * base, base) + 1
    return Bounds(
        np.maximum(least, 0),
        figures + base - 1,
        np.maximum(grouped - base + 1, 0),
        grouped + base - 1,
    )


def rounded_by_itself(counts: np.ndarray, base: int, groups: Groups) -> Bounds:
    """Each count rounded to the nearest multiple by itself, and each locality's."""

    def between(true: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        told = (2 * true + base) // (2 * base) * base
        return np.maximum(told - base // 2, 0), told + (base - 1) // 2

    return Bounds(*between(counts), *between(in_groups(counts, groups)))


def small_ones_hidden(counts: np.ndarray, base: int, groups: Groups) -> Bounds:
    """True counts, with 1 to base - 1 hidden."""

    def between(true: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        small = (true > 0) & (true < base)
        return np.where(small, 1, true), np.where(small, base - 1, true)

    return Bounds(*between(counts), *between(in_groups(counts, groups)))


def in_groups(counts: np.ndarray, groups: Groups) -> np.ndarray:
    """Counts [..., part] summed into the groups of several parts."""
    several = [list(group) for group in groups if len(group) > 1]
    shape = (*counts.shape[:-1], len(several))
    return (
        np.array([counts[..., group].sum(-1) for group in several])
        .reshape(len(several), *counts.shape[:-1])
        .transpose(*range(1, len(shape)), 0)
        if several
        else np.zeros(shape, dtype=int)
    )
