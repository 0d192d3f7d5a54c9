"""Cohorts: every filter against SQL of its own, counts that add up, and who is told what."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import pytest

from sendviz.ask import NotAllowed, cohort_rows, cohorts
from sendviz.ask.statements import steps
from sendviz.ask.store import Store
from sendviz.catalogue import dimensions
from sendviz.catalogue.calendar import BadSelection
from sendviz.catalogue.cohorts import NOT_KNOWN, cohort_filters, never_loaded
from tests import handmade
from tests.child_list import SNAPSHOT, as_role, children, town, with_children

DAY = "date '2025-06-30'"
PLAN = "status = 'ehc_plan'"
AP = "(alternative_provision or setting = 'alternative' or main_phase = 'alternative')"
DAYS_AFTER = "date_diff('day', {0}, " + DAY + ")"
ABSENT = "sessions_possible > 0 and 100.0 * sessions_missed / sessions_possible >= {0}"
IN_24 = f"> {DAY} - interval 24 month"
OPEN_FOR = "person in (select person from request where issued is null and {0})"
WAITS = "person in (select person from referral where assessment_started is null and {0})"
REVIEWED = """(select max(day) from (
    select c.last_review as day union all
    select meeting from review join plan using (plan_id) where plan.person = c.person))"""
# Each filter and code as a condition over the table child, written apart from the catalogue.
DIRECT = {
    "status": {code: f"status = '{code}'" for code in ("ehc_plan", "sen_support", "refused")},
    "plan_age": {
        "0": f"{PLAN} and {DAYS_AFTER.format('first_issued')} < 365",
        "1": f"{PLAN} and {DAYS_AFTER.format('first_issued')} between 365 and 730",
        "4+": f"{PLAN} and {DAYS_AFTER.format('first_issued')} > 1460",
    },
    "last_review": {
        "within_12": f"{PLAN} and {DAYS_AFTER.format(REVIEWED)} <= 365",
        "24_36": f"{PLAN} and {DAYS_AFTER.format(REVIEWED)} between 731 and 1095",
        "never": f"{PLAN} and {REVIEWED} is null",
    },
    "never_updated": {"yes": f"{PLAN} and updated_on is null"},
    "transfer": {
        "secondary": "phase_transfer_year and year_group = 6",
        "after_13": "phase_transfer_year and year_group > 12",
        "no": "not phase_transfer_year",
        NOT_KNOWN: "phase_transfer_year is null",
    },
    "age_band": {"5-10": "age between 5 and 10", "19-25": "age between 19 and 25"},
    "year_group": {"9": "year_group = 9", "-1": "year_group = -1"},
    "need": {"ASD": "need = 'ASD'", NOT_KNOWN: "need is null"},
    "second_need": {"ASD": "second_need = 'ASD'", NOT_KNOWN: "second_need is null"},
    "sex": {"F": "sex = 'F'", NOT_KNOWN: "sex = 'U'"},
    "ethnicity_group": {"asian": "ethnicity_group = 'asian'"},
    "disability": {"yes": "disability"},
    "pupil_premium": {"yes": "pupil_premium", NOT_KNOWN: "pupil_premium is null"},
    "locality": {"North": "district in ('N1', 'N2')", "South": "district = 'S1'"},
    "district": {"Northby": "district = 'N1'"},
    "icb": {"Test board": "district in ('N1', 'S1')"},
    "setting": {"special": "setting = 'special'", NOT_KNOWN: "setting is null"},
    "establishment": {"primary": "main_phase = 'primary'"},
    "phase": {"early_years": "year_group < 0", "post_16": "year_group >= 12"},
    "alternative_provision": {"yes": AP},
    "residential": {"yes": "residential"},
    "out_of_area": {"yes": "out_of_area"},
    "home_educated": {"yes": "home_educated"},
    "otherwise": {"yes": "otherwise_than_at_school"},
    "no_place": {"yes": "no_place"},
    "neet": {"yes": "neet"},
    "part_time": {"yes": "part_time", NOT_KNOWN: "part_time is null"},
    "part_time_weeks": {
        "6": f"part_time and {DAYS_AFTER.format('part_time_since')} > 42",
        "26": f"part_time and {DAYS_AFTER.format('part_time_since')} > 182",
    },
    "absence": {
        "10": ABSENT.format(10),
        "50": ABSENT.format(50),
        NOT_KNOWN: "coalesce(sessions_possible, 0) = 0",
    },
    "suspended": {"1": "suspensions = 1", "2-4": "suspensions in (2, 4)", "5+": "suspensions > 4"},
    "excluded": {"yes": "permanent_exclusions = 1"},
    "social_care": {"looked_after": "social_care = 'looked_after'"},
    "social_care_team": {
        "early_help": "social_care_team = 'early_help' and coalesce(social_care <> 'none', true)"
    },
    "care_experienced": {"yes": "care_experienced"},
    "dynamic_support_register": {"yes": "dynamic_support_register"},
    "youth_justice": {"yes": "youth_justice"},
    "waiting": {"autism": WAITS.format("pathway = 'autism'"), "slt": WAITS.format("pathway='slt'")},
    "waiting_weeks": {
        "18": WAITS.format(f"{DAYS_AFTER.format('received')} > 126"),
        "52": WAITS.format(f"{DAYS_AFTER.format('received')} > 364"),
    },
    "assessment": {
        "-1": OPEN_FOR.format("true"),
        "20": OPEN_FOR.format(f"{DAYS_AFTER.format('received')} > 140"),
        "52": OPEN_FOR.format(f"{DAYS_AFTER.format('received')} > 364"),
    },
    "complaint": {
        "yes": f"case_ref in (select case_ref from complaint where stage <> 'ombudsman' "
        f"and received {IN_24})",
        NOT_KNOWN: "case_ref is null",
    },
    "ombudsman": {"yes": "case_ref in (select case_ref from complaint where stage = 'ombudsman')"},
    "mediation": {
        "yes": f"case_ref in (select case_ref from appeal where kind = 'mediation' "
        f"and registered {IN_24})"
    },
    "tribunal": {"yes": "case_ref in (select case_ref from appeal where kind = 'tribunal')"},
    "audit": {
        "good": "case_ref in ('c02', 'c05')",
        "none": "case_ref is not null and case_ref not in ('c02', 'c05', 'c06')",
    },
    "errors": {
        "A1": "case_ref in (select case_ref from data_issue where rule = 'A1')",
        NOT_KNOWN: "case_ref is null",
    },
    "team": {"East": "team = 'East'", NOT_KNOWN: "team is null"},
}
BESIDE = {
    "requests": [
        handmade.request("2024-01-01", "2024-02-01", person="p03"),
        handmade.request("2025-05-01", person="p04"),
        handmade.request("2024-01-01", "2024-02-01", "2024-04-01", person="p05"),
    ],
    "referrals": [
        handmade.referral("2024-01-01", person="p01"),
        handmade.referral("2025-01-01", pathway="slt", person="p01"),
        handmade.referral("2025-06-01", pathway="slt", person="p02"),
        handmade.referral("2024-01-01", assessment_started="2024-03-01", person="p07"),
    ],
    "plans": [handmade.plan("2020-01-01", person=f"p{n:02}") for n in range(1, 21)],
    "reviews": [handmade.review(n, f"202{n % 5 + 1}-03-01") for n in range(1, 11)],
    "lists": {
        "complaint": [
            handmade.listed(case_ref="c01", received="2025-01-01", stage="stage_1"),
            handmade.listed(case_ref="c03", received="2021-01-01", stage="stage_1"),
            handmade.listed(case_ref="c04", received="2025-01-01", stage="ombudsman"),
        ],
        "appeal": [
            handmade.listed(case_ref="c02", registered="2024-01-01", kind="mediation"),
            handmade.listed(case_ref="c05", registered="2022-01-01", kind="mediation"),
            handmade.listed(case_ref="c05", registered="2025-01-01", kind="tribunal"),
        ],
        "audit": [
            handmade.listed(case_ref="c02", audited_on="2024-01-01", grade="good"),
            handmade.listed(case_ref="c05", audited_on="2024-01-01", grade="inadequate"),
            handmade.listed(case_ref="c05", audited_on="2025-01-01", grade="good"),
            handmade.listed(case_ref="c06", audited_on="2025-01-01", grade="outstanding"),
        ],
    },
}


def all_referenced(n: int) -> list[dict]:
    """The town's children, the first ten with a case reference and the tenth one without."""
    rows = town(n)
    for place, row in enumerate(rows[:10], start=1):
        row["case_ref"] = f"c{place:02}" if place < 10 else None
    return rows


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("cohorts") / "town.duckdb"
    with_children(path, all_referenced(200), **BESIDE).close()
    with duckdb.connect(str(path)) as connection:
        for district in ("N1", "S1"):
            connection.execute(
                "insert into area_member values (?, 'icb', '999/icb/Test', '1900-01-01', null)",
                [district],
            )
        connection.execute(
            "insert into area values ('999/icb/Test', '999', 'icb', 'ICB', 'Test board', null, 1, "
            "null, null, true)"
        )
        issue = "insert into data_issue values (1, ?, 'error', '999', 'N1', 'child', 1, ?, ?, true)"
        connection.executemany(issue, [["A1", "c01", SNAPSHOT], ["A2", "c01", SNAPSHOT]])
    return Store(path)


