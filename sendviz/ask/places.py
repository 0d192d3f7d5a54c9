"""Councils and areas: where they lie, how deprived they are, and what the records cover."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sendviz import catalogue
from sendviz.ask.selection import Question, Selection
from sendviz.ask.store import Store, once_a_file
from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import BadSelection, month_start
from sendviz.catalogue.councils import NoSuchCouncil, named_council

Ring = list[list[float]]
# A step: by district the names of its localities on the as-at day.
PLACE = """
    place as (
        select area_member.district, string_agg(area.name, ' and ' order by area.name) as name
        from area_member join area on area.area_id = area_member.area_id
        where area_member.scheme = 'locality' and area.la_code = $la_code
            and valid_from <= $as_at and (valid_to is null or valid_to > $as_at)
        group by area_member.district
    )"""


@dataclass(frozen=True)
class Coverage:
    """From when to when a council's records tell, and whether they are made up.

    has_cases: there are records of EHC assessments, not of referrals to health services alone.
    """

    la_code: str
    name: str
    short_name: str
    first_day: date
    data_date: date
    simulated: bool
    has_cases: bool = True


@dataclass(frozen=True)
class ReferralCoverage:
    """From when to when the referrals to one provider tell, for one pathway; '' for no name.

    ends_from: from when on they tell of all who came and left, too; after data_date if all lists
    so far held open referrals only. assessments: whether they tell when assessments began.
    """

    pathway: str
    provider: str
    first_day: date
    data_date: date
    simulated: bool
    ends_from: date = date.min
    assessments: bool = True


@dataclass(frozen=True)
class Area:
    """One area of a scheme; known is False for the bucket of children whose place is not known."""

    id: str
    name: str
    scheme: str
    scheme_name: str
    known: bool
    population_0_25: int | None


@dataclass(frozen=True)
class Span:
    """From when to when the records behind a measure tell: nothing, if there is no first day; no
    data date where it is the council's own. untold: the pathways and providers of which they tell
    nothing."""

    first_day: date | None
    data_date: date | None
    simulated: bool
    untold: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def days_of(self, selection: Selection) -> tuple[date, date]:
        """The first and the last day that are asked for."""
        first = selection.start or self.first_day or selection.last_day
        return first, selection.last_day


NO_RECORDS = Span(None, None, simulated=False)


def councils(store: Store) -> pd.DataFrame:
    """All councils: la_code, gss_code, name, short_name, region_code, region, kind, status,
    has_records; by name."""
    return store.cached_rows(
        """
        select council.la_code, gss_code, name, short_name, region_code, region, kind, status,
               coverage.la_code is not null or exists (
                   select 1 from referral_coverage where referral_coverage.la_code = council.la_code
               ) as has_records
        from council left join coverage on coverage.la_code = council.la_code order by name
        """
    )


def council(store: Store, la_code: str) -> dict[str, Any]:
    """One row of `councils` as a dict, with population_0_25. Raises BadSelection if there is
    none."""
    found = store.cached_rows(
        "select * from council where la_code = $la_code", {"la_code": la_code}
    )
    if found.empty:
        raise BadSelection(f"There is no council with the code {la_code[:12]}.")
    return found.iloc[0].to_dict()


def resolve_council(store: Store, text: str) -> str:
    """The DfE code of the council that is meant, see `named_council`; of two of one name, the one
    with records, else the one that is. Raises BadSelection with near names."""
    found = councils(store).sort_values(["has_records", "status"], ascending=False, kind="stable")
    try:
        return named_council(text, found)
    except NoSuchCouncil as error:
        raise BadSelection(str(error)) from None


@once_a_file
def coverage(store: Store) -> tuple[Coverage, ...]:
    """The councils with person-level records, by name; the days are those of the EHC records where
    there are any."""
    found = store.frame(
        """
        select council.la_code, council.name, council.short_name,
               coalesce(coverage.first_day, sent.first_day) as first_day,
               coalesce(coverage.data_date, sent.data_date) as data_date,
               coalesce(coverage.simulated, false) or coalesce(sent.simulated, false) as simulated,
               coverage.la_code is not null as has_cases
        from council
        left join coverage on coverage.la_code = council.la_code
        left join (
            select la_code, min(first_day) as first_day, max(data_date) as data_date,
                   max(case when simulated then 1 else 0 end) = 1 as simulated
            from referral_coverage group by la_code
        ) as sent on sent.la_code = council.la_code
        where coverage.la_code is not null or sent.la_code is not null
        order by council.name
        """
    )
    return tuple(
        Coverage(
            row.la_code,
            row.name,
            row.short_name,
            row.first_day.date(),
            row.data_date.date(),
            bool(row.simulated),
            bool(row.has_cases),
        )
        for row in found.itertuples(index=False)
    )


@once_a_file
def referral_coverage(store: Store, la_code: str) -> tuple[ReferralCoverage, ...]:
    """What the council's referral records cover, by pathway and provider."""
    found = store.frame(
        """
        select pathway, provider, first_day, data_date, simulated, assessments,
               cast(ends_from as varchar) as ends_from
        from referral_coverage where la_code = $la_code order by pathway, provider
        """,
        {"la_code": la_code},
    )
    return tuple(
        ReferralCoverage(
            r.pathway,
            r.provider,
            r.first_day.date(),
            r.data_date.date(),
            bool(r.simulated),
            date.fromisoformat(r.ends_from),
            bool(r.assessments),
        )
        for r in found.itertuples(index=False)
    )


