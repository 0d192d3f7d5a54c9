"""Sweeps over the whole register: every rule is well described and survives any table."""

import string
from datetime import date

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sendviz.catalogue.layouts import CHILD, DATES, FLAGS, KEYS, PERSON_LEVEL, REFERRAL, Delivery
from sendviz.load import checks
from sendviz.load.checks.rules import COLUMNS, SEVERITIES, STAGES
from sendviz.load.checks.tables import ready

CONTEXT = checks.Context("999", 2024, date(2025, 1, 16), "2025", frozenset({"999"}))
NOTHING_KNOWN = checks.Context(None, None, None, None)
SECRET = "QXJ7"
NUMBERS = st.integers(0, 4)
DAYS = st.none() | st.dates(date(1990, 1, 1), date(2027, 1, 1))
CODES = st.none() | st.sampled_from(["Y", "N", "A", "W", "H", "1", "2", "998", SECRET, "", "ASD"])


def a_delivery(layout, tables):
    return Delivery(layout, "any", "any.csv", "0", tables, "999", "2025", date(2025, 1, 16))


@st.composite
def fuzzed_tables(draw):
    """Some of the tables with some of their columns, filled with codes and dates at random."""
    names = draw(st.lists(st.sampled_from(list(PERSON_LEVEL)), unique=True))
    return {name: fuzzed(draw, name) for name in names}


def fuzzed(draw, name):
    columns = draw(st.lists(st.sampled_from([*KEYS[name], *PERSON_LEVEL[name]]), unique=True))
    size = draw(st.integers(0, 5))
    return pd.DataFrame(
        {column: values(draw, name, column, size) for column in columns}, index=range(size)
    )


def values(draw, name, column, size):
    if column in KEYS[name]:
        return pd.Series(draw(st.lists(NUMBERS, min_size=size, max_size=size)), dtype="int64")
    if column in DATES:
        drawn = draw(st.lists(DAYS, min_size=size, max_size=size))
        return pd.to_datetime(pd.Series(drawn, dtype=object))
    if column in FLAGS:
        drawn = draw(st.lists(st.none() | st.booleans(), min_size=size, max_size=size))
        return pd.Series(drawn, dtype="boolean")
    return pd.Series(draw(st.lists(CODES, min_size=size, max_size=size)), dtype="str")


@pytest.mark.parametrize("rule", checks.RULES.values(), ids=lambda rule: rule.id)
def test_a_rule_is_well_described(rule):
    assert rule.id[0] in "SRANPXHC"
    assert rule.id[1:].isdigit()
    assert rule.severity in SEVERITIES
    assert set(rule.spoils) <= (set(STAGES) if rule.severity == "error" else set())
    assert rule.table in {*PERSON_LEVEL, "header", "all", "referral", "child"}
    for sentence in (rule.message, rule.fix):
        assert sentence[0] in string.ascii_uppercase
        assert sentence.endswith(".")
        assert "{" not in sentence
        assert len(sentence) < 200


@pytest.mark.parametrize("rule", checks.RULES.values(), ids=lambda rule: rule.id)
def test_a_rule_names_columns_that_exist(rule):
    known = {
        f"{name}.{column}" for name in PERSON_LEVEL for column in (*PERSON_LEVEL[name], *KEYS[name])
    }
    known |= {f"referral.{column}" for column in (*REFERRAL, *KEYS["referral"])}
    known |= {f"child.{column}" for column in CHILD}
    named = {part for column in rule.columns for part in column.split("|")}
    assert named
    assert named <= known | {"header.la_code", "earlier.open"}


def test_the_register_holds_every_rule():
    counts = {"S": 9, "R": 11, "A": 6, "N": 5, "P": 8, "X": 1, "H": 20, "C": 14}
    expected = {f"{letter}{n:02}" for letter, most in counts.items() for n in range(1, most + 1)}
    assert checks.RULES.keys() == expected


def test_an_id_that_is_taken_is_refused():
    again = checks.rule("S01", table="header", severity="error", message="A.", fix="B.")
    with pytest.raises(ValueError, match="two checks called S01"):
        again(lambda t, context: None)


@pytest.mark.parametrize(
    ("severity", "spoils"), [("grave", ()), ("warning", ("plan",)), ("error", ("all",))]
)
def test_a_rule_that_does_not_fit_is_refused(severity, spoils):
    unfit = checks.rule(
        "S99", table="person", severity=severity, message="A.", fix="B.", spoils=spoils
    )
    with pytest.raises(ValueError, match="S99"):
        unfit(lambda t, context: None)
    assert "S99" not in checks.RULES


@pytest.mark.parametrize("layout", ["sen2_xml", "local_cases"])
@pytest.mark.parametrize("filled", ["absent", "without columns", "without rows"])
def test_no_rule_fails_on_tables_without_rows(layout, filled):
    tables = {} if filled == "absent" else {name: empty(name, filled) for name in PERSON_LEVEL}
    seen = ready(a_delivery(layout, tables))
    for rule in checks.RULES.values():
        for context in (CONTEXT, NOTHING_KNOWN):
            found = rule.check(seen, context)
            for failing in found.values() if isinstance(found, dict) else [found]:
                assert rule.table == "header" or not len(failing)


def empty(name, filled):
    return pd.DataFrame(
        columns=[*KEYS[name], *PERSON_LEVEL[name]] if filled == "without rows" else []
    )


@settings(max_examples=20, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    fuzzed_tables(),
    st.sampled_from(["sen2_xml", "local_cases"]),
    st.sampled_from([CONTEXT, NOTHING_KNOWN]),
)
def test_every_rule_survives_any_table(tables, layout, context):
    delivery = a_delivery(layout, tables)
    issues = checks.run(delivery, context)
    assert tuple(issues.columns) == COLUMNS
    assert not set(issues["rule"]) & checks.skipped(delivery).keys()
    assert not issues.astype(str).apply(lambda column: column.str.contains(SECRET)).any(axis=None)
    for (rule, name), rows in issues.groupby(["rule", "table_name"]).size().items():
        assert checks.RULES[rule].table in (name, "all")
        assert rows <= len(tables.get(name, [0]))
    assert set(checks.spoiled(issues)["stage"]) <= set(STAGES)
