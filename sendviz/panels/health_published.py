"""What NHS England publishes about waits beside a council's own records, and who is missing.

Four things are told apart: a number, suppressed, not submitted, not in the file. A board's figures
are those of the providers that submitted the line; the workbook's table 1 tells how many
organisations submitted nothing at all, but not which (`domain/health-waits.md` 3.1, 8.8).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from sendviz import ask, catalogue
from sendviz.ask import NhsCell, NhsFigures, NhsRow, NotAllowed, Records
from sendviz.ask.health_published import CHILD_AGES
from sendviz.ask.places import ReferralCoverage
from sendviz.kit import words
from sendviz.kit.html import Cell, Table, table_of
from sendviz.kit.values import blank_of, blank_text, category_words
from sendviz.kit.words import capital, is_missing, joined, number, percent
from sendviz.panels.captions import area_noun
from sendviz.panels.panel import NOTHING, Panel, or_refused

WAITING = "children_waiting_for_assessment"
EITHER = (
    "A provider without a figure does not give this service, or did not submit it: the workbook "
    "does not tell which."
)
NAMELESS = "The workbook tells how many, not who."
MONTHS_BACK = 12
ESTIMATED = ("median", "percentile_92")
# Autism and ADHD: below 5 is '*' (domain/health-waits.md 4.7).
BLANKS = {"suppressed": "0 to 4", "not_told": "not shown"}


@dataclass(frozen=True)
class Publication:
    """How one publication is told. name: of its table; first: the head of its first columns;
    heads: of its cells by column; about: what to know of it; none: said where it is not loaded."""

    name: str
    first: tuple[str, ...]
    heads: Mapping[str, str]
    about: str
    none: str


PUBLICATIONS = {
    "community": Publication(
        "Published waits",
        ("Board, and the providers counted under it",),
        {
            "total": "On the list",
            "over_18_weeks": "Over 18 weeks",
            "over_52_weeks": "Over 52 weeks",
            "median": "Middle",
            "percentile_92": "92 in 100 within",
        },
        "NHS England puts every provider under one board. A board’s row is the sum of those "
        "providers, not of the children who live there, and a blank means that nobody submitted "
        "the line: it is not nought.",
        "No figures of NHS England have been loaded for this assessment.",
    ),
    "autism": Publication(
        "Published autism waits",
        ("Sub-ICB location", "Covers"),
        {
            "open": "Open",
            "open_over_13_weeks": "Open 13 weeks or more",
            "open_over_13_weeks_without_contact": "Of those, no contact yet",
            "new": "New in the month",
        },
        "The autism statistics see mental health and independent services only. Most children "
        "wait in community paediatrics, which they do not see: a small number here does not mean "
        "that few wait.",
        "No autism figures of NHS England have been loaded.",
    ),
    "adhd": Publication(
        "Published ADHD waits",
        ("England",),
        {age: f"Aged {age}" for age in CHILD_AGES},
        "Counts are “up to”: referrals that may be for ADHD. NHS England publishes them for "
        "England; none of a board or a sub-ICB location is read here.",
        "No ADHD figures of NHS England have been loaded, and the autism statistics do not tell "
        "of ADHD. The file is ADHD Management Information (CSV): python -m sendviz import FILE.",
    ),
}


def published_waits_panel(records: Records, pathway: str) -> Panel:
    """What NHS England publishes for the area of the council, blanks named."""
    found = ask.nhs_figures(records.store, records.selection.council, pathway)
    told, unknown = PUBLICATIONS[found.publication], not_served(records.council)
    if not found.rows:
        is_unknown = found.publication == "autism" and not found.known_areas
        why = unknown if is_unknown else told.none
        return Panel("nhs", "What NHS England publishes for our area", sentences=(why,))
    of_england = found.publication == "community" and not found.known_areas
    area = "on ADHD in England" if found.publication == "adhd" else "for our area"
    title = published_title("for England" if of_england else area, found.newest.month)
    notes = (f"{told.about} {CAPTIONS[found.publication](found)}", board_notes(found.rows))
    return Panel(
        "nhs",
        title,
        sentences=(unknown,) if of_england else (),
        notes=tuple(each for each in notes if each),
        tables=(published_table(found, pathway),),
    )


@or_refused
def missing_panel(records: Records, pathway: str) -> Panel:
    """Who is missing from the council's own figures: providers, lists that end early, children of
    no known place."""
    sent = ask.referral_coverage(records.store, records.selection.council)
    told = (
        providers_words(sent, pathway),
        *missing_words(sent, records.selection.as_at, catalogue.main_pathways()),
        unplaced_words(records.held_to("pathway", pathway)),
    )
    said = tuple(each for each in told if each)
    return Panel("missing", "Who is missing from these figures?", sentences=said)


def submitters_panel(records: Records, pathway: str) -> Panel:
    """Whose figures NHS England's community waiting lists hold, and how many sent none."""
    line, council = catalogue.nhs_sources()[pathway].counted_in, records.selection.council
    found = ask.nhs_figures(records.store, council, line)
    if not found.rows:
        return NOTHING
    whose = come_from(found.rows) if found.known_areas else (not_served(records.council),)
    missing = ask.missing_submitters(records.store, council)
    title = (
        f"{category_words('pathway', line)} in the community waiting lists of NHS England, "
        f"{words.whole_month(found.newest.month)}"
    )
    return Panel("submitters", title, sentences=(*whose, *not_submitted(missing)))


