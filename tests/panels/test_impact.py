"""What an action did to its measure, on screen: verdict, figures, picture, and no more."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from sendviz.ask import PUBLIC, Records
from sendviz.findings.actions import judged
from sendviz.findings.impact import VERDICTS
from sendviz.kit.template import in_dark
from sendviz.kit.verdicts import impact_sign
from sendviz.kit.words import is_heading
from sendviz.panels import impact, impact_words
from sendviz.panels.impact import impact_answer, names, one_action_panel, verdicts_panel
from tests import handmade
from tests.pictures import check_plain
from tests.plan_rows import action, link, put, said

ON_TIME, OVER_20 = "plans_issued_within_20_weeks", "cases_open_over_20_weeks"


def issued(month: int, child: int) -> str:
    """Of 40 children a month 8 get their plan in time, from autumn 2024 half of them."""
    first = handmade.day(f"{2022 + month // 12}-{month % 12 + 1:02}-02")
    in_time = child < (20 if month >= 30 else 8)
    return str(first + handmade.timedelta(100 if in_time else 170))


REQUESTS = [
    handmade.request(
        f"{2022 + month // 12}-{month % 12 + 1:02}-02",
        f"{2022 + month // 12}-{month % 12 + 1:02}-20",
        issued(month, child),
    )
    for month in range(36)
    for child in range(40)
]
LINES = [
    action("1.1", title="More officers", starts="2024-07-01"),
    action("1.2", title="Told on one day", starts="2024-07-01"),
    action("1.3", title="Not for the public", starts="2024-07-01", public=False),
    action("1.4", title="No start", starts=None),
]
LINKS = [
    link("1.1", ON_TIME, 0.25, "2024-09-01", expected_by="2025-06-30", target=0.5, baseline=0.2),
    link("1.1", "decided_within_6_weeks", None, "2024-09-01", role="guards"),
    link("1.2", "open_cases_by_stage", None, "2024-09-01"),
    link("1.3", OVER_20, -10, "2025-09-01"),
    link("1.4", ON_TIME, 0.2, "2024-09-01"),
    link("1.4", "no_such_measure", 0.2, "2024-09-01"),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    made = handmade.build(tmp_path_factory.mktemp("impact") / "file.duckdb", REQUESTS)
    with handmade.duckdb.connect(str(made.path)) as connection:
        connection.execute("update coverage set first_day = date '2022-01-01'")
    put(made, "action", LINES)
    put(made, "action_update", [said(each["ref"], "2025-05-15") for each in LINES])
    yield put(made, "action_measure", LINKS)
    made.close()


@pytest.fixture(params=[PUBLIC, "board"])
def records(store, request):
    return Records(store, handmade.select("2025-05-31", None), request.param)


def test_each_figure_has_its_verdict(records):
    found = {(each.line.ref, each.link.measure): each for each in judged(records)}
    verdicts = {name: each.impact.verdict for name, each in found.items()}
    expected = {
        ("1.1", ON_TIME): "worked",
        ("1.2", "open_cases_by_stage"): "cannot_tell",
        ("1.3", OVER_20): "too_early",
        ("1.4", ON_TIME): "cannot_tell",
        ("1.4", "no_such_measure"): "cannot_tell",
    }
    if records.role == PUBLIC:
        del expected["1.3", OVER_20]
    assert verdicts == expected
    assert "one day only" in found["1.2", "open_cases_by_stage"].impact.why
    assert "no measure 'no_such_measure'" in found["1.4", "no_such_measure"].impact.why
    told = impact_answer(records)
    assert told.startswith(f"Of {len(expected)} figures that actions should move, 1 moved as hoped")
    assert "3 cannot be judged" in told


def test_what_the_sentence_says_the_line_under_it_shows(records):
    panel = one_action_panel(records, "1.1 Plans on time")
    assert panel.title == "Plans on time: worked" and is_heading(panel.title)
    (each,) = (each for each in judged(records) if each.link.measure == ON_TIME
               and each.line.ref == "1.1")  # fmt: skip
    points, now = each.impact.course.points, list(each.impact.now)
    x, n = points.x[now].sum(), points.n[now].sum()
    assert panel.sentences[0].startswith(f"{x:.0f} of {n:.0f} plans (")
    check_plain(panel.figure)
    check_plain(in_dark(panel.figure))
    drawn = {value for trace in panel.figure.data if trace.mode == "markers" for value in trace.y}
    assert {round(value, 6) for value in points.values[now]} <= {round(v, 6) for v in drawn}
    (more,) = panel.parts
    told = " ".join(more.sentences)
    assert "to raise Plans on time; expected from Sep 2024" in told
    assert "A change of 25 percentage points shows within" in told
    assert "no survey is tied" in told and "The board is asked: make it part" in told


def test_the_table_names_every_figure(records):
    panel = verdicts_panel(records)
    (table,) = panel.tables
    assert len(table.rows) == len(judged(records))
    assert table.rows[0][5].signs[0].word == "worked"
    assert impact_words.did_words(judged(records)[0]) in table.rows[0][3].text.replace("In", "in")
    assert len(names(records)) == (1 if records.role == PUBLIC else 2)
    assert ("Not for the public" in str(table)) == (records.role != PUBLIC)


def test_a_guard_that_got_worse_stands_in_the_first_line(records):
    each = next(each for each in judged(records) if each.impact.verdict == "worked")
    course = replace(each.impact.course, guards=("Decided in 6 weeks",))
    worse = replace(each, impact=replace(each.impact, course=course, verdict="worse_elsewhere"))
    assert impact_words.verdict_words(worse) == "Worse elsewhere: Decided in 6 weeks."
    assert impact._title(worse) == "worse elsewhere: Decided in 6 weeks"


def test_every_verdict_has_words_and_a_question():
    assert set(impact_words.ASKED) == set(impact_words.TOLD) == set(VERDICTS)
    assert len({impact_sign(each).word for each in VERDICTS}) == len(VERDICTS)


def test_nothing_is_called_significant():
    """With three or four areas nothing can be."""
    for module in (impact, impact_words):
        text = open(module.__file__, encoding="utf-8").read()
        assert not re.search(r"significan", text, re.I)
