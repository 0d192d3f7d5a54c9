"""Groups in the order of deprivation: dots, intervals, the line, and words for those not shown."""

from __future__ import annotations

import re

import numpy as np

from sendviz.findings.gradient import Gradient, Group
from sendviz.kit import colours
from sendviz.panels.gradient import LINE, gradient_chart
from sendviz.stats.intervals import Estimate
from tests.answers import SHARE, by_area

VALUES = (("Tendring", 20, 200), ("Harlow", 30, 150), ("Maldon", 1, None), ("Uttlesford", 45, 150))


def found(**more) -> Gradient:
    answer = by_area(values=VALUES)
    rows = [row for row in answer.rows if not row.blank]
    groups = [
        Group(row.area, row.numerator, row.denominator, row.value, row.low, row.high, line)
        for row, line in zip(rows, (0.11, 0.19, 0.28), strict=True)
    ]
    given = {
        "by": "district", "edition": "2019", "groups": tuple(groups), "first": 0.08, "last": 0.32,
        "sii": Estimate(0.24, 0.15, 0.33), "rii": Estimate(4.0, 2.1, 7.9), "wider": 1.0,
        "too_few": ("Maldon",), "unplaced": (), "answer": answer,
    }  # fmt: skip
    return Gradient(**given | more)


def test_the_most_deprived_stands_first_and_those_of_too_few_keep_their_place():
    fig = gradient_chart(SHARE, found())
    heads = sorted(fig.layout.annotations, key=lambda note: (note.yref == "paper", note.y))
    names = [re.sub("<.*?>", " ", note.text).split()[0] for note in heads]
    assert names[:6] == ["Most", "Tendring", "Harlow", "Maldon", "Uttlesford", "Least"]
    assert "too few to tell" in heads[3].text and "20 of 200" in heads[1].text
    dots = [trace for trace in fig.data if trace.mode == "markers"]
    assert [float(trace.x[0]) for trace in dots] == [0.1, 0.2, 0.3]
    assert "95% interval" in dots[0].hovertext[0] and "20 of 200" in dots[0].hovertext[0]


def test_the_line_is_drawn_in_the_rows_of_those_that_it_is_fitted_to():
    fig = gradient_chart(SHARE, found())
    line = next(trace for trace in fig.data if trace.name == LINE)
    assert [x for x in line.x if x is not None] == [0.11, 0.11, 0.19, 0.19, 0.28, 0.28]
    dots = [trace.y[0] for trace in fig.data if trace.mode == "markers"]
    strokes = np.array([y for y in line.y if y is not None]).reshape(-1, 2)
    assert strokes.mean(axis=1).tolist() == dots


def test_each_interval_and_the_legal_limit_are_drawn_where_they_are():
    fig, groups = gradient_chart(SHARE, found()), found().groups
    ranges = [trace for trace in fig.data if trace.mode == "lines" and trace.line.width == 4]
    assert [trace.x for trace in ranges] == [(group.low, group.high) for group in groups]
    dots = [trace for trace in fig.data if trace.mode == "markers"]
    assert [trace.y for trace in ranges] == [(dot.y[0], dot.y[0]) for dot in dots]
    (limit,) = fig.layout.shapes
    assert limit.x0 == limit.x1 == SHARE.legal_limit.value


def test_known_colours_no_missing_words_and_a_legal_limit():
    fig = gradient_chart(SHARE, found())
    assert set(re.findall(r"#[0-9a-f]{6}\b", fig.to_json())) <= set(colours.to_dark())
    words = " ".join(note.text for note in fig.layout.annotations)
    assert "Law: every plan" in words and not re.search(r"\b(nan|None|NaT)\b", words)
    assert "nothing to show" in gradient_chart(SHARE, None).layout.annotations[0].text
