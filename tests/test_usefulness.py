"""Public view of parts is of use: nothing is hidden, errors stay below chance, and no verdict on
an area contradicts the exact one."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.usefulness import compared, summed


@pytest.fixture(scope="module")
def cells(simulated) -> pd.DataFrame:
    """BCP: quadrants that are districts, the smallest council."""
    found = [each for each in compared(simulated, "839") if each.scheme == "locality"]
    assert {each.window for each in found} == {"quarter", "12 months", "list on a day"}
    return pd.concat([each.cells for each in found])


def test_every_cell_says_something(cells):
    found = summed(cells)
    assert found.cells > 300
    assert found.say == 1
    assert found.percentage > 0.7


def test_errors_stay_below_chance(cells):
    found = summed(cells[~cells["health"]])
    assert found.points[0] < found.chance
    assert found.counts[1] <= 7
    assert abs(found.bias) < 0.5


def test_no_verdict_contradicts_the_exact_one(cells):
    found = summed(cells)
    assert found.verdicts > 200
    assert found.contradict == 0
    assert found.agree > 0.85


def test_verdicts_are_told_apart_by_side():
    rows = {
        "exact": [5.0, 5.0, 5.0],
        "told": [5.0, 10.0, 5.0],
        "share": [0.1, 0.2, 0.3],
        "share_told": [0.1, 0.3, 0.3],
        "of": [50.0, 50.0, 50.0],
        "verdict": ["better", "worse", "similar"],
        "verdict_told": ["worse", "perhaps_worse", "better"],
    }
    found = summed(pd.DataFrame(rows))
    assert (found.contradict, found.agree, found.more, found.less) == (1 / 3, 1 / 3, 1 / 3, 0)
