"""What each role may ask, and of what public view is told from the public set.

Whole councils are told exactly, at every month's end, as DfE publishes them. Parts of a council,
and kinds of children, are told by calendar quarters from the public set: the measures of
catalogue/public.toml by area, or by one kind of child, never by both.
"""

from __future__ import annotations

from dataclasses import replace

from sendviz import catalogue
from sendviz.ask.selection import Question, Selection, dimensions_of
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
# Periods that are made of whole calendar quarters.
OF_QUARTERS = ("quarter", "calendar_year", "financial_year")
# A provider or a team often serves one part of the council: its figures would be a second draw of
# the same children. What a child's phase or setting is follows from its age. Of a role there may be
# one person: `role_group` joins the small ones.
NEVER_TOLD = ("provider", "team", "phase", "setting", "role")
_BOTH = (
    "Public view shows parts of a council, or one kind of child, but not both at once. Ask for "
    "either."
)


class NotAllowed(BadSelection):
    """Something that this role may not see: says what it may ask instead."""


def whole_dimensions(m: Measure) -> tuple[str, ...]:
    """The dimensions by which public view may cut a whole council, in their order."""
    known = catalogue.dimensions()
    return tuple(
        each
        for each in m.dimensions
        if known[each].kind in ("case", "service") and each not in NEVER_TOLD
    )


def is_of_parts(asked: Question) -> bool:
    """True in public view if the figures are about a part of the council or a kind of child: they
    come from the public set, rounded."""
    return asked.role == PUBLIC and (_by_place(asked) or bool(kinds_in(asked)))


def kinds_in(asked: Question) -> tuple[str, ...]:
    """The kinds of children that a question is split by or held to."""
    return tuple(sorted(cut for cut in _cuts(asked) if _kind(cut) == "child"))


def as_told(asked: Question) -> Question:
    """The question as it is answered: in public view months of parts are told by quarter."""
    by_quarter = is_of_parts(asked) or asked.role == PUBLIC and asked.measure.by_quarter
    if asked.period == "month" and by_quarter:
        return replace(asked, period="quarter")
    return asked


def check(asked: Question) -> None:
    """Raises NotAllowed if public view may not be asked this, BadSelection for an unknown role."""
    role, selection = asked.role, asked.selection
    if role not in ROLES:
        raise BadSelection(f"There is no role '{role[:20]}'; choose from {', '.join(ROLES)}.")
    if role != PUBLIC:
        return
    never = sorted(_cuts(asked) & {*NEVER_TOLD}) + [s for s in NEVER_TOLD if s == asked.scheme]
    if never:
        name = catalogue.dimensions()[never[0]].name.lower()
        instead = "role_group" if never[0] == "role" else "area, by need or by age"
        raise NotAllowed(f"Public view does not tell one {name} from another: ask by {instead}.")
    if is_of_parts(asked):
        _check_parts(asked)
    elif asked.measure.by_quarter:
        _check_quarters(asked)
    else:
        _check_months(selection)


def in_quarters(selection: Selection) -> Selection:
    """The latest selection up to this one of which public view tells parts: as many whole quarters
    as its months hold, one at least, to the end of a calendar quarter."""
    last = month_start(selection.as_at)
    if selection.as_at != month_end(selection.as_at) or last.month % 3:
        last = add_months(period_of(last, "quarter"), -1)
    moved = replace(selection, as_at=month_end(last), end=None)
    if not selection.start:
        return moved
    months = months_in(selection.start, selection.last_day)
    return moved.months_back(max(months // 3, 1) * 3)


def _check_parts(asked: Question) -> None:
    """Whether the public set tells what is asked of parts."""
    m, kinds = asked.measure, kinds_in(asked)
    if len(kinds) + _by_place(asked) > 1:
        raise NotAllowed(_BOTH)
    table = catalogue.public_table_of(m.id)
    if table is None:
        raise NotAllowed(_not_told(m))
    if m != catalogue.get(m.id):
        name = catalogue.get(m.id).name
        raise NotAllowed(f"Public view tells parts of a council one thing only: {name}.")
    untold = [each for each in kinds if each not in table.kinds]
    if untold:
        names = ", ".join(catalogue.dimensions()[each].name.lower() for each in table.kinds)
        raise NotAllowed(f"Public view tells {table.name} by these kinds only: {names}.")
    others = sorted(each for each in _cuts(asked) if _kind(each) not in ("child", "service"))
    if others:
        name = catalogue.dimensions()[others[0]].name.lower()
        raise NotAllowed(
            f"Public view tells {name} of the whole council only. Leave out the parts, or {name}."
        )
    _check_quarters(asked)


def _not_told(m: Measure) -> str:
    """That a measure is of the whole council only, and the measure beside it that is told."""
    told = [each for each in m.pairs_with if catalogue.public_table_of(each)]
    instead = f" Ask for {catalogue.get(told[0]).name}." if told else ""
    return f"Public view tells {m.name} of the whole council only.{instead}"


def _check_months(selection: Selection) -> None:
    """Whole councils are told at the ends of months, and on the days of the SEN2 return."""
    if selection.as_at not in {month_end(selection.as_at), *REFERENCE_DATES}:
        raise NotAllowed(
            f"Public view looks at the ends of months: try {month_end(selection.as_at)}."
        )
    start, end = selection.start, selection.end
    if start and start != month_start(start):
        raise NotAllowed(f"Public view counts whole months: start on {month_start(start)}.")
    if end and end != month_end(end) and end != selection.as_at:
        raise NotAllowed(f"Public view counts whole months: end on {month_end(end)}.")


def _check_quarters(asked: Question) -> None:
    """Parts are told by calendar quarters."""
    selection, period = asked.selection, asked.period
    last, start = selection.last_day, selection.start
    nearest = in_quarters(selection)
    whole = last == period_end(period_of(last, "quarter"), "quarter")
    if selection.as_at != nearest.as_at or not whole:
        raise NotAllowed(
            f"Public view tells {_what(asked)} at the ends of quarters: try "
            f"{nearest.as_at.isoformat()}."
        )
    if period and period not in OF_QUARTERS:
        raise NotAllowed(f"Public view tells {_what(asked)} by quarter or by year: try quarter.")
    grain = period or "quarter"
    wrong_start = start and start != period_of(start, grain)
    wrong_end = period and last != period_end(period_of(last, period), period)
    no_start = not (start or period or asked.measure.at_a_date)
    if wrong_start or wrong_end or no_start:
        first = nearest.months_back(12).start
        raise NotAllowed(
            f"Public view tells {_what(asked)} for whole quarters: try "
            f"{first.isoformat() if first else ''} to {nearest.as_at.isoformat()}."
        )


def _what(asked: Question) -> str:
    return "parts of a council" if is_of_parts(asked) else asked.measure.name.lower()


def _by_place(asked: Question) -> bool:
    return bool(asked.selection.areas) or asked.scheme not in (None, "council")


def _cuts(asked: Question) -> set[str]:
    held = {dimension for dimension, _ in asked.selection.where}
    return held | set(dimensions_of(asked.category))


def _kind(dimension: str) -> str:
    return catalogue.dimensions()[dimension].kind
