"""Who differs: the test, the standing of each area, and what chance alone would give."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from sendviz.analysis import spread
from sendviz.catalogue import get
from sendviz.stats import funnel
from tests.charts.frames import COUNT, MEDIAN, SHARE, STOCK, amounts, by_area, tidy

REFUSED = get("requests_refused")
LATE = get("plans_issued_after_a_year")
ESSEX = (("North East", 90, 480), ("Mid", 70, 635), ("South", 130, 735), ("West", 150, 535))
TWELVE = tuple((f"D{i:02}", 20 + i % 5 * 10, 200) for i in range(10)) + (
    ("Low", 5, 150),
    ("High", 65, 170),
)


def test_the_test_is_pearsons_and_the_order_is_by_value():
    found = spread.between(SHARE, by_area(values=ESSEX))
    table = [[x for _, x, _ in ESSEX], [n - x for _, x, n in ESSEX]]
    assert found.p_value == pytest.approx(chi2_contingency(table, correction=False).pvalue)
    assert [row["area"] for row in found.rows] == ["Mid", "South", "North East", "West"]
    assert found.spread == pytest.approx(150 / 535 - 70 / 635)
    assert found.verdict == "beyond_doubt" and not found.funnel
    assert found.whole == pytest.approx(440 / 2385)


def test_chance_alone_a_second_way():
    found = spread.between(SHARE, by_area(values=ESSEX))
    sizes = np.array([n for _, _, n in ESSEX])
    draws = np.random.default_rng(99).random((2000, sizes.sum())) < 440 / 2385
    shares = np.array([part.mean(axis=1) for part in np.split(draws, sizes.cumsum()[:-1], axis=1)])
    assert found.chance.value == pytest.approx(np.median(np.ptp(shares, axis=0)), abs=0.002)


@pytest.mark.parametrize(
    "values, verdict",
    [
        ((("A", 50, 250), ("B", 51, 250)), "chance"),
        ((("A", 50, 250), ("B", 72, 250)), "likely"),
        ((("A", 50, 250), ("B", 100, 250)), "beyond_doubt"),
        ((("A", 50, 250), ("B", 1, None)), "too_few"),
        ((), "too_few"),
    ],
)
def test_verdicts(values, verdict):
    assert spread.between(SHARE, by_area(values=values)).verdict == verdict


def test_the_bucket_of_unknown_places_is_left_out():
    values = (*ESSEX, ("Not known", 35, 35))
    found = spread.between(SHARE, by_area(values=values, buckets=("Not known",)))
    assert "Not known" not in found.standing and len(found.rows) == 4


def test_up_to_nine_areas_stand_by_their_own_intervals():
    found = spread.between(SHARE, by_area(values=ESSEX), whole=0.188)
    assert found.standing == {
        "Mid": "worse", "South": "similar", "North East": "similar", "West": "better",
    }  # fmt: skip
    assert spread.between(LATE, by_area(LATE, ESSEX), 0.188).standing["West"] == "worse"
    assert spread.between(REFUSED, by_area(REFUSED, ESSEX), 0.188).standing["West"] == "higher"


def test_ten_areas_and_more_stand_in_a_funnel_that_can_be_widened():
    found = spread.between(SHARE, by_area(values=TWELVE), whole=0.2)
    inner, outer = (funnel.proportion_limits(0.2, 170, level) for level in (0.95, 0.998))
    assert found.funnel and 65 / 170 > outer.high > inner.high
    assert found.standing["High"] == "better" and found.standing["Low"] == "worse"
    assert found.standing["D02"] == "similar"
    wide = spread.between(SHARE, by_area(values=TWELVE), 0.2, widen=True)
    assert wide.widened and wide.overdispersion.tau2 > 0 and not found.widened
    assert wide.standing["High"] in ("perhaps_better", "similar")


def test_between_the_two_limits_is_perhaps():
    edge = funnel.proportion_limits(0.2, 200, 0.95).high
    values = tuple((f"D{i}", 40, 200) for i in range(10)) + (("Edge", np.ceil(edge * 200), 200),)
    found = spread.between(SHARE, by_area(values=values), whole=0.2)
    assert found.standing["Edge"] == "perhaps_better"


def test_counts_of_areas_are_not_compared():
    found = spread.between(STOCK, by_area(STOCK, (("A", 5, 1), ("B", 50, 1))))
    assert found.verdict == "not_tested" and set(found.standing.values()) == {"not_compared"}
    assert spread.between(COUNT, by_area(COUNT)).verdict == "not_tested"


def test_amounts_are_tested_by_their_intervals():
    apart = spread.between(MEDIAN, amounts(MEDIAN, (("A", 20), ("B", 26))))
    alike = spread.between(MEDIAN, amounts(MEDIAN, (("A", 20), ("B", 20.3))))
    assert (apart.verdict, alike.verdict) == ("beyond_doubt", "chance")
    # The median range of two normal values is 0.954 of one's error (0.6745 * root 2).
    assert apart.chance.value == pytest.approx(0.6745 * 2**0.5 * 2 / 3.92, rel=0.05)
    hidden = amounts(MEDIAN, (("A", 20), ("B", 26))).assign(low=np.nan, high=np.nan)
    assert spread.between(MEDIAN, hidden).verdict == "not_tested"


def test_a_numerator_rounded_above_its_denominator_does_no_harm():
    frame = tidy(SHARE, [("A", None, "", 25, 20, None), ("B", None, "", 10, 20, None)])
    assert spread.between(SHARE, frame).p_value < 0.05
