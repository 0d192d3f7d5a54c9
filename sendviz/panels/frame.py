"""Sentences of the frame of every screen and file: credit, made-up records, rounding, to when the
records tell, and what is said when there are none or something broke."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sendviz.catalogue.row import BASES
from sendviz.kit import words
from sendviz.panels.captions import filter_words

if TYPE_CHECKING:
    from datetime import datetime

    from sendviz.ask import Records
    from sendviz.ask.places import Coverage
    from sendviz.ask.selection import Selection

PRODUCT = "sendviz"
CREDIT = (
    "Published figures: Department for Education, Education, health and care plans; HM Courts "
    "& Tribunals Service; NHS England; Office for National Statistics. Licensed under the Open "
    "Government Licence v3.0. Contains OS data © Crown copyright and database right 2024. "
    "Outlines of Bournemouth, Christchurch and Poole: github.com/martinjc/UK-GeoJSON, CC BY 4.0."
)
# Said once a screen.
ROUNDED_VIEW = (
    "Counts of parts of a council and of kinds of children are rounded to "
    f"{BASES['standard']} (health waits to {BASES['nhs']}), so that no child can be recognised. "
    "Where it says \u201cunder\u201d a number, there may be none."
)

NO_RECORDS = (
    "This page tells of children\u2019s cases, and no records are loaded. To load a SEN2 return or "
    "a case list: python -m sendviz import FILE. Until then, Compare councils shows what DfE "
    "publishes."
)
BROKEN = (
    "Something went wrong that nobody foresaw. What happened is written in the server\u2019s log: "
    "please tell whoever runs this app. Another page, or other filters, may work."
)


def made_up(covered: Coverage) -> str:
    """What is real in simulated records and what is not."""
    return f"Totals of {covered.short_name} as DfE published; children and localities are made up."


def on_paper(records: Records, page: str, view: str) -> tuple[str, ...]:
    """What a printed sheet says at its head: product, council and page; view, day and period; and
    what the figures are held to."""
    selection = records.selection
    period = words.period_words(*selection.period)
    names = [each.name for each in records.localities if each.id in selection.areas]
    return (
        f"{PRODUCT}: {page}, {records.council}",
        f"{view}. As at {words.day(selection.as_at)}, {period}.",
        f"Only {words.joined(names)}." if names else "",
        f"{filter_words(selection)}." if selection.where else "",
    )


def in_quarters(selection: Selection) -> str:
    """That the days of a public answer about parts of a council are others than those chosen."""
    period = ""
    if selection.start:
        period = f", {words.period_words(selection.start, selection.last_day)}"
    return (
        "Public view tells of parts of a council, and of kinds of children, by calendar quarters, "
        f"so that no child can be recognised. Shown: as at {words.day(selection.as_at)}{period}."
    )


def told_to(covered: Coverage | None, built: datetime) -> str:
    """To when the records tell, if any are loaded, and when the file was built."""
    if covered is None:
        return f"No council\u2019s own records are loaded. Built {words.day(built)}."
    return f"Records of {covered.name} to {words.day(covered.data_date)}, built {words.day(built)}."
