"""What is looked at, and what is asked of it: two frozen values, checked before anything is
counted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from sendviz import catalogue
from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import BadSelection, add_months, month_end, month_start

NOT_KNOWN = "not_known"


@dataclass(frozen=True)
class Selection:
    """What is looked at. `where` holds (dimension, values) pairs; empty areas mean the whole
    council."""

    council: str
    as_at: date
    start: date | None = None
    end: date | None = None
    scheme: str = "locality"
    areas: tuple[str, ...] = ()
    where: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())

    @property
    def last_day(self) -> date:
        """Last day of the period: nothing later than the as-at day can be told."""
        return min(self.end or self.as_at, self.as_at)

    @property
    def period(self) -> tuple[date, date]:
        """Its first and last day; 12 whole months where no start is chosen."""
        return self.start or add_months(month_start(self.last_day), -11), self.last_day

    def filtered(self, dimension: str, *values: str) -> Selection:
        """The same selection with this dimension held to these values; none lifts the filter."""
        others = tuple(pair for pair in self.where if pair[0] != dimension)
        return replace(
            self, where=tuple(sorted(others + ((dimension, values),) if values else others))
        )

    def months_back(self, months: int) -> Selection:
        """The same selection over the given number of whole months that end with its last day's
        month."""
        return replace(self, start=add_months(month_start(self.last_day), 1 - months))

    @property
    def a_year_before(self) -> Selection:
        """The same selection twelve months earlier."""
        as_at = month_end(add_months(month_start(self.as_at), -12))
        start = add_months(self.start, -12) if self.start else None
        return replace(self, as_at=as_at, start=start, end=None)


@dataclass(frozen=True)
class Split:
    """How the rows are cut: by an area scheme, by a dimension, by month; each may be None or
    False."""

    scheme: str | None = None
    category: str | None = None
    monthly: bool = False


@dataclass(frozen=True)
class Question:
    """One measure of one selection, and who asks.

    scheme: the area scheme, or dimension of place, of the rows; category: the dimension, several
    joined by "/"; period: the grain. Each is None where the rows are not cut so. not_filtered: the
    dimensions of filters that the measure's records cannot apply.
    """

    measure: Measure
    selection: Selection
    role: str
    scheme: str | None = None
    category: str | None = None
    period: str | None = None
    not_filtered: tuple[str, ...] = ()

    @property
    def split(self) -> Split:
        """How a statement cuts its rows."""
        return Split(self.scheme, self.category, bool(self.period))


def question(
    m: Measure,
    selection: Selection,
    role: str,
    by: str | None = None,
    and_by: str | None = None,
    period: str | None = None,
    variant: str | None = None,
) -> Question:
    """What `Records.ask` was asked, with those filters only that the measure can apply, over 12
    months where a curve names no start. Raises BadSelection for what cannot be asked of it."""
    m = as_told_to(_as_variant(m, variant), role)
    scheme, category = _scheme_and_category(m, by, and_by)
    _check_filters(selection)
    held = tuple(pair for pair in selection.where if pair[0] in m.dimensions)
    ignored = tuple(dimension for dimension, _ in selection.where if dimension not in m.dimensions)
    if any(fact.whole_council for fact in m.facts):
        _check_no_scheme(m, scheme)
        ignored = ("area",) * bool(selection.areas) + ignored
        selection = replace(selection, areas=())
    selection = replace(selection, where=held)
    if m.at_a_date and not period:
        selection = replace(selection, start=None)
    if m.kind == "survival" and not selection.start:
        selection = selection.months_back(12)
    return Question(m, selection, role, scheme, category, period, ignored)


def dimensions_of(category: str | None) -> tuple[str, ...]:
    """The dimensions of a category split: one, or several joined by TOGETHER."""
    return tuple(category.split(catalogue.TOGETHER)) if category else ()


def parse_day(text: object, name: str) -> date:
    """A day written 2025-12-31. Raises BadSelection, naming the field."""
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise BadSelection(
            f"{name}: '{str(text)[:20]}' is not a date; write it as 2025-12-31."
        ) from None


def _as_variant(m: Measure, variant: str | None) -> Measure:
    if not variant:
        return m
    try:
        chosen = m.variant(variant)
    except KeyError as error:
        raise BadSelection(error.args[0]) from None
    return replace(
        m,
        numerator=chosen.numerator or m.numerator,
        denominator=chosen.denominator or m.denominator,
        name=chosen.name,
        short_name=chosen.short_name,
    )


def as_told_to(m: Measure, role: str) -> Measure:
    """The measure of those rows only of which the role is told, and so those that it is made of."""
    parts = tuple(as_told_to(each, role) for each in m.made_of)
    told = catalogue.FACTS[m.fact].told_if.get(role) if m.fact else None
    held = f"({m.denominator}) and {told}" if told else m.denominator
    return replace(m, denominator=held, made_of=parts) if told or parts else m


def _scheme_and_category(
    m: Measure, by: str | None, and_by: str | None
) -> tuple[str | None, str | None]:
    by = "locality" if by == "quadrant" else by
    scheme = by if by in catalogue.SCHEMES or catalogue.is_place(by) else None
    category = and_by or (by if by and not scheme else None)
    asked = dimensions_of(category) + ((scheme,) if scheme and catalogue.is_place(scheme) else ())
    for each in asked:
        if each not in m.dimensions:
            raise BadSelection(
                f"{m.short_name} cannot be split by '{each[:30]}'; choose from "
                f"{', '.join(catalogue.SCHEMES + m.dimensions)}."
            )
    return scheme, category


def _check_no_scheme(m: Measure, scheme: str | None) -> None:
    """Raises BadSelection where a measure of the whole council is asked for by area."""
    if scheme not in (None, "council"):
        raise BadSelection(f"{m.short_name} is known of the whole council only, not by {scheme}.")


def _check_filters(selection: Selection) -> None:
    """Raises BadSelection for a filter, or a value of one, that the catalogue does not know."""
    for dimension, chosen in selection.where:
        known = catalogue.dimensions().get(dimension)
        if known is None:
            raise BadSelection(f"There is no filter '{dimension[:30]}'.")
        wrong = [
            each
            for each in chosen
            if known.values and each not in known.values and each != NOT_KNOWN
        ]
        if wrong:
            raise BadSelection(
                f"{known.name} has no '{wrong[0][:30]}'; choose from {', '.join(known.values)}."
            )
