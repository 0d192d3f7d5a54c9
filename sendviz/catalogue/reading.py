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


class BadDefinition(ValueError):
    """One or more definitions are wrong: every fault is named, with its file."""


def read(folder: Path) -> dict[str, Measure]:
    """Read every definition of a folder. Raises BadDefinition with every fault, each with its
    file."""
    found, faults = {}, []
    for path in sorted(folder.glob("*.toml")):
        try:
            found[path.stem] = _measure(path.stem, tomllib.loads(path.read_text("utf-8")))
        except (tomllib.TOMLDecodeError, TypeError, ValueError, KeyError) as error:
            faults.append(f"{path.name}: {error}")
    faults += [f"{m.id}.toml: {fault}" for m in found.values() for fault in _faults(m, found)]
    if faults:
        raise BadDefinition("\n".join(faults))
    return {id: _joined(m, found) for id, m in found.items()}


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
    named = m.pairs_with + _named_parts(m)
    faults += [f"there is no measure '{each}'" for each in named if each not in found]
    faults += [
        f"'{each}' is itself made of others"
        for each in _named_parts(m)
        if each in found and _named_parts(found[each])
    ]
    if _named_parts(m) and m.dimensions:
        faults.append("dimensions are those that its parts have in common: leave them out")
    return faults + _kind_faults(m)


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
        "given": ("published_as",),
    }
    return [
        f"a {m.kind} needs {name}"
        for name in needs.get(m.kind, ())
        if getattr(m, name) in ("", None, ())
    ]
