"""What NHS England publishes for the areas of a council: context for its own records.

Figures of boards (ICBs) are sums of the providers counted there, not of residents; a blank is a
line that nobody submitted, not nought. Stocks of several months are never added, nor are boards
and providers, each of which adds up to England (`domain/health-waits.md` 0, 8).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import numpy as np
import pandas as pd

from sendviz import catalogue
from sendviz.ask.store import Store
from sendviz.stats.bands import banded_percentile

# The levels that are told of, by publication: first the one whose newest month counts.
LEVELS = {
    "community": ("national", "icb", "provider"),
    "autism": ("sub_icb",),
    "adhd": ("national",),
}
# Lower edge of each band in weeks. The publisher's days are 0-7, 8-14 ...: week 1 ends with day 7.
STARTS = {
    "0-7": 0, "8-14": 1, "15-28": 2, "29-84": 4, "85-126": 12, "127-364": 18, "365-728": 52,
    "365+": 52, "729+": 104,
}  # fmt: skip
WAITS = ("total", "over_18_weeks", "over_52_weeks", "median", "percentile_92")
AUTISM = {
    "ASD16b": "open", "ASD16c": "open_over_13_weeks",
    "ASD18f": "open_over_13_weeks_without_contact", "ASD12a": "new",
}  # fmt: skip
CHILD_AGES = ("0 to 4", "5 to 17")

# The lines of the ADHD file are of different months: the estimate of community paediatrics comes
# later.
FIGURES_SQL = """
with held as (
    select *, case when publication = 'adhd' then indicator else '' end as line
    from health_figure
    where publication = $publication and pathway = $pathway
        and (publication <> 'autism' or category = 'All')
), newest as (
    select line, max(month) as month from held
    where level = $level and (value is not null or blank = 'suppressed') group by line
), edition as (
    select held.line, held.month, max(held.edition) as edition
    from held join newest on newest.line = held.line and newest.month = held.month
    where held.level = $level group by held.line, held.month
)
select held.* from held
join edition on edition.line = held.line and edition.month = held.month
    and edition.edition = held.edition
order by held.line, held.level, held.code
"""
SERVED_SQL = """
select level, code, min(name) as name,
       max(service) filter (where indicator = 'serves') as covers,
       max(category) filter (where indicator = 'serves') as fit,
       max(service) filter (where indicator = 'note') as note
from health_figure where publication = 'serves' and parent = $la_code
group by level, code order by level, code
"""
MISSING_SQL = """
select level, code, name, month, edition, value as missing from health_figure
where publication = 'community' and indicator = 'organisations_missing' and value is not null
    and (level = 'national' or (level = 'icb' and code in (
        select code from health_figure where publication = 'serves' and parent = $la_code)))
