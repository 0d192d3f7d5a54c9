"""The officers' lists: the same children as in the figures, narrowed by what officers ask for."""

from __future__ import annotations

from datetime import date

import duckdb
import numpy as np
import pandas as pd
import pytest

from sendviz import catalogue
from sendviz.ask import Records, Selection
from sendviz.ask.store import Store
from sendviz.panels.children import NO_SUPPORT_LIST, SOON_WEEKS, children_panel, narrowings
from tests import handmade
from tests import second_way as own
from tests.handmade import plan, referral, request, review, support

NORTH = "999/locality/North"
DAY = date(2025, 6, 30)
YEAR = Selection("999", DAY, date(2024, 7, 1))
LISTS = tuple(catalogue.lists_of_children())


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """A random file, in which every limit is met on the very day."""
    tables = own.known_on(own.made_up(np.random.default_rng(own.SEED)), own.END)
    store = own.written(tmp_path_factory.mktemp("lists") / "file.duckdb", tables)
    yield Records(store, YEAR, "officer"), tables
    store.close()


def listed(records, fact: str, **chosen) -> pd.DataFrame:
    return children_panel(records, fact, "A list", chosen).rows


@pytest.mark.parametrize("fact", LISTS)
@pytest.mark.parametrize("place", ["", NORTH])
def test_a_list_holds_as_many_as_the_figure(many, fact, place):
    """Each choice of a wait, support for both answers, and what is overdue."""
    records, _ = many
    here = records.over(areas=(place,) if place else ())
    whole = {"open_case": "children_in_assessment", "plan_in_force": "plans_in_force",
             "waiting": "children_waiting_for_assessment"}[fact]  # fmt: skip
    overdue = {"open_case": "cases_open_over_20_weeks", "plan_in_force": "reviews_overdue"}
    every = len(listed(records, fact, area=place))
    assert every == here.ask(whole).row.value > 100
    for id in catalogue.lists_of_children()[fact].waited.values():
        assert len(listed(records, fact, area=place, waited=id)) == here.ask(id).row.value > 0
    if id := catalogue.lists_of_children()[fact].support:
        row = here.ask(id).row
        if row.numerator == row.numerator:
            yes, no = (len(listed(records, fact, area=place, support=s)) for s in ("yes", "no"))
            assert (yes, yes + no) == (row.numerator, row.denominator)
    if fact in overdue:
        late = listed(records, fact, area=place, due="overdue")
        assert len(late) == here.ask(overdue[fact]).row.value > 10
        assert late["Weeks overdue"].is_monotonic_decreasing
        parts = sum(len(listed(records, fact, area=place, due=d)) for d in ("soon", "later"))
        assert len(late) + parts <= every


def overdue_on(tables: own.Tables, day: pd.Timestamp) -> dict[str, int]:
    """Plans by place that nobody had reviewed for a year, counted plan by plan."""
    met = tables["review"].groupby("plan_id")["meeting"].apply(list).to_dict()
    found = dict.fromkeys(own.PLACES.values(), 0)
    for each in tables["plan"].itertuples():
        days = [each.started, *met.get(each.plan_id, [])]
        known = [d for d in days if pd.notna(d) and d <= day]
        if not known or each.ceased <= day or each.ceased < each.started:
            continue
        found[own.PLACES[each.district]] += max(known) + pd.DateOffset(months=12) < day
    return found


def test_overdue_reviews_are_those_of_a_second_count(many):
    records, tables = many
    asked = records.over(start=date(2024, 1, 1)).ask(
        "reviews_overdue", by="locality", period="month"
    )
    told = {(row.area, row.period_start): row.value for row in asked.rows}
    for (area, first), n in told.items():
        last = pd.Timestamp(first) + pd.offsets.MonthEnd(0)
        assert n == overdue_on(tables, last)[area], (area, first)
    assert max(told.values()) > 50


