"""Words made from hand-made rows: counts beside percentages, British dates, blanks in words,
true verdicts."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sendviz import catalogue, wording
from sendviz.ask.selection import Selection
from sendviz.findings import Paradox, change, paradox, trend
from sendviz.kit import numbers
from sendviz.stats.spc import xmr
from sendviz.wording import screens
from sendviz.wording.waits import flow_of_period
from tests.charts.frames import (
    COUNT,
    DUE,
    LONGEST,
    MEDIAN,
    NET,
    RATE,
    REFUSED,
    SHARE,
    STOCK,
    amounts,
    by_area,
    curve,
    monthly,
    row,
    tidy,
    waits,
)

YEAR = Selection("881", date(2025, 12, 31), date(2025, 1, 1), date(2025, 12, 31))
BROKEN = re.compile(r"\b(nan|None|NaT|inf|<NA>)\b")


@pytest.mark.parametrize(
    "said, text",
    [
        (wording.number(1204), "1,204"),
        (wording.number(-15), "\u221215"),
        (wording.number(44.5, 1), "44.5"),
        (wording.number(44.0, 1), "44"),
        (wording.number(100, 1), "100"),
        (wording.number(np.nan), "not known"),
        (wording.signed(15), "+15"),
        (wording.signed(0), "0"),
        (wording.percent(0.264), "26%"),
        (wording.percent(0.1876, 1), "18.8%"),
        (wording.percent(29 / 200), "15%"),
        (wording.percent(1 / 300), "under 1%"),
        (wording.percent(299.5 / 300), "over 99%"),
        (wording.percent(1.0), "100%"),
        (wording.percent(0.0), "0%"),
        (wording.points(-0.09), "9 percentage points"),
        (wording.points(0.01), "1 percentage point"),
        (wording.points(0.001), "under 1 percentage point"),
        (wording.weeks(44.5), "44.5 weeks"),
        (wording.weeks(1.0), "1 week"),
        (wording.counted(1, "children"), "1 child"),
        (wording.counted(1204, "children"), "1,204 children"),
        (wording.counted(1, "advice"), "1 piece of advice"),
        (wording.counted(2, "advice"), "2 pieces of advice"),
        (wording.ordinal(1), "1st"),
        (wording.ordinal(12), "12th"),
        (wording.ordinal(22), "22nd"),
        (wording.joined(["a", "b", "c"]), "a, b and c"),
        (wording.day(date(2025, 12, 31)), "31 December 2025"),
        (wording.month(date(2025, 3, 1)), "Mar 2025"),
    ],
)
def test_numbers_and_dates(said, text):
    assert said == text


@pytest.mark.parametrize(
    "start, end, text, in_a_sentence",
    [
        ("2025-03-01", "2025-03-31", "March 2025", "in March 2025"),
        ("2025-01-01", "2025-03-31", "January to March 2025", "from January to March 2025"),
        (
            "2024-10-01",
            "2025-03-31",
            "October 2024 to March 2025",
            "from October 2024 to March 2025",
        ),
        (
            "2025-01-01",
            "2025-12-31",
            "12 months to 31 December 2025",
            "in the 12 months to 31 December 2025",
        ),
        ("2024-05-01", None, "since 1 May 2024", "since 1 May 2024"),
        (None, "2025-12-31", "up to 31 December 2025", "up to 31 December 2025"),
        (
            "2025-01-05",
            "2025-03-31",
            "5 January 2025 to 31 March 2025",
            "from 5 January 2025 to 31 March 2025",
        ),
        ("2025-01-16", "2025-01-16", "16 January 2025", "on 16 January 2025"),
        (None, None, "all records", "in all records"),
    ],
)
def test_periods(start, end, text, in_a_sentence):
    assert wording.period_words(start, end) == text
    assert wording.in_period(start, end) == in_a_sentence


@pytest.mark.parametrize(
    "grain, name, short",
    [
        ("month", "January 2025", "Jan 2025"),
        ("quarter", "January to March 2025", "Jan to Mar 2025"),
        ("term", "January to April 2025", "Jan to Apr 2025"),
        ("calendar_year", "2025", "2025"),
        ("rolling_12_months", "12 months to 31 December 2025", "year to Dec 2025"),
        ("12_months", "12 months to 31 December 2025", "year to Dec 2025"),
        (None, "January 2025", "Jan 2025"),
    ],
)
def test_names_of_periods(grain, name, short):
    assert wording.period_name(date(2025, 1, 1), grain) == name
    assert wording.axis_name(date(2025, 1, 1), grain) == short


def test_school_years_are_named_by_both_years():
    assert wording.period_name(date(2024, 9, 1), "academic_year") == "2024 to 2025 school year"
    assert wording.axis_name(date(2024, 9, 1), "academic_year") == "2024/25"


@pytest.mark.parametrize(
    "m, x, n, text",
    [
        (SHARE, 47, 178, "47 of 178 (26%)"),
        (SHARE, 454, 2420, "454 of 2,420 (18.8%)"),
        (SHARE, 0, 178, "0 of 178 (0%)"),
        (STOCK, 1204, None, "1,204 children"),
        (STOCK, 1, None, "1 child"),
        (NET, 15, None, "+15 children"),
        (NET, -1, None, "\u22121 child"),
        (RATE, 1300, 200000, "6.5 per 1,000 (1,300 of 200,000)"),
    ],
)
def test_values_stand_with_their_counts(m, x, n, text):
    assert wording.value_text(m, row(m, x, n if n else np.nan)) == text


def test_rounded_counts_have_whole_per_cents_and_bands_their_lower_edge():
    assert wording.value_text(SHARE, row(x=455, n=2420), rounded=True) == "455 of 2,420 (19%)"
    longest = amounts(LONGEST, [("Essex", 100.0)], banded=True)
    assert wording.texts(LONGEST, longest) == ["at least 100 weeks"]
    assert (
        wording.value_text(LONGEST, longest.iloc[0].to_dict() | {"value": 0.0}, banded=True)
        == "under 20 weeks"
    )
    assert wording.texts(MEDIAN, amounts(MEDIAN, [("Essex", 44.5)])) == ["44.5 weeks"]


@pytest.mark.parametrize(
    "blank, words",
    [
        ("not_yet_due", "not yet due"),
        (
            "suppressed",
            "fewer than 5, or hidden so that no small number can be worked out",
        ),
        ("not_submitted", "not submitted"),
        ("no_cases", "no cases"),
        ("not_known", "not known"),
        ("a_new_reason", "not known"),
    ],
)
def test_blanks_are_told_in_words(blank, words):
    assert wording.value_text(SHARE, row(blank=blank)) == words
    assert "%" not in wording.headline(SHARE, row(blank=blank), YEAR, "Essex")


def test_a_published_share_without_counts_says_so():
    bare = {"value": 0.455, "numerator": np.nan, "denominator": np.nan, "blank": None}
    assert wording.value_text(SHARE, bare) == "counts not published (46%)"


@pytest.mark.parametrize(
    "m, made, text",
    [
        (
            SHARE,
            row(x=454, n=2420),
            "454 of 2,420 plans (18.8%) were issued within 20 weeks in Essex "
            "in the 12 months to 31 December 2025.",
        ),
        (
            SHARE,
            row(x=1, n=1),
            "1 of 1 plan (100%) was issued within 20 weeks in Essex "
            "in the 12 months to 31 December 2025.",
        ),
        (
            SHARE,
            row(x=0, n=1),
            "0 of 1 plan (0%) was issued within 20 weeks in Essex "
            "in the 12 months to 31 December 2025.",
        ),
        (
            SHARE,
            row(x=1, n=40),
            "1 of 40 plans (3%) was issued within 20 weeks in Essex "
            "in the 12 months to 31 December 2025.",
        ),
        (
            STOCK,
            row(STOCK, 1, np.nan),
            "1 child was waiting past 20 weeks in Essex on 31 December 2025.",
        ),
        (
            RATE,
            row(RATE, 200, 200000),
            "There was 1 request for every 1,000 people aged 0 to 25 (200 of 200,000) in Essex "
            "in the 12 months to 31 December 2025.",
        ),
        (
            NET,
            row(NET, -1, np.nan),
            "With requests in and cases out, the queue changed by \u22121 child in Essex "
            "in the 12 months to 31 December 2025.",
        ),
        (
            SHARE,
            {"value": 0.455, "numerator": np.nan, "denominator": np.nan, "blank": None},
            "Plans issued within 20 weeks: counts not published (46%) in Essex "
            "in the 12 months to 31 December 2025.",
        ),
        (
            STOCK,
            row(STOCK, 1204, np.nan),
            "1,204 children were waiting past 20 weeks in Essex on 31 December 2025.",
        ),
        (
            DUE,
            row(DUE, 512, 3020),
            "512 of 3,020 children (17.0%) whose 20 weeks ended in Essex in the 12 months to "
            "31 December 2025 had their plan in time.",
        ),
    ],
)
def test_headlines(m, made, text):
    assert wording.headline(m, made, YEAR, "Essex") == text


def test_every_measure_has_a_headline():
    for m in catalogue.measures().values():
        for made in (
            row(m, 30, 40) if m.kind != "mean" else row(SHARE, 30, 40),
            row(blank="no_cases"),
        ):
            text = wording.headline(m, made, YEAR, "Essex")
            assert text.endswith(".") and not BROKEN.search(text), text
            assert not re.search(r"\d%", text) or " of " in text, text


def test_the_law_is_told_with_the_count_that_missed_it():
    law = "By law: every plan within 20 weeks, unless an exception applies."
    assert (
        wording.against_limit(SHARE, row(x=454, n=2420)) == f"{law} 1,966 of 2,420 plans missed it."
    )
    assert wording.against_limit(SHARE, row(x=20, n=20)) == f"{law} That is met."
    assert wording.against_limit(STOCK, row(STOCK, 1, np.nan)).endswith("1 child does.")
    assert wording.against_limit(STOCK, row(STOCK, 0, np.nan)).endswith("That is met.")
    assert wording.against_limit(COUNT, row(COUNT, 5, np.nan)) == ""
    assert wording.against_limit(SHARE, row(x=1, n=2), date(2010, 1, 1)) == ""


def said_of_a_year(m, now, before):
    return wording.year_before(m, change.between(m, now, before))


def test_a_year_before_in_percentage_points_with_what_chance_can_do():
    assert said_of_a_year(SHARE, row(x=47, n=178), row(x=40, n=113)) == (
        "A year before: 40 of 113 (35%). "
        "Down 9 percentage points, which chance alone could explain."
    )
    told = said_of_a_year(SHARE, row(x=400, n=1000), row(x=200, n=1000))
    assert told == (
        "A year before: 200 of 1,000 (20.0%). Up 20 percentage points, more than chance explains "
        "(between 16 and 24 percentage points)."
    )


def test_a_year_before_in_counts_and_weeks():
    assert said_of_a_year(STOCK, row(STOCK, 1204, np.nan), row(STOCK, 1166, np.nan)) == (
        "A year before: 1,166 children; now 38 more."
    )
    assert (
        said_of_a_year(STOCK, row(STOCK, 5, np.nan), row(STOCK, 5, np.nan))
        == "A year before: the same, 5 children."
    )
    now, then = (amounts(MEDIAN, [("Essex", w)]).iloc[0].to_dict() for w in (44.5, 49.0))
    assert said_of_a_year(MEDIAN, now, then) == "A year before: 49 weeks; now 4.5 weeks less."
    assert (
        said_of_a_year(STOCK, row(STOCK, 5, np.nan), row(STOCK, blank="no_cases"))
        == "A year before: no cases."
    )
    assert said_of_a_year(STOCK, row(STOCK, blank="suppressed"), row(STOCK, 5, np.nan)).startswith(
        "No comparison: "
    )


def test_others_stand_beside_with_what_chance_can_do():
    told = wording.beside(
        SHARE,
        row(x=454, n=2420),
        {"England": row(x=46498, n=102203), "Suffolk": row(x=460, n=2400)},
        "Essex",
    )
    assert told == (
        "England: 46,498 of 102,203 (45.5%); Essex is lower, more than chance explains. "
        "Suffolk: 460 of 2,400 (19.2%); Essex is similar: chance could explain the difference."
    )


def trend_words(values, better="higher"):
    frame = monthly(values=[(v, 100) for v in values])
    chart = xmr([v / 100 for v in values], better)
    return wording.trend_sentence(SHARE, frame, chart), wording.short_trend(frame, chart)


def test_trends_in_words():
    flat = [20, 22, 19, 21, 20, 23, 18, 21, 20, 22, 19, 21, 20, 22]
    assert trend_words(flat) == (
        "No real change: the months vary only as much as they usually do.",
        "no real change",
    )
    jump = flat + [40, 41, 42, 40, 41, 42, 41, 43]
    told, short = trend_words(jump)
    assert (
        told.startswith("Getting better since Mar 2025: ")
        and short == "getting better since Mar 2025"
    )
    assert trend_words(jump, "lower")[0].startswith("Getting worse since Mar 2025: ")
    assert trend_words(jump, "neither")[0].startswith("Higher than usual since Mar 2025: ")
    assert trend_words(flat[:8]) == (
        "Too few months to tell: eight of the 13 that are needed.",
        "too few months to tell",
    )


def test_every_rule_is_told():
    for rule in ("limit", "trend", "two_of_three", "run"):
        high, low = wording.rule_words(rule, True), wording.rule_words(rule, False)
        assert high and low and high != low and "{" not in high + low
    assert wording.rule_words("limit", True, "quarter") == "a quarter lies above its usual range"
    assert wording.rule_words("", True) == ""


def test_the_side_of_a_trend_is_the_way_that_it_goes():
    falling = [40, 41, 39, 40, 42, 40, 41, 39, 40, 42, 44, 43.5, 43, 42.5, 42, 41.8, 41.6]
    assert "in a row fall without a break" in trend_words(falling, "lower")[0]


def test_signs_have_a_word_and_a_shape_of_their_own():
    kinds = ("improvement", "concern", "common_cause", "neutral_high", "too_few")
    signs = [wording.variation_words(each) for each in kinds]
    assert len({sign.word for sign in signs}) == len({sign.shape for sign in signs}) == len(signs)
    assert (
        len({sign.marker for sign in signs})
        == len({sign.colour_role for sign in signs})
        == len(signs)
    )
    assert "keep missing" in wording.assurance_words("fail").word


def test_areas_apart_and_areas_alike():
    told = wording.by_area_sentence(SHARE, by_area(), row(x=345, n=1470))
    assert told == (
        "Highest is West: 120 of 390 (31%); lowest is Mid: 45 of 380 (12%). "
        "Their 95% intervals do not overlap: "
        "chance alone is not a likely reason. Essex as a whole: 345 of 1,470 (23.5%)."
    )
    alike = by_area(values=(("Mid", 10, 40), ("West", 12, 40), ("South", 1, None)))
    told = wording.by_area_sentence(SHARE, alike)
    assert "Their 95% intervals overlap: chance alone could be the reason." in told
    assert told.endswith(
        "Not shown: South (fewer than 5, or hidden so that no small number can be worked out)."
    )
    same = wording.by_area_sentence(SHARE, by_area(values=(("Mid", 10, 40), ("West", 10, 40))))
    assert same.startswith("There is no difference between the areas.")


def test_cases_of_unknown_place_are_never_the_highest():
    frame = by_area(
        values=(("Mid", 10, 40), ("West", 12, 40), ("Not known", 9, 9)),
        buckets=("Not known",),
    )
    assert wording.by_area_sentence(SHARE, frame).startswith("Highest is West: 12 of 40 (30%)")


def test_counts_by_area_warn_of_size():
    assert "Areas differ in size" in wording.by_area_sentence(STOCK, by_area(STOCK))


def test_curves_in_words():
    one = wording.curve_sentence(waits(curve("Essex", 402)))
    assert one == (
        "Of 402 children, those who still wait counted: half have their answer by week 34, "
        "nine in ten not yet within the time seen."
    )
    two = wording.curve_sentence(
        waits(
            curve("Mid"), curve("West", scale=20.0), curve("South", blank="no_cases"), p_value=0.2
        )
    )
    assert two == (
        "Half have their answer by: West week 17, Mid week 34. "
        "Chance alone could explain the difference between "
        "the areas (log-rank test). Not shown: South (no cases)."
    )
    assert "more than chance explains" in wording.curve_sentence(
        waits(curve("Mid"), curve("West"), p_value=0.01)
    )
    assert wording.curve_sentence(waits(curve(blank="suppressed"))).startswith(
        "No curve can be shown."
    )


def test_flow_in_words():
    many, few = ({"value": n, "blank": None} for n in (70, 45))
    period = ("2025-01-01", "2025-02-28")
    assert flow_of_period(many, few, *period) == (
        "From January to February 2025, 70 cases came in and 45 left: 35 and 23 a month. The queue "
        "grew by 25."
    )
    assert "shrank by 25" in flow_of_period(few, many, *period)
    assert "stayed as long" in flow_of_period(few, few, *period)
    assert "a month" not in flow_of_period(many, few, "2025-01-01", "2025-01-31")
    hidden = {"value": None, "blank": "suppressed"}
    assert "not known" in flow_of_period(hidden, few, *period)


def essex() -> Paradox:
    """Essex, March against January 2025, from the councillors' own figures."""
    now, before = (by_area(values=(("Essex", x, n),)) for x, n in ((47, 178), (40, 113)))
    due_now, due_before = (by_area(DUE, (("Essex", x, n),)) for x, n in ((45, 190), (38, 170)))
    march, january = (date(2025, 3, 1), date(2025, 3, 31)), (date(2025, 1, 1), date(2025, 1, 31))
    return paradox.compare(now, before, due_now, due_before, period=march, before=january)[0]


