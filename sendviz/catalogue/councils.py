"""Which council is meant, by its codes or by its name as people write it."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from sendviz.catalogue.layouts import word_key

if TYPE_CHECKING:
    import pandas as pd

HOW_TO_NAME_A_COUNCIL = (
    "--council takes a DfE code such as 839, an ONS code such as E06000058, a name, or a usual "
    "short one such as BCP"
)
# Usual short names that are no part of the name -> DfE code.
INITIALS = {
    "banes": "800", "b and nes": "800", "bathnes": "800", "rbwm": "868", "rbkc": "207",
    "lbhf": "205", "nelc": "812", "eryc": "811", "cwac": "896", "cwc": "896",
}  # fmt: skip
SHIRES = {
    "beds": "bedfordshire", "berks": "berkshire", "bucks": "buckinghamshire",
    "cambs": "cambridgeshire", "derbys": "derbyshire", "glos": "gloucestershire",
    "hants": "hampshire", "herts": "hertfordshire", "lancs": "lancashire",
    "leics": "leicestershire", "lincs": "lincolnshire", "northants": "northamptonshire",
    "notts": "nottinghamshire", "oxon": "oxfordshire", "salop": "shropshire",
    "staffs": "staffordshire", "warks": "warwickshire", "wilts": "wiltshire",
    "worcs": "worcestershire", "yorks": "yorkshire", "saint": "st", "n": "north", "s": "south",
    "e": "east", "w": "west", "ne": "north east",
}  # fmt: skip
# What is said of a council beside its name.
KINDS_OF_COUNCIL = re.compile(
    r"\b(?:(?:london(?= borough)|royal|metropolitan|county|city|district|borough|unitary)\b ?)*"
    r"\b(?:council|authority|corporation|borough|mbc|cbc|rbc|rb|bc|cc|lb)\b(?: of)?"
)
BEFORE = re.compile(r"^(?:the )?(?:county|city) (?:of )?")
AFTER = re.compile(r" (?:city|county)(?: of)?$")
MOST_NAMED = 5


class NoSuchCouncil(ValueError):
    """No council, or not one only, goes by that name: names those that may be meant."""


def named_council(text: str, councils: pd.DataFrame) -> str:
    """The DfE code of the council that is meant: by its DfE or ONS code, its name or usual short
    one, with or without the kind of council, with & for "and", in any case: "Telford & Wrekin",
    "Essex County Council", "West Northants", "BCP".

    councils: la_code, gss_code, name, short_name, those that are meant first where two are of one
    name. Raises NoSuchCouncil with the names that are near.
    """
    wanted = text.strip().casefold()
    for column in ("la_code", "gss_code", "name", "short_name"):
        hits = councils[councils[column].str.casefold() == wanted]
        if len(hits):
            return str(hits.iloc[0]["la_code"])
    keys = _keys(councils)
    key = _bare(word_key(text))
    codes = keys.get(key) or [INITIALS.get(word_key(text), "")]
    if codes[0] in set(councils["la_code"]):
        return codes[0]
    names = dict(zip(councils["la_code"], councils["name"], strict=True))
    raise NoSuchCouncil(_not_known(text, [names[code] for code in _near(key, keys)]))


def _keys(councils: pd.DataFrame) -> dict[str, list[str]]:
    """Bare names, whole and short -> codes."""
    found: dict[str, list[str]] = {}
    for column in ("name", "short_name"):
        for name, code in zip(councils[column], councils["la_code"], strict=True):
            codes = found.setdefault(_bare(word_key(name)), [])
            codes += [code] if code not in codes else []
    return found


def _bare(key: str) -> str:
    """A name without the kind of council, "and", and short forms of shires."""
    named = " ".join(KINDS_OF_COUNCIL.sub(" ", key).split())
    left = AFTER.sub("", BEFORE.sub("", named))
    left = named if left == "london" else left
    words = (SHIRES.get(word, word) for word in left.split() if word not in ("and", "the"))
    return " ".join(words)


def _near(key: str, keys: dict[str, list[str]]) -> list[str]:
    """Codes of the names that begin with these words, or else hold them, or are spelt nearly so."""
    begun = [each for each in keys if f"{each} ".startswith(f"{key} ")]
    holding = [each for each in keys if key and key in each]
    found = begun or holding or get_close_matches(key, keys, MOST_NAMED, 0.75)
    return list(dict.fromkeys(keys[name][0] for name in found))


def _not_known(text: str, near: list[str]) -> str:
    which = f"'{text[:60]}'"
    if not near:
        return f"No council is called {which}. {HOW_TO_NAME_A_COUNCIL}."
    more = f" or another ({len(near)} in all)" if len(near) > MOST_NAMED else ""
    listed = f"{'; '.join(near[:MOST_NAMED])}{more}"
    return f"No council is called {which}. Did you mean {listed}?"
