"""Six children out of a cohort: at random within slots, and spread over needs, ages and places.

The rules are those by which an area SEND inspection is known to choose: one child in alternative
provision, two on SEN support, three with a plan, among the six one aged 16 or over and one under 8.
Of 2,000 random fillings those that keep the rules are scored by how widely they spread, and one of
the best is taken at random. A wide spread costs equal chances: the six are no sample to estimate
from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import numpy.typing as npt

SIX = 6
ON_SUPPORT = 2
TRIALS = 2000
SLACK = 6
OLD, YOUNG = 16, 8
# What a child of another need, age band, place ... adds to the score.
WEIGHTS = {"need": 3, "age_band": 3, "locality": 2, "phase": 2, "sex": 1, "ethnic_group": 1}
SERVICE_WEIGHT = 2
SERVICES = ("health_list", "social_care", "early_help", "alternative_provision", "none")
UNKNOWN = -1
Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Population:
    """The children of a cohort, in the order of the hash of the person, one entry each.

    need to ethnic_group: codes as numbers, UNKNOWN where not known, which is no kind of its own.
    services: a bit for each of SERVICES. age: in whole years, UNKNOWN where not known.
    """

    need: Whole
    age_band: Whole
    locality: Whole
    phase: Whole
    sex: Whole
    ethnic_group: Whole
    services: Whole
    age: Whole
    has_plan: Flags
    on_support: Flags
    in_alternative_provision: Flags

    def __len__(self) -> int:
        return len(self.age)


@dataclass(frozen=True)
class Pick:
    """The six by their place in the population, each with its slot (alternative_provision,
    sen_support, plan, any), the score, and the best score that was seen.

    unmet: rules that this population cannot meet: six, alternative_provision, sen_support, aged_16,
    under_8.
    """

    chosen: tuple[int, ...]
    slots: tuple[str, ...]
    score: int
    best: int
    unmet: tuple[str, ...]


@dataclass(frozen=True)
class Chances:
    """How uneven the chances are: over so many draws with other seeds, how often the child came
    that came most often, and how many children came in none."""

    draws: int
    most: int
    never: int


def pick(population: Population, key: str) -> Pick:
    """Six children of the population; the same key gives the same six. All of them where there are
    six or fewer."""
    if len(population) <= SIX:
        return _everybody(population)
    rng = _generator(key)
    slots = slots_of(population)
    trials = _kept(population, _filled(population, slots, rng))
    if not len(trials):
        trials = _kept(population, _forced(population, slots, rng))
    scores = _scores(population, trials)
    good = np.flatnonzero(scores >= scores.max() - SLACK)
    place = int(good[rng.integers(len(good))])
    return _told(population, trials[place], slots, int(scores[place]), int(scores.max()))


def redraw(
    population: Population, key: str, before: Pick, leaves: int, gone: Sequence[int] = ()
) -> Pick | None:
    """The six with another child in the place of the one that leaves, by the same rules given the
    other five; None where nobody is left to choose. gone: children that left before."""
    slot = before.chosen.index(leaves)
    others = [each for each in before.chosen if each != leaves]
    free = np.ones(len(population), dtype=bool)
    free[[*before.chosen, *gone]] = False
    if not free.any():
        return None
    wanted = free & _mask(population, before.slots[slot])
    candidates = np.flatnonzero(wanted if wanted.any() else free)
    sixes = np.tile(np.asarray(others, dtype=np.int64), (len(candidates), 1))
    sixes = np.insert(sixes, slot, candidates, axis=1)
    # Who keeps most of the rules: the five that stay may leave some to no single child.
    broken = np.sum([~each for each in _rules(population, sixes).values()], axis=0)
    sixes = sixes[broken == broken.min()]
    rng = _generator(key)
    trials = sixes[rng.integers(len(sixes), size=TRIALS)]
    scores = _scores(population, trials)
    good = np.flatnonzero(scores >= scores.max() - SLACK)
    place = int(good[rng.integers(len(good))])
    return _told(population, trials[place], before.slots, int(scores[place]), int(scores.max()))


def chances(population: Population, key: str, draws: int) -> Chances:
    """How often each child comes when the same cohort is drawn from with other seeds."""
    found = [pick(population, f"{key}|{place}").chosen for place in range(draws)]
    times = np.bincount(np.ravel(found), minlength=len(population))
    return Chances(draws, int(times.max()), int((times == 0).sum()))


def _generator(key: str) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(int.from_bytes(sha256(key.encode()).digest())))


def _everybody(population: Population) -> Pick:
    trial = np.arange(len(population), dtype=np.int64)
    slots = slots_of(population)
    score = int(_scores(population, trial[None, :])[0]) if len(trial) else 0
    return _told(population, trial, slots, score, score)


def _told(
    population: Population, trial: Whole, slots: tuple[str, ...], score: int, best: int
) -> Pick:
    rules = _rules(population, trial[None, :])
    unmet = [name for name, kept in rules.items() if not kept[0]]
    if len(trial) < SIX:
        unmet.insert(0, "six")
    return Pick(tuple(map(int, trial)), slots, score, best, tuple(unmet))


def slots_of(population: Population) -> tuple[str, ...]:
    """The six slots that this population has: where it has nobody for one, anybody may fill it;
    as many as there are children, where these are six or fewer."""
    if len(population) <= SIX:
        return ("any",) * len(population)
    first = "alternative_provision" if population.in_alternative_provision.any() else "any"
    on_support = min(ON_SUPPORT, int(population.on_support.sum()))
    support = ("sen_support",) * on_support + ("any",) * (ON_SUPPORT - on_support)
    rest = "plan" if population.has_plan.any() else "any"
    return (first, *support, *(rest,) * (SIX - 1 - ON_SUPPORT))


def _mask(population: Population, slot: str) -> Flags:
    return {
        "alternative_provision": population.in_alternative_provision,
        "sen_support": population.on_support,
        "plan": population.has_plan,
        "any": np.ones(len(population), dtype=bool),
    }[slot]


def _filled(
    population: Population, slots: Sequence[str], rng: np.random.Generator, size: int = TRIALS
) -> Whole:
    """So many fillings of the slots, a row each, nobody twice in one."""
    pools = [_mask(population, slot) for slot in slots]
    return _fillings(pools, list(range(len(slots))), rng, size)


def _forced(population: Population, slots: Sequence[str], rng: np.random.Generator) -> Whole:
    """Fillings in which slots are kept for the ages that hardly any child has: those are filled
    first, each pair of slots as often as any other. Such a child comes out of the slot's own pool
    where there is one, else from anywhere: the rules hold for the six, whoever fills which slot."""
    wanted = [mask for mask in _ages(population) if mask.any()]
    places = [
        each for each in np.ndindex(*(len(slots),) * len(wanted)) if len(set(each)) == len(each)
    ]
    found = []
    for kept in places:
        pools = [_mask(population, slot) for slot in slots]
        for slot, mask in zip(kept, wanted, strict=True):
            own = pools[slot] & mask
            pools[slot] = own if own.any() else mask
        order = [*kept, *(place for place in range(len(slots)) if place not in kept)]
        found.append(_fillings(pools, order, rng, TRIALS // len(places)))
    return np.concatenate(found)


def _fillings(
    pools: Sequence[Flags], order: Sequence[int], rng: np.random.Generator, size: int
) -> Whole:
    trials = np.full((size, len(pools)), UNKNOWN, dtype=np.int64)
    everybody = np.ones(len(pools[0]), dtype=bool)
    for done, slot in enumerate(order):
        taken = trials[:, order[:done]]
        chosen = _one_more(pools[slot], taken, rng)
        # Where all of a pool are taken, anybody else.
        none = chosen == UNKNOWN
        if none.any():
            chosen[none] = _one_more(everybody, taken[none], rng)
        trials[:, slot] = chosen
    return trials


def _one_more(pool: Flags, taken: Whole, rng: np.random.Generator) -> Whole:
    """Of each row one more child out of the pool, each as likely, who is not taken in that row;
    UNKNOWN where all are."""
    members = np.flatnonzero(pool)
    place = np.full(len(pool), len(pool), dtype=np.int64)
    place[members] = np.arange(len(members))
    held = np.sort(place[taken], axis=1)
    left = len(members) - (held < len(pool)).sum(axis=1)
    drawn = (rng.random(len(taken)) * left).astype(np.int64)
    for column in held.T:
        drawn += drawn >= column
    return np.where(left > 0, members[np.minimum(drawn, len(members) - 1)], UNKNOWN)


def _ages(population: Population) -> tuple[Flags, Flags]:
    known = population.age != UNKNOWN
    return population.age >= OLD, known & (population.age < YOUNG)


def _rules(population: Population, sixes: Whole) -> dict[str, Flags]:
    """Of each rule, whether each row keeps it."""
    old, young = _ages(population)
    return {
        "alternative_provision": population.in_alternative_provision[sixes].any(axis=1),
        "sen_support": population.on_support[sixes].sum(axis=1) >= ON_SUPPORT,
        "aged_16": old[sixes].any(axis=1),
        "under_8": young[sixes].any(axis=1),
    }


def _kept(population: Population, trials: Whole) -> Whole:
    """The fillings that keep every rule which this population can meet. Together the rules need
    five children at most, so that six can always keep those that each can be met."""
    everybody = np.arange(len(population), dtype=np.int64)[None, :]
    can = _rules(population, everybody)
    good = np.ones(len(trials), dtype=bool)
    for name, kept in _rules(population, trials).items():
        if can[name][0]:
            good &= kept
    return trials[good]


def _scores(population: Population, sixes: Whole) -> Whole:
    """How widely each row spreads."""
    score = SERVICE_WEIGHT * _bits(np.bitwise_or.reduce(population.services[sixes], axis=1))
    for name, weight in WEIGHTS.items():
        score = score + weight * _kinds(getattr(population, name)[sixes])
    return score


def _kinds(codes: Whole) -> Whole:
    """How many different codes each row holds, without UNKNOWN."""
    ordered = np.sort(codes, axis=1)
    new = (ordered[:, 1:] != ordered[:, :-1]).sum(axis=1) + 1
    return new - (ordered[:, 0] == UNKNOWN)


def _bits(found: Whole) -> Whole:
    return np.sum([(found >> place) & 1 for place in range(len(SERVICES))], axis=0)
