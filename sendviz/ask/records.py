"""The one door to the file: whose records, what is looked at, and who is looking."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from sendviz import catalogue
from sendviz.ask import lists, measures, places, waits
from sendviz.ask.answers import Answer
from sendviz.ask.disclosure import PUBLIC, in_quarters
from sendviz.ask.places import Area, Coverage
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store
from sendviz.ask.waits import Waits
from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import BadSelection


@dataclass(frozen=True)
class Records:
    """A file, a selection and a role: what every question is asked of."""

    store: Store
    selection: Selection
    role: str = PUBLIC

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
        published measure is told of the council, or by "council" of all, as `published.answer`
        says.
        Raises BadSelection, or NotAllowed for what the role may not see.
        """
        m = catalogue.get(measure) if isinstance(measure, str) else measure
        key = ("answer", m.id, m.name, self.selection, self.role, by, and_by, period, variant)
        return self.store.remember(
            key,
            lambda: measures.answer(
                self.store, m, self.selection, self.role, by, and_by, period, variant
            ),
        )

    def curves(self, measure: Measure | str, *, by: str | None = None) -> Waits:
        """The curves of those still waiting, of a measure of kind survival. Raises as `ask`."""
        m = catalogue.get(measure) if isinstance(measure, str) else measure
        return waits.survival(self.store, m, self.selection, self.role, by=by)

    def children(self, fact: str) -> lists.ChildList:
        """The child-level rows of a fact, for officers only: raises NotAllowed for others."""
        return lists.children(self.store, fact, self.selection, self.role)

    def events(self) -> pd.DataFrame:
        """Dated marks of the council for charts: area_id, measure, day, label, kind."""
        return lists.events(self.store, self.selection.council)

    def at(self, selection: Selection) -> Records:
        """The same file and role, another selection."""
        return replace(self, selection=selection)

    def over(self, **changes: object) -> Records:
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
        """The same where public view may be asked of parts of the council: by quarters."""
        return self if self.role != PUBLIC else self.at(in_quarters(self.selection))

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
