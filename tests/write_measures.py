"""docs/measures.md, written from the catalogue and the cases made by hand: `make docs`."""

from __future__ import annotations

import ast
import csv
import inspect
import math
import tokenize
from collections.abc import Iterable, Sequence
from datetime import date
from io import StringIO
from pathlib import Path

import sqlglot

from sendviz import catalogue
from sendviz.ask.selection import Split
from sendviz.catalogue import Measure
from sendviz.catalogue.row import LEAST_DENOMINATOR, Row
from sendviz.kit.values import value_text
from sendviz.kit.words import day, joined, period_words
from sendviz.panels.about import official_words
from sendviz.stats.rounding import ordinal
from tests import test_measures
from tests.handmade import select
from tests.test_measures import EXPECTED, OF_CURVES, asked_of
from tests.test_statements import composed

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "measures.md"
COUNCILS = ROOT / "data" / "published" / "local_authorities.csv"
STORY = {
    "REQUESTS": "Requests for an assessment",
    "ADVICE": "Advice asked for",
    "PLANS": "Plans",
    "REVIEWS": "Annual reviews",
    "REFERRALS": "Referrals to health services",
    "SUPPORT": "Support offered to families who wait",
}
EXPRESSIONS = (
    "fact numerator denominator amount quantile enters leaves counts_from leaves_otherwise "
    "numerator_measure denominator_measure parts settles_in_days"
).split()
# Follow from the day received and the limits in law.
LEFT_OUT = {"decision_due", "no_plan_due", "plan_due"}
INTRODUCTION = """\
# Measures

Every figure of the app comes from one of these definitions. Each stands here with an answer worked
out by hand for a small made-up council, and with the statement that counts it. The tests hold the
app, and each statement as it is printed here, to these answers.

This file is made by `make docs` from `sendviz/catalogue/measures/`, `sendviz/catalogue/public.toml`
and `tests/test_measures.py`. A test holds it to them: change those, never this.

## The made-up council

Testshire, of 100,000 people aged 0 to 25, has the localities North (districts N1, N2) and South
(S1). It is seen on {as_at}, over {period}; what becomes of requests and referrals is counted
over the {year}, since less would not be settled. In law a request is decided on within 6 weeks
(42 days), a decision not to issue a plan is told within 16 (112), and a plan is issued within 20
(140). Rows are numbered; the answers name them by their numbers.

The statements are those for the whole council and one period. `$la_code` is '999', `$as_at` and
`$end` are {as_at}, `$start` is the first day of the period. The app asks the same by locality
and month, keeps the first steps in memory, and adds up.
"""

PUBLIC_INTRODUCTION = f"""\
## What public view is told of parts

Whole councils are told exactly. Of areas, and of kinds of children, public view is told these
tables and what adds up from them, never an area and a kind at once. They are made when the file is
built, from `sendviz/catalogue/public.toml`. Each column is parted among the parts in multiples that
add up to the multiple next to the whole, so that what is told as nought holds fewer than one step.
Other areas are sums of districts, and years of quarters. Shares of fewer than
{LEAST_DENOMINATOR} have counts and no percentage.
"""


def comments_of(name: str) -> list[str]:
    """The comment of every element of a list or dict of tests/test_measures.py, in their order:
    what stands after it, or alone above it; '' for none."""
    text = inspect.getsource(test_measures)
    found = {
        token.start[0]: (token.string.lstrip("# "), not token.line.lstrip().startswith("#"))
        for token in tokenize.generate_tokens(StringIO(text).readline)
        if token.type == tokenize.COMMENT
    }
    told = []
    for first, last in _lines_of_elements(ast.parse(text), name):
        above = first
        while (above - 1) in found and not found[above - 1][1]:
            above -= 1
        told.append(" ".join(found[line][0] for line in range(above, last + 1) if line in found))
    return told


