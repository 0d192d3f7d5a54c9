"""Small community workbooks in the layouts of which no real one is here, after what is known of
them; and CSVs of the autism and ADHD figures. The numbers are made up.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl

ADULT = "(A) Audiology"
SLT = "(CYP) Therapy interventions: Speech and language"
PAEDIATRICS = "(CYP) Community paediatric service"
SAFEGUARDING = "(CYP) Safeguarding"
SERVICES = [ADULT, PAEDIATRICS, SAFEGUARDING, SLT]
WEEKS = ["0-1", "1-2", "2-4", "4-12", "12-18", "18-52"]
DAYS = ["0-7", "8-14", "15-28", "29-84", "85-126", "127-364"]
BANDS = ["total", *DAYS, "365+"]
# provider -> board and, by line, the total and the seven bands; a line left out was not submitted
PROVIDERS = {
    ("RT1", "Cambridgeshire and Peterborough NHS Foundation Trust"): (
        "QUE", {SLT: [40, 3, 4, 5, 6, 7, 8, 1], ADULT: [9, 1, 1, 1, 1, 1, 1, 3]}),
    ("RYV", "Cambridgeshire Community Services NHS Trust"): (
        "QUE", {SLT: [100, 11, 12, 13, 14, 15, 16, 17], PAEDIATRICS: [61, 1, 2, 4, 6, 9, 19, 20]}),
    ("RP1", "Northamptonshire Healthcare NHS Foundation Trust"): (
        "QPM", {SLT: [31, 0, 1, 2, 3, 5, 13, 7], ADULT: [7, 0, 1, 2, 1, 1, 1, 1]}),
}  # fmt: skip
BOARDS = {"QUE": ("Cambridgeshire and Peterborough", "Y61"), "QPM": ("Northamptonshire", "Y60")}
REGIONS = {"Y61": "East of England", "Y60": "Midlands"}
ENGLAND_SAFEGUARDING = 12  # published for England and in total only


def organisations() -> list[tuple[str, str, str, dict]]:
    """type, code, name and the numbers by line of every row, the sums of the providers."""
    rows = [("National", "", "England", _sum(lambda board: True))]
    rows += [("Region", code, name, _sum(lambda board, code=code: BOARDS[board][1] == code))
             for code, name in REGIONS.items()]  # fmt: skip
    rows += [("ICB", code, name, _sum(lambda board, code=code: board == code))
             for code, (name, _) in BOARDS.items()]  # fmt: skip
    return rows + [("Provider", *who, lines) for who, (_, lines) in PROVIDERS.items()]


def expected(layout: str) -> dict[tuple[str, str, str, str], float | str]:
    """(level, code, line in small letters, band) -> number or why it is blank: children's lines."""
    found = {}
    for kind, code, name, lines in organisations():
        for line in SERVICES[1:]:
            for place, band in enumerate(BANDS):
                key = (kind.lower(), code or name, line.casefold(), band)
                found[key] = lines[line][place] if line in lines else "not_submitted"
                if line == SAFEGUARDING:
                    whole = (kind, band) == ("National", "total")
                    found[key] = ENGLAND_SAFEGUARDING if whole else "suppressed"
    return found


def write(path: Path, layout: str, change: Callable | None = None, titled: bool = True) -> Path:
    """A workbook in layout A (January 2023) or C (October 2023), changed before it is saved.

    titled: whether the titles name the month; those of February 2023 do not, the contents page
    does.
    """
    month = {"A": "January 2023", "C": "October 2023"}[layout]
    book = openpyxl.Workbook()
    _cover(book, month)
    _table_1(book, layout)
    _table_3(book, layout, month if titled else "")
    for place, band in enumerate(BANDS):
        _table_4(book, layout, place, _title(band, month if titled else ""))
    if change:
        change(book)
    book.save(path)
    return path


def _sum(belongs: Callable[[str], bool]) -> dict[str, list[int]]:
    parts = [lines for board, lines in PROVIDERS.values() if belongs(board)]
    named = sorted({line for lines in parts for line in lines})
    return {
        line: [sum(column) for column in zip(*(p[line] for p in parts if line in p), strict=True)]
        for line in named
    }


