"""What a check is, and the register of them: one decorated function each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from sendviz.catalogue.layouts import Delivery
    from sendviz.load.checks.tables import Tables

SEVERITIES = ("error", "warning", "information")
# The stages of a case; "referral" keeps a whole referral out.
STAGES = ("received", "decision", "outcome", "plan", "review", "referral")


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


Check = Callable[["Tables", Context], pd.Series | dict[str, pd.Series]]


@dataclass(frozen=True)
class Rule:
    """One check.

    module    the table whose rows it flags; 'all' if it flags rows of several
    columns   what it cannot do without, as table.column; 'a.x|a.y' means that one of them is enough
    spoils    the stages that a failing row is kept out of; empty unless the severity is error
    returns   whether it applies to SEN2 returns only
    check     (tables, context) -> a flag for each row of that table, or tables with such flags
    """

    id: str
    module: str
    severity: str
    message: str
    fix: str
    check: Check = field(repr=False)
    columns: tuple[str, ...] = ()
    spoils: tuple[str, ...] = ()
    returns: bool = False


RULES: dict[str, Rule] = {}


def rule(id: str, **parts) -> Callable[[Check], Check]:
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
            raise ValueError(f"Check {id}: only an error keeps a row out of a measure.")
        RULES[id] = new
        return check

    return register


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
