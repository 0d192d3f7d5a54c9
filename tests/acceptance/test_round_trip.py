"""The same records through every reader give the same measures, to the last unit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from sendviz import catalogue, load, simulate
from sendviz.ask import Records
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store
from sendviz.catalogue.layouts import Delivery
from sendviz.load.readers import bundled, places, postcodes, sen2_blade, sen2_workbook, sen2_xml
from tests.simulate import returns, writers

LA = "839"
YEARS = (2024, 2025)
ONE_CHILD_OF = 20
# Facts of which a SEN2 return holds nothing: advice, the lists of health services, those of audits,
# complaints, appeals, survey answers, staff and money, and the plan.
NOT_IN_A_RETURN = {
    "advice_asked",
    *(
        id
        for id, fact in catalogue.FACTS.items()
        if fact.of_referrals or fact.of_list or fact.whole_council
    ),
}
BLANK = sorted(
    m.id
    for m in catalogue.measures().values()
    if {m.fact, *(part.fact for part in m.made_of)} & NOT_IN_A_RETURN
    or m.id == "offered_support_during_ehc_assessment"
)
TOLD = sorted(set(catalogue.measures()) - set(BLANK))
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
    return Selection(LA, date(2026, 1, 15), date(2024, 1, 1))


def some_children(made: Delivery) -> Delivery:
    """The records of every twentieth child: some 380."""
    person = made.tables["person"]
    kept = person[person["person_no"] % ONE_CHILD_OF == 0]
    request = made.tables["request"]
    request = request[request["person_no"].isin(kept["person_no"])]
    tables = {
        name: frame[frame["request_no"].isin(request["request_no"])]
        for name, frame in made.tables.items()
        if name not in ("person", "request")
    }
    return replace(made, tables={"person": kept, "request": request} | tables)


@pytest.fixture(scope="module")
def round_trip(tmp_path_factory):
    """Two yearly returns as XML, Blade files and workbooks, each loaded into a file of its own."""
    folder = tmp_path_factory.mktemp("round_trip")
    made = some_children(simulate.deliveries((LA,))[0])
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
    # The councils without their published figures, which no return changes.
    named = [each for each in bundled.deliveries() if "published" not in each.tables]
    always = [*named, places.four_councils()]
    for form, deliveries in {**read, "records": [made]}.items():
        path = folder / f"{form}.duckdb"
        load.run([*always, *deliveries], path, postcodes=known)
        found[form] = Store(path)
    return found


def told(round_trip, form: str, id: str) -> pd.DataFrame:
    """The measure by locality, where it has places, as a file of this form tells it."""
    placed = not any(fact.whole_council for fact in catalogue.get(id).facts)
    by = "locality" if placed else None
    return Records(round_trip[form], chosen(), "officer").ask(id, by=by).frame


@pytest.mark.parametrize("id", TOLD)
def test_every_form_gives_the_same(round_trip, id):
    xml, blade, workbook = (told(round_trip, form, id) for form in ("xml", "blade", "workbook"))
    assert xml["blank"].isna().any()
    pd.testing.assert_frame_equal(xml, blade)
    pd.testing.assert_frame_equal(xml, workbook)


@pytest.mark.parametrize("id", BLANK)
def test_what_is_not_in_a_return_is_blank_in_every_form(round_trip, id):
    for form in ("xml", "blade", "workbook"):
        assert set(told(round_trip, form, id)["blank"]) <= {"no_cases", "not_submitted"}


@pytest.mark.parametrize("id", SAME_AS_THE_RECORDS)
def test_returns_give_what_the_records_give(round_trip, id):
    m = catalogue.get(id)
    for by in (None, "locality", "sex"):
        sent = Records(round_trip["records"], chosen(), "officer").ask(m, by=by).frame
        back = Records(round_trip["xml"], chosen(), "officer").ask(m, by=by).frame
        pd.testing.assert_frame_equal(sent, back)
