import numpy as np
import pytest

from sendviz.simulate import fitting, monthly
from sendviz.simulate.days import dates, draw, number, office
from sendviz.simulate.fitting import Evenness, Infeasible, Totals


def table(rows, columns):
    """Totals of a full table of len(rows) by len(columns) cells."""
    place = np.arange(len(rows) * len(columns))
    return [
        Totals("rows", place // len(columns), np.array(rows)),
        Totals("columns", place % len(columns), np.array(columns)),
    ]


def test_spread_and_whole_meet_all_totals():
    totals = table([5, 7, 8], [4, 6, 10])
    spread = fitting.spread(np.ones(9), totals)
    assert spread.reshape(3, 3)[0] == pytest.approx([1, 1.5, 2.5], abs=0.01)
    counts = fitting.whole(spread, totals, [], np.random.default_rng(1))
    assert counts.dtype.kind == "i" and (counts >= 0).all()
    assert list(counts.reshape(3, 3).sum(axis=1)) == [5, 7, 8]
    assert list(counts.reshape(3, 3).sum(axis=0)) == [4, 6, 10]


def test_an_evenness_is_kept_too():
    totals = [Totals("all", np.zeros(4, dtype=int), np.array([40]))]
    even = [Evenness("tilt", np.array([1.0, 1.0, -1.0, -3.0]), 1.0)]
    cells = fitting.spread(np.ones(4), totals, even)
    assert (cells * even[0].weight).sum() == pytest.approx(0, abs=0.05)
    counts = fitting.whole(cells, totals, even, np.random.default_rng(1))
    assert counts.sum() == 40 and abs((counts * even[0].weight).sum()) <= 1


def test_totals_that_contradict_each_other_are_refused():
    with pytest.raises(Infeasible, match="is missed by"):
        fitting.spread(np.ones(4), table([5, 5], [20, 30]))


def test_share_out_loses_nobody():
    assert list(fitting.share_out(10, [1, 1, 1])) == [4, 3, 3]
    assert fitting.share_out(7, [0.1, 0.0, 5.3]).sum() == 7


def test_pick_takes_only_what_has_odds():
    rng = np.random.default_rng(3)
    assert list(fitting.pick(rng, [0, 1, 0, 2], 2)) == [1, 3]
    assert len(fitting.pick(rng, [1, 1], 0)) == 0
    with pytest.raises(Infeasible, match="3 are wanted but only 1"):
        fitting.pick(rng, [0, 1, 0, 0], 3)


def test_months_add_up_to_the_years_and_keep_their_pins():
    totals = {2021: 120, 2022: 240, 2023: 60, 2024: 300, 2025: 300}
    found = monthly.issued(totals, {13: 5}, np.random.default_rng(2))
    years = np.array([year for year, _ in monthly.MONTHS])
    assert all(found[years == year].sum() == total for year, total in totals.items())
    assert found[13] == 5 and (found >= 0).all()


def test_days_are_drawn_within_their_limits_on_working_days():
    base = np.full(500, number(np.datetime64("2024-03-01").astype(object)))
    drawn = draw(np.random.default_rng(4), base, np.ones(60), base + 10, base + 40)
    assert (drawn >= base + 10).all() and (drawn <= base + 40).all()
    assert (office(drawn) == 1).mean() > 0.97
    assert dates([float(base[0]), np.nan]).tolist()[1] is None
    with pytest.raises(ValueError, match="no day between their limits"):
        draw(np.random.default_rng(4), base, np.ones(60), base + 10, base + 9)
