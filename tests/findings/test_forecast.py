"""Forecasts of queues whose fate can be seen, and what each lever must do to them."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sendviz.ask import Records, Selection, Store
from sendviz.catalogue import planning
from sendviz.findings.forecast import (
    Course,
    Forecast,
    front_of,
    month_ends,
    order_of,
    scenario_of,
    settings_beside,
)
from sendviz.findings.levers import Levers, levers_of
from sendviz.findings.queue_now import QueueNow, queue_of
from sendviz.stats.courses import run
from tests.findings.forecasting import AS_AT, worked_off

WEEKS, USUAL = 170, Levers()


def made(now: QueueNow, levers=USUAL, order="oldest", spread=0.25, runs=60) -> Forecast:
    front = front_of(now, levers, {}, spread, runs, 1)
    days, weeks = month_ends(AS_AT, 104)
    drawn = {}

    def course(each: str) -> Course:
        used = order_of(each, now, levers)
        if each not in drawn:
            drawn[each] = Course(each, float(np.mean(used.share)), days, weeks, run(front, used))
        return drawn[each]

    return Forecast(now, levers, order, front, course)


@pytest.fixture(scope="module")
def late():
    """Six agreed a week and six finished, with 222 behind them: neither better nor worse."""
    return queue_of(worked_off(WEEKS, 10, 6, 6, 6, start=300), AS_AT, WEEKS)


def past(found: Forecast, week: int = 12) -> float:
    return found.course.past(20).values[week, 2]


def test_a_balanced_queue_stays_clear():
    found = made(queue_of(worked_off(WEEKS, 10, 6, 6, 6), AS_AT, WEEKS), spread=0.0)
    assert found.verdict in ("clears", "with_luck")
    assert past(found) < 10


def test_the_verdict_follows_from_what_can_be_done(late):
    assert made(late, spread=0.0).verdict in ("stays", "grows")
    many = levers_of({"officers": 10, "psychologists": 10, "officers_from": 0})
    helped = made(late, many)
    assert helped.verdict == "clears" and helped.course.cleared_by > AS_AT
    assert helped.needed == made(late).needed and helped.can > helped.now.outcomes
    assert made(late, levers_of({"requests": 50}), spread=0.0).verdict == "grows"


@pytest.mark.parametrize(
    "levers, way",
    [
        ({"refused": 10}, -1),
        ({"requests": -10}, -1),
        ({"requests": 33}, 1),
        ({"helped": 20}, -1),
        ({"officers": 4, "psychologists": 4}, -1),
        ({"commissioned": 200, "officers": 4}, -1),
        ({"off_reviews": 20}, -1),
        ({"off_reviews": -20}, 1),
        ({"moved": -3}, 1),
    ],
)
def test_every_lever_pulls_the_right_way(late, levers, way):
    """F13."""
    assert (past(made(late, levers_of(levers))) - past(made(late))) * way > 0


def test_the_later_recruits_come_the_more_wait(late):
    """F13: monotone."""
    asked = levers_of({"officers": 5, "psychologists": 5})
    waits = [past(made(late, asked.but(late=months))) for months in (0, 3, 6, 9)]
    assert waits == sorted(waits) and waits[0] < waits[-1]


def test_orders_share_all_but_whom_they_take(late):
    found = made(late)
    courses = [found.under(each).courses for each in found.orders]
    for each in courses[1:]:
        assert (each.issued == courses[0].issued).all() and (each.open == courses[0].open).all()


def test_narrowest_is_where_most_comes_for_what_can_be_done(late):
    loads = made(late, levers_of({"officers": 10})).loads
    assert loads["psychology"] > loads["casework"]
    assert made(late).loads["casework"] == pytest.approx(1, abs=0.02)


def test_of_plans_due_as_many_come_in_time_as_the_service_has_room_for():
    """Six agreed a week and six finished, none behind: all who are due have their plan. With 222
    behind them, oldest first: none; and exceptions are left out of both sides."""
    steady = made(queue_of(worked_off(WEEKS, 10, 6, 6, 6), AS_AT, WEEKS), spread=0.0)
    due = steady.course.due_on_time.values[:, 2]
    assert (due[:4] > 0.97).all()
    counts = steady.course.courses.due
    assert counts[:20].mean() == pytest.approx(6, rel=0.1)
    oldest = made(queue_of(worked_off(WEEKS, 10, 6, 6, 6, start=300), AS_AT, WEEKS), spread=0.0)
    assert (oldest.course.due_on_time.values[8:14, 2] < 0.05).all()
    newest = oldest.under("newest")
    assert newest.due_on_time.values[12, 2] > 0.5
    some = replace(newest, exceptions=(0.0, 0.5))
    late = 1 - newest.on_time.values[12, 2]
    assert late > 0
    assert some.on_time_without_exceptions.values[12, 2] > newest.on_time.values[12, 2]


def test_month_ends_and_their_weeks():
    days, weeks = month_ends(date(2025, 6, 30), 104)
    assert (days[0], weeks[0]) == (date(2025, 7, 31), 4)
    assert (days[11], weeks[11]) == (date(2026, 6, 30), 52)
    assert weeks[-1] <= 104 and len(days) == len(weeks) == 24


def test_three_clear_months_are_a_backlog_that_is_gone(late):
    found = made(late)
    c = found.course
    clear = {each: values.copy() for each, values in c.courses.past.items()}
    clear[20][:] = 100
    clear[20][c.weeks[4] :, 0] = 0  # course 0 is clear from the fifth month on
    clear[20][c.weeks[4] : c.weeks[4] + 5, 1] = 0  # course 1 for a month only
    course = replace(c, courses=replace(c.courses, past=clear))
    assert course.share_clearing == pytest.approx(1 / clear[20].shape[1])
    assert course.cleared_by is None


def test_settings_side_by_side_are_few_and_none_twice():
    assert list(settings_beside(Levers())) == ["Nothing changes", "Requests up a third"]
    asked = levers_of({"officers": 5, "clear_in": 39})
    found = settings_beside(asked)
    assert list(found) == [
        "Nothing changes", "As chosen", "Recruits three months late", "Requests up a third",
    ]  # fmt: skip
    assert found["Recruits three months late"]["late"] == 3
    assert found["Requests up a third"]["officers"] == 5


def test_a_named_scenario_is_known_by_its_levers(tmp_path):
    there = Records(Store(tmp_path / "none"), Selection("839", AS_AT))
    posts = planning.scenarios()["posts_13"]
    assert scenario_of(levers_of(posts.levers), there) is posts
    assert scenario_of(Levers(), there).id == "as_now"
    assert scenario_of(levers_of({"officers": 1}), there) is None