order by level <> 'national', code, month, edition
"""


@dataclass(frozen=True)
class NhsCell:
    """One published figure: children or referrals, or weeks.

    share: the part (0 to 1) that it is of those whose wait is known. over: the weeks above which
    it lies, where it lies in the last, open band. blank: why there is no value: suppressed (0 to
    4; others are rounded to 5), not_submitted, not_in_file, or not_told, where bands are missing.
    """

    value: float = np.nan
    share: float = np.nan
    over: int | None = None
    blank: str | None = None


NOT_IN_FILE = NhsCell(blank="not_in_file")
NOT_TOLD = NhsCell(blank="not_told")


@dataclass(frozen=True)
class NhsRow:
    """The figures of one organisation, or of one line of the ADHD file.

    level: national, icb, provider or sub_icb. parent: the board whose row holds the provider.
    cells: by column. covers and fit: which localities it is, and whether wholly. note: a sentence
    on it.
    """

    level: str
    code: str
    name: str
    month: datetime
    edition: str
    cells: Mapping[str, NhsCell]
    parent: str | None = None
    covers: str = ""
    fit: str = ""
    note: str = ""


@dataclass(frozen=True)
class NhsFigures:
    """What one publication tells of one pathway; no rows where no file of it has been loaded.

    columns: those of a table. known_areas: whether the boards and sub-ICB locations of the council
    are known.
    """

    publication: str
    columns: tuple[str, ...]
    rows: tuple[NhsRow, ...] = ()
    known_areas: bool = False

    @property
    def newest(self) -> NhsRow:
        """The first row of the newest month."""
        return max(self.rows, key=lambda row: row.month)


def nhs_figures(store: Store, la_code: str, pathway: str) -> NhsFigures:
    """The newest month and edition that NHS England's publication of the pathway tells of.

    Of publication 'community': England, then each board of the council with its providers. Columns
    WAITS: the total on the list; counts over 18 and 52 weeks with their shares of those whose wait
    is known; median and 92nd percentile in weeks, estimated in the bands. A cell 'banded' holds
    those whose wait is known, and their share of the total. A row without a total has no other
    cell, and one whose bands are incomplete is not_told.
    Of 'autism': the council's sub-ICB locations, columns AUTISM, people aged 0 to 17 (new: their
    referrals), of mental health and independent services only: most children wait in community
    paediatrics, which the source does not see.
    Of 'adhd': England, a row a line of the file, each at its own newest month; columns: the ages of
    children that it holds, else all of its ages. Counts are 'up to': referrals that may be for
    ADHD. Nothing below England is read (`domain/health-waits.md` 2).
    A board or location of the council that the newest file lacks has a row of its own.
    """
    publication = catalogue.nhs_sources()[pathway].publication
    given = {"publication": publication, "pathway": pathway, "level": LEVELS[publication][0]}
    found = store.frame(FIGURES_SQL, given)
    found = found[found["level"].isin(LEVELS[publication])]
    places = served(store, la_code).set_index("code", drop=False)
    own = found["code"].where(found["level"] != "provider", found["parent"]).isin(places.index)
    ours = found[own | (found["level"] == "national")]
    column = ours["category" if publication == "adhd" else "indicator"]
    ours = ours.assign(column=column.replace(AUTISM))
    columns = _columns(publication, ours["column"])
    groups = ours.groupby("line" if publication == "adhd" else "code")
    rows = [_row(publication, columns, cells, places) for _, cells in groups]
    rows += _absent(publication, columns, found, places)
    return NhsFigures(publication, columns, tuple(sorted(rows, key=_place)), not places.empty)


def _columns(publication: str, found: pd.Series) -> tuple[str, ...]:
    if publication == "adhd":
        ages = set(found)
        return tuple(age for age in CHILD_AGES if age in ages) or tuple(sorted(ages))
    return WAITS if publication == "community" else tuple(AUTISM.values())


def _row(
    publication: str, columns: tuple[str, ...], cells: pd.DataFrame, places: pd.DataFrame
) -> NhsRow:
    first, told = cells.iloc[0], cells.set_index("column")
    blanks = told["blank"].astype(object).where(told["blank"].notna(), None)
    held = {name: NhsCell(told["value"][name], blank=blanks[name]) for name in told.index}
    known = places.loc[first["code"]] if first["code"] in places.index else {}
    line = publication == "adhd"
    return NhsRow(
        first["level"],
        first["line"] if line else first["code"],
        first["service"] if line else known.get("name", first["name"]),
        first["month"],
        first["edition"],
        _waits(held) if publication == "community" else _all_of(columns, held),
        None if pd.isna(first["parent"]) else first["parent"],
        **_about(known),
    )


def _about(known: Mapping[str, object]) -> dict[str, str]:
    names = ("covers", "fit", "note")
    return {name: str(known[name]) for name in names if name in known and pd.notna(known[name])}


def _absent(
    publication: str, columns: tuple[str, ...], found: pd.DataFrame, places: pd.DataFrame
) -> list[NhsRow]:
    """A row for each place of the council that the file should, and does not, tell of."""
    level = {"community": "icb", "autism": "sub_icb"}.get(publication, "")
    lacking = places[(places["level"] == level) & ~places["code"].isin(found["code"])]
    if found.empty or lacking.empty:
        return []
    told, dated = columns if level == "sub_icb" else columns[:1], found.iloc[0]
    return [
        NhsRow(
            level, each["code"], each["name"], dated["month"], dated["edition"],
            _all_of(told, {}), **_about(each),
        )
        for _, each in lacking.iterrows()
    ]  # fmt: skip


def _place(row: NhsRow) -> tuple:
    """England first, then each board with its providers by name, all else by its code."""
    board = row.parent if row.level == "provider" else row.code
    return row.level != "national", board, row.level == "provider", row.name.casefold()


def _all_of(columns: tuple[str, ...], held: Mapping[str, NhsCell]) -> dict[str, NhsCell]:
    return {name: held.get(name, NOT_IN_FILE) for name in columns}


def _waits(held: Mapping[str, NhsCell]) -> dict[str, NhsCell]:
    """The cells of WAITS, and 'banded', from the total and the bands of one organisation."""
    total = held.get("total", NOT_IN_FILE)
    if total.blank or np.isnan(total.value):
        return {"total": total}
    bands = sorted((name for name in held if name in STARTS), key=STARTS.__getitem__)
    counts = np.array([held[name].value for name in bands])
    if not _covers_all(bands) or np.isnan(counts).any():
        return {"total": total} | dict.fromkeys(WAITS[1:], NOT_TOLD)
    starts, banded = np.array([STARTS[name] for name in bands]), counts.sum()
    percentiles = {"median": 0.5, "percentile_92": 0.92}
    return (
        {"total": total, "banded": _part(banded, total.value)}
        | {f"over_{w}_weeks": _part(counts[starts >= w].sum(), banded) for w in (18, 52)}
        | {name: _percentile(starts, counts, p) for name, p in percentiles.items()}
    )


def _part(part: float, whole: float) -> NhsCell:
    return NhsCell(part, part / whole) if whole else NhsCell(part, blank="not_told")


def _percentile(starts: np.ndarray, counts: np.ndarray, p: float) -> NhsCell:
    value = banded_percentile([*starts, None], counts, p)
    if value is None:
        return NhsCell(over=int(starts[-1]))
    return NOT_TOLD if np.isnan(value) else NhsCell(value)


def _covers_all(bands: list[str]) -> bool:
    """Whether the bands follow on one another from 0 to an open end."""
    if not bands or bands[0] != "0-7" or not bands[-1].endswith("+"):
        return False
    ends = [(int(a.split("-")[1]), int(b.rstrip("+").split("-")[0])) for a, b in pairwise(bands)]
    return all(start == end + 1 for end, start in ends)


def served(store: Store, la_code: str) -> pd.DataFrame:
    """The boards (level icb) and sub-ICB locations (sub_icb) that serve a council: level, code,
    name, covers, fit, note. Empty where they are not known."""
    return store.frame(SERVED_SQL, {"la_code": la_code})


def missing_submitters(store: Store, la_code: str) -> pd.DataFrame:
    """How many organisations did not submit, by month: England and the boards of the council.

    level, code, name, month, edition, missing. A fall of a list in a month with one missing is no
    improvement.
    """
    found = store.frame(MISSING_SQL, {"la_code": la_code})
    return found.drop_duplicates(["level", "code", "month"], keep="last", ignore_index=True)
