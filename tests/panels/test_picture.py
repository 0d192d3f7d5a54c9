"""A panel's picture to take away: whole, and it says itself what it shows."""

from __future__ import annotations

import pytest

from sendviz.kit import colours
from sendviz.kit.rows import Bar, bar_rows
from sendviz.panels.panel import Panel, picture
from tests import drawn
from tests.answers import SHARE

CAPTION = (
    "Plans issued within 20 weeks. Bournemouth, Christchurch and Poole, 12 months to 31 December "
    "2025. Only main need: Autism; sex: Female. Source: BCP's own records to 15 January 2026. "
    "Rounded to 5. Simulated records."
)
TITLE = "Of 2,420 plans one in five came in time, & fewer than in <2024>, the year before"
PANEL = Panel(
    "control",
    TITLE,
    CAPTION,
    made_up="Totals match what was published.",
    figure=bar_rows(SHARE, [Bar("Mid", 0.3, "3 of 10 (30%)")]),
    alt="Bars of one area",
    notes=("1: New contract (1 May 2024). " * 8,),
)


def test_title_caption_and_notes_stand_in_the_picture_in_their_order():
    root = drawn.check_whole(picture(PANEL))
    words = " ".join(each.words.strip() for each in drawn.texts(root))
    assert all(each in words for each in (TITLE, CAPTION, PANEL.notes[0].strip()))
    assert "Simulated records. Totals match what was published." in words
    by_top = {each.words.strip(): each.top for each in drawn.texts(root)}
    assert by_top["Mid\u00a0 3 of 10 (30%)"] > max(
        top for text, top in by_top.items() if text in TITLE or text in CAPTION
    )


def test_it_stands_on_white_ground_and_alone():
    told = picture(PANEL)
    root = drawn.read(told)
    ground = next(root.iter(f"{drawn.SVG}path"))
    left, top, right, bottom = drawn.box(root)
    assert ground.get("fill") == colours.LIGHT_GROUND
    assert ground.get("d") == f"M0 {top:.0f}H{right:g}V{bottom:.0f}H0Z" and left == 0
    assert told.count("http") == 1 and told.startswith('<svg xmlns="http://www.w3.org/2000/svg"')


def test_records_that_are_not_made_up_are_not_called_so():
    words = picture(Panel("own", TITLE, figure=PANEL.figure, alt="Bars"))
    assert "imulated" not in words


def test_a_panel_without_a_picture_has_none():
    with pytest.raises(ValueError, match="no_picture has no picture"):
        picture(Panel("no_picture", TITLE))
