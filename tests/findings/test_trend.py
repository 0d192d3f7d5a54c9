"""Trends of measures: which periods they stand on, when they judge, and which events they mark. The
rows of the table of verdicts are tried in test_verdicts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import duckdb
import numpy as np
import pandas as pd
import pytest

from sendviz import catalogue
from sendviz.ask import Records, Selection
from sendviz.catalogue.calendar import BadSelection
from sendviz.findings import trend
from sendviz.findings.trend import by_quarter_if_months_are_small, rests_on_too_few
from sendviz.panels.trend import assurance_sentence
from sendviz.panels.trend_words import heading, short
from tests import handmade
from tests.answers import MEDIAN, SHARE, STOCK, in_bands, monthly, tidy
from tests.findings.plans_by_month import built

WAITING = catalogue.get("share_waiting_over_18_weeks")
REFERRAL = catalogue.get("first_contact_within_18_weeks")


def months(counts, blanks=None, m=SHARE, area="Essex"):
    """One row a month from January 2021; counts are (numerator, denominator)."""
    starts = pd.date_range("2021-01-01", periods=len(counts), freq="MS")
    blanks = blanks or [None] * len(counts)
    rows = zip(starts, counts, blanks, strict=True)
    cells = [(area, start, "", *count, blank) for start, count, blank in rows]
    return tidy(m, cells, grain="month", buckets=())


def with_too_few(every, size=40, points=40):
    """20 of 40 in even months and 22 in odd ones; each so manieth month has too few cases."""
    blanks = ["too_few" if i % every == 0 else None for i in range(points)]
    counts = [(np.nan, np.nan) if b else (20 + i % 2 * 2, size) for i, b in enumerate(blanks)]
    return months(counts, blanks)


def test_months_of_few_cases_are_told_by_quarter():
    """Ten cases a month are 30 a quarter. 41 months: the two oldest fill no quarter."""
    answer = months([(5, 10), (6, 10)] * 20 + [(7, 10)])
    found = by_quarter_if_months_are_small(answer)
    assert found.grain == "quarter" and len(found.rows) == 13
    first, last = found.rows[0], found.rows[-1]
    assert first.period_start == pd.Timestamp("2021-03-01")
    assert (first.numerator, first.denominator) == (5 + 6 + 5, 30)
    assert (last.numerator, last.value) == (5 + 6 + 7, pytest.approx(18 / 30))
    assert last.period_start == pd.Timestamp("2024-03-01") and 0 < last.low < last.high < 1
    assert trend.control_charts(found).told.row == "same"


def test_enough_cases_stay_by_month():
    answer = months([(10, 20), (11, 20)] * 20)
    assert by_quarter_if_months_are_small(answer) is answer
    a_quarter_small = months([(10, 20), (11, 20), (10, 20), (1, 3)] * 10)
    assert by_quarter_if_months_are_small(a_quarter_small) is a_quarter_small


def test_where_quarters_would_not_help_months_stay_and_are_not_judged():
    """Five a month; ten a month, but of 38 months only, which are 12 quarters."""
    for few in (months([(2, 5), (3, 5)] * 25), months([(5, 10), (6, 10)] * 19)):
        assert by_quarter_if_months_are_small(few) is few
        chart = trend.control_charts(few).told.chart
        assert (chart.variation, chart.assurance, chart.trial) == ("too_few", "none", True)


def test_one_small_area_among_large_ones():
    large, small = months([(20, 40), (22, 40)] * 20, area="A"), months([(5, 10)] * 40, area="B")
    tiny = months([(1, 2)] * 40, area="B")
    both, other = (large.with_frame(pd.concat([large.frame, each.frame])) for each in (small, tiny))
    assert by_quarter_if_months_are_small(both).grain == "quarter"
    assert by_quarter_if_months_are_small(other) is other
    told = trend.control_charts(other)
    assert told.places["A"].row == "same" and told.places["B"].row == "too_few"
    with_bucket = replace(both, buckets=("B",))
    assert by_quarter_if_months_are_small(with_bucket) is with_bucket


def test_a_quarter_with_a_month_that_is_not_known_is_not_known():
    answer = months([(5, 10), (6, 10)] * 21, ["not_known"] + [None] * 41)
    found = by_quarter_if_months_are_small(answer).rows
    assert [row.blank for row in found] == ["not_known", *[None] * 13]
    assert np.isnan(found[0].value)


def test_rounded_counts_and_shares_at_a_date_are_never_added_up():
    answer = replace(months([(5, 10), (6, 10)] * 20), rounded=True)
    assert by_quarter_if_months_are_small(answer) is answer
    waiting = months([(5, 10), (6, 10)] * 20, m=WAITING)
    assert by_quarter_if_months_are_small(waiting) is waiting
    stock = months([(5, np.nan)] * 40, m=STOCK)
    assert by_quarter_if_months_are_small(stock).grain == "month"


def test_a_chart_with_too_few_cases_in_many_periods_is_not_judged():
    assert trend.told_of(with_too_few(5)).verdict.level == 0
    assert trend.told_of(with_too_few(3)).row == "too_few"
    assert rests_on_too_few(SHARE, with_too_few(3).frame)
    assert not rests_on_too_few(SHARE, with_too_few(5).frame)


def test_middles_in_bands_are_no_points_of_a_chart():
    starts = pd.date_range("2021-01-01", periods=20, freq="QS")
    banded = in_bands(MEDIAN, [("Mid", 20.0 * (i % 2)) for i in range(20)])
    chart = trend.chart_of(banded.with_frame(banded.frame.assign(period_start=starts)))
    assert chart.variation == "too_few" and np.isnan(chart.values).all()


def test_what_is_lacking_is_said():
    small = trend.told_of(with_too_few(3))
    assert heading(small) == "Too few plans to tell: more than 25% of months have fewer than 20"
    assert short(small) == "too few cases to tell"
    steps = monthly(values=((40, 100), (41, 100)) * 10)
    anew = trend.told_of(steps, [pd.Timestamp("2025-01-01").date()])
    assert heading(anew) == (
        "Too few months to tell: eight of 13 needed since the limits started anew"
    )
    assert short(anew) == "too few months to tell"


@pytest.mark.parametrize("x, n", [(1, 150), (149, 150)])
def test_rare_events_are_told_by_quarter_or_not_at_all(x, n):
    """One case in 150 every other month, or all but one: under one a month, not under one a
    quarter; in every tenth month it is too rare for quarters, too."""
    usual = 0 if x == 1 else n
    answer = months([(x, n), (usual, n)] * 24)
    assert rests_on_too_few(SHARE, answer.frame)
    found = by_quarter_if_months_are_small(answer)
    assert found.grain == "quarter" and trend.told_of(found).verdict.level == 0
    rarer = by_quarter_if_months_are_small(months(([(x, n)] + [(usual, n)] * 9) * 5))
    assert rarer.grain == "month" and trend.told_of(rarer).row == "too_few"
    assert heading(trend.told_of(rarer)) == (
        "Too rare to tell: under one case of either kind a month"
    )


def test_in_a_nearly_constant_series_no_run_says_anything():
    """40 of 40 but for two months in which hardly any was on time: the many full months lie above
    the average because of these two, and say no level."""
    always, once = [(40, 40)], [(5, 40)]
    told = trend.told_of(months(always * 10 + once * 2 + always * 36))
    assert told.verdict.level == 0 and told.row == "same"


def test_whether_the_limit_will_be_met_is_left_open_while_the_chart_shows_a_change():
    """All plans on time for a year, after two years of half of them: it does not 'miss' now."""
    before, now = [(20, 40), (22, 40)] * 12, [(40, 40)] * 12
    told = trend.told_of(months(before + now))
    assert (told.row, told.assurance) == ("further", "none")
    assert assurance_sentence(told) == ""
    before = trend.told_of(months(before))
    assert before.assurance == "fail" and "will go on breaking the limit" in assurance_sentence(
        before
    )


KINDS = ("staff", "system", "definition", "money", "inspection", "health", "rebase")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("trend") / "made.duckdb"
    made = handmade.build(path, [handmade.request("2025-01-10")], data_date="2025-12-31")
    with duckdb.connect(str(path)) as connection:
        rows = [(kind, f"{kind} of all", None) for kind in KINDS]
        rows += [("money", "money for contacts", REFERRAL.id), ("health", "for plans", SHARE.id)]
        for kind, label, measure in rows:
            connection.execute(
                "insert into event by name select '999' as la_code, $m as measure, "
                "date '2025-01-01' as day, $label as label, $kind as kind",
                {"m": measure, "label": label, "kind": kind},
            )
    yield made
    made.close()


def test_what_a_council_does_for_plans_is_not_marked_on_charts_of_health(store):
    records = Records(store, Selection("999", date(2025, 12, 31)))
    marked = {m.id: {e.label for e in records.events(m)} for m in (REFERRAL, SHARE)}
    both = {"inspection of all", "rebase of all"}
    assert marked[REFERRAL.id] == both | {"health of all", "money for contacts"}
    assert marked[SHARE.id] == both | {"for plans"} | {
        f"{kind} of all" for kind in ("staff", "system", "definition", "money")
    }


def test_charts_by_area_keep_gaps_and_the_limit():
    values = tuple((20 + i % 3, 100) for i in range(14))
    answer = monthly(values=(*values[:6], None, *values[6:]))
    found = trend.control_charts(answer)
    assert list(found.places) == ["Essex"] and np.isnan(found.told.chart.values[6])
    assert found.told.assurance == "fail" and found.told.verdict.level == 0
    mine = found.answer.of("Essex")
    assert sum(np.isnan(row.value) for row in mine.rows) == 1 and mine.grain == "month"


def test_an_empty_series_is_too_few():
    told = trend.told_of(monthly(values=(None, None)))
    assert told.row == "too_few" and heading(told).startswith("No months to judge by")


JUNE_30 = Selection("999", date(2025, 6, 30), date(2025, 6, 1))


@pytest.fixture(scope="module")
def plans(tmp_path_factory):
    made = built(tmp_path_factory.mktemp("trend") / "plans.duckdb")
    yield made
    made.close()


def test_months_of_the_records_with_their_chart(plans):
    records = Records(plans, JUNE_30, "officer")
    found = trend.control_charts_by_month(records, SHARE)
    assert min(row.period_start for row in found.answer.rows).date() == date(2024, 1, 1)
    chart = found.told.chart
    assert len(chart.values) == len(found.answer.rows) == 18
    assert chart.values[-1] == pytest.approx(0.6) and found.told.row == "too_few"
    by = trend.control_charts_by_month(records, SHARE, "locality", 6)
    assert set(by.places) == {"North", "South"}


def test_a_month_that_is_not_over_is_left_out(plans):
    records = Records(plans, Selection("999", date(2025, 6, 20)), "officer")
    found = trend.control_charts_by_month(records, SHARE)
    assert max(row.period_start for row in found.answer.rows).date() == date(2025, 5, 1)


def test_an_unknown_council_is_refused(plans):
    with pytest.raises(BadSelection, match="no council"):
        trend.control_charts_by_month(
            Records(plans, Selection("000", date(2025, 6, 30)), "officer"), SHARE
        )


def test_before_the_records_begin_there_is_no_trend_to_tell():
    empty = tidy(STOCK, [])
    with pytest.raises(BadSelection, match="No whole month of the records"):
        _ = trend.control_charts(empty).told


def test_a_ratio_above_one_is_no_share_and_is_judged_by_its_values():
    m = catalogue.get("open_cases_per_case_officer")
    starts = [date(2024 + n // 12, 1 + n % 12, 1) for n in range(24)]
    cells = [("Essex", day, "", 60 + n % 3, 20, None) for n, day in enumerate(starts)]
    answer = tidy(m, cells, grain="month")
    assert all(np.isnan(each).all() for each in trend.counts_of(m, answer.frame))
    assert trend.told_of(answer).verdict.direction == 0
