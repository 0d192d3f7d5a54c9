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

# Tables and columns of lists without which there is nothing to tell.
NEEDED = (
    "",
    "support_contact",
    "action",
    "staff.posts",
    "staff.in_post",
    "staff.agency",
    "money.spent",
    "complaint.ombudsman_on",
    "complaint.remedy_due",
    "complaint.remedy_done",
    "complaint.weeks_late",
    "survey.invited",
)
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
    "given": ("published_as", "noun"),
}
# What a published measure has from the measure of the records that counts the same.
WORDS = (
    "name",
    "short_name",
    "question",
    "definition",
    "how_counted",
    "why_it_matters",
    "theme",
    "unit",
    "polarity",
    "clock",
    "legal_limit",
    "published_as",
    "inspection_themes",
    "owner",
    "reviewed_on",
)


def read(folder: Path) -> dict[str, Measure]:
    """Read every definition of a folder. Raises BadDefinition with every fault, each with its file
    and its place there."""
    texts, found, told = {}, {}, []
    for path in sorted(folder.glob("*.toml")):
        try:
            texts[path.stem] = tomllib.loads(path.read_text("utf-8"))
        except tomllib.TOMLDecodeError as error:
            told.append(f"{path.name}: {error}")
    for id, text in texts.items():
        wrong = [f"unknown field {name}: it is worked out" for name in DERIVED if name in text]
        text = with_own_words(text, texts) | {"id": id} | dict.fromkeys(DERIVED[1:], [])
        wrong += typed.faults(Measure, text)
        told += [f"{id}.toml: {fault}" for fault in wrong]
        if not wrong:
            found[id] = msgspec.convert(text, Measure)
    known = {path.stem for path in folder.glob("*.toml")}
    told += [f"{m.id}.toml: {f}" for m in found.values() for f in _faults(m, found, known)]
    if told:
        raise BadDefinition("\n".join(told))
    return {id: _joined(m, found) for id, m in found.items()}


def with_own_words(text: Mapping, texts: Mapping[str, Mapping]) -> dict:
    """The fields of a file; of a published measure with the words of its `own_measure`, and the
    names of its `own_variant`, for those that it has not."""
    own = texts.get(text.get("own_measure", ""), {})
    words = {name: own[name] for name in WORDS if name in own}
    for variant in own.get("variants", []):
        if variant.get("id") == text.get("own_variant"):
            words |= {name: variant[name] for name in ("name", "short_name")}
            category = {"category": variant["published_category"]}
            words["published_as"] = own["published_as"] | category
    return {**words, **text}


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
    if m.needs_code not in ("", "decision", "outcome"):
        yield "needs_code must be a code of requests that may not be known: decision, outcome"
    if m.needs_table not in NEEDED:
        yield (
            "needs_table must be a table, or a column of a list, whose absence leaves nothing to "
            f"tell: {', '.join(filter(None, NEEDED))}"
        )
    if m.outcome != bool(m.settles_in_days):
        yield (
            "outcome = true and settles_in_days (the days until it is known what became of a case) "
            "go together"
        )
    own = (m.own_measure,) if m.own_measure else ()
    for each in m.pairs_with + own + _named_parts(m):
        if each not in known:
            yield f"there is no measure '{each}'{near(each, known)}"
    for each in _named_parts(m):
        if each in found and _named_parts(found[each]):
            yield f"'{each}' is itself made of others"
    if m.own_variant and m.own_measure in found:
        variants = [each.id for each in found[m.own_measure].variants]
        if m.own_variant not in variants:
            close = near(m.own_variant, variants)
            yield f"'{m.own_measure}' has no variant '{m.own_variant}'{close}"
    for name in _needed(m):
        if getattr(m, name) in ("", None, ()):
            yield f"a {m.kind} needs {name}"
    if m.kind == "survival" and m.quantile not in (None, 0.5, 0.9):
        yield "quantile of a survival must be 0.5 or 0.9, which its curve tells"
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
    if m.base_year:
        counts = ("numerator",)
    for name in (*counts, "place", "when"):
        if name not in named:
            yield f"answer lacks {{{name}}}"
