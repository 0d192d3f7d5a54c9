"""Reads the measures' files and finds their faults."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path

from sendviz.catalogue.facts import FACTS
from sendviz.catalogue.tables import dimensions
from sendviz.catalogue.values import Limit, Measure, Note, Official, Variant

KINDS = ("share", "count", "ratio", "stock", "net", "quantile", "mean", "survival", "given")
UNITS = (
    "percent",
    "children",
    "requests",
    "plans",
    "reviews",
    "decisions",
    "advice",
    "referrals",
    "appointments",
    "weeks",
    "per 1,000",
    "index",
)
POLARITIES = ("higher_is_better", "lower_is_better", "no_judgement")
THEMES = (
    "demand",
    "timeliness",
    "backlog",
    "decisions",
    "waits",
    "quality",
    "experience",
    "capacity",
    "outcomes",
    "money",
)
POPULATION = "population_0_25"
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


class BadDefinition(ValueError):
    """One or more definitions are wrong: every fault is named, with its file."""


def read(folder: Path) -> dict[str, Measure]:
    """Read every definition of a folder. Raises BadDefinition with every fault, each with its
    file."""
    texts, found, faults = {}, {}, []
    for path in sorted(folder.glob("*.toml")):
        try:
            texts[path.stem] = tomllib.loads(path.read_text("utf-8"))
        except tomllib.TOMLDecodeError as error:
            faults.append(f"{path.name}: {error}")
    for id, text in texts.items():
        try:
            found[id] = _measure(id, with_own_words(text, texts))
        except (TypeError, ValueError, KeyError) as error:
            faults.append(f"{id}.toml: {error}")
    faults += [f"{m.id}.toml: {fault}" for m in found.values() for fault in _faults(m, found)]
    if faults:
        raise BadDefinition("\n".join(faults))
    return {id: _joined(m, found) for id, m in found.items()}


def with_own_words(text: Mapping, texts: Mapping[str, Mapping]) -> dict:
    """The fields of a file; of a published measure with the words of its `own_measure`, and the
    names of its `own_variant`, for those that it has not."""
    own = texts.get(text.get("own_measure", ""), {})
    words = {name: own[name] for name in WORDS if name in own}
    variant = own.get("variants", {}).get(text.get("own_variant", ""))
    if variant:
        words |= {name: variant[name] for name in ("name", "short_name")}
        words["published_as"] = own["published_as"] | {"category": variant["published_category"]}
    return words | text


def _measure(id: str, text: dict) -> Measure:
    unknown = set(text) - {f.name for f in fields(Measure)} | set(text) & {"id", "made_of"}
    if unknown:
        raise ValueError(f"unknown field {', '.join(sorted(unknown))}")
    fact = text.get("fact", "")
    limits = {name: Limit(**_tuples(text[name])) for name in ("legal_limit",) if name in text}
    groups = {"targets": Limit, "caveats": Note, "events": Note}
    return Measure(
        **_tuples(
            {
                k: v
                for k, v in text.items()
                if k not in {*limits, *groups, "variants", "published_as"}
            }
        )
        | {"id": id, "dimensions": tuple(text.get("dimensions", FACTS.get(fact, ())))}
        | limits
        | {
            name: tuple(kind(**_tuples(each)) for each in text.get(name, ()))
            for name, kind in groups.items()
        },
        variants=tuple(Variant(id=v, **each) for v, each in text.get("variants", {}).items()),
        published_as=Official(**text["published_as"]) if "published_as" in text else None,
    )


def _joined(m: Measure, found: Mapping[str, Measure]) -> Measure:
    """The measure with those that it is made of. It can be filtered and split by what all of them
    can; a share of the population by nothing, since that is known by area only."""
    parts = tuple(_joined(found[each], found) for each in _named_parts(m))
    if not parts:
        return m
    common = () if m.over == POPULATION else parts[0].dimensions
    common = tuple(d for d in common if all(d in part.dimensions for part in parts))
    settles = max(each.settles_in_days for each in (m, *parts))
    return replace(m, made_of=parts, dimensions=common, settles_in_days=settles)


def _named_parts(m: Measure) -> tuple[str, ...]:
    """The ids of the measures that a measure is made of."""
    over = m.over if m.over != POPULATION else ""
    return tuple(each.lstrip("+-") for each in (m.part, over, *m.parts) if each)


def _tuples(text: dict) -> dict:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in text.items()}


def _faults(m: Measure, found: Mapping[str, Measure]) -> list[str]:
    allowed = {"theme": THEMES, "kind": KINDS, "unit": UNITS, "polarity": POLARITIES}
    faults = [
        f"{name} '{getattr(m, name)}' is not one of {', '.join(values)}"
        for name, values in allowed.items()
        if getattr(m, name) not in values
    ]
    faults += [
        f"{name} is empty"
        for name in ("name", "short_name", "question", "definition")
        if not getattr(m, name)
    ]
    if m.fact and m.fact not in FACTS:
        faults.append(f"there is no fact '{m.fact}'")
    if m.needs not in ("", "support_contact"):
        faults.append("needs must be a table whose absence leaves nothing to tell: support_contact")
    faults += [f"'{each}' is no dimension" for each in m.dimensions if each not in dimensions()]
    if m.small_numbers not in ("standard", "nhs", "none") or (
        m.small_numbers == "none" and not m.small_numbers_reason
    ):
        faults.append("small_numbers must be standard, nhs, or none with small_numbers_reason")
    if type(m.settles_in_days) is not int or m.settles_in_days < 0:
        faults.append("settles_in_days must be a whole number of days")
    own = (m.own_measure,) if m.own_measure else ()
    if m.own_variant and m.own_variant not in _variants_of(m.own_measure, found):
        faults.append(f"'{m.own_measure}' has no variant '{m.own_variant}'")
    named = m.pairs_with + own + _named_parts(m)
    faults += [f"there is no measure '{each}'" for each in named if each not in found]
    faults += [
        f"'{each}' is itself made of others"
        for each in _named_parts(m)
        if each in found and _named_parts(found[each])
    ]
    if _named_parts(m) and m.dimensions:
        faults.append("dimensions are those that its parts have in common: leave them out")
    return faults + _kind_faults(m)


def _variants_of(id: str, found: Mapping[str, Measure]) -> tuple[str, ...]:
    return tuple(each.id for each in found[id].variants) if id in found else ()


def _kind_faults(m: Measure) -> list[str]:
    """What each kind needs: share numerator and denominator, or part and over; stock enters and
    leaves; and so on."""
    needs = {
        "share": ("part", "over") if m.part else ("fact", "numerator", "denominator"),
        "count": ("fact", "numerator"),
        "ratio": ("part", "over"),
        "stock": ("fact", "enters", "leaves"),
        "net": ("parts",),
        "quantile": ("fact", "amount", "p"),
        "mean": ("fact", "amount"),
        "survival": ("fact", "enters", "leaves", "numerator", "p"),
        "given": ("published_as", "answer", "noun"),
    }
    return [
        f"a {m.kind} needs {name}"
        for name in needs.get(m.kind, ())
        if getattr(m, name) in ("", None, ())
    ]
