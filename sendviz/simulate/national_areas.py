"""Made-up localities and districts for the councils of the national file."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sendviz.simulate.national_sizes import Size

_ALWAYS = pd.Timestamp("1974-04-01")
_NOT_KNOWN = "Not known or out of area"
_CHILDREN_A_DISTRICT, _FEWEST, _MOST, _IN_A_LOCALITY = 18_000, 3, 14, 3
AREA = (
    "area_id",
    "la_code",
    "scheme",
    "scheme_name",
    "name",
    "code",
    "position",
    "population_0_25",
    "population_year",
    "known",
)
MEMBER = ("district", "scheme", "area_id", "valid_from", "valid_to")


def districts(size: Size) -> list[str]:
    """The ids of the council's districts: 3 to 14, after its children."""
    wanted = int(np.clip(round(size.children / _CHILDREN_A_DISTRICT), _FEWEST, _MOST))
    return [f"{size.la_code}/district/Made-up district {n}" for n in range(1, wanted + 1)]


def localities(size: Size) -> list[str]:
    """The name of the locality of each district, three districts to one."""
    return [
        f"Made-up locality {chr(ord('A') + place // _IN_A_LOCALITY)}"
        for place in range(len(districts(size)))
    ]


def areas(sizes: Sequence[Size]) -> dict[str, pd.DataFrame]:
    """Tables area and area_member of schema.sql: council, districts, localities, and the bucket of
    children whose place is not known.
    """
    made = [_of(size) for size in sizes]
    area = pd.DataFrame([row for rows, _ in made for row in rows], columns=list(AREA))
    member = pd.DataFrame([row for _, rows in made for row in rows], columns=list(MEMBER))
    area["population_0_25"] = area["population_0_25"].astype("Int64")
    for column in ("valid_from", "valid_to"):
        member[column] = pd.to_datetime(member[column]).astype("datetime64[us]")
    return {"area": area, "area_member": member}


def _of(size: Size) -> tuple[list[tuple], list[tuple]]:
    la, whole, bucket = size.la_code, f"{size.la_code}/council", f"{size.la_code}/unknown"
    rows, members = [_row(la, "council", whole, size.name, 1, code=size.gss_code)], []
    names = localities(size)
    for place, (id, locality) in enumerate(zip(districts(size), names, strict=True), start=1):
        rows.append(_row(la, "district", id, id.rpartition("/")[2], place))
        members += _members(id, whole, f"{la}/locality/{locality}")
    rows.append(_row(la, "district", bucket, _NOT_KNOWN, 99, known=False))
    members += _members(bucket, whole, f"{la}/locality/unknown")
    for place, name in enumerate(dict.fromkeys(names), start=1):
        rows.append(_row(la, "locality", f"{la}/locality/{name}", name, place))
    rows.append(_row(la, "locality", f"{la}/locality/unknown", _NOT_KNOWN, 99, known=False))
    return rows, members


def _row(la, scheme, id, name, place, code=None, known=True) -> tuple:
    scheme_name = {"council": "Council", "district": "Districts", "locality": "Localities"}[scheme]
    return (id, la, scheme, scheme_name, name, code, place, None, None, known)


def _members(district: str, whole: str, locality: str) -> list[tuple]:
    found = {"district": district, "council": whole, "locality": locality}
    return [(district, scheme, id, _ALWAYS, None) for scheme, id in found.items()]
