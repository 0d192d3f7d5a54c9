"""Who is open, and who is not: the states of the return, and what an odd cell may not change.

Each file is loaded and asked of by the command line, as an officer would.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from sendviz.commands import main
from tests.conftest import shared
from tests.load import samples as s

DAY = "2026-01-15"
OPEN, PAST_20 = "children_in_assessment", "cases_open_over_20_weeks"
PLANS, ISSUED = "plans_in_force", "plans_issued"
ON_TIME, STAGES = "plans_issued_within_20_weeks", "open_cases_by_stage"
IN_2025 = ("--from", "2025-01-01", "--to", "2025-12-31")


@pytest.fixture(scope="module")
def empty(tmp_path_factory) -> Path:
    """The built file without any council's records."""
    path = tmp_path_factory.mktemp("open") / "empty.duckdb"
    assert main(["build", "--db", str(path)]) == 0
    return path


class Desk:
    """A file of an officer's own: what is loaded into it and asked of it."""

    def __init__(self, db: Path, capsys: pytest.CaptureFixture) -> None:
        self.db, self.capsys, self.said = db, capsys, ""

    def load(self, path: Path) -> None:
        """Load a return or a case list."""
        more = [] if path.suffix == ".xml" else ["--council", "Essex", "--reference-date", DAY]
        assert main(["import", str(path), *more, "--db", str(self.db)]) == 0

    def take(self, *requests: str, year: int = 2026) -> None:
        """Load a return of Essex with a child for each request, without what public view needs."""
        people = [s.person(each, upn=f"A88100000000{i}") for i, each in enumerate(requests)]
        s.load(self.db, s.sen2(self.db.parent, year, *people, la="881"))

    def ask(self, id: str, *more: str, at: str = DAY) -> dict:
        """The answer as JSON."""
        asked = ["ask", id, "--council", "881", "--as-at", at, "--role", "officer"]
        self.capsys.readouterr()
        assert main([*asked, *more, "--format", "json", "--db", str(self.db)]) == 0
        told, self.said = self.capsys.readouterr()
        return json.loads(told)

    def number(self, id: str, *more: str, at: str = DAY) -> float | None:
        """Its one value."""
        (row,) = self.ask(id, *more, at=at)["rows"]
        return row["value"]

    def counts(self, id: str, *more: str, at: str = DAY) -> tuple:
        """Its numerator and denominator."""
        (row,) = self.ask(id, *more, at=at)["rows"]
        return row["numerator"], row["denominator"]

    def by(self, id: str, dimension: str, at: str = DAY) -> dict:
        """Its values by the codes of a dimension, those of nought left out."""
        rows = self.ask(id, "--by", dimension, at=at)["rows"]
        return {row["category"]: row["value"] for row in rows if row["value"]}


@pytest.fixture
def desk(empty, tmp_path, capsys) -> Desk:
    db = tmp_path / "own.duckdb"
    for path in (empty, empty.with_suffix(".salt")):
        shutil.copy(path, db.with_suffix(path.suffix))
    return Desk(db, capsys)


def case(name: str) -> Path:
    folder = shared("cases", name)
    return next(path for path in folder.iterdir() if path.name != "expected.txt")


def a_list(folder: Path, headings: str, *rows: str) -> Path:
    path = folder / "cases.csv"
    path.write_text("\n".join([headings, *rows]) + "\n")
    return path


def flags(**more: str) -> str:
    return "".join(f"<{name}>{value}</{name}>" for name, value in more.items())


TRIBUNAL = flags(RequestTribunal="1")
MEDIATION = flags(RequestMediation="1")


def test_refused_then_assessed_by_order_of_a_tribunal_is_open(desk):
    desk.load(case("11-tribunal-ordered-assessment"))
    assert desk.number(PAST_20) == 2
    assert desk.by(STAGES, "stage") == {"assessing": 2}


def test_historic_outcome_is_an_end(desk):
    desk.load(case("13-agreed-request-with-historic-outcome"))
    assert desk.number(OPEN) == 1
    assert desk.number("longest_open_case") == pytest.approx(318 / 7)