def span_of(store: Store, asked: Question) -> Span:
    """From when to when the records tell what is asked."""
    m, selection = asked.measure, asked.selection
    if m.needs_table and not holds(store, m.needs_table, selection.council):
        return NO_RECORDS
    if m.of_lists:
        return _span_of_lists(store, m, selection.council)
    if m.of_referrals:
        return _span_of_referrals(store, m, selection)
    found = [each for each in coverage(store) if each.la_code == selection.council]
    if not found or not found[0].has_cases:
        return NO_RECORDS
    if m.needs_code and not _is_known(store, m.needs_code, selection):
        return NO_RECORDS
    return Span(found[0].first_day, None, found[0].simulated)


def _span_of_lists(store: Store, m: Measure, la_code: str) -> Span:
    """The days that every list behind a measure tells of."""
    found = store.cached_rows(
        "select table_name, first_day, data_date, simulated from list_coverage where la_code = $la",
        {"la": la_code},
    )
    held = found[found["table_name"].isin(m.of_lists)]
    if len(held) < len(m.of_lists):
        return NO_RECORDS
    first, last = held["first_day"].max().date(), held["data_date"].min().date()
    return Span(first, last, bool(held["simulated"].any()))


def _span_of_referrals(store: Store, m: Measure, selection: Selection) -> Span:
    asked = dict(selection.where)
    sent = referral_coverage(store, selection.council)
    told = [each for each in sent if _tells(m, each)]
    pathways = {*catalogue.dimensions()["pathway"].values} - {each.pathway for each in told}
    for id in ("pathway", "provider"):
        sent = tuple(
            each for each in sent if getattr(each, id) in asked.get(id, (getattr(each, id),))
        )
    told = [each for each in sent if each in told]
    providers = {each.provider for each in sent} - {each.provider for each in told}
    untold = {"pathway": frozenset(pathways), "provider": frozenset(providers)}
    if not told:
        return Span(None, None, simulated=False, untold=untold)
    flow = bool(_flows(m))
    return Span(
        min(max(each.first_day, each.ends_from) if flow else each.first_day for each in told),
        max(each.data_date for each in told),
        any(each.simulated for each in told),
        untold,
    )


# Of more than this part of the requests a word that nobody knows stands where a code is needed:
# then a share that rests on the code would be made of the few words that are known.
MOST_UNKNOWN = 0.05


def _is_known(store: Store, code: str, selection: Selection) -> bool:
    """Whether the code is known of nearly all requests received in the months of the period that is
    asked for; the last 12 where no start is chosen, so that the words of an old file take nothing
    from what is told of today.

    It is asked of the period as one, and not of each month of a chart: a line with gaps where a
    word was new would be read as a change, and one odd word in a small month would make one.
    """
    start, end = selection.period
    found = code_known(store, selection.council, code)
    held = found[found["month"].between(pd.Timestamp(month_start(start)), pd.Timestamp(end))]
    n, known = held["requests"].sum(), held["known"].sum()
    return bool(n - known <= MOST_UNKNOWN * n)


def code_known(store: Store, la_code: str, code: str) -> pd.DataFrame:
    """Of how many requests a code is known: month (its first day), requests, known."""
    if store.is_public:
        sql = "select month, requests, known from code_known where la_code = $la and code = $code"
        return store.cached_rows(sql, {"la": la_code, "code": code})
    return store.cached_rows(
        f"select cast(date_trunc('month', received) as date) as month, count(*) as requests, "
        f"count({code}) as known from request where la_code = $la and received is not null "
        f"group by 1",
        {"la": la_code},
    )


def _flows(m: Measure) -> list[catalogue.Fact]:
    """The facts of a measure that tell of coming and leaving, not of who is waiting on a day."""
    every = [each for each in (m, *m.made_of) if each.fact and each.kind != "stock"]
    return [catalogue.FACTS[each.fact] for each in every if each.has_history]


