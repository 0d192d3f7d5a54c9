"""Analysis on hand-made frames and on a small file made by hand."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from sendviz import wording
from sendviz.ask.selection import Selection
from sendviz.catalogue.calendar import BadSelection
from sendviz.findings import change, paradox, trend, views
from tests import handmade
from tests.answers import COUNT, DUE, SHARE, STOCK, by_area, monthly, row

MARCH, JANUARY = (date(2025, 3, 1), date(2025, 3, 31)), (date(2025, 1, 1), date(2025, 1, 31))
JUNE_30 = Selection("999", date(2025, 6, 30), date(2025, 6, 1))


def compared(now, before, area="Essex"):
    frames = [
        by_area(m, ((area, x, n),))
        for m, (x, n) in ((SHARE, now), (SHARE, before), (DUE, (45, 190)), (DUE, (38, 170)))
    ]
    return paradox.compare(*frames, period=MARCH, before=JANUARY)[0]


@pytest.mark.parametrize(
    "now, before, kind",
    [
        ((47, 178), (40, 113), "more_on_time_lower_share"),
        ((40, 113), (47, 178), "fewer_on_time_higher_share"),
        ((50, 100), (40, 113), "same_way"),
        ((40, 178), (40, 113), "same_way"),
        ((20, 40), (40, 80), "same_way"),
        ((0, 0), (40, 113), "not_known"),
    ],
)
def test_kinds_of_movement(now, before, kind):
    assert compared(now, before).kind == kind


def test_the_other_way_round_is_told_as_well():
    assert wording.paradox_sentence(compared((40, 113), (47, 178))) == (
        "Fewer plans were on time (40, down from 47), but the share rose from 26% to 35% "
        "because only "
        "73 late cases were cleared, down from 131."
    )
    assert wording.paradox_sentence(compared((50, 100), (40, 113))) == (
        "50 plans were on time, up from 40; the share rose: "
        "50 of 100 (50%), before it 40 of 113 (35%)."
    )
    assert "the share stayed the same: 20 of 40 (50%)" in wording.paradox_sentence(
        compared((20, 40), (40, 80))
    )


def test_counts_and_shares_of_essex():
    found = compared((47, 178), (40, 113))
    assert (found.now_on_time, found.now_late, found.now_total) == (47, 131, 178)
    assert (found.before_on_time, found.before_late, found.before_total) == (40, 73, 113)
    assert found.now_share == pytest.approx(47 / 178) and found.due_now["denominator"] == 190


def test_no_plans_and_hidden_plans_are_not_the_same():
    hidden = compared((1, None), (40, 113))
    assert hidden.kind == "not_known" and hidden.now_on_time is None
    assert "hidden so that no small number" in wording.paradox_sentence(hidden)
    empty = by_area(values=(("Essex", 1, None),)).assign(blank="no_cases")
    full, due = by_area(values=(("Essex", 40, 113),)), by_area(DUE, (("Essex", 1, 5),))
    none = paradox.compare(empty, full, due, due, period=MARCH, before=JANUARY)[0]
    assert none.kind == "no_plans"
    assert (
        wording.paradox_sentence(none)
        == "There is no share to compare: no plans were issued in March 2025."
    )


@pytest.mark.parametrize(
    "first, last, before",
    [
        ("2025-03-01", "2025-03-31", ("2025-02-01", "2025-02-28")),
        ("2025-01-01", "2025-12-31", ("2024-01-01", "2024-12-31")),
        ("2025-03-10", "2025-03-12", ("2025-03-07", "2025-03-09")),
    ],
)
def test_the_same_length_before(first, last, before):
    days = [date.fromisoformat(each) for each in (first, last, *before)]
    assert paradox.period_before(*days[:2]) == tuple(days[2:])


def test_changes_of_shares_have_limits_and_changes_of_counts_have_not():
    found = change.between(SHARE, row(x=400, n=1000), row(x=200, n=1000))
    assert (found.gap, found.verdict) == (
        pytest.approx(0.2),
        "better",
    ) and found.low < 0.2 < found.high
    assert change.between(SHARE, row(x=47, n=178), row(x=40, n=113)).verdict == "no_real_change"
    counts = change.between(STOCK, row(STOCK, 9, np.nan), row(STOCK, 5, np.nan))
    assert counts.verdict == "worse" and np.isnan(counts.low)
    assert change.between(COUNT, row(COUNT, 9, np.nan), row(COUNT, 5, np.nan)).verdict == "higher"
    assert change.between(SHARE, row(blank="suppressed"), row()).verdict == "not_known"


def test_a_rounded_numerator_above_its_denominator_does_no_harm():
    now = row(x=20, n=20) | {"numerator": 25.0}
    assert change.between(SHARE, now, row(x=10, n=20)).verdict == "better"


def test_charts_by_area_keep_gaps_and_the_limit():
    values = tuple((20 + i % 3, 100) for i in range(14))
    frame = monthly(values=(*values[:6], None, *values[6:]))
    found = trend.charted(SHARE, frame)
    assert list(found.charts) == ["Essex"] and np.isnan(found.chart.values[6])
    assert found.chart.assurance == "fail" and found.chart.variation == "common_cause"
    assert (
        found.of("Essex")["value"].isna().sum() == 1 and found.of("Essex").attrs["grain"] == "month"
    )


def test_an_empty_series_is_too_few():
    assert trend.chart_of(SHARE, monthly(values=(None, None))).variation == "too_few"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Plans issued in 2025: each month three on time in the north; late ones from April in the
    south."""
    rows = []
    for month in range(1, 7):
        issued = date(2025, month, 15)
        for _ in range(3):
            rows.append(_plan(issued, 100, "N1"))
        rows += [_plan(issued, 200, "S1") for _ in range(2 if month >= 4 else 0)]
    found = handmade.build(tmp_path_factory.mktemp("analysis") / "made.duckdb", requests=rows)
    yield found
    found.close()


