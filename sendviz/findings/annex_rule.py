"""What a rule on the child lists of Annex A is, the register of them, and what several of them ask.

A rule takes the rows of one list and what it must know besides, and flags rows. Rows have the
columns of catalogue.annex_a (flags as 'true' and 'false', days as datetimes, what is blank missing)
and `age` in whole years on the list's day; of a list that somebody brings also `unread`, the
columns of days that cannot be read, with | between them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pandas as pd

from sendviz.catalogue.annex_a import BESIDE, Fixer

SEVERITIES = {"error": "Error", "query": "Query", "warning": "Warning", "finding": "Finding"}
NO_NUMBER = r"(?i)UN\d{1,2}"  # the codes for why there is none


@dataclass(frozen=True)
class Context:
    """The list's day, on which everything is judged; numbers that stand in both lists, by column;
    and the phase of establishments by their URN, as far as a list of them is given."""

    day: pd.Timestamp
    in_both: Mapping[str, frozenset[str]] = field(default_factory=dict)
    phases: Mapping[str, str] = field(default_factory=dict)


Check = Callable[[pd.DataFrame, Context], pd.Series]


@dataclass(frozen=True)
class Rule:
    """One rule.

    codes    list -> what the rule is called there
    columns  what it cannot do without; 'a|b' means that one of them is enough
    short    what is wrong in a few words; words, in a sentence; fix, what to do; fixer, who does it
    checker  where the public checker departs from its own sheet, or from this rule; '' for nowhere
    excuse   of each row why it is as it should be all the same, or ''
    """

    codes: Mapping[int, str]
    severity: str
    columns: tuple[str, ...]
    short: str
    words: str
    fix: str
    fixer: Fixer
    check: Check = field(repr=False)
    checker: str = ""
    excuse: Check | None = field(default=None, repr=False)
    urns: bool = False

    @property
    def name(self) -> str:
        """Its codes: '101a / 201a', 'X1'."""
        return " / ".join(dict.fromkeys(self.codes.values()))

    @property
    def is_of_own_columns(self) -> bool:
        """Whether it is about what the lists do not ask for, and councils may keep beside them."""
        return bool(BESIDE.keys() & {*self.columns})

    def lacks(self, rows: pd.DataFrame, context: Context) -> str:
        """Why it cannot be judged on these rows; '' where it can."""
        missing = [each for each in self.columns if not {*each.split("|")} & {*rows.columns}]
        if missing:
            return ", ".join(each.replace("|", " or ") for each in missing)
        return "phases of establishments" if self.urns and not context.phases else ""


RULES: list[Rule] = []


def rule(first: str, second: str, **parts: Any) -> Callable[[Check], Check]:
    """Register the function below under its code of list 1 and of list 2; '' where it has none."""

    def register(check: Check) -> Check:
        codes = {number: code for number, code in ((1, first), (2, second)) if code}
        RULES.append(Rule(codes=codes, check=check, **parts))
        return check

    return register


error, query, warning, finding = (partial(rule, severity=each) for each in SEVERITIES)


def blank(column: str) -> Check:
    """Whether a cell says nothing; a day that cannot be read is none of these."""
    return lambda rows, on: rows[column].isna() & ~_is_unread(rows, column)


def _is_unread(rows: pd.DataFrame, column: str) -> pd.Series:
    if "unread" not in rows:
        return pd.Series(False, index=rows.index)
    return rows["unread"].str.split("|").map(lambda columns: column in columns).astype(bool)


def later(column: str) -> Check:
    """Whether a day lies after the list's."""
    return lambda rows, on: rows[column] > on.day
