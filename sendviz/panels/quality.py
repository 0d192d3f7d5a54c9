"""Are plans good, and not only in time? Speed and audits side by side, in one verdict."""

from __future__ import annotations

from dataclasses import replace

import plotly.graph_objects as go

from sendviz.ask import Answer, Records
from sendviz.ask.selection import NOT_KNOWN
from sendviz.catalogue import get
from sendviz.catalogue.calendar import BadSelection
from sendviz.catalogue.row import Row
from sendviz.findings.quality import GOOD, ON_TIME, Pair, as_told, pair_of
from sendviz.findings.trend import control_charts_by_month
from sendviz.kit.template import date_axis
from sendviz.kit.values import answer_words, blank_of, interval_text
from sendviz.kit.words import counted, number, uncapital
from sendviz.panels import trend_words
from sendviz.panels.captions import marks_of, when_it_holds, where_it_holds
from sendviz.panels.headline import headline_sentence
from sendviz.panels.panel import NOTHING, Panel, charted, or_refused, sentence_or_refusal
from sendviz.panels.split import split_panel
from sendviz.panels.trend import control_chart, trend_panel

TITLES = {
    "both_better": "Both better",
    "faster_not_better": "Faster, not better",
    "better_not_faster": "Better, not faster",
    "neither": "Neither faster nor better",
    "worse_not_faster": "Worse, not faster",
    "slower_not_better": "Slower, not better",
    "both_worse": "Both worse",
    "too_few": "Too few audits to tell",
    "not_known": "Whether plans got better is not known",
}
SAID = {1: "more than the year before", 0: "no real change", -1: "fewer than the year before"}
HOW_JUDGED = (
    "Two years are held against each other; what chance alone may give counts as no real change "
    "(Newcombe\u2019s 95% interval of the difference). Targeted audits are left out."
)
ASKED = "And are the plans good?"
NOT_MEASURED = f"{ASKED} Not measured: no audits are loaded."
NOT_PUBLISHED = f"{ASKED} That is published of no council."


@sentence_or_refusal
def quality_sentence(records: Records) -> str:
    """'36 of 106 plans (34%) audited at random were good or better in Essex in the 12 months to
    ...'; of no audits that plan quality is not measured, and who could measure it."""
    answer = pair_of(records).quality
    if blank_of(answer.row) == "not_submitted":
        return "Plan quality is not measured: the council has not given its audits."
    return headline_sentence(answer, where_it_holds(answer, records.council))


@sentence_or_refusal
def speed_sentence(records: Records) -> str:
    """The plans on time of the same twelve months."""
    answer = pair_of(records).speed
    if blank_of(answer.row):
        return headline_sentence(answer, where_it_holds(answer, records.council))
    return f"In that time {answer_words(answer.measure, answer.row)}."


@sentence_or_refusal
def pair_sentence(records: Records) -> str:
    """'Faster, not better: the year before, 297 of 1,833 (16.2%) were in time and 34 of 109 (31%)
    good or better.'; and what the latest months say, where they go another way than the year."""
    pair = pair_of(records)
    lately = control_charts_by_month(as_told(records), ON_TIME).told
    told = f"{verdict_words(pair)}."
    if pair.ways is None or lately.verdict.direction in (None, 0, pair.ways[0]):
        return told
    return f"{told} Lately, {uncapital(trend_words.titled(lately))}."


def verdict_words(pair: Pair) -> str:
    """The verdict of the pair, and what it rests on."""
    title, found = TITLES[pair.verdict], pair.verdict
    if found == "too_few":
        standing = number(pair.quality.row.denominator or 0)
        every = counted(pair.audits.denominator or 0, "audits")
        return f"{title}: {standing} of {every} in 12 months may stand for all plans"
    if found == "not_known" or pair.ways is None:
        return title
    in_time, good = (
        answer.text(row)
        for answer, row in ((pair.speed, pair.speed_before), (pair.quality, pair.quality_before))
    )
    return f"{title}: the year before, {in_time} were in time and {good} good or better"


def pair_panels(records: Records) -> tuple[Panel, ...]:
    """Plans on time, and plans good or better, to stand one under the other over the same months;
    timeliness alone where there are no audits, or they may not be told."""
    speed = trend_panel(records, ON_TIME)
    try:
        pair = pair_of(records)
    except BadSelection as refused:
        return (speed, Panel("audits", refused=str(refused)))
    if blank_of(pair.quality.row) == "not_submitted":
        return (speed, Panel("audits", TITLES["not_known"], sentences=(NOT_MEASURED,)))
    return tuple(_over_the_same_months([speed, _audits_panel(records, pair)]))


def _audits_panel(records: Records, pair: Pair) -> Panel:
    """The audits by quarter; the heading says whether more plans are good than the year before."""
    told, way = pair.of_quality, pair.quality_way
    said = "too few audits to tell" if way is None else SAID[way]
    return charted(
        records,
        "audits",
        f"Good or better: {said}",
        control_chart(told, marks_of(records, told.answer.measure)),
        [told.answer],
        "control_chart",
        marked=True,
        sentences=(_against_the_year_before(pair),),
        notes=(HOW_JUDGED,),
    )


def _against_the_year_before(pair: Pair) -> str:
    """'36 of 106 (34%) in the 12 months to 31 December 2025, between 26% and 43% but for the luck
    of the draw; 33 of 107 (31%) the year before.'"""
    answer = pair.quality
    m, when = answer.measure, when_it_holds(answer)
    told = interval_text(m, answer.row)
    sure = f" (but for the luck of the draw, {told})" if told else ""
    return f"{answer.text()} {when}{sure}; {answer.text(pair.quality_before)} the year before."


@or_refused
def drafting_panel(records: Records) -> Panel:
    """Good or better by how the plan was drafted; nothing where the audits do not tell it."""
    told = as_told(records).months_back(12)
    by_method = told.ask(GOOD, by="drafting")
    if not any(row.value is not None and not blank_of(row) for row in _methods(by_method)):
        return NOTHING
    return split_panel(told, GOOD, "drafting")


def _methods(answer: Answer) -> list[Row]:
    return [row for row in answer.rows if row.category != NOT_KNOWN]


def _over_the_same_months(panels: list[Panel]) -> list[Panel]:
    starts = [
        start
        for panel in panels
        for answer in panel.answers
        for start in answer.frame["period_start"]
    ]
    axis = date_axis(starts)
    return [
        replace(panel, figure=go.Figure(panel.figure).update_xaxes(**axis))
        if panel.figure is not None
        else panel
        for panel in panels
    ]


@sentence_or_refusal
def beside_timeliness(records: Records) -> str:
    """What stands beside every figure of timeliness: how many plans were good, or that nobody
    measured it, in the whole council and the twelve months that end with the selection."""
    if records.covered is None:
        return NOT_PUBLISHED
    answer = as_told(records).over(where=(), areas=()).months_back(12).ask(GOOD)
    if blank_of(answer.row) == "not_submitted":
        return NOT_MEASURED
    return f"{ASKED} {headline_sentence(answer, where_it_holds(answer, records.council))}"


def beside_timeliness_of(records: Records, id: str) -> str:
    """The same where the measure that is shown is one of timeliness; else nothing."""
    return beside_timeliness(records) if get(id).theme == "timeliness" else ""
