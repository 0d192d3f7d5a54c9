"""One list written in every form in which reporting servers and office programs write it."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from datetime import date
from html import escape
from pathlib import Path

import openpyxl
import xlwt

Row = list[object]  # texts, numbers, days; text that begins with # is an error of Excel
ODS = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
)
OLD_XML = "urn:schemas-microsoft-com:office:spreadsheet"


def said(cell: object) -> str:
    """A cell as it is shown."""
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else "" if cell is None else str(cell)


def csv(rows: list[Row]) -> bytes:
    """Comma-separated."""
    return "".join(",".join(map(said, row)) + "\r\n" for row in rows).encode()


def tabs(rows: list[Row]) -> bytes:
    """Tabs between the cells."""
    return "".join("\t".join(map(said, row)) + "\n" for row in rows).encode()


def packed(rows: list[Row]) -> bytes:
    """A .csv.gz."""
    return gzip.compress(csv(rows))


def page(rows: list[Row]) -> bytes:
    """A web page whose layout is a table, too, with a title above and a logo."""
    lines = "".join(
        f"<TR>{''.join(f'<td style=x> {escape(said(cell))}&nbsp;</td>' for cell in row)}</TR>"
        for row in rows
    )
    return (
        "<!DOCTYPE html><html><head><meta charset=utf-8><style>td {x:1}</style></head><body>"
        "<table><tr><td><table><tr><td>Cases</td></tr></table></td></tr><tr><td>"
        f"<table><tbody>{lines}</tbody></table></td></tr></table></body></html>"
    ).encode()


def archived_page(rows: list[Row]) -> bytes:
    """A web page as Excel saves it in one file."""
    return (
        b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\n'
        b"Content-Type: image/png\n\nabc\n--x\nContent-Type: text/html; charset=utf-8\n\n"
        + page(rows)
        + b"\n--x--\n"
    )


def old_xml(rows: list[Row]) -> bytes:
    """Excel's XML of 2003; blank cells are passed over by their number, as Excel does."""

    def cell(at: int, value: object) -> str:
        if value is None:
            return ""
        kind, text = "String", escape(str(value))
        if isinstance(value, date):
            kind, text = "DateTime", f"{value:%Y-%m-%d}T00:00:00.000"
        elif isinstance(value, int | float):
            kind = "Number"
        elif text.startswith("#"):
            kind = "Error"
        return f'<Cell ss:Index="{at}"><Data ss:Type="{kind}">{text}</Data></Cell>'

    lines = "".join(
        f"<Row>{''.join(cell(at, value) for at, value in enumerate(row, start=1))}</Row>"
        for row in rows
    )
    return (
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        f'<Workbook xmlns="{OLD_XML}" xmlns:ss="{OLD_XML}"><Worksheet ss:Name="Cases"><Table>'
        f"{lines}</Table></Worksheet></Workbook>"
    ).encode()


def ods(rows: list[Row], name: str = "Cases") -> str:
    """The content of an .ods: like neighbours are written once, and a million blank rows follow."""

    def cell(value: object) -> str:
        if value is None:
            return '<table:table-cell table:number-columns-repeated="1"/>'
        kind, text = 'office:value-type="string"', escape(str(value))
        if isinstance(value, date):
            kind = f'office:value-type="date" office:date-value="{value:%Y-%m-%d}"'
        elif isinstance(value, int | float):
            kind = f'office:value-type="float" office:value="{value}"'
        note = "<office:annotation><text:p>a note</text:p></office:annotation>"
        return f"<table:table-cell {kind}>{note}<text:p>{text}</text:p></table:table-cell>"

    lines = "".join(
        f"<table:table-row>{''.join(map(cell, row))}"
        '<table:table-cell table:number-columns-repeated="16370"/></table:table-row>'
        for row in rows
    )
    return (
        f'<table:table table:name="{name}">{lines}<table:table-row '
        'table:number-rows-repeated="1048570"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row></table:table>'
    )


def ods_file(path: Path, *sheets: str) -> Path:
    """An .ods of sheets as `ods` writes them."""
    content = (
        f'<?xml version="1.0"?><office:document-content {ODS}><office:body><office:spreadsheet>'
        f"{''.join(sheets)}</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return path


def xls_file(path: Path, rows: list[Row], name: str = "Cases") -> Path:
    """A workbook of Excel 97 to 2003."""
    book = xlwt.Workbook()
    sheet = book.add_sheet(name)
    for at, row in enumerate(rows):
        for place, cell in enumerate(row):
            if isinstance(cell, str) and cell.startswith("#"):
                sheet.row(at).set_cell_error(place, cell)
            elif isinstance(cell, date):
                sheet.write(at, place, cell, xlwt.easyxf(num_format_str="dd/mm/yyyy"))
            elif cell is not None:
                sheet.write(at, place, cell)
    book.save(str(path))
    return path


def xlsx_file(path: Path, **sheets: list[Row]) -> Path:
    """A workbook of several sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append(row)
    with path.open("wb") as stream:
        book.save(stream)
    return path


def _bytes(write: Callable[[list[Row]], bytes]) -> Callable[[Path, list[Row]], Path]:
    def written(path: Path, rows: list[Row]) -> Path:
        path.write_bytes(write(rows))
        return path

    return written


# form -> the name that it comes under, and how it is written
FORMS: dict[str, tuple[str, Callable[[Path, list[Row]], Path]]] = {
    "web page": ("cases.xls", _bytes(page)),
    "web page in one file": ("cases.xls", _bytes(archived_page)),
    "web page under Windows' alphabet": (
        "cases.xls",
        _bytes(lambda rows: page(rows).replace(b"charset=utf-8", b"charset=windows-1252")),
    ),
    "web page in UTF-16": ("cases.xls", _bytes(lambda r: page(r).decode().encode("utf-16"))),
    "XML of 2003": ("cases.xls", _bytes(old_xml)),
    "XML of 2003 under its own name": ("cases.xml", _bytes(old_xml)),
    "text with tabs": ("cases.xls", _bytes(tabs)),
    "Excel 97": ("cases.xls", xls_file),
    "Excel 97 called xlsx": ("cases.xlsx", xls_file),
    "new Excel called xls": ("cases.xls", lambda path, rows: xlsx_file(path, Cases=rows)),
    "LibreOffice": ("cases.ods", lambda path, rows: ods_file(path, ods(rows))),
    "packed": ("cases.csv.gz", _bytes(packed)),
    "packed under capitals": ("CASES.CSV.GZ", _bytes(packed)),
}
