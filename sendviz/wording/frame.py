"""Sentences of the frame of every screen and file: credit, made-up records, rounding, what a page
does not tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sendviz.wording import dates

if TYPE_CHECKING:
    from datetime import datetime

    from sendviz.query.places import Coverage

CREDIT = (
    "Published figures: Department for Education, Education, health and care plans; HM Courts "
    "& Tribunals Service; "
    "Office for National Statistics. Licensed under the Open Government Licence v3.0. Contains "
    "OS data © Crown "
    "copyright and database right 2024."
)
ROUNDED_VIEW = (
    "In public view, counts for parts of a council or for kinds of children are rounded to 5, and "
    "1 to 4 are not shown."
)


def made_up(covered: Coverage) -> str:
    """What is real in simulated records and what is not."""
    return (
        f"Totals for {covered.short_name} match what the Department for Education published; "
        f"the children, "
        "and every difference between localities, are made up."
    )


def told_to(covered: Coverage, built: datetime) -> str:
    """To when the records tell, and when the file was built."""
    return f"Records of {covered.name} to {dates.day(covered.data_date)}, built {dates.day(built)}."


def source(covered: Coverage) -> str:
    """The source named under a chart of local records."""
    return f"{covered.short_name}'s own records to {dates.day(covered.data_date)}"
