"""Runs a statement: over the steps as they stand, or over a copy of the first of them kept in
memory for the council and day.

Planning the steps of a fact takes longer than counting a council's rows, and a screen asks many
things of the same facts on the same day. A council that is small enough therefore keeps the steps
on which most facts stand, and those that join tables, as tables in memory.
"""

from __future__ import annotations

import re

import pandas as pd

from sendviz import catalogue
from sendviz.ask.statements import Statement, steps
from sendviz.ask.store import Store

MOST_ROWS = 300_000


def run(store: Store, statement: Statement) -> pd.DataFrame:
    """The rows of the statement; `month`, where there is one, as datetime64."""
    bound = dict(statement.parameters)
    if _records(store, statement.fact, str(bound["la_code"])) > MOST_ROWS:
        found = store.frame(statement.sql, bound)
    else:
        kept = catalogue.FACTS[statement.fact].kept
        above = steps(statement.fact, kept)
        rest = f",\n{above}{statement.rest}" if above else statement.rest
        source = f"with {steps(kept)} select * from {kept} where la_code = $la_code"
        held = {name: bound[name] for name in ("as_at", "la_code")}
        asked = {name: value for name, value in bound.items() if re.search(rf"\${name}\b", rest)}
        found = store.frame_over(kept, source, held, rest, asked)
    return found.assign(month=pd.to_datetime(found["month"])) if "month" in found else found


def _records(store: Store, fact: str, la_code: str) -> int:
    table = "referral" if catalogue.FACTS[fact].of_referrals else "request"
    found = store.small(
        f"select count(*) as n from {table} where la_code = $la_code", {"la_code": la_code}
    )
    return int(found["n"].iloc[0])
