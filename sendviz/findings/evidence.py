"""What can be shown for each finding: how strong, how new, what is missing, and what of it the next
review would ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sendviz.ask import Records
from sendviz.ask.evidence_rows import Evidence, Finding, evidence, findings
from sendviz.ask.inspections import inspections, visits_ahead
from sendviz.catalogue.calendar import months_later
from sendviz.catalogue.duties import SIX_MONTH_REVIEW, duties

# 1 we say so, 2 it was done, 3 it was measured, 4 families or an outsider confirm it.
LEVELS = (1, 2, 3, 4)
MEASURED, FELT = 3, 4
# How old something may be and still count as new.
MONTHS_NEW = 12
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
    it), six_monthly (by duties.toml, counted from `since`, the report), or none: nothing says that
    one comes, and `day` lies half a year on."""

    day: date
    ground: str
    since: date | None = None

    @property
    def papers_by(self) -> date:
        """When its documents are due."""
        return self.day - timedelta(duties()[SIX_MONTH_REVIEW].before)


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
    """The next review after the as-at day, as far as the lists tell."""
    today, council = records.selection.as_at, records.selection.council
    for each in visits_ahead(records.store, council, today):
        if each.kind == "dfe_review":
            return Review(each.first_day, "planned")
    duty = duties()[SIX_MONTH_REVIEW]
    told = (each for each in inspections(records.store, council, today) if each.published_on)
    last = next(told, None)
    if last and (day := duty.next_after(today, last.published_on, last.outcome)):
        return Review(day, "six_monthly", last.published_on)
    return Review(months_later(today, duty.every_months), "none")


def asked_at(found: Sequence[Shown], review: Review) -> tuple[Asked, ...]:
    """What the review would ask for: the findings of which, on its day, nothing that was measured
    or felt will be new, or of which families and outsiders never confirmed anything; the weakest
    first."""
    every = [Asked(each, replace(each, day=review.day)) for each in found]
    wanted = [each for each in every if each.then.state != "shown" or not each.then.is_felt]
    return tuple(sorted(wanted, key=lambda each: -STATES.index(each.then.state)))
