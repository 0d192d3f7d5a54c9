"""What the cells of an Excel workbook say beside their text: fill colours, merged cells, and months
and percentages that are numbers under a format.
"""

from __future__ import annotations

import colorsys
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import openpyxl
from lxml import etree
from openpyxl.styles.colors import COLOR_INDEX, Color

# The order in which a theme's colours are numbered, by their place in its file.
THEME_ORDER = (1, 0, 3, 2, 4, 5, 6, 7, 8, 9, 10, 11)
OFFICE_THEME = (
    "FFFFFF", "000000", "E7E6E6", "44546A", "4472C4", "ED7D31", "A5A5A5", "FFC000", "5B9BD5",
    "70AD47", "0563C1", "954F72",
)  # fmt: skip
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
Place = tuple[int, int]  # row and column, both from 1


@dataclass(frozen=True)
class Marks:
    """Of one sheet: place -> fill RRGGBB; place that a merged cell covers -> whether that begins
    left of it or above; place -> text as its format shows it, of months and percentages."""

    fills: dict[Place, str] = field(default_factory=dict)
    covered: dict[Place, str] = field(default_factory=dict)
    shown: dict[Place, str] = field(default_factory=dict)


def cell_marks(data: bytes) -> dict[str, Marks] | None:
    """The marks of each sheet of an .xlsx; None if it cannot be read so, which its text may."""
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except Exception:  # of an odd workbook anything may come out of it
        return None
    theme = _theme(book.loaded_theme)
    return {sheet.title: _of_sheet(sheet, theme) for sheet in book.worksheets}


def _of_sheet(sheet: Any, theme: tuple[str, ...]) -> Marks:
    fills, shown = {}, {}
    for cell in (cell for row in sheet.iter_rows() for cell in row if cell.has_style):
        place = (cell.row, cell.column)
        if cell.fill.fill_type == "solid" and (fill := _rgb(cell.fill.fgColor, theme)):
            fills[place] = fill
        if text := _as_shown(cell.value, cell.number_format):
            shown[place] = text
    return Marks(fills, dict(_covered(sheet)), shown)


def _covered(sheet: Any) -> Iterator[tuple[Place, str]]:
    for area in sheet.merged_cells.ranges:
        for row, column in area.cells:
            if row > area.min_row:
                yield (row, column), "above"
            elif column > area.min_col:
                yield (row, column), "left"


def _as_shown(value: object, number_format: str) -> str:
    """May 2025 of the first of May under the format mmm-yy, 8% of 0.08 under 0%; else nothing."""
    form = re.sub(r'"[^"]*"|\[[^\]]*\]', "", number_format or "").lower()
    if isinstance(value, datetime) and "m" in form and "y" in form and "d" not in form:
        return f"{value:%B %Y}"
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in form:
        return f"{round(value * 100, 8):g}%"
    return ""


def _theme(xml: bytes | None) -> tuple[str, ...]:
    """The colours of the workbook's theme as cells number them; Office's own if it has none."""
    if not xml:
        return OFFICE_THEME
    try:
        scheme = etree.fromstring(xml, etree.XMLParser(resolve_entities=False)).find(
            f".//{_A}clrScheme"
        )
        told = [] if scheme is None else [each[0] for each in scheme]
        found = [each.get("lastClr") or each.get("val") or "" for each in told]
    except (etree.XMLSyntaxError, IndexError):
        return OFFICE_THEME
    if len(found) < len(THEME_ORDER):
        return OFFICE_THEME
    return tuple(found[at] for at in THEME_ORDER)


def _rgb(color: Color, theme: tuple[str, ...]) -> str | None:
    """A colour as RRGGBB, wherever it is declared, darkened or lightened by its tint."""
    if color.type == "theme":
        found = theme[color.theme] if color.theme < len(theme) else ""
    elif color.type == "indexed":
        found = COLOR_INDEX[color.indexed][2:] if color.indexed < len(COLOR_INDEX) else ""
    else:
        found = str(color.rgb or "")[-6:]
    if not re.fullmatch("[0-9A-Fa-f]{6}", found):
        return None
    return _tinted(found.upper(), color.tint or 0.0)


def _tinted(rgb: str, tint: float) -> str:
    """ECMA-376, 18.8.19: a tint under nought takes that share of the lightness away, one over
    nought of what lacks to white."""
    if not tint:
        return rgb
    hue, light, saturation = colorsys.rgb_to_hls(
        *(int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4))
    )
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return "".join(
        f"{round(255 * part):02X}" for part in colorsys.hls_to_rgb(hue, light, saturation)
    )
