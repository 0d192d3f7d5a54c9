"""Did what we did work? Every figure that an action should move, with its verdict; and one of them
month by month."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from sendviz.ask import Answer, Records
from sendviz.findings.actions import Judged, judged
from sendviz.findings.as_low import as_low_then
from sendviz.findings.families import felt_of
from sendviz.findings.impact import Impact
from sendviz.kit import layers, marks
from sendviz.kit.html import Cell, table_of
from sendviz.kit.template import (
    CHART_HEIGHT,
    date_axis,
    figure,
    headroom,
    hover,
    least,
    stamps,
    value_axis,
)
from sendviz.kit.values import Sign, level_text
from sendviz.kit.verdicts import impact_sign, state_words
from sendviz.kit.words import capital, day, month, percent, period_name, uncapital
from sendviz.panels.captions import events_words, marks_of
from sendviz.panels.families import asked_since_words, felt_in_short, felt_words
from sendviz.panels.impact_words import (
    answer_words,
    anyway_words,
    asked_words,
    did_words,
    expected_words,
    in_order,
    power_words,
    size_words,
    verdict_words,
)
from sendviz.panels.panel import NOTHING, Panel, charted, or_refused, sentence_or_refusal
from sendviz.panels.plan_words import ON_MADE_UP, link_name

FAMILIES = "Families"
HEAD = ["Action and figure", "Done?", "Could show", "What the figure did", FAMILIES, "Verdict"]
SEASON = "Less than a year is compared, so the season may have a part in it."
BETTER, WORSE = (
    Sign("better than before", "\u2605", "star", "improvement"),
    Sign("worse than before", "\u25c6", "diamond", "concern"),
)


@sentence_or_refusal
def impact_answer(records: Records) -> str:
    """How many figures moved, did not, or cannot be told yet."""
    return answer_words(judged(records))


@or_refused
def verdicts_panel(records: Records, *, families: bool = True) -> Panel:
    """Every figure that an action should move: when it could show, what it did, the verdict and
    what the board is asked. families: with what they say of the action."""
    found = in_order(judged(records))
    if not found:
        return NOTHING
    columns = [place for place, name in enumerate(HEAD) if families or name != FAMILIES]
    rows = [[row[place] for place in columns] for row in (_row(records, each) for each in found)]
    made_up = any(each.line.simulated for each in found)
    return Panel(
        "verdicts",
        "Every action with a figure, and what that figure did",
        f"{records.council}, {day(records.selection.as_at)}. The whole council.",
        tables=(table_of("Verdicts", [HEAD[place] for place in columns], rows, wide=True),),
        notes=(ON_MADE_UP,) if made_up else (),
    )


def _row(records: Records, each: Judged) -> list[Cell]:
    found, link = each.impact, each.link
    since = f"from {month(link.expected_from)}" if link.expected_from else "from its start"
    by = f"in full by {month(link.expected_by)}" if link.expected_by else ""
    return [
        Cell(f"{each.line.ref} {each.line.title}", small=link_name(link)),
        Cell(capital(state_words(each.line.state))),
        Cell(capital(since), small=by),
        Cell(capital(did_words(each)) or "Nothing to tell yet", small=capital(size_words(each))),
        Cell(*_felt(records, each)),
        Cell("", small=_under(each), signs=(impact_sign(found.verdict),)),
    ]


def _felt(records: Records, each: Judged) -> tuple[str, bool, str]:
    """What families say of the action, and the counts under it."""
    word, counts = felt_in_short(felt_of(records, each.line))
    return capital(word), False, counts


def _under(each: Judged) -> str:
    """Why it cannot be told, or what got worse; and what the board is asked."""
    why = each.impact.why or ""
    if each.impact.verdict == "worse_elsewhere":
        why = verdict_words(each)
    return f"{why} {asked_words(each.impact)}".strip()


def names(records: Records) -> tuple[str, ...]:
    """The figures that can be looked at one by one, as 'PA2.1 Plans issued', in their order."""
    return tuple(
        f"{each.line.ref} {link_name(each.link)}"
        for each in in_order(judged(records))
        if each.impact.chart is not None
    )


@or_refused
def one_action_panel(records: Records, name: str) -> Panel:
    """One figure: expected, found, what else happened, and its months with the action's days."""
    found = [each for each in judged(records) if f"{each.line.ref} {link_name(each.link)}" == name]
    if not found or found[0].answer is None:
        return NOTHING
    each = found[0]
    assert each.answer is not None
    events = _events(records, each)
    felt = felt_of(records, each.line)
    starts = each.answer.frame["period_start"]
    more = (
        expected_words(each),
        f"{capital(size_words(each))}." if size_words(each) else "",
        power_words(each),
        anyway_words(each),
        SEASON if each.impact.now and each.impact.season and not _is_list(each) else "",
        _elsewhere(each),
        _as_low(records, each),
        felt_words(felt),
        asked_since_words(felt, each.impact.signal),
        f"The board is asked: {uncapital(asked_words(each.impact))}",
    )
    did = did_words(each)
    return charted(
        records,
        "one_action",
        f"{link_name(each.link)}: {_title(each)}",
        impact_figure(each, events),
        [each.answer],
        "control_chart",
        sentences=(f"{capital(did)}.",) if did else (),
        parts=(Panel("one_action_more", sentences=tuple(each for each in more if each)),),
        notes=[events_words(events, starts.min(), starts.max()), _limits_words(each)],
    )