def _title(band: str, month: str) -> str:
    what = {
        "total": "Total waiting list by service",
        "365+": "Number waiting over 52 weeks (over 365 days) by service",
        **{days: f"Number waiting {weeks} weeks ({days} days) by service"
           for days, weeks in zip(DAYS, WEEKS, strict=True)},
    }[band]  # fmt: skip
    return f"{what}, {month}" if month else what


def _cover(book, month: str) -> None:
    sheet = book.active
    sheet.title = "Cover page"
    for line in (["Title:", "Community Health Services Waiting Times"], ["Revised:", "-"]):
        sheet.append(line)
    contents = book.create_sheet("Contents")
    contents.append(["Contents"])
    for place, band in enumerate(BANDS):
        contents.append([f"Table 4{' abcdefg'[place].strip()}: {_title(band, month)}"])


def _table_1(book, layout: str) -> None:
    sheet, shift = book.create_sheet("Table 1"), [""] if layout == "A" else []
    sheet.append([*shift, "Number of organisations of 3 in scope that did not submit data"])
    months = {"A": ["Dec-22", "Jan-23", "Feb-23"], "C": ["Sep-23", "Oct-23", "Nov-23"]}[layout]
    sheet.append([*shift, "Organisation Type", "Organisation Name", *months])
    sheet.append([*shift, "", "England", 1, 0, ""])
    sheet.append([*shift, "ICB", "Northamptonshire", 1, 0, ""])


def _table_3(book, layout: str, month: str) -> None:
    sheet, shift = book.create_sheet("Table 3"), [""] if layout == "A" else []
    sheet.append([*shift, f"National overview of waiting list metrics by service, {month}"])
    for _ in range(4 if layout == "A" else 3):
        sheet.append([*shift, "A note"])
    weeks = [f"Waiting {'>' * (n > 0)}{text} weeks" for n, text in enumerate(WEEKS)]
    sheet.append([*shift, "", "Total waiting list", *weeks, "Waiting >52 weeks"])
    england = organisations()[0][3]
    for line in SERVICES:
        cells = england.get(line, [ENGLAND_SAFEGUARDING, *["*"] * 7])
        sheet.append([*shift, _named(line, layout), *cells])


def _table_4(book, layout: str, place: int, title: str) -> None:
    sheet = book.create_sheet(f"Table 4{' abcdefg'[place].strip()}")
    shift = [""] if layout == "A" else []
    sheet.append([*shift, title])
    for _ in range(4 if layout == "A" else 3):
        sheet.append([*shift, "* Data is only published for the total waiting list."])
    keys = ["", ""] if layout == "A" else [f"Organisation {k}" for k in ("Type", "Code", "Name")]
    sheet.append([*shift, *keys, *(_named(line, layout) for line in SERVICES)])
    before = ""
    for kind, code, name, lines in organisations():
        said = "" if layout == "A" and (kind == before or kind == "National") else kind
        who = [said, name] if layout == "A" else [kind, code, name.upper()]
        sheet.append([*shift, *who, *_cells(layout, kind, place, lines)])
        before = kind


def _cells(layout: str, kind: str, place: int, lines: dict) -> list:
    hidden = "*" if layout == "A" else None
    safe = ENGLAND_SAFEGUARDING if (kind, place) == ("National", 0) else hidden
    return [safe if line == SAFEGUARDING else lines[line][place] if line in lines else None
            for line in SERVICES]  # fmt: skip


def _named(line: str, layout: str) -> str:
    return line.replace("Speech", "speech") if layout == "A" else line


AUTISM_HEAD = (
    "REPORTING_PERIOD_START,REPORTING_PERIOD_END,STATUS,BREAKDOWN,PRIMARY_LEVEL,"
    "PRIMARY_LEVEL_DESCRIPTION,SECONDARY_LEVEL,SECONDARY_LEVEL_DESCRIPTION,METRIC,{words},"
    "METRIC_VALUE"
)
SUB_ICB = "CCG or Sub ICB Location - GP Practice or Residence"


def autism(*rows: tuple[str, ...], words: str = "METRIC_DESCRIPTION") -> str:
    """A CSV of rows (start, breakdown, code, name, second level, metric, value)."""
    lines = [AUTISM_HEAD.format(words=words)]
    for start, breakdown, code, name, second, metric, value in rows:
        lines.append(
            f"{start},{start},Latest Available Data,{breakdown},{code},{name},{second},{second},"
            f'{metric},"Number of ""suspected autism"" referrals, in words",{value}'
        )
    return "\n".join(lines) + "\n"
