"""A list that somebody is about to send, judged by the rules: how many rows each finds, and which,
by their number in the sheet. Nothing that names a child is told or kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from sendviz.catalogue.annex_a import FIXERS, column_set
from sendviz.findings.annex import Judged, judge, rule_of, rules_of
from sendviz.findings.annex_rule import SEVERITIES
from sendviz.kit.csv import csv_text
from sendviz.kit.html import Cell, Download, Table, table_of
from sendviz.kit.words import counted, day, joined, number, percent
from sendviz.panels.annex import counts_of
from sendviz.panels.annex_checker import columns_words
from sendviz.panels.panel import Panel

FIRST = 5
COLUMNS = ("Sheet", "Row", "Rule", "What is wrong", "What to do", "Who mends it", "How grave")


def given_panel(
    name: str,
    day_of_list: date,
    lists: Mapping[int, pd.DataFrame],
    sheets: Mapping[int, str],
    notes: Sequence[str] = (),
    phases: Mapping[str, str] | None = None,
) -> Panel:
    """What the rules find in the lists of a file. lists, sheets, notes: as its reader gives them;
    phases: of schools by URN, for X6."""
    judged = judge(lists, day_of_list, phases)
    rows = rows_to_mend(judged, sheets)
    n = {number_of: judged.rows_with(number_of, "error") for number_of in lists}
    size = sum(map(len, lists.values()))
    errors = sum(n.values())
    return Panel(
        "annex_given",
        f"{name}: {number(errors)} of {counted(size, 'children')} with an error",
        f"Judged on {day(day_of_list)}, the day of the lists",
        sentences=(
            *(_of_list(judged, sheets, number_of) for number_of in lists),
            columns_words(column_set(day_of_list))[0],
        ),
        notes=(*notes, *_not_judged(judged, sheets)),
        tables=(_table(judged),) if len(rows) else (),
        rows=rows if len(rows) else None,
        downloads=(Download("Download the rows to mend (CSV)", "rows_to_mend.csv", csv_text(rows)),)
        if len(rows)
        else (),
    )


def _of_list(judged: Judged, sheets: Mapping[int, str], number_of: int) -> str:
    size = len(judged.lists[number_of])
    counts = [(judged.rows_with(number_of, severity), severity) for severity in SEVERITIES]
    told = [
        f"{number(n)} with {'an' if severity == 'error' else 'a'} {severity}"
        f"{f' ({percent(n / size, 1)})' if n else ''}"
        for n, severity in counts
    ]
    return (
        f"List {number_of} (sheet {sheets[number_of]}), {counted(size, 'children')}: "
        f"{joined(told)}."
    )


def _not_judged(judged: Judged, sheets: Mapping[int, str]) -> list[str]:
    """The rules that need what the file does not hold, list by list; not those of columns that the
    lists never had."""
    found = []
    for number_of in judged.lists:
        usual = {rule.codes[number_of] for rule in rules_of(number_of) if rule.is_of_own_columns}
        codes = [c for (n, c) in judged.not_judged if n == number_of and c not in usual]
        if codes:
            found.append(f"Not judged in list {number_of}: {joined(codes)}.")
    return found


def _table(judged: Judged) -> Table:
    rows = []
    for each in counts_of(judged):
        if each.n:
            rows.append(
                [
                    Cell(each.code, small=f"list {each.number}, {each.rule.severity}"),
                    Cell(number(each.n), number=True),
                    Cell(each.rule.words, small=each.rule.fix),
                    Cell(FIXERS[each.rule.fixer]),
                    Cell(_first_rows(judged, each.number, each.code)),
                ]
            )
    head = ["Rule", "Rows", "What is wrong, and what to do", "Who mends it", "Rows of the sheet"]
    return table_of("Rules that find something", head, rows, wide=True)


def _first_rows(judged: Judged, number_of: int, code: str) -> str:
    held = judged.issues["list"].eq(number_of) & judged.issues["code"].eq(code)
    rows = sorted(judged.issues.loc[held, "row"].astype(int))
    more = f" and {number(len(rows) - FIRST)} more" if len(rows) > FIRST else ""
    return f"{', '.join(map(str, rows[:FIRST]))}{more}"


def rows_to_mend(judged: Judged, sheets: Mapping[int, str], first: int = 0) -> pd.DataFrame:
    """One row for each rule and row of a list, with the columns COLUMNS, errors first. first: the
    row of the sheet in which the row labelled nought stands."""
    parts = []
    for (number_of, code), issues in judged.issues.groupby(["list", "code"]):
        rule = rule_of(number_of, code)
        parts.append(
            pd.DataFrame(
                {
                    "Sheet": sheets[number_of],
                    "Row": issues["row"].astype(int) + first,
                    "Rule": code,
                    "What is wrong": rule.words,
                    "What to do": [f"{each} {rule.fix}".strip() for each in issues["excuse"]],
                    "Who mends it": FIXERS[rule.fixer],
                    "How grave": SEVERITIES[rule.severity],
                }
            )
        )
    if not parts:
        return pd.DataFrame(columns=list(COLUMNS))
    rows = pd.concat(parts)
    order = rows["How grave"].map([*SEVERITIES.values()].index)
    rows = rows.assign(order=order).sort_values(["order", "Sheet", "Row"], kind="stable")
    return rows[[*COLUMNS]].reset_index(drop=True)