PLANS = [
    plan("2023-05-01"),  # reviewed late, on 1 September 2024: in time again
    plan("2024-02-01"),  # due on 1 February 2025, not held
    plan("2023-03-01"),  # due on 1 March 2024, before the period, not held
    plan("2024-06-30"),  # due on the as-at day itself
    plan("2024-08-01"),  # due within 8 weeks
    plan("2023-09-01", "2025-01-31"),  # due on 1 September 2024, ended later without a review
]


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    path = tmp_path_factory.mktemp("few") / "few.duckdb"
    store = handmade.build(
        path,
        plans=PLANS,
        reviews=[review(1, "2024-09-01", "2024-09-10")],
        requests=[
            request("2024-01-01", "2024-02-01", need="ASD"),
            request("2024-01-01", "2024-02-01", district="S1"),
            request("2025-06-01"),
        ],
        referrals=[referral("2024-01-01", first_contact="2024-05-01"), referral("2025-06-01")],
        support=[support("2025-03-01", request_id=1)],
    )
    yield Records(store, YEAR, "officer")
    store.close()


def test_the_sums_of_reviews_add_up(few):
    panel = children_panel(few, "plan_in_force", "Plans")
    assert panel.sentences == (
        "5 plans in Test, the longest overdue first.",
        "Of 3 reviews due in the 12 months to 30 June 2025, 3 were not held in time: 1 came late "
        "or the plan ended first, 2 are not held yet. With 1 that fell due before and without 1 "
        "due that very day: 2 plans overdue.",
    )
    assert panel.rows["Next review due"].tolist() == [
        date(2024, 3, 1), date(2025, 2, 1), date(2025, 6, 30), date(2025, 8, 1), date(2025, 9, 1),
    ]  # fmt: skip
    assert panel.rows["Last review"].tolist() == [None] * 4 + [date(2024, 9, 1)]
    assert len(listed(few, "plan_in_force", due="overdue")) == 2
    assert len(listed(few, "plan_in_force", due="soon")) == 2
    assert SOON_WEEKS == 8


def test_each_choice_is_told_with_how_many_are_left(few):
    chosen = {"area": NORTH, "waited": "cases_open_over_52_weeks", "support": "no"}
    panel = children_panel(few, "open_case", "Open", chosen)
    assert panel.sentences == (
        "Of 2 children in North: 1 waiting past 52 weeks; of those, 0 not offered support.",
    )
    only = few.held_to("need", "ASD")
    panel = children_panel(only, "open_case", "Open", {"stage": "assessing", "due": "overdue"})
    assert panel.sentences == (
        "Of 3 children in Test (only main need: Autism): 2 with stage reached: Being assessed; of "
        "those, 2 overdue.",
    )


def test_a_first_contact_that_did_not_end_the_wait_is_explained(few):
    panel = children_panel(few, "waiting", "The list")
    assert panel.notes[0] == (
        "Still waiting after a first contact: 1. The wait ends when the assessment starts, not "
        "with the first contact."
    )
    assert panel.rows["First contact"].tolist() == [date(2024, 5, 1), None]
    assert not children_panel(few, "waiting", "", {"waited": "waiting_over_104_weeks"}).notes


def test_support_that_no_list_tells_is_not_told_as_none(tmp_path):
    store = handmade.build(tmp_path / "none.duckdb", requests=[request("2024-01-01")])
    records = Records(store, YEAR, "officer")
    panel = children_panel(records, "open_case", "Open")
    assert "Support offered" not in panel.rows and panel.notes == (NO_SUPPORT_LIST,)
    assert "support" not in [each.id for each in narrowings(records, "open_case")]


def test_the_choices_are_those_of_the_place_looked_at(few):
    assert [each.id for each in narrowings(few, "plan_in_force")] == ["area", "due", "last_review"]
    inside = few.over(areas=(NORTH,))
    assert [each.id for each in narrowings(inside, "plan_in_force")] == ["due", "last_review"]
    assert narrowings(few, "waiting")[0].name == "Quarter"


def test_the_councils_own_word_for_a_place_keeps_its_capitals(tmp_path):
    path = tmp_path / "x.duckdb"
    handmade.build(path, referrals=[referral("2025-03-01")]).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "update area set scheme_name = 'ICS localities' where scheme = 'locality'"
        )
    records = Records(Store(path), YEAR, "officer")
    assert narrowings(records, "waiting")[0].name == "ICS locality"
    assert "ICS locality" in listed(records, "waiting")
