"""Figures that a plan or a promise names: a measure, and a selection as an address has it."""

from __future__ import annotations

from urllib.parse import parse_qsl

from sendviz import catalogue
from sendviz.ask import Records, Selection
from sendviz.catalogue.calendar import BadSelection


def held_to(text: str, key: str) -> tuple[str, ...]:
    """The values to which the text holds a filter: of 'area=Mid&pathway=slt' and pathway slt."""
    return tuple(value for name, value in parse_qsl(text) if name == key)


def linked(records: Records, text: str) -> Records:
    """The same file, role and as-at day, of what the text names alone: 'area=Mid&pathway=slt&
    age_band=11-15'; '' is the whole council. The reader's own filters do not hold here.

    Raises BadSelection for an area or a dimension that there is not.
    """
    selection = Selection(records.selection.council, records.selection.as_at)
    for key, value in parse_qsl(text, keep_blank_values=True):
        if key == "area":
            areas = (*selection.areas, _area(records, value))
            selection = Selection(
                selection.council, selection.as_at, areas=areas, where=selection.where
            )
        elif key in catalogue.dimensions():
            chosen = dict(selection.where).get(key, ())
            selection = selection.filtered(key, *chosen, value)
        else:
            raise BadSelection(f"There is no filter '{key[:30]}'.")
    return records.at(selection)


def _area(records: Records, name: str) -> str:
    found = [each.id for each in records.localities if name in (each.name, each.id)]
    if not found:
        raise BadSelection(f"{records.council} has no locality '{name[:30]}'.")
    return found[0]
