"""One delivery into the tables of the file that is being built."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import duckdb
import pandas as pd

from sendviz.catalogue.layouts import BadFile, Delivery
from sendviz.load import advice, again, editions, records, reference, referrals
from sendviz.load.readers.common import Refusals
from sendviz.load.sql import do

# Deliveries that tell of a council's children.
OF_CHILDREN = {"person", "advice", "referral", "support_contact"}
# Layouts of which each row of the file is kept or refused.
BY_ROW = {"events", "boundaries"}
LOG = """
insert into import_log by name select
    $id as import_id, $source as source, $layout as layout, $edition as edition, $la as la_code,
    $file as file_name, $sha as sha256, $read as rows_read, $kept as rows_kept,
    $refused as rows_refused, $reasons as reasons, $changed as rows_changed, $date as data_date,
    $simulated as simulated, $now as imported_at, $unread as cells_unread,
    $unread_why as unread_reasons, $read_with as read_with
"""


def one(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    import_id: int,
    salt: bytes,
    postcodes: pd.DataFrame | None,
    postcode_mark: str | None = None,
) -> list[str]:
    """Load one delivery and write its import_log row. Returns sentences for whoever loads it.

    postcode_mark: that of the postcode list (again.of_list), to tell whether it is another one.
    Raises BadFile if the very same file is in force already, if it does not say whose and when or
    tells of a day to come, and if none of its rows can be kept.
    """
    _not_to_come(delivery)
    delivery = editions.told_apart(connection, delivery)
    notes: list[str] = list(delivery.notes)
    read_with = again.mark(delivery, postcode_mark)
    if OF_CHILDREN & set(delivery.tables):
        _says_whose(delivery)
        notes += _older(connection, delivery)
        notes += reference.make_room(connection, delivery)
        reference.ensure_places(connection, delivery.la_code)
    if "boundary" in delivery.tables:
        notes += _known_outlines(connection, delivery)
    again.refuse(connection, delivery, read_with)
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
        refused = _with_rows(connection, import_id, sent.refused)
        delivery = replace(delivery, refused=delivery.refused | refused)
    _kept_some(delivery, kept)
    if OF_CHILDREN & set(delivery.tables):
        referrals.settle(connection, delivery.la_code)
    _log(connection, delivery, import_id, kept, changed, read_with)
    return [f"{delivery.file_name}: {note}" for note in notes]


def _of_cases(delivery: Delivery) -> Delivery:
    """Without the referrals, which have checks of their own."""
    others = {"referral", "support_contact"}
    tables = {name: rows for name, rows in delivery.tables.items() if name not in others}
    return replace(delivery, tables=tables)


def _known_outlines(connection: duckdb.DuckDBPyConnection, delivery: Delivery) -> list[str]:
    """How many outlines of a delivery are of areas that we know, as a sentence.

    Raises BadFile if none is: then it is a file of other areas, or of other codes.
    """
    codes = delivery.tables["boundary"]["area_code"]
    known = {
        text
        for row in do(
            connection,
            "select area_id, code from area where known union select gss_code, null from council",
        )
        for text in row
    }
    many = int(codes.isin(known).sum())
    if not many:
        raise BadFile(
            f"{delivery.file_name}: none of its {len(codes):,} outlines has the code of an area "
            "that is known here. Load the localities of the council first, or outlines with ONS "
            "codes such as E07000071. Nothing was changed."
        )
    return [f"{many:,} of {len(codes):,} outlines are of areas that are known here."]


def _not_to_come(delivery: Delivery) -> None:
    # Made-up records may be given any day.
    day = delivery.reference_date
    if day and day > date.today() and not delivery.simulated:
        raise BadFile(
            f"{delivery.file_name} tells to {day.day} {day:%B %Y}, which is still to come. Correct "
            "the date in the file, or give the right one with it. Nothing was changed."
        )


def _says_whose(delivery: Delivery) -> None:
    if not delivery.la_code or delivery.reference_date is None:
        raise BadFile(
            f"{delivery.file_name} does not say whose it is and to which day it tells. "
            "Give the council's code and the reference date with the file."
        )


def _older(connection: duckdb.DuckDBPyConnection, delivery: Delivery) -> list[str]:
    """A sentence if real records of the same kind that are loaded tell of a later day."""
    if delivery.simulated:
        return []
    newest = do(
        connection,
        "select max(data_date) from import_log "
        "where la_code = $la and layout = $layout and not simulated",
        {"la": delivery.la_code, "layout": delivery.layout},
    )[0][0]
    if not newest or newest <= delivery.reference_date:
        return []
    return [
        f"a file of this kind that tells to {newest.day} {newest:%B %Y} is loaded; where this one, "
        f"to {delivery.reference_date.day} {delivery.reference_date:%B %Y}, says otherwise, the "
        "later one counts."
    ]


def _with_rows(
    connection: duckdb.DuckDBPyConnection, import_id: int, refused: dict[str, int]
) -> dict[str, int]:
    """The same counts; sentences that begin with a check's id name the first rows that it found."""
    by_id = {sentence.split()[0]: sentence for sentence in refused}
    found = do(
        connection,
        "select min(rule) as rule, row_number from data_issue where import_id = $id "
        "and table_name = 'referral' and rule = any($rules) group by row_number order by 2",
        {"id": import_id, "rules": list(by_id)},
    )
    told = Refusals()
    for rule, sentence in by_id.items():
        told.add(sentence, [row for which, row in found if which == rule])
    named = {text.rpartition(" (")[0]: text for text in told.counted()}
    return {named.get(sentence, sentence): n for sentence, n in refused.items()}


def _kept_some(delivery: Delivery, kept: int) -> None:
    if kept or delivery.simulated or delivery.layout == "bundled":
        return
    many = _rows_read(delivery)
    why = "; ".join(f"{reason}: {n}" for reason, n in [*delivery.refused.items()][:3])
    raise BadFile(
        f"{delivery.file_name}: none of its {many:,} rows can be kept{f' ({why})' if why else ''}. "
        "Nothing was changed. See whether the council, the reference date and the columns are "
        "right, then load it again."
    )


def _rows_read(delivery: Delivery) -> int:
    return delivery.rows_read or sum(len(rows) for rows in delivery.tables.values())


def _log(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    import_id: int,
    kept: int,
    changed: int,
    read_with: str | None,
) -> None:
    """Rows of files about children are kept or refused; of published ones, `kept` are figures."""
    read, refused = _rows_read(delivery), sum(delivery.refused.values())
    if OF_CHILDREN & set(delivery.tables) or delivery.layout in BY_ROW:
        kept = max(read - refused, 0)
    values = {
        "id": import_id,
        "source": delivery.source,
        "layout": delivery.layout,
        "edition": delivery.edition,
        "la": delivery.la_code,
        "file": delivery.file_name,
        "sha": delivery.sha256,
        "read": read,
        "kept": kept,
        "refused": refused,
        "reasons": _listed(delivery.refused),
        "changed": changed,
        "date": delivery.reference_date,
        "simulated": delivery.simulated,
        "now": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
        "unread": sum(delivery.unread.values()),
        "unread_why": _listed(delivery.unread),
        "read_with": read_with,
    }
    do(connection, LOG, values)


def _listed(counts: dict[str, int]) -> str | None:
    return "; ".join(f"{reason}: {count}" for reason, count in counts.items()) or None
