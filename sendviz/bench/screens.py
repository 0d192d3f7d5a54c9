"""What each screen asks: the one list of its questions, as the page asks them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sendviz import ask, catalogue
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store
from sendviz.catalogue.calendar import add_months, month_end, month_start, period_of
from sendviz.findings.sheet import CHARTED
from sendviz.findings.trend import MONTHS

ENGLAND = "E92000001"
ROLE = "officer"


@dataclass(frozen=True)
class Question:
    """One question: the measure, how it is cut, and what differs from the selection of the page.

    months: so many back; since: the year of that grain; earlier: asked as at a year before;
    before: over the twelve months before; pathway: held to that assessment; way: measure, survival
    (the curves), published (England's figures), rows (the list).
    """

    id: str
    by: str | None = None
    period: str | None = None
    months: int | None = None
    since: str | None = None
    earlier: bool = False
    before: bool = False
    variant: str | None = None
    pathway: str = ""
    way: str = "measure"

    def ask(self, store: Store, selection: Selection) -> object:
        """The answer, as `query` gives it to an officer."""
        m, asked = catalogue.get(self.id), self._selection(selection)
        if self.way == "published":
            return ask.published(store, m, (ENGLAND,))
        if self.way == "rows":
            return ask.lists.children(store, m.fact, asked, ROLE)
        if self.way == "survival":
            return ask.survival(store, m, asked, ROLE, by=self.by)
        cut = {"by": self.by, "period": self.period, "variant": self.variant}
        return ask.measure(store, m, asked, ROLE, **cut)

    def _selection(self, selection: Selection) -> Selection:
        if self.earlier:
            as_at = month_end(add_months(month_start(selection.as_at), -12))
            selection = replace(selection, as_at=as_at, start=add_months(selection.start, -12))
        if self.before:
            end = month_end(add_months(selection.last_day, -12))
            selection = replace(selection, start=add_months(selection.start, -12), end=end)
        if self.pathway:
            selection = selection.filtered("pathway", self.pathway)
        if self.since:
            selection = replace(selection, start=period_of(selection.last_day, self.since))
        return selection.months_back(self.months) if self.months else selection


def each(ids: Iterable[str], **how) -> tuple[Question, ...]:
    """The same question of several measures."""
    return tuple(Question(id, **how) for id in ids)


def now_and_before(ids: Iterable[str]) -> tuple[Question, ...]:
    """Measures side by side: now, and a year before."""
    return each(ids) + each(ids, earlier=True)


def table(names: Iterable[str]) -> tuple[Question, ...]:
    """A sheet of localities: every measure by area, as a whole, and its charts of five years. A
    name may hold a pathway: 'id/autism'.
    """
    found: list[Question] = []
    for name in names:
        id, _, pathway = name.partition("/")
        found += [Question(id, by="locality", pathway=pathway), Question(id, pathway=pathway)]
        if catalogue.get(id).kind in CHARTED:
            found.append(Question(id, "locality", "month", months=MONTHS, pathway=pathway))
    return tuple(found)


MONTHLY = {"period": "month", "months": MONTHS}
ISSUED, DUE = "plans_issued_within_20_weeks", "plans_due_issued_in_time"
LATE, OPEN = "cases_open_over_20_weeks", "children_in_assessment"
FLOW = ("cases_entered", "cases_left", "cases_in_and_out")
HALF = "weeks_until_half_have_an_answer"
SIX = (LATE, ISSUED, DUE, "cases_in_and_out", "decided_within_6_weeks", "requests_refused")
BANDS = (
    "cases_open_up_to_6_weeks",
    "cases_open_6_to_16_weeks",
    "cases_open_16_to_20_weeks",
    "cases_open_20_to_30_weeks",
    "cases_open_30_to_52_weeks",
    "cases_open_over_52_weeks",
)
MIDDLES = ("weeks_to_decision", "weeks_from_decision_to_plan", "median_weeks_to_issue")
NINE_IN_TEN = (
    "ninetieth_percentile_weeks_to_decision",
    "ninetieth_percentile_weeks_from_decision_to_plan",
    "ninetieth_percentile_weeks_to_issue",
)
STAGES = each(MIDDLES + NINE_IN_TEN, by="locality") + each(MIDDLES)
BESIDE_TIMELINESS = (
    "requests_refused",
    "share_with_an_exception",
    "no_plan_decided_within_16_weeks",
    "plans_issued_after_a_year",
    "mean_weeks_to_issue",
    "median_weeks_to_issue",
    "ninetieth_percentile_weeks_to_issue",
    "requests_disputed",
    "reviews_held_in_time",
    "reviews_decided_in_4_weeks",
)
BESIDE_BACKLOG = (
    OPEN,
    LATE,
    "cases_open_over_30_weeks",
    "cases_open_over_52_weeks",
    "share_open_over_20_weeks",
    "weeks_overdue_of_open_cases",
    "longest_open_case",
    HALF,
)
YARDSTICK = "share_waiting_at_least_13_weeks"
CARD = (
    "children_waiting_for_assessment",
    "longest_wait",
    YARDSTICK,
    "median_wait_open_and_seen",
)
AUTISM = (
    *each(CARD, pathway="autism"),
    Question(YARDSTICK, by="locality", pathway="autism"),
    Question(YARDSTICK, pathway="autism", **MONTHLY),
)
SHEET = (
    LATE,
    ISSUED,
    "decided_within_6_weeks",
    "share_waiting_at_least_13_weeks/autism",
    "share_waiting_over_18_weeks/slt",
    "share_waiting_over_18_weeks/ot",
)
BY_LOCALITY = (
    "share_open_over_20_weeks",
    ISSUED,
    DUE,
    "decided_within_6_weeks",
    "requests_refused",
    "advice_within_6_weeks",
    "reviews_held_in_time",
    "children_waiting_for_assessment/autism",
    "share_waiting_at_least_13_weeks/autism",
    "share_waiting_over_52_weeks/autism",
    "share_waiting_over_18_weeks/slt",
    "share_waiting_over_18_weeks/ot",
    "health_advice_within_6_weeks",
    "offered_support_while_waiting/autism",
)
FOUR_VIEWS = (
    Question(ISSUED, months=1),
    Question(ISSUED, since="academic_year"),
    Question(ISSUED, since="calendar_year"),
    Question(ISSUED, months=12),
)
SCREENS: dict[str, tuple[Question, ...]] = {
    "overview": (
        *each(SIX),
        *each(SIX, **MONTHLY),
        *each(SIX, way="published"),
        *each(("longest_open_case", *FLOW)),
        *AUTISM,
        *table(SHEET),
        *STAGES,
    ),
    "timeliness": (
        *each((ISSUED, DUE, LATE)),
        Question(ISSUED, **MONTHLY),
        *FOUR_VIEWS,
        *(Question(ISSUED, variant=variant) for variant in ("without_exceptions", "with_disputed")),
        *each((ISSUED, DUE), before=True),
        Question(ISSUED, period="month", months=24),
        *STAGES,
        *now_and_before(BESIDE_TIMELINESS),
    ),
    "backlog": (
        *each(FLOW, period="month"),
        *now_and_before(BANDS),
        *each(FLOW, period="month", months=24),
        Question(HALF, by="locality", way="survival"),
        Question(HALF, by="locality"),
        *each((*BANDS, LATE), by="locality"),
        *now_and_before(BESIDE_BACKLOG),
        Question("open_cases_by_stage", by="stage"),
        Question("open_cases_by_stage", way="rows"),
    ),
    "localities": (
        *table(BY_LOCALITY),
        Question(ISSUED, by="locality", period="month", months=MONTHS),
        Question(ISSUED, period="month", months=MONTHS),
        *each((ISSUED,), by="locality"),
    ),
}


def answer(screen: str, store: Store, selection: Selection) -> None:
    """Ask all that a screen asks."""
    for question in SCREENS[screen]:
        question.ask(store, selection)
