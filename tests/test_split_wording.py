"""The heading of a measure by kind of child."""

from __future__ import annotations

from sendviz import catalogue
from sendviz.wording import screens
from tests.answers import SHARE, tidy


def split(*cells, **attrs):
    rows = [("Essex", None, code, x, n, blank) for code, x, n, blank in cells]
    return tidy(SHARE, rows, **attrs)


def test_the_lowest_and_the_highest_are_named_with_their_counts():
    frame = split(("ASD", 10, 125, None), ("HI", 45, 90, None), ("SEMH", 30, 100, None))
    assert screens.split_title(SHARE, frame, "need") == (
        f"{SHARE.name}, by main need: from 10 of 125 (8%) (Autism) to 45 of 90 (50%) "
        "(Hearing impairment)"
    )


def test_hidden_kinds_are_not_passed_over_in_silence():
    frame = split(("ASD", 10, 125, None), ("HI", 45, 90, None), ("SEMH", None, None, "suppressed"))
    assert screens.split_title(SHARE, frame, "need").endswith(", of those that may be shown")


def test_one_kind_alone_has_no_range():
    frame = split(("ASD", 10, 125, None), ("not_known", 45, 90, None))
    assert screens.split_title(SHARE, frame, "need") == f"{SHARE.name}, by main need"


def test_a_rate_of_people_is_told_by_area_only():
    told = screens.by_area_only(catalogue.get("requests_per_1000"))
    assert told.startswith("Requests per 1,000") and "by area only" in told
