"""Milestones, risks, evidence, decisions, inspections and promises: read, refused, linked."""

from __future__ import annotations

from datetime import date

import pytest

from sendviz.catalogue.layouts import BadFile, Delivery
from sendviz.load.files import TEMPLATES, Given, read_all
from tests.plan_layouts import write_csv

DAY = "2025-03-31"
LISTS = {
    "plan": "improvement_plan", "milestones": "milestone", "risks": "risk", "evidence": "evidence",
    "decisions": "decision", "inspections": "inspection", "promises": "promise",
}  # fmt: skip


def read(folder, *rows: list[str], name="list.csv") -> Delivery:
    path = write_csv(folder / name, [*rows])
    return read_all([path], Given(council="881", reference_date=DAY), lambda _: None)[0]


def table(found: Delivery, *columns: str) -> list[tuple]:
    (rows,) = found.tables.values()
    told = rows[[*columns]].astype(object)
    return [*told.where(told.notna(), None).itertuples(index=False, name=None)]


@pytest.mark.parametrize("kind", LISTS)
def test_every_template_is_read_back_with_no_row_lost(kind, tmp_path):
    heads, example = TEMPLATES[kind]().decode("utf-8-sig").splitlines()
    filled = example.replace("EXAMPLE-1", "1.1").replace("Example: ", "")
    (tmp_path / "list.csv").write_text("\n".join([heads, example, filled]) + "\n")
    (found,) = read_all(
        [tmp_path / "list.csv"], Given(council="881", reference_date=DAY), lambda _: None
    )
    assert found.layout in (LISTS[kind], f"{LISTS[kind]}_list")
    assert (found.rows_read, found.refused, found.unread, found.unused) == (1, {}, {}, ())
    assert all(len(rows) == 1 for rows in found.tables.values())


def test_risks_with_words_for_scores(tmp_path):
    found = read(
        tmp_path,
        ["Risk description", "Type", "Probability", "Severity", "Residual likelihood", "Owner",
         "Open/closed", "Next review"],
        ["Posts stay empty", "Risk", "High", "5", "4 - likely", "Head of SEND", "Live", "May 25"],
        ["No room", "Issue", "low", "Medium", "", "", "Resolved", ""],
    )  # fmt: skip
    assert table(
        found, "text", "kind", "likelihood", "impact", "likelihood_after", "state", "review_on"
    ) == [
        ("Posts stay empty", "risk", 4, 5, 4, "open", date(2025, 5, 31)),
        ("No room", "issue", 2, 3, None, "closed", None),
    ]


def test_a_score_without_its_parts_is_refused(tmp_path):
    with pytest.raises(BadFile, match="column Risk score: a score does not tell its parts"):
        read(tmp_path, ["Risk", "Risk score", "Owner"], ["Posts stay empty", "16", "x"])


def test_evidence_with_the_least_that_its_kind_shows(tmp_path):
    found = read(
        tmp_path,
        ["Evidence", "Date", "Type", "Strength", "Location", "Base"],
        ["Audit of 40", "31/01/2025", "Case audit", "", "Board papers", "40"],
        ["What parents say", "Feb 25", "Parent feedback", "", "C:\\Users\\a.docx", ""],
        ["We met", "28/02/2025", "", "", "", ""],
        ["Told twice", "28/02/2025", "Survey", "We say so", "", ""],
        ["No day", "", "Survey", "", "", ""],
    )
    assert table(found, "title", "kind", "level", "kept_at", "dated", "seen_by") == [
        ("Audit of 40", "audit", 3, "Board papers", date(2025, 1, 31), "officer"),
        ("What parents say", "feedback", 4, None, date(2025, 2, 28), "officer"),
        ("We met", "document", 1, None, date(2025, 2, 28), "officer"),
        ("Told twice", "survey", 1, None, date(2025, 2, 28), "officer"),
    ]
    assert [*found.refused] == ["Date is empty or could not be read: fill it in (row 6)"]
    assert [*found.unread] == ["Location is a path of one machine (row 3)"]


def test_decisions_taken_and_still_to_be_taken(tmp_path):
    found = read(
        tmp_path,
        ["Decision required", "Board date", "Committee", "Outcome", "Deadline", "Minute no"],
        ["Approve 13 posts?", "27/09/2024", "Cabinet", "Approved", "Oct 24", "12"],
        ["Where to open?", "10 March 2025", "SEND Improvement Board", "", "", ""],
    )
    assert table(found, "question", "body", "meeting", "decided", "do_by") == [
        ("Approve 13 posts?", "cabinet", date(2024, 9, 27), "Approved", date(2024, 10, 31)),
        ("Where to open?", "board", date(2025, 3, 10), None, None),
    ]


