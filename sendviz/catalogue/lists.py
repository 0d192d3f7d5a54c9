"""The officers' lists of children, each declared once (lists.toml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sendviz.catalogue import typed
from sendviz.catalogue.values import ROOM


@dataclass(frozen=True)
class ListOfChildren:
    """The list of a fact, its id.

    columns: of the fact, each with its heading ('': the name of the dimension). waited: words of a
    wait -> the measure of those who have waited so long. due: the column of the day on which
    something falls due, by which the list stands in order; else the first column. support: the
    measure of those offered support. by: dimensions. note: what must be known of the rows that have
    `noted`.
    """

    id: str
    columns: Mapping[str, str]
    waited: Mapping[str, str]
    due: str = ""
    support: str = ""
    by: tuple[str, ...] = ()
    noted: str = ""
    note: str = ""

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures that a row meets or not."""
        return (*self.waited.values(), *([self.support] if self.support else ()))

    @property
    def choices(self) -> tuple[str, ...]:
        """What narrows the list or puts it in order."""
        return ("area", "due", "waited", "support", *self.by, "order")


@cache
def lists_of_children() -> Mapping[str, ListOfChildren]:
    """The lists by the id of their fact."""
    return typed.tables(ROOM / "lists.toml", ListOfChildren)