def _tells(m: Measure, sent: ReferralCoverage) -> bool:
    """Whether a provider's list tells what a measure asks. A list of open referrals tells of no
    flow; one without any day of assessment nothing about assessments."""
    flows = _flows(m)
    if flows and sent.ends_from > sent.data_date:
        return False
    return sent.assessments or not any(fact.of_assessments for fact in flows)


def holds(store: Store, table: str, la_code: str) -> bool:
    """Whether the file has any row of the council in a table that the catalogue names, or any in
    which a column is filled (staff.agency); a public file, whether the one behind it has."""
    if store.is_public:
        told = store.cached_rows("select la_code, table_name from record_held")
        return bool(((told["la_code"] == la_code) & (told["table_name"] == table)).any())
    name, _, column = table.partition(".")
    filled = f"{column} is not null" if column else "true"
    found = store.cached_rows(
        f"select count(*) as n from "
        f"(select 1 from {name} where la_code = $la_code and {filled} limit 1) as t",
        {"la_code": la_code},
    )
    return bool(found["n"].iloc[0])


@once_a_file
def areas(store: Store, la_code: str, scheme: str, as_at: date | None = None) -> tuple[Area, ...]:
    """The areas of a council's scheme in force on a day (by default, ever), in screen order."""
    day = as_at or date.max.replace(year=2999)
    found = store.frame(
        """
        select area_id, name, scheme, scheme_name, known, population_0_25 from area
        where la_code = $la_code and scheme = $scheme
            and (scheme in ('district', 'council') or area_id in (
            select area_id from area_member
            where valid_from <= $day and (valid_to is null or valid_to > $day or $ever)))
        order by position, name
        """,
        {"la_code": la_code, "scheme": scheme, "day": day, "ever": as_at is None},
    )
    return tuple(
        Area(
            r.area_id,
            r.name,
            r.scheme,
            r.scheme_name,
            bool(r.known),
            None if pd.isna(r.population_0_25) else int(r.population_0_25),
        )
        for r in found.itertuples(index=False)
    )


def neighbours(store: Store, la_code: str) -> pd.DataFrame:
    """The statistical neighbours: position, la_code, name, closeness, edition."""
    return store.cached_rows(
        """
        select position, neighbour_la_code as la_code, name, closeness, edition from neighbour
        join council on council.la_code = neighbour_la_code
        where neighbour.la_code = $la_code order by position
        """,
        {"la_code": la_code},
    )


def outlines(store: Store, la_code: str, scheme: str = "district") -> dict[str, list[Ring]]:
    """By area id, the rings of its outline: lists of [longitude, latitude], each ring closed.

    Outer rings run clockwise, holes the other way. An area of another scheme than districts has
    the rings of the districts that belong to it today. Areas without an outline are left out.
    """
    found = store.cached_rows(
        """
        select coalesce(member.area_id, district.area_id) as area_id, boundary.shape
        from area as district
        join boundary
            on boundary.area_code = district.area_id or boundary.area_code = district.code
        left join area_member as member on member.district = district.area_id
            and member.scheme = $scheme and member.valid_to is null
        where district.la_code = $la_code and district.scheme = 'district' and district.known
            and ($scheme = 'district' or member.area_id is not null)
        order by district.position, district.area_id
        """,
        {"la_code": la_code, "scheme": scheme},
    )
    rings: dict[str, list[Ring]] = {}
    for area_id, shape in zip(found["area_id"], found["shape"], strict=True):
        polygons = json.loads(shape)["coordinates"]
        rings.setdefault(area_id, []).extend(ring for polygon in polygons for ring in polygon)
    return rings


def deprivation(store: Store, la_code: str) -> pd.DataFrame:
    """One row a district, the most deprived first: area_id, edition, score, rank (1: most deprived
    in England). Empty where no file with districts of this council is loaded.

    One edition only, since editions cannot be compared: the one that knows most of the council's
    districts (a district that was abolished stands in older ones only), of equal ones the newest.
    """
    return store.cached_rows(
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
    found = store.cached_rows(sql)["edition"].iloc[0]
    return None if pd.isna(found) else str(found)


def population_below(store: Store, asked: Question) -> dict[str, float]:
    """People aged 0 to 25 by the area ids of an answer; nan where nobody has estimated them, none
    at all for providers."""
    selection, scheme = asked.selection, asked.scheme
    if catalogue.is_place(scheme):
        return {}
    if scheme not in (None, "council"):
        found = areas(store, selection.council, scheme, selection.as_at)
        return {area.id: float(area.population_0_25 or np.nan) for area in found}
    if selection.areas:
        known = {
            area.id: area.population_0_25
            for each in catalogue.SCHEMES
            for area in areas(store, selection.council, each, selection.as_at)
        }
        return {"": float(sum(known.get(area) or np.nan for area in selection.areas))}
    return {"": float(council(store, selection.council)["population_0_25"] or np.nan)}
