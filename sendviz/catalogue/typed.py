"""Text of a TOML file as frozen values, with every fault named by its place in the file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import msgspec

Value = TypeVar("Value")
_hints = cache(get_type_hints)
_WORDS: dict[Any, str] = {
    str: "text in quotation marks",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    date: "a day such as 2026-11-21",
}


class BadDefinition(ValueError):
    """One or more definitions are wrong: every fault is named, with its file."""


def tables(path: Path, kind: type[Value]) -> dict[str, Value]:
    """The tables of a file by name, each as a value of the kind, whose id is its name. Raises
    BadDefinition with every fault."""
    found = tomllib.loads(path.read_text("utf-8"))
    text = {id: {"id": id, **each} for id, each in found.items()}
    wrong = [fault for id, each in text.items() for fault in faults(kind, each, id)]
    if wrong:
        raise BadDefinition("\n".join(f"{path.name}: {each}" for each in wrong))
    return {id: msgspec.convert(each, kind) for id, each in text.items()}


def whole(path: Path, kind: type[Value]) -> Value:
    """A file as one value of the kind. Raises BadDefinition with every fault."""
    found = tomllib.loads(path.read_text("utf-8"))
    if wrong := list(faults(kind, found)):
        raise BadDefinition("\n".join(f"{path.name}: {each}" for each in wrong))
    return msgspec.convert(found, kind)


def faults(kind: Any, given: object, place: str = "") -> Iterator[str]:
    """What keeps the text from being a value of the kind: misspelt, missing and ill-typed fields,
    each by its place, such as `legal_limit.source`."""
    kinds = [each for each in get_args(kind) if each is not type(None)]
    if get_origin(kind) is Literal:
        if given not in kinds:
            yield f"{place} '{given}' is not one of {', '.join(kinds)}{near(given, kinds)}"
    elif get_origin(kind) is tuple:
        if not isinstance(given, list):
            yield f"{place} must be a list in square brackets, not {given!r}"
        else:
            for i, each in enumerate(given, 1):
                yield from faults(kinds[0], each, f"{place}[{i}]")
    elif is_dataclass(kind):
        yield from _faults_of_fields(kind, given, place)
    elif len(kinds) == 1:  # a kind or None
        yield from faults(kinds[0], given, place)
    else:
        try:
            msgspec.convert(given, kind)
        except msgspec.ValidationError:
            yield f"{place} must be {_WORDS.get(kind, 'a table')}, not {given!r}"


def _faults_of_fields(kind: Any, given: object, place: str) -> Iterator[str]:
    if not isinstance(given, dict):
        yield f"{place} must be a table, not {given!r}"
        return
    hints, start = _hints(kind), f"{place}." if place else ""
    for name in given.keys() - hints.keys():
        yield f"unknown field {start}{name}{near(name, hints)}"
    for field in fields(kind):
        if field.name in given:
            yield from faults(hints[field.name], given[field.name], start + field.name)
        elif field.default is MISSING and field.default_factory is MISSING:
            yield f"{start}{field.name} is missing"


def near(word: object, words: Iterable[str]) -> str:
    """'; did you mean refused?', the closest of the words to a misspelt one; '' for none."""
    close = get_close_matches(str(word), list(words), n=1)
    return f"; did you mean {close[0]}?" if close else ""
