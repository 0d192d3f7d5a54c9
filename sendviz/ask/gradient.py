"""How deprived the districts of a council are, by the newest Indices of Deprivation that fit."""

from __future__ import annotations

import pandas as pd

from sendviz.ask.store import Store


def deprivation(store: Store, la_code: str) -> pd.DataFrame:
    """One row a district, the most deprived first: area_id, edition, score, rank (1: most deprived
    in England). Empty where no file with districts of this council is loaded.

    One edition only, since editions cannot be compared: the one that knows most of the council's
    districts (a district that was abolished stands in older ones only), of equal ones the newest.
    """
    return store.small(
        """
        with found as (
            select area.area_id, deprivation.edition, deprivation.score, deprivation.rank
            from area join deprivation
                on deprivation.area_code = area.area_id or deprivation.area_code = area.code
            where area.la_code = $la_code and area.scheme = 'district' and area.known
                and deprivation.level = 'district'
        ), best as (
            select edition from found group by edition
            order by count(distinct area_id) desc, edition desc limit 1
        )
        select area_id, edition, score, rank from found where edition = (select edition from best)
        order by score desc, rank, area_id
        """,
        {"la_code": la_code},
    )


def neighbourhood_edition(store: Store) -> str | None:
    """The year of the newest index by neighbourhood that is loaded; None for none."""
    sql = "select max(edition) as edition from deprivation where level = 'lsoa'"
    found = store.small(sql)["edition"].iloc[0]
    return None if pd.isna(found) else str(found)
