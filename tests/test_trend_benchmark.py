"""Verdicts on series of known truth, a small seeded part of `python -m tests.trend_benchmark`."""

from __future__ import annotations

import numpy as np
import pytest

from tests import trend_benchmark
from tests.trend_benchmark import KINDS, MOST, faults, found_of, judged, of_all, rates, step

OF_EACH = 25


def test_verdicts_hardly_ever_mislead():
    found = of_all(np.concatenate([found_of(kind, OF_EACH) for kind in KINDS]))
    assert found.contrary <= MOST.contrary
    assert found.misleads <= MOST.misleads
    assert found.silent <= MOST.silent


def test_a_step_is_told_and_never_the_wrong_way():
    found = rates(step, 60)
    assert found.contrary == 0 and found.silent < 20


def test_a_verdict_turned_round_would_be_caught():
    """The counting itself: of series that move far, the opposite direction is contrary."""
    draw = np.random.default_rng(1)
    made = [step(draw) for _ in range(40)]
    told = [(each, judged(each)) for each in made]
    moved = [(each, said) for each, said in told if faults(each, said)[4]]
    assert len(moved) > 5
    for each, said in moved:
        upside_down = each.__class__(each.answer, 1 - each.truth, each.hardly, each.far)
        assert not faults(each, said)[0] and faults(upside_down, said)[0]


def test_it_says_where_the_limits_are_passed(capsys, monkeypatch):
    monkeypatch.setattr(trend_benchmark, "KINDS", (step,))
    trend_benchmark.main(3)
    assert capsys.readouterr().out.splitlines()[-1].startswith("all 3")
    monkeypatch.setattr(trend_benchmark, "MOST", trend_benchmark.Rates(-1, 0, 0, 0, 0))
    with pytest.raises(SystemExit):
        trend_benchmark.main(3)
