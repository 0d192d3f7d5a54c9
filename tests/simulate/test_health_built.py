"""The simulated referrals in the built file: what the measures make of them."""

from datetime import date

import pytest

from sendviz.ask import Records
from sendviz.ask.selection import Selection

COUNCILS = ("881", "941", "873", "839")


def told(store, id, la_code, pathway=None, day=date(2025, 12, 31), **more):
    where = (("pathway", (pathway,)),) if pathway else ()
    chosen = Selection(la_code, day, more.pop("start", None), where=where)
    return Records(store, chosen, "officer").ask(id, **more).frame


@pytest.mark.parametrize("la_code", COUNCILS)
@pytest.mark.parametrize("pathway", ("autism", "slt"))
def test_each_months_list_is_the_one_before_plus_those_who_came_less_those_who_left(
    simulated, la_code, pathway
):
    def months(id):
        rows = told(simulated, id, la_code, pathway, start=date(2021, 1, 1), period="month")
        return rows.set_index("period_start")["numerator"].fillna(0)

    stock = months("children_waiting_for_assessment")
    flow = months("referrals_received") - months("assessments_begun") - months("left_unassessed")
    assert len(stock) == 60 and stock.min() > 0
    assert (stock.diff().iloc[1:] == flow.iloc[1:]).all()


def one(store, id, la_code, pathway=None, **more):
    return told(store, id, la_code, pathway, **more).iloc[0]


def test_essex_is_as_large_and_as_slow_as_it_was_said_to_be(simulated):
    assert (
        2000 <= one(simulated, "children_waiting_for_assessment", "881", "autism")["value"] <= 2500
    )
    assert 55 <= one(simulated, "median_wait_open_and_seen", "881", "autism")["value"] <= 65
    parts = told(simulated, "median_wait_open_and_seen", "881", "autism", by="locality")
    weeks = parts.set_index("area")["value"]
    assert 41 <= weeks["North East"] <= 48 and 75 <= weeks["Mid"] <= 84
    assert one(simulated, "share_waiting_over_18_weeks", "881", "ot")["value"] < 0.05
    supported = one(simulated, "offered_support_while_waiting", "881", "autism")["value"]
    assert 0.14 < supported < 0.22


def test_in_mid_essex_speech_and_language_is_worse_from_11_on(simulated):
    by_age = told(
        simulated, "share_waiting_over_18_weeks", "881", "slt", by="locality", and_by="age_band"
    ).set_index(["area", "category"])["value"]
    older = by_age.xs("11-15", level="category")
    assert older["Mid"] > 0.4 and older[["North East", "South", "West"]].max() < 0.2
    assert by_age["Mid", "5-10"] < 0.2


def test_the_others_are_like_what_was_published(simulated):
    """NHS England, October 2025: Northamptonshire 71.0% over 18 weeks and half over 28.6, which
    for half of its 1,456 is 728; Cambridgeshire 60.1% at one trust and 14.1% at the other.
    """
    day = date(2025, 10, 31)
    slt = one(simulated, "share_waiting_over_18_weeks", "941", "slt", day=day)
    assert slt["value"] == pytest.approx(0.71, abs=0.05)
    assert slt["denominator"] == pytest.approx(728, rel=0.1)
    by = told(simulated, "share_waiting_over_18_weeks", "873", "slt", day=day, by="provider")
    trusts = by.set_index("area")["value"]
    slow = trusts["Cambridgeshire and Peterborough NHS Foundation Trust"]
    quick = trusts["Cambridgeshire Community Services NHS Trust"]
    assert slow == pytest.approx(0.60, abs=0.08) and quick == pytest.approx(0.14, abs=0.05)
    dorset = one(simulated, "longest_wait", "839", "autism")["value"]
    assert 90 <= dorset <= 110
