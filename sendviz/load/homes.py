"""Where a child lives, as near as a file tells: a district, or a bucket of a locality, of a sub-ICB
location, or of the whole council; and how deprived the neighbourhood is, as a fifth of England.

The neighbourhood (LSOA) itself never enters the file: with age and need it would point at a child.
"""

from __future__ import annotations

import re

import duckdb
import pandas as pd

from sendviz.catalogue.layouts import Delivery
from sendviz.load import reference
from sendviz.load.loading import Loading, frame
from sendviz.load.readers import postcodes as postcode_files

# Sub-ICB locations are the clinical commissioning groups of before July 2022, under their ODS codes
# (NHS England's autism statistics, December 2022).
CCGS = {
    "06H": "Cambridgeshire and Peterborough", "06K": "East and North Hertfordshire",
    "06L": "Ipswich and East Suffolk", "06N": "Herts Valleys", "06Q": "Mid Essex",
    "06T": "North East Essex", "07G": "Thurrock", "07H": "West Essex", "07K": "West Suffolk",
    "11J": "Dorset", "78H": "Northamptonshire", "99E": "Basildon and Brentwood",
    "99F": "Castle Point and Rochford", "99G": "Southend",
}  # fmt: skip
CODE = re.compile(r"(?:.* )?([0-9]{2}[A-Z]|[A-Z][0-9][A-Z][0-9][A-Z])", re.ASCII)
NAMED = re.compile(r"(?:nhs )?(.+?)(?: ccg)?")
NO_INDEX = (
    "how deprived a child's neighbourhood is cannot be told, because no Indices of Deprivation by "
    "neighbourhood (LSOA, File 1 or File 7) are loaded. Load them before or with the cases."
)
NO_COLUMN = (
    "how deprived a child's neighbourhood is cannot be told, because the postcode list has no "
    "column of LSOA codes. Give one with a column such as lsoa21cd."
)
# scheme -> its name on screens
SCHEMES = {"locality": "Localities", "sub_icb": "Sub-ICB locations"}


def place_referrals(loading: Loading, rows: pd.DataFrame) -> pd.DataFrame:
    """district (area id), placed_by and deprivation (fifth of England) on the index of the rows.

    The district of the file or of the postcode, else the locality, else the sub-ICB location, else
    that of the GP practice; else the council's bucket. Buckets are made where they are needed.
    """
    found = _district(loading, rows)
    out = pd.DataFrame({"district": found, "placed_by": "district"}).mask(found.isna())
    practice = _of_practices(loading.delivery, rows)
    near = _district(loading, practice).fillna(_coarser(loading, practice)["district"])
    by_practice = pd.DataFrame({"district": near, "placed_by": "practice"}).mask(near.isna())
    out = out.fillna(_coarser(loading, rows)).fillna(by_practice)
    out = out.fillna({"district": loading.nowhere, "placed_by": "nothing"})
    _make_buckets(loading, out["district"])
    return out.assign(deprivation=_fifths(loading, rows))


def _district(loading: Loading, rows: pd.DataFrame) -> pd.Series:
    known = reference.districts(loading)
    own = reference.placed(rows["district"], known)
    if loading.postcodes is not None and "postcode" in rows:
        home = postcode_files.normalised(rows["postcode"])
        listed = loading.postcodes[loading.postcodes["postcode"].isin(home)]
        lies = listed.set_index("postcode")["district"]
        own = own.fillna(reference.placed(home.map(lies), known))
    return own.astype("str")


def place_in_localities(loading: Loading, names: pd.Series) -> pd.Series:
    """The bucket of the locality of each name; missing where it is none of the council's."""
    found = of_localities(loading, names)
    _make_buckets(loading, found.dropna())
    return found


def of_localities(loading: Loading, names: pd.Series) -> pd.Series:
    """The id that the bucket of each name's locality has, whether or not it is there yet."""
    named = loading.do(
        "select name from area where la_code = $la and scheme = 'locality' and known"
    )
    of = {name.casefold(): f"{loading.la_code}/locality/{name}/unknown" for (name,) in named}
    return names.str.strip().str.casefold().map(of).astype("str")


def _coarser(loading: Loading, rows: pd.DataFrame) -> pd.DataFrame:
    """district and placed_by of rows that name a locality or a sub-ICB location only."""
    la = loading.la_code
    locality = of_localities(loading, rows["locality"])
    code = rows["sub_icb"].map({text: sub_icb(text) for text in rows["sub_icb"].dropna()})
    sub = (la + "/sub_icb/" + code.astype("str") + "/unknown").astype("str")
    placed_by = pd.Series("locality", rows.index).where(locality.notna(), "sub_icb")
    found = locality.fillna(sub)
    return pd.DataFrame({"district": found, "placed_by": placed_by}).mask(found.isna())


def sub_icb(text: str) -> str | None:
    """The code of a sub-ICB location by its code, its name, or the former CCG's."""
    if code := CODE.fullmatch(text.strip().upper()):
        return code[1]
    wanted = NAMED.fullmatch(text.strip().casefold().replace("&", "and"))
    by_name = {name.casefold(): code for code, name in CCGS.items()}
    return by_name.get(wanted[1]) if wanted else None


