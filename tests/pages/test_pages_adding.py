"""Files that officers add: checked before they are loaded, and never by anybody else."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from sendviz.commands import main
from tests import town
from tests.pages.conftest import reading
from tests.pages.screens import open_screen, run

CASES = """case_ref,received,decision,decided,issued
C1,2025-01-13,yes,2025-02-10,2025-05-20
C2,2025-01-14,yes,2025-02-10,
"""
THIRD = "C3,2025-06-16,yes,2025-07-14,\n"
NO_DAY = CASES.replace("2025-01-13", "soon").replace("2025-01-14", "later")


@pytest.fixture(scope="module", autouse=True)
def built(tmp_path_factory):
    """A file with one council's cases, on whose copies the app stands."""
    folder = tmp_path_factory.mktemp("adding")
    (folder / "cases.csv").write_text(CASES, "utf-8")
    path = folder / "own.duckdb"
    said = ["--council", "Essex", "--reference-date", "2025-12-31"]
    assert main(["import", str(folder / "cases.csv"), *said, "--db", str(path)]) == 0
    with reading(path):
        yield path


def given(text: str, day: date | None = date(2026, 1, 31)):
    """The officer's page with a file, its council and day."""
    at = open_screen("add_records", "officer").at
    uploader = next(each for each in at.file_uploader if each.key == "add_files")
    uploader.set_value(("cases.csv", text.encode(), "text/csv"))
    at.selectbox(key="add_council").set_value("Essex")
    if day:
        at.date_input(key="add_day").set_value(day)
    return press(run(at).at, "Check these files")


def press(at, label: str):
    next(each for each in at.button if each.label == label).click()
    return run(at)


def labels(screen) -> list[str]:
    return [each.label for each in screen.at.button]


def requests(path) -> int:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute("select count(*) from request").fetchone()[0]


def test_a_file_is_checked_and_then_loaded_and_the_app_shows_it(built):
    before, screen = built.read_bytes(), given(CASES + THIRD)
    assert "cases.csv: would be loaded" in screen.parts("//h2")
    told = dict(screen.table("cases.csv: what it would count"))
    assert told["Requests for an EHC needs assessment"] == "3 requests"
    assert screen.table("cases.csv: headings")[1][:2] == ["case_ref", "case_ref"]
    assert built.read_bytes() == before, "a check loads nothing"
    loaded = press(screen.at, "Load these files")
    assert "Every screen now shows the new file." in loaded.text
    assert requests(built) == 3
    shown = open_screen("sources", "officer")
    assert [row[0] for row in shown.table("Import log")[1:3]] != []
    assert "to 31 January 2026" in open_screen("backlog", "officer").text


@pytest.mark.parametrize(
    ("text", "day", "why"),
    [
        (NO_DAY, date(2026, 1, 31), "most dates under received are not"),
        (CASES, None, "add the day under “Tells to”"),
        ("a,b\n1,2\n", date(2026, 1, 31), "give your headings as “Headings map”"),
    ],
)
def test_a_file_that_would_be_refused_cannot_be_loaded(built, text, day, why):
    before, screen = built.read_bytes(), given(text, day)
    assert "Load these files" not in labels(screen)
    assert any(why in each for each in screen.warnings), screen.warnings
    assert not any("--" in each for each in screen.warnings)
    assert built.read_bytes() == before


def test_what_was_checked_is_what_is_loaded():
    """Another day, or another file, is to be checked anew."""
    screen = given(CASES)
    assert "Load these files" in labels(screen)
    screen.at.date_input(key="add_day").set_value(date(2026, 2, 28))
    assert "Load these files" not in labels(run(screen.at))


@pytest.mark.parametrize("role", ["board", "councillor"])
def test_others_add_nothing(role):
    screen = open_screen("add_records", role)
    assert not screen.at.file_uploader and "Check these files" not in labels(screen)
    assert screen.answer.startswith("Only officers add files")
    other = open_screen("sources", role)
    links = [each.proto.label for each in other.at.get("page_link")]
    assert "Definitions" in links and "Add records" not in links
    officers = open_screen("sources", "officer").at.get("page_link")
    assert "Add records" in [each.proto.label for each in officers]


def test_whoever_comes_from_elsewhere_without_sign_in_adds_nothing(monkeypatch):
    monkeypatch.setattr("sendviz.app.access.at_own_desk", lambda: False)
    assert not open_screen("add_records", "officer").at.file_uploader


def test_a_public_file_takes_no_records(town_folder):
    with reading(town_folder / town.PUBLIC):
        screen = open_screen("add_records", "officer")
        assert not screen.at.file_uploader and screen.answer.startswith("Only officers")
