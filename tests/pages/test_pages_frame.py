"""The frame: bad links, roles, no router, no file, no records, and names that are code."""

from __future__ import annotations

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from sendviz.ui import state
from tests import handmade
from tests.pages.screens import PAGES, RECORD_PAGES, ROOT, ROUTER, look, open_screen, run

NONSENSE = {
    "council": "Atlantis",
    "area": ["Quadrant 7", "'; drop table request; --"],
    "as_at": "yesterday",
    "period": "Fortnight",
    "need": ["Shoe", "<script>alert(1)</script>"],
    "sex": "1 or 1=1",
}
NAME = "<script>alert('x')</script><b>West</b> & *East*"


@pytest.mark.usefixtures("simulated_app")
class TestAddress:
    """What a link may ask for."""

    @pytest.mark.parametrize("page", RECORD_PAGES)
    def test_nonsense_is_named_and_nothing_else_changes(self, page):
        screen, plain = open_screen(page, **NONSENSE), look(page)
        assert not screen.at.exception
        wrong = [
            each
            for value in NONSENSE.values()
            for each in ([value] if isinstance(value, str) else value)
        ]
        assert [
            each for each in wrong if not any(f"“{each}”" in told for told in screen.warnings)
        ] == []
        assert screen.answer == plain.answer
        assert not any("<script" in body for body in screen.html)

    def test_a_long_value_is_cut(self):
        told = open_screen(area="x" * 5000).warnings
        assert len(told) == 1 and len(told[0]) < 200

    @pytest.mark.parametrize("view", ["God view", "officer", "<b>"])
    def test_an_unknown_view_is_the_public_one(self, view):
        screen = open_screen("backlog", **{"view": view})
        assert len(screen.at.dataframe) == 0
        assert "In public view" in screen.text

    def test_one_right_and_one_wrong_area(self):
        screen = open_screen(area=["Mid", "Quadrant 7"])
        assert "Mid" in screen.answer
        assert len(screen.warnings) == 1 and "Quadrant 7" in screen.warnings[0]

    def test_the_warning_goes_with_the_next_click(self):
        screen = open_screen(area="Quadrant 7")
        screen.at.multiselect(key="area").set_value(["Mid"])
        assert run(screen.at).warnings == []


@pytest.mark.usefixtures("simulated_app")
class TestFilters:
    """The filters by hand."""

    def test_the_role_switch(self):
        at = open_screen("backlog").at
        at.selectbox(key="view").set_value("officer")
        assert len(run(at).at.dataframe) == 1
        at.selectbox(key="view").set_value("board")
        screen = run(at)
        assert len(screen.at.dataframe) == 0 and "In public view" not in screen.text

    def test_another_council_drops_the_locality(self):
        at = open_screen("timeliness", "board", area="Mid").at
        at.selectbox(key="council").set_value("Cambridgeshire")
        screen = run(at)
        assert not screen.at.exception
        assert "Cambridgeshire" in screen.answer and "Mid" not in screen.answer
        assert at.multiselect(key="area").value == []

    def test_clear_filters(self):
        plain = look()
        at = open_screen(area=["Mid"], period="1 month").at
        next(each for each in at.button if each.label == "Clear filters").click()
        assert run(at).answer == plain.answer

    def test_an_earlier_day_than_the_chosen_since(self):
        at = open_screen(period="Since a month", since="1 March 2023").at
        at.selectbox(key="as_at").set_value("30 June 2022")
        screen = run(at)
        assert not screen.at.exception
        assert "30 June 2022" in screen.answer

    def test_a_locality_bars_the_filters_on_the_child(self):
        at = open_screen(area="Mid").at
        assert at.multiselect(key="need").disabled
        assert not at.multiselect(key="exception").disabled
        assert not look("overview", "board", area="Mid").at.multiselect(key="need").disabled


class TestNoRouter:
    """A page alone: nobody has checked who is looking."""

    def test_now_raises(self):
        with pytest.raises(state.NoRouter):
            state.now()

    @pytest.mark.parametrize("page", sorted(set(PAGES) - {"accessibility"}))
    def test_the_page_tells_nothing(self, simulated_app, page):
        at = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=30).run()
        assert len(at.exception) == 1
        assert len(at.get("plotly_chart")) + len(at.dataframe) + len(at.get("download_button")) == 0
        told = "".join(each.proto.body for each in at.get("html"))
        assert "sv-cards" not in told and "<table" not in told


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

    def test_published_figures_only(self, on_file, tmp_path):
        path = tmp_path / "published.duckdb"
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

    @pytest.mark.parametrize("role", ["councillor", "officer"])
    @pytest.mark.parametrize("page", PAGES)
    def test_a_council_without_a_single_case(self, on_file, without_cases, page, role):
        on_file(without_cases)
        screen = open_screen(page, role)
        assert not screen.at.exception
        assert len(screen.headings) == 1
        assert "nan" not in screen.text.split()

    def test_a_file_that_appears_is_noticed(self, on_file, tmp_path):
        path = tmp_path / "later.duckdb"
        on_file(path)
        at = open_screen().at
        small_file(path)
        screen = run(at)
        assert "Test" in screen.answer
        assert screen.warnings == []


@pytest.mark.parametrize("page", (*RECORD_PAGES, "data_quality"))
def test_names_from_a_file_are_never_code(on_file, with_hostile_names, page):
    on_file(with_hostile_names)
    screen = open_screen(page, "officer")
    assert not screen.at.exception
    sent = [*screen.html, *(chart.spec for chart in screen.charts)]
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
def without_cases(tmp_path_factory):
    return small_file(tmp_path_factory.mktemp("empty") / "empty.duckdb")


@pytest.fixture(scope="module")
def with_hostile_names(tmp_path_factory):
    return small_file(tmp_path_factory.mktemp("names") / "names.duckdb", CASES, hostile=True)


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
