"""The one door to the file: whose records, what is looked at and who is looking in; answers out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from sendviz import catalogue
from sendviz.ask import counts, lists, places, public_view, steps, told, values, waits
from sendviz.ask.answers import Answer
from sendviz.ask.cells import Axes, Blanks, axes_of
from sendviz.ask.inspections import Inspection, inspections
from sendviz.ask.places import Area, Coverage, span_of
from sendviz.ask.public_view import PUBLIC
from sendviz.ask.published import published_answer
from sendviz.ask.selection import Question, Selection, question
from sendviz.ask.store import Store
from sendviz.ask.sums import Sum, sums
from sendviz.ask.waits import Waits
from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import BadSelection, last_whole_month
from sendviz.catalogue.row import COLUMNS

AMOUNTS = ("quantile", "mean", "survival")
HEADLINE_COLUMNS = [
    "la_code",
    "measure",
    "period_start",
    "period",
    "numerator",
    "denominator",
    "value",
]


@dataclass(frozen=True)
class Records:
    """A file, a selection and a role: what every question is asked of. today: the day on which it
    is told, where that is another than this one."""

    store: Store
    selection: Selection
    role: str = PUBLIC
    today: date | None = None

    def ask(
        self,
        measure: Measure | str,
        *,
        by: str | None = None,
        and_by: str | None = None,
        period: str | None = None,
        variant: str | None = None,
    ) -> Answer:
        """The answer of one measure: one row for each area (or category) and period.

        by: an area scheme (locality, district, icb ...), provider, or a dimension of the measure;
        and_by: a dimension beside a scheme, or several joined by "/" (their codes are joined
        likewise); period: a grain of calendar.GRAINS. Without them there is exactly one row. A
        published measure is told of the council, or by "council" of all, as `published_answer`
        says.
        Raises BadSelection, or NotAllowed for what the role may not see.
        """
        check_role(self.store, self.role)
        m = catalogue.get(measure)
        asked = (by, and_by, period, variant)
        key = ("answer", m.id, m.name, self.selection, self.role, *asked)
        if m.kind == "given":
            return self.store.cached(
                key, lambda: published_answer(self.store, m, self.selection, *asked)
            )
        return self.store.cached(
            key, lambda: _answer(self.store, question(m, self.selection, self.role, *asked))
        )

    def curves(self, measure: Measure | str, *, by: str | None = None) -> Waits:
        """The curves of those still waiting, of a measure of kind survival. Raises as `ask`."""
        check_role(self.store, self.role)
        m = catalogue.get(measure)
        return waits.survival(self.store, m, self.selection, self.role, by=by)

    def children(self, fact: str) -> lists.ChildList:
        """The child-level rows of a fact, for officers only: raises NotAllowed for others."""
        return lists.children(self.store, fact, self.selection, self.role)

    def weekly_steps(self) -> pd.DataFrame:
        """The steps of the whole council's cases by week, as `steps.weekly_steps` tells them."""
        check_role(self.store, self.role)
        return steps.weekly_steps(self.store, self.selection, self.role)

    def people_in_post(self) -> pd.DataFrame:
        """Who was in post by month and role, as `steps.people_in_post` tells it."""
        return steps.people_in_post(self.store, self.selection)

    @property
    def sums(self) -> tuple[Sum, ...]:
        """The sums approved up to the as-at day, as `sums.sums` tells them."""
        check_role(self.store, self.role)
        return sums(self.store, self.selection, self.role)

    def events(self, m: Measure) -> tuple[lists.Event, ...]:
        """The dated marks of the council that concern a measure, and its inspections as known, in
        the order of time."""
        inspected = (
            lists.Event(each.first_day, each.label, "inspection", None) for each in self.inspections
        )
        own = lists.events_of(self.store, self.selection.council, m)
        return tuple(sorted((*own, *inspected), key=lambda each: (each.day, each.label)))

    @property
    def told_on(self) -> date:
        """The day on which what is published, and part of no records, is told as known: today, or
        the as-at day where somebody looks back to one before the end of the records' last whole
        month, at which all screens begin."""
        if self.covered is None:
            return self.selection.as_at
        usual, today = last_whole_month(self.covered.data_date), self.today or date.today()
        return self.selection.as_at if self.selection.as_at < usual else today

    @property
    def inspections(self) -> tuple[Inspection, ...]:
        """The inspections of the area as known then, the newest first."""
        return inspections(self.store, self.selection.council, self.told_on)

    def at(self, selection: Selection) -> Records:
        """The same file and role, another selection."""
        return replace(self, selection=selection)

    def over(self, **changes: Any) -> Records:
        """The same with other parts of the selection: start, end, as_at, areas ..."""
        return self.at(replace(self.selection, **changes))

    def months_back(self, months: int) -> Records:
        """The same over so many whole months that end with the selection's last day's month."""
        return self.at(self.selection.months_back(months))

    def held_to(self, dimension: str, *codes: str) -> Records:
        """The same held to some codes of a dimension; none lifts the filter."""
        return self.at(self.selection.filtered(dimension, *codes))

    @property
    def a_year_before(self) -> Records:
        """The same twelve months earlier."""
        return self.at(self.selection.a_year_before)

    @property
    def for_parts(self) -> Records:
        """The same where public view is told of parts of the council: at the end of a quarter."""
        return self if self.role != PUBLIC else self.at(public_view.in_quarters(self.selection))

    @property
    def covered(self) -> Coverage | None:
        """From when to when the council's records tell; None where none are loaded."""
        found = places.coverage(self.store)
        return next((each for each in found if each.la_code == self.selection.council), None)

    @property
    def first_day(self) -> date:
        """The first day of which the council's records tell. Raises BadSelection without any."""
        if self.covered is None:
            raise BadSelection(f"No records of {self.council} are loaded.")
        return self.covered.first_day

    @property
    def council(self) -> str:
        """The council's short name."""
        return str(places.council(self.store, self.selection.council)["short_name"])

    @property
    def localities(self) -> tuple[Area, ...]:
        """The council's localities on the as-at day, in screen order."""
        return self.areas("locality")

    def areas(self, scheme: str) -> tuple[Area, ...]:
        """The areas of a scheme in force on the as-at day, in screen order."""
        return places.areas(self.store, self.selection.council, scheme, self.selection.as_at)

    @property
    def scheme_name(self) -> str:
        """What the council calls its localities: Quadrants, Localities."""
        return self.localities[0].scheme_name if self.localities else "Localities"

    def reach(self, selection: Selection) -> bool:
        """Whether the records tell of the selection's as-at day."""
        return self.covered is not None and selection.as_at >= self.covered.first_day