def test_the_backlog_paradox_of_essex():
    assert wording.paradox_sentence(essex()) == (
        "More plans were on time (47, up from 40), but the share fell from 35% to 26% "
        "because 131 late cases "
        "were also cleared, up from 73."
    )
    assert wording.paradox_due_sentence(DUE, essex()) == (
        "Of the children whose 20 weeks ended, 45 of 190 (24%) had their plan in time; "
        "in January 2025 it was 38 of 170 (22%)."
    )
    assert wording.paradox_periods(essex()) == "March 2025 against January 2025"


def test_captions_say_measure_place_time_source_and_that_records_are_simulated():
    frame = by_area(simulated=True, rounded=True, not_filtered=("need",))
    told = wording.caption(
        SHARE, frame, YEAR.filtered("need", "ASD").filtered("sex", "F"), "Essex", "SEN2 return"
    )
    assert told == (
        "Plans issued within 20 weeks. Essex, 12 months to 31 December 2025. Only sex: Female. "
        "Not filtered by need: "
        "the return records need only once there is a plan. Source: SEN2 return. "
        "Counts are rounded to the nearest 5. "
        "Simulated records."
    )


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
    assert wording.filters(Selection("881", date(2025, 12, 31), where=where)) == said


USUAL = [10.0, 12.0] * 8


