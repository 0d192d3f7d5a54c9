"""The rows of plain lists, which are stored as tables/*.toml declares them."""

from __future__ import annotations

import pandas as pd

from sendviz.catalogue.layouts import Table
from sendviz.load import advice, aliases, merge
from sendviz.load.loading import Loading
from sendviz.load.reference import districts, placed


def load_plain(loading: Loading, table: Table) -> merge.Merged:
    """Merge the rows of a plain list by what makes two rows the same.

    A list with case references is joined to the cases that are known by then (`request_id`, if the
    table has it); a reference that names a child is kept as a hash. A list with districts is placed
    in them. Of rows with one number of the list's own the last counts.
    """
    rows = loading.delivery.tables[table.name].reset_index(drop=True)
    rows = rows.reindex(columns=[*rows.columns, *(set(table.columns) - set(rows.columns))])
    rows = rows.assign(la_code=loading.la_code, simulated=loading.delivery.simulated)
    if "district" in table.columns:
        named = placed(rows["district"].astype("str"), districts(loading))
        rows = rows.assign(district=named.fillna(loading.nowhere))
    if "case_ref" in table.delivered:
        named = aliases.safe_references(rows["case_ref"].astype("str"), loading.salt)
        rows = rows.assign(case_ref=named, n=rows.index, asked=loading.day)
        if "request_id" in table.columns:
            rows["request_id"] = advice.cases_of(loading, rows).reindex(rows.index)
    own = f"{table.name}_ref"
    numbered = rows[own].notna() if own in table.same else pd.Series(False, rows.index)
    again = numbered & rows.duplicated([*table.same], keep="last")
    return merge.merge_rows(loading, table.name, rows[~again])


def note_coverage(loading: Loading, table: Table, dated: str) -> None:
    """Let list_coverage say from when to when a list tells: from its first row, or the day that was
    said with it, to the day to which it is known."""
    first = loading.delivery.tables[table.name][dated].min()
    cover(loading, table.name, pd.Timestamp(loading.delivery.told_from or first))


def cover(loading: Loading, table: str, first: pd.Timestamp) -> None:
    """Let list_coverage say that the list of a table tells from that day on, to the delivery's."""
    loading.do(
        """
        insert into list_coverage
        select $la, $table, cast($first as date), cast($day as date), $simulated
        on conflict (la_code, table_name) do update set
            first_day = least(list_coverage.first_day, excluded.first_day),
            data_date = greatest(list_coverage.data_date, excluded.data_date)
        """,
        table=table,
        first=first,
    )
