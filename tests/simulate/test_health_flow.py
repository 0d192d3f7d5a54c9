"""The queue itself: small cases whose answer can be seen, and what must hold in any."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sendviz.simulate import health_flow as flow
from sendviz.simulate.health_plan import PATHWAYS, line, plan, queues
from sendviz.simulate.published import council

COUNCILS = ("881", "941", "873", "839")
MONDAY = flow.FIRST + 364


@pytest.fixture(scope="module")
def slt():
    return next(q for q in queues(council("941")) if q.pathway == "slt")


def served(queue, ready, first, gone, days, seed=1):
    arrays = (np.array(each, dtype=float) for each in (ready, first, gone))
    return flow.serve(queue, *arrays, np.array(days), np.random.default_rng(seed))


def test_oldest_first_nobody_before_ready_nobody_after_going(slt):
    never = replace(slt, missed=0.0)
    far = MONDAY + 1000
    # Second in line has gone by day 20; the fourth is not ready before day 30.
    ready = [MONDAY, MONDAY, MONDAY + 1, MONDAY + 30]
    found = served(
        never, ready, [1, 2, 3, 0], [far, MONDAY + 15, far, far], MONDAY + np.array([7, 20, 21, 31])
    )
    seen = found.seen - MONDAY
    assert np.isnan(seen[1])
    assert list(seen[[0, 2, 3]]) == [7, 20, 31]
    assert np.isnan(found.missed).all() and np.isnan(found.given_up).all()


def test_who_misses_costs_a_place_comes_again_and_in_the_end_is_given_up(slt):
    days = MONDAY + 7 * np.arange(60)
    everyone = replace(slt, missed=1.0)
    found = served(everyone, [MONDAY] * 20, range(20), [MONDAY + 2000] * 20, days)
    back, out = ~np.isnan(found.seen), ~np.isnan(found.given_up)
    assert (back ^ out).all() and back.any() and out.any()
    assert (found.seen[back] - found.missed[back] >= 28).all()
    assert (found.given_up[out] >= found.missed[out] + 14).all()


days = st.integers(0, 400)


@settings(max_examples=40)
@given(st.lists(st.tuples(days, days, days), min_size=1, max_size=30), st.lists(days, max_size=30))
def test_whatever_comes_each_place_is_given_once_and_in_time(slt, children, places):
    ready, first, stays = (MONDAY + np.array(each) for each in zip(*children, strict=True))
    gone = ready + stays
    found = served(slt, ready, first, gone, np.sort(MONDAY + np.array(places, dtype=int)))
    was = ~np.isnan(found.seen)
    assert was.sum() + (~np.isnan(found.missed)).sum() <= len(places)
    assert (found.seen[was] >= ready[was]).all() and (found.seen[was] < gone[was]).all()
    assert set(found.seen[was]) <= set(MONDAY + np.array(places))


def test_fewer_places_make_longer_waits(slt):
    rng = np.random.default_rng(3)
    received = flow.arrivals(slt, rng).astype(float)
    gone = received + 4000
    days = flow.places(slt, received, gone, rng)
    first, _ = flow.order(slt, received, rng)

    def wait(some):
        seen = flow.serve(slt, received, first, gone, some, np.random.default_rng(4)).seen
        return np.median((seen - received)[seen > flow.LAST - 365])

    assert wait(days[::2]) > 1.3 * wait(days)


def test_summer_brings_few_referrals_and_weekends_hardly_any(slt):
    day = flow.arrivals(replace(slt, weight=40.0), np.random.default_rng(5))
    by_month = np.bincount(flow.months(day), minlength=12)
    assert by_month.argmin() == 7 and by_month[7] < 0.5 * by_month[2]
    assert ((day + 3) % 7 >= 5).mean() < 0.05


def test_a_line_is_straight_between_new_years_days():
    found = line({"2021": 10, "2023": 20})
    first, last = found.days
    assert list(found.at([first - 500, (first + last) / 2, last + 500])) == [10, 15, 20]


@pytest.mark.parametrize("la_code", COUNCILS)
def test_every_pathway_reaches_every_locality_once(la_code):
    target = council(la_code)
    found = queues(target)
    for pathway in PATHWAYS:
        mine = [q for q in found if q.pathway == pathway]
        assert sum(q.weight for q in mine) == pytest.approx(1)
        assert {place for q in mine for place in q.places} == set(target.places["locality"])
        assert all(set(q.provider) == set(q.places) for q in mine)
        assert all(set(q.provider.values()) <= set(plan()["providers"]) for q in mine)
