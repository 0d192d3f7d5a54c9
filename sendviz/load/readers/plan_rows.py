"""The rows of a list of the improvement plan, from all sheets and tables of a file that hold one,
as text under canonical names, then typed as tables/plan.toml declares.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sendviz.catalogue.layouts import EXAMPLE, BadFile, Table
from sendviz.load.readers.common import (
    LOOKED_AT,
    SHEET_ROWS,
    Refusals,
    best_row,
    listed,
    text_table,
)
from sendviz.load.readers.documents import WORD, document_sheets
from sendviz.load.readers.headings import (
    Headings,
    Mapped,
    fits,
    read_headings,
    recognised,
    rename,
)
from sendviz.load.readers.plan_sheets import Cell, Sheet, csv_sheet, workbook_sheets
from sendviz.load.readers.workbooks import is_workbook

# Merged or blank cells of these take what stands above them, in other lists than plans only merged
# ones of the finding; those of days and states never do.
FILLED_DOWN = ("theme", "finding", "kind", "workstream", "partner", "lead_role", "accountable_role")
PLAN = "improvement_plan"
# Begins the title of a sheet or table that is about one finding: Priority action 2, Weakness 1.
TITLE = re.compile(
    r"(?:area (?:for|of) )?(?:priority action|priority|weakness|objective|improvement"
    r"|recommendation|finding|theme|outcome)s?\s+(?:area\s+)?\d",
    re.IGNORECASE,
)
GROUP = "finding"  # with a new one, the others begin anew


@dataclass(frozen=True)
class PlanRows:
    """The rows of a list. raw: text under canonical names, by row and sheet (`SHEET_ROWS`); cells:
    of each row its cells, by canonical name, and its first one under ""."""

    path: Path
    table: Table
    raw: pd.DataFrame
    cells: dict[int, dict[str, Cell]]
    headings: dict[str, str]
    sheets: tuple[str, ...]
    above: tuple[str, ...]  # titles: what stands above the headings, names of sheets
    notes: tuple[str, ...]
    unused: tuple[str, ...]
    others: pd.DataFrame  # the cells of the columns that are not read, under their own headings
    own: Headings
    refusals: Refusals
    slipped: int  # rows that were left out, as they slipped sideways

    def heading(self, column: str) -> str:
        """The file's own heading of a column."""
        return self.headings.get(column, column)

    def place(self, row: int) -> str:
        """File, sheet and row, for a sentence."""
        sheet, number = divmod(row, SHEET_ROWS)
        name = self.sheets[sheet]
        return f"{self.path.name}, {f'sheet {name!r}, ' if name else ''}row {number}"


def sheets_of(path: Path, own: Headings, table: Table) -> tuple[list[Sheet], tuple[str, ...]]:
    """The sheets or tables of a file, and notes. Raises BadFile for a file that cannot be read."""
    if path.suffix.lower() == WORD:
        return document_sheets(path), ()
    if is_workbook(path):
        found = workbook_sheets(path)
        return [each for each in found if own.sheet in (None, each.name)], ()
    return csv_sheet(path, lambda cells: len(recognised(cells, table, own)))


