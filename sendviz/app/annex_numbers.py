"""An officer's own file of children's numbers, read in memory for one list that is written."""

from __future__ import annotations

import os
from pathlib import Path

from sendviz.ask import Records, annex
from sendviz.load import annex_people
from sendviz.load.aliases import read_salt, salt_file
from sendviz.load.readers.annex_beside import read_identifiers
from sendviz.panels.annex_out import Numbers


def identifiers_of(
    records: Records, data: bytes, name: str, mapping: Path | None = None
) -> Numbers:
    """An officer's own file of numbers, with the person whom the hash of a number stands for; in
    memory."""
    found = read_identifiers(data, name, mapping)
    database = records.store.path
    if not (salt_file(database).exists() or os.environ.get("SENDVIZ_SALT")):
        return found
    salt = read_salt(database, needed=True)
    aliases = annex_people.aliases_of_numbers(found, records.selection.council, salt)
    known = annex.people_of(
        records.store, records.selection, records.role, aliases["alias"].tolist()
    )
    people = aliases.merge(known, on="alias").drop_duplicates("row").set_index("row")["person"]
    return found.assign(person=people.reindex(found.index))
