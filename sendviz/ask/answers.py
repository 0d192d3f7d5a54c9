"""What a question is answered with: the tidy frame, and all that must be known to tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from sendviz.ask.selection import Selection
from sendviz.catalogue import Measure
from sendviz.catalogue.row import BASES, COLUMNS, Row
from sendviz.kit import values


@dataclass(frozen=True, eq=False)
class Answer:
    """The answer to one question.

    frame: the columns COLUMNS, one row for each area, period and category, in screen order; of
    published figures those of published.PRINTED, too.
    selection: what was asked for, with those filters only that the records can apply.
    by: the area scheme or dimension of place that the rows stand for, None for one row a period.
    dimension: the dimension whose codes stand in `category`, several joined by "/", or None.
    grain: in what periods it is really told, None for one period. rounded: counts are those of the
    public set, multiples of 5 or 10. banded: values are lower edges of bands. simulated: records
    are made up.
    not_filtered: dimensions of filters that the records cannot apply. doubtful: how many of the
    cases counted an error of the checks touches, all rows together and on the last day; of whole
    councils only in public view. area_ids: area id by name.
    buckets: the areas that hold the cases of no known place.
    """

    measure: Measure
    selection: Selection
    frame: pd.DataFrame
    by: str | None = None
    dimension: str | None = None
    grain: str | None = None
    rounded: bool = False
    banded: bool = False
    simulated: bool = False
    not_filtered: tuple[str, ...] = ()
    doubtful: int = 0
    area_ids: Mapping[str, str] = field(default_factory=dict)
    buckets: tuple[str, ...] = ()

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows as values."""
        return tuple(rows_of(self.frame))

    @property
    def row(self) -> Row:
        """The first row: the only one where neither areas, periods nor categories were asked."""
        return self.rows[0]

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas that have rows, in screen order."""
        return tuple(dict.fromkeys(self.frame["area"]))

    @property
    def placed(self) -> Answer:
        """Without the areas of those whose place is not known."""
        return self.with_frame(self.frame[~self.frame["area"].isin(self.buckets)])

    @property
    def in_bands(self) -> bool:
        """Whether the values are bands of weeks that hold a middle: they can be told, not compared,
        ranked or drawn. (A longest wait in bands is one too; it is told of whole councils only.)"""
        return self.banded and self.measure.quantile != 1

    @property
    def rounding(self) -> str:
        """'to 5', of counts that public view is told of parts; 'in bands of weeks', of middles; ''
        where figures are exact."""
        if self.banded:
            return "in bands of weeks"
        return f"to {BASES[self.measure.small_numbers]}" if self.rounded else ""

    def of(self, area: str) -> Answer:
        """The rows of one area, in the order of time."""
        mine = np.flatnonzero((self.frame["area"] == area).to_numpy())
        starts = self.frame["period_start"].to_numpy()[mine]
        frame = self.frame.take(mine[np.argsort(starts, kind="stable")])
        return self.with_frame(frame)

    def with_frame(self, frame: pd.DataFrame, **changes: Any) -> Answer:
        """The same answer of other rows, numbered from 0."""
        return replace(self, frame=frame.reset_index(drop=True), **changes)

    def text(self, row: Row | None = None) -> str:
        """'47 of 178 (26%)', '1,204 children', '44.5 weeks', or why there is no value; of the
        first row unless one is given."""
        told = {"rounded": self.rounded, "banded": self.banded}
        return values.value_text(self.measure, row or self.row, **told)

    def texts(self) -> list[str]:
        """`text` of every row."""
        return [self.text(row) for row in self.rows]


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """The rows of a tidy frame as values."""
    columns = [frame[name].tolist() for name in COLUMNS]
    starts = COLUMNS.index("period_start")
    columns[starts] = [None if pd.isna(each) else each for each in columns[starts]]
    return [Row(*each) for each in zip(*columns, strict=True)]
