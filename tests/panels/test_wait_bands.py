"""Bands of weeks at their true width: the area of a bar is its number of children."""

from __future__ import annotations

import numpy as np
import pytest

from sendviz import catalogue
from sendviz.kit import svg
from sendviz.kit.template import in_dark
from sendviz.panels.wait_bands import OPEN_WEEKS, bands_figure, bands_of
from tests import drawn as picture
from tests.answers import tidy, under
from tests.pictures import check_plain, hovers, notes

LIST = catalogue.get("children_on_the_list")


def listed(**counts):
    rows = [("Essex", None, code, n, np.nan, None) for code, n in counts.items()]
    return tidy(LIST, rows, dimension="wait_band")


CODES = {"0-7": 10, "8-14": 20, "29-84": 80, "127-364": 340, "729+": 104}


def test_the_area_of_a_bar_is_its_number_of_children():
    (bars,) = bands_figure(listed(**CODES)).data
    assert [w * h for w, h in zip(bars.width, bars.y, strict=True)] == pytest.approx(
        list(CODES.values())
    )
    assert list(bars.width) == pytest.approx([1, 1, 8, 34, OPEN_WEEKS])
    starts = [x - width / 2 for x, width in zip(bars.x, bars.width, strict=True)]
    assert starts == pytest.approx([0, 1, 4, 18, 104])


def test_ten_a_week_are_as_high_in_a_wide_band_as_in_a_narrow_one():
    narrow, *_, wide, _ = bands_of(listed(**CODES))
    assert narrow.height == wide.height == 10


def test_wide_bands_have_their_number_and_all_are_told_on_hover():
    fig = bands_figure(listed(**CODES))
    check_plain(fig)
    check_plain(in_dark(fig))
    assert notes(fig) == ["340", "104"]
    assert "<b>18 to 52 weeks</b><br>340 children" in hovers(fig)


@pytest.mark.parametrize("width", svg.WIDTHS)
def test_the_server_draws_each_bar_as_wide_as_its_band(width):
    root = picture.check_whole(svg.chart(bands_figure(listed(**CODES)), width, "Bands"))
    one, two, eight, most, _ = [each.width for each in picture.marks(root)]
    assert one == pytest.approx(two, abs=0.2) and eight == pytest.approx(8 * one, rel=0.05)
    assert most == pytest.approx(34 * one, rel=0.05)


def test_no_number_stands_on_the_bar_beside_its_own():
    """On a phone, in letters of 8 pixels: 379 and 213 of neighbouring narrow bands did."""
    counts = {"0-7": 1, "29-84": 379, "85-126": 213, "127-364": 1163, "365-728": 285}
    root = picture.check_whole(svg.chart(bands_figure(listed(**counts)), min(svg.WIDTHS), "Bands"))
    wide = [each.width for each in picture.marks(root)][-2:]
    told = notes(bands_figure(listed(**counts)))
    assert told == ["1,163", "285"]
    assert all(8 * len(text) < width for text, width in zip(told, wide, strict=True))


def test_fewer_than_so_many_are_told_so_and_none_says_why():
    few = under(listed(**{"127-364": 0, "365-728": 40}), 10)
    assert notes(bands_figure(few))[0] == "under 10"
    empty = tidy(LIST, [("Essex", None, "0-7", np.nan, np.nan, "not_submitted")])
    assert "not submitted" in notes(bands_figure(empty))[0]
