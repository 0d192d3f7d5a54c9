"""What holds children up: the latest kind of advice is named only where it is beyond chance."""

from __future__ import annotations

from sendviz import catalogue
from sendviz.panels.holdup import advice_words, holdup_title, over_a_year, rows_told
from tests.answers import one, tidy, under

ADVICE = catalogue.get("advice_within_6_weeks")


def by_kind(*cells):
    rows = [("Essex", None, code, x, n, blank) for code, x, n, blank in cells]
    return tidy(ADVICE, rows, dimension="advice")


EP, HEALTH = ("ep", 40, 250, None), ("health", 90, 240, None)
SCHOOL, NONE = ("education", 245, 250, None), ("physio", 0, 0, "no_cases")


def test_the_latest_kind_is_the_hold_up_where_no_other_comes_near():
    answer = by_kind(SCHOOL, EP, NONE, HEALTH)
    title = "Educational psychology is the hold-up: 40 of 250 (16%) in time."
    assert holdup_title(answer) == title and len(title.split()) <= 15
    assert [row.category for row in rows_told(answer)] == ["ep", "health", "education"]
    assert advice_words(answer) == (
        "Educational psychology: 40 of 250 pieces of advice (16%) were received within 6 weeks."
    )


def test_kinds_that_chance_cannot_tell_apart_are_named_together():
    answer = by_kind(EP, ("health", 45, 250, None), SCHOOL)
    told = "Advice comes latest from educational psychology and health (paediatrics)."
    assert holdup_title(answer) == told


def test_many_kinds_that_are_late_alike_are_counted_and_not_named():
    alike = [(code, 40, 250, None) for code in ("ep", "health", "social_care", "slt")]
    assert holdup_title(by_kind(*alike)) == "All four kinds of advice come about equally late."
    some = holdup_title(by_kind(*alike, SCHOOL))
    assert some == "Four of five kinds of advice come about equally late."


def test_where_nearly_all_is_in_time_nothing_holds_up():
    answer = by_kind(SCHOOL, ("ep", 96, 100, None))
    assert holdup_title(answer) == "Nearly all advice comes within 6 weeks."
    assert advice_words(answer) == ""


def test_no_plan_over_a_year_is_no_hold_up():
    m = catalogue.get("plans_issued_after_a_year")
    assert over_a_year(one(m, 12, 656), "Essex") == (
        "12 of 656 plans (2%) were issued after more than a year in Essex in the 12 months to 31 "
        "December 2025.",
    )
    assert over_a_year(one(m, 0, 656), "Essex") == ()
    assert over_a_year(under(one(m, 0, 35), 5), "Essex") == ()
    assert over_a_year(one(m, blank="no_cases"), "Essex") == ()


def test_what_is_not_told_is_not_the_latest():
    assert rows_told(by_kind(NONE, ("ep", 3, 10, "too_few"))) == []
    few = under(by_kind(EP, SCHOOL), 5)
    assert rows_told(few) == [] and advice_words(few) == ""
