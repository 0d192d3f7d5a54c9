"""Screens that files of one's own make richer: deprivation, outlines, events; and referrals."""

from __future__ import annotations

import json
import shutil

import pytest

from sendviz import ask, load
from sendviz.ask.store import Store
from sendviz.load.readers import boundaries, deprivation, events
from tests.pages.conftest import reading
from tests.pages.screens import open_screen

DISTRICTS = "Districts"
AUTISM = "Share of waiting children who have waited 13 weeks or more"


@pytest.fixture(scope="module")
def richer(simulated_path, tmp_path_factory):
    """The simulated file with made-up deprivation, square outlines and an event for Essex."""
    folder = tmp_path_factory.mktemp("richer")
    path = folder / "file.duckdb"
    shutil.copy(simulated_path, path)
    shutil.copy(simulated_path.with_suffix(".salt"), path.with_suffix(".salt"))
    areas = [each for each in ask.areas(Store(path), "881", "district") if each.known]
    index = folder / "File_10.csv"
    head = (
        "Local Authority District code (2019),Local Authority District name (2019),"
        "IMD - Average score,IMD - Rank of average score\n"
    )
    rows = [f"{each.id},{each.name},{40 - n},{n + 1}" for n, each in enumerate(areas)]
    index.write_text(head + "\n".join(rows) + "\n", "utf-8")
    outline = folder / "districts.geojson"
    squares = {
        "type": "FeatureCollection",
        "features": [_square(n, each) for n, each in enumerate(areas)],
    }
    outline.write_text(json.dumps(squares), "utf-8")
    dated = folder / "events.csv"
    dated.write_text(
        "day,label,kind,area,measure\n"
        "2024-03-01,New case system,rebase,,plans_issued_within_20_weeks\n",
        "utf-8",
    )
    own = [deprivation.read(index), boundaries.read(outline), events.read(dated, "881")]
    load.run(own, path)
    return path


def _square(n: int, area) -> dict:
    x, y = n % 4 * 0.1, 51 + n // 4 * 0.1
    ring = [[x, y], [x, y + 0.1], [x + 0.1, y + 0.1], [x + 0.1, y], [x, y]]
    return {
        "type": "Feature",
        "properties": {"lad_code": area.id, "lad_name": area.name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


@pytest.fixture(scope="module")
def richer_app(richer):
    with reading(richer):
        yield


def test_districts_with_deprivation_and_outlines(richer_app):
    screen = open_screen("localities", by=DISTRICTS)
    assert "most deprived" in screen.text and "English Indices of Deprivation 2019" in screen.text
    alts = [chart.alt for chart in screen.charts]
    assert any(alt.startswith("Map of districts by their outlines") for alt in alts)
    assert any(alt.startswith("Dots with 95% intervals from the most") for alt in alts)


def test_limits_start_anew_with_their_reason(richer_app):
    screen = open_screen("timeliness")
    assert "Limits start anew: New case system (1 March 2024)." in screen.text
    assert "New case system" not in open_screen("backlog").text


def test_without_an_index_the_screen_says_what_to_load(simulated_path, on_file):
    on_file(simulated_path)
    screen = open_screen("localities")
    assert "File 10" in screen.text and "most deprived" not in screen.answer


@pytest.mark.parametrize("by", [DISTRICTS, "Providers"])
def test_a_wait_by_place(richer_app, by):
    screen = open_screen("localities", "board", measure=AUTISM, by=by, pathway="Autism")
    assert screen.answer and "13 weeks or more" in screen.answer
    assert screen.charts and "Time counted: referral received to the as-at day" in screen.text


@pytest.mark.parametrize(
    ("opened", "told"),
    [
        ("measures", "Weeks waited so far: the middle value"),
        ("waits_longest", "by age"),
        ("by_district", "Maldon"),
        ("by_provider", "Provide CIC"),
    ],
)
def test_parts_of_the_health_page(richer_app, opened, told):
    screen = open_screen("health_waits", "officer", opened=opened)
    alts = " ".join(chart.alt for chart in screen.charts)
    assert told in screen.text + alts


def test_ten_and_more_districts_stand_in_a_funnel(richer_app):
    screen = open_screen("health_waits", "officer", opened="by_district")
    assert any(chart.alt.startswith("Funnel") and "Maldon" in chart.alt for chart in screen.charts)
    assert "outside the solid ones is different beyond chance" in screen.text


def test_published_blanks_are_named(richer_app):
    screen = open_screen("health_waits", pathway="Occupational therapy")
    rows = {row[0]: row[1:] for row in screen.table("Published waits")}
    assert any("not submitted" in row[0] for row in rows.values())
    assert "it is not nought" in screen.text
