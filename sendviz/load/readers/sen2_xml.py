"""The SEN2 person-level return as XML, streamed: one person in memory at a time.

Names are matched without case and namespace, and Persons at any depth: neither is settled in the
specification.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path

import pandas as pd
from lxml import etree

from sendviz.catalogue.layouts import PERSON_LEVEL, BadFile, Delivery
from sendviz.load.readers import sen2
from sendviz.load.readers.common import Refusals, sha256
from sendviz.load.readers.days import any_day
from sendviz.load.readers.values import ITEMS, joined, typed

GROUPS = {
    "person": "person",
    "requests": "request",
    "assessment": "assessment",
    "namedplan": "named_plan",
    "plandetail": "plan_detail",
    "activeplans": "active_plan",
    "placementdetail": "placement",
    "senneed": "need",
}
# Names of people are never taken from the tree.
WANTED = {
    table: {name for names in columns.values() for name in names}
    for table, columns in ITEMS.items()
}
# Wrappers between parent and child are tolerated, a record without its parent is not.
ABOVE = {"person": {"persons"}, "requests": {"persons", "person"}}
BELOW_REQUESTS = {"persons", "person", "requests"}
HEADER_GROUPS = {"header", "collectiondetails", "source"}
# Three elements in four are items of a record, which is taken when it ends; they are passed over
# until then. Where so many follow each other, they stand outside of records and have to be dropped.
ITEMS_OF_RECORDS = {name for names in WANTED.values() for name in names} - GROUPS.keys()
MOST_ITEMS = 1_000
# No entities, no DTD, no network, and libxml2's own limits on depth and size of a text stay on.
SAFE = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
    "collect_ids": False,
}
NOT_ALLOWED = re.compile(r"invalid (?:xmlChar|Char) value (?:\d|[12]\d|3[01])\b")
BATCH = 50_000  # records typed at a time
START, PIECE = 500, 2**20  # bytes: where the encoding is named; read at a time


def read(path: Path) -> Delivery:
    """One return: the eight person-level tables; `row` is the line of the element in the file.

    Memory beyond the frames does not grow with the file. Raises BadFile for a file that is empty,
    no XML, cut off, damaged, carries a DOCTYPE, or is not a SEN2 return.
    """
    digest = sha256(path)
    if not path.stat().st_size:
        raise BadFile(f"{path.name}: the file is empty. Export it again.")
    walk, notes = _walked(path)
    if not walk.found_persons:
        raise BadFile(
            f"{path.name}: has no Persons element, so it is not a SEN2 person-level return."
        )
    head = sen2.header(walk.header, any_day, path.name)
    walk.type_batch()
    tables = {table: joined(parts) for table, parts in walk.parts.items()}
    return sen2.delivery(
        "sen2_xml",
        "XML",
        path,
        digest,
        head,
        tables,
        walk.items,
        walk.records,
        walk.refusals,
        notes,
    )


def _walked(path: Path) -> tuple[_Walk, tuple[str, ...]]:
    """The records of a file, and a note if it is not written as its first line says."""
    walk = _Walk()
    try:
        _take_all(walk, path)
        return walk, ()
    except etree.XMLSyntaxError as error:
        broke = error
    said, written = _encodings(path)
    if written != said:
        walk = _Walk()
        try:
            _take_all(walk, path, written)
            return walk, (f"{path.name} is not in {said}, as it says; it was read as {written}.",)
        except etree.XMLSyntaxError as error:
            broke = error
    raise BadFile(_what_broke(broke, walk, path.name)) from None


def _encodings(path: Path) -> tuple[str, str]:
    """The encoding that a file names, and the one of its bytes; both in capitals."""
    with path.open("rb") as stream:
        start = stream.read(START)
        if start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in start:
            return "UTF-16", "UTF-16"
        named = re.search(rb"""^[^>]*?encoding\s*=\s*["']([\w.-]+)""", start)
        said = named[1].decode().upper() if named else "UTF-8"
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            for piece in chain([start], iter(lambda: stream.read(PIECE), b"")):
                decoder.decode(piece)
        except UnicodeDecodeError:
            return said, "WINDOWS-1252"
    return said, "UTF-8"


def _take_all(walk: _Walk, path: Path, encoding: str | None = None) -> None:
    items = 0
    with path.open("rb") as stream:
        for _, element in etree.iterparse(stream, events=("end",), encoding=encoding, **SAFE):
            if not walk.seen and element.getroottree().docinfo.doctype:
                raise BadFile(
                    f"{path.name}: carries a DOCTYPE, as no SEN2 return does. Do not use it."
                )
            if items < MOST_ITEMS and walk.seen and _is_item(element.tag):
                items += 1
                continue
            items = 0
            walk.take(element)
            if walk.waiting >= BATCH:
                walk.type_batch()


