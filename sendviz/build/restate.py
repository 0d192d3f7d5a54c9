"""Restatements: what a new build changed in headline figures of periods that were told before."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

from sendviz.build.sql import do


def keep(built: Path, now: pd.DataFrame) -> int:
    """Write the new headline figures into the built file and every change to `restatement`; how many changed.

    now: la_code, measure, period_start, period, numerator, denominator, value. Figures of councils whose records
    are simulated on one side and real on the other are not compared: they tell of different children.
    """
    with duckdb.connect(str(built)) as connection:
        connection.register("now_frame", now)
        do(
            connection,
            """
            insert into restatement
            select current_timestamp::timestamp, old.la_code, old.measure, old.period_start, old.period,
                   old.numerator, old.denominator, old.value, fresh.numerator, fresh.denominator, fresh.value
            from headline as old
            join now_frame as fresh on fresh.la_code = old.la_code and fresh.measure = old.measure
                and fresh.period_start = old.period_start and fresh.period = old.period
            where old.numerator is distinct from fresh.numerator
                or old.denominator is distinct from fresh.denominator
            """,
        )
        changed = do(
            connection,
            "select count(*) from headline as old join now_frame as fresh using (la_code, measure, period_start, period)"
            " where old.numerator is distinct from fresh.numerator or old.denominator is distinct from fresh.denominator",
        )[0][0]
        do(connection, "delete from headline")
        do(
            connection,
            "insert into headline select la_code, measure, period_start, period, numerator, denominator, value from now_frame",
        )
        do(connection, "checkpoint")
    return int(changed)
