"""Children without any number, found again by birth date, sex and postcode; twins stay two."""

from __future__ import annotations

import duckdb
import pandas as pd

from sendviz.catalogue.layouts import Delivery
from sendviz.load.aliases import WEAK, bits_of
from sendviz.load.sql import frame


def matches(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    given: pd.DataFrame,
    known: pd.DataFrame,
    found: pd.Series,
) -> pd.Series:
    """The known person of each child (its index) that no identifier has found.

    given: row, bit, alias, child; known: alias, bit, person; found: as far as identifiers go.
    Where several children or people fit, the days on which they asked tell them apart; of those
    who asked on the same day, the first in one file is the first in the other.
    """
    pairs = _candidates(given, known, found)
    one = ~pairs.duplicated("child", keep=False) & ~pairs.duplicated("person", keep=False)
    sure = pairs[one]
    days = _by_day(connection, delivery, given, pairs[~one])
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


def _by_day(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    given: pd.DataFrame,
    pairs: pd.DataFrame,
) -> pd.DataFrame:
    """child, person: the k-th child and the k-th person of one alias who asked on the same day."""
    if pairs.empty:
        return pairs[["child", "person"]]
    child = given.drop_duplicates("row").set_index("row")["child"]
    numbers = delivery.tables["person"]["person_no"].reset_index(drop=True)
    asked = delivery.tables["request"][["person_no", "received"]].dropna()
    row = pd.Series(numbers.index, index=numbers)
    mine = asked.assign(child=asked["person_no"].map(row).map(child))[["child", "received"]]
    theirs = frame(
        connection,
        "select person, received from request where la_code = $la and received is not null "
        "order by request_id",
        {"la": delivery.la_code},
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
