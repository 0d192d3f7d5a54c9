"""How long were waits, and what does the list hold for a child who joins it now?"""

from __future__ import annotations

from sendviz.ask import Answer, NotAllowed, Records
from sendviz.findings.pace import Pace, pace_of
from sendviz.kit import words
from sendviz.kit.values import blank_of
from sendviz.kit.words import number
from sendviz.panels import captions

WAITING, SEEN = "children_waiting_for_assessment", "assessments_begun"
CHANGE, HALF_ASSESSED = "waiting_list_change", "median_wait_open_and_seen"


def half_and_outlook(here: Records) -> tuple[str, ...]:
    """By when half were assessed in the period, and where the list moved by a tenth or more, how
    long a child referred now may wait; none where this role is not told."""
    try:
        half = here.ask(HALF_ASSESSED)
        line = outlook_line(pace_of(here, WAITING, SEEN, CHANGE), half.row.value)
    except NotAllowed:
        return ()
    return tuple(each for each in (half_assessed(half), line) if each)


def outlook_note(here: Records) -> str:
    """How that is worked out, for a caption; '' where the list moved by less. Raises NotAllowed
    where this role is not told."""
    found = pace_of(here, WAITING, SEEN, CHANGE)
    return outlook_sentence(found, here.ask(HALF_ASSESSED).row.value)


def half_assessed(answer: Answer) -> str:
    """'Half were assessed within 61 weeks in the 12 months to ..., counting those still waiting';
    '' where that is not known. Of the period: while a list grows, those who join wait longer."""
    row, when = answer.row, captions.when_it_holds(answer)
    still = f"{when}, counting those still waiting"
    if row.blank == "not_yet_due":
        return f"Half were not assessed within the time seen {still}"
    if blank_of(row):
        return ""
    return f"Half were assessed within {number(row.value)} weeks {still}"


def outlook_line(found: Pace | None, half: float) -> str:
    """'The list grew by 216: a child referred now may wait up to 117 weeks'; '' for None.

    half: the weeks by which half were seen. Where the list would not last longer than that while it
    grows (or less while it shrinks), children are not seen in turn, and only the way is told.
    """
    if found is None:
        return ""
    may = "longer" if found.change > 0 else "for a shorter time"
    if _tells_weeks(found, half):
        may = f"up to {number(found.weeks, 0)} weeks"
    return f"{_moved(found)}: a child referred now may wait {may}"


def outlook_sentence(found: Pace | None, half: float) -> str:
    """The same with how it is worked out; '' for None."""
    if found is None:
        return ""
    may = "longer" if found.change > 0 else "for a shorter time"
    expect = f"The curves tell how waits went; a child referred now will probably wait {may}"
    moved = f"{_moved(found)} {words.in_period(*found.period)}"
    if not _tells_weeks(found, half):
        return f"{moved}. {expect}."
    return (
        f"{moved}: at the pace of that time it holds {number(found.weeks, 0)} weeks’ work. "
        f"{expect}, up to that if children are seen in turn."
    )


def _moved(found: Pace) -> str:
    way = "grew" if found.change > 0 else "shrank"
    return f"The list {way} by {number(abs(found.change))}"


def _tells_weeks(found: Pace, half: float) -> bool:
    """Whether the list lasts longer than half waited while it grows, less while it shrinks; a half
    that was not reached lies beyond all that was seen."""
    if half != half:
        return found.change > 0 and found.weeks > 0
    return found.weeks > half if found.change > 0 else found.weeks < half
