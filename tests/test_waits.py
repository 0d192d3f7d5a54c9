"""Curves of waits: exact for whole councils, whoever asks, and not told of parts in public view."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from sendviz import catalogue
from sendviz.ask import NotAllowed, Records
from sendviz.catalogue.calendar import add_months
from sendviz.panels.curves import curve_sentence
from sendviz.stats.survival import Percentile
from tests.answers import curve
from tests.answers import waits as made
from tests.handmade import build, referral, select

HALF = catalogue.get("median_wait_open_and_seen")


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


def test_the_curve_of_a_whole_council_is_told_to_everybody_by_whole_weeks(town):
    for pathway in ("autism", "slt"):
        asked = select(start="2024-07-01").filtered("pathway", pathway)
        public, board = (
            Records(town, asked, role).curves(HALF).curves[0] for role in ("councillor", "board")
        )
        assert public.waited == board.waited > 40 and public.median == board.median
        assert public.weeks.tolist() == list(range(len(public.weeks)))
        for week, share in zip(public.weeks, public.share, strict=True):
            at = np.searchsorted(board.weeks, week, side="right") - 1
            assert share == pytest.approx(board.share[at] if at >= 0 else 1, abs=1e-4)
        row = Records(town, asked, "councillor").ask(HALF).row
        own = np.array((board.median.value, board.waited), float)
        assert np.array((row.value, row.denominator)) == pytest.approx(own, nan_ok=True)


def test_curves_of_parts_are_for_the_board_and_officers(town):
    autism = select(start="2024-07-01").filtered("pathway", "autism")
    with pytest.raises(NotAllowed, match="of the whole council only"):
        Records(town, autism, "councillor").curves(HALF, by="locality")
    with pytest.raises(NotAllowed, match="of the whole council only"):
        Records(town, replace(autism, areas=("999/locality/North",)), "councillor").curves(HALF)
    board = Records(town, autism, "board").curves(HALF, by="locality")
    assert 0 <= board.p_value <= 1
    frame = Records(town, autism, "board").ask(HALF, by="locality").frame.set_index("area")
    for each in board.curves:
        told = frame.loc[each.area, ["value", "low", "high", "denominator"]].to_numpy(float)
        own = (each.median.value, each.median.low, each.median.high, each.waited)
        assert told == pytest.approx(np.array(own, float), nan_ok=True)


def test_weeks_by_area_come_with_their_intervals():
    mid, west = (
        replace(curve(area), median=half)
        for area, half in (
            ("Mid", Percentile(60.0, 56.0, 64.0)),
            ("West", Percentile(48.0, 44.0, None)),
        )
    )
    assert curve_sentence(made(mid, west)).startswith(
        "Half had their answer by (95% intervals): West week 48 (44 or later), Mid week 60 "
        "(56 to 64)."
    )


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