def read_plan_rows(path: Path, table: Table, mapping: Mapped) -> PlanRows:
    """The rows of all sheets whose headings are those of the list.

    Raises BadFile for a file that cannot be read, for columns that are missing or could be the same
    (all of one sheet at once), and for a list without rows.
    """
    own = read_headings(mapping, table)
    sheets, notes = sheets_of(path, own, table)
    if not any(each.rows for each in sheets):
        raise BadFile(f"{path.name}: the file is empty. Export it again.")
    ours = [each for each in sheets if _is_list(each, table, own)]
    # With none, the best one tells what it lacks.
    chosen = ours or [max(sheets, key=lambda each: _heads(each, table, own)[1])]
    refusals = Refusals()
    refusals.sheets = tuple(each.name for each in chosen) if len(chosen) > 1 else ()
    read = [_one_sheet(path, n, each, table, own, refusals) for n, each in enumerate(chosen)]
    raw = pd.concat([each[0] for each in read]).fillna("")
    if raw.empty:
        raise BadFile(f"{path.name}: holds no rows below the headings.")
    return PlanRows(
        path,
        table,
        raw,
        {row: found for each in read for row, found in each[1].items()},
        {
            column: text
            for _, _, headings, _, _ in reversed(read)
            for column, text in headings.items()
        },
        tuple(each.name for each in chosen),
        tuple(text for _, _, _, above, _ in read for text in above),
        notes + _sheet_notes(path, sheets, chosen),
        tuple(dict.fromkeys(text for each in read for text in each[4])),
        pd.concat([each[4] for each in read]).fillna(""),
        own,
        refusals,
        refusals.rows(),
    )


def _sheet_notes(path: Path, sheets: list[Sheet], chosen: list[Sheet]) -> tuple[str, ...]:
    names = [each.name for each in chosen]
    others = [each.name for each in sheets if each.rows and each.name not in names]
    together = [f"Read together: {listed(names)}."] if len(names) > 1 else []
    return (*together, *([f"{path.name}: not read: {listed(others)}."] if others else []))


def _is_list(sheet: Sheet, table: Table, own: Headings) -> bool:
    """Whether a row of a sheet has the needed headings, and another one."""
    return any(
        fits(found, table) and len(found) > 1
        for _, cells in sheet.texts()[:LOOKED_AT]
        if (found := recognised(cells, table, own))
    )


def _heads(sheet: Sheet, table: Table, own: Headings) -> tuple[int, int]:
    return best_row(sheet.texts(), lambda cells: len(recognised(cells, table, own)))


Read = tuple[
    pd.DataFrame, dict[int, dict[str, Cell]], dict[str, str], tuple[str, ...], pd.DataFrame
]


def _one_sheet(
    path: Path, number: int, sheet: Sheet, table: Table, own: Headings, refusals: Refusals
) -> Read:
    top = _heads(sheet, table, own)[0]
    where = f"{path.name}, sheet '{sheet.name}'" if sheet.name else path.name
    titles = [text for _, cells in sheet.texts()[:top] for text in cells if text.strip()]
    heads = [" ".join(cell.text.split()) for cell in sheet.rows[top][1]]
    body, groups = _without_group_rows(
        _below(sheet, top, heads, number), _places_of_titles(heads, table, own)
    )
    records = [(row, [cell.text for cell in cells]) for row, cells in body]
    frame = text_table([(sheet.rows[top][0], heads), *records], where, refusals, known=True)
    raw, headings = rename(frame, own, table, where)
    at = {column: heads.index(heading) for column, heading in headings.items()}
    cells = {
        row: {"": cells[0]} | {column: cells[place] for column, place in at.items()}
        for row, cells in body
    }
    raw = _with_groups(raw, groups, _title_of(sheet, titles), table)
    raw = _filled_down(raw, cells) if table.name == PLAN else _unmerged(raw, cells)
    raw = raw[[not _is_example(cells) for cells in raw.itertuples(index=False, name=None)]]
    others = frame.drop(columns=[*headings.values()])
    return raw, cells, headings, (*sheet.above, sheet.name, *titles), others


def _is_example(cells: tuple[str, ...]) -> bool:
    """Whether a row is that of a template, which is passed over."""
    return any(text.strip() == EXAMPLE or text.startswith("Example:") for text in cells)


Body = list[tuple[int, tuple[Cell, ...]]]


def _below(sheet: Sheet, top: int, heads: list[str], number: int) -> Body:
    """The rows below the headings, numbered on by sheet, as far as there are headings; without the
    headings again of a table that goes on over the page. A CSV is left as wide as it is: there a
    row that is too wide has slipped."""
    last = max(at for at, text in enumerate(heads) if text) + 1
    wide = last if sheet.name else len(heads)
    return [
        (row + number * SHEET_ROWS, cells[:wide])
        for row, cells in sheet.rows[top + 1 :]
        if [" ".join(cell.text.split()) for cell in cells] != heads
        and any(cell.text.strip() for cell in cells[:wide])
    ]


