"""Areas in words: counts beside shares, true verdicts, nothing missing printed."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from sendviz import catalogue
from sendviz.findings.reach import children_reached
from sendviz.findings.spread import compare_areas
from sendviz.kit.values import standing_sign
from sendviz.panels.area_words import (
    apart_heading,
    before_sentence,
    funnel_note,
    reach_sentence,
    rough_number,
    spread_sentence,
    standing_note,
    standing_sentence,
    standing_words,
)
from tests.answers import (
    DUE,
    MEDIAN,
    SHARE,
    STOCK,
    amounts,
    by_area,
    in_bands,
    under,
    without_intervals,
)

DECIDED = catalogue.get("decided_within_6_weeks")
LATE = catalogue.get("plans_issued_after_a_year")
ESSEX = (("North East", 90, 480), ("Mid", 70, 635), ("South", 130, 735), ("West", 150, 535))
FEW = (("City", 10, 130), ("South", 20, 180), ("Fenland", 2, None), ("East", 4, None))


def said(values=ESSEX, m=SHARE, **more):
    return spread_sentence(m, compare_areas(by_area(m, values), **more), "quadrant")


def test_yes_with_counts_and_what_chance_would_explain():
    assert said() == (
        "Yes. In Mid 70 of 635 plans (11%) were issued within 20 weeks, in West 150 of 535 (28%): "
        "17 percentage points apart, where chance alone would give about 3."
    )
    assert said(m=DECIDED).startswith(
        "Yes. In Mid 70 of 635 families (11%) were told within 6 weeks whether there would be an "
        "assessment, in West 150 of 535 (28%): 17"
    )


def test_no_probably_and_too_few():
    assert said((("A", 50, 250), ("B", 51, 250))).startswith("Not that these figures can show.")
    assert said((("A", 50, 250), ("B", 72, 250))).startswith("Probably.")
    assert said(ESSEX[:1]) == "There are no two quadrants to compare."
    no = said((("A", 20, 55), ("B", 28, 55)))
    assert no.startswith("Not that these figures can show. In A 20 of 55 plans (36%)")
    assert no.endswith(" percentage points and could give as much.")


def test_counts_and_amounts():
    found = compare_areas(by_area(STOCK, (("A", 5, 1), ("B", 50, 1))))
    text = spread_sentence(STOCK, found, "ICS locality")
    assert text.endswith("ICS localities differ in size, so more children need not be worse.")
    weeks = compare_areas(amounts(MEDIAN, (("A", 20.0), ("B", 26.5))))
    text = spread_sentence(MEDIAN, weeks, "quadrant")
    assert re.search(r": 6\.5 weeks apart, where chance alone would give about 0\.\d\.$", text)
    bare = without_intervals(amounts(MEDIAN, (("A", 20.0), ("B", 26.0))))
    text = spread_sentence(MEDIAN, compare_areas(bare), "quadrant")
    assert "We cannot say whether this difference is luck." in text


def test_where_each_area_stands():
    found = compare_areas(by_area(values=ESSEX), 0.188)
    assert standing_sentence(found, "Essex", "quadrant") == (
        "Against all of Essex: West is better; Mid is worse; North East and South are in line."
    )
    assert standing_words(found, "quadrant") == (
        "West is better; Mid is worse; North East and South are in line"
    )
    alike_all = compare_areas(by_area(values=(("A", 50, 250), ("B", 51, 250))))
    assert standing_sentence(alike_all, "Essex", "district") == (
        "Against all of Essex, no district clearly differs from the rest."
    )
    alone = compare_areas(by_area(values=ESSEX[:1]))
    assert standing_sentence(alone, "Essex", "quadrant") == ""
    stock = compare_areas(by_area(STOCK))
    assert standing_sentence(stock, "Essex", "district") == ""


def test_who_stands_apart_as_a_heading_of_few_words():
    found = compare_areas(by_area(values=ESSEX), 0.188)
    heading = "West is better than Essex as a whole; Mid is worse."
    assert apart_heading(found, "Essex", "quadrant") == heading
    alike = compare_areas(by_area(values=(("A", 50, 250), ("B", 51, 250))))
    assert apart_heading(alike, "Essex", "district") == "No district clearly differs from the rest."
    many = tuple((f"D{i}", 10 if i < 3 else 90, 250) for i in range(8))
    told = apart_heading(compare_areas(by_area(values=many), 0.24), "Essex", "district")
    assert "three districts" in told.casefold() and len(told.split()) <= 15
    assert apart_heading(compare_areas(by_area(STOCK)), "Essex", "district") == ""


def test_every_standing_has_a_word_and_a_shape_of_its_own_meaning():
    words = ("better", "worse", "similar", "higher", "lower", "perhaps_better", "perhaps_worse")
    signs = [standing_sign(each) for each in words]
    assert len({sign.word for sign in signs}) == len(words)
    assert standing_sign("anything").word == "not compared"


def test_what_it_means_for_children():
    found = children_reached(by_area(values=ESSEX))
    text = reach_sentence(SHARE, found, "quadrant", "Essex")
    assert re.match(
        r"Had every quadrant done as well as West, about 220 more plans \(1\d0 to 2\d0\) would "
        r"have been issued within 20 weeks\. Had only those behind reached the average of Essex: "
        r"about 55 more\. Children differ between quadrants, so this is no forecast\.$",
        text,
    )
    late = children_reached(by_area(LATE, ESSEX))
    text = reach_sentence(LATE, late, "area", "E")
    assert "as Mid, about" in text and "fewer plans" in text
    decided = children_reached(by_area(DECIDED, ESSEX))
    text = reach_sentence(DECIDED, decided, "area", "E")
    assert "more families (140 to 290) would have been told within 6 weeks whether" in text
    due = children_reached(by_area(DUE, ESSEX))
    assert "would have counted as “Due, in time”" in reach_sentence(DUE, due, "area", "E")


@pytest.mark.parametrize(
    "x, text", [(3.4, "3"), (23, "25"), (47.4, "45"), (104, "100"), (1234, "1,230")]
)
def test_numbers_of_children_without_false_precision(x, text):
    assert rough_number(x) == text


def test_areas_with_too_few_cases_are_named_after_the_verdict():
    text = said(FEW)
    assert text.startswith("Not that these figures can show. In City 10 of 130 plans (8%) were")
    assert text.endswith("Fenland and East have fewer than 20 plans: no percentage is shown.")
    yes = said((*ESSEX[:1], ESSEX[1], ("South", 2, None)))
    assert yes.startswith("Yes. In Mid")
    assert yes.endswith("South has fewer than 20 plans: no percentage is shown.")
    assert said((("Northern", 30, 130), ("Western", 2, None))) == (
        "There are no two quadrants to compare. Western has fewer than 20 plans: no percentage is "
        "shown."
    )


def test_many_areas_with_too_few_cases_are_counted():
    few = tuple((f"Small {i}", 1, None) for i in range(5))
    assert said((*ESSEX[:2], *few)).endswith(
        "Five areas have fewer than 20 plans: no percentage is shown."
    )
    assert title((*ESSEX[:2], *few))[0].endswith("; five areas have too few to tell.")


def test_an_area_told_as_under_so_many_is_named_in_a_sentence():
    found = compare_areas(under(by_area(values=(("A", 0, 80), ("B", 10, 100))), 37, "A"))
    text = spread_sentence(SHARE, found, "quadrant")
    assert "Plans issued within 20 weeks: in A under 37 of 80, in B 10 of 100 (10%)" in text


def test_middles_in_bands_are_not_compared():
    found = compare_areas(in_bands(MEDIAN, (("A", 0.0), ("B", 20.0), ("C", 52.0))))
    assert spread_sentence(MEDIAN, found, "quadrant") == (
        "Public view cannot say: of each quadrant only the band of weeks that holds the middle is "
        "known."
    )
    assert standing_sentence(found, "Essex", "quadrant") == ""


def test_none_in_any_area_is_no_difference():
    assert said((("A", 0, 257), ("B", 0, 311)), LATE) == (
        "No difference. Plans issued after more than a year: none in any quadrant (0 of 568 plans)."
    )
    assert said((("A", 57, 57), ("B", 11, 11))).endswith("all in every quadrant (68 of 68 plans).")
    few = said((("A", 0, 257), ("B", 0, 311), ("C", 2, None)), LATE)
    assert "No difference" not in few and "none in any quadrant with 20 or more" in few


def test_rounded_counts_of_none_and_of_all_are_nearly_so():
    every = by_area(values=(("A", 55, 55), ("B", 20, 20)), rounded=True)
    assert spread_sentence(SHARE, compare_areas(every, 0.99), "quadrant") == (
        "Not that these figures can show. Plans issued within 20 weeks: nearly all in every "
        "quadrant (75 of 75 plans)."
    )
    proved = spread_sentence(SHARE, compare_areas(every, 1.0), "quadrant")
    assert proved.startswith("No difference. Plans issued within 20 weeks: all in every quadrant")
    noughts = by_area(values=(("A", 0, 60), ("B", 0, 40)), rounded=True)
    assert "none in any quadrant (0 of 100 plans)" in spread_sentence(
        SHARE, compare_areas(noughts, 0.0), "quadrant"
    )
    few = spread_sentence(SHARE, compare_areas(under(noughts, 5, "A"), 0.02), "quadrant")
    assert few == (
        "Not that these figures can show. Plans issued within 20 weeks: nearly none in any quadrant"
        " (of 100 plans)."
    )


def test_one_value_in_all_areas_is_no_difference():
    same = amounts(MEDIAN, (("A", 6.0), ("B", 6.0)))
    same = same.with_frame(same.frame.assign(low=6.0, high=6.0))
    text = spread_sentence(MEDIAN, compare_areas(same), "quadrant")
    assert text == (
        "No difference that these figures can show. Median weeks to issue a plan: 6 weeks in every "
        "quadrant."
    )


def title(values, whole=None, **attrs):
    found = compare_areas(by_area(values=values, **attrs), whole)
    return standing_sentence(found, "Essex", "quadrant"), found


def test_the_title_says_what_the_answer_says():
    text, found = title((("A", 62, 250), ("B", 50, 250), ("C", 48, 250), ("D", 46, 250)), 0.19)
    assert text == "Against all of Essex, no quadrant clearly differs from the rest."
    assert spread_sentence(SHARE, found, "quadrant").startswith("Not that these")
    text, found = title((("A", 50, 250), ("B", 72, 250)))
    assert found.verdict == "likely" and text == (
        "Against all of Essex, no single quadrant clearly differs, though they probably differ "
        "among themselves."
    )
    assert title(FEW)[0] == (
        "Against all of Essex, no quadrant clearly differs from the rest; Fenland and East have "
        "too few to tell."
    )
    text, found = title((*ESSEX[1:], ("North East", 2, None)), 0.18)
    assert text.endswith("Mid is worse; South is in line; North East has too few to tell.")
    assert "quadrants only where the gap is too big to be luck" in standing_note(found, "quadrant")
    assert "rounded" in standing_note(title(ESSEX, rounded=True)[1], "quadrant")
    stock = compare_areas(by_area(STOCK))
    assert standing_note(stock, "district") == ""
    alone = compare_areas(by_area(values=(("Only", 40, 100),)), 0.4)
    assert standing_note(alone, "provider") == ""


def test_had_every_area_done_as_well_names_whom_it_leaves_out():
    frame = by_area(values=(*ESSEX[1:], ("North East", 2, None)))
    text = reach_sentence(SHARE, children_reached(frame), "quadrant", "Essex")
    assert text.startswith(
        "Had every quadrant but North East (too few to tell) done as well as West, about "
    )
    assert "Had only those of them behind reached the average of Essex" in text


def test_how_a_funnel_is_read_where_none_is_marked_and_where_counts_are_rounded():
    alike_all = tuple((f"D{i}", 40 + i, 200) for i in range(12))
    none = funnel_note(compare_areas(by_area(values=alike_all)), "district")
    assert "one area in 20 is by chance alone" in none
    assert "None is marked here: all districts together differ no more than by chance." in none
    assert "rounded" not in none and not none.count("further apart")
    doubtful = tuple((f"D{i}", 15 + 10 * (i % 2), 60) for i in range(12))
    seen = compare_areas(by_area(values=doubtful, rounded=True))
    assert seen.verdict == "chance" and seen.p_value < 0.05
    assert funnel_note(seen, "district").endswith(
        "None is marked here: behind the rounded counts all districts together may differ no more "
        "than by chance."
    )
    told = spread_sentence(SHARE, seen, "district")
    assert told.startswith("Not that these figures can show.")
    assert told.endswith(" percentage points, and rounding could do the rest.")
    apart = (*alike_all, ("Far", 150, 200))
    rounded = compare_areas(by_area(values=apart, rounded=True))
    assert "rounding alone" in funnel_note(rounded, "district")


def test_a_point_outside_the_solid_line_has_the_milder_word_where_rounding_may_have_moved_it():
    """Of 200 at 25% the solid line lies at 68.9: 70 may be 66, which lies between the lines."""
    cells = (*((f"D{i}", 50, 200) for i in range(12)), ("Far", 150, 200), ("Edge", 70, 200))
    exact, rounded = (
        compare_areas(by_area(values=cells, rounded=each), 0.25) for each in (False, True)
    )
    assert exact.standing["Edge"] == "better" and rounded.standing["Edge"] == "perhaps_better"
    assert funnel_note(rounded, "district").count("it has the milder word.") == 1
    assert "milder" not in funnel_note(exact, "district")


def test_a_second_size_leaves_out_the_unit_of_the_first():
    apart = compare_areas(by_area(values=(("A", 4000, 10_000), ("B", 9000, 100_000))))
    text = spread_sentence(SHARE, apart, "quadrant")
    assert text.endswith(
        ": 31 percentage points apart, where chance alone would give about under 1."
    )


THEN = "in the 12 months to 31 December 2024"
APART = (("Mid", 60, 600), ("South", 120, 600), ("West", 180, 600))


@pytest.mark.parametrize(
    "earlier, told",
    [
        (APART, "Mid and West differed in the same way."),
        ((("Mid", 60, 600), ("South", 120, 600), ("West", 115, 600)),
         "Mid differed in the same way; West lay on the same side of the average, which chance "
         "could explain."),
        ((("Mid", 190, 600), ("South", 120, 600), ("West", 60, 600)),
         "Mid and West lay on the other side of the average: it may pass."),
        ((("Mid", 60, 600), ("South", 200, 600), ("West", 3, None)),
         "Mid differed in the same way."),
        ((("Mid", 6, None), ("South", 20, 100), ("West", 3, None)), ""),
    ],
)  # fmt: skip
def test_whether_the_same_areas_stood_apart_the_year_before(earlier, told):
    found, before = (compare_areas(by_area(values=each)) for each in (APART, earlier))
    assert before_sentence(found, before, THEN) == (told and f"In{THEN[2:]} {told}")
    alike = compare_areas(by_area(values=(("Mid", 60, 300), ("West", 62, 300))))
    assert before_sentence(alike, found, THEN) == ""


def test_rounded_counts_do_not_say_what_chance_could_explain():
    earlier = by_area(values=(("Mid", 100, 600), ("South", 120, 600), ("West", 130, 600)))
    found = compare_areas(by_area(values=APART))
    text = before_sentence(found, compare_areas(replace(earlier, rounded=True)), THEN)
    assert text.endswith(" Mid and West lay on the same side of the average.")


def test_what_differs_is_said_with_its_time():
    text = spread_sentence(SHARE, compare_areas(by_area(values=APART)), "quadrant", THEN)
    assert text.startswith("Yes, in the 12 months to 31 December 2024. In Mid 60 of 600 plans")
