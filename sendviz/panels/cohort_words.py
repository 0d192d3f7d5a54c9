"""The filters of a cohort read as a sentence that is true for any of their combinations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import parse_qs

from sendviz.ask import Records
from sendviz.ask.cohort_rows import Picks
from sendviz.ask.cohorts import STATUS, Counted
from sendviz.ask.for_board import LEAST
from sendviz.catalogue import dimensions
from sendviz.catalogue.cohorts import NOT_KNOWN, CohortFilter, cohort_filters
from sendviz.kit.words import (
    capital,
    day,
    either,
    joined,
    number,
    percent,
    places_for,
    uncapital,
)
from sendviz.panels.captions import NAMES, children_whom

# What several children do, and what one does; other verbs are the same for one.
OF_ONE = {
    "are": "is",
    "have": "has",
    "were": "was",
    "do": "does",
    "go": "goes",
    "live": "lives",
    "wait": "waits",
    "start": "starts",
    "move": "moves",
    "lack": "lacks",
}
FEWER = f"fewer than {LEAST}"
# Of counts that add up: under 5, or the one beside it that would give it away.
UNTOLD = "not told"


def code_words(found: CohortFilter, code: str) -> str:
    """The words of a code: those that are declared, else the records' own."""
    return "Not known" if code == NOT_KNOWN else found.words.get(code, code)


def picked_words(found: CohortFilter, codes: Sequence[str]) -> str:
    """What children do who meet one of the codes: 'are aged 11 to 15 or 16 to 18'."""
    known = [code for code in codes if code != NOT_KNOWN]
    told = []
    if known and found.said_of:
        told = [found.said_of[code] for code in known]
    elif known:
        told = [found.said.format(either([_in_sentence(found, code) for code in known]))]
    if NOT_KNOWN in codes:
        told.append(f"lack “{found.name}” in the list")
    return either(told)


def _in_sentence(found: CohortFilter, code: str) -> str:
    words = code_words(found, code)
    return words if found.is_of_records or words.startswith(NAMES) else uncapital(words)


def of_one(phrase: str) -> str:
    """The same said of one child: 'is aged 11 to 15'."""
    verb, _, rest = phrase.partition(" ")
    return f"{OF_ONE.get(verb, verb)} {rest}"


def children_words(records: Records, picks: Picks) -> str:
    """Which children the cohort is compared with: 'children with a plan in Mid'."""
    status = dict(picks).get(STATUS, ())
    known = cohort_filters()[STATUS].said_of
    kinds = either([known.get(code, "of unknown status") for code in status])
    held = children_whom(records.selection, set(cohort_filters()))
    names = [a.name for a in records.localities if a.id in records.selection.areas]
    parts = (kinds, held, f"in {joined(names)}" if names else "")
    return " ".join(["children", *(each for each in parts if each)])


def cohort_sentence(records: Records, found: Counted, picks: Picks) -> str:
    """'127 of 15,560 children with a plan (0.8%) are in a special school and missed 50% or more of
    their sessions; 41 live in South.'"""
    who = children_words(records, picks)
    told = [picked_words(cohort_filters()[id], codes) for id, codes in picks if id != STATUS]
    told = [of_one(each) for each in told] if found.n == 1 else told
    if not told:
        start = f"{_count(found.n)} {_one_or_many(who, found.n)}"
        verb = "stands" if found.n == 1 else "stand"
        return f"{capital(start)} {verb} on the list of {day(found.snapshot)}{_where(found)}."
    share = ""
    if found.n and found.of:
        share = f" ({percent(found.n / found.of, places_for(found.of))})"
    start = "None" if found.n == 0 else capital(_count(found.n))
    return f"{start} of {_count(found.of)} {who}{share} {joined(told)}{_where(found)}."


def _one_or_many(who: str, n: int | None) -> str:
    return f"child{who.removeprefix('children')}" if n == 1 else who


def _count(n: int | None) -> str:
    return FEWER if n is None else number(n)


def _where(found: Counted) -> str:
    """How many live in the locality that has most of them, where they live in several."""
    parts = [part for part in found.by["locality"] if part.n]
    if len(parts) < 2 or found.n is None:
        return ""
    verb = "lives" if parts[0].n == 1 else "live"
    return f"; {number(parts[0].n)} {verb} in {parts[0].code}"


def selection_in_words(selection: str) -> str:
    """The filters of an address in words: 'Status: EHC plan; absence: 50% or more; area: Mid';
    'Everyone' without filters. What is no filter any more stands as it is."""
    told = []
    for key, values in parse_qs(selection).items():
        for value in values:
            id, _, code = value.partition(":")
            found = cohort_filters().get(id) if key == "who" else None
            known = dimensions().get(key)
            name = found.name if found else known.name if known else key.replace("_", " ")
            words = code_words(found, code) if found else value
            told.append(name if words == "Yes" else f"{name}: {words}")
    return capital("; ".join([*told[:1], *map(uncapital, told[1:])])) or "Everyone"


def lacking(found: Counted, picks: Picks) -> Iterator[str]:
    """'Absence is not known for 212.', of each filter that is chosen."""
    for id, codes in picks:
        offered = found.offered.get(id)
        if offered and NOT_KNOWN not in codes and offered.unknown:
            yield f"{offered.filter.name} is not known for {number(offered.unknown)}."
