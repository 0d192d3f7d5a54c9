"""The child lists that inspectors ask for (Annex A of an area SEND inspection), declared once
(annex_a.toml): which columns, in which order, with which codes, and from where we fill them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Literal

from sendviz.catalogue import typed
from sendviz.catalogue.layouts import Table
from sendviz.catalogue.values import ROOM

# Who mends what is wrong in a list.
FIXERS = {
    "data_team": "Data team",
    "case_officer": "Case officer",
    "admissions": "Admissions",
    "social_care": "Social care data",
}
Fixer = Literal["data_team", "case_officer", "admissions", "social_care"]
# Whom an officer's own file names, and nothing else does.
IDENTIFIERS = ("unique_id", "upn", "uln", "birth_date")
# Columns that councils would like to check and the lists do not ask for: column -> headings.
BESIDE = {
    "case_worker": "caseworker caseofficer allocatedworker ehccoordinator casecoordinator",
    "died_on": "dateofdeath deathdate",
}


@dataclass(frozen=True)
class Column:
    """One column, as annex_a.toml says."""

    id: str
    heading: str
    lists: tuple[int, ...]
    kind: Literal["text", "date", "code", "flag", "count", "percent"]
    codes: Mapping[str, str] = field(default_factory=dict)
    ours: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    due: str = ""
    fixer: Fixer = "data_team"

    def written(self, code: str) -> str:
        """Our code as the list has it: 'a) Male', 'k) ASD', 'Child in need'; a code that the list
        does not know as it is."""
        letter = self.ours.get(code, "") if self.ours else self._letter_of(code)
        if not self.codes:
            return letter or code
        return f"{letter}) {self.codes[letter]}" if letter in self.codes else code

    def read(self, text: str) -> str:
        """A cell as our code: of 'a) Male', 'a', 'male' and 'M' alike M; of a word that the list
        does not know, as it is."""
        told = " ".join(text.split())
        letter = self._letter_of(told) or (told.lower() if told.lower() in self.codes else "")
        if not letter and told[1:2] == ")" and told[:1].lower() in self.codes:
            letter = told[0].lower()
        if not letter:
            return self._code_of(told) or told
        if not self.ours:
            return self.codes[letter]
        return next(code for code, each in self.ours.items() if each == letter)

    def knows(self, code: str) -> bool:
        """Whether what `read` returns is a code of this column."""
        return not self.codes or code in (self.ours or set(self.codes.values()))

    def _letter_of(self, word: str) -> str:
        wanted = word.casefold()
        return next((a for a, each in self.codes.items() if each.casefold() == wanted), "")

    def _code_of(self, word: str) -> str:
        return next((code for code in self.ours if code.casefold() == word.casefold()), "")


@dataclass(frozen=True)
class ListOfSet:
    """One of the lists: its number, its sheet, whom it lists, and their status in `child`."""

    number: int
    sheet: str
    of: str
    status: str


@dataclass(frozen=True)
class ColumnSet:
    """The columns of all lists as they held from `valid_from`, known to hold to `known_to`.

    revised: what is known of a later set.
    """

    id: str
    valid_from: date
    known_to: date
    revised: str
    lists: tuple[ListOfSet, ...]
    columns: tuple[Column, ...]

    def of_list(self, number: int) -> tuple[Column, ...]:
        """The columns of list 1 or 2, in order."""
        return tuple(each for each in self.columns if number in each.lists)

    def list_of(self, number: int) -> ListOfSet:
        """List 1 or 2."""
        return next(each for each in self.lists if each.number == number)

    def column(self, id: str) -> Column:
        """The column of that id."""
        return next(each for each in self.columns if each.id == id)

    def as_table(self, number: int) -> Table:
        """The list as readers of lists know one, with what councils keep beside it."""
        columns = self.of_list(number)
        return Table(
            name=f"annex_a_list_{number}",
            about=f"One of {self.list_of(number).of}, as Annex A asks for.",
            list=f"list {number} of Annex A",
            headings={each.id: _bare(each.heading) for each in columns},
            beside=BESIDE,
            kinds={"verbatim": list(IDENTIFIERS)},
        )


def _bare(heading: str) -> str:
    """As readers compare headings: letters and figures, without what stands in brackets."""
    return "".join(each for each in heading.partition("(")[0].lower() if each.isalnum())


@cache
def column_sets() -> tuple[ColumnSet, ...]:
    """The sets of columns, the oldest first."""
    found = typed.tables(ROOM / "annex_a.toml", ColumnSet).values()
    return tuple(sorted(found, key=lambda each: each.valid_from))


def column_set(on: date) -> ColumnSet:
    """The newest set that was valid on a day; of an earlier day the oldest."""
    valid = [each for each in column_sets() if each.valid_from <= on]
    return valid[-1] if valid else column_sets()[0]
