"""What is understood of a file before it is loaded, as the command `check` tells it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sendviz.kit import words
from sendviz.kit.html import Cell, Table, table_of
from sendviz.kit.words import counted, number, percent
from sendviz.panels.about_the_data import EFFECT, FILES, Rule
from sendviz.panels.panel import Panel

# What a file holds of the open cases, in the words of the page, and the option that says it.
WHOLE = {"As the file says": "", "Every open case": "--whole", "Some of them": "--part"}
# What the command calls its options, and what stands on the page instead.
ON_THE_PAGE = {
    "python -m sendviz template --help": "the files to fill in, below",
    "python -m sendviz template shows": "each of the files to fill in, below, shows",
    "--reference-date 2026-01-15": "the day under “Tells to”",
    "--reference-date": "“Tells to”",
    "--council": "“Council”",
    "--postcodes": "“Postcode list”",
    "--whole": "“Every open case”",
    "--part": "“Some of them”",
    "--from": "“Tells from”",
    "--map": "“Headings map”",
    "--db": "the file of the app",
}


def in_words_of_the_page(told: str) -> str:
    """A sentence of the command line with the names of the page's own fields."""
    told = told.removeprefix("sendviz: ")
    for option, name in ON_THE_PAGE.items():
        told = told.replace(option, name)
    return told


def checked_panel(found: Mapping[str, Any], rules: Mapping[str, Rule]) -> Panel:
    """One file: whose it is and of which days it tells, what it would count, its headings, what is
    left out or in doubt, and why it would not be loaded. found: as `check --format json`."""
    problem = found["problem"]
    return Panel(
        f"checked_{found['file']}",
        f"{found['file']}: {'would not be loaded' if problem else 'would be loaded'}",
        FILES.get(found["kind"], found["source"]),
        sentences=tuple(in_words_of_the_page(each) for each in _sentences(found)),
        tables=tuple(_tables(found, rules)),
    )


def _sentences(found: Mapping[str, Any]) -> Iterator[str]:
    if found["problem"]:
        yield found["problem"]
    yield f"{_days(found)} {_rows(found['rows'])}".strip()
    yield from _listed("Left out", found["left_out"])
    unread = [f"{what} ({number(n)})" for what, n in found["cells_unread"].items()]
    yield from _listed("Cells that cannot be read", unread)
    yield from _listed("Columns not used", found["not_used"])
    unknown = [
        f"{each['heading']}: {each['unknown_words']}"
        for each in found["columns"]
        if each["unknown_words"]
    ]
    yield from _listed("Words that are not known", unknown)
    yield from (words.capital(each) for each in found["remarks"])


def _listed(title: str, texts: Sequence[str]) -> Iterator[str]:
    if texts:
        yield f"{title}: {'; '.join(texts)}."


def _days(found: Mapping[str, Any]) -> str:
    last = found["reference_date"]
    if not last:
        return f"Edition {found['edition']}." if found["edition"] else ""
    first = found["told_from"]
    start = f"Tells of {words.day(first)} to" if first else "Tells to"
    return f"{start} {words.day(last)}."


def _rows(rows: Mapping[str, Any]) -> str:
    read = f"{counted(rows['read'], 'rows')} read"
    if rows["kept"] is None:
        return f"{read}."
    return f"{read}, {number(rows['kept'])} kept, {number(rows['refused'])} left out."


def _tables(found: Mapping[str, Any], rules: Mapping[str, Rule]) -> Iterator[Table]:
    name = found["file"]
    if found["counted"]:
        rows = [
            [Cell(f"{each['measure']}, {each['of']}" if each["of"] else each["measure"]),
             Cell(each["value"])]
            for each in found["counted"]
        ]  # fmt: skip
        title = "What it would count by itself"
        yield table_of(f"{name}: what it would count", ["Measure", "Count"], rows, title=title)
    if found["issues"]:
        head = ["Rule", "Rows", "What is wrong", "What to do"]
        title = "Doubts and errors"
        yield table_of(
            f"{name}: doubts and errors",
            head,
            [_issue(each, rules) for each in found["issues"]],
            wide=True,
            title=title,
        )
    if found["columns"]:
        head = ["Heading", "Is read as", "Cells read", "Not read", "Blank"]
        title = "How each heading is read"
        rows = [_column(each) for each in found["columns"]]
        yield table_of(f"{name}: headings", head, rows, wide=True, title=title)


def _issue(each: Mapping[str, Any], rules: Mapping[str, Rule]) -> list[Cell]:
    rule, effect = rules.get(each["rule"]), EFFECT.get(each["severity"], each["severity"])
    fix = rule.fix if rule else ""
    return [
        Cell(each["rule"], small=each["severity"]),
        Cell(number(each["rows"]), number=True),
        Cell(each["what"], small=effect),
        Cell(fix),
    ]


def _column(each: Mapping[str, Any]) -> list[Cell]:
    read, rows, filled = each["read"], each["cells"], each["filled"]
    share = f"{number(read)} of {number(rows)} ({percent(read / max(rows, 1))})"
    return [
        Cell(each["heading"]),
        Cell(each["read_as"]),
        Cell(share),
        Cell(number(filled - read), number=True),
        Cell(number(rows - filled), number=True),
    ]
