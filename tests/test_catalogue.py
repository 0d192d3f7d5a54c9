"""Sweeps over every definition, and definitions that must be refused."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Literal, get_args, get_origin, get_type_hints

import pytest

from sendviz import catalogue
from sendviz.ask import statements
from sendviz.ask.selection import Split
from sendviz.catalogue import BadDefinition, Measure, typed
from sendviz.catalogue.expressions import FIELDS, faults_of
from sendviz.catalogue.facts import CONDITION, DAY, KEYS, NUMBER, TEXT
from sendviz.catalogue.reading import DERIVED
from sendviz.findings import signals
from sendviz.load.readers.figures import INDICATORS
from tests.handmade import build, select
from tests.retired_words import retired_words

BAD = Path(__file__).parent / "bad_measures"
MEASURES = catalogue.measures()
SENTENCES = ("definition", "how_counted", "why_it_matters")
# file -> what its author must be told
FAULTS = {
    "amount_of_days": "amount: 'issued' is a day, and a number is needed",
    "answer_misspelt": "answer: there is no {numbr}; choose from value, numerator, denominator",
    "answer_without_counts": "answer lacks {denominator}",
    "bad_answer": "answer: expected '}' before end of string",
    "bad_limit": "legal_limit.source is missing",
    "bad_toml": "Invalid value",
    "column_misspelt": "numerator: requested has no column 'refusd'; did you mean refused?",
    "column_of_a_variant": "variants.late.numerator: plan_issued has no column 'due_on'",
    "code_misspelt": "numerator: source has no code 'parents'; choose from parent, education, ",
    "days_compared_with_a_number": "'issued > 364' compares a day with a number",
    "dimension_typed": "unknown field dimensions: it is worked out",
    "fact_misspelt": "there is no fact 'requestd'; did you mean requested",
    "field_misspelt": "unknown field shortname; did you mean short_name?",
    "field_misspelt_below": "unknown field legal_limit.sorce; did you mean source?",
    "hidden_never": "small_numbers 'none' is not one of standard, nhs",
    "kind_misspelt": "kind 'percentage' is not one of share, count",
    "list_missing": "pairs_with must be a list in square brackets, not 'a_good_one'",
    "made_of_made": "'net_of_one' is itself made of others",
    "measure_misspelt": "there is no measure 'a_good_won'; did you mean a_good_one?",
    "name_missing": "name is missing",
    "not_an_expression": "numerator: 'source = ' cannot be read as an expression",
    "not_for_measures": "is not allowed: only comparisons, and, or, not",
    "number_for_a_condition": "numerator: '3' is a number, and a condition (true or false) is",
    "number_for_text": "numerator must be text in quotation marks, not 3",
    "numerator_missing": "a share needs numerator",
    "outcome_unsettled": "outcome = true and settles_in_days",
    "parts_typed": "unknown field made_of: it is worked out",
    "part_unknown": "there is no measure 'requests_lost'",
    "polarity_misspelt": "polarity 'high_is_better' is not one of higher_is_better, lower",
    "question_missing": "question is missing",
    "reviewed_last_week": "reviewed_on must be a day such as 2026-11-21, not 'last week'",
    "settles_in_weeks": "settles_in_days must be a whole number, not 'six weeks'",
    "stock_without_end": "a stock needs leaves",
    "survival_at_a_fifth": "quantile of a survival must be 0.5 or 0.9",
    "theme_misspelt": "theme 'demands' is not one of demand, timeliness",
    "true_in_quotation_marks": "outcome must be true or false, not 'yes'",
    "two_at_once": "unknown field colour",
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
    assert bool(m.settles_in_days) == m.outcome
    assert not m.outcome or "not yet due until its last re" in m.how_counted


def test_who_asked_is_no_outcome():
    """What is known on the day of the request changes no more, and is watched as other shares."""
    later = ("refused", "agreed", "undecided", "request_mediation", "request_tribunal")
    for m in MEASURES.values():
        counts_later = any(each in m.numerator for each in (*later, "not_accepted"))
        assert m.outcome == (m.fact in ("requested", "referred") and counts_later), m.id
    assert MEASURES["requests_from_parents"] in signals.neutral_measures()


@each_measure
def test_somebody_answers_for_it(m: Measure):
    assert m.owner and m.inspection_themes and isinstance(m.reviewed_on, date)
    assert m.id not in m.pairs_with
    if m.legal_limit:
        assert m.legal_limit.basis and m.legal_limit.source
        assert 0 <= m.legal_limit.value <= 1 or m.unit != "percent"


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
        assert (indicator.unit == "percent") == m.is_fraction


@pytest.mark.parametrize("fact", catalogue.FACTS)
def test_declared_columns_are_those_that_the_fact_gives(empty, fact):
    """By name and by what they hold: no more and no fewer than facts.sql gives."""
    found = empty.frame(
        f"describe with {statements.steps(fact)} select * from {fact}", {"as_at": date(2025, 6, 30)}
    )
    kinds = {"DATE": DAY, "BOOLEAN": CONDITION, "VARCHAR": TEXT}
    kinds |= dict.fromkeys(("BIGINT", "INTEGER", "DOUBLE"), NUMBER)
    given = {a: kinds[b] for a, b in zip(found["column_name"], found["column_type"], strict=True)}
    declared = catalogue.FACTS[fact]
    codes = dict.fromkeys(declared.dimensions, TEXT)
    own = {name: kind if isinstance(kind, str) else TEXT for name, kind in declared.columns.items()}
    assert given == KEYS | own | codes


@pytest.mark.parametrize("fact", catalogue.FACTS.values(), ids=lambda fact: fact.id)
def test_facts_agree_with_their_sql(fact):
    sql = statements.steps(fact.id)
    assert fact.kept in statements.standing_on(fact.id)
    assert fact.at_one_date == ("cast($as_at as date) as date" in statements.facts()[fact.id])
    assert re.search(rf"from {fact.table}\b", sql) or fact.id == "review_due"


def test_every_fact_of_the_file_is_declared_and_used():
    known = {"request_by_then", "request_with_end", "request_as_known", "referral_as_known"}
    steps = known | {"school_year", "last_meeting", "staff_month", "staff_group"}
    steps |= {"update_told", "update_in_order", "update_newest", "evidence_strongest"}
    steps |= {"newest_wave", "newest_words"}
    assert set(statements.facts()) - steps == set(catalogue.FACTS)
    assert {m.fact for m in MEASURES.values()} - {""} == set(catalogue.FACTS)


@pytest.mark.parametrize("declared", catalogue.lists_of_children().values(), ids=lambda e: e.id)
def test_lists_name_what_their_fact_has(declared):
    """Columns, dimensions, and measures whose expressions hold for its rows."""
    fact = catalogue.FACTS[declared.id]
    beside = {"locality", "district", "weeks_overdue"}
    assert set(declared.columns) <= {*fact.columns, *fact.dimensions, *beside}
    assert set(declared.by) <= {*fact.dimensions} & {*declared.columns}
    assert {declared.due, declared.noted} <= {*declared.columns, ""}
    assert ("weeks_overdue" in declared.columns) == bool(declared.due)
    nameless = {name for name, heading in declared.columns.items() if not heading}
    assert nameless <= {*fact.dimensions, "locality"}
    for m in map(catalogue.get, declared.measures):
        names = ("enters", "leaves") if m.kind == "stock" else ("numerator", "denominator")
        for name in names:
            assert faults_of(fact.id, getattr(m, name), FIELDS[name]) == (), (m.id, name)


def test_every_term_is_told_in_plain_words_with_its_source():
    terms = catalogue.glossary().values()
    assert len(terms) >= 30
    names = [name.casefold() for each in terms for name in (each.name, *each.also)]
    assert len(names) == len(set(names))
    for each in terms:
        assert each.meaning.endswith(".") and each.source, each.id
        assert len(each.meaning.split()) <= 50, each.id


def test_pathways_are_declared_once():
    assert list(catalogue.pathways()) == list(catalogue.dimensions()["pathway"].values)
    named = ", ".join(f"'{each}'" for each in catalogue.therapies())
    assert f"pathway in ({named})" in statements.facts()["referral_as_known"]
    for each in catalogue.pathways().values():
        assert {each.measure, each.contact} <= set(MEASURES)


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
    parts += [
        catalogue.get(each)
        for each in (m.numerator_measure, m.denominator_measure)
        if each in MEASURES
    ]
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
    several = {"two_at_once": 2, "answer_without_counts": 2, "field_misspelt": 2}
    for name in FAULTS:
        lines = sum(line.startswith(f"{name}.toml: ") for line in told)
        assert lines == several.get(name, 1), name


def test_the_page_of_fields_is_that_of_the_reader():
    """Each field with its choices and an example that the reader accepts, in the reader's order."""
    page = (catalogue.ROOM / "measures" / "README.md").read_text("utf-8")
    rows = [
        re.split(r"(?<!\\)\|", line)[1:-1] for line in page.splitlines() if line.startswith("| `")
    ]
    hints = get_type_hints(Measure)
    assert [name.strip(" `") for name, *_ in rows] == [
        each.name for each in fields(Measure) if each.name not in DERIVED
    ]
    for name, _, allowed, example in rows:
        kind, text = hints[name.strip(" `")], example.strip(" `").replace(r"\|", "|")
        choices = get_args(kind) if get_origin(kind) is Literal else ()
        assert all(f"`{each}`" in allowed for each in choices), name
        given = tomllib.loads(f"example = {text}")["example"]
        assert text and not [*typed.faults(kind, given)], name


