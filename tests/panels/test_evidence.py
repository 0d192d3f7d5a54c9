"""What can be shown for each finding, on screen: counts, gaps in words, and what is public."""

from __future__ import annotations

import pytest

from sendviz.ask import PUBLIC, Records
from sendviz.kit.words import is_heading
from sendviz.panels.evidence import (
    bodies_panel,
    evidence_answer,
    grid_panel,
    log_panel,
    review_panel,
    unproven_panel,
)
from sendviz.panels.evidence_figures import figures_panel
from tests import handmade
from tests.plan_rows import action, found, put, shown

SECRET = "Nobody outside may read this"
LOOSE = "Not about any finding"
FINDINGS = [
    found(1, bodies="council|icb"),
    found(2, wording="Nobody asks families.", bodies="council|NHS Testshire"),
    found(3, wording="Schools differ.", bodies="schools"),
]
LOG = [
    shown("1", finding_id="f1", action_id=None, measure="requests_received", selection="",
          kept_at=SECRET, owner_role=SECRET),
    shown("2", finding_id="f1", action_id=None, dated="2025-03-01", level=4, base_n=41,
          kind="survey", title="A survey"),
    shown("3", finding_id="f1", action_id=None, dated="2025-02-01", title=SECRET, seen_by="board"),
    shown("4", action_id="999/own/2.1", dated="2024-01-31", level=2, kind="minutes",
          title="Some minutes"),
    shown("5", action_id=None, title=LOOSE),
]  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    asked = [
        handmade.request(f"{2022 + month // 12}-{month % 12 + 1:02}-02", None)
        for month in range(40)
        for _ in range(20)
    ]
    made = handmade.build(tmp_path_factory.mktemp("shown") / "file.duckdb", asked)
    with handmade.duckdb.connect(str(made.path)) as connection:
        connection.execute("update coverage set first_day = date '2022-01-01'")
    put(made, "finding", FINDINGS)
    put(made, "action", [action("2.1", finding_id="f2")])
    yield put(made, "evidence", LOG)
    made.close()


def seen(store, role: str) -> Records:
    return Records(store, handmade.select("2025-06-30", None), role)


@pytest.fixture(params=[PUBLIC, "board", "officer"])
def records(store, request):
    return seen(store, request.param)


def texts(panel) -> str:
    cells = [
        " ".join([cell.text, cell.small, *(sign.word for sign in cell.signs)])
        for table in panel.tables
        for row in table.rows
        for cell in row
    ]
    lines = [line.text for group in panel.signed for line in group.lines]
    parts = [texts(part) for part in panel.parts]
    return "\n".join([panel.title, panel.caption, *panel.sentences, *panel.notes, *cells, *lines,
                      *parts])  # fmt: skip


def panels(records):
    yield from (grid_panel(records), review_panel(records), bodies_panel(records))
    yield from (figures_panel(records), log_panel(records), unproven_panel(records))


def test_the_answer_counts_what_is_new_and_what_has_nothing(store):
    board = evidence_answer(seen(store, "board"))
    assert board == (
        "1 of 3 findings has something newer than 12 months that was measured, or that families or "
        "an outsider confirm; 1 has nothing."
    )
    assert evidence_answer(seen(store, PUBLIC)) == f"Of what is marked public: {board}"


def test_the_answer_where_nothing_is_missing_or_all_of_it_is_weak(tmp_path):
    made = handmade.build(tmp_path / "file.duckdb")
    put(made, "finding", FINDINGS[:2])
    rows = [shown(f"e{n}", finding_id=f"f{n}", action_id=None, level=level, dated=dated)
            for n, level, dated in ((1, 3, "2025-06-01"), (2, 1, "2025-06-01"),
                                    (2, 3, "2025-06-20"))]  # fmt: skip
    put(made, "evidence", [each | {"evidence_id": str(n)} for n, each in enumerate(rows)])
    earlier = Records(made, handmade.select("2025-06-19", None), "board")
    told = evidence_answer(earlier)
    assert told.startswith("1 of 2 findings has") and told.endswith("; each has some evidence.")
    told = evidence_answer(seen(made, "board"))
    assert told.startswith("All 2 findings have") and told.endswith("an outsider confirm.")
    made.close()


