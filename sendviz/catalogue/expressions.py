"""The expressions of a measure, held against the columns of its fact and their codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import SqlglotError

from sendviz.catalogue.facts import CONDITION, DAY, FACTS, KEYS, NUMBER, TEXT
from sendviz.catalogue.typed import near
from sendviz.catalogue.values import Measure, dimensions

# What the value of each expression must be.
FIELDS = {
    "numerator": CONDITION,
    "denominator": CONDITION,
    "leaves_otherwise": CONDITION,
    "amount": NUMBER,
    "weight": NUMBER,
    "enters": DAY,
    "leaves": DAY,
    "counts_from": DAY,
}
_WORDS = {
    CONDITION: "a condition (true or false)",
    NUMBER: "a number",
    DAY: "a day",
    TEXT: "text",
}
_DUCKDB = DuckDB()
_COMPARED = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.In)
_FIRST_TELLS = (exp.Paren, exp.Add, exp.Sub, exp.Coalesce, exp.Least, exp.Greatest)
ALLOWED = "comparisons, and, or, not, case, coalesce, least, greatest, + and -"
_ALLOWED = (
    *_COMPARED,
    *_FIRST_TELLS,
    exp.And,
    exp.Boolean,
    exp.Case,
    exp.Column,
    exp.Identifier,
    exp.If,
    exp.Is,
    exp.Literal,
    exp.Not,
    exp.Null,
    exp.Or,
)


def faults(m: Measure) -> Iterator[str]:
    """Every expression of the measure and its variants that cannot be read, names a column that the
    fact has not or a code that the column has not, or gives another thing than its field needs."""
    if m.fact not in FACTS:
        return
    for name, wanted in FIELDS.items():
        for place, text in [(name, getattr(m, name))] + [
            (f"variants.{each.id}.{name}", getattr(each, name, "")) for each in m.variants
        ]:
            if text:
                yield from (f"{place}: {fault}" for fault in faults_of(m.fact, text, wanted))


@cache
def _columns(fact: str) -> Mapping[str, str | tuple[str, ...]]:
    """What each column of the fact holds: a kind, or its codes."""
    found = {id: tuple(dimensions()[id].values) or TEXT for id in FACTS[fact].dimensions}
    return {**KEYS, **FACTS[fact].columns, **found}


@cache
def faults_of(fact: str, text: str, wanted: str) -> tuple[str, ...]:
    """What is wrong with one expression over a fact that must give a condition, number or day."""
    try:
        trees = _DUCKDB.parse(text)
    except SqlglotError:
        trees = []
    if len(trees) != 1 or trees[0] is None:
        return (f"'{text}' cannot be read as an expression",)
    tree, columns = trees[0], _columns(fact)
    found = [
        f"{fact} has no column '{each.name}'{near(each.name, columns)}"
        for each in tree.find_all(exp.Column)
        if each.name not in columns or each.table
    ]
    strange = next((each for each in tree.walk() if not isinstance(each, _ALLOWED)), None)
    if strange is not None:
        found = [f"'{strange.sql()}' is not allowed: only {ALLOWED}"]
    if found:
        return tuple(found)
    for each in tree.find_all(*_COMPARED):
        found += _of_comparison(columns, each)
    for each in tree.find_all(exp.And, exp.Or, exp.Not):
        found += [
            f"'{side.sql()}' is {_WORDS[kind]}, not {_WORDS[CONDITION]}"
            for side in (each.this, each.args.get("expression"))
            if side is not None and (kind := _kind(columns, side)) != CONDITION
        ]
    if (kind := _kind(columns, tree)) != wanted:
        found.append(f"'{text}' is {_WORDS[kind]}, and {_WORDS[wanted]} is needed")
    return tuple(found)


def _of_comparison(columns: Mapping, compared: exp.Expr) -> list[str]:
    """A code that the column has not, or two sides of different kinds."""
    sides = [compared.this, *compared.expressions]
    sides += [compared.expression] if "expression" in compared.args else []
    names = [each.name for each in sides if isinstance(each, exp.Column)]
    codes = next((columns[name] for name in names if isinstance(columns[name], tuple)), None)
    if codes is not None:
        return [
            f"{names[0]} has no code '{each.name}'; choose from {', '.join(codes)}"
            + near(each.name, codes)
            for each in sides
            if isinstance(each, exp.Literal) and not (each.is_string and each.name in codes)
        ]
    kinds = {_kind(columns, each) for each in sides}
    if len(kinds) == 1:
        return []
    return [f"'{compared.sql()}' compares {' with '.join(sorted(_WORDS[kind] for kind in kinds))}"]


def _kind(columns: Mapping, tree: exp.Expr) -> str:
    """What an expression gives: DAY, NUMBER, CONDITION or TEXT."""
    if isinstance(tree, exp.Column):
        return columns[tree.name] if isinstance(columns[tree.name], str) else TEXT
    if isinstance(tree, exp.Literal):
        return TEXT if tree.is_string else NUMBER
    if isinstance(tree, exp.Case):
        return _kind(columns, tree.args["ifs"][0].args["true"])
    return _kind(columns, tree.this) if isinstance(tree, _FIRST_TELLS) else CONDITION
