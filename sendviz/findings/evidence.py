"""What can be shown for each finding: how strong, how new, what is missing, and what of it the next
review would ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sendviz.ask import Records
from sendviz.ask.evidence_rows import Evidence, Finding, evidence, findings, review_planned
from sendviz.catalogue.calendar import months_later

# 1 we say so, 2 it was done, 3 it was measured, 4 families or an outsider confirm it.
LEVELS = (1, 2, 3, 4)
MEASURED, FELT = 3, 4
# How old something may be and still count as new, and how long before a review its papers are due.
MONTHS_NEW, PAPERS = 12, timedelta(weeks=2)
# Plans on priority actions are reviewed by the Department for Education every six months.
MONTHS_BETWEEN_REVIEWS = 6
# From the strongest: measured or felt within 12 months; new, but neither; all of it older; nothing.
STATES = ("shown", "unmeasured", "old", "nothing")


def is_new(each: Evidence, day: date) -> bool:
    """Whether it is newer than 12 months on that day, and holds still."""
    valid = each.valid_to is None or each.valid_to >= day
    return valid and each.dated > months_later(day, -MONTHS_NEW)


@dataclass(frozen=True)
class Shown:
    """A finding with all that there is to show for it, the newest first, looked at on a day."""

    finding: Finding
    evidence: tuple[Evidence, ...]
    day: date

    def at(self, level: int) -> tuple[Evidence, ...]:
        """Of one of LEVELS."""
        return tuple(each for each in self.evidence if each.level == level)

    @property
    def new(self) -> tuple[Evidence, ...]:
        """What is newer than 12 months, and holds still."""
        return tuple(each for each in self.evidence if is_new(each, self.day))

    @property
    def state(self) -> str:
        """One of STATES."""
        if not self.evidence:
            return "nothing"
        if not self.new:
            return "old"
        return "shown" if any(each.level >= MEASURED for each in self.new) else "unmeasured"

    @property
    def is_felt(self) -> bool:
        """Whether families or an outsider ever confirmed anything."""
        return bool(self.at(FELT))


@dataclass(frozen=True)
class Review:
    """The next review by the Department for Education. ground: planned (the list of inspections has
    it), six_monthly (counted from `since`, the report with the priority actions), or none: nothing
    says that one comes, and `day` lies half a year on."""

    day: date
    ground: str
    since: date | None = None

    @property
    def papers_by(self) -> date:
        """When its documents are due."""
        return self.day - PAPERS


@dataclass(frozen=True)
class Asked:
    """What a review would ask of a finding. now: as it stands; then: as the same evidence will
    stand on the day of the review."""

    now: Shown
    then: Shown

    @property
    def lapses(self) -> bool:
        """Whether what is new now will not be so on the day of the review."""
        return self.now.state == "shown" and self.then.state != "shown"


def shown(records: Records) -> tuple[Shown, ...]:
    """Every finding that is not closed, in the order of the plan."""
    asked = records.store, records.selection, records.role
    held = _by_finding(evidence(*asked))
    return tuple(
        Shown(each, held.get(each.finding_id, ()), records.selection.as_at)
        for each in findings(*asked)
        if each.closed_on is None
    )


def closed(records: Records) -> int:
    """How many findings are closed: nobody asks for evidence of them any more."""
    found = findings(records.store, records.selection, records.role)
    return sum(each.closed_on is not None for each in found)


def of_no_finding(records: Records) -> tuple[Evidence, ...]:
    """What stands in the log under no finding."""
    return _by_finding(evidence(records.store, records.selection, records.role)).get(None, ())


def _by_finding(found: Sequence[Evidence]) -> dict[str | None, tuple[Evidence, ...]]:
    held: dict[str | None, tuple[Evidence, ...]] = {}
    for each in found:
        held[each.finding_id] = (*held.get(each.finding_id, ()), each)
    return held


def bodies_of(finding: Finding) -> tuple[str, ...]:
    """Who is responsible: codes of partners, or names."""
    return tuple(each for each in finding.bodies.split("|") if each)


def next_review(records: Records) -> Review:
    """The next review, as far as the lists tell."""
    today = records.selection.as_at
    planned = review_planned(records.store, records.selection)
    if planned:
        return Review(planned, "planned")
    since = _priorities_told_on(shown(records))
    if since is None:
        return Review(months_later(today, MONTHS_BETWEEN_REVIEWS), "none")
    count = 1
    while months_later(since, MONTHS_BETWEEN_REVIEWS * count) <= today:
        count += 1
    return Review(months_later(since, MONTHS_BETWEEN_REVIEWS * count), "six_monthly", since)


def _priorities_told_on(found: Sequence[Shown]) -> date | None:
    """The newest report with an area for priority action."""
    of_priorities = (each.finding for each in found if each.finding.kind == "priority_action")
    return max((each.told_on for each in of_priorities if each.told_on), default=None)


def asked_at(found: Sequence[Shown], review: Review) -> tuple[Asked, ...]:
    """What the review would ask for: the findings of which, on its day, nothing that was measured
    or felt will be new, or of which families and outsiders never confirmed anything; the weakest
    first."""
    every = [Asked(each, replace(each, day=review.day)) for each in found]
    wanted = [each for each in every if each.then.state != "shown" or not each.then.is_felt]
    return tuple(sorted(wanted, key=lambda each: -STATES.index(each.then.state)))