def test_devons_wide_table_becomes_a_row_a_month(tmp_path):
    found = read(
        tmp_path,
        ["KPI", "Action", "Milestone 1 - Jul 23", "Actual Jul 23", "Milestone 2 - Jan 24",
         "Actual Jan 24", "Milestone 3 - Jul 25", "Actual Jul 25"],
        ["Plans in time", "1.1", "8%", "7.5%", "20%", "", "40%", ""],
        ["Training", "1.2", "Half trained", "", "50", "*", "", ""],
    )  # fmt: skip
    july, jan, later = date(2023, 7, 31), date(2024, 1, 31), date(2025, 7, 31)
    assert table(found, "text", "due", "target", "actual", "actual_blank") == [
        ("Plans in time", july, 8, 7.5, None),
        ("Plans in time", jan, 20, None, "not_reported"),
        ("Plans in time", later, 40, None, "not_yet_due"),
        ("Training: Half trained", july, None, None, "not_reported"),
        ("Training", jan, 50, None, "suppressed"),
    ]


def test_inspections_of_the_council_alone_with_their_grades(tmp_path):
    found = read(
        tmp_path,
        ["Local authority", "Inspection start date", "Inspection end date", "Publication date",
         "Outcome grade", "Next inspection"],
        ["Essex", "19/01/2026", "23/01/2026", "20/05/2026", "2", "3 years"],
        ["Kent", "12/01/2026", "16/01/2026", "", "3", "18 months"],
        ["Essex", "30/09/2019", "04/10/2019", "01/01/1900", "", ""],
    )  # fmt: skip
    columns = ("inspection_id", "published_on", "outcome", "next_after_months")
    assert table(found, *columns) == [
        ("881/area_send/2026-01-19", date(2026, 5, 20), "inconsistent", 36),
        ("881/area_send/2019-09-30", None, None, None),
    ]


OVERVIEW = (
    "urn la_code region_code ltla23cd local_authority inspection_link previous_inspection_date "
    "inspection_start_date inspection_end_date publication_date outcome_grade "
    "inspection_outcome_text next_inspection next_inspection_by_date"
).split()


def overview(la_code: str, name: str, start: str, grade: str, sentence: str) -> list[str]:
    return ["80000", la_code, "12", "E1", name, "https://files.example/1", "01/01/1900", start,
            "23/01/2026", "20/05/2026", grade, sentence, "3 years", "01/01/1900"]  # fmt: skip


def test_the_public_overview_of_inspections_reads_as_it_is_downloaded(tmp_path):
    found = read(
        tmp_path,
        OVERVIEW,
        overview("881", "essex", "19/01/2026", "2",
                 "Arrangements lead to inconsistent experiences and outcomes."),
        overview("881", "essex", "12/01/2022", "2",
                 "Arrangements typically lead to positive experiences and outcomes."),
        overview("881", "essex", "01/01/1900", "3", "Widespread and/or systemic failings."),
        overview("886", "kent", "12/01/2026", "3", "Widespread and/or systemic failings."),
    )  # fmt: skip
    columns = ("inspection_id", "published_on", "outcome", "next_after_months", "report")
    assert table(found, *columns) == [
        ("881/area_send/2026-01-19", date(2026, 5, 20), "inconsistent", 36,
         "https://files.example/1"),
    ]  # fmt: skip
    refused = " ".join(found.refused)
    assert "outcome_grade says inconsistent, but inspection_outcome_text says" in refused
    assert "inspection_start_date is empty" in refused and found.rows_read == 3


def test_promises_by_their_measure(tmp_path):
    heads = ["Promise", "Date said", "Measure", "Compare", "Value", "By when", "Source"]
    found = read(
        tmp_path, heads,
        ["60% in time", "12/03/2025", "plans_issued_within_20_weeks", "at least", "60%", "Sept 25",
         "Cabinet"],
        ["Nobody waits", "12/03/2025", "cases_open_over_52_weeks", "at most", "0", "Sept 25",
         "Cabinet"],
        ["Faster", "12/03/2025", "no_such_measure", "", "", "", "Cabinet"],
    )  # fmt: skip
    assert table(found, "measure", "compare", "value", "hold_by") == [
        ("plans_issued_within_20_weeks", "at_least", 0.6, date(2025, 9, 30)),
        ("cases_open_over_52_weeks", "at_most", 0, date(2025, 9, 30)),
    ]
    assert "is no measure that is known" in [*found.refused][0]


def test_what_stands_twice_is_counted(tmp_path):
    row = ["Posts stay empty", "5"]
    found = read(tmp_path, ["Risk", "Likelihood"], row, row)
    assert found.refused == {"stands twice: the first one was kept (row 3)": 1}


@pytest.mark.parametrize("text", ["A123456789012 waits", "ring 943 476 5919", "a@b.gov.uk"])
def test_lists_that_name_a_child_are_refused_row_by_row(tmp_path, text):
    found = read(tmp_path, ["Risk", "Cause"], ["Posts stay empty", text], ["Another", ""])
    assert table(found, "text") == [("Another",)]
    assert "Cause: this looks like" in [*found.refused][0]