def _lines_of_elements(tree: ast.Module, name: str) -> list[tuple[int, int]]:
    """(first line, last line) of every element of the list or dict of that name."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            if isinstance(node.value, ast.Dict):
                pairs = zip(node.value.keys, node.value.values, strict=True)
                return [(key.lineno, value.end_lineno) for key, value in pairs if key]
            if isinstance(node.value, ast.List):
                return [(each.lineno, each.end_lineno) for each in node.value.elts]
    raise KeyError(f"tests/test_measures.py has no list or dict {name}")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    told = [" | ".join(str(cell).replace("|", "\\|") for cell in line) for line in lines]
    return "".join(f"| {line} |\n" for line in told)


def story_table(name: str) -> str:
    """The rows of one part of the story: number, days, what differs between them, comment."""
    rows = [
        {key: value for key, value in row.items() if key not in LEFT_OUT}
        for row in getattr(test_measures, name)
    ]
    columns = list(dict.fromkeys(key for row in rows for key in row))
    columns = [c for c in columns if len({row.get(c) or "" for row in rows}) > 1]
    columns.sort(key=lambda c: not any(isinstance(row.get(c), date) for row in rows))
    told = [
        [str(n), *(_cell(row.get(c)) for c in columns), comment.removeprefix(f"{n} ")]
        for n, (row, comment) in enumerate(zip(rows, comments_of(name), strict=True), start=1)
    ]
    return table(["", *(c.replace("_", " ") for c in columns), "what happens"], told)


def _cell(value: object) -> str:
    return "yes" if value is True else str(value or "")


def statement_text(m: Measure) -> str:
    """The statement that counts a measure of a fact, for the whole council and one period."""
    sql = composed(m, asked_of(m), Split()).sql
    return sqlglot.parse_one(sql, read="duckdb").sql(dialect="duckdb", pretty=True)


def worked_by_hand(m: Measure) -> str:
    """'1 of 4 (25%)' and the comment beside it; of a curve what its own test says."""
    if m.id in OF_CURVES:
        return " ".join((inspect.getdoc(OF_CURVES[m.id]) or "").split())
    given = [math.nan if each is None else each for each in EXPECTED[m.id]]
    row = Row(m.id, "Testshire", None, "", *given, math.nan, math.nan, None)
    comment = dict(zip(EXPECTED, comments_of("EXPECTED"), strict=True))[m.id]
    return f"**{value_text(m, row)}**" + (f": {comment}" if comment else "")


def expressions(m: Measure) -> list[tuple[str, str]]:
    """The fields that say how it is counted, as they stand in its file; variants after them."""
    # A condition that holds of every case of the fact goes without saying, but in a variant.
    held = [(name, getattr(m, name)) for name in EXPRESSIONS if getattr(m, name) != "true"]
    held += [
        (f"{name}, {each.short_name.lower()}", getattr(each, name))
        for each in m.variants
        for name in ("numerator", "denominator")
    ]
    return [
        (name, ", ".join(value) if isinstance(value, tuple) else str(value))
        for name, value in held
        if value
    ]


def words(m: Measure) -> list[tuple[str, str]]:
    """What the definition says in sentences: (heading, sentence) pairs."""
    limit, official = m.legal_limit, m.published_as
    since = f"; since {day(limit.since)}" if limit else ""
    series = f" (`{official.indicator}`, {official.category})" if official else ""
    lines = [
        ("Question", m.question),
        ("Definition", m.definition),
        ("How counted", m.how_counted),
        ("Why it matters", m.why_it_matters),
        ("Time counted", m.clock),
        ("Legal limit", f"{limit.basis} ({limit.source}{since})" if limit else ""),
        ("Official series", official_words(m) + series),
        ("Read with", joined([catalogue.get(each).name for each in m.pairs_with])),
    ]
    lines.append(("Told of parts in public view", told_of_parts(m)))
    named = {
        row["la_code"]: row["la_name"] for row in csv.DictReader(COUNCILS.open("r", -1, "utf-8"))
    }
    lines += [
        (f"Take care, {joined([named[a] for a in note.areas])}" if note.areas else "Take care",
         note.text)
        for note in m.caveats
    ]  # fmt: skip
    return [(name, text) for name, text in lines if text]


def told_of_parts(m: Measure) -> str:
    """How public view is told a measure of areas and of kinds of children: the columns of its
    table."""
    table = catalogue.public_table_of(m.id)
    if table is None:
        return "None: it is told of the whole council only."
    told = table.measures[m.id]
    numerator, denominator, middle = (
        _columns(table, ids) for ids in (told.numerator, told.denominator, told.middle)
    )
    if told.middle:
        made = f"the band of weeks that holds the {_percentile(m.quantile or 0.5)} of {middle}"
    elif told.change:
        made = f"what {numerator} gained or lost from one last day to another"
    elif told.denominator:
        made = f"{numerator} out of {denominator}"
    else:
        made = numerator
    return f"From [{table.name}](#told-{table.id}): {made}."


def _columns(table: catalogue.PublicTable, ids: tuple[str, ...]) -> str:
    """Some columns of a table by name; of several all that there are as "all columns"."""
    if len(ids) > 1 and len(ids) == len(table.columns):
        return "all columns"
    return joined([f"`{each}`" for each in ids])


def _percentile(p: float) -> str:
    return "median" if p == 0.5 else f"{ordinal(round(100 * p))} percentile"


def public_chapter() -> str:
    """The tables that public view is told of parts from."""
    parts = [PUBLIC_INTRODUCTION]
    for each in catalogue.public_tables().values():
        when = "on the last day of each quarter" if each.on_last_day else "in each quarter"
        kinds = joined([catalogue.dimensions()[kind].name.lower() for kind in each.kinds])
        pathway = ", for each health assessment by itself" if each.by_pathway else ""
        rows = [(f"`{column.id}`", f"`{column.holds}`") for column in each.columns]
        parts.append(
            f'<a id="told-{each.id}"></a>\n\n### {each.name.capitalize()}\n\n'
            f"Of `{each.fact}`, {when}{pathway}; in multiples of {each.base}; by district, and "
            f"apart from that by {kinds}.\n\n{table(['column', 'holds'], rows)}"
        )
    return "\n".join(parts)


def chapter(m: Measure) -> str:
    """One measure: words, answer by hand, expressions, statement."""
    told = "".join(f"- **{name}**: {text}\n" for name, text in words(m))
    parts = [
        f'<a id="{m.id}"></a>\n\n### {m.name}\n\n`{m.id}` · {m.kind}, in {m.unit}\n\n{told}',
        f"By hand: {worked_by_hand(m)}\n",
        table(["field", "expression"], [(name, f"`{text}`") for name, text in expressions(m)]),
    ]
    if m.fact:
        parts.append(
            f"<details><summary>Statement</summary>\n\n```sql\n{statement_text(m)}\n```\n\n"
            "</details>\n"
        )
    else:
        parts.append(f"Counted from {joined([f'[{e.name}](#{e.id})' for e in m.made_of])}.\n")
    return "\n".join(parts)


def document() -> str:
    """The whole text."""
    themes = {theme: [m for m in catalogue.measures().values() if m.theme == theme]
              for theme in catalogue.THEMES}  # fmt: skip
    themes = {theme: held for theme, held in themes.items() if held}
    seen, year = select(), select(start="2024-07-01")
    parts = [
        INTRODUCTION.format(
            as_at=day(seen.as_at),
            period=period_words(seen.start, seen.last_day),
            year=period_words(year.start, year.last_day),
        )
    ]
    parts += [f"### {title}\n\n{story_table(name)}" for name, title in STORY.items()]
    parts.append(
        "## All measures\n\n"
        + "".join(
            f"- {theme.capitalize()}: {', '.join(f'[{m.short_name}](#{m.id})' for m in held)}\n"
            for theme, held in themes.items()
        )
    )
    for theme, held in themes.items():
        parts += [f"## {theme.capitalize()}\n", *(chapter(m) for m in held)]
    parts += [public_chapter(), _published()]
    return "\n".join(parts)


def _published() -> str:
    rows = [
        (m.name, m.definition, f"`{m.published_as.indicator}`, {m.published_as.category}")
        for m in catalogue.published().values()
        if m.published_as
    ]
    return (
        "## Published of every council\n\n"
        "Told as printed, by council and year; nothing is counted.\n\n"
        + table(["measure", "definition", "series"], rows)
    )


if __name__ == "__main__":
    DOCUMENT.parent.mkdir(exist_ok=True)
    DOCUMENT.write_text(document(), "utf-8")
    print(f"{DOCUMENT.relative_to(ROOT)} written")
