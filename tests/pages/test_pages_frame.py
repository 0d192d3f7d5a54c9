"""The frame: links to what is not there, roles, filters by hand, a page without the router."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from sendviz import catalogue
from sendviz.app import state
from sendviz.app.page import LEFT_OUT
from sendviz.app.screens import SCREENS
from sendviz.panels.frame import ROUNDED_VIEW
from tests.pages.screens import PAGES, RECORD_PAGES, ROOT, look, open_screen, run

ROLES = ("councillor", "board")
# What opens the filters on the child and the case.
MORE = "more_filters"
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

    @pytest.mark.parametrize("view", ["God view", "officers", "<b>"])
    def test_an_unknown_view_is_the_public_one_and_named(self, view):
        screen = open_screen("backlog", **{"view": view})
        assert len(screen.at.dataframe) == 0
        assert ROUNDED_VIEW in screen.text
        assert [f"“{view}”" in each for each in screen.warnings] == [True]

    @pytest.mark.parametrize("view", ["officer", "Officer view", " OFFICER "])
    def test_a_view_goes_by_its_short_name_too(self, view):
        screen = open_screen("backlog", **{"view": view})
        assert screen.warnings == [] and len(screen.at.dataframe) == 1
        assert screen.at.query_params["view"] == "Officer view"

    @pytest.mark.parametrize("day", ["12 November 2025", "12 Nov 2025", "12/11/2025", "2025-11-12"])
    def test_a_meeting_is_read_in_words(self, day):
        screen = open_screen("changes", meeting=day)
        assert screen.warnings == [] and "since 12 November 2025" in screen.answer
        assert screen.at.query_params["meeting"] == "12 November 2025"

    @pytest.mark.parametrize("day", ["Martinmas", "31 November 2025", "1 January 2030"])
    def test_a_meeting_that_cannot_be_read_is_named(self, day):
        screen = open_screen("changes", meeting=day)
        assert [f"“{day}”" in each for each in screen.warnings] == [True]
        assert screen.answer == look("changes").answer

    def test_a_meeting_where_the_last_quarter_ends_before_the_records_begin(self):
        screen = open_screen("changes", as_at="28 February 2021", area="Mid")
        assert screen.answer and screen.at.query_params["meeting"] == "1 January 2021"

    def test_a_meeting_chosen_by_hand(self):
        at = open_screen("changes", meeting="12 November 2025").at
        at.date_input(key="meeting").set_value(date(2025, 10, 15))
        screen = run(at)
        assert "since 15 October 2025" in screen.answer
        assert screen.at.query_params["meeting"] == "15 October 2025"

    def test_the_meeting_outlasts_another_page(self):
        at = open_screen("changes", meeting="12 November 2025").at
        at = run(at.switch_page("../../pages/timeliness.py")).at
        assert "meeting" not in at.query_params
        assert "12 November 2025" in run(at.switch_page("../../pages/changes.py")).answer

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
class TestOpenings:
    """A line of What changed opens the chart of its measure, in place and at an address."""

    CHART = "Plans issued after more than a year, Essex"

    def test_a_line_opens_its_chart_and_the_address_says_so(self):
        plain, at = look("changes"), open_screen("changes").at
        at.session_state[f"chart_of_{self.CHART}"] = True
        screen = run(at)
        assert len(screen.charts) == len(plain.charts) + 1
        assert screen.at.query_params["chart"] == self.CHART
        assert "chart" not in plain.at.query_params

    def test_its_link_keeps_what_is_looked_at(self):
        at = open_screen("changes", "board", area="Mid", council="Essex", meeting="12 May 2025").at
        name = next(each.label for each in at.expander if each.label.startswith("Chart: "))
        name = name.removeprefix("Chart: ")
        at.session_state[f"chart_of_{name}"] = True
        [link] = [e for e in run(at).at.get("page_link") if e.proto.label == "Link to this chart"]
        asked = parse_qs(link.proto.query_string)
        assert asked["chart"] == [name] and asked["meeting"] == ["12 May 2025"]
        assert asked["area"] == ["Mid"] and asked["view"] == ["Board view"]
        asked = {key: tuple(each) for key, each in asked.items() if key != "view"}
        there = open_screen("changes", "board", **asked)
        assert there.warnings == [] and there.at.query_params["chart"] == name
        assert there.answer == run(at).answer

    def test_a_chart_that_is_not_listed_is_named(self):
        screen = open_screen("changes", chart="Luck, Mid")
        assert ["“Luck, Mid”" in each for each in screen.warnings] == [True]
        assert "chart" not in screen.at.query_params

    def test_what_is_open_outlasts_another_page(self):
        at = open_screen("changes", chart=self.CHART).at
        at = run(at.switch_page("../../pages/timeliness.py")).at
        assert "chart" not in at.query_params
        links = [each.proto.query_string for each in at.get("page_link")]
        assert any("chart=Plans" in each for each in links)
        back = run(at.switch_page("../../pages/changes.py"))
        assert back.at.query_params["chart"] == self.CHART


@pytest.mark.usefixtures("simulated_app")
class TestFilters:
    """The filters by hand."""

    def test_the_role_switch(self):
        at = open_screen("backlog").at
        at.selectbox(key="view").set_value("officer")
        assert len(run(at).at.dataframe) == 1
        at.selectbox(key="view").set_value("board")
        screen = run(at)
        assert len(screen.at.dataframe) == 0 and ROUNDED_VIEW not in screen.text

    def test_who_looks_from_elsewhere_without_sign_in_sees_what_is_public(self, monkeypatch):
        """Whatever address the server was told to answer on, and whatever the link asks for."""
        monkeypatch.setattr("sendviz.app.access.at_own_desk", lambda: False)
        screen = open_screen("backlog", "officer")
        assert len(screen.at.dataframe) == 0 and "officers only" not in screen.text
        assert ROUNDED_VIEW in screen.text
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

    def test_a_locality_bars_the_other_filters(self):
        at = open_screen(area="Mid", opened=MORE).at
        assert at.multiselect(key="need").disabled and at.multiselect(key="exception").disabled
        board = open_screen("overview", "board", area="Mid", opened=MORE).at
        assert not board.multiselect(key="need").disabled
        told = open_screen(area="Mid", need="Autism").warnings
        assert any("“Main need”. Public view takes none beside a part" in each for each in told)

    def test_one_filter_bars_the_others(self):
        at = run(open_screen(exception="With an exception", opened=MORE).at).at
        assert not at.multiselect(key="exception").disabled
        assert at.multiselect(key="need").disabled and at.multiselect(key="sex").disabled
        told = open_screen(need="Autism", sex="Female").warnings
        assert any("“Sex”. Public view takes one filter at a time." in each for each in told)

    def test_what_public_view_never_tells_is_no_filter_of_it(self):
        """The bar says so; a link that asks for it, and a change of the view, are answered."""
        at = open_screen("timeliness", opened=MORE).at
        offered = {each.key for each in at.multiselect}
        assert "need" in offered and not offered & {"phase", "setting"}
        assert any("phase and setting are for the board" in each.value for each in at.caption)
        told = open_screen("timeliness", phase="Secondary").warnings
        assert any(each.startswith("Not applied: the filter “Phase”.") for each in told)
        at = open_screen("timeliness", "officer", setting="Special school").at
        at.selectbox(key="view").set_value("councillor")
        screen = run(at)
        assert any("the filter “Setting”" in each for each in screen.warnings)
        assert screen.answer == look("timeliness").answer


@pytest.mark.usefixtures("simulated_app")
class TestWhatIsLookedAt:
    """A filter stands in the sentence, as a chip and in the address; the address is whole."""

    AUTISM = "children with autism as main need"

    def chips(self, screen) -> list[str]:
        return [each.label for each in screen.at.button if (each.key or "").startswith("chip_")]

    @pytest.mark.parametrize("page", ["overview", "timeliness", "backlog", "plans"])
    def test_a_filter_stands_in_the_answer(self, page):
        screen = look(page, need="Autism")
        assert "children with autism as main need, " in screen.answer
        assert self.chips(screen) == ["Main need: Autism \u2715"]
        assert "Only main need: Autism." in screen.parts("//div[@class='sv-paper']/p")
        assert self.AUTISM not in look(page).answer and self.chips(look(page)) == []

    def test_the_button_shows_its_count_on_the_first_run(self):
        found = look("overview", need="Autism").at.get("popover")
        labels = [each.proto.popover.label for each in found]
        assert "More filters (1)" in labels

    def test_cards_say_whom_they_hold_for(self):
        cards = look("overview", need="Autism").parts("//section")
        held = [each for each in cards if f"Only {self.AUTISM}" in each]
        [not_held] = [each for each in cards if "Not filtered by need" in each]
        assert "autism assessment" in not_held and len(held) >= 4
        assert not any("Only children" in each for each in look("overview").parts("//section"))

    def test_what_a_page_cannot_filter_by_is_said_once_at_the_top(self):
        screen = look("overview", need="Autism")
        told = [place for place, body in enumerate(screen.html) if "of all children" in body]
        [first] = [place for place, body in enumerate(screen.html) if "<h1" in body]
        assert len(told) == 1 and told[0] < first
        assert "a return records it only once there is a plan" in screen.text
        assert "of all children" not in look("overview").text

    def test_a_chosen_area_is_named_in_the_answer_about_health(self):
        assert "assessments in Mid (Essex)." in look("health_waits", area="Mid").answer
        assert "In Mid (Essex), in the 12 months" in look("backlog", area="Mid").answer

    @pytest.mark.parametrize("chosen", [{"area": "Mid"}, {"age_band": "5 to 10"}])
    @pytest.mark.parametrize("page", ["health_waits", "backlog", "plans"])
    def test_what_public_view_leaves_out_is_said_once(self, page, chosen):
        screen = look(page, **chosen)
        told = screen.text.count(LEFT_OUT) + screen.text.count("Public view tells ")
        assert told <= 1 and len(screen.at.get("html")) > 5 and screen.answer

    def test_the_answer_alone_says_why_nothing_of_a_page_is_told(self):
        screen = look("localities", need="Autism")
        assert "parts of a council, or one kind of child" in screen.answer
        assert LEFT_OUT not in screen.text

    def test_a_chip_takes_its_filter_away(self):
        at = open_screen("timeliness", "board", need=("Autism", "Down syndrome"), area="Mid").at
        next(each for each in at.button if "Autism" in each.label).click()
        screen = run(at)
        assert self.chips(screen) == ["Mid \u2715", "Main need: Down syndrome \u2715"]
        assert screen.at.query_params["need"] == "Down syndrome"

    def test_a_filter_that_public_view_does_not_apply_says_so_on_its_chip(self):
        chips = self.chips(look("timeliness", area="Mid", need="Autism"))
        assert chips == ["Mid \u2715", "Main need: Autism (not applied) \u2715"]

    def test_the_address_is_whole(self):
        assert look("timeliness").at.query_params == {
            "view": "Councillor view",
            "council": "Essex",
            "as_at": "31 December 2025",
            "period": "12 months",
        }

    def test_the_address_keeps_every_filter_on_the_next_page(self):
        chosen = {
            "need": "Autism",
            "sex": "Female",
            "age_band": "5 to 10",
            "last_review": "12 to 24 months ago",
            "area": "Mid",
            "period": "3 months",
        }
        at = open_screen("overview", "board", **chosen).at
        answer = run(at.switch_page("../../pages/timeliness.py")).answer
        assert at.query_params.items() >= chosen.items()
        assert at.query_params["view"] == "Board view"
        assert answer == look("timeliness", "board", **chosen).answer

    def test_another_address_sets_every_filter(self):
        """As the browser's Back does: what it does not name is lifted."""
        at = open_screen("timeliness", "board", need="Autism", area="Mid").at
        at.query_params.clear()
        at.query_params.update({"council": "Essex", "view": "Councillor view", "sex": "Female"})
        screen = run(at)
        assert self.chips(screen) == ["Sex: Female \u2715"]
        assert at.selectbox(key="view").value == "councillor"

    def test_one_quadrant_alone_is_shown_among_all(self):
        screen = look("localities", area="Mid")
        assert screen.answer == look("localities").answer
        assert "Mid is shown among all quadrants" in screen.text
        assert "are no two" not in screen.text

    @pytest.mark.parametrize("page", PAGES)
    def test_the_current_page_is_marked(self, page):
        screen = look(page)
        marked = screen.parts("//*[@aria-current='page']")
        title = next(each.title for each in SCREENS if each.id == page)
        # In the row of pages, and in the menu of a narrow screen.
        assert marked == [title, title]
        assert "sendviz Essex" in screen.parts("//p[@class='sv-name']")

    @pytest.mark.parametrize("page", PAGES)
    def test_headings_leave_out_no_level(self, page):
        found = "".join(re.findall(r"<h([1-6])", "".join(look(page).html)))
        assert found.startswith("1") and not re.search("1[3-6]|2[4-6]|3[5-6]", found)


