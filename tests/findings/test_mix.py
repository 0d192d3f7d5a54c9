"""Like for like, and the split of a change into mix and performance, on a small file made by
hand."""

from __future__ import annotations

import re
from datetime import date, timedelta

import numpy as np
import pytest

from sendviz.ask import NotAllowed, Records
from sendviz.findings.mix import like_for_like, mix_shift, shares_on_same_mix
from sendviz.panels.alike import left_out_sentence, like_sentence, shift_sentence
from tests import handmade
from tests.answers import SHARE, STOCK, tidy

# Plans on time of all issued, by year and area: each area gains 5 points, the total loses 15.
PLANS = {
    (2024, "N1"): (80, 100),
    (2024, "S1"): (10, 50),
    (2025, "N1"): (85, 100),
    (2025, "S1"): (50, 200),
}
YEAR = handmade.select("2025-12-31", "2025-01-01")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    rows = []
    for (year, district), (on_time, total) in PLANS.items():
        for i in range(total):
            issued = date(year, 1 + i % 12, 15)
            received = issued - timedelta(100 if i < on_time else 300)
            need = None if i % 3 == 0 else "ASD"
            aged = "5-10" if i < on_time else "11-15"
            texts = (each.isoformat() for each in (received, received + timedelta(30), issued))
            rows.append(handmade.request(*texts, district=district, need=need, age_band=aged))
    path = tmp_path_factory.mktemp("mix") / "made.duckdb"
    found = handmade.build(path, requests=rows, data_date="2025-12-31", public=True)
    yield found
    found.close()


@pytest.mark.parametrize("role", ["officer", "councillor"])
def test_each_area_gains_and_the_total_falls(store, role):
    found = mix_shift(Records(store, YEAR, role), SHARE)
    rounded = role == "councillor"
    off = 10 if rounded else 0  # a large part may be told up to two steps too high
    for area, true in {"North": (80, 100, 85, 100), "South": (10, 50, 50, 200)}.items():
        (x0, n0), (x1, n1) = found.rows[area]
        assert (x0, n0, x1, n1) == pytest.approx(true, abs=off, rel=0)
    # 3, 3, 3 and 1 of South's plans are told as 0, 0, 0 and 5.
    near = {"abs": 0.05 if rounded else 1e-9, "rel": 0}
    assert found.change.paradox and found.before == (date(2024, 1, 1), date(2024, 12, 31))
    assert found.change.before == pytest.approx(0.6, **near)
    assert found.change.after == pytest.approx(0.45, **near)
    assert found.change.performance == pytest.approx(0.05, **near)
    assert found.change.mix == pytest.approx(-0.2, **near)
    assert found.rounded == rounded


def test_the_paradox_in_words(store):
    said = shift_sentence(
        SHARE, mix_shift(Records(store, YEAR, "officer"), SHARE), "quadrant", "Test"
    )
    assert said == (
        "The share went up in every quadrant of Test, yet down in all together. Plans issued "
        "within 20 weeks: in the 12 months to 31 December 2024 90 of 150 (60%), in the 12 months "
        "to 31 December 2025 135 of 300 (45%). Of this change +5 percentage points "
        "(95% interval \u22124 to +13) come from the quadrants themselves, \u221220 from where the "
        "plans come from. "
        "South has a larger part of the plans than before: 200 of 300, then 50 of 150."
    )


def test_cases_that_are_left_out_are_named(monkeypatch):
    def of(year, few):
        cells = [("North", None, "", 80 + year, 100, None), ("Not known", None, "", 4, 30, None)]
        cells.append(("South", None, "", *((5, 10) if few else (10, 50)), few))
        cells.append(("Empty", None, "", 0, 0, "no_cases"))
        return tidy(SHARE, cells, buckets=("Not known",), rounded=bool(few))

    for few, expected in ((None, ("Not known",)), ("too_few", ("Not known", "South"))):
        answers = iter((of(5, few), of(0, None)))
        monkeypatch.setattr(Records, "ask", lambda *_, held=answers, **__: next(held))
        found = mix_shift(Records(None, YEAR, "officer"), SHARE)
        assert set(found.left_out) == set(expected)
        assert found.too_few == (("South",) if few else ())


def test_no_period_before_and_no_share(store):
    assert (
        mix_shift(Records(store, handmade.select("2024-12-31", "2024-01-01"), "officer"), SHARE)
        is None
    )
    assert mix_shift(Records(store, YEAR, "officer"), STOCK) is None
    with pytest.raises(ValueError, match="told for shares"):
        like_for_like(Records(store, YEAR, "officer"), STOCK)


def test_public_view_may_not_see_place_and_child_together(store):
    with pytest.raises(NotAllowed):
        like_for_like(Records(store, YEAR, "councillor"), SHARE)


def test_like_for_like_from_the_file(store):
    found = like_for_like(Records(store, YEAR, "officer"), SHARE)
    assert found.left_out == ("need",) and set(found.alike) == {"age_band", "source"}
    assert found.raw["North"].value == pytest.approx(0.85)
    # All who asked are parents: that mix changes nothing. Age tells all: on one mix none differ.
    assert found.alike["source"]["South"].value == pytest.approx(0.25)
    assert found.spread() == pytest.approx(0.6) and found.spread("source") == pytest.approx(0.6)
    assert found.spread("age_band") == pytest.approx(0.0)
    assert found.spreads() == {"age_band": pytest.approx(0.0), "source": pytest.approx(0.6)}
    said = like_sentence(SHARE, found)
    assert "explains most of the difference" in said and not re.search(r"\bnan\b", said)
    assert left_out_sentence(found).startswith("Left out: needs, not known")


def test_standardised_by_hand():
    cells = [
        ("A", None, "0-4", 40, 50, None), ("A", None, "5-10", 30, 150, None),
        ("B", None, "0-4", 90, 150, None), ("B", None, "5-10", 10, 50, None),
    ]  # fmt: skip
    found = shares_on_same_mix(tidy(SHARE, cells).frame, ["A", "B"])
    assert found["A"].value == pytest.approx((0.8 * 200 + 0.2 * 200) / 400)
    assert found["B"].value == pytest.approx((0.6 * 200 + 0.2 * 200) / 400)
    assert found["A"].low < found["A"].value < found["A"].high


def test_kinds_of_child_too_few_for_an_area_are_taken_together():
    cells = [
        ("A", None, "0-4", 1, 2, None), ("A", None, "5-10", 10, 20, None),
        ("A", None, "11-15", 30, 60, None), ("B", None, "5-10", 10, 30, None),
        ("B", None, "11-15", 20, 50, None),
    ]  # fmt: skip
    found = shares_on_same_mix(tidy(SHARE, cells).frame, ["A", "B"])
    assert not any(np.isnan(each.value) for each in found.values())
    total = (22 + 30, 60 + 50)
    expected = (10 / 30 * total[0] + 20 / 50 * total[1]) / sum(total)
    assert found["B"].value == pytest.approx(expected)
