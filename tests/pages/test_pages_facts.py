"""The numbers on the screens are those of the query; files carry the same counts."""

from __future__ import annotations

import io
import re
from datetime import date

import pandas as pd
import pytest

from sendviz import ask, catalogue
from sendviz.ask import Records
from sendviz.ask.lists import OF_A_PART, OF_CHILDREN
from sendviz.ask.selection import Selection
from sendviz.kit.words import percent
from sendviz.panels.about_the_data import NOT_TOLD, OF_PROVIDERS
from tests.pages.screens import look

COUNCILS = {"Essex": "881", "West Northamptonshire": "941", "Cambridgeshire": "873", "BCP": "839"}
ON_TIME = "plans_issued_within_20_weeks"
YEAR = {"as_at": date(2025, 12, 31), "start": date(2025, 1, 1)}

pytestmark = pytest.mark.usefixtures("simulated_app")


def asked(
    store, id: str, council: str = "881", role: str = "councillor", areas=(), **more
) -> pd.DataFrame:
    """The measure of 2025 as any other reader of the query gets it."""
    return Records(store, Selection(council, **YEAR, areas=areas), role).ask(id, **more).frame


def area_id(store, name: str) -> str:
    return next(area.id for area in ask.areas(store, "881", "locality") if area.name == name)


def counts(row) -> str:
    return f"{row['numerator']:,.0f} of {row['denominator']:,.0f}"


def test_essex_in_2025():
    """The Department for Education's own count: 454 of 2,420."""
    assert "454 of 2,420 plans (18.8%)" in look("timeliness").answer


@pytest.mark.parametrize(
    ("council", "role"), [*((name, "councillor") for name in COUNCILS), ("Essex", "officer")]
)
def test_the_answer_of_timeliness_is_the_querys(simulated, council, role):
    answer = look("timeliness", role, **({} if council == "Essex" else {"council": council})).answer
    for id in (ON_TIME, "plans_due_issued_in_time"):
        assert counts(asked(simulated, id, COUNCILS[council], role).iloc[0]) in answer
    late = asked(simulated, "cases_open_over_20_weeks", COUNCILS[council], role).iloc[0]
    assert f"{late['value']:,.0f} children" in answer


def test_four_views_of_march():
    rows = dict(row[:2] for row in look("timeliness", as_at="31 March 2025").table("Four ways"))
    assert rows["March 2025"] == "47 of 178 (26%)"


def test_the_cards_are_the_querys(simulated):
    cards = look("overview").parts("//section")
    for id in (ON_TIME, "decided_within_6_weeks", "decisions_to_refuse"):
        row = asked(simulated, id).iloc[0]
        assert any(counts(row) in card and percent(row["value"], 1) in card for card in cards), id


@pytest.mark.parametrize("role", ["councillor", "board"])
def test_the_locality_table_is_the_querys(simulated, role):
    table = look("overview", role).table("Headline measures by quadrant")
    rows = {row[0]: row[1:] for row in table}
    head = rows.pop("Quadrant")
    place = head.index(catalogue.get("decided_within_6_weeks").short_name)
    found = asked(simulated, "decided_within_6_weeks", role=role, by="locality")
    assert len(found) > 3
    for row in found.to_dict("records"):
        assert counts(row) in rows[row["area"]][place]


def test_public_and_board_differ_by_rounding_only(simulated):
    public, board = (
        {row[0]: row for row in look("overview", role).table("Headline measures by quadrant")}
        for role in ("councillor", "board")
    )
    told = re.search(r"([\d,]+) of ([\d,]+)", " ".join(public["Mid"]))
    assert all(int(each.replace(",", "")) % 5 == 0 for each in told.groups())
    assert public["Mid"] != board["Mid"]
    # The first four columns are of EHC cases, exact for the whole council; health waits follow.
    whole = [each["All of Essex"][:4] for each in (public, board)]
    assert whole[0] == whole[1] and "454 of 2,420" in " ".join(whole[0])


def test_in_and_out_of_a_locality_are_all_of_its_months(simulated):
    """For the board: public view is told of a locality how its list changed, and no more."""
    answer = look("backlog", "board", area="Mid").answer
    mid = (area_id(simulated, "Mid"),)
    entered = asked(simulated, "cases_entered", role="board", areas=mid).iloc[0]["value"]
    told = int(re.search(r"([\d,]+) cases came in", answer)[1].replace(",", ""))
    months = asked(simulated, "cases_entered", role="board", areas=mid, period="month")["value"]
    assert told == entered == months.sum() > 0
    assert "cases came in" not in look("backlog", area="Mid").answer


def test_open_cases_are_told_alike_in_answer_and_heading():
    """The same children on the same day: the whole of the bands is the whole."""
    screen = look("backlog", area="Mid")
    whole = re.search(r"([\d,]+) children were waiting past 20 weeks", screen.answer) or re.search(
        r"([\d,]+) children [^.]*past 20 weeks", screen.answer
    )
    headings = [text for text in screen.parts("//h2") if "have waited past 20 weeks" in text]
    assert headings[0].split(" of ")[0] == whole[1]
    assert f"{whole[1]} children on 31 December 2025, " in screen.text


