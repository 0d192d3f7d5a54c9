"""What families say of an action, in words: each question before and now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sendviz import catalogue
from sendviz.findings.families import Felt, months_until_asked
from sendviz.findings.quality import POSITIVE, Wave
from sendviz.kit.values import value_text
from sendviz.kit.words import counted, month, number

NOT_ASKED = "Families: no survey is tied to this finding, so nobody knows what they say."
WAYS = {
    "better": "more are content than before",
    "worse": "fewer are content than before",
    "no_change": "no real change",
    "one_wave": "asked once only",
    "reworded": "asked in new words since",
}


def felt_words(found: Sequence[Felt]) -> str:
    """'Families: “I am heard”: 72 of 210 (34%) in July 2024, 68 of 190 (36%) in July 2025: no real
    change; two such waves can show 13 points or more.'; that nobody asked them."""
    if not found:
        return NOT_ASKED
    return f"Families: {'; '.join(f'“{each.question}”: {_told(each)}' for each in found)}."


def asked_since_words(found: Sequence[Felt], moved: date | None) -> str:
    """'Families were asked 4 months after the figure moved'; that they were not asked since; ''
    where it did not move or nobody asks them."""
    if not found or moved is None:
        return ""
    months = months_until_asked(found, moved)
    if months is None:
        return f"Families have not been asked since the figure moved in {month(moved)}."
    if not months:
        return f"Families were asked in the month in which the figure moved, {month(moved)}."
    later = counted(months, "months")
    return f"Families were asked {later} after the figure moved in {month(moved)}."


def felt_in_short(found: Sequence[Felt]) -> tuple[str, str]:
    """A word on the questions, and each with its counts under it."""
    if not found:
        return "not asked", ""
    ways = dict.fromkeys(WAYS[each.way] for each in found)
    return "; ".join(ways), "; ".join(f"“{each.question}”: {_counts(each)}" for each in found)


def said_before(found: Sequence[Felt]) -> str:
    """What families said before the action, a question each."""
    return "; ".join(f"“{each.question}”: {_in(each.before)}" for each in found if each.before)


def say_now(found: Sequence[Felt]) -> str:
    """What they say now, and whether that is another thing."""
    return "; ".join(f"“{each.question}”: {_in(each.now)}, {WAYS[each.way]}" for each in found)


def _told(each: Felt) -> str:
    seen = ""
    if each.seen_from is not None and each.way == "no_change":
        seen = f"; two such waves can show {number(each.seen_from * 100)} points or more"
    return f"{_counts(each)}: {WAYS[each.way]}{seen}"


def _counts(each: Felt) -> str:
    return f"{_in(each.before)}, {_in(each.now)}" if each.before else _in(each.now)


def _in(wave: Wave) -> str:
    return f"{value_text(catalogue.get(POSITIVE), wave.row)} in {month(wave.month)}"
