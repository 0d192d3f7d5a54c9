"""Are plans kept up to date? What the law asks of reviews, the worst kept first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sendviz.ask import Answer, NotAllowed, Records
from sendviz.kit.values import blank_of
from sendviz.kit.words import counted, number
from sendviz.panels.headline import against_limit
from sendviz.panels.panel import NOTHING, Panel, sentence_or_refusal
from sendviz.panels.split import split_panel


def told_here(records: Records, ids: Sequence[str]) -> tuple[str, ...]:
    """Those of the measures that this role is told of what is looked at."""
    return tuple(id for id in ids if _answer(records, id) is not None)


def worst_kept_first(records: Records, ids: Sequence[str]) -> tuple[str, ...]:
    """Shares with a legal limit that this role is told, by how far they fall short of it; last
    those without a value."""
    return tuple(sorted(told_here(records, ids), key=lambda id: _above_limit(records.ask(id))))


@sentence_or_refusal
def law_words(records: Records, id: str) -> str:
    """What the law asks, and how many missed it."""
    return against_limit(records.ask(id))


def next_review_panel(records: Records) -> Panel:
    """Plans by when their next review falls due, and how many are overdue; nothing where this role
    is not told."""
    every, overdue = (_answer(records, id) for id in ("plans_in_force", "reviews_overdue"))
    if every is None or overdue is None:
        return NOTHING
    panel = split_panel(records, "plans_in_force", "next_review")
    if blank_of(every.row) or blank_of(overdue.row):
        return panel
    told = f"{number(overdue.row.value)} of {counted(every.row.value, 'plans')}"
    return replace(panel, title=f"{told} are overdue for review")


def _answer(records: Records, id: str) -> Answer | None:
    try:
        return records.ask(id)
    except NotAllowed:
        return None


def _above_limit(answer: Answer) -> float:
    """How far a share lies above its legal limit: below nought, as it mostly does."""
    limit = answer.measure.legal_limit
    return answer.row.value - limit.value if limit and not blank_of(answer.row) else 1