def test_the_grid_has_a_count_and_the_newest_day_of_each_level(store):
    first, second, third = grid_panel(seen(store, "board")).tables[0].rows
    assert [(cell.text, cell.small) for cell in first[1:5]] == [
        ("none", ""), ("none", ""), ("2", "1 June 2025"), ("1", "1 March 2025"),
    ]  # fmt: skip
    assert first[0].small == "Council and ICB" and second[0].small == "Council and NHS Testshire"
    assert [sign.word for sign in first[5].signs] == ["measured or confirmed in 12 months"]
    assert [sign.word for sign in second[5].signs] == [
        "nothing newer than 12 months that holds", "nothing from families or an outsider",
    ]  # fmt: skip
    assert [sign.word for sign in third[5].signs] == ["nothing at all"]
    (public, *_) = grid_panel(seen(store, PUBLIC)).tables[0].rows
    assert public[3].text == "1"


def test_the_gaps_stand_in_words_where_the_board_looks(store):
    panel = unproven_panel(seen(store, "board"))
    assert panel.title == "Two of three findings have nothing new that was measured or confirmed"
    assert [line.text for line in panel.signed[0].lines] == [
        "Finding 2: nothing newer than 12 months that holds, nothing from families or an outsider. "
        "Nobody asks families.",
        "Finding 3: nothing at all. Schools differ.",
    ]


def test_public_view_has_only_what_is_marked_public_and_no_owner_or_place(store):
    for role in (PUBLIC, "board"):
        told = "\n".join(texts(panel) for panel in panels(seen(store, role)))
        assert (SECRET in told) == (role != PUBLIC)
        assert "A survey" in told and LOOSE in told
    assert review_panel(seen(store, PUBLIC)).is_empty
    assert bodies_panel(seen(store, PUBLIC)).is_empty


def test_what_a_review_would_ask_names_who_brings_it(store):
    panel = review_panel(seen(store, "board"))
    assert panel.title == "What the next review would ask for, by 16 December 2025"
    assert panel.sentences[0].startswith("No review is dated")
    rows = [[cell.text for cell in row] for row in panel.tables[0].rows]
    assert rows == [
        ["3 Schools differ.", "Schools", "Anything that shows what was done and what came of it",
         "Nothing"],
        ["2 Nobody asks families.", "Council and NHS Testshire",
         "Something measured, or confirmed by families, after 30 December 2024; what families or "
         "an outsider say", "Nothing measured or confirmed"],
    ]  # fmt: skip


def test_a_finding_of_several_bodies_counts_with_each(store):
    (table,) = bodies_panel(seen(store, "board")).tables
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["Council", "2", "1", "0", "1", "0"],
        ["ICB", "1", "1", "0", "0", "0"],
        ["NHS Testshire", "1", "0", "0", "1", "0"],
        ["Schools", "1", "0", "0", "0", "1"],
    ]


def test_a_figure_of_the_log_says_what_it_says_today_and_opens_its_chart(records):
    panel = figures_panel(records)
    (line,) = panel.signed[0].lines
    assert line.opens == "Finding 1, Requests" and line.sign.word.casefold() in line.text.casefold()
    assert line.text.startswith("Finding 1, Requests: in the log of 1 June 2025. ")
    chart = panel.openings[line.opens].make()
    assert chart.figure is not None and chart.answers[0].measure.id == "requests_received"


def test_the_log_has_every_line_once_under_its_finding(store):
    panel = log_panel(seen(store, "officer"))
    assert [part.title for part in panel.parts] == [
        "1 Plans are late", "2 Nobody asks families", "Under no finding",
    ]  # fmt: skip
    assert [len(part.tables[0].rows) for part in panel.parts] == [3, 1, 1]
    survey = panel.parts[0].tables[0].rows[1]
    assert [cell.text for cell in survey[1:4]] == [
        "1 March 2025", "Families or an outsider confirm it", "41",
    ]  # fmt: skip
    assert survey[0].small == "survey; simulated"


def test_public_view_is_told_no_small_base(tmp_path):
    made = handmade.build(tmp_path / "file.duckdb")
    put(made, "finding", FINDINGS[:1])
    rows = [shown(str(n), finding_id="f1", action_id=None, base_n=n, title=f"Of {n}",
                  kind="survey") for n in (9, 10)]  # fmt: skip
    put(made, "evidence", rows)
    for role, told in ((PUBLIC, ["10", "not told"]), ("board", ["10", "9"])):
        (table,) = log_panel(seen(made, role)).parts[0].tables
        assert [row[3].text for row in table.rows] == told
    made.close()


def test_every_heading_can_be_read_aloud(records):
    for panel in panels(records):
        assert not panel.refused
        for each in (panel, *panel.parts):
            assert not each.title or is_heading(each.title), each.title


def test_without_a_finding_it_says_so(tmp_path):
    made = handmade.build(tmp_path / "file.duckdb")
    records = seen(made, "board")
    assert evidence_answer(records).startswith("No finding of an inspection")
    assert all(panel.is_empty for panel in panels(records))
    made.close()
