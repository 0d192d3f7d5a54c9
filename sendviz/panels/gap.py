"""Does the gap between areas narrow? The pair of highest and lowest over time, with what chance
alone would give."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from sendviz import catalogue
from sendviz.ask import Records
from sendviz.catalogue import Measure
from sendviz.catalogue.row import LEAST_DENOMINATOR
from sendviz.findings.gap import Gap, gap_over_time
from sendviz.kit import colours, words
from sendviz.kit.html import Cell, Table, table_of
from sendviz.kit.template import CHART_HEIGHT, figure, gaps, hover, nothing, stamps, wrapped
from sendviz.kit.values import size_text
from sendviz.kit.words import capital, is_heading, number, small
from sendviz.panels.area_words import names_or_number
from sendviz.panels.panel import NOTHING, Panel, charted, or_refused
from sendviz.stats.gap_turn import Turn
from sendviz.stats.intervals import Estimate

HOW_GAP = (
    "The gap is drawn for one pair, the areas highest and lowest over the whole time. Who is first "
    "and last in a single {grain} is so partly by luck{beside}."
)
BESIDE = ": beside it stands how far apart they would lie by chance alone"
SURE_FROM_PERIODS = 12
CHANCE = "by chance alone"
# A line of the legend on a phone.
LEGEND_LETTERS = 34
ALIKE = "all areas alike"
TOO_FEW_AREAS = "There are too few areas to show a gap."


@or_refused
def gap_panel(records: Records, id: str, scheme: str) -> Panel:
    """The gap over time as a chart, and period by period in a table; nothing for measures without
    intervals or history, such as middles in bands."""
    m = catalogue.get(id)
    if m.kind in ("count", "stock") or not m.has_history:
        return NOTHING
    found, key = gap_over_time(records, m, scheme), f"gap_{id}_{scheme}"
    if found is None:
        return NOTHING
    period_by_period = Panel(
        f"gaps_{id}_{scheme}", "The gap, period by period", tables=(gap_table(m, found),)
    )
    return charted(
        records,
        key,
        gap_heading(found),
        gap_chart(m, found),
        [found.answer],
        "gap",
        marked=True,
        sentences=(gap_sentence(m, found),),
        notes=[" ".join([gap_ends(m, found), how_gap(found), *left_out(found)])],
        closed=(period_by_period,),
    )


def gap_heading(found: Gap) -> str:
    """Whether the gap narrows: 'The gap between West and Mid seems to be narrowing'."""
    seems = found.periods < SURE_FROM_PERIODS
    turned = found.turn and f"has {found.turn.way} since the {year_name(found, found.turn.then)}"
    way = turned or {
        "too_few": "has too few periods to judge",
        "no_clear_change": "shows no clear trend",
        "changed_places": "seems to have turned round" if seems else "has turned round",
    }.get(found.verdict, f"{'seems to be' if seems else 'is'} {found.verdict}")
    named = f"The gap between {found.high} and {found.low} {way}"
    return named if is_heading(named) else f"The gap between highest and lowest {way}"


def gap_sentence(m: Measure, found: Gap) -> str:
    """Whether the gap between the pair narrows, and how fast; from few periods with less trust."""
    pair = f"between {found.high} and {found.low}"
    if found.verdict == "too_few":
        periods = words.grain_noun(found.answer.grain, 2)
        return f"Too few {periods} to tell whether the gap {pair} narrows."
    if found.turn:
        return turn_sentence(m, found, found.turn)
    if found.verdict == "no_clear_change":
        return f"The gap {pair} has not steadily widened or narrowed."
    seems = found.periods < SURE_FROM_PERIODS
    trust = _fewness(found) if seems else "more than chance explains"
    speed = f"by about {size_text(m, abs(found.slope.value))} a year, {trust}"
    if found.verdict == "changed_places":
        turned = "seems to have" if seems else "has"
        return f"The gap {pair} {turned} turned round: the two changed places, {speed}."
    way = f"seems to be {found.verdict}" if seems else f"is {found.verdict}"
    return f"The gap {pair} {way}, {speed}."


def turn_sentence(m: Measure, found: Gap, turn: Turn) -> str:
    """'On average the gap between West and Mid was 0 percentage points in the year to Dec 2023 and
    17 percentage points in the year to Dec 2025, more than chance explains. ...'"""
    before, now = (signed_size(size_text(m, abs(each)), each) for each in (turn.before, turn.now))
    first, last = (year_name(found, each) for each in (turn.then, turn.last))
    return (
        f"On average the gap between {found.high} and {found.low} was {before} in the {first} and "
        f"{now} in the {last}, more than chance explains. It did not go one way all the time."
    )


