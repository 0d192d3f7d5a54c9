"""Which lines of enquiry to expect: where figures stand out for the worse, by how often inspectors
name such things, what they found before, and what there is to show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sendviz import catalogue
from sendviz.ask import PUBLIC, NotAllowed, Records
from sendviz.ask.evidence_rows import Evidence, Finding, evidence, findings
from sendviz.catalogue import ENGLAND
from sendviz.catalogue.calendar import BadSelection, months_later
from sendviz.catalogue.enquiry import EnquiryLine, enquiry
from sendviz.findings.enquiry_cells import LIMIT_95, LIMIT_998, SCHEME, Cell, cells
from sendviz.findings.evidence import MEASURED, is_new
from sendviz.findings.linked import held_to
from sendviz.findings.signals import way_of
from sendviz.findings.trend import SIDES, Told, control_charts_by_month
from sendviz.stats.differences import against, false_discovery, two_sided

MOST = 10
FALSE_ALARMS = 0.05
# How long ago the last point of a chart may lie that is called a signal of now.
MONTHS_OF_NOW = 6
CHANCE_998 = 0.002
LASTING = ("holding", "further", "list")


@dataclass(frozen=True)
class Score:
    """What a line scores, and for what.

    theme: the part of the reports that names it. outlier: 1 beyond 95%, 2 beyond 99.8% of chance,
    and 1 more where the year before lies on the same side. trend: 2 where its chart says worse now,
    -1 where it says better for good. against: 1 where it is worse than England beyond 99.8%.
    before: 2 where an open finding names it. proof: 1 where nothing measured or felt in 12 months
    can be shown.
    """

    theme: float
    outlier: int
    trend: int
    against: int
    before: int
    proof: int

    @property
    def total(self) -> float:
        """theme x (outlier + trend + against) + before + proof."""
        seen = self.theme * (self.outlier + self.trend + self.against)
        return seen + self.before + self.proof


@dataclass(frozen=True)
class Enquired:
    """One line of enquiry: where it stands, what it scores, the finding that named it before, and
    what there is to show, the newest first."""

    cell: Cell
    score: Score
    finding: Finding | None
    evidence: tuple[Evidence, ...]

    @property
    def line(self) -> EnquiryLine:
        return self.cell.line


def enquired(records: Records) -> tuple[Enquired, ...]:
    """The ten lines to expect, the highest score first, those that concern most children before
    others of the same score; filters do not hold here.

    A line is looked at if its place stands out for the worse, of all that were compared (Benjamini
    and Hochberg at 5%), or if an open finding of inspectors names its service and place. Raises
    NotAllowed in public view.
    """
    if records.role == PUBLIC:
        raise NotAllowed("Lines of enquiry are for the board and officers.")
    key = ("enquired", records.selection.council, records.selection.as_at, records.role)
    return records.store.cached(key, lambda: tuple(_enquired(records)[:MOST]))


def places_compared(records: Records) -> int:
    """How many places and kinds of children in them were held against the others."""
    return sum(not np.isnan(each.worse) for each in cells(records))


def _enquired(records: Records) -> list[Enquired]:
    asked = records.store, records.selection, records.role
    every_finding = findings(*asked)
    named = [each for each in every_finding if each.told_on and not each.closed_on]
    held = evidence(*asked)
    every = cells(records)
    stands_out = _stand_out(every)
    found = [
        _scored(records, each, _named(each, named), _held(each.line, every_finding, held))
        for each, out in zip(every, stands_out, strict=True)
        if out or _named(each, named)
    ]
    return sorted(_without_doubles(found), key=_rank)


def _rank(found: Enquired) -> tuple[float, float]:
    return -round(found.score.total, 6), -found.cell.children


def _stand_out(every: Sequence[Cell]) -> np.ndarray:
    """Which are worse than elsewhere, of all that were tested."""
    worse = np.array([each.worse for each in every], float)
    p_values = np.where(np.isnan(worse), np.nan, two_sided(np.nan_to_num(worse)))
    with np.errstate(invalid="ignore"):
        return (false_discovery(p_values) <= FALSE_ALARMS) & (worse > 0)


def _named(cell: Cell, named: Sequence[Finding]) -> Finding | None:
    """The inspectors' open finding that names the service and place of a line, of all children
    there."""
    if cell.kind:
        return None
    area = cell.area_id or None
    mine = (each for each in named if each.service in cell.line.services)
    return next((each for each in mine if each.area_id == area), None)


def _held(
    line: EnquiryLine, every: Sequence[Finding], held: Sequence[Evidence]
) -> tuple[Evidence, ...]:
    """The evidence that tells the line's measure, or is of a finding about its service; of a line
    about one assessment none that is held to another."""
    of_service = {each.finding_id for each in every if each.service in line.services}
    return tuple(
        each
        for each in held
        if (each.measure == line.measure and _fits(line, each.selection))
        or (each.finding_id in of_service and (not line.only or _fits(line, each.selection)))
    )


def _fits(line: EnquiryLine, selection: str | None) -> bool:
    """Whether evidence of the line's measure is held to no other assessment."""
    held = held_to(selection or "", "pathway")
    return not held or held[0] in line.only.get("pathway", ())


