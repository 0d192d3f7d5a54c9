"""How full will the next SEN2 return be? Every compulsory item, and where it is not known."""

from __future__ import annotations

from collections.abc import Sequence

from sendviz.ask import Records
from sendviz.ask.return_items import Filled, next_return, rehearse
from sendviz.kit.html import Cell, Table, table_of
from sendviz.kit.words import day, joined, number, percent, places_for
from sendviz.panels.panel import Panel, or_refused

KEY = "rehearsal"
NOT_ANNOUNCED = "The day of which the next SEN2 return tells is not announced."
WHAT = (
    "Counted are requests received and reviews held in the year of the return so far, and plans "
    "that run. Items that the records do not keep, such as residential places, are not rehearsed. "
    "An item may be empty because it was not known, or because the list left it out."
)


@or_refused
def rehearsal_panel(records: Records) -> Panel:
    """The share of compulsory entries that are filled; by item and place how many are not known,
    the emptiest first."""
    told = rehearse(records.store, records.selection, records.role)
    when = next_return(records.selection.as_at)
    if when is None:
        return Panel(KEY, NOT_ANNOUNCED)
    whole = [each for each in told if not each.area_id and each.asked]
    if not whole:
        return Panel(KEY, "There is nothing to rehearse a return with")
    said = [each.item for each in whole if each.item.said]
    full = [each.item.title.lower() for each in whole if not each.missing]
    return Panel(
        KEY,
        _title(whole),
        sentences=(
            f"The next return tells of {day(when)}: rehearsed as the records stand on "
            f"{day(records.selection.as_at)}. {_worst(whole)}",
            *(each.said for each in said),
            f"Filled throughout: {joined(full)}." if full else "",
        ),
        tables=_tables(records, [each for each in whole if each.missing], told),
        notes=(WHAT, *(f"{each.title}: {each.source}." for each in said)),
    )


def _title(whole: Sequence[Filled]) -> str:
    """'97.8% of the compulsory entries of the next return are filled'."""
    asked, filled = sum(each.asked for each in whole), sum(each.filled for each in whole)
    share = percent(filled / asked, places_for(asked))
    return f"{share} of compulsory entries are filled: {number(filled)} of {number(asked)}"


def _worst(whole: Sequence[Filled]) -> str:
    worst = max(whole, key=lambda each: (each.missing / each.asked, each.missing))
    if not worst.missing:
        return "Every item is filled."
    return f"Emptiest: {worst.item.title.lower()}, not known in {_missing(worst)}."


def _missing(found: Filled) -> str:
    share = percent(found.missing / found.asked, places_for(found.asked))
    return f"{number(found.missing)} of {number(found.asked)} ({share})"


def _tables(
    records: Records, missing: Sequence[Filled], told: Sequence[Filled]
) -> tuple[Table, ...]:
    """The items that are not known somewhere, by place; none where all are filled."""
    if not missing:
        return ()
    placed = {(each.item.id, each.area_id): each for each in told}
    areas = [each for each in records.localities if any(key[1] == each.id for key in placed)]
    rows = []
    for item in sorted(missing, key=lambda each: (-each.missing / each.asked, each.item.title)):
        cells = [Cell(item.item.title, small=item.item.item), Cell(_missing(item))]
        for area in areas:
            found = placed.get((item.item.id, area.id))
            cells.append(Cell(_missing(found) if found and found.asked else "none asked"))
        rows.append(cells)
    head = ["Item", "Not known, all", *(area.name for area in areas)]
    return (table_of("Compulsory items that are not known", head, rows, wide=True),)
