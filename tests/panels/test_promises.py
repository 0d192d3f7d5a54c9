"""What was promised, what came of it, and the words and line that tell it."""

from __future__ import annotations

import pytest

from sendviz.ask import Records
from sendviz.findings.claims import checked
from sendviz.kit.template import in_dark
from sendviz.kit.words import is_heading
from sendviz.panels.promises import (
    ON_MADE_UP,
    claim_words,
    promises_in_short_panel,
    promises_panel,
)
from tests import handmade
from tests.bundled import records_of
from tests.pictures import check_plain
from tests.plan_rows import PROMISE, put


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    requests = [handmade.request("2024-01-10", "2024-02-10", "2024-12-01", district="N1")]
    built = handmade.build(tmp_path_factory.mktemp("promises") / "file.duckdb", requests)
    rows = [
        PROMISE | {"promise_id": "1"},
        PROMISE | {"promise_id": "2", "hold_by": None, "why_not_judged": "No day was given."},
    ]
    yield put(built, "promise", rows)
    built.close()


@pytest.fixture
def records(store):
    return Records(store, handmade.select("2025-06-30", None), "councillor")


def test_sentence_table_and_line_agree(records):
    panel = promises_panel(records)
    assert panel.title == "The one promise that fell due was kept late" and is_heading(panel.title)
    assert panel.sentences[0] == (
        "Of 2 promises made in public by 30 June 2025: 1 kept late, 1 cannot be judged."
    )
    assert panel.sentences[1] == ON_MADE_UP
    first, second = panel.tables[0].rows
    assert first[1].text == "12 September 2024" and "end of that month" in first[1].small
    assert first[2].text == "Children waiting past 20 weeks: none"
    assert first[3].text == ("1 child on 30 September 2024. It was so by 31 December 2024.")
    assert first[3].small == "Newest: 0 children on 30 June 2025."
    assert first[4].signs[0].word == "kept late"
    assert second[1].text == "no day given" and second[3].text == "No day was given."
    check_plain(panel.figure)
    check_plain(in_dark(panel.figure))
    line, mark = panel.figure.data
    assert max(line.y) == 1 and list(mark.y) == [0] and str(mark.x[0])[:10] == "2024-09-12"


def test_one_promise_alone_is_not_told_of_many(tmp_path):
    built = handmade.build(tmp_path / "one.duckdb")
    untold = {"promise_id": "1", "hold_by": None, "why_not_judged": "No day was given."}
    put(built, "promise", [PROMISE | untold])
    seen = Records(built, handmade.select("2025-06-30", None), "councillor")
    assert promises_panel(seen).sentences[0] == (
        "The one promise made in public by 30 June 2025: cannot be judged."
    )
    built.close()


def test_in_short_tells_those_that_can_be_judged(records):
    (lines,) = promises_in_short_panel(records).signed
    (line,) = lines.lines
    assert line.text == (
        "Kept late: Nobody will wait past 20 weeks. Council, 12 March 2024. Past 20 weeks: 1 child "
        "on 30 September 2024. It was so by 31 December 2024."
    )


def test_before_anything_was_said_there_is_nothing(store):
    early = Records(store, handmade.select("2024-02-29", None), "board")
    assert "No public promise" in promises_panel(early).sentences[0]
    assert promises_in_short_panel(early).is_empty


def test_a_claim_of_another_thing_names_both_counts(published_store):
    (found,) = checked(records_of(published_store, "941"))
    told = claim_words(found)
    assert "Its figures, 2,612 and 3,646, fit another thing: EHC plans." in told
    assert "Of these DfE counts 3,531 in January 2024." in told
    assert told.endswith("788 in 2021 and 1,123 in 2023: 335 more (43%).")
