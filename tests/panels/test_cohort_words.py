"""The filters of a cohort read as a sentence: true and whole for any of their combinations."""

from __future__ import annotations

import itertools
import re
from datetime import datetime, timedelta

import pytest

from sendviz.app.case_files import changed, hours_words
from sendviz.ask.cohort_rows import children_of
from sendviz.ask.cohorts import counted
from sendviz.catalogue.cohorts import NOT_KNOWN, cohort_filters
from sendviz.findings.six import draw_six, population_of, replace_one
from sendviz.panels.cohort_words import OF_ONE, cohort_sentence, of_one, picked_words
from sendviz.panels.cohorts import beneath_answer, cohort_answer, not_loaded_panel, parts_panel
from sendviz.panels.six import chances_words, reasons, unmet_words
from sendviz.stats.picker import SERVICES, Chances
from sendviz.workspace import CASE_FILE, CaseFileEntry
from tests.child_list import as_role, children, town, with_children

ROWS = children(
    {"setting": "special", "need": "ASD", "sessions_possible": 100, "sessions_missed": 60},
    {"setting": "special", "need": None, "district": "S1", "sessions_missed": 1},
    {"status": "sen_support", "age": 17, "year_group": 12, "social_care": "child_in_need"},
    {"status": "sen_support", "sessions_possible": 100, "sessions_missed": 50, "district": "S1"},
    {"setting": "alternative", "need": "SLCN", "case_ref": None, "main_urn": "115001"},
    {"age": 6, "year_group": 1, "need": "SEMH"},
    {"need": "MLD", "district": "S1"},
    {"need": "MLD", "sex": "M"},
)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("words") / "a.duckdb"
    return with_children(path, ROWS)


def told(records, *picks) -> str:
    return cohort_sentence(records, counted(records, picks), picks)


PLAN, SUPPORT = ("status", ("ehc_plan",)), ("status", ("sen_support",))


@pytest.mark.parametrize(
    ("picks", "sentence"),
    [
        ((), "8 children stand on the list of 30 June 2025; 5 live in North."),
        ((PLAN,), "6 children with a plan stand on the list of 30 June 2025; 4 live in North."),
        (
            (PLAN, ("setting", ("special",))),
            "2 of 6 children with a plan (33%) are in a special school; 1 lives in North.",
        ),
        (
            (PLAN, ("setting", ("special",)), ("absence", ("50",))),
            "1 of 6 children with a plan (17%) is in a special school and missed 50% or more of "
            "their sessions.",
        ),
        (
            (("status", ("ehc_plan", "sen_support")), ("need", ("ASD", "SEMH"))),
            "4 of 8 children with a plan or on SEN support (50%) have autism or social, emotional "
            "and mental health as main need; 3 live in North.",
        ),
        ((PLAN, ("absence", (NOT_KNOWN,))), "5 of 6 children with a plan (83%) lack “Absence” in "
         "the list; 3 live in North."),
        ((SUPPORT, ("need", ("HI",))), "None of 2 children on SEN support have hearing impairment "
         "as main need."),
        ((("locality", ("South",)),), "3 of 8 children (38%) live in South."),
    ],
)  # fmt: skip
def test_the_sentence_of_a_cohort(store, picks, sentence):
    assert told(as_role(store), *picks) == sentence


def test_filters_of_the_frame_stand_in_the_sentence(store):
    there = as_role(store, areas=("999/locality/North",), where=(("need", ("ASD",)),))
    assert told(there, ("setting", ("special",))) == (
        "1 of 2 children with autism as main need in North (50%) is in a special school."
    )
    assert "Not filtered by who asked." in " ".join(
        beneath_answer(as_role(store, where=(("source", ("parent",)),)), ())
    )


def test_who_lacks_a_chosen_field_is_said(store):
    (beneath,) = beneath_answer(as_role(store), (PLAN, ("absence", ("10",))))
    assert beneath == "List of 30 June 2025. Absence is not known for 5."


def test_the_board_is_told_fewer_than_five(store):
    board = as_role(store, "board")
    assert cohort_answer(board, (PLAN, ("setting", ("special",)))) == (
        "Fewer than 5 of 6 children with a plan are in a special school.",
    )
    assert parts_panel(board, (PLAN, ("setting", ("special",))), "need").is_empty
    whole = parts_panel(board, (), "locality")
    cells = [[cell.text for cell in row] for row in whole.closed[0].tables[0].rows]
    assert cells == [["North", "not told", "not told"],
                     ["South", "not told", "not told"]]  # fmt: skip


def test_public_view_is_told_no_count(store):
    public = as_role(store, "councillor")
    assert not re.search(r"\d", " ".join(cohort_answer(public, (PLAN,))))
    assert parts_panel(public, (), "need").refused and not_loaded_panel(public, ()).is_empty


def test_bars_tell_what_the_table_tells(store):
    panel = parts_panel(as_role(store), (PLAN,), "need")
    rows = {row[0].text: row[1].text for row in panel.closed[0].tables[0].rows}
    assert rows["Moderate learning difficulty"] == "2 of 6 (33%)"
    assert panel.title == "By main need: “Moderate learning difficulty” is 33% of these"
    bars, marks = panel.figure.data
    assert max(bars.x) == pytest.approx(2 / 6) and bars.x == tuple(value for value in marks.x[::3])