def _scored(
    records: Records, cell: Cell, finding: Finding | None, held: tuple[Evidence, ...]
) -> Enquired:
    score = Score(
        theme=enquiry().share(cell.line.theme),
        outlier=_outlier(cell),
        trend=_trend(records, cell),
        against=_against(records, cell),
        before=2 if finding else 0,
        proof=0 if proof_of(held, records) else 1,
    )
    return Enquired(cell, score, finding, held)


def proof_of(held: Sequence[Evidence], records: Records) -> tuple[Evidence, ...]:
    """What was measured, or confirmed by families or an outsider, in the last 12 months."""
    day = records.selection.as_at
    return tuple(each for each in held if each.level >= MEASURED and is_new(each, day))


def _outlier(cell: Cell) -> int:
    if np.isnan(cell.worse) or cell.worse < LIMIT_95:
        return 0
    return (2 if cell.worse >= LIMIT_998 else 1) + int(cell.before > 0)


def _trend(records: Records, cell: Cell) -> int:
    """Of the place, of all children there: charts of kinds of children rest on too few."""
    told = _told(records, cell)
    if told is None or not _is_of_now(told, records):
        return 0
    way = way_of(told)
    if way == -1:
        return 2
    return -1 if way == 1 and told.row in LASTING else 0


def _told(records: Records, cell: Cell) -> Told | None:
    m = catalogue.get(cell.line.measure)
    if not m.has_history:
        return None
    whole = records.over(areas=(), where=(), start=None, end=None)
    for dimension, codes in cell.line.only.items():
        whole = whole.held_to(dimension, *codes)
    try:
        found = control_charts_by_month(whole, m, SCHEME if cell.area else None)
    except BadSelection:
        return None
    return found.places.get(cell.area) if cell.area else found.told


def _is_of_now(told: Told, records: Records) -> bool:
    starts = told.answer.frame["period_start"].to_numpy("datetime64[D]")
    known = starts[~np.isnan(told.chart.values)]
    after = np.datetime64(months_later(records.selection.as_at, -MONTHS_OF_NOW))
    return bool(known.size) and bool(known[-1] >= after)


def _against(records: Records, cell: Cell) -> int:
    """Whether it is worse than England's newest published share beyond 99.8% of chance."""
    england = _england(records, cell.line)
    if england is None or not 0 < england < 1 or not cell.n:
        return 0
    worse = -SIDES[catalogue.get(cell.line.measure).polarity]
    (chance,), (side,) = against([cell.x], [cell.n], england)
    return int(chance <= CHANCE_998 and side == worse)


def _england(records: Records, line: EnquiryLine) -> float | None:
    """England's share of the newest year up to the as-at day; None where nobody publishes it, or
    it is not held to the children of the line."""
    official = (
        each
        for each in catalogue.published().values()
        if each.own_measure == line.measure and not each.own_variant and not line.only
    )
    m = next(official, None)
    if m is None:
        return None
    whole = records.over(areas=(), where=(), start=None, end=None)
    try:
        frame = whole.ask(m, by="council", period="calendar_year").frame
    except BadSelection:  # nothing is published of it in this file
        return None
    found = frame[(frame["la_code"] == ENGLAND) & frame["value"].notna()]
    found = found[found["period_start"].dt.year <= records.selection.as_at.year]
    return float(found["value"].iloc[-1]) if len(found) else None


def _without_doubles(found: Sequence[Enquired]) -> Iterator[Enquired]:
    """Of one subject and place the strongest line. A kind of child stands for its place only where
    it is worse than the other children there beyond 99.8% of chance, since many kinds are tried;
    the place then stands no more."""
    groups: dict[tuple[str, str], list[Enquired]] = {}
    for each in found:
        groups.setdefault((each.line.subject, each.cell.area_id), []).append(each)
    for group in groups.values():
        finer = [each for each in group if each.cell.kind and each.cell.within >= LIMIT_998]
        plain = [each for each in group if each.cell.kind is None]
        yield min(_nested(finer, plain) or plain or finer or group, key=_rank)


def _nested(finer: Sequence[Enquired], plain: Sequence[Enquired]) -> list[Enquired]:
    """The finer lines, with what a finding says of their place, and the places of other measures
    in which no kind stands out."""
    named = next((each for each in plain if each.finding), None)
    measures = {each.line.measure for each in finer}
    told = [
        replace(each, finding=named.finding, score=replace(each.score, before=2)) if named else each
        for each in finer
    ]
    return [*told, *(each for each in plain if each.line.measure not in measures)]
