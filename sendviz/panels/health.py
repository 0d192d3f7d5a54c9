"""How long for an autism, speech or OT assessment? The pathways side by side, then one in depth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from sendviz import ask, catalogue
from sendviz.ask import Answer, Curve, NotAllowed, Records
from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import BadSelection, add_months, period_of, periods
from sendviz.catalogue.row import Row
from sendviz.findings.pace import moved_clearly
from sendviz.findings.spread import compare_areas
from sendviz.findings.trend import control_charts_by_month
from sendviz.kit import words
from sendviz.kit.html import Card, Cell, Table, table_of
from sendviz.kit.values import (
    blank_of,
    blank_text,
    category_words,
    counted_text,
    is_under,
    value_parts,
)
from sendviz.kit.words import (
    capital,
    counted,
    is_heading,
    number,
    one,
    percent,
    plural,
    uncapital,
)
from sendviz.panels import captions, trend_words
from sendviz.panels.area_words import standing_words
from sendviz.panels.areas import area_dots, by_place_panel
from sendviz.panels.captions import (
    area_noun,
    from_lowest_to_highest,
    not_filtered,
    only_whom,
)
from sendviz.panels.curves import (
    areas_for_others,
    curve_heading,
    curve_sentence,
    curves_by,
    curves_figure,
    placed_curves,
)
from sendviz.panels.flow import comings_and_goings
from sendviz.panels.headline import card, headline
from sendviz.panels.of_parts import for_others, is_told_of_parts
from sendviz.panels.outlook import (
    CHANGE,
    HALF_ASSESSED,
    SEEN,
    WAITING,
    half_and_outlook,
    outlook_note,
)
from sendviz.panels.panel import Panel, charted, or_refused
from sendviz.panels.side_by_side import side_by_side_panel
from sendviz.panels.split import split_panel
from sendviz.panels.wait_bands import NOTE, bands_figure

CLOCK = (
    "Waits are counted from the day the referral is received until the assessment starts; for "
    "therapies that is the first appointment attended. Waiting for a diagnosis after that is a "
    "wait of its own, until the outcome."
)
BY_TIME_WAITED = "Children on the waiting list, by how long they have waited"
OUT_OF_LIST = "left the list without an assessment"
LONGEST = "longest_wait"
OVER_18, OVER_52 = "share_waiting_over_18_weeks", "share_waiting_over_52_weeks"
SUPPORTED = "offered_support_while_waiting"
FLOW = ("referrals_received", SEEN, "left_unassessed", CHANGE)
LEFT = FLOW[2]
CANNOT_ADD_UP = "What came to the list and left it is not known for the whole period."
MONTHS_DRAWN, MONTHS_ADDED_UP = 24, 12
SIDE_BY_SIDE = (
    "children_waiting_for_assessment",
    "share_waiting_at_least_13_weeks",
    OVER_18,
    OVER_52,
    "share_waiting_over_104_weeks",
    "median_weeks_waiting",
    "ninety_second_percentile_weeks_waiting",
    "longest_wait",
    "median_wait_open_and_seen",
    "weeks_to_assessment",
    "weeks_to_outcome",
    "first_contact_within_13_weeks",
    "first_contact_within_18_weeks",
    "referrals_rejected",
    "first_appointments_missed",
    "offered_support_while_waiting",
)


def recorded_pathways(records: Records) -> tuple[str, ...]:
    """The pathways that the council's records tell of, in the order of the catalogue."""
    held = {
        each.pathway for each in ask.referral_coverage(records.store, records.selection.council)
    }
    return tuple(each for each in catalogue.dimensions()["pathway"].values if each in held)


def pathway_name(pathway: str) -> str:
    """'Autism', 'Speech and language therapy' ..."""
    return category_words("pathway", pathway)


def yardstick_measure(pathway: str) -> str:
    """The measure of those who have waited past the yardstick of the pathway."""
    return catalogue.pathways()[pathway].measure


