"""The statements mean the same in Spark and PostgreSQL, and no value is part of their text."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import tempfile
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from sendviz import catalogue
from sendviz.ask import statements
from sendviz.ask.selection import NOT_KNOWN, Selection, Split
from sendviz.ask.statements import Statement
from sendviz.catalogue import Measure
from tests import second_way
from tests.handmade import SCHEMA, numbered, select
from tests.test_measures import LISTS

DIALECTS = ("spark", "postgres")
PUBLIC_TABLES = catalogue.public_tables()
COUNTED = {m.id: m for m in catalogue.measures().values() if m.fact}
STRICT = sqlglot.ErrorLevel.RAISE


def composed(m: Measure, selection: Selection, split: Split) -> Statement:
    """The one statement that the measure is counted by."""
    if m.kind == "stock":
        return statements.changes(m, selection, split)
    if m.kind == "survival":
        return statements.waits(m, selection, split)
    if m.kind in ("quantile", "mean"):
        return statements.histogram(m, selection, split, m.denominator)
    return statements.counted(m, selection, split, m.numerator, m.denominator)


# Of these sqlglot knows each dialect's own form; what it does not know it passes on unchanged.
SHARED = (
    exp.And,
    exp.Or,
    exp.Case,
    exp.If,
    exp.Cast,
    exp.Coalesce,
    exp.Count,
    exp.DateDiff,
    exp.DateTrunc,
    exp.Greatest,
    exp.Lead,
    exp.Least,
    exp.Max,
    exp.Min,
    exp.RowNumber,
    exp.Sum,
    exp.TimestampTrunc,
)


def not_shared(tree: exp.Expression) -> list[str]:
    """What is not sure to mean the same in DuckDB, Spark and PostgreSQL."""
    strange = [each for each in tree.find_all(exp.Func) if not isinstance(each, SHARED)]
    strange += tree.find_all(exp.Lambda, exp.Qualify, exp.Pivot, exp.TableSample)
    strange += [
        each
        for each in tree.find_all(exp.Star)
        if each.args.get("except_") or each.args.get("replace")
    ]
    strange += [
        each for each in tree.find_all(exp.Join) if each.method or each.kind in ("SEMI", "ANTI")
    ]
    # A day less a day is a number here and an interval in Spark; date_diff is a number in both.
    strange += [
        each for each in tree.find_all(exp.Sub) if not isinstance(each.expression, exp.Literal)
    ]
    return [each.sql() for each in strange]


def in_every_way(m: Measure) -> Statement:
    """By locality, month and a dimension, with areas and every filter that there is."""
    where = tuple((each, ("a", NOT_KNOWN)) for each in m.dimensions)
    split = Split("locality", m.dimensions[0], True)
    return composed(m, select(areas=("N1", "S1"), where=where), split)


def carried(statement: Statement) -> None:
    """Written in the other dialects with nothing unsupported, and read back as the same tables."""
    tree = sqlglot.parse_one(statement.sql, read="duckdb")
    assert not_shared(tree) == []
    named = {table.name for table in tree.find_all(exp.Table)}
    for dialect in DIALECTS:
        text = tree.sql(dialect=dialect, unsupported_level=STRICT)
        again = sqlglot.parse_one(text, read=dialect, error_level=STRICT)
        assert {table.name for table in again.find_all(exp.Table)} == named


@pytest.mark.parametrize("id", COUNTED)
def test_carried_to_other_dialects(id):
    carried(in_every_way(COUNTED[id]))


@pytest.mark.parametrize("id", PUBLIC_TABLES)
def test_public_tables_are_carried_too(id):
    carried(statements.public_counts(PUBLIC_TABLES[id], "999", date(2025, 6, 30)))


@pytest.mark.parametrize("kind", sorted({m.kind for m in COUNTED.values()}))
def test_plain_questions_are_carried_too(kind):
    m = next(m for m in COUNTED.values() if m.kind == kind)
    for split in (Split(), Split("district"), Split(None, m.dimensions[-1])):
        carried(composed(m, select(start=None), split))


@pytest.mark.parametrize(
    "text",
    [
        "select * exclude (a) from t",
        "select a from t asof join u on t.d >= u.d",
        "select issued - received from t",
        "select list_sum(a) from t",
        "select a from t qualify row_number() over (order by a) = 1",
    ],
)
def test_what_cannot_be_carried_is_noticed(text):
    assert not_shared(sqlglot.parse_one(text, read="duckdb"))


DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))
TEXTS = st.text(max_size=30)
SOME = st.tuples(TEXTS, TEXTS)


@settings(max_examples=60, database=None)
@given(st.sampled_from(sorted(COUNTED)), TEXTS, SOME, SOME, DAYS, DAYS, DAYS)
def test_values_are_never_part_of_the_text(id, council, areas, chosen, as_at, start, end):
    m = COUNTED[id]
    split = Split("locality", m.dimensions[-1], True)
    where = tuple((each, chosen) for each in m.dimensions)
    asked = composed(m, Selection(council, as_at, start, end, areas=areas, where=where), split)
    plain = Selection(
        "999",
        date(2025, 6, 30),
        date(2025, 1, 1),
        areas=("N1", "S1"),
        where=tuple((each, ("a", "b")) for each in m.dimensions),
    )
    expected = composed(m, plain, split)
    assert asked.sql == expected.sql
    assert set(asked.parameters) == set(expected.parameters)
    assert {council, *areas, *chosen, as_at} <= set(asked.parameters.values())


@given(st.sampled_from(sorted(PUBLIC_TABLES)), TEXTS, DAYS)
def test_values_are_never_part_of_the_text_of_a_public_table(id, council, as_at):
    asked = statements.public_counts(PUBLIC_TABLES[id], council, as_at)
    plain = statements.public_counts(PUBLIC_TABLES[id], "999", date(2025, 6, 30))
    assert asked.sql == plain.sql
    assert asked.parameters == {"la_code": council, "as_at": as_at}


def test_identifiers_come_from_the_catalogue_only():
    m = COUNTED["requests_received"]
    with pytest.raises(KeyError):
        statements.counted(m, select(), Split(None, "need; drop table request"), "true", "true")


@pytest.fixture(scope="module")
def postgres():
    """The folder with the socket of a PostgreSQL server, which is stopped afterwards."""
    found = shutil.which("postgres")
    if not found or not shutil.which("psql"):
        pytest.skip("there is no PostgreSQL server on this machine")
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    # The server refuses to run as root.
    other = {"user": "nobody"} if os.geteuid() == 0 else {}
    if other:
        shutil.chown(folder, "nobody")

    def do(program: str, *words: str) -> None:
        command = [Path(found).resolve().with_name(program), "-D", folder / "data", *words]
        subprocess.run(command, check=True, cwd=folder, capture_output=True, **other)

    try:
        do("initdb", "-U", "tester", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
        how = f"-k {folder} -c listen_addresses= -F"
        do("pg_ctl", "-w", "-s", "-l", str(folder / "log"), "-o", how, "start")
        try:
            yield folder
        finally:
            do("pg_ctl", "-m", "immediate", "-s", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def psql(folder: Path, script: str, parameters: dict) -> str:
    bound = [word for name, value in parameters.items() for word in ("-v", f"{name}={value}")]
    words = f"psql -h {folder} -U tester -d postgres -X -q -v ON_ERROR_STOP=1 --csv -t".split()
    done = subprocess.run([*words, *bound], input=script, text=True, capture_output=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def in_postgresql(statement: Statement) -> str:
    """The statement in PostgreSQL's words, its values bound as psql binds them."""
    text = sqlglot.transpile(statement.sql, read="duckdb", write="postgres", comments=False)[0]
    return re.sub(r"%\((\w+)\)s", r":'\1'", text)


