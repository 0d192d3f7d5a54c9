"""Lines of enquiry from the simulated records of Essex to the end of 2025, made from figures alone:
what inspectors then wrote is among them, and they go where places are mixed up."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from sendviz.ask import Records, Selection
from sendviz.ask.store import Store
from sendviz.findings.enquiry import MOST, Enquired, enquired

DAY = date(2025, 12, 31)
# Tables whose rows have a place, by what tells the rows apart.
PLACED = {"request": "request_id", "referral": "referral_id", "plan": "plan_id",
          "audit": "audit_id", "complaint": "complaint_id"}  # fmt: skip
MIXED = """
update {table} set district = mixed.district from (
    select own.{key} as key, other.district from
        (select {key}, row_number() over (order by {key}) as place from {table}
         where la_code = '881') as own
    join (select district, row_number() over (order by hash({key}, {seed})) as place from {table}
          where la_code = '881') as other using (place)
) as mixed where {table}.{key} = mixed.key
"""


def lines_of(store: Store) -> tuple[Enquired, ...]:
    return enquired(Records(store, Selection("881", DAY), "board"))


def test_speech_and_language_in_mid_and_autism_by_quadrant_are_among_the_ten(simulated):
    found = lines_of(simulated)
    assert 0 < len(found) <= MOST
    places = {(each.line.subject, each.cell.area) for each in found}
    assert ("slt", "Mid") in places
    assert {area for subject, area in places if subject == "autism"} & {"Mid", "West", "South"}
    assert all(each.finding is None for each in found), "from figures, not from the report"
    (speech,) = [each for each in found if each.line.subject == "slt"]
    # The report names children of 11 to 18 in Mid.
    assert speech.cell.kind and speech.cell.kind.code == "11-15"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_where_places_are_mixed_up_hardly_a_line_stands_out(simulated_path: Path, tmp_path, seed):
    path = tmp_path / "mixed.duckdb"
    shutil.copy(simulated_path, path)
    with duckdb.connect(str(path)) as connection:
        for table, key in PLACED.items():
            connection.execute(MIXED.format(table=table, key=key, seed=seed))
    store = Store(path)
    found = lines_of(store)
    store.close()
    assert len(found) <= 1, [(each.line.subject, each.cell.area) for each in found]
