"""Who is it worse for? A measure by kind of child, as bars."""

from __future__ import annotations

from sendviz import catalogue
from sendviz.ask import Answer, Records
from sendviz.ask.selection import NOT_KNOWN
from sendviz.catalogue import Measure
from sendviz.catalogue.row import LEAST_DENOMINATOR, Row
from sendviz.findings.spread import compare_areas
from sendviz.kit.values import blank_of, category_words, is_under, value_parts
from sendviz.kit.words import is_heading
from sendviz.panels.bars import bar_chart
from sendviz.panels.of_parts import bands_panel
from sendviz.panels.panel import Panel, charted, or_refused

COUNTS = ("count", "stock")


@or_refused
def split_panel(records: Records, id: str, dimension: str) -> Panel:
    """The measure by a dimension as bars; the heading names the highest and the lowest. Without a
    dimension: why it has none."""
    if not dimension:
        return Panel(f"bars_{id}", refused=by_area_only(catalogue.get(id)))
    answer = records.ask(id, by=dimension)
    key = f"bars_{id}_{dimension}"
    if answer.in_bands:
        return bands_panel(records, key, answer)
    sentences = tuple(each for each in (split_sentence(answer),) if each)
    return charted(
        records, key, split_heading(answer), bar_chart(answer), [answer], "bars",
        sentences=sentences,
    )  # fmt: skip


def split_heading(answer: Answer) -> str:
    """'By main need: 8% (Autism) to 50% (Hearing impairment)'; of shares only where the kinds
    differ by more than chance; of counts which kind has most. The name of the measure where no two
    kinds have different values."""
    by, known = _by(answer), _known(answer)
    if len({row.value for row in known}) < 2:
        return f"{answer.measure.name}, by {by}"
    low, high = min(known, key=_value), max(known, key=_value)
    if answer.measure.kind in COUNTS:
        return f"By {by}: the largest group is “{_kind(answer, high)}”, {answer.text(high)}"
    if not _is_clear(answer):
        return f"No clear difference by {by}"
    start, end = (_short(answer, row) for row in (low, high))
    told = f"By {by}: {start} ({_kind(answer, low)}) to {end} ({_kind(answer, high)})"
    return told if is_heading(told) else f"By {by}: {start} to {end}"


def _is_clear(answer: Answer) -> bool:
    """Whether the kinds differ by more than chance explains, tested as areas are; what has no test
    is told as it is."""
    frame = answer.frame[answer.frame["category"] != NOT_KNOWN]
    found = compare_areas(answer.with_frame(frame.assign(area=frame["category"])))
    return found.differ or found.verdict == "not_tested"


def split_sentence(answer: Answer) -> str:
    """'Plans issued within 20 weeks: from 10 of 125 (8%) (Autism) to 45 of 90 (50%) (Hearing
    impairment).', with whether chance could explain it; '' where no two kinds have different
    values."""
    known = _known(answer)
    if len({row.value for row in known}) < 2:
        return ""
    low, high = (
        f"{answer.text(row)} ({_kind(answer, row)})"
        for row in (min(known, key=_value), max(known, key=_value))
    )
    some = len(known) < len(_all_known(answer)) or any(r.blank == "too_few" for r in answer.rows)
    enough = f", among kinds with {LEAST_DENOMINATOR} or more" if some else ""
    told = f"{answer.measure.name}: from {low} to {high}{enough}."
    if answer.measure.kind in COUNTS or _is_clear(answer):
        return told
    rounding = " or rounding" if answer.rounded else ""
    return f"{told} Chance{rounding} could explain that much."


def _short(answer: Answer, row: Row) -> str:
    """'8%', whose counts stand in the sentence; '12 weeks'."""
    large, beside = value_parts(answer.measure, row, rounded=answer.rounded)
    return large if "%" in large else f"{large} {beside}"


def _by(answer: Answer) -> str:
    return catalogue.dimensions()[answer.dimension or ""].name.lower()


def _all_known(answer: Answer) -> list[Row]:
    return [row for row in answer.rows if not blank_of(row) and row.category != NOT_KNOWN]


def _known(answer: Answer) -> list[Row]:
    """Of shares the kinds of 20 or more, as one of two is no 50%, and those that are told as more
    than under so many."""
    known = _all_known(answer)
    if not answer.measure.is_fraction:
        return known
    return [row for row in known if row.denominator >= LEAST_DENOMINATOR and not is_under(row)]


def _kind(answer: Answer, row: Row) -> str:
    return category_words(answer.dimension, row.category)


def _value(row: Row) -> float:
    return row.value


def by_area_only(m: Measure) -> str:
    """Why a measure is not told by kind of child."""
    return f"{m.name}: by area only; of kinds of children the figures behind it are not known."