def direct(store, *conditions: str) -> int:
    every = " and ".join(f"coalesce(({each}), false)" for each in conditions)
    return int(store.frame(f"select count(*) as n from child as c where {every}")["n"][0])


@pytest.mark.parametrize("id", cohort_filters())
def test_every_filter_counts_as_sql_of_its_own_does(store, id):
    found = cohorts.counted(as_role(store))
    for code, condition in DIRECT[id].items():
        wanted = direct(store, condition)
        offered = found.offered[id]
        told = offered.unknown if code == NOT_KNOWN else offered.counts[code]
        assert told == wanted, (code, told, wanted)
        alone = cohorts.counted(as_role(store), ((id, (code,)),))
        assert alone.n == wanted
        assert len(cohort_rows.children_of(as_role(store), ((id, (code,)),))) == wanted
    assert any(direct(store, each) for each in DIRECT[id].values())


def test_filters_hold_together_and_codes_of_one_filter_stand_beside_each_other(store):
    picks = (("status", ("ehc_plan",)), ("absence", ("10",)), ("need", ("ASD", "SLCN")))
    found = cohorts.counted(as_role(store), picks)
    both = (PLAN, ABSENT.format(10))
    assert found.n == direct(store, *both, "need in ('ASD', 'SLCN')") > 0
    assert found.of == direct(store, PLAN)
    # A code's count is what it would leave beside the *other* filters.
    assert found.offered["need"].counts["SEMH"] == direct(store, *both, "need = 'SEMH'")
    assert found.offered["absence"].unknown == direct(
        store, PLAN, "coalesce(sessions_possible, 0) = 0", "need in ('ASD', 'SLCN')"
    )


