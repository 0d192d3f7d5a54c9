"""What public view may be asked, and of which whole table its answer is a part.

In public view finer cuts than the whole council (its parts, or one kind of child, never both) are
told for calendar months, quarters and twelve months that end with a quarter, so that no two windows
differ by less than one of these. What is then shown of the counts stands in `hiding`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sendviz import catalogue
from sendviz.ask.selection import NOT_KNOWN, Question, Selection, dimensions_of
from sendviz.ask.store import Store
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


def needs_guarding(asked: Question) -> bool:
    """True in public view if the figures are about a part of the council or a kind of child, or
    come from the NHS, which rounds its counts below England throughout."""
    return asked.role == PUBLIC and (is_of_a_part(asked) or asked.measure.small_numbers == "nhs")


def is_of_a_part(asked: Question) -> bool:
    """True if the figures are about a part of the council or a kind of child."""
    return _by_place(asked) or bool(_by_child(asked))


def check(asked: Question) -> None:
    """Raises NotAllowed if public view may not be asked this at all, BadSelection for an unknown
    role."""
    role, selection = asked.role, asked.selection
    if role not in ROLES:
        raise BadSelection(f"There is no role '{role[:20]}'; choose from {', '.join(ROLES)}.")
    if role != PUBLIC:
        return
    place, child = _by_place(asked), _by_child(asked)
    if _by_area(asked) and _by_provider(asked):
        raise NotAllowed("Public view shows areas or providers, but not both at once.")
    if len(child) > 1 or (place and child):
        raise NotAllowed(
            "Public view shows parts of a council, or one characteristic of the children, but "
            "not both at once."
        )
    _check_several(asked.measure, selection)
    _check_dates(selection)
    if needs_guarding(asked):
        _check_window(asked)
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


def _check_window(asked: Question) -> None:
    """Whether what is asked of parts, or of NHS figures, keeps to months and quarters."""
    selection, period = asked.selection, asked.period
    last, start = selection.last_day, selection.start
    if selection.as_at != month_end(selection.as_at):
        raise NotAllowed(_TRY.format(month_end(selection.as_at).isoformat()))
    if period:
        first = period_of(last, period) if period in ALIGNED else last
        whole = period in ALIGNED and last == period_end(first, period)
        if not whole or (start and start != period_of(start, period)):
            raise NotAllowed(_WINDOWS)
    elif not asked.measure.at_a_date:
        months = months_in(start, last) if start else 0
        if months != 1 and not (months in (3, 12) and last.month % 3 == 0):
            raise NotAllowed(_WINDOWS)


def _by_place(asked: Question) -> bool:
    return _by_area(asked) or _by_provider(asked)


def _by_area(asked: Question) -> bool:
    by_scheme = asked.scheme not in (None, "council") and not catalogue.is_place(asked.scheme)
    return bool(asked.selection.areas) or by_scheme


def _by_provider(asked: Question) -> bool:
    return any(catalogue.is_place(cut) for cut in (asked.scheme, *_cuts(asked)))


def _by_child(asked: Question) -> set[str]:
    """Every cut counts as one of the child except exceptions (DfE publishes with and without
    them), the service that is waited for, and who provides it, which is a place."""
    return {cut for cut in _cuts(asked) if cut != "exception" and _kind(cut) in ("child", "case")}


def _cuts(asked: Question) -> set[str]:
    held = {dimension for dimension, _ in asked.selection.where}
    return held | set(dimensions_of(asked.category))


def _kind(dimension: str) -> str:
    return catalogue.dimensions()[dimension].kind


@dataclass(frozen=True)
class WholeTable:
    """The whole table that holds what is asked.

    question: how it is asked for; areas and codes: which of its areas and codes to take, None for
    all; keeps_area, keeps_code: whether the answer names them.
    """

    question: Question
    areas: frozenset[str] | None = None
    codes: frozenset[str] | None = None
    keeps_area: bool = True
    keeps_code: bool = True


def whole_table_for(store: Store, asked: Question) -> WholeTable:
    """Public view: the full table is computed and guarded, and the rows asked for are taken from
    it. Otherwise asking for one area alone would reveal a cell that the full table hides. Raises
    NotAllowed for areas of different kinds, or where the areas of the answer are not parts of those
    chosen."""
    areas, keeps, scheme = None, True, asked.scheme
    if asked.selection.areas:
        own = _scheme_of_areas(store, asked.selection)
        if scheme not in (None, "council", own, "district"):
            raise NotAllowed("Public view shows the areas of one kind at a time.")
        keeps = scheme not in (None, "council")
        areas = None if keeps and scheme != own else frozenset(asked.selection.areas)
        scheme = scheme if keeps else own
    everywhere = replace(asked, selection=replace(asked.selection, areas=()), scheme=scheme)
    whole = WholeTable(everywhere, areas=areas, keeps_area=keeps)
    cut = next((pair for pair in asked.selection.where if _is_guarded(pair[0])), None)
    return _by_instead_of_held_to(whole, *cut) if cut else whole


def rows_asked_for(found: pd.DataFrame, whole: WholeTable, names: Collection[str]) -> pd.DataFrame:
    """The rows of the whole table that were asked for, as the answer names them. names: the ids of
    the areas of the answer."""
    held = np.ones(len(found), dtype=bool)
    if whole.areas is not None:
        held &= found["area"].isin(whole.areas).to_numpy()
    elif whole.keeps_area:
        held &= found["area"].isin(names).to_numpy()
    if whole.codes is not None:
        parts = found["category"].str.partition(catalogue.TOGETHER)
        held &= parts[0].isin(whole.codes).to_numpy()
        if not whole.keeps_code:
            found = found.assign(category=parts[2])
    if not whole.keeps_area:
        found = found.assign(area="")
    return found[held]


def _is_guarded(dimension: str) -> bool:
    return dimension != "exception" and _kind(dimension) != "service"


def _by_instead_of_held_to(
    whole: WholeTable, dimension: str, values: tuple[str, ...]
) -> WholeTable:
    """The table by a dimension instead of held to some of its values."""
    asked = whole.question
    selection = asked.selection.filtered(dimension)
    if catalogue.is_place(dimension):
        unknown = f"{selection.council}/{dimension}/unknown"
        return replace(
            whole,
            question=replace(asked, selection=selection, scheme=dimension),
            areas=frozenset(unknown if each == NOT_KNOWN else each for each in values),
            keeps_area=asked.scheme == dimension,
        )
    also = [] if asked.category in (None, dimension) else [asked.category]
    category = catalogue.TOGETHER.join([dimension, *also])
    return replace(
        whole,
        question=replace(asked, selection=selection, category=category),
        codes=frozenset(values),
        keeps_code=asked.category == dimension,
    )


def _scheme_of_areas(store: Store, selection: Selection) -> str:
    found = store.cached_rows(
        "select area_id, scheme from area where la_code = $la", {"la": selection.council}
    )
    schemes = set(found.loc[found["area_id"].isin(selection.areas), "scheme"])
    if len(schemes) > 1:
        raise NotAllowed("Public view shows the areas of one kind at a time.")
    return next(iter(schemes), "locality")
