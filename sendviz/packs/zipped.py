"""Zip files (Word's are) that are the same bytes whenever and wherever they are made."""

from __future__ import annotations

import io
import zipfile

FIRST = "[Content_Types].xml"
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def repacked(data: bytes) -> bytes:
    """The same entries in the order of their names, the list of types first, with fixed times,
    rights and compression."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(made, "w") as out:
        for name in sorted(given.namelist(), key=lambda name: (name != FIRST, name)):
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type, entry.create_system, entry.external_attr = (
                zipfile.ZIP_DEFLATED, 0, 0,
            )  # fmt: skip
            out.writestr(entry, given.read(name), compresslevel=6)
    return made.getvalue()