def told_or_nothing(line: Callable[[], str]) -> str:
    """A line of a card, or '' where the role may not see it: of a part, public view tells less."""
    try:
        return line()
    except NotAllowed:
        return ""


def pathway_cards_panel(records: Records, pathways: Sequence[str] = ()) -> Panel:
    """One card a pathway, of the main ones by default."""
    asked = pathways or catalogue.main_pathways()
    return Panel("pathways", cards=tuple(pathway_card(records, each) for each in asked))


def waiting_card(records: Records, pathway: str, title: str) -> Card:
    """The waiting list of one pathway in short: with the share past its yardstick."""
    here = records.held_to("pathway", pathway)
    past = told_or_nothing(lambda: past_yardstick(here.ask(yardstick_measure(pathway)), pathway))
    return card(here, WAITING, title, past)


def pathway_card(records: Records, pathway: str, title: str = "") -> Card:
    """The waiting list of one pathway with its sign, the share past its yardstick, and by when half
    were assessed; or why there is none."""
    title = title or pathway_name(pathway)
    try:
        return _card(records.held_to("pathway", pathway), pathway, title)
    except BadSelection as refused:
        return Card(title, "not shown", lines=(str(refused),))


def _card(here: Records, pathway: str, title: str) -> Card:
    waiting = here.ask(WAITING).row
    if blank_of(waiting):
        return Card(title, blank_text(blank_of(waiting)))
    past = here.ask(yardstick_measure(pathway))
    lines = [
        only_whom(past.selection) or not_filtered(past.not_filtered),
        past_yardstick(past, pathway),
        *half_and_outlook(here),
        told_or_nothing(lambda: longest_words(here.ask(LONGEST))),
        told_or_nothing(lambda: _by_locality(here, past.measure)),
    ]
    told = control_charts_by_month(here, WAITING).told
    large, things = value_parts(here.ask(WAITING).measure, waiting)
    unit = "child waits" if large == "1" else f"{things} wait"
    beside, sign = tuple(each for each in lines if each), trend_words.sign(told)
    return Card(title, large, unit, beside, sign, told.latest_months, past.not_filtered)


def _by_locality(here: Records, m: Measure) -> str:
    """'13 weeks or more: from 240 of 360 (67%) in ...': from the lowest locality to the highest
    where they differ by more than chance, with the day where it is another than the card's."""
    answer = here.for_parts.ask(m, by="locality")
    if not compare_areas(answer).differ:
        return ""
    told = uncapital(from_lowest_to_highest(answer))
    day = here.for_parts.selection.as_at
    when = "" if day == here.selection.as_at else f" on {words.day(day)}"
    return f"{m.short_name}: {told}{when}" if told else ""


@or_refused
def strip_panel(records: Records, pathway: str) -> Panel:
    """The share past the yardstick by locality, with whether the localities differ: one alone has
    no other, and is shown among all."""
    here, id = records.held_to("pathway", pathway), yardstick_measure(pathway)
    if len(here.selection.areas) == 1:
        here = here.over(areas=())
    answer, whole = here.ask(id, by="locality"), here.ask(id)
    found = compare_areas(answer, float(whole.row.value))
    noun, name, key = area_noun(here, "locality"), pathway_name(pathway), f"strip_{pathway}"
    apart = standing_words(found, noun)
    if not apart:
        return Panel(
            key, name, captions.caption(here, answer), sentences=(too_few_words(whole, noun),)
        )
    told = f"{name}: {apart}"
    title, sentences = (told, ()) if is_heading(told) else (name, (f"{capital(apart)}.",))
    figure = area_dots(answer, whole)
    return charted(here, key, title, figure, [answer], "area_dots", sentences=sentences)


