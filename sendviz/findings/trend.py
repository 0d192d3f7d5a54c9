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
from sendviz.catalogue.calendar import BadSelection, last_whole_month
from sendviz.catalogue.row import BASES, COLUMNS, LEAST_DENOMINATOR, Row
from sendviz.stats import spc, trends
from sendviz.stats.spc import FIRM_POINTS, ControlChart
from sendviz.stats.trends import Verdict

# Limits stand on the mean and on steps between neighbours. Shares of few cases leap by chance, and
# in public view they are not told: up to a quarter of them moves either by less than its width.
MOST_POOR = 0.25
UNTOLD = ("not_known", "not_yet_due", "not_submitted")
QUARTER = 3


def rests_on_too_few(m: Measure, rows: pd.DataFrame) -> bool:
    """Whether one area has too few cases to be judged: more than a quarter of its points have none
    to tell or, of a share, rest on fewer than 20; or under one case of either kind is expected a
    point. Periods of which the records do not tell count neither way."""
    return has_small_points(m, rows) or is_rare(m, rows)


def has_small_points(m: Measure, rows: pd.DataFrame) -> bool:
    """Whether more than a quarter of the points have too few cases for a value or, of a share, rest
    on fewer than 20."""
    blank = rows["blank"].to_numpy(object).astype(str)
    told = ~np.isin(blank, UNTOLD)
    if not told.any():
        return False
    poor = blank == "too_few"
    if m.kind == "share":
        sizes = rows["denominator"].to_numpy(float)
        poor = poor | (np.nan_to_num(sizes) < LEAST_DENOMINATOR)
    return bool(poor[told].mean() > MOST_POOR)


def is_rare(m: Measure, rows: pd.DataFrame) -> bool:
    """Whether under one case that counts, or of a share that does not, is expected a point."""
    if m.kind not in ("share", "count") or m.at_a_date:
        return False
    return trends.expects_too_few(*counts_of(m, rows))


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
NO_MONTHS = "No whole month of the records lies before this day."
COUNTED = ("numerator", "denominator")
SUMMED = ("share", "count", "ratio")
POINTS_A_YEAR = {"month": 12, "quarter": 4}
BETTER = {"higher_is_better": "higher", "lower_is_better": "lower", "no_judgement": "neither"}
SIDES = {"higher_is_better": 1, "lower_is_better": -1, "no_judgement": 0}


# The rows of the table of verdicts: level (L, of flows only), direction against a year before (R).
ROWS = {
    "too_few": "L not judged",
    "usual": "L within, R not known",
    "same": "L within, R none",
    "moving": "L within, R up or down",
    "further": "R the way of L",
    "holding": "L outside for over a year, R none",
    "lately": "L outside for less, R none",
    "turning": "R against L",
    "apart": "L outside, R not known",
    "turned": "R one way or none, the last half year the other",
    "list": "of a list, R alone",
    "list_not_known": "of a list, R not known",
}


@dataclass(frozen=True, eq=False)
class Told:
    """What the trend of one place says, on whatever screen: its rows (one a point), their chart and
    the verdict, with the values that it holds against each other, if it does."""

    answer: Answer
    chart: ControlChart
    verdict: Verdict
    now: Row | None = None
    before: Row | None = None

    @property
    def latest_months(self) -> tuple[float, ...]:
        """The values of the last two years (of eight quarters), nan where there is none."""
        points = 2 * POINTS_A_YEAR.get(self.answer.grain or "month", 12)
        return tuple(map(float, self.chart.values[-points:]))

    @property
    def is_list(self) -> bool:
        """Whether it tells of those who wait on a day, which has no level."""
        return self.answer.measure.at_a_date

    @property
    def row(self) -> str:
        """Which row of the table of verdicts holds, one of ROWS."""
        found = self.verdict
        if found.has_turned:
            return "turned"
        if self.is_list:
            return "list" if found.direction is not None else "list_not_known"
        if found.level is None:
            return "too_few"
        if found.level == 0:
            return {None: "usual", 0: "same"}.get(found.direction, "moving")
        if not found.direction:
            return "apart" if found.direction is None else self._unmoved
        return "further" if found.direction == found.level else "turning"

    @property
    def _unmoved(self) -> str:
        """Whether the level holds for a year and more: then a year shows no change in it."""
        year = POINTS_A_YEAR[self.answer.grain or "month"]
        held = self.verdict.now[-1] - (self.verdict.since or 0)
        return "holding" if held >= year else "lately"

    @property
    def assurance(self) -> str:
        """Whether the legal limit will be met if nothing changes, as of a chart; 'none' while
        something does: limits that hold the time before it say nothing of it."""
        return self.chart.assurance if self.row in ("same", "usual") else "none"

    @property
    def side(self) -> int:
        """The side that a row speaks of: that of the direction, else of the level."""
        return self.verdict.direction or self.verdict.level or 0

    @property
    def orientation(self) -> int:
        """1 where higher is better, -1 where lower is, 0 of measures without a better side."""
        return SIDES[self.answer.measure.polarity]