def _what_broke(error: etree.XMLSyntaxError, walk: _Walk, name: str) -> str:
    where = "line {}, column {}".format(*error.position)
    after = f"after person {walk.people} ({where})"
    if error.code == etree.ErrorTypes.ERR_INVALID_ENCODING:
        return (
            f"{name}: {after} stand bytes that are neither UTF-8 nor Windows-1252. Have the file "
            "written as UTF-8; to export it once more does not help."
        )
    if NOT_ALLOWED.search(str(error.msg)):
        return (
            f"{name}: {after} stands a character that XML does not allow. Delete it in the case "
            "system and export the file again."
        )
    if not walk.seen:
        return f"{name}: is not XML, or breaks off at once ({where}). Export it again."
    return f"{name}: the XML breaks off or is damaged {after}. Export it again, whole."


@lru_cache(maxsize=512)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2].lower()


@lru_cache(maxsize=512)
def _is_item(tag: str) -> bool:
    return _local(tag) in ITEMS_OF_RECORDS


class _Walk:
    """Turns ended elements into columns and drops them from the tree."""

    def __init__(self) -> None:
        self.header: dict[str, str] = {}
        self.items: set[str] = set()
        self.found_persons = self.seen = False
        self.people = self.requests = self.records = self.waiting = 0
        self.refusals = Refusals("line")
        self.parts: dict[str, list[dict[str, pd.Series]]] = {table: [] for table in PERSON_LEVEL}
        self._batch: dict[str, list[tuple[int, int, int, dict]]] = {
            table: [] for table in PERSON_LEVEL
        }

    def take(self, element: etree._Element) -> None:
        """One element that has ended: a record is kept and emptied, all outside people dropped."""
        self.seen = True
        name = _local(element.tag)
        parent = element.getparent()
        above = _local(parent.tag) if parent is not None else ""
        if name == "persons":
            self.found_persons = True
        if name in GROUPS:
            self._record(name, element)
            _drop(element, all_before=name == "person")
        elif above not in GROUPS:
            if above in HEADER_GROUPS and not len(element):
                self.header.setdefault(name, element.text or "")
            _drop(element, all_before=True)

    def _record(self, name: str, element: etree._Element) -> None:
        wanted = WANTED[GROUPS[name]]
        found: dict[str, str | None] = {}
        for child in element:
            item = _local(child.tag)
            if item in wanted:
                found.setdefault(item, child.text)
            elif item not in GROUPS and not len(child):
                self.refusals.cells.pass_over([item])
        self.records += 1
        if not _stands_in(element, name):
            self.refusals.add(
                f"X01 {name} stands outside its parent and was left out", [element.sourceline]
            )
            return
        self.items.update(found)
        self._batch[GROUPS[name]].append(
            (self.people + 1, self.requests + 1, element.sourceline, found)
        )
        self.waiting += 1
        self.people += name == "person"
        self.requests += name == "requests"

    def type_batch(self) -> None:
        """Moves the records that wait into typed columns."""
        for table, batch in self._batch.items():
            self.parts[table].append(_typed_batch(table, batch, self.refusals))
            batch.clear()
        self.waiting = 0


def _stands_in(element: etree._Element, name: str) -> bool:
    needed = ABOVE.get(name, BELOW_REQUESTS)
    return needed <= {_local(parent.tag) for parent in element.iterancestors()}


def _drop(element: etree._Element, *, all_before: bool) -> None:
    # Clearing empties the element but leaves its shell; the shells before it go too. The element
    # itself has to stay: the parser still holds on to it. Inside a person only records go, its
    # items are still needed.
    element.clear()
    while (before := element.getprevious()) is not None:
        if not all_before and _local(before.tag) not in GROUPS:
            return
        element.getparent().remove(before)


def _typed_batch(table: str, batch: list, refusals: Refusals) -> dict[str, pd.Series]:
    records = [found for *_, found in batch]
    raw = {
        column: pd.Series(_texts(records, names), dtype="str")
        for column, names in ITEMS[table].items()
        if names
    }
    keys = {
        key: pd.Series([record[at] for record in batch], dtype="int64")
        for at, key in enumerate(("person_no", "request_no", "row"))
    }
    return typed(table, raw, keys, any_day, refusals, sen2.LABELS[table])


def _texts(records: list[dict], names: Sequence[str]) -> list[str | None]:
    """Of each record the item under the first of these names that it has."""
    if len(names) == 1:
        return [found.get(names[0]) for found in records]
    return [next((found[name] for name in names if name in found), None) for found in records]