def test_every_bad_definition_has_its_fault():
    assert {path.stem for path in BAD.glob("*.toml")} == {*FAULTS, "a_good_one", "net_of_one"}


def test_a_good_definition_is_read_alone(tmp_path):
    (tmp_path / "a_good_one.toml").write_bytes((BAD / "a_good_one.toml").read_bytes())
    m = catalogue.read(tmp_path)["a_good_one"]
    assert (m.kind, m.fact, m.dimensions) == (
        "count",
        "requested",
        catalogue.FACTS["requested"].dimensions,
    )


TOLD = [
    (table, id, told)
    for table in catalogue.public_tables().values()
    for id, told in table.measures.items()
]
named = pytest.mark.parametrize(("table", "id", "told"), TOLD, ids=[id for _, id, _ in TOLD])


@named
def test_a_measure_told_of_parts_is_one_of_the_catalogue_and_told_as_its_kind(table, id, told):
    """A share as some columns out of these and others, a middle from bands, a net as a change."""
    m = MEASURES[id]
    assert bool(told.middle) == (m.kind == "quantile")
    assert bool(told.change) == (m.kind == "net")
    assert bool(told.denominator) == (m.kind == "share")
    assert m.small_numbers == ("nhs" if table.by_pathway else "standard")
    if told.denominator:
        assert set(told.numerator) <= set(told.denominator)
    if not m.made_of:
        assert catalogue.FACTS[m.fact].of_referrals == table.by_pathway
        assert set(table.kinds) <= set(m.dimensions)


