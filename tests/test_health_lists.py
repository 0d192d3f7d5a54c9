"""What a referral list does not tell is blank, and not nought: no day of any assessment, or open
referrals only."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sendviz import catalogue
from sendviz.ask import Records
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store
from sendviz.load.readers import places, referrals
from tests.load import samples as s

MHSDS = (
    "ServiceRequestID,Person_ID,ServTeamTypeRefToMH,PrimReasonReferralMH,OrgIDProv,"
    "ReferralRequestReceivedDate,CareContDate,AttendStatus,ServDischDate"
)
OPEN = "referral_ref,person_id,pathway,provider,received,assessment_started,discharged"
JAN, MARCH = date(2026, 1, 15), date(2026, 3, 15)


def mental_health_list(folder):
    """40 referrals for autism: 30 were seen, 20 of those discharged since."""
    rows = []
    for n in range(40):
        received = date(2024, 6, 1) + timedelta(days=5 * n)
        seen = received + timedelta(days=60) if n < 30 else ""
        over = seen + timedelta(days=120) if n < 20 else ""
        rows.append(f"S{n},P{n},C01,25,R1L,{received},{seen},{5 if seen else ''},{over}")
    path = folder / "mh.csv"
    path.write_text("\n".join([MHSDS, *rows]) + "\n", "utf-8")
    return referrals.read(path, "881", JAN)


def open_list(folder, day, numbers):
    rows = tuple(
        {"referral_ref": f"R{n}", "person_id": f"p{n}", "pathway": "autism", "provider": "EPUT",
         "received": f"{1 + n % 28:02}/{1 + n % 9:02}/2025" if n < 100
         else "20/01/2026" if n < 105 else "20/02/2026"}
        for n in numbers
    )  # fmt: skip
    return referrals.read(s.listed(folder, OPEN, rows, ""), "881", day)


@pytest.fixture(scope="module")
def seen_only(tmp_path_factory):
    tmp_path = tmp_path_factory.mktemp("seen")
    s.load(tmp_path / "a.duckdb", places.four_councils(), mental_health_list(tmp_path))
    with_all = Store(tmp_path / "a.duckdb")
    yield with_all
    with_all.close()


@pytest.fixture(scope="module")
def open_only(tmp_path_factory):
    """40 open referrals in January, 35 in February, 30 in March."""
    tmp_path = tmp_path_factory.mktemp("open")
    every = [
        open_list(tmp_path, JAN, range(40)),
        open_list(tmp_path, date(2026, 2, 15), [*range(10, 40), *range(100, 105)]),
        open_list(tmp_path, MARCH, [*range(20, 40), *range(100, 110)]),
    ]
    s.load(tmp_path / "b.duckdb", places.four_councils(), *every)
    with_all = Store(tmp_path / "b.duckdb")
    yield with_all
    with_all.close()


def asked(store, measure, as_at, start=None, by=None, **where):
    """Value or blank: of the whole council, else by category or provider."""
    chosen = Selection("881", as_at=as_at, start=start, where=tuple(where.items()))
    found = Records(store, chosen, "officer").ask(measure, by=by).frame
    told = {
        row.category or row.area: row.blank or row.value for row in found.itertuples(index=False)
    }
    return told if by else next(iter(told.values()))


OF_ASSESSMENTS = (
    "assessments_begun", "left_unassessed", "waiting_list_change", "weeks_to_assessment",
    "median_wait_open_and_seen",
)  # fmt: skip


@pytest.mark.parametrize("measure", OF_ASSESSMENTS)
def test_without_any_day_of_assessment_nobody_was_left_unassessed(seen_only, measure):
    found = asked(seen_only, measure, JAN, date(2024, 6, 1), pathway=("autism",))
    assert found == "not_submitted"


def test_no_curve_is_drawn_of_assessments_that_nobody_wrote_down(seen_only):
    chosen = Selection("881", JAN, date(2024, 6, 1)).filtered("pathway", "autism")
    half = catalogue.get("median_wait_open_and_seen")
    found = Records(seen_only, chosen, "officer").curves(half).curves
    assert [curve.blank for curve in found] == ["no_cases"]


def test_what_such_a_list_tells_is_told(seen_only):
    asked_for = (JAN, date(2024, 6, 1))
    assert asked(seen_only, "referrals_received", *asked_for) == 40
    assert asked(seen_only, "children_waiting_for_assessment", JAN) == 20
    by = asked(seen_only, "assessments_begun", *asked_for, by="pathway")
    assert by["autism"] == "not_submitted"
    by = asked(seen_only, "referrals_received", *asked_for, by="provider")
    assert by["R1L"] == 40
    by = asked(seen_only, "assessments_begun", *asked_for, by="provider")
    assert by["R1L"] == "not_submitted"


def test_open_lists_tell_who_waits_and_no_more(open_only):
    days = (JAN, date(2026, 2, 15), MARCH)
    waiting = [asked(open_only, "children_waiting_for_assessment", day) for day in days]
    assert waiting == [40, 35, 30]
    for measure in ("referrals_received", "first_contact_within_13_weeks", *OF_ASSESSMENTS):
        found = asked(open_only, measure, MARCH, date(2026, 2, 1), pathway=("autism",))
        assert found == "not_submitted", measure
