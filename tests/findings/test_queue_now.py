"""The queue and its rates, read off steps whose answers can be counted."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from sendviz.catalogue.calendar import BadSelection
from sendviz.findings.queue_now import _plain, exceptions_of, queue_of
from sendviz.findings.queue_rates import (
    chance_of_decision,
    chance_of_leaving,
    growth_of,
    season_of,
)
from tests.findings.forecasting import AS_AT, frame, worked_off

WEEKS = 170


@pytest.fixture(scope="module")
def steady():
    """Ten requests a week, six agreed, six advised and six finished: a queue in balance."""
    return queue_of(worked_off(WEEKS, 10, 6, 6, 6), AS_AT, WEEKS)


def test_a_balanced_service_is_read_off_as_it_is(steady):
    assert steady.requests == 10 and steady.agreed == 6
    assert steady.advices == 6 and steady.outcomes == 6
    assert steady.rates.refused == 0.4 and steady.rates.no_plan == 0
    assert steady.rates.turnaround == 3 and steady.rates.leaving == 0
    assert steady.growth == 0 and steady.rates.uneven == 1
    assert np.allclose(steady.calendar, 1) and np.allclose(steady.rates.requests, 10)
    # Everybody is decided on in the sixth week after that of the request.
    assert np.allclose(steady.rates.decided[:7], [0, 0, 0, 0, 0, 0, 1])


def test_everyone_open_stands_in_one_stage(steady):
    """Six weeks of ten undecided, three weeks of six until advice, four until the outcome."""
    o = steady.opening
    stages = [
        int(each.sum()) for each in (o.deciding, o.agreed, o.psychology, o.drafted, o.casework)
    ]
    assert stages == [60, 18, 0, 24, 0] and o.total == 102
    assert o.agreed.sum(axis=1).tolist() == [6, 6, 6]
    assert steady.past_20 == 0 and steady.quiet == 0


def test_needed_a_week_is_the_formula(steady):
    """healthy = 6 x 10 + 12 x 6 = 132; needed = 6 + (102 - 132) / 30 = 5."""
    assert steady.healthy == 132
    assert steady.needed(30) == pytest.approx(5)
    backlog = queue_of(worked_off(WEEKS, 10, 6, 6, 6, start=130), AS_AT, WEEKS)
    # Of the 130 late ones 78 are done in 13 weeks before anybody else is ready.
    assert backlog.opening.total == 154
    assert backlog.needed(50) == pytest.approx(6 + (154 - 132) / 50)


@pytest.mark.parametrize("kept", [0.0, 0.3, 0.6])
def test_the_share_kept_for_cases_in_time_is_found_again(kept):
    """F9: on records of a service that keeps 0.3 it finds 0.2 to 0.4."""
    found = queue_of(worked_off(WEEKS, 16, 10, 10, 10, kept, start=300), AS_AT, WEEKS)
    assert found.kept_in_time == pytest.approx(kept, abs=0.101)


def test_without_psychologists_advice_the_two_stages_are_one():
    steps = worked_off(WEEKS, 10, 6, 6, 6)
    found = queue_of(steps.assign(advised=steps["advised"].where(steps["n"] < 0)), AS_AT, WEEKS)
    assert found.advices is None and found.rates.advices is None
    assert found.opening.total == 102 and not found.opening.psychology.any()


def test_cases_without_a_step_for_two_years_are_left_out():
    steps = worked_off(WEEKS, 10, 6, 6, 6)
    forgotten = frame([{"received": 140, "decided": 130, "agreed": True, "quiet": True, "n": 14}])
    found = queue_of(pd.concat([steps, forgotten], ignore_index=True), AS_AT, WEEKS)
    assert found.quiet == 14 and found.opening.total == 102 and found.past_20 == 0


def test_too_few_finished_is_said():
    steps = worked_off(WEEKS, 10, 6, 6, 6)
    few = steps[(steps["way"] == "open") | (steps["finished"] > 30)]
    with pytest.raises(BadSelection, match="too few to tell what is to come"):
        queue_of(few, AS_AT, WEEKS)


def test_exceptions_are_counted_among_plans_in_time_and_late():
    cases = [
        {"received": 20, "finished": 5, "way": "plan", "in_time": True, "n": 8},
        {"received": 20, "finished": 5, "way": "plan", "in_time": True, "exception": True, "n": 2},
        {"received": 60, "finished": 5, "way": "plan", "exception": True, "n": 3},
        {"received": 60, "finished": 5, "way": "plan", "n": 1},
        {"received": 90, "finished": 53, "way": "plan", "exception": True, "n": 50},
    ]
    assert exceptions_of(_plain(frame(cases))) == (0.2, 0.75)


def test_growth_is_half_of_the_last_three_years_and_capped():
    grown = np.repeat([12.1, 11.0, 10.0], 52)
    assert growth_of(grown) == pytest.approx(0.05)
    assert growth_of(np.repeat([40.0, 20.0, 10.0], 52)) == pytest.approx(0.1)
    assert growth_of(grown[:155]) == 0


def test_a_season_is_shrunk_and_needs_three_years():
    days = [AS_AT.toordinal() - 7 * week - 3 for week in range(156)]
    august = np.array([2.0 if date.fromordinal(each).month == 8 else 10.0 for each in days])
    season = season_of(august, AS_AT)
    assert season.argmin() == 7 and 0.3 < season[7] < 0.6
    assert season.mean() == pytest.approx(1)
    assert (season_of(august[:155], AS_AT) == 1).all()


def test_decisions_are_counted_among_those_still_undecided():
    """Of 30 a week half are decided in the second week, the rest in the third: 1/2, then 1."""
    cases = [
        {"received": week, "decided": week - age, "agreed": True, "n": 15}
        for week in range(3, 80)
        for age in (1, 2)
    ]
    assert chance_of_decision(_plain(frame(cases)))[:3].tolist() == [0, 0.5, 1]


def test_who_leaves_is_counted_over_the_weeks_at_risk():
    """Two leave after 10 weeks each; eight stay 10 weeks until today: 2 in 100 weeks."""
    cases = [
        {"received": 30, "finished": 20, "way": "left", "n": 2},
        {"received": 10, "n": 8},
    ]
    assert chance_of_leaving(_plain(frame(cases))) == pytest.approx(0.02)
