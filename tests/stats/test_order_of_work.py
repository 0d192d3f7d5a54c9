"""Who is taken first: cases small enough to count on fingers, and what holds under every order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendviz.stats.order_of_work import IN_TIME, NEWEST, OLDEST, RISK, Order, share_out, take

# Four weeks of request, the oldest first; two courses.
WAITING = np.array([[3, 0], [2, 2], [4, 4], [1, 1]], np.int32)
ROOM = np.array([6, 3], np.int32)
HALF_UP = np.array([0.0, 0.99])


@pytest.mark.parametrize(
    "order, taken",
    [
        (Order(OLDEST), [[3, 0], [2, 2], [1, 1], [0, 0]]),
        (Order(NEWEST), [[0, 0], [1, 0], [4, 2], [1, 1]]),
        # Half of the room goes to the last two weeks (3 of 6; of 3 one, rounded up to two).
        (Order(IN_TIME, 0.5), [[3, 0], [0, 1], [3, 2], [0, 0]]),
        # What the newer cases leave of the room goes to the oldest.
        (Order(IN_TIME, 1.0), [[1, 0], [0, 0], [4, 3], [1, 0]]),
    ],
)
def test_who_is_taken(order, taken):
    assert take(WAITING, ROOM, order, 2, HALF_UP).tolist() == taken


# Of two weeks those of higher risk and the others, the older week first.
BY_RISK = np.array([[1, 1], [4, 4], [3, 3], [2, 2]], np.int32)


@pytest.mark.parametrize(
    "share, room, taken",
    [
        (1.0, 3, [1, 0, 2, 0]),
        # More room than they need: the rest goes to the oldest others.
        (1.0, 7, [1, 3, 3, 0]),
        # Half of 6: three of them, then the oldest.
        (0.5, 6, [1, 3, 2, 0]),
        # Without a share for them the older week goes whole, then both kinds in proportion: 3 of 5,
        # of which 3 x 3 / 5 = 1.8 are of higher risk.
        (0.0, 8, [1, 4, 1, 2]),
    ],
)
def test_those_of_higher_risk_are_taken_first(share, room, taken):
    found = take(BY_RISK, np.array([room] * 2, np.int32), Order(RISK, share), 0, HALF_UP * 0)
    assert found.T.tolist() == [taken, taken]


def test_those_who_leave_are_shared_out_in_proportion():
    waiting = np.array([[10], [0], [20], [10]], np.int32)
    assert share_out(waiting, np.array([4]), np.array([0.0])).ravel().tolist() == [1, 0, 2, 1]
    assert share_out(waiting, np.array([1]), np.array([0.5])).sum() == 1
    assert share_out(waiting * 0, np.array([0]), np.array([0.5])).sum() == 0


queues = st.lists(st.integers(0, 30), min_size=1, max_size=30)


@given(queues, st.integers(0, 300), st.floats(0, 1), st.floats(0, 0.99), st.integers(0, 29))
def test_every_order_takes_as_many_and_never_more_than_there_are(rows, room, share, chance, still):
    waiting = np.array(rows * 2, np.int32)[:, None]
    rows = rows * 2
    for order in (Order(OLDEST), Order(NEWEST), Order(IN_TIME, share), Order(RISK, share)):
        taken = take(waiting, np.array([room], np.int32), order, still, np.array([chance]))
        assert taken.sum() == min(room, sum(rows))
        assert (taken >= 0).all() and (taken <= waiting).all()


@given(queues, st.floats(0, 1), st.floats(0, 0.99))
def test_as_many_leave_as_are_told_to(rows, share, chance):
    waiting = np.array(rows, np.int32)[:, None]
    leaving = int(share * sum(rows))
    gone = share_out(waiting, np.array([leaving]), np.array([chance]))
    assert gone.sum() == leaving and (gone >= 0).all() and (gone <= waiting).all()


def test_an_order_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="oldest, newest, in_time"):
        Order("best")
    with pytest.raises(ValueError, match="from 0 to 1"):
        Order(IN_TIME, 1.5)
