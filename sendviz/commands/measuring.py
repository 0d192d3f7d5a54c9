"""The command bench, and the national file that it measures."""

from __future__ import annotations

import argparse

from sendviz.ask.store import Store
from sendviz.commands.told import BadUsage, say


def build_national(given: argparse.Namespace) -> None:
    """Make the file of so many councils for measuring: data/national.duckdb, or --db."""
    from sendviz.bench import copies, files

    if given.folder or not given.simulate:
        raise BadUsage(
            "--councils makes a file for measuring: give it with --simulate and without a folder."
        )
    target = files.NATIONAL if given.db == Store().path else given.db
    if given.if_missing and target.exists():
        return
    try:
        wanted = files.Nation(given.councils, given.years)
    except ValueError as error:
        raise BadUsage(str(error)) from None
    files.national(target, wanted, say=say)
    for table, count in files.rows_of(target, (*copies.CASES, *copies.RECENT)).items():
        say(f"{count:>12,} rows of {table}")
    say(f"{target.name} is ready. {copies.NOTE}")


def bench(given: argparse.Namespace) -> None:
    """Print what was measured; what is going on is said meanwhile."""
    from sendviz import bench as measuring
    from sendviz.bench import files

    if given.quick:
        size = measuring.QUICK
    elif given.national:
        size = measuring.Size(
            copies=given.copies, nation=measuring.Nation(), national_path=files.NATIONAL
        )
    else:
        size = measuring.Size(copies=given.copies)
    print(measuring.run(size, say))
