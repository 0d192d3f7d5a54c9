"""COLLECT's Blade export: nine CSV files of one return, in a folder or a zip.

Ids are opaque strings; they become the numbers of the canonical tables.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pandas as pd

from sendviz.catalogue.layouts import BadFile, Delivery
from sendviz.load.readers import sen2
from sendviz.load.readers.archives import entry_names, open_zip, unzip_text
from sendviz.load.readers.common import Refusals, csv_frame, read_bytes, sha256
from sendviz.load.readers.days import any_day

FILE = re.compile(r"Blade-Export_(\d{2}-\d{2}-\d{4})_([a-z0-9]+)\.csv", re.ASCII | re.IGNORECASE)
# file -> canonical table, its parent file; parents come first
FILES = {
    "person": ("person", None),
    "requests": ("request", "person"),
    "assessment": ("assessment", "requests"),
    "namedplan": ("named_plan", "assessment"),
    "plandetail": ("plan_detail", "namedplan"),
    "activeplans": ("active_plan", "requests"),
    "placementdetail": ("placement", "activeplans"),
    "senneed": ("need", "activeplans"),
}
# Without these columns the file says nothing; any other may be absent in an older or newer edition.
NEEDED = {
    "sen2": ("lea",),
    "person": ("personbirthdate",),
    "requests": ("receiveddate", "requestoutcomedate", "requestoutcome"),
    "assessment": ("assessmentoutcome", "assessmentoutcomedate", "week20"),
    "namedplan": ("startdate",),
}


@dataclass(frozen=True)
class _Export:
    name: str
    digest: str
    files: dict[str, str]  # table in lower case -> file name within
    load: Callable[[str], bytes]


def read(path: Path) -> Delivery:
    """One return: the eight person-level tables; `row` is the row in the file of that table.

    A row whose parent is not there is refused under X01. Raises BadFile for a table that is missing
    (naming it), two exports together, a damaged or hostile zip, and columns that are missing (all
    of a file at once).
    """
    export = _from_folder(path) if path.is_dir() else _from_zip(path)
    refusals, frames = Refusals(), {}
    notes: list[str] = []
    for table, file in export.files.items():
        frames[table], said = _frame(export.load(file), PurePosixPath(file).name, table, refusals)
        notes.extend(said)
    head = sen2.header(_header_row(frames.pop("sen2"), export.name), any_day, export.name)
    numbers: dict[str, pd.Series] = {}
    tables = {
        name: _table(file, frames[file], numbers, refusals) for file, (name, _) in FILES.items()
    }
    items = {column for frame in frames.values() for column in frame.columns}
    rows_read = sum(len(frame) for frame in frames.values())
    return sen2.delivery(
        "sen2_blade",
        "Blade CSV",
        path,
        export.digest,
        head,
        tables,
        items,
        rows_read,
        refusals,
        tuple(notes),
    )


def looks_like(path: Path) -> bool:
    """Whether a zip holds any file of a Blade export."""
    return any(FILE.fullmatch(PurePosixPath(name).name) for name in entry_names(path, path.name))


def _from_folder(path: Path) -> _Export:
    files = _choose([entry.name for entry in sorted(path.iterdir()) if entry.is_file()], path.name)
    digests = "".join(sha256(path / files[table]) for table in sorted(files))
    return _Export(
        path.name,
        hashlib.sha256(digests.encode()).hexdigest(),
        files,
        lambda name: read_bytes(path / name),
    )


def _from_zip(path: Path) -> _Export:
    def load(name: str) -> bytes:
        with open_zip(path, path.name) as archive:
            return unzip_text(archive, name, path.name)

    digest = sha256(path)
    with open_zip(path, path.name) as archive:
        names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
    return _Export(path.name, digest, _choose(names, path.name), load)


def _choose(names: list[str], where: str) -> dict[str, str]:
    found: dict[str, str] = {}
    dates: set[str] = set()
    for name in names:
        match = FILE.fullmatch(PurePosixPath(name).name)
        if match and match[2].lower() in {"sen2", *FILES}:
            dates.add(match[1])
            if found.setdefault(match[2].lower(), name) != name:
                dates.add(name)
    if len(dates) > 1:
        raise BadFile(
            f"{where}: holds more than one Blade export. Keep the nine files of one export only."
        )
    missing = [table for table in ("sen2", *FILES) if table not in found]
    if missing:
        raise BadFile(
            f"{where}: the Blade export lacks {', '.join(missing)} "
            "(files named Blade-Export_DD-MM-YYYY_<table>.csv). Export all nine tables."
        )
    return found


def _frame(
    data: bytes, name: str, table: str, refusals: Refusals
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    frame, notes = csv_frame(data, name, refusals)
    frame.columns = [heading.lower() for heading in frame.columns]
    parent = FILES[table][1] if table in FILES else None
    keys = [f"{key}tableid" for key in (table, parent) if key and table != "sen2"]
    missing = [column for column in (*keys, *NEEDED.get(table, ())) if column not in frame.columns]
    if missing:
        raise BadFile(
            f"{name}: lacks the columns {', '.join(missing)}. Export the table again, whole."
        )
    return frame, notes


def _header_row(frame: pd.DataFrame, name: str) -> dict[str, str]:
    if len(frame) != 1:
        raise BadFile(
            f"{name}: the table sen2 has {len(frame)} rows, not one. Export one return at a time."
        )
    return frame.iloc[0].fillna("").to_dict()


def _table(
    file: str, frame: pd.DataFrame, numbers: dict[str, pd.Series], refusals: Refusals
) -> pd.DataFrame:
    """The canonical table; adds to `numbers` what each id of this file stands for."""
    table, parent = FILES[file]
    own = frame[f"{file}tableid"].str.strip()
    above = frame[f"{parent}tableid"].str.strip() if parent else None
    frame, keys, numbers[file] = sen2.linked(
        table, file, frame, own, above, numbers[parent] if parent else None, refusals
    )
    return sen2.canonical(table, file, frame, keys, any_day, refusals)
