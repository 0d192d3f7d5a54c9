"""Nothing small leaks: the rules by eye, and an attack that tries to recover small counts from
public answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from sendviz import ask, catalogue
from sendviz.ask import NotAllowed, Records
from sendviz.catalogue.calendar import BadSelection, add_months, month_end
from tests.handmade import build, referral, request, select


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
    return build(path, rows, referrals=sent(rng), public=True)


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
AMOUNTS = ("mean", "quantile", "survival")
TOLD = sorted(id for t in catalogue.public_tables().values() for id in t.measures)
UNTOLD = sorted({*IDS} - {*TOLD})
NORTH, SOUTH = "999/locality/North", "999/locality/South"
YEAR = {"start": "2024-07-01"}


def councillor(town, **more) -> Records:
    return Records(town, select(**(YEAR | more)), "councillor")


@pytest.mark.parametrize("id", TOLD)
def test_every_public_count_of_a_part_is_a_multiple(town, id):
    """Of 5, of health waits 10, by every cut that is told, for one window and by quarter; and a
    nought says what it stands for, unless the whole council has none."""
    m, table = catalogue.get(id), catalogue.public_table_of(id)
    kinds = [each for each in table.kinds if each in m.dimensions]
    for by in ("locality", "district", *kinds):
        for period in (None, "month", "quarter"):
            answer = councillor(town).ask(m, by=by, period=period)
            assert answer.rounded and answer.grain == (period and "quarter")
            of_people = m.denominator_measure == "population_0_25"
            for row in answer.rows:
                counts = [row.numerator] if of_people else [row.numerator, row.denominator]
                told = [each for each in counts if each == each]
                assert all(each % table.base == 0 for each in told), (by, row)
                assert row.blank != "suppressed"
                if row.under == row.under:
                    assert row.numerator == 0 and row.under > 1


@pytest.mark.parametrize("id", UNTOLD)
def test_what_is_not_in_the_set_is_refused_of_parts(town, id):
    """In one sentence that names the measure, and is told to the board."""
    m = catalogue.get(id)
    of_whole = any(fact.whole_council for fact in m.facts)
    if m.dimensions:
        with pytest.raises(
            BadSelection if of_whole else NotAllowed, match="the whole council only"
        ):
            councillor(town).ask(m, by="locality")
    assert len(councillor(town).ask(m).frame) == 1


def test_a_refusal_names_the_nearest(town):
    with pytest.raises(NotAllowed, match="Ask for Decisions to refuse"):
        councillor(town).ask("requests_refused", by="locality")
    with pytest.raises(NotAllowed, match="Ask for Children in the assessment process"):
        councillor(town).ask("cases_left", by="locality")
    with pytest.raises(NotAllowed, match="try 2024-07-01 to 2025-06-30"):
        councillor(town, start="2025-02-01").ask("requests_received", by="locality")
    with pytest.raises(NotAllowed, match="at the ends of quarters: try 2025-03-31"):
        councillor(town, as_at="2025-05-31").ask("requests_received", by="locality")
    with pytest.raises(NotAllowed, match="by these kinds only: main need, sex"):
        councillor(town).ask("reviews_due", by="age_band")
    with pytest.raises(NotAllowed, match="one thing only: Plans issued within 20 weeks"):
        m = "plans_issued_within_20_weeks"
        councillor(town).ask(m, by="locality", variant="without_exceptions")


def test_two_cuts_at_once_are_refused(town):
    m = catalogue.get("plans_issued_within_20_weeks")
    north = select(areas=(NORTH,))
    for asked in (
        {"selection": north.filtered("need", "ASD")},
        {"selection": north, "by": "need"},
        {"selection": select(), "by": "locality", "and_by": "need"},
        {"selection": select().filtered("need", "ASD").filtered("sex", "M")},
        {"selection": select().filtered("need", "ASD"), "by": "sex"},
        {"selection": select().filtered("exception", "no"), "by": "locality"},
        {"selection": select().filtered("exception", "no"), "by": "need"},
        {"selection": select(), "by": "locality", "and_by": "exception"},
        {"selection": select(), "by": "team"},
        {"selection": select(), "by": "phase"},
        {"selection": select().filtered("setting", "special")},
    ):
        chosen = asked.pop("selection")
        with pytest.raises(NotAllowed):
            Records(town, chosen, "councillor").ask(m, **asked)
        assert len(Records(town, chosen, "board").ask(m, **asked).frame)


def test_an_assessment_and_a_place_or_a_kind_may_be_seen_together_and_no_provider(town):
    """What a child waits for is the service's list; a provider often serves one part only."""
    m = catalogue.get("children_waiting_for_assessment")
    autism = select().filtered("pathway", "autism")
    for asked in ({"by": "locality"}, {"by": "sex"}, {"by": "locality", "and_by": "pathway"}):
        assert len(Records(town, autism, "councillor").ask(m, **asked).frame)
    for chosen, asked in (
        (autism.filtered("sex", "M"), {"by": "locality"}),
        (autism, {"by": "locality", "and_by": "age_band"}),
        (autism, {"by": "provider"}),
        (select().filtered("provider", "One Trust"), {}),
    ):
        with pytest.raises(NotAllowed):
            Records(town, chosen, "councillor").ask(m, **asked)


