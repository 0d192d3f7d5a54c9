"""Sweeps over every definition, and definitions that must be refused."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sendviz import catalogue
from sendviz.ask import statements
from sendviz.ask.selection import Split
from sendviz.catalogue import BadDefinition, Measure
from sendviz.load.readers.figures import INDICATORS
from tests.handmade import build, select

BAD = Path(__file__).parent / "bad_measures"
MEASURES = catalogue.measures()
SENTENCES = ("definition", "how_counted", "why_it_matters")
# file -> what its author must be told
FAULTS = {
    "bad_limit": "required positional arguments: 'source' and 'since'",
    "bad_toml": "Invalid value",
    "hidden_without_reason": "small_numbers must be standard, nhs, or none with",
    "made_of_made": "'typed_dimensions' is itself made of others",
    "missing_name": "required positional argument: 'name'",
    "missing_numerator": "a share needs numerator",
    "stock_without_end": "a stock needs leaves",
    "settles_in_weeks": "settles_in_days must be a whole number of days",
    "typed_dimensions": "dimensions are those that its parts have in common",
    "typed_parts": "unknown field made_of",
    "unknown_dimension": "'colour' is no dimension",
    "unknown_fact": "there is no fact 'wished'",
    "unknown_field": "unknown field colour",
    "unknown_pair": "there is no measure 'requests_wished'",
    "unknown_part": "there is no measure 'requests_lost'",
    "wrong_kind": "kind 'percentage' is not one of share, count",
}
each_measure = pytest.mark.parametrize("m", MEASURES.values(), ids=lambda m: m.id)


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    made = build(tmp_path_factory.mktemp("empty") / "file.duckdb")
    yield made
    made.close()


@each_measure
def test_written_for_a_reader(m: Measure):
    """An id of plain words, a question that asks, sentences that end, a short short name."""
    assert re.fullmatch(r"[a-z]+(_([a-z]+|\d+))+", m.id)
    assert m.question.endswith("?") and m.question[0].isupper()
    assert not m.name.endswith(".") and len(m.short_name) <= min(len(m.name), 30)
    written = [getattr(m, name) for name in SENTENCES] + [note.text for note in m.caveats]
    for text in written:
        assert not text[0].islower() and text.endswith("."), text


@each_measure
def test_what_becomes_of_cases_has_time_to_settle(m: Measure):
    """Counted by the day a case began, an outcome of the newest is not known yet; a file says in
    how_counted how long it takes."""
    outcome = m.fact in ("requested", "referred") and m.numerator != "true"
    assert bool(m.settles_in_days) == outcome
    assert not outcome or "not yet due until its last re" in m.how_counted


@each_measure
def test_somebody_answers_for_it(m: Measure):
    assert m.owner and m.inspection_themes and isinstance(m.reviewed_on, date)
    assert m.id not in m.pairs_with
    for limit in (*m.targets, *([m.legal_limit] if m.legal_limit else [])):
        assert limit.basis and limit.source and isinstance(limit.since, date)
        assert 0 <= limit.value <= 1 or m.unit != "percent"


def test_names_tell_measures_apart():
    for names in ([m.name for m in MEASURES.values()], [m.short_name for m in MEASURES.values()]):
        assert len(names) == len(set(names))


def test_headlines_have_places_of_their_own():
    places = [m.headline for m in catalogue.headlines()]
    assert places == list(range(1, len(places) + 1))


@each_measure
def test_official_series_exist(m: Measure):
    if m.published_as:
        indicator = INDICATORS[m.published_as.indicator]
        categories = set(indicator.compiled) | set(indicator.release)
        named = {m.published_as.category, *(v.published_category for v in m.variants)} - {""}
        assert named <= categories
        assert m.published_as.match in ("exactly", "nearly", "differs")
        assert (indicator.unit == "percent") == m.is_fraction


@pytest.mark.parametrize("fact", catalogue.FACTS)
def test_dimensions_are_columns_of_the_fact(empty, fact):
    """Every declared dimension is a column, and every fact has what each statement asks for."""
    found = empty.frame(
        f"describe with {statements.steps(fact)} select * from {fact}", {"as_at": date(2025, 6, 30)}
    )
    columns = set(found["column_name"])
    assert set(catalogue.FACTS[fact]) <= columns
    assert {"la_code", "district", "simulated"} <= columns


def test_every_fact_of_the_file_is_declared_and_used():
    steps = {"known", "referral_known"}
    assert set(statements.facts()) - steps == set(catalogue.FACTS)
    assert {m.fact for m in MEASURES.values()} - {""} == set(catalogue.FACTS)


def expressions(m: Measure) -> list[Measure]:
    """The measure and each of its variants."""
    changed = [
        replace(m, numerator=v.numerator or m.numerator, denominator=v.denominator or m.denominator)
        for v in m.variants
    ]
    return [m, *changed]


@each_measure
def test_every_expression_runs(empty, m: Measure):
    """On an empty file: nothing is counted, and nothing is misspelt."""
    split = Split("locality", m.dimensions[0] if m.dimensions else None, True)
    for each in expressions(m) if m.fact else ():
        if m.kind == "stock":
            made = statements.changes(each, select(), split)
        elif m.kind == "survival":
            made = statements.waits(each, select(), split)
        elif m.kind in ("quantile", "mean"):
            made = statements.histogram(each, select(), split, each.denominator)
        else:
            made = statements.counted(each, select(), split, each.numerator, each.denominator)
        assert empty.frame(made.sql, made.parameters).empty


@each_measure
def test_parts_can_be_put_together(m: Measure):
    """A share or net of other measures is split only as its parts are, over one kind of time."""
    parts = [catalogue.get(part.lstrip("+-")) for part in m.parts]
    parts += [catalogue.get(each) for each in (m.part, m.over) if each in MEASURES]
    assert bool(parts) == (not m.fact and m.kind != "given")
    for part in parts:
        assert set(m.dimensions) <= set(part.dimensions)
        assert part.at_a_date == parts[0].at_a_date
    assert {each.id for each in m.made_of} == {part.id for part in parts}


def test_an_unknown_measure_names_near_ones():
    with pytest.raises(KeyError, match="Did you mean requests_received"):
        catalogue.get("request_received")


def test_every_fault_is_named_at_once_with_its_file():
    with pytest.raises(BadDefinition) as refused:
        catalogue.read(BAD)
    told = str(refused.value).splitlines()
    assert {line.split(".toml: ")[0] for line in told} == set(FAULTS)
    for name, words in FAULTS.items():
        assert any(line.startswith(f"{name}.toml: ") and words in line for line in told), name


def test_every_bad_definition_has_its_fault():
    assert {path.stem for path in BAD.glob("*.toml")} == {*FAULTS, "a_good_one"}


def test_a_good_definition_is_read_alone(tmp_path):
    (tmp_path / "a_good_one.toml").write_bytes((BAD / "a_good_one.toml").read_bytes())
    m = catalogue.read(tmp_path)["a_good_one"]
    assert (m.kind, m.fact, m.dimensions) == ("count", "requested", catalogue.FACTS["requested"])
