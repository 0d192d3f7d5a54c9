"""Published waits for a screen: the table of October 2025 in `domain/health-waits.md` 3.2."""

import math

import pandas as pd
import pytest

from sendviz import build, query
from sendviz.layouts import Delivery
from sendviz.sources import bundled, nhs_bundled, nhs_community, places
from sendviz.store import Store
from tests.conftest import shared

OCTOBER = "Community-health-services-waiting-lists-2025-26-October.xlsx"
COUNCILS = {"QH8": "881", "QJG": "881", "QM7": "881", "QPM": "941", "QUE": "873", "QVV": "839",
            "England": "881"}  # fmt: skip
# total, over 18 weeks %, over 52 weeks %, median and 92nd percentile in weeks
TABLE = {
    ("slt", "England"): (61845, 38.7, 8.2, 12.9, 53.3),
    ("slt", "QH8"): (240, 7.5, 0.0, 10.7, 17.9),
    ("slt", "QM7"): (517, 3.9, 1.0, 1.9, 15.2),
    ("slt", "QJG"): (621, 12.9, 0.0, 7.4, 30.9),
    ("slt", "QPM"): (1456, 71.0, 3.5, 28.6, 49.7),
    ("slt", "QUE"): (2921, 23.3, 1.1, 7.2, 41.4),
    ("slt", "QVV"): (140, 7.1, 0.0, 5.0, 17.3),
    ("ot", "England"): (15445, 27.2, 3.0, 9.8, 45.0),
    ("ot", "QM7"): (347, 14.4, 0.6, 4.6, 33.8),
    ("ot", "QJG"): (474, 12.2, 5.5, 8.8, 39.3),
    ("ot", "QPM"): (174, 6.3, 0.0, 7.3, 17.6),
    ("ot", "QUE"): (263, 12.2, 0.0, 7.0, 29.6),
    ("physio", "England"): (18931, 16.5, 0.8, 6.9, 36.4),
    ("paediatrics", "England"): (171489, 73.0, 40.0, 41.7, ">104 weeks"),
    ("paediatrics", "QH8"): (1192, 25.9, 0.2, 10.2, 41.7),
    ("paediatrics", "QM7"): (8788, 85.7, 56.8, 64.0, ">104 weeks"),
    ("paediatrics", "QJG"): (7043, 45.3, 16.4, 13.2, 80.5),
    ("paediatrics", "QPM"): (885, 80.0, 47.3, 49.2, 95.2),
    ("paediatrics", "QUE"): (6872, 83.9, 51.1, 53.5, ">104 weeks"),
    ("paediatrics", "QVV"): (6423, 93.4, 67.0, 77.0, ">104 weeks"),
}


