"""What the definitions say, as frozen values; and the small tables beside the measures: dimensions,
pathways, legal limits, published waits."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from sendviz.catalogue import typed
from sendviz.catalogue.facts import FACTS, Fact

Kind = Literal["share", "count", "ratio", "stock", "net", "quantile", "mean", "survival", "given"]
Unit = Literal[
    "percent",
    "children",
    "requests",
    "plans",
    "reviews",
    "decisions",
    "advice",
    "referrals",
    "appointments",
    "audits",
    "complaints",
    "remedies",
    "mediations",
    "appeals",
    "answers",
    "people",
    "posts",
    "pounds",
    "weeks",
    "actions",
    "per 1,000",
    "a post",
    "pounds each",
    "index",
]
Polarity = Literal["higher_is_better", "lower_is_better", "no_judgement"]
Theme = Literal[
    "demand",
    "timeliness",
    "backlog",
    "decisions",
    "waits",
    "quality",
    "experience",
    "capacity",
    "outcomes",
    "money",
    "improvement",
]
UNITS, THEMES = get_args(Unit), get_args(Theme)
# The units of ratios: for how many of what is below the line they tell.
RATES = {"per 1,000": 1000.0, "a post": 1.0, "pounds each": 1.0}
# The denominator of a ratio that is not another measure: the people aged 0 to 25 of the area.
POPULATION = "population_0_25"
_DONE = re.compile(
    r"\{denominator:[^|]+\|([^}]+)\} \(\{share\}\) \{numerator:was\|were\} (.+)\{place\}"
)


@dataclass(frozen=True)
class Dimension:
    """A column by which cases can be filtered and split. kind: child or case (guarded in public
    view), place (guarded as an area is: who provides), or service (what the child waits for). said:
    how a sentence says which children a filter leaves, with {} for the values."""

    id: str
    name: str
    kind: Literal["child", "case", "place", "service"]
    values: Mapping[str, str]
    is_filter: bool = False
    said: str = ""


@dataclass(frozen=True)
class Limit:
    """A legal limit: its value in the measure's unit (shares as fractions), and where it comes
    from."""

    value: float
    basis: str
    source: str
    since: date
    until: date | None = None


@dataclass(frozen=True)
class Pathway:
    """What children wait for, and what that wait is held against: weeks, the measure of those
    beyond it and of first contacts within it, what to call it, what it rests on, and its source."""

    id: str
    weeks: int
    measure: str
    contact: str
    name: str
    basis: str
    source: str
    is_main: bool = False
    contact_begins_assessment: bool = False


@dataclass(frozen=True)
class NhsSource:
    """Where NHS England tells of a wait: its publication (community, autism or adhd), and the
    pathway in whose line of the community waiting lists these children are counted."""

    id: str
    publication: Literal["community", "autism", "adhd"]
    counted_in: str


@dataclass(frozen=True)
class Note:
    """A caveat, of some councils only where it names them."""

    text: str
    areas: tuple[str, ...] = ()


@dataclass(frozen=True)
class Official:
    """The official series which a measure must reproduce. match: exactly, nearly, or differs (with
    the reason)."""

    indicator: str
    category: str
    match: Literal["exactly", "nearly", "differs"]
    why: str = ""


@dataclass(frozen=True)
class Variant:
    """The same measure with another numerator or denominator."""

    id: str
    name: str
    short_name: str
    numerator: str = ""
    denominator: str = ""
    published_category: str = ""


@dataclass(frozen=True)
class Measure:
    """What a measure means and how it is counted: the fields of its file (measures/README.md).

    Not of the file: id, its name; made_of, the measures that stand behind a share, ratio or net of
    others, in their order; dimensions, those of its fact, or that all it is made of have in common.
    """

    id: str
    name: str
    short_name: str
    question: str
    answer: str
    definition: str
    how_counted: str
    why_it_matters: str
    theme: Theme
    kind: Kind
    unit: Unit
    polarity: Polarity
    clock: str = ""
    fact: str = ""
    numerator: str = ""
    denominator: str = "true"
    amount: str = ""
    weight: str = ""
    quantile: float | None = None
    enters: str = ""
    leaves: str = ""
    counts_from: str = ""
    leaves_otherwise: str = ""
    numerator_measure: str = ""
    denominator_measure: str = ""
    parts: tuple[str, ...] = ()
    outcome: bool = False
    settles_in_days: int = 0
    needs_table: str = ""
    needs_code: str = ""
    variants: tuple[Variant, ...] = ()
    legal_limit: Limit | None = None
    pairs_with: tuple[str, ...] = ()
    published_as: Official | None = None
    small_numbers: Literal["standard", "nhs"] = "standard"
    caveats: tuple[Note, ...] = ()
    inspection_themes: tuple[str, ...] = ()
    own_measure: str = ""
    own_variant: str = ""
    noun: str = ""
    base_year: int = 0
    in_january: bool = False
    in_school_year: bool = False
    changed_in: int = 0
    headline: int = 0
    owner: str = ""
    reviewed_on: date | None = None
    dimensions: tuple[str, ...] = ()
    made_of: tuple[Measure, ...] = ()

    @property
    def is_fraction(self) -> bool:
        """Shares are fractions from 0 to 1 and print as percentages."""
        return self.unit == "percent"

    @property
    def per(self) -> float:
        """For how many of what is below the line a ratio tells."""
        return RATES.get(self.unit, 1.0)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The fact that it counts, or those of the measures that it is made of."""
        own = (FACTS[self.fact],) if self.fact else ()
        return own + tuple(fact for each in self.made_of for fact in each.facts)

    @property
    def of_lists(self) -> tuple[str, ...]:
        """The tables of the lists that say of which days it tells; none of cases and referrals."""
        return tuple(dict.fromkeys(fact.table for fact in self.facts if fact.of_list))

    @property
    def by_quarter(self) -> bool:
        """True if public view is told it by calendar quarters."""
        return any(fact.by_quarter for fact in self.facts)

    @property
    def is_drawn_by_chance(self) -> bool:
        """True if its value could have been another by chance, and has an interval; a part of
        posts or pounds has none."""
        return not any(each.unit in ("posts", "pounds") for each in self.made_of)

    @property
    def at_a_date(self) -> bool:
        """True if the value belongs to one day and not to a period: stocks and the ages of open
        cases."""
        return (
            self.kind == "stock"
            or not self.has_history
            or bool(self.numerator_measure and self.made_of[0].at_a_date)
        )

    @property
    def has_history(self) -> bool:
        """True if it can be told month by month: not what is known of one day's open cases only."""
        return not (self.fact and FACTS[self.fact].at_one_date)

    @property
    def of_referrals(self) -> bool:
        """True if the records behind it are referrals to health services."""
        return any(fact.of_referrals for fact in self.facts)

    @property
    def done(self) -> tuple[str, str] | None:
        """What is counted and what was done with it, from an answer such as '... plans ({share})
        were issued within 20 weeks': ('plans', 'issued within 20 weeks'); None of others."""
        found = _DONE.search(self.answer)
        return (found[1], found[2]) if found else None

    def variant(self, id: str) -> Variant:
        """The variant of that id. Raises KeyError with the ids that there are."""
        for each in self.variants:
            if each.id == id:
                return each
        known = ", ".join(each.id for each in self.variants) or "none"
        raise KeyError(f"{self.id} has no variant '{id}'; it has: {known}")


