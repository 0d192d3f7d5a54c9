"""Writes simulated records as the files that councils have: SEN2 in three forms, case and advice
lists, postcodes.
"""

import csv
from datetime import date, datetime
from pathlib import Path

import pandas as pd
from lxml import etree
from openpyxl import Workbook

from sendviz.catalogue.layouts import (
    ADVICE,
    ASSESSMENT,
    DATES,
    FLAGS,
    PERSON,
    PERSON_LEVEL,
    REQUEST,
    Delivery,
)
from sendviz.simulate.published import LAST_DAY
from tests.simulate import identifiers
from tests.simulate.returns import columns

SOFTWARE = "sendviz simulated"
_SOURCES = {
    word: str(i)
    for i, word in enumerate(("parent", "education", "health", "social_care", "other"), 1)
}
_GENDERS = {"M": "1", "F": "2", "U": "9"}
# file of the Blade export -> canonical table, parent file
_BLADE = {
    "person": ("person", "sen2"),
    "requests": ("request", "person"),
    "assessment": ("assessment", "requests"),
    "namedplan": ("named_plan", "assessment"),
    "plandetail": ("plan_detail", "namedplan"),
    "activeplans": ("active_plan", "requests"),
    "placementdetail": ("placement", "activeplans"),
    "senneed": ("need", "activeplans"),
}
_SHEETS = {
    "Person": "person",
    "Requests": "request",
    "Assessments": "assessment",
    "Named Plan": "named_plan",
    "Plan Detail": "plan_detail",
    "Active Plan": "active_plan",
    "Placement Detail": "placement",
    "SEN Need": "need",
}
# table -> its element and the tables nested in it
_ELEMENTS = {
    "request": ("Requests", ("assessment", "active_plan")),
    "assessment": ("Assessment", ("named_plan",)),
    "named_plan": ("NamedPlan", ("plan_detail",)),
    "plan_detail": ("PlanDetail", ()),
    "active_plan": ("ActivePlans", ("placement", "need")),
    "placement": ("PlacementDetail", ()),
    "need": ("SENneed", ()),
}


def write_xml(delivery: Delivery, path: Path) -> None:
    """A return (of sen2_return) as SEN2 XML. Raises ValueError for what is not a return."""
    texts = {name: _texts(delivery, name, ("1", "0"), "%Y-%m-%d") for name in PERSON_LEVEL}
    held = {
        name: _by_key(frame, "person_no" if name == "request" else "request_no")
        for name, frame in texts.items()
        if name != "person"
    }
    with etree.xmlfile(str(path), encoding="utf-8") as file:
        file.write_declaration()
        with file.element("Message"):
            file.write(_header_element(delivery))
            with file.element("Persons"):
                for row in texts["person"].to_dict("records"):
                    file.write(_person_element(row, held))


def write_blade(delivery: Delivery, folder: Path) -> None:
    """A return as the nine CSV files of COLLECT's Blade export. Raises ValueError for what is not a
    return.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stamp = _reference(delivery).strftime("%d-%m-%Y")
    header = {
        "sen2tableid": "1",
        **{name.lower(): text for name, text in _header(delivery).items()},
    }
    pd.DataFrame([header]).to_csv(folder / f"Blade-Export_{stamp}_sen2.csv", index=False)
    for file, (name, parent) in _BLADE.items():
        texts = _texts(delivery, name, ("true", "false"), "%Y-%b-%d 00:00:00").rename(
            columns=str.lower
        )
        above = (
            "1" if parent == "sen2" else texts["person_no" if name == "request" else "request_no"]
        )
        several = name in ("plan_detail", "placement", "need")
        own = texts["row"] if several else texts["person_no" if name == "person" else "request_no"]
        texts = texts.drop(columns=["person_no", "request_no", "row"], errors="ignore")
        texts.insert(0, f"{parent}tableid", above)
        texts.insert(0, f"{file}tableid", own)
        texts.to_csv(folder / f"Blade-Export_{stamp}_{file}.csv", index=False)


def write_workbook(delivery: Delivery, path: Path) -> None:
    """A return as the pre-submission workbook of eight sheets. Raises ValueError for what is not a
    return.
    """
    book = Workbook(write_only=True)
    book.properties.creator = SOFTWARE
    owner = delivery.tables["request"].set_index("request_no")["person_no"]
    for title, name in _SHEETS.items():
        texts = _texts(delivery, name, ("1", "0"), "%Y-%m-%d").rename(columns=str.lower)
        if "person_no" not in texts:
            texts.insert(0, "person_no", texts["request_no"].map(owner))
        names = {"person_no": "persontableid", "request_no": "requeststableid"}
        texts = texts.drop(columns="row").rename(columns=names)
        sheet = book.create_sheet(title)
        sheet.append(list(texts.columns))
        for row in texts.itertuples(index=False):
            sheet.append([None if value == "" else value for value in row])
    book.save(path)


def write_cases(delivery: Delivery, path: Path) -> None:
    """The council's own case list as CSV: one row a request that is not historical, with its child
    and outcome.
    """
    cases = delivery.tables["request"].query("decision != 'H'").drop(columns="row")
    cases = cases.merge(delivery.tables["person"].drop(columns="row"), on="person_no")
    cases = cases.merge(
        delivery.tables["assessment"].drop(columns="row"), on="request_no", how="left"
    )
    unsent = ("postcode", "upn", "uln", "upn_unknown")
    wanted = [
        "case_ref",
        *[c for c in (*PERSON, *REQUEST, *ASSESSMENT) if c not in (*unsent, "case_ref")],
    ]
    _csv(cases[wanted], path)


def write_advice(delivery: Delivery, path: Path) -> None:
    """The council's own advice list as CSV: one row a request for advice."""
    _csv(delivery.tables["advice"][list(ADVICE)], path)


