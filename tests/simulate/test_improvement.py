"""The simulated plans: every part belongs to a line, and what is messy in real plans is so here."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from sendviz import catalogue
from sendviz.catalogue.layouts import TABLES
from sendviz.simulate import COUNCILS, plans


@pytest.fixture(scope="module")
def tables():
    return plans().tables


def test_each_part_belongs_to_a_line_and_each_line_to_a_finding(tables):
    actions, findings = tables["action"], tables["finding"]
    assert set(actions["la_code"]) == {*COUNCILS} and actions["action_id"].is_unique
    assert set(actions["finding_id"]) <= set(findings["finding_id"])
    for name in ("action_update", "action_measure", "milestone"):
        assert set(tables[name]["action_id"]) <= set(actions["action_id"]), name
    assert set(tables["action_measure"]["measure"]) <= set(catalogue.measures())
    assert tables["action_update"]["update_id"].is_unique


def test_every_needed_cell_is_filled(tables):
    made = {"simulated", "import_id"}
    for name, rows in tables.items():
        for column, kind in TABLES[name].columns.items():
            if column not in made and ("not null" in kind or "primary key" in kind):
                assert rows[column].notna().all(), (name, column)


def test_owners_are_roles(tables):
    """No title of a person, no two capitalised names in a row."""
    actions = tables["action"]
    roles = set(actions["lead_role"]) | set(actions["accountable_role"])
    assert not [each for each in roles if re.search(r"\b(Cllr|Mr|Ms|Mrs|Dr)\b", each)]
    assert len(roles) <= 12


def test_it_is_as_messy_as_real_plans(tables):
    actions, updates = tables["action"], tables["action_update"]
    undated = actions["due"].isna()
    assert undated.sum() >= 11 and actions["due_text"].str.contains("Ongoing").sum() >= 4
    assert (actions["due"].notna() & actions["due_text"].notna()).sum() >= 6
    assert (actions["partner"] == "joint").sum() >= 4
    said_complete = updates[updates["action_id"] == "839/wsoa/W1"].iloc[-1]
    assert said_complete["state"] == "complete" and said_complete["day"] == pd.Timestamp(
        "2023-03-31"
    )
    assert set(updates["state"]) <= {
        "not_started", "in_progress", "complete", "embedded", "paused", "stopped", "merged"
    }  # fmt: skip


def test_red_amber_and_later_dates_say_why(tables):
    updates = tables["action_update"]
    must = updates["rating"].isin(["red", "amber"]) | updates["new_due"].notna()
    assert updates.loc[must, "reason"].notna().all()
