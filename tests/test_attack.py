"""The joint attack on public view: nothing small follows from all that is told of a council
together, from two editions of it, or from the rule."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.attack.__main__ import known_by_trying
from tests.attack.from_file import sights
from tests.attack.made import corrected, editions, made, made_twice
from tests.attack.relations import written
from tests.attack.sight import (
    Sight,
    by_the_rule,
    quarter_truth,
    rounded_by_itself,
    small_ones_hidden,
)
from tests.attack.trying import Found, assumed_unchanged, attacked

COUNCILS = ("839", "941", "873", "881")
QUARTERS = 6  # python -m tests.attack tries all
MADE = range(100)


@pytest.fixture(scope="module")
def seen(simulated) -> list[Sight]:
    """Every cut of the simulated councils, newest quarters."""
    return [
        each for la_code in COUNCILS for each in sights(simulated, simulated, la_code, QUARTERS)
    ]


@pytest.fixture(scope="module")
def small_councils() -> tuple[Found, Found]:
    """Of EHC, and of health."""
    return attacked(made(seed) for seed in MADE[::2]), attacked(made(seed) for seed in MADE[1::2])


def of_cases(seen: list[Sight]) -> list[Sight]:
    return [each for each in seen if not each.pathway]


@pytest.fixture(scope="module")
def waits(seen) -> Found:
    return attacked(each for each in seen if each.pathway)


def test_nothing_small_follows_of_ehc_assessments(seen):
    found = attacked(of_cases(seen))
    print(f"EHC, four councils: {found}")
    assert found.tried > 8_000
    assert not found.recovered and not found.known_small, found.examples


def test_no_count_of_1_to_7_follows_of_health_waits(waits):
    print(f"health, four councils: {waits}")
    assert waits.tried > 20_000
    assert not waits.recovered and not waits.under_8, waits.examples


def test_other_worlds_fit_all_that_is_told(seen):
    """Integer programmes: other counts fulfil every relation, and what is small is not."""
    chosen = [
        each
        for each in seen
        if (each.council, each.pathway, each.cut) in {("839", "", "sex"), ("839", "ot", "district")}
    ]
    found = attacked(chosen, worlds=10.0)
    print(f"by integer programmes: {found}")
    assert len(chosen) == 2 and not found.recovered
    assert found.cleared > 50 and found.unsure < 10


def test_nothing_small_follows_of_councils_with_few_children(small_councils):
    """Of EHC nothing of 1 to 4, of health nothing of 1 to 7."""
    ehc, health = small_councils
    print(f"{len(MADE)} councils with few children: EHC: {ehc}; health: {health}")
    assert ehc.tried > 9_000 and health.tried > 6_000
    assert not ehc.recovered and not ehc.known_small, ehc.examples
    assert not health.recovered and not health.under_8, health.examples


def test_two_editions_of_councils_with_few_children():
    """A quarter later, one case in 150 corrected: nothing small follows from either; what a reader
    who took his part to be unchanged would learn is printed."""
    ehc, health, tried, learnt = Found(), Found(), 0, 0
    for seed in MADE[::3]:
        first, second = made_twice(seed)
        found = attacked([first, second])
        ehc, health = (ehc, health + found) if first.pathway else (ehc + found, health)
        counts = assumed_unchanged(first, second)
        tried, learnt = tried + counts[0], learnt + counts[1]
    print(f"two editions, few children: EHC: {ehc}; health: {health}")
    print(f"unchanged assumed: {learnt} of {tried} learnt")
    assert ehc.tried > 5_000 and health.tried > 3_000
    assert not ehc.recovered and not ehc.known_small, ehc.examples
    assert not health.recovered and not health.under_8, health.examples


@pytest.mark.parametrize("quarters", [3, 6], ids=["with the year's revision", "without"])
def test_two_editions_of_the_simulated_councils(seen, quarters):
    both, tried, learnt, again = Found(), 0, 0, 0
    for place, sight in enumerate(seen[::7]):
        part = first_quarters(sight, quarters)
        first, second = editions(part, corrected(np.random.default_rng(place), part))
        found = attacked([second])
        both += replace(found, known_small=0 if sight.pathway else found.known_small)
        counts = assumed_unchanged(first, second)
        tried, learnt = tried + counts[0], learnt + counts[1]
        again += sum(
            int((first.figures[id] != second.figures[id][: quarters - 1]).sum())
            for id in first.figures
        )
    print(
        f"two editions, {quarters} quarters: {both}; {again} figures told again; unchanged "
        f"assumed: {learnt} of {tried} learnt"
    )
    assert both.tried > 1_000 and not both.recovered, both.examples
    assert not both.known_small and not both.under_8, both.examples
    assert (again > 0) == (quarters == 3)


def first_quarters(sight: Sight, quarters: int) -> Sight:
    """The same up to an earlier quarter."""
    truth = {name: of[:, : 3 * quarters] for name, of in sight.truth.items()}
    return replace(sight, months=sight.months[: 3 * quarters], truth=truth)


@pytest.mark.parametrize(
    ("told", "recovered", "known"), [(rounded_by_itself, 1, 80), (small_ones_hidden, 500, 1_000)]
)
def test_the_attack_finds_what_it_should(seen, told, recovered, known):
    """Cells that are rounded each by itself, or true ones with the small ones hidden, give small
    counts away."""
    found = Found()
    for sight in (each for each in seen if each.cut == "district" and each.council != "881"):
        bounds = {
            table.id: told(quarter_truth(sight, table), table.base, sight.groups)
            for table in sight.tables
        }
        found += attacked([sight.told_otherwise(bounds)])
    print(f"{told.__name__}: {found}")
    assert found.recovered >= recovered and found.known_small >= known


def test_the_relations_hold(seen):
    """But for what is known only nearly, all relations hold of the simulated records."""
    sight = next(each for each in seen if each.cut == "district" and each.pathway == "ot")
    w, truth, target = written(sight)
    system, broken = w.system().true_rows(truth)
    assert sum(broken.values()) < 0.01 * len(system.row_low)
    assert (truth[target.places] == target.truth).all()


@pytest.mark.parametrize(
    ("parts", "columns", "quarters", "base", "top"), [(2, 1, 2, 3, 7), (2, 2, 1, 3, 7)]
)
def test_carrying_over_columns_and_quarters_tells_nothing(parts, columns, quarters, base, top):
    found = known_by_trying(parts, columns, quarters, base, top)
    print(f"{parts} parts, {columns} columns, {quarters} quarters: {dict(found)}")
    assert found["sets"] > 50 and not found["known"]


def test_a_figure_bounds_its_count():
    bounds = by_the_rule(np.array([[[0, 5, 10]]]), 5, ((0, 1), (2,)))
    assert bounds.low.ravel().tolist() == [0, 1, 6]
    assert bounds.high.ravel().tolist() == [4, 9, 14]
    assert (bounds.group_low.item(), bounds.group_high.item()) == (1, 9)