@pytest.mark.parametrize(
    ("net", "latest", "said"),
    [
        (873, [11.0], "still growing, at its usual pace"),
        (0, [11.0], "level, within its usual range"),
        (-3, [11.0], "shrinking, within its usual range"),
        (873, [60.0], "growing faster than usual since Mar 2025"),
        (873, [2.0], "growing more slowly than usual since Mar 2025"),
        (873, [-40.0], "shrinking since Mar 2025, unlike usual"),
        # Below the average still, but the seventh rise in a row.
        (873, [4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0], "growing ever faster since Mar 2025"),
    ],
)
def test_the_pace_of_a_queue(net, latest, said):
    """A queue that usually grows by 10 or 12 a month: the sign beside its net is of the pace."""
    chart = xmr([*USUAL, *latest], "lower")
    words = "no real change" if chart.variation == "common_cause" else "worse since Mar 2025"
    assert screens.pace_words(NET, {"value": net}, chart, words) == said
    falling = xmr([-each for each in (*USUAL, *latest)], "lower")
    turned = said.replace("growing", "*").replace("shrinking", "growing").replace("*", "shrinking")
    assert screens.pace_words(NET, {"value": -net}, falling, words) == turned


def test_the_pace_is_not_told_of_other_measures_nor_of_short_charts():
    short = xmr([10.0, 12.0], "lower")
    assert screens.pace_words(NET, {"value": 873}, short, "too few to tell") == "too few to tell"
    chart = xmr(USUAL, "lower")
    assert screens.pace_words(COUNT, {"value": 873}, chart, "no real change") == "no real change"


