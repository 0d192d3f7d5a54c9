"""Councils, areas, events and published figures; and whose records a council's are."""

from __future__ import annotations

import re

import pandas as pd

from sendviz import catalogue
from sendviz.catalogue.layouts import PLAN_TABLES, BadFile, plain_tables
from sendviz.load import plans
from sendviz.load.checks import published as published_checks
from sendviz.load.loading import Loading
from sendviz.load.readers import figures
from sendviz.load.readers.places import BUCKET_NAME

# Everything that tells of a council's children.
RECORDS = (
    "support_contact",
    "support_waiting",
    "referral",
    "referral_coverage",
    "child",
    "review",
    "plan",
    "advice",
    "advice_waiting",
    "request",
    "data_issue",
    "coverage",
    "list_coverage",
    "person_alias",
    "held",
    "headline",
    "restatement",
)
# Tables of published figures, and what makes two files the same edition.
PUBLISHED_KEYS = {
    "health_figure": ("publication", "edition", "month", "level", "category"),
    "deprivation": ("level", "edition"),
    "boundary": ("area_code",),
}


# What comes with the project of each council, and is real.
SAID_OF_COUNCILS = ("promise", "inspection")
# The parts of an improvement plan.
PLANS = tuple(each for each in PLAN_TABLES if each not in SAID_OF_COUNCILS)


def load_reference(loading: Loading) -> int:
    """Load what is not about single children; rows kept."""
    kept, tables = 0, loading.delivery.tables
    for name in ("council", "neighbour"):
        if name in tables:
            kept += _replace_councils(loading, name, tables[name])
    if "event" in tables:
        kept += _replace_councils(loading, "event", _events(loading))
    if loading.delivery.layout == "bundled" and loading.delivery.simulated:
        kept += sum(_replace_simulated(loading, name) for name in tables if name in PLANS)
    for name in SAID_OF_COUNCILS:
        if name in tables and loading.delivery.layout == "bundled":
            rows = tables[name].assign(simulated=False, import_id=loading.import_id)
            kept += _replace_councils(loading, name, rows)
    if "area" in tables:
        kept += _replace_areas(loading, tables["area"], tables["area_member"])
    if "published" in tables:
        kept += _published(loading)
    for name, same in PUBLISHED_KEYS.items():
        if name in tables:
            kept += _replace_edition(loading, name, ", ".join(same))
    return kept


def known_outlines(loading: Loading) -> list[str]:
    """How many outlines of a delivery are of areas that we know, as a sentence.

    Raises BadFile if none is: then it is a file of other areas, or of other codes.
    """
    codes = loading.delivery.tables["boundary"]["area_code"]
    named = loading.do(
        "select area_id, code from area where known union select gss_code, null from council"
    )
    many = int(codes.isin({text for row in named for text in row}).sum())
    if not many:
        raise BadFile(
            f"{loading.delivery.file_name}: none of its {len(codes):,} outlines has the code of an "
            "area that is known here. Load the localities of the council first, or outlines with "
            "ONS codes such as E07000071. Nothing was changed."
        )
    return [f"{many:,} of {len(codes):,} outlines are of areas that are known here."]


def placed(names: pd.Series, known: dict[str, str]) -> pd.Series:
    """The area of each name or code of a district (see `districts`); missing where none has it."""
    keys = {text: known.get(place_key(text)) for text in names.dropna().unique()}
    return names.map(keys).astype("str")