def published_title(what: str, month: object) -> str:
    """'What NHS England published for our area, September 2022: the newest that is held here'."""
    return (
        f"What NHS England published {what}, {words.whole_month(month)}: the newest that is held "
        "here"
    )


def not_served(place: str) -> str:
    """Said where no list tells which areas of the NHS a council lies in."""
    return f"We do not know which boards and sub-ICB locations serve {place}."


def published_table(found: NhsFigures, pathway: str) -> Table:
    """The published figures, one row an organisation, or a line of the ADHD file; a line of
    another month says so."""
    told = PUBLICATIONS[found.publication]
    head = [*told.first, *(told.heads.get(name, name) for name in found.columns)]
    rows = []
    for row in found.rows:
        first = [_name(found, row), *([_covered(row)] if "Covers" in told.first else [])]
        cells = [figure_text(name, row.cells.get(name)) for name in found.columns]
        rows.append([Cell(text) for text in (*first, *cells)])
    named = f": {category_words('pathway', pathway)}" if found.publication == "community" else ""
    return table_of(f"{told.name}{named}", head, rows)


def figure_text(column: str, cell: NhsCell | None) -> str:
    """'1,034 (71.0%)', 'about 28.6', 'over 104 weeks', or why there is no figure; '' for a column
    of a row that has none at all."""
    if cell is None:
        return ""
    if cell.blank:
        return BLANKS.get(cell.blank) or blank_text(cell.blank)
    if cell.over is not None:
        return f"over {number(cell.over)} weeks"
    if is_missing(cell.value):
        return ""
    if column in ESTIMATED:
        return f"about {number(cell.value, 1)}"
    share = "" if is_missing(cell.share) else f" ({percent(cell.share, 1)})"
    return f"{number(cell.value)}{share}"


def _name(found: NhsFigures, row: NhsRow) -> str:
    older = row.month != found.newest.month
    when = f" ({words.whole_month(row.month)})" if older else ""
    return f"{'↳ ' if row.level == 'provider' else ''}{row.name}{when}"


def _covered(row: NhsRow) -> str:
    return f"{capital(row.covers)} ({row.fit} fit)" if row.covers else ""


def board_notes(rows: Iterable[NhsRow]) -> str:
    """What to know of each board: 'Northamptonshire: also covers North Northamptonshire.'"""
    told = ((row.name, row.note) for row in rows if row.note and row.level == "icb")
    return " ".join(f"{name}: {note[0].lower()}{note[1:].rstrip('.')}." for name, note in told)


def community_caption(found: NhsFigures) -> str:
    """Source, month, how estimated and on which denominator."""
    england = next((row.cells for row in found.rows if row.level == "national"), {})
    known = f" ({percent(england['banded'].share, 1)} of the list in England)"
    return (
        "NHS England, Community health services waiting lists, "
        f"{words.whole_month(found.newest.month)}. Children and young people waiting at the end "
        "of the month, by time since the referral. Shares are of those whose band is known"
        f"{known if 'banded' in england else ''}; "
        "middle and 92nd in 100 are estimated inside the bands, in weeks."
    )


def autism_caption(found: NhsFigures) -> str:
    """Source, month, method and rounding."""
    return (
        f"NHS England, Autism waiting time statistics, {words.whole_month(found.newest.month)} "
        f"({found.newest.edition} edition), people aged 0 to 17 by sub-ICB location of the GP "
        "practice or home. Rounded to the nearest 5; fewer than 5 are not shown. Counts before "
        "September 2023 were made by another method."
    )


def adhd_caption(found: NhsFigures) -> str:
    """Source, month, edition and rounding."""
    return (
        f"NHS England, ADHD Management Information, {words.whole_month(found.newest.month)} "
        f"({found.newest.edition} edition). Multiples of 5; fewer than 5 are not shown. Months are "
        "revised in later editions. New less closed referrals do not make up the change of the "
        "open ones."
    )


CAPTIONS = {"community": community_caption, "autism": autism_caption, "adhd": adhd_caption}


def providers_words(sent: Sequence[ReferralCoverage], pathway: str) -> str:
    """Who sent the records of a pathway."""
    names = [each.provider for each in sent if each.pathway == pathway and each.provider]
    return f"These figures hold records from {joined(names)}." if names else ""