def _places_of_titles(heads: list[str], table: Table, own: Headings) -> set[int]:
    """Where a cell alone in its row is a title of the rows below: in plans under the finding, and
    in the first column unless it holds the actions."""
    if table.name != PLAN:
        return set()
    means = [recognised([text], table, own) for text in heads]
    first = set() if means[0] & {*table.needed[0]} else {0}
    return first | {at for at, columns in enumerate(means) if GROUP in columns}


def _without_group_rows(body: Body, titles: set[int]) -> tuple[Body, dict[int, str]]:
    """The rows without those that hold a title of the rows below them: one cell alone, that is
    merged over most of the others or stands in a place of titles. And of each row the title above
    it."""
    kept: Body = []
    groups, group = {}, ""
    for row, cells in body:
        filled = [at for at, cell in enumerate(cells) if cell.text.strip()]
        merged = sum(cell.joined == "left" for cell in cells) >= len(cells) / 2
        above = any(cell.joined == "above" for cell in cells)
        if len(filled) == 1 and not above and (merged or filled[0] in titles):
            group = cells[filled[0]].text
        else:
            kept.append((row, cells))
            groups[row] = group
    return kept, groups


def _title_of(sheet: Sheet, titles: list[str]) -> str:
    """What a sheet or table is about: a title such as Priority 2: Therapy, else the text above the
    table, else the name of the sheet, unless that says nothing."""
    said = [text for text in (*sheet.above, *titles) if TITLE.match(text.strip())]
    above = said[-1] if said else sheet.above[-1] if sheet.above else sheet.name
    return "" if above.casefold().startswith(("sheet", "table")) else above


def _with_groups(
    raw: pd.DataFrame, groups: Mapping[int, str], title: str, table: Table
) -> pd.DataFrame:
    """The findings of a plan from titles between the rows, where no cell tells them; without a
    column of findings else from the title of the whole sheet."""
    if table.name != PLAN or raw.empty:
        return raw
    if GROUP not in raw:
        return raw.assign(**{GROUP: [groups.get(row) or title for row in raw.index]})
    told, before = [], ""
    for row, text in raw[GROUP].items():
        group = groups.get(row, "")
        told.append(group if group != before and not text.strip() else text)
        before = group
    return raw.assign(**{GROUP: told})


def _unmerged(raw: pd.DataFrame, cells: Mapping[int, Mapping[str, Cell]]) -> pd.DataFrame:
    """The finding of a merged cell in each of its rows."""
    if GROUP not in raw:
        return raw
    joined = [cells[row][GROUP].joined == "above" for row in raw.index]
    filled = raw[GROUP].replace("", None).ffill().fillna("")
    return raw.assign(**{GROUP: filled.where(joined, raw[GROUP])})


def _filled_down(raw: pd.DataFrame, cells: Mapping[int, Mapping[str, Cell]]) -> pd.DataFrame:
    """Blank cells of the columns that are filled down with what stands above them."""
    columns = [column for column in FILLED_DOWN if column in raw]
    held: dict[str, str] = {}
    found = []
    for row, line in zip(raw.index, raw[columns].to_dict("records"), strict=True):
        if line.get(GROUP, "").strip() and line[GROUP] != held.get(GROUP):
            joined = {c for c in columns if cells[row].get(c, Cell()).joined}
            held = {column: text for column, text in held.items() if column in joined}
        line = {c: text if text.strip() else held.get(c, "") for c, text in line.items()}
        held |= {column: text for column, text in line.items() if text.strip()}
        found.append(line)
    return raw.assign(**{column: [line[column] for line in found] for column in columns})
