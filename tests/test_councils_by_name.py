"""Councils by their names as people write them: one resolver for files and for questions."""

from __future__ import annotations

import pytest

from sendviz import ask
from sendviz.catalogue.calendar import BadSelection
from sendviz.catalogue.councils import INITIALS, NoSuchCouncil, named_council
from sendviz.catalogue.layouts import BadFile
from sendviz.load.files import Given
from sendviz.load.readers import bundled
from tests.bundled import bundled_store

MEANT = {
    "Telford & Wrekin": "894", "Brighton & Hove": "846", "St Helens": "342", "saint helens": "342",
    "St. Helens MBC": "342", "Essex County Council": "881", "ESSEX CC": "881", "881": "881",
    " essex ": "881", "E10000012": "881", "e06000058": "839", "West Northants": "941",
    "W. Northants Council": "941", "BCP": "839", "bcp council": "839",
    "Bournemouth, Christchurch & Poole": "839", "Bristol City Council": "801",
    "City of Bristol": "801", "Hull City Council": "810", "Kingston-upon-Hull": "810",
    "Durham County Council": "840", "County Durham": "840", "Durham": "840",
    "City of London Corporation": "201", "London Borough of Barnet": "302",
    "Royal Borough of Windsor & Maidenhead": "868", "RBWM": "868", "B&NES": "800",
    "Bath & NE Somerset": "800", "NE Lincs": "812", "N Lincs": "813", "Derby City Council": "831",
    "Derbyshire": "830", "York": "816", "City of York Council": "816", "Dorset": "838",
    "Southend on Sea City Council": "882", "Stoke on Trent": "861",
}  # fmt: skip
# A text that is no council's -> the names that may be meant.
NEAR = {
    "Kingston": ["Kingston upon Hull, City of", "Kingston upon Thames"],
    "Cheshire": ["Cheshire East", "Cheshire West and Chester"],
    "Sussex": ["East Sussex", "West Sussex"],
    "Stockton": ["Stockton-on-Tees"],
    "Esex": ["Essex"],
    "Cambridgshire": ["Cambridgeshire"],
    "London": ["City of London"],
}


@pytest.mark.parametrize("text", MEANT)
def test_a_council_as_people_write_it(text):
    assert named_council(text, bundled.councils()) == MEANT[text]
    assert Given(council=text).council_code() == MEANT[text]
    assert ask.resolve_council(bundled_store(), text) == MEANT[text]


@pytest.mark.parametrize("text", NEAR)
def test_near_misses_name_whom_they_may_mean_and_load_nothing(text):
    said = f"No council is called '{text}'. Did you mean {'; '.join(NEAR[text])}?"
    with pytest.raises(BadFile) as of_file:
        Given(council=text).council_code()
    with pytest.raises(BadSelection) as of_question:
        ask.resolve_council(bundled_store(), text)
    assert str(of_file.value) == str(of_question.value) == said


@pytest.mark.parametrize("text", ["", "  ", "council", "Atlantis", "999", "&", "x" * 500])
def test_what_is_no_council_says_how_to_name_one(text):
    with pytest.raises(NoSuchCouncil, match="a DfE code such as 839") as caught:
        named_council(text, bundled.councils())
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize(
    "form",
    [
        str.upper,
        lambda name: f"{name} Council",
        lambda name: f" {name.replace(' and ', ' & ')} ",
        lambda name: name.replace("-", " ").replace(".", ""),
    ],
)
def test_every_council_is_found_by_its_name_in_every_form(form):
    known = bundled.councils()
    current = known[known["status"].eq("current") | ~known["name"].duplicated(keep=False)]
    for code, name in zip(current["la_code"], current["name"], strict=True):
        assert named_council(form(name), known) == code


def test_the_short_names_are_those_of_councils():
    known = bundled.councils()
    assert set(INITIALS.values()) <= set(known["la_code"])
    assert not {*INITIALS} & {name.casefold() for name in known["name"]}


def test_of_two_of_one_name_the_one_with_records_is_meant():
    known = bundled.councils()
    assert named_council("Dorset", known) == "838"
    assert named_council("Dorset", known[known["la_code"].eq("835")]) == "835"
