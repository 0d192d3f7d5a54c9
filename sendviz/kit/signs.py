"""The words and shapes for what a control chart says. A word always stands beside the shape and
colour."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sign:
    """A verdict: its words, a shape in two spellings (a character, a marker's name), its colour's
    role.

    Shapes do not point up or down: a falling number is often the better one. colour_role is
    improvement, concern, no_change, neutral or too_few.
    """

    word: str
    shape: str
    marker: str
    colour_role: str


_BETTER = Sign("getting better", "\u2605", "star", "improvement")
_WORSE = Sign("getting worse", "\u25c6", "diamond", "concern")
_SAME = Sign("no real change", "\u25cf", "circle", "no_change")
_TOO_FEW = Sign("too few to tell", "\u25cb", "circle-open", "too_few")
_VARIATION = {
    "improvement": _BETTER,
    "concern": _WORSE,
    "common_cause": _SAME,
    "neutral_high": Sign("higher than usual", "\u25a0", "square", "neutral"),
    "neutral_low": Sign("lower than usual", "\u25a0", "square", "neutral"),
    "too_few": _TOO_FEW,
}
_ASSURANCE = {
    "pass": Sign("will keep meeting the limit", "\u2605", "star", "improvement"),
    "fail": Sign(
        "will keep missing the limit unless something changes", "\u25c6", "diamond", "concern"
    ),
    "hit_and_miss": Sign(
        "will meet the limit in some months and not in others", "\u25cf", "circle", "no_change"
    ),
    "none": Sign("cannot be judged against a limit", "\u25cb", "circle-open", "too_few"),
}
# Read after 'Getting better since Jan 2025:'. Words for a point on the high side, then low.
RULE_WORDS = {
    "limit": ("{one} lies above its usual range", "{one} lies below its usual range"),
    "trend": (
        "seven or more {several} in a row rise without a break",
        "seven or more {several} in a row fall without a break",
    ),
    "two_of_three": (
        "two of three {several} in a row lie close to the top of the usual range",
        "two of three {several} in a row lie close to the bottom of the usual range",
    ),
    "run": (
        "seven or more {several} in a row lie above the average",
        "seven or more {several} in a row lie below the average",
    ),
}


_STANDING = {
    "better": Sign("better", "\u2605", "star", "improvement"),
    "worse": Sign("worse", "\u25c6", "diamond", "concern"),
    "similar": Sign("in line", "\u25cf", "circle", "no_change"),
    "perhaps_better": Sign("perhaps better", "\u2606", "star-open", "improvement"),
    "perhaps_worse": Sign("perhaps worse", "\u25c7", "diamond-open", "concern"),
    "higher": Sign("higher", "\u25a0", "square", "neutral"),
    "lower": Sign("lower", "\u25a0", "square", "neutral"),
    "perhaps_higher": Sign("perhaps higher", "\u25a1", "square-open", "neutral"),
    "perhaps_lower": Sign("perhaps lower", "\u25a1", "square-open", "neutral"),
}
_NOT_COMPARED = Sign("not compared", "\u25cb", "circle-open", "too_few")
# The standings of areas that stand apart from the whole, perhaps or for sure, in the order told.
STANDS_APART = tuple(each for each in _STANDING if each != "similar")


def variation_words(signal: str) -> Sign:
    """The sign for a point's signal or a chart's variation; too few to tell for a gap."""
    return _VARIATION.get(signal, _TOO_FEW)


def assurance_words(assurance: str) -> Sign:
    """The sign for a chart's assurance: whether the limit will be met if nothing changes."""
    return _ASSURANCE.get(assurance, _ASSURANCE["none"])


def standing_sign(standing: str) -> Sign:
    """The sign for where an area stands against the whole; 'perhaps' lies between two limits."""
    return _STANDING.get(standing, _NOT_COMPARED)
