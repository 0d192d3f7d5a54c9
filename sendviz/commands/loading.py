"""The commands build, import and check. Progress goes to standard error."""

from __future__ import annotations

import argparse
import time
from typing import Any

import pandas as pd

from sendviz import ask, load
from sendviz.ask.store import Store, open_built
from sendviz.catalogue.layouts import BadFile, Delivery
from sendviz.commands.told import say
from sendviz.kit.csv import csv_text
from sendviz.load import checks
from sendviz.load.files import Given, read_all
from sendviz.load.readers import boundaries, bundled, places, postcodes


def build_file(given: argparse.Namespace) -> None:
    """Build a fresh file from the bundled tables, a folder and made-up records."""
    if given.if_missing and given.db.exists():
        return
    started = time.monotonic()
    if given.folder and not given.folder.is_dir():
        raise BadFile(f"{given.folder} is not a folder. Give the folder that holds your files.")
    deliveries = _bundled() + read_all([given.folder] if given.folder else [], _told(given), say)
    if given.simulate:
        from sendviz import simulate

        deliveries += [*simulate.deliveries(progress=say), simulate.events()]
    _run(deliveries, given, started, fresh=True)


def add(given: argparse.Namespace) -> None:
    """Add files and folders to what the database holds; without one, to the bundled tables."""
    started = time.monotonic()
    deliveries = read_all(given.files, _told(given), say)
    if not deliveries:
        raise BadFile("There is no file of a known kind in that folder. Nothing was changed.")
    fresh = not given.db.exists()
    _run(_bundled() + deliveries if fresh else deliveries, given, started, fresh)


def _told(given: argparse.Namespace) -> Given:
    return Given(
        given.council, given.year, given.reference_date, given.map, given.whole, given.told_from
    )


def _bundled() -> list[Delivery]:
    return [*bundled.deliveries(), places.four_councils(), boundaries.four_councils()]


def _run(
    deliveries: list[Delivery], given: argparse.Namespace, started: float, fresh: bool
) -> None:
    report = load.run(
        deliveries,
        given.db,
        postcodes=postcodes.read_lookup(given.postcodes) if given.postcodes else None,
        headlines=ask.headlines,
        public_set=ask.public_set,
        progress=say,
        fresh=fresh,
    )
    for row in report.imports.itertuples():
        say(_line(row))
    for note in report.notes:
        say(note)
    errors = report.issues.loc[report.issues["severity"] == "error", "n"].sum()
    if errors:
        say(
            f"{errors:,} errors spoil the day or the step that they touch; all else of these rows "
            "counts. List them with: python -m sendviz check"
        )
    if report.restated:
        say(f"{report.restated:,} headline figures of earlier periods changed: see Sources")
    say(f"{given.db.name} is ready ({time.monotonic() - started:.0f} seconds)")


def _line(row: Any) -> str:
    """One import in words: rows kept, changed and refused, and cells that could not be read."""
    more = f", {row.rows_changed:,} earlier rows changed" if row.rows_changed else ""
    refused = f", {row.rows_refused:,} refused ({row.reasons})" if row.rows_refused else ""
    cells = "1 cell" if row.cells_unread == 1 else f"{row.cells_unread:,} cells"
    unread = (
        f"; {cells} of kept rows could not be read ({row.unread_reasons})"
        if row.cells_unread
        else ""
    )
    return f"{row.source}: {row.rows_kept:,} rows kept{more}{refused}{unread}"


def check(given: argparse.Namespace) -> None:
    """Print as CSV what the checks find in files, or in all that is loaded."""
    found = _of_files(given) if given.files else _of_store(open_built(given.db))
    rules = checks.RULES
    found["what"] = [rules[id].message if id in rules else "" for id in found["rule"]]
    found["fix"] = [rules[id].fix if id in rules else "" for id in found["rule"]]
    print(csv_text(found), end="")


def _of_files(given: argparse.Namespace) -> pd.DataFrame:
    """file, rule, severity, table_name, row_number of everything that the checks find."""
    codes = frozenset(bundled.councils()["la_code"])
    parts = []
    for delivery in read_all(given.files, _told(given), say):
        say(f"{delivery.source}: {delivery.rows_read:,} rows")
        counts = delivery.refused | delivery.unread
        for sentence in (*delivery.notes, *(f"{k}: {n}" for k, n in counts.items())):
            say(f"  {sentence}")
        if {"person", "referral"} & set(delivery.tables):
            found = checks.run(delivery, checks.context_of(delivery, codes))
            parts.append(found.assign(file=delivery.file_name))
    columns = ["file", "rule", "severity", "table_name", "row_number"]
    return pd.concat(parts)[columns] if parts else pd.DataFrame(columns=columns)


def _of_store(held: Store) -> pd.DataFrame:
    parts = [ask.data_issues(held, each.la_code, "officer") for each in ask.coverage(held)]
    columns = ["file_name", "rule", "severity", "table_name", "row_number"]
    found = pd.concat(parts) if parts else pd.DataFrame(columns=columns)
    return found[columns].rename(columns={"file_name": "file"})
