"""Who goes first by risk and what it costs the others, on queues that can be counted."""

import shutil
from dataclasses import replace
from datetime import date

import duckdb
import numpy as np
import pytest

from sendviz.ask import Records, Selection, Store
from sendviz.catalogue.calendar import BadSelection
from sendviz.findings.by_risk import effect_of, put_first
from sendviz.findings.forecast import forecast
from sendviz.findings.queue_now import all_at_risk, highest_risk, queue_of
from sendviz.panels.by_risk import by_risk_panel, by_risk_title, first_sentence
from sendviz.panels.cohort_queue import queue_panel
from sendviz.panels.forecast import order_names, orders_panel
from sendviz.stats.courses import run
from sendviz.stats.order_of_work import RISK, Order
from sendviz.stats.two_stages import HigherRisk, Opening, Rates, prepare
from tests.findings.forecasting import AS_AT, worked_off
from tests.findings.test_no_leak import rows
from tests.handmade import build, listed
from tests.plan_rows import put

TEN, NOBODY = np.append(np.ones(10, int), np.zeros(11, int)), np.zeros(21, int)
AT = date(2025, 3, 31)


def queue(casework: np.ndarray) -> Opening:
    return Opening(NOBODY, NOBODY[:0, None], NOBODY, NOBODY[:0, None], casework)


def test_two_put_first_cost_the_other_eight_two_weeks_each():
    """Ten cases, one finished a week. The two newest would come in weeks 9 and 10: first they come
    in 1 and 2, eight weeks sooner, and each of the others two weeks later."""
    rates = Rates(
        np.zeros(30), 1.0, np.ones(1), 0.0, 0.0, None, np.ones(30), 0.0, 3, 4, 0.0, 1.0
    )  # fmt: skip
    front = prepare(queue(TEN), rates, 3)
    front = replace(front, outcomes=np.ones((30, 3), np.int32))
    newest = np.append([1, 1], np.zeros(19, int))
    found = effect_of(front, HigherRisk(queue(newest)))
    assert (found.first, found.others) == (2, 8)
    assert found.longer == (2.0, 2.0, 2.0) and found.sooner == (8.0, 8.0, 8.0)


def flagged(steps, weeks: dict[int, int]):
    """The open cases of these weeks with so many flags."""
    is_open = steps["way"] == "open"
    return steps.assign(flags=steps["received"].map(weeks).where(is_open).fillna(0).astype(int))


@pytest.fixture(scope="module")
def late():
    steps = worked_off(170, 10, 6, 6, 6, start=300)
    return queue_of(flagged(steps, {30: 1, 25: 2, 8: 1}), AS_AT, 170)


def test_the_most_flags_go_first_and_among_equals_the_longest_wait(late):
    s = late.steps
    many = {week: int(s.loc[(s["flags"] > 0) & (s["received"] == week), "n"].sum())
            for week in (30, 25, 8)}  # fmt: skip
    assert late.flagged == sum(many.values()) and min(many.values()) > 1
    some = highest_risk(late, many[25] + 1)
    ages = sum(part.reshape(-1, some.ages).sum(axis=0) for part in some.parts)
    assert ages[25] == many[25] and ages[30] == 1 and ages.sum() == some.total
    every = all_at_risk(late)
    assert every.opening.total == late.flagged
    came = s[s["received"] < 52]
    assert every.coming == pytest.approx(late.flagged / came["n"].sum())


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Every fifth child is on a child protection plan or without a place; of one the family
    complained too."""
    requests, advices = rows(None)
    for place, each in enumerate(requests):
        if place % 10 == 0:
            each["social_care"] = "child_protection"
        elif place % 10 == 5:
            each["setting"] = "none"
        each["case_ref"] = f"T-{place}"
    complaints = [listed(received="2024-12-01", case_ref="T-230", stage="stage_1")]
    path = tmp_path_factory.mktemp("by_risk") / "file.duckdb"
    made = build(path, requests, advices, data_date="2025-06-30", lists={"complaint": complaints})
    with duckdb.connect(str(path)) as connection:
        ((person,),) = connection.execute(
            "select person from request where case_ref = 'T-241'"
        ).fetchall()
    # Of this child a list of March says that half of its sessions are missed, and later none.
    seen = {"la_code": "999", "person": person, "status": "being_assessed", "district": "N1"}
    seen |= {"numbered": True, "sessions_possible": 100, "simulated": True, "import_id": 1}
    lists = [("2025-03-15", 50), ("2025-05-15", 0)]
    return put(made, "child", [seen | {"snapshot": at, "sessions_missed": n} for at, n in lists])


@pytest.fixture
def officer(store) -> Records:
    return Records(store, Selection("999", AT), "officer")


def test_flags_are_counted_as_known_on_the_day(officer):
    steps = officer.weekly_steps()
    is_open = steps[steps["way"] == "open"]
    assert set(is_open["flags"]) == {0, 1, 2}
    assert is_open.loc[is_open["flags"] == 2, "n"].sum() == 1
    earlier = officer.over(as_at=date(2024, 11, 30)).weekly_steps()
    assert set(earlier["flags"]) == {0, 1}


def test_the_newest_list_of_children_tells_of_absence(store, officer, tmp_path):
    """T-241 has no flag of its own, and one from the list of March; none before it and after
    May's."""
    bare = tmp_path / "bare.duckdb"
    shutil.copy(store.path, bare)
    with duckdb.connect(str(bare)) as connection:
        connection.execute("delete from child")
    without = Records(Store(bare), officer.selection, "officer")
    more = [
        int(a["flags"].mul(a["n"]).sum() - b["flags"].mul(b["n"]).sum())
        for at in (date(2025, 3, 10), AT, date(2025, 5, 31))
        for a, b in [(each.over(as_at=at).weekly_steps() for each in (officer, without))]
    ]
    assert more == [0, 1, 0]


