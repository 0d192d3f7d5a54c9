"""What is published of every council, region and England: answers by the same door as those of
records, and the records' own figure of a published year to hold beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sendviz import catalogue
from sendviz.ask import places, values
from sendviz.ask.answers import Answer
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store
from sendviz.catalogue import ENGLAND, Measure
from sendviz.catalogue.calendar import REFERENCE_DATES, BadSelection
from sendviz.catalogue.row import COLUMNS, Row
from sendviz.stats import intervals

if TYPE_CHECKING:
    from sendviz.ask.records import Records

GRAIN = "calendar_year"
INDEX_BASE = 100
PER_PEOPLE = 1000
# What is known of a published figure beside the columns of every answer.
PRINTED = ("la_code", "level", "doubt", "publisher", "edition", "source")
# Of the reasons for a blank, those that other answers tell by another code.
_BLANKS = {"suppressed": "withheld", "not_applicable": "no_cases"}


def published(store: Store, m: Measure, la_codes: tuple[str, ...] = ()) -> pd.DataFrame:
    """The official line of a measure as printed: la_code, level (council, regional, national),
    area_name, year, numerator, denominator, value, low, high, blank, doubt, publisher, edition,
    source; the newest edition of each year. Empty if nothing official matches.

    Limits are at 95%, nan where no counts are printed.
    """
    if m.published_as is None:
        return pd.DataFrame(columns=["la_code", "area_name", "year", "value"])
    codes = {f"code_{i}": code for i, code in enumerate(la_codes)}
    only = f"and la_code in ({', '.join('$' + key for key in codes)})" if codes else ""
    found = store.frame(
        f"""
        select la_code, level, area_name, year, numerator, denominator, value, blank, doubt,
               publisher, edition, source
        from (
            select published.*, row_number() over (
                partition by la_code, year order by edition desc, import_id desc
            ) as place
            from published where indicator = $indicator and category = $category {only}
        ) as ranked where place = 1 order by la_code, year
        """,
        {"indicator": m.published_as.indicator, "category": m.published_as.category} | codes,
    )
    low, high = np.nan, np.nan
    if m.is_fraction:
        limits = values.of_counts(replace(m, kind="share"), found)
        low, high = limits["low"], limits["high"]
    return found.assign(low=low, high=high, blank=found["blank"].replace(_BLANKS))


def published_answer(
    store: Store,
    m: Measure,
    selection: Selection,
    by: str | None,
    and_by: str | None,
    period: str | None,
    variant: str | None,
) -> Answer:
    """The answer of a published measure, as `Records.ask` says: one row a calendar year, or the
    newest year that is printed, of the council; by "council" of every area that is printed.

    The frame has the columns of PRINTED, too: level tells councils from regions and England.
    Printed values stay as printed. Rates are counts over people aged 0 to 25 times 1,000. An index
    is 100 times the count over that of its base year, which a variant names: "2021". The years are
    those from the selection's start to its end, by default all. Raises BadSelection.
    """
    m = _with_base(m, variant)
    _check(m, selection, by, and_by, period)
    own = places.council(store, selection.council)
    key = ("published", m.id, m.base_year)
    found = _chosen(store.cached(key, lambda: _figures(store, m)), m, selection)
    if by is None:
        found = _of_council(found, own)
    if period is None:
        told = found["value"].notna() & (found["level"] == "council")
        newest = found.loc[told if told.any() else slice(None), "year"].max()
        found = found[found["year"] == newest]
    return Answer(
        measure=m,
        selection=replace(selection, where=()),
        frame=found.reindex(columns=[*COLUMNS, *PRINTED]).reset_index(drop=True),
        by=by,
        grain=GRAIN,
        not_filtered=tuple(dimension for dimension, _ in selection.where),
        area_ids=dict(zip(found["area"], found["la_code"], strict=True)),
    )


def own_figure_of_published_year(records: Records, m: Measure, year: int) -> Row | None:
    """The council's own records of the year (or January) that a figure was published of, as known
    on the day of the SEN2 return, or the as-at day if earlier; None where they cannot tell.

    m: a measure of records, or a published one, of which its `own_measure` is told. An example: of
    2024 as known on 16 January 2025; of January 2025 as on that day.
    """
    if m.kind == "given" and not m.own_measure:
        return None
    own = catalogue.get(m.own_measure) if m.kind == "given" else m
    days = [day for day in REFERENCE_DATES if day.year == year + (not own.at_a_date)]
    first, last = date(year, 1, 1), date(year, 12, 31)
    as_at = records.selection.as_at
    if not days or as_at < (first if own.at_a_date else last):
        return None
    start, end = (None, None) if own.at_a_date else (first, last)
    asked = records.at(Selection(records.selection.council, min(*days, as_at), start, end))
    try:
        row = asked.ask(own, variant=m.own_variant or None).row
    except BadSelection:
        return None
    return None if row.blank else row


def _with_base(m: Measure, variant: str | None) -> Measure:
    if not variant:
        return m
    if not m.base_year or not (variant.isascii() and variant.isdigit()):
        raise BadSelection(
            f"{m.short_name} has no variant '{variant[:30]}'"
            + ("; it has the years that are published." if m.base_year else ".")
        )
    return replace(m, base_year=int(variant))


def _check(
    m: Measure, selection: Selection, by: str | None, and_by: str | None, period: str | None
) -> None:
    split = and_by or (by if by != "council" else None)
    if split:
        raise BadSelection(
            f"{m.short_name} is published of whole councils: it cannot be split by "
            f"'{split[:30]}', only by council."
        )
    if selection.areas:
        raise BadSelection(f"{m.short_name} is published of whole councils, not of parts.")
    if period not in (None, GRAIN):
        raise BadSelection(f"{m.short_name} is published by {GRAIN}, not by '{period[:30]}'.")


def _chosen(found: pd.DataFrame, m: Measure, selection: Selection) -> pd.DataFrame:
    first = selection.start.year if selection.start else 0
    last = selection.end.year if selection.end else date.max.year
    known = found[found["year"].between(first, last)]
    if known.empty:
        raise BadSelection(f"{m.name}: nothing is published of those years.")
    return known


def _of_council(found: pd.DataFrame, own: dict[str, object]) -> pd.DataFrame:
    """The council's row of every year that is published of anybody."""
    years = pd.RangeIndex(found["year"].min(), found["year"].max() + 1, name="year")
    mine = found[found["la_code"] == own["la_code"]].set_index("year").reindex(years).reset_index()
    known = {"area": own["short_name"], "la_code": own["la_code"], "level": "council"}
    return _tidy(mine.assign(measure=found["measure"].iloc[0], **known))


