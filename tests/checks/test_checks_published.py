"""Doubts about published figures: hand-made tables."""

import pandas as pd
import pytest

from sendviz.load.checks.figures import DOUBTS, doubt
from sendviz.load.checks.published import doubts

REGIONS = {"901": "E1", "902": "E1", "903": "E2"}


def row(area, value=None, *, numerator=None, denominator=None, indicator="plans_issued", **more):
    level = {"England": "national", "E1": "regional", "E2": "regional"}.get(area, "council")
    return {
        "publisher": "DfE",
        "edition": "2025",
        "la_code": area,
        "level": level,
        "area_name": f"Area {area}",
        "year": 2024,
        "indicator": indicator,
        "category": "All",
        "numerator": numerator,
        "denominator": denominator,
        "value": value,
        "blank": None,
    } | more


def said(*rows, regions=REGIONS):
    return list(doubts(pd.DataFrame(rows), regions))


def counts(first, second, third=40, region=30, england=70):
    return [
        row("901", first),
        row("902", second),
        row("903", third),
        row("E1", region),
        row("E2", third),
        row("England", england),
    ]


def share(value, numerator, denominator, **more):
    return row(
        "901",
        value,
        numerator=numerator,
        denominator=denominator,
        **({"indicator": "refused"} | more),
    )


def test_parts_that_add_up_raise_no_doubt():
    assert said(*counts(10, 20)) == [None] * 6


def test_councils_that_do_not_add_up_to_their_region():
    found = said(*counts(12, 20, england=72))
    region = "The councils' figures come to 2 more than the region's own figure."
    assert found == [region, region, None, region, None, None]


def test_councils_that_do_not_add_up_to_england():
    found = said(*counts(10, 20, england=1075))
    assert found == [None] * 5 + [
        "The councils' figures come to 1,005 less than the figure for England."
    ]


@pytest.mark.parametrize("hidden", [None, float("nan")])
def test_nothing_is_said_of_a_sum_with_a_suppressed_part(hidden):
    assert said(*counts(hidden, 20)) == [None] * 6


def test_nothing_is_said_of_a_sum_with_an_absent_part():
    assert said(*counts(12, 20)[1:]) == [None] * 5


def test_nothing_is_said_of_sums_without_the_list_of_councils():
    assert said(*counts(12, 20), regions=None) == [None] * 6


def test_nothing_is_said_of_regions_when_a_council_is_of_none():
    unknown = {"901": "E1", "903": "E2"}
    assert said(*counts(12, 20, england=72), regions=unknown) == [None] * 6


def test_shares_are_added_by_their_counts_and_means_not_at_all():
    parts = [(1, 10), (2, 10), (4, 40)]
    areas = ("901", "902", "903")
    rows = [
        row(a, n / d, numerator=n, denominator=d) for a, (n, d) in zip(areas, parts, strict=True)
    ]
    assert said(*rows, row("E1", 0.2, numerator=4, denominator=20))[3] == (
        "The councils' figures come to 1 less than the region's own figure."
    )
    weeks = [row(a, 20.5, indicator="mean_weeks_to_issue") for a in ("901", "902", "E1")]
    assert said(*weeks) == [None] * 3


def test_a_council_that_ended_is_not_missed():
    councils = {"835": "E1", "901": "E1"}
    rows = [row("901", 10), row("E1", 12)]
    assert (
        said(*rows, regions=councils)
        == ["The councils' figures come to 2 less than the region's own figure."] * 2
    )
    assert said(*(each | {"year": 2018} for each in rows), regions=councils) == [None] * 2


def test_the_total_of_the_region_printed_for_several_councils():
    found = said(*counts(30, 30))
    assert (
        found[0]
        == found[1]
        == "The figure is the total of the whole region, printed for several of its councils."
    )
    assert said(*counts(30, 0)) == [None] * 6
    assert said(*counts(0, 0, region=0, england=40)) == [None] * 6


