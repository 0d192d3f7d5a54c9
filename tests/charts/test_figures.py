"""Areas side by side as dots: on ordinary, empty, hidden and single areas; hover with counts."""

from __future__ import annotations

import json
import re

import pytest

from sendviz import charts
from tests.answers import by_area, row
from tests.pictures import check_plain, hovers, strings

HIDDEN = by_area(values=(("Mid", 1, None), ("South", 1, None)))


@pytest.mark.parametrize(
    "answer, drawn",
    [
        (by_area(), True),
        (by_area().of("nowhere"), False),
        (HIDDEN, False),
        (by_area().of("Mid"), True),
    ],
)
def test_areas_are_drawn_or_say_why_not(answer, drawn):
    fig = charts.area_dots(answer, row())
    check_plain(fig)
    check_plain(charts.in_dark(fig))
    assert bool(fig.data) is drawn
    assert drawn or len(fig.layout.annotations) == 1


def test_every_percentage_in_a_hover_stands_with_its_counts():
    told = hovers(charts.area_dots(by_area()))
    assert any("45 of 380 (12%)" in text for text in told)
    assert all(re.search(r"\d+ of \d+ \(\d+%\)", text) for text in told)


def test_hidden_areas_are_listed_as_not_shown_below_the_others():
    fig = charts.area_dots(by_area(values=(("Mid", 1, None), ("South", 180, 700))), row())
    told = [note.text for note in fig.layout.annotations if note.text.startswith("<b>")]
    assert told == ["<b>South</b>  180 of 700 (26%)", "<b>Mid</b>  hidden: small numbers"]
    assert any("Essex: 47 of 178 (26%)" in (trace.name or "") for trace in fig.data)


def test_names_are_not_read_as_markup():
    fig = charts.area_dots(by_area(values=(("<a href='x'>North</a>", 45, 380),)))
    assert all("<a" not in text for text in strings(json.loads(fig.to_json())))
