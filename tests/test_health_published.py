"""Published waits for a screen: the table of October 2025."""

import math

import pandas as pd
import pytest

from sendviz import ask, catalogue, load
from sendviz.ask.store import Store
from sendviz.catalogue.layouts import Delivery
from sendviz.load.readers import bundled, nhs_community, nhs_figures, places
from sendviz.load.readers.nhs_figures import figures
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
    load.run([*bundled.deliveries(), places.four_councils(), *deliveries], path, fresh=True)
    return Store(path)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    return built(tmp_path_factory.mktemp("fresh"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    workbook = nhs_community.read(shared("samples", "nhs", OCTOBER))
    return built(tmp_path_factory.mktemp("whole"), workbook)


def rows_of(store, la_code, pathway):
    """The rows by their code, in their order."""
    return {row.code: row for row in ask.nhs_figures(store, la_code, pathway).rows}


def per_cent(cell) -> float:
    return round(100 * cell.share, 1)


@pytest.mark.parametrize(("pathway", "code"), TABLE)
def test_the_table_of_october_2025(whole, pathway, code):
    cells = rows_of(whole, COUNCILS[code], pathway)[code].cells
    total, over_18, over_52, median, long = TABLE[pathway, code]
    assert (cells["total"].value, cells["banded"].value, cells["banded"].share) == (total, total, 1)
    assert [per_cent(cells[f"over_{weeks}_weeks"]) for weeks in (18, 52)] == [over_18, over_52]
    assert round(cells["median"].value, 1) == median
    told = cells["percentile_92"]
    said = f">{told.over} weeks" if told.over else round(told.value, 1)
    assert said == long and (told.over is None) != math.isnan(told.value)


@pytest.mark.parametrize("code", ["QH8", "QVV"])
@pytest.mark.parametrize("pathway", ["ot", "physio"])
def test_a_line_that_nobody_submitted_is_blank_and_not_nought(whole, code, pathway):
    cells = rows_of(whole, COUNCILS[code], pathway)[code].cells
    assert list(cells) == ["total"]
    assert cells["total"].blank == "not_submitted" and math.isnan(cells["total"].value)


def test_boards_come_with_their_providers_under_them(whole):
    found = rows_of(whole, "873", "slt")
    assert list(found) == ["England", "QUE", "RT1", "RYV"]
    shares = [per_cent(row.cells["over_18_weeks"]) for row in found.values()]
    assert shares[1:] == [23.3, 60.1, 14.1]
    essex = rows_of(whole, "881", "paediatrics")
    assert list(essex) == ["England", "QH8", "R1L", "QJG", "RDE", "NQA", "NDL", "RGR",
                           "QM7", "RWH", "RY4"]  # fmt: skip
    assert essex["NQA"].parent == "QJG" and "Provide" in essex["QH8"].note
    assert not essex["NQA"].note
    assert [per_cent(essex[code].cells["over_52_weeks"]) for code in ("RWH", "RY4")] == [68.5, 14.7]


def test_the_bundled_extract_says_the_same_as_the_whole_workbook(fresh, whole):
    for la_code in ("881", "873", "941", "839"):
        for pathway in ("slt", "ot", "physio", "paediatrics"):
            found = [ask.nhs_figures(store, la_code, pathway) for store in (fresh, whole)]
            assert repr(found[0]) == repr(found[1]) and len(found[0].rows) > 1


def test_a_council_without_known_areas_sees_england(fresh):
    assert list(rows_of(fresh, "330", "ot")) == ["England"]
    autism = ask.nhs_figures(fresh, "330", "autism")
    assert not autism.rows and not autism.known_areas
    assert ask.nhs_figures(fresh, "881", "ot").known_areas


def test_suppressed_autism_counts_are_kept_apart_from_numbers(fresh):
    found = rows_of(fresh, "881", "autism")
    hidden = found["99E"].cells["new"]
    assert hidden.blank == "suppressed" and math.isnan(hidden.value)
    assert (found["99E"].covers, found["99E"].fit) == ("South", "partial")
    assert (found["06Q"].cells["open"].value, found["06Q"].fit) == (15, "whole")
    assert found["06Q"].cells["open"].blank is None
    (west,) = rows_of(fresh, "941", "autism").values()
    assert {name: cell.value for name, cell in west.cells.items()} == {
        "new": 115, "open": 2565, "open_over_13_weeks": 2235,
        "open_over_13_weeks_without_contact": 2230,
    }  # fmt: skip


def delivered(name: str, rows: pd.DataFrame) -> Delivery:
    return Delivery("nhs", name, f"{name}.csv", name, {"health_figure": rows})


@pytest.fixture(scope="module")
def thinner(tmp_path_factory):
    """A newer month of both publications without West Essex (07H and its board), and without the
    new referrals of Mid Essex."""
    month = pd.Timestamp(2025, 11, 1)
    autism = bundled.autism().assign(month=month, edition="2026-02")
    autism = autism[(autism["code"] != "07H")
                    & ~((autism["code"] == "06Q") & (autism["indicator"] == "ASD12a"))]  # fmt: skip
    waits = bundled.community().query("edition == '2025-10' and pathway == 'slt'")
    waits = waits.assign(month=month, edition="2025-11")[waits["code"] != "QM7"]
    folder = tmp_path_factory.mktemp("thinner")
    return built(folder, delivered("autism", autism), delivered("waits", waits))


def test_a_location_or_a_number_that_the_newest_file_lacks_is_not_in_the_file(thinner):
    found = rows_of(thinner, "881", "autism")
    assert [len(row.cells) for row in found.values()] == [4] * 5
    assert {row.month for row in found.values()} == {pd.Timestamp(2025, 11, 1)}
    assert [cell.blank for cell in found["07H"].cells.values()] == ["not_in_file"] * 4
    assert found["06Q"].cells["new"].blank == "not_in_file"
    assert found["99E"].cells["new"].blank == "suppressed"
    assert found["06Q"].cells["open"].value == 15


def test_a_board_that_the_newest_workbook_lacks_is_not_in_the_file(thinner):
    found = rows_of(thinner, "881", "slt")
    west = found["QM7"]
    assert (west.cells["total"].blank, west.name) == (
        "not_in_file", "Hertfordshire and West Essex",
    )  # fmt: skip
    assert west.month == pd.Timestamp(2025, 11, 1) and math.isnan(west.cells["total"].value)
    assert found["RDE"].cells["total"].blank == "not_submitted"


def test_which_boards_and_locations_serve_a_council(fresh):
    found = ask.served(fresh, "881").groupby("level")["code"].apply(list).to_dict()
    assert found == {"icb": ["QH8", "QJG", "QM7"], "sub_icb": ["06Q", "06T", "07H", "99E", "99F"]}
    assert ask.served(fresh, "330").empty


def test_a_line_added_to_the_list_of_areas_makes_a_council_known(tmp_path, monkeypatch):
    """data/areas/nhs_areas.csv with Kent's board added, as docs/deviations.md tells."""
    known = nhs_figures.areas()
    kent = known.iloc[[0]].assign(la_code="886", council="Kent", code="QKS", name="Kent and Medway")
    monkeypatch.setattr(nhs_figures, "areas", lambda: pd.concat([known, kent]))
    assert ask.served(built(tmp_path), "886")["code"].tolist() == ["QKS"]


def adhd(edition: str, month: str, **values: float) -> pd.DataFrame:
    """England aged 5 to 17 in a month: indicators and their numbers, nan for suppressed."""
    found = pd.Series(values, name="value")
    blank = pd.Series(None, found.index, dtype="str").mask(found.isna(), "suppressed")
    rows = pd.DataFrame({"value": found, "blank": blank})
    rows = rows.rename_axis("indicator").reset_index().assign(month=month, edition=edition)
    return figures(
        rows, publication="adhd", pathway="adhd", method="adhd", level="national", code="England",
        name="England", category="5 to 17", service="A line", source="made up",
    )  # fmt: skip


def test_adhd_figures_are_of_the_newest_month_and_edition_of_each_line(fresh, tmp_path):
    assert not ask.nhs_figures(fresh, "881", "adhd").rows
    old = adhd("2025-11", "2025-09-01", ADHD003=100, ADHD008=7)
    first = adhd("2026-02", "2025-12-01", ADHD003=200)
    revised = adhd("2026-05", "2025-12-01", ADHD003=250, ADHD004=math.nan, ADHD005=5)
    deliveries = [delivered(f"adhd {i}", rows) for i, rows in enumerate((old, first, revised))]
    found = rows_of(built(tmp_path, *deliveries), "881", "adhd")
    cells = {code: row.cells["5 to 17"] for code, row in found.items()}
    values = {code: cell.value for code, cell in cells.items() if not cell.blank}
    assert values == {"ADHD003": 250, "ADHD005": 5, "ADHD008": 7}
    assert cells["ADHD004"].blank == "suppressed"
    assert found["ADHD008"].month == pd.Timestamp(2025, 9, 1)
    assert (list(found["ADHD003"].cells), found["ADHD003"].edition) == (["5 to 17"], "2026-05")


def test_who_did_not_submit(fresh):
    frame = ask.missing_submitters(fresh, "881")
    newest = frame[frame["month"] >= "2025-04-01"].set_index(["code", "month"])["missing"]
    assert newest["England"].tolist() == [4, 5, 2, 1, 4, 2, 2]
    assert newest["QJG"].tolist() == [0, 0, 0, 0, 1, 0, 0]
    assert set(frame["code"]) == {"England", "QH8", "QJG", "QM7"}


def edition(name: str, **changed: tuple[str, float]) -> Delivery:
    """England in November 2025 as in October, a cell of a line changed: an edition made up."""
    rows = bundled.community().query("edition == '2025-10' and code == 'England'")
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
    return {name: ask.nhs_figures(store, "881", name).rows[0] for name in names}


def test_the_newest_edition_of_the_newest_month_counts(november):
    row = november["physio"]
    assert (row.edition, row.cells["total"].value) == ("2025-11-revised", 9)
    assert row.month == pd.Timestamp(2025, 11, 1)


def test_a_missing_band_gives_no_share_and_no_percentile(november):
    cells = november["ot"].cells
    assert cells["total"].value == 15_445 and "banded" not in cells
    others = ("over_18_weeks", "over_52_weeks", "median", "percentile_92")
    assert [cells[name].blank for name in others] == ["not_told"] * 4


def test_bands_that_fall_short_of_the_total_are_told_by_their_coverage(november):
    cells = november["slt"].cells
    assert cells["banded"].share == pytest.approx(61_845 / 67_790)
    assert cells["over_18_weeks"].share == pytest.approx(23_961 / 61_845)


def test_every_pathway_has_its_publication_and_its_line_of_the_community_lists():
    sources = catalogue.nhs_sources()
    assert set(sources) == set(catalogue.dimensions()["pathway"].values)
    assert all(sources[each.counted_in].publication == "community" for each in sources.values())
    assert set(catalogue.main_pathways()) <= set(sources)
