"""How the cells of each column of a file were read, counted while they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from sendviz.catalogue.layouts import TABLES, WORDS, ReadColumn


class Cells:
    """The cells of every column of one file: how many are filled, how many could not be read, and
    the words of coded columns. A file that is read in pieces is counted piece by piece.
    """

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str, str], list[int]] = {}
        self._words: dict[tuple[str, str, str], pd.Series] = {}
        self._passed_over: dict[str, None] = {}

    def count(self, of: tuple[str, str], heading: str, given: pd.Series, wrong: pd.Series) -> None:
        """Adds cells of the table and column `of`: texts, missing where blank, and whether each
        could not be read."""
        key = (*of, heading)
        more = (len(given), int(given.notna().sum()), int(wrong.sum()))
        before = self._counts.get(key, [0, 0, 0])
        self._counts[key] = [a + b for a, b in zip(before, more, strict=True)]
        if _is_coded(*of):
            words = given.value_counts()
            self._words[key] = words.add(self._words.get(key, 0), fill_value=0).astype("int64")

    def pass_over(self, headings: Iterable[str]) -> None:
        """Remembers columns that are not read."""
        self._passed_over |= dict.fromkeys(headings)

    @property
    def unused(self) -> tuple[str, ...]:
        """The headings of columns that are not read."""
        return tuple(self._passed_over)

    def by_heading(self) -> dict[str, tuple[int, int]]:
        """Heading -> cells that are filled, and those of them that could not be read."""
        return {heading: (each[1], each[2]) for (*_, heading), each in self._counts.items()}

    def columns(self) -> Iterator[tuple[ReadColumn, pd.Series]]:
        """Each column, and the words of coded ones with the rows in which they stand."""
        for key, (rows, filled, wrong) in self._counts.items():
            table, column, heading = key
            texts = self._words.get(key, pd.Series(dtype="int64"))
            yield ReadColumn(heading, table, column, rows, filled, wrong), texts


def _is_coded(table: str, column: str) -> bool:
    declared = TABLES[table]
    return column in declared.codes or column in declared.words or column in WORDS
