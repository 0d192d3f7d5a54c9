"""The plan on screen: counts as `ask` gives them, what people say beside what figures show, and
what the public may not see."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sendviz.ask import PUBLIC, Records
from sendviz.findings.actions import contradictions, exceptions, gaps, plan_of
from sendviz.kit.template import in_dark
from sendviz.kit.words import capital, is_heading, small
from sendviz.panels.action_plan import (
    contradictions_panel,
    decisions_panel,
    exceptions_panel,
    plan_answer,
    timeline_panel,
)
from sendviz.panels.plan_due import plan_by_due_panel
from sendviz.panels.plan_tables import (
    GROUPS,
    gaps_panel,
    groupings,
    history_panel,
    key_words,
    lines_in_one_panel,
    lines_panel,
    milestones_panel,
)
from sendviz.panels.you_said import you_said_panel
from tests import handmade
from tests.pictures import check_plain, hovers, notes
from tests.plan_rows import action, link, put, said, step

SECRET = "Nobody outside may read this"
# 40 requests a month from 2022 to mid 2025; all get a plan, until the end of 2023 a fifth in time,
# since then none.
REQUESTS = [
    handmade.request(
        f"{2022 + month // 12}-{month % 12 + 1:02}-02",
        f"{2022 + month // 12}-{month % 12 + 1:02}-20",
        issued,
    )
    for month in range(36)
    for child in range(40)
    for issued in [
        str(
            (handmade.day(f"{2022 + month // 12}-{month % 12 + 1:02}-02"))
            + handmade.timedelta(100 if child < 8 and month < 20 else 170)
        )
    ]
]
ON_TIME = "plans_issued_within_20_weeks"
LINES = [
    action("1.1", title="Cut waits", finding_id="f1", due="2024-12-31"),
    action("1.2", finding_id="f1", depends_on="1.1"),
    action("2.1", title=SECRET, public=False, finding_id="f2"),
    action("2.2", due=None, due_text="Ongoing", finding_id="f2", partner="icb"),
    action("2.3", due="2025-07-15", finding_id="f2"),
]
SAID = [
    said("1.1", state="complete", rating="blue", note=SECRET),
    said("1.2", rating="red", reason=SECRET),
    said("2.1"),
    said("2.2", "2025-01-31"),
    said("2.3"),
]
FINDINGS = [
    {"finding_id": id, "la_code": "999", "kind": "own", "number": number, "wording": words,
     "theme": "identified", "bodies": "council", "simulated": True, "import_id": 1}
    for id, number, words in (("f1", 1, "Plans are late."), ("f2", 2, "Nobody asks families."))
]  # fmt: skip
DECISIONS = [
    {"decision_id": id, "la_code": "999", "body": body, "meeting": "2025-06-10", "question": asked,
     "options": "yes|no", "simulated": True, "import_id": 1}
    for id, body, asked in (("d1", "board", SECRET), ("d2", "cabinet", "Pay for two more?"))
]  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    made = handmade.build(tmp_path_factory.mktemp("plan") / "file.duckdb", REQUESTS)
    with handmade.duckdb.connect(str(made.path)) as connection:
        connection.execute("update coverage set first_day = date '2022-01-01'")
    put(made, "finding", FINDINGS)
    put(made, "action", LINES)
    put(made, "action_update", SAID)
    put(made, "decision", DECISIONS)
    put(made, "action_measure", [link("1.1", ON_TIME, 0.2, "2024-10-01")])
    yield put(made, "milestone", [step("1.1", target=0.5), step("1.2", 1, reached_on="2025-01-10")])
    made.close()


def seen(store, role: str) -> Records:
    return Records(store, handmade.select("2025-06-30", None), role)


@pytest.fixture(params=[PUBLIC, "board", "officer"])
def records(store, request):
    return seen(store, request.param)


def panels(records):
    yield from (plan_by_due_panel(records), lines_in_one_panel(records))
    yield from (timeline_panel(records), decisions_panel(records), exceptions_panel(records))
    yield from (contradictions_panel(records), milestones_panel(records), gaps_panel(records))
    yield from (you_said_panel(records), history_panel(records))
    for by in groupings(records):
        panel = lines_panel(records, by)
        yield from (panel, *panel.parts)


def texts(panel) -> str:
    cells = [
        f"{cell.text} {cell.small}" for table in panel.tables for row in table.rows for cell in row
    ]
    lines = [line.text for group in panel.signed for line in group.lines]
    drawn = [*hovers(panel.figure), *notes(panel.figure)] if panel.figure is not None else []
    names = [table.name for table in panel.tables]
    return "\n".join([panel.title, *panel.sentences, *panel.notes, *cells, *lines, *drawn, *names])


def test_counts_are_those_of_ask(records):
    ask = {id: int(records.ask(f"actions_{id}").row.value) for id in ("in_plan", "complete")}
    assert ask == {"in_plan": 4 if records.role == PUBLIC else 5, "complete": 1}
    late = int(records.ask("actions_overdue").row.value)
    assert late == (1 if records.role == PUBLIC else 2)
    told = plan_answer(records)
    assert told.startswith(f"Of {ask['in_plan']} actions {late} ")
    assert "1 has no date and 1 is complete." in told
    assert len(plan_of(records).lines) == ask["in_plan"]
    assert sum(line.is_overdue for line in plan_of(records).lines) == late


def test_public_view_holds_no_note_reason_owner_or_hidden_line(store):
    for role in (PUBLIC, "board"):
        records = seen(store, role)
        told = "\n".join(texts(panel) for panel in panels(records)) + plan_answer(records)
        assert (SECRET in told) == (role != PUBLIC)
        assert ("Head of SEND" in told) == (role != PUBLIC)
    public = plan_of(seen(store, PUBLIC))
    assert not public.updates and {line.lead_role for line in public.lines} == {None}
    assert "Owner" not in groupings(seen(store, PUBLIC)) and "Owner" in groupings(
        seen(store, "board")
    )


def test_both_columns_stand_side_by_side_and_are_never_merged(records):
    first = lines_panel(records).parts[0].tables[0]
    assert first.head[2:] == ("What people say", "What figures show")
    complete, red = first.rows
    assert complete[2].text == "Complete" and complete[2].signs[0].word == "blue"
    assert "Plans on time" in complete[3].small and complete[3].signs
    assert red[2].signs[0].word == "red" and red[3].text == "no measure"
    assert "waits for 1.1" in red[0].small and "Simulated plan" in red[0].small


def test_a_complete_action_whose_figure_got_worse_is_said(records):
    kinds = [(each.kind, each.line.ref) for each in contradictions(records)]
    assert kinds == [
        ("complete_worse", "1.1"),
        ("green_without_proof", "2.3"),
        ("complete_not_measured", "1.1"),
    ]
    told = texts(contradictions_panel(records))
    assert "Complete, but the figure got worse: Plans on time." in told
    assert "judge simulated records" in told


def test_the_plans_own_key_stands_under_its_list(store):
    board = plan_of(seen(store, "board"))
    assert key_words(board) == ""
    told = replace(board, rating_key=(("a month late", "amber"), ("not begun", "none"),
                                      ("late", "red"), ("very late", "red")))  # fmt: skip
    assert key_words(told) == (
        "The plan’s own key: amber is “a month late”; not rated is “not begun”; red is “late” and "
        "“very late”."
    )


def test_what_needs_a_word_and_a_decision(store):
    board = seen(store, "board")
    assert [(line.ref, why) for line, why in exceptions(plan_of(board))] == [
        ("1.2", ("red", "is_overdue")),
        ("2.1", ("is_overdue",)),
        ("2.2", ("has_no_date", "has_no_update")),
    ]
    asked = [row[0].text for row in decisions_panel(board).tables[0].rows]
    assert asked[:3] == [SECRET, "Pay for two more?", "1.1 Cut waits"] and len(asked) == 5
    public = [row[0].text for row in decisions_panel(seen(store, PUBLIC)).tables[0].rows]
    assert SECRET not in public and "Pay for two more?" in public


def test_the_gap_report(store):
    held = gaps(plan_of(seen(store, "board")))
    assert held == {
        "no_measure": 4, "no_date": 1, "no_owner": 0, "no_health_owner": 4, "no_milestone": 3,
        "no_success": 5,
    }  # fmt: skip
    (told,) = gaps_panel(seen(store, "board")).sentences
    assert told.startswith("Of 5 actions 4 have no measure, 1 no date, 4 no health owner,")
    assert told.endswith("all no word on what success is.")


def test_the_timeline_has_a_bar_a_line_and_a_table_says_the_same(records):
    panel = timeline_panel(records)
    check_plain(panel.figure)
    check_plain(in_dark(panel.figure))
    named = notes(panel.figure)
    for line in plan_of(records).lines:
        assert line.ref in named
    assert "<b>Plans are late.</b>" in named and "today" in named
    assert {trace.name for trace in panel.figure.data} >= {"complete", "overdue", "no date set"}
    held = sum(len(part.tables[0].rows) for part in lines_panel(records).parts)
    assert held == len(plan_of(records).lines)


def test_on_paper_all_actions_stand_in_one_table_and_a_finding_is_named_once(records):
    of_groups = [row for part in lines_panel(records).parts for row in part.tables[0].rows]
    (table,) = lines_in_one_panel(records).tables
    assert [row[1].text for row in table.rows] == [row[0].text for row in of_groups]
    assert [row[3].text for row in table.rows] == [row[2].text for row in of_groups]
    named = [row[0].text for row in table.rows if row[0].text]
    assert len(named) == len(lines_panel(records).parts) == len(set(named))
    shown = {row[1].text.split()[0]: row[4] for row in table.rows}
    assert [each.word.split(":")[0] for each in shown["1.1"].signs] == ["Plans on time"]


def test_the_list_by_due_date_has_every_open_line_the_soonest_first(records):
    panel = plan_by_due_panel(records)
    rows = [[cell.text for cell in row] for row in panel.tables[0].rows]
    wanted = ["1.2", "2.1", "2.3", "2.2"] if records.role != PUBLIC else ["1.2", "2.3", "2.2"]
    assert [row[0].split()[0] for row in rows] == wanted
    assert rows[0][1:] == ["31 March 2025", "Under way"]
    assert panel.tables[0].rows[0][1].small == "overdue"
    many = capital(small(len(wanted)))
    told = f"{many} open actions, the soonest first; one more is complete or stopped."
    assert panel.sentences == (told,)


def test_every_heading_can_be_read_aloud(records):
    for panel in panels(records):
        assert not panel.title or is_heading(panel.title), panel.title
        assert not panel.refused


def test_every_way_to_group_holds_every_line(store):
    board = seen(store, "board")
    for by in GROUPS:
        parts = lines_panel(board, by).parts
        assert sum(len(part.tables[0].rows) for part in parts) == 5, by


def test_planned_beside_reached(records):
    first, second = milestones_panel(records).tables[0].rows
    assert [cell.text for cell in first[4:]] == ["50 in 100", "not reported"]
    assert second[5].text == "on 10 January 2025"


def test_without_a_plan_it_says_so(tmp_path):
    made = handmade.build(tmp_path / "file.duckdb")
    records = seen(made, "board")
    assert plan_answer(records) == "No improvement plan is loaded for this council."
    assert all(panel.is_empty for panel in panels(records))
    made.close()