def _events(loading: Loading) -> pd.DataFrame:
    """Events with the ids of their areas. Raises BadFile for an area or measure that is none."""
    rows = loading.delivery.tables["event"].reset_index(drop=True)
    numbers = rows["row"] if "row" in rows else rows.index + 2
    rows = rows.drop(columns="row", errors="ignore")
    if "area" not in rows:
        return rows
    known = dict(
        loading.do(
            "select lower(name), area_id from area where la_code = any($codes) and known "
            "and scheme in ('locality', 'district') order by scheme",
            codes=sorted(rows["la_code"].unique()),
        )
    )
    area_id = rows["area"].str.lower().map(known).astype("str")
    for column, wrong in (
        ("area", rows["area"].notna() & area_id.isna()),
        ("measure", rows["measure"].notna() & ~rows["measure"].isin(list(catalogue.measures()))),
    ):
        if wrong.any():
            raise BadFile(
                f"{loading.delivery.file_name}, row {numbers[wrong.to_numpy()].tolist()[0]}, "
                f"column {column}: there is no {column} "
                f"'{rows.loc[wrong, column].iloc[0][:40]}' here. Correct it or leave it empty."
            )
    return rows.assign(area_id=area_id).drop(columns="area")


def _replace_edition(loading: Loading, table: str, same: str) -> int:
    """Rows of the same edition are replaced; other editions stay beside it."""
    rows = loading.delivery.tables[table]
    loading.do(f"delete from {table} where ({same}) in (select distinct ({same}) from given)", rows)
    return loading.append(table, rows.assign(import_id=loading.import_id))


def _replace_simulated(loading: Loading, table: str) -> int:
    """Made-up rows take the place of all made-up rows before."""
    loading.do(f"delete from {table} where simulated")
    rows = loading.delivery.tables[table]
    return loading.append(table, rows.assign(simulated=True, import_id=loading.import_id))


def _replace_councils(loading: Loading, table: str, rows: pd.DataFrame) -> int:
    """Rows of the same councils (and those of no council, if any are given) are replaced whole."""
    loading.do(
        f"delete from {table} where la_code = any($codes) or (la_code is null and $everywhere)",
        codes=sorted(rows["la_code"].dropna().unique()),
        everywhere=bool(rows["la_code"].isna().any()),
    )
    return loading.append(table, rows)


def _replace_areas(loading: Loading, areas: pd.DataFrame, members: pd.DataFrame) -> int:
    """A council's areas, replaced whole; children in districts that are no more are not placed."""
    codes = sorted(areas["la_code"].unique())
    unplaced = _save_unplaced_areas(loading, codes)
    loading.do(
        "delete from area_member where area_id in "
        "(select area_id from area where la_code = any($codes))",
        codes=codes,
    )
    _replace_councils(loading, "area", areas)
    loading.append("area_member", members)
    _restore_unplaced_areas(loading, unplaced)
    for table in ("request", "plan", "referral", "data_issue"):
        loading.do(
            f"update {table} set district = la_code || '/unknown' where la_code = any($codes) "
            "and district not in (select area_id from area where scheme = 'district')",
            codes=codes,
        )
    return len(areas) + len(members)


def _save_unplaced_areas(loading: Loading, codes: list[str]) -> dict[str, pd.DataFrame]:
    """The areas that hold referrals placed by a locality or sub-ICB alone, and their members: a
    file of localities does not know of them."""
    used = (
        "from area where la_code = any($codes) and (scheme = 'sub_icb' or "
        "(area_id in (select district from referral) and area_id like '%/unknown'))"
    )
    members = f"select * from area_member where district in (select area_id {used})"
    return {
        "area": loading.frame(f"select * {used}", codes=codes),
        "area_member": loading.frame(members, codes=codes),
    }


def _restore_unplaced_areas(loading: Loading, saved: dict[str, pd.DataFrame]) -> None:
    """Put them back; one whose locality is no more belongs to the unknown one."""
    for (table, rows), key in zip(saved.items(), ("area_id", "district"), strict=True):
        known = f"select {key} from {table}"
        loading.do(
            f"insert into {table} by name select * from given where {key} not in ({known})", rows
        )
    loading.do(
        "update area_member set area_id = area.la_code || '/' || area_member.scheme || '/unknown' "
        "from area where area.area_id = area_member.district "
        "and area_member.area_id not in (select area_id from area)"
    )


