"""What would inspectors ask first? Ten lines at most, under their own five headings, each with what
we hold and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

from sendviz import catalogue
from sendviz.ask import Records
from sendviz.ask.evidence_rows import Evidence
from sendviz.catalogue.enquiry import enquiry
from sendviz.findings.enquiry import Enquired, enquired, places_compared, proof_of
from sendviz.findings.enquiry_cells import LIMIT_998, Cell, Kind
from sendviz.kit import html
from sendviz.kit.html import Table, table_of
from sendviz.kit.values import category_words
from sendviz.kit.words import capital, day, number, percent, places_for, small, uncapital
from sendviz.panels.captions import whom
from sendviz.panels.evidence_words import LEVELS_TOLD
from sendviz.panels.panel import Panel, or_refused, sentence_or_refusal
from sendviz.panels.plan_words import THEMES

HEAD = ["What they may ask", "What we hold", "What is missing", "Whom they would ask", "Look at"]
TITLES = {
    "overview": "Overview",
    "localities": "Localities",
    "timeliness": "Timeliness",
    "backlog": "Backlog",
    "health_waits": "Health waits",
    "plans": "Plans and reviews",
    "quality": "Quality and experience",
}
MOST_SHOWN = 3
FIRST = 5
NONE = "No line of enquiry stands out"
NOT_ASKED = (
    "What inspectors ask about and no measure here tells, such as mental health or preparation for "
    "adult life beyond reviews, stands in no line."
)


@sentence_or_refusal
def enquiry_answer(records: Records) -> str:
    """The strongest line in a sentence, or that none stands out."""
    found = enquired(records)
    if not found:
        return f"{NONE}."
    return f"The likeliest line of enquiry: {_sentence(records, found[0].cell)}"


@or_refused
def enquiry_panel(
    records: Records, address: Mapping[str, str | Sequence[str]] | None = None
) -> Panel:
    """A table under each heading of the inspectors, its strongest line first; address: what links
    to other screens keep."""
    found = enquired(records)
    headings = [code for code in THEMES if code]
    ranked = list(enumerate(found, start=1))
    told = [
        (code, lines)
        for code in headings
        if (lines := [each for each in ranked if each[1].line.heading == code])
    ]
    empty = [THEMES[code] for code in headings if code not in {code for code, _ in told}]
    return Panel(
        "enquiry",
        _title(found),
        sentences=(_how(records),),
        tables=tuple(_table(records, code, lines, address or {}) for code, lines in told),
        notes=(
            f"No line under: {'; '.join(empty)}." if empty else "",
            _score_words(),
            f"Themes: {enquiry().source}.",
            NOT_ASKED,
        ),
    )


@or_refused
def first_lines_panel(records: Records) -> Panel:
    """The strongest lines in one table, as many as one sheet of paper holds."""
    found = enquired(records)
    rows = [
        [
            html.Cell(f"{place}. {_sentence(records, each.cell)}"),
            html.Cell(_missing(records, each)),
            html.Cell(catalogue.get(each.line.measure).owner),
        ]
        for place, each in enumerate(found[:FIRST], start=1)
    ]
    table = table_of("The strongest lines of enquiry", [HEAD[0], HEAD[2], HEAD[3]], rows, wide=True)
    return Panel(
        "first_lines",
        _title(found),
        f"The strongest {small(len(rows))}; all stand on Readiness." if rows else "",
        tables=(table,) if rows else (),
        notes=(NOT_ASKED,),
    )


def _title(found: Sequence[Enquired]) -> str:
    if not found:
        return NONE
    lines = "line" if len(found) == 1 else "lines"
    return f"{capital(small(len(found)))} {lines} of enquiry to expect"


def _how(records: Records) -> str:
    many, last = places_compared(records), day(records.selection.last_day)
    return (
        f"{number(many)} places and kinds of children were each held against the same children "
        f"elsewhere in {records.council}, in the 12 months to {last} or on that day. A line stands "
        "here where chance alone would not explain it, or where inspectors have named it before."
    )


def _score_words() -> str:
    return (
        "Score: the part of reports that name the theme, times (2 beyond 99.8% of chance or 1 "
        "beyond 95%, 1 more where the year before was worse too, 2 where the chart says worse, "
        "less 1 where it says better for good, 1 where it is worse than England), and 2 where "
        "inspectors named it before, and 1 where nothing measured can be shown. Of all that stand "
        "out about one in 20 at most does so by chance (Benjamini and Hochberg)."
    )


def _table(
    records: Records, heading: str, lines: Sequence[tuple[int, Enquired]], address: Mapping
) -> Table:
    rows = [
        [
            html.Cell(f"{place}. {_sentence(records, each.cell)}", small=_why(each)),
            html.Cell(_held(each.evidence)),
            html.Cell(_missing(records, each)),
            html.Cell(catalogue.get(each.line.measure).owner),
            html.Cell(_place_name(each.cell), href=_href(each.cell, address)),
        ]
        for place, each in lines
    ]
    title = THEMES[heading]
    return table_of(title, HEAD, rows, wide=True, title=title)


def _sentence(records: Records, cell: Cell) -> str:
    """'In Mid, of children aged 11 to 15, 157 of 270 children who wait for speech and language
    therapy (58%) had waited over 18 weeks; elsewhere in Essex 1 of 142 (1%).'"""
    line, of_whom = cell.line, _of_whom(records, cell.kind)
    where = f"In {cell.area}" if cell.area else f"In all of {records.council}"
    # Both shares with as many decimals as the smaller of the two allows.
    places = places_for(min(cell.n, cell.rest[1]) if cell.area else cell.n)
    told = f"{where}{of_whom} {_counts(cell.x, cell.n, places, line.things)} {line.said}"
    if not cell.area:
        return f"{told}."
    return f"{told}; elsewhere in {records.council} {_counts(*cell.rest, places)}."


