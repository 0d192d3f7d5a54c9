"""Curves of waits in public view: from rounded running totals in steps of 4 weeks, close to the
exact ones, with no small count and no verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sendviz import catalogue
from sendviz.ask import Records, hiding, waits
from sendviz.ask.selection import Question
from sendviz.catalogue.calendar import add_months, month_end
from sendviz.panels.curves import curve_sentence
from sendviz.stats.survival import Percentile
from tests.answers import curve
from tests.answers import waits as made
from tests.handmade import build, referral, select

HALF = catalogue.get("median_wait_open_and_seen")
ANSWER = catalogue.get("weeks_until_half_have_an_answer")
YEAR = 365


def rows(entered, **exits):
    """The frame that DuckDB gives for one area, from days: entered=[0, 0], event=[30], ..."""
    days = {"entered": entered, **exits}
    told = [(kind, day) for kind, each in days.items() for day in each]
    counted = pd.DataFrame(told, columns=["kind", "day"]).value_counts()
    return counted.rename("n").reset_index()


def made_up(seed: int) -> pd.DataFrame:
    """An area of 100 to 1,500 cases of twelve months, some of them already waiting when these
    began, some still waiting at their end, some leaving unseen."""
    rng = np.random.default_rng(seed)
    n, middle, start, end = rng.integers(100, 1500), rng.uniform(60, 600), 3 * YEAR, 4 * YEAR
    received = rng.integers(0, end, 14_000)
    seen = received + np.ceil(middle * rng.lognormal(0, 0.4, 14_000)).astype(int)
    left = received + np.ceil(rng.exponential(5 * middle, 14_000)).astype(int)
    here = np.flatnonzero(np.minimum(seen, left) >= start)[:n]
    received, seen, left = (each[here] for each in (received, seen, left))
    gone = np.minimum(seen, left)
    kind = np.where(gone > end, "censored", np.where(seen <= left, "event", "other"))
    wait = np.minimum(gone, end) - received
    exits = {name: wait[kind == name] for name in ("event", "other", "censored")}
    return rows(np.maximum(start - received, 0), **exits)


@pytest.mark.parametrize("seed", range(40))
def test_the_public_curve_lies_close_to_the_exact_one(seed):
    part = made_up(seed)
    exact = waits._curve(HALF, "Mid", waits._by_day(part))
    public = waits._curve(HALF, "Mid", waits._by_step(part))
    own_step = np.ceil(exact.median.value / 4 - 1e-9) * 4
    assert abs(public.median.value - own_step) <= 4
    if exact.left * exact.waited >= 20:
        assert public.left == pytest.approx(exact.left, abs=0.06)
    assert public.waited == pytest.approx(exact.waited, abs=5)


def test_cases_are_not_taken_to_wait_for_a_whole_step_before_and_after():
    """A hundred enter late on day 28 x 10 + 14 and half are seen 28 days later: by week 48."""
    part = rows([294] * 100, event=[322] * 50, censored=[335] * 50)
    found = waits._curve(HALF, "Mid", waits._by_step(part))
    # They had it at some time in the step: its interval is never as narrow as a single week.
    assert (found.median.low, found.median.value) == (44, 48)
    assert found.weeks.tolist() == list(range(0, 49, 4))


def test_few_in_each_step_are_not_lost():
    """Two of 200 leave unseen in each of ten steps: 20 in all, and none in any step by itself."""
    days = [28 * step + 10 for step in range(10) for _ in range(2)]
    found = waits._by_step(rows([0] * 200, other=days, event=[300] * 180))
    assert found.other.tolist() == [0, 0, 0, 0, 10, 0, 0, 5, 0, 5, 0, 0]
    assert waits._curve(HALF, "Mid", found).left == pytest.approx(0.1)


def test_fewer_than_eight_in_all_are_not_told():
    for n in range(8):
        assert waits._by_step(rows([0] * 90, other=[40] * n, event=[60] * 80)).other.sum() == 0
    eight = waits._by_step(rows([0] * 90, other=[40] * 8, event=[60] * 80))
    assert eight.other.tolist() == [0, 0, 10, 0]
    seven = waits._by_step(rows([0] * 90, other=[40] * 7, event=[60] * 80))
    assert np.isnan(waits._curve(HALF, "Mid", seven).left)
    assert waits._curve(ANSWER, "Mid", seven).left == 0


def test_the_last_step_does_not_tell_how_long_one_child_waits():
    short = rows([0] * 100, event=[50] * 98, censored=[60] * 2)
    long = rows([0] * 100, event=[50] * 98, censored=[3000] * 2)
    shown = [waits._by_step(part).day.tolist() for part in (short, long)]
    assert shown == [[0, 28, 56]] * 2


case = st.tuples(st.integers(0, 200), st.integers(0, 200), st.sampled_from(waits.KINDS[:3]))


@settings(max_examples=150, deadline=None)
@given(st.lists(case, min_size=20, max_size=120))
def test_steps_hold_multiples_of_five_and_nobody_leaves_before_entering(cases):
    exits = {kind: [a + b for a, b, k in cases if k == kind] for kind in waits.KINDS[:3]}
    found = waits._by_step(rows([a for a, _, _ in cases], **exits))
    counts = np.array([getattr(found, kind) for kind in waits.KINDS])
    assert (counts >= 0).all() and (counts % hiding.BASE == 0).all()
    out = counts[:3].sum(axis=0)
    assert (np.cumsum(counts[3]) >= np.cumsum(out)).all() and counts[3].sum() == out.sum()
    assert np.diff(waits._curve(HALF, "Mid", found).share).max(initial=0) <= 1e-9


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """About 35 referrals a month over 18 months, a quarter of them in South, some left unseen."""
    rng, known, sent = np.random.default_rng(8), date(2025, 6, 30), []
    for month in range(18):
        first = add_months(date(2024, 1, 1), month)
        for _ in range(rng.poisson(35)):
            received = date(first.year, first.month, int(rng.integers(1, 28)))
            gone = received + pd.Timedelta(days=int(rng.integers(20, 300)))
            step = str(rng.choice(["assessment_started", "discharged"], p=[0.8, 0.2]))
            more = {step: gone.isoformat()} if gone <= known else {}
            place = str(rng.choice(["N1", "S1"], p=[0.75, 0.25]))
            sent.append(referral(received.isoformat(), district=place, **more))
    sent += [referral("2024-03-05", "slt", district="N1")] * 30
    sent += [referral("2024-03-05", "slt", district="S1")] * 19
    return build(tmp_path_factory.mktemp("waits") / "file.duckdb", referrals=sent)


def test_public_view_has_no_test_of_rounded_counts(town):
    autism = select(start="2024-07-01").filtered("pathway", "autism")
    public, board = (
        Records(town, autism, role).curves(HALF, by="locality") for role in ("councillor", "board")
    )
    assert public.p_value is None and public.rounded
    assert 0 <= board.p_value <= 1 and not board.rounded
    assert all((each.weeks % 4 == 0).all() for each in public.curves)
    frame = Records(town, autism, "councillor").ask(HALF, by="locality").frame.set_index("area")
    for each in public.curves:
        told = frame.loc[each.area, ["value", "low", "high", "denominator"]].to_numpy(float)
        own = (each.median.value, each.median.low, each.median.high, each.waited)
        assert told == pytest.approx(np.array(own, float), nan_ok=True)


def test_fewer_than_twenty_children_have_no_public_curve(town):
    speech = select(start="2024-07-01").filtered("pathway", "slt")
    found = Records(town, speech, "councillor").curves(HALF, by="locality").curves
    assert {each.area: each.blank for each in found} == {"North": None, "South": "suppressed"}
    frame = Records(town, speech, "councillor").ask(HALF, by="locality").frame.set_index("area")
    assert frame.loc["South", "blank"] == "suppressed"
    assert np.isnan(frame.loc["South", "denominator"])


def test_an_attack_on_the_steps_fails(town):
    """Each step of each public window bounds how many in South were seen by that day of their
    wait; the tightest bounds that follow for single months must leave small counts open."""
    m = replace(HALF, leaves_otherwise="")
    totals, ends = {}, [month_end(add_months(date(2024, 1, 1), i)) for i in range(18)]
    for last, end in enumerate(ends):
        for first in {last, last - 2, last - 11} & set(range(18)):
            asked = select(start=add_months(date(2024, 1, 1), first).isoformat(),
                           end=end.isoformat()).filtered("pathway", "autism")  # fmt: skip
            for role in ("board", "councillor"):
                put = Question(m, asked, role, "locality")
                found = waits.cases_by_area(town, put)["999/locality/South"]
                totals[first, last + 1, role] = found and (found.day, np.cumsum(found.event))
    for day in range(28, 336, 28):
        bound = np.full((19, 19), 10_000.0)
        np.fill_diagonal(bound, 0)
        for a, b in pairwise(range(19)):
            bound[b, a] = 0
        at = {}
        for (first, last, role), found in totals.items():
            if found:
                days, running = found
                seen = running[np.searchsorted(days, day, side="right") - 1]
                if role == "councillor":
                    least, most = (max(seen - 2, 8), seen + 2) if seen else (0, 7)
                    bound[first, last] = min(bound[first, last], most)
                    bound[last, first] = min(bound[last, first], -least)
                elif last == first + 1:
                    at[first, last] = seen
        for k in range(19):
            bound = np.minimum(bound, bound[:, [k]] + bound[[k], :])
        for place, count in at.items():
            low, high = -bound[place[::-1]], bound[place]
            assert low <= count <= high, "the attack's own bounds are wrong"
            assert high > low or not 0 < count < 8, f"{place}, day {day}: {count} can be worked out"


def test_weeks_by_area_come_with_their_intervals():
    mid, west = (
        replace(curve(area), median=half)
        for area, half in (
            ("Mid", Percentile(60.0, 56.0, 64.0)),
            ("West", Percentile(48.0, 44.0, None)),
        )
    )
    public = replace(made(mid, west), rounded=True)
    assert curve_sentence(public) == (
        "Half have their answer by (95% intervals): West week 48 (44 or later), Mid week 60 "
        "(56 to 64). Weeks are in steps of 4; only board and officer view, with exact counts, test "
        "the difference."
    )
    alone = replace(made(mid), rounded=True)
    assert curve_sentence(alone).endswith("the time seen. Weeks are in steps of 4.")


@pytest.mark.parametrize(
    "p_value, words",
    [
        (0.001, "The waits differ between the areas more than chance explains"),
        (0.01, "The waits probably differ between the areas more than chance explains"),
        (0.2, "Chance alone could explain the difference between the areas"),
    ],
)
def test_one_scale_for_how_sure(p_value, words):
    assert f"{words} (log-rank test)." in curve_sentence(
        made(curve("Mid"), curve("West"), p_value=p_value)
    )