def test_a_closed_part_opens():
    closed, whole = look("localities"), look("localities", opened="kinds")
    assert len(whole.charts) == len(closed.charts) + 1
    assert not whole.at.exception
    assert any("kind" in each.label.casefold() for each in whole.at.expander)


def test_the_table_under_a_picture_is_sent_when_it_is_opened():
    closed = look("backlog", unfolded=False)
    opened = look("backlog", unfolded=False, opened="about_queue")
    name = "Table, definition and download"
    assert name in [each.label for each in closed.at.expander]
    assert "How it is counted" not in closed.text
    assert opened.text.count("How it is counted") == len(opened.files) - len(closed.files) > 0


def test_another_measure_and_districts():
    screen = look("localities", measure="Decisions to assess made within 6 weeks", by="Districts")
    assert not screen.at.exception
    assert "Colchester" in screen.text
    assert screen.warnings == []


def test_the_file_of_the_councils(simulated):
    """Built when its part is opened: our own published counts, year by year."""
    frame = pd.read_csv(io.StringIO(look("compare", opened="about_trend").files[0]))
    records = Records(simulated, Selection("881", YEAR["as_at"]))
    official = records.ask(f"published_{ON_TIME}", period="calendar_year")
    told = {
        int(row["period_start"][:4]): (row["numerator"], row["denominator"])
        for row in frame[frame["la_code"] == 881].to_dict("records")
    }
    wanted = {
        row.period_start.year: (row.numerator, row.denominator)
        for row in official.rows
        if row.numerator == row.numerator
    }
    assert wanted[2025] == (454, 2420)
    assert {year: told.get(year) for year in wanted} == wanted


@pytest.mark.parametrize(("role", "rounded"), [("councillor", True), ("board", False)])
def test_files_say_what_the_screen_says(simulated, role, rounded):
    screen = look("localities", role)
    frames = [pd.read_csv(io.StringIO(each)) for each in screen.files]
    # The areas on the map and as dots, and the gap between two of them over time.
    assert len(frames) == 3
    assert all((frame["records"] == "simulated").all() for frame in frames)
    assert all(
        (frame["council"] == "Essex").all() and (frame["as_at"] == "2025-12-31").all()
        for frame in frames
    )
    assert all(frame["rounded"].eq("to 5").all() == rounded for frame in frames)
    wanted = asked(simulated, ON_TIME, role=role, by="locality")
    for column in ("area", "numerator", "denominator"):
        pd.testing.assert_series_equal(
            frames[0][column].fillna(-1),
            wanted[column].reset_index(drop=True).fillna(-1),
            check_dtype=False,
        )


def test_public_files_carry_no_count_below_five():
    for page in ("overview", "localities", "backlog", "timeliness"):
        for text in look(page, area="Mid").files:
            frame = pd.read_csv(io.StringIO(text))
            counted = frame[
                frame["measure"].map(
                    lambda id: catalogue.get(id).kind in ("share", "count", "stock")
                )
            ]
            numbers = counted[["numerator", "denominator"]].to_numpy(float)
            assert not ((numbers % 5 > 0) & (numbers == numbers)).any(), page


@pytest.mark.parametrize("council", COUNCILS)
def test_public_view_is_told_the_checks_of_the_whole_council_only(council):
    """By locality they would be counts of its parts, and so are those of children of unknown place
    or kind and of lists of children; the others are told as the officers see them."""
    head, *rows = look("data_quality", council=council).table("Checks by rule")
    assert head == ["Rule", "What is wrong", "All"] and len(rows) > 10
    with_areas, *wanted = look("data_quality", "board", council=council).table("Checks by rule")
    codes = {row[0]: row[0].split()[0] for row in wanted}
    own = [r for r in wanted if codes[r[0]] in OF_A_PART or codes[r[0]].startswith(OF_CHILDREN)]
    assert own and [row[:3] for row in wanted if row not in own] == rows
    assert len(with_areas) > 4


def test_the_import_log_tells_public_view_no_count_of_a_providers_rows():
    """A provider often serves one part of the council. Why rows were refused tells of children."""
    told = {
        role: look("sources", role).table("Import log")
        for role in ("councillor", "board", "officer")
    }
    place = told["officer"][0].index("Refused")
    own = {
        role: [row for row in rows if row[0].startswith("Simulated referrals")]
        for role, rows in told.items()
    }
    assert own["councillor"] and all(
        row[place - 2 : place + 2] == [NOT_TOLD] * 4 for row in own["councillor"]
    )
    assert own["board"] and all(re.fullmatch(r"[\d,]+", row[place]) for row in own["board"])
    assert all(re.match(r"[\d,]+", row[place]) for row in own["officer"])
    assert (OF_PROVIDERS in look("sources").text) > (OF_PROVIDERS in look("sources", "board").text)
