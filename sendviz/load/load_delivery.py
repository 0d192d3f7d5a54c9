"""One delivery into the tables of the file that is being built, if it is not there already."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime

import pandas as pd

from sendviz.catalogue.facts import DAY_OF_LIST
from sendviz.catalogue.layouts import PLAN_TABLES, BadFile, Delivery, plain_tables
from sendviz.load import advice, cases, children, plain, plans, reference, referrals
from sendviz.load.loading import Loading
from sendviz.load.readers.common import Refusals, how_many
from sendviz.load.readers.words import list_notes

# Tables that tell of a council's children.
OF_CHILDREN = ("person", "advice", "referral", "support_contact", "child")
# Layouts of which each row of the file is kept or refused.
BY_ROW = {"events", "boundaries"}
# Layouts whose later file takes the place of the earlier one whole or in part: that one may be
# wanted back.
REPLACED = {"events", "boundaries", "deprivation"}
# Layouts that are laid again under whatever is loaded after them.
ALWAYS = {"bundled", "areas"}
LOADED = """
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


def load_delivery(loading: Loading) -> list[str]:
    """Load one delivery and write its import_log row. Returns sentences for whoever loads it.

    Raises BadFile if the very same file is in force already, if it does not say whose and when or
    tells of a day to come, and if none of its rows can be kept.
    """
    _check_day(loading.delivery)
    loading = _as_own_edition(loading)
    # What comes with the project is no list of a council's.
    comes_along = loading.delivery.layout in ALWAYS
    plain_lists = [each for each in plain_tables() if loading.has(each.name) and not comes_along]
    of_children = bool(plain_lists) or loading.has(*OF_CHILDREN)
    of_plan = loading.has(*PLAN_TABLES) and not comes_along
    notes: list[str] = [*loading.delivery.notes, *list_notes(loading.delivery)]
    read_with = reading_fingerprint(loading)
    if of_children:
        _check_says_whose(loading.delivery)
        notes += _note_newer_loaded(loading)
        notes += reference.make_room(loading)
        reference.ensure_places(loading)
    if of_plan:
        _check_says_whose(loading.delivery)
        notes += _note_newer_loaded(loading)
    if loading.delivery.layout == "boundaries":
        notes += reference.known_outlines(loading)
    refuse_if_loaded(loading, read_with)
    kept, changed, requests = reference.load_reference(loading), 0, None
    told_from: date | None = None
    if loading.has("person"):
        done = cases.load_cases(_without_referrals(loading))
        kept, changed, requests = kept + done.kept, changed + done.changed, done.requests
        told_from = done.told_from
        notes += done.notes
    if loading.has("advice"):
        rows = advice.load_advice(loading, requests)
        kept, changed = kept + len(rows.ids), changed + rows.changed
    if loading.has("referral", "support_contact"):
        sent = referrals.load_referrals(loading)
        kept, changed = kept + sent.kept, changed + sent.changed
        notes += sent.notes
        refused = loading.delivery.refused | _naming_rows(loading, sent.refused)
        loading = replace(loading, delivery=replace(loading.delivery, refused=refused))
    if loading.has("child"):
        listed = children.load_children(loading)
        kept, notes = kept + listed.kept, [*notes, *listed.notes]
        refused = loading.delivery.refused | listed.refused
        loading = replace(loading, delivery=replace(loading.delivery, refused=refused))
    if of_plan:
        planned = plans.load_plan(loading)
        kept, changed = kept + planned.kept, changed + planned.changed
        notes += planned.notes
    for each in plain_lists:
        rows = plain.load_plain(loading, each)
        kept, changed = kept + len(rows.ids), changed + rows.changed
        if dated := DAY_OF_LIST.get(each.name):
            plain.note_coverage(loading, each, dated)
    _check_kept_some(loading.delivery, kept)
    if of_children:
        referrals.follow_merged_people(loading)
        children.fill_from_records(loading)
        advice.link_waiting_support(loading)
    if of_children or of_plan or loading.delivery.layout in BY_ROW:
        kept = max(_rows_read(loading.delivery) - sum(loading.delivery.refused.values()), 0)
    _log(loading, kept, changed, read_with, told_from)
    return [f"{loading.delivery.file_name}: {note}" for note in notes]


def _without_referrals(loading: Loading) -> Loading:
    """Referrals have checks of their own."""
    others = {"referral", "support_contact"}
    tables = {name: rows for name, rows in loading.delivery.tables.items() if name not in others}
    return replace(loading, delivery=replace(loading.delivery, tables=tables))


def _check_day(delivery: Delivery) -> None:
    # Made-up records may be given any day.
    day = delivery.reference_date
    if day and day > date.today() and not delivery.simulated:
        raise BadFile(
            f"{delivery.file_name} tells to {day.day} {day:%B %Y}, which is still to come. Correct "
            "the date in the file, or give the right one with it. Nothing was changed."
        )


def _check_says_whose(delivery: Delivery) -> None:
    if not delivery.la_code or delivery.reference_date is None:
        raise BadFile(
            f"{delivery.file_name} does not say whose it is and to which day it tells. "
            "Give the council's code and the reference date with the file."
        )


def _note_newer_loaded(loading: Loading) -> list[str]:
    """A sentence if real records of the same kind that are loaded tell of a later day."""
    if loading.delivery.simulated:
        return []
    newest = loading.do(
        "select max(data_date) from import_log "
        "where la_code = $la and layout = $layout and not simulated"
    )[0][0]
    day = loading.day.date()
    if not newest or newest <= day:
        return []
    return [
        f"a file of this kind that tells to {newest.day} {newest:%B %Y} is loaded; where this one, "
        f"to {day.day} {day:%B %Y}, says otherwise, the later one counts."
    ]


