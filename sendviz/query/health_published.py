"""The NHS's own published waits for the areas of a council: context for its records.

Figures of boards (ICBs) are sums of the providers counted there, not of residents; a blank is a
line that nobody submitted, not nought. Stocks of several months are never added, nor are boards
and providers, each of which adds up to England (`domain/health-waits.md` 0, 8).
"""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from sendviz.stats.bands import banded_percentile
from sendviz.store import Store

# Lower edge of each band in weeks. The publisher's days are 0-7, 8-14 ...: week 1 ends with day 7.
STARTS = {
    "0-7": 0, "8-14": 1, "15-28": 2, "29-84": 4, "85-126": 12, "127-364": 18, "365-728": 52,
    "365+": 52, "729+": 104,
}  # fmt: skip
WAITS = [
    "level", "code", "name", "parent", "month", "edition", "total", "banded", "coverage",
    "over_18_weeks", "over_52_weeks", "share_over_18_weeks", "share_over_52_weeks", "median",
    "percentile_92", "open_band", "blank", "note",
]  # fmt: skip
AUTISM = {
    "ASD16b": "open", "ASD16c": "open_over_13_weeks", "ASD12a": "new",
    "ASD18f": "open_over_13_weeks_without_contact",
}  # fmt: skip
AUTISM_COLUMNS = [
    "level", "code", "name", "covers", "fit", "parent", "month", "edition", "method", "measure",
    "value", "low", "high", "blank",
]  # fmt: skip
NEWEST = """
with newest as (
    select month, max(edition) as edition from health_figure
    where publication = $publication and pathway = $pathway and level = $level
        and month = (
            select max(month) from health_figure
            where publication = $publication and pathway = $pathway and level = $level
                and value is not null)
    group by month
)
"""
WAITS_SQL = (
    NEWEST
    + """
, boards as (
    select code, max(service) filter (where indicator = 'note') as note from health_figure
    where publication = 'serves' and level = 'icb' and parent = $la_code group by code
)
select figure.level, figure.code, figure.name, figure.parent, newest.month, newest.edition,
       figure.indicator, figure.value, figure.blank, boards.note
from health_figure as figure
join newest on figure.month = newest.month and figure.edition = newest.edition
left join boards on boards.code = case when figure.level = 'icb' then figure.code
                                       else figure.parent end
where figure.publication = 'community' and figure.pathway = $pathway
    and (figure.level = 'national' or (figure.level in ('icb', 'provider')
         and boards.code is not null))
"""
)
AUTISM_SQL = (
    NEWEST
    + """
select figure.level, figure.code, place.name, place.service as covers, place.category as fit,
       figure.parent, figure.month, figure.edition, figure.method, figure.indicator,
       figure.value, figure.blank
from health_figure as figure
join newest on figure.month = newest.month and figure.edition = newest.edition
join health_figure as place on place.publication = 'serves' and place.indicator = 'serves'
    and place.level = figure.level and place.code = figure.code and place.parent = $la_code
where figure.publication = 'autism' and figure.category = 'All'
order by figure.parent, figure.code, figure.indicator
"""
)
MISSING_SQL = """
select level, code, name, month, edition, value as missing from health_figure
where publication = 'community' and indicator = 'organisations_missing' and value is not null
    and (level = 'national' or (level = 'icb' and code in (
        select code from health_figure where publication = 'serves' and parent = $la_code)))
order by level <> 'national', code, month, edition
"""