@dataclass(frozen=True, eq=False)
class Trend:
    """The answer (by quarter where months hold too few cases, and of areas in public view: see its
    grain), what each area's trend says, and the events on which limits start anew, with their
    reasons."""

    answer: Answer
    places: Mapping[str, Told]
    rebased: tuple[Event, ...] = ()

    @property
    def told(self) -> Told:
        """That of the whole selection, or of the first area. Raises BadSelection where the records
        tell of no month yet: public view may look at the quarter before they begin."""
        if not self.places:
            raise BadSelection(NO_MONTHS)
        return next(iter(self.places.values()))


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
    places = {
        area: told_of(answer.of(area), days_for(rebased, answer.area_ids.get(area)))
        for area in answer.areas
    }
    return Trend(answer, places, tuple(rebased))


def told_of(answer: Answer, rebased: Sequence[date] = ()) -> Told:
    """What the rows of one area say, blanks as gaps. The one place where a trend is judged."""
    m, frame = answer.measure, answer.frame
    chart = chart_of(answer, rebased)
    year = POINTS_A_YEAR.get(answer.grain or "month")
    if year is None or not len(frame) or np.isnan(chart.values).all():
        return Told(answer, chart, trends.NOT_JUDGED)
    x, n = counts_of(m, frame)
    error = trends.rounding_variance(BASES[m.small_numbers]) if answer.rounded else 0.0
    if m.at_a_date:
        found = trends.list_verdict(chart.values, x, n, year, error)
    else:
        found = trends.flow_verdict(chart, x, n, year, error)
    if not found.now:
        return Told(answer, chart, found)
    if m.kind not in SUMMED and not m.at_a_date:
        found = _by_the_latest(found, chart.values, year)
    now, before = (_pooled(answer, places) for places in (found.now, found.before))
    if now is None:
        found = replace(found, now=found.now[-1:])
        now = _pooled(answer, found.now)
    known = found.direction is not None
    return Told(answer, chart, found, now, before if known else None)


def _by_the_latest(found: Verdict, values: np.ndarray, year: int) -> Verdict:
    """Of amounts, which cannot be added up, the latest point is told beside the one a year before:
    a direction only where these two go its way."""
    last = found.now[-1]
    before = last - year
    held = replace(found, now=(last,), before=(before,))
    if not found.direction or found.in_a_row:
        return held
    same = before >= 0 and np.sign(values[last] - values[before]) == found.direction
    return held if same else replace(held, direction=0)


def _pooled(answer: Answer, places: Sequence[int]) -> Row | None:
    """The row of some points together, from their added counts; None where one is not known."""
    if not places or places[0] < 0:
        return None
    rows = [answer.rows[place] for place in places]
    if len(rows) == 1:
        return rows[0]
    if any(each.blank not in (None, "no_cases") for each in rows):
        return None
    x, n = (np.nansum([[getattr(row, name)] for row in rows], axis=0) for name in COUNTED)
    columns = {"numerator": x, "denominator": n} | values.columns_of_counts(answer.measure, x, n)
    told = {name: float(column[0]) for name, column in columns.items()}
    return Row(**{**rows[0]._asdict(), **told, "blank": None})


def counts_of(m: Measure, frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """What the values were made of: x of n, x alone, or (of amounts, nets, and ratios above one,
    which are no shares) neither. Periods without cases are nought of nought."""
    none = np.full(len(frame), np.nan)
    if m.kind not in SUMMED and m.kind != "stock":
        return none, none
    empty = (frame["blank"] == "no_cases").to_numpy(bool)
    x = np.where(empty, 0.0, frame["numerator"].to_numpy(float))
    if m.kind in ("count", "stock"):
        return x, none
    n = np.where(empty, 0.0, frame["denominator"].to_numpy(float))
    return (none, none) if m.kind == "ratio" and (x > n).any() else (x, n)


def chart_of(answer: Answer, rebased: Sequence[date] = ()) -> ControlChart:
    """The chart of the rows of one area, blanks as gaps, with the legal limit as target where there
    is one: p-prime limits of shares of what happened, as their sizes differ from month to month,
    else XmR. Limits start anew with the first period that begins on or after each day of `rebased`.

    There is no verdict (`too_few`) where the points rest on too few cases (`rests_on_too_few`), of
    middles in bands, which are no points, and no limits of lists, which carry over from month to
    month.
    """
    m, frame = answer.measure, answer.frame
    starts = frame["period_start"].to_numpy("datetime64[D]")
    places = {int(np.searchsorted(starts, np.datetime64(day))) for day in rebased}
    anew = sorted(place for place in places if 0 < place < len(frame))
    chart = _limits(answer, anew)
    if m.at_a_date:
        none = np.full(len(frame), np.nan)
        chart = replace(chart, centre=none, lower=none, upper=none)
    if m.at_a_date or rests_on_too_few(m, frame.iloc[chart.start :]):
        return replace(chart, variation="too_few", assurance="none", trial=True)
    return chart


def _limits(answer: Answer, rebase_at: Sequence[int]) -> ControlChart:
    m, frame = answer.measure, answer.frame
    target = m.legal_limit.value if m.legal_limit else None
    gap = frame["blank"].notna().to_numpy(bool) | answer.in_bands
    if m.kind == "share" and not m.at_a_date:
        x, n = (np.where(gap, np.nan, frame[each].to_numpy(float)) for each in COUNTED)
        return spc.p_chart(x, n, BETTER[m.polarity], target, rebase_at, laney=True)
    found = np.where(gap, np.nan, pd.to_numeric(frame["value"]).to_numpy(float))
    return spc.xmr(found, BETTER[m.polarity], target, rebase_at=rebase_at)


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
