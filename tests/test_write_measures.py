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
    assert write_measures.comments_of("SUPPORT") == ["", ""]
    with pytest.raises(KeyError, match="no list or dict NOTHING"):
        write_measures.comments_of("NOTHING")


@pytest.mark.parametrize(
    ("id", "said"),
    [
        ("requests_received", "From [requests received](#told-requests): `received`."),
        ("plans_due_issued_in_time", "From [plans due](#told-plans_due): `in_time` out of all "
         "columns."),
        ("first_contact_within_13_weeks", "From [first contacts due in 13 weeks]"
         "(#told-first_contacts): `in_time` out of all columns."),
        ("first_appointments_missed", "None: it is told of the whole council only."),
        ("no_plan_decided_within_16_weeks", "From [decisions that no plan is needed]"
         "(#told-no_plans): `in_time` out of `in_time` and `late`."),
        ("cases_open_over_30_weeks", "From [children being assessed](#told-open_cases): "
         "`weeks_30_to_52` and `over_52_weeks`."),
        ("cases_in_and_out", "From [children being assessed](#told-open_cases): what all columns "
         "gained or lost from one last day to another."),
        ("median_weeks_to_issue", "From [plans issued](#told-plans_issued): the band of weeks that "
         "holds the median of `within_20_weeks`, `weeks_20_to_52` and `over_52_weeks`."),
        ("ninety_second_percentile_weeks_waiting", "From [children waiting for a health assessment]"
         "(#told-waiting): the band of weeks that holds the 92nd percentile of all columns."),
        ("longest_wait", "None: it is told of the whole council only."),
    ],
)  # fmt: skip
def test_how_public_view_is_told_of_parts_is_said_in_words(id, said):
    assert write_measures.told_of_parts(catalogue.get(id)) == said


def test_every_public_table_stands_in_the_document():
    text = write_measures.public_chapter()
    for table in catalogue.public_tables().values():
        assert f'<a id="told-{table.id}"></a>' in text
        for column in table.columns:
            assert f"| `{column.id}` |" in text
    assert "Of `review_due`, in each quarter; in multiples of 5; by district, and apart" in text
    assert (
        "Of `waiting`, on the last day of each quarter, for each health assessment by itself; in "
        "multiples of 10; by district" in text
    )


def test_every_measure_stands_in_the_document(document):
    for id in catalogue.measures():
        assert f'<a id="{id}"></a>' in document
    for m in catalogue.published().values():
        assert f"| {m.name} |" in document
