"""How deprived the neighbourhood is in which a child lives: a fifth of England, and nothing nearer.

The neighbourhood (LSOA) itself never enters the file: with age and need it would point at a child.
"""

from __future__ import annotations

import duckdb
import pandas as pd

from sendviz.load.loading import Loading
from sendviz.load.sql import frame

NO_INDEX = (
    "how deprived a child's neighbourhood is cannot be told, because no Indices of Deprivation by "
    "neighbourhood (LSOA, File 1 or File 7) are loaded. Load them before or with the cases."
)
NO_COLUMN = (
    "how deprived a child's neighbourhood is cannot be told, because the postcode list has no "
    "column of LSOA codes. Give one with a column such as lsoa21cd."
)


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
