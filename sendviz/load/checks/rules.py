"""What a check is, the register of them (one decorated function each), and running them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from sendviz.catalogue.layouts import Delivery
from sendviz.load.checks.tables import Tables, ready

SEVERITIES = ("error", "warning", "information")
# The steps of a case; of a referral "wait", and "referral", which keeps it out.
STAGES = ("received", "decision", "outcome", "plan", "wait", "referral")


COLUMNS = ("rule", "severity", "table_name", "row_number", "request_no", "person_no", "day")


@dataclass(frozen=True)
class Context:
    """What the checks must know besides the rows."""

    la_code: str | None
    year: int | None  # calendar year that a return tells of; None for a file without one
    reference_date: date | None  # the day to which the records are known
    edition: str | None  # year of the collection
    la_codes: frozenset[str] = frozenset()

    @property
    def day(self) -> pd.Timestamp:
        """The reference date, or NaT, than which no date is earlier or later."""
        return pd.Timestamp(self.reference_date) if self.reference_date else pd.NaT

    @property
    def collection(self) -> int | None:
        """The year of the collection as a number, None where the edition is not a year."""
        return int(self.edition) if self.edition and self.edition.isdigit() else None


Check = Callable[[Tables, Context], pd.Series | dict[str, pd.Series]]


@dataclass(frozen=True)
class Rule:
    """One check.

    table     the table whose rows it flags; 'all' if it flags rows of several
    columns   what it cannot do without, as table.column; 'a.x|a.y' means that one of them is enough
    spoils    the steps of which a failing row does not tell the day or the length; the case is
              counted with a doubt in all else. Empty unless the severity is error
    returns   whether it applies to SEN2 returns only
    check     (tables, context) -> a flag for each row of that table, or tables with such flags
    """

    id: str
    table: str
    severity: str
    message: str
    fix: str
    check: Check = field(repr=False)
    columns: tuple[str, ...] = ()
    spoils: tuple[str, ...] = ()
    returns: bool = False


RULES: dict[str, Rule] = {}


def rule(id: str, **parts: Any) -> Callable[[Check], Check]:
    """Register the function below; ValueError if the id is taken or the parts do not fit."""

    def register(check: Check) -> Check:
        new = Rule(id=id, check=check, **parts)
        if id in RULES:
            raise ValueError(f"There are two checks called {id}: give the newer one another id.")
        if new.severity not in SEVERITIES or not set(new.spoils) <= set(STAGES):
            raise ValueError(
                f"Check {id}: severity is one of {SEVERITIES}, spoils some of {STAGES}."
            )
        if new.spoils and new.severity != "error":
            raise ValueError(f"Check {id}: only an error spoils a step.")
        RULES[id] = new
        return check

    return register


error, warning, information = (partial(rule, severity=each) for each in SEVERITIES)


def context_of(delivery: Delivery, la_codes: frozenset[str] = frozenset()) -> Context:
    """The context that the delivery itself states; `la_codes` are the codes of all councils."""
    started = delivery.period_start
    return Context(
        la_code=delivery.la_code,
        year=started.year if started else None,
        reference_date=delivery.reference_date,
        edition=delivery.edition,
        la_codes=la_codes,
    )


def run(delivery: Delivery, context: Context, rules: Mapping[str, Rule] = RULES) -> pd.DataFrame:
    """What the checks found: one row a rule and failing row.

    Columns rule, severity, table_name, row_number (in the file), request_no (missing on people and
    the header), person_no, day (received date of the case; of the newest one on people), in the
    order of the register. The checks named by `skipped` are not run. No value of the data is
    repeated but its keys and that day.
    """
    tables = ready(delivery)
    found = [
        _issues(rule, name, tables[name], failing)
        for rule in rules.values()
        if _concerns(rule, delivery) and not _why_not(rule, tables)
        for name, failing in _failing(rule, tables, context).items()
        if failing.any()
    ]
    if not found:
        return _empty()
    return _dated(pd.concat(found, ignore_index=True), tables)[list(COLUMNS)]


def skipped(delivery: Delivery) -> dict[str, str]:
    """The checks that cannot be made on this delivery: rule id to a sentence that says why."""
    tables = ready(delivery)
    rules = [rule for rule in RULES.values() if _concerns(rule, delivery)]
    reasons = {rule.id: _why_not(rule, tables) for rule in rules}
    return {id: reason for id, reason in reasons.items() if reason}


def spoiled(issues: pd.DataFrame) -> pd.DataFrame:
    """The steps of cases that errors spoil: request_no and stage, each pair once.

    Stages: received, decision, outcome, plan; those of referrals have no request_no.
    """
    pairs = pd.DataFrame(
        {
            "request_no": issues["request_no"],
            "stage": [RULES[id].spoils if id in RULES else () for id in issues["rule"]],
        }
    )
    pairs = pairs[pairs["request_no"].notna()].explode("stage").dropna(subset="stage")
    return pairs.astype({"stage": "str"}).drop_duplicates(ignore_index=True)


def _concerns(rule: Rule, delivery: Delivery) -> bool:
    """Lists of referrals and of children have checks of their own, and only those."""
    of_lists = ("referral", "child")
    if rule.table in of_lists:
        return rule.table in delivery.tables
    return "request" in delivery.tables or not {*of_lists} & set(delivery.tables)


def _why_not(rule: Rule, tables: Tables) -> str | None:
    if rule.returns and not tables.is_return:
        return "This check applies to SEN2 returns only."
    missing = [column for column in rule.columns if not tables.has(column)]
    if not missing:
        return None
    words = ", ".join(column.replace("|", " or ").replace(".", ": ") for column in missing)
    return f"The file does not hold what this check needs ({words})."


def _failing(rule: Rule, tables: Tables, context: Context) -> dict[str, pd.Series]:
    found = rule.check(tables, context)
    found = found if isinstance(found, dict) else {rule.table: found}
    return {name: failing.fillna(False).astype(bool) for name, failing in found.items()}


def _issues(rule: Rule, name: str, table: pd.DataFrame, failing: pd.Series) -> pd.DataFrame:
    rows = table[table.columns.intersection(["row", "request_no", "person_no"])][failing]
    keys = {key: rows.get(key) for key in ("request_no", "person_no")}
    return pd.DataFrame(
        {
            "rule": rule.id,
            "severity": rule.severity,
            "table_name": name,
            "row_number": rows["row"],
            **keys,
        },
        index=rows.index,
    )


def _dated(issues: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """With the person and the day of the case, or the newest day of the person's cases."""
    request = tables["request"]
    cases = (
        request.dropna(subset="request_no").drop_duplicates("request_no").set_index("request_no")
    )
    newest = request.dropna(subset="person_no").groupby("person_no")["received"].max()
    of_case = cases["received"].reindex(issues["request_no"]).set_axis(issues.index)
    of_person = newest.reindex(issues["person_no"]).set_axis(issues.index)
    person = issues["table_name"].eq("person")
    day = of_case.where(~person, of_person)
    sent = tables["referral"].drop_duplicates("row").set_index("row")["received"]
    of_referral = sent.reindex(issues["row_number"]).set_axis(issues.index)
    day = day.where(issues["table_name"].ne("referral"), of_referral)
    owner = cases["person_no"].reindex(issues["request_no"]).set_axis(issues.index)
    return issues.assign(person_no=issues["person_no"].where(person, owner), day=day)


def _empty() -> pd.DataFrame:
    kinds = ("str", "str", "str", "Int64", "object", "object", "datetime64[us]")
    return pd.DataFrame({c: pd.Series(dtype=kind) for c, kind in zip(COLUMNS, kinds, strict=True)})
