"""The NHS's own published waits for the areas of a council: context for its records.

Figures of boards (ICBs) are sums of the providers counted there, not of residents; a blank is a
line that nobody submitted, not nought. Stocks of several months are never added, nor are boards
and providers, each of which adds up to England (`domain/health-waits.md` 0, 8).
"""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from sendviz.ask.store import Store
from sendviz.stats.bands import banded_percentile

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
    "ASD16b": "open", "ASD16c": "open_over_13_weeks",
    "ASD18f": "open_over_13_weeks_without_contact", "ASD12a": "new",
}  # fmt: skip
AUTISM_COLUMNS = [
    "code", "name", "covers", "fit", "month", "edition", "method", "measure", "value", "blank",
]  # fmt: skip
NOT_IN_FILE = "not_in_file"
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
select place.code, place.name, place.service as covers, place.category as fit, newest.month,
       newest.edition, figure.method, figure.indicator, figure.value, figure.blank
from health_figure as place
cross join newest
left join health_figure as figure on figure.publication = 'autism' and figure.category = 'All'
    and figure.level = place.level and figure.code = place.code and figure.month = newest.month
    and figure.edition = newest.edition
where place.publication = 'serves' and place.indicator = 'serves' and place.level = $level
    and place.parent = $la_code
order by place.code, figure.indicator
"""
)
# Months of the two halves differ: the estimate of community paediatrics comes later.
ADHD_SQL = """
with newest as (
    select indicator, max(month) as month from health_figure
    where publication = 'adhd' and level = 'national'
        and (value is not null or blank = 'suppressed')
    group by indicator
), edition as (
    select figure.indicator, figure.month, max(figure.edition) as edition
    from health_figure as figure
    join newest on newest.indicator = figure.indicator and newest.month = figure.month
    where figure.publication = 'adhd' and figure.level = 'national'
    group by figure.indicator, figure.month
)
select figure.indicator, figure.service as name, figure.category as age, figure.month,
       figure.edition, figure.value, figure.blank
from health_figure as figure
join edition on edition.indicator = figure.indicator and edition.month = figure.month
    and edition.edition = figure.edition
where figure.publication = 'adhd' and figure.level = 'national'
order by figure.indicator, figure.category
"""
SERVED_SQL = """
select level, code, name from health_figure
where publication = 'serves' and indicator = 'serves' and parent = $la_code order by level, code
"""
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
    a missing median) lies in the last band; blank, suppressed, not_submitted or not_in_file, where
    there is no total. parent is the board whose row holds the provider; note a sentence on the
    board. A board of the council that the newest workbook does not hold has a row of its own.
    """
    given = {"publication": "community", "pathway": pathway, "level": "national"}
    found = store.frame(WAITS_SQL, given | {"la_code": la_code})
    if found.empty:
        return pd.DataFrame(columns=WAITS)
    keys = ["level", "code"]
    rows = [_wait(group.set_index("indicator")) for _, group in found.groupby(keys)]
    rows += _absent(served(store, la_code), found)
    table = pd.DataFrame(rows, columns=WAITS)
    table.loc[table["level"] == "provider", "note"] = None
    board = table["code"].where(table["level"] == "icb", table["parent"])
    order = table.assign(
        board=board.mask(table["level"] == "national", ""),
        inner=table["level"] == "provider",
        called=table["name"].str.casefold(),
    )
    return order.sort_values(["board", "inner", "called"], ignore_index=True)[WAITS]


def _absent(places: pd.DataFrame, found: pd.DataFrame) -> list[dict[str, object]]:
    """A row of `published_waits` for each board of the council of which the file tells nothing."""
    boards = places[(places["level"] == "icb") & ~places["code"].isin(found["code"])]
    dated = {name: found[name].iloc[0] for name in ("month", "edition")}
    return [row | dated | {"blank": NOT_IN_FILE} for row in boards.to_dict("records")]


def _wait(cells: pd.DataFrame) -> dict[str, object]:
    """One row of `published_waits` from the cells of one organisation, by indicator."""
    first = cells.iloc[0]
    row = {name: first[name] for name in ("level", "code", "name", "parent", "month", "edition")}
    total = cells["value"].get("total")
    blank = cells["blank"].get("total", NOT_IN_FILE)
    row |= {"total": total, "note": first["note"], "blank": blank}
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

    Columns AUTISM_COLUMNS, one row for each location and each measure: open, open_over_13_weeks,
    open_over_13_weeks_without_contact (patients) and new (referrals). blank is suppressed (0 to 4;
    others are rounded to the nearest 5) or not_in_file, where the newest file holds no such row.
    covers and fit say which localities the location is. Empty if no file is loaded, or if the
    council's locations are not known (`served`). These are mental health and independent services
    only: most children wait in community paediatrics, which the source does not see.
    """
    given = {"publication": "autism", "pathway": "autism", "level": "sub_icb", "la_code": la_code}
    found = store.frame(AUTISM_SQL, given)
    found["measure"] = found["indicator"].map(AUTISM)
    places = found[["code", "name", "covers", "fit", "month", "edition"]].drop_duplicates()
    asked = places.merge(pd.DataFrame({"measure": list(AUTISM.values())}), how="cross")
    told = found[found["measure"].notna()].assign(told=True)
    told = told[["code", "measure", "method", "value", "blank", "told"]]
    out = asked.merge(told, on=["code", "measure"], how="left")
    out["blank"] = out["blank"].mask(out["told"].isna(), NOT_IN_FILE)
    return out[AUTISM_COLUMNS]


def published_adhd(store: Store) -> pd.DataFrame:
    """ADHD referrals in England by age group, each indicator at its newest month and edition.

    indicator, name, age (as published; All for all ages), month, edition, value, blank (suppressed:
    0 to 4; others are multiples of 5). Counts are 'up to': referrals that may be for ADHD. Nothing
    below England is read. Empty if no file has been loaded. `domain/health-waits.md` 2.
    """
    return store.frame(ADHD_SQL)


def served(store: Store, la_code: str) -> pd.DataFrame:
    """The boards (level icb) and sub-ICB locations (sub_icb) that serve a council: level, code,
    name. Empty where they are not known."""
    return store.frame(SERVED_SQL, {"la_code": la_code})


def missing_submitters(store: Store, la_code: str) -> pd.DataFrame:
    """How many organisations did not submit, by month: England and the boards of the council.

    level, code, name, month, edition, missing. A fall of a list in a month with one missing is no
    improvement.
    """
    found = store.frame(MISSING_SQL, {"la_code": la_code})
    return found.drop_duplicates(["level", "code", "month"], keep="last", ignore_index=True)
