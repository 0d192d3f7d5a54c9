"""An officer's question in three clicks: the list narrowed, the charts left as they were."""

from __future__ import annotations

import duckdb
import pytest

from tests import handmade
from tests.handmade import plan, referral, support
from tests.pages.conftest import reading
from tests.pages.screens import open_screen, run

OVER_A_YEAR = {"open_case": "past 52 weeks", "waiting": "over 52 weeks"}
REFERRALS = [
    *(referral("2024-01-01", district=place) for place in ("N1", "S1", "S1", "S1")),
    *(referral("2025-06-01", district="S1") for _ in range(2)),
]
PLANS = [plan("2023-05-01", district=place) for place in ("N1", "N2", "S1")]


@pytest.fixture(scope="module", autouse=True)
def app(tmp_path_factory):
    path = tmp_path_factory.mktemp("lists") / "lists.duckdb"
    cases = [handmade.request("2024-01-01", "2024-02-01", district="S1") for _ in range(3)]
    offers = [support("2025-03-01", referral_id=2), support("2025-03-01", request_id=1)]
    handmade.build(path, cases, plans=PLANS, referrals=REFERRALS, support=offers).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute("insert into meta values ('built_at', '2025-07-01T00:00:00')")
    with reading(path):
        yield


def click(screen, *pills: tuple[str, str]):
    """The screen after these pills were clicked, each a click and a run."""
    for key, option in pills:
        group = next(each for each in screen.at.button_group if each.key == key)
        group.set_value(option)
        screen = run(screen.at)
    return screen


CLICKS = [
    ("backlog", "open_case", "3 children in South: 3", 2),
    ("health_waits", "waiting", "5 children in South (Autism", 2),
]


@pytest.mark.parametrize(("page", "fact", "all", "left"), CLICKS)
def test_who_waits_over_a_year_without_support(page, fact, all, left):
    before = open_screen(page, "officer")
    pills = [("area", "South"), ("waited", OVER_A_YEAR[fact]), ("support", "not offered")]
    after = click(before, *((f"list_{fact}_{id}", word) for id, word in pills))
    told = next(text for text in after.parts("//p") if text.startswith(f"Of {all}"))
    assert told.endswith(f"{left} not offered support.")
    assert len(after.at.dataframe[0].value) == left
    assert [chart.svg for chart in after.charts] == [chart.svg for chart in before.charts]
    assert after.answer == before.answer


def test_overdue_reviews_of_a_locality_with_their_dates():
    pills = (("list_plan_in_force_area", "South"), ("list_plan_in_force_due", "overdue"))
    screen = click(open_screen("plans", "officer"), *pills)
    assert "Of 1 plan in South: 1 overdue." in screen.parts("//p")
    rows = screen.at.dataframe[0].value
    assert rows["Next review due"].astype(str).tolist() == ["2024-05-01"]
    assert rows["Weeks overdue"].tolist() == [60.7]


SOUTHERN = {
    "list_open_case_area": "South",
    "list_open_case_support": "not offered",
    "list_open_case_order": "Requested",
}


def sums(screen) -> str:
    return next(text for text in screen.parts("//p") if text.startswith("Of 3 children in South"))


def test_the_choices_of_a_list_stand_in_the_address_and_outlast_another_page():
    screen = click(
        open_screen("backlog", "officer"),
        ("list_open_case_area", "South"),
        ("list_open_case_support", "not offered"),
    )
    screen.at.selectbox(key="list_open_case_order").set_value("Requested")
    screen = run(screen.at)
    assert SOUTHERN.items() <= screen.at.query_params.items()
    there = run(screen.at.switch_page("../../pages/plans.py"))
    assert not SOUTHERN.keys() & there.at.query_params.keys()
    links = [each.proto.query_string for each in there.at.get("page_link")]
    assert any("list_open_case_area=South" in each for each in links)
    back = run(there.at.switch_page("../../pages/backlog.py"))
    assert sums(back) == sums(screen) and SOUTHERN.items() <= back.at.query_params.items()


def test_a_link_restores_the_choices_of_a_list_and_says_which_it_cannot():
    screen = open_screen("backlog", "officer", **SOUTHERN, list_open_case_waited="for ages")
    assert sums(screen) == "Of 3 children in South: 2 not offered support."
    assert [each for each in screen.warnings if "“for ages”" in each]
    assert "list_open_case_waited" not in screen.at.query_params
    others = open_screen("backlog", "board", **SOUTHERN)
    assert others.warnings == [] and not SOUTHERN.keys() & others.at.query_params.keys()


@pytest.mark.parametrize("role", ["board", "councillor"])
@pytest.mark.parametrize("page", ["backlog", "health_waits", "plans"])
def test_others_see_no_list(page, role):
    screen = open_screen(page, role)
    assert not [g for g in screen.at.button_group if (g.key or "").startswith("list_")]
    assert not screen.at.dataframe
