"""Composes one SQL statement from a measure's expressions and the facts that it needs.

Values are always bound by name; identifiers come only from the catalogue (facts, dimensions,
expressions of the measure files). The SQL stays within what sqlglot carries to Spark and PostgreSQL
with the same meaning.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from sendviz import catalogue
from sendviz.ask.selection import NOT_KNOWN, Selection, Split, dimensions_of
from sendviz.catalogue import Measure, PublicTable


@dataclass(frozen=True)
class Statement:
    """A fact, what is asked of it, and the values bound to it; `sql` is the whole as one
    statement."""

    fact: str
    rest: str
    parameters: Mapping[str, object] = field(default_factory=dict)

    @property
    def sql(self) -> str:
        """The steps of facts.sql that the fact stands on, then the rest."""
        return f"with {steps(self.fact)}{self.rest}"


@cache
def facts() -> Mapping[str, str]:
    """The named steps of facts.sql, in their order."""
    facts = (catalogue.ROOM / "facts.sql").read_text("utf-8")
    parts = re.split(r"^-- fact: (\w+)\n", facts, flags=re.M)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


@cache
def steps(fact: str, but: str = "") -> str:
    """The `with` clause (without the word) for a fact and all that it stands on; without one step
    and what only that one stands on, where it is kept."""
    return _written(standing_on(fact, but))


@cache
def steps_of(*wanted: str) -> str:
    """The `with` clause (without the word) for several facts and all that they stand on."""
    return _written(frozenset().union(*map(standing_on, wanted)))


def _written(needed: frozenset[str]) -> str:
    return ",\n".join(
        f"{name} as (\n{body.strip()}\n)" for name, body in facts().items() if name in needed
    )


@cache
def standing_on(fact: str, but: str = "") -> frozenset[str]:
    """The fact and every step that it stands on, up to the one that is left out."""
    needed, waiting = set(), [fact]
    while waiting:
        name = waiting.pop()
        if name not in needed and name != but:
            needed.add(name)
            waiting += [
                other
                for other in facts()
                if other != name and re.search(rf"\b(?:from|join) {other}\b", facts()[name])
            ]
    return frozenset(needed)


def counted(
    m: Measure, selection: Selection, split: Split, numerator: str, denominator: str
) -> Statement:
    """For share and count: month, area, category, numerator and denominator, each a whole number
    where rows have no weight."""
    columns = _two_sums(numerator, denominator, m.weight)
    return _grouped(m, selection, split, columns, dated="f.date")


def counted_together(ms: Sequence[Measure], selection: Selection, split: Split) -> Statement:
    """As `counted`, of several measures of one fact: numerator_0 and denominator_0 of the first,
    and so on."""
    columns = ", ".join(
        _two_sums(m.numerator or "true", m.denominator, m.weight, f"_{place}")
        for place, m in enumerate(ms)
    )
    return _grouped(ms[0], selection, split, columns, dated="f.date")


def _two_sums(numerator: str, denominator: str, weight: str, mark: str = "") -> str:
    both, one = f"({denominator}) and ({numerator})", weight or "1"
    return (
        f"sum(case when {both} then {one} else 0 end) as numerator{mark}, "
        f"sum(case when {denominator} then {one} else 0 end) as denominator{mark}"
    )


def histogram(m: Measure, selection: Selection, split: Split, denominator: str) -> Statement:
    """For mean and quantile: how often each whole amount (days) occurs: month, area, category,
    amount, n."""
    return _grouped(
        m,
        selection,
        split,
        "amount, count(*) as n",
        dated="f.date",
        extra=f"{m.amount} as amount",
        where=f"({denominator}) and ({m.amount}) is not null",
        group_extra=", amount",
    )


def changes(m: Measure, selection: Selection, split: Split) -> Statement:
    """For a stock: month, area, category and the change in it: comings less goings. Months before
    the start are one."""
    many = f"sum({m.weight})" if m.weight else "count(*)"
    halves = [
        _grouped(
            m,
            selection,
            split,
            f"{sign} * {many} as change",
            dated=_of_those_told(m, expression),
            from_start=False,
        )  # fmt: skip
        for sign, expression in (("1", m.enters), ("-1", m.leaves))
    ]
    body = " union all ".join(
        f"select * from ({half.rest.removeprefix(_BODY)}) as part_{i}"
        for i, half in enumerate(halves)
    )
    rest = f"{_BODY}select month, area, category, sum(change) as change from ({body}) as parts "
    return Statement(m.fact, rest + "group by month, area, category", halves[0].parameters)


def _of_those_told(m: Measure, day: str) -> str:
    """A day of those rows alone that are asked for: all, but of those that a role is not told."""
    return day if m.denominator == "true" else f"case when {m.denominator} then ({day}) end"


def waits(m: Measure, selection: Selection, split: Split) -> Statement:
    """For a survival curve: kind (entered, event, other, censored), area, category, day since the
    clock started, and n. Others left in the way that competes with the event, where one does.

    Who waited at any time from the start to the last day counts; waits before the start enter
    late, waits still open on the last day are censored there.
    """
    last, start = "cast($end as date)", "cast($start as date)"
    where, parameters = conditions(m, selection)
    parameters |= _bound_dates(selection, need_start=True)
    area, category, join = _cut(split, parameters)
    late = f"greatest(({m.counts_from or m.enters}), {start})"
    inner = (
        f"select {area} as area, {category} as category, ({m.enters}) as clock, {late} as "
        f"seen_from, "
        f"case when ({m.leaves}) <= {last} then ({m.leaves}) end as gone, ({m.numerator}) as "
        f"is_event, ({m.leaves_otherwise or 'false'}) as is_other "
        f"from {m.fact} as f{join} where {where} and ({m.denominator}) and ({m.enters}) <= {last} "
        f"and (({m.leaves}) is null or ({m.leaves}) >= {late}) and {late} <= {last}"
    )
    exits = (
        f"select case when gone is not null and is_event then 'event' "
        f"when gone is not null and is_other then 'other' else 'censored' end as kind, "
        f"area, category, "
        f"date_diff('day', clock, coalesce(gone, {last})) as day from cases"
    )
    entries = (
        "select 'entered' as kind, area, category, date_diff('day', clock, seen_from) as day from "
        "cases"
    )
    rest = (
        f",\ncases as (\n{inner}\n){_BODY}select kind, area, category, day, count(*) as n "
        f"from ({exits} union all {entries}) as parts group by kind, area, category, day order "
        f"by day"
    )
    return Statement(m.fact, rest, parameters)


def public_counts(table: PublicTable, la_code: str, as_at: date) -> Statement:
    """The columns of a public table for one council, up to a day or on it: quarter (its first day;
    of a list null), pathway ('' where it is told of none), cut (district, or a kind of child),
    part, and one whole number for each column.
    """
    cuts = ("district", *table.kinds)
    pathway = "f.pathway" if table.by_pathway else "''"
    dated = "null" if table.on_last_day else "date_trunc('quarter', f.date)"
    quarter = f"cast({dated} as date)"
    columns = ", ".join(
        f"cast(sum(case when {each.holds} then 1 else 0 end) as integer) as {each.id}"
        for each in table.columns
    )
    parts = ", ".join(f"coalesce(f.{cut}, '{NOT_KNOWN}') as of_{cut}" for cut in cuts)
    inner = (
        f"select {quarter} as of_quarter, {pathway} as of_pathway, {parts}, f.* "
        f"from {table.fact} as f where f.la_code = $la_code"
    )
    cut = " ".join(f"when of_{each} is not null then '{each}'" for each in cuts)
    sets = ", ".join(f"(of_quarter, of_pathway, of_{each})" for each in cuts)
    rest = (
        f",\ncases as (\n{inner}\n){_BODY}select of_quarter as quarter, of_pathway as pathway, "
        f"case {cut} end as cut, coalesce({', '.join(f'of_{each}' for each in cuts)}) as part, "
        f"{columns} from cases group by grouping sets ({sets})"
    )
    return Statement(table.fact, rest, {"la_code": la_code, "as_at": as_at})


_BODY = "\n-- counted\n"


def _grouped(
    m: Measure,
    selection: Selection,
    split: Split,
    columns: str,
    *,
    dated: str,
    extra: str = "",
    where: str = "",
    group_extra: str = "",
    from_start: bool = True,
) -> Statement:
    held, parameters = conditions(m, selection)
    bounded = from_start and not m.at_a_date and selection.start is not None
    parameters |= _bound_dates(selection, need_start=bounded)
    area, category, join = _cut(split, parameters)
    month = f"cast(date_trunc('month', {dated}) as date)" if split.monthly else "cast(null as date)"
    held += f" and {dated} <= cast($end as date)" + (
        f" and {dated} >= cast($start as date)" if bounded else ""
    )
    held += f" and {where}" if where else ""
    inner = (
        f"select {month} as month, {area} as area, {category} as "
        f"category{', ' + extra if extra else ''}"
        f"{'' if extra else ', f.*'} from {m.fact} as f{join} where {held}"
    )
    rest = (
        f"{_BODY}select month, area, category, {columns} from ({inner}) as cases "
        f"group by month, area, category{group_extra}"
    )
    return Statement(m.fact, rest, parameters)


def _bound_dates(selection: Selection, need_start: bool) -> dict[str, date]:
    found = {"as_at": selection.as_at, "end": selection.last_day}
    return found | ({"start": selection.start or date(1900, 1, 1)} if need_start else {})


def conditions(m: Measure, selection: Selection) -> tuple[str, dict[str, object]]:
    """SQL conditions, with their values, for the council, the areas and every filter that this
    measure can apply."""
    parameters: dict[str, object] = {"la_code": selection.council}
    held = "f.la_code = $la_code"
    if selection.areas:
        names = _bind(parameters, "area", selection.areas)
        held += (
            f" and f.district in (select district from area_member where area_id in ({names})"
            " and valid_from <= $as_at and (valid_to is null or valid_to > $as_at))"
        )
    for dimension, values in selection.where:
        if dimension in m.dimensions:
            names = _bind(parameters, dimension, values)
            held += f" and coalesce(f.{_identifier(dimension)}, '{NOT_KNOWN}') in ({names})"
    return held, parameters


def _cut(split: Split, parameters: dict[str, object]) -> tuple[str, str, str]:
    """Expressions for the area and the category, and the join that the area needs."""
    each = [f"coalesce(f.{_identifier(id)}, '{NOT_KNOWN}')" for id in dimensions_of(split.category)]
    category = f" || '{catalogue.TOGETHER}' || ".join(each) or "''"
    if split.scheme in (None, "council"):
        return "''", category, ""
    if split.scheme == "district":
        return "f.district", category, ""
    if catalogue.is_place(split.scheme):
        place = _identifier(split.scheme)
        return f"coalesce(f.{place}, f.la_code || '/{place}/unknown')", category, ""
    parameters["scheme"] = split.scheme
    join = (
        " left join area_member as place on place.district = f.district and place.scheme = $scheme"
        " and place.valid_from <= $as_at and (place.valid_to is null or place.valid_to > $as_at)"
    )
    return "coalesce(place.area_id, f.la_code || '/' || $scheme || '/unknown')", category, join


def _bind(parameters: dict[str, object], name: str, values: tuple[str, ...]) -> str:
    keys = [f"{name}_{i}" for i in range(len(values))]
    parameters |= dict(zip(keys, values, strict=True))
    return ", ".join(f"${key}" for key in keys)


def _identifier(dimension: str) -> str:
    """A column name, only if the catalogue knows it."""
    return catalogue.dimensions()[dimension].id