def built(folder, *deliveries) -> Store:
    path = folder / "x.duckdb"
    build.run([*bundled.deliveries(), places.four_councils(), *deliveries], path, fresh=True)
    return Store(path)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    return built(tmp_path_factory.mktemp("fresh"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    workbook = nhs_community.read(shared("samples", "nhs", OCTOBER))
    return built(tmp_path_factory.mktemp("whole"), workbook)


@pytest.mark.parametrize(("pathway", "code"), TABLE)
def test_the_table_of_october_2025(whole, pathway, code):
    frame = query.published_waits(whole, COUNCILS[code], pathway).set_index("code")
    row, (total, over_18, over_52, median, long) = frame.loc[code], TABLE[pathway, code]
    assert (row.total, row.banded, row.coverage) == (total, total, 1)
    found = [round(100 * row.share_over_18_weeks, 1), round(100 * row.share_over_52_weeks, 1)]
    assert found == [over_18, over_52]
    assert round(row["median"], 1) == median
    said = row.open_band if pd.isna(row.percentile_92) else round(row.percentile_92, 1)
    assert said == long and (pd.isna(row.open_band) or pd.isna(row.percentile_92))


@pytest.mark.parametrize("code", ["QH8", "QVV"])
@pytest.mark.parametrize("pathway", ["ot", "physio"])
def test_a_line_that_nobody_submitted_is_blank_and_not_nought(whole, code, pathway):
    row = query.published_waits(whole, COUNCILS[code], pathway).set_index("code").loc[code]
    assert row.blank == "not_submitted"
    assert row[["total", "banded", "share_over_18_weeks", "median", "open_band"]].isna().all()


def test_boards_come_with_their_providers_under_them(whole):
    frame = query.published_waits(whole, "873", "slt")
    assert frame["code"].tolist() == ["England", "QUE", "RT1", "RYV"]
    shares = (100 * frame["share_over_18_weeks"]).round(1).tolist()
    assert shares[1:] == [23.3, 60.1, 14.1]  # domain/health-waits.md 0
    essex = query.published_waits(whole, "881", "paediatrics").set_index("code")
    assert essex.index.tolist() == ["England", "QH8", "R1L", "QJG", "RDE", "NQA", "NDL", "RGR",
                                    "QM7", "RWH", "RY4"]  # fmt: skip
    assert essex.loc["NQA", "parent"] == "QJG" and "Provide" in essex.loc["QH8", "note"]
    over = essex.loc[["RWH", "RY4"], "share_over_52_weeks"]
    assert [round(100 * share, 1) for share in over] == [68.5, 14.7]


def test_the_bundled_extract_says_the_same_as_the_whole_workbook(fresh, whole):
    for la_code in ("881", "873", "941", "839"):
        for pathway in ("slt", "ot", "physio", "paediatrics"):
            pd.testing.assert_frame_equal(
                query.published_waits(fresh, la_code, pathway),
                query.published_waits(whole, la_code, pathway),
            )


def test_a_council_without_known_areas_sees_england(fresh):
    assert query.published_waits(fresh, "330", "ot")["code"].tolist() == ["England"]
    assert query.published_waits(fresh, "881", "autism").empty
    assert query.published_autism(fresh, "330").empty


def test_suppressed_autism_counts_mean_0_to_4(fresh):
    frame = query.published_autism(fresh, "881").set_index(["code", "measure"])
    hidden = frame.loc["99E", "new"]
    assert (hidden.blank, hidden.low, hidden.high) == ("suppressed", 0, 4)
    assert math.isnan(hidden.value) and hidden.covers == "South" and hidden.fit == "partial"
    assert frame.loc["06Q", "open"][["value", "low", "high", "fit"]].tolist() == [
        15, 13, 17, "whole"
    ]  # fmt: skip
    assert frame.loc["06T", "open"][["value", "low", "high"]].tolist() == [5, 5, 7]
    west = query.published_autism(fresh, "941").set_index("measure")["value"].to_dict()
    assert west == {"new": 115, "open": 2565, "open_over_13_weeks": 2235,
                    "open_over_13_weeks_without_contact": 2230}  # fmt: skip


def test_who_did_not_submit(fresh):
    frame = query.missing_submitters(fresh, "881")
    newest = frame[frame["month"] >= "2025-04-01"].set_index(["code", "month"])["missing"]
    assert newest["England"].tolist() == [4, 5, 2, 1, 4, 2, 2]
    assert newest["QJG"].tolist() == [0, 0, 0, 0, 1, 0, 0]
    assert set(frame["code"]) == {"England", "QH8", "QJG", "QM7"}


def edition(name: str, **changed: tuple[str, float]) -> Delivery:
    """England in November 2025 as in October, a cell of a line changed: an edition made up."""
    rows = nhs_bundled.community().query("edition == '2025-10' and code == 'England'")
    rows = rows[rows["pathway"].notna()].assign(edition=name, month=pd.Timestamp(2025, 11, 1))
    for pathway, (band, value) in changed.items():
        rows.loc[(rows["pathway"] == pathway) & (rows["indicator"] == band), "value"] = value
    return Delivery("nhs_community", "made up", f"{name}.xlsx", name, {"health_figure": rows})


@pytest.fixture(scope="module")
def november(tmp_path_factory):
    revised = edition(
        "2025-11-revised", slt=("total", 67_790), ot=("0-7", float("nan")), physio=("total", 9)
    )
    store = built(tmp_path_factory.mktemp("november"), edition("2025-11"), revised)
    names = ("slt", "ot", "physio")
    return {name: query.published_waits(store, "881", name).iloc[0] for name in names}


def test_the_newest_edition_of_the_newest_month_counts(november):
    assert (november["physio"].edition, november["physio"].total) == ("2025-11-revised", 9)
    assert november["physio"].month == pd.Timestamp(2025, 11, 1)


def test_a_missing_band_gives_no_share_and_no_percentile(november):
    row = november["ot"]
    assert row.total == 15_445
    assert row[["banded", "share_over_18_weeks", "median", "percentile_92"]].isna().all()
    assert pd.isna(row.open_band)


def test_bands_that_fall_short_of_the_total_are_told_by_their_coverage(november):
    row = november["slt"]
    assert row.coverage == pytest.approx(61_845 / 67_790)
    assert row.share_over_18_weeks == pytest.approx(23_961 / 61_845)
