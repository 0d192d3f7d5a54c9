"""Postcode to district and neighbourhood: the lookup that a council loads, and its use, after which
no postcode is left.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from sendviz.catalogue.layouts import BadFile
from sendviz.load.readers.common import Refusals, csv_frame, how_many, read_bytes, text_table
from sendviz.load.readers.workbooks import is_workbook, workbook

# ONS postcode directory, postcodes.io and council gazetteers, as `_key` gives them; the first
# heading found is taken.
POSTCODE = ("postcode", "pcds", "pcd", "pcd7", "pcd8", "pcd2")
DISTRICT = (
    "district",
    "districtcode",
    "oslaua",
    "laua",
    "lad",
    "ladcode",
    "ladcd",
    "ltla",
    "ltlacd",
    "localauthoritycode",
    "localauthoritydistrictcode",
    "localauthoritydistrict",
    "admindistrictcode",
    "admindistrict",
)
YEARED = re.compile("(?:lad|ltla)[0-9]{2}cd")  # LAD23CD: the year of the boundaries
# lsoa, lsoa11, LSOA21CD, LSOA code (2021); the code of a neighbourhood, not its name.
NEIGHBOURHOOD = re.compile(r"lsoa[ _]?([0-9]{2})?[ _]?(?:cd|code)?(?: \(20([0-9]{2})\))?")


def normalised(postcodes: pd.Series) -> pd.Series:
    """Upper case without anything but letters and digits; missing where nothing is left."""
    bare = postcodes.astype("str").str.upper().str.replace("[^A-Z0-9]", "", regex=True)
    return bare.where(bare != "")


def read_lookup(path: Path) -> pd.DataFrame:
    """Columns `postcode` (upper case, no space, each once), `district` (its area id) and, where the
    file has one, `lsoa` (the code of the neighbourhood, missing where empty). CSV or Excel.

    Raises BadFile when there is no column of postcodes or of districts, or one postcode lies in two
    districts or neighbourhoods.
    """
    if path.is_file() and is_workbook(path):
        frame = text_table(next(iter(workbook(path).values())), path.name, Refusals())
    else:
        frame, _ = csv_frame(read_bytes(path), path.name, Refusals())
    named = _named({heading.casefold(): heading for heading in frame.columns}, path.name)
    found = pd.DataFrame({name: frame[heading].str.strip() for name, heading in named.items()})
    found = found.assign(postcode=normalised(found["postcode"]))
    if "lsoa" in found:
        found["lsoa"] = found["lsoa"].str.upper().where(found["lsoa"] != "")
    found = found[found["postcode"].notna() & (found["district"] != "")]
    for name, places in (("district", "districts"), ("lsoa", "neighbourhoods")):
        if name in found:
            _each_once(found[["postcode", name]].dropna(), path.name, places)
    if "lsoa" in found:  # of two rows of one postcode, the one that tells where
        found = found.loc[found["lsoa"].isna().sort_values(kind="stable").index]
    return found.drop_duplicates("postcode").sort_index().reset_index(drop=True)


def _named(headings: dict[str, str], file_name: str) -> dict[str, str]:
    """The file's headings by ours; the newest neighbourhoods of several. Raises BadFile."""
    plain = {_key(heading): own for heading, own in headings.items()}
    yeared = sorted(key for key in plain if YEARED.fullmatch(key))
    wanted = {"postcode": POSTCODE, "district": (*DISTRICT, *yeared)}
    found = {
        ours: next((plain[name] for name in names if name in plain), "")
        for ours, names in wanted.items()
    }
    lacking = [ours for ours, heading in found.items() if not heading]
    if lacking:
        raise BadFile(
            f"{file_name}: lacks the columns {', '.join(lacking)}. Name them so in the first row."
        )
    matches = [each for heading in headings if (each := NEIGHBOURHOOD.fullmatch(heading))]
    newest = max(matches, key=lambda each: each[1] or each[2] or "", default=None)
    return found | ({"lsoa": headings[newest[0]]} if newest else {})


def _key(heading: str) -> str:
    """A heading without case, spaces and signs: 'LAD code' and 'lad_code' are one."""
    return re.sub("[^a-z0-9]", "", heading.casefold())


def _each_once(pairs: pd.DataFrame, file_name: str, places: str) -> None:
    pairs = pairs.drop_duplicates()
    twice = pairs["postcode"].duplicated()
    if twice.any():
        raise BadFile(
            f"{file_name}: {how_many(int(twice.sum()), 'postcode lies', 'postcodes lie')} in two "
            f"{places}, the first in row "
            f"{pairs.index[twice][0]}. Keep one row for each postcode."
        )


def neighbourhoods(postcodes: pd.Series, lookup: pd.DataFrame) -> pd.Series:
    """The LSOA code of each home postcode, on the same index; missing where it is not known."""
    if "lsoa" not in lookup:
        return pd.Series(None, postcodes.index, dtype="str")
    home = normalised(postcodes)
    own = lookup[lookup["postcode"].isin(home)]
    return home.map(own.set_index("postcode")["lsoa"]).astype("str")


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
