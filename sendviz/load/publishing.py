"""Writes a public file: the tables that are declared so, for some councils, in a new file beside
the one that it replaces, which is swapped in whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import duckdb
import pandas as pd

from sendviz.catalogue.layouts import BadFile, public_tables
from sendviz.load import new_file
from sendviz.load.loading import do, quoted

# Places and published figures are of every council; these are of the councils that are told of.
OF_RECORDS = ("coverage", "referral_coverage", "public_figure", "public_quarter", "restatement")
OF_COUNCILS = "la_code in (select la_code from told) or la_code is null"
# Of plans what public view sees: public lines without owners, reasons and notes, how strong the
# evidence of them is, what is marked public of it, and decisions of bodies that meet in public.
OF_LINES = "action_id in (select action_id from source.action where public)"
SEEN = "case when seen_by = 'public' then {} else {} end"
OF_PLANS = {
    "finding": "select * exclude (age_band) from source.finding",
    "action": "select * replace (null as lead_role, null as accountable_role) from source.action "
    "where public",
    "action_measure": f"select * from source.action_measure where {OF_LINES}",
    "milestone": f"select * from source.milestone where {OF_LINES}",
    "action_update": "select * replace (null as reason, null as note, 'file' as entered_by, "
    f"null as entered_role) from source.action_update where {OF_LINES}",
    "evidence": f"""
        select * replace (
            {SEEN.format("title", "''")} as title, {SEEN.format("measure", "null")} as measure,
            case when seen_by = 'public' and base_n >= 10 then base_n end as base_n,
            null as kept_at, null as owner_role,
            {SEEN.format("selection", "null")} as selection,
            case when {OF_LINES} then action_id end as action_id,
            coalesce(finding_id, (
                select finding_id from source.action where action.action_id = evidence.action_id
            )) as finding_id
        )
        from source.evidence where {OF_LINES} or seen_by = 'public'""",
    "money": "select * replace (null as action_id) from source.money where coalesce(public, true) "
    "and la_code in (select la_code from told)",
    "decision": "select * from source.decision where body in ('cabinet', 'scrutiny', 'dfe') "
    f"and (action_id is null or {OF_LINES})",
}
BUILT = """
insert into meta select key, value from source.meta where key = 'built_at'
union all select 'kind', 'public'
"""
LACKING = "select count(*) from duckdb_tables() where database_name = 'old' and table_name = $name"


def publish(
    source: Path,
    target: Path,
    councils: Sequence[str],
    imports: pd.DataFrame,
    answers: Iterable[Mapping[str, pd.DataFrame]],
) -> None:
    """Copy what is public of the source, and write what is given: the import log as public view
    sees it, and the answers of each council by table. Raises BadFile where the target is a file of
    records, or another build of it is under way; it then stands as it was.
    """
    check_target(source, target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with new_file.only_build(target):
        new_file.remove_leftovers(target)
        built = new_file.under_construction(target)
        try:
            with closing(duckdb.connect(str(built))) as connection:
                _copy(connection, source, councils, imports)
                for tables in answers:
                    for table, given in tables.items():
                        do(connection, f"insert into {table} by name select * from given", given)
                do(connection, "checkpoint")
            new_file.swap_in(built, target)
        finally:
            new_file.remove_leftovers(target)


def check_target(source: Path, target: Path) -> None:
    """Raises BadFile if the target is the source, or holds anything but a public file: a file of
    records must not be lost to one."""
    if target.is_dir() or not target.exists():
        if target.is_dir():
            raise BadFile(f"{target} is a folder. Give the file to write: {target}/public.duckdb")
        return
    if target.resolve() == source.resolve() or not is_public(target):
        raise BadFile(
            f"{target.name} exists and is no public file. Give another name, or move it away "
            "first; nothing was changed."
        )


def is_public(path: Path) -> bool:
    """Whether a file is a public one."""
    try:
        with closing(duckdb.connect(str(path), read_only=True)) as connection:
            found = do(connection, "select value from meta where key = 'kind'")
    except duckdb.Error:
        return False
    return found == [("public",)]


def _copy(
    connection: duckdb.DuckDBPyConnection,
    source: Path,
    councils: Sequence[str],
    imports: pd.DataFrame,
) -> None:
    """The tables of a public file, with what is public of the source."""
    tables = public_tables()
    for table in tables:
        if table.name not in OF_PLANS:
            do(connection, table.sql())
    told = pd.DataFrame({"la_code": list(councils)})
    do(connection, "create temp table told as select la_code from given", told)
    do(connection, f"attach {quoted(source)} as source (read_only)")
    made = {"meta", "import_log", "issue_count", "record_held", "code_known"}
    for table in tables:
        if table.name in OF_PLANS or table.name in made or table.name.startswith("whole_"):
            continue
        own = table.name in (*OF_RECORDS, "event", "promise", "inspection", "rating_key")
        where = f" where {OF_COUNCILS}" if own else ""
        do(connection, f"insert into {table.name} by name select * from source.{table.name}{where}")
    for name, sql in OF_PLANS.items():
        do(connection, f"create table {name} as {sql}")
    do(connection, BUILT)
    do(connection, "detach database source")
    do(
        connection,
        f"insert into import_log by name select * from given where {OF_COUNCILS}",
        imports,
    )