def too_few_words(whole: Answer, noun: str) -> str:
    """'Over 18 weeks: 2 of 80 (3%), too few to compare the quadrants.'"""
    few = "" if blank_of(whole.row) else f", too few to compare the {plural(noun)}"
    return f"{whole.measure.short_name}: {whole.text()}{few}."


@or_refused
def pathway_curves_panel(records: Records, pathway: str) -> Panel:
    """Share not yet assessed by week since the referral, by locality, with the test in words; in
    public view of the whole council."""
    here, stick = records.held_to("pathway", pathway), catalogue.pathways()[pathway]
    answer = here.ask(HALF_ASSESSED, by=curves_by(here, HALF_ASSESSED))
    waits = placed_curves(here, HALF_ASSESSED)
    return charted(
        here,
        f"curves_{pathway}",
        curve_heading(waits, "were assessed"),
        curves_figure(waits, float(stick.weeks), stick.name),
        [answer],
        "curves",
        sentences=(curve_sentence(waits, "were assessed"),),
        notes=[
            told_or_nothing(lambda: outlook_note(here)),
            areas_for_others(here, HALF_ASSESSED),
            f"{stick.basis} Source: {stick.source}.",
            left_unseen_words(waits.curves),
            CLOCK,
        ],
    )


@or_refused
def wait_bands_panel(records: Records, pathway: str) -> Panel:
    """Who waits now, by the NHS's bands of weeks."""
    here = records.held_to("pathway", pathway)
    listed = here.ask("children_on_the_list", by="wait_band")
    listed = replace(listed, measure=replace(listed.measure, name=BY_TIME_WAITED))
    earlier = here.a_year_before
    before, when = earlier.ask(WAITING).row, year_ago(earlier.selection.as_at)
    told = list_sentence(here.ask(WAITING).row, before, when)
    return charted(
        here, f"bands_{pathway}", bands_heading(here.ask(OVER_18)), bands_figure(listed), [listed],
        "bars", sentences=(told, headline(here, OVER_52)), notes=[NOTE],
    )  # fmt: skip


def bands_heading(over_18: Answer) -> str:
    """'1,472 of 2,202 (66.8%) have waited over 18 weeks': what the picture shows, at an edge of its
    bands."""
    if blank_of(over_18.row):
        return BY_TIME_WAITED
    have = "has" if over_18.row.numerator == 1 else "have"
    return f"{capital(over_18.text())} {have} waited over 18 weeks"


@or_refused
def list_flow_panel(records: Records, pathway: str) -> Panel:
    """Referred, seen and left unseen by month, the net as a line; the heading adds up a year."""
    here = records.held_to("pathway", pathway)
    is_part, key = here.ask(WAITING).rounded, f"list_flow_{pathway}"
    drawn = whole_months_back(here, pathway, MONTHS_DRAWN)
    ids = [each for each in FLOW if not (is_part and each == LEFT)]
    told = {id: drawn.ask(id, period="month") for id in ids}
    out = {"Assessed": told[FLOW[1]]} | ({} if is_part else {"Left unassessed": told[LEFT]})
    figure = comings_and_goings({"Referred": told[FLOW[0]]}, out, told[FLOW[-1]])
    added_up = whole_months_back(here, pathway, MONTHS_ADDED_UP)
    told_as = _part_over(added_up) if is_part else _whole_over(added_up)
    waiting = added_up.ask(WAITING).row
    title = change_heading(added_up.ask(CHANGE), waiting, added_up.selection.period)
    notes = [for_others([f"how many {OUT_OF_LIST}"])] if is_part else []
    return charted(
        drawn, key, title, figure, list(told.values()), "in_and_out", marked=True, notes=notes,
        sentences=(told_as,),
    )  # fmt: skip


