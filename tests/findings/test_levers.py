"""What levers do to the rates, on numbers that can be worked out by hand."""

import numpy as np
import pytest

from sendviz.catalogue import planning
from sendviz.catalogue.calendar import BadSelection
from sendviz.findings.levers import (
    WEEKS_A_MONTH,
    Levers,
    commissioned,
    left_for_reviews,
    levers_of,
    productivity,
    with_levers,
)
from sendviz.stats.two_stages import Rates

WEEKS = 104
FLAT = np.ones(WEEKS)


def rates() -> Rates:
    return Rates(
        FLAT * 20, 1.5, np.ones(1), 0.3, 0.0, FLAT * 12, FLAT * 10, 0.1, 3, 4, 0.0
    )  # fmt: skip


def test_hours_a_plan_give_what_a_post_does_in_a_week():
    """37 hours x 44 weeks x 60% / 52 = 18.78 hours a week on new plans."""
    posts = planning.posts()
    assert posts["psychologist"].a_week == pytest.approx(18.785 / 17.4, abs=0.001)
    assert posts["officer"].a_week == pytest.approx(18.785 / 11.3, abs=0.001)
    assert posts["support"].a_week == 0.8
    assert productivity("officer", {"officer": 0.7}) == 0.7


def test_usual_levers_change_nothing():
    found = with_levers(rates(), Levers(), FLAT, {})
    assert (found.requests == 20).all() and found.refused == 0.3
    assert (found.advices == 12).all() and (found.outcomes == 10).all()


def test_requests_refusals_and_earlier_help():
    asked = levers_of({"requests": 10, "refused": 5, "helped": 50})
    found = with_levers(rates(), asked, FLAT, {})
    assert found.requests == pytest.approx(np.full(WEEKS, 11)) and found.refused == 0.35


def test_officers_come_learn_and_leave():
    """Ten posts after three months: 7 are filled, at half of full work, which grows for 13 weeks;
    a month later 8.2 posts are, less 1.5% who left."""
    asked = levers_of({"officers": 10, "officers_from": 3})
    more = with_levers(rates(), asked, FLAT, {"officer": 1.0}).outcomes - 10
    assert (more[:13] == 0).all()
    assert more[13] == pytest.approx(10 * 0.7 * 0.5)
    month_later = round(3 * WEEKS_A_MONTH) + 5
    assert more[month_later] == pytest.approx(10 * 0.82 * 0.985 * (0.5 + 0.5 * 5 / 13))
    assert with_levers(rates(), asked, FLAT, {}).advices.tolist() == rates().advices.tolist()


def test_recruits_three_months_late_do_the_same_thirteen_weeks_later():
    asked = levers_of({"psychologists": 6, "psychologists_from": 0})
    soon, late = (with_levers(rates(), each, FLAT, {}) for each in (asked, asked.but(late=3)))
    assert soon.advices[:80] == pytest.approx(late.advices[13:93])


def test_commissioned_assessments_come_evenly_over_a_year():
    found = commissioned(levers_of({"commissioned": 520}), WEEKS)
    assert found.sum() == pytest.approx(520) and (found[:52] == 10).all() and not found[52:].any()


def test_who_moves_to_casework_is_missed_at_once_and_learns():
    """Four assistants give 4 x 0.5 x 1 advices a week; as officers they do half of 4 x 0.8 at
    first and all of it after 13 weeks."""
    own = {"psychologist": 1.0, "officer": 0.8}
    found = with_levers(rates(), levers_of({"moved": 4}), FLAT, own)
    assert (found.advices == 10).all()
    assert found.outcomes[0] == pytest.approx(11.6) and found.outcomes[13] == pytest.approx(13.2)
    back = with_levers(rates(), levers_of({"moved": -4}), FLAT, own)
    assert (back.outcomes == pytest.approx(np.full(WEEKS, 6.8))) and back.advices[0] == 13
    assert back.advices[8] == 14
    none = with_levers(rates(), levers_of({"moved": -20}), FLAT, own)
    assert (none.outcomes == 0).all()


def test_time_from_reviews_is_time_for_new_plans():
    """Ten points more on 60% are a sixth more; of 40% for reviews three quarters are left."""
    asked = levers_of({"off_reviews": 10})
    found = with_levers(rates(), asked, FLAT, {})
    assert found.outcomes == pytest.approx(np.full(WEEKS, 10 * 7 / 6))
    assert (found.advices == 12).all() and left_for_reviews(asked) == pytest.approx(0.75)
    assert left_for_reviews(levers_of({"off_reviews": 40})) == pytest.approx(0)


def test_what_is_no_lever_or_out_of_bounds_is_refused():
    with pytest.raises(BadSelection, match="no lever 'magic'"):
        levers_of({"magic": 1})
    with pytest.raises(BadSelection, match="not between -50 and 100"):
        levers_of({"requests": 200})


def test_the_usual_value_is_not_kept_and_the_order_does_not_matter():
    assert levers_of({"requests": 0}) == Levers()
    assert levers_of({"late": 3, "officers": 2}) == levers_of({"officers": 2, "late": 3})


def test_every_lever_and_scenario_is_sound():
    for lever in planning.levers().values():
        assert lever.least <= lever.usual <= lever.most and lever.why.endswith(".")
    for scenario in planning.scenarios().values():
        assert len(levers_of(scenario.levers).changed) == len(scenario.levers)
        assert scenario.source or not scenario.levers
