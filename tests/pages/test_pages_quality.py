"""Timeliness never stands without a word on whether plans are good, on whatever screen."""

from __future__ import annotations

import re

import pytest

from sendviz import catalogue
from sendviz.app import state
from sendviz.panels.panel import Panel
from sendviz.panels.quality import ASKED
from tests.pages.screens import PAGES, look

pytestmark = pytest.mark.usefixtures("simulated_app")
# The definitions stand on a page of their own, without figures.
WITHOUT_FIGURES = {"definitions", "accessibility"}
ON_TIME = re.compile(r"%\) (?:was|were) issued within 20 weeks|Plans (?:issued )?on time")
GOOD = catalogue.get("plans_audited_good_or_better")
SEEN = re.compile(
    rf"{re.escape(ASKED)} (?:\d[\d,]* of [\d,]+ plans|Not measured|That is published)"
)


def _measures(panel: Panel) -> set[str]:
    own = {answer.measure.theme for answer in panel.answers}
    return own.union(*(_measures(each) for each in (*panel.parts, *panel.closed)))


def tells_of_timeliness(screen) -> bool:
    """Whether a panel rests on a measure of timeliness, or a sentence or card names one."""
    shown = screen.at.session_state[state.KEY].shown
    themes = set().union(*(_measures(each) for kind, each in shown if kind == "panel"))
    return "timeliness" in themes or ON_TIME.search(screen.text) is not None


@pytest.mark.parametrize("role", ["councillor", "officer"])
@pytest.mark.parametrize("page", sorted({*PAGES} - WITHOUT_FIGURES))
def test_timeliness_never_stands_without_quality(page, role):
    screen = look(page, role)
    if tells_of_timeliness(screen):
        words = re.sub(r"\s+", " ", screen.text)
        assert SEEN.search(words) or page == "quality" and GOOD.name in words, page


def test_the_sweep_finds_the_screens_that_tell_of_timeliness():
    found = {
        page
        for page in ("overview", "timeliness", "data_quality")
        if tells_of_timeliness(look(page))
    }
    assert found == {"overview", "timeliness"}


@pytest.mark.parametrize("role", ["councillor", "board", "officer"])
def test_the_page_of_quality_asks_and_answers(role):
    screen = look("quality", role)
    assert screen.headings == ["Are plans good, and are children safe, happy and thriving?"]
    assert "audited at random were good or better in Essex" in screen.answer
    assert "In that time 454 of 2,420 plans (18.8%) were issued within 20 weeks" in screen.answer
    assert screen.text.count("not measured") >= 3
    assert len(screen.charts) >= 3


def test_a_councils_audits_stand_at_a_quarters_end_in_public_view():
    screen = look("quality", "councillor", as_at="30 November 2025")
    assert "in the 12 months to 30 September 2025" in screen.answer
