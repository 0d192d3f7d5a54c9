"""Cases in which every value of one dimension meets every value of every other."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import combinations

Case = dict[str, Hashable]
Pair = tuple[tuple[str, Hashable], tuple[str, Hashable]]


def pairwise(
    dimensions: Mapping[str, Sequence[Hashable]], first: Iterable[Case] = ()
) -> list[Case]:
    """The cases given first, then as many more as it takes; the same ones in every process, since
    those that share the tests must collect the same. Cases name the dimensions in their order.

    Each further case starts from a pair that has not occurred, and takes in every other dimension
    the value that makes the most such pairs, of equals the earlier one.
    """
    cases = list(first)
    left = dict.fromkeys(pairs_of(dimensions))
    for case in cases:
        _strike(left, case)
    while left:
        cases.append(_most_new(dimensions, left))
        _strike(left, cases[-1])
    return cases


def pairs_of(dimensions: Mapping[str, Sequence[Hashable]]) -> list[Pair]:
    """Every pair of values of two dimensions, in their order."""
    return [
        ((one, a), (other, b))
        for one, other in combinations(dimensions, 2)
        for a in dimensions[one]
        for b in dimensions[other]
    ]


def pairs_in(case: Case) -> list[Pair]:
    """The pairs that occur in a case."""
    return list(combinations(case.items(), 2))


def _most_new(dimensions: Mapping[str, Sequence[Hashable]], left: Mapping[Pair, None]) -> Case:
    case = dict(next(iter(left)))
    for name in sorted(dimensions, key=lambda name: -len(dimensions[name])):
        if name not in case:
            makes = {value: _new(dimensions, left, case, name, value) for value in dimensions[name]}
            case[name] = max(makes, key=makes.__getitem__)
    return {name: case[name] for name in dimensions}


def _new(dimensions, left, case: Case, name: str, value: Hashable) -> int:
    """How many pairs the value makes, with those that the case has, which have not occurred."""
    held = case | {name: value}
    ordered = {each: held[each] for each in dimensions if each in held}
    return sum(pair in left for pair in pairs_in(ordered))


def _strike(left: dict[Pair, None], case: Case) -> None:
    for pair in pairs_in(case):
        left.pop(pair, None)