def test_what_is_printed_is_what_the_forecast_finds(officer):
    """C11."""
    found = forecast(officer)
    many = min(10, found.now.flagged)
    higher = HigherRisk(highest_risk(found.now, many))
    waits = [run(found.front, Order(RISK, share), higher).opening[1].sum(axis=0)
             for share in (0.0, 1.0)]  # fmt: skip
    others = found.now.opening.total - many
    longer = np.quantile((waits[1] - waits[0]) / others, (0.5, 0.05, 0.95))
    told = put_first(officer, many)
    assert told.longer == pytest.approx(tuple(longer)) and told.others == others
    assert told.longer[0] * told.others == pytest.approx(told.sooner[0] * told.first, rel=0.05)
    with pytest.raises(BadSelection, match="choose from 1 to that many"):
        put_first(officer, found.now.flagged + 1)


def test_the_sentence_says_whom_it_costs_how_much(officer):
    told = replace(put_first(officer), first=60, others=580, longer=(3.2, 2.1, 4.9))
    assert first_sentence(told) == (
        "Working the 60 highest-risk cases first makes the other 580 wait 3 weeks longer (2 to 5)."
    )
    assert by_risk_title(told) == "Working 60 cases first makes the others wait 3 weeks longer"
    short = replace(told, first=1, longer=(0.2, 0.1, 0.4))
    assert first_sentence(short) == (
        "Working the highest-risk case first makes the other 580 wait under a week longer."
    )


def test_board_and_officer_see_the_order_by_risk_and_the_public_does_not(officer, store):
    panel = by_risk_panel(officer, forecast(officer).levers)
    assert panel.sentences and panel.tables[0].rows
    table = orders_panel(officer, forecast(officer).levers, "risk").tables[0]
    assert table.rows[-1][0].text == "By risk, then oldest"
    public = Records(store, Selection("999", AT))
    assert "risk" not in order_names(public) and "risk" in order_names(officer)
    assert forecast(public, order="risk").chosen == "as_now"
    assert "this view does not know them" in by_risk_panel(public, forecast(public).levers).refused
    assert set(public.weekly_steps()["flags"]) == {0}


def test_cohorts_tell_the_same_and_how_many_cases_have_so_many_flags(officer):
    panel, alone = queue_panel(officer), by_risk_panel(officer, forecast(officer).levers)
    assert panel.sentences == alone.sentences and panel.tables == alone.tables
    steps = forecast(officer).now.steps
    is_open = steps[steps["way"] == "open"]
    (classes,) = panel.parts
    told = {row[0].text: row[1].text for row in classes.tables[0].rows}
    none = int(is_open.loc[is_open["flags"] == 0, "n"].sum())
    assert told["2 flags"] == "1" and told["No flag"] == str(none) and len(told) == 3
    (joined,) = queue_panel(replace(officer, role="board")).parts
    some = int(is_open["n"].sum()) - none
    assert [[row[0].text, row[1].text] for row in joined.tables[0].rows] == [
        ["Any flag", str(some)], ["No flag", str(none)],
    ]  # fmt: skip
    assert (
        "this view does not know them" in queue_panel(replace(officer, role="councillor")).refused
    )
