"""Localities and districts: of the four bundled councils, of any other from a CSV."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from datetime import date
from pathlib import Path

import pandas as pd

from sendviz.catalogue.layouts import TABLES, BadFile, Delivery
from sendviz.load.readers.common import guard_lines, read_bytes, sha256
from sendviz.load.readers.workbooks import is_workbook, workbook

FOLDER = Path(__file__).resolve().parents[3] / "data" / "areas"
WHOLE = "(whole council)"
BUCKET_NAME = "Not known or out of area"
ALWAYS = date(1974, 4, 1)  # when today's districts began: before any record
CCGS_BEGAN = date(2013, 4, 1)  # Health and Social Care Act 2012
NORTHAMPTONSHIRE_CCG_BEGAN = date(2020, 4, 1)  # Corby and Nene CCGs merged
ICBS_BEGAN = date(2022, 7, 1)  # Health and Care Act 2022; the CCGs ended that day
# The file's name for a scheme, and that which people say (the file's own, of each such area).
PLAIN_NAMES = {"Preceding councils": "Former councils"}
SCHEME_NAMES = {
    "council": "Council",
    "icb": "Integrated care boards",
    "ccg": "Former clinical commissioning groups",
}
AREA, MEMBER = ([*TABLES[name].columns] for name in ("area", "area_member"))
HEADER = ["district", "locality", "population"]


def four_councils() -> Delivery:
    """Tables `area` and `area_member` of schema.sql for the councils in data/areas/localities.csv.

    Schemes council, locality, district, icb (from 1 July 2022) and ccg (to that day), with an area
    for cases not known; populations are of ages 0 to 25, of icb and ccg the part in the council.
    The ICB mergers planned for April 2026 are left out: that they happened is not confirmed.
    """
    data = (FOLDER / "localities.csv").read_bytes()
    found = pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False, encoding="utf-8")
    parts = [_bundled_council(each) for _, each in found.groupby("la_code", sort=False)]
    return Delivery(
        layout="areas",
        source="Localities and districts of four councils",
        file_name="localities.csv",
        sha256=hashlib.sha256(data).hexdigest(),
        tables=_joined(parts),
        rows_read=len(found),
    )


def read_localities(path: Path, la_code: str, council_name: str) -> Delivery:
    """Areas of any council from a CSV or a workbook, with the header district, locality,
    population[, code].

    Population (ages 0 to 25) and code may be empty. Tables as `four_councils`, schemes council,
    locality and district. Raises BadFile with row and column.
    """
    rows = _locality_rows(path)
    districts = pd.DataFrame(rows)
    made = f"{la_code}/district/" + districts["name"]
    districts["area_id"] = districts["code"].where(districts["code"] != "", made)
    council = {"la_code": la_code, "name": council_name, "code": None}
    names = {"locality": "Localities", "district": "Districts"}
    return Delivery(
        layout="areas",
        source=f"Localities of {council_name}",
        file_name=path.name,
        sha256=sha256(path),
        la_code=la_code,
        rows_read=len(rows),
        tables=_joined([_council(council, districts, names)]),
    )


def _bundled_council(found: pd.DataFrame) -> dict[str, list]:
    whole, parts = found[found["locality"] == WHOLE], found[found["locality"] != WHOLE]
    first = found.iloc[0]
    council = {"la_code": first["la_code"], "name": first["council"], "code": first["new_la_code"]}
    for _, row in whole.iterrows():
        council["population"] = (int(row["population_0_25"]), row["population_year"])
    districts = pd.DataFrame(
        {
            "name": parts["area_name"],
            "code": parts["area_code"],
            "area_id": parts["area_code"],
            "locality": parts["locality"],
            "icb": parts["icb_2022"],
            "ccg": parts["former_ccg"],
            "population": pd.to_numeric(parts["population_0_25"]),
            "year": parts["population_year"],
        }
    )
    scheme = PLAIN_NAMES.get(first["scheme"], first["scheme"])
    names = {"locality": scheme, "district": parts["area_level"].iloc[0] + "s"}
    return _council(council, districts, names)


def _council(council: dict, districts: pd.DataFrame, names: dict[str, str]) -> dict[str, list]:
    """The areas and memberships of one council from its districts, in the order of screens."""
    names, la_code = SCHEME_NAMES | names, council["la_code"]
    bucket = f"{la_code}/unknown"
    areas: list[list] = []
    members: list[list] = []

    def area(
        area_id: str,
        scheme: str,
        name: str,
        position: int,
        code: str | None = None,
        population: tuple[int | None, str | None] = (None, None),
        known: bool = True,
    ) -> None:
        of = [la_code, scheme, names[scheme]]
        areas.append([area_id, *of, name, code, position, *population, known])

    def member(district: str, scheme: str, area_id: str, of: str = "") -> None:
        members.append([district, scheme, area_id, *_validity(scheme, of)])

    everywhere = f"{la_code}/council"
    total = council.get("population") or _population(districts)
    area(everywhere, "council", council["name"], 1, council["code"], total)
    for position, row in enumerate(districts.itertuples(), start=1):
        area(
            row.area_id,
            "district",
            row.name,
            position,
            row.code or None,
            _population(districts.loc[[row.Index]]),
        )
        member(row.area_id, "district", row.area_id)
        member(row.area_id, "council", everywhere)
    area(bucket, "district", BUCKET_NAME, len(districts) + 1, known=False)
    member(bucket, "district", bucket)
    member(bucket, "council", everywhere)
    for scheme in [each for each in ("locality", "icb", "ccg") if each in districts]:
        groups = districts.groupby(scheme, sort=False)
        for position, (name, group) in enumerate(groups, start=1):
            area_id = f"{la_code}/{scheme}/{name}"
            area(area_id, scheme, name, position, population=_population(group))
            for district in group["area_id"]:
                member(district, scheme, area_id, name)
        area(f"{la_code}/{scheme}/unknown", scheme, BUCKET_NAME, groups.ngroups + 1, known=False)
        member(bucket, scheme, f"{la_code}/{scheme}/unknown")
    return {"area": areas, "area_member": members}


def _validity(scheme: str, name: str) -> tuple[date, date | None]:
    if scheme == "icb":
        return ICBS_BEGAN, None
    if scheme == "ccg":
        merged = name == "NHS Northamptonshire CCG"
        return (NORTHAMPTONSHIRE_CCG_BEGAN if merged else CCGS_BEGAN), ICBS_BEGAN
    return ALWAYS, None


def _population(districts: pd.DataFrame) -> tuple[int | None, str | None]:
    """The sum and its year; nothing where a part is not known or the years differ."""
    years = districts["year"].unique()
    if districts["population"].isna().any() or len(years) != 1:
        return None, None
    return int(districts["population"].sum()), years[0] or None


def _joined(parts: list[dict[str, list]]) -> dict[str, pd.DataFrame]:
    areas = pd.DataFrame([row for part in parts for row in part["area"]], columns=AREA)
    areas["population_0_25"] = areas["population_0_25"].astype("Int64")
    members = pd.DataFrame([row for part in parts for row in part["area_member"]], columns=MEMBER)
    for column in ("valid_from", "valid_to"):
        members[column] = pd.to_datetime(members[column]).astype("datetime64[us]")
    return {"area": areas, "area_member": members}


def _lines(path: Path) -> list[tuple[int, list[str]]]:
    """Number and cells of each row, of a CSV or of a workbook's first sheet."""
    if is_workbook(path):
        return next(iter(workbook(path).values()), [])
    data = read_bytes(path)
    guard_lines(data, path.name)
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        raise BadFile(f"{path.name}: not a CSV in UTF-8. Save it as 'CSV UTF-8'.") from None
    return list(enumerate(rows, start=1))


