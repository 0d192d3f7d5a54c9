"""The command publish: what public view is told, in a file without a row about any child."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from datetime import date

from sendviz import ask, load
from sendviz.ask import PUBLIC, Store
from sendviz.ask.places import Coverage
from sendviz.ask.store import open_built
from sendviz.catalogue.layouts import BadFile
from sendviz.commands.told import BadUsage, say
from sendviz.kit import words


def publish(given: argparse.Namespace) -> None:
    """Write the public file of the councils that are asked for, or of all with records."""
    started = time.monotonic()
    store = open_built(given.db)
    try:
        if store.is_public:
            raise BadFile(f"{given.db.name} is a public file itself: give the built file as --db.")
        load.check_target(given.db, given.file)
        councils = _councils(store, given.council)
        codes = [each.la_code for each in councils]
        load.publish(
            given.db, given.file, codes, ask.imports(store, PUBLIC), _answers(store, councils)
        )
    finally:
        store.close()
    size, last = given.file.stat().st_size / 1e6, max(each.data_date for each in councils)
    seconds, noun = time.monotonic() - started, words.one(len(codes), "councils")
    say(
        f"{given.file.name} is ready: {size:.1f} MB, {len(codes)} {noun}, "
        f"told to {words.day(last)} ({seconds:.0f} seconds)"
    )


def _councils(store: Store, asked: Sequence[str]) -> list[Coverage]:
    wanted = [ask.resolve_council(store, each) for each in asked]
    found = [each for each in ask.coverage(store) if not wanted or each.la_code in wanted]
    known = {each.la_code for each in found}
    lacking = [name for name, code in zip(asked, wanted, strict=True) if code not in known]
    if lacking:
        raise BadUsage(f"There are no records of {words.joined(lacking)} to publish.")
    if not found:
        raise BadFile(f"{store.path.name} holds no council's records: there is nothing to publish.")
    return found


def _answers(store: Store, councils: Sequence[Coverage]) -> Iterator[ask.WholeSet]:
    identity = store.identity()
    for each in councils:
        year = 0

        def told(day: date, each: Coverage = each) -> None:
            nonlocal year
            if day.year > year:
                year = day.year
                say(f"{each.short_name}: as known in {year}")

        yield ask.whole_set(store, each.la_code, told)
        if store.identity() != identity:
            raise BadFile(
                f"{store.path.name} was built anew meanwhile. Publish again; nothing was changed."
            )
