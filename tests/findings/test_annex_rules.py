"""The rules on the lists of Annex A: for each a made-up child, in whom it and nothing else finds
something; on a list that somebody brings, and on our own rows."""

from __future__ import annotations

from datetime import date

import pytest
from stdnum.gb import upn

from sendviz.ask import NotAllowed, Records, Selection
from sendviz.findings.annex import Judged, judge, rule_of, state_of
from sendviz.findings.annex_rules import RULES, is_uln, is_upn
from sendviz.load.readers.annex_lists import read_lists
from tests import annex_rows
from tests.annex_files import BLANK, DAY, NEWER, made_upn, row, workbook
from tests.annex_rows import child, on_support
from tests.handmade import plan

# code -> what is spoilt in the child's row; of list 1 and, under the codes of list 2, of list 2.
SPOILT: dict[str, dict] = {
    "101a": {"birth_date": BLANK},
    "101b": {"gender": " "},
    "101c": {"ethnicity": BLANK},
    "101d": {"need": BLANK},
    "102a": {"birth_date": "30/06/2000"},
    "102b": {"birth_date": "30/06/1999"},
    "103": {"disability": BLANK},
    "104": {"case_worker": BLANK},
    "105a": {"birth_date": "01/07/2025"},
    "105b": {"first_issued": "01/07/2025", "last_review": BLANK},
    "105c": {"updated_on": "01/07/2025"},
    "105d": {"last_review": "01/07/2025"},
    "106a": {"first_issued": "12/05/2024", "updated_on": "11/05/2024"},
    "106b": {"first_issued": "12/05/2024", "last_review": "11/05/2024"},
    "107": {"upn": BLANK, "uln": BLANK},
    "108a": {"main_urn": BLANK, "main_phase": BLANK},
    "108b": {"main_urn": BLANK, "main_phase": BLANK, "other_phase": "h) Pupil referral unit"},
    "112": {"died_on": "01/06/2025"},
    "X1": {"birth_date": "wills"},
    "X2": {"upn": "B123456789012"},
    "X4": {"absence": 100.1},
    "X6": {"main_urn": "100002"},
    "X7": {"social_care_team": "Care"},
    "X8": {"first_issued": "29/06/2024", "last_review": BLANK},
}  # fmt: skip
OF_LIST_2 = {
    "101a": "201a", "101b": "201b", "101c": "201c", "101d": "201d", "102a": "202a",
    "102b": "202b", "103": "203", "105a": "205a", "107": "207", "108a": "208a", "108b": "208b",
    "X1": "X1", "X2": "X2", "X4": "X4", "X6": "X6", "X7": "X7",
}  # fmt: skip
PHASES = {"100001": "primary", "100002": "secondary"}


def judged(data: bytes, name: str = "lists.xlsx", day: date | None = DAY) -> Judged:
    found = read_lists(data, name, day)
    return judge(found.lists, found.day, PHASES)


def codes_by_row(found: Judged, number: int) -> dict[int, set[str]]:
    issues = found.issues[found.issues["list"] == number]
    return {int(row): {*part["code"]} for row, part in issues.groupby("row")}


def test_each_rule_finds_its_child_and_nothing_else():
    """Also duplicates and children of both lists, which take two rows each."""
    first = [row(n, **spoilt) for n, spoilt in enumerate(SPOILT.values())]
    for each, code in zip(first, SPOILT, strict=True):
        each.setdefault("case_worker", BLANK if code == "104" else "A. Officer")
    second = [row(n + 500, **SPOILT[code]) for n, code in enumerate(OF_LIST_2)]
    second[[*OF_LIST_2].index("X2")]["upn"] = "C123456789012"
    alike = {"upn": made_upn(900)}
    first += [row(901, **alike, case_worker="x"), row(902, **alike, case_worker="x")]
    second += [row(911, upn=made_upn(910)), row(912, upn=made_upn(910))]
    first += [row(920, case_worker="x"), row(921, case_worker="x")]
    second += [row(920), row(930)]
    data = workbook({"List_1": first, "List_2": second}, List_1=["case_worker", "died_on"])
    found = judged(data)
    wanted = dict(enumerate(({code} for code in SPOILT), start=2))
    at = len(SPOILT) + 2
    wanted |= {at: {"109"}, at + 1: {"109"}, at + 2: {"X3"}}
    assert codes_by_row(found, 1) == wanted
    wanted = dict(enumerate(({code} for code in OF_LIST_2.values()), start=2))
    at = len(OF_LIST_2) + 2
    wanted |= {at: {"209"}, at + 1: {"209"}, at + 2: {"X3"}}
    assert codes_by_row(found, 2) == wanted
    tried = {*SPOILT, *OF_LIST_2.values(), "109", "209", "X3", "X5"}
    assert tried == {code for rule in RULES for code in rule.codes.values()}
    assert found.not_judged == {(1, "X5"): "has_plan", (2, "X5"): "has_plan"}


def test_a_list_without_a_fault_has_none():
    data = workbook({"List_1": [row(1)], "List_2": [row(2, **NEWER)]})
    found = judged(data)
    assert found.issues.empty
    assert {*found.not_judged} == {(1, "104"), (1, "112"), (1, "X5"), (2, "X5")}


