"""NHS England community waiting lists: the monthly workbook, all four layouts, children's lines."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pandas as pd

from sendviz.catalogue.layouts import BadFile, Delivery
from sendviz.load.readers import nhs_figures, nhs_tables
from sendviz.load.readers.common import Refusals, sha256
from sendviz.load.readers.joined_sheets import plain_name
from sendviz.load.readers.nhs_figures import cells, figures, folded, month_in
from sendviz.load.readers.nhs_tables import Table
from sendviz.load.readers.workbooks import sheet_names, texts, workbook

PATHWAYS = {
    "(cyp) therapy interventions: speech and language": "slt",
    "(cyp) therapy interventions: occupational therapy": "ot",
    "(cyp) therapy interventions: physiotherapy": "physio",
    "(cyp) community paediatric service": "paediatrics",
}
# Both ways in which the tables cover all waits.
CLOSED = [*nhs_tables.BANDS.values()]
COMPLETE = ({"total", *CLOSED, "729+"}, {"total", *CLOSED[:-1], "365+"})
# "only published at national level and for total waiting list": a footnote of every workbook.
WITHHELD = re.compile(r"safeguarding|looked after", re.I)
# Community paediatrics jumps in February 2024 (NHS England, notes to the community waiting lists).
PAEDIATRICS_BREAK = pd.Timestamp(2024, 2, 1)
MISSING = "Organisations that did not submit"


def looks_like(path: Path) -> bool:
    """Whether it is a workbook with Tables 3 and 4 and children's service lines."""
    sheets = {plain_name(name) for name in sheet_names(path)}
    return {"table 3", "table 4"} <= sheets and "(CYP)" in texts(path)


def read(path: Path) -> Delivery:
    """Table `health_figure`: children's lines by organisation, total and bands, and Table 1.

    A line whose England row differs from Table 3, or any of whose rows has more in its bands than
    in total, is refused whole. Raises BadFile where a table,
    a band or a header is missing, tables speak of different months or organisations, or areas add
    up to more than England: cells have been moved.
    """
    sheets = workbook(path)
    tables = [t for s, rows in sheets.items() if (t := nhs_tables.by_service(path.name, s, rows))]
    _complete(path.name, tables)
    month = _month(path.name, sheets, tables)
    refusals = Refusals("row")
    rows = _rows(tables)
    rows = _readable(_agreeing(path.name, rows, sheets, refusals), refusals)
    rows = _within_totals(path.name, rows, refusals)
    _adds_up(path.name, rows)
    rows = rows.assign(month=month, parent=nhs_figures.parents(rows, month))
    missing, notes = _missing(path.name, sheets, month, rows)
    edition = f"{month:%Y-%m}" + ("-revised" if _revised(path.name, sheets) else "")
    same = {
        "publication": "community",
        "category": "All",
        "edition": edition,
        "source": title(month),
    }
    return Delivery(
        layout="nhs_community", source=title(month), file_name=path.name, sha256=sha256(path),
        tables={"health_figure": figures(pd.concat([described(rows), missing]), **same)},
        edition=edition, reference_date=(month + pd.offsets.MonthEnd()).date(),
        rows_read=sum(len(each.organisations) for each in tables),
        refused=refusals.counted(), notes=(*notes, *_notes(rows)),
    )  # fmt: skip


def _complete(name: str, tables: list[Table]) -> None:
    """Each band once, no gap, and the same organisations and lines in all. Raises BadFile."""
    bands = [each.band for each in tables]
    if set(bands) not in COMPLETE or len(set(bands)) < len(bands):
        raise BadFile(
            f"{name}: Table 4 (totals) and 4a to 4g or 4h (bands of weeks) are not all there "
            "once. Download the whole workbook."
        )
    first = tables[0]
    for each in tables[1:]:
        same = {(o.level, o.code, folded(o.name)) for o in each.organisations} == {
            (o.level, o.code, folded(o.name)) for o in first.organisations
        }
        if not same or {*map(folded, each.columns)} != {*map(folded, first.columns)}:
            raise BadFile(
                f"{name}: {each.sheet} has other organisations or lines than {first.sheet}. "
                "Download the workbook again."
            )


def _month(name: str, sheets: dict, tables: list[Table]) -> pd.Timestamp:
    said = {each.month for each in tables if each.month} or _contents(sheets)
    if len(said) != 1:
        raise BadFile(
            f"{name}: the titles of the tables name {'no month' if not said else 'several months'}."
            " Download the workbook again."
        )
    return pd.Timestamp(said.pop())


def _contents(sheets: dict) -> set[date]:
    """The months in the titles that the contents page lists: February 2023 has them only there."""
    lines = [text for sheet, rows in sheets.items() if folded(sheet) == "contents"
             for _, texts in rows for text in texts]  # fmt: skip
    return {day for text in lines if nhs_tables.TITLE.search(text) and (day := month_in(text))}


def _revised(name: str, sheets: dict) -> bool:
    cover = [texts for sheet, rows in sheets.items() if folded(sheet).startswith("cover")
             for _, texts in rows]  # fmt: skip
    said = [text for texts in cover if folded(texts[0]).startswith("revised") for text in texts[1:]]
    return "revised" in name.casefold() or any(text.strip(" -–") for text in said)


def _rows(tables: list[Table]) -> pd.DataFrame:
    """One row a cell: row, level, code, name, service, indicator and the cell as text."""
    return pd.DataFrame(
        [
            (each.row, each.level, each.code or nhs_figures.code_of(each.level, each.name),
             each.name, service, table.band, text)
            for table in tables
            for each in table.organisations
            for service, text in zip(table.columns, each.cells, strict=True)
        ],
        columns=["row", "level", "code", "name", "service", "indicator", "text"],
    )  # fmt: skip


