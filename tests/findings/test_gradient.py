"""The line through districts and fifths in the order of deprivation, by eye and by its words."""

from datetime import date, timedelta

import duckdb
import numpy as np
import pytest

from sendviz import catalogue
from sendviz.ask import NotAllowed, Records, deprivation, neighbourhood_edition
from sendviz.findings.gradient import gradient
from sendviz.panels.gradient import gradient_note, gradient_sentence
from tests.handmade import build, request, select

SHARE = catalogue.get("plans_issued_within_20_weeks")
WAIT = catalogue.get("median_weeks_to_issue")
# (on time, late): Southam is the most deprived, Northby the least.
STEEP = {"S1": (5, 45), "N2": (15, 35), "N1": (30, 20)}


def plans(counts: dict, key: str = "district") -> list[dict]:
    """Plans by group, on time or late, all issued in March 2025."""
    return [
        request(received, "2024-12-01", "2025-03-01", **{key: group})
        for group, sizes in counts.items()
        for received, size in zip(("2024-11-01", "2024-06-01"), sizes, strict=True)
        for _ in range(size)
    ]


def store(tmp_path, requests, *index: tuple):
    """Index rows are (code, level, edition, score)."""
    tmp_path.mkdir(exist_ok=True)
    found = build(tmp_path / "made.duckdb", requests, public=True)
    with duckdb.connect(str(tmp_path / "made.duckdb")) as connection:
        for row in index or (("S1", "district", "2019", 30.0), ("N2", "district", "2019", 20.0),
                             ("N1", "district", "2019", 10.0)):  # fmt: skip
            connection.execute(
                "insert into deprivation (area_code, level, edition, score, rank, import_id) "
                "values (?, ?, ?, ?, 1, 1)",
                row,
            )
    return found


def test_a_steep_gradient_from_the_most_deprived_to_the_least(tmp_path):
    found = gradient(Records(store(tmp_path, plans(STEEP)), select(), "board"), SHARE)
    assert [(each.name, each.x, each.n) for each in found.groups] == [
        ("Southam", 5, 50), ("Norton", 15, 50), ("Northby", 30, 50),
    ]  # fmt: skip
    assert (found.by, found.edition, found.too_few, found.unplaced) == ("district", "2019", (), ())
    assert found.wider == 1
    # Three equal groups on a straight logit line: its ends lie half a group beyond the middles.
    slope = (np.log(30 / 20) - np.log(5 / 45)) / (2 / 3)
    middle = np.mean([np.log(5 / 45), np.log(15 / 35), np.log(30 / 20)])
    ends = 1 / (1 + np.exp(-(middle + slope * np.array([-0.5, 0.5]))))
    assert (found.first, found.last) == pytest.approx(ends)
    assert found.sii.value == pytest.approx(found.last - found.first)
    assert found.rii.value == pytest.approx(found.last / found.first)
    assert 0.3 < found.sii.low < found.sii.value < found.sii.high
    told = gradient_sentence(SHARE, found)
    assert told.startswith("In the most deprived districts about 6% of plans were issued within")
    assert "50 of 150 plans in three districts" in told and "chance" not in told
    caption = gradient_note(found)
    assert "Indices of Deprivation 2019" in caption and "weak evidence" in caption


def test_no_gradient_cannot_be_told_from_chance(tmp_path):
    level = {"S1": (5, 20), "N2": (5, 20), "N1": (5, 20)}
    found = gradient(Records(store(tmp_path, plans(level)), select(), "board"), SHARE)
    assert found.sii.value == pytest.approx(0, abs=1e-9)
    assert found.sii.low < 0 < found.sii.high
    told = gradient_sentence(SHARE, found)
    assert told.startswith("No clear link with deprivation.") and "which may be luck" in told


def test_scatter_around_the_line_widens_the_range(tmp_path):
    bent = {"S1": (10, 20), "N2": (27, 3), "N1": (18, 12)}
    found = gradient(Records(store(tmp_path, plans(bent)), select(), "board"), SHARE)
    assert found.wider > 5**0.5 * 6.4 and found.sii.low < 0 < found.sii.high
    assert f"{found.wider:.1f} times as wide as chance asks for" in gradient_note(found)


