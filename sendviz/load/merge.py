"""Successive files add up: what is the same row is one row, and the newer file wins."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sendviz.load.loading import Loading
from sendviz.load.merge_rules import ALIKE, EXACT, keys_of, winning_value_sql

OF_COUNCIL = "la_code in (select la_code from incoming)"


@dataclass(frozen=True)
class Merged:
    """Rows added, rows of earlier imports changed, and each given row's id (on its index)."""

    added: int
    changed: int
    ids: pd.Series


def merge_rows(
    loading: Loading,
    table: str,
    rows: pd.DataFrame,
    by: str | None = None,
    in_full: frozenset[str] = frozenset(),
) -> Merged:
    """Merge rows (columns of the table but its id and import_id) into a table.

    Two rows are the same if all their keys are equal; else if the table's ALIKE rules say so. A
    missing key equals a missing one. Of several rows with equal keys the first in the file is the
    first in the table, the second the second. Example: the table holds advice 7 and 8 for one case,
    kind, provider and day; a file with 3 such rows changes 7 and 8 and adds one.

    The newer file is the one with the later data date; of two files of one day, the one loaded
    later. `by` names other keys than the table's own; `in_full` the columns of which an empty newer
    cell counts.
    """
    if rows.empty:
        return Merged(0, 0, pd.Series(index=rows.index, dtype="int64"))
    held = loading.columns(table)
    # Of cases nobody says in a file when they had gone: leaving.py works it out.
    own = {f"{table}_id", "import_id"} | ({"gone_on"} - {*rows.columns})
    names = [name for name in held if name not in own]
    numbered = rows.reset_index(drop=True)[names].assign(n=range(len(rows)))
    casts = ", ".join(f"cast({name} as {held[name]}) as {name}" for name in names)
    loading.do(f"create or replace temp table incoming as select n, {casts} from given", numbered)
    _match(loading, table, by or table)
    found = loading.do("select count(*) from matched where row_id is not null")[0][0]
    values = {name: winning_value_sql(table, name, in_full) for name in names}
    changed = _update(loading, table, values) if found else 0
    added = _insert(loading, table, names)
    ids = loading.frame("select row_id from matched order by n")["row_id"]
    return Merged(added, changed, pd.Series(ids.to_numpy(), index=rows.index, dtype="int64"))


def _match(loading: Loading, table: str, by: str) -> None:
    """Temp table matched: each incoming row's number n and the row_id that it is, if any."""
    keys = ", ".join(keys_of(by))
    same = " and ".join(f"old.{key} is not distinct from fresh.{key}" for key in keys_of(by))
    loading.do(
        f"""
        create or replace temp table matched as
        with fresh as (
            select *, row_number() over (partition by {keys} order by n) as place from incoming
        ), old as (
            select *, row_number() over (partition by {keys} order by {table}_id) as place
            from {table} where {OF_COUNCIL}
        )
        select fresh.n, old.{table}_id as row_id
        from fresh left join old
            on {same} and old.place = fresh.place and {EXACT.get(by, "true")}
        """
    )
    for alike in ALIKE.get(by, ()):
        _match_alike(loading, table, alike)


def _match_alike(loading: Loading, table: str, alike: str) -> None:
    """Join the rows that are left over and alike, where there is one such pair only."""
    loading.do(
        f"""
        create or replace temp table alike as
        select fresh.n, old.{table}_id as row_id
        from (
            select * from incoming where n in (select n from matched where row_id is null)
        ) as fresh
        join (
            select * from {table} where {OF_COUNCIL} and {table}_id not in (
                select row_id from matched where row_id is not null)
        ) as old on {alike}
        qualify count(*) over (partition by fresh.n) = 1
            and count(*) over (partition by old.{table}_id) = 1
        """,
    )
    loading.do("update matched set row_id = alike.row_id from alike where alike.n = matched.n")


def _update(loading: Loading, table: str, values: dict[str, str]) -> int:
    """Write what wins into the rows that are there, and every change of theirs to record_change."""
    winning = ", ".join(f"{value} as {name}" for name, value in values.items())
    loading.do(
        f"""
        create or replace temp table won as
        with pairs as (
            select matched.n, matched.row_id,
                   coalesce(log.data_date <= cast($day as date), true) as newer
            from matched join {table} as held on held.{table}_id = matched.row_id
            left join import_log as log on log.import_id = held.import_id
        )
        select pairs.row_id, newer, {winning}
        from pairs join incoming as fresh on fresh.n = pairs.n
        join {table} as old on old.{table}_id = pairs.row_id
        """
    )
    compared = [name for name in values if name not in ("simulated", "seen_on")]
    _log_changes(loading, table, compared)
    differs = " or ".join(f"old.{name} is distinct from won.{name}" for name in compared)
    joined = f"from won join {table} as old on old.{table}_id = won.row_id"
    changed = loading.do(f"select count(*) {joined} where {differs}")[0][0]
    # The newest file that holds a row is the one that a later file is measured against.
    sets = ", ".join(f"{name} = won.{name}" for name in values)
    loading.do(
        f"update {table} set {sets}, import_id = case when won.newer then $import_id "
        f"else {table}.import_id end from won where won.row_id = {table}.{table}_id"
    )
    return int(changed)


def _log_changes(loading: Loading, table: str, compared: list[str]) -> None:
    parts = (
        f"select row_id, '{name}' as name, was.{name}::varchar as was, now.{name}::varchar as now "
        f"from pairs where was.{name} is distinct from now.{name}"
        for name in compared
    )
    loading.do(
        f"""
        insert into record_change
        with pairs as materialized (
            select won.row_id, old as was, won as now
            from won join {table} as old on old.{table}_id = won.row_id
        )
        select $import_id, $table, row_id, name, was, now
        from ({" union all ".join(parts)}) as found
        order by row_id
        """,
        table=table,
    )


def _insert(loading: Loading, table: str, names: list[str]) -> int:
    """Add the rows that are not there; `matched` then has their new ids too."""
    loading.do(
        f"""
        create or replace temp table added as
        select n, (select coalesce(max({table}_id), 0) from {table})
                  + row_number() over (order by n) as row_id
        from matched where row_id is null
        """,
    )
    listed = ", ".join(names)
    loading.do(
        f"insert into {table} ({table}_id, {listed}, import_id) select added.row_id, "
        f"{', '.join('incoming.' + name for name in names)}, $import_id "
        "from added join incoming on incoming.n = added.n order by added.n",
    )
    loading.do("update matched set row_id = added.row_id from added where added.n = matched.n")
    return int(loading.do("select count(*) from added")[0][0])
