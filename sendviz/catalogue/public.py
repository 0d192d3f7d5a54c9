"""The public set: which tables public view is told of parts of a council and of kinds of children,
and which measures are made of their columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from sendviz.catalogue import expressions, typed
from sendviz.catalogue.facts import CONDITION, FACTS
from sendviz.catalogue.row import BASES
from sendviz.catalogue.typed import BadDefinition, near
from sendviz.catalogue.values import ROOM

# The kinds of children that are told of. Phase is age by another name, and a setting tells of age.
KINDS = ("need", "age_band", "sex", "ethnicity_group", "social_care", "source", "deprivation")
ALL = ("all",)


@dataclass(frozen=True)
class PublicColumn:
    """One column of a public table: the condition that its rows fulfil, and the band of waits in
    weeks that it holds (lower edge, and the upper where there is one), empty for none. near: other
    columns that hold nearly the same children, of the same quarter or ("@1") of the one before."""

    id: str
    holds: str
    weeks: tuple[float, ...] = ()
    near: tuple[str, ...] = ()

    @property
    def nearly_same(self) -> tuple[tuple[str, int], ...]:
        """The columns of `near` with how many quarters before."""
        parts = (each.partition("@") for each in self.near)
        return tuple((name, int(ago or 0)) for name, _, ago in parts)


@dataclass(frozen=True)
class ToldMeasure:
    """The columns that a measure is told from: those above the line, those below it, or those in
    whose bands its middle is looked for. change: the list at the end less the one before."""

    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    middle: tuple[str, ...] = ()
    change: bool = False


@dataclass(frozen=True)
class PublicTable:
    """Columns that part the rows of a fact: each row falls into exactly one.

    on_last_day: what there is on the last day of a quarter, else what happened in it. not_by: the
    kinds that it is not told by. measures: by id, how each is told from the columns.
    """

    id: str
    name: str
    fact: str
    columns: tuple[PublicColumn, ...]
    on_last_day: bool = False
    not_by: tuple[str, ...] = ()
    measures: Mapping[str, ToldMeasure] = field(default_factory=dict)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of children that it is told by."""
        own = FACTS[self.fact].dimensions
        return tuple(each for each in KINDS if each in own and each not in self.not_by)

    @property
    def by_pathway(self) -> bool:
        """Whether it is told of one health assessment at a time."""
        return FACTS[self.fact].of_referrals

    @property
    def base(self) -> int:
        """What its figures are multiples of: 10 for counts from the NHS, else 5."""
        return BASES["nhs" if self.by_pathway else "standard"]

    def weeks_of(self, column: str) -> tuple[float, ...]:
        """The band of waits of one column."""
        return next(each.weeks for each in self.columns if each.id == column)


@cache
def public_tables() -> Mapping[str, PublicTable]:
    """The public tables by id. Raises BadDefinition with every fault of public.toml."""
    found = typed.tables(ROOM / "public.toml", PublicTable)
    wrong = [f"public.toml: {id}: {each}" for id, t in found.items() for each in _faults(t)]
    columns = {f"{t.id}.{column.id}" for t in found.values() for column in t.columns}
    wrong += [
        f"public.toml: {id}: near: there is no column '{name}'{near(name, columns)}"
        for id, table in found.items()
        for column in table.columns
        for name, _ in column.nearly_same
        if name not in columns
    ]
    if wrong:
        raise BadDefinition("\n".join(wrong))
    return {id: _spelt_out(table) for id, table in found.items()}


@cache
def public_table_of(measure: str) -> PublicTable | None:
    """The public table that a measure is told from; None for one that is not told of parts."""
    return next((t for t in public_tables().values() if measure in t.measures), None)


def _spelt_out(table: PublicTable) -> PublicTable:
    """With every column named where the file says all."""
    every = tuple(each.id for each in table.columns)

    def spelt(columns: tuple[str, ...]) -> tuple[str, ...]:
        return every if columns == ALL else columns

    told = {
        id: ToldMeasure(spelt(m.numerator), spelt(m.denominator), spelt(m.middle), m.change)
        for id, m in table.measures.items()
    }
    return replace(table, measures=told)


def _faults(table: PublicTable) -> Iterator[str]:
    if table.fact not in FACTS:
        yield f"there is no fact '{table.fact}'{near(table.fact, FACTS)}"
        return
    for column in table.columns:
        yield from expressions.faults_of(table.fact, column.holds, CONDITION)
    known = {*ALL, *(each.id for each in table.columns)}
    for id, told in table.measures.items():
        for name in (*told.numerator, *told.denominator, *told.middle):
            if name not in known:
                yield f"{id}: there is no column '{name}'{near(name, known)}"
