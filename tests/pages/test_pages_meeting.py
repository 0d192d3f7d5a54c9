"""A meeting over any page: its questions, its address, and what is left out."""

from __future__ import annotations

import re

import pytest

from sendviz import catalogue
from sendviz.app import state
from sendviz.app.screens import SCREENS
from sendviz.panels.meeting import BOARDS_ASK, COUNCILLORS_ASK, LAST, shown_on
from sendviz.panels.quality import ASKED
from sendviz.panels.untold import UNTOLD, UNTOLD_TITLE
from tests.pages.screens import VIEWS, look, open_screen, run

pytestmark = pytest.mark.usefixtures("simulated_app")
EVERY = (*COUNCILLORS_ASK, *BOARDS_ASK)


def meeting(role: str = "councillor", q: str = "1", **address):
    """A screen of a meeting, run once for all tests that only read."""
    return look("overview", role, meeting="1", q=q, **address)


def page_words(screen) -> str:
    [words] = screen.parts("//p[@class='sv-page']")
    return words


def asked(screen) -> list[str]:
    """The questions of a screen that holds all."""
    texts = {each.text for each in EVERY} | {LAST}
    shown = screen.at.session_state[state.KEY].shown
    return [words for kind, words in shown if kind == "heading" and words in texts]


def address_of(screen) -> dict[str, str]:
    """The address as it now is; of several values of a key the last."""
    return {
        key: said[-1] if isinstance(said, list) else said
        for key, said in screen.at.query_params.items()
    }


def press(screen, key: str):
    screen.at.button(key=f"meeting_{key}").click()
    return run(screen.at)


def test_each_question_is_of_a_page_and_has_somebody_to_ask():
    pages = {each.id for each in SCREENS}
    for each in EVERY:
        assert each.page in pages and each.page in UNTOLD
        assert each.owner == catalogue.get(each.measure).owner != ""
        assert each.text.endswith("?") and len(each.text.split()) <= 15


def test_the_overview_offers_as_many_questions_as_there_are():
    [number] = re.findall(r"Page 1 of (\d+)", page_words(meeting()))
    offered = [each for each in look().at.get("page_link") if "In a meeting?" in each.proto.label]
    assert [each.proto.label for each in offered] == [
        f"In a meeting? {number} questions, one a screen"
    ]
    assert "meeting=1" in offered[0].proto.query_string


@pytest.mark.parametrize(
    ("role", "own", "others"),
    [
        ("councillor", COUNCILLORS_ASK, "What must be decided today?"),
        ("board", BOARDS_ASK, "Is the queue growing?"),
        ("officer", EVERY, None),
    ],
)
def test_each_role_is_asked_its_own_questions_in_their_order(role, own, others):
    found = asked(meeting(role, "all"))
    order = list(dict.fromkeys(each.text for each in own))
    assert found[-1] == LAST and others not in found
    assert found[:-1] == [each for each in order if each in found]
    assert len(found) > len(order) * 0.6


@pytest.mark.parametrize("role", ["councillor", "board", "officer"])
def test_every_question_asked_has_its_answer_and_one_picture(role):
    records = meeting(role).at.session_state[state.KEY].records
    for number in range(1, len(asked(meeting(role, "all"))) + 1):
        shown = shown_on(records, number)
        assert any(shown.answer), shown.text
        assert not shown.panel.refused and not shown.panel.is_empty, shown.text
        parts = (shown.panel.figure, shown.panel.cards, shown.panel.tables, shown.panel.signed)
        assert sum(bool(each) for each in parts) == 1, shown.text
        assert len(shown.panel.tables) <= 1


def test_a_screen_says_whom_to_ask_what_it_does_not_tell_and_where_one_is():
    screen = meeting(q="2")
    assert screen.headings == ["Is the queue growing?"]
    assert "cases came in" in screen.answer
    under = screen.parts("//div[@class='sv-under']/p")
    assert under[:2] == ["Ask: Head of SEND.", f"{UNTOLD_TITLE}: {UNTOLD['backlog']}"]
    assert page_words(screen).startswith("Page 2 of ") and under[2] == page_words(screen)
    assert any("children and localities are made up" in each for each in screen.html)


def test_the_address_restores_the_screen_with_council_day_and_role():
    address = {"council": "BCP", "as_at": "30 June 2025"}
    screen = meeting("board", "2", **address)
    held = address_of(screen)
    assert (held["meeting"], held["q"]) == ("1", "2")
    assert held["council"] == "BCP" and held["as_at"] == "30 June 2025"
    assert held["view"] == VIEWS["board"]
    [told] = screen.parts("//div[@class='sv-held']/p")
    assert "BCP" in told and "30 June 2025" in told and VIEWS["board"] in told


def test_the_foot_names_the_filters_that_are_not_shown():
    [told] = meeting(q="1", need="Autism").parts("//div[@class='sv-held']/p")
    assert "Only main need: Autism" in told


def test_the_buttons_go_on_go_back_show_all_and_leave():
    screen = open_screen("overview", meeting="1", q="1", council="Essex")
    assert screen.at.button(key="meeting_previous").disabled
    there = press(screen, "next")
    assert page_words(there).startswith("Page 2 of ") and address_of(there)["q"] == "2"
    assert there.headings == ["Is the queue growing?"]
    back = press(there, "previous")
    assert page_words(back).startswith("Page 1 of ")
    left = press(back, "leave")
    assert left.headings == ["How are we doing for children who wait?"]
    assert not {"meeting", "q"} & address_of(left).keys()
    assert address_of(left)["council"] == "Essex"


def test_who_leaves_is_on_the_page_beneath():
    screen = open_screen("backlog", meeting="1", q="1")
    assert screen.headings == ["How many children wait past the legal limit?"]
    assert press(screen, "leave").headings == ["Who is still waiting, and is the queue growing?"]


@pytest.mark.parametrize("q", ["99", "0", "second", "\u00b2"])
def test_a_question_that_does_not_exist_is_said(q):
    screen = open_screen("overview", meeting="1", q=q)
    assert page_words(screen).startswith("Page 1 of ")
    assert any(f"\u201c{q}\u201d" in each for each in screen.warnings)


def test_the_last_question_is_what_nobody_can_answer_here():
    every = asked(meeting(q="all"))
    screen = meeting(q=str(len(every)))
    assert screen.headings == [LAST] and screen.at.button(key="meeting_next").disabled
    rows = screen.table("Not answered here")
    assert [
        "Are young people prepared for adult life?",
        "Schools, colleges and adult social care",
    ] in rows


def test_what_a_filter_leaves_without_an_answer_is_skipped_and_named():
    here, whole = asked(meeting(q="all", need="Autism")), asked(meeting(q="all"))
    skipped = [each for each in whole if each not in here]
    assert skipped
    rows = meeting(q=str(len(here)), need="Autism").table("Not answered here")
    assert {each[0] for each in rows} >= set(skipped)


def test_timeliness_stands_beside_quality_in_a_meeting():
    words = meeting(q="4").text
    assert "were issued within 20 weeks" in words and ASKED in words


def test_a_filter_that_a_figure_cannot_apply_is_said_once():
    [told] = meeting(q="7", need="Autism").parts("//p[@class='sv-note']")
    assert told.startswith("Some figures here are of all children, and say so.")
