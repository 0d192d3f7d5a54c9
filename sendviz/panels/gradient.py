"""Does deprivation matter? The groups from the most to the least deprived, and the line through
them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from sendviz import ask
from sendviz.ask import NotAllowed, Records
from sendviz.catalogue import Measure
from sendviz.findings.gradient import DIMENSION, Gradient, gradient
from sendviz.kit import colours, layers
from sendviz.kit.rows import Head, legend_above, row_figure, strokes
from sendviz.kit.template import hover, nothing
from sendviz.kit.values import interval_text, label, noun, size_text
from sendviz.kit.words import (
    counted,
    joined,
    number,
    percent,
    points,
    small,
)
from sendviz.panels.area_words import too_few_sentence
from sendviz.panels.panel import Panel, charted, or_refused
from sendviz.stats.intervals import Estimate
from sendviz.stats.rounding import half_up

CHOICES = {"fifth": "By neighbourhood", "district": "By district"}
QUESTION = "Does deprivation matter?"
NO_FILE = f"{QUESTION} No deprivation file that knows these districts has been loaded"
WHAT_TO_DO = (
    "Load File 10 (local authority district summaries) of the English Indices of Deprivation: "
    "python -m sendviz import FILE. Districts are then set in the order of their deprivation.",
    "For neighbourhoods, load File 1 or File 7 (LSOA) before or with the cases, together with a "
    "postcode list that has a column of LSOA codes.",
)
UNCLEAR = "No clear link with deprivation."
TOO_FEW = (
    "It is not known for this measure and selection: a line needs three groups or more with "
    "enough cases, and a share, rate or wait with an interval."
)
PUBLISHER = "Ministry of Housing, Communities and Local Government"
NARROW = {
    "district": "Districts are wide: one that is well off on average may hold poor "
    "neighbourhoods, which this chart hides.",
    "fifth": "A child counts in the fifth of England's neighbourhoods in which the home lies; "
    "children whose neighbourhood is not known are left out.",
}
LINE = "Line through all that have a value"
WIDER = 1.05
WEAK_BELOW = 5


@or_refused
def gradient_panel(records: Records, id: str, by: str = "") -> Panel:
    """The measure in the order of deprivation with the line through it.

    by: one of `gradient_choices`, by default the first. Where none can be told, a closed line says
    why.
    """
    able = _gradients(records, id)
    if not able:
        return _untold(records)
    found = able.get(by) or next(iter(able.values()))
    m = found.answer.measure
    return charted(
        records,
        f"gradient_{found.by}_{id}",
        gradient_sentence(m, found),
        gradient_chart(m, found),
        [found.answer],
        "gradient",
        notes=[gradient_note(found)],
    )


def gradient_choices(records: Records, id: str) -> Mapping[str, str]:
    """By what the gradient can be told, with its label: of CHOICES."""
    try:
        return {by: CHOICES[by] for by in _gradients(records, id)}
    except NotAllowed:
        return {}


def _gradients(records: Records, id: str) -> Mapping[str, Gradient]:
    """By neighbourhood and by district, as far as they can be told. Raises NotAllowed where this
    role may see neither."""
    able, refused = {}, None
    for by in CHOICES:
        try:
            found = gradient(records, id, by)
        except NotAllowed as error:
            found, refused = None, error
        if found is not None:
            able[by] = found
    if refused and not able:
        raise refused
    return able


def _untold(records: Records) -> Panel:
    missing = ask.deprivation(records.store, records.selection.council).empty
    title, why = (NO_FILE, WHAT_TO_DO) if missing else (QUESTION, (TOO_FEW,))
    return Panel("gradient", closed=(Panel("gradient_untold", title, sentences=why),))


def gradient_sentence(m: Measure, found: Gradient) -> str:
    """'In the most deprived districts about 14% of plans were issued within 20 weeks, in the least
    deprived about 23%: a gap of 9 percentage points (4 to 14) across the range (436 of 2,388 plans
    in 12 districts).' Says so where the gap cannot be told from chance.
    """
    told = f"{_ends(m, found)}: a gap of {_gap(m, found)} across the range"
    if found.sii.low <= 0 <= found.sii.high:
        told = f"{UNCLEAR} {told}, which may be luck"
    told = f"{told} ({_cases(m, found)})."
    return f"{told} {_without(m, found.too_few)}" if found.too_few else told


def _without(m: Measure, groups: Sequence[str]) -> str:
    """Whom the line leaves out."""
    return f"{too_few_sentence(groups, noun(m))} The line is that of the others."


def _ends(m: Measure, found: Gradient) -> str:
    places = _places(found)
    first, last = (
        percent(each, places) if m.is_fraction else size_text(m, each)
        for each in (found.first, found.last)
    )
    where = "districts" if found.by == "district" else "neighbourhoods"
    if m.done:
        things, done = m.done
        return (
            f"In the most deprived {where} about {first} of {things} were {done}, in the least "
            f"deprived about {last}"
        )
    return f"{m.name}: about {first} in the most deprived {where}, about {last} in the least"


def _gap(m: Measure, found: Gradient) -> str:
    """The size of the gap, its limits in its own direction: below nought is the other way round."""
    gap, scale = found.sii, 100 if m.is_fraction else 1
    low, high = (gap.low, gap.high) if gap.value >= 0 else (-gap.high, -gap.low)
    places = _places(found) if m.is_fraction else 1
    size = points(gap.value, places) if m.is_fraction else size_text(m, abs(gap.value))
    return f"{size} ({number(low * scale, places)} to {number(high * scale, places)})"


def _places(found: Gradient) -> int:
    """Decimals with which the two ends and the gap add up to the eye."""
    ends = half_up(found.last * 100) - half_up(found.first * 100)
    return 0 if ends == half_up(found.sii.value * 100) else 1


def _cases(m: Measure, found: Gradient) -> str:
    groups = f"{small(len(found.groups))} {_groups(found)}"
    n = sum(each.n for each in found.groups)
    if m.kind != "share":
        return groups if m.kind == "ratio" else f"{number(n)} cases in {groups}"
    x = sum(each.x for each in found.groups)
    return f"{number(x)} of {counted(n, noun(m))} in {groups}"


def _groups(found: Gradient) -> str:
    return "districts" if found.by == "district" else "fifths"


def gradient_note(found: Gradient) -> str:
    """Edition and source, how the line is drawn, and what it leaves out."""
    unknown = f"Not known to the index of {found.edition}: {joined(found.unplaced)}."
    parts = [
        f"Deprivation: English Indices of Deprivation {found.edition}, {PUBLISHER}.",
        NARROW[found.by],
        "The line is fitted to all groups, each weighing as many as its cases; the gap is between "
        "its ends (slope index of inequality).",
        _ratio(found.rii),
        _scatter(found),
        unknown if found.unplaced else "",
    ]
    return " ".join(each for each in parts if each)


def _ratio(rii: Estimate) -> str:
    if any(math.isnan(each) for each in (rii.value, rii.low, rii.high)):
        return ""
    value, low, high = (number(each, 2) for each in (rii.value, rii.low, rii.high))
    return f"The least deprived end is {value} times the most deprived ({low} to {high})."


def _scatter(found: Gradient) -> str:
    groups, n, wider = _groups(found), len(found.groups), found.wider
    weak = f"A line through {small(n)} {groups} is weak evidence." if n < WEAK_BELOW else ""
    if wider < WIDER:
        return weak
    told = (
        f"The range is {number(wider, 1)} times as wide as chance asks for, since the {groups} "
        "scatter around the line: other things matter too, or they are too few to tell."
    )
    return f"{told} {weak}".strip()


def gradient_chart(m: Measure, found: Gradient | None) -> go.Figure:
    """A dot with its 95% interval a group, the most deprived first, and where the fitted line
    crosses its row.

    Groups without a value keep their place in the order, with the reason. The line is drawn as
    a stroke in each row: a whole one would run through the words between them.
    """
    if found is None:
        return nothing("There is nothing to show.")
    dimension = None if found.by == "district" else DIMENSION
    names = [label(row, dimension) for row in found.answer.rows]
    rows = dict(zip(names, found.answer.rows, strict=True))
    told = dict(zip(names, found.answer.texts(), strict=True))
    heads = [Head(name, told[name]) for name in names]
    if found.by == "district":
        heads = [Head("Most deprived", title=True), *heads, Head("Least deprived", title=True)]
    drawn = row_figure(heads, extra=92)
    place = {head.name: at for at, head in enumerate(heads) if not head.title}
    ends = [end for each in found.groups for end in (each.low, each.value, each.high, each.fitted)]
    layers.lying_axis(drawn.fig, m, ends)
    for group in found.groups:
        fitted = percent(group.fitted) if m.is_fraction else number(group.fitted, 1)
        interval = interval_text(m, rows[group.name])
        layers.dot_with_interval(
            drawn.fig,
            drawn.middles[place[group.name]],
            group.value,
            (group.low, group.high) if interval else (math.nan, math.nan),
            colours.series(0),
            group.name,
            hover(
                group.name,
                told[group.name],
                f"95% interval {interval}" if interval else "",
                f"The line: about {fitted}",
            ),
        )
    line = [(place[group.name], group.fitted) for group in found.groups]
    strokes(drawn, line, "comparator", LINE)
    legend_above(drawn.fig, 24)
    return drawn.fig
