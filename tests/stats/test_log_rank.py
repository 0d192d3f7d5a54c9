"""Log-rank: the published comparison, statsmodels, and counts against cases."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import survdiff

from sendviz.stats.survival import log_rank, log_rank_counted

few = settings(max_examples=60)

# Freireich et al. 1963, remission of leukaemia in weeks: the example of every textbook.
TREATED = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def test_published_log_rank():
    found = log_rank({"6-MP": (TREATED, RELAPSED), "placebo": (PLACEBO, [1] * 21)})
    assert (round(found.statistic, 2), found.df) == (16.79, 1)
    assert found.observed == {"6-MP": 9, "placebo": 21}
    assert {k: round(v, 1) for k, v in found.expected.items()} == {"6-MP": 19.3, "placebo": 10.7}
    assert found.p_value == pytest.approx(4.2e-5, rel=0.02)


grouped = st.lists(
    st.tuples(st.integers(1, 20), st.booleans(), st.integers(0, 2)), min_size=6, max_size=60
)


@few
@given(grouped)
def test_log_rank_agrees_with_statsmodels(rows):
    days, finished, group = map(np.array, zip(*rows, strict=True))
    split = {g: (days[group == g], finished[group == g]) for g in np.unique(group)}
    if len(split) < 2 or not finished.any():
        return
    found = log_rank(split)
    if (np.array(list(found.expected.values())) < 0.5).any():
        return
    statistic, p_value = survdiff(days, finished.astype(int), group)
    assert found.statistic == pytest.approx(statistic, abs=1e-8)
    assert found.p_value == pytest.approx(p_value, abs=1e-8)


def slow_log_rank(groups):
    """Two groups, day by day, child by child, in fractions; a late case counts from its day of
    entry."""
    gap = variance = Fraction(0)
    for t in sorted({day for rows in groups for day, done, *_ in rows if done}):
        n = [sum((entry[0] if entry else 0) <= t <= day for day, _, *entry in rows)
             for rows in groups]  # fmt: skip
        d = [sum(day == t and done for day, done, *_ in rows) for rows in groups]
        everyone, ended = sum(n), sum(d)
        gap += d[0] - Fraction(ended * n[0], everyone)
        if everyone > 1:
            left = Fraction(everyone - ended, everyone - 1)
            variance += ended * left * n[0] * n[1] / everyone**2
    return gap**2 / variance


# Pairs that a covariance inverted with a cut-off of 1e-15 told as 0.170, 8.222, 8.667 ...: days of
# those seen, then of those still open.
EXACT = [
    (Fraction(6), ([37, 33, 32, 31, 27, 27], [3]), ([26], [23, 19])),
    (Fraction(1, 6), ([], [1, 13]), ([17, 39, 20, 32, 31, 10], [2])),
    (Fraction(1, 6), ([], [2, 5]), ([13, 7, 13, 15, 3], [2, 15])),
    (Fraction(1, 8), ([], [1, 15]), ([16, 16, 5, 20, 23, 25], [7, 2, 8])),
    (Fraction(8), ([19, 14, 16, 11, 25, 23], [15, 21]), ([10], [7])),
    (Fraction(8), ([4], [3]), ([5, 13, 5, 15, 14, 7], [16, 16])),
    (Fraction(8), ([15, 7, 16, 14, 9, 13, 25, 15], []), ([5], [2])),
]


@pytest.mark.parametrize("expected, one, two", EXACT)
def test_two_groups_agree_with_fractions(expected, one, two):
    groups = [
        [*((day, 1) for day in seen), *((day, 0) for day in still)] for seen, still in (one, two)
    ]
    assert slow_log_rank(groups) == expected
    for order in (groups, groups[::-1]):
        found = log_rank([tuple(zip(*rows, strict=True)) for rows in order])
        assert found.statistic == pytest.approx(float(expected), rel=1e-12)


def test_log_rank_with_late_entries_agrees_with_a_count_by_hand():
    rng = np.random.default_rng(6)
    groups = []
    for size in (30, 40):
        entered = rng.integers(0, 12, size)
        days, done = entered + rng.integers(0, 25, size), rng.random(size) < 0.7
        groups.append(list(zip(days.tolist(), done.tolist(), entered.tolist(), strict=True)))
    found = log_rank([tuple(zip(*rows, strict=True)) for rows in groups])
    assert found.statistic == pytest.approx(float(slow_log_rank(groups)))


def test_log_rank_of_counts_is_log_rank_of_cases():
    one, two = ([1, 2, 2, 9], [1, 1, 0, 1], [0, 0, 1, 3]), ([2, 4, 9], [1, 0, 1], [0, 2, 0])
    counted = log_rank_counted(
        [
            ([1, 2, 3, 9], [1, 1, 0, 1], [0, 1, 0, 0], [1, 0, 1, 0]),
            ([2, 4, 9], [1, 0, 1], [0, 1, 0], [1, 0, 0]),
        ]
    )
    listed = log_rank([one, two])
    assert counted.statistic == pytest.approx(listed.statistic)
    assert counted.expected == pytest.approx(listed.expected) and list(counted.expected) == [0, 1]


def test_equal_groups_do_not_differ_and_the_order_does_not_matter():
    same = log_rank({"a": (TREATED, RELAPSED), "b": (TREATED, RELAPSED)})
    assert same.statistic == pytest.approx(0, abs=1e-12) and same.p_value == pytest.approx(1)
    there = log_rank([(TREATED, RELAPSED), (PLACEBO, [1] * 21)])
    back = log_rank([(PLACEBO, [1] * 21), (TREATED, RELAPSED)])
    assert there.statistic == pytest.approx(back.statistic)


def test_log_rank_says_when_there_is_nothing_to_compare():
    assert np.isnan(log_rank([([3], [0]), ([4], [0])]).p_value)
    with pytest.raises(ValueError, match="two groups"):
        log_rank([([3], [1])])


def test_an_empty_third_group_changes_nothing():
    two = [(TREATED, RELAPSED), (PLACEBO, [1] * 21)]
    three = log_rank([*two, ([], [])])
    assert (three.df, three.statistic) == (1, pytest.approx(log_rank(two).statistic))