def _plan(issued: date, days: int, district: str) -> dict:
    received = issued - timedelta(days)
    decided = received + timedelta(30)
    texts = (each.isoformat() for each in (received, decided, issued))
    return handmade.request(*texts, district=district)


def test_the_four_ways_to_look(store):
    found = views.four(store, SHARE, JUNE_30, "officer", since=date(2025, 5, 1))
    told = {wording.view_name(view): wording.view_text(SHARE, view) for view in found}
    assert told == {
        "June 2025": "3 of 5 (60%)",
        "Since 1 May 2025": "6 of 10 (60%)",
        "Calendar year 2025 to 30 June": "18 of 24 (75%)",
        "12 months to 30 June 2025": "18 of 24 (75%)",
    }
    with pytest.raises(ValueError, match="told at one day"):
        views.four(store, STOCK, JUNE_30, "officer")


def test_what_public_view_refuses_is_told_in_words(store):
    part = Selection("999", date(2025, 6, 30), areas=("999/locality/North",))
    found = {
        view.label: view for view in views.four(store, SHARE, part, "councillor", date(2025, 5, 1))
    }
    assert found["since"].row is None and "a month, a calendar quarter" in found["since"].refused
    assert found["12_months"].row is not None


def test_the_paradox_from_the_file_against_the_months_before(store):
    quarter = Selection("999", date(2025, 6, 30), date(2025, 4, 1), date(2025, 6, 30))
    found = paradox.explain(store, quarter, "officer")
    assert (found.now_on_time, found.now_late, found.before_on_time, found.before_late) == (
        9,
        6,
        9,
        0,
    )
    assert found.kind == "same_way" and found.period_before == (date(2025, 1, 1), date(2025, 3, 31))
    areas = {each.area: each for each in paradox.by_area(store, quarter, "officer", "locality")}
    assert (areas["North"].now_late, areas["South"].now_late) == (0, 6)
    assert areas["South"].kind == "no_plans"


def test_months_of_the_records_with_their_chart(store):
    found = trend.monthly(store, SHARE, JUNE_30, "officer")
    assert found.frame["period_start"].min().date() == date(2024, 1, 1)
    assert len(found.chart.values) == len(found.of(found.frame["area"].iloc[0])) == 18
    assert found.chart.values[-1] == pytest.approx(0.6) and found.chart.variation == "too_few"
    by = trend.monthly(store, SHARE, JUNE_30, "officer", by="locality", months=6)
    assert set(by.charts) == {"North", "South"}


def test_a_month_that_is_not_over_is_left_out(store):
    found = trend.monthly(store, SHARE, Selection("999", date(2025, 6, 20)), "officer")
    assert found.frame["period_start"].max().date() == date(2025, 5, 1)


def test_an_unknown_council_is_refused(store):
    with pytest.raises(BadSelection, match="no council"):
        trend.monthly(store, SHARE, Selection("000", date(2025, 6, 30)), "officer")