@pytest.mark.usefixtures("simulated_app")
class TestQuarters:
    """Public view tells of parts by quarter, and of whole councils by month."""

    NOVEMBER = {"as_at": "30 November 2025"}
    MOVED = "Shown: as at 30 September 2025, "

    def moved(self, page: str, role: str = "councillor", **more) -> list[str]:
        screen = open_screen(page, role, **(self.NOVEMBER | more))
        return [each for each in screen.warnings if "by calendar quarters" in each]

    @pytest.mark.parametrize("page", ["overview", "timeliness", "backlog"])
    def test_a_whole_council_is_told_by_month(self, page):
        assert self.moved(page) == []
        assert "30 November 2025" in look(page, **self.NOVEMBER).answer

    def test_a_sheet_of_parts_says_its_own_day_beside_a_whole_council_by_month(self):
        """The overview tells the council to November, and its localities to September."""
        told = self.MOVED + "12 months to 30 September 2025."
        assert told in open_screen("overview", **self.NOVEMBER).text
        assert self.MOVED not in look("overview", "board", **self.NOVEMBER).text
        assert "by calendar quarters" not in look("overview").text

    @pytest.mark.parametrize(
        ("page", "chosen"),
        [
            ("localities", {}),
            ("health_waits", {}),
            ("timeliness", {"area": "Mid"}),
            ("backlog", {"need": "Autism"}),
        ],
    )
    def test_parts_are_told_by_quarter_and_the_page_says_so(self, page, chosen):
        [told] = self.moved(page, **chosen)
        assert self.MOVED + "12 months to 30 September 2025." in told
        assert "November" not in open_screen(page, **self.NOVEMBER, **chosen).answer
        assert self.moved(page, "board", **chosen) == []

    def test_a_month_of_parts_is_told_as_its_quarter(self):
        [told] = self.moved("timeliness", area="Mid", period="1 month")
        assert self.MOVED + "July to September 2025." in told

    def test_a_filter_that_is_about_no_child_keeps_the_month(self):
        assert self.moved("timeliness", exception="With an exception") == []

    def test_at_the_end_of_a_quarter_nothing_is_moved(self):
        told = open_screen("localities", as_at="30 September 2025").warnings
        assert not [each for each in told if "by calendar quarters" in each]


