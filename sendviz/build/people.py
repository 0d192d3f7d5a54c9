"""Who is who: identifiers into salted hashes, the same child found again in later files, then
forgotten.

A child is found by UPN, else ULN, else the council's person id; also by the reference of its case;
without any of them by birth date, sex and postcode together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from sendviz.build import twins
from sendviz.build.beside import hashed
from sendviz.build.sql import do, frame, put
from sendviz.layouts import Delivery

# The strongest first; each has its bit.
KINDS = ("upn", "uln", "person_id", "case", "weak")
BITS = {kind: 1 << place for place, kind in enumerate(KINDS)}
WEAK = BITS["weak"]
UPN = re.compile(r"[A-Z]\d{11}[0-9A-Z]")


@dataclass(frozen=True)
class Who:
    """person: the hash of each row of the delivery's person table, on a plain index.
    same: people of earlier files who turn out to be one: gone, person.
    """

    person: pd.Series
    same: pd.DataFrame


def reference(case_refs: pd.Series, salt: bytes) -> pd.Series:
    """The council's references, those that are a UPN as a hash: it may not enter the file."""
    bare = case_refs.str.replace(" ", "").str.upper()
    named = bare.str.fullmatch(UPN.pattern).fillna(False).astype(bool)
    return case_refs.mask(named, "case " + bare[named].map(lambda text: hashed(salt, text)[:12]))


def identify(connection: duckdb.DuckDBPyConnection, delivery: Delivery, salt: bytes) -> Who:
    """Find the children of a delivery among those known, and remember their new aliases."""
    la_code = delivery.la_code
    given = _aliases(delivery, salt)
    child = _children(given[given["bit"] < WEAK], len(delivery.tables["person"]))
    given = given.assign(child=child[given["row"]])
    known = frame(
        connection,
        "select alias, kind, person from person_alias where la_code = $la",
        {"la": la_code},
    )
    known = known.assign(bit=known["kind"].map(BITS).astype("int64"))
    claims = _claims(given, known)
    found = claims.drop_duplicates("child").set_index("child")["person"]
    same = _same(claims, _masks(known, "person"))
    if len(known):
        weak = twins.matches(connection, delivery, given, known, found)
        found = pd.concat([found, weak])
    rows = pd.Series(child)
    own = given[given["bit"] < WEAK].drop_duplicates("child").set_index("child")["alias"]
    who = rows.map(found).astype(object).fillna(rows.map(own))
    alone = {each: hashed(salt, f"{delivery.sha256}/{each}") for each in set(rows[who.isna()])}
    who = who.fillna(rows.map(alone))
    _remember(connection, given.assign(person=who.to_numpy()[given["row"]], la_code=la_code))
    return Who(who, same)


def _aliases(delivery: Delivery, salt: bytes) -> pd.DataFrame:
    """row, kind, bit, alias for every identifier of the people, the strongest kinds first."""
    person = delivery.tables["person"].reset_index(drop=True)
    texts = {kind: _bare(person[kind]) for kind in KINDS[:3] if kind in person}
    case = _bare(_cases(delivery, person))
    if "person_id" in texts:  # stands in for a missing one: local_files._identified
        texts["person_id"] = texts["person_id"].mask(texts["person_id"].eq(case))
    parts = [
        pd.DataFrame({"row": text.index, "kind": kind, "text": text})
        for kind, text in {**texts, "case": case, "weak": _weak(person)}.items()
        for text in [text.dropna()]
    ]
    found = _telling(pd.concat(parts, ignore_index=True), person, texts.get("upn"))
    named = delivery.la_code + "/" + found["kind"] + "/" + found["text"]
    found["alias"] = [hashed(salt, text) for text in named]
    return found.assign(bit=found["kind"].map(BITS).astype("int64"), text=None)


def _bare(values: pd.Series) -> pd.Series:
    text = values.astype("str").str.replace(" ", "").str.upper()
    return text.mask(text.eq(""))


def _cases(delivery: Delivery, person: pd.DataFrame) -> pd.Series:
    """The reference of each person's case where there is just one."""
    asked = delivery.tables["request"]
    if "case_ref" not in asked or "person_no" not in asked:
        return pd.Series(None, index=person.index, dtype="str")
    once = asked.dropna(subset="case_ref").drop_duplicates("person_no", keep=False)
    return person["person_no"].map(once.set_index("person_no")["case_ref"]).astype("str")


