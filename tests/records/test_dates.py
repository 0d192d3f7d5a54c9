"""Every form of a day that can mean one only is read, cell by cell; what could mean two is told."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from sendviz.catalogue.layouts import BadFile
from sendviz.load.readers import local_files, sen2_xml
from sendviz.load.readers.days import any_day, day_of, no_day_yet, with_format
from tests.conftest import shared
from tests.load import samples as s
from tests.records import officer as d
from tests.records.officer import IN_2025, ON_TIME, OPEN, Desk, book, text

DAY, READ_TO = date(2025, 1, 6), date(2026, 1, 15)
HEAD = "case_ref,received,decision,decided,outcome,issued"


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    return d.built(tmp_path_factory.mktemp("dates"))


@pytest.fixture
def desk(empty, tmp_path, capsys) -> Desk:
    return d.at(tmp_path, empty, capsys)


@pytest.mark.parametrize(
    "written",
    [
        "06-JAN-2025", "6 January 2025", "Jan 6 2025 12:00AM", "20250106", "2025/01/06",
        "2025-01-06T00:00:00+00:00", "2025-01-06Z", "06/01/25", "06/01/2025 09:15 AM",
        "\u200e06/01/2025", "06.01.2025.", "6th January 2025", "Monday, 6 January 2025",
        "Mon 6 Jan 2025", "6-Jan-25", "06JAN2025", "06JAN2025:09:15:00", "January 6, 2025",
        "2025-Jan-06 00:00:00", "2025-01-06+00:00", "2025-01-06T23:59:59.999Z", "2025.01.06",
        "06 / 01 / 2025", "06\\01\\2025", "06\u201301\u20132025", "'06/01/2025", "45663",
        "45663.5", "06012025", "20250106T091500Z", "2025-1-6", "6 Jan '25", "6 of January 2025",
        "06/01/2025\u00a000:00", "\u202a06/01/2025\u202c", "\ufeff2025-01-06",
        "06/01/2025 00:00:00.000",
        "Jan  6 2025 12:00:00:000AM", "2025-01-06 00:00:00.0000000 +00:00", "6.1.2025",
        "06 01 2025",
        "2025-01-06 09:15 am", "6 Jan. 2025", "6 jan 2025",
    ],
)  # fmt: skip
def test_forms_that_mean_one_day_only(written):
    assert any_day(written) == DAY and not no_day_yet(written)


@pytest.mark.parametrize(
    "written",
    [
        "01/2025", "Jan 2025", "2025", "31/02/2025", "13/13/2025", "01/13/2025", "6 Janvier 2025",
        "week 2 of 2025", "06/01", "06/01/205", "2025-13-01", "next week", "123456789",
        "6/1/2025/1",
        "943 476 5919", "20251306x", "06-01/2025", "#REF!", "99999",
    ],
)  # fmt: skip
def test_what_means_no_day_or_several_is_none(written):
    assert any_day(written) is None and not no_day_yet(written)


@pytest.mark.parametrize(
    "written",
    ["-", "TBC", "None", "n/a", "null", "?", "not yet", "Pending", "No", "01/01/1900", "00/00/0000",
     "31/12/9999", "9999-12-31T00:00:00", "1900-01-01", "0001-01-01 00:00:00", "01-Jan-1753", "0"],
)  # fmt: skip
def test_what_says_that_there_is_no_day_yet(written):
    assert no_day_yet(written) and any_day(written) is None


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2025-06-05T23:00:00Z", date(2025, 6, 6)),
        ("2025-06-05T22:59:00Z", date(2025, 6, 5)),
        ("2025-01-05T23:00:00Z", date(2025, 1, 5)),
        ("2025-06-06T00:00:00+01:00", date(2025, 6, 6)),
        ("2025-06-05T19:30:00-05:00", date(2025, 6, 6)),
        ("2025-06-05Z", date(2025, 6, 5)),
        ("2025-06-05T23:30:00", date(2025, 6, 5)),
    ],
)
def test_a_moment_with_its_zone_is_the_day_in_england_then(written, day):
    assert day_of(written) == day


@pytest.mark.parametrize(
    ("written", "year"), [("1/2/49", 2049), ("1/2/50", 1950), ("1-Feb-00", 2000)]
)
def test_two_figures_of_a_year_turn_at_fifty(written, year):
    assert day_of(written) == date(year, 2, 1)


def test_days_with_two_figures_for_the_year_are_told(tmp_path):
    path = text(tmp_path, HEAD, "C1,06/01/25,Y,10/02/2025,A,", "C2,6-Jan-25,Y,10/02/2025,A,")
    notes = local_files.read_cases(path, "881", READ_TO).notes
    assert any("Years of two figures (2): 00 to 49" in note for note in notes)


def test_a_given_form_adds_to_the_others():
    of_map = with_format("%d-%b-%Y")
    assert {of_map(each) for each in ("06-Jan-2025", "06/01/2025", "2025-01-06", "45663")} == {DAY}
    american = with_format("%m/%d/%Y")
    assert american("01/06/2025") == DAY and american("2025-01-06 00:00") == DAY
    assert american("20/01/2025") == date(2025, 1, 20)
    assert american("1/6/25") is None and american("06.01.2025") is None  # could be either
    assert with_format("%Y%d%m")("20250601") == DAY


def test_a_mapping_with_a_form_reads_a_list_with_two(desk):
    folder = "31-mapping-with-two-forms-of-date"
    path = shared("cases", folder, "cases.csv")
    desk.loaded(path, "--map", str(path.parent / "map.toml"))
    assert desk.ask(ON_TIME, *IN_2025) == "6 of 6 (100%)"


def test_one_column_in_another_form_is_read(desk):
    desk.loaded(shared("cases", "22-one-column-of-dates-in-another-form", "cases.csv"))
    assert desk.ask(ON_TIME, *IN_2025) == "6 of 6 (100%)" and desk.ask(OPEN) == "3 children"


def test_days_that_american_settings_have_swapped_are_told(desk):
    said = desk.loaded(shared("cases", "33-half-of-the-dates-swapped", "cases.xlsx"))
    assert "Under received, issued all 5 dates lie on the 1st to 12th, and all 7 texts" in said
    assert "day and month of the 5 dates are then swapped" in said


@pytest.mark.parametrize(
    ("dates", "texts", "told"),
    [((1, 5, 12), ("13/01/2025", "14 January 2025", "28/02/2025", "31/03/2025"), True),
     ((1, 5, 13), ("13/01/2025", "15/01/2025", "28/02/2025", "31/03/2025"), False),
     ((1, 5, 12), ("13/01/2025", "15/01/2025", "05/02/2025", "31/03/2025"), False),
     ((1, 2, 3, 4, 5, 6, 7), (), False)],
)  # fmt: skip
def test_only_the_whole_pattern_of_swapped_days_is_told(tmp_path, dates, texts, told):
    days = [datetime(2025, 3, day) for day in dates] + [*texts]
    rows = [[f"C{n}", day, "Y", None, "A", None] for n, day in enumerate(days)]
    found = local_files.read_cases(book(tmp_path, HEAD.split(","), *rows), "881", READ_TO)
    assert any("American" in note for note in found.notes) is told


def test_a_column_with_the_month_first_is_refused_even_if_most_days_could_be_read(tmp_path):
    days = [
        "01/05/2025",
        "02/05/2025",
        "03/05/2025",
        "04/06/2025",
        "05/07/2025",
        "01/13/2025",
        "02/28/2025",
    ]
    path = text(tmp_path, HEAD, *[f"C{n},{day},Y,,A," for n, day in enumerate(days)])
    with pytest.raises(
        BadFile, match="under received are not day/month/year: 2 have the month first"
    ):
        local_files.read_cases(path, "881", READ_TO)
    found = local_files.read_cases(path, "881", READ_TO, {"date_format": "%m/%d/%Y"})
    assert found.tables["request"]["received"].dt.month.tolist() == [1, 2, 3, 4, 5, 1, 2]


def test_one_slip_in_a_column_of_days_day_first_is_told_and_no_more(tmp_path):
    days = ["13/05/2025", "02/05/2025", "03/05/2025", "05/13/2025"]
    path = text(tmp_path, HEAD, *[f"C{n},{day},Y,,A," for n, day in enumerate(days)])
    assert local_files.read_cases(path, "881", READ_TO).unread == {
        "received is not a date (row 5)": 1
    }


def test_a_refusal_shows_a_cell_of_figures_only(tmp_path):
    rows = [f"C{n},13/01/2025,Y,,Y,2025/{n}/40" for n in range(1, 4)]
    with pytest.raises(BadFile, match=r"under issued .*but '2025/1/40' \(3 of 3 filled cells"):
        local_files.read_cases(text(tmp_path, HEAD, *rows), "881", READ_TO)
    rows = [f"C{n},13/01/2025,Y,,Y,Zebedina Q" for n in range(1, 4)]
    with pytest.raises(BadFile) as refused:
        local_files.read_cases(text(tmp_path, HEAD, *rows), "881", READ_TO)
    assert "but words" in str(refused.value) and "Zebedina" not in str(refused.value)
    rows = [f"C{n},13/01/2025,Y,,Y,943 476 591{n}" for n in range(1, 4)]
    with pytest.raises(BadFile) as refused:
        local_files.read_cases(text(tmp_path, HEAD, *rows), "881", READ_TO)
    assert "943" not in str(refused.value)


@pytest.mark.parametrize(
    "written",
    ["2025-01-06Z", "2025-01-06+00:00", "2025-01-06T00:00:00", "2025-01-06T00:00:00Z",
     "06/01/2025"],
)  # fmt: skip
def test_xml_reads_every_legal_form_of_a_day_and_days_day_first(tmp_path, written):
    found = s.sen2(tmp_path, 2026, *[s.person(s.request(written, "A"), born=written)] * 3)
    assert {each.date() for each in found.tables["request"]["received"]} == {DAY}
    assert {each.date() for each in found.tables["person"]["birth_date"]} == {DAY}
    assert found.unread == {}


def test_the_header_of_a_return_may_have_them_too(tmp_path):
    s.sen2(tmp_path, 2026, s.person(s.request("2025-01-06", "A")), name="a.xml")
    path = tmp_path / "a.xml"
    path.write_text(path.read_text().replace("2026-01-15", "2026-01-15Z"))
    assert sen2_xml.read(path).reference_date == READ_TO