def test_the_pathways_add_up_to_the_list(town):
    m = catalogue.get("children_waiting_for_assessment")
    whole = councillor(town).ask(m, by="locality").frame.set_index("area")["numerator"]
    each = councillor(town).ask(m, by="locality", and_by="pathway").frame
    assert each.groupby("area")["numerator"].sum().loc[whole.index].tolist() == whole.tolist()


def test_parts_add_up(town):
    """Districts to localities, localities to areas chosen together, quarters to the year, bands to
    the list, kinds to one whole: each is a sum of the same figures."""
    m = catalogue.get("plans_issued")
    by_locality = councillor(town).ask(m, by="locality").frame.set_index("area")["numerator"]
    by_district = councillor(town).ask(m, by="district").frame.set_index("area")["numerator"]
    assert by_locality["North"] == by_district["Northby"] + by_district["Norton"]
    both = councillor(town, areas=(NORTH, SOUTH)).ask(m).row.numerator
    assert both == by_locality["North"] + by_locality["South"]
    quarters = councillor(town).ask(m, by="locality", period="quarter").frame
    assert quarters.groupby("area")["numerator"].sum().to_dict() == by_locality.to_dict()
    needs = councillor(town).ask(m, by="need").frame
    one, two = (
        councillor(town).over(where=(("need", codes),)).ask(m).row.numerator
        for codes in (("ASD",), ("ASD", "SEMH"))
    )
    told = dict(zip(needs["category"], needs["numerator"], strict=True))
    assert (one, two) == (told["ASD"], told["ASD"] + told["SEMH"])
    late, *bands = (
        councillor(town).ask(f"cases_open_{each}", by="locality").placed.frame["numerator"]
        for each in ("over_20_weeks", "20_to_30_weeks", "30_to_52_weeks", "over_52_weeks")
    )
    assert late.tolist() == sum(bands).tolist() and late.sum() > 0


def test_the_most_of_a_nought_counts_every_part_that_is_added_up(town):
    """Of one kind fewer than 5 in a quarter are told as nought, of two together twice as many, and
    never more than the whole council has."""
    m = catalogue.get("requests_received")
    whole = councillor(town, start="2025-04-01").ask(m).row.numerator
    for codes in (("MSI",), ("MSI", "VI"), ("MSI", "VI", "PD")):
        asked = councillor(town, start="2025-04-01").over(where=(("need", codes),))
        row = asked.ask(m).row
        assert whole > 12 and row.numerator == 0
        assert row.under == 4 * len(codes) + 1


@pytest.mark.parametrize(
    ("id", "list_"),
    [
        ("cases_in_and_out", "children_in_assessment"),
        ("waiting_list_change", "children_waiting_for_assessment"),
    ],
)
def test_a_net_is_the_difference_of_two_lists_as_they_are_told(town, id, list_):
    then, now = (
        councillor(town, as_at=day).ask(list_, by="locality").placed.frame["numerator"].to_numpy()
        for day in ("2024-12-31", "2025-06-30")
    )
    asked = councillor(town, start="2025-01-01").ask(id, by="locality")
    net = asked.placed.frame["value"].to_numpy()
    assert net.tolist() == (now - then).tolist()
    quarters = councillor(town).ask(id, by="locality", period="month")
    assert quarters.grain == "quarter" and (quarters.frame["value"] % 5 == 0).all()


def test_shares_of_fewer_than_20_are_told_as_counts(town):
    found = councillor(town, start="2025-04-01").ask("plans_issued_within_20_weeks", by="need")
    few = [row for row in found.rows if row.denominator < 20]
    assert few and all(row.blank == "too_few" and row.value != row.value for row in few)
    assert all(row.value == row.value for row in found.rows if row.denominator >= 20)


def test_a_middle_is_the_band_that_holds_it(town):
    """Half of North's plans took 20 to 52 weeks: the value is the band's lower edge, and no
    interval goes with it; a curve or a mean of a part is not told."""
    found = councillor(town).ask("median_weeks_to_issue", by="locality")
    assert found.banded and {row.value for row in found.rows if row.blank is None} <= {0, 20, 52}
    assert all(row.low != row.low and row.high != row.high for row in found.rows)
    assert found.text(found.of("North").row) == "20 to 52 weeks"
    exact = Records(town, select(**YEAR), "officer").ask("median_weeks_to_issue", by="locality")
    assert 20 < exact.of("North").row.value <= 52
    with pytest.raises(NotAllowed):
        councillor(town).ask("mean_weeks_to_issue", by="locality")
    with pytest.raises(NotAllowed):
        councillor(town).curves("weeks_until_half_have_an_answer", by="locality")


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


