"""Who is who: identifiers into salted hashes, the same child found again in later files, then
forgotten.

A child is found by UPN, else ULN, else the council's person id; also by the reference of its case;
without any of them by birth date, sex and postcode together.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from sendviz.catalogue.layouts import Delivery
from sendviz.load import twins
from sendviz.load.aliases import BITS, WEAK, bits_of, of_delivery
from sendviz.load.beside import hashed
from sendviz.load.sql import do, frame, put


@dataclass(frozen=True)
class Who:
    """person: the hash of each row of the delivery's person table, on a plain index.
    same: people of earlier files who turn out to be one: gone, person.
    """

    person: pd.Series
    same: pd.DataFrame


def identify(connection: duckdb.DuckDBPyConnection, delivery: Delivery, salt: bytes) -> Who:
    """Find the children of a delivery among those known, and remember their new aliases."""
    la_code = delivery.la_code
    given = of_delivery(delivery, salt)
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
    same = _same(claims, known)
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
    pairs = given[given["bit"] < WEAK].merge(
        known[["alias", "kind", "person"]], on=["alias", "kind"]
    )
    pairs = pairs.sort_values("bit", kind="stable").drop_duplicates(["child", "person"])
    mine = bits_of(pairs["child"], given, "child")
    theirs = bits_of(pairs["person"], known, "person")
    clash = (mine & theirs & (pairs["bit"] - 1)) != 0
    sure = pairs[~clash]
    corrected = pairs[
        clash & pairs["kind"].ne("case") & ~pairs["person"].isin(sure["person"])
    ].drop_duplicates("person")
    return pd.concat([sure, corrected])[["child", "person", "bit"]]


def _same(claims: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """gone, person: known people whom a child joins, as far as no identifier of theirs differs."""
    first = claims.groupby("child")["person"].transform("first")
    pairs = pd.DataFrame({"gone": claims["person"], "person": first})
    pairs = pairs[pairs["gone"] != pairs["person"]]
    strong = BITS["case"] - 1
    apart = bits_of(pairs["gone"], known, "person") & bits_of(pairs["person"], known, "person")
    pairs = pairs[(apart & strong).eq(0) & ~pairs["gone"].isin(first)]
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
            where old.la_code = given.la_code and old.alias = given.alias
                and old.kind = given.kind
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