def year_name(found: Gap, place: int) -> str:
    """'year to Dec 2023': the year that begins with the period of that place."""
    return words.axis_name(found.starts[place], "12_months")


def _fewness(found: Gap) -> str:
    periods = words.grain_noun(found.answer.grain, found.periods)
    return f"though {small(found.periods)} {periods} are too few to rule out chance"


def left_out(found: Gap) -> tuple[str, ...]:
    """Which areas have periods of too few cases, in which they are left out; none if none has."""
    if not found.left_out:
        return ()
    out, periods = found.left_out, words.grain_noun(found.answer.grain, 2)
    verb, be = ("has", "is") if len(out) == 1 else ("have", "are")
    few = f"fewer than {LEAST_DENOMINATOR} cases in some {periods}"
    return (f"{capital(names_or_number(out))} {verb} {few} and {be} left out of those.",)


def gap_ends(m: Measure, found: Gap) -> str:
    """'West minus Mid, on a straight line through all periods: 6 percentage points in Jan to Mar
    2021, 8 percentage points in Oct to Dec 2025.' The first and last values where there is no
    trend."""
    known = [place for place, value in enumerate(found.pair.value) if value == value]
    ends, line = (known[0], known[-1]), ""
    values = {place: float(found.pair.value[place]) for place in ends}
    if found.verdict not in ("too_few", "no_clear_change"):
        values = dict(zip(ends, found.line, strict=True))
        line = ", on a straight line through all periods"
    told = [_gap_at(m, found, place, values[place]) for place in values]
    return f"{found.high} minus {found.low}{line}: {', '.join(told)}."


def _gap_at(m: Measure, found: Gap, place: int, value: float) -> str:
    grain = found.answer.grain
    name = words.axis_name(found.starts[place], grain)
    the = "the " if name.startswith("year") else ""
    return f"{signed_size(size_text(m, abs(value)), value)} in {the}{name}"


def signed_size(size: str, gap: float) -> str:
    """The size of a difference of the pair; below nought the two have changed places."""
    return f"{size} the other way round" if gap < 0 else size


def how_gap(found: Gap) -> str:
    """How the gap is defined, with the noun of its periods."""
    grain = words.grain_noun(found.answer.grain)
    return HOW_GAP.format(grain=grain, beside=BESIDE if np.isfinite(found.chance).any() else "")


def gap_table(m: Measure, found: Gap) -> Table:
    """A row a period: its name, the pair's gap with its interval, and the highest minus the lowest
    with what chance would give."""
    body = []
    for place, start in enumerate(found.starts):
        (high, low), chance = found.named[place], found.chance[place]
        by = "" if np.isnan(chance) else f"; by chance {size_text(m, chance)}"
        widest = f"{high} minus {low}: {size_text(m, found.ends.value[place])}{by}"
        widest = ALIKE if high == low else widest
        when = words.period_name(start, found.answer.grain)
        body.append([Cell(each) for each in (when, _pair_text(m, found, place), widest)])
    unit = "percentage points" if m.is_fraction else m.unit
    head = ["Period", f"{found.high} minus {found.low}, {unit}", "Highest minus lowest"]
    return table_of(f"{m.name}: the gap", head, body)


