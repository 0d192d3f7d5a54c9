"""A measure month by month with its control chart: whether what moves is more than the usual, and
whether the points rest on enough cases to be judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from sendviz import catalogue
from sendviz.ask import Answer, Event, Records, values
from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import last_whole_month
from sendviz.catalogue.row import COLUMNS, LEAST_DENOMINATOR
from sendviz.stats import spc
from sendviz.stats.spc import FIRM_POINTS, ControlChart

# Limits stand on the mean and on steps between neighbours. Shares of few cases leap by chance, and
# in public view they are not told: up to a quarter of them moves either by less than its width.
MOST_POOR = 0.25
UNTOLD = ("not_known", "not_yet_due", "not_submitted")
QUARTER = 3


def rests_on_too_few(m: Measure, rows: pd.DataFrame) -> bool:
    """Whether more than a quarter of the points of one area have too few cases for a value or, of a
    share, rest on fewer than 20. Periods of which the records do not tell count neither way."""
    blank = rows["blank"].to_numpy(object).astype(str)
    told = ~np.isin(blank, UNTOLD)
    if not told.any():
        return False
    poor = blank == "too_few"
    if m.kind == "share":
        sizes = rows["denominator"].to_numpy(float)
        poor = poor | (np.nan_to_num(sizes) < LEAST_DENOMINATOR)
    return bool(poor[told].mean() > MOST_POOR)


def by_quarter_if_months_are_small(answer: Answer) -> Answer:
    """The monthly answer of a share by quarters (three months counted back from the last) if that
    lets an area be judged whose months hold too few cases; else as it is.

    All areas are told in the same periods. Public view tells of areas by quarter from the start.
    Shares at a date are never added up: their cases would count three times.
    """
    m = answer.measure
    may = m.kind == "share" and not m.at_a_date and not answer.rounded
    if not may or answer.grain != "month" or answer.frame.empty:
        return answer
    small = [
        area
        for area, rows in answer.frame.groupby("area", sort=False)
        if area not in answer.buckets and rests_on_too_few(m, rows)
    ]
    if not small:
        return answer
    found = _by_quarter(m, answer.frame)
    lifted = (found[found["area"] == area] for area in small)
    if any(_can_be_judged(m, rows) for rows in lifted):
        return answer.with_frame(found, grain="quarter")
    return answer


def _can_be_judged(m: Measure, rows: pd.DataFrame) -> bool:
    return int(rows["value"].notna().sum()) >= FIRM_POINTS and not rests_on_too_few(m, rows)


def _by_quarter(m: Measure, frame: pd.DataFrame) -> pd.DataFrame:
    """Counts added up, then divided by `ask`; not known where one of the months is not. Months
    that do not fill the first quarter are left out."""
    months = frame["period_start"].to_numpy("datetime64[M]")
    back = (months.max() - months).astype(int)
    whole = int(back.max() + 1) // QUARTER
    used = back < whole * QUARTER
    area, areas = pd.factorize(frame["area"].to_numpy(object)[used])
    cell = area * whole + (whole - 1 - back[used] // QUARTER)
    untold = frame["blank"].isin(UNTOLD).to_numpy(bool)[used]
    size = len(areas) * whole
    unknown = np.bincount(cell, weights=untold, minlength=size) > 0
    counts = {
        name: np.where(
            unknown,
            np.nan,
            np.bincount(cell, np.nan_to_num(frame[name].to_numpy(float)[used]), minlength=size),
        )
        for name in ("numerator", "denominator")
    }
    starts = months.max() - QUARTER * np.arange(whole, 0, -1) + 1
    empty = np.where(counts["denominator"] > 0, np.array(None), "no_cases")
    cells = pd.DataFrame(
        {
            "measure": m.id,
            "area": np.repeat(areas, whole),
            "period_start": np.tile(starts.astype("datetime64[us]"), len(areas)),
            "category": "",
            **counts,
            "blank": pd.Series(np.where(unknown, "not_known", empty), dtype=object),
        }
    )
    return values.of_counts(m, cells).reindex(columns=list(COLUMNS))


# How far back every chart looks, so that no two pages judge one measure by different limits: 13
# quarters are needed where months are too small, and a service of five years ago is another one.
MONTHS = 48
QUIET = ("common_cause", "too_few")
BETTER = {"higher_is_better": "higher", "lower_is_better": "lower", "no_judgement": "neither"}


@dataclass(frozen=True)
class Trend:
    """The answer (by quarter where months hold too few cases, and of areas in public view: see its
    grain), a chart an area, and the events on which limits start anew, with their reasons."""

    answer: Answer
    charts: Mapping[str, ControlChart]
    rebased: tuple[Event, ...] = ()

    @property
    def chart(self) -> ControlChart:
        """The chart of the whole selection, or of the first area."""
        return next(iter(self.charts.values()))


def control_charts_by_month(
    records: Records, measure: Measure | str, by: str | None = None, months: int = MONTHS
) -> Trend:
    """The whole months that end with the selection's last, however short its own period is.

    13 points make firm limits, so the chart looks further back than the page. Months before the
    records are left out; other blanks are gaps; shares of few cases are told by quarter
    (`by_quarter_if_months_are_small`). Raises BadSelection as `Records.ask` does.
    """
    m = catalogue.get(measure)
    key = ("control_charts", m.id, records.selection, records.role, by, months)
    return records.store.cached(key, lambda: _charts_by_month(records, m, by, months))


def _charts_by_month(records: Records, m: Measure, by: str | None, months: int) -> Trend:
    wide = records.over(end=last_whole_month(records.selection.last_day)).months_back(months)
    found = _since_records(wide.ask(m, by=by, period="month"))
    return control_charts(by_quarter_if_months_are_small(found), rebase_events(records, m))


def control_charts(answer: Answer, rebased: Sequence[Event] = ()) -> Trend:
    """The control chart of every area of an answer that has one row an area and period."""
    charts = {
        area: chart_of(answer.of(area), days_for(rebased, answer.area_ids.get(area)))
        for area in answer.areas
    }
    return Trend(answer, charts, tuple(rebased))


def chart_of(answer: Answer, rebased: Sequence[date] = ()) -> ControlChart:
    """The XmR chart of the rows of one area, blanks as gaps, with the legal limit as target where
    there is one. Limits start anew with the first period that begins on or after each day of
    `rebased`.

    Three verdicts of the NHS rules are not given, as they would not be true here. There is none at
    all (`too_few`) where too many points rest on few cases (`rests_on_too_few`), and of middles in
    bands, which are no points. In a nearly constant series a run is no signal. And whether the
    limit will be met is left open while the latest points show a change, as limits that hold the
    time before it say nothing of it.
    """
    m, frame = answer.measure, answer.frame
    values = pd.to_numeric(frame["value"]).to_numpy(float)
    target = m.legal_limit.value if m.legal_limit else None
    starts = frame["period_start"].to_numpy("datetime64[D]")
    places = {int(np.searchsorted(starts, np.datetime64(day))) for day in rebased}
    chart = spc.xmr(
        np.where(frame["blank"].notna() | answer.in_bands, np.nan, values),
        BETTER[m.polarity],
        target,
        rebase_at=sorted(place for place in places if 0 < place < len(values)),
    )
    if rests_on_too_few(m, frame.iloc[chart.start :]):
        return replace(chart, variation="too_few", assurance="none", trial=True)
    chart = _without_idle_runs(chart)
    return chart if chart.variation in QUIET else replace(chart, assurance="none")


def false_alarm_rate(chart: ControlChart) -> float:
    """How likely (0 to 1) the chart would show a signal at its latest point if its own periods came
    in random order; 0 where it cannot show one."""
    if chart.variation == "too_few":
        return 0.0
    values = chart.values[chart.start :]
    return spc.chance_of_signal(values, runs=not spc.nearly_constant(values))


def _without_idle_runs(chart: ControlChart) -> ControlChart:
    if "run" not in chart.rule or not spc.nearly_constant(chart.values[chart.start :]):
        return chart
    idle = [i >= chart.start and rule == "run" for i, rule in enumerate(chart.rule)]
    signal = tuple("common_cause" if i else s for i, s in zip(idle, chart.signal, strict=True))
    return replace(
        chart,
        rule=tuple("" if i else rule for i, rule in zip(idle, chart.rule, strict=True)),
        signal=signal,
        variation="too_few" if chart.trial else next(each for each in signal[::-1] if each),
    )


def rebase_events(records: Records, m: Measure) -> tuple[Event, ...]:
    """Its events on which limits start anew: made by hand, each with its reason."""
    return tuple(each for each in records.events(m) if each.kind == "rebase")


def days_for(events: Sequence[Event], area_id: str | None) -> list[date]:
    """The days of the events that concern an area, or all areas."""
    return [each.day for each in events if each.area_id in (None, area_id)]


def _since_records(answer: Answer) -> Answer:
    frame = answer.frame
    known = frame.loc[frame["blank"].ne("not_known"), "period_start"]
    return answer.with_frame(
        frame[frame["period_start"] >= known.min()] if len(known) else frame.iloc[:0]
    )