def test_refused_without_a_date_is_not_open(desk):
    desk.load(case("14-refused-without-a-date"))
    assert (desk.number(OPEN), desk.number(PAST_20)) == (2, 0)


def test_historic_decision_with_an_assessment_that_runs_is_being_assessed(desk):
    desk.load(case("15-historic-decision-assessment-running"))
    assert desk.by(STAGES, "stage") == {"assessing": 2}


def test_a_decision_dated_after_the_plan_does_not_undo_the_plan(desk):
    desk.load(case("16-decision-typed-after-the-plan"))
    assert desk.number(ISSUED, *IN_2025) == 2
    assert desk.counts(ON_TIME, *IN_2025) == (2, 2)


def test_a_plan_is_in_force_whatever_is_wrong_with_the_reason_of_its_end(desk):
    desk.load(case("18-plan-ended-without-reason"))
    assert (desk.number(PLANS, at="2025-06-30"), desk.number(PLANS)) == (4, 2)


def test_a_planned_day_of_issue_is_no_plan_yet(desk):
    desk.load(case("20-planned-issue-date"))
    found = desk.ask(OPEN)
    assert found["rows"][0]["value"] == 1
    assert found["doubtful"] == 1
    assert "1 of them is counted with a doubt" in desk.said
    assert desk.number(ISSUED, *IN_2025) == 6


def test_a_review_known_by_its_decision_is_a_review(desk):
    desk.load(case("52-review-decision-without-meeting"))
    assert desk.by(PLANS, "last_review", at="2023-01-19") == {"within_12": 2}


# What becomes of a refusal: what follows the decision, and whether the case is open in January
# 2026, open in May 2025, and a plan in force. All were received on 6 January and refused on 10
# February 2025.
REFUSALS = {
    "for good": ("", False, False, False),
    "with mediation that changed nothing": (MEDIATION, False, False, False),
    "assessed after mediation": (MEDIATION + s.assessment("A"), True, True, False),
    "assessed after an appeal, to get a plan": (
        TRIBUNAL + s.assessment("Y"), True, True, False),
    "assessed, and a plan came": (
        TRIBUNAL + s.assessment("Y", "2025-09-01", s.plan("2025-09-01")), False, True, True),
    "assessed, and told of no plan": (
        MEDIATION + s.assessment("N", "2025-10-01"), False, True, False),
    "assessed, and withdrawn some day": (MEDIATION + s.assessment("W"), False, False, False),
    "a plan came, and no flag says how": (
        s.assessment("Y", "2025-09-01", s.plan("2025-09-01")), False, True, True),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSALS)
def test_what_becomes_of_a_refusal(desk, name):
    more, is_open, was_open, planned = REFUSALS[name]
    desk.take(s.request("2025-01-06", "N", "2025-02-10", more))
    assert desk.number(OPEN) == is_open
    assert desk.number(PLANS) == planned
    ended = [row["value"] for row in desk.ask(OPEN, "--period", "month")["rows"]]
    assert ended[4] == was_open  # at the end of May
    refused = desk.counts("requests_refused", *IN_2025)
    assert refused == (1, 1)


