"""Whether a figure that was said in public is one of what it was said to be, or of another thing
that DfE counts."""

from __future__ import annotations

from dataclasses import dataclass

from sendviz import catalogue
from sendviz.ask import Records, published
from sendviz.catalogue import Measure
from sendviz.catalogue.claims import Claim, claims

# A figure of another month than DfE's fits one of the same thing within so much of it.
NEAR = 0.10


@dataclass(frozen=True)
class Official:
    """What DfE counts of a measure: in the claim's first year, and in the newest year that was over
    (or the January) when it was made; None where nothing is published."""

    measure: Measure
    first_year: int
    last_year: int
    first: float | None
    last: float | None


@dataclass(frozen=True)
class Checked:
    """A claim, DfE's figures of what it was said to be, and of what else it fits, if it fits the
    first within NEAR no better."""

    claim: Claim
    named: Official
    fits: Official | None = None

    @property
    def is_of_another(self) -> bool:
        """Whether the figure is one of another thing."""
        return self.fits is not None


def checked(records: Records) -> tuple[Checked, ...]:
    """The claims about the council made by the as-at day, each against all that DfE counts."""
    selection = records.selection
    return tuple(
        check(records, each)
        for each in claims().values()
        if each.council == selection.council and each.said_on <= selection.as_at
    )


def check(records: Records, claim: Claim) -> Checked:
    """One claim. Another measure is named only where its figure lies nearer than the claim's own
    measure and within NEAR of what was said."""
    named = _official(records, catalogue.get(claim.measure), claim)
    counted = [_official(records, m, claim) for m in _counts()]
    near = sorted(
        (each for each in counted if _apart(each, claim) <= NEAR),
        key=lambda each: _apart(each, claim),
    )
    if not near or _apart(named, claim) <= NEAR:
        return Checked(claim, named)
    return Checked(claim, named, near[0])


def _counts() -> list[Measure]:
    """The measures that are numbers of something and that DfE publishes."""
    return [
        m
        for m in catalogue.measures().values()
        if m.published_as and m.kind in ("count", "stock") and m.published_as.match != "differs"
    ]


def _official(records: Records, m: Measure, claim: Claim) -> Official:
    """A list is counted in January; what happens in a year is known when it is over."""
    last = claim.said_on.year - (not m.at_a_date)
    rows = published(records.store, m, (claim.council,))
    by_year = dict(zip(rows["year"], rows["value"], strict=True))
    return Official(
        m, claim.first_year, last, _known(by_year, claim.first_year), _known(by_year, last)
    )


def _known(by_year: dict[int, float], year: int) -> float | None:
    value = by_year.get(year)
    return None if value is None or value != value else float(value)


def _apart(found: Official, claim: Claim) -> float:
    """How far DfE's figure lies from what was said, as a part of it."""
    return float("inf") if found.last is None else abs(found.last / claim.last - 1)