def filled(folder: Path, room: Path, store, tables) -> None:
    """Make the tables in PostgreSQL with the rows that the DuckDB file holds."""
    schema = sqlglot.transpile(SCHEMA.read_text("utf-8"), read="duckdb", write="postgres")
    copies = []
    for name in tables:
        path = room / f"{name}.csv"
        store.frame(f"select * from {name}").convert_dtypes().to_csv(path, index=False)
        copies.append(f"\\copy {name} from '{path}' csv header")
    psql(folder, ";\n".join(schema) + ";\n" + "\n".join(copies), {})


@pytest.fixture(scope="module")
def filled_store(postgres, tmp_path_factory):
    """The rows of tests/second_way.py in a file and in PostgreSQL."""
    room = tmp_path_factory.mktemp("carried")
    made = second_way.made_up(np.random.default_rng(second_way.SEED))
    made |= {table: pd.DataFrame(numbered(table, rows)) for table, rows in LISTS.items()}
    store = second_way.written(room / "file.duckdb", made)
    filled(postgres, room, store, (*made, "area_member", "coverage"))
    yield store
    store.close()


def both_count_the_same(postgres: Path, store, asked: dict[str, Statement]) -> None:
    """The rows of every statement are the same, and there are some."""
    script = "".join(f"\\echo #{id}\n{in_postgresql(each)};\n" for id, each in asked.items())
    bound = {name: value for each in asked.values() for name, value in each.parameters.items()}
    answers = psql(postgres, script, bound).split("#")[1:]
    for id, answer in (each.split("\n", 1) for each in answers):
        own = store.frame(asked[id].sql, asked[id].parameters).convert_dtypes()
        theirs = sorted(csv.reader(answer.splitlines()))
        assert len(theirs) > 1, id
        assert theirs == sorted(csv.reader(own.to_csv(index=False, header=False).splitlines())), id
    assert len(answers) == len(asked)


@pytest.mark.parametrize("of_lists", [False, True], ids=["cases", "lists"])
def test_postgresql_counts_the_same(postgres, filled_store, of_lists):
    """Every measure by locality and month, with a filter, on the very rows that DuckDB counts; of
    lists, which hold few rows, over all of them. Lines of plans stand on what the app's own
    workspace adds, which no other database has."""
    held, split = (("need", ("ASD", "SLCN", NOT_KNOWN)),), Split("locality", None, True)
    days = ("2025-06-30", None) if of_lists else ("2025-03-31", "2025-01-01")
    chosen = select(*days, where=held)
    asked = {
        id: composed(m, chosen, split)
        for id, m in COUNTED.items()
        if bool(m.of_lists) == of_lists and m.fact != "plan_line"
    }
    both_count_the_same(postgres, filled_store, asked)


def test_postgresql_counts_the_public_tables_the_same(postgres, filled_store):
    """Every table that public view is told of parts from, by all its cuts."""
    day = date(2025, 3, 31)
    asked = {id: statements.public_counts(table, "999", day) for id, table in PUBLIC_TABLES.items()}
    both_count_the_same(postgres, filled_store, asked)
