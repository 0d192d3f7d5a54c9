"""The made-up lists of audits, complaints, appeals, surveys, staff and money."""

from __future__ import annotations

import pandas as pd
import pytest

from sendviz.catalogue.layouts import TABLES
from sendviz.simulate import COUNCILS, SEED, quality
from sendviz.simulate.published import council


@pytest.fixture(scope="module")
def lists():
    return {la_code: quality.delivery(council(la_code), SEED) for la_code in COUNCILS}


@pytest.mark.parametrize("la_code", COUNCILS)
def test_lists_keep_to_their_tables_and_codes(lists, la_code):
    found = lists[la_code]
    assert found.simulated and found.layout == "simulated_lists"
    for name, rows in found.tables.items():
        table = TABLES[name]
        assert {*rows} - {"row"} <= {*table.columns}, name
        for column, codes in table.codes.items():
            if column in rows and isinstance(codes, list):
                assert {*rows[column].dropna()} <= {*codes}, (name, column)
        again = rows.duplicated([each for each in table.same if each in rows])
        assert not again.any(), name


def test_the_same_seed_makes_the_same_lists(lists):
    again = quality.delivery(council("839"), SEED)
    assert again.sha256 == lists["839"].sha256
    assert quality.delivery(council("839"), 7).sha256 != again.sha256


@pytest.mark.parametrize("la_code", COUNCILS)
def test_nothing_happens_before_what_it_follows_or_after_the_last_day(lists, la_code):
    tables, last = lists[la_code].tables, pd.Timestamp("2026-01-15")
    audits, complaints, appeals = (tables[each] for each in ("audit", "complaint", "appeal"))
    assert (audits["issued_on"] <= audits["audited_on"]).all()
    answered = complaints.dropna(subset="answered")
    assert (answered["answered"] >= answered["received"]).all()
    assert not (appeals["closed"] < appeals["registered"]).any()
    for rows in tables.values():
        for column in rows.select_dtypes("datetime"):
            if not column.endswith("_due") and column != "due":
                assert not (rows[column] > last).any(), column


def test_no_decision_has_the_number_of_a_real_one(lists):
    assert not any("ombudsman_ref" in each.tables["complaint"] for each in lists.values())


def test_appeals_are_as_many_as_were_published(lists):
    for la_code, found in lists.items():
        appeals = found.tables["appeal"]
        tribunal = appeals[appeals["kind"].eq("tribunal")]
        published = council(la_code).figure("send_appeals_registered", 2024)
        assert published
        assert (tribunal["registered"].dt.year == 2024).sum() == published
