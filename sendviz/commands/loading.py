"""The commands build and import. Progress goes to standard error."""

from __future__ import annotations

import argparse
import time
from typing import Any

from sendviz import ask, load, workspace
from sendviz.catalogue.layouts import BadFile, Delivery
from sendviz.commands.told import said_with, say
from sendviz.load.files import read_all
from sendviz.load.readers import boundaries, bundled, places, postcodes
from sendviz.load.readers.common import how_many
from sendviz.load.readers.plans import LAYOUT as PLAN


def build_file(given: argparse.Namespace) -> None:
    """Build a fresh file from the bundled tables, a folder and made-up records."""
    if given.if_missing and given.db.exists():
        return
    started = time.monotonic()
    if given.folder and not given.folder.is_dir():
        raise BadFile(f"{given.folder} is not a folder. Give the folder that holds your files.")
    deliveries = _bundled() + read_all(
        [given.folder] if given.folder else [], said_with(given), say
    )
    if given.simulate:
        from sendviz import simulate

        deliveries += [
            *simulate.deliveries(progress=say),
            simulate.events(),
            simulate.plans(),
        ]
    _run(deliveries, given, started, fresh=True)


def add(given: argparse.Namespace) -> None:
    """Add files and folders to what the database holds; without one, to the bundled tables."""
    started = time.monotonic()
    deliveries = read_all(given.files, said_with(given), say)
    if not deliveries:
        raise BadFile("There is no file of a known kind in that folder. Nothing was changed.")
    fresh = not given.db.exists()
    _run(_bundled() + deliveries if fresh else deliveries, given, started, fresh)


def _bundled() -> list[Delivery]:
    return [*bundled.deliveries(), places.four_councils(), boundaries.four_councils()]


def _run(
    deliveries: list[Delivery], given: argparse.Namespace, started: float, fresh: bool
) -> None:
    if copy := workspace.back_up(workspace.workspace_of(given.db)):
        say(f"What people wrote in the app is copied to {copy.parent.name}")
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
    for note in (*report.notes, *_newer_in_app(report, given)):
        say(note)
    errors = report.issues.loc[report.issues["severity"] == "error", "n"].sum()
    if errors:
        say(
            how_many(
                int(errors),
                "error spoils the day or the step that it touches",
                "errors spoil the day or the step that they touch",
            )
            + "; all else of these rows counts. List them with: python -m sendviz check"
        )
    if report.restated:
        figures = how_many(report.restated, "headline figure", "headline figures")
        say(f"{figures} of earlier periods changed: see Sources")
    say(f"{given.db.name} is ready ({time.monotonic() - started:.0f} seconds)")


def _newer_in_app(report: load.Report, given: argparse.Namespace) -> list[str]:
    """A sentence for each plan of whose actions some were updated in the app since its day."""
    store = ask.Store(given.db)
    found = [
        (row, store.newer_in_app(row.la_code, row.import_id, row.data_date.date()))
        for row in report.imports.itertuples()
        if row.layout == PLAN and not row.simulated
    ]
    store.close()
    return [
        f"{row.file_name}: {how_many(n, 'action was', 'actions were')} updated in the app after "
        "this file: the file's status was kept in the history and not shown."
        for row, n in found
        if n
    ]


def _line(row: Any) -> str:
    """One import in words: rows kept, changed and refused, and cells that could not be read."""
    more = (
        f", {how_many(row.rows_changed, 'earlier row', 'earlier rows')} changed"
        if row.rows_changed
        else ""
    )
    refused = f", {row.rows_refused:,} refused ({row.reasons})" if row.rows_refused else ""
    cells = how_many(row.cells_unread, "cell", "cells")
    unread = (
        f"; {cells} of kept rows could not be read ({row.unread_reasons})"
        if row.cells_unread
        else ""
    )
    return f"{row.source}: {how_many(row.rows_kept, 'row', 'rows')} kept{more}{refused}{unread}"
