"""What public view may be asked."""

from __future__ import annotations

from dataclasses import replace

from sendviz import catalogue
from sendviz.ask.selection import Selection
from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import (
    REFERENCE_DATES,
    BadSelection,
    add_months,
    month_end,
    month_start,
    months_in,
    period_end,
    period_of,
)

PUBLIC = "councillor"
ROLES = (PUBLIC, "board", "officer")
# Periods that begin and end with a month or a calendar quarter.
ALIGNED = ("month", "quarter", "calendar_year", "financial_year")
_TRY = "Public view looks at the ends of months: try {}."
_WINDOWS = (
    "Public view shows parts of a council, kinds of children, and waits for health assessments for "
    "a month, a calendar quarter, or the 12 months to the end of March, June, September or "
    "December."
)


class NotAllowed(BadSelection):
    """Something that this role may not see: says what it may ask instead."""


def is_fine(
    selection: Selection, scheme: str | None, category: str | None, small_numbers: str = "standard"
) -> bool:
    """True if the figures are about a part of the council or a kind of child, or come from the
    NHS, which rounds its counts below England throughout."""
    parts = _by_place(selection, scheme, category) or bool(_by_child(selection, category))
    return parts or small_numbers == "nhs"


def check(
    role: str,
    m: Measure,
    selection: Selection,
    scheme: str | None,
    category: str | None,
    period: str | None,
) -> None:
    """Raises NotAllowed if public view may not be asked this at all, BadSelection for an unknown
    role."""
    if role not in ROLES:
        raise BadSelection(f"There is no role '{role[:20]}'; choose from {', '.join(ROLES)}.")
    if role != PUBLIC:
        return
    place, child = _by_place(selection, scheme, category), _by_child(selection, category)
    if _by_area(selection, scheme) and _by_provider(selection, scheme, category):
        raise NotAllowed("Public view shows areas or providers, but not both at once.")
    if len(child) > 1 or (place and child):
        raise NotAllowed(
            "Public view shows parts of a council, or one characteristic of the children, but "
            "not both at once."
        )
    _check_several(m, selection)
    _check_dates(selection)
    if is_fine(selection, scheme, category, m.small_numbers):
        _check_window(m, selection, period)
    elif selection.as_at not in {month_end(selection.as_at), *REFERENCE_DATES}:
        raise NotAllowed(_TRY.format(month_end(selection.as_at).isoformat()))


def in_quarters(selection: Selection) -> Selection:
    """The latest selection up to this one that public view may be asked of parts: its month if it
    is one, else the quarter or the 12 months to the end of a quarter."""
    start = selection.start
    if start and months_in(start, selection.last_day) == 1:
        return selection
    last = month_start(selection.as_at)
    if selection.as_at != month_end(selection.as_at) or last.month % 3:
        last = add_months(period_of(last, "quarter"), -1)
    months = 3 if start and months_in(start, selection.last_day) <= 3 else 12
    moved = replace(selection, as_at=month_end(last), end=None)
    return moved.months_back(months) if start else moved


def _check_several(m: Measure, selection: Selection) -> None:
    """Counts of several parts are added up from what is shown of each; a middle is not a sum."""
    several = [len(values) > 1 for dimension, values in selection.where]
    services = [
        len(values) > 1 for dimension, values in selection.where if _kind(dimension) == "service"
    ]
    if any(services):
        raise NotAllowed("Public view shows one assessment at a time, or all.")
    if m.kind in ("mean", "quantile", "survival") and (len(selection.areas) > 1 or any(several)):
        raise NotAllowed(
            "Public view tells how long it takes for one part of the council, or one kind of "
            "child, at a time."
        )


def _check_dates(selection: Selection) -> None:
    start, end = selection.start, selection.end
    if start and start != month_start(start):
        raise NotAllowed(
            f"Public view counts whole months: start on {month_start(start).isoformat()}."
        )
    if end and end != month_end(end) and end != selection.as_at:
        raise NotAllowed(f"Public view counts whole months: end on {month_end(end).isoformat()}.")


def _check_window(m: Measure, selection: Selection, period: str | None) -> None:
    """Whether what is asked of parts, or of NHS figures, keeps to months and quarters."""
    last, start = selection.last_day, selection.start
    if selection.as_at != month_end(selection.as_at):
        raise NotAllowed(_TRY.format(month_end(selection.as_at).isoformat()))
    if period:
        first = period_of(last, period) if period in ALIGNED else last
        whole = period in ALIGNED and last == period_end(first, period)
        if not whole or (start and start != period_of(start, period)):
            raise NotAllowed(_WINDOWS)
    elif not m.at_a_date:
        months = months_in(start, last) if start else 0
        if months != 1 and not (months in (3, 12) and last.month % 3 == 0):
            raise NotAllowed(_WINDOWS)


def _by_place(selection: Selection, scheme: str | None, category: str | None) -> bool:
    return _by_area(selection, scheme) or _by_provider(selection, scheme, category)


def _by_area(selection: Selection, scheme: str | None) -> bool:
    by_scheme = scheme not in (None, "council") and not catalogue.is_place(scheme)
    return bool(selection.areas) or by_scheme


def _by_provider(selection: Selection, scheme: str | None, category: str | None) -> bool:
    cuts = _cuts(selection, category)
    return catalogue.is_place(scheme) or any(catalogue.is_place(cut) for cut in cuts)


def _by_child(selection: Selection, category: str | None) -> set[str]:
    """Every cut counts as one of the child except exceptions (DfE publishes with and without
    them), the service that is waited for, and who provides it, which is a place."""
    cuts = _cuts(selection, category)
    return {cut for cut in cuts if cut != "exception" and _kind(cut) in ("child", "case")}


def _cuts(selection: Selection, category: str | None) -> set[str]:
    split = set(category.split(catalogue.TOGETHER)) if category else set()
    return {dimension for dimension, _ in selection.where} | split


def _kind(dimension: str) -> str:
    return catalogue.dimensions()[dimension].kind
