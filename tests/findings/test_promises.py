"""Each verdict on a promise, on one case that is open past 20 weeks from June to November 2024."""

from __future__ import annotations

from datetime import date

import pytest

from sendviz.ask import Records
from sendviz.findings.promises import VERDICTS, judged
from tests import handmade
from tests.plan_rows import PROMISE, put

PROMISES = {
    "before": {"hold_by": "2024-04-15"},
    "meanwhile": {"hold_by": "2024-09-12"},
    "later": {"hold_by": "2025-09-30"},
    "no_day": {"hold_by": None, "why_not_judged": "No day was given."},
    "no_measure": {"measure": None, "why_not_judged": "No measure counts people in post."},
    "a_plan": {
        "measure": "plans_issued",
        "compare": "at_least",
        "value": 1.0,
        "hold_from": "2024-11-01",
        "hold_by": "2024-12-31",
    },
    "no_records": {"said_on": "2023-01-01", "hold_by": "2023-06-30"},
    "no_such_area": {"selection": "area=Nowhere"},
    "in_south": {"selection": "area=South"},
    "said_late": {"said_on": "2025-03-01", "hold_by": "2025-03-31"},
}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """The case is past its 140 days from 30 May 2024, and gets its plan on 1 December 2024."""
    requests = [handmade.request("2024-01-10", "2024-02-10", "2024-12-01", district="N1")]
    built = handmade.build(tmp_path_factory.mktemp("promises") / "file.duckdb", requests)
    yield put(
        built, "promise", [{**PROMISE, "promise_id": id, **row} for id, row in PROMISES.items()]
    )
    built.close()


def verdicts(store, as_at: str, role: str = "officer"):
    records = Records(store, handmade.select(as_at, None), role)
    return {each.promise.id: each for each in judged(records)}


@pytest.mark.parametrize("role", ["officer", "councillor"])
def test_each_verdict(store, role):
    found = verdicts(store, "2025-06-30", role)
    assert {id: each.verdict for id, each in found.items()} == {
        "no_records": "not_judged",
        "before": "kept",
        "meanwhile": "kept_late",
        "later": "not_yet_due",
        "no_day": "not_judged",
        "no_measure": "not_judged",
        "no_such_area": "not_judged",
        "in_south": "not_judged" if role == "councillor" else "kept",
        "a_plan": "kept",
        "said_late": "kept",
    }
    assert {each.verdict for each in found.values()} | {"not_kept"} == {*VERDICTS}
    late = found["meanwhile"]
    assert late.at_due.text() == "1 child" and late.first_met == date(2024, 12, 31)
    assert late.lasts and late.simulated
    assert found["before"].at_due.selection.last_day == date(2024, 4, 30)
    assert found["no_measure"].why == "No measure counts people in post."
    assert found["no_records"].why.startswith("The records tell nothing")
    assert "no locality 'Nowhere'" in found["no_such_area"].why


@pytest.mark.parametrize(
    ("as_at", "verdict"),
    [
        ("2024-08-31", "not_yet_due"),
        ("2024-09-30", "not_kept"),
        ("2024-11-30", "not_kept"),
        ("2024-12-31", "kept_late"),
    ],
)
def test_nothing_later_than_the_as_at_day_is_known(store, as_at, verdict):
    found = verdicts(store, as_at)
    assert found["meanwhile"].verdict == verdict
    assert "said_late" not in found
    assert (found["meanwhile"].first_met is None) == (verdict != "kept_late")


def test_the_newest_value_tells_whether_it_lasts(store):
    assert not verdicts(store, "2024-11-30")["before"].lasts
    assert verdicts(store, "2025-06-30")["before"].lasts