def _of_whom(records: Records, kind: Kind | None) -> str:
    if kind is None:
        return ""
    held = records.over(where=()).held_to(kind.dimension, kind.code)
    told = whom(held.selection).strip().rstrip(",")
    return f", {told[0].lower()}{told[1:]},"


def _counts(x: float, n: float, places: int, things: str = "") -> str:
    share = percent(x / n, places) if n else "no cases"
    named = f" {things}" if things else ""
    return f"{number(x)} of {number(n)}{named} ({share})"


def _why(each: Enquired) -> str:
    """'Worse than elsewhere beyond chance, and so a year before; worse than England. Named in 36 of
    55 reports. Score 3.6.'"""
    known = enquiry()
    parts = capital("; ".join(_reasons(each)))
    named = f"Theme of {known.themes[each.line.theme]} of {known.reports} reports."
    wording = f" Inspectors: “{each.finding.wording.rstrip('.')}.”" if each.finding else ""
    return f"{parts}. {named} Score {number(each.score.total, 1)}.{wording}"


def _reasons(each: Enquired) -> Iterator[str]:
    score, cell = each.score, each.cell
    if score.outlier:
        beyond = "beyond chance" if cell.worse >= LIMIT_998 else "probably beyond chance"
        before = ", and a year before too" if cell.before > 0 else ""
        yield f"worse than elsewhere {beyond}{before}"
    if score.trend:
        yield "its chart says worse" if score.trend > 0 else "its chart says better"
    if score.against:
        yield "worse than England beyond chance"
    if score.before:
        yield "named by inspectors before"


def _held(held: Sequence[Evidence]) -> str:
    """'Cases past 20 weeks, month by month (it was measured, 30 September 2024)', the newest."""
    if not held:
        return "Nothing in the log of evidence"
    told = [
        f"{each.title or 'One piece'} ({uncapital(LEVELS_TOLD[each.level])}, {day(each.dated)})"
        for each in held
    ]
    more = len(told) - MOST_SHOWN
    rest = [f"{number(more)} more"] if more > 0 else []
    return "; ".join([*told[:MOST_SHOWN], *rest])


def _missing(records: Records, each: Enquired) -> str:
    if each.score.proof:
        return "Anything measured, or confirmed by families, in the last 12 months"
    if max(held.level for held in proof_of(each.evidence, records)) < max(LEVELS_TOLD):
        return "What families or an outsider say of it"
    return "Nothing"


def _place_name(cell: Cell) -> str:
    page = TITLES["localities" if cell.area else cell.line.page]
    return f"{page}: {cell.area}" if cell.area else page


def _href(cell: Cell, address: Mapping) -> str:
    """The screen that shows the same children: of a place all places side by side, with that one
    chosen."""
    held = dict(address)
    for dimension, codes in cell.line.only.items():
        held[dimension] = [category_words(dimension, each) for each in codes]
    if cell.kind:
        held[cell.kind.dimension] = category_words(cell.kind.dimension, cell.kind.code)
    page = "localities" if cell.area else cell.line.page
    if page == "localities":
        held["measure"] = catalogue.get(cell.line.measure).name
    if cell.area:
        held["area"] = cell.area
    return f"{page}?{urlencode(held, doseq=True)}"
