"""A measure by kind of child: its heading, and each bar at its value."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sendviz import catalogue
from sendviz.kit.rows import Bar, bar_rows
from sendviz.kit.template import in_dark
from sendviz.panels.bars import bar_chart
from sendviz.panels.split import by_area_only, split_heading, split_panel, split_sentence
from tests.answers import SHARE, STOCK, by_area, tidy
from tests.pictures import check_plain, hovers, notes


def split(*cells, **known):
    rows = [("Essex", None, code, x, n, blank) for code, x, n, blank in cells]
    return tidy(SHARE, rows, dimension="need", **known)


def test_the_lowest_and_the_highest_are_named_with_their_counts():
    answer = split(("ASD", 10, 125, None), ("HI", 45, 90, None), ("SEMH", 30, 100, None))
    assert split_heading(answer) == "By main need: 8% (Autism) to 50% (Hearing impairment)"
    assert split_sentence(answer) == (
        f"{SHARE.name}: from 10 of 125 (8%) (Autism) to 45 of 90 (50%) (Hearing impairment)."
    )


def test_kinds_that_chance_could_set_so_far_apart_do_not_differ_in_the_heading():
    answer = split(("ASD", 5, 40, None), ("HI", 10, 40, None))
    assert split_heading(answer) == "No clear difference by main need"
    told = "5 of 40 (13%) (Autism) to 10 of 40 (25%) (Hearing impairment)."
    assert split_sentence(answer).endswith(f"{told} Chance could explain that much.")
    rounded = replace(answer, rounded=True)
    assert split_sentence(rounded).endswith(f"{told} Chance or rounding could explain that much.")


def test_a_share_of_few_is_neither_lowest_nor_highest():
    """One of two is no half; under 17 of 25 is not the lowest."""
    few = split(("ASD", 0, 2, None), ("HI", 1, 2, None))
    assert split_heading(few) == f"{SHARE.name}, by main need" and not split_sentence(few)
    one = split(("ASD", 90, 125, None), ("HI", 1, 2, None))
    assert split_heading(one) == f"{SHARE.name}, by main need" and not split_sentence(one)
    rows = split(("SLD", 0, 25, None), ("ASD", 10, 125, None), ("HI", 45, 90, None))
    lowest = rows.frame["category"].eq("SLD")
    untold = rows.with_frame(rows.frame.assign(under=np.where(lowest, 17.0, np.nan)), rounded=True)
    assert split_heading(untold) == "By main need: 8% (Autism) to 50% (Hearing impairment)"
    assert split_sentence(untold).endswith("(Hearing impairment), among kinds with 20 or more.")


def test_one_of_two_is_not_the_highest_where_larger_kinds_are_there():
    answer = split(("ASD", 10, 125, None), ("HI", 45, 90, None), ("MSI", 2, 2, None))
    assert split_heading(answer).endswith("50% (Hearing impairment)")
    assert split_sentence(answer).endswith("(Hearing impairment), among kinds with 20 or more.")


def test_of_counts_the_largest_group_is_named():
    rows = [("Essex", None, code, n, None, None) for code, n in (("ASD", 30), ("HI", 12))]
    answer = tidy(STOCK, rows, dimension="need")
    assert split_heading(answer) == "By main need: the largest group is “Autism”, 30 children"


def test_kinds_of_too_few_are_not_passed_over_in_silence():
    answer = split(("ASD", 10, 125, None), ("HI", 45, 90, None), ("SEMH", 5, 10, "too_few"))
    assert split_sentence(answer).endswith("(Hearing impairment), among kinds with 20 or more.")


def test_kinds_of_one_value_have_no_range():
    answer = split(("ASD", 0, 125, None), ("HI", 0, 90, None))
    assert split_heading(answer) == f"{SHARE.name}, by main need" and not split_sentence(answer)


def test_one_kind_alone_has_no_range():
    answer = split(("ASD", 10, 125, None), ("not_known", 45, 90, None))
    assert split_heading(answer) == f"{SHARE.name}, by main need" and not split_sentence(answer)


def test_a_rate_of_people_is_told_by_area_only():
    told = by_area_only(catalogue.get("requests_per_1000"))
    assert told.startswith("Requests per 1,000") and "by area only" in told
    panel = split_panel(None, "requests_per_1000", "")
    assert panel.refused == told and panel.figure is None


@pytest.mark.parametrize(
    "answer, is_drawn",
    [
        (by_area(), True),
        (by_area().of("nowhere"), False),
        (by_area(values=(("Mid", 1, None), ("South", 1, None))), False),
        (by_area().of("Mid"), True),
    ],
)
def test_bars_draw_or_say_why_not(answer, is_drawn):
    fig = bar_chart(answer)
    check_plain(fig)
    check_plain(in_dark(fig))
    assert bool(fig.data) is is_drawn
    assert is_drawn or len(fig.layout.annotations) == 1


def test_each_bar_ends_at_its_value_under_its_name():
    answer = split(
        ("ASD", 10, 125, None), ("HI", 45, 90, None), ("not_known", None, None, "too_few")
    )
    fig = bar_chart(answer)
    (bar,) = fig.data
    assert bar.x == (10 / 125, 0.5, None)
    assert list(bar.y) == [note.y + 10 for note in fig.layout.annotations]
    assert notes(fig) == [
        "<b>Autism</b>  10 of 125 (8%)",
        "<b>Hearing impairment</b>  45 of 90 (50%)",
        "<b>Not known</b>  too few to tell",
    ]
    assert hovers(fig)[0] == "<b>Autism</b><br>10 of 125 (8%)"


def test_hollow_bars_stand_for_an_earlier_time():
    now = [Bar("Autism", 0.3, "240 of 800 (30%)"), Bar("Not known", 0.08, "2 of 25 (8%)")]
    earlier = [Bar("Autism", 0.2, "160 of 800 (20%)"), Bar("Not known", None, "no cases")]
    full, hollow = bar_rows(SHARE, now, earlier, "A year before").data
    assert full.x == (0.3, 0.08) and hollow.x == (0.2, None)
    assert hollow.name == "A year before" and hollow.hovertext[0].startswith(
        "<b>Autism, a year before</b>"
    )
    assert all(below > above for above, below in zip(full.y, hollow.y, strict=True))
