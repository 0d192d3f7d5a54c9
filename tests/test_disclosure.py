"""Nothing small leaks: the rules by eye, and an attack that tries to recover small counts from
public answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from sendviz import ask, catalogue
from sendviz.ask import NotAllowed, Records, hiding
from sendviz.catalogue.calendar import add_months, month_end
from tests.handmade import build, referral, request, select


def cells(*numerators, denominators=None):
    n = len(numerators)
    return pd.DataFrame(
        {
            "period_start": [pd.NaT] * n,
            "area": [str(i) for i in range(n)],
            "category": [""] * n,
            "numerator": np.array(numerators, float),
            "denominator": np.array(denominators or [np.nan] * n, float),
        }
    )


def shown(frame):
    return [None if pd.isna(x) else int(x) for x in frame["numerator"]]


def test_rounding_and_hiding_by_eye():
    assert shown(hiding.guard(cells(0, 5, 7, 8, 23), "standard", with_denominator=False)) == [
        0,
        5,
        5,
        10,
        25,
    ]
    # one other, 12, shown as 10, is 8 to 12, and the total 16: the hidden one would be 4 to 8, so
    # 4 for sure
    assert shown(hiding.guard(cells(4, 12), "standard", with_denominator=False)) == [None, None]
    # three others are known to within 6 in all: 4 could as well be 1, 2 or 3, and the total tells
    # nothing
    assert shown(hiding.guard(cells(4, 12, 28, 41), "standard", with_denominator=False)) == [
        None,
        10,
        30,
        40,
    ]
    # two hidden cells need no third
    assert shown(hiding.guard(cells(1, 3, 30, 41), "standard", with_denominator=False)) == [
        None,
        None,
        30,
        40,
    ]
    # a true nought stays a nought and is not a hiding place
    assert shown(hiding.guard(cells(0, 2, 9), "standard", with_denominator=False)) == [
        None,
        None,
        None,
    ]
    # NHS figures: 1 to 7; two others leave 1 to 9 for it, one other does not
    assert shown(hiding.guard(cells(7, 8, 60), "nhs", with_denominator=False)) == [None, 10, 60]
    assert shown(hiding.guard(cells(7, 60), "nhs", with_denominator=False)) == [None, None]


def test_a_share_needs_twenty_below_the_line():
    found = hiding.guard(
        cells(10, 40, 50, denominators=[19, 80, 90]), "standard", with_denominator=True
    )
    assert shown(found) == [None, 40, 50]
    assert list(found["blank"]) == ["suppressed", None, None]
    # 3 of 19 beside 40 of 80: the total of 43 would leave 1 to 5 for it, which tells nothing
    found = hiding.guard(cells(3, 40, denominators=[19, 80]), "standard", with_denominator=True)
    assert shown(found) == [None, 40]
    # 3 of 19 beside 38 of 80, shown as 40: the total of 41 would leave 0 to 3, so 4 is ruled out
    found = hiding.guard(cells(3, 38, denominators=[19, 80]), "standard", with_denominator=True)
    assert shown(found) == [None, None]


def test_noughts_are_hidden_with_a_small_count_that_would_stand_alone():
    """A council's total of 2 beside one hidden area and three noughts says all; so do two hidden
    areas of which the total is 2."""
    assert shown(hiding.guard(cells(2, 0, 0, 0), "standard", with_denominator=False)) == [None] * 4
    assert shown(hiding.guard(cells(1, 1, 0, 0), "standard", with_denominator=False)) == [None] * 4
    # 48 to 52 of 53 leave 1 to 5: nothing more to hide
    assert shown(hiding.guard(cells(3, 0, 50), "standard", with_denominator=False)) == [None, 0, 50]


def test_a_shown_five_is_five_to_seven():
    """1 of 11 beside two fives: they hold 10 to 14, so that none but 1 is left, until one goes."""
    assert shown(hiding.guard(cells(1, 5, 5), "standard", with_denominator=False)) == [
        None,
        None,
        5,
    ]


def test_a_cell_that_is_its_own_total_needs_no_other():
    assert shown(hiding.guard(cells(3), "standard", with_denominator=False)) == [None]


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(1, 30)), min_size=1, max_size=30),
    st.sampled_from([42, 112, 140]),
)
def test_a_limit_ends_a_step(waits, limit):
    """What a histogram in steps holds up to a legal limit is the count within it, rounded: so no
    middle contradicts the share beside it."""
    days, n = (np.array(each, float) for each in zip(*waits, strict=True))
    found = hiding.stepped(pd.DataFrame({"cell": 0, "amount": days, "n": n}))
    assert found.loc[found["amount"] < limit, "n"].sum() == hiding.rounded(
        np.array([n[days <= limit].sum()])
    )
    assert (found["n"] % 5 == 0).all() and (found["n"] >= 0).all()


@given(st.lists(st.integers(0, 200), min_size=2, max_size=8), st.sampled_from(["standard", "nhs"]))
def test_no_small_count_can_be_worked_out_from_the_total(counts, small_numbers):
    """Try every value of every hidden cell beside the total and the bounds of the others: each
    small count must be possible, or everything is hidden."""
    low = hiding.HIDDEN_BELOW[small_numbers]
    values = hiding.guard(cells(*counts), small_numbers, with_denominator=False)[
        "numerator"
    ].to_numpy()
    assert not ((values > 0) & (values < low - low % 5)).any()
    assert all(
        np.isnan(public) or abs(true - public) <= 2
        for true, public in zip(counts, values, strict=True)
    )
    hidden = np.isnan(values)
    small = [n for n, gone in zip(counts, hidden, strict=True) if gone and 0 < n < low]
    assert hidden.any() == any(0 < n < low for n in counts)
    if hidden.all() or not small:
        return
    shown_cells = [int(value) for value in values[~hidden]]
    least = sum(max(value - 2, low) if value else 0 for value in shown_cells)
    most = sum(value + 2 if value else 0 for value in shown_cells)
    for n in range(1, low):
        others = sum(counts) - n
        if hidden.sum() == 1:
            assert least <= others <= most, n
        else:
            assert least <= others, n


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """About 40 requests a month over 18 months, few of them in South, plans mostly late."""
    rng = np.random.default_rng(5)
    rows = []
    for month in range(18):
        first = add_months(date(2024, 1, 1), month)
        for _ in range(rng.poisson(40)):
            received = date(first.year, first.month, int(rng.integers(1, 28)))
            decided = received + pd.Timedelta(days=int(rng.integers(20, 60)))
            waited = int(
                rng.choice([rng.integers(100, 140), rng.integers(141, 300)], p=[0.15, 0.85])
            )
            issued = received + pd.Timedelta(days=waited)
            known = date(2025, 6, 30)
            rows.append(
                request(
                    received.isoformat(),
                    decided.isoformat() if decided <= known else None,
                    issued.isoformat() if issued <= known else None,
                    district=str(
                        rng.choice(["N1", "N2", "S1", "999/unknown"], p=[0.45, 0.3, 0.2, 0.05])
                    ),
                    need=str(rng.choice(["ASD", "SEMH", "HI"], p=[0.6, 0.35, 0.05])),
                )
            )
    path = tmp_path_factory.mktemp("town") / "file.duckdb"
    return build(path, rows, referrals=sent(rng))


def sent(rng) -> list[dict]:
    """About 25 referrals a month, few of them in South and fewer still for occupational therapy."""
    rows = []
    for month in range(18):
        first = add_months(date(2024, 1, 1), month)
        for _ in range(rng.poisson(25)):
            received = date(first.year, first.month, int(rng.integers(1, 28)))
            seen = received + pd.Timedelta(days=int(rng.integers(40, 500)))
            steps = {"assessment_started": seen.isoformat()} if seen <= date(2025, 6, 30) else {}
            rows.append(
                referral(
                    received.isoformat(),
                    str(rng.choice(["autism", "slt", "ot"], p=[0.5, 0.4, 0.1])),
                    district=str(rng.choice(["N1", "N2", "S1"], p=[0.5, 0.35, 0.15])),
                    provider=str(rng.choice(["One Trust", "Two CIC"], p=[0.9, 0.1])),
                    **steps,
                )
            )
    return rows


IDS = sorted(catalogue.measures())


@pytest.mark.parametrize("id", IDS)
def test_no_public_answer_holds_a_small_count(town, id):
    m = catalogue.get(id)
    for by in ("locality", *m.dimensions[:2], *m.dimensions[-1:]):
        for period in (None, "month"):
            if (
                period
                and m.at_a_date
                and m.kind in ("quantile", "mean")
                or (m.kind == "survival" and period)
            ):
                continue
            if m.kind == "survival" and by not in ("locality", "district"):
                continue
            rows = (
                Records(town, select(start="2024-07-01"), "councillor")
                .ask(m, by=by, period=period)
                .frame
            )
            if by == "exception":
                continue
            counts = pd.concat([rows["numerator"], rows["denominator"]]).dropna()
            if m.denominator_measure == "population_0_25" or m.kind == "net":
                continue
            least = 10 if m.small_numbers == "nhs" else 5
            told = rows["numerator"].dropna()
            assert not ((told > 0) & (told < least)).any(), (id, by, period)
            assert not ((counts > 0) & (counts < 5)).any(), (id, by, period)
            assert (counts % 5 == 0).all(), (id, by, period)


def test_two_cuts_at_once_are_refused(town):
    m = catalogue.get("plans_issued_within_20_weeks")
    north = select(areas=("999/locality/North",))
    for asked in (
        {"selection": north.filtered("need", "ASD")},
        {"selection": north, "by": "need"},
        {"selection": select(), "by": "locality", "and_by": "need"},
        {"selection": select().filtered("need", "ASD").filtered("sex", "M")},
        {"selection": select().filtered("need", "ASD"), "by": "sex"},
    ):
        chosen = asked.pop("selection")
        with pytest.raises(NotAllowed):
            Records(town, chosen, "councillor").ask(m, **asked)
        assert len(Records(town, chosen, "board").ask(m, **asked).frame)


def test_an_assessment_and_a_place_may_be_seen_together_but_no_child_beside(town):
    """What a child waits for is the service's list, as the NHS publishes it; who provides it is a
    place like any other."""
    m = catalogue.get("children_waiting_for_assessment")
    autism = select().filtered("pathway", "autism")
    north = select(areas=("999/locality/North",))
    assert len(Records(town, autism, "councillor").ask(m, by="locality").frame)
    assert len(Records(town, autism, "councillor").ask(m, by="provider").frame)
    for chosen, asked in (
        (autism.filtered("sex", "M"), {"by": "locality"}),
        (autism, {"by": "locality", "and_by": "age_band"}),
        (autism, {"by": "provider", "and_by": "sex"}),
        (north, {"by": "provider"}),
        (select().filtered("provider", "One Trust"), {"by": "locality"}),
    ):
        with pytest.raises(NotAllowed):
            Records(town, chosen, "councillor").ask(m, **asked)


def test_health_counts_are_rounded_for_the_whole_council_too(town):
    m = catalogue.get("referrals_received")
    for pathway in ("autism", "ot"):
        asked = select(start="2025-06-01").filtered("pathway", pathway)
        exact = Records(town, asked, "officer").ask(m).frame.iloc[0]["numerator"]
        public = Records(town, asked, "councillor").ask(m).frame.iloc[0]
        if 0 < exact < 8:
            assert public["blank"] == "suppressed"
        else:
            assert public["numerator"] == 5 * round(exact / 5)


NETS = [id for id in IDS if catalogue.get(id).kind == "net"]
SIGNS = {id: [-1 if each[0] == "-" else 1 for each in catalogue.get(id).parts] for id in NETS}


@pytest.mark.parametrize("id", NETS)
@pytest.mark.parametrize("period", [None, "month"])
def test_a_net_in_public_is_that_of_the_parts_as_they_are_told(town, id, period):
    m = catalogue.get(id)
    chosen = select(start="2024-07-01")
    asked = {"by": "locality", "period": period}
    keys = ["area", "period_start"]
    net = Records(town, chosen, "councillor").ask(m, **asked).frame.set_index(keys)
    parts = [
        sign
        * Records(town, chosen, "councillor").ask(part, **asked).frame.set_index(keys)["numerator"]
        for sign, part in zip(SIGNS[id], m.made_of, strict=True)
    ]
    total = sum(parts).reindex(net.index)
    assert period or net["value"].notna().any()
    assert net["value"].equals(total)
    assert net["blank"].eq("suppressed").equals(total.isna())


def test_a_filter_that_cannot_be_applied_is_named_and_changes_nothing(town):
    """People of an area are known, not those of one need: no rate per 1,000 of them."""
    m = catalogue.get("requests_per_1000")
    for role in ("councillor", "officer"):
        plain = Records(town, select(), role).ask(m)
        autism = Records(town, select().filtered("need", "ASD"), role).ask(m)
        assert autism.frame["value"].equals(plain.frame["value"])
        assert autism.not_filtered == ("need",)
    net = catalogue.get("cases_in_and_out")
    found = Records(town, select().filtered("plan_age", "0"), "officer").ask(net)
    assert found.not_filtered == ("plan_age",)
    asked = select().filtered("need", "ASD")
    parts = [Records(town, asked, "officer").ask(part).frame for part in net.made_of]
    assert Records(town, asked, "officer").ask(net).frame["value"].iloc[0] == (
        parts[0]["value"].iloc[0] - parts[1]["value"].iloc[0]
    )


NORTH, SOUTH = "999/locality/North", "999/locality/South"
YEAR = {"start": "2024-07-01"}


@pytest.mark.parametrize("id", ["requests_received", "plans_issued_within_20_weeks"])
@pytest.mark.parametrize("period", [None, "month"])
def test_a_filter_takes_rows_out_of_the_table_and_adds_them_up(town, id, period):
    """So that asking for some areas, or some kinds, tells no more than the table of all."""
    m = catalogue.get(id)
    whole = Records(town, select(**YEAR), "councillor").ask(m, by="locality", period=period)
    table = whole.frame
    for areas in ((NORTH,), (SOUTH,), (NORTH, SOUTH)):
        asked = select(**YEAR, areas=areas)
        told = Records(town, asked, "councillor").ask(m, period=period)
        found, named = told.frame, table[table["area"].map(whole.area_ids).isin(areas)]
        sums = named.groupby("period_start", dropna=False)["numerator"].agg(
            lambda counts: counts.sum(skipna=False)
        )
        assert found["numerator"].tolist() == pytest.approx(sums.tolist(), nan_ok=True)
        assert found["blank"].eq("suppressed").tolist() == sums.isna().tolist()
        assert told.grain == whole.grain


def test_one_kind_or_several_are_told_as_in_the_table_of_all_kinds(town):
    m = catalogue.get("requests_received")
    table = Records(town, select(**YEAR), "councillor").ask(m, by="need").frame
    told = dict(zip(table["category"], table["numerator"], strict=True))
    for codes in (("ASD",), ("HI",), ("ASD", "SEMH"), ("SEMH", "HI")):
        asked = select(**YEAR).filtered("need", *codes)
        found = Records(town, asked, "councillor").ask(m).frame["numerator"].iloc[0]
        assert found == pytest.approx(sum(told[code] for code in codes), nan_ok=True)
        rows = Records(town, asked, "councillor").ask(m, by="need").frame
        assert dict(zip(rows["category"], rows["numerator"], strict=True)) == pytest.approx(
            {code: told[code] for code in codes}, nan_ok=True
        )


def test_one_provider_is_told_as_in_the_table_of_all(town):
    m = catalogue.get("referrals_received")
    table = Records(town, select(**YEAR), "councillor").ask(m, by="provider").frame
    told = dict(zip(table["area"], table["numerator"], strict=True))
    for provider in ("One Trust", "Two CIC"):
        asked = select(**YEAR).filtered("provider", provider)
        found = Records(town, asked, "councillor").ask(m).frame["numerator"].iloc[0]
        assert found == pytest.approx(told[provider], nan_ok=True)


def test_how_long_it_takes_is_told_of_one_area_at_a_time(town):
    both = select(**YEAR, areas=(NORTH, SOUTH))
    for id in ("median_weeks_to_issue", "weeks_until_half_have_an_answer"):
        m = catalogue.get(id)
        with pytest.raises(NotAllowed, match="at a time"):
            Records(town, both, "councillor").ask(m)
        assert len(Records(town, select(**YEAR, areas=(NORTH,)), "councillor").ask(m).frame) == 1
    with pytest.raises(NotAllowed, match="one assessment at a time"):
        Records(town, select(**YEAR).filtered("pathway", "autism", "slt"), "councillor").ask(
            "referrals_received"
        )


@pytest.mark.parametrize(
    ("asked", "period"),
    [
        ({"start": None}, None),
        ({"start": None}, "calendar_year"),
        ({"start": "2025-02-01"}, None),
        ({"start": "2024-01-01"}, None),
        ({"start": "2023-07-01"}, None),
        ({"start": "2024-06-01", "end": "2025-05-31"}, None),
        ({"start": "2025-03-01", "end": "2025-05-31"}, None),
        ({"start": "2024-09-01"}, "academic_year"),
        ({"start": "2024-07-01"}, "rolling_12_months"),
        ({"start": "2024-02-01"}, "quarter"),
        ({"start": "2024-01-01", "end": "2025-05-31"}, "quarter"),
        ({"start": "2024-07-01", "as_at": "2025-06-15"}, None),
    ],
)
def test_windows_that_slide_are_refused_for_parts_and_for_nhs_figures(town, asked, period):
    """Two that differ by a month would tell of the month, two by half a quarter of that."""
    of_requests, of_referrals = (
        catalogue.get(id) for id in ("requests_received", "referrals_received")
    )
    chosen = select(**asked)
    for m, more in (
        (of_requests, {"by": "locality"}),
        (of_requests, {"by": "need"}),
        (of_referrals, {}),
    ):
        with pytest.raises(NotAllowed):
            Records(town, chosen, "councillor").ask(m, period=period, **more)
    with pytest.raises(NotAllowed):
        held = replace(chosen, areas=(NORTH,))
        Records(town, held, "councillor").ask(of_requests, period=period)
    assert len(Records(town, chosen, "board").ask(of_requests, by="locality", period=period).frame)


def test_odd_days_are_refused_in_public(town):
    m = catalogue.get("requests_received")
    for chosen in (
        select(as_at="2025-06-15"),
        select(start="2025-01-02"),
        select(end="2025-05-30"),
    ):
        with pytest.raises(NotAllowed):
            Records(town, chosen, "councillor").ask(m)
    with pytest.raises(NotAllowed, match="month, a calendar quarter, or the 12 months"):
        Records(town, select(start="2025-02-01"), "councillor").ask(m, by="locality")


def test_lists_of_children_are_for_officers(town):
    for role in ("councillor", "board"):
        with pytest.raises(NotAllowed):
            Records(town, select(), role).children("open_case")
        with pytest.raises(NotAllowed):
            ask.data_issues(town, "999", role)
    assert len(Records(town, select(), "officer").children("open_case").rows)


def test_whole_council_counts_are_exact(town):
    m = catalogue.get("plans_issued_within_20_weeks")
    exact = Records(town, select(), "officer").ask(m).frame.iloc[0]
    public = Records(town, select(), "councillor").ask(m).frame.iloc[0]
    assert (exact["numerator"], exact["value"]) == (public["numerator"], public["value"])


def test_the_oldest_case_is_banded(town):
    m = catalogue.get("longest_open_case")
    for by in (None, "locality"):
        weeks = Records(town, select(), "councillor").ask(m, by=by).frame["value"].dropna()
        assert (weeks % 20 == 0).all()


def windows(last: date):
    """Every window that public view allows for a part of the council, as (start, end)."""
    first, found = date(2024, 1, 1), []
    months = [add_months(first, i) for i in range((last.year - 2024) * 12 + last.month)]
    for end in months:
        for length in (1, 3, 12):
            start = add_months(end, 1 - length)
            if start >= first and (length == 1 or end.month % 3 == 0):
                found.append((start, month_end(end)))
    return found


@pytest.mark.parametrize(
    "id", ["plans_issued_within_20_weeks", "requests_received", "referrals_received"]
)
def test_an_attack_by_differencing_fails(town, id):
    """Every public number about South is a bound on a difference of running totals; the tightest
    bounds that follow
    (shortest paths over all of them, with the exact totals of the council) must leave every small
    month open."""
    m = catalogue.get(id)
    last = date(2025, 6, 30)
    names = [add_months(date(2024, 1, 1), i) for i in range(19)]
    place = {day: i for i, day in enumerate(names)}
    bound = np.full((19, 19), 10_000.0)
    np.fill_diagonal(bound, 0)
    for a, b in pairwise(range(19)):
        bound[b, a] = 0  # a month's count is not negative
    true = (
        Records(town, select(start="2024-01-01"), "officer")
        .ask(m, by="locality", period="month")
        .frame
    )
    for start, end in windows(last):
        rows = (
            Records(town, select(start=start.isoformat(), end=end.isoformat()), "councillor")
            .ask(m, by="locality")
            .frame
        )
        row = rows[rows["area"] == "South"].iloc[0]
        i, j = place[start], place[add_months(end, 1)]
        low, high = (
            (row["numerator"] - 2, row["numerator"] + 2) if row["blank"] is None else (0, 10_000)
        )
        if row["blank"] is None and row["numerator"] == 0:
            high = 0
        bound[i, j] = min(bound[i, j], high)
        bound[j, i] = min(bound[j, i], -max(low, 0))
    for k in range(19):
        bound = np.minimum(bound, bound[:, [k]] + bound[[k], :])
    south = true[true["area"] == "South"].set_index(
        true[true["area"] == "South"]["period_start"].dt.date
    )["numerator"]
    for day, count in south.items():
        i, j = place[day], place[add_months(day, 1)]
        low, high = -bound[j, i], bound[i, j]
        assert low <= count <= high, "the attack's own bounds are wrong"
        if 0 < count < (8 if m.small_numbers == "nhs" else 5):
            assert high > low, f"{day}: {count} can be worked out"


ATTACKS = [
    ("requests_received", "locality"),
    ("requests_received", "need"),
    ("plans_issued", "need"),
    ("plans_issued", "locality"),
    ("referrals_received", "pathway"),
    ("assessments_begun", "locality"),
]


@pytest.mark.parametrize(("id", "by"), ATTACKS)
def test_an_attack_with_all_parts_at_once_fails(town, id, by):
    """Whole numbers for every part and month that fit all public answers (every window, every part,
    and the exact total of every month): a small count must have more than one."""
    m, first = catalogue.get(id), date(2024, 1, 1)
    key = "area" if by == "locality" else "category"
    asked = {"by": by, "period": "month"}
    true = Records(town, select(start="2024-01-01"), "officer").ask(m, **asked).frame
    true = true.pivot_table(index=key, columns="period_start", values="numerator").fillna(0)
    names, months = list(true.index), true.shape[1]
    least, most, rows = [], [], []

    def know(cells: list[tuple[int, int]], low: float, high: float) -> None:
        row = np.zeros(true.shape)
        row[tuple(zip(*cells, strict=True))] = 1
        rows.append(row.ravel())
        least.append(low)
        most.append(high)

    small = hiding.HIDDEN_BELOW[m.small_numbers]
    for start, end in windows(date(2025, 6, 30)):
        begin = (start.year - first.year) * 12 + start.month - first.month
        span = range(begin, (end.year - first.year) * 12 + end.month - first.month + 1)
        chosen = select(start=start.isoformat(), end=end.isoformat())
        for row in Records(town, chosen, "councillor").ask(m, by=by).frame.to_dict("records"):
            told = row["numerator"]
            if row[key] in names and told == told:
                cells = [(names.index(row[key]), month) for month in span]
                know(cells, max(told - 2, small) if told else 0, told + 2 if told else 0)
    if m.small_numbers != "nhs":
        for month, total in enumerate(true.sum(axis=0)):
            know([(k, month) for k in range(len(names))], total, total)
    limits = LinearConstraint(np.array(rows), least, most)
    counts = true.to_numpy().ravel()
    assert (limits.A @ counts >= least).all() and (limits.A @ counts <= most).all()
    hunted = np.flatnonzero((counts > 0) & (counts < small))[:40]
    assert len(hunted)
    for place in hunted:
        goal = np.zeros(len(counts))
        goal[place] = 1
        whole = {"constraints": limits, "integrality": np.ones(len(counts))}
        low, high = (
            sign * round(milp(sign * goal, bounds=Bounds(0, 500), **whole).fun) for sign in (1, -1)
        )
        assert low <= counts[place] <= high
        assert low < high, f"{names[place // months]}, month {place % months}: {low}"
