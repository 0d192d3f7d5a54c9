"""The frame: links to what is not there, roles, filters by hand, a page without the router."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from sendviz.app import state
from tests.pages.screens import PAGES, RECORD_PAGES, ROOT, look, open_screen, run

NONSENSE = {
    "council": "Atlantis",
    "area": ["Quadrant 7", "'; drop table request; --"],
    "as_at": "yesterday",
    "period": "Fortnight",
    "need": ["Shoe", "<script>alert(1)</script>"],
    "sex": "1 or 1=1",
}


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

    def test_a_council_that_nobody_compares(self):
        address = {"compare": "Atlantis", "published": "Luck", "year": "1066"}
        screen, plain = open_screen("compare", **address), look("compare")
        assert [
            each for each in address.values() if not any(f"“{each}”" in t for t in screen.warnings)
        ] == []
        assert screen.answer == plain.answer

    def test_a_council_without_records_is_named_as_such(self):
        told = open_screen("timeliness", council="Leeds").warnings
        assert len(told) == 1 and told[0].startswith("No records of Leeds are loaded")

    def test_the_comparison_shows_a_council_without_records(self):
        screen = open_screen("compare", council="Leeds")
        assert screen.warnings == []
        assert screen.answer == look("compare", compare="Leeds").answer
        assert run(screen.at).answer == screen.answer

    def test_the_comparison_keeps_to_what_the_link_compares(self):
        screen = open_screen("compare", council="Leeds", compare="Kent")
        assert screen.warnings == [] and "Kent" in screen.answer

    def test_what_another_page_asks_for_is_not_missed_here(self):
        address = {"compare": "Leeds", "published": "Requests refused", "year": "2024"}
        assert open_screen("timeliness", **address).warnings == []
        screen = open_screen("compare", **address)
        assert screen.warnings == [] and "in Leeds in 2024" in screen.answer

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

    def test_who_looks_from_elsewhere_without_sign_in_sees_what_is_public(self, monkeypatch):
        """Whatever address the server was told to answer on, and whatever the link asks for."""
        monkeypatch.setattr("sendviz.app.access.at_own_desk", lambda: False)
        screen = open_screen("backlog", "officer")
        assert len(screen.at.dataframe) == 0 and "officers only" not in screen.text
        assert "In public view" in screen.text
        assert not [box for box in screen.at.selectbox if box.key == "view"]

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

    def test_a_visit_raises(self):
        with pytest.raises(state.NoRouter):
            state.visit()

    @pytest.mark.parametrize("page", sorted(set(PAGES) - {"accessibility"}))
    def test_the_page_tells_nothing(self, simulated_app, page):
        at = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=30).run()
        assert len(at.exception) == 1
        assert len(at.get("plotly_chart")) + len(at.dataframe) + len(at.get("download_button")) == 0
        told = "".join(each.proto.body for each in at.get("html"))
        assert "sv-cards" not in told and "<table" not in told
