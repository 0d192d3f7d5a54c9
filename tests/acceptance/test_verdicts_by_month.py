"""What trends say of the simulated councils month after month: never against the end of a line."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sendviz import catalogue
from sendviz.ask import Records, Selection
from sendviz.catalogue.calendar import add_months, month_end
from sendviz.findings.signals import way_of
from sendviz.findings.trend import Told, control_charts_by_month
from sendviz.kit.words import month
from sendviz.panels.trend_words import figures, heading, short

COUNCILS = ("881", "941", "873", "839")
MEASURES = [m.id for m in catalogue.headlines() if m.kind != "net"] + ["median_weeks_to_issue"]
LAST, MONTHS = date(2025, 12, 31), 36
# How many standard errors a slope must be long to be told from noise.
BEYOND = 3.0


def slope_of_half_a_year(told: Told) -> float:
    """The slope of a straight line through the last six points, in its standard errors: by chance
    and by the steps from point to point, whichever is more. Worked out apart from the verdict."""
    values = told.chart.values[-6:]
    rows = told.answer.frame.iloc[-6:]
    if len(values) < 6 or np.isnan(values).any() or told.answer.grain != "month":
        return 0.0
    t = np.arange(6) - 2.5
    if told.answer.measure.kind == "share":
        n = rows["denominator"].to_numpy(float)
        p = (rows["numerator"].sum() + 1) / (n.sum() + 2)
        chance = p * (1 - p) / n
    else:
        chance = np.full(6, max(values.mean(), 1.0))
    known = told.chart.values[~np.isnan(told.chart.values)]
    usual = (np.median(np.abs(np.diff(known))) / 0.954) ** 2
    noise = chance if told.is_list else np.maximum(chance, usual)
    if told.answer.measure.unit == "weeks":
        noise = np.full(6, usual)
    return float((t @ values) / np.sqrt((t**2) @ noise))


@pytest.mark.parametrize("council", COUNCILS)
@pytest.mark.parametrize("id", MEASURES)
def test_no_word_contradicts_the_last_six_months(simulated, council, id):
    for back in range(MONTHS):
        day = month_end(add_months(LAST, -back))
        told = control_charts_by_month(Records(simulated, Selection(council, day)), id).told
        slope = slope_of_half_a_year(told)
        told_of_it = told.verdict.drift if told.row == "turned" else told.verdict.direction
        said = told_of_it if way_of(told) else 0
        assert not (said and abs(slope) > BEYOND and np.sign(slope) == -said), (
            f"{council}, {month(day)}: {heading(told)} over a slope of {slope:.1f}"
        )


@pytest.mark.parametrize("council", COUNCILS)
def test_words_and_figures_go_the_same_way(simulated, council):
    """Who is told to be getting better is better than a year before, by the printed counts."""
    seen = 0
    for id in MEASURES:
        for by in (None, "locality"):
            records = Records(simulated, Selection(council, LAST), "officer")
            for told in control_charts_by_month(records, id, by).places.values():
                if told.verdict.direction and told.before and not told.verdict.in_a_row:
                    moved = told.now.value - told.before.value
                    assert np.sign(moved) == told.verdict.direction, (short(told), figures(told))
                    seen += 1
    assert seen > 3
