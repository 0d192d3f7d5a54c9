"""How long until a child has an answer? The share still waiting by week since the clock
started."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import plotly.graph_objects as go

from sendviz import catalogue
from sendviz.ask import Curve, Records
from sendviz.ask.waits import Waits
from sendviz.findings.spread import LIKELY, SURE
from sendviz.kit import colours
from sendviz.kit.layers import step_band, step_line, upright_limit
from sendviz.kit.template import CHART_HEIGHT, figure, hover, nothing, wrapped
from sendviz.kit.values import blank_text
from sendviz.kit.words import counted, is_heading, is_missing, joined, number, percent
from sendviz.panels.captions import area_noun
from sendviz.panels.of_parts import for_others, is_told_of_parts
from sendviz.panels.panel import Panel, charted, or_refused

UNTIL_ANSWERED = "weeks_until_half_have_an_answer"
ANSWERED = "had their answer"
OF_AREAS = "a curve for each {area}"
LONGEST_WEEKS = 104
YEAR, HALF_YEAR = 52, 26
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")


@or_refused
def curves_panel(records: Records) -> Panel:
    """Share still waiting by week since the request, by locality, with the comparison in words; in
    public view of the whole council."""
    waits = placed_curves(records, UNTIL_ANSWERED)
    answer = records.ask(UNTIL_ANSWERED, by=curves_by(records, UNTIL_ANSWERED))
    drawn = curves_figure(waits, catalogue.legal_weeks()["plan"], "Legal limit")
    return charted(
        records, "curves", curve_heading(waits, ANSWERED), drawn, [answer], "curves",
        sentences=(curve_sentence(waits, ANSWERED),),
        notes=[areas_for_others(records, UNTIL_ANSWERED)],
    )  # fmt: skip


def curves_by(records: Records, id: str) -> str | None:
    """By locality, where this role is told curves of areas; None: of the whole council."""
    return "locality" if is_told_of_parts(records, id) else None


def areas_for_others(records: Records, id: str) -> str:
    """That the board and officers have a curve an area; '' where there is one."""
    if curves_by(records, id):
        return ""
    return for_others([OF_AREAS.format(area=area_noun(records, "locality"))])


def placed_curves(records: Records, id: str) -> Waits:
    """The curves by locality, those of unknown place left out where there are others; in public
    view that of the whole council."""
    waits = records.curves(id, by=curves_by(records, id))
    known = {area.name for area in records.localities if area.known}
    placed = tuple(curve for curve in waits.curves if curve.area in known)
    return replace(waits, curves=placed or waits.curves)


def curve_heading(waits: Waits, happened: str = ANSWERED) -> str:
    """By when half had their answer (or what else `happened`): 'Half had their answer by week 57,
    nine in ten by week 138', 'Half had their answer within 47 weeks in West, 59 in Mid'."""
    known = _in_order([curve for curve in waits.curves if not curve.blank])
    if not known:
        return "No curve can be shown"
    if len(known) == 1:
        half, nine = (f"by {each}" if each else "not yet" for each in _weeks(known[0]))
        return f"Half {happened} {half}, nine in ten {nine}"
    return _over_areas(known, happened, waits.p_value)


def _over_areas(known: list[Curve], happened: str, p_value: float | None) -> str:
    """The areas of the shortest and the longest wait are named where they differ by more than
    chance, and where their names are short."""
    first, last = known[0], known[-1]
    low, high = (each.median.value for each in (first, last))
    if is_missing(low):
        return f"Not yet half {happened}, in any area"
    start, end = number(low, 0), "not yet" if is_missing(high) else number(high, 0)
    if p_value is None or not p_value < LIKELY or start == end:
        weeks = start if start == end else f"{start} to {end}"
        weeks = f"{start} at the earliest" if is_missing(high) else weeks
        return f"Half {happened} by week {weeks}: no clear difference between the areas"
    named = f"Half {happened} within {start} weeks in {first.area}, {end} in {last.area}"
    if is_heading(named):
        return named
    return f"Half {happened} within {start} weeks in one area, {end} in another"


def curve_sentence(waits: Waits, happened: str = ANSWERED) -> str:
    """By which week half (and, of a lone curve, nine in ten) had their answer (or what else
    `happened`), by area with intervals, and whether the areas differ."""
    known = _in_order([curve for curve in waits.curves if not curve.blank])
    if len(known) == 1 and len(waits.curves) == 1:
        return " ".join(part for part in (_one_curve(known[0], happened), _test(waits)) if part)
    if not known:
        return f"No curve can be shown. {_without_curve(waits)}"
    ranges = [_range(curve) for curve in known]
    told = [
        f"{curve.area} {_reached(curve.median.value) or 'not yet reached'}{between}"
        for curve, between in zip(known, ranges, strict=True)
    ]
    half = f"Half {happened} by{' (95% intervals)' if any(ranges) else ''}: {', '.join(told)}."
    return " ".join(part for part in (half, _test(waits), _without_curve(waits)) if part)


