"""Words that councils write for codes: read where they are known, named and counted where not."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sendviz.catalogue.layouts import TABLES, WORDS, split_words
from sendviz.load import reference
from sendviz.load.readers import local_files, referrals, words
from sendviz.load.readers.values import as_flag
from tests.conftest import shared
from tests.records import officer as d
from tests.records.officer import IN_2025, ON_TIME, OPEN, Desk, text

HEAD = "case_ref,received,decision,decided,outcome,issued"
READ_TO = date(2026, 1, 15)
NEEDS = "ASD SLCN SEMH MLD SLD PMLD SPLD PD HI VI MSI DS".split()


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    return d.built(tmp_path_factory.mktemp("words"))


@pytest.fixture
def desk(empty, tmp_path, capsys) -> Desk:
    return d.at(tmp_path, empty, capsys)


def coded(column: str, text_of: str, table: str = "cases") -> str:
    return words.code_of(text_of, words.codes_by_word(TABLES[table], column))


def test_words_of_decisions(desk):
    desk.loaded(shared("cases", "34-words-of-decisions", "cases.csv"))
    assert desk.ask("requests_refused", *IN_2025) == "4 of 7 (57%)"
    assert desk.ask("requests_agreed", *IN_2025) == "3 of 7 (43%)"


def test_needs_by_their_full_names(desk):
    desk.loaded(shared("cases", "35-needs-in-words", "cases.csv"))
    found = desk.ask("plans_issued", "--by", "need", *IN_2025)
    assert all(f"{need} 1 plan" in found for need in NEEDS)


def test_marks_for_an_exception(desk):
    desk.loaded(shared("cases", "38-marks-for-an-exception", "cases.csv"))
    asked = (ON_TIME, "--variant", "without_exceptions", *IN_2025)
    assert desk.ask(*asked) == "1 of 1 (100%)"


def test_unknown_words_are_named_and_can_be_given_codes(desk, tmp_path):
    said_of = ("Yes", "Sent back", "Sent back", "Route B", "Agreed by Zebedina Quagmirious")
    rows = [f"A{n},13/01/2025,{word},10/02/2025,," for n, word in enumerate(said_of)]
    said = desk.loaded(text(tmp_path, HEAD, *rows))
    assert "Under decision 4 words are not known: 'Sent back' (2), 'Route B' (1)" in said
    assert "1 more that is not shown here" in said and "Zebedina" not in said
    assert "[values.decision] of a mapping" in said
    assert desk.ask("requests_received", *IN_2025) == "5 requests"
    named = tmp_path / "map.toml"
    named.write_text('[values.decision]\n"Sent back" = "N"\n"Route B" = "Y"\n'
                     '"agreed by zebedina quagmirious" = "Y"\n')  # fmt: skip
    assert "not known" not in desk.loaded(tmp_path / "cases.csv", "--map", str(named))
    assert desk.ask("requests_refused", *IN_2025) == "2 of 5 (40%)"


def test_a_share_that_rests_on_words_nobody_knows_is_not_known(desk, tmp_path):
    words_of = ("Yes", "Sent back", "Sent back", "Route B", "Agreed")
    rows = [f"A{n},13/01/2025,{word},10/02/2025,," for n, word in enumerate(words_of)]
    desk.loaded(text(tmp_path, HEAD, *rows))
    for measure in ("requests_refused", "requests_agreed", "decisions_to_refuse"):
        assert desk.ask(measure, *IN_2025) == "not known", measure
    assert desk.ask("requests_received", *IN_2025) == "5 requests"


def test_words_of_another_period_take_nothing_from_the_one_that_is_asked_for(desk, tmp_path):
    old = [f"A{n},13/01/2024,Route B,10/02/2024,," for n in range(5)]
    new = [f"B{n},13/01/2025,{'No' if n else 'Yes'},10/02/2025,," for n in range(5)]
    desk.loaded(text(tmp_path, HEAD, *old, *new))
    assert desk.ask("requests_refused", *IN_2025) == "4 of 5 (80%)"
    assert desk.ask("requests_refused", "--from", "2024-01-01", "--to", "2024-12-31") == "not known"
    assert desk.ask("requests_refused", "--from", "2024-01-01") == "not known"


def test_one_unknown_word_of_many_is_told_and_the_share_stays(desk, tmp_path):
    rows = [f"A{n},13/01/2025,{'No' if n % 2 else 'Yes'},10/02/2025,," for n in range(24)]
    said = desk.loaded(text(tmp_path, HEAD, *rows, "B,13/01/2025,Route B,10/02/2025,,"))
    assert "Under decision 1 word is not known: 'Route B' (1)" in said
    assert desk.ask("requests_refused", *IN_2025) == "12 of 25 (48%)"


def test_an_unknown_word_beside_a_plan_does_not_undo_the_plan(desk, tmp_path):
    rows = (
        "A1,13/01/2025,Route B,10/02/2025,Signed off,20/05/2025",
        "A2,13/01/2025,Y,10/02/2025,A,",
    )
    assert "'Signed off' (1)" in desk.loaded(text(tmp_path, HEAD, *rows))
    assert desk.ask("plans_issued", *IN_2025) == "1 plan" and desk.ask(OPEN) == "1 child"


@pytest.mark.parametrize(
    ("column", "code", "said"),
    [
        ("decision", "N",
         "Refuse to assess|NO TO ASSESS|Declined to Assess|NTA|Not to assess|turned down|"
         "Request refused - 12/02/2025|No (insufficient evidence)|Rejected|Do not assess|n"),
        ("decision", "Y",
         "Yes to assess|YTA|Agree to Assess|Yes - agreed at panel|Proceed|y|Accepted"),
        ("decision", "A", "Awaiting panel|Pending|In progress|To be decided"),
        ("decision", "W", "Withdrawn by parent|Withdrawn - moved|Cancelled"),
        ("outcome", "Y", "EHCP issued|Final plan issued|Agreed to Issue|Finalised|Issued: 20/05"),
        ("outcome", "N", "Not to issue|NTI|No to issue|Refuse to issue|No plan|EHCP refused"),
        ("outcome", "A", "Draft issued|Being assessed|Ongoing"),
        ("need", "SLCN",
         "Speech, Language & Communication Needs|speech, language and communication|SLCN"),
        ("need", "SEMH",
         "Social, Emotional and Mental Health|SEMH - Social, emotional and mental health"),
        ("need", "PMLD", "Profound & Multiple Learning Difficulty|PMLD (profound)"),
        ("need", "ASD",
         "Autistic Spectrum Disorder|Autism|ASC|autism spectrum condition|ASD: autism"),
        ("need", "VI", "Visual Impairment|Vision Impairment|Visual impairment (VI)"),
        ("need", "OTH", "Other Difficulty/Disability|Other"),
        ("ethnicity", "WBRI", "White British|White - British|A|White: British|British"),
        ("ethnicity", "MWBC", "Mixed: White and Black Caribbean|White & Black Caribbean"),
        ("ethnicity", "AOTH", "Any other Asian background|Asian - any other Asian background"),
        ("ethnicity", "WROM", "Gypsy / Roma|Gypsy/Roma|Gypsy or Irish Traveller"),
        ("ethnicity", "NOBT", "Information not yet obtained|99"),
        ("social_care", "looked_after", "CLA|Looked-after child|Child in care|in care"),
        ("social_care", "none", "none|Not known to social care|No"),
        ("source", "parent", "Parent/carer|Parental request|1|Mother|Young person"),
        ("source", "education", "School|2|School request|SENCo|Headteacher"),
        ("setting", "special", "Special school|Maintained special school|SPECIAL"),
        ("setting", "home_educated", "EHE|Elective Home Education|Electively home educated"),
        ("sex", "F", "Female|girl|F|2"),
    ],
)  # fmt: skip
def test_words_of_case_lists(column, code, said):
    told = {word: coded(column, word) for word in said.split("|")}
    assert set(told.values()) == {code}, told


@pytest.mark.parametrize("column", ["ethnicity", "social_care", "source", "sex"])
def test_referral_lists_share_the_words_of_case_lists(column):
    for code, known in WORDS[column].items():
        for word in split_words(known):
            assert coded(column, word) == coded(column, word, "referral") == code, word


def test_no_word_stands_for_two_codes():
    for table in TABLES.values():
        declared = {**{c: WORDS[c] for c in table.known if c in WORDS}, **table.words}
        for column, codes in declared.items():
            every = [word for known in codes.values() for word in split_words(known)]
            assert sorted(every) == sorted(set(every)), (table.name, column)


@pytest.mark.parametrize(
    ("written", "flag"),
    [("X", True), ("x", True), ("\u2713", True), ("Yes - school holidays", True), ("Y", True),
     ("YES, see notes", True), ("Yes school holidays", True), ("1.0", True), ("No - n/a", False),
     ("no exception", False), ("N", False), ("FALSE", False), ("perhaps", None)],
)  # fmt: skip
def test_marks_of_yes_and_no(written, flag):
    assert as_flag(written) is flag


@pytest.mark.parametrize(
    ("name", "key"),
    [("Chelmsford City Council", "chelmsford"), ("CHELMSFORD", "chelmsford"),
     ("Borough of Brentwood", "brentwood"), ("Epping Forest District Council", "epping forest"),
     ("Castle Point Borough", "castle point"), ("Bournemouth, Christchurch & Poole Council",
      "bournemouth christchurch and poole"), ("E07000070", "e07000070"), ("District", "district")],
)  # fmt: skip
def test_districts_by_the_names_of_their_councils(name, key):
    assert reference.place_key(name) == key


def test_children_are_placed_by_the_names_of_councils_and_unknown_ones_told(desk, tmp_path):
    places = ("Chelmsford City Council", "Brentwood Borough", "E07000070", "Basildon District",
              "Atlantis", "Atlantis")  # fmt: skip
    rows = [f"A{n},13/01/2025,Y,10/02/2025,Y,20/05/2025,{place}" for n, place in enumerate(places)]
    said = desk.loaded(text(tmp_path, f"{HEAD},district", *rows))
    assert "none of this council's, in 2 of 6 rows: 'Atlantis' (2)" in said
    found = desk.ask("plans_issued", "--by", "district", *IN_2025)
    assert "Chelmsford 2 plans" in found and "Brentwood 1 plan" in found


def test_at_most_ten_words_are_named_and_none_that_may_be_a_name(tmp_path):
    odd = [*(f"Route {letter}" for letter in "ABCDEFGHIJKL"), "Zebedina Quagmirious", "Mr Roe",
           "zebedina quagmirious", "N0123456",
           "a very long remark on what the panel has said of it"]  # fmt: skip
    rows = [f"C{n},13/01/2025,{word},10/02/2025,," for n, word in enumerate(odd)]
    (note,) = [
        each
        for each in words.list_notes(
            local_files.read_cases(text(tmp_path, HEAD, *rows), "881", READ_TO)
        )
        if "not known" in each
    ]
    assert note.count("'Route ") == 10 and "and" not in note.partition(":")[0]
    assert "7 more that are not shown here" in note
    assert not any(hidden in note for hidden in ("uagmirious", "Roe", "0123456", "remark"))


def test_every_coded_column_of_every_list_names_its_unknown_words(tmp_path):
    head = (
        "referral_ref,pathway,received,sex,ethnicity,source,social_care,priority,discharge_reason"
    )
    row = "R1,autism,01/03/2025,Martian,Martian,Martian,Martian,Martian,Martian"
    found = referrals.read(text(tmp_path, head, row), "881", READ_TO)
    notes = [note for note in words.list_notes(found) if "Martian" in note]
    told = [note.removeprefix("Under ").split()[0] for note in notes]
    assert sorted(told) == sorted(head.split(",")[3:])
    advice = text(tmp_path, "case_ref,kind,asked,received", "C1,Wizardry,01/03/2025,", name="a.csv")
    found = local_files.read_advice(advice, "881", READ_TO)
    assert any("'Wizardry' (1)" in note for note in words.list_notes(found))


def test_known_words_are_not_told_of(tmp_path):
    head = f"{HEAD},need,ethnicity,sex,setting,social_care,source,exception,status"
    row = "C1,13/01/2025,Agreed,10/02/2025,Issued,20/05/2025"
    row += ",Autism,White British,Male,Special,none,1,X,Open"
    found = local_files.read_cases(text(tmp_path, head, row), "881", READ_TO)
    assert words.list_notes(found) == () and found.unread == {}
    assert found.tables["person"]["ethnicity"].tolist() == ["WBRI"]
    assert not pd.isna(found.tables["assessment"]["exception"].iloc[0])