def _of_practices(delivery: Delivery, rows: pd.DataFrame) -> pd.DataFrame:
    """district, locality and sub_icb of each row's GP practice."""
    places = ["district", "locality", "sub_icb"]
    known = delivery.tables.get("practice")
    if known is None:
        return pd.DataFrame(None, rows.index, places, dtype="str")
    known = known.reindex(columns=["gp_practice", *places]).drop_duplicates("gp_practice")
    known = known.set_index(known["gp_practice"].str.upper())
    code = rows["gp_practice"].str.upper()
    return pd.DataFrame({place: code.map(known[place]).astype("str") for place in places})


def _fifths(loading: Loading, rows: pd.DataFrame) -> pd.Series:
    if loading.postcodes is None or "lsoa" not in loading.postcodes:
        return pd.Series(pd.NA, rows.index, dtype="Int16")
    home = postcode_files.neighbourhoods(rows["postcode"], loading.postcodes)
    return fifths(loading.connection, home)


def _make_buckets(loading: Loading, districts: pd.Series) -> None:
    there = {area_id for (area_id,) in loading.do("select area_id from area")}
    for bucket in sorted(set(districts) - there - {loading.nowhere}):
        scheme, name = bucket.removesuffix("/unknown").split("/", 2)[1:]
        if scheme == "sub_icb":
            name = CCGS.get(name, name)
            _add_area(loading, bucket.removesuffix("/unknown"), scheme, name)
        _add_area(loading, bucket, "district", f"District not known, {name}")
        for of, area_id in _memberships(loading, bucket, scheme, name).items():
            loading.do(
                "insert into area_member values ($bucket, $scheme, $area, date '1900-01-01', null)",
                bucket=bucket,
                scheme=of,
                area=area_id,
            )


def _add_area(loading: Loading, area_id: str, scheme: str, name: str) -> None:
    """A bucket, or a sub-ICB location with its code, at the end of its scheme."""
    known = not area_id.endswith("/unknown")
    loading.do(
        """
        insert into area
        select $id, $la, $scheme, coalesce(max(scheme_name), $scheme_name), $name, $code,
               coalesce(max(position), 0) + 1, null, null, $known
        from area where la_code = $la and scheme = $scheme
        having not exists (select 1 from area where area_id = $id)
        """,
        id=area_id,
        scheme=scheme,
        scheme_name=SCHEMES.get(scheme, "Districts"),
        name=name,
        code=area_id.rsplit("/", 1)[1] if known else None,
        known=known,
    )


def _memberships(loading: Loading, bucket: str, scheme: str, name: str) -> dict[str, str]:
    """scheme -> area of a new bucket."""
    found = {"district": bucket, "council": f"{loading.la_code}/council"}
    found[scheme] = bucket.removesuffix("/unknown")
    if scheme == "sub_icb" and (locality := _only_locality(loading, name)):
        found["locality"] = locality
    return found


def _only_locality(loading: Loading, ccg: str) -> str | None:
    """The locality in which all of the council's districts of a former CCG lie, the unknown one if
    they lie in several; None if the council has no localities.
    """
    found = loading.do(
        """
        select distinct locality.area_id from area_member as place
        join area on area.area_id = place.area_id and area.scheme = 'ccg' and area.known
        join area_member as locality
            on locality.district = place.district and locality.scheme = 'locality'
        where area.la_code = $la and area.name = any($names)
        """,
        names=[ccg, f"NHS {ccg} CCG"],
    )
    if len(found) == 1:
        return found[0][0]
    has = loading.do("select 1 from area where la_code = $la and scheme = 'locality' limit 1")
    return f"{loading.la_code}/locality/unknown" if has else None


def fifths(connection: duckdb.DuckDBPyConnection, lsoa: pd.Series) -> pd.Series:
    """Int16 on the same index: 1 (the most deprived fifth of England's neighbourhoods) to 5.

    By the newest loaded index that knows the code; missing where none does. Deciles 1 and 2 are
    fifth 1, and so on.
    """
    codes = sorted(lsoa.dropna().unique())
    found = frame(
        connection,
        "select area_code, decile from deprivation where level = 'lsoa' and decile is not null "
        "and area_code = any($codes) "
        "qualify row_number() over (partition by area_code order by edition desc) = 1",
        codes=codes,
    )
    by_code = pd.Series((found["decile"].to_numpy() + 1) // 2, found["area_code"], dtype="Int16")
    return lsoa.map(by_code).astype("Int16")


def why_not_told(loading: Loading) -> tuple[str, ...]:
    """Why the fifths of a delivery with postcodes stay empty, as sentences; none if they do not."""
    if loading.postcodes is None:
        return ()
    loaded = loading.do("select count(*) from deprivation where level = 'lsoa'")[0][0] > 0
    named = "lsoa" in loading.postcodes
    if loaded == named:
        return ()
    return (NO_INDEX if named else NO_COLUMN,)
