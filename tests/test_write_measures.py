"""docs/measures.md is what the catalogue and the hand-made cases say, and its statements count."""

from __future__ import annotations

import pytest

from sendviz import catalogue
from sendviz.ask.selection import Split
from tests import write_measures
from tests.test_measures import EXPECTED, asked_of, store  # noqa: F401
from tests.test_statements import COUNTED, composed


@pytest.fixture(scope="module")
def document():
    return write_measures.document()


def test_the_document_is_up_to_date(document):
    written = write_measures.DOCUMENT.read_text("utf-8")
    assert written == document, "docs/measures.md is out of date: make docs"


@pytest.mark.parametrize("id", sorted(set(EXPECTED) & set(COUNTED)))
def test_a_statement_as_printed_gives_the_answer_by_hand(store, id):  # noqa: F811
    m, (numerator, denominator, _) = COUNTED[id], EXPECTED[id]
    bound = dict(composed(m, asked_of(m), Split()).parameters)
    found = store.frame(write_measures.statement_text(m), bound)
    if m.kind == "stock":
        assert found["change"].sum() == numerator
    elif m.kind in ("quantile", "mean"):
        assert found["n"].sum() == denominator
    else:
        assert found["numerator"].sum() == numerator
        assert denominator is None or found["denominator"].sum() == denominator


def test_a_comment_stands_beside_its_element():
    beside = dict(zip(EXPECTED, write_measures.comments_of("EXPECTED"), strict=True))
    assert beside["decided_within_6_weeks"] == "6, 7, 8 in time; 5 on day 43"
    assert beside["plans_due_issued_in_time"].startswith("due in the period: 1 (18 Feb)")
    assert beside["plans_due_issued_in_time"].endswith("in time 1 and 4")
    assert beside["cases_open_6_to_16_weeks"] == ""
    assert write_measures.comments_of("REVIEWS") == ["", ""]
    with pytest.raises(KeyError, match="no list or dict NOTHING"):
        write_measures.comments_of("NOTHING")


def test_every_measure_stands_in_the_document(document):
    for id in catalogue.measures():
        assert f'<a id="{id}"></a>' in document
    for m in catalogue.published().values():
        assert f"| {m.name} |" in document