def _agreeing(name: str, rows: pd.DataFrame, sheets: dict, refusals: Refusals) -> pd.DataFrame:
    """The rows of the lines whose England figures are those of Table 3, or raises BadFile."""
    theirs = next((t for each in sheets.values() if (t := nhs_tables.national(each))), None)
    if theirs is None:
        raise BadFile(f"{name}: Table 3 (England) is missing. Download the whole workbook.")
    england = rows[rows["level"] == "national"]
    differ = set()
    for row in england.itertuples(index=False):
        withheld = not row.text.isdigit() and WITHHELD.search(row.service)
        if not withheld and theirs.get((folded(row.service), row.indicator)) != row.text:
            differ.add(row.service)
    for service in sorted(differ):
        odd = rows.loc[rows["service"] == service, "row"]
        refusals.add(f"{service}: Tables 3 and 4 give England different figures", odd)
    kept = rows[~rows["service"].isin(differ)]
    if kept.empty:
        raise BadFile(
            f"{name}: Tables 3 and 4 give England different figures on every line: headers or "
            "rows have been moved. Download the workbook again."
        )
    return kept


def _readable(rows: pd.DataFrame, refusals: Refusals) -> pd.DataFrame:
    """value and blank beside each row that has a number, * or nothing."""
    rows = rows.join(cells(rows["text"]))
    odd = rows["unreadable"] | (rows["value"] % 1 > 0)
    for (band, service), at in rows[odd].groupby(["indicator", "service"])["row"]:
        refusals.add(f"{service}, table of {band}: no whole number, * or blank", at)
    rows = rows[~odd].copy()
    inner = (rows["level"] != "national") | (rows["indicator"] != "total")
    withheld = rows["service"].str.contains(WITHHELD) & inner & (rows["blank"] == "not_submitted")
    rows["blank"] = rows["blank"].mask(withheld, "suppressed")
    return rows


def _within_totals(name: str, rows: pd.DataFrame, refusals: Refusals) -> pd.DataFrame:
    """The lines no row of which has more in its bands than in total.

    Fewer is usual (waits of no known length); more is a moved heading where England's figures agree
    by chance. Raises BadFile if no line is left.
    """
    whole = rows["indicator"] == "total"
    key = ["level", "code", "service"]
    banded = rows[~whole].groupby(key)["value"].sum(min_count=1)
    total = rows[whole].set_index(key)
    none = total["value"].mask(total["blank"] == "not_submitted", -1)
    over = total[banded.reindex(total.index) > none].reset_index()
    for service, at in over.groupby("service")["row"]:
        said = f"{service}: row {at.min()} has more children in the bands of weeks than in total"
        refusals.add(said, rows.loc[rows["service"] == service, "row"])
    kept = rows[~rows["service"].isin(over["service"])]
    if kept.empty:
        raise BadFile(
            f"{name}: every line has more children in its bands of weeks than in total: headers or "
            "rows have been moved. Download the workbook again."
        )
    return kept


def _adds_up(name: str, rows: pd.DataFrame) -> None:
    """Regions, boards and providers each add up to England: more is a moved row or type."""
    sums = rows.groupby(["level", "service", "indicator"])["value"].sum(min_count=1).unstack(0)
    for level in ("region", "icb", "provider"):
        if {level, "national"} <= {*sums} and (sums[level] > sums["national"]).any():
            raise BadFile(
                f"{name}: the rows of type {level} add up to more than England: rows or types have "
                "been moved. Download the workbook again."
            )


def described(rows: pd.DataFrame) -> pd.DataFrame:
    """Our pathway beside each line, and the method: the same where months may be joined."""
    pathway = rows["service"].map(folded).map(PATHWAYS)
    since = (rows["month"] >= PAEDIATRICS_BREAK).map(
        {True: " from Feb 2024", False: " to Jan 2024"}
    )
    return rows.assign(
        pathway=pathway, method="community" + since.where(pathway == "paediatrics", "")
    )


def title(month: pd.Timestamp) -> str:
    """What the workbook of a month is called."""
    return f"NHS England, Community Health Services Waiting Lists, {month:%B %Y}"


def _missing(
    name: str, sheets: dict, month: pd.Timestamp, rows: pd.DataFrame
) -> tuple[pd.DataFrame, list[str]]:
    """Table 1 to the month of the workbook, and a note if there is none."""
    found = [t for s, each in sheets.items() if (t := nhs_tables.not_submitted(name, s, each))]
    if not found:
        return pd.DataFrame(), ["Table 1 (organisations that did not submit) is not in the file."]
    known = rows[["level", "name", "code"]].drop_duplicates()
    codes = {(row.level, folded(row.name)): (row.code, row.name) for row in known.itertuples()}
    table = pd.DataFrame(
        [
            (each.row, each.level, *codes.get(
                (each.level, folded(each.name)),
                (nhs_figures.code_of(each.level, each.name), each.name)), day, text)
            for each in found[0].organisations
            for day, text in zip(found[0].columns, each.cells, strict=True)
        ],
        columns=["row", "level", "code", "name", "month", "text"],
    )  # fmt: skip
    table = table[pd.to_datetime(table["month"]) <= month]
    table = table.join(cells(table["text"])).query("not unreadable")
    same = {"service": MISSING, "indicator": "organisations_missing", "method": "community"}
    return table.assign(**same), []


def _notes(rows: pd.DataFrame) -> list[str]:
    lost = rows.loc[(rows["level"] == "provider") & rows["parent"].isna(), "code"].nunique()
    if not lost:
        return []
    return [
        f"Providers shown under no integrated care board: {lost}. They submitted nothing, or the "
        "row of their board is not the sum of the providers known to belong to it."
    ]
