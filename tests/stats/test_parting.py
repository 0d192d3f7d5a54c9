"""Parts as multiples that add up: examples by eye, everything small by trying, and properties."""

from __future__ import annotations

import itertools
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendviz.stats.parting import parted, told_again, whole_told

COUNTS = st.lists(st.integers(0, 400), min_size=1, max_size=30)
BASES = st.sampled_from([5, 10])


@pytest.mark.parametrize(
    ("counts", "base", "told"),
    [
        ((12, 9, 2), 5, (15, 10, 0)),  # of 23, told as 25: the largest remainder goes up first
        ((3, 41), 5, (5, 40)),  # of 44, told as 45
        ((2, 1), 5, (0, 0)),  # fewer than 5 in all: not parted
        ((1, 1, 1, 1, 1), 5, (5, 0, 0, 0, 0)),  # somebody holds the five
        ((3, 0, 429), 10, (0, 0, 430)),
        ((0, 0), 5, (0, 0)),
        ((5, 10), 5, (5, 10)),  # multiples stay
        ((4,), 5, (0,)),
        ((7,), 5, (5,)),
        ((8,), 5, (10,)),
    ],
)
def test_by_eye(counts, base, told):
    assert tuple(parted(counts, base)) == told


def test_what_is_owed_goes_first_and_tips_the_whole():
    assert tuple(parted([11, 12], 5)) == (10, 15)
    assert tuple(parted([11, 12], 5, [3, 0])) == (15, 10)
    # 12 is told as 10; if 2 are owed from before, as 15; below the base nothing helps
    assert [whole_told(12, 5, owed) for owed in (0, 2)] == [10, 15]
    assert whole_told(4, 5, 5) == 0
    # nor is a whole of fewer than two steps tipped
    assert [whole_told(n, 5, 5) for n in (7, 8)] == [5, 10]


def test_parts_of_a_part_add_up_to_it():
    """Areas of 12, 9 and 2 are told as 15, 10 and 0: the districts of the first as 10 and 5."""
    assert tuple(parted([8, 4], 5, whole=15)) == (10, 5)
    assert tuple(parted([2, 0], 5, whole=0)) == (0, 0)


def test_what_was_told_stays_while_it_may():
    """15, 10 and 0 of 23 may stay for 24, and for 12, 9 and 3; not when the first holds 21."""
    assert tuple(told_again([15, 10, 0], [12, 9, 3], 5)) == (15, 10, 0)
    assert tuple(told_again([15, 10, 0], [12, 10, 1], 5)) == (15, 10, 0)
    assert tuple(told_again([15, 10, 0], [21, 9, 3], 5)) == (20, 10, 5)
    assert tuple(told_again([5, 0], [2, 1], 5)) == (0, 0)
    # raised before goes first: 11 and 12 were told as 15 and 10, and are as 11 and 13
    assert tuple(told_again([15, 10], [11, 13], 5)) == (15, 10)
    assert tuple(told_again([15, 10], [12, 19], 5)) == (15, 15)


@given(COUNTS, BASES, st.data())
def test_every_figure_is_a_multiple_next_to_its_count_and_they_add_up(counts, base, data):
    owed = data.draw(st.lists(st.integers(-9, 9), min_size=len(counts), max_size=len(counts)))
    told, total = parted(counts, base, owed), sum(counts)
    assert (told % base == 0).all() and (np.abs(told - counts) < base).all() and (told >= 0).all()
    assert abs(told.sum() - total) < base
    assert told.sum() == 0 if total < base else told.sum() >= base


@given(COUNTS, BASES, st.data())
def test_a_figure_is_off_by_two_steps_only_where_it_is_three_at_least(counts, base, data):
    turns = st.sampled_from([0, 1, np.inf])
    first = data.draw(st.lists(turns, min_size=len(counts), max_size=len(counts)))
    told = parted(counts, base, first=first)
    assert (told.sum() == parted(counts, base).sum()) and (told % base == 0).all()
    assert (counts - told < base).all()
    assert (told - counts < np.where(told >= 3 * base, 2 * base, base)).all()
    assert (told_again(told, counts, base, first=first) == told).all()


