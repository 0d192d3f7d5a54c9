"""Captions, filters, events and alternative texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

from sendviz import catalogue
from sendviz.ask import Selection
from sendviz.panels.captions import (
    alt_text,
    caption,
    events_words,
    filter_words,
    rounded_words,
    told_of,
    whom,
    why_not_filtered,
)
from tests.answers import MEDIAN, REFUSED, SELECTION, STOCK, by_area, in_bands, monthly, tidy

ESSEX = SimpleNamespace(
    council="Essex",
    covered=SimpleNamespace(short_name="Essex", data_date=date(2026, 1, 15)),
)


def test_captions_say_measure_place_time_source_and_that_records_are_simulated():
    answer = by_area(
        simulated=True,
        rounded=True,
        not_filtered=("need",),
        selection=SELECTION.filtered("sex", "F"),
    )
    assert caption(ESSEX, answer) == (
        "Plans issued within 20 weeks. Essex, 12 months to 31 December 2025. Only sex: Female. "
        "Not filtered by need. Source: Essex's own records to "
        "15 January 2026. Rounded to 5 in each quarter, then added up: exact counts may say "
        "otherwise. Simulated records."
    )


def test_a_list_over_time_says_which_months_it_is_drawn_for():
    """Three months from January 2024; by quarter the last days are those of March and September."""
    three = monthly(STOCK, ((45, 1), (50, 1), (40, 1)))
    assert "Essex, on the last day of each month, Jan 2024 to Mar 2024. " in caption(ESSEX, three)
    starts = pd.to_datetime(["2024-01-01", "2024-04-01", "2024-07-01"])
    by_quarter = three.with_frame(three.frame.assign(period_start=starts), grain="quarter")
    said = "Essex, on the last day of each quarter, Mar 2024 to Sep 2024. "
    assert said in caption(ESSEX, by_quarter)
    assert "Essex, 31 December 2025. " in caption(ESSEX, by_area(STOCK))
    assert "Essex, 12 months to 31 December 2025. " in caption(ESSEX, monthly())


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ((), ""),
        ((("pathway", ("autism",)),), "Autism assessments only"),
        (
            (("pathway", ("autism", "slt")), ("sex", ("F",))),
            "Autism and Speech and language therapy assessments only; sex: Female",
        ),
        ((("need", ("ASD",)), ("sex", ("F",))), "Only main need: Autism; sex: Female"),
    ],
)
def test_filters_in_words(where, said):
    assert filter_words(Selection("881", date(2025, 12, 31), where=where)) == said


SAID = {
    (("need", ("ASD",)),): "Of children with autism as main need, ",
    (("need", ("DS", "ASD")),): "Of children with Down syndrome or autism as main need, ",
    (("age_band", ("5-10",)), ("sex", ("F",))): "Of children aged 5 to 10, who are female, ",
    (("need", ("not_known",)),): "Of children whose main need is not known, ",
    (("setting", ("unit",)),): "Of children whose setting is SEN unit in a mainstream school, ",
    (("exception", ("yes",)),): "Of children whose case is with an exception, ",
    (("pathway", ("autism",)),): "",
    (): "",
}


@pytest.mark.parametrize("where", SAID)
def test_a_sentence_begins_with_whom_it_holds_for(where):
    assert whom(Selection("881", date(2025, 12, 31), where=where)) == SAID[where]


def test_every_filter_stands_in_a_sentence():
    for id in catalogue.filters():
        found = catalogue.dimensions()[id]
        [code, *_] = found.values
        told = whom(Selection("881", date(2025, 12, 31), where=((id, (code,)),)), "plans")
        assert told.startswith("For children ") and told.endswith(", "), id


def test_a_filtered_answer_says_so_and_one_that_cannot_be_filtered_says_that():
    selection = SELECTION.filtered("need", "ASD")
    filtered = by_area(selection=selection)
    assert told_of(filtered, "Half took 3 weeks.") == (
        "For children with autism as main need, half took 3 weeks."
    )
    assert told_of(filtered, "SEN units.", "Mid").endswith("main need, in Mid, SEN units.")
    assert told_of(by_area(), "half took 3 weeks.") == "Half took 3 weeks."
    assert why_not_filtered(("need", "sex")) == (
        "Some figures here are of all children, and say so. "
        "Need: a return records it only once there is a plan. "
        "Sex: the records behind some measures do not hold it."
    )
    assert why_not_filtered(()) == ""


def test_events_by_number():
    events = [
        (date(2025, 2, 3), "Next"),
        (date(2024, 6, 1), "New contract"),
        (date(2030, 1, 1), "Late"),
    ]
    told = events_words(events, date(2024, 1, 1), date(2025, 12, 1))
    assert told == "1: New contract (1 June 2024). 2: Next (3 February 2025)."
    assert (
        events_words(events[:1], date(2024, 1, 1), date(2025, 12, 1)) == "Next (3 February 2025)."
    )


def test_alternative_texts():
    told = alt_text(monthly(), "control_chart")
    assert told == (
        "Line chart with control limits: Plans issued within 20 weeks, Jan 2024 to Mar 2024. "
        "Essex: Jan 2024 40 of 113 (35%) to Mar 2024 47 of 178 (26%)."
    )
    cells = [("Essex", None, "ASD", 240, 800, None), ("Essex", None, "SLCN", 2, 25, None)]
    assert "Autism: 240 of 800 (30%)." in alt_text(tidy(REFUSED, cells, dimension="need"), "bars")
    assert alt_text(by_area().of("nowhere"), "bars").endswith("There is nothing to show.")
    few = by_area(values=(("Mid", 1, None),))
    assert alt_text(few, "bars").endswith("Nothing to show (too few to tell).")


def test_what_was_done_to_the_counts_of_parts():
    nhs = by_area(catalogue.get("share_waiting_over_18_weeks"), rounded=True)
    assert rounded_words(nhs) == "Rounded to 10: exact counts may say otherwise"
    added = "Rounded to 5 in each quarter, then added up: exact counts may say otherwise"
    plain = "Rounded to 5: exact counts may say otherwise"
    year, quarter = by_area(rounded=True), Selection("881", date(2025, 12, 31), date(2025, 10, 1))
    assert rounded_words(year) == added
    assert rounded_words(replace(year, selection=quarter)) == plain
    assert rounded_words(monthly(rounded=True, grain="quarter")) == plain
    assert rounded_words(monthly(rounded=True, grain="12_months")) == added
    assert rounded_words(by_area(STOCK, rounded=True)) == plain
    assert rounded_words(in_bands(MEDIAN, (("Mid", 20.0),))) == "In bands of weeks"
    assert rounded_words(by_area()) == ""