def change_heading(net: Answer, waiting: Row, period: tuple[date, date]) -> str:
    """'The list grew by 86 children in the 12 months to 31 December 2025', 'About as many wait: 45
    more in ...' where that is no more than chance. waiting: the list at the end."""
    if blank_of(net.row):
        return "What came to the list and left it"
    when, about = words.in_period(*period), "about " if net.rounded else ""
    moved = float(net.row.value)
    if not moved:
        return f"{capital(f'{about}as many')} wait as before, {when}"
    size = f"{about}{number(abs(moved))}"
    if blank_of(waiting) or moved_clearly(waiting.value, waiting.value - moved):
        things = one(moved, "children")
        return f"The list {'grew' if moved > 0 else 'shrank'} by {size} {things} {when}"
    return f"About as many wait: {size} {'more' if moved > 0 else 'fewer'} {when}"


def _part_over(added_up: Records) -> str:
    """What public view is told of a part: referrals, assessments and the change of the list."""
    told = [added_up.ask(id) for id in FLOW if id != LEFT]
    if any(blank_of(each.row) for each in told):
        return CANNOT_ADD_UP
    referred, assessed, net = (each.row for each in told)
    when = capital(words.in_period(*added_up.selection.period))
    came, seen = counted_text(referred, "children"), counted_text(assessed, "children")
    change = f"grew by about {number(net.value)}" if net.value > 0 else "stayed about as long"
    if net.value < 0:
        change = f"shrank by about {number(-net.value)}"
    return f"{when}, {came} were referred and {seen} assessed; the list {change}."


def _whole_over(added_up: Records) -> str:
    """The flow of the year that the list is compared over."""
    referred, assessed, left, net = (added_up.ask(id).row for id in FLOW)
    return flow_sentence(referred, assessed, left, net, *added_up.selection.period)


def whole_months_back(records: Records, pathway: str, months: int) -> Records:
    """So many months back, but from the first whole month of the pathway's records; of a part in
    public view from the first whole quarter."""
    found = records.months_back(months)
    sent = ask.referral_coverage(records.store, records.selection.council)
    days = [each.first_day for each in sent if each.pathway == pathway]
    start, _ = found.selection.period
    first = min(days, default=start)
    whole = first if first.day == 1 else add_months(first, 1)
    quarter = period_of(whole, "quarter")
    if records.ask(WAITING).rounded and whole != quarter:
        whole = add_months(quarter, 3)
    return found.over(start=max(start, whole))


@or_refused
def meanwhile_panel(records: Records, pathway: str) -> Panel:
    """What families get while they wait, by locality; and children in EHC assessments. Public view
    is told of the whole council only."""
    here, noun = records.held_to("pathway", pathway), area_noun(records, "locality")
    title, others = "What do families get meanwhile?", ""
    if here.ask(WAITING).rounded:
        others = for_others(["support offered in a part of the council"])
        return Panel("meanwhile", title, sentences=(others,))
    tables: tuple[Table, ...] = ()
    if is_told_of_parts(here, SUPPORTED):
        tables = _support_by_area(here.ask(SUPPORTED, by="locality"), noun)
    else:
        others = for_others([f"support offered by {noun}"])
    told = [headline(here, SUPPORTED)]
    if not records.ask("children_in_assessment").rounded:
        told.append(headline(records, "offered_support_during_ehc_assessment"))
    sentences, notes = tuple(dict.fromkeys(told)), (others,) if others else ()
    return Panel("meanwhile", title, sentences=sentences, tables=tables, notes=notes)


def _support_by_area(answer: Answer, noun: str) -> tuple[Table, ...]:
    """A row an area; none where nothing is known."""
    if not answer.frame["value"].notna().any():
        return ()
    m = answer.measure
    rows = [[Cell(row.area), Cell(answer.text(row))] for row in answer.rows]
    return (table_of(f"{m.name} by locality", [capital(noun), m.short_name], rows),)


def in_depth_panel(records: Records, pathway: str) -> Panel:
    """All measures of one pathway, now and a year before."""
    found = side_by_side_panel(records.held_to("pathway", pathway), SIDE_BY_SIDE)
    return found if found.refused else replace(found, notes=(*found.notes, CLOCK))


