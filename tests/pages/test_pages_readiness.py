"""Readiness: who sees what, what its choices change, and that links lead to the same figures."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import parse_qs

import pytest
from lxml import html

from sendviz.findings.call import mondays_ahead
from sendviz.kit.words import day
from tests.pages.screens import Screen, look

pytestmark = pytest.mark.usefixtures("simulated_app")
COUNTS = re.compile(r"[\d,]+ of [\d,]+")
FOR_OTHERS = ("likeliest line", "lines of enquiry to expect", "compulsory")


def test_councillors_see_the_record_the_window_and_what_is_due():
    screen = look("readiness")
    assert "19 January 2029 and February 2030" in screen.answer
    assert [row[0] for row in screen.table("Full inspection")] == [
        "Rule", "Earliest", "By the report", "Latest",
    ]  # fmt: skip
    assert len(screen.table("What is due to whom")) > 5 and screen.table("Day by day")
    assert screen.table("Last inspection")
    assert not [each for each in FOR_OTHERS if each in screen.text.casefold()]


@pytest.mark.parametrize("role", ["board", "officer"])
def test_board_and_officers_see_lines_and_the_rehearsal(role):
    screen = look("readiness", role)
    assert "The likeliest line of enquiry: In " in screen.text
    assert screen.table("Needs identified accurately and in time")
    assert screen.table("Compulsory items that are not known")


def test_the_delay_and_the_monday_stand_in_the_address():
    usual = look("readiness")
    monday = mondays_ahead(date.today())[5]
    other = look("readiness", slip="18 months", call=day(monday))
    assert other.warnings == []
    before, after = (each.table("Full inspection") for each in (usual, other))
    assert before[:3] == after[:3] and before[3] != after[3]
    assert other.table("Day by day")[1][0] == f"Monday {day(monday)}"
    vain = look("readiness", call="5 January 2020")
    assert any("5 January 2020" in each for each in vain.warnings)


def lines(screen: Screen) -> list[tuple[str, str]]:
    """The sentence of each line of a place, and where its link leads."""
    rows = [
        row
        for body in screen.html
        for row in html.fromstring(f"<div>{body}</div>").xpath("//tr[td//a]")
    ]
    return [(row.xpath("./th")[0].text_content(), row.xpath(".//a/@href")[0]) for row in rows]


@pytest.mark.parametrize("council", ["Essex", "West Northamptonshire"])
def test_every_link_leads_to_the_figures_of_its_line(council):
    """Of places in Essex; of what inspectors named in West Northamptonshire, of all of it."""
    found = lines(look("readiness", "board", council=council))
    assert len(found) > 5
    for sentence, address in found:
        page, _, asked = address.partition("?")
        values = {key: tuple(each) for key, each in parse_qs(asked).items()}
        assert values.pop("view") == ("Board view",)
        there = look(page, "board", **values)
        assert there.warnings == [], address
        assert COUNTS.search(sentence)[0] in there.text, (sentence, address)
