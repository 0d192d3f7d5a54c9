"""What changed since a meeting: on a small file made by hand, month by month."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sendviz import catalogue
from sendviz.ask import Records
from sendviz.findings import sheet, signals, trend
from sendviz.panels import changes as words
from sendviz.stats import spc
from sendviz.stats.spc import xmr
from tests import handmade
from tests.findings.decisions_by_month import decisions

SHARE = catalogue.get("decided_within_6_weeks")
NOW = handmade.select("2025-12-31", "2025-01-01")
MEETING = date(2025, 9, 30)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("signals") / "made.duckdb"
    found = handmade.build(path, requests=decisions(), data_date="2025-12-31")
    yield found
    found.close()


def found_at(store, meeting=MEETING, selection=NOW, role="officer", measures=(SHARE,)):
    return signals.signals_since(Records(store, selection, role), meeting, measures)


def test_new_and_standing_signals_by_place(store):
    found = {each.place: each for each in found_at(store).found}
    assert (found["North"].kind, found["North"].verdict) == ("new", "improvement")
    assert found["North"].chart.rule[-1] == "limit"
    assert (found["South"].kind, found["South"].verdict) == ("standing", "concern")
    south = found["South"]
    assert south.answer.rows[south.chart.since].period_start.date() == date(2025, 2, 1)


def test_a_sentence_says_rule_place_time_and_counts(store):
    found = {each.place: each for each in found_at(store).found}
    assert words.signal_sentence(found["North"], "Test") == (
        "North: getting better since Dec 2025: a month lies above its usual range. "
        "December 2025: 24 of 24 (100%)."
    )
    assert (
        words.standing_sentence([found["South"]], "Test") == "Getting worse: South since Feb 2025."
    )


def test_nothing_after_the_meeting_is_nothing_new(store):
    found = found_at(store, date(2025, 12, 31))
    assert found.found == () and found.charts == 0
    assert "no month has ended" in words.signals_sentence(found, date(2025, 12, 31))


def test_a_leap_is_back_to_usual_a_month_later(store):
    """The north's leap stands alone: seen from before it, nothing is told."""
    before = handmade.select("2025-11-30", "2025-01-01")
    assert "North" not in {each.place for each in found_at(store, selection=before).found}


def test_fewer_than_13_points_fire_nothing(store):
    early = handmade.select("2024-12-31", "2024-01-01")
    found = found_at(store, date(2024, 6, 30), early)
    assert found.found == () and found.charts == found.too_few == 3 and found.by_chance == 0
    assert "13 points" in words.chance_sentence(found)


def test_two_points_alone_are_never_told(tmp_path):
    rows = [
        handmade.request(f"2025-{month:02}-01", f"2025-{month:02}-{20 if i < on_time else 28}")
        for month, on_time in ((1, 2), (2, 18))
        for i in range(20)
    ]
    store = handmade.build(tmp_path / "two.duckdb", requests=rows, data_date="2025-02-28")
    chosen = handmade.select("2025-02-28", "2025-01-01")
    assert found_at(store, date(2025, 1, 31), chosen).found == ()
    store.close()


def test_a_signal_that_is_over_is_told_as_such():
    values = np.array([0.5, 0.52] * 12 + [0.9, 0.5])
    then, now = xmr(values[:-1], "higher").variation, xmr(values, "higher").variation
    assert (then, now) == ("improvement", "common_cause")


def test_public_view_reads_rounded_counts_and_longer_periods(store):
    found = found_at(store, role="councillor")
    assert all(each.answer.rounded for each in found.found if each.place)
    assert found.charts >= 1


def test_a_filter_on_the_children_leaves_the_council_alone_in_public_view(store):
    chosen = NOW.filtered("need", "ASD")
    found = found_at(store, selection=chosen, role="councillor")
    assert found.refused == (SHARE,) and {each.place for each in found.found} <= {""}
    assert words.refused_sentence(found) == "For the board and officers: one more measure by area."
    assert found_at(store, selection=chosen).refused == ()


def test_what_is_watched_and_what_is_not():
    judged, others = signals.judged_measures(), signals.neutral_measures()
    assert all(m.polarity != "no_judgement" for m in judged) and SHARE in judged
    assert {m.kind for m in judged + others} <= set(signals.KINDS)
    ids = {m.id for m in judged + others}
    assert not ids & {"requests_undecided", "requests_disputed", "requests_refused"}
    assert {"requests_received", "plans_issued"} <= ids


def test_what_chance_alone_would_give_is_worked_out_from_the_charts_themselves(store):
    """Only charts that are judged count: the whole, the north and the south."""
    found = found_at(store)
    places = (None, "locality")
    charts = [
        chart
        for by in places
        for name, chart in trend.control_charts_by_month(
            Records(store, NOW, "officer"), SHARE, by
        ).charts.items()
        if name != "Not known or out of area"
    ]
    assert found.charts == len(charts) == 3 and found.too_few == 0
    assert found.by_chance == sum(spc.chance_of_signal(each.values) for each in charts) > 0


def test_charts_of_few_cases_are_counted_but_not_judged(tmp_path):
    """One decision a month: even quarters hold three only, so the leaps mean nothing."""
    rows = [
        handmade.request(f"{year}-{month:02}-01", f"{year}-{month:02}-{20 if even else 28}")
        for year in (2024, 2025)
        for month in range(1, 13)
        for even in [month % 2]
    ]
    made = handmade.build(tmp_path / "few.duckdb", requests=rows, data_date="2025-12-31")
    found = found_at(made)
    assert found.found == () and found.charts == found.too_few == 2 and found.by_chance == 0
    assert "13 points and the cases" in words.chance_sentence(found)
    made.close()


def test_every_page_judges_by_the_same_chart(store):
    """The list of changes, the card and the sheet: one chart each for the whole and the north."""
    found = {each.place: each.chart for each in found_at(store).found}
    records = Records(store, NOW, "officer")
    card = trend.control_charts_by_month(records, SHARE)
    column = sheet.sheet_column(records, SHARE, "locality")
    assert found["North"] is column.charts["North"]
    assert card.chart is found[""] if "" in found else card.chart.variation == "common_cause"


def test_referrals_are_watched_by_assessment_against_its_own_yardstick(tmp_path):
    """Autism by 13 weeks and speech and language by 18; what no file tells of is not looked at."""
    rows = [handmade.referral("2025-01-01", pathway) for pathway in ("autism", "slt")]
    made = handmade.build(tmp_path / "file.duckdb", referrals=rows)
    records = Records(made, NOW, "officer")
    found = signals.measures_and_pathways(records, signals.judged_measures())
    asked = {(m.id, pathway) for m, pathway in found}
    health = {each for each in asked if each[1]}
    assert {pathway for _, pathway in health} == {"autism", "slt"}
    assert ("share_waiting_at_least_13_weeks", "autism") in health
    assert ("share_waiting_at_least_13_weeks", "slt") not in health
    assert ("first_contact_within_18_weeks", "slt") in health
    assert not any(id.startswith("waiting_over") for id, _ in asked)
    assert ("plans_issued_within_20_weeks", "") in asked
    made.close()
