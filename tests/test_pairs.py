"""Pairs of values do all occur, in few cases, and the same ones at every run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pairs import pairs_in, pairs_of, pairwise

DIMENSIONS = {"size": (1, 2, 3), "colour": ("red", "blue"), "shape": "abcd", "lid": (True, False)}


def test_pairs_by_hand():
    two = {"size": (1, 2), "colour": ("red",), "lid": (True,)}
    assert pairs_of(two) == [
        (("size", 1), ("colour", "red")),
        (("size", 2), ("colour", "red")),
        (("size", 1), ("lid", True)),
        (("size", 2), ("lid", True)),
        (("colour", "red"), ("lid", True)),
    ]
    assert pairs_in({"size": 1, "lid": True}) == [(("size", 1), ("lid", True))]


def test_all_pairs_occur_in_little_more_than_the_fewest_cases():
    found = pairwise(DIMENSIONS)
    assert {pair for case in found for pair in pairs_in(case)} == set(pairs_of(DIMENSIONS))
    assert all(list(case) == list(DIMENSIONS) for case in found)
    assert 12 <= len(found) <= 14


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_cases_are_the_same_in_every_process(seed):
    """Two workers must collect the same tests, whatever the order of their sets."""
    code = "from tests.test_pairs import DIMENSIONS, pairwise; print(pairwise(DIMENSIONS))"
    told = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONHASHSEED": seed},
        capture_output=True, text=True, check=True, cwd=Path(__file__).resolve().parents[1],
    )  # fmt: skip
    assert told.stdout.strip() == str(pairwise(DIMENSIONS))


def test_cases_that_are_given_come_first_and_count():
    first = {"size": 3, "colour": "blue", "shape": "d", "lid": False}
    found = pairwise(DIMENSIONS, [first])
    assert found[0] == first and first not in found[1:]
    assert {pair for case in found for pair in pairs_in(case)} == set(pairs_of(DIMENSIONS))
    assert len(found) <= 15


def test_one_dimension_has_no_pairs():
    assert pairwise({"size": (1, 2)}) == []
