"""Speed beside quality: whether plans that come faster are also better, and what surveys say, wave
by wave."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from sendviz.ask import Answer, Records
from sendviz.catalogue.row import Row
from sendviz.findings.trend import MONTHS, Told, told_of
from sendviz.stats.intervals import newcombe
from sendviz.stats.two_waves import smallest_change

ON_TIME, GOOD = "plans_issued_within_20_weeks", "plans_audited_good_or_better"
WITH_TARGETED = "all_audits"
POSITIVE, REWORDED, RESPONSE = "survey_positive", "survey_reworded", "survey_response_rate"
FEWEST, YEAR = 20, 12
# What became of speed and of quality against a year before: 1 better, 0 no real change, -1 worse.
VERDICTS = {
    (1, 1): "both_better",
    (1, 0): "faster_not_better",
    (1, -1): "faster_not_better",
    (0, 1): "better_not_faster",
    (-1, 1): "better_not_faster",
    (0, 0): "neither",
    (0, -1): "worse_not_faster",
    (-1, 0): "slower_not_better",
    (-1, -1): "both_worse",
}


@dataclass(frozen=True, eq=False)
class Pair:
    """Timeliness and audits of the same twelve months, and the verdict: one of VERDICTS, `too_few`
    (under 20 audits that may stand for the whole, or under half of all), or `not_known` (no audits
    of these months, or no year to hold them against).

    speed_before, quality_before: the twelve months before. audits: of how many audits in all those
    that may stand for the whole are. of_quality: the audits by quarter, as too few fall in a month.
    """

    speed: Answer
    quality: Answer
    speed_before: Row
    quality_before: Row
    audits: Row
    of_quality: Told

    @property
    def verdict(self) -> str:
        """The one word for both."""
        if self.quality.row.blank not in (None, "no_cases"):
            return "not_known"
        standing, every = (float(each.denominator or 0) for each in (self.quality.row, self.audits))
        if standing < FEWEST or standing * 2 < every:
            return "too_few"
        ways = self.ways
        return VERDICTS[ways] if ways is not None else "not_known"

    @property
    def ways(self) -> tuple[int, int] | None:
        """Which way speed and quality went against the twelve months before, 1 for the better by
        more than chance; None where one is not known."""
        speed, quality = _way(self.speed.row, self.speed_before), self.quality_way
        return None if speed is None or quality is None else (speed, quality)

    @property
    def quality_way(self) -> int | None:
        """That of quality alone."""
        return _way(self.quality.row, self.quality_before)


def _way(now: Row, before: Row) -> int | None:
    """1 where the share is above that of the year before by more than chance, -1 where it is below,
    0 for neither (Newcombe's 95% interval of the difference); None where one of the years has
    under 20 cases."""
    if before.blank or now.blank or min(now.denominator, before.denominator) < FEWEST:
        return None
    found = newcombe(now.numerator, now.denominator, before.numerator, before.denominator)
    return int(found.low > 0) - int(found.high < 0)


def pair_of(records: Records) -> Pair:
    """Both over the twelve months that end with the selection; in public view with its last whole
    quarter. Raises BadSelection as `Records.ask`."""
    told = as_told(records)
    year = told.months_back(YEAR)
    return Pair(
        year.ask(ON_TIME),
        year.ask(GOOD),
        year.a_year_before.ask(ON_TIME).row,
        year.a_year_before.ask(GOOD).row,
        year.ask(GOOD, variant=WITH_TARGETED).row,
        _by_quarter(told),
    )


def _by_quarter(records: Records) -> Told:
    """The audits of each quarter, as far back as every chart looks."""
    answer = records.over(end=None).months_back(MONTHS).ask(GOOD, period="quarter")
    known = answer.frame.iloc[answer.frame["blank"].ne("not_known").to_numpy().argmax() :]
    first = known["period_start"].iloc[0].date()
    return told_of(answer.with_frame(known, selection=replace(answer.selection, start=first)))


def as_told(records: Records) -> Records:
    """The same where public view is told of audits, complaints and appeals: at a quarter's end."""
    return records.for_parts


@dataclass(frozen=True)
class Wave:
    """The answers to one question in the month of one wave. reworded: in other words than before;
    seen_from: the smallest change since the wave before that could have been seen, None for the
    first wave and for a question in new words."""

    question: str
    month: date
    row: Row
    reworded: bool
    seen_from: float | None


@dataclass(frozen=True, eq=False)
class Survey:
    """The waves of every question in their order, and the newest answers with their intervals, a
    question a row."""

    waves: tuple[Wave, ...]
    newest: Answer

    @property
    def last(self) -> tuple[Wave, ...]:
        """The newest wave of each question."""
        return tuple({each.question: each for each in self.waves}.values())


def survey_of(records: Records) -> Survey | None:
    """What the council's surveys say by question, up to the as-at day; None where nothing may be
    told. Raises BadSelection as `Records.ask`."""
    ever = records.over(start=None, end=None)
    answer = ever.ask(POSITIVE, by="question", period="month")
    told = answer.frame["blank"].isna()
    if not told.any():
        return None
    changed = ever.ask(REWORDED, by="question", period="month").frame
    anew = {
        (row.category, row.period_start)
        for row in changed.itertuples()
        if not pd.isna(row.value) and row.value > 0
    }
    known = answer.with_frame(answer.frame[told].sort_values("period_start", kind="stable"))
    waves: list[Wave] = []
    before: dict[str | None, Row] = {}
    for row in known.rows:
        reworded = (row.category, row.period_start) in anew
        last = None if reworded else before.get(row.category)
        seen_from = _seen_from(last, row)
        month = pd.Timestamp(row.period_start).date()
        waves.append(Wave(str(row.category), month, row, reworded, seen_from))
        before[row.category] = row
    newest = known.frame.drop_duplicates("category", keep="last")
    named = newest.assign(area=newest["category"], category="")
    return Survey(tuple(waves), known.with_frame(named, dimension=None, grain=None))


def _seen_from(before: Row | None, now: Row) -> float | None:
    if before is None:
        return None
    return smallest_change(float(before.denominator), float(now.denominator))
