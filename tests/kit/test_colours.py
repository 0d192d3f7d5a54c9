"""Colours by WCAG's formula: 3:1 for what is drawn, 4.5:1 for text, on both grounds."""

from __future__ import annotations

import pytest

from sendviz.kit import colours
from sendviz.kit.template import in_dark
from sendviz.panels.bars import bar_chart
from sendviz.panels.curves import curves_figure
from sendviz.panels.paradox import on_time_and_late
from tests.answers import by_area, curve, monthly, waits

DRAWN = [*colours.SERIES, *colours.ROLES.values()]


def test_the_formula_gives_the_standard_s_own_values():
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("pair", DRAWN, ids=lambda pair: pair.light)
def test_what_is_drawn_keeps_three_to_one_on_both_grounds(pair):
    assert colours.contrast(pair.light, colours.LIGHT_GROUND) >= 3
    assert colours.contrast(pair.dark, colours.DARK_GROUND) >= 3


@pytest.mark.parametrize("role", ["text", "quiet_text"])
def test_text_keeps_four_and_a_half_to_one(role):
    pair = colours.ROLES[role]
    assert colours.contrast(pair.light, colours.LIGHT_GROUND) >= 4.5
    assert colours.contrast(pair.dark, colours.DARK_GROUND) >= 4.5
    assert colours.contrast(pair.light, colours.QUIET["hover"].light) >= 4.5
    assert colours.contrast(pair.dark, colours.QUIET["hover"].dark) >= 4.5


def test_letters_on_bands_can_be_read():
    dark = colours.to_dark()
    for ground, letters in colours.waits(6):
        assert colours.contrast(ground, letters) >= 4.5
        assert colours.contrast(dark[ground], dark[letters]) >= 4.5


def test_ten_colours_and_every_light_one_has_one_dark_variant():
    assert len(colours.SERIES) >= 10
    pairs = [*DRAWN, *colours.QUIET.values(), *colours.WAITS, *colours.SHADES]
    assert len({pair.light for pair in pairs}) == len(pairs)
    assert (
        len({pair.light for pair in colours.SERIES}) == len({p.dark for p in colours.SERIES}) == 10
    )


def test_judgement_is_never_red_and_green():
    for role in ("improvement", "concern"):
        for colour in (colours.ROLES[role].light, colours.ROLES[role].dark):
            red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
            assert not (green > red and green > blue), "green"
            assert not (red > 2 * green and blue > green / 2), "red"


def test_a_dark_figure_has_no_light_colour_left():
    curves = curves_figure(waits(curve()), 20.0, "Legal limit")
    for fig in (bar_chart(by_area()), on_time_and_late(monthly()), curves):
        text = in_dark(fig).to_json()
        kept = [
            light for light, dark in colours.to_dark().items() if light in text and light != dark
        ]
        assert kept == []


def test_text_is_read_on_every_shade_of_a_map():
    ink = colours.ROLES["text"]
    for pair in colours.SHADES:
        assert colours.contrast(ink.light, pair.light) >= 4.5
        assert colours.contrast(ink.dark, pair.dark) >= 4.5