def test_who_comes_last_is_raised_only_if_no_other_can_take_a_second_step():
    assert tuple(parted([19, 3, 4], 10)) == (20, 0, 10)
    assert tuple(parted([19, 3, 4], 10, first=[0, np.inf, np.inf])) == (30, 0, 0)
    assert tuple(parted([9, 3, 4], 10, first=[0, np.inf, np.inf])) == (10, 0, 10)
    assert tuple(parted([20, 3, 3], 10, first=[0, np.inf, np.inf])) == (30, 0, 0)
    assert tuple(parted([3, 4], 10, whole=10, first=[0, 1])) == (10, 0)


@given(st.lists(COUNTS, min_size=1, max_size=5), BASES)
def test_districts_fit_into_their_areas(areas, base):
    sums = parted([sum(each) for each in areas], base)
    for counts, whole in zip(areas, sums, strict=True):
        told = parted(counts, base, whole=int(whole))
        assert told.sum() == whole and (np.abs(told - counts) < base).all()


@given(COUNTS, st.data(), BASES)
def test_corrected_counts_are_told_within_the_base_again(before, data, base):
    now = data.draw(st.lists(st.integers(0, 400), min_size=len(before), max_size=len(before)))
    told = told_again(parted(before, base), now, base)
    assert (told % base == 0).all() and (np.abs(told - now) < base).all()
    assert abs(told.sum() - sum(now)) < base and (sum(now) >= base or not told.any())


def _leaks(told, parts, base):
    """Parts of which whoever knows the rule and the exact whole can tell that they hold 1 to
    base - 1. told: {(figures, total): all the counts that give them}."""
    return [
        (figures, part)
        for figures, counts in told.items()
        for part in parts
        if (held := {sum(x[i] for i in part) for x in counts})
        and min(held) > 0
        and max(held) < base
    ]


@pytest.mark.parametrize(
    ("parts", "top", "base", "owed"),
    [
        (2, 24, 5, None),
        (3, 13, 5, None),
        (4, 11, 5, None),
        (2, 35, 10, None),
        (3, 13, 5, (0, 0, 2)),
        (3, 13, 5, (4, -4, -3)),
        (3, 13, 5, (3, 4, -2)),
    ],
)
def test_no_small_part_follows_from_the_figures_the_whole_and_the_rule(parts, top, base, owed):
    """All counts up to the top are tried; those near it would need more to be tried, and go."""
    told = defaultdict(list)
    for x in itertools.product(range(top + 1), repeat=parts):
        figures = tuple(map(int, parted(x, base, owed)))
        if max(figures) + base <= top:
            told[figures, sum(x)].append(x)
    assert len(told) > 10
    assert not _leaks(told, [(i,) for i in range(parts)], base)


@pytest.mark.parametrize(
    "first", [(0, np.inf), (0, np.inf, np.inf), (0, 1, np.inf), (np.inf, 0, 0), (0, 2, 1)]
)
def test_no_small_part_follows_from_the_order_of_raising(first):
    told, top = defaultdict(list), 17
    for x in itertools.product(range(top + 1), repeat=len(first)):
        figures = tuple(map(int, parted(x, 3, first=first)))
        if max(figures) + 3 <= top:
            told[figures, sum(x)].append(x)
    assert len(told) > 10
    assert not _leaks(told, [(i,) for i in range(len(first))], 3)


def test_no_small_district_or_area_follows_either():
    """Two areas of two districts each: areas first, then the districts of each."""
    told = defaultdict(list)
    for x in itertools.product(range(12), repeat=4):
        areas = parted([x[0] + x[1], x[2] + x[3]], 5)
        figures = tuple(
            int(n)
            for place in (0, 1)
            for n in parted(x[2 * place : 2 * place + 2], 5, whole=int(areas[place]))
        )
        if max(figures) + 5 <= 11:
            told[figures, sum(x)].append(x)
    assert len(told) > 10
    assert not _leaks(told, [(0,), (1,), (2,), (3,), (0, 1), (2, 3)], 5)


def test_rounding_each_part_by_itself_would_leak():
    """The same check finds what it looks for: 2 and 3 of 5 told as 0 and 5 leave 0 to 2 and 3 to 5
    by rounding, and with a whole of 4, told as nought and 5, a part of 3 or 4."""
    told = defaultdict(list)
    for x in itertools.product(range(13), repeat=2):
        figures = tuple(round(n / 5) * 5 for n in x)
        if max(figures) + 5 <= 12:
            told[figures, sum(x)].append(x)
    assert _leaks(told, [(0,), (1,)], 5)
