"""Finished records written again as other children, of the same council or of others: files for
measuring only, nothing in them matches what is published.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from sendviz.ask.store import quoted
from sendviz.catalogue import ROOM

SCHEMA = ROOM / "schema.sql"
CASES = ("request", "plan", "review", "advice")
# Of the newest five years only.
RECENT = ("referral", "support_contact", "referral_coverage")
NOT_OF_A_COUNCIL = ("meta", "council", "neighbour", "published", "health_figure", "deprivation")
NOTE = "Made up for measuring; nothing in it matches what is published."
# Far enough apart that the ids of two copies never meet, and those of one still find each other.
APART = 1_000_000_000
# Five years are 261 weeks, so that weekdays stay: 2021-01-01 becomes 2016-01-01, both Fridays.
YEARS_BACK, DAYS_BACK = 5, 1827
MANY_TIMES = """
create temp table copy as
select n, la_code, la_code as new_la, 0 as back, null::integer as import_id
from old.coverage, range($copies) as copies(n)
"""
COUNTRY = """
create temp table copy as
with whose as (
    select row_number() over (order by la_code) - 1 as place, count(*) over () as many, la_code
    from old.coverage
),
chosen as (
    select row_number() over (order by la_code) - 1 as place, la_code
    from old.council where status = 'current' order by la_code limit $councils
)
select
    chosen.place * 10 + age as n, whose.la_code, chosen.la_code as new_la,
    (age * {DAYS_BACK})::integer as back,
    (select max(import_id) + 1 from old.import_log) as import_id
from chosen
join whose on whose.place = chosen.place % whose.many, range($years // {YEARS_BACK}) as ages(age)
"""
# Nobody waits for five years more because a copy was put there.
ENDED = {
    "request": "decision = 'H' or coalesce(no_plan_told, issued, withdrawn_on,"
    " case when decision = 'N' then decided end) is not null",
    "advice": "own.received is not null",
}
AREAS = """
insert into area by name
select own.* replace (
    {area_id} as area_id, new_la as la_code,
    case when scheme = 'council' then council.gss_code end as code,
    case
        when scheme = 'council' then council.name when known then 'Made-up ' || own.name
        else own.name
    end as name
)
from old.area as own join copy using (la_code) join old.council on council.la_code = new_la
where back = 0;
insert into area_member by name
select own.* replace ({district} as district, {area_id} as area_id)
from old.area_member as own
join old.area using (area_id) join copy using (la_code) where back = 0;
insert into coverage
select new_la, min(first_day - back), max(data_date - back), true
from old.coverage join copy using (la_code) group by new_la;
insert into import_log by name select * from old.import_log where not simulated
"""
LOG = """
insert into import_log by name
select
    any_value(import_id) as import_id,
    'Copies of simulated records, made up for measuring' as source, 'copies' as layout,
    'copies' as file_name, $mark as sha256, 0 as rows_read, 0 as rows_kept,
    0 as rows_refused, 0 as rows_changed, true as simulated, now()::timestamp as imported_at
from copy
"""


def many_times(source: Path, target: Path, copies: int) -> None:
    """Write every case so many times over, as other children of the council; the rest once."""
    with duckdb.connect(str(target)) as connection:
        _begin(connection, source)
        connection.execute(MANY_TIMES, {"copies": copies})
        for table in _tables(connection):
            _copy(connection, table) if table in CASES else _keep(connection, table)
        _finish(connection)


def country(source: Path, target: Path, councils: int, years: int, mark: str) -> None:
    """Write the records of the councils of a file as those of so many others, one source after the
    other, with districts of their own, and those before as five years older; `mark` is their
    sha256 in the import log.
    """
    with duckdb.connect(str(target)) as connection:
        _begin(connection, source)
        given = {"councils": councils, "years": years}
        connection.execute(COUNTRY.format(DAYS_BACK=DAYS_BACK, YEARS_BACK=YEARS_BACK), given)
        for table in NOT_OF_A_COUNCIL:
            _keep(connection, table)
        ids = {name: _changed(name, "VARCHAR") for name in ("area_id", "district")}
        connection.execute(AREAS.format(**ids))
        connection.execute(LOG, {"mark": mark})
        for table in (*CASES, *RECENT):
            _copy(connection, table)
        _finish(connection)


def _begin(connection: duckdb.DuckDBPyConnection, source: Path) -> None:
    connection.execute(SCHEMA.read_text("utf-8"))
    connection.execute(f"attach {quoted(source)} as old (read_only)")


def _finish(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("detach old")
    connection.execute("checkpoint")


def _tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = "select table_name from duckdb_tables() where database_name = current_database()"
    return [name for (name,) in connection.execute(f"{found} and not temporary").fetchall()]


def _keep(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    connection.execute(f"insert into {table} by name select * from old.{table}")


def _copy(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    columns = "select column_name, data_type from duckdb_columns() where database_name = 'old'"
    found = connection.execute(f"{columns} and table_name = $table", {"table": table}).fetchall()
    changed = {name: _changed(name, kind) for name, kind in found}
    new = ", ".join(f"{sql} as {name}" for name, sql in changed.items() if sql)
    kept = "false" if table in RECENT else ENDED.get(table, "true")
    connection.execute(
        f"insert into {table} by name select own.* replace ({new}) from old.{table} as own "
        f"join copy on copy.la_code = own.la_code where back = 0 or {kept}"
    )


def _changed(name: str, kind: str) -> str | None:
    """What stands in a column of a copied row; None for the same."""
    if name == "birth_month":
        return "date_trunc('month', own.birth_month - back + 2)"
    if kind == "DATE":
        return f"own.{name} - back"
    if name in ("area_id", "district"):
        return (
            f"case when new_la = copy.la_code then own.{name} "
            f"else new_la || '/' || ltrim(replace(own.{name}, copy.la_code || '/', ''), '/') end"
        )
    if name.endswith("_id") and kind == "BIGINT":
        return f"own.{name} + n * {APART}"
    return {
        "la_code": "new_la",
        "person": "substr(md5(own.person || '/' || n), 1, 24)",
        "case_ref": "'MADE-UP-' || n || '-' || own.case_ref",
        "referral_ref": "'MADE-UP-' || n || '-' || own.referral_ref",
        "import_id": "coalesce(copy.import_id, own.import_id)",
    }.get(name)
