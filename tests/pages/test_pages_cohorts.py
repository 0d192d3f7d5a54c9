"""Cohorts on their screen: the sentence, filters in the address, the list and its log, the six."""

from __future__ import annotations

import re
from hashlib import sha256

import pytest

from sendviz import workspace
from sendviz.ask import cohort_rows
from sendviz.ask.store import Store
from sendviz.kit.csv import csv_text
from sendviz.panels.cohort_list import as_told
from tests.child_list import as_role, town, with_children
from tests.handmade import listed
from tests.pages.conftest import reading
from tests.pages.screens import open_screen, run

WHO = ("status:ehc_plan", "absence:10")
PICKS = (("status", ("ehc_plan",)), ("absence", ("10",)))


@pytest.fixture
def book(tmp_path):
    """A town with a list of 60 children, and the workspace beside it; the app reads both."""
    complaints = [listed(case_ref="c02", received="2025-01-01", stage="stage_1")]
    store = with_children(tmp_path / "town.duckdb", town(60), lists={"complaint": complaints})
    with reading(store.path):
        yield workspace.workspace_of(store.path)
    store.close()


@pytest.fixture
def store(book):
    return Store(book.path.with_suffix(".duckdb"))


def opened(role: str = "officer", part: str = "", **address):
    return open_screen("cohorts", role, opened=part, council="Test", **{"who": WHO, **address})


def press(screen, label: str):
    next(each for each in screen.at.button if each.label == label).click()
    return run(screen.at)


def chips(screen) -> list[str]:
    return [each.label for each in screen.at.button if (each.key or "").startswith("chip_")]


def test_the_answer_is_the_cohort_and_the_address_keeps_its_filters(book, store):
    screen = opened()
    n = len(cohort_rows.children_of(as_role(store), PICKS))
    told = f"{n} of 26 children with a plan (54%) missed 10% or more of their sessions; 5 live in"
    assert screen.answer.startswith(told)
    assert chips(screen) == ["Status: EHC plan ✕", "Absence: 10% or more ✕"]
    assert tuple(screen.at.query_params["who"]) == WHO
    assert [chart.alt[:23] for chart in screen.charts] == ["Bar chart of the cohort"] * 2


def test_a_filter_is_chosen_and_taken_away(book):
    screen = opened(who=())
    assert screen.answer.startswith("60 children stand on the list of 30 June 2025; ")
    next(g for g in screen.at.button_group if g.key == "pick_status").set_value(["sen_support"])
    screen = run(screen.at)
    assert "children on SEN support stand on the list" in screen.answer
    assert screen.at.query_params["who"] == "status:sen_support"
    next(g for g in screen.at.button_group if g.key == "cohort_group").set_value("Attendance")
    screen = run(screen.at)
    next(g for g in screen.at.button_group if g.key == "pick_absence").set_value(["50"])
    screen = run(screen.at)
    assert "missed 50% or more of their sessions" in screen.answer
    screen = press(screen, "Status: SEN support ✕")
    assert screen.at.query_params["who"] == "absence:50"
    assert "of 60 children" in screen.answer
    screen = press(screen, "Clear")
    assert screen.answer.startswith("60 children stand") and "who" not in screen.at.query_params


def test_each_option_says_how_many_children_it_would_leave(book):
    screen = opened(who=("status:ehc_plan",))
    group = next(g for g in screen.at.button_group if g.key == "pick_status")
    assert group.options[0] == "EHC plan (26)"


def test_a_link_with_filters_that_are_not_there_says_so(book):
    screen = opened(who=("absence:50", "absence:11", "hair:red"))
    told = [each for each in screen.warnings if "does not exist" in each]
    assert len(told) == 2 and screen.at.query_params["who"] == "absence:50"


def test_the_list_is_logged_when_it_is_shown_and_when_it_is_taken(book, store):
    screen = opened(part="cohort_opened")
    rows = screen.at.dataframe[0].value
    wanted = cohort_rows.children_of(as_role(store), PICKS)
    assert sorted(rows["Case"].dropna()) == sorted(wanted["case_ref"].dropna())
    (shown,) = workspace.accesses(book, "999")
    assert (shown.rows, shown.what, shown.entered_role) == (len(wanted), "cohort", "officer")
    assert shown.selection == "who=status%3Aehc_plan&who=absence%3A10"
    assert workspace.exports(book, "999") == []
    next(each for each in screen.at.get("download_button") if each.key == "cohort_file").click()
    screen = run(screen.at)
    (taken,) = workspace.exports(book, "999")
    text = csv_text(as_told(as_role(store), wanted))
    assert text in screen.files
    assert taken.sha256 == sha256(text.encode()).hexdigest() and taken.rows == len(wanted)
    assert len(workspace.accesses(book, "999")) == 1