@pytest.mark.usefixtures("simulated_app")
class TestChoicesOfAView:
    """A page offers what its view is told."""

    def options(self, page: str, key: str, role: str = "councillor", **more) -> list[str]:
        at = look(page, role, **more).at
        [box] = [each for each in (*at.selectbox, *at.get("button_group")) if each.key == key]
        return box.options

    def test_measures_of_localities(self):
        public, board = (self.options("localities", "measure", role) for role in ROLES)
        assert set(public) < set(board)
        assert "Plans issued within 20 weeks" in public and "Decisions to refuse" in public
        gone = {catalogue.get(id).name for id in ("mean_weeks_to_issue", "requests_refused")}
        assert gone <= set(board) - set(public)

    def test_kinds_of_places(self):
        waits = {"measure": catalogue.get("children_waiting_for_assessment").name}
        told = open_screen("localities", by="Providers", **waits).warnings
        assert any("“Providers”" in each for each in told)
        told = open_screen("localities", "board", by="Providers", **waits).warnings
        assert not any("“Providers”" in each for each in told)

    def test_splits(self):
        public, board = (
            self.options("localities", "split", role, opened="kinds") for role in ROLES
        )
        assert set(board) - set(public) == {"Phase", "Setting", "Team"}

    def test_a_place_that_is_not_told_is_no_part_of_the_health_page(self):
        parts = [[e.label for e in look("health_waits", role).at.expander] for role in ROLES]
        assert ["By provider" in each for each in parts] == [False, True]
        assert ["By district" in each for each in parts] == [True, True]


class TestNoRouter:
    """A page alone: nobody has checked who is looking."""

    def test_a_visit_raises(self):
        with pytest.raises(state.NoRouter):
            state.visit()

    @pytest.mark.parametrize("page", sorted(set(PAGES) - {"accessibility"}))
    def test_the_page_tells_nothing(self, simulated_app, page):
        at = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=30).run()
        assert len(at.exception) == 1
        assert len(at.markdown) + len(at.dataframe) + len(at.get("download_button")) == 0
        told = "".join(each.proto.body for each in at.get("html"))
        assert "sv-cards" not in told and "<table" not in told
