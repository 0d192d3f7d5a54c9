"""The rows of plain lists, which are stored as tables/*.toml declares them."""

from __future__ import annotations

from sendviz.catalogue.layouts import Table
from sendviz.load import advice, aliases, merge
from sendviz.load.loading import Loading


def load_plain(loading: Loading, table: Table) -> merge.Merged:
    """Merge the rows of a plain list by what makes two rows the same.

    A list with case references is joined to the cases that are known by then (`request_id`, if the
    table has it); a reference that names a child is kept as a hash.
    """
    rows = loading.delivery.tables[table.name].reset_index(drop=True)
    rows = rows.reindex(columns=[*rows.columns, *(set(table.columns) - set(rows.columns))])
    rows = rows.assign(la_code=loading.la_code, simulated=loading.delivery.simulated)
    if "case_ref" in table.delivered:
        named = aliases.safe_references(rows["case_ref"].astype("str"), loading.salt)
        rows = rows.assign(case_ref=named, n=rows.index, asked=loading.day)
        if "request_id" in table.columns:
            rows["request_id"] = advice.cases_of(loading, rows).reindex(rows.index)
    once = rows.drop_duplicates([*table.same], keep="last")
    return merge.merge_rows(loading, table.name, once)
