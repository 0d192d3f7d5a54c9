"""Lists of audits, complaints, appeals, survey answers, staff and money, in the words that councils
write."""

from __future__ import annotations

from datetime import date

import pytest

from sendviz.catalogue.layouts import EXAMPLE, TABLES, BadFile
from sendviz.load import files
from tests.load import samples as s

DAY = "2026-01-15"
OF_TEMPLATE = {
    "audits": "audit",
    "complaints": "complaint",
    "appeals": "appeal",
    "surveys": "survey",
    "staff": "staff",
    "money": "money",
}


def read(tmp_path, *lines: str):
    """The delivery of a CSV of these lines, each with its cells parted by `;`."""
    path = tmp_path / "list.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return files.read_all([path], files.Given(council="839", reference_date=DAY), lambda _: None)[0]


def column(delivery, table: str, name: str) -> list:
    return delivery.tables[table][name].astype(object).where(lambda x: x.notna(), None).tolist()


@pytest.mark.parametrize("template", OF_TEMPLATE)
def test_a_template_comes_back_whole(tmp_path, template):
    """Its own example is passed over; the same row under another number is read, with no heading
    left and no cell that cannot be read, and stored."""
    name = OF_TEMPLATE[template]
    headings, example = files.TEMPLATES[template]().decode("utf-8-sig").splitlines()
    mine = example.replace(EXAMPLE, "Mine")
    found = read(tmp_path, headings, example, mine)
    assert found.layout == f"{name}_list"
    assert (found.rows_read, found.refused, found.unread, found.unused) == (1, {}, {}, ())
    filled = [each for each, cell in zip(headings.split(","), mine.split(","), strict=True) if cell]
    assert [each for each in filled if column(found, name, each) == [None]] == []
    db = tmp_path / "a.duckdb"
    s.load(db, found)
    told = "select first_day::varchar, data_date::varchar, simulated from list_coverage"
    assert s.rows(db, f"select count(*) from {name}") == [(1,)]
    ((first, last, simulated),) = s.rows(db, f"{told} where table_name = '{name}'")
    assert first < last == DAY and not simulated


def test_a_list_adds_up_and_rows_that_are_alike_stay_two(tmp_path):
    db = tmp_path / "a.duckdb"
    head = "Audit date;Overall grade;Sample type"
    s.load(db, read(tmp_path, head, "01/12/2025;Good;Random", "01/12/2025;Good;Random"))
    s.load(
        db,
        read(
            tmp_path, head, "01/12/2025;Good;Random", "01/12/2025;RI;Random", "02/11/2025;4;random"
        ),
    )
    grades = s.rows(db, "select grade, count(*) from audit group by grade order by 1")
    assert grades == [("good", 1), ("inadequate", 1), ("requires_improvement", 1)]
    covered = s.rows(db, "select first_day::varchar, data_date::varchar from list_coverage")
    assert covered == [("2025-11-02", DAY)]


def test_grades_in_the_words_of_councils(tmp_path):
    words = ["1", "O", "Good with features of outstanding", "RI", "partially met", "I", "not met"]
    lines = [f"0{n}/12/2025;{word};G;yes;2" for n, word in enumerate(words, 1)]
    lines += ["08/12/2025;splendid;G;yes;2", "09/12/2025;N/A;G;yes;2"]
    found = read(tmp_path, "Date of audit;Overall judgement;Initial grade;Smart;Section F", *lines)
    same = ["outstanding", "outstanding", "good"] + ["requires_improvement"] * 2
    assert column(found, "audit", "grade") == [*same, "inadequate", "inadequate"]
    assert set(column(found, "audit", "grade_before")) == {"good"}
    assert set(column(found, "audit", "section_f")) == {"good"}
    assert found.refused == {"Overall judgement is missing or could not be read (rows 9 and 10)": 2}


def test_an_audit_before_its_plan_is_refused(tmp_path):
    found = read(
        tmp_path,
        "Audit date;Grade;Date plan issued",
        "01/12/2025;good;02/12/2025",
        "03/12/2025;good;02/12/2025",
    )
    assert found.refused == {
        "the audit lies before the plan that it audits: correct one of the two days (row 2)": 1
    }
    assert len(found.tables["audit"]) == 1


