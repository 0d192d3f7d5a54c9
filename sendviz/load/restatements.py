"""Restatements: what a new build changed in headline figures of periods that were told before."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pandas as pd

from sendviz.load.sql import do

# A period that was not over at the data date before is completed by a newer file, not restated.
# Figures of made-up and of real records tell of different children.
CHANGED = """
insert into restatement
select $noticed_at, told.la_code, told.measure, told.period_start, told.period,
       told.numerator, told.denominator, told.value, now.numerator, now.denominator, now.value
from headline as told
join headline_now as now using (la_code, measure, period_start, period)
join coverage_before as before using (la_code)
join coverage using (la_code)
where (told.numerator is distinct from now.numerator
       or told.denominator is distinct from now.denominator
       or abs(told.value - now.value) > 1e-9)
    and before.simulated = coverage.simulated
    and told.period_start + case told.period when 'month' then interval 1 month
                                             else interval 1 year end
        <= before.data_date + interval 1 day
order by told.la_code, told.measure, told.period_start
"""
OF_OTHERS = """
delete from restatement where la_code in (
    select la_code from coverage join coverage_before as before using (la_code)
    where before.simulated <> coverage.simulated)
"""


def record_restatements(built: Path, now: pd.DataFrame, before: pd.DataFrame) -> int:
    """Write the new headline figures into the built file and every change to `restatement`; how
    many changed.

    now: la_code, measure, period_start, period, numerator, denominator, value. before: la_code,
    data_date and simulated of the file that this one replaces.
    """
    columns = "la_code, measure, period_start, period, numerator, denominator, value"
    with closing(duckdb.connect(str(built))) as connection:
        do(connection, f"create temp table headline_now as select {columns} from given", now)
        do(
            connection,
            "create temp table coverage_before as select cast(la_code as varchar) as la_code, "
            "cast(data_date as date) as data_date, cast(simulated as boolean) as simulated "
            "from given",
            before,
        )
        do(connection, OF_OTHERS)
        noticed_at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        changed = do(connection, CHANGED, noticed_at=noticed_at)[0][0]
        do(connection, "delete from headline")
        do(connection, f"insert into headline select {columns} from headline_now")
        do(connection, "checkpoint")
    return int(changed)