@pytest.mark.parametrize("role", ["board", "councillor"])
def test_others_reach_no_list_by_any_address(book, role):
    for part in ("cohort_opened", "six_opened", "name_cohort"):
        screen = opened(role, part, cohort_order="Age", view=role)
        taken = {each.proto.label for each in screen.at.get("download_button")}
        assert not screen.at.dataframe and taken <= {"Save the picture", "This screen as PDF"}
        assert not re.search(r"\b[cp]\d\d\b", screen.everything)
        assert not [b for b in screen.at.button if b.key in ("draw_six", "keep_file")]
    assert workspace.accesses(book, "999") == workspace.exports(book, "999") == []


def test_public_view_is_told_for_whom_lists_are(book):
    screen = opened("councillor")
    assert screen.answer.startswith("Lists of children, and counts by several of their features")
    assert not screen.at.button_group and "who" not in screen.at.query_params
    assert screen.warnings == [] and not screen.charts


def test_the_board_is_told_counts_of_five_or_more(book):
    screen = opened("board")
    assert screen.answer.startswith("14 of 26 children with a plan (54%)")
    assert "Counts under 5 are not told, nor" in screen.text and "not told" in screen.text
    few = opened("board", who=("status:ehc_plan", "absence:50", "need:ASD"))
    assert few.answer.startswith("Fewer than 5 of 26 children with a plan") and not few.charts


def test_a_cohort_is_kept_under_a_name_and_its_link_brings_it_back(book):
    screen = opened(part="name_cohort")
    screen.at.text_input[0].set_value("Often absent")
    screen.at.checkbox[0].set_value(True)
    screen = press(screen, "Keep")
    assert "Kept: “Often absent”." in screen.text
    (kept,) = workspace.cohorts(book, "999")
    assert kept.selection == "who=status%3Aehc_plan&who=absence%3A10" and kept.shared
    assert "who=status%3Aehc_plan&amp;who=absence%3A10" in "".join(opened("board").html)


@pytest.mark.parametrize("name", ["Born 04/03/2015", "A123456789012", "Tommy 04/03/2015"])
def test_a_name_that_looks_like_a_childs_is_not_kept(book, name):
    screen = opened(part="name_cohort")
    screen.at.text_input[0].set_value(name)
    screen = press(screen, "Keep")
    assert any("nothing is kept yet" in each for each in screen.warnings)
    assert workspace.cohorts(book, "999") == []


def test_six_are_drawn_kept_and_read_back(book):
    screen = press(opened(part="six_opened", who=()), "Draw six")
    (draw,) = workspace.draws(book, "999")
    assert len(set(draw.picked)) == 6 and draw.seed == 1 and draw.selection == ""
    assert draw.slots[:3] == ("alternative_provision", "sen_support", "sen_support")
    told = screen.table("Six children to look at")
    assert tuple(row[0] for row in told[1:]) == draw.picked
    assert "Not a sample to estimate from" in screen.text
    assert f"Spread {draw.score} of at most {draw.best} seen; seed 1." in screen.text
    assert "In 100 other draws from these 60 children" in screen.text
    assert screen.table("Draws so far")[1][0].startswith("Draw 1")
    again = press(opened(part="six_opened", who=()), "Draw six")
    first, second = workspace.draws(book, "999")
    assert first.picked == second.picked and again.table("Draws so far")[1][0].startswith("Draw 2")


def test_a_redraw_needs_a_reason_and_replaces_one(book):
    screen = press(opened(part="six_opened", who=()), "Draw six")
    (draw,) = workspace.draws(book, "999")
    choose(screen, "Replace", draw.picked[4])
    screen = press(screen, "Draw another")
    assert any("and the reason" in each for each in screen.warnings)
    assert len(workspace.draws(book, "999")) == 1
    choose(screen, "Replace", draw.picked[4])
    choose(screen, "Because", "moved_away")
    screen = press(screen, "Draw another")
    _, after = workspace.draws(book, "999")
    assert (after.redraw_of, after.replaced, after.why) == (
        draw.draw_id, draw.picked[4], "moved_away",
    )  # fmt: skip
    assert [a == b for a, b in zip(after.picked, draw.picked, strict=True)].count(False) == 1
    newest = screen.table("Draws so far")[1]
    assert newest[0].startswith("Draw 1, redraw 1") and "Moved away" in newest[-1]


def choose(screen, label: str, value) -> None:
    next(each for each in screen.at.selectbox if each.label == label).set_value(value)


def test_without_a_list_the_page_says_what_to_load(tmp_path):
    bare = with_children(tmp_path / "bare.duckdb", [])
    with reading(bare.path):
        screen = open_screen("cohorts", "officer")
        assert screen.answer.startswith("No list of children of Test is loaded")
        assert not screen.at.button_group and not screen.broken
