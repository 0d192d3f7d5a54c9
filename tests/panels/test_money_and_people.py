"""What money was put in and what it buys; posts against people, and the work for each of them."""

from datetime import date

import pytest

from sendviz.ask import Records, Selection
from sendviz.kit.words import is_heading
from sendviz.panels.money import money_panel
from sendviz.panels.people import people_panel
from tests.handmade import build, listed, plan, request

AT = date(2025, 6, 30)


def staff(role: str, month: str = "2025-06-30", **more) -> dict:
    return listed(month=month, role=role, basis="actual", **more)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    lists = {
        "money": [
            listed(purpose="13 posts", approved_on="2024-09-27", amount=784_000.0, body="cabinet")
            | {"fund": "earmarked_reserve", "buys": "posts", "buys_number": 13.0},
            listed(purpose="Assessments", approved_on="2025-03-01", amount=100_000.0)
            | {"buys": "assessments", "buys_number": 80.0}
            | {"spent": 25_000.0, "spent_to": date(2025, 5, 31)},
            listed(purpose="Kept back", approved_on="2025-04-01", amount=1_000.0, public=False),
            listed(purpose="Later", approved_on="2025-07-15", amount=5_000.0),
        ],
        "staff": [
            staff("case_officer", in_post=10.0, posts=12.0, agency=2.0, vacant=2.0),
            staff("ep", in_post=4.0, posts=6.0, vacant=2.0),
            staff("manager", in_post=1.0, posts=1.0, vacant=0.0),
        ],
    }
    path = tmp_path_factory.mktemp("money") / "file.duckdb"
    requests = [request("2025-05-01") for _ in range(30)]
    return build(path, requests, plans=[plan("2024-03-01")] * 50, lists=lists)


def records(store, role: str = "board") -> Records:
    return Records(store, Selection("999", AT), role)


def test_the_sums_add_up_to_what_is_said_above_them(store):
    panel = money_panel(records(store))
    assert panel.title == "£885,000 approved or proposed since 27 September 2024"
    assert is_heading(panel.title)
    rows = [[cell.text for cell in row] for row in panel.tables[0].rows]
    assert [row[2] for row in rows] == ["£1,000", "£100,000", "£784,000"]
    assert [row[4] for row in rows] == ["not known", "80 assessments", "13 posts"]
    assert rows[1][3] == "£25,000 by 31 May 2025" and rows[2][3] == "not known"
    assert "25,000 of 100,000 pounds (25.0%)" in panel.sentences[0]
    assert "£1,250 of sums approved to buy them (£100,000 for 80 pieces" in panel.sentences[1]


def test_public_view_is_told_the_sums_that_are_public(store):
    panel = money_panel(records(store, "councillor"))
    assert panel.title == "£884,000 approved or proposed since 27 September 2024"
    assert len(panel.tables[0].rows) == 2


def test_where_no_list_is_loaded_that_is_said(tmp_path):
    bare = Records(build(tmp_path / "bare.duckdb", [request("2025-05-01")]), Selection("999", AT))
    assert money_panel(bare).refused == (
        "No list of money is loaded, so what was approved is not known."
    )
    assert people_panel(bare).refused.startswith("No list of staff is loaded")


def test_posts_stand_against_people_and_the_work_for_each(store):
    panel = people_panel(records(store))
    assert panel.title == "15 of 19 posts are filled"
    by_role, loads = panel.tables
    told = {row[0].text: [cell.text for cell in row[1:]] for row in by_role.rows}
    assert told["Case officer"] == ["12", "10", "2", "2"]
    assert told["Educational psychologist"] == ["6", "4", "none told", "2"]
    beside = {row[0].text: row[1].text for row in loads.rows}
    assert beside["Open cases for each case officer"] == "3 a post (30 children for 10 posts)"
    assert beside["Plans held for each case officer"] == "5 a post (50 plans for 10 posts)"


def test_public_view_is_told_no_small_role(store):
    panel = people_panel(records(store, "councillor"))
    told = {row[0].text: row[2].text for row in panel.tables[0].rows}
    assert told == {"Case officer": "10", "Other roles": "5"}
    beside = {row[0].text: row[1].text for row in panel.tables[1].rows}
    assert beside["Open cases for each case officer"].startswith("3 a post")
    assert beside["Advice of twelve months for each psychologist"] == "no cases"
