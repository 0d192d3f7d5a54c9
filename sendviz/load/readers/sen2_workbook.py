"""The SEN2 pre-submission workbook: eight sheets with Blade's column names and no header.

Only people and requests carry ids; every child sheet repeats both, and at most one assessment,
named plan and active plan to a request makes that join safe.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pandas as pd

from sendviz.catalogue.layouts import BadFile, Delivery
from sendviz.load.readers import sen2
from sendviz.load.readers.common import Records, Refusals, sha256, text_table
from sendviz.load.readers.days import any_day, refuse_errors
from sendviz.load.readers.joined_sheets import plain_name
from sendviz.load.readers.workbooks import sheet_names, workbook

SHEETS = {
    "Person": "person",
    "Requests": "request",
    "Assessments": "assessment",
    "Named Plan": "named_plan",
    "Plan Detail": "plan_detail",
    "Active Plan": "active_plan",
    "Placement Detail": "placement",
    "SEN Need": "need",
}
NEEDED = {
    "person": ("personbirthdate",),
    "request": ("receiveddate", "requestoutcome", "requestoutcomedate"),
    "assessment": ("assessmentoutcome", "assessmentoutcomedate"),
    "named_plan": ("startdate",),
}
# Words of the names of sheets that tell nothing.
ADDED = {"copy", "of", "data", "table", "tab", "sheet", "module", "record", "records", "export"}
BOTH = ("persontableid", "requeststableid")


def read(
    path: Path,
    la_code: str | None = None,
    year: int | None = None,
    reference_date: date | None = None,
) -> Delivery:
    """One return: the eight person-level tables; `row` is the row in the sheet of that table.

    The workbook does not say whose it is: without `la_code`, `year` and `reference_date` a BadFile
    asks for them. It is also raised for sheets or columns that are missing (all at once) and for a
    damaged workbook.
    """
    head = _asked(path.name, la_code, year, reference_date)
    digest = sha256(path)
    refusals = Refusals()
    frames = _frames(path, refusals)
    numbers: dict[str, pd.Series] = {}
    tables = {
        name: linked_table(name, _squeezed(title), frames[name], numbers, refusals)
        for title, name in SHEETS.items()
    }
    items = {column for frame in frames.values() for column in frame.columns}
    rows_read = sum(len(frame) for frame in frames.values())
    return sen2.delivery(
        "sen2_workbook", "workbook", path, digest, head, tables, items, rows_read, refusals
    )


def looks_like(path: Path) -> bool:
    """Whether a workbook has the first sheets of a pre-submission workbook, Person and Requests,
    under these names or with more of its sheets under names that are nearly so.
    """
    names = sheet_names(path)
    if {"person", "requests"} <= {_squeezed(sheet) for sheet in names}:
        return True
    near = {_bare(sheet) for sheet in names} & {*map(_bare, SHEETS)}
    return {"person", "request"} <= near and len(near) > len(SHEETS) / 2


def _squeezed(sheet: str) -> str:
    return "".join(sheet.lower().split())


def _bare(sheet: str) -> str:
    """The name of a sheet without numbers, plurals, and what copies and exports add to it."""
    words = re.findall("[a-z]+", plain_name(sheet).replace("sen2", " "))
    joined = "".join(word.removesuffix("s") for word in words if word not in ADDED)
    return joined if joined == "need" else joined.removeprefix("sen")


def _asked(
    name: str, la_code: str | None, year: int | None, reference_date: date | None
) -> sen2.Header:
    if la_code is None or year is None or reference_date is None:
        given = {"LA code": la_code, "collection year": year, "reference date": reference_date}
        missing = [what for what, value in given.items() if value is None]
        raise BadFile(
            f"{name}: a pre-submission workbook does not hold its header. "
            f"Give the {', '.join(missing)} with the file."
        )
    if not re.fullmatch("[0-9]{3}", la_code):
        raise BadFile(f"{name}: the LA code given with the file is not three digits.")
    return sen2.Header(la_code, year, reference_date)


def _frames(path: Path, refusals: Refusals) -> dict[str, pd.DataFrame]:
    sheets = _by_title(path)
    missing = [title for title in SHEETS if title not in sheets]
    if missing:
        raise BadFile(
            f"{path.name}: lacks the sheets {', '.join(missing)}. Export the whole workbook again."
        )
    frames, problems = {}, []
    for title, name in SHEETS.items():
        sheet = _squeezed(title)
        frame = text_table(sheets[title], f"{path.name}, sheet {sheet}", refusals)
        frame.columns = [heading.lower() for heading in frame.columns]
        keys = BOTH[:1] if name == "person" else BOTH
        lacking = [
            column for column in (*keys, *NEEDED.get(name, ())) if column not in frame.columns
        ]
        for heading in frame:
            refuse_errors(frame[heading], path.name, f"{heading} of sheet {sheet}")
        problems += [f"{sheet}: {', '.join(lacking)}"] if lacking else []
        frames[name] = frame
    if problems:
        raise BadFile(
            f"{path.name}: columns are missing ({'; '.join(problems)}). Export the workbook again."
        )
    return frames


def _by_title(path: Path) -> dict[str, Records]:
    """The rows of each sheet by its usual name. Raises BadFile where two sheets could be one."""
    found: dict[str, tuple[str, Records]] = {}
    usual = {_bare(title): title for title in SHEETS}
    for sheet, rows in workbook(path).items():
        title = usual.get(_bare(sheet))
        if title and title in found and found[title][1] != rows:
            raise BadFile(
                f"{path.name}: the sheets '{found[title][0]}' and '{sheet}' could both be {title}. "
                "Delete the one that is not to be read."
            )
        if title:
            found[title] = (sheet, rows)
    return {title: rows for title, (_, rows) in found.items()}


def linked_table(
    name: str,
    sheet: str,
    frame: pd.DataFrame,
    numbers: dict[str, pd.Series],
    refusals: Refusals,
) -> pd.DataFrame:
    """The canonical table of a sheet; adds to `numbers` which number each person and request has.

    Rows without a parent are counted under X01.
    """
    person, both = _ids(frame, BOTH[:1]), None if name == "person" else _ids(frame, BOTH)
    if name == "person":
        frame, keys, numbers[name] = sen2.linked(name, sheet, frame, person, None, None, refusals)
    elif name == "request":
        frame, keys, numbers[name] = sen2.linked(
            name, sheet, frame, both, person, numbers["person"], refusals
        )
    else:
        frame, keys, _ = sen2.linked(name, sheet, frame, None, both, numbers["request"], refusals)
    return sen2.canonical(name, sheet, frame, keys, any_day, refusals)


def _ids(frame: pd.DataFrame, keys: tuple[str, ...]) -> pd.Series:
    # A request id may start again with each person, so both ids count. Text cells may hold 12.0.
    parts = [
        frame[key].str.strip().str.replace(r"^([0-9]+)\.0$", r"\1", regex=True) for key in keys
    ]
    joined = parts[0] if len(parts) == 1 else parts[0] + "|" + parts[1]
    return joined.mask(parts[-1] == "", "")
