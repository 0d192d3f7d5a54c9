"""The simulated plans of four areas, and what councils promised, on the simulated file."""

from __future__ import annotations

from datetime import date

import pytest

from sendviz.ask import PUBLIC, Records, Selection
from sendviz.findings.actions import contradictions, exceptions, plan_of
from sendviz.findings.promises import judged
from sendviz.simulate import COUNCILS


def records(simulated, la_code: str, as_at: date, role: str = "board") -> Records:
    return Records(simulated, Selection(la_code, as_at), role)


def test_a_programme_was_complete_and_no_plan_was_in_time(simulated):
    """BCP on 31 August 2023: complete, while no plan was in time since November 2022."""
    bcp = records(simulated, "839", date(2023, 8, 31))
    since = bcp.over(start=date(2022, 11, 1)).ask("plans_issued_within_20_weeks").row
    assert since.numerator == 0 and since.denominator > 100
    (told,) = (each for each in contradictions(bcp) if each.judged)
    assert (told.kind, told.line.ref) == ("complete_worse", "W1")
    # Not only no change: a quarter came in time in the same months before it began.
    impact = told.judged.impact
    then, now = (
        impact.course.points.x[list(at)].sum() / impact.course.points.n[list(at)].sum()
        for at in (impact.then, impact.now)
    )
    assert then > 0.2 and now < 0.01
    assert all(line.simulated for line in plan_of(bcp).lines)


@pytest.mark.parametrize("la_code", COUNCILS)
@pytest.mark.parametrize("role", [PUBLIC, "board"])
def test_the_screen_counts_as_ask_does(simulated, la_code, role):
    for as_at in (date(2024, 6, 30), date(2025, 12, 31)):
        here = records(simulated, la_code, as_at, role)
        lines = plan_of(here).lines
        counted = {
            "in_plan": len(lines),
            "overdue": sum(line.is_overdue for line in lines),
            "without_a_date": sum(line.has_no_date for line in lines),
            "without_an_update": sum(line.has_no_update for line in lines),
            "complete": sum(line.is_complete for line in lines),
        }
        asked = {id: here.ask(f"actions_{id}").row.value for id in counted}
        assert asked == counted
        assert {line.action_id for line, _ in exceptions(plan_of(here))} <= {
            line.action_id for line in lines if line.is_open
        }


def test_what_comes_later_is_not_known(simulated):
    """Lines and promises of later days are not there."""
    essex = records(simulated, "881", date(2025, 12, 31))
    assert "3.1" not in {line.ref for line in plan_of(essex).lines}
    northants = records(simulated, "941", date(2024, 7, 31))
    assert [each.promise.said_on for each in judged(northants)] == [date(2024, 3, 12)]
    assert judged(northants)[0].verdict == "not_yet_due"


def test_promises_are_judged_by_the_records_that_are_loaded(simulated):
    for la_code in COUNCILS:
        for each in judged(records(simulated, la_code, date(2025, 12, 31))):
            assert each.verdict != "not_judged" or each.why
            assert each.at_due is None or each.simulated
