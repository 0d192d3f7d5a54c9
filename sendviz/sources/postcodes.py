"""Postcode to district: the lookup that a council loads, and its use, after which no postcode is
left.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from sendviz.layouts import BadFile
from sendviz.sources.archives import is_workbook, workbook
from sendviz.sources.common import Refusals, csv_frame, read_bytes, table

# ONS postcode directory and council gazetteers; the first heading found is taken.
POSTCODE = ("postcode", "pcds", "pcd", "pcd7", "pcd8", "pcd2", "post code")
DISTRICT = (
    "district",
    "oslaua",
    "laua",
    "lad",
    "lad_code",
    "ladcd",
    "district code",
    "local authority code",
)
YEARED = re.compile("lad[0-9]{2}cd")  # LAD23CD: the heading carries the year of the boundaries


def normalised(postcodes: pd.Series) -> pd.Series:
    """Upper case without anything but letters and digits; missing where nothing is left."""
    bare = postcodes.astype("str").str.upper().str.replace("[^A-Z0-9]", "", regex=True)
    return bare.where(bare != "")


def read_lookup(path: Path) -> pd.DataFrame:
    """Columns `postcode` (upper case, no space, each once) and `district` (its area id). CSV or
    Excel.

    Raises BadFile when there is no column of postcodes or of districts, or one postcode lies in two
    districts.
    """
    path = Path(path)
    if path.is_file() and is_workbook(path):
        frame = table(next(iter(workbook(path).values())), path.name, Refusals())
    else:
        frame, _ = csv_frame(read_bytes(path), path.name, Refusals())
    headings = {heading.casefold(): heading for heading in frame.columns}
    postcode = next((headings[name] for name in POSTCODE if name in headings), None)
    yeared = [heading for heading in headings if YEARED.fullmatch(heading)]
    district = next((headings[name] for name in (*DISTRICT, *yeared) if name in headings), None)
    lacking = [
        name for name, found in (("postcode", postcode), ("district", district)) if found is None
    ]
    if lacking:
        raise BadFile(
            f"{path.name}: lacks the columns {', '.join(lacking)}. Name them so in the first row."
        )
    found = pd.DataFrame(
        {"postcode": normalised(frame[postcode]), "district": frame[district].str.strip()}
    )
    found = found[found["postcode"].notna() & (found["district"] != "")].drop_duplicates()
    twice = found["postcode"].duplicated()
    if twice.any():
        raise BadFile(
            f"{path.name}: {int(twice.sum())} postcodes lie in two districts, the first in row "
            f"{found.index[twice][0]}. Keep one row for each postcode."
        )
    return found.reset_index(drop=True)


def assign(person: pd.DataFrame, lookup: pd.DataFrame, districts: set[str]) -> pd.DataFrame:
    """The people with `district` filled from their postcode, and without the postcode.

    A district that the file gives itself is kept if it is one of `districts`; missing where the
    postcode is unknown or lies outside them.
    """
    known = lookup.set_index("postcode")["district"]
    by_postcode = normalised(person["postcode"]).map(known)
    own = person["district"].where(person["district"].isin(districts))
    district = own.fillna(by_postcode.where(by_postcode.isin(districts))).astype("str")
    return person.drop(columns="postcode").assign(district=district)