@named
def test_bands_of_a_middle_meet_and_the_last_is_open(table, id, told):
    bands = sorted({table.weeks_of(each) for each in told.middle})
    if bands:
        assert bands[0][0] == 0 and len(bands[-1]) == 1
        assert [band[1] for band in bands[:-1]] == [band[0] for band in bands[1:]]


def test_a_measure_is_told_from_one_table():
    ids = [id for _, id, _ in TOLD]
    assert len(ids) == len(set(ids)) > 40


def test_public_tables_part_children_by_no_kind_that_overlaps_another():
    """Phase follows from age and a setting tells of it, so age alone is told."""
    for table in catalogue.public_tables().values():
        assert set(table.kinds) <= set(catalogue.KINDS)
        assert not {*table.kinds} & {"phase", "setting", "provider", "team"}
        assert all(catalogue.dimensions()[each].kind == "child" for each in table.kinds)
        assert len({each.id for each in table.columns}) == len(table.columns)


def test_no_measure_says_a_retired_word():
    """Of the declarations all that a screen shows: not the names of their keys."""
    for m in catalogue.measures().values():
        shown = [m.name, m.short_name, m.question, m.answer, m.definition, m.how_counted]
        shown += [m.why_it_matters, m.clock, *(each.text for each in m.caveats)]
        assert [each for text in shown for each in retired_words(text)] == [], m.id


@pytest.mark.parametrize(
    ("text", "is_retired"),
    [
        ("No quadrant stands apart.", True),
        ("West less Mid: 6 percentage points", True),
        ("As things go, it will keep missing it", True),
        ("It is told by area only", True),
        ("70 families were told within 6 weeks whether there would be an assessment", False),
        ("Are families told in time what comes of the review?", False),
        ("fewer or less than before", False),
    ],
)
def test_a_retired_word_is_found_where_it_is_jargon(text, is_retired):
    assert bool(retired_words(text)) is is_retired