def _figures(store: Store, m: Measure) -> pd.DataFrame:
    """All areas and years: the columns of COLUMNS and PRINTED, and year."""
    found = published(store, m)
    if m.unit == "per 1,000":
        found = _per_thousand(found, _populations(store))
    if m.base_year:
        found = _indexed(found, m.base_year)
    return _tidy(found.assign(measure=m.id, area=_names(store, found)))


def _tidy(found: pd.DataFrame) -> pd.DataFrame:
    starts = pd.to_datetime(found["year"].astype(str) + "-01-01").astype("datetime64[us]")
    blank = found["blank"].astype(object).where(found["blank"].notna(), "not_published")
    blank = blank.where(found["value"].isna(), None)
    doubt = found["doubt"].astype(object).where(found["doubt"].notna(), None)
    return found.assign(period_start=starts, category="", blank=blank, doubt=doubt)


def _names(store: Store, found: pd.DataFrame) -> pd.Series:
    """The usual short names, which areas keep apart: a council that has ended may have left its
    name to another."""
    known = places.councils(store)
    ended = known["status"].ne("current") & known["short_name"].duplicated(keep=False)
    short = known["short_name"].where(~ended, known["short_name"] + " (former)")
    names = dict(zip(known["la_code"], short, strict=True))
    return found["la_code"].map(names).fillna(found["area_name"])


def _populations(store: Store) -> pd.Series:
    """People aged 0 to 25 by code: councils of today, and the regions and England as their sums."""
    held = store.cached_rows(
        "select la_code, region_code, population_0_25 from council where status = 'current'"
    )
    one = held.set_index("la_code")["population_0_25"]
    regions = held.groupby("region_code")["population_0_25"].sum()
    return pd.concat([one, regions, pd.Series({ENGLAND: one.sum()})]).astype(float)


def _per_thousand(found: pd.DataFrame, people: pd.Series) -> pd.DataFrame:
    counted, of = found["value"].to_numpy(float), found["la_code"].map(people).to_numpy(float)
    rate = intervals.rate(counted, of, PER_PEOPLE)
    blank = found["blank"].mask(np.isfinite(counted) & ~np.isfinite(of), "no_population")
    return _of_two(found, counted, of, (rate.value, rate.low, rate.high), blank)


def _indexed(found: pd.DataFrame, base: int) -> pd.DataFrame:
    """100 times the count over the base year's; limits of a ratio of two counts, from the share
    that one is of both."""
    counted = found["value"].to_numpy(float)
    of_base = found[found["year"] == base].set_index("la_code")["value"]
    first = found["la_code"].map(of_base).to_numpy(float)
    first = np.where(first > 0, first, np.nan)
    share = intervals.wilson(counted, counted + first)
    apart = (found["year"] != base).to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = (
            np.where(apart, INDEX_BASE * limit / (1 - limit), np.nan)
            for limit in (share.low, share.high)
        )
    blank = found["blank"].mask(np.isfinite(counted) & ~np.isfinite(first), "no_base_year")
    return _of_two(found, counted, first, (INDEX_BASE * counted / first, low, high), blank)


def _of_two(
    found: pd.DataFrame, counted: np.ndarray, of: np.ndarray, limits: tuple, blank: pd.Series
) -> pd.DataFrame:
    value, low, high = limits
    return found.assign(
        numerator=counted, denominator=of, value=value, low=low, high=high, blank=blank
    )