def _weak(person: pd.DataFrame) -> pd.Series:
    if not {"birth_date", "sex", "postcode"} <= set(person.columns):
        return pd.Series(None, index=person.index, dtype="str")
    born = pd.to_datetime(person["birth_date"]).dt.strftime("%Y%m%d").astype("str")
    return born + "/" + _bare(person["sex"]) + "/" + _bare(person["postcode"])


def _telling(found: pd.DataFrame, person: pd.DataFrame, upn: pd.Series | None) -> pd.DataFrame:
    """Without identifiers that tell nothing: shared by children born on different days, or with
    different UPNs (0, n/a, a number copied down the column).
    """
    traits = pd.DataFrame({"row": person.index})
    traits["born"] = person["birth_date"] if "birth_date" in person else None
    traits["upn"] = upn if upn is not None else None
    joined = found.merge(traits, on="row")
    groups = joined.groupby(["kind", "text"])
    shared = groups["born"].transform("nunique").gt(1) | groups["upn"].transform("nunique").gt(1)
    return found[~(shared & joined["kind"].ne("weak")).to_numpy()].reset_index(drop=True)


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


def _masks(aliases: pd.DataFrame, by: str) -> pd.Series:
    """By child or person, the bits of all kinds of identifier that are known."""
    bits = aliases.drop_duplicates([by, "bit"])
    return bits.groupby(by)["bit"].sum()


def _claims(given: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """child, person, bit: which known person each child is, the surest first.

    A clash (a stronger identifier that both have and that differs) is believed only of the person
    id, and only if nobody else claims the person: then the UPN was corrected.
    """
    pairs = given[given["bit"] < WEAK].merge(
        known[["alias", "kind", "person"]], on=["alias", "kind"]
    )
    pairs = pairs.sort_values("bit", kind="stable").drop_duplicates(["child", "person"])
    mine = pairs["child"].map(_masks(given, "child"))
    theirs = pairs["person"].map(_masks(known, "person"))
    clash = (mine & theirs & (pairs["bit"] - 1)) != 0
    sure = pairs[~clash]
    corrected = pairs[
        clash & pairs["kind"].ne("case") & ~pairs["person"].isin(sure["person"])
    ].drop_duplicates("person")
    return pd.concat([sure, corrected])[["child", "person", "bit"]]


def _same(claims: pd.DataFrame, masks: pd.Series) -> pd.DataFrame:
    """gone, person: known people whom a child joins, as far as no identifier of theirs differs."""
    first = claims.groupby("child")["person"].transform("first")
    pairs = pd.DataFrame({"gone": claims["person"], "person": first})
    pairs = pairs[pairs["gone"] != pairs["person"]]
    strong = BITS["case"] - 1
    apart = pairs["gone"].map(masks) & pairs["person"].map(masks) & strong
    pairs = pairs[apart.eq(0) & ~pairs["gone"].isin(first)]
    return pairs.drop_duplicates("gone")


def _remember(connection: duckdb.DuckDBPyConnection, aliases: pd.DataFrame) -> None:
    """An identifier stands for one person; birth date, sex and postcode may stand for twins."""
    strong = aliases["bit"] < WEAK
    fresh = pd.concat(
        [
            aliases[strong].drop_duplicates(["alias", "kind"]),
            aliases[~strong].drop_duplicates(["alias", "person"]),
        ]
    )
    put(
        connection,
        """
        insert into person_alias
        select alias, kind, la_code, person from given where not exists (
            select 1 from person_alias as old
            where old.alias = given.alias and old.kind = given.kind
                and (given.kind <> 'weak' or old.person = given.person))
        """,
        fresh[["alias", "kind", "la_code", "person"]],
    )


def join(connection: duckdb.DuckDBPyConnection, same: pd.DataFrame) -> None:
    """Give the aliases of people who turned out to be one to the one who stays."""
    put(
        connection,
        "update person_alias set person = given.person from given "
        "where given.gone = person_alias.person",
        same,
    )
    do(
        connection,
        "create or replace temp table alias_once as select distinct * from person_alias",
    )
    do(connection, "delete from person_alias")
    do(connection, "insert into person_alias select * from alias_once")
