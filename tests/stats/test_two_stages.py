"""The queue of two stages: Lindley's recursion, Little's law, and what no order of work changes."""

import numpy as np
import pytest
from scipy.stats import skellam

from sendviz.stats.courses import Courses, run
from sendviz.stats.order_of_work import IN_TIME, NEWEST, OLDEST, RISK, Order
from sendviz.stats.two_stages import HigherRisk, Opening, Rates, prepare

AGES, WEEKS = 60, 80
ORDERS = (Order(OLDEST), Order(NEWEST), Order(IN_TIME, 0.5), Order(IN_TIME, 0.3))


def opening(deciding=0, psychology=0, casework=0, turnaround=3, drafting=4) -> Opening:
    """So many in each of these weeks: 0 to 5 undecided, 6 to 29 psychology, 10 to 39 casework."""
    weeks = np.arange(AGES)
    rows = [
        np.where((weeks >= low) & (weeks < high), n, 0)
        for n, low, high in ((deciding, 0, 6), (psychology, 6, 30), (casework, 10, 40))
    ]
    return Opening(
        rows[0],
        np.zeros((turnaround, AGES), int),
        rows[1],
        np.zeros((drafting, AGES), int),
        rows[2],
    )


def rates(weeks=WEEKS, requests=17.0, advices=9.0, outcomes=8.0, **more) -> Rates:
    """Everybody is decided on in the sixth week; a third is refused."""
    usual = {
        "uneven": 1.5, "decided": np.array([0, 0, 0, 0, 0, 1.0]), "refused": 0.34,
        "leaving": 0.002, "no_plan": 0.1, "turnaround": 3, "drafting": 4, "spread": 0.25,
    }  # fmt: skip
    each = (None if n is None else np.full(weeks, n) for n in (requests, advices, outcomes))
    came, advised, finished = each
    return Rates(requests=came, advices=advised, outcomes=finished, **(usual | more))


def by_order(start: Opening, goes: Rates, runs=50, seed=1) -> list[Courses]:
    front = prepare(start, goes, runs, seed)
    return [run(front, order) for order in ORDERS]


@pytest.mark.parametrize("start, advices", [(opening(15, 10, 8), 9.0), (opening(15, 0, 12), None)])
def test_issued_and_open_are_the_same_under_every_order_in_every_course_and_week(start, advices):
    first, *others = by_order(start, rates(advices=advices))
    assert first.issued.sum() > 10_000 and first.longest.max() > 52
    for each in others:
        assert (each.issued == first.issued).all() and (each.open == first.open).all()
        assert (each.no_plan == first.no_plan).all()
    oldest, newest, half, _ = (first, *others)
    late = slice(26, 52)
    shares = [c.on_time[late].sum() / c.issued[late].sum() for c in (oldest, half, newest)]
    assert shares[0] < 0.05 < 0.35 < shares[1] < 0.65 < shares[2]
    ages = [np.median(each.longest[52]) for each in (oldest, half, newest)]
    assert ages == sorted(ages) and ages[0] < ages[2]