def _pair_text(m: Measure, found: Gap, place: int) -> str:
    value, low, high = _numbers(m, found.pair, place)
    missing = np.isnan(found.pair.value[place])
    return "too few cases in one of the two" if missing else f"{value} ({low} to {high})"


def _numbers(m: Measure, side: Estimate[np.ndarray], place: int) -> tuple[str, ...]:
    scale = 100 if m.is_fraction else 1
    return tuple(number(each[place] * scale, 1) for each in (side.value, side.low, side.high))


def gap_chart(m: Measure, found: Gap | None) -> go.Figure:
    """The pair's gap as a line with its 95% intervals, in percentage points for shares.

    The widest gap of each period stands as hollow points, what chance would give as a dashed line.
    """
    if found is None or not np.isfinite(found.pair.value).any():
        return nothing(TOO_FEW_AREAS)
    scale = 100.0 if m.is_fraction else 1.0
    fig, x = figure(CHART_HEIGHT), stamps(found.starts)
    _widest(fig, m, x, found, scale)
    _chance(fig, x, found, scale)
    _pair(fig, m, x, found, scale)
    fig.update_xaxes(type="date", dtick="M12", tickformat="%Y", showline=True)
    title = "percentage points" if m.is_fraction else m.unit
    fig.update_yaxes(
        showgrid=True, nticks=6, title={"text": title}, zeroline=True,
        zerolinecolor=colours.role("axis"), rangemode="tozero",
    )  # fmt: skip
    fig.update_layout(showlegend=True, margin={"t": 34})
    return fig


def _widest(fig: go.Figure, m: Measure, x: list, found: Gap, scale: float) -> None:
    fig.add_scatter(
        x=x,
        y=gaps(found.ends.value * scale),
        mode="markers",
        name="highest to lowest",
        marker={"symbol": "circle-open", "size": 8, "color": colours.role("comparator")},
        hoverinfo="text",
        hovertext=[
            _hover(m, found, found.ends, place, pair) for place, pair in enumerate(found.named)
        ],
    )


def _chance(fig: go.Figure, x: list, found: Gap, scale: float) -> None:
    if not np.isfinite(found.chance).any():
        return
    fig.add_scatter(
        x=x,
        y=gaps(found.chance * scale),
        mode="lines",
        name=CHANCE,
        line={"color": colours.role("comparator"), "width": 2, "dash": "dash"},
        hoverinfo="skip",
    )


def _pair(fig: go.Figure, m: Measure, x: list, found: Gap, scale: float) -> None:
    pair = (found.high, found.low)
    fig.add_scatter(
        x=x,
        y=gaps(found.pair.value * scale),
        mode="lines+markers",
        name=wrapped(f"{found.high} minus {found.low}, with 95% interval", LEGEND_LETTERS),
        line={"color": colours.series(0), "width": 2.5},
        marker={"size": 7, "color": colours.series(0)},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": gaps((found.pair.high - found.pair.value) * scale),
            "arrayminus": gaps((found.pair.value - found.pair.low) * scale),
            "color": colours.series(0),
            "thickness": 1,
            "width": 0,
        },
        connectgaps=False,
        hoverinfo="text",
        hovertext=[_hover(m, found, found.pair, place, pair) for place in range(len(x))],
    )


def _hover(
    m: Measure, found: Gap, side: Estimate[np.ndarray], place: int, pair: tuple[str, str]
) -> str:
    value, low, high = _numbers(m, side, place)
    unit = "percentage points" if m.is_fraction else m.unit
    when = words.period_name(found.starts[place], found.answer.grain)
    if pair[0] == pair[1]:
        return hover(when, ALIKE)
    name = f"{pair[0]} minus {pair[1]}"
    return hover(when, f"{name}: {value} {unit}", f"95% interval {low} to {high}")