@pytest.mark.parametrize(
    "id", [each.id for each in cohort_filters().values() if each.kind == "codes"]
)
def test_codes_and_not_known_add_up_to_all_of_whom_it_can_be_true(store, id):
    offered = cohorts.counted(as_role(store)).offered[id]
    told = sum(offered.counts.values()) + offered.unknown
    only = cohort_filters()[id].only or "true"
    assert told == direct(store, only)


def test_another_filter_asks_the_file_for_no_child_again(store, monkeypatch):
    """So that a count comes at once, however many children and filters there are."""
    cohorts.counted(as_role(store))
    monkeypatch.setattr(Store, "rows_over_memory_table", None)
    picks = (("status", ("ehc_plan",)), ("team", ("West", NOT_KNOWN)))
    assert cohorts.counted(as_role(store), picks).n == direct(
        store, PLAN, "team = 'West' or team is null"
    )


def test_parts_add_up_to_the_cohort(store):
    found = cohorts.counted(as_role(store), (("absence", ("10",)),))
    for parts in found.by.values():
        assert sum(part.n for part in parts) == found.n
        assert sum(part.of for part in parts) == found.of == 200
    assert [part.n for part in found.by["need"]] == sorted(
        (part.n for part in found.by["need"]), reverse=True
    )


def test_filters_of_the_frame_hold_too_and_what_the_list_lacks_is_said(store):
    where = (("need", ("ASD",)), ("source", ("parent",)))
    there = as_role(store, areas=("999/locality/North",), where=where)
    found = cohorts.counted(there, (("absence", ("10",)),))
    here = ("district in ('N1', 'N2')", "need = 'ASD'")
    assert (found.n, found.of) == (direct(store, *here, ABSENT.format(10)), direct(store, *here))
    assert found.not_filtered == ("source",)
    assert len(cohort_rows.children_of(there)) == found.of


def test_bands_of_plan_and_review_are_those_of_the_measures(tmp_path):
    """cohort.sql says them again, of the days that the list tells: at every edge alike."""
    ago = (0, 364, 365, 366, 730, 731, 1095, 1096, 1460, 1461)
    days = [SNAPSHOT - timedelta(n) for n in ago]
    born = [date(year, month, 1) for year in (2000, 2006, 2009, 2014, 2020) for month in (7, 9)]
    persons = [f"p{place:02}" for place in range(1, len(days) + 1)]
    plans = [handmade.plan(f"{day}", person=person, birth_month=month)
             for day, person, month in zip(days, persons, born, strict=True)]  # fmt: skip
    reviews = [handmade.review(place, f"{day}") for place, day in enumerate(days, start=1)]
    listed = [{"first_issued": day, "last_review": day, "person": person}
              for day, person in zip(days, persons, strict=True)]  # fmt: skip
    store = with_children(tmp_path / "a.duckdb", children(*listed), plans=plans, reviews=reviews)
    measured = store.frame(
        f"with {steps('plan_in_force')} select plan.person, plan_age, last_review from "
        "plan_in_force join plan using (plan_id)",
        {"as_at": SNAPSHOT},
    ).set_index("person")
    assert len(measured) == len(days) and measured["last_review"].nunique() == 4
    for id in ("plan_age", "last_review"):
        for code in cohort_filters()[id].words:
            found = cohort_rows.children_of(as_role(store), ((id, (code,)),))
            assert set(found["person"]) == set(measured.index[measured[id] == code]), code