def test_every_code_has_words_with_a_verb_that_one_child_can_do():
    verbs = {*OF_ONE, "missed", "complained", "went", "appealed", "had"}
    for id, each in cohort_filters().items():
        if id == "status":
            continue
        for code in (*(each.words or ["x"]), NOT_KNOWN):
            phrase = picked_words(each, [code])
            assert phrase.split()[0] in verbs, (id, phrase)
            assert "{" not in phrase and not phrase.endswith("."), (id, phrase)
            assert of_one(phrase).split()[0] not in OF_ONE, (id, phrase)


def test_any_two_filters_make_one_sentence(store):
    officer = as_role(store)
    codes = [(id, (next(iter(each.words), NOT_KNOWN),)) for id, each in cohort_filters().items()]
    offered = {*counted(officer).offered} - {"status"}
    codes = [each for each in codes if each[0] in offered]
    for one, two in itertools.islice(itertools.combinations(codes, 2), 0, None, 7):
        sentence = told(officer, one, two)
        assert re.fullmatch(r"(None|\d+) of 8 children( \(\d+%\))? [^.{]+\.", sentence), sentence
        assert "  " not in sentence


def test_why_each_of_the_six(store):
    six = draw_six(as_role(store), (), "", 1)
    by_ref = dict(zip(six.refs, reasons(six), strict=True))
    assert len(by_ref) == 6 and six.of == 8
    without = next(reason for ref, reason in by_ref.items() if ref.startswith("No reference"))
    assert without.endswith("in alternative provision; school 115001")
    assert all(reason and not reason.startswith(";") for reason in by_ref.values())
    assert by_ref["c03"].endswith("year 12; child in need")


def test_another_child_comes_from_the_same_cohort(store):
    records = as_role(store)
    six = draw_six(records, (), "", 1)
    after = replace_one(records, (), "", 1, six.refs, six.refs[5], ())
    assert after is not None and six.refs[5] not in after.refs
    assert after.refs[:5] == six.refs[:5]
    assert replace_one(records, (), "", 1, [*six.refs[:5], "gone"], "gone", ()) is None


def test_services_of_a_child_are_those_it_uses(tmp_path):
    made = with_children(tmp_path / "b.duckdb", town(40))
    rows = children_of(as_role(made))
    found = population_of(rows).services
    for place, row in enumerate(rows.itertuples()):
        uses = {name for bit, name in enumerate(SERVICES) if found[place] >> bit & 1}
        care = {"early_help": "early_help", "child_in_need": "social_care",
                "looked_after": "social_care"}.get(row.social_care)  # fmt: skip
        wanted = {each for each in (care,) if each}
        if row.in_alternative_provision is True:
            wanted.add("alternative_provision")
        assert uses == (wanted or {"none"})


@pytest.mark.parametrize(
    ("found", "of", "sentence"),
    [
        (Chances(100, 14, 1081), 1477, "In 100 other draws from these 1,477 children the one "
         "picked most often came 14 times, where equal chances would give each 0.4; 1,081 came "
         "never."),
        (Chances(100, 81, 0), 14, "In 100 other draws from these 14 children the one picked most "
         "often came 81 times, where equal chances would give each 42.9; every one came at least "
         "once."),
        (Chances(100, 100, 0), 6, "All children of the cohort are taken."),
    ],
)  # fmt: skip
def test_how_uneven_the_chances_are(found, of, sentence):
    assert chances_words(found, of) == sentence


def test_rules_that_cannot_be_met_are_said():
    assert unmet_words(["aged_16"]) == ("No child aged 16 or over in this cohort.",)
    assert unmet_words(["aged_16"], redrawn=True) == ("None of these is aged 16 or over.",)


def test_the_hours_of_two_days_run_from_the_moment_of_picking():
    picked = datetime(2026, 2, 2, 9, 0)
    said = {minutes: hours_words(picked, picked + timedelta(minutes=minutes))
            for minutes in (0, 61, 2879, 2880, 9999)}  # fmt: skip
    assert [*said.values()] == [
        "48 hours are left of 48.", "47 hours are left of 48.", "1 hour is left of 48.",
        "The 48 hours are over.", "The 48 hours are over.",
    ]  # fmt: skip


def test_only_what_changed_in_a_checklist_is_kept():
    held = dict.fromkeys(CASE_FILE) | {"plan": CaseFileEntry("c1", "plan", picked_day(), "Clerk")}
    lines = [{"What": "", "Have it, dated": None, "Owner (role)": ""} for _ in CASE_FILE]
    lines[0] = {"What": "Plan", "Have it, dated": "2026-02-01", "Owner (role)": "Clerk"}
    lines[1] = {"What": "", "Have it, dated": picked_day(), "Owner (role)": " "}
    assert changed("c1", held, lines) == [CaseFileEntry("c1", "last_review", picked_day(), None)]


def picked_day():
    return datetime(2026, 2, 1).date()