def curve_words(curve: Curve) -> str:
    """One curve for a legend, cell or hover: 'Mid: half by week 32, nine in ten by week 61 (402
    children)'."""
    if curve.blank:
        return f"{curve.area}: {blank_text(curve.blank)}"
    half, nine = _half_and_nine(curve)
    return f"{curve.area}: half {half}, nine in ten {nine} ({counted(curve.waited, 'children')})"


def _one_curve(curve: Curve, happened: str) -> str:
    half, nine = _half_and_nine(curve)
    of = f"Of {counted(curve.waited, 'children')}, counting those still waiting"
    return f"{of}: half {happened} {half}, nine in ten {nine}."


def _half_and_nine(curve: Curve) -> list[str]:
    return [f"by {week}" if week else "not yet within the time seen" for week in _weeks(curve)]


def _weeks(curve: Curve) -> list[str]:
    return [_reached(each.value) for each in (curve.median, curve.ninetieth)]


def _in_order(known: list[Curve]) -> list[Curve]:
    return sorted(known, key=lambda c: (c.median.value is None, c.median.value or 0, c.area))


def _reached(week: float | None) -> str:
    return "" if is_missing(week) else f"week {number(week, 0)}"


def _range(curve: Curve) -> str:
    """' (44 to 52)': the interval of the week by which half have it; '' without one."""
    half = curve.median
    if is_missing(half.value) or is_missing(half.low):
        return ""
    high = "or later" if is_missing(half.high) else f"to {number(half.high, 0)}"
    return f" ({number(half.low, 0)} {high})"


def _test(waits: Waits) -> str:
    """On the scale of every comparison of areas: beyond doubt, probably, or perhaps by chance."""
    if waits.p_value is None or is_missing(waits.p_value):
        return ""
    if waits.p_value >= LIKELY:
        return "Chance alone could explain the difference between the areas (log-rank test)."
    differ = "differ" if waits.p_value < SURE else "probably differ"
    return f"The waits {differ} between the areas more than chance explains (log-rank test)."


def _without_curve(waits: Waits) -> str:
    told = [f"{curve.area} ({blank_text(curve.blank)})" for curve in waits.curves if curve.blank]
    return f"Not shown: {joined(told)}." if told else ""


def curves_figure(waits: Waits, limit_weeks: float, limit_name: str) -> go.Figure:
    """Step lines by area, or one with its 95% interval, and the limit as a line.

    Curves run together at both ends, so a legend names them, with the week by which half have
    their answer. The axis ends at two years or past the longest median, or where the longest curve
    does.
    """
    known = [curve for curve in waits.curves if not curve.blank and len(curve.weeks)]
    if not known:
        return nothing(_why(waits))
    fig = figure(CHART_HEIGHT + 22 * len(known) // 2)
    end = _last_week(known, limit_weeks)
    if len(known) == 1:
        step_band(fig, known[0].weeks, known[0].low, known[0].high)
    for place, curve in enumerate(known):
        step_line(
            fig,
            curve.weeks,
            curve.share,
            wrapped(f"{curve.area}: half {_reached_by(curve)}", 34),
            colours.series(place),
            DASHES[place % len(DASHES)],
            [_point(curve, *each) for each in zip(curve.weeks, curve.share, strict=True)],
        )
    upright_limit(fig, limit_weeks, f"{limit_name} {number(limit_weeks)} weeks")
    fig.update_layout(showlegend=len(known) > 1, margin={"t": 30})
    fig.update_xaxes(range=[0, end], title={"text": "weeks since the start"}, showline=True)
    fig.update_xaxes(**({"dtick": _tick(end)} if end > LONGEST_WEEKS else {"nticks": 8}))
    # Room above 100% for the name of the limit.
    fig.update_yaxes(range=[0, 1.14], tickformat=".0%", showgrid=True, dtick=0.25)
    fig.update_yaxes(title={"text": "share still waiting"})
    return fig


def _last_week(known: Sequence[Curve], limit_weeks: float) -> float:
    """Two years, or the tick after the longest median where that is later, so that every median
    named in the legend can be seen; never past the longest curve."""
    medians = [curve.median.value or 0.0 for curve in known]
    longest = max(medians)
    past = _tick(longest) * (longest // _tick(longest) + 1)
    held = max(float(curve.weeks[-1]) for curve in known)
    shown = LONGEST_WEEKS if longest < LONGEST_WEEKS else past
    return max(min(shown, held), longest * 1.02, limit_weeks * 1.2)


def _tick(weeks: float) -> int:
    return YEAR if weeks > 3 * YEAR else HALF_YEAR


def _why(waits: Waits) -> str:
    blanks = {curve.blank for curve in waits.curves}
    return f"Nothing to show: {blank_text(blanks.pop()) if len(blanks) == 1 else 'no cases'}."


def _reached_by(curve: Curve) -> str:
    week = _reached(curve.median.value)
    return f"by {week}" if week else "not yet"


def _point(curve: Curve, week: float, share: float) -> str:
    still = f"{percent(share)} of {counted(curve.waited, 'children')} still wait"
    return hover(f"{curve.area}, week {number(week)}", still, curve_words(curve))
