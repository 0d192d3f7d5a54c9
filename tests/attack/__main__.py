"""The whole sweep, which takes an hour:

    python -m tests.attack [PUBLIC [TRUE]] [--worlds SECONDS] [--quarters N] [--council CODE]

PUBLIC: the file that the reader sees (by default the simulated one); TRUE: the one with the records
that it was made from, by which the attack is judged."""

from __future__ import annotations

import argparse
import itertools
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import numpy as np

from sendviz import ask, catalogue
from sendviz.ask import Store
from sendviz.ask.public_set import CountedTable, told_figures
from tests.attack.from_file import sights
from tests.attack.made import made, made_twice
from tests.attack.trying import Found, assumed_unchanged, attacked


class Told:
    """A table of so many columns that is told by hand, in multiples of a base."""

    id, on_last_day = "told", False

    def __init__(self, columns: int, base: int) -> None:
        self.base = base
        self.columns = tuple(
            catalogue.public.PublicColumn(f"c{each}", "true") for each in range(columns)
        )


def known_by_trying(parts: int, columns: int, quarters: int, base: int, top: int) -> Counter:
    """All counts up to the top, told by the very functions of the public set: how many sets of
    figures and exact wholes there are, and of how many a part is known to hold 1 to base - 1 by
    whoever knows how remainders are carried. Sets near the top would need more, and go."""
    starts = tuple(date(2022 + at // 4, 3 * (at % 4) + 1, 1) for at in range(quarters))
    shape, table = (quarters, columns, parts), Told(columns, base)
    names = tuple("abcdef"[:parts])
    worlds = defaultdict(list)
    for each in itertools.product(range(top + 1), repeat=int(np.prod(shape))):
        counts = np.array(each).reshape(shape)
        counted = CountedTable(table, starts, names, counts)  # type: ignore[arg-type]
        figures = told_figures([counted])[0]
        if figures.max() + base <= top:
            worlds[(*figures.ravel(), *counts.sum(axis=2).ravel())].append(each)
    found: Counter = Counter(sets=len(worlds))
    for held in worlds.values():
        counts = np.array(held)
        wholes = counts[0].reshape(-1, parts).sum(axis=1).repeat(parts)
        known = (counts.min(axis=0) > 0) & (counts.max(axis=0) < base) & (wholes >= base)
        found["known"] += int(known.any())
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--worlds", type=float, default=0.0)
    parser.add_argument("--quarters", type=int)
    parser.add_argument("--council")
    chosen = parser.parse_args()
    if not chosen.files:
        from tests.conftest import built_file

        chosen.files = [built_file()]
    public, true = Store(chosen.files[0]), Store(chosen.files[-1])
    for covered in ask.coverage(public):
        if chosen.council in (None, covered.la_code):
            each_cut(public, true, covered.la_code, chosen.quarters, chosen.worlds)
    if chosen.council is None:
        few_children()
        for sizes in ((2, 1, 3, 2, 5), (2, 3, 1, 2, 5), (2, 2, 1, 3, 7), (3, 1, 2, 2, 4)):
            print(f"parts, columns, quarters, base, top {sizes}: {dict(known_by_trying(*sizes))}")


def each_cut(public: Store, true: Store, la_code: str, quarters: int | None, worlds: float) -> None:
    """Prints what is found of each cut of a council, and in all."""
    every = {"EHC": Found(), "health": Found()}
    for sight in sights(public, true, la_code, quarters):
        found = attacked([sight], worlds)
        every["health" if sight.pathway else "EHC"] += found
        if found.known_small or found.recovered or found.unsure or worlds:
            print(f"{la_code} {sight.pathway or 'EHC'} {sight.cut}: {found}", flush=True)
            for example in found.examples:
                print(f"    {example}")
    for name, found in every.items():
        print(f"{la_code} {name}: {found}; relations broken: {dict(found.broken)}", flush=True)


def few_children(councils: int = 200) -> None:
    """Prints what is found of councils with few children, and of two editions of them."""
    print(f"few children: {attacked(made(seed) for seed in range(councils))}", flush=True)
    once, twice, tried, learnt = Found(), Found(), 0, 0
    for seed in range(councils):
        first, second = made_twice(seed)
        once, twice = once + attacked([first]), twice + attacked([second])
        counts = assumed_unchanged(first, second)
        tried, learnt = tried + counts[0], learnt + counts[1]
    print(f"first edition: {once}\nsecond edition: {twice}")
    print(f"unchanged assumed: {learnt} of {tried} learnt", flush=True)


if __name__ == "__main__":
    main()