def _published(loading: Loading) -> int:
    """Published figures with the doubts about them: the delivery's own, known ones, the checks'."""
    given = loading.delivery.tables["published"].reset_index(drop=True)
    own = given["doubt"] if "doubt" in given else pd.Series(None, given.index, dtype="str")
    rows = figures.with_doubts(given)
    regions = dict(loading.do("select la_code, region_code from council"))
    doubt = own.fillna(rows["doubt"]).astype(object)
    doubt = doubt.where(doubt.notna(), published_checks.doubts(rows, regions))
    loading.do(
        "delete from published where import_id in "
        "(select import_id from import_log where sha256 = $sha)"
    )
    return loading.append("published", rows.assign(doubt=doubt, import_id=loading.import_id))


def make_room(loading: Loading) -> list[str]:
    """Real records replace simulated ones of the same council: the two are never mixed.

    Raises BadFile for simulated records of a council with real ones.
    """
    simulated = loading.delivery.simulated
    tables = ("coverage", "advice", "referral_coverage", "support_contact", "list_coverage")
    union = " union ".join(f"select simulated from {table} where la_code = $la" for table in tables)
    if {row[0] for row in loading.do(union)} <= {simulated}:
        return []
    if simulated:
        raise BadFile(
            f"Real records of council {loading.la_code} are loaded: simulated ones are not put "
            "over them. Build the simulated ones into another file (--db)."
        )
    for table in (*RECORDS, *(each.name for each in plain_tables())):
        loading.do(f"delete from {table} where la_code = $la")
    # A made-up plan is not judged by real records.
    plans.remove_made_up(loading)
    for table in ("request", "plan", "review", "advice", "referral"):
        loading.do(
            f"delete from record_change where table_name = '{table}' "
            f"and row_id not in (select {table}_id from {table})"
        )
    return ["The simulated records of this council were removed to make room for real ones."]


def ensure_places(loading: Loading) -> None:
    """A council without a locality file still has itself, and a bucket for children not placed."""
    if not loading.do("select 1 from council where la_code = $la"):
        loading.do(
            "insert into council (la_code, name, short_name, status) "
            "values ($la, 'Council ' || $la, 'Council ' || $la, 'current')"
        )
    if loading.do("select 1 from area where la_code = $la"):
        return
    loading.do(
        f"insert into area select la_code || '/unknown', la_code, 'district', 'Districts', "
        f"'{BUCKET_NAME}', null, 999, null, null, false from council where la_code = $la "
        "union all select la_code || '/council', la_code, 'council', 'Council', name, gss_code, 1, "
        "population_0_25, null, true from council where la_code = $la"
    )
    for scheme, area in (("council", "council"), ("district", "unknown")):
        loading.do(
            "insert into area_member values "
            "($la || '/unknown', $scheme, $la || '/' || $area, date '1900-01-01', null)",
            scheme=scheme,
            area=area,
        )


def districts(loading: Loading) -> dict[str, str]:
    """The id of each known district of a council by its id, its code and its name, each as
    `place_key` gives it."""
    found = loading.do(
        "select area_id, code, name from area where la_code = $la and scheme = 'district' and known"
    )
    return {
        place_key(text): area_id for area_id, *names in found for text in (area_id, *names) if text
    }


# What stands beside the name of a place: "Chelmsford City Council", "Borough of Poole".
OF_COUNCILS = re.compile(
    r"\b(city and county|metropolitan|royal|unitary|county|city|borough|district|council|authority"
    r"|local|mbc|bc|dc|cc|la)\b"
)


def place_key(text: str) -> str:
    """A district's name or code for comparing: no capitals, marks or words for councils; names that
    are nothing else stay whole.
    """
    spoken = " ".join(re.sub("[^a-z0-9/]+", " ", text.casefold().replace("&", " and ")).split())
    bare = " ".join(OF_COUNCILS.sub(" ", spoken).split())
    bare = bare.removeprefix("of ").removesuffix(" of").removeprefix("the ").strip()
    return bare or spoken