ROOM = Path(__file__).resolve().parent


@cache
def dimensions() -> Mapping[str, Dimension]:
    """All dimensions by id, in the order of dimensions.toml."""
    return typed.tables(ROOM / "dimensions.toml", Dimension)


@cache
def filters() -> tuple[str, ...]:
    """The dimensions by which every screen can be filtered."""
    return tuple(each.id for each in dimensions().values() if each.is_filter)


def is_place(dimension: str | None) -> bool:
    """Whether a dimension says where a child is seen, so that it can stand in for areas."""
    known = dimensions()
    return dimension is not None and dimension in known and known[dimension].kind == "place"


@cache
def pathways() -> Mapping[str, Pathway]:
    """What children wait for, by code (pathways.toml)."""
    return typed.tables(ROOM / "pathways.toml", Pathway)


@cache
def main_pathways() -> tuple[str, ...]:
    """The pathways that stand on every screen about health waits."""
    return tuple(each.id for each in pathways().values() if each.is_main)


@cache
def therapies() -> tuple[str, ...]:
    """The pathways whose first attended contact begins the assessment."""
    return tuple(each.id for each in pathways().values() if each.contact_begins_assessment)


@cache
def legal_limit_days() -> Mapping[str, Sequence[tuple[date, int]]]:
    """The statutory limits of each step in order: from when requests have it, and its days
    (legal_limits.toml)."""
    found = tomllib.loads((ROOM / "legal_limits.toml").read_text("utf-8"))
    return {
        step: sorted((each["since"], each["days"]) for each in entries)
        for step, entries in found.items()
    }


@cache
def legal_weeks() -> Mapping[str, float]:
    """The newest statutory limit of each step in weeks."""
    return {step: limits[-1][1] / 7 for step, limits in legal_limit_days().items()}


@cache
def nhs_sources() -> Mapping[str, NhsSource]:
    """By pathway, where NHS England publishes its waits (nhs_sources.toml)."""
    return typed.tables(ROOM / "nhs_sources.toml", NhsSource)
