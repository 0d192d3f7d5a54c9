"""Who is who: identifiers into salted hashes, the same child found again in later files, then
forgotten.

A child is found by UPN, else ULN, else the council's person id; also by the reference of its case;
without any of them by birth date, sex and postcode together (twins stay two), or as doubles.py
says. A temporary UPN, and a number that others share, tell nobody apart. Two people of earlier
files who turn out to be one child become one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sendviz.load import doubles, merge
from sendviz.load.aliases import BITS, NUMBERS, WEAK, aliases_of, bits_of, hashed
from sendviz.load.loading import Loading
from sendviz.load.readers.common import how_many

# Which tables point to the rows of a table, and by what.
POINTING = {"request": ("advice", "request_id"), "plan": ("review", "plan_id")}


@dataclass(frozen=True)
class Who:
    """person: the hash of each row of the delivery's person table, on a plain index.
    same: people of earlier files who turn out to be one: gone, person.
    """

    person: pd.Series
    same: pd.DataFrame
    notes: tuple[str, ...]


def identify(loading: Loading, districts: pd.Series) -> Who:
    """Find the children of a delivery among those known, and remember their new aliases.

    districts: of the rows of the person table, as far as they are known.
    """
    given, unused = aliases_of(loading.delivery, loading.salt)
    child = _children(given[given["bit"] < WEAK], len(loading.delivery.tables["person"]))
    given = given.assign(child=child[given["row"]])
    known = _known(loading, given)
    known = known.assign(bit=known["kind"].map(BITS).astype("int64"))
    claims = _claims(given, known)
    found = claims.drop_duplicates("child").set_index("child")["person"]
    same = _same(claims, known)
    if len(known) and given["bit"].eq(WEAK).any():
        found = pd.concat([found, match_without_identifier(loading, given, known, found)])
    alike, doubts = doubles.match_by_birth(loading, given, known, found, districts)
    found = pd.concat([found, alike])
    rows = pd.Series(child)
    own = given[given["bit"] < WEAK].drop_duplicates("child").set_index("child")["alias"]
    who = rows.map(found).astype(object).fillna(rows.map(own))
    sha = loading.delivery.sha256
    alone = {each: hashed(loading.salt, f"{sha}/{each}") for each in set(rows[who.isna()])}
    who = who.fillna(rows.map(alone))
    remembered = given.assign(person=who.to_numpy()[given["row"]], la_code=loading.la_code)
    _remember(loading, remembered)
    return Who(who, same, (*_told_unused(unused), *doubts))


def _known(loading: Loading, given: pd.DataFrame) -> pd.DataFrame:
    """alias, kind, person: every alias of the people who share one with the delivery."""
    # By its birth date a child is found only where both asked, or got a plan, on some day.
    tables = loading.delivery.tables
    dated = "named_plan" in tables or tables["request"]["received"].notna().any()
    seeds = given if dated else given[given["bit"] < BITS["born"]]
    return loading.frame(
        "select alias, kind, person from person_alias where la_code = $la and person in ("
        "select person from person_alias where la_code = $la "
        "and alias in (select alias from given))",
        seeds[["alias"]],
    )


def _told_unused(unused: int) -> list[str]:
    if not unused:
        return []
    return [
        f"{how_many(unused, 'row has', 'rows have')} a UPN, ULN or person id that tells nobody "
        "apart, as others share it or it is no number (1.23E+09, UNKNOWN, 0): it was not used. Put "
        "the right ones there."
    ]


def _children(strong: pd.DataFrame, size: int) -> np.ndarray:
    """The first row of the same child for each row: those that share an identifier."""
    rows, alias = strong["row"].to_numpy(), pd.factorize(strong["alias"])[0]
    label = np.arange(size)
    while True:
        lowest = np.full(len(strong), size)
        np.minimum.at(lowest, alias, label[rows])
        lower = label.copy()
        np.minimum.at(lower, rows, lowest[alias])
        if (lower == label).all():
            return label
        label = lower


def _claims(given: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """child, person, bit: which known person each child is, the surest first.

    A clash (a stronger identifier that both have and that differs) is believed only of the person
    id, and only if nobody else claims the person: then the UPN was corrected.
    """
    # The hash is of the kind, too: one alias is of one kind.
    pairs = given[given["bit"] < WEAK].merge(known[["alias", "person"]], on="alias")
    pairs = pairs.sort_values("bit", kind="stable").drop_duplicates(["child", "person"])
    # A person id that was given to another child: born on another day, and nothing else joins them.
    by_id = pairs[pairs["kind"].eq("person_id")]
    pairs = pairs.drop(by_id.index[_born_apart(by_id, given, known)])
    mine = bits_of(pairs["child"], given, "child")
    theirs = bits_of(pairs["person"], known, "person")
    clash = (mine & theirs & (pairs["bit"] - 1)) != 0
    sure = pairs[~clash]
    corrected = pairs[
        clash & pairs["kind"].isin(NUMBERS) & ~pairs["person"].isin(sure["person"])
    ].drop_duplicates("person")
    return pd.concat([sure, corrected])[["child", "person", "bit"]]


def _born_apart(pairs: pd.DataFrame, given: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """Whether the birth dates of child and person are both known, and differ."""
    born = BITS["born"]
    mine = given.loc[given["bit"].eq(born), ["child", "alias"]]
    theirs = known.loc[known["bit"].eq(born), ["person", "alias"]]
    same = pd.MultiIndex.from_frame(mine.merge(theirs, on="alias")[["child", "person"]])
    told = pairs["child"].isin(mine["child"]) & pairs["person"].isin(theirs["person"])
    return told & ~pd.MultiIndex.from_frame(pairs[["child", "person"]]).isin(same)


def _same(claims: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """gone, person: known people whom a child joins, as far as no identifier of theirs differs."""
    first = claims.groupby("child")["person"].transform("first")
    pairs = pd.DataFrame({"gone": claims["person"], "person": first})
    pairs = pairs[pairs["gone"] != pairs["person"]]
    if pairs.empty:
        return pairs
    strong = BITS["case"] - 1
    apart = bits_of(pairs["gone"], known, "person") & bits_of(pairs["person"], known, "person")
    pairs = pairs[(apart & strong).eq(0) & ~pairs["gone"].isin(first)]
    return pairs.drop_duplicates("gone")


def _remember(loading: Loading, aliases: pd.DataFrame) -> None:
    """A number stands for one person; a birth date, alone or with sex and postcode, for several."""
    strong = aliases["bit"] < WEAK
    fresh = pd.concat(
        [
            aliases[strong].drop_duplicates(["alias", "kind"]),
            aliases[~strong].drop_duplicates(["alias", "person"]),
        ]
    )
    loading.do(
        """
        insert into person_alias
        select alias, kind, la_code, person from given where not exists (
            select 1 from person_alias as old
            where old.la_code = given.la_code and old.alias = given.alias
                and old.kind = given.kind
                and (given.kind not in ('weak', 'born') or old.person = given.person))
        """,
        fresh[["alias", "kind", "la_code", "person"]],
    )


def match_without_identifier(
    loading: Loading, given: pd.DataFrame, known: pd.DataFrame, found: pd.Series
) -> pd.Series:
    """The known person of each child (its index) that no identifier has found.

    given: row, bit, alias, child; known: alias, bit, person; found: as far as identifiers go.
    Where several children or people fit, the days on which they asked tell them apart; of those
    who asked on the same day, the first in one file is the first in the other.
    """
    pairs = _candidates(given, known, found)
    one = ~pairs.duplicated("child", keep=False) & ~pairs.duplicated("person", keep=False)
    sure = pairs[one]
    days = _by_day(loading, given, pairs[~one])
    both = pd.concat([sure, days])
    return both.set_index("child")["person"]


def _candidates(given: pd.DataFrame, known: pd.DataFrame, found: pd.Series) -> pd.DataFrame:
    """child, person, alias: neither found already, and no identifier of theirs that differs."""
    weak = given[(given["bit"] == WEAK) & ~given["child"].isin(found.index)]
    people = known[(known["bit"] == WEAK) & ~known["person"].isin(found)]
    pairs = weak.merge(people[["alias", "person"]], on="alias")
    mine = bits_of(pairs["child"], given, "child")
    theirs = bits_of(pairs["person"], known, "person")
    pairs = pairs[(mine & theirs) == 0]
    return pairs.drop_duplicates(["child", "person"])[["child", "person", "alias"]]


def _by_day(loading: Loading, given: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """child, person: the k-th child and the k-th person of one alias who asked on the same day."""
    if pairs.empty:
        return pairs[["child", "person"]]
    child = given.drop_duplicates("row").set_index("row")["child"]
    numbers = loading.delivery.tables["person"]["person_no"].reset_index(drop=True)
    asked = loading.delivery.tables["request"][["person_no", "received"]].dropna()
    row = pd.Series(numbers.index, index=numbers)
    mine = asked.assign(child=asked["person_no"].map(row).map(child))[["child", "received"]]
    theirs = loading.frame(
        "select person, received from request where la_code = $la and received is not null "
        "order by request_id"
    )
    keys = ["alias", "received"]
    mine = _ranked(pairs[["child", "alias"]], mine, "child", keys)
    theirs = _ranked(pairs[["person", "alias"]], theirs, "person", keys)
    both = mine.merge(theirs, on=[*keys, "place"])
    return both.drop_duplicates("child").drop_duplicates("person")[["child", "person"]]


def _ranked(named: pd.DataFrame, days: pd.DataFrame, who: str, keys: list[str]) -> pd.DataFrame:
    days = days.assign(received=pd.to_datetime(days["received"]).astype("datetime64[us]"))
    found = named.drop_duplicates().merge(days, on=who).drop_duplicates([who, *keys])
    return found.assign(place=found.groupby(keys).cumcount())


def merge_two_people(loading: Loading, same: pd.DataFrame) -> None:
    """same: gone, person. Requests and plans of the one who goes are merged with those of the one
    who stays, as if both had come under one name, each with the day of its own import.
    """
    if same.empty:
        return
    _hand_over_aliases(loading, same)
    names = same.set_index("gone")["person"]
    gone = list(names.index)
    for table in POINTING:
        rows = loading.frame(
            f"select {table}.*, log.data_date from {table} "
            f"left join import_log as log on log.import_id = {table}.import_id "
            f"where person = any($gone) order by {table}_id",
            gone=gone,
        )
        loading.do(f"delete from {table} where person = any($gone)", gone=gone)
        became: list[pd.DataFrame] = []
        rows = rows.assign(person=rows["person"].map(names)).drop(columns="gone_on")
        for (import_id, day), part in rows.groupby(["import_id", "data_date"]):
            done = merge.merge_rows(loading.as_import(int(import_id), day), table, part)
            _follow_changes(loading, table, part[f"{table}_id"], done.ids)
            became.append(pd.DataFrame({"was": part[f"{table}_id"], "now": done.ids}))
        _point_to(loading, table, became)
    loading.do(
        "delete from review where review_id in (select review_id from review "
        "qualify row_number() over (partition by plan_id, meeting order by review_id desc) > 1)"
    )


def _hand_over_aliases(loading: Loading, same: pd.DataFrame) -> None:
    """Give the aliases of people who turned out to be one to the one who stays."""
    loading.do(
        "update person_alias set person = given.person from given "
        "where given.gone = person_alias.person",
        same,
    )
    loading.do("create or replace temp table alias_once as select distinct * from person_alias")
    loading.do("delete from person_alias")
    loading.do("insert into person_alias select * from alias_once")


def _follow_changes(loading: Loading, table: str, was: pd.Series, now: pd.Series) -> None:
    loading.do(
        "update record_change set row_id = given.now from given "
        f"where given.was = row_id and table_name = '{table}'",
        pd.DataFrame({"was": was, "now": now}),
    )


def _point_to(loading: Loading, table: str, became: list[pd.DataFrame]) -> None:
    """What pointed to the rows that were taken out points to those that they have become: all at
    once, as a new number may be an old one of another row."""
    if not became:
        return
    pointing, column = POINTING[table]
    pairs = pd.concat(became)
    loading.do(
        f"update {pointing} set {column} = given.now from given where given.was = {column}", pairs
    )
    loading.do(
        "update held set row_id = given.now from given "
        f"where given.was = row_id and table_name = '{table}'",
        pairs,
    )