def test_what_is_not_loaded_is_named_with_its_reason(tmp_path):
    bare = with_children(tmp_path / "bare.duckdb", children({}, {}))
    found = cohorts.counted(as_role(bare))
    told = {each.id: why for each, why in found.not_loaded}
    assert told["complaint"] == "No list of complaints is there."
    assert told["pupil_premium"] == "No row of the list tells it."
    # No plan of the list has a review or an update: then none is "never".
    assert told["last_review"] == told["never_updated"] == "No row of the list tells it."
    assert {each.id for each in never_loaded()} <= told.keys()
    assert told.keys().isdisjoint(found.offered)
    assert {*told, *found.offered} == {*cohort_filters(), *(f.id for f in never_loaded())}


def test_the_newest_list_known_on_the_day_is_told(tmp_path):
    old = [row | {"snapshot": date(2025, 1, 31)} for row in children({}, {}, {})]
    two = with_children(tmp_path / "two.duckdb", [*children({}), *old], data_date="2025-07-10")
    assert cohorts.counted(as_role(two, as_at="2025-06-30")).n == 1
    assert cohorts.counted(as_role(two, as_at="2025-05-31")).n == 3
    with pytest.raises(BadSelection, match="No list of children of Test is loaded"):
        cohorts.counted(as_role(two, as_at="2024-12-31"))
    # A list of a day after the last whole month is known at that month's end, the newest there is.
    late = [row | {"snapshot": date(2025, 7, 10)} for row in children({}, {})]
    new = with_children(tmp_path / "new.duckdb", late, data_date="2025-07-10")
    assert cohorts.counted(as_role(new, as_at="2025-06-30")).snapshot == date(2025, 7, 10)
    with pytest.raises(BadSelection):
        cohorts.counted(as_role(new, as_at="2025-05-31"))


def test_the_board_is_told_no_count_under_five_and_no_child(store):
    officer, board = as_role(store), as_role(store, "board")
    picks = (("need", ("ASD",)), ("setting", ("special",)))
    exact, told = cohorts.counted(officer, picks), cohorts.counted(board, picks)

    def numbers(found):
        yield found.n
        yield found.of
        for offered in found.offered.values():
            yield from (*offered.counts.values(), offered.unknown)
        for parts in found.by.values():
            yield from (n for part in parts for n in (part.n, part.of))

    assert any(n < 5 for n in numbers(exact))
    assert all(n is None or n >= 5 for n in numbers(told))
    assert [n for n in numbers(exact) if n >= 5] != []
    for offered in told.offered.values():
        if offered.filter.kind == "codes":
            assert [*offered.counts.values(), offered.unknown].count(None) != 1
    for parts in told.by.values():
        assert [part.n for part in parts].count(None) != 1
        assert [part.of for part in parts].count(None) != 1
    with pytest.raises(NotAllowed, match="officers only"):
        cohort_rows.children_of(board)


def test_nobody_in_public_view_is_told_anything(store):
    public = as_role(store, "councillor")
    for ask in (cohorts.counted, cohort_rows.children_of, cohort_rows.codes_of):
        with pytest.raises(NotAllowed):
            ask(public)


@pytest.mark.parametrize(
    ("picks", "said"),
    [
        ((("hair", ("red",)),), "no filter of children 'hair'"),
        ((("absence", ("11",)),), "Absence has no '11'"),
        ((("locality", ("N' or true --",)),), "Locality has no"),
    ],
)
def test_what_is_no_filter_is_refused(store, picks, said):
    with pytest.raises(BadSelection, match=said):
        cohorts.counted(as_role(store), picks)


def test_every_filter_is_whole():
    groups = {}
    for id, each in cohort_filters().items():
        assert each.value and each.why.endswith(".") and each.unknown.endswith("."), id
        assert bool(each.said) != bool(each.said_of), id
        if each.said_of:
            assert [*each.said_of] == [*each.words], id
        elif each.kind != "yes":
            assert "{}" in each.said, id
        assert each.dimension in ("", *dimensions()), id
        groups.setdefault(each.group, []).append(id)
    assert all(len(ids) < 12 for ids in groups.values()) and DIRECT.keys() == {*cohort_filters()}
