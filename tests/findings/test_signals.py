"""What changed since a meeting: on a small file made by hand, month by month."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from sendviz import catalogue
from sendviz.ask import Records
from sendviz.findings import sheet, signals, trend
from sendviz.panels import changes as words
from tests import handmade
from tests.answers import COUNT, STOCK, monthly
from tests.findings.decisions_by_month import decisions

SHARE = catalogue.get("decided_within_6_weeks")
NOW = handmade.select("2025-12-31", "2025-01-01")
MEETING = date(2025, 9, 30)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("signals") / "made.duckdb"
    found = handmade.build(path, requests=decisions(), data_date="2025-12-31")
    yield found
    found.close()


def found_at(store, meeting=MEETING, selection=NOW, role="officer", measures=(SHARE,)):
    return signals.signals_since(Records(store, selection, role), meeting, measures)


def test_new_and_standing_signals_by_place(store):
    """The north leaps in December, within a year; the south has been lower since February."""
    found = {each.place: each for each in found_at(store).found}
    assert (found["North"].kind, found["North"].way) == ("new", 1)
    assert found["North"].told.verdict.rule == "limit" and found["North"].told.row == "further"
    south = found["South"]
    assert (south.kind, south.way, south.told.row) == ("standing", -1, "further")
    since = south.told.answer.rows[south.told.verdict.since]
    assert since.period_start.date() == date(2025, 2, 1)


def test_a_sentence_says_place_verdict_and_counts_now_then_and_a_year_before(store):
    found = {each.place: each for each in found_at(store).found}
    assert words.signal_sentence(found["North"], "Test") == (
        "North: getting better. 39 of 72 (54%) in Oct to Dec 2025; at the meeting 21 of 72 "
        "(29%), a year before 24 of 72 (33%)."
    )
    assert words.standing_sentence([found["South"]], "Test") == "Getting worse: South."


def test_those_that_touch_most_children_come_first_and_few_are_no_news(store):
    found = found_at(store).found
    children = [each.children for each in found]
    assert children == sorted(children, reverse=True)
    assert all(each >= signals.LEAST_CHILDREN for each in children)


@pytest.mark.parametrize(
    "m, before, now, children",
    [
        (SHARE, (50, 100), (80, 100), 90),
        (COUNT, (100, np.nan), (200, np.nan), 300),
        (STOCK, (100, np.nan), (40, np.nan), 60),
    ],
)
def test_how_many_children_a_direction_is_about(m, before, now, children):
    """Three months of 30 more in each 100; three of 100 more; 60 fewer on the last day."""
    told = trend.told_of(monthly(m, (before,) * 24 + (now,) * 3))
    assert told.verdict.direction and signals.children_of(told) == pytest.approx(children)


def test_how_many_children_a_level_is_about():
    """A leap of one month, no clear change in a year: (78 of 100 and 96 of 200) less half."""
    leap = [46, 54] * 15 + [50, 46, 78]
    told = trend.told_of(monthly(SHARE, tuple((each, 100) for each in leap)))
    assert told.row == "lately"
    centre = told.chart.centre[-1]
    assert signals.children_of(told) == pytest.approx(174 - 300 * centre)


def test_a_level_is_no_news_where_the_year_says_the_opposite():
    """Half on time, then 80 of 100; 76 now is above the average and below a year before."""
    lines = {76: True, 80: False, 84: False}
    for latest, against in lines.items():
        values = [46, 54] * 12 + [80] * 21 + [latest] * 3
        told = trend.told_of(monthly(SHARE, tuple((each, 100) for each in values)))
        assert (told.verdict.level, told.verdict.direction) == (1, 0)
        assert signals.goes_against_the_year(told) is against


def test_nothing_after_the_meeting_is_nothing_new(store):
    found = found_at(store, date(2025, 12, 31))
    assert found.found == () and found.charts == 0
    assert "no month has ended" in words.signals_sentence(found, date(2025, 12, 31))


def test_a_leap_is_back_to_usual_a_month_later(store):
    """The north's leap stands alone: seen from before it, nothing is told."""
    before = handmade.select("2025-11-30", "2025-01-01")
    assert "North" not in {each.place for each in found_at(store, selection=before).found}


def test_fewer_than_13_points_fire_nothing(store):
    early = handmade.select("2024-12-31", "2024-01-01")
    found = found_at(store, date(2024, 6, 30), early)
    assert found.found == () and found.charts == found.too_few == 3 and found.by_luck == 0
    assert "13 points" in words.signals_sentence(found, date(2024, 6, 30))


def test_two_points_alone_are_never_told(tmp_path):
    rows = [
        handmade.request(f"2025-{month:02}-01", f"2025-{month:02}-{20 if i < on_time else 28}")
        for month, on_time in ((1, 2), (2, 18))
        for i in range(20)
    ]
    store = handmade.build(tmp_path / "two.duckdb", requests=rows, data_date="2025-02-28")
    chosen = handmade.select("2025-02-28", "2025-01-01")
    assert found_at(store, date(2025, 1, 31), chosen).found == ()
    store.close()