@pytest.mark.parametrize(
    ("day", "born", "codes"),
    [
        (date(2025, 6, 29), "30/06/2000", set()),
        (date(2025, 6, 30), "30/06/2000", {"102a"}),
        (date(2026, 6, 29), "30/06/2000", {"102a"}),
        (date(2026, 6, 30), "30/06/2000", {"102b"}),
        (date(2025, 2, 27), "29/02/2000", set()),
        (date(2025, 2, 28), "29/02/2000", {"102a"}),
    ],
)
def test_ages_are_those_of_the_lists_day(day, born, codes):
    """Never of today; 29 February counts on the 28th, as in the public checker."""
    list_2 = {code.replace("10", "20") for code in codes}
    found = judged(workbook({"List_2": [row(1, birth_date=born, **NEWER)]}), day=day)
    assert codes_by_row(found, 2).get(2, set()) == list_2


def test_a_code_for_an_unknown_number_stands_in_for_one():
    rows = [row(1, upn="UN1"), row(2, upn="UN1"), row(3, upn=BLANK, uln="1000000003")]
    assert is_uln("1000000003") is False
    found = judged(workbook({"List_1": rows}))
    assert codes_by_row(found, 1) == {4: {"X2"}}


def test_numbers_have_check_letters():
    assert is_upn("A123456789012") and not is_upn("B123456789012") and not is_upn("A12345678901")
    temporary = f"{upn.calc_check_digit('88112345678A')}88112345678A"
    assert is_upn(temporary) and not is_upn("A12345678901I")
    # 1 x 10 + 2 x 9 + ... + 9 x 2 = 210, 210 mod 11 = 1, 10 - 1 = 9
    assert is_uln("1234567899") and not is_uln("1234567890")


def test_a_child_at_home_is_said_to_be_one():
    rows = [row(1, main_urn=BLANK, main_phase=BLANK, home_educated="a) Yes")]
    found = judged(workbook({"List_1": rows}))
    assert list(found.issues["code"]) == ["108a"]
    assert found.issues["excuse"][0] == "Expected for a child educated at home."


def test_208b_is_as_the_checker_has_it_and_says_so():
    """A main school without a second one is what nearly every pupil has."""
    found = judged(workbook({"List_2": [row(1, **NEWER)]}))
    assert found.issues.empty
    assert "taken for a slip" in rule_of(2, "208b").checker
    assert "Here a code in either column is enough" in rule_of(1, "107").checker


def test_our_own_rows(tmp_path):
    """Each spoilt child by what our records can hold of the rules; the same words of both kinds."""
    spoilt = {
        "101a": {"birth_month": None}, "101b": {"sex": None}, "101c": {"ethnicity": None},
        "101d": {"need": None}, "102a": {"age": 25}, "102b": {"age": 26},
        "103": {"disability": None}, "105a": {"birth_month": date(2025, 7, 1), "age": None},
        "105b": {"first_issued": date(2025, 7, 1), "last_review": None},
        "105c": {"updated_on": date(2025, 7, 1)}, "105d": {"last_review": date(2025, 7, 1)},
        "106a": {"updated_on": date(2021, 5, 11)}, "106b": {"last_review": date(2021, 5, 11)},
        "107": {"numbered": False}, "108a": {"main_urn": None},
        "108b": {"main_urn": None, "other_phase": "alternative"},
        "X4": {"sessions_missed": 201}, "X7": {"social_care": "child_in_need"},
        "X8": {"first_issued": date(2024, 6, 29), "last_review": None},
    }  # fmt: skip
    children = [child(**each) for each in spoilt.values()]
    children += [child(), on_support(), on_support(ethnicity=None)]
    n = len(children)
    plans = [plan("2021-05-12", person=f"p{at}") for at in range(1, len(spoilt) + 1)]
    plans += [plan("2021-05-12", person=f"p{n - 1}"), plan("2021-05-12", person="nobody")]
    store = annex_rows.build(tmp_path / "a.duckdb", children, plans)
    found = state_of(Records(store, Selection("999", DAY), "officer"))
    rows = found.now.lists[1].set_index("case_ref")
    told = {
        ref: {*part["code"]}
        for ref, part in found.now.issues.assign(
            ref=[
                found.now.lists[issue.list].loc[issue.row, "case_ref"]
                for issue in found.now.issues.itertuples()
            ]
        ).groupby("ref")
    }
    wanted = {f"c{at}": {code} for at, code in enumerate(spoilt, start=1)}
    assert len(rows) == len(spoilt) + 1
    assert told == wanted | {f"c{n - 2}": {"X5"}, f"c{n - 1}": {"X5"}, f"c{n}": {"201c"}}
    assert found.neither == 1
    board = state_of(Records(store, Selection("999", DAY), "board"))
    assert "case_ref" not in board.now.lists[1] and "person" not in board.now.lists[1]
    with pytest.raises(NotAllowed):
        state_of(Records(store, Selection("999", DAY)))
    store.close()