@pytest.mark.parametrize(
    ("value", "numerator", "denominator", "doubtful"),
    [
        (0.333, 1, 3, False),
        (0.334, 1, 3, True),
        (0.667, 2, 3, False),
        (0.5, None, None, False),
        (None, 0, 0, False),
        (0.0, 0, 0, True),
        (0.125, 1, 8, False),
        (0.13, 1, 8, True),
    ],
)
def test_a_percentage_is_that_of_its_counts_to_one_decimal(value, numerator, denominator, doubtful):
    found = said(share(value, numerator, denominator))[0]
    assert (found is not None) == doubtful
    assert not doubtful or "percentage" in found


@pytest.mark.parametrize(
    "figure",
    [
        share(1.2, 6, 5),
        share(1.2, None, None),
        share(None, 6, 5),
        row("901", -1),
        share(-0.1, -1, 10),
        row("901", 0.0, indicator="mean_weeks_to_issue"),
    ],
)
def test_values_that_cannot_be(figure):
    assert said(figure)[0] is not None


@pytest.mark.parametrize(
    "figure",
    [
        share(1.0, 5, 5),
        share(0.0, 0, 5),
        row("901", 0),
        row("901", 1200),
        row("901", 20.5, indicator="mean_weeks_to_issue"),
        row("901", 6.4, indicator="requests_per_1000"),
    ],
)
def test_values_that_can_be(figure):
    assert said(figure) == [None]


def banded(within, middle, over, **more):
    names = ("within_20_weeks", "in_20_to_52_weeks", "after_more_than_a_year")
    return [
        share(n / 100, n, 100, indicator=f"plans_issued_{name}", **more)
        for name, n in zip(names, (within, middle, over), strict=True)
    ]


def test_bands_that_exceed_their_whole():
    assert said(*banded(50, 40, 5)) == [None] * 3
    assert (
        said(*banded(50, 40, 11)) == ["The parts of this whole come to 1 more than the whole."] * 3
    )
    assert said(*banded(50, 40, 5), *banded(50, 40, 5, year=2025)) == [None] * 6


@pytest.mark.parametrize(
    ("indicator", "category", "edition", "doubtful"),
    [
        ("mean_weeks_to_issue_exc_exceptions", "All", "2026", True),
        ("mean_weeks_to_issue", "without exceptions", "2026", True),
        ("mean_weeks_to_issue_exc_exceptions", "All", "2027", False),
        ("mean_weeks_to_issue", "All", "2026", False),
    ],
)
def test_the_mean_without_exceptions_of_2026(indicator, category, edition, doubtful):
    found = said(row("901", 24.0, indicator=indicator, category=category, edition=edition))[0]
    assert (found is not None) == doubtful
    assert not doubtful or "0 weeks" in found


def appeals(first, second, **more):
    parts = [
        row("901", 4000, indicator="plans_in_force"),
        row("902", 8000, indicator="plans_in_force"),
    ]
    rates = {"901": first, "902": second}
    return parts + [
        row(a, 0.02, numerator=n / 50, denominator=n, indicator="appeal_rate_old_method", **more)
        for a, n in rates.items()
    ]


def test_decisions_that_fit_another_council():
    found = said(*appeals(8200, 4200))
    assert found[:2] == [None, None]
    assert (
        found[2]
        == "The number of decisions fits Area 902: the codes of the two councils look swapped."
    )
    assert "Area 901" in found[3]
    assert said(*appeals(4200, 8200)) == [None] * 4
    assert said(*appeals(8200, 8200)) == [None] * 4


def test_an_index_of_any_kind_is_kept_and_empty_frames_are_taken():
    frame = pd.DataFrame(counts(12, 20)).set_index(pd.Index(list("abcdea")))
    assert list(doubts(frame, REGIONS).index) == list("abcdea")
    assert doubts(frame.iloc[:0]).empty
    assert doubts(pd.DataFrame({"value": [-1.0]})).tolist() == [
        "The figure is below nought, which cannot be."
    ]


def test_an_id_that_is_taken_is_refused():
    with pytest.raises(ValueError, match="two checks called D01"):
        doubt("D01", "again")(lambda known: known.no_doubt())
    assert all(each.about and each.id == name for name, each in DOUBTS.items())
