"""Panels about the queue: where the time goes, how old the open cases are, what comes in and goes
out, the curve."""

from __future__ import annotations

from dataclasses import replace

from sendviz import ask, catalogue, charts, wording
from sendviz.app.guard import or_said
from sendviz.app.state import Now
from sendviz.ask.selection import Selection
from sendviz.ask.waits import Waits
from sendviz.catalogue import Measure
from sendviz.ui.panels import Shown, a_year_before, one, panel
from sendviz.wording import screens
from sendviz.wording.waits import flow_of_period

BANDS = (
    "cases_open_up_to_6_weeks",
    "cases_open_6_to_16_weeks",
    "cases_open_16_to_20_weeks",
    "cases_open_20_to_30_weeks",
    "cases_open_30_to_52_weeks",
    "cases_open_over_52_weeks",
)
FLOW = ("cases_entered", "cases_left", "cases_in_and_out")
# name, measure of the middle, measure of nine in ten, legal weeks from the start of that stage
STAGES = (
    (
        "Request to decision",
        "weeks_to_decision",
        "ninetieth_percentile_weeks_to_decision",
        "decision",
    ),
    (
        "Decision to plan",
        "weeks_from_decision_to_plan",
        "ninetieth_percentile_weeks_from_decision_to_plan",
        None,
    ),
    ("Request to plan", "median_weeks_to_issue", "ninetieth_percentile_weeks_to_issue", "plan"),
)


@or_said
def words(now: Now) -> str:
    """How many came in and left, and whether the queue grew."""
    return _told(now, now.selection)


@or_said
def lines(now: Now) -> tuple[str, ...]:
    """In and out over the period, for a card."""
    counts = (wording.rows(one(now, id))[0] for id in FLOW[:2])
    names = ("came in", "left")
    return tuple(
        f"{wording.number(row['value'])} {name}" for row, name in zip(counts, names, strict=True)
    )


@or_said
def flow_panel(now: Now) -> None:
    """In and out by month over two years, the net as a line; the heading adds up the period."""
    selection = now.selection.months_back(24)
    frames = [one(now, id, selection, period="month") for id in FLOW]
    figure = charts.in_and_out(*frames)
    shown = [
        Shown(catalogue.get(id), frame, "in_and_out")
        for id, frame in zip(FLOW, frames, strict=True)
    ]
    panel(now, _told(now, now.selection), figure, shown, "flow", selection, marked=True)


@or_said
def ages_panel(now: Now) -> None:
    """Open cases by age, now and a year ago."""
    earlier = a_year_before(now.selection)
    ms = [catalogue.get(id) for id in BANDS]
    frames = [one(now, m.id) for m in ms]
    rows = [(m, wording.rows(frame)[0]) for m, frame in zip(ms, frames, strict=True)]
    before = (
        [(m, wording.rows(one(now, m.id, earlier))[0]) for m in ms]
        if _has_records(now, earlier)
        else []
    )
    name = wording.day(earlier.as_at)
    figure = charts.age_bands(rows, before, name, bool(frames[0].attrs["rounded"]))
    shown = [Shown(m, frame, "bars") for m, frame in zip(ms, frames, strict=True)]
    m = catalogue.get("share_open_over_20_weeks")
    past = [one(now, m.id, each) for each in (now.selection, *([earlier] if before else []))]
    panel(now, screens.ages_sentence(m, past, name), figure, shown, "ages")


@or_said
def bands_panel(now: Now) -> None:
    """Open cases by age in each locality."""
    frames = [(catalogue.get(id), one(now, id, by="locality")) for id in BANDS]
    shown = [Shown(m, frame, "bands_by_area") for m, frame in frames]
    late = one(now, "cases_open_over_20_weeks", by="locality")
    m = catalogue.get("cases_open_over_20_weeks")
    panel(
        now,
        wording.by_area_sentence(m, late, wording.rows(one(now, m.id))[0]),
        charts.bands_by_area(frames),
        shown,
        "bands",
    )


@or_said
def curves_panel(now: Now) -> None:
    """Share still waiting by week since the request, by locality, with the comparison in words."""
    now = now.for_parts
    m = catalogue.get("weeks_until_half_have_an_answer")
    waits = placed_curves(now, m)
    frame = one(now, m.id, by="locality")
    panel(
        now,
        wording.curve_sentence(waits, m=m),
        charts.curves(waits),
        [Shown(m, frame, "curves")],
        "curves",
    )


def placed_curves(now: Now, m: Measure) -> Waits:
    """The curves by locality, those of unknown place left out where there are others."""
    waits = ask.survival(now.store, m, now.selection, now.role, by="locality")
    known = {area.name for area in now.localities if area.known}
    placed = tuple(curve for curve in waits.curves if curve.area in known)
    return replace(waits, curves=placed or waits.curves)


@or_said
def stages_panel(now: Now) -> None:
    """Where the time goes: the middle and nine in ten of each stage, by locality."""
    now = now.for_parts
    limits = catalogue.legal_weeks()
    parts = [
        (
            name,
            catalogue.get(middle),
            *(_known(one(now, id, by="locality")) for id in (middle, ninetieth)),
        )
        for name, middle, ninetieth, _ in STAGES
    ]
    figure = charts.stages(parts, [limits[step] if step else None for *_, step in STAGES])
    shown = [Shown(m, frame, "stages") for _, m, frame, _ in parts]
    middles = [(name, wording.rows(one(now, m.id))[0]) for name, m, *_ in parts]
    panel(now, screens.stages_sentence(middles), figure, shown, "stages")


def _told(now: Now, selection: Selection) -> str:
    """The flow over a whole period: months that public view hides one by one are in it."""
    came, left = (wording.rows(one(now, id, selection))[0] for id in FLOW[:2])
    return flow_of_period(
        came, left, selection.start or now.covered.first_day, selection.last_day
    )


def _known(frame):
    """The rows of real areas: the bucket of unknown places is in the totals and the tables."""
    kept = frame[[not wording.is_bucket(frame, area) for area in frame["area"]]]
    kept.attrs = frame.attrs
    return kept


def _has_records(now: Now, selection: Selection) -> bool:
    return selection.as_at >= now.covered.first_day
