"""The same records through every reader give the same measures, to the last unit."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sendviz import ask, catalogue, load, simulate
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store
from sendviz.load.readers import bundled, places, postcodes, sen2_blade, sen2_workbook, sen2_xml
from tests.simulate import returns, writers

LA = "839"
YEARS = (2024, 2025)
# What a SEN2 return holds as the records do: it has no advice, drafts or need of requests.
SAME_AS_THE_RECORDS = (
    "requests_received",
    "decided_within_6_weeks",
    "requests_disputed",
    "plans_issued",
    "plans_issued_within_20_weeks",
    "plans_issued_20_to_52_weeks",
    "plans_issued_after_a_year",
    "share_with_an_exception",
    "no_plan_decided_within_16_weeks",
    "mean_weeks_to_issue",
    "median_weeks_to_issue",
)


def chosen() -> Selection:
    return Selection(LA, date(2026, 1, 15), date(2024, 1, 1), date(2025, 12, 31))


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    """Two yearly returns as XML, Blade files and workbooks, each loaded into a file of its own."""
    folder = tmp_path_factory.mktemp("round_trip")
    made = simulate.deliveries((LA,))[0]
    lookup = folder / "postcodes.csv"
    writers.write_postcodes(lookup)
    known = postcodes.read_lookup(lookup)
    read: dict[str, list] = {"xml": [], "blade": [], "workbook": []}
    for year in YEARS:
        sent = returns.sen2_return(made, year)
        writers.write_xml(sent, folder / f"{year}.xml")
        writers.write_blade(sent, folder / f"blade{year}")
        writers.write_workbook(sent, folder / f"{year}.xlsx")
        read["xml"].append(sen2_xml.read(folder / f"{year}.xml"))
        read["blade"].append(sen2_blade.read(folder / f"blade{year}"))
        read["workbook"].append(
            sen2_workbook.read(folder / f"{year}.xlsx", LA, year + 1, sent.reference_date)
        )
    found = {}
    always = [*bundled.deliveries(), places.four_councils()]
    for form, deliveries in {**read, "records": [made]}.items():
        path = folder / f"{form}.duckdb"
        load.run([*always, *deliveries], path, postcodes=known)
        found[form] = Store(path)
    return found


@pytest.mark.parametrize("id", sorted(catalogue.measures()))
def test_every_form_gives_the_same(stores, id):
    m = catalogue.get(id)
    by = "locality"
    frames = [
        ask.measure(stores[form], m, chosen(), "officer", by=by)
        for form in ("xml", "blade", "workbook")
    ]
    pd.testing.assert_frame_equal(frames[0], frames[1])
    pd.testing.assert_frame_equal(frames[0], frames[2])


@pytest.mark.parametrize("id", SAME_AS_THE_RECORDS)
def test_returns_give_what_the_records_give(stores, id):
    m = catalogue.get(id)
    for by in (None, "locality", "sex"):
        sent = ask.measure(stores["records"], m, chosen(), "officer", by=by)
        back = ask.measure(stores["xml"], m, chosen(), "officer", by=by)
        pd.testing.assert_frame_equal(sent, back)
