"""One statement by locality and month answers as one composed for each question would."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sendviz import catalogue
from sendviz.ask import Records, kept_counts
from sendviz.ask.store import Store
from tests import second_way as own
from tests.handmade import day, select
from tests.second_way import END

NORTH, SOUTH = "999/locality/North", "999/locality/South"
IDS = (
    "plans_issued_within_20_weeks",
    "requests_received",
    "cases_open_over_20_weeks",
    "median_weeks_to_issue",
    "mean_weeks_to_issue",
    "cases_in_and_out",
    "requests_per_1000",
    "share_open_over_20_weeks",
    "longest_open_case",
    "weeks_until_half_have_an_answer",
)
SELECTIONS = {
    "all": {},
    "a year": {"start": "2024-07-01"},
    "a month before the last": {"start": "2025-03-01", "end": "2025-03-31"},
    "days inside months": {"start": "2024-02-11", "end": "2025-03-14"},
    "an odd day": {"at": "2025-05-13", "start": "2024-06-01"},
    "one locality": {"areas": (NORTH,)},
    "two localities": {"areas": (NORTH, SOUTH), "start": "2024-07-01"},
    "a district": {"areas": ("N2",)},
}
CUTS = ({}, {"by": "locality"}, {"by": "district"}, {"period": "month"})


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    tables = own.known_on(own.made_up(np.random.default_rng(own.SEED)), END)
    target = tmp_path_factory.mktemp("wide") / "file.duckdb"
    own.written(target, tables).close()
    return target


@pytest.fixture(scope="module")
def shared(path):
    """What one statement by locality and month keeps, it keeps from one question to the next."""
    store = Store(path)
    yield store
    store.close()


@pytest.fixture(scope="module")
def alone(path):
    """Asked only while every question must have a statement of its own."""
    store = Store(path)
    yield store
    store.close()


def chosen(at="2025-06-30", start="2024-01-01", end=None, areas=()):
    return replace(select(at, start), end=day(end) if end else None, areas=areas)


def refused(m, cut) -> bool:
    return "period" in cut and (m.kind == "survival" or m.at_a_date and m.kind == "quantile")


@pytest.mark.parametrize("id", IDS)
@pytest.mark.parametrize("name", SELECTIONS)
def test_the_same_as_a_statement_of_its_own(shared, alone, monkeypatch, id, name):
    m, selection = catalogue.get(id), chosen(**SELECTIONS[name])
    cuts = [cut for cut in CUTS if not refused(m, cut)]
    found = [Records(shared, selection, "officer").ask(m, **cut).frame for cut in cuts]
    monkeypatch.setattr(kept_counts, "_of_whole_months", lambda selection: False)
    monkeypatch.setattr(kept_counts, "_localities_add_up", lambda *asked: False)
    for cut, frame in zip(cuts, found, strict=True):
        pd.testing.assert_frame_equal(
            frame, Records(alone, selection, "officer").ask(m, **cut).frame, check_exact=False
        )
        assert len(frame)


def test_another_period_or_locality_asks_the_file_nothing(path, monkeypatch):
    store = Store(path)
    m = catalogue.get("plans_issued_within_20_weeks")
    first = Records(store, chosen(), "officer").ask(m, by="locality").frame
    monkeypatch.setattr(Store, "rows_over_memory_table", None)
    month = Records(store, chosen(start="2025-03-01"), "officer").ask(m).frame
    north = Records(store, chosen(areas=(NORTH,)), "officer").ask(m, period="month").frame
    assert month["denominator"].iloc[0] < first["denominator"].sum()
    assert north["denominator"].sum() == first.set_index("area")["denominator"]["North"]


def test_localities_that_overlap_do_not_make_up_the_whole(tmp_path):
    tables = own.known_on(own.made_up(np.random.default_rng(own.SEED)), END)
    store = own.written(tmp_path / "file.duckdb", tables)
    once = Records(store, chosen(), "officer").ask("requests_received").frame
    store.close()
    own.also_a_member(tmp_path / "file.duckdb", "N1", SOUTH)
    again = Store(tmp_path / "file.duckdb")
    m = catalogue.get("requests_received")
    twice = Records(again, chosen(), "officer").ask(m).frame
    assert twice["numerator"].equals(once["numerator"])
    by = Records(again, chosen(), "officer").ask(m, by="locality").frame
    assert by["numerator"].sum() > once["numerator"].iloc[0]
