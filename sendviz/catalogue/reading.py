"""Reads the measures' files and finds their faults."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from string import Formatter

import msgspec

from sendviz.catalogue import expressions, typed
from sendviz.catalogue.facts import FACTS
from sendviz.catalogue.typed import BadDefinition, near
from sendviz.catalogue.values import POPULATION, Measure

# Fields of a measure that are worked out, and may not stand in its file.
DERIVED = ("id", "dimensions", "made_of")
PLACES = ("value", "numerator", "denominator", "share", "place", "when")
_NEEDS = {
    "count": ("fact", "numerator"),
    "ratio": ("numerator_measure", "denominator_measure"),
    "stock": ("fact", "enters", "leaves"),
    "net": ("parts",),
    "quantile": ("fact", "amount", "quantile"),
    "mean": ("fact", "amount"),
    "survival": ("fact", "enters", "leaves", "numerator", "quantile"),
    "given": ("published_as",),
}


def read(folder: Path) -> dict[str, Measure]:
    """Read every definition of a folder. Raises BadDefinition with every fault, each with its file
    and its place there."""
    found, told = {}, []
    for path in sorted(folder.glob("*.toml")):
        try:
            text = tomllib.loads(path.read_text("utf-8"))
        except tomllib.TOMLDecodeError as error:
            told.append(f"{path.name}: {error}")
            continue
        wrong = [f"unknown field {name}: it is worked out" for name in DERIVED if name in text]
        text |= {"id": path.stem} | dict.fromkeys(DERIVED[1:], [])
        wrong += typed.faults(Measure, text)
        told += [f"{path.name}: {fault}" for fault in wrong]
        if not wrong:
            found[path.stem] = msgspec.convert(text, Measure)
    known = {path.stem for path in folder.glob("*.toml")}
    told += [f"{m.id}.toml: {f}" for m in found.values() for f in _faults(m, found, known)]
    if told:
        raise BadDefinition("\n".join(told))
    return {id: _joined(m, found) for id, m in found.items()}


def _joined(m: Measure, found: Mapping[str, Measure]) -> Measure:
    """The measure with those that it is made of. It can be filtered and split by what all of them
    can; a share of the population by nothing, since that is known by area only."""
    parts = tuple(_joined(found[each], found) for each in _named_parts(m))
    if not parts:
        return replace(m, dimensions=FACTS[m.fact].dimensions if m.fact else ())
    common = () if m.denominator_measure == POPULATION else parts[0].dimensions
    common = tuple(d for d in common if all(d in part.dimensions for part in parts))
    settles = max(each.settles_in_days for each in (m, *parts))
    return replace(m, made_of=parts, dimensions=common, settles_in_days=settles)


def _named_parts(m: Measure) -> tuple[str, ...]:
    """The ids of the measures that a measure is made of."""
    below = m.denominator_measure if m.denominator_measure != POPULATION else ""
    return tuple(each.lstrip("+-") for each in (m.numerator_measure, below, *m.parts) if each)


def _faults(m: Measure, found: Mapping[str, Measure], known: set[str]) -> Iterator[str]:
    for name in ("name", "short_name", "question", "definition"):
        if not getattr(m, name):
            yield f"{name} is empty"
    if m.fact and m.fact not in FACTS:
        yield f"there is no fact '{m.fact}'{near(m.fact, FACTS)}"
    if m.needs_table not in ("", "support_contact"):
        yield "needs_table must be a table whose absence leaves nothing to tell: support_contact"
    if m.outcome != bool(m.settles_in_days):
        yield (
            "outcome = true and settles_in_days (the days until it is known what became of a case) "
            "go together"
        )
    for each in m.pairs_with + _named_parts(m):
        if each not in known:
            yield f"there is no measure '{each}'{near(each, known)}"
    for each in _named_parts(m):
        if each in found and _named_parts(found[each]):
            yield f"'{each}' is itself made of others"
    for name in _needed(m):
        if getattr(m, name) in ("", None, ()):
            yield f"a {m.kind} needs {name}"
    yield from _answer_faults(m)
    yield from expressions.faults(m)


def _needed(m: Measure) -> tuple[str, ...]:
    """The fields that each kind needs; a share those of one fact, or two other measures."""
    if m.kind != "share":
        return _NEEDS[m.kind]
    made = m.numerator_measure or m.denominator_measure
    return _NEEDS["ratio"] if made else ("fact", "numerator", "denominator")


def _answer_faults(m: Measure) -> Iterator[str]:
    """Misspelt places in the answer, and those that it lacks: a percentage prints with its
    counts."""
    try:
        named = {name for _, name, _, _ in Formatter().parse(m.answer) if name is not None}
    except ValueError as error:
        yield f"answer: {error}"
        return
    for name in sorted(named - {*PLACES}):
        yield f"answer: there is no {{{name}}}; choose from {', '.join(PLACES)}{near(name, PLACES)}"
    counts = ("numerator", "denominator", "share") if m.is_fraction else ("value",)
    for name in (*counts, "place", "when"):
        if name not in named:
            yield f"answer lacks {{{name}}}"
