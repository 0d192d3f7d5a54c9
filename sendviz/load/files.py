"""Which reader reads a file: by what it is, not by what it is called."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from sendviz.catalogue.layouts import BadFile, Delivery
from sendviz.load.readers import (
    boundaries,
    bundled,
    deprivation,
    dfe_release,
    events,
    local_files,
    nhs_adhd,
    nhs_autism,
    nhs_community,
    places,
    recognise,
    referral_practices,
    referrals,
    sen2_blade,
    sen2_workbook,
    sen2_xml,
)
from sendviz.load.readers.archives import is_workbook, open_zip
from sendviz.load.readers.common import LOOKED_AT, listed, sha256

Progress = Callable[[str], None]
SENIOR = "--council takes a DfE code such as 839, a full name, or a usual short one such as BCP"
MAP_TEMPLATE = b"""# Your headings for our columns: ours = "yours". Leave out what your file lacks.
case_ref = "Case number"
received = "Date request received"
decided = "Decision date"
issued = "Final plan date"
# date_format = "%d/%m/%Y"

# Your codes for ours, by column.
[values.source]
"Parental request" = "parent"
"School request" = "education"
"""
LOCALITY_TEMPLATE = (
    b"district,locality,population\r\nExample district,North,41200\r\n"
    b"Another district,South,38750\r\n"
)
TEMPLATES = {
    "cases": local_files.template_cases,
    "advice": local_files.template_advice,
    "localities": lambda: LOCALITY_TEMPLATE,
    "referrals": referrals.template,
    "support": referrals.template_support,
    "events": events.template,
    "map": lambda: MAP_TEMPLATE,
}


# Published files that say themselves what they are.
PUBLISHED = (nhs_community, nhs_autism, nhs_adhd, deprivation)


def read_all(paths: list[Path], given: argparse.Namespace, progress: Progress) -> list[Delivery]:
    """The deliveries of files and folders, whatever their layouts. Raises BadFile with what to do.

    given: council, year, reference_date and map, for files that do not say so themselves. The map
    is used for the lists that have its headings, and must be of use for one.
    """
    found = [_read(path, given, progress) for each in paths for path in _found(each, progress)]
    if given.map is not None and not any(each.read_with for each in found):
        named = listed(recognise.names(given.map)) or "columns"
        raise BadFile(
            f"{Path(given.map).name}: no file given has the headings that it names ({named}). "
            "Write them as the file does, or leave out --map. Nothing was changed."
        )
    return referral_practices.merged(found)


def council_code(text: str) -> str:
    """The DfE code of a council given by code, full name or usual short one. Raises BadFile."""
    known = bundled.councils()
    wanted = " ".join(text.split()).casefold()
    for column in ("la_code", "name", "short_name"):
        hits = known[known[column].str.casefold() == wanted]
        if len(hits):
            return str(hits.sort_values("status", ascending=False).iloc[0]["la_code"])
    near = [name for name in known["name"] if wanted and wanted in name.casefold()][:3]
    meant = f" Did you mean {', '.join(near)}?" if near else f" {SENIOR}."
    raise BadFile(f"No council is called '{text[:60]}'.{meant}")


def _found(path: Path, progress: Progress) -> Iterator[Path]:
    """The files of a folder and its folders; a Blade export, nine files, is one."""
    if not path.exists():
        raise BadFile(f"{path}: there is no such file or folder. Check the path.")
    if not path.is_dir():
        yield path
        return
    inside = sorted(each for each in path.iterdir() if not each.name.startswith((".", "~")))
    blade = [each for each in inside if sen2_blade.FILE.fullmatch(each.name)]
    if blade:
        yield path
    for each in inside:
        if each.is_dir():
            yield from _found(each, progress)
        elif each.suffix.lower() in READERS and each not in blade:
            yield each
        elif each not in blade:
            progress(f"{each.name} was passed over: no file of a known kind")


def _read(path: Path, given: argparse.Namespace, progress: Progress) -> Delivery:
    progress(f"Reading {path.name}")
    if path.is_dir():
        return sen2_blade.read(path)
    if path.suffix.lower() not in READERS:
        raise BadFile(
            f"{path.name}: files ending in {path.suffix or 'nothing'} are not read; known are "
            f"{', '.join(sorted(READERS))} and a folder of Blade CSVs."
        )
    if path.suffix.lower() in (".xlsx", ".xlsm") and is_workbook(path):
        open_zip(path, path.name)  # says so if it was cut off, before anything is asked of it
    for each in PUBLISHED:
        if each.looks_like(path):
            return each.read(path)
    return READERS[path.suffix.lower()](path, given)


def _xml(path: Path, given: argparse.Namespace) -> Delivery:
    return sen2_xml.read(path)


def _zip(path: Path, given: argparse.Namespace) -> Delivery:
    return (sen2_blade if sen2_blade.looks_like(path) else dfe_release).read(path)


def _workbook(path: Path, given: argparse.Namespace) -> Delivery:
    if sen2_workbook.looks_like(path):
        code = council_code(given.council) if given.council else None
        return sen2_workbook.read(path, code, given.year, _given_day(given))
    return _local(path, given)


def _csv(path: Path, given: argparse.Namespace) -> Delivery:
    headings = _headings(path)
    if "geographic_level" in headings or {"la code", "old la code"} & headings:
        return dfe_release.read(path)
    if sen2_blade.FILE.fullmatch(path.name):
        raise BadFile(
            f"{path.name}: one table of a Blade export alone. Give the folder with all nine."
        )
    return _local(path, given)


def _local(path: Path, given: argparse.Namespace) -> Delivery:
    seen = recognise.of(path, given.map)
    mapping = given.map if seen.mapped else None
    kind = seen.kind
    if kind is None:
        raise _unknown(path, given, seen)
    if kind is recognise.POSTCODES:
        raise BadFile(f"{path.name}: is a postcode list. Give it as --postcodes {path.name}.")
    if kind is referral_practices.PRACTICE_LIST:
        return referral_practices.read(path)
    code = _council(path, given, kind.words)
    if kind is events.EVENT_LIST:
        return events.read(path, code)
    if kind is recognise.LOCALITIES:
        named = bundled.councils().set_index("la_code")["name"]
        return places.read_localities(path, code, named[code])
    found = LISTS[kind.words](path, code, _day(path, given, kind.words), mapping)
    return replace(found, read_with=sha256(mapping) if mapping else None)


def _unknown(path: Path, given: argparse.Namespace, seen: recognise.Seen) -> BadFile:
    mapped = "" if given.map is None else f", nor those that {Path(given.map).name} names"
    known = ", ".join(kind.words for kind in recognise.KINDS)
    return BadFile(
        f"{path.name}: none of its first {LOOKED_AT} rows has the headings of a list that is known "
        f"({known}){mapped}. See python -m sendviz template --help, or give your headings as --map."
    )


LISTS = {
    local_files.CASE_LIST.words: local_files.read_cases,
    local_files.ADVICE_LIST.words: local_files.read_advice,
    referrals.REFERRAL_LIST.words: referrals.read,
    referrals.SUPPORT_LIST.words: referrals.read_support,
}
READERS = {
    ".xml": _xml,
    ".zip": _zip,
    ".xlsx": _workbook,
    ".xlsm": _workbook,
    ".xls": _workbook,
    ".csv": _csv,
    ".geojson": lambda path, given: boundaries.read(path),
}


def _headings(path: Path) -> set[str]:
    """The folded headings of a CSV's first lines; nothing if it cannot be read."""
    try:
        with path.open("rb") as stream:
            start = stream.read(8000)
    except OSError:
        return set()
    coding = "utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    lines = start.decode(coding, "replace").splitlines()
    first = [line for line in lines[:12] if line.strip(", ;")]
    cells = [cell for line in first[:3] for cell in line.replace(";", ",").split(",")]
    return {cell.strip().strip('"').casefold() for cell in cells}


def _council(path: Path, given: argparse.Namespace, words: str) -> str:
    if not given.council:
        raise BadFile(f"{path.name}, a {words}, does not say whose it is: add --council. {SENIOR}.")
    return council_code(given.council)


def _day(path: Path, given: argparse.Namespace, words: str) -> date:
    day = _given_day(given)
    if day is None:
        raise BadFile(
            f"{path.name}, a {words}, does not say to which day it tells: add --reference-date "
            "2026-01-15."
        )
    return day


def _given_day(given: argparse.Namespace) -> date | None:
    text = given.reference_date
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        raise BadFile(
            f"--reference-date '{text[:20]}' is not a date; write it as 2026-01-15."
        ) from None
    if day and day > date.today():
        raise BadFile(
            f"--reference-date {day} is still to come. Give the day to which the file tells."
        )
    return day