def test_events_by_number():
    events = [
        (date(2025, 2, 3), "Next"),
        (date(2024, 6, 1), "New contract"),
        (date(2030, 1, 1), "Late"),
    ]
    told = wording.events_words(events, date(2024, 1, 1), date(2025, 12, 1))
    assert told == "1: New contract (1 June 2024). 2: Next (3 February 2025)."
    assert (
        wording.events_words(events[:1], date(2024, 1, 1), date(2025, 12, 1))
        == "Next (3 February 2025)."
    )


def test_alternative_texts():
    told = wording.alt_text(SHARE, monthly(), "control_chart")
    assert told == (
        "Line chart with control limits: Plans issued within 20 weeks, Jan 2024 to Mar 2024. "
        "Essex: Jan 2024 40 of 113 (35%) to Mar 2024 47 of 178 (26%)."
    )
    cells = [("Essex", None, "ASD", 240, 800, None), ("Essex", None, "SLCN", 2, 25, None)]
    assert "Autism: 240 of 800 (30%)." in wording.alt_text(REFUSED, tidy(REFUSED, cells), "bars")
    assert wording.alt_text(SHARE, by_area().iloc[:0], "bars").endswith("There is nothing to show.")
    hidden = by_area(values=(("Mid", 1, None),))
    assert wording.alt_text(SHARE, hidden, "bars").endswith(
        "Nothing to show (hidden: small numbers)."
    )


