"""The SEND Tribunal appeal rate table of HMCTS and DfE, a supporting file of DfE's release."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from sendviz.load.readers.bundled import councils
from sendviz.load.readers.figures import AREA

FIGURES = ["appeals", "decisions_old", "rate_old", "decisions_new", "rate_new"]
ENGLAND = "E92000001"
DORSET = ("835", "838", 2018)   # one row for the county, to that year, and the council after it
LA_CODE = re.compile(r"(old )?la code", re.IGNORECASE)
NEW_METHOD = re.compile("methodology for calculating appealable decisions was changed", re.I)


def is_appeals(rows: list[list[str]]) -> bool:
    """Whether one of these rows of a CSV is the heading of the table."""
    return any(len(row) > 1 and LA_CODE.fullmatch(row[1].strip()) for row in rows)


def appeals(name: str, rows: list[list[str]], notes: list[str]) -> pd.DataFrame:
    """One row a council and year as text: AREA and those of FIGURES that the table has.

    Councils go by their name, with a note: the table prints the codes of Cambridgeshire, Central
    Bedfordshire and the councils around Nottingham and Northampton for one another.
    """
    top = next(n for n, row in enumerate(rows) if is_appeals([row]))
    heads = top if any("appeal" in cell.lower() for cell in rows[top]) else top + 1
    new = any(NEW_METHOD.search(" ".join(row)) for row in rows)
    columns = _columns(rows[max(heads - 1, 0)], rows[heads] if heads < len(rows) else [], new)
    found: list[dict] = []
    otherwise: set[str] = set()
    named = _names()
    for row in rows[heads + 1:]:
        area = re.sub(r"[\d,\s]+$", "", row[0]).strip() if row else ""
        code = row[1].strip() if len(row) > 1 else ""
        la_code = named.get(area.casefold(), code)
        if re.fullmatch(r"\d{3}|E\d{8}", la_code):
            found += _years(row, columns, la_code, area)
            otherwise |= {area} if code not in ("", la_code) else set()
    if otherwise:
        listed = ", ".join(sorted(otherwise))
        notes.append(f"{name}: read by name, as the code is another council's: {listed}.")
    return pd.DataFrame(found, columns=[*AREA, *FIGURES]).dropna(axis=1, how="all").fillna("")


def _names() -> dict[str, str]:
    """Name in lower case -> code; of two councils of one name the current one."""
    every = councils().sort_values("status")     # abolished, then current
    codes = dict(zip(every["name"].str.casefold(), every["la_code"], strict=True))
    return codes | {"england total": ENGLAND}


def _columns(years: list[str], heads: list[str], new: bool) -> dict[int, tuple[int, str]]:
    """Place of a column -> its year and which of FIGURES it holds."""
    found, year = {}, None
    developing = any("in development" in head.lower() for head in heads)
    for n, head in enumerate(heads):
        words = head.lower()
        if n < len(years) and re.fullmatch(r"20\d\d", years[n].strip()):
            year = int(years[n])
        method = "new" if "in development" in words or (new and not developing) else "old"
        kind = next((each for each in ("decisions", "rate") if each in words), None)
        if year and "appeal" in words:
            found[n] = (year, f"{kind}_{method}" if kind else "appeals")
    return found


def _years(row: list[str], columns: dict, la_code: str, area: str) -> Iterator[dict]:
    """The figures of each year that has any; .. stands for a council that did not exist."""
    cells: dict[int, dict[str, str]] = {}
    for n, (year, which) in columns.items():
        text = row[n].strip() if n < len(row) else ""
        cells.setdefault(year, {})[which] = "0" if text == "-" else text.rstrip("%")
    before, after, last = DORSET
    level, name = ("national", "England") if la_code == ENGLAND else ("council", area)
    for year, each in cells.items():
        if set(each.values()) - {"", ".."}:
            code = before if la_code == after and year <= last else la_code
            yield {"la_code": code, "level": level, "area_name": name, "year": year,
                   "category": "All", **each}
