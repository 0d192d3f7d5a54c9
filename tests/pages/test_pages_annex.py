"""The lists that inspectors ask for, at an officer's desk and at nobody else's."""

from __future__ import annotations

import pytest

from sendviz import workspace
from tests import annex_rows
from tests.annex_files import BLANK, made_upn, row, workbook
from tests.annex_rows import child, on_support
from tests.pages.conftest import reading
from tests.pages.screens import open_screen, run


@pytest.fixture(scope="module", autouse=True)
def built(tmp_path_factory):
    path = tmp_path_factory.mktemp("annex") / "own.duckdb"
    annex_rows.build(path, [child(), child(need=None), on_support(disability=None)]).close()
    with reading(path):
        yield path


def uploader(screen, key: str):
    return next(each for each in screen.at.file_uploader if each.key == key)


def labels(screen) -> list[str]:
    return [each.label for each in screen.at.button]


def check(data: bytes):
    """The officer's page with a list that was just checked."""
    screen = open_screen("readiness", "officer")
    uploader(screen, "annex_file").set_value(("lists.xlsx", data, "application/xlsx"))
    next(each for each in screen.at.button if each.label == "Check this list").click()
    return run(screen.at)


def test_an_officer_checks_a_list_and_nothing_of_it_stays(built):
    before = built.read_bytes()
    shown = check(workbook({"List_1": [row(1), row(2, need=BLANK)]}))
    assert "lists.xlsx: 1 of 2 children with an error" in shown.parts("//h2")
    assert "Judged on 30 June 2025" in shown.text
    assert made_upn(2) not in shown.text and built.read_bytes() == before
    assert not workspace.workspace_of(built).path.exists()


def test_what_is_no_list_is_said_in_words(built):
    shown = check(b"Name,Age\r\nA,1\r\n")
    assert "no sheet has the headings of Annex A" in shown.text


def test_the_address_holds_the_list_to_a_rule(built):
    shown = open_screen("readiness", "officer", annex_rule="101d")
    assert "To mend: 1 entry" in shown.parts("//h2")
    assert "101d, lists of 30 June 2025" in shown.text
    every = open_screen("readiness", "officer")
    assert "To mend: 2 entries" in every.parts("//h2")


@pytest.mark.parametrize("role", ["board", "councillor"])
def test_nobody_else_has_lists_whatever_the_address_says(built, role):
    shown = open_screen("readiness", role, annex_rule="101d")
    assert not [each for each in shown.at.file_uploader]
    assert "Check this list" not in labels(shown) and "To mend: 1" not in shown.text
    assert "c2" not in shown.text
    assert ("fewer than 5 have an error" in shown.text) == (role == "board")