def _title(each: Judged) -> str:
    """The verdict, with what got worse meanwhile."""
    if each.impact.verdict == "worse_elsewhere":
        return uncapital(verdict_words(each)).rstrip(".")
    return impact_sign(each.impact.verdict).word


def _is_list(each: Judged) -> bool:
    return each.impact.course.points.is_list


def _limits_words(each: Judged) -> str:
    if _is_list(each):
        return "A list carries over: it is held against the last month before the action."
    return "The band is the usual range of up to two years before the action began."


def _events(records: Records, each: Judged) -> list[tuple]:
    """The action's own days among the council's events."""
    own = [(each.line.starts, f"{each.line.ref} begins")] if each.line.starts else []
    if each.link.expected_from and each.link.expected_from <= records.selection.as_at:
        own.append((each.link.expected_from, "an effect can show"))
    m = each.measure
    return sorted([*own, *(marks_of(records, m) if m else ())])


WHY_NOT_SHOWN = {
    "areas": "Other areas, which did not have it, moved as much.",
    "councils": "Other councils that stood as low moved as much.",
    "late": "It got better only long after the action should have shown.",
    "within": "The two years before the action held months that were as good.",
}


def _elsewhere(each: Judged) -> str:
    if each.impact.why_not_shown:
        return WHY_NOT_SHOWN[each.impact.why_not_shown]
    if "area=" in each.link.selection and each.impact.verdict == "worked":
        return "Elsewhere: it moved more than each of the other areas."
    return ""


def _as_low(records: Records, each: Judged) -> str:
    """How councils that stood as low moved, whatever they did."""
    points, m = each.impact.course.points, each.measure
    if m is None or not points.is_share or not each.impact.then:
        return ""
    at = list(each.impact.then)
    low = as_low_then(records, m, float(np.nansum(points.x[at]) / np.nansum(points.n[at])))
    if low is None or low.councils < 5:
        return ""
    return (
        f"Of {low.councils} other councils under {percent(low.below)} in {low.year} half rose by "
        f"{low.middle * 100:.1f} points or more in the next year, whatever they did."
    )


def impact_figure(each: Judged, events: Sequence[tuple]) -> go.Figure:
    """The months, the usual range of the time before, and the target; points that left that range
    since have a shape."""
    answer, found = each.answer, each.impact
    assert answer is not None and found.chart is not None
    m, x = answer.measure, stamps(answer.frame["period_start"])
    values, chart = found.course.points.values, found.chart
    fig = figure(CHART_HEIGHT)
    limits = (layers.possible(m, chart.lower), chart.centre, layers.possible(m, chart.upper))
    if np.isfinite(chart.centre).any():
        layers.usual_range(fig, x, limits, "usual range before")
    layers.thread(fig, x, values, 1.5)
    _points(fig, answer, found, x)
    target = each.link.target
    tops = [*values[np.isfinite(values)], *np.nan_to_num(limits[2]), target or 0.0]
    if target is not None:
        layers.level(fig, target, "target")
        layers.level_name(fig, target, f"local target {level_text(m, target)}", "left")
    fig.update_xaxes(**date_axis(x, answer.grain))
    fig.update_yaxes(**value_axis(m, headroom(tops, least(m))))
    marks.add_events(fig, events, min(x), max(x), lower=False)
    fig.update_layout(margin={"t": 28}, showlegend=True)
    return fig


def _points(fig: go.Figure, answer: Answer, found: Impact, x: Sequence) -> None:
    """Plain points, and since the action began those that left what was usual, by their way."""
    course, chart = found.course, found.chart
    assert chart is not None
    texts, rows = answer.texts(), answer.rows
    plain = Sign("month", "\u25cf", "circle", "no_change")
    for sign, wanted in ((plain, 0), (BETTER, course.way), (WORSE, -course.way)):
        at = [
            place
            for place, value in enumerate(course.points.values)
            if np.isfinite(value)
            and (int(chart.side[place]) if place >= course.points.before else 0) == wanted
        ]
        told = [hover(period_name(rows[p].period_start, answer.grain), texts[p]) for p in at]
        if at:
            layers.signed_points(
                fig,
                [x[p] for p in at],
                [float(course.points.values[p]) for p in at],
                [sign] * len(at),
                told,
                size=5 if sign == plain else 9,
                star=13,
                name=sign.word,
                showlegend=sign != plain,
            )
