"""What is wrong in the child lists of an inspection: the rules of Annex A on our own rows of one
day, or on a list that somebody brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from sendviz.ask import Records, annex
from sendviz.findings.annex_rule import NO_NUMBER, Context, Rule
from sendviz.findings.annex_rules import RULES

KEYS = ["list", "code", "row", "excuse"]
# By what a child is the same in both lists.
SAME_BY = ("unique_id", "upn")


@dataclass(frozen=True, eq=False)
class Judged:
    """What the rules find on the lists of a day.

    lists: list -> its rows, as the rules take them. issues: list, code, row (its label in the
    rows) and excuse, one for each rule and failing row. not_judged: (list, code) -> what the rows
    lack for it.
    """

    day: date
    lists: Mapping[int, pd.DataFrame]
    issues: pd.DataFrame
    not_judged: Mapping[tuple[int, str], str]

    def rows_with(self, number: int, severity: str) -> int:
        """How many rows of a list a rule of this severity finds."""
        codes = {rule.codes[number] for rule in rules_of(number) if rule.severity == severity}
        held = self.issues["list"].eq(number) & self.issues["code"].isin(codes)
        return int(self.issues.loc[held, "row"].nunique())


@dataclass(frozen=True, eq=False)
class Fullness:
    """The cells that should be filled: snapshot, list, column, place, due (how many), filled."""

    cells: pd.DataFrame

    def of(self, **held: object) -> tuple[int, int]:
        """Filled and due of the cells that these columns hold to a value."""
        found = self.cells
        for name, value in held.items():
            found = found[found[name] == value]
        return int(found["filled"].sum()), int(found["due"].sum())


@dataclass(frozen=True, eq=False)
class State:
    """The lists on the newest day of which there are any, and the days before, the newest first.

    neither: how many children with a plan in force stand in no list; of the whole council.
    """

    now: Judged
    days: tuple[date, ...]
    full: Fullness
    neither: int

    @property
    def simulated(self) -> bool:
        """Whether a row is made up."""
        return any(bool(rows["simulated"].any()) for rows in self.now.lists.values())


def state_of(records: Records) -> State | None:
    """The lists as our records fill them, of the newest day: as known today, or on the as-at day
    where somebody looks back. None where there is none. Raises NotAllowed in public view."""
    annex.check_may_see(records.store, records.role)
    key = ("annex", records.selection, records.role, records.told_on)
    return records.store.cached(key, lambda: _state_of(records))


def _state_of(records: Records) -> State | None:
    store, selection, role = records.store, records.selection, records.role
    days = annex.snapshots(store, selection, role, records.told_on)
    if not days:
        return None
    lists = annex.list_rows(store, selection, role, days[0])
    return State(
        judge(lists, days[0]),
        days,
        Fullness(annex.fullness(store, selection, role, records.told_on)),
        annex.neither_list(store, selection, role, days[0]),
    )


def rules_of(number: int) -> list[Rule]:
    """The rules of list 1 or 2."""
    return [rule for rule in RULES if number in rule.codes]


def rule_of(number: int, code: str) -> Rule:
    """The rule that is called so in a list."""
    return next(rule for rule in rules_of(number) if rule.codes[number] == code)


def judge(
    lists: Mapping[int, pd.DataFrame], day: date, phases: Mapping[str, str] | None = None
) -> Judged:
    """Every rule on every list that is there. phases: of establishments by URN, for X6."""
    context = Context(pd.Timestamp(day), _in_both(lists), phases or {})
    found, lacking = [], {}
    for number, rows in lists.items():
        for rule in rules_of(number):
            code = rule.codes[number]
            lacks = rule.lacks(rows, context)
            if lacks:
                lacking[number, code] = lacks
                continue
            failing = rule.check(rows, context).fillna(False).astype(bool)
            if failing.any():
                found.append(_issues(number, code, rows[failing], rule, context))
    issues = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=KEYS)
    return Judged(day, lists, issues, lacking)


def _issues(
    number: int, code: str, rows: pd.DataFrame, rule: Rule, context: Context
) -> pd.DataFrame:
    excuse = rule.excuse(rows, context).to_numpy() if rule.excuse else ""
    return pd.DataFrame({"list": number, "code": code, "row": rows.index, "excuse": excuse})


def _in_both(lists: Mapping[int, pd.DataFrame]) -> dict[str, frozenset[str]]:
    """The numbers that stand in more than one list, by column."""
    found = {}
    for column in SAME_BY:
        texts = [rows[column].dropna().astype("str") for rows in lists.values() if column in rows]
        if len(texts) > 1:
            told = [frozenset(each[~each.str.fullmatch(NO_NUMBER)]) for each in texts]
            found[column] = frozenset.intersection(*told)
    return found
