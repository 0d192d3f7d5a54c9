"""Every table, declared once in tables/*.toml: what is stored, what files bring, under which
headings and in which words. schema.sql, typing, templates and merge keys follow from it.

A *delivery* is what a reader hands over: frames in the canonical columns, whatever the file looked
like. Frames about people keep identifiers (UPN, postcode, birth date) only until they are hashed or
mapped.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

ROOM = Path(__file__).resolve().parent
# In their order: where a list fits two kinds equally well, it is the one that stands first.
FILES = (
    "places",
    "cases",
    "referrals",
    "published",
    "lookups",
    "log",
    "public",
    "plan",
    "quality",
    "children",
)
EXAMPLE = "EXAMPLE-1"  # the reference in the row of a template, which is passed over
NUMBERS = ("smallint", "integer", "bigint", "double")
KINDS = {"date": "date", "boolean": "flag", **dict.fromkeys(NUMBERS, "number")}
HEADER = """-- Every table of the file, one comment a column: written out from tables/*.toml by
-- python -m sendviz.catalogue.layouts. A person is a salted hash; names, UPNs, full birth dates and
-- postcodes never enter. Dates are plain DATE. Missing is NULL, never nought.
"""


@dataclass(frozen=True)
class Table:
    """One table, as it is stored, as files bring it, or both.

    about        what one row is
    columns      as stored: name -> SQL type and, after ` -- `, what it means
    sen2         as SEN2 brings it: canonical column -> names in XML and Blade, the first one
                 written; none where only local files and simulated records have the column
    headings     as lists bring it: canonical column -> other headings, without spaces and marks
    beside       headings of a list that help to read it and are no columns
    kinds        of columns whose SQL type does not tell: date, month, flag, number, pounds, age,
                 verbatim, lower, upper -> columns
    codes        column -> the codes that it may hold: a dimension, a list, or theirs -> ours
    instead      column -> what another text counts as; else it is missing
    words        column -> code -> words that councils write for it, with commas between them
    example      the row of the template
    list         what a list of it is called; none if there is no list
    of           tables of which a row of the list holds one each
    needed       of each of these a list must have one column
    unless       columns that tell that a list is of another kind
    like         tables (or table.column) whose headings hold here too
    serial_days  whether days may be Excel's numbers, also in a CSV
    same         what makes rows of two files the same row
    constraint   of the table, in SQL
    public       whether it stands in a public file, too: it has no row about a child
    """

    name: str
    about: str
    columns: Mapping[str, str] = field(default_factory=dict)
    sen2: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, list[str]] = field(default_factory=dict)
    codes: Mapping[str, str | list[str] | Mapping[str, str]] = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    example: Mapping[str, str] = field(default_factory=dict)
    list: str = ""
    of: tuple[str, ...] = ()
    needed: tuple[tuple[str, ...], ...] = ()
    unless: tuple[str, ...] = ()
    like: tuple[str, ...] = ()
    serial_days: bool = False
    same: tuple[str, ...] = ()
    constraint: str = ""
    public: bool = False

    @property
    def delivered(self) -> tuple[str, ...]:
        """The canonical columns that a reader hands over, without the keys."""
        return tuple(self.sen2 or self.headings)

    @property
    def known(self) -> tuple[str, ...]:
        """The columns that a list may have."""
        own = (*self.headings, *self.beside)
        if not self.of:
            return own
        parts = (column for name in self.of for column in TABLES[name].delivered)
        return tuple(dict.fromkeys([*self.needed[0], *parts, *own]))

    @property
    def required(self) -> tuple[str, ...]:
        """The columns of a list without which a row cannot be stored."""
        return tuple(
            column for column in self.headings if "not null" in self.columns.get(column, "")
        )

    def kind(self, column: str) -> str:
        """date, month, flag, number, pounds, age, verbatim, lower, upper; empty for plain text."""
        for kind, columns in self.kinds.items():
            if column in columns:
                return kind
        return KINDS.get(self.columns.get(column, "").split(" ")[0], "")

    def other_headings(self) -> dict[str, frozenset[str]]:
        """Column -> headings that mean it, beside its own name."""
        found: dict[str, str] = {}
        for other in (*self.like, *self.of):
            table, _, column = other.partition(".")
            theirs = {**TABLES[table].headings, **TABLES[table].beside}
            found |= {column: theirs[column]} if column else theirs
        own = {column: text for column, text in self.headings.items() if text}
        every = {**found, **own, **self.beside}
        return {column: frozenset(text.split()) for column, text in every.items()}

    def code_of_word(self) -> dict[str, dict[str, str]]:
        """Column -> a word that councils write, as `word_key` gives it -> our code: the words of
        words.toml, of the tables of which a row holds one, and the list's own.
        """
        words: dict[str, Mapping[str, str]] = {
            column: WORDS[column] for column in self.known if column in WORDS
        }
        for each in (*(TABLES[name] for name in self.of), self):
            words |= each.words
        return {
            column: {
                word_key(word): code for code, known in codes.items() for word in split_words(known)
            }
            for column, codes in words.items()
        }

    def template(self) -> bytes:
        """A list to fill in: CSV with headings and one made-up row, which is never loaded."""
        headings = [column for column in self.known if column not in self.beside]
        lines = (headings, [self.example.get(column, "") for column in headings])
        return "".join(",".join(line) + "\r\n" for line in lines).encode("utf-8-sig")

    def sql(self) -> str:
        """The statement that makes the table."""
        parts = [text.partition(" -- ") for text in self.columns.values()]
        lines = [
            (f"    {name} {type}{'' if last else ','}", note)
            for name, (type, _, note), last in zip(
                self.columns, parts, self._last_of_columns(), strict=True
            )
        ]
        lines += [(f"    {self.constraint}", "")] if self.constraint else []
        body = "\n".join(f"{sql:<43} -- {note}" if note else sql for sql, note in lines)
        return f"-- {self.about}\ncreate table {self.name} (\n{body}\n);\n"

    def _last_of_columns(self) -> Iterable[bool]:
        last = len(self.columns) - 1
        return (at == last and not self.constraint for at in range(len(self.columns)))


def word_key(text: str) -> str:
    """A word for comparing: small letters and figures, one blank for all marks between them."""
    spoken = text.casefold().replace("&", " and ").replace("'", "").replace("\u2019", "")
    return " ".join(re.sub("[^a-z0-9]+", " ", spoken).split())


def split_words(text: str) -> list[str]:
    """The words of a declaration, which commas part."""
    return [word.strip() for word in " ".join(text.split()).split(", ")]


def read_tables() -> dict[str, Table]:
    """The tables of tables/*.toml by name."""
    found = {}
    for file in FILES:
        for name, parts in tomllib.loads((ROOM / "tables" / f"{file}.toml").read_text()).items():
            found[name] = Table(name=name, **parts)
    return found


TABLES = read_tables()
# Of columns that several lists have: column -> code -> words that councils write for it.
WORDS: dict[str, dict[str, str]] = tomllib.loads(
    (ROOM / "tables" / "words.toml").read_text("utf-8")
)


def schema_sql() -> str:
    """What schema.sql holds."""
    stored = (each.sql() for each in TABLES.values() if each.columns)
    return "\n".join([HEADER, *stored])


def public_tables() -> list[Table]:
    """The tables that a public file has."""
    return [each for each in TABLES.values() if each.public]


def lists() -> list[Table]:
    """The tables of which there are lists."""
    return [each for each in TABLES.values() if each.list]


def _sen2(name: str) -> dict[str, tuple[str, ...]]:
    return {column: tuple(names.split()) for column, names in TABLES[name].sen2.items()}


def _stored(name: str) -> tuple[str, ...]:
    return tuple(column for column in TABLES[name].columns if column != "import_id")


# The tables of a SEN2 return and of simulated records: canonical column -> names in SEN2.
PERSON_LEVEL = {name: _sen2(name) for name, each in TABLES.items() if each.sen2}
PERSON, REQUEST, ASSESSMENT, NAMED_PLAN = (
    PERSON_LEVEL[name] for name in ("person", "request", "assessment", "named_plan")
)
ADVICE, REFERRAL, SUPPORT, CHILD = (
    TABLES[name].delivered for name in ("advice", "referral", "support_contact", "child")
)
HEALTH_FIGURE, DEPRIVATION, BOUNDARY = map(_stored, ("health_figure", "deprivation", "boundary"))
# The keys that join the tables of a delivery. `row` is the line or row in the file.
KEYS = {
    "person": ("person_no", "row"),
    "request": ("request_no", "person_no", "row"),
    **{name: ("request_no", "row") for name in PERSON_LEVEL if name not in ("person", "request")},
    "advice": ("request_no", "row"),
    "referral": ("referral_no", "row"),
    "support_contact": ("referral_no", "row"),
}
DATES, FLAGS = (
    {
        column
        for name in KEYS
        for column in TABLES[name].delivered
        if TABLES[name].kind(column) == kind
    }
    for kind in ("date", "flag")
)
# What an event is about; `rebase` starts the limits of control charts anew, its label says why.
EVENT_KINDS = ("staff", "system", "definition", "money", "inspection", "health", "rebase")


@dataclass(frozen=True)
class ReadColumn:
    """How one column of a file was read.

    heading   as the file has it
    table     the list or the table of a return to which it belongs
    column    what it is for us
    rows      how many cells it has; filled: how many say anything
    unread    filled cells that are no day, flag, number or code
    unknown   words of a coded column that are not known -> in how many rows they stand
    """

    heading: str
    table: str
    column: str
    rows: int
    filled: int
    unread: int
    unknown: Mapping[str, int] = field(default_factory=dict)

    @property
    def read(self) -> int:
        """Cells that are filled and understood."""
        return self.filled - max(self.unread, sum(self.unknown.values()))


@dataclass(frozen=True)
class Delivery:
    """What one reader made of one file (or folder, or zip).

    tables    frames by canonical table name, with the keys of KEYS and the canonical columns
              (absent ones are missing), dates as datetime64, flags as nullable boolean, codes as
              upper-case text; also 'postcode' (postcode, district and, where the list has it,
              lsoa), 'practice' (gp_practice and district, locality or sub_icb) and 'undated'
              (table, column, row, request_no: steps whose day is filled in and cannot be read)
    refused   one sentence for each kind of row that was left out, with its count
    unread    one sentence for each kind of cell that could not be read, of rows that are kept
    read_with a mark of the mapping with which it was read, if any: another one reads it otherwise
    whole     of cases: said to hold all that was open on its day, or a part; None: its rows tell
    told_from said to tell who came and left from this day on; None: its rows tell
    columns   of lists and returns: how each column was read; unused: headings that were not
    """

    layout: str  # sen2_xml, sen2_blade, sen2_workbook, local_cases, local_advice, dfe_release ...
    source: str  # what it is, in words
    file_name: str
    sha256: str
    tables: dict[str, pd.DataFrame]
    la_code: str | None = None
    edition: str | None = None  # 2023, 2024, 2025 (the year of the collection), or the release's
    reference_date: date | None = None
    period_start: date | None = None  # first day of the activity year that the file tells of
    simulated: bool = False
    rows_read: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()  # sentences for the person who loads it
    unread: dict[str, int] = field(default_factory=dict)
    read_with: str | None = None
    whole: bool | None = None
    told_from: date | None = None
    columns: tuple[ReadColumn, ...] = ()
    unused: tuple[str, ...] = ()


class BadFile(ValueError):
    """A file that cannot be loaded: says which file, where (row, column) and what to do about
    it."""


# The tables of the improvement plan, in the order in which they are loaded.
PLAN_TABLES = (
    "inspection", "finding", "action", "action_measure", "milestone", "action_update", "evidence",
    "risk", "decision", "promise", "rating_key",
)  # fmt: skip
# Tables that hold more than what their list says: each has a loader of its own.
OWN_LOADER = {"advice", "referral", "support_contact", "event", "child", *PLAN_TABLES}


def plain_tables() -> list[Table]:
    """The tables of plain lists."""
    return [
        each
        for each in TABLES.values()
        if each.list and each.columns and each.name not in OWN_LOADER
    ]


if __name__ == "__main__":
    (ROOM / "schema.sql").write_text(schema_sql(), "utf-8")
