"""What families say of what a plan did: the survey questions that its actions name, before and now.

An action names them as it names a figure: the measure of positive answers, held to a question or a
theme. Where an action names none, those of other actions for the same finding count for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sendviz.ask import Records
from sendviz.ask.plan_rows import Line, Link, plan
from sendviz.catalogue.calendar import BadSelection, month_start, months_in
from sendviz.findings.linked import linked
from sendviz.findings.quality import Wave, survey_of
from sendviz.stats.intervals import newcombe
from sendviz.stats.two_waves import smallest_change

# The role of a survey measure in a plan: what families say, which is held against no chart.
FELT = "felt"
# What became of the answers: more or fewer positive ones by more than chance, neither, one wave
# only, or new words between the two.
WAYS = ("better", "worse", "no_change", "one_wave", "reworded")


@dataclass(frozen=True)
class Felt:
    """One question: its newest wave, and the last one before the action began (the first there is,
    where it began before all); None where there is one wave only. way: one of WAYS; seen_from: the
    smallest change that the two could have shown. asked: the month of every wave."""

    question: str
    now: Wave
    before: Wave | None
    way: str
    seen_from: float | None
    asked: tuple[date, ...]


def months_until_asked(found: Sequence[Felt], moved: date) -> int | None:
    """Months from the one in which a figure moved to the first wave of any question from then on;
    None where families were not asked since."""
    since = [month for each in found for month in each.asked if month >= month_start(moved)]
    return months_in(moved, min(since)) - 1 if since else None


def felt_of(records: Records, line: Line) -> tuple[Felt, ...]:
    """What families say of an action, a question each; none where no survey is tied to it or its
    finding, or nothing of it may be told."""
    found = plan(records.store, records.selection, records.role)
    links = found.links_of(line, FELT)
    if not links and line.finding_id is not None:
        beside = [each for each in found.lines if each.finding_id == line.finding_id]
        links = tuple(link for each in beside for link in found.links_of(each, FELT))
    return _asked(records, links, line.starts)


def felt_of_finding(records: Records, lines: Sequence[Line]) -> tuple[Felt, ...]:
    """The same of all actions for one finding, held against the time before the first of them."""
    found = plan(records.store, records.selection, records.role)
    links = tuple(link for line in lines for link in found.links_of(line, FELT))
    return _asked(records, links, min((each.starts for each in lines if each.starts), default=None))


def _asked(records: Records, links: Sequence[Link], starts: date | None) -> tuple[Felt, ...]:
    asked = tuple(dict.fromkeys(each.selection for each in links))
    key = ("felt", records.selection.council, records.selection.as_at, records.role, asked, starts)
    return records.store.cached(key, lambda: tuple(_felt(records, asked, starts)))


def _felt(records: Records, asked: Sequence[str], starts: date | None) -> Iterator[Felt]:
    seen: set[str] = set()
    for selection in asked:
        try:
            survey = survey_of(linked(records, selection))
        except BadSelection:
            continue
        waves = survey.waves if survey else ()
        for question in dict.fromkeys(each.question for each in waves):
            if question not in seen:
                seen.add(question)
                yield _held(starts, [each for each in waves if each.question == question])


def _held(starts: date | None, waves: Sequence[Wave]) -> Felt:
    """The waves of one question, in the order of time."""
    now, earlier = waves[-1], waves[:-1]
    asked = tuple(each.month for each in waves)
    if not earlier:
        return Felt(now.question, now, None, "one_wave", None, asked)
    first = [each for each in earlier if starts and each.month < starts]
    before = first[-1] if first else earlier[0]
    since = waves[waves.index(before) + 1 :]
    if any(each.reworded for each in since):
        return Felt(now.question, now, before, "reworded", None, asked)
    x, n = float(now.row.numerator), float(now.row.denominator)
    x_before, n_before = float(before.row.numerator), float(before.row.denominator)
    change = newcombe(x, n, x_before, n_before)
    way = "better" if change.low > 0 else "worse" if change.high < 0 else "no_change"
    return Felt(now.question, now, before, way, smallest_change(n_before, n), asked)
