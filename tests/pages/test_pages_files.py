"""What the file may lack: itself, records, cases; errors nobody foresaw; names that are code."""

from __future__ import annotations

import duckdb
import pytest

from sendviz import ask
from sendviz.app import choices
from tests import handmade
from tests.bundled import bundled_store
from tests.pages.conftest import reading
from tests.pages.screens import PAGES, RECORD_PAGES, ROUTER, open_screen, run

WITHOUT_RECORDS = {"add_records", "compare", "definitions", "sources", "accessibility"}
NAME = "<script>alert('x')</script><b>West</b> & *East*"


class TestNoRecords:
    """Before there is anything to show."""

    @pytest.mark.parametrize("page", PAGES)
    def test_no_file(self, on_file, tmp_path, page):
        on_file(tmp_path / "none.duckdb")
        self.says_what_to_do(page)

    def test_half_a_file(self, on_file, tmp_path):
        path = tmp_path / "half.duckdb"
        path.write_bytes(b"\0" * 5000)
        on_file(path)
        self.says_what_to_do("overview")

    def test_an_empty_file(self, on_file, tmp_path):
        path = tmp_path / "empty.duckdb"
        with duckdb.connect(str(path)) as connection:
            connection.execute(handmade.SCHEMA.read_text("utf-8"))
        on_file(path)
        self.says_what_to_do("overview")

    def says_what_to_do(self, page):
        screen = open_screen(page)
        assert not screen.at.exception
        assert len(screen.headings) == 1
        assert len(screen.warnings) == 1 and "python -m sendviz" in screen.warnings[0]
        assert not screen.charts and not screen.files

    @pytest.mark.parametrize("page", sorted(set(PAGES) - WITHOUT_RECORDS - {"overview"}))
    def test_published_figures_only(self, on_file, published, page):
        on_file(published)
        self.says_what_to_do(page)

    @pytest.mark.parametrize("page", sorted(WITHOUT_RECORDS))
    def test_pages_that_need_no_records(self, on_file, published, page):
        on_file(published)
        screen = open_screen(page)
        assert len(screen.headings) == 1 and screen.answer
        assert screen.warnings == [] and "Simulated" not in screen.text
        assert "No council’s own records are loaded" in screen.text

    def test_the_first_file_is_added_at_the_owners_own_desk(self, on_file, published, monkeypatch):
        on_file(published)
        assert open_screen("add_records").at.file_uploader
        links = [each.proto.label for each in open_screen("timeliness").at.get("page_link")]
        assert "Add records of your own" in links
        monkeypatch.setattr("sendviz.app.access.at_own_desk", lambda: False)
        assert not open_screen("add_records").at.file_uploader

    def test_published_figures_open_on_the_comparison(self, on_file, published):
        on_file(published)
        first, named = open_screen(), open_screen("compare")
        assert first.answer == named.answer and "454 of 2,420" in first.answer
        assert len(first.charts) == 2 and "Published by the Department" in first.text

    def test_a_link_to_a_council_of_published_figures(self, on_file, published):
        on_file(published)
        assert "Leeds" in open_screen("compare", council="Leeds").answer
        assert "Leeds" in open_screen("compare", compare="Leeds").answer
        told = open_screen("compare", council="Atlantis", compare="Mu").warnings
        assert len(told) == 2 and "Atlantis" in told[0] and "Mu" in told[1]

    def test_a_file_that_appears_is_noticed(self, on_file, tmp_path):
        path = tmp_path / "later.duckdb"
        on_file(path)
        at = open_screen().at
        small_file(path)
        screen = run(at)
        assert "Test" in screen.answer
        assert screen.warnings == []


@pytest.mark.parametrize("role", ["councillor", "officer"])
@pytest.mark.parametrize("page", PAGES)
def test_a_council_without_a_single_case(app_without_cases, page, role):
    screen = open_screen(page, role)
    assert not screen.at.exception
    assert len(screen.headings) == 1
    assert "nan" not in screen.text.split()
    assert "Test" in screen.text


class TestUnforeseen:
    """An error that nobody foresaw: the reader gets a sentence of ours, the log the traceback."""

    def test_in_a_page(self, on_file, published, monkeypatch, caplog):
        on_file(published)
        monkeypatch.setattr(choices, "compare_councils", self.breaks)
        screen = open_screen("compare", broken=True)
        assert not screen.at.exception
        assert len(screen.headings) == 1 and "server’s log" in screen.broken[0]
        assert "Secret 4711" not in screen.everything
        assert "ZeroDivisionError: Secret 4711" in caplog.text
        assert "No council’s own records are loaded" in screen.text

    def test_before_a_page(self, on_file, published, monkeypatch, caplog):
        on_file(published)
        monkeypatch.setattr(ask, "built_at", self.breaks)
        screen = open_screen("definitions", broken=True)
        assert not screen.at.exception
        assert screen.headings == ["This page cannot be shown just now"]
        assert "ZeroDivisionError: Secret 4711" in caplog.text

    def breaks(self, *_, **__):
        raise ZeroDivisionError("Secret 4711")


@pytest.mark.parametrize("page", (*RECORD_PAGES, "data_quality"))
def test_names_from_a_file_are_never_code(app_with_hostile_names, page):
    screen = open_screen(page, "officer")
    assert not screen.at.exception
    sent = [*screen.html, *(chart.svg for chart in screen.charts)]
    assert not any("<script" in each or "<b>West" in each for each in sent)
    assert "<script>alert('x')" in screen.text
    assert str(ROUTER.parent) not in screen.everything


CASES = [
    handmade.request(f"2025-0{month}-10", f"2025-0{month}-28", issued, district=place)
    for month in (1, 2, 3)
    for place in ("N1", "S1")
    for issued in ("2025-06-01", None)
]


@pytest.fixture(scope="module")
def published():
    return bundled_store().path


@pytest.fixture(scope="module")
def app_without_cases(tmp_path_factory):
    with reading(small_file(tmp_path_factory.mktemp("empty") / "empty.duckdb")):
        yield


@pytest.fixture(scope="module")
def app_with_hostile_names(tmp_path_factory):
    path = tmp_path_factory.mktemp("names") / "names.duckdb"
    with reading(small_file(path, CASES, hostile=True)):
        yield


def small_file(path, requests=(), hostile: bool = False):
    """A made file of a few cases; hostile: the names of its council and areas are code."""
    handmade.build(path, requests).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute("insert into meta values ('built_at', '2025-07-01T00:00:00')")
        if hostile:
            connection.execute(
                "update area set name = $name || area_id where known", {"name": NAME}
            )
            connection.execute(
                "update council set name = $name || la_code, short_name = $name || la_code",
                {"name": NAME},
            )
            connection.execute(
                "insert into data_issue (rule, severity, table_name, row_number, import_id, "
                "la_code, district, simulated) "
                "values ('R01', 'error', 'request', 1, 1, '999', 'N1', true)"
            )
    return path