def test_complaints_in_the_form_of_the_ombudsman(tmp_path):
    found = read(
        tmp_path,
        "Date received;Stage;Category;Decision;Date closed;LGO ref;Decision date;Remedy amount",
        "01/03/2025;Stage one;Delay in assessment;Partially upheld;10/03/2025;;;",
        "02/03/2025;2;Bus was late;Not justified;12/03/2025;;;",
        "03/03/2025;formal;Communication;Upheld: fault and injustice;;24 020 096;01/09/2025;£1,200",
        "04/03/2025;LGSCO;;Closed after initial enquiries;;24-020-097;02/09/2025;",
        "05/03/2025;1;Transport;Upheld;01/03/2025;;;",
    )
    assert column(found, "complaint", "stage") == ["stage_1", "stage_2", "ombudsman", "ombudsman"]
    assert column(found, "complaint", "ombudsman_ref")[2:] == ["24 020 096", "24 020 097"]
    assert column(found, "complaint", "ombudsman_on")[2].date() == date(2025, 9, 1)
    assert column(found, "complaint", "remedy")[2] == 1200
    outcomes = ["partly_upheld", "not_upheld", "upheld", "closed_after_initial_enquiries"]
    assert column(found, "complaint", "outcome") == outcomes
    assert column(found, "complaint", "subject")[:2] == ["delay_assessment", "other"]
    (why,) = found.refused
    assert why.startswith("the answer lies before the complaint was received")


def test_sections_of_an_appeal(tmp_path):
    found = read(
        tmp_path,
        "Date lodged;Type;Sections appealed;Outcome",
        "01/03/2025;SEND Tribunal;B, F, I;Allowed",
        "01/03/2025;Mediation;BF;Full agreement",
        "01/03/2025;Appeal;Section I only;Dismissed",
        "01/03/2025;Appeal;B/F;Conceded by LA",
    )
    about = ["contents_and_placement", "contents", "placement", "contents"]
    assert column(found, "appeal", "about") == about
    assert column(found, "appeal", "kind") == ["tribunal", "mediation", "tribunal", "tribunal"]
    outcomes = ["for_family", "agreed", "for_council", "conceded"]
    assert column(found, "appeal", "outcome") == outcomes


SURVEY = "Question;Response;Number of responses;Base;Wave"


def test_survey_percentages_need_a_base_and_are_marked(tmp_path):
    without = "Question;Response;Number of responses;Wave"
    with pytest.raises(BadFile, match="holds percentages, and no column says of how many answers"):
        read(tmp_path, without, "I feel heard;Agree;45%;31/07/2025")
    found = read(
        tmp_path,
        SURVEY,
        "I feel heard;Agree;45%;60;31/07/2025",
        "I feel heard;Disagree;33;60;31/07/2025",
        "I feel heard;Purple;61;60;31/07/2025",
    )
    assert column(found, "survey", "answers") == [27, 33]
    assert column(found, "survey", "worked_back") == [True, False]
    assert column(found, "survey", "positive") == [True, False]
    assert column(found, "survey", "question_key") == ["ifeelheard"] * 2
    assert found.refused == {"more answers than its base (row 4)": 1}


def test_a_survey_without_base_has_that_of_its_answers(tmp_path):
    found = read(
        tmp_path,
        "Question;Response;Number of responses;Survey date",
        "I feel heard;Agree;12;31/07/2025",
        "I feel heard;Disagree;18;31/07/2025",
    )
    assert column(found, "survey", "base") == [30, 30]


def test_staff_stand_at_the_end_of_their_month(tmp_path):
    found = read(
        tmp_path,
        "Period;Job title;Establishment;In post (FTE);Locum",
        "2024-08;EHC Caseworker;21;14;1",
        "09/2024;Case officer;21;21;0.5",
        "2024-09;Head gardener;1;1;",
        "2024-09;Educational psychologist;784000;;",
    )
    days = [each.date().isoformat() for each in column(found, "staff", "month")]
    assert days == ["2024-08-31", "2024-09-30"]
    assert column(found, "staff", "role") == ["case_officer"] * 2
    assert column(found, "staff", "basis") == ["actual"] * 2
    assert found.refused == {
        "Job title is missing or could not be read (row 4)": 1,
        "more than 5,000 people in one role (row 5)": 1,
    }


@pytest.mark.parametrize("text", ["£784k", "£0.784m", "784,000", "£784,000.00", "0.784 million"])
def test_pounds_in_every_form(tmp_path, text):
    found = read(tmp_path, "Purpose;Amount;Date approved", f"Posts;{text};27/09/2023")
    assert column(found, "money", "amount") == [784_000]


def test_a_sum_below_nought_is_refused(tmp_path):
    found = read(
        tmp_path, "Purpose;Amount;Date approved", "Posts;-5;27/09/2023", "Posts;5;27/09/2023"
    )
    assert found.refused == {"a sum below nought (row 2)": 1}


def test_every_list_has_its_rules_and_its_template():
    assert {*files.quality.READERS} == {*OF_TEMPLATE.values()} <= {*TABLES}
