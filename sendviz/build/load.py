"""One delivery into the tables of the file that is being built."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import duckdb
import pandas as pd

from sendviz.build import advice, records, reference, referrals
from sendviz.build.sql import do
from sendviz.layouts import BadFile, Delivery

# Deliveries that tell of a council's children.
OF_CHILDREN = {"person", "advice", "referral", "support_contact"}
LOG = """
insert into import_log values ($id, $source, $layout, $edition, $la, $file, $sha, $read, $kept,
                               $refused, $reasons, $changed, $date, $simulated, $now)
"""


def one(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    import_id: int,
    salt: bytes,
    postcodes: pd.DataFrame | None,
) -> list[str]:
    """Load one delivery and write its import_log row. Returns sentences for whoever loads it.

    Raises BadFile if the very same file is loaded already, or it does not say whose and when.
    """
    notes: list[str] = list(delivery.notes)
    if OF_CHILDREN & set(delivery.tables):
        _says_whose(delivery)
        notes += reference.make_room(connection, delivery)
        reference.ensure_places(connection, delivery.la_code)
    _not_twice(connection, delivery)
    kept, changed = reference.load(connection, delivery, import_id), 0
    requests: pd.Series | None = None
    if "person" in delivery.tables:
        done = records.load(connection, _of_cases(delivery), import_id, salt, postcodes)
        kept, changed, requests = kept + done.kept, changed + done.changed, done.requests
        notes += done.notes
    if "advice" in delivery.tables:
        rows = advice.load(connection, delivery, import_id, salt, requests)
        kept, changed = kept + len(rows.ids), changed + rows.changed
    if {"referral", "support_contact"} & set(delivery.tables):
        sent = referrals.load(connection, delivery, import_id, salt, postcodes)
        kept, changed = kept + sent.kept, changed + sent.changed
        notes += sent.notes
        delivery = replace(delivery, refused=delivery.refused | sent.refused)
    if OF_CHILDREN & set(delivery.tables):
        referrals.settle(connection, delivery.la_code)
    _log(connection, delivery, import_id, kept, changed)
    return [f"{delivery.file_name}: {note}" for note in notes]


def _of_cases(delivery: Delivery) -> Delivery:
    """Without the referrals, which have checks of their own."""
    others = {"referral", "support_contact"}
    tables = {name: rows for name, rows in delivery.tables.items() if name not in others}
    return replace(delivery, tables=tables)


def _not_twice(connection: duckdb.DuckDBPyConnection, delivery: Delivery) -> None:
    found = do(
        connection,
        "select file_name, imported_at from import_log "
        "where sha256 = $sha and layout = $layout and la_code is not distinct from $la "
        "and data_date is not distinct from $day",
        {
            "sha": delivery.sha256,
            "layout": delivery.layout,
            "la": delivery.la_code,
            "day": delivery.reference_date,
        },
    )
    # A list of GP practices beside it may place referrals that were not placed before.
    again = delivery.layout in ("bundled", "areas") or "practice" in delivery.tables
    if found and not again:
        name, day = found[0]
        as_what = "" if name == delivery.file_name else f" as {name}"
        raise BadFile(
            f"{delivery.file_name} is loaded already{as_what} (on {day.day} {day:%B %Y}). "
            "Nothing was changed; to correct it, load the corrected file."
        )


def _says_whose(delivery: Delivery) -> None:
    if not delivery.la_code or delivery.reference_date is None:
        raise BadFile(
            f"{delivery.file_name} does not say whose it is and to which day it tells. "
            "Give the council's code and the reference date with the file."
        )


def _log(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    import_id: int,
    kept: int,
    changed: int,
) -> None:
    reasons = "; ".join(f"{reason}: {count}" for reason, count in delivery.refused.items())
    values = {
        "id": import_id,
        "source": delivery.source,
        "layout": delivery.layout,
        "edition": delivery.edition,
        "la": delivery.la_code,
        "file": delivery.file_name,
        "sha": delivery.sha256,
        "read": delivery.rows_read or sum(len(rows) for rows in delivery.tables.values()),
        "kept": kept,
        "refused": sum(delivery.refused.values()),
        "reasons": reasons or None,
        "changed": changed,
        "date": delivery.reference_date,
        "simulated": delivery.simulated,
        "now": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
    }
    do(connection, LOG, values)
