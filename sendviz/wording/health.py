"""Waits for health assessments, in words: cards, the list, the clock, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from sendviz import catalogue
from sendviz.ask.selection import periods
from sendviz.catalogue import Measure
from sendviz.kit import dates
from sendviz.kit.numbers import capital, counted, is_missing, joined, number, percent
from sendviz.kit.signs import Sign, variation_words
from sendviz.kit.values import Row, blank_of, blank_text, is_bucket, value_text

if TYPE_CHECKING:
    from datetime import date

    from sendviz.ask.places import Sent
    from sendviz.ask.waits import Curve
    from sendviz.findings.sheet import Column

CLOCK = (
    "The clock starts on the day the referral is received and stops when the assessment starts; "
    "for therapies that is the first appointment attended. Waiting for a diagnosis after that is "
    "told apart, as the wait until the outcome."
)
BY_TIME_WAITED = "Children on the waiting list, by how long they have waited"
OUT_OF_LIST = "left the list without an assessment"


def pathway_name(pathway: str) -> str:
    """'Autism', 'Speech and language therapy' ..."""
    return catalogue.dimensions()["pathway"].values[pathway]


def past_yardstick(m: Measure, row: Row, pathway: str, rounded: bool) -> str:
    """'1,409 of 2,310 (61%) have waited 13 weeks or more. NICE standard: 13 weeks'."""
    stick = catalogue.pathways()[pathway]
    how = m.short_name[0].lower() + m.short_name[1:]
    told = value_text(m, row, rounded, short=True)
    start = f"{told} {'has' if row['numerator'] == 1 else 'have'} waited {how}"
    if blank_of(row):
        start = f"Have waited {how}: {told.replace(': ', ', ')}"
    return f"{start}. {stick.name}: {stick.weeks} weeks"


def card_sign(m: Measure, variation: str) -> Sign:
    """'13 weeks or more: no real change': the sign is of the share, not of the list above it."""
    sign = variation_words(variation)
    return replace(sign, word=f"{m.short_name}: {sign.word}")


def half_assessed(row: Row) -> str:
    """'Half are assessed within 61 weeks, those waiting counted'."""
    if row.get("blank") == "not_yet_due":
        return "Half are not assessed within the time seen"
    if blank_of(row) or is_missing(row["value"]):
        return ""
    return f"Half are assessed within {number(row['value'])} weeks, those waiting counted"


def longest(m: Measure, row: Row, banded: bool) -> str:
    """'Longest wait: 112 weeks'; in public view a band."""
    return "" if blank_of(row) else f"Longest wait: {value_text(m, row, banded=banded)}"


def areas_strip(m: Measure, frame: pd.DataFrame) -> str:
    """'From 135 of 435 (31%) in West to 557 of 705 (79%) in Mid'; '' with fewer than two areas or
    no difference."""
    placed = frame["area"].map(lambda area: not is_bucket(frame, area))
    known = frame[placed & frame["value"].notna()].sort_values("value")
    if len(known) < 2:
        return ""
    low, high = (known.iloc[place].to_dict() for place in (0, -1))
    if percent(low["value"]) == percent(high["value"]):
        return ""
    told = [value_text(m, row, bool(frame.attrs.get("rounded"))) for row in (low, high)]
    return f"From {told[0]} in {low['area']} to {told[1]} in {high['area']}"


def strip_title(pathway: str, standing: str) -> str:
    """'Autism: Mid is worse; South and West are in line': the pathway, then who stands apart."""
    told = standing.split(": ", 1)[-1] if ": " in standing else standing.split(", ", 1)[-1]
    return f"{pathway_name(pathway)}: {told.rstrip('.')}" if told else pathway_name(pathway)


def list_sentence(waiting: Row, before: Row | None, when: str) -> str:
    """How many wait, and how many did at another time; when: 'a year before, on 31 December
    2024'."""
    if blank_of(waiting):
        m = catalogue.get("children_waiting_for_assessment")
        return f"The waiting list is {blank_text(blank_of(waiting), m)}."
    now = f"{counted(waiting['value'], 'children')} {_wait(waiting['value'])}"
    if before is None or blank_of(before):
        return f"{now}."
    change = float(waiting["value"]) - float(before["value"])
    if change == 0:
        return f"{now}, as many as {when}."
    return f"{now}, {number(abs(change))} {'more' if change > 0 else 'fewer'} than {when}."


def year_ago(day: date) -> str:
    """'a year before, on 31 December 2024': what a list is held against."""
    return f"a year before, on {dates.day(day)}"


def _wait(n: object) -> str:
    return "waits" if n == 1 else "wait"


def flow_sentence(referred: Row, seen: Row, left: Row, change: Row, first: date, last: date) -> str:
    """What came to the list and left it from the first to the last day, whole months, and its net
    change, in one sentence."""
    if any(blank_of(row) for row in (referred, seen, left, change)):
        return "What came to the list and left it cannot be told for the whole period."
    came, assessed, gone, net = (float(row["value"]) for row in (referred, seen, left, change))
    told = (
        f"{capital(dates.in_period(first, last))}, {counted(came, 'children')} {_was(came)} "
        f"referred, {number(assessed)} {_was(assessed)} assessed and {number(gone)} left the list "
        "without an assessment"
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


def missing_words(sent: Sequence[Sent], as_at: date, asked: Sequence[str]) -> tuple[str, ...]:
    """Which assessments and providers are not, or not up to the day, in the records."""
    names = catalogue.dimensions()["pathway"].values
    held = {each.pathway for each in sent}
    none = [names[each] for each in asked if each not in held]
    late = [
        f"{each.provider or 'a provider'} ({names[each.pathway]}, to {dates.day(each.data_date)})"
        for each in sent
        if each.data_date < as_at
    ]
    told = [f"No referrals have been loaded for {joined(none)}."] if none else []
    if late:
        told.append(f"Records that end before {dates.day(as_at)}: {joined(late)}.")
    return tuple(told)


def unplaced_words(found: Column, noun: str) -> str:
    """How many children on the list lie in no area; '' if none, or if that may not be told."""
    row = next((row for area, row in found.rows.items() if is_bucket(found.frame, area)), None)
    if row is None or blank_of(row) or not row["value"] > 0:
        return ""
    return (
        f"{number(row['value'])} of {number(found.whole['value'])} children on the list "
        f"({percent(found.unplaced)}) lie in no {noun}: no place was recorded, or the "
        "borders of their health area do not fit."
    )


def providers_words(sent: Sequence[Sent], pathway: str) -> str:
    """Who sent the records of a pathway."""
    names = [each.provider for each in sent if each.pathway == pathway and each.provider]
    return f"These figures hold records from {joined(names)}." if names else ""
