"""What the forecast says, against the figures that stand under it."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sendviz.ask import Records, Selection
from sendviz.findings.backtest import Judged, Score
from sendviz.findings.forecast import forecast, gain_of
from sendviz.findings.levers import Levers, levers_of
from sendviz.findings.surge import surge_of
from sendviz.kit.words import is_heading
from sendviz.panels import backtest, surge
from sendviz.panels.forecast import (
    a_year_on,
    forecast_answer,
    forgotten_words,
    narrow_sentence,
    now_words,
    orders_panel,
    orders_sentence,
    told,
    why_none,
)
from sendviz.panels.forecast_beside import beside_panel, reform_panel, tornado_panel
from sendviz.panels.forecast_drawn import ages_panel, fan_panel, in_time_panel, three_ways_panel
from sendviz.panels.forecast_levers import (
    cost_words,
    levers_from,
    levers_panel,
    reviews_lose,
    scenario_links,
)
from sendviz.panels.panel import picture
from tests.findings.test_no_leak import rows
from tests.handmade import build

AS_AT = date(2025, 3, 31)
USUAL, MORE = Levers(), levers_of({"officers": 3, "psychologists": 2, "requests": -5})


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("forecast") / "file.duckdb"
    return build(path, *rows(None), data_date="2025-06-30")


@pytest.fixture
def officer(store) -> Records:
    return Records(store, Selection("999", AS_AT), "officer")


@pytest.fixture
def public(store) -> Records:
    return Records(store, Selection("999", AS_AT))


def test_the_answer_says_needed_has_and_verdict(officer):
    found = forecast(officer, USUAL, "oldest")
    needed, verdict = forecast_answer(officer, USUAL, "oldest")
    assert f"needs to finish {found.needed:.0f} cases a week" in needed
    assert needed.endswith(f"in a year. It finishes {found.now.outcomes:.0f}.")
    middle, low, high = found.course.past(20).at(a_year_on(found.course))
    assert verdict.startswith("If nothing changes, the backlog ")
    assert f"about {told(middle, officer)} wait past 20 weeks" in verdict
    assert f"({told(low, officer)} to {told(high, officer)})" in verdict


def test_now_is_what_every_screen_counts_and_forgotten_cases_are_named(officer, public):
    found = forecast(officer, USUAL, "oldest")
    assert forgotten_words(found, officer) == ""
    quiet = replace(found, now=replace(found.now, quiet=14))
    assert forgotten_words(quiet, officer).startswith("14 open cases look forgotten")
    few = replace(found, now=replace(found.now, quiet=2))
    assert forgotten_words(few, public).startswith("A few open cases")
    past = officer.ask("cases_open_over_20_weeks").row.value
    said = forecast_answer(officer, USUAL, "oldest")[1]
    assert said.endswith(f", {told(past, officer)} now.")


def test_levers_that_are_no_scenario_are_said_to_be_chosen(officer):
    assert forecast_answer(officer, MORE, "oldest")[1].startswith("With the numbers chosen below")
    surge_levers = levers_of({"requests": 33})
    said = forecast_answer(officer, surge_levers, "oldest")[1]
    assert said.startswith("If requests go up by a third")


def test_what_is_not_told_is_said_in_the_answer(officer):
    early = officer.over(as_at=date(2024, 3, 31))
    assert "too few to tell what is to come" in why_none(early) and why_none(officer) == ""
    assert "too few" in fan_panel(early, USUAL, "oldest").refused


def test_the_table_of_orders_holds_what_the_courses_do(officer):
    found = forecast(officer, USUAL, "as_now")
    panel = orders_panel(officer, USUAL, "as_now")
    (table,) = panel.tables
    names = [row[0].text for row in table.rows]
    assert names == ["As now", "Oldest first", "In time first, 50%", "Newest first"]
    day = a_year_on(found.course)
    newest = found.under("newest").past(20).at(day)
    low, high = (told(each, officer) for each in newest[1:])
    assert table.rows[3][2].text == f"{told(newest[0], officer)} ({low} to {high})"
    assert is_heading(panel.title) and "As many plans are issued under each." in panel.sentences[0]
    assert orders_sentence(found, day) == panel.sentences[0]


def test_public_view_is_told_in_fives_and_of_no_single_child(public, officer):
    assert told(337.4, public) == "335" and told(337.4, officer) == "337"
    assert told(2.0, public) == "0" and told(3_337.4, officer) == "3,340"
    head = orders_panel(public, USUAL, "as_now").tables[0].head
    assert "Oldest, weeks" not in head
    assert "Oldest, weeks" in orders_panel(officer, USUAL, "as_now").tables[0].head
    cells = [cell.text for row in orders_panel(public, USUAL, "as_now").tables[0].rows
             for cell in row[2:]]  # fmt: skip
    numbers = [int(each.strip("()").replace(",", "")) for text in cells for each in text.split()
               if each != "to"]  # fmt: skip
    assert numbers and all(each % 5 == 0 for each in numbers)


def test_the_fan_shows_what_happened_and_says_whether_it_was_inside(officer):
    panel = fan_panel(officer, USUAL, "as_now")
    lines = {trace.name: trace for trace in panel.figure.data if trace.name}
    (happened,) = panel.answers
    assert list(lines["What happened"].y) == [row.value for row in happened.rows]
    fan = forecast(officer, USUAL, "as_now").course.past(20)
    assert list(lines["Middle"].y)[1:] == fan.values[:, 2].tolist()
    later = happened.rows[-1]
    assert later.period_start.date() == date(2025, 6, 1)
    low, high = fan.at(date(2025, 6, 30))[1:]
    inside = "inside" if low <= later.value <= high else "outside"
    assert f"{told(later.value, officer)} on 30 June 2025, {inside} the range" in panel.notes[0]
    assert is_heading(panel.title) and "<svg" in picture(panel)


def test_where_nothing_came_later_it_says_so(store):
    now = Records(store, Selection("999", date(2025, 6, 30)), "officer")
    assert "is not known yet" in fan_panel(now, USUAL, "as_now").notes[0]


def test_the_count_of_a_month_that_is_not_over_came_no_later(tmp_path):
    day = date(2025, 6, 12)
    store = build(tmp_path / "june.duckdb", *rows(day), data_date=day.isoformat())
    now = Records(store, Selection("999", day), "officer")
    assert "is not known yet" in fan_panel(now, USUAL, "as_now").notes[0]
    store.close()


def test_the_bands_of_age_add_up_to_those_open(officer):
    panel = ages_panel(officer, USUAL, "oldest")
    found = forecast(officer, USUAL, "oldest").course
    total = np.sum([bar.y for bar in panel.figure.data], axis=0)
    assert total == pytest.approx(found.open.values[:, 2])
    assert is_heading(panel.title) and "<svg" in picture(panel)


def test_each_order_has_its_line(officer):
    panel = in_time_panel(officer, USUAL, "oldest")
    assert len(panel.figure.data) in (3, 4) and "<svg" in picture(panel)


def test_the_share_in_time_is_told_in_three_ways(officer):
    panel = three_ways_panel(officer, USUAL, "newest")
    course = forecast(officer, USUAL, "newest").course
    assert list(panel.tables[0].head) == ["End of", "Issued", "Issued, no exceptions", "Due"]
    middle, low, high = course.due_on_time.at(a_year_on(course))
    assert f"about {middle * 100:.0f} of 100 come" in panel.title and is_heading(panel.title)
    told_rows = {row[0].text: row[3].text for row in panel.tables[0].rows}
    said = f"{middle * 100:.0f} ({low * 100:.0f} to {high * 100:.0f})"
    assert said in told_rows.values() and "<svg" in picture(panel)


def test_what_reviews_lose_is_said_with_their_counts(officer):
    assert reviews_lose(officer, USUAL) == ""
    asked = levers_of({"off_reviews": 10})
    assert reviews_lose(officer, asked) == (
        "Time moved from annual reviews leaves 25% less for them; how many were held in time is "
        "not known."
    )


def test_what_levers_bring_is_held_against_the_same_courses(officer):
    asked = levers_of({"officers": 4, "psychologists": 4, "cost": 100_000})
    found = gain_of(officer, asked)
    more = [
        (each.issued + each.no_plan).sum(axis=0)
        for each in (forecast(officer, levers).course.courses for levers in (USUAL, asked))
    ]
    middle = np.median(more[1] - more[0])
    assert middle > 0 and found.cases[0] == middle
    assert found.pounds[0] == pytest.approx(100_000 / middle)
    said = cost_words(officer, asked)
    assert said.startswith(f"£100,000 would finish about {told(middle, officer)} more cases")
    assert f"£{100_000 / middle:,.0f} each" in said
    assert cost_words(officer, USUAL) == ""
    assert cost_words(officer, levers_of({"cost": 5_000})).endswith(
        "no more cases within two years."
    )


def test_settings_side_by_side_and_the_two_lines_of_a_reform_plan(officer):
    rows_of = beside_panel(officer, MORE, "oldest").tables[0].rows
    assert [row[0].text for row in rows_of] == [
        "Nothing changes", "As chosen", "Recruits three months late", "Requests up a third",
    ]  # fmt: skip
    panel = reform_panel(officer, MORE, "oldest")
    assert panel.sentences == (
        "Early – requests, more or fewer: −5%.",
        "Effective – more psychologists: 2 posts; more case officers: 3 posts.",
    )
    assert "change a lever" in reform_panel(officer, USUAL, "oldest").refused


def test_the_tornado_begins_with_what_moves_most(officer):
    panel = tornado_panel(officer, MORE, "oldest")
    rows_of = panel.tables[0].rows
    sizes = [abs(int(row[2].text) - int(row[1].text)) for row in rows_of]
    assert sizes == sorted(sizes, reverse=True) and len(rows_of) == 5
    assert rows_of[0][0].text[1:] in panel.title and "<svg" in picture(panel)


def test_the_narrow_place_is_named(officer):
    found = forecast(officer, USUAL, "oldest")
    stage, load = max(found.loads.items(), key=lambda pair: pair[1])
    said = narrow_sentence(found)
    if load > 1:
        assert said.startswith(f"{stage.capitalize()} is the narrow place: {load * 10:.0f} cases")
    else:
        assert said == "No stage is too narrow for what comes in a year."
    now = replace(found.now, kept_in_time=0.3)
    assert now_words(replace(found, now=now)) == (
        "today about 30% of the work goes first to cases still in time."
    )


def test_every_lever_says_what_it_stands_at_and_why(officer):
    levers, posts = levers_panel(officer, MORE, "oldest").tables
    stands = {row[0].text: row[1].text for row in levers.rows}
    assert stands["More case officers"] == "3 posts"
    assert posts.rows[0][1].text == "1.08 advices a week"
    assert levers_from({"late": 3})["late"] == 3


def test_links_to_scenarios_carry_every_lever_and_only_loaded_councils(officer):
    found = dict(scenario_links(officer))
    assert found["Requests up a third"] == {
        "council": "Test", "as_at": "31 March 2025", "requests": "33",
    }  # fmt: skip
    assert "What could have been known on 27 September 2023?" not in found


def judged(truth, middle, stays) -> Judged:
    return Judged(AS_AT, 13, "past_20", truth, middle, 0, 9, 5.0, stays, stays, (True, True, False))


def test_the_backtest_says_what_it_holds_and_where_nothing_is_gained(officer):
    won = Score("past_20", 13, 0.25, (judged(100, 110, 130), judged(100, 95, 90)))
    lost = Score("issued", 26, 0.25, (judged(100, 120, 101),))
    said = backtest.backtest_sentences((won, lost), officer)
    assert said[0] == (
        "Backlog a quarter ahead: in 0 of 2 quarters the range of 90 in 100 held what came; half "
        "of the middles were within 8%; nearer than ‘nothing changes’ in 2 of 2."
    )
    assert said[1] == "Worst a quarter ahead: as at 31 March 2025 it said 110, and 100 came."
    assert said[2:] == ["Plans issued half a year ahead: ‘nothing changes’ was as good or better."]


def test_records_too_short_to_test_are_said(officer):
    short = officer.over(as_at=date(2025, 6, 30))
    assert (
        "too short" in backtest.backtest_panel(short).refused
        or backtest.backtest_panel(short).tables
    )


def test_a_surge_is_told_only_beyond_chance_and_only_where_records_reach(officer):
    assert surge.surge_title(surge_of("", 133, 100)).startswith("Requests rose by 33%")
    assert surge.surge_title(surge_of("", 105, 100)).startswith("No rise in requests beyond chance")
    refused = surge.surge_panel(officer).refused
    assert refused == (
        "As at 31 March 2025 the records end before the reform was announced on 23 February 2026: "
        "nothing can be told of a surge."
    )