def _as_own_edition(loading: Loading) -> Loading:
    """If other bytes are loaded as the edition of the NHS's figures, it becomes `2023-03 r2`, `r3`:
    so both stay, and the newest, which sorts last, is the one that is read.
    """
    delivery = loading.delivery
    if not loading.has("health_figure") or not delivery.edition:
        return loading
    loaded = dict(
        loading.do(
            "select edition, sha256 from import_log where layout = $layout and edition is not null"
        )
    )
    edition, number = delivery.edition, 2
    while loaded.get(edition, delivery.sha256) != delivery.sha256:
        edition, number = f"{delivery.edition} r{number}", number + 1
    if edition == delivery.edition:
        return loading
    was = delivery.source
    source = was.replace(delivery.edition, edition) if delivery.edition in was else ""
    source = source or f"{was} ({edition})"
    rows = delivery.tables["health_figure"].assign(edition=edition, source=source)
    note = f"Another file is loaded as this edition; this is {edition}."
    own = replace(delivery, edition=edition, source=source, notes=(*delivery.notes, note))
    return replace(loading, delivery=own).with_tables(health_figure=rows)


def refuse_if_loaded(loading: Loading, read_with: str | None) -> None:
    """Raises BadFile if this very file is in force, and was read and placed as it would be now."""
    found, delivery = loading.do(LOADED, read_with=read_with), loading.delivery
    if not found or delivery.layout in ALWAYS:
        return
    number, name, day = found[0]
    if loading.do(
        CHANGED_SINCE,
        found=number,
        children=loading.has("person", "referral"),
        replaced=delivery.layout in REPLACED,
        source=delivery.source,
    ):
        return
    as_what = "" if name == delivery.file_name else f" as {name}"
    raise BadFile(
        f"{delivery.file_name} is loaded already{as_what} (on {day.day} {day:%B %Y}), and neither "
        "places nor settings have changed since. Nothing was changed; to correct it, load the "
        "corrected file."
    )


def reading_fingerprint(loading: Loading) -> str | None:
    """Tells one reading of a file from another: by mapping, practices, postcode list and what was
    said of it. None if there is nothing of the kind.
    """
    practices = loading.delivery.tables.get("practice")
    parts = (
        loading.delivery.read_with,
        None if practices is None else list_fingerprint(practices),
        loading.postcodes_mark if loading.has("person", "referral") else None,
        None if loading.delivery.whole is None else f"whole {loading.delivery.whole}",
        loading.delivery.told_from and f"from {loading.delivery.told_from}",
    )
    if not any(parts):
        return None
    return hashlib.sha256(" ".join(part or "" for part in parts).encode()).hexdigest()


def list_fingerprint(rows: pd.DataFrame) -> str:
    """Tells one list from another by its rows, whatever their order."""
    each = pd.util.hash_pandas_object(rows.astype("str"), index=False)
    return f"{len(rows)}/{int(each.sum())}"


def _naming_rows(loading: Loading, refused: dict[str, int]) -> dict[str, int]:
    """The same counts; sentences that begin with a check's id name the first rows that it found."""
    by_id = {sentence.split()[0]: sentence for sentence in refused}
    found = loading.do(
        "select min(rule) as rule, row_number from data_issue where import_id = $import_id "
        "and table_name = 'referral' and rule = any($rules) group by row_number order by 2",
        rules=list(by_id),
    )
    told = Refusals()
    for rule, sentence in by_id.items():
        told.add(sentence, [row for which, row in found if which == rule])
    named = {text.rpartition(" (")[0]: text for text in told.counted()}
    return {named.get(sentence, sentence): n for sentence, n in refused.items()}


def _check_kept_some(delivery: Delivery, kept: int) -> None:
    if kept or delivery.simulated or delivery.layout == "bundled":
        return
    why = "; ".join(f"{reason}: {n}" for reason, n in [*delivery.refused.items()][:3])
    raise BadFile(
        f"{delivery.file_name}: none of its "
        f"{how_many(_rows_read(delivery), 'row', 'rows')} can be kept"
        f"{f' ({why})' if why else ''}. "
        "Nothing was changed. See whether the council, the reference date and the columns are "
        "right, then load it again."
    )


def _rows_read(delivery: Delivery) -> int:
    return delivery.rows_read or sum(len(rows) for rows in delivery.tables.values())


def _log(
    loading: Loading, kept: int, changed: int, read_with: str | None, told_from: date | None
) -> None:
    """Rows of files about children are kept or refused; of published ones, `kept` are figures."""
    delivery = loading.delivery
    row = {
        "import_id": loading.import_id,
        "source": delivery.source,
        "layout": delivery.layout,
        "edition": delivery.edition,
        "la_code": delivery.la_code,
        "file_name": delivery.file_name,
        "sha256": delivery.sha256,
        "rows_read": _rows_read(delivery),
        "rows_kept": kept,
        "rows_refused": sum(delivery.refused.values()),
        "reasons": _as_sentence(delivery.refused),
        "rows_changed": changed,
        "data_date": delivery.reference_date,
        "simulated": delivery.simulated,
        "imported_at": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
        "cells_unread": sum(delivery.unread.values()),
        "unread_reasons": _as_sentence(delivery.unread),
        "read_with": read_with,
        "whole": delivery.whole,
        "told_from": told_from,
    }
    named = ", ".join(f"${name} as {name}" for name in row)
    loading.do(f"insert into import_log by name select {named}", **row)


def _as_sentence(counts: dict[str, int]) -> str | None:
    return "; ".join(f"{reason}: {count}" for reason, count in counts.items()) or None
