"""The cells of a list of the improvement plan as they are declared: days, numbers, codes, flags,
and free text, in which no child may be named.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from sendviz.catalogue.layouts import TABLES, BadFile, ReadColumn, word_key
from sendviz.load.readers.common import how_many
from sendviz.load.readers.days import ERROR, says_nothing, tidy
from sendviz.load.readers.headings import with_codes
from sendviz.load.readers.people import partner_of
from sendviz.load.readers.personal import what_names_a_child
from sendviz.load.readers.plan_days import FIRST, LAST, PlanDay, dated_bullets, plan_day
from sendviz.load.readers.plan_numbers import MixedColumn, plan_numbers
from sendviz.load.readers.plan_rows import PlanRows
from sendviz.load.readers.values import as_flag
from sendviz.load.readers.words import code_of, codes_by_word, unknown_words


def typed_rows(rows: PlanRows, day: date) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """Each row that can be kept as a dict of canonical columns (`row` its place; of a day without
    one `<column>_text`), and notes. Rows refused and cells not read are counted.

    day: of which the file tells. Raises BadFile for a column that mixes fractions and percentages.
    """
    notes: list[str] = []
    columns: dict[str, list[Any]] = {"row": [*rows.raw.index]}
    bad: set[int] = set()
    for column in rows.raw:
        texts = [*rows.raw[column]]
        columns |= _typed_column(rows, column, texts, day, bad, notes)
    lines = (
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    )
    return [line for line in lines if line["row"] not in bad], tuple(notes)


def _typed_column(
    rows: PlanRows, column: str, texts: list[str], day: date, bad: set[int], notes: list[str]
) -> dict[str, list[Any]]:
    kind = rows.table.kind(column)
    if kind == "date":
        return _days(rows, column, texts, bad, notes)
    if kind == "flag":
        flags = [as_flag(tidy(text)) for text in texts]
        return {column: _known(rows, column, texts, flags, "is neither yes nor no")}
    if codes := codes_by_word(rows.table, column):
        ours = {*codes.values()}
        coded = [code_of(text, codes) for text in texts]
        found = [code if code in ours else None for code in coded]
        return {column: found, f"{column}_text": [tidy(text) for text in texts]}
    if kind == "number":
        return _numbers(rows, column, texts)
    return {column: _free_texts(rows, column, texts, day, bad)}


def _days(
    rows: PlanRows, column: str, texts: list[str], bad: set[int], notes: list[str]
) -> dict[str, list[Any]]:
    found = [_day_of_cell(text) for text in texts]
    both = zip(texts, found, strict=True)
    months = [(text, each.day) for text, each in both if each.month and each.day]
    if months:
        text, last = tidy(months[0][0]), months[0][1]
        notes.append(
            f"Under {rows.heading(column)} '{text}' is a month and a year, so {last.day} "
            f"{last:%B %Y}; {how_many(len(months), 'cell was', 'cells were')} read so."
        )
    for place, each in zip(rows.raw.index, found, strict=True):
        if each.problem:
            what = f"{each.problem}: write it as 31/03/2025, between {FIRST.year} and {LAST.year}"
            _refuse(rows, f"{rows.heading(column)} {what}, or Ongoing", place, bad)
    return {
        column: [each.day for each in found],
        f"{column}_text": [each.text for each in found],
    }


def _refuse(rows: PlanRows, sentence: str, place: int, bad: set[int]) -> None:
    """Leave a row out, which counts once whatever else is wrong with it."""
    if place not in bad:
        rows.refusals.add(sentence, [place])
    bad.add(place)


def _day_of_cell(text: str) -> PlanDay:
    """The day of a cell; of bullets that each begin with theirs the last one."""
    bullets = dated_bullets(text)
    return PlanDay(max(day for day, _ in bullets)) if bullets else plan_day(text)


def _numbers(rows: PlanRows, column: str, texts: list[str]) -> dict[str, list[Any]]:
    try:
        found = plan_numbers(texts)
    except MixedColumn:
        raise BadFile(
            f"{rows.path.name}, column {rows.heading(column)}: some shares are written as "
            "fractions (0.08) and others as percentages (8%). Write all of them one way. Nothing "
            "was changed."
        ) from None
    for place, each in zip(rows.raw.index, found, strict=True):
        if each.problem:
            rows.refusals.unread(f"{rows.heading(column)} {each.problem}", [place])
    return {
        column: [each.value for each in found],
        f"{column}_blank": [each.blank for each in found],
        f"{column}_text": [tidy(text) for text in texts],
    }


def _known(
    rows: PlanRows, column: str, texts: list[str], found: list[Any], problem: str
) -> list[Any]:
    """The values; filled cells without one are counted as not read."""
    for place, text, value in zip(rows.raw.index, texts, found, strict=True):
        if value is None and not says_nothing(tidy(text)):
            rows.refusals.unread(f"{rows.heading(column)} {problem}", [place])
    return found


def _free_texts(
    rows: PlanRows, column: str, texts: list[str], day: date, bad: set[int]
) -> list[str | None]:
    """Tidy text, a line a paragraph; rows that name a child are refused."""
    found: list[str | None] = []
    for place, text in zip(rows.raw.index, texts, strict=True):
        if named := what_names_a_child(text, day):
            looks = f"{rows.heading(column)}: this looks like {named}"
            _refuse(rows, f"{looks}. Take it out and load the file again", place, bad)
        lines = "\n".join(line for part in text.splitlines() if (line := tidy(part)))
        blank = says_nothing(lines) or ERROR.fullmatch(lines)
        found.append(None if blank else lines)
    return found


def _understood(raw: pd.DataFrame) -> pd.DataFrame:
    """The text of coded columns, without what is understood otherwise than word by word: names of
    partners, and states such as White in a column of ratings."""
    states = codes_by_word(TABLES["improvement_plan"], "state")
    known = {"partner": partner_of, "rating": lambda text: states.get(word_key(text))}
    return raw.assign(
        **{
            column: ["" if told(text) else text for text in raw[column]]
            for column, told in known.items()
            if column in raw
        }
    )


def read_columns(rows: PlanRows) -> tuple[ReadColumn, ...]:
    """How each column of the file was read."""
    unknown = unknown_words(_understood(with_codes(rows.raw, rows.table)), rows.table)
    return tuple(
        ReadColumn(
            heading, rows.table.name, column, len(rows.raw),
            int(rows.raw[column].map(lambda text: not says_nothing(tidy(text))).sum()), 0,
            unknown.get(column, pd.Series(dtype="int64")).to_dict(),
        )
        for column, heading in rows.headings.items()
        if column in rows.raw
    )  # fmt: skip