def write_postcodes(path: Path) -> None:
    """The lookup of the made-up postcodes of all districts as CSV: postcode, district."""
    identifiers.directory().to_csv(path, index=False)


def _csv(frame: pd.DataFrame, path: Path) -> None:
    texts = pd.DataFrame({c: _text(c, frame[c], ("yes", "no"), "%d/%m/%Y") for c in frame})
    texts.to_csv(
        path, index=False, encoding="utf-8-sig", quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n"
    )


def _reference(delivery: Delivery) -> date:
    if not (delivery.edition or "").isdigit():
        raise ValueError("only a return can be written so: make one with sen2_return first")
    return delivery.reference_date


def _header(delivery: Delivery) -> dict[str, str]:
    return {
        "Collection": "SEN2",
        "Year": delivery.edition,
        "ReferenceDate": _reference(delivery).isoformat(),
        "SourceLevel": "L",
        "LEA": delivery.la_code,
        "SoftwareCode": SOFTWARE,
        "Release": "1",
        "SerialNo": "1",
        "DateTime": datetime.combine(LAST_DAY, datetime.min.time()).isoformat(),
    }


def _texts(delivery: Delivery, name: str, flags: tuple[str, str], days: str) -> pd.DataFrame:
    """A table as text under its SEN2 names, keys as they are."""
    edition = int(_reference(delivery).year)
    frame = delivery.tables[name]
    out = frame[[c for c in ("person_no", "request_no", "row") if c in frame]].copy()
    for column in columns(name, edition):
        item, values = PERSON_LEVEL[name][column][0], frame[column]
        if column == "sex" and edition == 2023:
            item, values = "GenderCurrent", values.map(_GENDERS)
        if column == "source":
            values = values.map(_SOURCES)
        out[item] = _text(column, values, flags, days)
    return out


def _text(column: str, values: pd.Series, flags: tuple[str, str], days: str) -> pd.Series:
    if column in DATES or pd.api.types.is_datetime64_any_dtype(values):
        return values.dt.strftime(days).fillna("")
    if column in FLAGS:
        return values.map({True: flags[0], False: flags[1]}).astype("str").fillna("")
    return values.astype("str").fillna("")


def _by_key(frame: pd.DataFrame, key: str) -> dict[int, list[dict]]:
    held: dict[int, list[dict]] = {}
    for row in frame.to_dict("records"):
        held.setdefault(row[key], []).append(row)
    return held


def _header_element(delivery: Delivery) -> etree._Element:
    header = etree.Element("Header")
    parts = {
        "CollectionDetails": ("Collection", "Year", "ReferenceDate"),
        "Source": ("SourceLevel", "LEA", "SoftwareCode", "Release", "SerialNo", "DateTime"),
    }
    items = _header(delivery)
    for part, names in parts.items():
        _fill(etree.SubElement(header, part), {name: items[name] for name in names})
    return header


def _person_element(row: dict, held: dict) -> etree._Element:
    person = etree.Element("Person")
    _fill(person, row)
    for request in held["request"].get(row["person_no"], ()):
        _nest(person, "request", request, held)
    return person


def _nest(parent: etree._Element, name: str, row: dict, held: dict) -> None:
    tag, inner = _ELEMENTS[name]
    element = etree.SubElement(parent, tag)
    _fill(element, row)
    for child in inner:
        for one in held[child].get(row["request_no"], ()):
            _nest(element, child, one, held)


def _fill(element: etree._Element, items: dict) -> None:
    for name, text in items.items():
        if name not in ("person_no", "request_no", "row") and text != "":
            etree.SubElement(element, name).text = text
