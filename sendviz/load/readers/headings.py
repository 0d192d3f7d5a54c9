"""A council's headings for our columns: by a mapping, else by the common names of tables/*.toml.

Vendors' export columns are not public, so any heading has to be accepted (domain notes, section 5).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from sendviz.catalogue.layouts import BadFile, Table


@dataclass(frozen=True)
class Headings:
    """Canonical column -> their heading, and -> their word (folded) -> our code; their dates."""

    columns: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    date_format: str | None = None
    sheet: str | None = None


def read_headings(mapping: Mapping | str | Path | None, table: Table) -> Headings:
    """The mapping for lists of a table.

    A mapping is a dict, or a TOML file of lines `received = "Date Received"`, optionally
    `date_format` (as `%d/%m/%y`), `sheet`, and tables `[values.<column>]` of lines `"Their word" =
    "our code"`. Raises BadFile for a column or setting that does not exist, and for anything that
    is not text.
    """
    known = table.known
    where = Path(mapping).name if isinstance(mapping, str | Path) else "The mapping"
    found = read_mapping(mapping)
    values = found.pop("values", {})
    settings = {key: found.pop(key, None) for key in ("date_format", "sheet")}
    tables = values if isinstance(values, Mapping) else {}
    unknown = sorted({*found, *tables} - set(known))
    if unknown:
        raise BadFile(
            f"{where}: there is no column {', '.join(map(str, unknown))} in a {table.list}."
            f"{meant(unknown, known)} Its columns are {', '.join(known)}."
        )
    texts = [*found.values(), *(value for value in settings.values() if value is not None)]
    texts += [
        code for words in tables.values() if isinstance(words, Mapping) for code in words.values()
    ]
    nested = all(isinstance(words, Mapping) for words in (values, *tables.values()))
    if not nested or not all(isinstance(text, str) for text in texts):
        raise BadFile(f"{where}: headings and codes have to be text in quote marks.")
    folded = {
        column: {fold(str(word)): code for word, code in words.items()}
        for column, words in tables.items()
    }
    return Headings(found, folded, **settings)


def meant(unknown: list, known: tuple[str, ...]) -> str:
    """A question after the columns that are spelt nearly so; empty if none is."""
    near = [each for text in unknown for each in get_close_matches(str(text), known, 1)]
    return f" Did you mean {', '.join(dict.fromkeys(near))}?" if near else ""


def fold(text: str) -> str:
    """A heading or word for comparing: one blank between words, no capitals."""
    return " ".join(text.split()).casefold()


def read_mapping(mapping: Mapping | str | Path | None) -> dict:
    """A mapping as it is written, unchecked. Raises BadFile if it is no file of TOML."""
    return dict(_from_file(Path(mapping)) if isinstance(mapping, str | Path) else mapping or {})


def _from_file(path: Path) -> dict:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise BadFile(f"{path.name}: cannot be opened ({error.strerror}).") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadFile(f"{path.name}: is not a mapping in TOML ({type(error).__name__}).") from None


def rename(
    frame: pd.DataFrame, own: Headings, table: Table, name: str
) -> tuple[pd.DataFrame, dict[str, str]]:
    """The columns that we know, under our names, their words turned into our codes; and their
    headings.

    Raises BadFile for headings of the mapping that are not there, for two columns that could be the
    same, and for needed columns that are missing (of each of `needed` one is enough): all at once.
    """
    others = table.other_headings()
    headings = {fold(heading): heading for heading in frame.columns}
    absent = [heading for heading in own.columns.values() if fold(heading) not in headings]
    if absent:
        raise BadFile(f"{name}: has no column headed {', '.join(absent)}, which the mapping names.")
    taken = {column: headings[fold(heading)] for column, heading in own.columns.items()}
    for column in table.known:
        if column not in taken:
            free = [heading for heading in frame.columns if heading not in taken.values()]
            guess = _guess(column, free, name, others.get(column, frozenset()))
            taken |= {column: guess} if guess else {}
    missing = [" or ".join(choice) for choice in table.needed if not set(choice) & set(taken)]
    if missing:
        raise BadFile(
            f"{name}, read as a {table.list}: lacks the columns {', '.join(missing)}. Put these "
            "headings in one row, or give a mapping (--map) from your headings."
        )
    return pd.DataFrame(
        {
            column: _coded(frame[heading], own.values.get(column, {}))
            for column, heading in taken.items()
        }
    ), taken


def _guess(column: str, headings: list[str], name: str, others: frozenset[str]) -> str | None:
    ours = [heading for heading in headings if bare(heading) == bare(column)]
    found = ours or [heading for heading in headings if bare(heading) in others]
    if len(found) > 1:
        raise BadFile(
            f"{name}: the columns {' and '.join(found)} could both be {column}. "
            "Say which in a mapping."
        )
    return found[0] if found else None


def with_codes(raw: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The same text with words that councils write as codes; all else stays, for the checks."""
    codes = table.code_of_word()
    known = [column for column in raw.columns if column in codes]
    return raw.assign(**{column: _coded(raw[column], codes[column]) for column in known})


def _coded(values: pd.Series, codes: Mapping[str, str]) -> pd.Series:
    if not codes:
        return values
    return values.map(lambda text: codes.get(fold(text), text)).astype("str")


def bare(heading: str) -> str:
    """A heading without blanks, marks, brackets and capitals."""
    return re.sub("[^a-z0-9]", "", re.sub(r"\(.*?\)", "", heading.lower()))
