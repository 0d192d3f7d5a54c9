"""Whether a file is loaded already, and nothing has changed since of what it depends on."""

from __future__ import annotations

import hashlib

import duckdb
import pandas as pd

from sendviz.catalogue.layouts import BadFile, Delivery
from sendviz.load.sql import do

# A later file of the same kind takes the place of these whole or in part: the earlier one may be
# wanted back.
REPLACED = {"events", "boundaries", "deprivation"}
# These are laid again under whatever is loaded after them.
ALWAYS = {"bundled", "areas"}
FOUND = """
select import_id, file_name, imported_at from import_log
where sha256 = $sha and layout = $layout and la_code is not distinct from $la
    and data_date is not distinct from $day and read_with is not distinct from $read_with
order by import_id desc limit 1
"""
# Places and neighbourhoods that were loaded since, or another reading of the same file.
CHANGED_SINCE = """
select 1 from import_log
where import_id > $found and (
    (layout = 'areas' and coalesce(la_code, $la) = $la) or (layout = 'deprivation' and $children)
    or (layout = $layout and $replaced and la_code is not distinct from $la and source = $source)
    or (sha256 = $sha and layout = $layout and la_code is not distinct from $la))
"""


def refuse(connection: duckdb.DuckDBPyConnection, delivery: Delivery, read_with: str | None):
    """Raises BadFile if this very file is in force, and was read and placed as it would be now."""
    told = {"la": delivery.la_code, "layout": delivery.layout, "sha": delivery.sha256}
    found = do(connection, FOUND, told | {"day": delivery.reference_date, "read_with": read_with})
    if not found or delivery.layout in ALWAYS:
        return
    number, name, day = found[0]
    since = {
        "found": number,
        "children": bool({"person", "referral"} & set(delivery.tables)),
        "replaced": delivery.layout in REPLACED,
        "source": delivery.source,
    }
    if do(connection, CHANGED_SINCE, told | since):
        return
    as_what = "" if name == delivery.file_name else f" as {name}"
    raise BadFile(
        f"{delivery.file_name} is loaded already{as_what} (on {day.day} {day:%B %Y}), and neither "
        "places nor settings have changed since. Nothing was changed; to correct it, load the "
        "corrected file."
    )


def mark(delivery: Delivery, postcodes: str | None) -> str | None:
    """A mark of what the delivery was read and placed with: mapping, practices, postcode list.

    postcodes: the mark of the list, as `of_list` gives it. None if there is nothing of the kind.
    """
    practices = delivery.tables.get("practice")
    children = {"person", "referral"} & set(delivery.tables)
    parts = (
        delivery.read_with,
        None if practices is None else of_list(practices),
        postcodes if children else None,
    )
    if not any(parts):
        return None
    return hashlib.sha256(" ".join(part or "" for part in parts).encode()).hexdigest()


def of_list(rows: pd.DataFrame) -> str:
    """A mark of the rows of a list, whatever their order."""
    each = pd.util.hash_pandas_object(rows.astype("str"), index=False)
    return f"{len(rows)}/{int(each.sum())}"
