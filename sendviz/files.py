"""Which reader reads a file: by what it is, not by what it is called."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

from sendviz.layouts import BadFile, Delivery
from sendviz.sources import dfe_release, local_files, places, sen2_blade, sen2_workbook, sen2_xml

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
LOCALITY_TEMPLATE = b"district,locality,population\nExample district,North,41200\nAnother district,South,38750\n"


def read_file(path: Path, given: argparse.Namespace, progress: Callable[[str], None]) -> list[Delivery]:
    """The deliveries of one file or folder, whatever its layout. Raises BadFile with what to do."""
    if not path.exists():
        raise BadFile(f"{path}: there is no such file.")
    progress(f"Reading {path.name}")
    if path.is_dir():
        return [sen2_blade.read(path)]
    reader = {".xml": _xml, ".zip": _zip, ".xlsx": _workbook, ".xls": _workbook, ".xlsm": _workbook, ".csv": _csv}
    if path.suffix.lower() not in reader:
        raise BadFile(
            f"{path.name}: files ending in {path.suffix or 'nothing'} are not read; "
            f"known are {', '.join(sorted(reader))} and a folder of Blade CSVs."
        )
    return [reader[path.suffix.lower()](path, given)]


def template(kind: str) -> bytes:
    """A template to fill in: cases, advice, localities (CSV) or map (TOML)."""
    return {
        "cases": local_files.template_cases,
        "advice": local_files.template_advice,
        "localities": lambda: LOCALITY_TEMPLATE,
        "map": lambda: MAP_TEMPLATE,
    }[kind]()


def _xml(path: Path, given: argparse.Namespace) -> Delivery:
    return sen2_xml.read(path)


def _zip(path: Path, given: argparse.Namespace) -> Delivery:
    if sen2_blade.looks_like(path):
        return sen2_blade.read(path)
    return dfe_release.read(path)


def _workbook(path: Path, given: argparse.Namespace) -> Delivery:
    if sen2_workbook.looks_like(path):
        day = _day(given) if given.reference_date else None
        return sen2_workbook.read(path, given.council, given.year, day)
    return _local(path, given)


def _csv(path: Path, given: argparse.Namespace) -> Delivery:
    headings = _headings(path)
    if {"geographic_level", "time_period"} <= headings or dfe_release.looks_like(path):
        return dfe_release.read(path)
    if {"district", "locality"} <= headings and "received" not in headings:
        return places.read_localities(path, _council(path, given), given.council)
    return _local(path, given)


def _local(path: Path, given: argparse.Namespace) -> Delivery:
    council, day = _council(path, given), _day(given, path)
    read = local_files.read_advice if local_files.is_advice(path, given.map) else local_files.read_cases
    return read(path, council, day, given.map)


def _headings(path: Path) -> set[str]:
    first = path.read_bytes()[:4000].decode("utf-8-sig", "replace").splitlines()
    return {each.strip().strip('"').casefold() for each in first[0].split(",")} if first else set()


def _council(path: Path, given: argparse.Namespace) -> str:
    if not given.council:
        raise BadFile(f"{path.name} does not say whose it is: add --council with the three-digit DfE code.")
    return given.council


def _day(given: argparse.Namespace, path: Path | None = None) -> date:
    if not given.reference_date:
        raise BadFile(f"{path.name} does not say to which day it tells: add --reference-date 2026-01-15.")
    try:
        return date.fromisoformat(given.reference_date)
    except ValueError:
        raise BadFile(
            f"--reference-date '{given.reference_date[:20]}' is not a date; write it as 2026-01-15."
        ) from None
