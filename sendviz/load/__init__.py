"""Readers' deliveries -> checks -> tables, in a new file beside the old one, swapped in whole when
it is complete.

A build that fails, is killed or finds a fatal error leaves the old file untouched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pandas as pd

from sendviz.catalogue.layouts import PLAN_TABLES, BadFile, Delivery, plain_tables
from sendviz.load import new_file
from sendviz.load.aliases import check_salt, read_salt
from sendviz.load.load_delivery import list_fingerprint, load_delivery
from sendviz.load.loading import Loading, do, frame
from sendviz.load.publishing import check_target, is_public, publish

__all__ = ["Report", "check_target", "in_order", "publish", "run"]

Progress = Callable[[str], None]
Headlines = Callable[[Path], pd.DataFrame]
PublicSet = Callable[[Path], Mapping[str, pd.DataFrame]]


@dataclass(frozen=True)
class Report:
    """What one build did.

    imports     its rows of import_log
    issues      what the checks found: import_id, rule, severity, n
    restated    how many headline figures of periods already over it changed
    notes       sentences for the person who loads
    """

    imports: pd.DataFrame
    issues: pd.DataFrame
    restated: int
    notes: tuple[str, ...]


def run(
    deliveries: Sequence[Delivery],
    target: Path,
    *,
    postcodes: pd.DataFrame | None = None,
    headlines: Headlines | None = None,
    public_set: PublicSet | None = None,
    progress: Progress = lambda _: None,
    fresh: bool = False,
) -> Report:
    """Add the deliveries to what the file holds (or start a fresh one), and swap the result in.

    postcodes: columns postcode and district. headlines: gives the headline figures of a built file
    (la_code, measure, period_start, period, numerator, denominator, value), so that what changed
    is kept as restatements. public_set: gives what public view of a built file is told of parts, as
    the rows of its tables. Raises BadFile if a delivery cannot be loaded, or another build is
    under way; the old file then stands as it was.
    """
    if target.exists() and is_public(target):
        raise BadFile(
            f"{target.name} is a public file, which no records may enter. Give the built file as "
            "--db, and publish from it again; nothing was changed."
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    with new_file.only_build(target):
        new_file.remove_leftovers(target)
        built = new_file.under_construction(target)
        try:
            first, before, notes = _fill(
                built, target, in_order(deliveries), postcodes, progress, fresh=fresh
            )
            restated = 0
            if headlines:
                progress("Comparing with the figures before")
                restated = new_file.record_restatements(built, headlines(built), before)
            if public_set:
                progress("Writing what public view is told")
                new_file.write_public_set(built, public_set(built))
            report = _report(built, first, restated, notes)
            new_file.swap_in(built, target)
        finally:
            new_file.remove_leftovers(target)
    return report


ORDER = ("person", "advice", "referral", "support_contact", "child")
# Plans before what names their actions.
PLAN_FIRST = ("inspection", "action", *PLAN_TABLES)


def in_order(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """Councils, areas, published figures; then records, simulated before real, older before newer,
    advice and referrals after the cases, support after the referrals: what a later one builds on
    comes first.
    """

    order = [*ORDER, *(each.name for each in plain_tables()), *PLAN_FIRST]

    def place(each: Delivery) -> tuple[int, bool, date]:
        records = [name for name in order if name in each.tables]
        if records:
            return 3 + order.index(records[0]), not each.simulated, each.reference_date or date.min
        return 0 if "council" in each.tables else 1 if "area" in each.tables else 2, False, date.min

    return sorted(deliveries, key=place)


def _fill(
    built: Path,
    target: Path,
    deliveries: Sequence[Delivery],
    postcodes: pd.DataFrame | None,
    progress: Progress,
    *,
    fresh: bool,
) -> tuple[int, pd.DataFrame, list[str]]:
    """Everything into the new file: the first import number, the coverage before, notes."""
    salt = read_salt(target, needed=target.exists() and not fresh)
    notes: list[str] = []
    with closing(duckdb.connect(str(built))) as connection:
        new_file.make_tables(connection)
        before = new_file.copy_old_rows(connection, target, fresh=fresh)
        check_salt(connection, salt)
        mark = None if postcodes is None else list_fingerprint(postcodes)
        first = do(connection, "select coalesce(max(import_id), 0) + 1 from import_log")[0][0]
        for number, delivery in enumerate(deliveries, start=first):
            progress(f"Loading {delivery.source}")
            notes += load_delivery(Loading(connection, delivery, number, salt, postcodes, mark))
        if fresh:
            new_file.check_nothing_lost(connection, before, target)
        now = datetime.now(UTC).isoformat()[:19]
        do(connection, "insert or replace into meta values ('built_at', $now)", now=now)
        do(connection, "checkpoint")
    return first, before, notes


def _report(built: Path, first: int, restated: int, notes: Sequence[str]) -> Report:
    with closing(duckdb.connect(str(built), read_only=True)) as connection:
        imports = frame(
            connection, "select * from import_log where import_id >= $first", first=first
        )
        issues = frame(
            connection,
            "select import_id, rule, severity, count(*) as n from data_issue "
            "where import_id >= $first group by 1, 2, 3 order by 1, 2",
            first=first,
        )
    return Report(imports, issues, restated, tuple(notes))
