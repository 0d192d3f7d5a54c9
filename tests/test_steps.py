"""The weeks of a whole council's steps, on a file made by hand."""

from dataclasses import replace
from datetime import date

import pytest

from sendviz.ask import NotAllowed, Records, Selection
from tests.handmade import advice, build, request

AS_AT = date(2025, 6, 30)
OPEN = request("2025-06-20")  # 10 days before: week 1, undecided
REFUSED = request("2025-04-28", "2025-06-09") | {"decision": "N"}  # 9 weeks, decided 3 weeks ago
AGREED = request("2025-03-03", "2025-04-14")  # 17 weeks before, agreed 11 weeks ago, advised 2
LATE = request("2024-11-04", "2024-12-16", "2025-06-23")  # 34 weeks before, issued 1 week ago
IN_TIME = request("2025-02-10", "2025-03-24", "2025-06-23")  # 20 weeks before: in 133 days
QUIET = request("2023-01-02", "2023-02-13")  # agreed, nothing since February 2023
ADVICE = advice("2025-04-14", "2025-05-26", "2025-06-16", "ep", 3)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    rows = [OPEN, REFUSED, AGREED, LATE, IN_TIME, QUIET]
    return build(tmp_path_factory.mktemp("steps") / "steps.duckdb", rows, [ADVICE])


def steps(store, as_at=AS_AT, role="officer", **more):
    return Records(store, replace(Selection("999", as_at), **more), role).weekly_steps()


def row(found, received):
    (one,) = found[found["received"] == received].itertuples()
    return one


def test_each_step_is_told_in_whole_weeks_before_the_day(store):
    found = steps(store)
    assert found["n"].sum() == 6
    assert (row(found, 1).way, row(found, 1).agreed) == ("open", False)
    assert (row(found, 9).way, row(found, 9).decided, row(found, 9).finished) == ("refused", 3, 3)
    assert (row(found, 17).way, row(found, 17).decided, row(found, 17).advised) == ("open", 11, 2)
    assert (row(found, 34).way, row(found, 34).finished) == ("plan", 1)
    assert not row(found, 34).in_time
    assert (row(found, 20).way, row(found, 20).in_time) == ("plan", True)
    assert [one.received for one in found[found["quiet"]].itertuples()] == [130]


def test_what_came_later_is_not_known_yet(store):
    """As at 31 March 2025: IN_TIME is agreed and open, LATE is open, three are not there yet."""
    found = steps(store, date(2025, 3, 31))
    assert sorted(found["received"]) == [4, 7, 21, 117]
    assert set(found["way"]) == {"open"} and not found["in_time"].any()
    assert (row(found, 7).agreed, row(found, 7).decided) == (True, 1)
    assert (row(found, 4).agreed, row(found, 21).agreed) == (False, True)


def test_filters_and_areas_are_left_out_since_a_forecast_is_of_the_whole_council(store):
    whole = steps(store)
    part = steps(store, areas=("999/locality/South",), where=(("sex", ("F",)),))
    assert part.equals(whole)


def test_public_view_is_told_at_the_ends_of_months(store):
    assert steps(store, role="councillor")["n"].sum() == 6
    with pytest.raises(NotAllowed, match="ends of months"):
        steps(store, date(2025, 6, 12), role="councillor")
