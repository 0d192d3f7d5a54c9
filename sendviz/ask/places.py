"""Councils, areas and what the records cover."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from sendviz.ask.store import Store
from sendviz.catalogue.calendar import BadSelection


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
class Sent:
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


def councils(store: Store) -> pd.DataFrame:
    """All councils: la_code, name, short_name, region_code, region, kind, status, has_records; by
    name."""
    return store.small(
        """
        select council.la_code, name, short_name, region_code, region, kind, status,
               coverage.la_code is not null or exists (
                   select 1 from referral_coverage where referral_coverage.la_code = council.la_code
               ) as has_records
        from council left join coverage on coverage.la_code = council.la_code order by name
        """
    )


def council(store: Store, la_code: str) -> dict[str, object]:
    """One row of `councils` as a dict, with population_0_25. Raises BadSelection if there is
    none."""
    found = store.small("select * from council where la_code = $la_code", {"la_code": la_code})
    if found.empty:
        raise BadSelection(f"There is no council with the code {la_code[:12]}.")
    return found.iloc[0].to_dict()


def resolve_council(store: Store, text: str) -> str:
    """The DfE code of a council given by its code, full name or usual short one, whatever the case.

    Raises BadSelection with near names.
    """
    found = councils(store)
    wanted = text.strip().casefold()
    for column in ("la_code", "name", "short_name"):
        hits = found[found[column].str.casefold() == wanted]
        if len(hits):
            return str(hits.sort_values("has_records", ascending=False).iloc[0]["la_code"])
    near = [name for name in found["name"] if wanted and wanted in name.casefold()][:3]
    raise BadSelection(
        f"No council is called '{text[:60]}'."
        + (f" Did you mean {', '.join(near)}?" if near else "")
    )


def coverage(store: Store) -> tuple[Coverage, ...]:
    """The councils with person-level records, by name; the days are those of the EHC records where
    there are any."""
    return store.remember(("coverage",), lambda: _coverage(store))


def _coverage(store: Store) -> tuple[Coverage, ...]:
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


def sent_by(store: Store, la_code: str) -> tuple[Sent, ...]:
    """What the council's referral records cover, by pathway and provider."""
    return store.remember(("sent_by", la_code), lambda: _sent_by(store, la_code))


def _sent_by(store: Store, la_code: str) -> tuple[Sent, ...]:
    found = store.frame(
        """
        select pathway, provider, first_day, data_date, simulated, assessments,
               cast(ends_from as varchar) as ends_from
        from referral_coverage where la_code = $la_code order by pathway, provider
        """,
        {"la_code": la_code},
    )
    return tuple(
        Sent(
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


def holds(store: Store, table: str, la_code: str) -> bool:
    """Whether the file has any row of the council in a table that the catalogue names."""
    found = store.small(
        f"select count(*) as n from (select 1 from {table} where la_code = $la_code limit 1) as t",
        {"la_code": la_code},
    )
    return bool(found["n"].iloc[0])


def areas(store: Store, la_code: str, scheme: str, as_at: date | None = None) -> tuple[Area, ...]:
    """The areas of a council's scheme in force on a day (by default, ever), in screen order."""
    key = ("areas", la_code, scheme, as_at)
    return store.remember(key, lambda: _areas(store, la_code, scheme, as_at))


def _areas(store: Store, la_code: str, scheme: str, as_at: date | None) -> tuple[Area, ...]:
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
    return store.small(
        """
        select position, neighbour_la_code as la_code, name, closeness, edition from neighbour
        join council on council.la_code = neighbour_la_code
        where neighbour.la_code = $la_code order by position
        """,
        {"la_code": la_code},
    )
