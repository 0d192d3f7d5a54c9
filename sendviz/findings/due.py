"""What is due to whom, from the day that is looked at on: declared duties, and what rests on dates
that the council's own lists tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sendviz.ask import Records
from sendviz.ask.inspections import Inspection, visits_ahead
from sendviz.ask.return_items import next_return
from sendviz.catalogue.council_ends import council_ends
from sendviz.catalogue.duties import SIX_MONTH_REVIEW, duties
from sendviz.findings.actions import plan_of

# A single date that has passed is told for so long: whether it was kept is in no record.
STILL_TOLD = timedelta(days=365)


@dataclass(frozen=True)
class Due:
    """One date. month_only: the day within its month is not known. papers: the day by which they
    are wanted. what: duty, return, review, decision or council_end; to: whom it is due to; title
    and source are empty where the words follow from what it is."""

    day: date
    what: str
    title: str = ""
    to: str = ""
    source: str = ""
    month_only: bool = False
    papers: date | None = None
    note: str = ""


def due_dates(records: Records) -> tuple[Due, ...]:
    """All that is due from the day on which the records are told, the soonest first; before them
    single dates that have passed, and decisions that were to be carried out and are not."""
    found = [*_declared(records), *_returns(records.told_on), *_reviews(records)]
    found += [*_decisions(records), *_ends(records)]
    return tuple(sorted(found, key=lambda each: (each.day, each.title)))


def _declared(records: Records) -> Iterator[Due]:
    day, last = records.told_on, _last_with_report(records)
    report, outcome = (last.published_on, last.outcome) if last else (None, None)
    for duty in duties().values():
        when = duty.next_after(day, report, outcome)
        if when is None or when < day - STILL_TOLD:
            continue
        papers = when - timedelta(duty.before) if duty.before else None
        yield Due(when, "duty", duty.title, duty.to, duty.source, duty.month_only, papers)


def _last_with_report(records: Records) -> Inspection | None:
    return next((each for each in records.inspections if each.published_on), None)


def _returns(day: date) -> Iterator[Due]:
    """The next day that a SEN2 return tells of, as far as it is announced."""
    if when := next_return(day):
        yield Due(when, "return")


def _reviews(records: Records) -> Iterator[Due]:
    before = timedelta(duties()[SIX_MONTH_REVIEW].before)
    for each in visits_ahead(records.store, records.selection.council, records.told_on):
        yield Due(each.first_day, "review", note=each.kind, papers=each.first_day - before)


def _decisions(records: Records) -> Iterator[Due]:
    for each in plan_of(records).decisions:
        if each.decided and each.do_by and not each.done_on:
            yield Due(each.do_by, "decision", each.question, each.body, note=each.decided)


def _ends(records: Records) -> Iterator[Due]:
    end = council_ends().get(records.selection.council)
    if end and end.on >= records.told_on:
        yield Due(end.on, "council_end", end.followed_by, "", end.source, end.month_only)