@pytest.mark.parametrize(
    ("asked", "period"),
    [
        ({"start": None}, None),
        ({"start": None, "as_at": "2025-05-31"}, "calendar_year"),
        ({"start": "2025-02-01"}, None),
        ({"start": "2024-06-01", "end": "2025-05-31"}, None),
        ({"start": "2025-03-01", "end": "2025-05-31"}, None),
        ({"start": "2024-09-01"}, "academic_year"),
        ({"start": "2024-07-01"}, "rolling_12_months"),
        ({"start": "2024-02-01"}, "quarter"),
        ({"start": "2024-02-01"}, "month"),
        ({"start": "2024-01-01", "end": "2025-05-31"}, "quarter"),
        ({"start": "2024-07-01", "as_at": "2025-06-15"}, None),
    ],
)
def test_windows_that_are_not_of_quarters_are_refused_for_parts(town, asked, period):
    chosen = select(**asked)
    for m, more in (
        ("requests_received", {"by": "locality"}),
        ("requests_received", {"by": "need"}),
        ("referrals_received", {"by": "locality"}),
    ):
        with pytest.raises(NotAllowed):
            Records(town, chosen, "councillor").ask(m, period=period, **more)
        assert len(Records(town, chosen, "board").ask(m, period=period, **more).frame)
    with pytest.raises(NotAllowed):
        Records(town, replace(chosen, areas=(NORTH,)), "councillor").ask(
            "requests_received", period=period
        )


def test_the_nearest_selection_of_quarters(town):
    """What a screen of parts shows in place of another day or window."""
    for asked, told in (
        (("2025-06-30", "2024-07-01"), ("2025-06-30", "2024-07-01")),
        (("2025-06-30", "2025-06-01"), ("2025-06-30", "2025-04-01")),
        (("2025-05-31", "2024-06-01"), ("2025-03-31", "2024-04-01")),
        (("2025-05-31", "2025-03-01"), ("2025-03-31", "2025-01-01")),
        (("2025-05-31", None), ("2025-03-31", None)),
    ):
        found = Records(town, select(*asked), "councillor").for_parts.selection
        assert found == select(*told)


def test_odd_days_are_refused_in_public(town):
    for chosen in (
        select(as_at="2025-06-15"),
        select(start="2025-01-02"),
        select(end="2025-05-30"),
    ):
        with pytest.raises(NotAllowed):
            Records(town, chosen, "councillor").ask("requests_received")


def test_lists_of_children_are_for_officers(town):
    for role in ("councillor", "board"):
        with pytest.raises(NotAllowed):
            Records(town, select(), role).children("open_case")
        with pytest.raises(NotAllowed):
            ask.data_issues(town, "999", role)
    assert len(Records(town, select(), "officer").children("open_case").rows)


@pytest.mark.parametrize("id", IDS)
def test_whole_councils_are_exact(town, id):
    """At every month's end (audits, complaints and appeals: at a quarter's), with an exception or
    without, for one assessment, by stage: as the board sees them. Only the longest wait is told as
    its band."""
    m = catalogue.get(id)
    last, grain = ("2025-03-31", "quarter") if m.by_quarter else ("2025-05-31", "month")
    asked = [{}, {"period": grain}] if not (m.at_a_date or m.kind == "survival") else [{}]
    cuts = {"exception", "stage", "pathway", "advice", "left_because", "wait_band"}
    asked += [{"by": cut} for cut in m.dimensions if cut in cuts and m.kind != "survival"]
    for more in asked:
        public, board = (
            Records(town, select(last, "2025-01-01"), role).ask(m, **more)
            for role in ("councillor", "board")
        )
        assert not public.rounded and public.grain == board.grain
        few = public.frame["blank"].eq("too_few").to_numpy()
        sizes = board.frame["denominator"].to_numpy()[few]
        assert ((sizes > 0) & (sizes < 5)).all() and (m.kind in AMOUNTS or not few.any())
        if m.quantile != 1:
            assert public.frame[~few].equals(board.frame[~few])


def test_the_oldest_case_is_banded(town):
    found = councillor(town).ask("longest_open_case")
    exact = Records(town, select(**YEAR), "officer").ask("longest_open_case")
    assert found.row.value % 20 == 0 and 0 <= exact.row.value - found.row.value < 20
    lower = int(found.row.value)
    assert found.text() == f"{lower} to {lower + 20} weeks"


