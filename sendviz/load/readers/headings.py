"""A council's headings for our columns, wherever they stand in a list, CSV or Excel: by a mapping,
else by the common names of tables/*.toml.

Vendors' export columns are not public, so any heading has to be accepted.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial
from pathlib import Path

import pandas as pd

from sendviz.catalogue.layouts import BadFile, Table
from sendviz.load.readers.common import (
    MARKS,
    Fits,
    Records,
    Refusals,
    above_note,
    best_row,
    csv_frame,
    decode,
    head_rows,
    listed,
    read_bytes,
    text_table,
)
from sendviz.load.readers.documents import WORD, document_sheets
from sendviz.load.readers.joined_sheets import joined, same_headings
from sendviz.load.readers.words import code_of, codes_by_word
from sendviz.load.readers.workbooks import is_workbook, workbook

Mapped = Mapping | str | Path | None
# A second sheet with so many of the headings that the best one has may hold more of the list.
ALSO_A_LIST = 2 / 3


@dataclass(frozen=True)
class Headings:
    """Canonical column -> their heading, and -> their word (folded) -> our code; their dates."""

    columns: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    date_format: str | None = None
    sheet: str | None = None


def read_headings(mapping: Mapped, table: Table) -> Headings:
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


def read_mapping(mapping: Mapped) -> dict:
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
    known = {column: codes_by_word(table, column) for column in raw.columns}
    return raw.assign(
        **{
            column: _each_once(raw[column], partial(code_of, codes=codes))
            for column, codes in known.items()
            if codes
        }
    )


def _coded(values: pd.Series, codes: Mapping[str, str]) -> pd.Series:
    if not codes:
        return values
    return _each_once(values, lambda text: codes.get(fold(text), text))


def _each_once(values: pd.Series, code: Callable[[str], str]) -> pd.Series:
    # Thousands of rows hold a few words.
    return values.map({text: code(text) for text in values.unique()}).astype("str")


def bare(heading: str) -> str:
    """A heading without blanks, marks, brackets and capitals."""
    return re.sub("[^a-z0-9]", "", re.sub(r"\(.*?\)", "", heading.lower()))


def fits(columns: set[str], table: Table) -> bool:
    """Whether these canonical columns are enough for a list of this kind, and none forbids it."""
    return not columns & {*table.unless} and all(columns & {*choice} for choice in table.needed)


def recognised(headings: list[str], table: Table, own: Headings | None = None) -> set[str]:
    """The canonical columns that these headings are, by the mapping or else by common names."""
    mapped = own.columns if own else {}
    plain, folded = {bare(text) for text in headings}, {fold(text) for text in headings}
    others = table.other_headings()
    by_name = {
        column
        for column in {*table.known, *table.unless} - set(mapped)
        if plain & {bare(column), *others.get(column, ())}
    }
    return by_name | {column for column, text in mapped.items() if fold(text) in folded}


def list_frame(
    path: Path, table: Table, own: Headings, refusals: Refusals
) -> tuple[pd.DataFrame, tuple[str, ...], bool]:
    """All cells as text, the row in the file as the index; notes; whether it is a workbook.

    The headings are those of the sheet and row that has the most of the kind's. The rows of sheets
    with the same headings are read together. Raises BadFile for a file that cannot be read, and
    where sheets with different headings could be the list.
    """

    def means(heading: str) -> set[str]:
        return recognised([heading], table, own)

    def fits(cells: list[str]) -> int:
        return len(recognised(cells, table, own))

    if not is_workbook(path):
        return *csv_frame(read_bytes(path), path.name, refusals, fits), False
    sheets = {name: rows for name, rows in workbook(path).items() if rows}
    names, notes = _sheets(path.name, sheets, own.sheet, fits, table)
    if len(names) > 1:
        chosen = {name: sheets[name] for name in names}
        found, said = joined(path.name, chosen, table, fits, means, refusals)
        return found, said + notes, True
    rows = sheets[names[0]]
    at, most = best_row(rows, fits)
    notes += above_note(rows, at, path.name)
    return text_table(rows[at:], path.name, refusals, known=most > 1), notes, True


def _sheets(
    file_name: str, sheets: dict[str, Records], wanted: str | None, fits: Fits, table: Table
) -> tuple[list[str], tuple[str, ...]]:
    """The sheets that hold the list, and a sentence on the others. Raises BadFile for several with
    different headings.
    """
    if wanted is not None and wanted not in sheets:
        raise BadFile(f"{file_name}: has no sheet {wanted} with rows, which the mapping names.")
    if not sheets:
        raise BadFile(f"{file_name}: the workbook is empty. Export it again.")
    scores = {name: best_row(rows, fits)[1] for name, rows in sheets.items()}
    best = wanted or max(scores, key=scores.__getitem__)
    also = [name for name in scores if scores[name] >= ALSO_A_LIST * scores[best]]
    chosen = also if wanted is None and scores[best] > 1 else [best]
    if not same_headings({name: sheets[name] for name in chosen}, fits):
        raise BadFile(
            f"{file_name}: {len(also)} sheets with different headings could be the {table.list} "
            f"({listed(also)}). Keep one, name it as `sheet` in a mapping (--map), or give all the "
            "same headings."
        )
    others = [name for name in sheets if name not in chosen]
    verb = f"sheet '{best}' was read; not read" if len(chosen) == 1 else "sheets not read"
    return chosen, (f"{file_name}: {verb}: {listed(others)}.",) if others else ()


def heads(path: Path, sheet: str | None = None) -> Iterator[Records]:
    """The first rows that hold something: of each sheet, of each table of a document, or of a CSV
    by each separator.

    Raises BadFile for a file that cannot be read.
    """
    if path.suffix.lower() == WORD:
        yield from (each.texts() for each in document_sheets(path))
        return
    if is_workbook(path):
        for name, rows in workbook(path).items():
            if sheet in (None, name):
                yield rows
        return
    text, _ = decode(read_bytes(path), path.name)
    yield from map(partial(head_rows, text), MARKS)