def test_a_signal_that_is_over_is_told_as_such(tmp_path):
    """A leap in September stood at the meeting on the last of it, and is over in December."""
    rows = [
        handmade.request(f"{decided - timedelta(30 if i < on_time else 60)}", f"{decided}")
        for year in (2024, 2025)
        for month in range(1, 13)
        for decided in [date(year, month, 20)]
        for on_time in [24 if (year, month) == (2025, 9) else 12 + month % 3]
        for i in range(24)
    ]
    made = handmade.build(tmp_path / "over.duckdb", requests=rows, data_date="2025-12-31")
    (found,) = [each for each in found_at(made).found if not each.place]
    made.close()
    assert (found.kind, found.way, found.told.row) == ("over", 1, "same")
    assert "no longer clearly getting better: no real change" in words.signal_sentence(
        found, "Test"
    )


def test_public_view_reads_rounded_counts_and_longer_periods(store):
    found = found_at(store, role="councillor")
    assert all(each.told.answer.rounded for each in found.found if each.place)
    assert found.charts >= 1


def test_a_filter_on_the_children_leaves_the_council_alone_in_public_view(store):
    chosen = NOW.filtered("need", "ASD")
    found = found_at(store, selection=chosen, role="councillor")
    assert found.refused == (SHARE,) and {each.place for each in found.found} <= {""}
    assert words.refused_sentence(found) == "For the board and officers: one more measure by area."
    assert found_at(store, selection=chosen).refused == ()


def test_what_is_watched_and_what_is_not():
    judged, others = signals.judged_measures(), signals.neutral_measures()
    assert all(m.polarity != "no_judgement" for m in judged) and SHARE in judged
    assert {m.kind for m in judged + others} <= set(signals.KINDS)
    ids = {m.id for m in judged + others}
    assert not ids & {"requests_undecided", "requests_disputed", "requests_refused"}
    assert {"requests_received", "plans_issued"} <= ids
    assert {"children_waiting_for_assessment", "median_weeks_to_issue"} <= ids


def test_what_is_known_of_the_whole_council_only_is_not_asked_by_area(store):
    staff = catalogue.get("agency_share")
    both = found_at(store, measures=(SHARE, staff))
    assert both.refused == () and [each.place for each in both.found]
    assert both.charts == found_at(store).charts + found_at(store, measures=(staff,)).charts


def test_what_luck_would_give_goes_by_the_rates_of_the_verdicts(store):
    """The whole, the north and the south: a direction and a level each."""
    found = found_at(store)
    assert (found.charts, found.too_few) == (3, 0)
    assert found.by_luck == pytest.approx(3 * (0.011 + 0.014))
    assert found.stand_out is (len(found.new) > 1)


def test_charts_of_few_cases_are_counted_but_not_judged(tmp_path):
    """One decision a month: even quarters hold three only, so the leaps mean nothing."""
    rows = [
        handmade.request(f"{year}-{month:02}-01", f"{year}-{month:02}-{20 if even else 28}")
        for year in (2024, 2025)
        for month in range(1, 13)
        for even in [month % 2]
    ]
    made = handmade.build(tmp_path / "few.duckdb", requests=rows, data_date="2025-12-31")
    found = found_at(made)
    assert found.found == () and found.charts == found.too_few == 2 and found.by_luck == 0
    assert "13 points and the cases" in words.signals_sentence(found, MEETING)
    made.close()


def test_every_page_judges_by_the_same_trend(store):
    """The list of changes, the card and the sheet hold one and the same verdict of a place."""
    found = {each.place: each.told for each in found_at(store).found}
    records = Records(store, NOW, "officer")
    column = sheet.sheet_column(records, SHARE, "locality")
    assert found["North"] is column.trends["North"]
    assert (
        found["South"] is trend.control_charts_by_month(records, SHARE, "locality").places["South"]
    )


def test_referrals_are_watched_by_assessment_against_its_own_yardstick(tmp_path):
    """Autism by 13 weeks and speech and language by 18; what no file tells of is not looked at."""
    rows = [handmade.referral("2025-01-01", pathway) for pathway in ("autism", "slt")]
    made = handmade.build(tmp_path / "file.duckdb", referrals=rows)
    records = Records(made, NOW, "officer")
    found = signals.measures_and_pathways(records, signals.judged_measures())
    asked = {(m.id, pathway) for m, pathway in found}
    health = {each for each in asked if each[1]}
    assert {pathway for _, pathway in health} == {"autism", "slt"}
    assert ("share_waiting_at_least_13_weeks", "autism") in health
    assert ("share_waiting_at_least_13_weeks", "slt") not in health
    assert ("first_contact_within_18_weeks", "slt") in health
    assert ("waiting_over_18_weeks", "slt") in asked
    assert ("waiting_over_18_weeks", "autism") not in asked
    assert ("children_waiting_for_assessment", "autism") in asked
    assert ("plans_issued_within_20_weeks", "") in asked
    made.close()
