"""The tables of a community waiting list workbook, found by their headers in any of its layouts.

Layouts A (January to May 2023) to D (over 104 weeks) of NHS England's workbooks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sendviz.catalogue.layouts import BadFile
from sendviz.load.readers.nhs_figures import folded, mixed_case, month_in

Row = tuple[int, list[str]]
SERVICE = re.compile(r"\((A|CYP)\)\s*\S", re.I)
CHILDREN = re.compile(r"\(CYP\)", re.I)
TITLE = re.compile(r"(total waiting list|number waiting\b.*) by service", re.I)
# weeks as printed -> days, as printed in the titles of the newer layouts
BANDS = {
    (0, 1): "0-7", (1, 2): "8-14", (2, 4): "15-28", (4, 12): "29-84", (12, 18): "85-126",
    (18, 52): "127-364", (52, 104): "365-728",
}  # fmt: skip
OPEN_BANDS = {52: "365+", 104: "729+"}
LEVELS = {
    "national": "national",
    "region": "region",
    "icb": "icb",
    "provider": "provider",
    "organisation": "provider",  # until May 2023
}
HEAD = 20  # rows in which a header is looked for
# Table 4g of June 2023 is headed level and name.
KEYS = (
    {"organisation type", "level"}, {"organisation code", "code"}, {"organisation name", "name"},
)  # fmt: skip


@dataclass(frozen=True)
class Organisation:
    """One row of a table: its row in the sheet, level, code (none before August 2023), name."""

    row: int
    level: str
    code: str
    name: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Organisations by columns; `band` is total or the days, `month` what the title says."""

    sheet: str
    band: str
    month: date | None
    columns: tuple[str, ...]
    organisations: tuple[Organisation, ...]


def by_service(name: str, sheet: str, rows: list[Row]) -> Table | None:
    """Table 4 or one of 4a to 4h, children's lines only; None if the sheet is none of them."""
    heads = enumerate(rows[:HEAD])
    at = next((n for n, (_, cells) in heads if _count(SERVICE, cells) > 1), None)
    if at is None:
        return None
    title = next((text for text in _above(rows, at) if TITLE.search(text)), None)
    band = band_of(title) if title else None
    if title is None or band is None:
        raise BadFile(
            f"{name}, {sheet}: no title such as 'Number waiting 0-1 weeks (0-7 days) by service' "
            "stands above the table. Download the workbook again."
        )
    header = rows[at][1]
    wanted = [n for n, text in enumerate(header) if CHILDREN.match(text)]
    first = next(n for n, text in enumerate(header) if SERVICE.match(text))
    where = f"{name}, {sheet}"
    services = tuple(" ".join(header[n].split()) for n in wanted)
    _once(where, "column", services)
    found = _organisations(where, rows[at:], first, wanted)
    return Table(sheet, band, month_in(title), services, found)


def not_submitted(name: str, sheet: str, rows: list[Row]) -> Table | None:
    """Table 1: how many organisations did not submit; columns are the months, in ISO form."""
    for at, (_, cells) in enumerate(rows[:HEAD]):
        months = {n: day for n, text in enumerate(cells) if (day := month_in(text))}
        said = " ".join(_above(rows, at))
        if len(months) > 1 and "did not submit" in said:
            columns = tuple(f"{day:%Y-%m-%d}" for day in months.values())
            where = f"{name}, {sheet}"
            _once(where, "month", columns)
            found = _organisations(where, rows[at:], min(months), list(months))
            return Table(sheet, said, None, columns, found)
    return None


def national(rows: list[Row]) -> dict[tuple[str, str], str] | None:
    """Table 3: (service in small letters, band) -> cell, for England; None if it is another."""
    for at, (_, cells) in enumerate(rows[:HEAD]):
        heads = {n: band for n, text in enumerate(cells) if (band := _heading(text))}
        if len(heads) > 2 and "total" in heads.values():
            label = min(heads) - 1
            return {
                (folded(line[label]), band): line[n]
                for _, line in rows[at + 1 :]
                for n, band in heads.items()
                if label >= 0 and CHILDREN.match(line[label])
            }
    return None


def band_of(text: str) -> str | None:
    """total, or the band in days, of a title or heading; None if it names none or two."""
    if re.search(r"total waiting list", text, re.I):
        return "total"
    weeks = re.search(r"(\d+)\s*(?:-|–|to)\s*(\d+)\s*weeks", text, re.I)
    if weeks:
        days = re.search(r"\((\d+)\s*(?:-|–|to)\s*(\d+)\s*days\)", text, re.I)
        band = BANDS.get((int(weeks[1]), int(weeks[2])))
        return band if days is None or band == f"{days[1]}-{days[2]}" else None
    over = re.search(r"(?:over|more than|>)\s*(\d+)\s*weeks", text, re.I)
    return OPEN_BANDS.get(int(over[1])) if over else None


def _heading(text: str) -> str | None:
    return band_of(text) if re.match(r"(total waiting list$|waiting\b)", text, re.I) else None


def _count(pattern: re.Pattern, cells: list[str]) -> int:
    return sum(bool(pattern.match(text)) for text in cells)


def _above(rows: list[Row], at: int) -> list[str]:
    return [text for _, cells in rows[:at] for text in cells if text]


def _once(where: str, what: str, names: tuple[str, ...]) -> None:
    seen = {folded(text) for text in names}
    if len(seen) < len(names):
        raise BadFile(f"{where}: a {what} stands twice in the header. Download it again.")


def _organisations(
    where: str, rows: list[Row], first: int, wanted: list[int]
) -> tuple[Organisation, ...]:
    """The rows under a header. Raises BadFile for a type that is not known, or one told twice."""
    type_at, code_at, name_at, labelled = _keys(where, rows[0][1], first)
    found, kind = [], ""
    for row, cells in rows[1:]:
        said, name = cells[type_at], mixed_case(cells[name_at])
        if not name:
            continue
        # Before June 2023 the type stands on the first row of each block only.
        kind = said if said or labelled else kind
        level = "national" if folded(name) == "england" else LEVELS.get(folded(kind))
        if level is None:
            raise BadFile(
                f"{where}, row {row}: the type of organisation is none of National, Region, ICB, "
                "Provider. Download the workbook again."
            )
        code = cells[code_at] if code_at is not None else ""
        found.append(Organisation(row, level, code, name, tuple(cells[n] for n in wanted)))
    seen = {(each.level, each.code or folded(each.name)) for each in found}
    if len(seen) < len(found) or not found:
        raise BadFile(f"{where}: an organisation stands twice, or none does. Download it again.")
    return tuple(found)


def _keys(where: str, header: list[str], first: int) -> tuple[int, int | None, int, bool]:
    """Where type, code and name stand, by their headings, or left of the figures without any."""
    labels = [folded(text) for text in header]
    kind, code, name = (
        next((n for n, text in enumerate(labels) if text in key), None) for key in KEYS
    )
    if kind is not None and name is not None:
        return kind, code, name, True
    if first < 2 or any(labels[:first]):
        raise BadFile(
            f"{where}: the columns Organisation Type and Organisation Name are missing. "
            "Download the workbook again."
        )
    return first - 2, None, first - 1, False