def windows(last: date):
    """Every window of quarters that public view allows for a part of the council."""
    first = date(2024, 1, 1)
    ends = [add_months(first, i) for i in range(2, (last.year - 2024) * 12 + last.month, 3)]
    starts = [add_months(first, i) for i in range(0, 18, 3)]
    return [(start, month_end(end)) for end in ends for start in starts if start < end]


@pytest.mark.parametrize(
    "id", ["plans_issued_within_20_weeks", "requests_received", "referrals_received"]
)
def test_an_attack_by_differencing_fails(town, id):
    """Every public number about South is a bound on a difference of running totals; the tightest
    bounds that follow (shortest paths over all of them) must leave every small quarter open."""
    m, base = catalogue.get(id), catalogue.public_table_of(id).base
    lists = 3 if m.of_referrals else 1  # the figures of three assessments are added up
    names = [add_months(date(2024, 1, 1), 3 * i) for i in range(7)]
    place = {day: i for i, day in enumerate(names)}
    bound = np.full((7, 7), 10_000.0)
    np.fill_diagonal(bound, 0)
    for a, b in pairwise(range(7)):
        bound[b, a] = 0  # a quarter's count is not negative
    wide = {"by": "locality", "period": "quarter"}
    true = Records(town, select(start="2024-01-01"), "officer").ask(m, **wide).of("South").frame
    for start, end in windows(date(2025, 6, 30)):
        told = councillor(town, start=start.isoformat(), end=end.isoformat())
        row = told.ask(m, by="locality").of("South").row
        i, j = place[start], place[add_months(end, 1)]
        reach = (base - 1) * (j - i) * lists  # each may be off by less than the base
        bound[i, j] = min(bound[i, j], row.numerator + reach)
        bound[j, i] = min(bound[j, i], -max(row.numerator - reach, 0))
    for k in range(7):
        bound = np.minimum(bound, bound[:, [k]] + bound[[k], :])
    small = [n for n in true["numerator"] if 0 < n < base]
    assert id == "requests_received" or small
    for day, count in zip(true["period_start"].dt.date, true["numerator"], strict=True):
        i, j = place[day], place[add_months(day, 3)]
        low, high = -bound[j, i], bound[i, j]
        assert low <= count <= high, "the attack's own bounds are wrong"
        if 0 < count < base:
            assert high > low and not (low > 0 and high < base), f"{day}: {count}"


ATTACKS = [
    ("requests_received", "locality"),
    ("requests_received", "need"),
    ("plans_issued", "need"),
    ("plans_issued", "locality"),
    ("referrals_received", "age_band"),
    ("assessments_begun", "locality"),
]


@pytest.mark.parametrize(("id", "by"), ATTACKS)
def test_an_attack_with_all_parts_at_once_fails(town, id, by):
    """Whole numbers for every part and quarter that fit all public answers (every quarter and part,
    and the exact total of every quarter and assessment): a small count must have more than one."""
    m, base = catalogue.get(id), catalogue.public_table_of(id).base
    key = "area" if by == "locality" else "category"
    pathways = ("autism", "slt", "ot") if m.of_referrals else ("",)
    for pathway in pathways:
        held = [("pathway", (pathway,))] if pathway else []
        asked = select(start="2024-01-01", where=tuple(held))
        true, told = (
            Records(town, asked, role)
            .ask(m, by=by, period="quarter")
            .frame.pivot_table(index=key, columns="period_start", values="numerator")
            for role in ("officer", "councillor")
        )
        true, told = true.fillna(0), told.reindex(true.index).fillna(0)
        counts, figures = true.to_numpy(), told.to_numpy()
        columns = (
            1
            if pathway == "" and id == "requests_received"
            else len(catalogue.public_table_of(id).measures[id].numerator)
        )
        reach = columns * (base - 1)
        assert (np.abs(counts - figures) <= reach).all()
        limits = LinearConstraint(
            np.vstack([np.eye(counts.size)[quarter :: counts.shape[1]].sum(axis=0)
                       for quarter in range(counts.shape[1])]),
            counts.sum(axis=0), counts.sum(axis=0),
        )  # fmt: skip
        bounds = Bounds(np.maximum(figures - reach, 0).ravel(), (figures + reach).ravel())
        for place in np.flatnonzero((counts.ravel() > 0) & (counts.ravel() < base))[:20]:
            goal = np.zeros(counts.size)
            goal[place] = 1
            whole = {"constraints": limits, "integrality": np.ones(counts.size), "bounds": bounds}
            low, high = (sign * round(milp(sign * goal, **whole).fun) for sign in (1, -1))
            assert low <= counts.ravel()[place] <= high
            assert low < high and not (low > 0 and high < base), (pathway, place, low)
