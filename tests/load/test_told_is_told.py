"""What public view was told of a quarter stays, whatever is loaded later; once a year earlier
quarters that were corrected are told again.

The council is BCP: requests from Bournemouth, Poole and Christchurch, told in multiples of 5.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sendviz import ask
from sendviz.ask import Records, Selection, Store
from sendviz.load import aliases
from tests.load import samples as s

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("E06000028", "E06000029", "E07000048")
JULY, OCTOBER, JANUARY, APRIL = "2023-07-01", "2023-10-01", "2024-01-01", "2024-04-01"
# 12, 9 and 2 of 23 requests: 15, 10 and none of 25.
AS_FIRST_KNOWN = {JULY: (12, 9, 2)}
AS_FIRST_TOLD = (15, 10, 0)
# A process that dies when the new file is complete but for what public view is told.
KILLED = """
import os, sys
from datetime import date
from pathlib import Path
from sendviz import load
from sendviz.load.readers import local_files
folder = Path(sys.argv[1])
found = local_files.read_cases(folder / "more.csv", "839", date(2023, 11, 30))
load.run([found], folder / "a.duckdb", public_set=lambda built: os._exit(9))
"""


@pytest.fixture
def db(tmp_path):
    return tmp_path / "a.duckdb"


def listed(folder: Path, day: str, counts: dict[str, tuple[int, ...]], name: str = ""):
    """The council's whole list as known to a day: so many requests of each place, received on the
    third day of a quarter."""
    rows = [
        {"case_ref": f"{first}/{place}/{n}", "received": f"{first[:8]}03", "district": place}
        for first, each in counts.items()
        for place, count in zip(PLACES, each, strict=True)
        for n in range(count)
    ]
    return s.cases(folder, day, *rows, name=name or f"cases-{day}.csv")


def build(db: Path, day: str, counts: dict[str, tuple[int, ...]], **options):
    return s.load(db, listed(db.parent, day, counts), public_set=ask.public_set, **options)


@pytest.fixture(scope="module")
def built_first(tmp_path_factory) -> Path:
    """The folder of the file as it was first built, with the third quarter of 2023 told."""
    db = tmp_path_factory.mktemp("first") / "a.duckdb"
    places, cases = s.places_of_four(), listed(db.parent, "2023-10-31", AS_FIRST_KNOWN)
    s.load(db, places, cases, public_set=ask.public_set)
    assert told(db) == AS_FIRST_TOLD and whole(db) == 23
    return db.parent


@pytest.fixture
def first(db, built_first) -> Path:
    """A copy of it."""
    shutil.copytree(built_first, db.parent, dirs_exist_ok=True)
    return db


def told(db: Path, quarter: str = JULY) -> tuple[int, ...]:
    """What the places are told to have, in their order."""
    found = dict(
        s.rows(
            db,
            "select part, figure from public_figure "
            f"where table_id = 'requests' and cut = 'district' and quarter = '{quarter}'",
        )
    )
    assert not {*found} - {*PLACES}
    return tuple(found.get(place, 0) for place in PLACES)


def whole(db: Path, quarter: str = JULY) -> int:
    """The exact whole."""
    [(figure,)] = s.rows(
        db,
        "select figure from public_figure "
        f"where table_id = 'requests' and cut = 'council' and quarter = '{quarter}'",
    )
    return figure


def quarters(db: Path) -> list[tuple[str, str, bool]]:
    """Each quarter told of, when it was told first, and whether of made-up records."""
    return s.rows(
        db,
        "select quarter::varchar, told_on::varchar, simulated from public_quarter "
        "where table_id = 'requests' order by quarter",
    )


def on_screen(db: Path, as_at: str, start: str) -> tuple[float, dict[str, float]]:
    """What a councillor is told: the whole council, and each place that has any."""
    with_days = Selection("839", date.fromisoformat(as_at), start=date.fromisoformat(start))
    store = Store(db)
    records = Records(store, with_days, "councillor")
    parts = records.ask("requests_received", by="district")
    answer = (
        records.ask("requests_received").row.numerator,
        {row.area: row.numerator for row in parts.rows if row.numerator},
    )
    store.close()
    return answer


def test_a_correction_reaches_the_exact_whole_and_no_part(first):
    """One request of Poole is entered late, and Bournemouth had nine more than was known."""
    build(first, "2023-11-30", {JULY: (21, 10, 2)})
    assert (told(first), whole(first)) == (AS_FIRST_TOLD, 33)
    assert quarters(first) == [(JULY, "2023-09-30", False)]
    assert on_screen(first, "2023-09-30", JULY) == (33, {"Bournemouth": 15, "Poole": 10})


def test_a_correction_downwards_reaches_no_part_either(first):
    """Three requests of Bournemouth were entered twice, which a build from scratch leaves out."""
    places, cases = s.places_of_four(), listed(first.parent, "2023-11-30", {JULY: (9, 9, 2)})
    s.load(first, places, cases, public_set=ask.public_set, fresh=True)
    assert (told(first), whole(first)) == (AS_FIRST_TOLD, 20)


def test_a_build_from_scratch_keeps_what_was_told(first):
    """Of the corrected list alone; 12, 9 and 5 would else be told as 10, 10 and 5."""
    places, cases = s.places_of_four(), listed(first.parent, "2023-11-30", {JULY: (10, 9, 5)})
    s.load(first, places, cases, public_set=ask.public_set, fresh=True)
    assert (told(first), whole(first)) == (AS_FIRST_TOLD, 24)
    other = first.with_name("other.duckdb")
    s.load(other, places, cases, public_set=ask.public_set, fresh=True)
    assert told(other) == (10, 10, 5)


def test_a_new_quarter_is_told_beside_what_was(first):
    """What rounding owes the places from the first quarter (3 and 1 too many, 2 too few) decides
    who is raised in the next: of 12 each Christchurch."""
    build(first, "2024-01-31", {JULY: (12, 9, 2), OCTOBER: (12, 12, 12)})
    assert told(first) == AS_FIRST_TOLD
    assert told(first, OCTOBER) == (10, 10, 15)
    assert quarters(first) == [(JULY, "2023-09-30", False), (OCTOBER, "2023-12-31", False)]
    both = on_screen(first, "2023-12-31", JULY)
    assert both == (59, {"Bournemouth": 25, "Poole": 20, "Christchurch": 15})


def test_a_quarter_that_is_not_over_is_not_told(first):
    build(first, "2023-12-30", AS_FIRST_KNOWN | {OCTOBER: (40, 40, 40)})
    assert [each for each, _, _ in quarters(first)] == [JULY]
    assert told(first, OCTOBER) == (0, 0, 0)


def test_corrections_are_told_again_with_the_quarter_that_ends_in_march(first):
    """Bournemouth had 21, Christchurch 3: kept until then, and then 20, 10 and 5 of 35. A later
    correction in the same year stays untold again."""
    corrected = {JULY: (21, 9, 3), OCTOBER: (5, 5, 5)}
    build(first, "2024-01-31", corrected)
    assert told(first) == AS_FIRST_TOLD
    build(first, "2024-04-30", corrected | {JANUARY: (5, 5, 5)})
    assert (told(first), whole(first)) == ((20, 10, 5), 33)
    assert quarters(first)[0] == (JULY, "2023-09-30", False)
    assert quarters(first)[-1] == (JANUARY, "2024-03-31", False)
    build(first, "2024-05-31", corrected | {JULY: (31, 9, 3), JANUARY: (5, 5, 5)})
    assert (told(first), whole(first)) == ((20, 10, 5), 43)
    build(first, "2024-07-31", {JULY: (31, 9, 3), JANUARY: (5, 5, 5), APRIL: (5, 5, 5)})
    assert (told(first), told(first, APRIL)) == ((20, 10, 5), (5, 5, 5))


def test_what_may_stay_stays_when_corrections_are_told_again(first):
    """12, 9 and 3 may be told as 15, 10 and none: nothing changes, though parted anew it would be
    10, 10 and 5."""
    build(first, "2024-04-30", {JULY: (12, 9, 3), OCTOBER: (5, 5, 5), JANUARY: (5, 5, 5)})
    assert (told(first), whole(first)) == (AS_FIRST_TOLD, 24)


def test_real_records_in_place_of_made_up_ones_are_told_anew(db):
    places, cases = s.places_of_four(), listed(db.parent, "2023-10-31", AS_FIRST_KNOWN)
    made_up = replace(cases, simulated=True, sha256="made up")
    s.load(db, places, made_up, public_set=ask.public_set)
    assert told(db) == AS_FIRST_TOLD and quarters(db) == [(JULY, "2023-09-30", True)]
    build(db, "2023-10-31", {JULY: (2, 8, 13)})
    assert (told(db), whole(db)) == ((0, 10, 15), 23)
    assert quarters(db) == [(JULY, "2023-09-30", False)]
    build(db, "2023-11-30", {JULY: (10, 8, 13)})
    assert told(db) == (0, 10, 15)


def test_a_build_that_fails_leaves_what_was_told(first):
    before, others = first.read_bytes(), {each.name for each in first.parent.iterdir()}
    more = listed(first.parent, "2023-11-30", {JULY: (21, 10, 2)}, name="more.csv")

    def fail(built: Path):
        ask.public_set(built)
        raise RuntimeError("no figures today")

    with pytest.raises(RuntimeError):
        s.load(first, more, public_set=fail)
    assert first.read_bytes() == before
    assert {each.name for each in first.parent.iterdir()} == others | {"more.csv"}


def test_a_build_that_is_killed_leaves_what_was_told(first):
    before = first.read_bytes()
    more = listed(first.parent, "2023-11-30", {JULY: (21, 10, 2)}, name="more.csv")
    env = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", KILLED, str(first.parent)], env=env, timeout=120)
    assert done.returncode == 9 and first.read_bytes() == before
    assert any(aliases.STARTED in each.name for each in first.parent.iterdir())
    s.load(first, more, public_set=ask.public_set)
    assert (told(first), whole(first)) == (AS_FIRST_TOLD, 33)
    assert not any(aliases.STARTED in each.name for each in first.parent.iterdir())
