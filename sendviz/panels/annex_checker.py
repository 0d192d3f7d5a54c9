"""Which columns and rules these are, and where the public checker differs from its own sheet."""

from __future__ import annotations

from sendviz.ask import Records
from sendviz.catalogue.annex_a import FIXERS, IDENTIFIERS, ColumnSet, column_set
from sendviz.findings.annex_rule import SEVERITIES
from sendviz.findings.annex_rules import RULES
from sendviz.kit.html import Cell, table_of
from sendviz.kit.words import counted, whole_month
from sendviz.panels.panel import Panel

OWN_FILE = "the officer’s own file"
OTHER_FORMS = (
    "The checker puts all text in capitals, takes Excel alone, and only headings written exactly "
    "so, with the long dash. Here a hyphen is as good, CSV too, and headings in any order; a "
    "council’s own headings stand in a map."
)
HOW_TO_MAP = (
    "Were you sent other headings? Name yours in a map: one line a column, such as gender = "
    '"Sex", and words under [values.gender], such as "Boy" = "M".'
)


def columns_words(columns: ColumnSet) -> tuple[str, str]:
    """To when the columns are known, and what was changed since."""
    return (
        f"These are the columns known to {whole_month(columns.known_to)}: check them against the "
        "request that you are sent.",
        columns.revised,
    )


def checker_panel(records: Records) -> Panel:
    """Which columns and rules these are; folded away the differences from the public checker, all
    rules, and all columns."""
    columns = column_set(records.selection.as_at)
    return Panel(
        "annex_checker",
        f"The columns known to {whole_month(columns.known_to)}, and {len(RULES)} rules",
        sentences=(*columns_words(columns), OTHER_FORMS, HOW_TO_MAP),
        closed=(_differences(), _every_rule(), _every_column(columns)),
    )


def _differences() -> Panel:
    rows = [
        [Cell(each.name), Cell(each.words), Cell(each.checker)] for each in RULES if each.checker
    ]
    head = ["Rule", "Here", "The sheet, the checker, and here"]
    table = table_of("Differences from the public checker", head, rows, wide=True)
    title = f"Where these rules differ from the public checker or its sheet: {len(rows)} rules"
    note = "The checker of Data to Insight and its rule sheet, as published to April 2025."
    return Panel("annex_differences", title, tables=(table,), notes=(note,))


def _every_rule() -> Panel:
    rows = [
        [
            Cell(each.name, small=SEVERITIES[each.severity]),
            Cell(each.words),
            Cell(each.fix),
            Cell(FIXERS[each.fixer]),
        ]
        for each in RULES
    ]
    head = ["Rule", "What is wrong", "What to do", "Who mends it"]
    table = table_of("All rules", head, rows, wide=True)
    return Panel("annex_rules", f"All {counted(len(RULES), 'rules')}", tables=(table,))


def _every_column(columns: ColumnSet) -> Panel:
    rows = [
        [
            Cell(each.heading),
            Cell(" and ".join(map(str, each.lists))),
            Cell("; ".join(f"{a}) {word}" for a, word in each.codes.items()) or each.kind),
            Cell("our records" if each.source and each.id not in IDENTIFIERS else OWN_FILE),
        ]
        for each in columns.columns
    ]
    head = ["Heading", "List", "What it holds", "Filled from"]
    table = table_of("Columns", head, rows, wide=True)
    return Panel("annex_columns", f"All {counted(len(rows), 'columns')}", tables=(table,))
