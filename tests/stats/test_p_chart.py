"""The p chart and its wider form for very large numbers."""

import numpy as np
import pytest

from sendviz.stats.spc import p_chart


def test_p_chart_by_hand():
    x, n = [20, 30, 25, 5], [100, 100, 100, 20]
    chart = p_chart(x, n)
    assert chart.centre == pytest.approx([0.25] * 4)
    assert chart.upper[0] == pytest.approx(0.25 + 3 * (0.25 * 0.75 / 100) ** 0.5)
    assert chart.lower[3] == pytest.approx(0.25 - 3 * (0.25 * 0.75 / 20) ** 0.5)
    assert chart.values == pytest.approx([0.2, 0.3, 0.25, 0.25]) and chart.trial


def test_p_chart_gaps_rebase_and_signals():
    x, n = [25] * 14 + [0] + [45], [100] * 14 + [0] + [100]
    chart = p_chart(x, n, better="higher", target=0.9)
    assert np.isnan(chart.values[14]) and chart.rule[-1] == "limit"
    assert (chart.variation, chart.assurance) == ("improvement", "fail")
    moved = p_chart([10] * 13 + [40] * 13, [100] * 26, rebase_at=[13])
    assert (moved.centre[0], moved.centre[-1]) == pytest.approx((0.1, 0.4))
    assert set(moved.rule) == {""}


def test_laneys_limits_follow_the_spread_that_is_seen():
    n = [10_000] * 14
    x = [4800, 5200] * 7  # z = -4 and 4: moving ranges of 8 where chance gives 1.128
    plain, laney = p_chart(x, n), p_chart(x, n, laney=True)
    assert plain.rule.count("limit") == 14 and set(laney.rule) == {""}
    assert (laney.upper[0] - 0.5) / (plain.upper[0] - 0.5) == pytest.approx(8 / 1.128)


@pytest.mark.parametrize("x", [0, 50])
@pytest.mark.parametrize("laney", [False, True])
def test_all_or_none_is_calm(x, laney):
    chart = p_chart([x] * 14, [50] * 14, better="higher", laney=laney)
    assert np.isfinite(chart.upper).all() and chart.variation == "common_cause"


def test_p_chart_refuses_impossible_counts():
    with pytest.raises(ValueError, match="more than n"):
        p_chart([3], [2])
    with pytest.raises(ValueError, match="one length"):
        p_chart([1, 1], [2])