def _locality_rows(path: Path) -> list[dict]:
    """One dict a district. Raises BadFile with row and column."""
    lines, file_name = _lines(path), path.name
    header = [cell.strip().lower() for cell in lines[0][1]] if lines else []
    if header[:3] != HEADER:
        raise BadFile(f"{file_name}, row 1: the header must be district, locality, population.")
    rows: list[dict] = []
    seen: dict[tuple[str, str], str] = {}
    for number, line in lines[1:]:
        if any(cell.strip() for cell in line):
            rows.append(_locality_row(f"{file_name}, row {number}", line, seen))
    if not rows:
        raise BadFile(f"{file_name}: no districts under the header.")
    return rows


def _locality_row(where: str, line: list[str], seen: dict[tuple[str, str], str]) -> dict:
    name, locality, population, code = [cell.strip() for cell in [*line, "", "", "", ""][:4]]
    for column, cell in (("district", name), ("locality", locality)):
        if cell.casefold() in ("", "unknown"):
            raise BadFile(f"{where}, column {column}: empty or unknown. Name it or delete the row.")
    if seen.setdefault(("locality", locality.casefold()), locality) != locality:
        raise BadFile(f"{where}, column locality: {locality} is spelt otherwise above.")
    for key in (("district", name.casefold()), ("code", code.casefold())):
        if key in seen:
            raise BadFile(f"{where}, column {key[0]}: {name} is there twice. Keep one row for it.")
        if key[1]:
            seen[key] = name
    number = population.replace(",", "")
    if number and not re.fullmatch(r"[0-9]{1,9}", number):
        raise BadFile(f"{where}, column population: not a whole number. Leave it empty if unknown.")
    count = float(number) if number else float("nan")
    return {"name": name, "locality": locality, "population": count, "code": code, "year": ""}
