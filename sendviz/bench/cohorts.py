"""Cohorts: the counts beside every option of every filter, as each filter is added, beside one
count of the same children in SQL."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from sendviz.ask import Records, coverage
from sendviz.ask.child_rows import snapshots
from sendviz.ask.cohorts import counted
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store
from sendviz.bench.figures import COHORT
from sendviz.bench.timing import Disagreement, Table, fresh, medians, ms, ratio, spent, whole

# What each look is held to, one filter more than the one before.
LOOKS = (
    (),
    (("status", ("ehc_plan",)),),
    (("status", ("ehc_plan",)), ("need", ("ASD",))),
    (("status", ("ehc_plan",)), ("need", ("ASD",)), ("sex", ("F",))),
)


def looked_at(one: Path, repeats: int) -> Table:
    """Of each council's newest list of children: the first look, the filters that follow, and the
    last of them as a single count in SQL. Raises Disagreement."""
    head = ["list of children", "children", "first look, ms", "1 filter, ms", "2, ms", "3, ms"]
    head += ["one count in SQL, ms", "3 filters : SQL"]
    rows = []
    with fresh(one) as store:
        codes = [each.la_code for each in coverage(store)]
        newest = {code: snapshots(store, code, "officer")[:1] for code in codes}
    for code, lists in newest.items():
        for listed in lists:
            selection = Selection(code, listed.day)
            *looks, bare = medians([_once(one, selection) for _ in range(repeats)])
            times = [*map(ms, looks), f"{bare * 1000:.1f}", ratio(looks[-1], bare)]
            rows.append([f"cohorts of {code}", whole(listed.children), *times])
    return head, rows


def _once(one: Path, selection: Selection) -> list[float]:
    """Seconds of each look, and of the bare count."""
    with fresh(one) as store:
        records = Records(store, selection, "officer")
        looks = [spent(partial(counted, records, picks)) for picks in LOOKS]
        asked = {"la_code": selection.council, "day": selection.as_at}
        bare = spent(partial(_bare, store, asked))
        if counted(records, LOOKS[-1]).n != _bare(store, asked):
            raise Disagreement(f"girls with autism and a plan in {selection.council}")
    return [*looks, bare]


def _bare(store: Store, asked: dict[str, object]) -> int:
    return int(store.frame(COHORT, asked)["n"][0])
