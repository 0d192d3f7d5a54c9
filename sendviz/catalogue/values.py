"""What the definitions say, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sendviz.catalogue.facts import OF_REFERRALS


@dataclass(frozen=True)
class Dimension:
    """A column by which cases can be filtered and split. kind: child or case (guarded in public
    view), place (guarded as an area is: who provides), or service (what the child waits for)."""

    id: str
    name: str
    kind: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Limit:
    """A legal limit or a local target: its value in the measure's unit (shares as fractions), and
    where it comes from."""

    value: float
    basis: str
    source: str
    since: date
    until: date | None = None
    areas: tuple[str, ...] = ()


@dataclass(frozen=True)
class Yardstick:
    """What the wait for an assessment is held against: weeks, the measure of those beyond it and of
    first contacts within it, what to call it, what it rests on, and its source."""

    weeks: int
    measure: str
    contact: str
    name: str
    basis: str
    source: str


@dataclass(frozen=True)
class NhsSource:
    """Where NHS England tells of a wait: its publication (community, autism or adhd), and the
    pathway in whose line of the community waiting lists these children are counted."""

    publication: str
    counted_in: str


@dataclass(frozen=True)
class Note:
    """A caveat or a dated mark, limited to councils and days where that applies."""

    text: str
    areas: tuple[str, ...] = ()
    day: date | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Official:
    """The official series which a measure must reproduce. match: exactly, nearly, or differs (with
    the reason)."""

    indicator: str
    category: str
    match: str
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
    """What a measure means and how it is counted: the fields of its file (README, "Add a measure").

    settles_in_days: how long after the last day of a period what became of its cases is known; a
    younger period of less than 12 months is not yet due, 12 months are told as DfE tells them.
    made_of: the measures that stand behind a share, ratio or net of others, in their order.
    Of a published figure (kind given): own_measure and own_variant count the same in a council's
    own records, and its words serve where the file has none of its own; noun is what is counted;
    base_year that of an index; in_january says that it is counted on one day in January; and
    changed_in is the first year from records of children instead of councils' totals.
    """

    id: str
    name: str
    short_name: str
    question: str
    definition: str
    how_counted: str
    why_it_matters: str
    theme: str
    kind: str
    unit: str
    polarity: str
    answer: str = ""
    clock: str = ""
    fact: str = ""
    numerator: str = ""
    denominator: str = "true"
    amount: str = ""
    enters: str = ""
    leaves: str = ""
    late: str = ""
    competing: str = ""
    needs: str = ""
    p: float | None = None
    settles_in_days: int = 0
    part: str = ""
    over: str = ""
    parts: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()
    legal_limit: Limit | None = None
    targets: tuple[Limit, ...] = ()
    pairs_with: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    published_as: Official | None = None
    small_numbers: str = "standard"
    small_numbers_reason: str = ""
    caveats: tuple[Note, ...] = ()
    events: tuple[Note, ...] = ()
    inspection_themes: tuple[str, ...] = ()
    own_measure: str = ""
    own_variant: str = ""
    noun: str = ""
    base_year: int = 0
    in_january: bool = False
    changed_in: int = 0
    headline: int = 0
    owner: str = ""
    checked_by: str = ""
    reviewed_on: date | None = None
    changes: tuple[str, ...] = ()
    made_of: tuple[Measure, ...] = ()

    @property
    def is_fraction(self) -> bool:
        """Shares are fractions from 0 to 1 and print as percentages."""
        return self.unit == "percent"

    @property
    def at_a_date(self) -> bool:
        """True if the value belongs to one day and not to a period: stocks and the ages of open
        cases."""
        return (
            self.kind == "stock"
            or self.fact in ("open_case", "waiting")
            or bool(self.part and self.made_of[0].at_a_date)
        )

    @property
    def has_history(self) -> bool:
        """True if it can be told month by month: not what is known of one day's open cases only."""
        return self.fact not in ("open_case", "waiting")

    @property
    def of_referrals(self) -> bool:
        """True if the records behind it are referrals to health services."""
        return self.fact in OF_REFERRALS or any(each.of_referrals for each in self.made_of)

    def variant(self, id: str) -> Variant:
        """The variant of that id. Raises KeyError with the ids that there are."""
        for each in self.variants:
            if each.id == id:
                return each
        known = ", ".join(each.id for each in self.variants) or "none"
        raise KeyError(f"{self.id} has no variant '{id}'; it has: {known}")
