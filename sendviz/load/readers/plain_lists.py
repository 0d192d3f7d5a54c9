"""A plain list of the council: a table that tables/*.toml declares with its headings, read as it is
declared.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sendviz.catalogue.layouts import Delivery, Table
from sendviz.load.readers.common import Refusals
from sendviz.load.readers.local_lists import Mapped, read_rows


def read_plain(
    path: Path, table: Table, la_code: str, data_date: date, mapping: Mapped = None
) -> Delivery:
    """The table under its name, with `row` and its declared columns, known to `data_date`.

    Rows without a value that the table needs are left out and counted. Raises BadFile for missing
    columns (all at once), a wrong mapping, or a needed day that is mostly unreadable.
    """
    refusals = Refusals()
    rows = read_rows(Path(path), la_code, table, mapping, refusals)
    found = rows.canonical(table, refusals)
    for column in table.required:
        if table.kind(column) == "date" and column in rows.raw:
            rows.mostly_dates(column, found[column])
        empty = found[column].isna()
        heading = rows.headings.get(column, column)
        refusals.add(f"{heading} is missing or could not be read", found.loc[empty, "row"])
        found = found[~empty]
    return rows.delivery(
        f"{table.name}_list",
        table.list[:1].upper() + table.list[1:],
        la_code,
        data_date,
        {table.name: found.reset_index(drop=True)},
        refusals,
    )
