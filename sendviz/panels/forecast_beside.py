"""Settings side by side, what moves the forecast most, and the two lines of a reform plan."""

from __future__ import annotations

from datetime import date

import plotly.graph_objects as go

from sendviz.ask import Records
from sendviz.catalogue import planning
from sendviz.catalogue.calendar import BadSelection
from sendviz.findings.forecast import Forecast, forecast, settings_beside
from sendviz.findings.levers import Levers
from sendviz.findings.sensitivity import Moved, what_moves
from sendviz.kit import colours, words
from sendviz.kit.html import Cell, table_of
from sendviz.kit.layers import lying_range, named_upright
from sendviz.kit.template import figure, headroom, wrapped
from sendviz.panels.forecast import a_year_on, caption_of, of_100, told
from sendviz.panels.forecast_levers import value_words
from sendviz.panels.panel import Panel, or_refused

PRINCIPLES = ("early", "effective", "shared")
ROW_HEIGHT = 56


@or_refused
def beside_panel(records: Records, levers: Levers, order: str) -> Panel:
    """Nothing changes, the reader's numbers, recruits later, and requests up a third."""
    settings = settings_beside(levers)
    found = {name: forecast(records, each, order) for name, each in settings.items()}
    day = a_year_on(next(iter(found.values())).course)
    rows = [_beside_row(name, each, day, records) for name, each in found.items()]
    head = ["Setting", f"Past 20 weeks, {words.month(day)}", "Clear within two years", "Half by"]
    return Panel(
        "beside",
        "Settings side by side",
        caption_of(records, "Under the chosen order of work, the same chance in each"),
        tables=(table_of("Settings side by side", head, rows),),
        notes=("Clear: under 5% of open cases past 20 weeks, three months running.",),
    )


def _beside_row(name: str, found: Forecast, day: date, records: Records) -> list[Cell]:
    middle, low, high = (told(each, records) for each in found.course.past(20).at(day))
    by = found.course.cleared_by
    return [
        Cell(name),
        Cell(f"{middle} ({low} to {high})", number=True),
        Cell(f"{of_100(found.course.share_clearing)} courses", number=True),
        Cell(words.month(by) if by else "not within two years"),
    ]


@or_refused
def reform_panel(records: Records, levers: Levers, order: str) -> Panel:
    """The two lines of a local reform plan: without and with what is planned."""
    without, planned = (forecast(records, each, order) for each in (Levers(), levers))
    if not _mitigations(levers):
        raise BadSelection(
            "No measure is chosen: change a lever above to see the mitigated line beside it."
        )
    rows = [
        [
            Cell(words.month(day)),
            *(
                Cell(f"{told(row[2], records)} ({told(row[0], records)} to "
                     f"{told(row[4], records)})", number=True)
                for row in (a, b)
            ),
        ]
        for day, a, b in zip(
            without.course.days,
            without.course.past(20).values,
            planned.course.past(20).values,
            strict=True,
        )
        if day.month % 3 == 0
    ]  # fmt: skip
    head = ["End of", "Unmitigated", "Mitigated"]
    return Panel(
        "reform",
        "The reform plan’s two lines",
        caption_of(records, "Children past 20 weeks without and with what is chosen, by quarter"),
        sentences=tuple(_mitigations(levers)),
        tables=(table_of("Unmitigated and mitigated", head, rows),),
        notes=(
            "Unmitigated: requests and staff go on as they did. Of the five principles of the "
            "proposed reform a queue shows early, effective and shared, not local and fair.",
        ),
    )


def _mitigations(levers: Levers) -> list[str]:
    """What is chosen, by principle: 'Effective – more psychologists: 6 posts.'"""
    found = []
    for principle in PRINCIPLES:
        chosen = [
            f"{words.uncapital(each.name)}: {value_words(each, levers[each.id])}"
            for each in planning.levers().values()
            if each.principle == principle and _is_changed(levers, each)
        ]
        if chosen:
            found.append(f"{principle.capitalize()} – {'; '.join(chosen)}.")
    return found


def _is_changed(levers: Levers, lever: planning.Lever) -> bool:
    return levers[lever.id] != lever.usual


@or_refused
def tornado_panel(records: Records, levers: Levers, order: str) -> Panel:
    """Which assumption moves the number past 20 weeks a year on most."""
    found = forecast(records, levers, order)
    moved = what_moves(records, levers, order)
    middle = found.course.past(20).at(a_year_on(found.course))[0]
    top = moved[0]
    title = f"What moves it most: {words.uncapital(top.name)}"
    rows = [_moved_row(each, records) for each in moved]
    return Panel(
        "tornado",
        title,
        caption_of(records, f"Past 20 weeks on {words.day(a_year_on(found.course))}, each changed"),
        figure=_tornado(moved, middle, records),
        alt=f"Bars, one an assumption. {title}: {told(top.low, records)} to "
        f"{told(top.high, records)}.",
        tables=(table_of("Each assumption changed", ["Assumption", "From", "To"], rows),),
        notes=("The middle of the courses; all else stays as chosen.",),
    )


def _moved_row(moved: Moved, records: Records) -> list[Cell]:
    values = (moved.low, moved.high)
    return [Cell(moved.name), *(Cell(told(each, records), number=True) for each in values)]


def _tornado(moved: tuple[Moved, ...], middle: float, records: Records) -> go.Figure:
    fig = figure(90 + ROW_HEIGHT * len(moved))
    for height, each in enumerate(reversed(moved)):
        ends = (min(each.low, each.high), max(each.low, each.high))
        lying_range(fig, ends, height, colours.series(0), 14)
    named_upright(
        fig, middle, f"As chosen: {told(middle, records)}", colours.role("quiet_text"),
        line=0, dash="dot", side="left",
    )  # fmt: skip
    top = headroom([each for one in moved for each in (one.low, one.high)], 4.0)
    fig.update_xaxes(range=[0, top], showgrid=True, nticks=6, tickformat=",.0f")
    fig.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(moved))),
        ticktext=[wrapped(each.name, 26) for each in reversed(moved)],
        range=[-0.7, len(moved) - 0.3],
    )
    fig.update_layout(margin={"t": 30})
    return fig
