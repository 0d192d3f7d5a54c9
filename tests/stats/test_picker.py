"""Six children: the rules, the seed, the order of rows, rare children, and who replaces whom."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sendviz.stats import picker
from sendviz.stats.picker import UNKNOWN, Population, chances, pick, redraw


def population(n: int, seed: int = 1, **changes) -> Population:
    """A cohort of so many children: 1 in 20 in alternative provision, 6 in 10 on SEN support."""
    rng = np.random.default_rng(seed)
    age = rng.integers(3, 22, n)
    on_support = rng.random(n) < 0.6
    found = Population(
        need=rng.integers(-1, 12, n),
        age_band=np.digitize(age, (5, 11, 16, 19)),
        locality=rng.integers(0, 4, n),
        phase=rng.integers(0, 5, n),
        sex=rng.integers(0, 2, n),
        ethnic_group=rng.integers(-1, 5, n),
        services=2 ** rng.integers(0, 5, n),
        age=age,
        has_plan=~on_support,
        on_support=on_support,
        in_alternative_provision=rng.random(n) < 0.05,
    )
    return replace(found, **{name: np.asarray(values) for name, values in changes.items()})


def score_by_hand(cohort: Population, chosen) -> int:
    """The score as it is defined, child by child."""

    def kinds(name):
        return len({int(getattr(cohort, name)[each]) for each in chosen} - {UNKNOWN})

    services = {bit for each in chosen for bit in range(5) if cohort.services[each] >> bit & 1}
    return (
        3 * kinds("need") + 3 * kinds("age_band") + 2 * kinds("locality") + 2 * kinds("phase")
        + 2 * len(services) + kinds("sex") + kinds("ethnic_group")
    )  # fmt: skip


def keeps_rules(cohort: Population, chosen) -> dict[str, bool]:
    six = list(chosen)
    return {
        "six": len(set(six)) == 6,
        "alternative_provision": bool(cohort.in_alternative_provision[six].any()),
        "sen_support": int(cohort.on_support[six].sum()) >= 2,
        "aged_16": bool((cohort.age[six] >= 16).any()),
        "under_8": bool(((cohort.age[six] >= 0) & (cohort.age[six] < 8)).any()),
    }


def test_a_thousand_seeds_keep_every_rule():
    cohort = population(400)
    for seed in range(1000):
        found = pick(cohort, f"881|2026-01-15||{seed}")
        assert all(keeps_rules(cohort, found.chosen).values()) and found.unmet == ()
        first, second, third, *rest = found.chosen
        assert cohort.in_alternative_provision[first]
        assert cohort.on_support[second] and cohort.on_support[third]
        assert cohort.has_plan[rest].all()
        assert found.best - picker.SLACK <= found.score <= found.best


def test_the_score_is_the_one_that_is_defined():
    cohort = population(60)
    for seed in range(50):
        found = pick(cohort, str(seed))
        assert found.score == score_by_hand(cohort, found.chosen)


def test_the_same_seed_gives_the_same_six_and_another_seed_others():
    cohort = population(300)
    assert pick(cohort, "a|1") == pick(cohort, "a|1")
    assert len({pick(cohort, f"a|{seed}").chosen for seed in range(20)}) > 15


def test_every_child_of_a_small_cohort_comes_sometime_and_the_chances_are_told():
    cohort = population(60, seed=3)
    found = chances(cohort, "k", 300)
    assert found.draws == 300 and found.never == 0
    assert found.most > 3 * 300 * 6 / 60
    times = np.bincount(
        np.ravel([pick(cohort, f"k|{place}").chosen for place in range(300)]), minlength=60
    )
    assert (found.most, found.never) == (times.max(), (times == 0).sum())


def test_one_child_that_alone_keeps_a_rule_is_found_among_forty_thousand():
    n = 40_000
    age = np.full(n, 10)
    age[n // 2], age[n // 3] = 17, 5
    cohort = population(n, age=age)
    for seed in range(20):
        found = pick(cohort, str(seed))
        assert {n // 2, n // 3} <= set(found.chosen) and found.unmet == ()


@pytest.mark.parametrize(
    ("changes", "unmet"),
    [
        ({"in_alternative_provision": [False] * 50}, ("alternative_provision",)),
        ({"on_support": [True] + [False] * 49, "has_plan": [True] * 50}, ("sen_support",)),
        ({"age": [12] * 50}, ("aged_16", "under_8")),
        ({"age": [UNKNOWN] * 50}, ("aged_16", "under_8")),
        ({"age": [17] * 50}, ("under_8",)),
        ({"has_plan": [False] * 50, "on_support": [True] * 50}, ()),
    ],
)
def test_a_rule_that_nobody_can_meet_is_said_and_the_others_hold(changes, unmet):
    cohort = population(50, **changes)
    found = pick(cohort, "1")
    assert found.unmet == unmet
    assert [name for name, kept in keeps_rules(cohort, found.chosen).items() if not kept] == [
        *unmet
    ]


def test_six_or_fewer_are_all_taken():
    assert set(pick(population(6), "1").chosen) == set(range(6))
    few = pick(population(4), "1")
    assert few.chosen == (0, 1, 2, 3) and "six" in few.unmet
    assert pick(population(0), "1").chosen == ()


@settings(max_examples=60)
@given(st.data())
def test_rules_that_can_be_met_are_met_whatever_the_cohort(data):
    n = data.draw(st.integers(7, 14))
    flags = st.lists(st.booleans(), min_size=n, max_size=n)
    on_support = np.array(data.draw(flags))
    cohort = population(
        n,
        on_support=on_support,
        has_plan=~on_support & np.array(data.draw(flags)),
        in_alternative_provision=data.draw(flags),
        age=data.draw(st.lists(st.integers(-1, 20), min_size=n, max_size=n)),
    )
    found = pick(cohort, data.draw(st.text(max_size=5)))
    kept = keeps_rules(cohort, found.chosen)
    everybody = keeps_rules(cohort, range(n)) | {"six": True}
    assert kept == everybody
    assert found.unmet == tuple(name for name, so in kept.items() if not so)


def test_another_replaces_one_child_and_the_other_five_stay():
    cohort = population(200)
    before = pick(cohort, "1")
    for slot, leaves in enumerate(before.chosen):
        after = redraw(cohort, f"1|redraw|{slot}", before, leaves)
        assert [a for a, b in zip(after.chosen, before.chosen, strict=True) if a == b] == [
            each for each in before.chosen if each != leaves
        ]
        assert all(keeps_rules(cohort, after.chosen).values())
        assert after.score == score_by_hand(cohort, after.chosen)


def test_who_left_before_does_not_come_back():
    cohort = population(9)
    found, gone = pick(cohort, "1"), []
    for step in range(3):
        leaves = found.chosen[step]
        gone.append(leaves)
        found = redraw(cohort, str(step), found, leaves, gone)
        assert not set(gone) & set(found.chosen)
    assert redraw(cohort, "4", found, found.chosen[0], gone) is None


def test_the_columns_of_a_population_have_one_entry_a_child():
    assert {len(getattr(population(7), each.name)) for each in fields(Population)} == {7}