# A request, and whether it is open on 15 January 2026: an end without its day is an end.
ENDS = {
    "decided to assess, day not told": (s.request("2025-02-03", "Y", None, s.assessment("A")), 1),
    "refused, day not told": (s.request("2025-02-03", "N"), 0),
    "withdrawn": (s.request("2025-02-03", "W"), 0),
    "no plan, day not told": (s.request("2025-02-03", "Y", "2025-03-01", s.assessment("N")), 0),
    "ended early": (s.request("2025-02-03", "Y", "2025-03-01", s.assessment("W")), 0),
    "historic": (s.request("2025-02-03", "Y", "2025-03-01", s.assessment("H")), 0),
    "agreed earlier, nothing told since": (s.request("2024-11-04", "H"), 1),
    "to get a plan that is not out": (
        s.request("2025-02-03", "Y", "2025-03-01", s.assessment("Y")), 1),
    "a plan is out, neither day told": (
        s.request("2025-02-03", "Y", "2025-03-01", s.assessment("Y") + s.review("2025-11-03")), 0),
    "still open by its outcome, but a plan has started": (
        s.request("2025-02-03", "Y", "2025-03-01",
                  s.assessment("A", None, s.plan("2025-06-30"))), 0),
    "an outcome that is no code, and a plan": (
        s.request("2025-02-03", "Y", "2025-03-01",
                  s.assessment("Q", "2025-06-30", s.plan("2025-06-30"))), 0),
    "a decision that is no code": (s.request("2025-02-03", "Q", None), 1),
    "not decided, yet with a day": (s.request("2025-02-03", "A", "2025-03-01"), 1),
    "decided before the request": (
        s.request("2025-02-03", "Y", "2025-01-01", s.assessment("A")), 1),
    "moved to where it is": (s.request("2025-02-03", "A", None, flags(Exported="881")), 1),
    "moved away": (s.request("2025-02-03", "A", None, flags(Exported="882")), 0),
}  # fmt: skip


@pytest.mark.parametrize("name", ENDS)
def test_an_end_is_an_end_and_an_error_is_none(desk, name):
    request, is_open = ENDS[name]
    other = s.request("2025-10-06", "A")
    desk.take(request, other)
    assert desk.number(OPEN) == is_open + 1


def test_days_that_lie_ahead_have_not_come(desk, tmp_path):
    """Refused, told of no plan, withdrawn, asked, started and ended on days to come."""
    listed = a_list(
        tmp_path,
        "case_ref,received,decision,decided,outcome,issued,no_plan_told,withdrawn_on",
        "A,06/10/2025,N,02/02/2026,,,,",
        "B,06/10/2025,Y,02/11/2025,N,,02/02/2026,",
        "C,06/10/2025,,,,,,02/02/2026",
        "D,02/02/2026,,,,,,",
        "E,06/10/2025,Y,02/11/2025,Y,02/02/2026,,",
    )
    desk.load(listed)
    assert desk.number(OPEN) == 4
    assert not desk.number(PLANS)
    assert desk.by(STAGES, "stage") == {"deciding": 2, "assessing": 2}


def test_a_planned_day_does_not_come_true_by_itself(desk, tmp_path):
    """A newer file that tells nothing of the case moves the records on past the planned day."""
    columns = "case_ref,received,decision,decided,outcome,issued"
    desk.load(a_list(tmp_path, columns, "A,06/10/2025,Y,02/11/2025,Y,02/02/2026"))
    advice = tmp_path / "advice.csv"
    advice.write_text("case_ref,kind,asked,received\nA,ep,10/11/2025,\n")
    more = ["--council", "Essex", "--reference-date", "2026-03-31"]
    assert main(["import", str(advice), *more, "--db", str(desk.db)]) == 0
    assert desk.number(ISSUED, "--from", "2025-01-01") in (0, None)
    assert desk.number(OPEN) == 1


# A plan as the return tells it, whether it is in force on 30 June 2025 and on 15 January 2026.
HELD = {
    "no start, but active": (s.review("2025-05-01"), 1, 1),
    "a plan without a start, but active": (
        s.assessment("H", None, "<NamedPlan/>") + s.review("2025-05-01"), 1, 1),
    "a start still to come, but active": (
        s.assessment("H", None, s.plan("2035-03-01")) + s.review("2025-05-01"), 1, 1),
    "a start still to come": (s.assessment("H", None, s.plan("2026-03-01")), 0, 0),
    "an end still to come": (
        s.assessment("H", None, s.plan("2019-01-01", "2026-03-01")), 1, 1),
    "an end, no start": (
        s.assessment("H", None, "<NamedPlan><CeaseDate>2025-08-31</CeaseDate>"
                     "<CeaseReason>6</CeaseReason></NamedPlan>"), 1, 0),
    "an end before the start": (s.assessment("H", None, s.plan("2025-03-01", "2024-03-01")), 0, 0),
    "an end before the start, but active": (
        s.assessment("H", None, s.plan("2025-03-01", "2024-03-01")) + s.review("2025-05-01"), 1, 1),
    "neither start nor end nor active": (s.assessment("H", None, "<NamedPlan/>"), 0, 0),
}  # fmt: skip