def test_all_or_none_on_time_still_has_a_line(tmp_path):
    ends = {"S1": (0, 20), "N2": (10, 10), "N1": (20, 0)}
    found = gradient(Records(store(tmp_path, plans(ends)), select(), "board"), SHARE)
    assert 0 < found.first < 0.15 and 0.85 < found.last < 1
    assert np.isfinite([found.sii.low, found.sii.high]).all()


def test_public_view_counts_from_rounded_and_names_those_of_too_few(tmp_path):
    year = select(start="2024-07-01")
    held = store(tmp_path, plans(STEEP | {"N1": (33, 19)}))
    found = gradient(Records(held, year, "councillor"), SHARE)
    assert [(each.x, each.n) for each in found.groups] == [(5, 50), (15, 50), (35, 50)]
    assert found.answer.rounded
    with pytest.raises(NotAllowed):
        gradient(Records(held, year.filtered("need", "ASD")), SHARE)
    five = {1: (3, 10), 2: (8, 32), 3: (12, 28), 4: (15, 25), 5: (21, 19)}
    by = store(tmp_path / "by", plans(five, "deprivation"), ("E01000001", "lsoa", "2025", None))
    found = gradient(Records(by, year, "councillor"), SHARE, "fifth")
    assert found.too_few == ("Most deprived fifth",)
    shown = {each.name for each in found.groups}
    assert len(shown) >= 3 and not shown & set(found.too_few)
    told = gradient_sentence(SHARE, found)
    assert told.endswith(
        "Most deprived fifth has fewer than 20 plans: no percentage is shown. The line is that of "
        "the others."
    )
    assert "most deprived fifth" not in gradient_note(found)
    assert gradient(Records(held, year, "councillor"), WAIT) is None


def test_by_fifth_of_neighbourhoods(tmp_path):
    five = {1: (1, 19), 2: (3, 17), 3: (6, 14), 4: (9, 11), 5: (14, 6), None: (9, 1)}
    held = store(tmp_path, plans(five, "deprivation"), ("E01000001", "lsoa", "2025", None))
    assert neighbourhood_edition(held) == "2025"
    found = gradient(Records(held, select(), "board"), SHARE, "fifth")
    assert [each.name for each in found.groups][::4] == [
        "Most deprived fifth", "Least deprived fifth",
    ]  # fmt: skip
    assert sum(each.n for each in found.groups) == 100
    assert found.sii.low > 0.2
    assert "neighbourhoods" in gradient_sentence(SHARE, found)
    assert gradient(Records(held, select(), "board"), SHARE) is None


def test_waits_are_told_in_weeks_and_counts_not_at_all(tmp_path):
    waited = [
        request((date(2024, 9, 1) - timedelta(days=9 * i + later)).isoformat(), "2025-01-05",
                "2025-03-01", district=area)
        for area, later in (("S1", 200), ("N2", 100), ("N1", 0)) for i in range(21)
    ]  # fmt: skip
    held = store(tmp_path, waited)
    found = gradient(Records(held, select(), "board"), WAIT)
    assert found.first > found.groups[1].value > found.last
    assert found.sii.high < -10
    assert "weeks in the most deprived districts" in gradient_sentence(WAIT, found)
    assert gradient(Records(held, select(), "board"), catalogue.get("requests_received")) is None


def test_without_cases_there_is_no_line(tmp_path):
    assert gradient(Records(store(tmp_path, []), select(), "board"), SHARE) is None


def test_one_edition_the_newest_of_those_that_know_most_districts(tmp_path):
    rows = [("S1", "district", "2019", 1.0), ("N1", "district", "2019", 2.0),
            ("S1", "district", "2025", 3.0), ("N1", "district", "2025", 1.0),
            ("S1", "district", "2026", 9.0), ("S1", "lsoa", "2027", 9.0)]  # fmt: skip
    held = store(tmp_path, [], *rows)
    found = deprivation(held, "999")
    assert found[["area_id", "edition", "score"]].to_numpy().tolist() == [
        ["S1", "2025", 3.0], ["N1", "2025", 1.0],
    ]  # fmt: skip
    assert deprivation(held, "998").empty
