"""Whose an action is: roles instead of names, and partners by their usual words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sendviz.catalogue.layouts import TABLES, BadFile, word_key
from sendviz.load.readers.common import Refusals, csv_frame, read_bytes
from sendviz.load.readers.days import tidy
from sendviz.load.readers.headings import bare
from sendviz.load.readers.words import codes_by_word

ROLES_FILE = "roles.csv"
# One of these words in a longer name of an organisation tells what it is.
TELLING = {
    "council": "council authority",
    "icb": "icb ccg icp",
    "trust": "trust camhs hospital nhsft",
    "provider": "provider charity voluntary",
    "schools": "school schools academies",
    "forum": "forum pcf pcc",
    "joint": "partnership all",
}
PARTS = re.compile(r"\s*(?:[/;&+\n,|]|\band\b)\s*", re.IGNORECASE)
TITLES = re.compile(r"^(?:mrs?|ms|miss|dr|prof)\.?\s+", re.IGNORECASE)
# Words of roles, teams and organisations: two of them with capitals are no name.
OF_ROLES = frozenset(
    """
    academy accountable adviser advisor and area assistant board business care case ceo chair
    chief child children childrens clinical clerk commissioner commissioning community
    coordinator council data deputy designated designate director doctor early education
    educational ehc ehcp engagement executive family finance forum group head headteacher health
    hub improvement inclusion integrated joint lead leader learning local manager medical member
    mental nurse nursing of officer offer operational operations parent partner partnership
    performance phase planning practice principal principals programme project psychologist
    psychology quality school schools secondary primary senco send senior service services sen
    site social specialist speech staff strategic strategy support team therapies therapy
    transition transport trust voice virtual working worker years young youth
    """.split()
)
NAME = re.compile(r"(?:[A-Z]\.?\s+|[A-Z][a-z'\u2019-]+\s+){1,2}[A-Z][a-z'\u2019-]{2,}")


@dataclass(frozen=True)
class Role:
    """What somebody is: their role, and the partner for whom they work."""

    role: str
    partner: str | None = None


Roles = Mapping[str, Role]


def read_roles(path: Path) -> dict[str, Role]:
    """A council's own list: name or initials -> role and partner. Raises BadFile if it lacks the
    headings name and role."""
    found, _ = csv_frame(read_bytes(path), path.name, Refusals())
    columns = {bare(heading): heading for heading in found.columns}
    if not {"name", "role"} <= {*columns}:
        raise BadFile(f"{path.name}: lacks the columns name and role (and partner, if known).")
    partner = columns.get("partner")
    return {
        _who(row[columns["name"]]): Role(
            tidy(row[columns["role"]]), partner_of(row[partner]) if partner else None
        )
        for row in found.to_dict("records")
        if row[columns["name"]].strip()
    }


def mark_of(roles: Roles) -> list[str]:
    """What tells one list of roles from another; nothing without one."""
    told = "|".join(f"{name}={roles[name]}" for name in sorted(roles))
    return [hashlib.sha256(told.encode()).hexdigest()] if roles else []


def _who(name: str) -> str:
    return word_key(TITLES.sub("", tidy(name)))


def partner_of(text: str) -> str | None:
    """The partner that a text names: `LA`, `NHS`, `PCF`; joint where it names several; None where
    none is known."""
    whole = _partner(text)
    if whole:
        return whole
    each = {found for part in PARTS.split(tidy(text)) if (found := _partner(part))}
    return None if not each else each.pop() if len(each) == 1 else "joint"


def _partner(text: str) -> str | None:
    codes = codes_by_word(TABLES["improvement_plan"], "partner")
    key = word_key(text)
    if key in codes or not key:
        return codes.get(key)
    if PARTS.search(tidy(text)):
        return None
    told = {code for code, words in TELLING.items() if {*key.split()} & {*words.split()}}
    return told.pop() if len(told) == 1 else None


def without_names(text: str, roles: Roles) -> tuple[str, str | None, bool]:
    """A cell of owners with roles instead of the names that the council's list tells; the partner
    for whom they work, if it tells; and whether a name of two capitalised words stays.

    `A. Smith / J Jones`, `AD SEND & ICB Lead` name several.
    """
    parts = [part for part in PARTS.split(tidy(text)) if part]
    known = [roles.get(_who(part)) for part in parts]
    told = [role.role if role else part for part, role in zip(parts, known, strict=True)]
    partners = {role.partner for role in known if role and role.partner}
    partner = None if not partners else partners.pop() if len(partners) == 1 else "joint"
    named = any(role is None and _is_name(part) for part, role in zip(parts, known, strict=True))
    return " / ".join(dict.fromkeys(told)), partner, named


def _is_name(text: str) -> bool:
    """Whether a part is a name: initials or a first name, and a family name; no word of which is
    one of those of roles and organisations."""
    bare = TITLES.sub("", text)
    if not NAME.fullmatch(bare):
        return False
    return bare != text or not {word_key(word) for word in bare.split()} & OF_ROLES
