"""How long for an assessment? The answer in two sentences, for all pathways together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sendviz.ask import Answer, Records
from sendviz.kit.values import blank_of, value_parts
from sendviz.kit.words import capital, joined, number, uncapital
from sendviz.panels.captions import where_it_holds, whom
from sendviz.panels.health import list_words, pathway_name, told_or_nothing
from sendviz.panels.outlook import HALF_ASSESSED, WAITING
from sendviz.panels.panel import sentence_or_refusal


@sentence_or_refusal
def waiting_answer(records: Records, pathways: Sequence[str]) -> str:
    """How many wait for each assessment, and within how many weeks half were assessed."""
    here = {each: records.held_to("pathway", each) for each in pathways}
    lists = {each: held.ask(WAITING) for each, held in here.items()}
    known = [each for each in pathways if not blank_of(lists[each].row)]
    told = [
        f"{pathway_name(each)}: {list_words(lists[each].row)}."
        for each in pathways
        if each not in known
    ]
    if known:
        waiting = _all_waiting({each: lists[each] for each in known}, records.council)
        half = told_or_nothing(lambda: _half_of_each([here[each] for each in known]))
        told = [waiting, half, *told]
    return " ".join(each for each in told if each)


def _all_waiting(lists: Mapping[str, Answer], council: str) -> str:
    """'2,202 children wait for autism and 1,094 for speech and language therapy assessments.'"""
    first = next(iter(lists.values()))
    wait = [list_words(first.row)]
    wait += [value_parts(each.measure, each.row)[0] for each in lists.values() if each is not first]
    names = [uncapital(pathway_name(each)) for each in lists]
    told = joined([f"{each} for {name}" for each, name in zip(wait, names, strict=True)])
    place = f" in {where_it_holds(first, council)}" if first.selection.areas else ""
    return f"{capital(whom(first.selection) + told)} assessments{place}."


def _half_of_each(lists: Sequence[Records]) -> str:
    """'Half were assessed within 61 and 9 weeks, in that order.'; '' where one is not told."""
    halves = [each.ask(HALF_ASSESSED).row for each in lists]
    if any(map(blank_of, halves)):
        return ""
    weeks = joined([number(each.value, 0) for each in halves])
    return f"Half were assessed within {weeks} weeks{', in that order' if len(halves) > 1 else ''}."
