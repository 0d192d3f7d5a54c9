"""Runs a statement: over the fact as it stands, or over a copy of it kept in memory for the
council and day.

Planning the steps of a fact takes longer than counting a council's rows, and a screen asks many
things of the same
facts on the same day. A council whose fact is small enough therefore keeps it as a table in memory.
"""

from __future__ import annotations

import re

import pandas as pd

from sendviz import catalogue
from sendviz.query.statements import Statement, steps
from sendviz.store import Store

MOST_ROWS = 300_000


def run(store: Store, statement: Statement) -> pd.DataFrame:
    """The rows of the statement; `month`, where there is one, as datetime64."""
    bound = dict(statement.parameters)
    if _records(store, statement.fact, str(bound["la_code"])) > MOST_ROWS:
        found = store.frame(statement.sql, bound)
    else:
        held = {name: bound[name] for name in ("as_at", "la_code")}
        source = (
            f"with {steps(statement.fact)} select * from {statement.fact} where la_code = $la_code"
        )
        asked = {
            name: value
            for name, value in bound.items()
            if re.search(rf"\${name}\b", statement.rest)
        }
        found = store.frame_over(statement.fact, source, held, statement.rest, asked)
    return found.assign(month=pd.to_datetime(found["month"])) if "month" in found else found


def _records(store: Store, fact: str, la_code: str) -> int:
    table = "referral" if fact in catalogue.OF_REFERRALS else "request"
    found = store.small(
        f"select count(*) as n from {table} where la_code = $la_code", {"la_code": la_code}
    )
    return int(found["n"].iloc[0])
