"""The command bench, and the national file that it measures."""

from __future__ import annotations

import argparse

from sendviz.ask.store import Store
from sendviz.commands.told import BadUsage, say
from sendviz.simulate import national


def build_national(given: argparse.Namespace) -> None:
    """Build the file of made-up records of so many councils: data/national.duckdb, or --db."""
    from sendviz.bench import nation

    if given.folder or not given.simulate:
        raise BadUsage(
            "--councils makes a file for measuring: give it with --simulate and without a folder."
        )
    target = nation.PATH if given.db == Store().path else given.db
    if given.if_missing and target.exists():
        return
    wanted = nation.Nation(given.councils, given.years, given.referrals)
    try:
        made = nation.make(target, wanted, say)
    except ValueError as error:
        raise BadUsage(str(error)) from None
    for table, count in made.rows.items():
        say(f"{count:>12,} rows of {table}")
    say(
        f"{made.read:,} records read in {made.seconds:.0f} seconds "
        f"({made.read / made.seconds:,.0f} a second); {made.size / 1e6:,.0f} MB"
    )
    say(f"{target.name} is ready. {national.NOTE}")


def bench(given: argparse.Namespace) -> None:
    """Print what was measured; what is going on is said meanwhile."""
    from sendviz import bench as measuring
    from sendviz.bench import nation

    if given.quick:
        size = measuring.QUICK
    elif given.national:
        size = measuring.Size(
            copies=given.copies, nation=nation.Nation(), national_path=nation.PATH
        )
    else:
        size = measuring.Size(copies=given.copies)
    print(measuring.run(size, say))