def missing_words(
    sent: Sequence[ReferralCoverage], as_at: date, asked: Sequence[str]
) -> tuple[str, ...]:
    """Which assessments and providers are not, or not up to the day, in the records."""
    held = {each.pathway for each in sent}
    none = [category_words("pathway", each) for each in asked if each not in held]
    late = [_ends(each) for each in sent if each.data_date < as_at]
    told = [f"No referrals have been loaded for {joined(none)}."] if none else []
    if late:
        told.append(f"Records that end before {words.day(as_at)}: {joined(late)}.")
    return tuple(told)


def _ends(each: ReferralCoverage) -> str:
    pathway = category_words("pathway", each.pathway)
    return f"{each.provider or 'a provider'} ({pathway}, to {words.day(each.data_date)})"


def unplaced_words(records: Records) -> str:
    """How many children on the list lie in no locality; '' if none, if only some areas are looked
    at, or if that may not be told."""
    try:
        placed = records.ask(WAITING, by="locality")
    except NotAllowed:
        return ""
    row = next((row for row in placed.rows if row.area in placed.buckets), None)
    if records.selection.areas or row is None or blank_of(row) or not row.value > 0:
        return ""
    whole = records.ask(WAITING).row.value
    about = "About " if placed.rounded else ""
    return (
        f"{about}{number(row.value)} of {number(whole)} children on the list "
        f"({percent(row.value / whole)}) lie in no "
        f"{area_noun(records, 'locality')}: no place was recorded, or the borders of "
        "their health area do not fit."
    )


def come_from(rows: Sequence[NhsRow]) -> tuple[str, ...]:
    """For each board of the council, which providers its figures come from, and who gave none."""
    boards = {row.code: row for row in rows if row.level == "icb"}
    providers = [row for row in rows if row.parent in boards]
    told = [
        _come_from(board, [each for each in providers if each.parent == code])
        for code, board in boards.items()
    ]
    return (*told, *([] if all(map(_has_total, providers)) else [EITHER]))


def _come_from(board: NhsRow, providers: Sequence[NhsRow]) -> str:
    if not _has_total(board):
        blank = board.cells["total"].blank
        if blank == "not_submitted":
            return f"For {board.name} nobody submitted any."
        return f"{board.name}: {blank_text(blank)}."
    gave = [each.name for each in providers if _has_total(each)]
    none = [each.name for each in providers if not _has_total(each)]
    if not gave:
        return f"For {board.name} the file does not tell which providers the figures come from."
    alone = " alone" if len(gave) == 1 else ""
    told = f"For {board.name} the figures come from {joined(gave)}{alone}"
    return f"{told}; {joined(none)} submitted none." if none else f"{told}."


def _has_total(row: NhsRow) -> bool:
    return not is_missing(row.cells["total"].value)


def not_submitted(missing: pd.DataFrame) -> tuple[str, ...]:
    """How many organisations gave NHS England nothing: in the newest month, in England and under
    the boards; and in which months before it anybody under a board did not. () if none tells.

    missing: `ask.missing_submitters`.
    """
    if missing.empty:
        return ()
    newest = missing[missing["month"] == missing["month"].max()]
    boards = newest[newest["level"] == "icb"]
    england = newest.loc[newest["level"] == "national", "missing"]
    when = words.whole_month(newest["month"].iloc[0])
    now = f"{_in_england(england, when)}{_under(boards)}. {NAMELESS}"
    return tuple(each for each in (now, _before(missing)) if each)


def _in_england(england: pd.Series, when: str) -> str:
    if england.empty:
        return f"In {when}, it is not known how many organisations in England did not submit"
    n = england.iloc[0]
    if n == 0:
        return f"In {when}, every organisation in England that should submit did so"
    things = "organisation" if n == 1 else "organisations"
    return f"In {when}, {number(n)} {things} in England did not submit"


def _under(boards: pd.DataFrame) -> str:
    """'; 1 under Suffolk and North East Essex'; '' where the boards are not known."""
    if boards.empty:
        return ""
    some = boards[boards["missing"] > 0]
    if some.empty:
        names = boards["name"].tolist()
        return f"; none under {' or '.join(filter(None, (', '.join(names[:-1]), names[-1])))}"
    return f"; {_counts(some)}"


def _counts(rows: pd.DataFrame) -> str:
    pairs = zip(rows["name"], rows["missing"], strict=True)
    return joined([f"{number(n)} under {name}" for name, n in pairs])


def _before(missing: pd.DataFrame) -> str:
    """Months of the year before the newest in which a board's organisations did not all submit."""
    newest = missing["month"].max()
    early = missing["month"] > newest - pd.DateOffset(months=MONTHS_BACK)
    some = missing[early & (missing["month"] < newest)]
    some = some[(some["level"] == "icb") & (some["missing"] > 0)]
    if some.empty:
        return ""
    by_month = some.groupby("month")
    told = [f"{_counts(rows)} in {words.whole_month(month)}" for month, rows in by_month]
    return (
        f"Organisations that did not submit before that: {'; '.join(told)}. "
        "A list that is shorter in such a month has not really fallen."
    )
