"""Where do the figures come from, did any change, and can the records be trusted?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd

from sendviz import ask, catalogue
from sendviz.ask import PUBLIC, Records
from sendviz.ask.lists import OF_A_PART
from sendviz.catalogue import Measure
from sendviz.catalogue.layouts import lists
from sendviz.catalogue.row import Row
from sendviz.kit import words
from sendviz.kit.csv import csv_text
from sendviz.kit.html import Cell, Download, Table, table_of
from sendviz.kit.values import blank_of, value_text
from sendviz.kit.words import capital, counted, is_missing, number, percent, small
from sendviz.panels.panel import Panel

ROWS = (
    "Read: rows of the file. Kept, of files about children: the rows read minus those refused; "
    "several rows may tell of one child or case, so there are fewer cases than rows. Kept, of "
    "published files and lists of areas: the figures or entries made of the rows; one row may "
    "hold several, or none that is used here, so kept can be more or fewer than read."
)
OF_PROVIDERS = (
    "How many rows a provider of health services sent, or a list of children holds, is for the "
    "board and officers."
)
MOST_RESTATED = 200
# What a file is, by the reader that read it.
FILES = {
    **{f"{each.name}_list": f"The council\u2019s own {each.list}." for each in lists()},
    "improvement_plan": "The improvement plan of the area, as it is kept in Excel, Word or CSV.",
    "simulated_lists": "Made-up audits, complaints, appeals, survey answers, staff and money.",
    "simulated_children": "Made-up children with a plan, in assessment or on SEN support, on one "
    "day: no real child.",
    "simulated": "Made-up requests, assessments, plans and reviews of one council: no real child.",
    "simulated_referrals": "Made-up referrals to the health services of one council’s area: no "
    "real child.",
    "sen2_xml": "The council’s yearly return to the Department for Education, child by child.",
    "sen2_blade": "The council’s yearly return to the Department for Education, child by child.",
    "sen2_workbook": "The council’s yearly return to the Department for Education, child by child.",
    "local_cases": "The council’s own list of requests, assessments and plans.",
    "local_advice": "The council’s own list of the advice asked for and received.",
    "referral_list": "A health service’s own list of referrals.",
    "support_list": "A list of the support offered to families who wait.",
    "practices": "Which doctor’s practice lies in which locality.",
    "areas": "Which district lies in which locality, with its population.",
    "boundaries": "The outlines of districts, for the map.",
    "deprivation": "How deprived each neighbourhood is, as the government publishes it.",
    "events": "Dated events that charts mark, such as an inspection or new money.",
    "dfe_release": "Figures of every council, as the Department for Education publishes them.",
    "ees": "Absence, suspensions and the like by SEN provision, as the Department publishes them.",
    "nhs_autism": "Waits for autism assessments, as NHS England publishes them.",
    "nhs_adhd": "Waits for ADHD assessments, as NHS England publishes them.",
    "nhs_community": "Waiting lists of community health services, as NHS England publishes them.",
    "bundled": "Published figures and lists that come with the app.",
}
HOW_TO_LOAD = (
    "Officers add files under Add records, or on the machine that runs the app: python -m sendviz "
    "import FILE --council NAME --reference-date DAY. A file with a fault changes nothing and says "
    "which row to mend.",
    "A SEN2 return needs neither name nor day. For your own lists fill in one of these, or name "
    "your headings in the map.",
)
# Templates whose name is not what they are for.
TEMPLATE_NAMES = {
    "cases": "Case file",
    "advice": "Advice file",
    "referrals": "Referral list",
    "support": "Support list",
    "plan": "Improvement plan",
    "surveys": "Survey answers",
    "map": "Headings map",
}


def files_loaded(records: Records) -> str:
    """How many files make up what is shown."""
    n = len(ask.imports(records.store, records.role))
    return (
        f"{counted(n, 'files')} {'makes' if n == 1 else 'make'} up what is shown; every one is "
        "listed, with what was kept, refused and changed."
    )


def imports_panel(records: Records) -> Panel:
    """The import log."""
    rows = [
        [
            Cell(row.source, small=_what_it_is(row, records.role)),
            Cell(_plain(row.edition)),
            Cell(public_count(row.rows_read), number=True),
            Cell(public_count(row.rows_kept), number=True),
            Cell(public_count(row.rows_refused), number=True, small=_plain(row.reasons)),
            Cell(public_count(row.rows_changed), number=True),
            Cell(words.day(row.imported_at)),
        ]
        for row in ask.imports(records.store, records.role).itertuples()
    ]
    head = ["Source", "Edition", "Read", "Kept", "Refused", "Earlier rows changed", "Loaded"]
    table = table_of("Import log", head, rows, wide=True)
    notes = (rows_words(records.role),)
    return Panel("imports", "What was loaded", "Newest first", notes=notes, tables=(table,))


def _what_it_is(row: Any, role: str) -> str:
    """What the file is in words, and to those who load files its name."""
    told = FILES.get(row.layout, "")
    return told if role == PUBLIC or row.simulated else f"{told} File: {row.file_name}".strip()


def rows_words(role: str) -> str:
    """How Read, Kept and Refused go together, and which counts public view is not told."""
    return f"{ROWS} {OF_PROVIDERS}" if role == PUBLIC else ROWS


def restatements_panel(records: Records) -> Panel:
    """Headline figures of earlier periods that a later build changed."""
    title = "What changed since it was first shown"
    found = ask.restatements(records.store, records.selection.council)
    if found.empty:
        nothing = "No headline figure of an earlier period has changed."
        return Panel("restatements", title, sentences=(nothing,))
    rows = []
    for row in found.head(MOST_RESTATED).itertuples():
        m = catalogue.get(row.measure)
        was = _row(m, row.was_numerator, row.was_denominator, row.was_value)
        is_now = _row(m, row.now_numerator, row.now_denominator, row.now_value)
        cells = (
            m.short_name,
            words.period_name(row.period_start, row.period),
            value_text(m, was),
            value_text(m, is_now),
            words.day(row.noticed_at),
        )
        rows.append([Cell(text) for text in cells])
    head = ["Measure", "Period", "It was", "It is", "Noticed"]
    return Panel("restatements", title, tables=(table_of("Restatements", head, rows),))


def published_panel(records: Records) -> Panel:
    """Figures of the records beside the official ones of the same years, with what is in doubt."""
    first, rows = records.first_day.year, []
    for m in catalogue.headlines():
        official = ask.published(records.store, m, (records.selection.council,))
        for row in official[official["year"] >= first].itertuples():
            published = _row(m, row.numerator, row.denominator, row.value, row.blank)
            own = ask.own_figure_of_published_year(records, m, row.year)
            cells = (
                m.short_name,
                str(row.year),
                official_text(m, published),
                official_text(m, own) if own else "no records for the year",
            )
            source = Cell(f"{row.publisher}, {row.edition}", small=_plain(row.doubt))
            rows.append([*map(Cell, cells), source])
    head = ["Measure", "Year", "Published", "These records", "Doubt and source"]
    return Panel(
        "published",
        "Published figures beside these records",
        "Calendar years; why they may differ stands with each definition",
        tables=(table_of("Published and own figures", head, rows),),
    )


def official_text(m: Measure, row: Row) -> str:
    """A value of one calendar year: counts alone of counts, and a percentage without its counts
    where those are not published."""
    if blank_of(row):
        return value_text(m, row)
    if m.kind == "count":
        return number(row.value)
    if is_missing(row.numerator) and m.unit != "weeks":
        return f"{percent(row.value, 1)} (counts not published)"
    return value_text(m, row)


def templates_panel(texts: Mapping[str, str]) -> Panel:
    """Empty files to fill in; texts: what each holds, by what it is for."""
    files = tuple(
        Download(
            TEMPLATE_NAMES.get(kind, capital(kind)),
            f"sendviz-{kind}.{'toml' if kind == 'map' else 'csv'}",
            text,
        )
        for kind, text in texts.items()
    )
    return Panel("templates", "Load your own records", sentences=HOW_TO_LOAD, downloads=files)


def _row(
    m: Measure, numerator: float, denominator: float, value: float, blank: str | None = None
) -> Row:
    blank = None if is_missing(blank) else blank
    return Row(m.id, "", None, "", numerator, denominator, value, np.nan, np.nan, blank)


def _plain(text: object) -> str:
    return "" if is_missing(text) else str(text)


EFFECT = {
    "error": "Counted, without the step that it spoils",
    "warning": "Counted, and flagged",
    "information": "For information",
}
NOT_TOLD = "for the board and officers"
FOR_OFFICERS = "The list of rows to fix is for officers."
NOT_IN_PUBLIC = (
    f"{capital(small(len(OF_A_PART)))} more checks, on homes, sex and ethnic group, and those of "
    "lists of children, are for the board and officers and not in these numbers."
)
# Where in the records a fault lies.
TABLES = {
    "header": "Head of the return",
    "person": "Child",
    "request": "Request",
    "assessment": "Assessment",
    "named_plan": "Plan",
    "plan_detail": "Details of the plan",
    "active_plan": "Review of the plan",
    "placement": "Placement",
    "need": "Need",
    "referral": "Health referral",
    "child": "List of children",
}


class Rule(Protocol):
    """What a rule of the checks says is wrong, and how to put it right."""

    @property
    def message(self) -> str: ...

    @property
    def fix(self) -> str: ...


def errors_and_warnings(records: Records) -> str:
    """How many errors and warnings the checks found, in words; of those that this role is told."""
    found = ask.issue_counts(records.store, records.selection.council, records.role)
    whole = found[found["area"] == ""].groupby("severity")["n"].sum()
    errors, warnings = (
        counted(int(whole.get(severity, 0)), f"{severity}s") for severity in ("error", "warning")
    )
    told = (
        f"The checks found {errors} and {warnings}. The step that an error spoils is left out and "
        "the rest of the case counts; a warning is flagged."
    )
    return f"{told} {NOT_IN_PUBLIC}" if records.role == PUBLIC else told


def checks_panel(records: Records, rules: Mapping[str, Rule]) -> Panel:
    """Counts by rule and area, most first; in public view of the whole council only, and folded
    away."""
    found = ask.issue_counts(records.store, records.selection.council, records.role)
    if found.empty:
        return Panel("checks", sentences=("The checks found nothing.",))
    is_public = records.role == PUBLIC
    areas = ["", *([] if is_public else [area.name for area in records.localities])]
    table = _checks_table(found, rules, areas)
    if not is_public:
        caption = "Rows by rule and locality, errors first"
        return Panel("checks", "What the checks found", caption, tables=(table,))
    told = counted(len(table.rows), "checks")
    folded = Panel("every_check", f"{told} with how many rows each found", tables=(table,))
    return Panel("checks", "What the checks found", closed=(folded,))


def _checks_table(found: pd.DataFrame, rules: Mapping[str, Rule], areas: Sequence[str]) -> Table:
    rows = []
    for (severity, id), part in found.groupby(["severity", "rule"]):
        n = part.set_index("area")["n"]
        counts = [Cell(number(n.get(area, 0)), number=True) for area in areas]
        what = Cell(rules[id].message, small=EFFECT[severity])
        rows.append((-n[""], [Cell(id, small=severity), what, *counts]))
    rows.sort(key=lambda each: (list(EFFECT).index(each[1][0].small), each[0]))
    head = ["Rule", "What is wrong", "All", *areas[1:]]
    how = "rule and locality" if areas[1:] else "rule"
    return table_of(f"Checks by {how}", head, [row for _, row in rows], wide=True)


def list_to_fix_panel(records: Records, rules: Mapping[str, Rule]) -> Panel:
    """The rows to put right at the source: what is wrong and what to do, where it stands, and its
    line in the file; for officers only."""
    if records.role != "officer":
        return Panel("list_to_fix", notes=(FOR_OFFICERS,))
    found = ask.data_issues(records.store, records.selection.council, records.role)
    rows = pd.DataFrame(
        {
            "What is wrong": found["rule"].map({id: rule.message for id, rule in rules.items()}),
            "Case": found["case_ref"],
            "Where": found["table_name"].map(TABLES),
            "Row": found["row_number"],
            "What to do": found["rule"].map({id: rule.fix for id, rule in rules.items()}),
            "How grave": found["severity"],
            "File": found["file_name"],
            "Rule": found["rule"],
        }
    )
    file = Download("Download the list to fix (CSV)", "to_fix.csv", csv_text(rows))
    caption = f"{counted(len(rows), 'rows')}, errors first"
    return Panel("list_to_fix", "The list to fix", caption, rows=rows, downloads=(file,))


def public_count(n: float | None) -> str:
    """A count of rows, or that it is told to officers and the board only."""
    return NOT_TOLD if is_missing(n) else number(n)
