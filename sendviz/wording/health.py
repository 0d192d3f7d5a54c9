"""Waits for health assessments, in words: cards, the list, the clock, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from sendviz import catalogue
from sendviz.catalogue import Measure
from sendviz.wording import dates
from sendviz.wording.numbers import capital, is_missing, joined, number, percent
from sendviz.wording.signs import Sign, variation_words
from sendviz.wording.values import Row, blank_of, blank_text, is_bucket, value_text

if TYPE_CHECKING:
    from datetime import date

    from sendviz.analysis.sheet import Column
    from sendviz.query.places import Sent
    from sendviz.query.waits import Curve

CLOCK = (
    "The clock starts on the day the referral is received and stops when the assessment starts; "
    "for therapies that is the first appointment attended. Waiting for a diagnosis after that is "
    "told apart, as the wait until the outcome."
)
COMMUNITY_IS_UNSEEN = (
    "The autism statistics see mental health and independent services only. Most children wait in "
    "community paediatrics, which they do not see: a small number here does not mean that few wait."
)
PROVIDERS_NOT_RESIDENTS = (
    "NHS England puts every provider under one board. A board’s row is the sum of those providers, "
    "not of the children who live there, and a blank means that nobody submitted the line: it is "
    "not nought."
)
OUT_OF_LIST = "left the list unseen"


def pathway_name(pathway: str) -> str:
    """'Autism', 'Speech and language therapy' ..."""
    return catalogue.dimensions()["pathway"].values[pathway]


def past_yardstick(m: Measure, row: Row, pathway: str, rounded: bool) -> str:
    """'1,409 of 2,310 (61%) for 13 weeks or more. NICE standard: 13 weeks'."""
    stick = catalogue.yardsticks()[pathway]
    how = m.short_name[0].lower() + m.short_name[1:]
    told = blank_text(blank_of(row), short=True) if blank_of(row) else value_text(m, row, rounded)
    return f"{capital(told)} for {how}. {stick.name}: {stick.weeks} weeks"


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
    """How many wait, and how many did at another time."""
    if blank_of(waiting):
        return f"The waiting list is {blank_text(blank_of(waiting))}."
    now = f"{number(waiting['value'])} children wait"
    if before is None or blank_of(before):
        return f"{now}."
    change = float(waiting["value"]) - float(before["value"])
    if change == 0:
        return f"{now}, as many as on {when}."
    return f"{now}, {number(abs(change))} {'more' if change > 0 else 'fewer'} than on {when}."


def flow_sentence(referred: Row, seen: Row, left: Row, change: Row, when: str) -> str:
    """What came to the list and what left it in the period, and its net change, in one sentence;
    when: 'in the 24 months to 31 December 2025'."""
    if any(blank_of(row) for row in (referred, seen, left, change)):
        return "What came to the list and left it cannot be told for the whole period."
    came, assessed, gone, net = (float(row["value"]) for row in (referred, seen, left, change))
    told = (
        f"{capital(when)} {number(came)} children were referred, {number(assessed)} were assessed "
        f"and {number(gone)} left the list unseen"
    )
    if net == 0:
        return f"{told}: the list stayed as long as it was."
    return f"{told}: the list {'grew' if net > 0 else 'shrank'} by {number(abs(net))}."


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
    return f"Records from {joined(names)}." if names else ""


def published_rows(found: pd.DataFrame) -> list[list[str]]:
    """The NHS's own figures as a table: who, total, over 18 and 52 weeks, middle, 92 in 100."""
    return [_published_row(row) for row in found.to_dict("records")]


def _published_row(row: Mapping[str, object]) -> list[str]:
    own = str(row["name"])
    name = f"↳ {own}" if row["level"] == "provider" else own
    if row["blank"] or is_missing(row["total"]):
        return [name, blank_text(row["blank"] or "not_submitted"), "", "", "", ""]
    over = [
        f"{number(row[f'over_{weeks}_weeks'])} ({percent(row[f'share_over_{weeks}_weeks'], 1)})"
        if not is_missing(row[f"share_over_{weeks}_weeks"])
        else "not told"
        for weeks in (18, 52)
    ]
    return [name, number(row["total"]), *over, *_estimates(row)]


def _estimates(row: Mapping[str, object]) -> list[str]:
    """Percentiles from bands, as estimates; the open band by its edge, with a space."""
    return [
        f"about {number(row[key], 1)}" if not is_missing(row[key]) else _open(row)
        for key in ("median", "percentile_92")
    ]


def _open(row: Mapping[str, object]) -> str:
    text = row.get("open_band")
    return "not told" if is_missing(text) else str(text).replace(">", "over ")


def board_notes(found: pd.DataFrame) -> str:
    """What to know of each board: 'Northamptonshire: also covers North Northamptonshire.'"""
    noted = found[found["note"].notna()].drop_duplicates("name")
    return " ".join(f"{row.name_}: {_sentence(row.note)}" for row in
                    noted.rename(columns={"name": "name_"}).itertuples())  # fmt: skip


def _sentence(note: str) -> str:
    return f"{note[0].lower()}{note[1:].rstrip('.')}."


def published_caption(found: pd.DataFrame) -> str:
    """Source, month, edition, how estimated and on which denominator."""
    first = found.iloc[0]
    coverage = found.loc[found["level"] == "national", "coverage"]
    told = "" if coverage.empty or is_missing(coverage.iloc[0]) else percent(coverage.iloc[0], 1)
    banded = f" ({told} of the list in England)" if told else ""
    return (
        f"NHS England, Community health services waiting lists, {dates.month(first['month'])}. "
        "Children and young people waiting at the end of the month, by time since the referral. "
        f"Shares are of those whose band is known{banded}; middle and 92nd in 100 are estimated "
        "inside the bands, in weeks."
    )


def autism_rows(found: pd.DataFrame) -> list[list[str]]:
    """The autism statistics by sub-ICB location: open, 13 weeks and over, new; '*' as it is
    meant."""
    out = []
    for (_, name), group in found.groupby(["code", "name"], sort=False):
        cells = group.set_index("measure")
        kinds = ("open", "open_over_13_weeks", "new")
        covers = cells["covers"].iloc[0]
        fit = cells["fit"].iloc[0]
        where = f"{capital(str(covers))} ({fit} fit)" if not is_missing(covers) else ""
        out.append([str(name), where, *(_autism_cell(cells, kind) for kind in kinds)])
    return out


def _autism_cell(cells: pd.DataFrame, kind: str) -> str:
    if kind not in cells.index:
        return blank_text("not_submitted")
    cell = cells.loc[kind]
    return "0 to 4" if cell["blank"] == "suppressed" else number(cell["value"])


def autism_caption(found: pd.DataFrame) -> str:
    """Source, month, method and rounding."""
    first = found.iloc[0]
    return (
        f"NHS England, Autism waiting time statistics, {dates.month(first['month'])} "
        f"({first['edition']} edition), people aged 0 to 17 by sub-ICB location of the GP practice "
        "or home. Rounded to the nearest 5; fewer than 5 are not told. Counts before September "
        "2023 were made by another method."
    )