def some_of(start: Opening, parts: int) -> Opening:
    """One in so many of each week and stage."""
    return Opening(*(each // parts for each in start.parts))


@pytest.mark.parametrize("start, advices", [(opening(15, 10, 8), 9.0), (opening(15, 0, 12), None)])
@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_by_risk_as_many_are_issued_and_open_in_every_course_and_week(start, advices, share):
    front = prepare(start, rates(advices=advices), 50, 1)
    oldest = run(front, Order(OLDEST))
    found = run(front, Order(RISK, share), HigherRisk(some_of(start, 4), 0.1))
    assert (found.issued == oldest.issued).all() and (found.open == oldest.open).all()
    assert (found.no_plan == oldest.no_plan).all()
    if not share:
        assert (found.past[20] == oldest.past[20]).all() and (found.age == oldest.age).all()
        assert (found.opening.sum(axis=0) == oldest.opening[0]).all()


def test_what_those_of_higher_risk_gain_the_others_lose():
    """Of all who are open on the first day, where nobody comes after them."""
    start = opening(0, 6, 4)
    front = prepare(start, rates(requests=0.0, refused=0.0), 50, 1)
    higher = HigherRisk(some_of(start, 3))
    before, after = (run(front, Order(RISK, share), higher).opening for share in (0.0, 1.0))
    change = (after - before).sum(axis=1)
    assert (change[0] + change[1] == 0).all() and (change[1] > 0).all()


def test_those_of_higher_risk_are_some_of_those_who_wait():
    front = prepare(opening(15, 10, 8), rates(), 3)
    with pytest.raises(ValueError, match="more of higher risk than there are"):
        run(front, Order(RISK, 1.0), HigherRisk(opening(16, 10, 8)))
    with pytest.raises(ValueError, match="needs those of higher risk"):
        run(front, Order(RISK, 1.0))


def test_every_child_is_somewhere():
    """Without refusals and withdrawals: open = opening + requests - finished."""
    start, goes = opening(5, 4, 3), rates(refused=0.0, leaving=0.0, uneven=1.0, spread=0.0)
    found = run(prepare(start, goes, 20), Order(OLDEST))
    finished = np.cumsum(found.issued + found.no_plan, axis=0)
    requests = found.open[1:] - found.open[0] + finished
    assert (found.open[0] == start.total).all()
    assert (np.diff(requests, axis=0) >= 0).all()
    assert requests[-1].mean() == pytest.approx(17 * WEEKS, rel=0.03)


def test_ages_on_the_first_day_are_as_they_were_told():
    found = run(prepare(opening(15, 10, 8), rates(), 3), Order(OLDEST))
    # Psychology 20 to 29 weeks and casework 20 to 39 weeks are past 20: 100 and 160.
    assert (found.past[20][0] == 260).all() and (found.past[30][0] == 80).all()
    assert (found.longest[0] == 39).all() and (found.past[52][0] == 0).all()


def test_same_seed_same_bytes_and_another_seed_differs():
    start, goes = opening(15, 10, 8), rates()
    once, again, other = (by_order(start, goes, seed=seed)[2] for seed in (1, 1, 2))
    assert once.open.tobytes() == again.open.tobytes()
    assert once.on_time.tobytes() == again.on_time.tobytes()
    assert once.open.tobytes() != other.open.tobytes()


STEADY = {
    "decided": np.array([1.0]), "refused": 0.0, "leaving": 0.0, "no_plan": 0.0,
    "turnaround": 0, "drafting": 0, "spread": 0.0, "uneven": 1.0, "uneven_room": 1.0,
}  # fmt: skip
NOBODY = opening(turnaround=0, drafting=0)
# A plan takes six weeks at least, in which the requests of six weeks stand.
UNDER_WAY = 6


def steady(came: float, room: float, runs: int = 60, weeks: int = 2_000) -> np.ndarray:
    """How many wait for one stage at each week's end, without the first 500 weeks."""
    found = run(prepare(NOBODY, rates(weeks, came, None, room, **STEADY), runs), Order(OLDEST))
    requests = np.diff(found.open, axis=0) + found.issued
    upto = np.cumsum(requests, axis=0)
    under_way = upto[UNDER_WAY:] - upto[:-UNDER_WAY]
    return (found.open[UNDER_WAY + 1 :] - under_way)[500:]


def lindley(came: float, room: float, most: int = 400) -> float:
    """The mean of a queue that goes from n to max(n + arrivals - room, 0), both Poisson: solved as
    a Markov chain."""
    steps = np.arange(-most, most + 1)
    step = skellam.pmf(steps, came, room)
    goes = np.array([step[most - n : 2 * most + 1 - n] for n in range(most + 1)])
    goes[:, 0] = 1 - goes[:, 1:].sum(axis=1)
    at = np.linalg.matrix_power(goes, 2**22)[0]
    return float(at @ np.arange(most + 1))


@pytest.mark.parametrize("busy, runs", [(0.8, 60), (0.95, 400)])
def test_the_mean_of_one_stage_is_that_of_its_markov_chain(busy, runs):
    """At 0.95 a queue forgets slowly: half a million weeks."""
    assert steady(20 * busy, 20.0, runs).mean() == pytest.approx(lindley(20 * busy, 20.0), rel=0.03)


def test_with_little_room_a_week_it_is_the_queue_of_erlang():
    """One worker, load 0.8: the queue of M/M/1 has 4 in it (Erlang C for one server); weeks in
    which little happens come near it."""
    assert lindley(0.008, 0.01, 60) == pytest.approx(4.0, rel=0.03)


def test_ciw_finds_the_same_queue():
    """The judge is another library: requests of a week come at once, one worker, load 0.8."""
    import ciw

    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Deterministic(1.0)],
        batching_distributions=[ciw.dists.Poisson(4.0)],
        service_distributions=[ciw.dists.Exponential(5.0)],
        number_of_servers=[1],
    )
    ciw.seed(1)
    judged = ciw.Simulation(network)
    judged.simulate_until_max_time(20_000)
    rows = judged.get_all_records()
    came = np.sort([row.arrival_date for row in rows])
    left = np.sort([row.exit_date for row in rows])
    ends = np.arange(500, 19_900) + 0.999999
    waiting = np.searchsorted(came, ends) - np.searchsorted(left, ends)
    assert steady(4.0, 5.0, 20).mean() == pytest.approx(waiting.mean(), rel=0.05)


def test_littles_law():
    """Those who wait = those finished a week x weeks that each waited."""
    goes = rates(2_000, 16.0, 12.0, 11.5, spread=0.0, leaving=0.0)
    found = run(prepare(opening(10, 1, 1), goes, 20), Order(IN_TIME, 0.3))
    later = slice(500, None)
    finished = (found.issued + found.no_plan)[later]
    # Those refused leave in the sixth week: a third of the requests, five weeks each.
    refused = 16 * 0.34 * 5
    law = finished.mean() * found.age[later].sum() / finished.sum() + refused
    assert found.open[501:].mean() == pytest.approx(law, rel=0.03)


def test_the_stage_that_is_not_known_holds_nobody():
    with pytest.raises(ValueError, match="not known"):
        prepare(opening(psychology=1), rates(advices=None), 1)


def test_longer_courses_begin_as_shorter_ones():
    """What is drawn for the first weeks does not depend on how far a forecast looks."""
    short, long = rates(30), rates(60)
    assert (short.weeks, long.weeks) == (30, 60)
    first, second = (
        run(prepare(opening(15, 10, 8), each, 400), Order(OLDEST)) for each in (short, long)
    )
    assert first.open[0].tolist() == second.open[0].tolist()
    assert np.median(first.open[30]) == pytest.approx(np.median(second.open[30]), rel=0.03)