@pytest.mark.parametrize("name", HELD)
def test_which_plans_are_in_force(desk, name):
    more, in_june, in_january = HELD[name]
    other = s.request(None, "H", None, s.assessment("H", None, s.plan("2020-01-01")))
    desk.take(s.request(None, "H", None, more), other)
    assert desk.number(PLANS, at="2025-06-30") == in_june + 1
    assert desk.number(PLANS) == in_january + 1


def test_a_plan_whose_start_a_later_return_tells_is_one_plan(desk):
    untold = s.request(None, "H", None, s.assessment("H") + s.review("2024-05-01"))
    told = s.request(None, "H", None, s.assessment("H", None, s.plan("2019-01-01")))
    for year, request in ((2025, untold), (2026, told)):
        desk.take(request, year=year)
    assert desk.number(PLANS) == 1
    assert desk.by(PLANS, "plan_age") == {"4+": 1}


def test_what_runs_on_and_is_historic_a_year_later_has_ended(desk):
    runs = s.request("2024-09-02", "Y", "2024-10-07", s.assessment("A"))
    over = s.request("2024-09-02", "Y", "2024-10-07", s.assessment("H", None, s.plan("2024-12-20")))
    for year, request in ((2025, runs), (2026, over)):
        desk.take(request, year=year)
    assert desk.number(OPEN) == 0


def test_a_plan_that_a_later_return_holds_as_active_ends_the_case(desk):
    runs = s.request("2024-09-02", "Y", "2024-10-07")
    for year, more in ((2025, ""), (2026, s.review("2025-11-03"))):
        desk.take(runs.replace("</Requests>", f"{more}</Requests>"), year=year)
    assert (desk.number(OPEN), desk.number(PLANS)) == (0, 1)


REVIEWS = {
    "by its decision": ("", "2025-05-20", "within_12", None),
    "by its meeting": ("2025-05-01", "", "within_12", 0),
    "by both": ("2025-05-01", "2025-05-20", "within_12", 1),
    "by a decision of long ago": ("", "2024-06-10", "12_24", None),
    "by a meeting still to come": ("2026-02-02", "", "never", None),
}


@pytest.mark.parametrize("name", REVIEWS)
def test_how_a_review_is_known(desk, name):
    """A decision dates a review, and says nothing of the weeks between the two."""
    meeting, decided, last, in_time = REVIEWS[name]
    reviewed = s.assessment("H", None, s.plan("2019-01-01")) + s.review(meeting, decided)
    desk.take(s.request(None, "H", None, reviewed))
    assert desk.by(PLANS, "last_review") == {last: 1}
    numerator, denominator = desk.counts("reviews_decided_in_4_weeks", *IN_2025)
    assert (numerator if denominator else None) == in_time


def test_a_day_of_receipt_that_cannot_be_right_spoils_the_wait_and_not_the_plan(desk):
    """A plan dated before its request was issued; how long it took is not known."""
    plan = s.assessment("Y", "2025-06-02", s.plan("2025-06-02"))
    requests = [
        s.request("2025-03-03", "Y", "2025-04-07", plan),
        s.request("2025-12-01", "Y", "2025-04-07", plan),
        s.request("2052-03-03", "Y", "2025-04-07", plan),
    ]
    desk.take(*requests)
    assert desk.number(ISSUED, *IN_2025) == 3
    assert desk.counts(ON_TIME, *IN_2025) == (1, 3)
    assert desk.counts("decided_within_6_weeks", *IN_2025) == (1, 1)
    assert desk.number("mean_weeks_to_issue", *IN_2025) == pytest.approx(13)
    assert desk.number(OPEN) == 0