def check_role(store: Store, role: str) -> None:
    """Raises NotAllowed for another role than that of public view on a public file."""
    if role != PUBLIC and store.is_public:
        raise public_view.NotAllowed(
            f"{store.path.name} is a public file: it answers in public view only, not as "
            f"{role[:20]}."
        )


def _answer(store: Store, asked: Question) -> Answer:
    """Check, count, divide, and say why a value is missing."""
    asked = public_view.as_told(asked)
    m, period = asked.measure, asked.period
    public_view.check(asked)
    of_parts = public_view.is_of_parts(asked)
    if period and m.at_a_date and m.kind in ("quantile", "mean") and not of_parts:
        raise BadSelection(
            f"{m.short_name}: the ages of open cases can be told at one day only, not by {period}."
        )
    span = span_of(store, asked)
    axes = axes_of(store, asked, span)
    cells = Blanks(asked, axes, span).fill(_valued(store, asked, axes))
    named = cells.assign(measure=m.id, area=cells["area"].map(dict(axes.names)))
    return Answer(
        measure=m,
        selection=asked.selection,
        frame=named.reindex(columns=list(COLUMNS)).reset_index(drop=True),
        by=asked.scheme,
        dimension=asked.category,
        grain=period,
        rounded=of_parts,
        banded=asked.role == PUBLIC and (of_parts or m.quantile == 1) and m.kind in AMOUNTS,
        simulated=span.simulated,
        not_filtered=asked.not_filtered,
        doubtful=counts.doubtful(store, asked),
        area_ids={name: id for id, name in axes.names},
        buckets=tuple(name for id, name in axes.names if id in axes.buckets),
    )


def _valued(store: Store, asked: Question, axes: Axes) -> pd.DataFrame:
    """The cells with value, low and high."""
    m = asked.measure
    if public_view.is_of_parts(asked):
        return told.told_cells(store, asked, axes)
    if m.kind == "survival":
        return waits.medians(store, asked, axes)
    if m.kind in ("mean", "quantile"):
        return counts.averages(store, asked, axes)
    return values.of_counts(m, counts.true_counts(store, asked, axes))


def headlines(path: Path) -> pd.DataFrame:
    """Every headline measure of every council with records, by month and calendar year, true
    counts: HEADLINE_COLUMNS. What a later build is compared with, so that no figure changes
    unseen."""
    store = Store(path)
    try:
        parts = [
            _known_rows(store, each.la_code, each.data_date, m, period)
            for each in places.coverage(store)
            for m in catalogue.headlines()
            for period in (("month",) if m.at_a_date else ("month", "calendar_year"))
        ]
    finally:
        store.close()
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=HEADLINE_COLUMNS)


def _known_rows(
    store: Store, la_code: str, data_date: date, m: catalogue.Measure, period: str
) -> pd.DataFrame:
    found = Records(store, Selection(la_code, data_date), "officer").ask(m, period=period).frame
    return found[found["blank"].isna()].assign(la_code=la_code, period=period)[HEADLINE_COLUMNS]
