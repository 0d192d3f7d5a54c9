"""Requests that may stand there twice: children whom no number finds, by birth date, sex, place and
day of request; doubts, told with their rows; and lists that would double what is there.

A child is joined to one held before where just one can be meant: born on the same day, asked (or
given a plan) on the same day, and neither sex nor district says otherwise; or asked within four
weeks, and both agree.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sendviz.catalogue.layouts import BadFile
from sendviz.load import leaving
from sendviz.load.aliases import BITS, NUMBERS, bits_of
from sendviz.load.loading import Loading
from sendviz.load.readers.common import how_many, row_words
from sendviz.load.readers.values import whole_table

NEAR = 28  # days by which two files may differ on one request
SHOWN = 3
APART = sum(BITS[kind] for kind in NUMBERS)
HELD = """
select row_id, alias, own.person, what, day, sex, district, case_ref, file_name
from person_alias join (
    select request_id as row_id, la_code, person, 'request' as what, received as day, sex, district,
           case_ref, import_id
    from request where received is not null and coalesce(gone_on > received, true)
    union all
    select plan_id, la_code, person, 'plan', started, sex, district, case_ref, import_id
    from plan where coalesce(gone_on > started, true)
) as own on own.person = person_alias.person and own.la_code = person_alias.la_code
left join import_log on import_log.import_id = own.import_id
where person_alias.la_code = $la and person_alias.kind = 'born'
order by what, row_id
"""


def match_by_birth(
    loading: Loading,
    given: pd.DataFrame,
    known: pd.DataFrame,
    found: pd.Series,
    districts: pd.Series,
) -> tuple[pd.Series, list[str]]:
    """The known person of each child (its index) that neither numbers nor postcodes have found; and
    sentences on requests that may be one.

    given: row, bit, alias, child; known: alias, bit, person; found: as far as others go; districts:
    of the rows of the delivery's people.
    """
    mine = _asked(loading, given, districts)
    within = _doubts_within(mine, given)
    held = loading.frame(HELD) if len(mine) else mine
    if mine.empty or held.empty:
        return pd.Series(dtype="object"), within
    pairs = mine[~mine["child"].isin(found.index)].merge(
        held[~held["person"].isin(found)], on=["alias", "what"], suffixes=("", "_held")
    )
    pairs = _near(pairs)
    theirs = bits_of(pairs["person"], known, "person")
    pairs = pairs[bits_of(pairs["child"], given, "child") & theirs == 0]
    joined: list[pd.DataFrame] = []
    for sure in (
        pairs["apart"].eq(0) & ~pairs["differ"],
        pairs["same_sex"] & pairs["same_place"],
    ):
        rest = pairs[sure & _left_over(pairs, joined)].drop_duplicates(["child", "person"])
        one = ~rest.duplicated("child", keep=False) & ~rest.duplicated("person", keep=False)
        joined.append(rest[one])
    doubt = pairs[
        _left_over(pairs, joined)
        & (pairs["apart"].eq(0) | (pairs["same_sex"] & pairs["same_place"]))
        & pairs["what"].eq("request")
    ]
    matched = pd.concat(joined).set_index("child")["person"]
    return matched, [*within, *_doubts_between(doubt)]


def _left_over(pairs: pd.DataFrame, joined: list[pd.DataFrame]) -> pd.Series:
    child, person = (
        [each for part in joined for each in part[name]] for name in ("child", "person")
    )
    return ~pairs["child"].isin(child) & ~pairs["person"].isin(person)


def _asked(loading: Loading, given: pd.DataFrame, districts: pd.Series) -> pd.DataFrame:
    """The delivery's requests, and plans, of children whose birth date is told: child, alias, what,
    day (of receipt, or on which it began), sex, district, number (the request's row in the file).
    """
    tables = loading.delivery.tables
    person = tables["person"].reset_index(drop=True)
    who = pd.DataFrame(
        {
            "person_no": person["person_no"],
            "at": person.index,
            "sex": person["sex"] if "sex" in person else None,
            "district": districts.to_numpy(),
        }
    )
    born = given[given["bit"].eq(BITS["born"])].rename(columns={"row": "at"})
    asked = tables["request"][["request_no", "person_no", "received", "row"]].rename(
        columns={"row": "number", "received": "day"}
    )
    plans = whole_table("named_plan", tables.get("named_plan"))[["request_no", "started"]]
    held = asked.drop(columns="day").merge(plans.rename(columns={"started": "day"}))
    both = pd.concat([asked.assign(what="request"), held.assign(what="plan")])
    both = both.dropna(subset="day").merge(who, on="person_no")
    return both.merge(born[["at", "child", "alias"]], on="at").drop(columns="at")


def _near(pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs within four weeks, with `apart` (days), same_sex, same_place and differ."""
    mine, theirs = (
        pd.to_datetime(pairs[name]).astype("datetime64[us]") for name in ("day", "day_held")
    )
    pairs = pairs.assign(apart=(mine - theirs).dt.days.abs())
    pairs = pairs[pairs["apart"].le(NEAR * pairs["what"].eq("request"))]
    mine, theirs = (
        pairs[name].where(~pairs[name].astype("str").str.endswith("/unknown"))  # no bucket
        for name in _BOTH["district"]
    )
    sex, other = (pairs[name] for name in _BOTH["sex"])
    same_sex, same_place = sex.eq(other) & sex.notna(), mine.eq(theirs) & mine.notna()
    differ = (sex.notna() & other.notna() & ~same_sex) | (
        mine.notna() & theirs.notna() & ~same_place
    )
    return pairs.assign(
        same_sex=same_sex.astype(bool),
        same_place=same_place.astype(bool),
        differ=differ.astype(bool),
    )


_BOTH = {name: (name, f"{name}_held") for name in ("district", "sex")}


def _doubts_within(mine: pd.DataFrame, given: pd.DataFrame) -> list[str]:
    """Sentences on requests of one file that may be one: born on one day, and alike but for a
    number that only one of them has."""
    asked = mine[mine["what"].eq("request")]
    pairs = asked.merge(asked, on=["alias", "what"], suffixes=("", "_held"))
    pairs = pairs[(pairs["number"] < pairs["number_held"]) & pairs["child"].ne(pairs["child_held"])]
    pairs = _near(pairs)
    theirs = bits_of(pairs["child_held"], given, "child")
    alike = bits_of(pairs["child"], given, "child") & theirs & APART == 0
    alike &= pairs["same_sex"] & ~pairs["differ"] & (pairs["same_place"] | pairs["apart"].eq(0))
    found = pairs[alike].drop_duplicates(["number", "number_held"])
    named = [
        f"rows {row_words(a)} and {row_words(b)}"
        for a, b in zip(found["number"], found["number_held"], strict=True)
    ]
    return _may_be_one(named)


def _doubts_between(pairs: pd.DataFrame) -> list[str]:
    pairs = pairs.drop_duplicates(["number", "row_id"])
    named = [
        f"row {row} and {'one' if pd.isna(ref) else f'case {ref}'} of {file}"
        for row, ref, file in zip(
            pairs["number"], pairs["case_ref"], pairs["file_name"], strict=True
        )
    ]
    return _may_be_one(named)


def _may_be_one(named: list[str]) -> list[str]:
    if not named:
        return []
    more = len(named) - SHOWN
    often = "" if len(named) == 1 else f" ({len(named)} times)"
    return [
        f"2 requests may be one{often}: {'; '.join(named[:SHOWN])}"
        f"{f' and {more} more' if more > 0 else ''}. The children were born on one day and nothing "
        "tells for sure whether they are one: each is counted. Give them their UPN to tell."
    ]


def refuse_doubling(loading: Loading, ids: pd.Series) -> list[str]:
    """Sentences on a return that may stand in lists loaded before. ids: its requests, merged.

    Raises BadFile if most rows of a list match nothing, although as many requests came in the same
    months, and nothing tells those from these.
    """
    if loading.delivery.layout not in leaving.OF_CASES or loading.delivery.whole is False:
        return []
    rows = _by_month(loading, ids)
    double, listed = _doubled(rows)
    if 2 * double <= listed:
        return []
    name = loading.delivery.file_name
    if loading.delivery.layout in leaving.RETURNS:
        return [
            f"{double:,} of its {_requests(listed)} may stand in the lists loaded before, which "
            "have nothing by which to find them: they may count twice. Build the file anew with "
            "lists that have UPNs, or birth date, sex and postcode."
        ]
    raise BadFile(
        f"{name}: {double:,} of its {_requests(listed)} matched none that is loaded, although as "
        "many came in the same months: they would count twice. Give it the UPN of each child, or "
        "birth date, sex and postcode; or say --part if these are other cases. Nothing was changed."
    )


def _requests(n: int) -> str:
    return how_many(n, "request", "requests")


def _by_month(loading: Loading, ids: pd.Series) -> pd.DataFrame:
    """month, kind (mine and new, mine and found, theirs alone), bits (what tells them apart) of
    the council's requests."""
    rows = loading.frame(
        "select request_id, person, received, case_ref, import_id from request "
        "where la_code = $la and received is not null and coalesce(gone_on > received, true)"
    )
    others = loading.frame(
        "select distinct row_id from held "
        "where la_code = $la and table_name = 'request' and import_id <> $import_id"
    )["row_id"]
    known = loading.frame("select alias, kind, person from person_alias where la_code = $la")
    known = known.assign(bit=known["kind"].map(BITS))
    numbers = bits_of(rows["person"], known, "person") & APART
    born = rows["person"].isin(known.loc[known["bit"].eq(BITS["born"]), "person"])
    bits = numbers | born * BITS["born"] | rows["case_ref"].notna() * BITS["case"]
    mine, theirs = rows["request_id"].isin(ids), rows["request_id"].isin(others)
    kind = np.select([mine & ~theirs, mine], ["new", "found"], "theirs")
    month = pd.to_datetime(rows["received"]).dt.to_period("M")
    return pd.DataFrame({"month": month, "kind": kind, "bits": bits})


def _doubled(rows: pd.DataFrame) -> tuple[int, int]:
    """How many requests stand twice, and how many the file has, in the months of which the files
    before hold half as many or more."""
    double = listed = 0
    for _, month in rows.groupby("month"):
        kinds = {kind: part["bits"] for kind, part in month.groupby("kind")}
        none = pd.Series(dtype="int64")
        new, found, theirs = (kinds.get(kind, none) for kind in ("new", "found", "theirs"))
        size = len(new) + len(found)
        if not size or 2 * (len(theirs) + len(found)) < size:
            continue
        double += min(_alike(new, theirs), _alike(theirs, new))
        listed += size
    return double, listed


def _alike(some: pd.Series, others: pd.Series) -> int:
    """How many have another that no identifier tells from them."""
    sets = others.unique()
    return int(sum((each & sets == 0).any() for each in some)) if len(sets) else 0
