"""Who differs: the test, the standing of each area, and what chance alone would give."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2, chi2_contingency

from sendviz.catalogue import get
from sendviz.findings.spread import compare_areas, standings
from sendviz.stats import funnel, intervals
from tests.answers import (
    COUNT,
    LONGEST,
    MEDIAN,
    RATE,
    SHARE,
    STOCK,
    amounts,
    by_area,
    in_bands,
    tidy,
    under,
    without_intervals,
)

REFUSED = get("requests_refused")
LATE = get("plans_issued_after_a_year")
ESSEX = (("North East", 90, 480), ("Mid", 70, 635), ("South", 130, 735), ("West", 150, 535))
TWELVE = tuple((f"D{i:02}", 20 + i % 5 * 10, 200) for i in range(10)) + (
    ("Low", 5, 150),
    ("High", 65, 170),
)


def test_the_test_is_pearsons_and_the_order_is_by_value():
    found = compare_areas(by_area(values=ESSEX))
    table = [[x for _, x, _ in ESSEX], [n - x for _, x, n in ESSEX]]
    assert found.p_value == pytest.approx(chi2_contingency(table, correction=False).pvalue)
    assert [row.area for row in found.rows] == ["Mid", "South", "North East", "West"]
    assert found.spread == pytest.approx(150 / 535 - 70 / 635)
    assert found.verdict == "beyond_doubt" and not found.funnel
    assert found.whole == pytest.approx(440 / 2385)


def test_chance_alone_a_second_way():
    found = compare_areas(by_area(values=ESSEX))
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
    assert compare_areas(by_area(values=values)).verdict == verdict


def test_the_bucket_of_unknown_places_is_left_out():
    values = (*ESSEX, ("Not known", 35, 35))
    found = compare_areas(by_area(values=values, buckets=("Not known",)))
    assert "Not known" not in found.standing and len(found.rows) == 4


def test_up_to_nine_areas_stand_by_their_own_intervals():
    found = compare_areas(by_area(values=ESSEX), whole=0.188)
    assert found.standing == {
        "Mid": "worse", "South": "similar", "North East": "similar", "West": "better",
    }  # fmt: skip
    assert compare_areas(by_area(LATE, ESSEX), 0.188).standing["West"] == "worse"
    assert compare_areas(by_area(REFUSED, ESSEX), 0.188).standing["West"] == "higher"


def test_ten_areas_and_more_stand_in_a_funnel_that_can_be_widened():
    found = compare_areas(by_area(values=TWELVE), whole=0.2)
    inner, outer = (funnel.proportion_limits(0.2, 170, level) for level in (0.95, 0.998))
    assert found.funnel and 65 / 170 > outer.high > inner.high
    assert found.standing["High"] == "better" and found.standing["Low"] == "worse"
    assert found.standing["D02"] == "similar"
    wide = compare_areas(by_area(values=TWELVE), 0.2, widen=True)
    assert wide.widened and wide.overdispersion.tau2 > 0 and not found.widened
    assert wide.standing["High"] in ("perhaps_better", "similar")


def test_between_the_two_limits_is_perhaps():
    edge = funnel.proportion_limits(0.2, 200, 0.95).high
    edges = (("Edge", np.ceil(edge * 200), 200), ("Low", 10, 200))
    values = tuple((f"D{i}", 40, 200) for i in range(10)) + edges
    found = compare_areas(by_area(values=values), whole=0.2)
    assert found.standing["Edge"] == "perhaps_better" and found.standing["Low"] == "worse"
    alike = compare_areas(by_area(values=values[:-1]), whole=0.2)
    assert alike.verdict == "chance" and set(alike.standing.values()) == {"similar"}


def test_counts_of_areas_are_not_compared():
    found = compare_areas(by_area(STOCK, (("A", 5, 1), ("B", 50, 1))))
    assert found.verdict == "not_tested" and set(found.standing.values()) == {"not_compared"}
    assert compare_areas(by_area(COUNT)).verdict == "not_tested"


def test_amounts_are_tested_by_their_intervals():
    apart = compare_areas(amounts(MEDIAN, (("A", 20), ("B", 26))))
    alike = compare_areas(amounts(MEDIAN, (("A", 20), ("B", 20.3))))
    assert (apart.verdict, alike.verdict) == ("beyond_doubt", "chance")
    # The median range of two normal values is 0.954 of one's error (0.6745 * root 2).
    assert apart.chance.value == pytest.approx(0.6745 * 2**0.5 * 2 / 3.92, rel=0.05)
    bare = without_intervals(amounts(MEDIAN, (("A", 20), ("B", 26))))
    assert compare_areas(bare).verdict == "not_tested"


def test_no_area_stands_apart_where_all_together_do_not():
    values = (("A", 62, 250), ("B", 50, 250), ("C", 48, 250), ("D", 46, 250))
    found = compare_areas(by_area(values=values), whole=0.19)
    assert intervals.wilson(62, 250).low > 0.19 and found.verdict == "chance" and not found.differ
    assert set(found.standing.values()) == {"similar"}


def test_standings_allow_for_the_number_of_areas():
    one = by_area(values=(("A", 62, 250),))
    four = by_area(values=(("A", 62, 250), ("B", 50, 250), ("C", 48, 250), ("D", 46, 250)))
    apart = [standings(SHARE, each.frame, 0.19) for each in (one, four)]
    assert [each["A"] for each in apart] == ["better", "similar"]


def test_what_rounding_alone_could_make_is_not_told():
    def south(x, n, rounded=False):
        frame = by_area(values=(("South", x, n),)).frame
        return standings(SHARE, frame, 0.17, rounded=rounded)["South"]

    assert (south(20, 180), south(22, 178)) == ("worse", "similar")
    assert south(20, 180, rounded=True) == "similar"
    assert south(200, 1800, rounded=True) == "worse"


def test_the_verdict_of_rounded_counts_holds_for_the_true_ones():
    values = (("A", 20, 200), ("B", 35, 200))
    exact, rounded = (compare_areas(by_area(values=values, rounded=each)) for each in (False, True))
    assert (exact.verdict, rounded.verdict) == ("likely", "chance")
    assert exact.p_value == rounded.p_value and rounded.rounded


def test_rounded_rates_and_amounts_stand_apart_by_more_than_their_step():
    rates = tidy(RATE, [("A", None, "", 40, 1000, None), ("B", None, "", 90, 1000, None)]).frame
    near = standings(RATE, rates, 55.5)
    assert near == {"A": "lower", "B": "higher"}
    assert standings(RATE, rates, 55.5, rounded=True)["A"] == "similar"
    weeks = amounts(MEDIAN, (("A", 20.0), ("B", 30.0))).frame
    assert standings(MEDIAN, weeks, 21.5)["A"] == "better"
    assert standings(MEDIAN, weeks, 21.5, rounded=True)["A"] == "similar"


def test_areas_with_too_few_cases_are_named_without_the_bucket():
    values = (*ESSEX[:3], ("West", 2, None), ("Not known", 1, None))
    found = compare_areas(by_area(values=values, buckets=("Not known",)))
    assert found.too_few == ("West",) and "West" not in found.standing


def test_middles_in_bands_are_neither_compared_nor_ranked():
    found = compare_areas(in_bands(MEDIAN, (("A", 0.0), ("B", 20.0), ("C", 52.0))), 18.0)
    assert (found.verdict, found.rows, dict(found.standing)) == ("in_bands", (), {})
    assert not found.differ and np.isnan(found.spread)
    longest = amounts(LONGEST, (("A", 20.0), ("B", 40.0)), banded=True)
    assert not longest.in_bands and not amounts(MEDIAN, (("A", 20.0),)).in_bands


def test_rounded_none_and_all_are_proved_by_the_whole_council_alone():
    noughts = by_area(values=(("A", 0, 60), ("B", 0, 40)), rounded=True)
    assert compare_areas(noughts, 0.0).verdict == "none"
    assert compare_areas(under(noughts, 5), 0.01).verdict == "nearly_none"
    every = by_area(values=(("A", 60, 60), ("B", 40, 40)), rounded=True)
    assert compare_areas(every, 1.0).verdict == "all"
    assert compare_areas(every, 0.99).verdict == compare_areas(every).verdict == "nearly_all"


def test_one_wide_interval_does_not_hide_that_amounts_differ():
    answer = amounts(MEDIAN, (("A", 20), ("B", 24), ("C", 22), ("D", 22)))
    frame = answer.frame.copy()
    frame.loc[3, ["low", "high"]] = (4, 40)
    found = compare_areas(answer.with_frame(frame))
    assert found.verdict == "beyond_doubt" and found.spread < found.chance.value
    assert found.standing["D"] == "similar"


def test_none_and_all_are_no_difference():
    none, all_of_them = ((("A", x * 257, 257), ("B", x * 311, 311)) for x in (0, 1))
    assert compare_areas(by_area(LATE, none)).verdict == "none"
    found = compare_areas(by_area(values=all_of_them))
    assert found.verdict == "all" and set(found.standing.values()) == {"similar"}


def test_rates_are_tested_by_what_all_areas_would_have_in_common():
    cells = [("A", None, "", 40, 1000, None), ("B", None, "", 70, 1000, None)]
    found = compare_areas(tidy(RATE, cells))
    # Pearson's chi-square of counts against 55 expected in each.
    assert found.p_value == pytest.approx(chi2.sf(15**2 / 55 * 2, 1))


def test_a_lopsided_interval_is_judged_by_the_side_that_looks_at_the_others():
    answer = amounts(MEDIAN, (("North East", 55.9), ("Mid", 58.0), ("South", 57.7), ("West", 53.0)))
    low, high = zip((54.7, 57.1), (56.9, 59.7), (56.1, 59.9), (42.6, 55.4), strict=True)
    frame = answer.frame.assign(low=low, high=high)
    assert compare_areas(answer.with_frame(frame)).verdict == "beyond_doubt"