FLOATS = st.one_of(st.none(), st.just(np.nan), st.just(np.inf), st.floats(-1e9, 1e9))
COUNTS = st.one_of(st.just(np.nan), st.integers(0, 10**6).map(float))
BLANKS = st.one_of(st.none(), st.just(np.nan), st.sampled_from([*wording.BLANK_WORDS, ""]))
MEASURES = st.sampled_from(list(catalogue.measures().values()))


@settings(max_examples=80)
@given(MEASURES, FLOATS, COUNTS, COUNTS, FLOATS, FLOATS, BLANKS, st.booleans())
def test_no_row_ever_prints_nan_or_none(m, value, x, n, low, high, blank, flag):
    made = {
        "area": "Mid",
        "value": value,
        "numerator": x,
        "denominator": n,
        "low": low,
        "high": high,
        "blank": blank,
    }
    other = made | {"value": 0.5, "blank": None}
    told = [
        wording.value_text(m, made, flag, flag),
        wording.headline(m, made, YEAR, "Essex", flag),
        wording.against_limit(m, made),
        wording.beside(m, made, {"England": other}, "Essex"),
    ]
    if not (isinstance(value, float) and np.isinf(value)):
        told.append(wording.year_before(m, change.between(m, made, other), flag))
    for text in told:
        assert isinstance(text, str) and not BROKEN.search(text), text


@settings(max_examples=30)
@given(
    st.lists(
        st.one_of(st.none(), st.tuples(st.integers(0, 50), st.integers(50, 90))),
        min_size=1,
        max_size=30,
    )
)
def test_no_series_ever_prints_nan_or_none(values):
    frame = monthly(values=values)
    chart = trend.chart_of(SHARE, frame)
    for text in (
        wording.trend_sentence(SHARE, frame, chart),
        wording.short_trend(frame, chart),
        wording.alt_text(SHARE, frame, "control_chart"),
        wording.assurance_sentence(SHARE, chart),
        *wording.texts(SHARE, frame),
        *(wording.point_words(chart, place) for place in range(len(values))),
    ):
        assert not BROKEN.search(text), text


@given(st.one_of(FLOATS, st.integers(-(10**9), 10**9)))
def test_no_number_ever_prints_nan_or_none(x):
    for said in (numbers.number, numbers.signed, numbers.percent, numbers.weeks, numbers.points):
        assert not BROKEN.search(said(x))