def published_waits(store: Store, la_code: str, pathway: str) -> pd.DataFrame:
    """Waits of the newest month: England, then each board of the council with its providers.

    Columns WAITS: total on the list; banded, those with a known wait, and coverage, their share of
    the total; counts and shares (fractions of the banded) over 18 and 52 weeks; median and 92nd
    percentile in weeks, estimated in the bands; open_band, such as >104 weeks, where the 92nd (and
    a missing median) lies in the last band; blank, suppressed or not_submitted, where there is no
    total. parent is the board whose row holds the provider; note a sentence on the board.
    """
    given = {"publication": "community", "pathway": pathway, "level": "national"}
    found = store.frame(WAITS_SQL, given | {"la_code": la_code})
    if found.empty:
        return pd.DataFrame(columns=WAITS)
    keys = ["level", "code"]
    rows = [_wait(group.set_index("indicator")) for _, group in found.groupby(keys)]
    table = pd.DataFrame(rows, columns=WAITS)
    table.loc[table["level"] == "provider", "note"] = None
    board = table["code"].where(table["level"] == "icb", table["parent"])
    order = table.assign(
        board=board.mask(table["level"] == "national", ""),
        inner=table["level"] == "provider",
        called=table["name"].str.casefold(),
    )
    return order.sort_values(["board", "inner", "called"], ignore_index=True)[WAITS]


def _wait(cells: pd.DataFrame) -> dict[str, object]:
    """One row of `published_waits` from the cells of one organisation, by indicator."""
    first = cells.iloc[0]
    row = {name: first[name] for name in ("level", "code", "name", "parent", "month", "edition")}
    total = cells["value"].get("total")
    row |= {"total": total, "note": first["note"], "blank": cells["blank"].get("total")}
    bands = sorted((name for name in cells.index if name in STARTS), key=STARTS.__getitem__)
    counts = cells["value"].reindex(bands)
    if not _covers_all(bands) or counts.isna().any():
        return row
    banded = counts.sum()
    over = {weeks: counts[[STARTS[name] >= weeks for name in bands]].sum() for weeks in (18, 52)}
    edges = [*(STARTS[name] for name in bands), None]
    middle, long = (banded_percentile(edges, counts.to_list(), p) for p in (0.5, 0.92))
    return row | {
        "banded": banded, "coverage": _share(banded, total),
        "over_18_weeks": over[18], "over_52_weeks": over[52],
        "share_over_18_weeks": _share(over[18], banded),
        "share_over_52_weeks": _share(over[52], banded),
        "median": middle, "percentile_92": long,
        "open_band": f">{edges[-2]} weeks" if long is None else None,
    }  # fmt: skip


def _covers_all(bands: list[str]) -> bool:
    """Whether the bands follow on one another from 0 to an open end."""
    if not bands or bands[0] != "0-7" or not bands[-1].endswith("+"):
        return False
    ends = [(int(a.split("-")[1]), int(b.rstrip("+").split("-")[0])) for a, b in pairwise(bands)]
    return all(start == end + 1 for end, start in ends)


def _share(part: float, whole: float | None) -> float | None:
    return part / whole if whole else None


def published_autism(store: Store, la_code: str) -> pd.DataFrame:
    """Autism referrals aged 0 to 17 of the newest month: the council's sub-ICB locations.

    Columns AUTISM_COLUMNS, one row a location and measure: open, open_over_13_weeks, new, and
    open_over_13_weeks_without_contact (patients; new: referrals). low and high are what the figure
    can be: a suppressed one is 0 to 4, others are rounded to the nearest 5. covers and fit say
    which localities the location is. These are mental health and independent services only: most
    children wait in community paediatrics, which the source does not see.
    """
    given = {"publication": "autism", "pathway": "autism", "level": "sub_icb", "la_code": la_code}
    found = store.frame(AUTISM_SQL, given)
    found = found[found["indicator"].isin(AUTISM)]
    hidden = found["blank"] == "suppressed"
    low = (found["value"] - 2).clip(lower=5)  # less than 5 would be suppressed
    return found.assign(
        measure=found["indicator"].map(AUTISM),
        low=low.mask(hidden, 0.0), high=(found["value"] + 2).mask(hidden, 4.0),
    )[AUTISM_COLUMNS].reset_index(drop=True)  # fmt: skip


def missing_submitters(store: Store, la_code: str) -> pd.DataFrame:
    """How many organisations did not submit, by month: England and the boards of the council.

    level, code, name, month, edition, missing. A fall of a list in a month with one missing is no
    improvement.
    """
    found = store.frame(MISSING_SQL, {"la_code": la_code})
    return found.drop_duplicates(["level", "code", "month"], keep="last", ignore_index=True)
