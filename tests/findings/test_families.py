"""What families say of an action: which waves are held against each other, and where the two
disagree."""

from dataclasses import replace
from datetime import date

import pytest

from sendviz.ask import PUBLIC, Records
from sendviz.findings import actions
from sendviz.findings.actions import contradictions, judged, plan_of
from sendviz.findings.families import felt_of, months_until_asked
from sendviz.panels.families import (
    NOT_ASKED,
    asked_since_words,
    felt_in_short,
    felt_words,
)
from sendviz.panels.impact import verdicts_panel
from sendviz.panels.plan_words import contradiction_words
from sendviz.panels.you_said import you_said_panel
from tests import handmade
from tests.handmade import listed
from tests.panels.test_action_plan import FINDINGS
from tests.plan_rows import action, link, put

HEARD, SAFE = "Am I heard?", "Is my child safe?"


def wave(day: str, agreed: int, of: int, question: str = HEARD, **more) -> list[dict]:
    said = {"name": "S", "wave": day, "audience": "parents", "question": question, "base": of}
    row = said | {"question_key": question, "theme": "heard" if question == HEARD else "safe"}
    return [
        listed(**row, answer=word, positive=word == "agree", answers=n, **more)
        for word, n in (("agree", agreed), ("disagree", of - agreed))
    ]


SURVEY = [
    *wave("2024-06-30", 60, 100),
    *wave("2025-05-31", 30, 100),
    *wave("2025-05-31", 50, 100, SAFE),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("families") / "file.duckdb"
    made = handmade.build(path, lists={"survey": SURVEY})
    put(made, "finding", FINDINGS)
    lines = [
        action("1.1", finding_id="f1", starts="2024-09-01"),
        action("1.2", finding_id="f1", starts="2024-09-01"),
        action("2.1", finding_id="f2", starts="2025-01-01"),
    ]
    put(made, "action", lines)
    felt = link("1.1", "survey_positive", None, "2024-09-01", role="felt")
    yield put(made, "action_measure", [felt | {"selection": "theme=heard"}])
    made.close()


def seen(store, role: str = "board") -> Records:
    return Records(store, handmade.select("2025-06-30", None), role)


def of(records: Records, ref: str):
    return felt_of(records, next(each for each in plan_of(records).lines if each.ref == ref))


def test_the_last_wave_before_the_action_is_held_against_the_newest(store):
    """60 of 100 in June 2024, 30 of 100 in May 2025: fewer, by more than chance."""
    (found,) = of(seen(store), "1.1")
    assert (found.before.row.numerator, found.now.row.numerator) == (60, 30)
    assert found.way == "worse" and found.question == HEARD
    assert felt_words((found,)) == (
        "Families: “Am I heard?”: 60 of 100 (60%) in Jun 2024, 30 of 100 (30%) in May 2025: fewer "
        "are content than before."
    )
    assert of(seen(store, PUBLIC), "1.1")[0].way == "worse"


def test_an_action_without_a_question_has_those_of_its_finding(store):
    told = [felt_words(of(seen(store), ref)) for ref in ("1.1", "1.2")]
    assert told[0] == told[1] != NOT_ASKED
    assert of(seen(store), "2.1") == () and felt_in_short(()) == ("not asked", "")
    assert felt_words(()) == NOT_ASKED


def test_a_first_wave_and_new_words_are_held_against_nothing(store, tmp_path):
    early = seen(store).over(as_at=handmade.day("2024-12-31"))
    felts = felt_of(early, plan_of(seen(store)).lines[0])
    assert [each.way for each in felts] == ["one_wave"]
    anew = [*SURVEY[:2], *wave("2025-05-31", 30, 100, wording_changed=True)]
    made = handmade.build(tmp_path / "anew.duckdb", lists={"survey": anew})
    put(made, "action", [action("1.1", starts="2024-09-01")])
    felt = link("1.1", "survey_positive", None, "2024-09-01", role="felt")
    put(made, "action_measure", [felt | {"selection": "theme=heard"}])
    assert [each.way for each in of(seen(made), "1.1")] == ["reworded"]
    made.close()


def test_you_said_we_did_names_what_was_said_then_and_now(store):
    panel = you_said_panel(seen(store))
    assert panel.title == "You said, we did: families were asked about 1 of 2 findings"
    first, second = panel.tables[0].rows
    assert first[1].text == "“Am I heard?”: 60 of 100 (60%) in Jun 2024"
    assert first[3].text.endswith("30 of 100 (30%) in May 2025, fewer are content than before")
    assert second[1].text == second[3].text == "not asked: no survey is tied to this finding"


def test_better_on_paper_and_not_felt_is_a_contradiction(store, monkeypatch):
    """A figure that worked, while fewer families are content: only for the action they are tied
    to."""
    board = seen(store)
    lines = {each.ref: each for each in plan_of(board).lines}
    named = replace(plan_of(board).links[0], measure="plans_issued", role="moves")
    one = actions.judge_link(board, lines["1.1"], named)
    worked = replace(one, impact=replace(one.impact, verdict="worked"))
    other = replace(worked, line=lines["2.1"])
    monkeypatch.setattr(actions, "judged", lambda records: (worked, other))
    found = [each for each in contradictions(board) if each.kind == "better_on_paper"]
    assert [each.line.ref for each in found] == ["1.1"]
    assert "Better on paper, not felt" in contradiction_words(found[0])


def test_what_families_say_is_judged_by_no_chart(store):
    assert judged(seen(store)) == ()
    assert not verdicts_panel(seen(store)).tables


@pytest.mark.parametrize(
    ("moved", "months", "told"),
    [  # asked in June 2024 and in May 2025
        (date(2025, 1, 1), 4, "were asked 4 months after the figure moved in Jan 2025"),
        (date(2025, 4, 30), 1, "were asked 1 month after the figure moved in Apr 2025"),
        (date(2025, 5, 1), 0, "were asked in the month in which the figure moved, May 2025"),
        (date(2025, 6, 1), None, "have not been asked since the figure moved in Jun 2025"),
    ],
)
def test_how_long_after_a_figure_moved_families_were_asked(store, moved, months, told):
    found = of(seen(store), "1.1")
    assert months_until_asked(found, moved) == months
    assert asked_since_words(found, moved) == f"Families {told}."
    assert asked_since_words(found, None) == asked_since_words((), moved) == ""
