"""A council's own events: read, resolved, and where they start the limits of charts anew."""

from __future__ import annotations

from datetime import date

import duckdb
import numpy as np
import pytest

from sendviz import ask, load
from sendviz.ask import Records
from sendviz.ask.store import Store
from sendviz.catalogue.layouts import BadFile
from sendviz.findings import trend
from sendviz.load.readers import events, places
from tests import handmade

HEAD = "day,label,kind,area,measure\n"


def written(tmp_path, text, name="events.csv"):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


def test_an_event_is_read_and_examples_are_not(tmp_path):
    path = written(tmp_path, HEAD + "2024-09-02,Seven caseworkers start,Staff,,\n")
    table = events.read(path, "881").tables["event"]
    assert table[["la_code", "label", "kind"]].to_numpy().tolist() == [
        ["881", "Seven caseworkers start", "staff"]
    ]
    assert table["day"].dt.date.tolist() == [date(2024, 9, 2)]
    template = tmp_path / "template.csv"
    template.write_bytes(events.template())
    with pytest.raises(BadFile, match="no events under the headings"):
        events.read(template, "881")


def test_a_row_that_slipped_is_told(tmp_path):
    text = HEAD + "2024-09-02,New team,staff,,\n2024-10-02,One, two,staff,Mid,plans_issued\n"
    found = events.read(written(tmp_path, text), "881")
    assert len(found.tables["event"]) == 1 and sum(found.refused.values()) == 1
    assert found.rows_read == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("day,label\n2024-01-01,A\n", "lacks the columns kind"),
        (HEAD + "01/02/2024,A,staff,,\n", "row 2, column day: not a date"),
        (HEAD + "2024-02-30,A,staff,,\n", "row 2, column day: not a date"),
        (HEAD + "2024-01-01,,staff,,\n", "row 2, column label"),
        (HEAD + f"2024-01-01,{'A' * 101},staff,,\n", "row 2, column label"),
        (HEAD + "2024-01-01,A,party,,\n", "row 2, column kind: is not one of staff"),
    ],
)
def test_bad_events_say_where(tmp_path, text, words):
    with pytest.raises(BadFile, match=words):
        events.read(written(tmp_path, text), "881")


def test_areas_and_measures_are_found_or_refused_and_nothing_changes(tmp_path):
    target = tmp_path / "file.duckdb"
    load.run([places.four_councils()], target)
    good = HEAD + "2024-09-02,New team,staff,mid,\n2024-10-01,New rule,rebase,,plans_issued\n"
    load.run([events.read(written(tmp_path, good), "881")], target)
    found = ask.events(Store(target), "881")
    assert found["area_id"].tolist()[0] == "881/locality/Mid"
    assert found["measure"].tolist()[1] == "plans_issued"
    for bad, words in (
        (
            "2024-01-01,A,staff,Atlantis,\n",
            "row 2, column area: there is no area .Atlantis. here",
        ),
        (
            "2024-01-01,A,staff,,plans_lost\n",
            "row 2, column measure: there is no measure .plans_lost.",
        ),
    ):
        with pytest.raises(BadFile, match=words):
            load.run([events.read(written(tmp_path, HEAD + bad), "881")], target)
    assert ask.events(Store(target), "881").equals(found)


def test_limits_start_anew_for_the_measure_that_the_event_names(tmp_path):
    """One request a month in 2024 and ten a month in 2025: two stretches, each with its own
    average."""
    rows = []
    for year, many in ((2024, 1), (2025, 10)):
        rows += [handmade.request(f"{year}-{m:02}-10") for m in range(1, 13) for _ in range(many)]
    made = handmade.build(tmp_path / "file.duckdb", rows, data_date="2025-12-31")
    with duckdb.connect(str(made.path)) as connection:
        connection.execute(
            "insert into event by name select '999' as la_code, 'requests_received' as measure, "
            "date '2025-01-01' as day, 'A new form' as label, 'rebase' as kind"
        )
    here = Records(made, handmade.select("2025-12-31", None), "officer")
    found = trend.control_charts_by_month(here, "requests_received", months=24)
    assert found.told.chart.centre.tolist() == [1.0] * 12 + [10.0] * 12
    assert [each.label for each in found.rebased] == ["A new form"]
    other = trend.control_charts_by_month(here, "cases_entered", months=24)
    assert np.unique(other.told.chart.centre).tolist() == [5.5] and other.rebased == ()
    made.close()
