"""What to ask today: three questions made from the figures that concern most children, each with
the screen that shows why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from sendviz import catalogue
from sendviz.ask import Records
from sendviz.catalogue.calendar import BadSelection
from sendviz.findings.reach import children_reached
from sendviz.kit.html import Cell, table_of
from sendviz.kit.values import blank_of, category_words, is_under
from sendviz.panels.areas import compare_with_whole
from sendviz.panels.captions import where_it_holds
from sendviz.panels.headline import headline_sentence
from sendviz.panels.holdup import ADVICE, BY, NEARLY_ALL, advice_words, rows_told
from sendviz.panels.panel import NOTHING, Panel

TITLE = "What to ask today"
CAPTION = "The questions that concern most children, from the figures on these screens"
MOST = 3
FEWEST_CHILDREN, LEAST_SHARE = 5, 0.1
# A share that the law wants whole, or a list that it wants empty: what to ask, and on which screen
# the answer begins. pathway: of health waits.
ASKED_OF = (
    ("cases_open_over_52_weeks", None, "When will those who have waited over a year have an "
     "answer?", "Backlog"),
    ("decided_within_6_weeks", None, "Why do families wait over 6 weeks for the first decision?",
     "Timeliness"),
    ("reviews_decided_in_4_weeks", None, "Why do families wait for the decision after a review?",
     "Plans and reviews"),
    ("reviews_held_in_time", None, "Why are reviews of plans late?", "Plans and reviews"),
    *(("share_waiting_over_52_weeks", pathway, "What happens for those who wait over a year for "
       "{name} assessments?", "Health waits") for pathway in catalogue.main_pathways()),
)  # fmt: skip


@dataclass(frozen=True)
class Question:
    """What to ask, the figure it comes from, the screen that shows more, and how many children it
    concerns."""

    text: str
    because: str
    screen: str
    children: float


def questions_panel(records: Records) -> Panel:
    """Three questions of different screens, the one about most children first; nothing where no
    figure gives one."""
    found = sorted(_questions(records), key=lambda each: -each.children)
    by_screen: dict[str, Question] = {}
    for each in found:
        by_screen.setdefault(each.screen, each)
    first = [*by_screen.values()][:MOST]
    if not first:
        return NOTHING
    body = [[Cell(each.text), Cell(each.because), Cell(each.screen)] for each in first]
    table = table_of(TITLE, ["Ask", "Because", "Where to look"], body, wide=True)
    return Panel("questions", TITLE, CAPTION, tables=(table,))


def _questions(records: Records) -> Iterator[Question]:
    """Those that the figures give; what this view is not told gives none."""
    makers: list[Callable[[], Question | None]] = [
        partial(_about_measure, records, *each) for each in ASKED_OF
    ]
    makers += [partial(_about_advice, records), partial(_about_places, records)]
    for make in makers:
        try:
            made = make()
        except BadSelection:
            continue
        if made and made.children >= FEWEST_CHILDREN:
            yield made


def _about_measure(
    records: Records, id: str, pathway: str | None, text: str, screen: str
) -> Question | None:
    here = records.held_to("pathway", pathway) if pathway else records
    answer = here.ask(id)
    m, row = answer.measure, answer.row
    if blank_of(row) or is_under(row):
        return None
    children = float(row.value)
    if m.is_fraction:
        met = row.value if m.polarity == "lower_is_better" else 1 - row.value
        if met < LEAST_SHARE:
            return None
        children = met * float(row.denominator)
    name = category_words("pathway", pathway).casefold() if pathway else ""
    because = headline_sentence(answer, where_it_holds(answer, records.council))
    return Question(text.format(name=name), because, screen, children)


def _about_advice(records: Records) -> Question | None:
    answer = records.ask(ADVICE, by=BY)
    because = advice_words(answer)
    if not because:
        return None
    low = rows_told(answer)[0]
    name = category_words(BY, low.category).casefold()
    return Question(
        f"Why is {name} advice late?",
        because,
        "Timeliness",
        (1 - low.value) * float(low.denominator) if low.value < NEARLY_ALL else 0.0,
    )


def _about_places(records: Records) -> Question | None:
    """Asked only where the areas differ beyond doubt."""
    seen = compare_with_whole(records, "plans_issued_within_20_weeks", "locality")
    reached = children_reached(seen.answer, float(seen.whole.row.value))
    if seen.spread.verdict != "beyond_doubt" or reached is None:
        return None
    low, high = seen.spread.rows[0], seen.spread.rows[-1]
    return Question(
        f"Why are plans later in {low.area} than in {high.area}?",
        f"Within 20 weeks: {low.area} {seen.answer.text(low)}, {high.area} "
        f"{seen.answer.text(high)}.",
        "Localities",
        abs(float(reached.as_best.value)),
    )