def waits_longest_panel(records: Records, pathway: str, dimension: str) -> Panel:
    """The share past the yardstick by kind of child."""
    return split_panel(records.held_to("pathway", pathway), yardstick_measure(pathway), dimension)


def pathway_by_place_panel(records: Records, pathway: str, by: str) -> Panel:
    """The share past the yardstick by 'district' or 'provider'."""
    return by_place_panel(records.held_to("pathway", pathway), yardstick_measure(pathway), by)


def past_yardstick(answer: Answer, pathway: str) -> str:
    """'1,409 of 2,310 (61%) have waited 13 weeks or more. NICE standard: 13 weeks'."""
    stick, row, name = catalogue.pathways()[pathway], answer.row, answer.measure.short_name
    how = name[0].lower() + name[1:]
    held_to = f"{stick.name}: {stick.weeks} weeks"
    if blank := blank_of(row):
        why = blank_text(blank)
        return f"How many have waited {how}: {why}. {held_to}"
    told = f"{answer.text()} {'has' if row.numerator == 1 else 'have'} waited {how}"
    return f"{capital(told)}. {held_to}"


def longest_words(answer: Answer) -> str:
    """'Longest wait: 112 weeks'; in public view a band; '' where it is not known."""
    return "" if blank_of(answer.row) else f"Longest wait: {answer.text()}"


def list_sentence(waiting: Row, before: Row | None, when: str) -> str:
    """How many wait, and how many did at another time; when: 'on 31 December 2024, a year
    before'."""
    now = capital(list_words(waiting))
    told = [waiting] if before is None else [waiting, before]
    if before is None or any(blank_of(row) or is_under(row) for row in told):
        return f"{now}."
    change = waiting.value - before.value
    if change == 0:
        return f"{now}, as many as {when}."
    return f"{now}, {number(abs(change))} {'more' if change > 0 else 'fewer'} than {when}."


def list_words(waiting: Row) -> str:
    """'50 children wait', or why the list is not known."""
    if blank := blank_of(waiting):
        return f"the waiting list is {blank_text(blank)}"
    return f"{counted_text(waiting, 'children')} {'waits' if waiting.value == 1 else 'wait'}"


def year_ago(day: date) -> str:
    """'on 31 December 2024, a year before': what a list is held against."""
    return f"on {words.day(day)}, a year before"


def flow_sentence(referred: Row, seen: Row, left: Row, change: Row, first: date, last: date) -> str:
    """What came to the list and left it from the first to the last day, whole months, and its net
    change, in one sentence."""
    if any(blank_of(row) for row in (referred, seen, left, change)):
        return CANNOT_ADD_UP
    came, assessed, gone, net = (row.value for row in (referred, seen, left, change))
    told = (
        f"{capital(words.in_period(first, last))}, {counted(came, 'children')} {_was(came)} "
        f"referred, {number(assessed)} {_was(assessed)} assessed and {number(gone)} {OUT_OF_LIST}"
    )
    months = len(periods(first, last, "month"))
    over = f"over {'that month' if months == 1 else f'those {months} months'} the list"
    if net == 0:
        return f"{told}: {over} stayed as long as it was."
    return f"{told}: {over} {'grew' if net > 0 else 'shrank'} by {number(abs(net))}."


def _was(n: float) -> str:
    return "was" if n == 1 else "were"


def left_unseen_words(curves: Sequence[Curve]) -> str:
    """How many are never assessed because they leave the list, by area; '' if nobody does."""
    told = [
        f"{curve.area} {percent(curve.left)}"
        for curve in curves
        if not curve.blank and curve.left > 0
    ]
    if not told:
        return ""
    return (
        f"Counted as never assessed, because they {OUT_OF_LIST} (turned down, moved, too old, no "
        f"reply): {', '.join(told)} by the last week shown."
    )
