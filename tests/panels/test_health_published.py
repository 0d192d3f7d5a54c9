"""What NHS England publishes, and who is missing from it, in words."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from sendviz.ask import NhsCell, NhsFigures, NhsRow, Records
from sendviz.ask.health_published import NOT_TOLD, WAITS
from sendviz.ask.places import ReferralCoverage
from sendviz.kit.html import table as html_table
from sendviz.panels import health_published as words
from tests.handmade import build, referral, select

OCTOBER = pd.Timestamp(2025, 10, 1)
DECEMBER, SEPTEMBER = pd.Timestamp(2025, 12, 1), pd.Timestamp(2025, 9, 1)
CELLS = {
    "total": NhsCell(1456.0),
    "banded": NhsCell(1456.0, 1.0),
    "over_18_weeks": NhsCell(1034.0, 0.7102),
    "over_52_weeks": NhsCell(51.0, 0.035),
    "median": NhsCell(28.6),
    "percentile_92": NhsCell(49.7),
}


def board(cells=CELLS, level="icb", name="Northamptonshire", code="QPM", **more) -> NhsRow:
    return NhsRow(level, code, name, OCTOBER, "2025-10", cells, **more)


def community(*rows: NhsRow) -> NhsFigures:
    return NhsFigures("community", WAITS, rows, known_areas=True)


def rows_told(found: NhsFigures, pathway="slt") -> list[list[str]]:
    return [[cell.text for cell in row] for row in words.published_table(found, pathway).rows]


def row_told(row: NhsRow) -> list[str]:
    (told,) = rows_told(community(row))
    return told


def test_published_rows_keep_blanks_and_open_bands_apart():
    assert row_told(board()) == [
        "Northamptonshire", "1,456", "1,034 (71.0%)", "51 (3.5%)", "about 28.6", "about 49.7",
    ]  # fmt: skip
    absent = board({"total": NhsCell(blank="not_in_file")})
    assert row_told(absent) == ["Northamptonshire", "not in the file", "", "", "", ""]
    blank = board({"total": NhsCell(blank="not_submitted")}, level="provider")
    assert row_told(blank)[:2] == ["↳ Northamptonshire", "not submitted"]
    assert row_told(board(CELLS | {"percentile_92": NhsCell(over=104)}))[-1] == "over 104 weeks"
    without_bands = {"total": NhsCell(15_445.0)} | dict.fromkeys(WAITS[1:], NOT_TOLD)
    assert row_told(board(without_bands))[1:] == ["15,445", *["not shown"] * 4]


def test_the_table_is_named_by_the_pathway_and_its_columns():
    table = words.published_table(community(board()), "slt")
    assert table.name == "Published waits: Speech and language therapy"
    assert table.head[0] == "Board, and the providers counted under it"
    assert len(table.head) == 6 and "<table" in html_table(table)


def test_a_board_is_noted_by_name():
    noted = board(note="Also covers North Northamptonshire")
    assert words.board_notes([noted]) == "Northamptonshire: also covers North Northamptonshire."
    assert words.board_notes([board()]) == ""


def test_the_caption_tells_how_much_of_the_list_is_banded():
    england = board(CELLS | {"banded": NhsCell(900.0, 0.9123)}, level="national")
    told = words.community_caption(community(england))
    assert "October 2025" in told and "(91.2% of the list in England)" in told


def autism(code: str, name: str, **values: object) -> NhsRow:
    """One location: a number, or the reason why there is none, for each measure."""
    cells = {
        kind: NhsCell(blank=each) if isinstance(each, str) else NhsCell(each)
        for kind, each in values.items()
    }
    covers = name.split()[0]
    return NhsRow("sub_icb", code, name, OCTOBER, "2025", cells, covers=covers, fit="whole")


def test_four_states_stay_apart_in_the_autism_table():
    kinds = tuple(words.PUBLICATIONS["autism"].heads)
    found = NhsFigures("autism", kinds, (
        autism("06Q", "Mid Essex", open=15.0, open_over_13_weeks=0.0,
               open_over_13_weeks_without_contact="suppressed", new="not_submitted"),
        autism("07H", "West Essex", **dict.fromkeys(kinds, "not_in_file")),
    ))  # fmt: skip
    assert rows_told(found, "autism") == [
        ["Mid Essex", "Mid (whole fit)", "15", "0", "0 to 4", "not submitted"],
        ["West Essex", "West (whole fit)", *["not in the file"] * 4],
    ]
    assert len(words.published_table(found, "autism").head) == 6


def test_the_month_stands_in_the_heading():
    assert words.published_title("for our area", pd.Timestamp(2022, 9, 1)) == (
        "What NHS England published for our area, September 2022: the newest that is held here"
    )


def adhd(code: str, name: str, month: pd.Timestamp, edition: str, **ages: NhsCell) -> NhsRow:
    cells = {"0 to 4": ages.get("young"), "5 to 17": ages.get("older")}
    cells = {age: cell for age, cell in cells.items() if cell is not None}
    return NhsRow("national", code, name, month, edition, cells)


def test_adhd_figures_are_of_children_and_a_line_of_another_month_says_so():
    hidden, absent = NhsCell(blank="suppressed"), NhsCell(blank="not_in_file")
    lines = (
        adhd("ADHD003", "Open referrals", DECEMBER, "2026-02", young=hidden,
             older=NhsCell(156790.0)),
        adhd("ADHD008", "Estimate", SEPTEMBER, "2025-11", young=absent, older=NhsCell(177245.0)),
    )  # fmt: skip
    found = NhsFigures("adhd", ("0 to 4", "5 to 17"), lines)
    assert words.published_table(found, "adhd").head == ("England", "Aged 0 to 4", "Aged 5 to 17")
    assert rows_told(found, "adhd") == [
        ["Open referrals", "0 to 4", "156,790"],
        ["Estimate (September 2025)", "not in the file", "177,245"],
    ]
    assert "December 2025 (2026-02 edition)" in words.adhd_caption(found)
    of_all = NhsRow("national", "ADHD008", "Estimate", SEPTEMBER, "", {"All": NhsCell(177245.0)})
    everybody = NhsFigures("adhd", ("All",), (of_all,))
    assert words.published_table(everybody, "adhd").head == ("England", "All")
    assert rows_told(everybody, "adhd") == [["Estimate", "177,245"]]


def boards(*rows) -> list[NhsRow]:
    """(level, code, name, parent, total, blank)"""
    return [
        board({"total": NhsCell(total, blank=blank)}, level, name, code, parent=parent)
        for level, code, name, parent, total, blank in rows
    ]


FOUND = boards(
    ("national", "England", "England", None, 900.0, None),
    ("icb", "QH8", "Mid and South Essex", None, 240.0, None),
    ("provider", "R1L", "EPUT", "QH8", 240.0, None),
    ("icb", "QJG", "Suffolk", None, 621.0, None),
    ("provider", "NQA", "Provide", "QJG", 120.0, None),
    ("provider", "RDE", "ESNEFT", "QJG", np.nan, "not_submitted"),
    ("provider", "RGR", "West Suffolk", "QJG", 501.0, None),
)


def test_whose_figures_a_boards_row_holds():
    assert words.come_from(FOUND) == (
        "For Mid and South Essex the figures come from EPUT alone.",
        "For Suffolk the figures come from Provide and West Suffolk; ESNEFT submitted none.",
        words.EITHER,
    )
    assert words.come_from(FOUND[:3])[1:] == ()


def test_a_board_without_figures_says_why():
    blank = boards(
        ("icb", "QVV", "Dorset", None, np.nan, "not_submitted"),
        ("icb", "QM7", "Herts", None, np.nan, "not_in_file"),
        ("icb", "QUE", "Cambs", None, 9.0, None),
    )
    assert words.come_from(blank) == (
        "For Dorset nobody submitted any.",
        "Herts: not in the file.",
        "For Cambs the file does not tell which providers the figures come from.",
    )


def missing(*rows):
    """(level, name, month, missing)"""
    found = pd.DataFrame(rows, columns=["level", "name", "month", "missing"])
    return found.assign(month=pd.to_datetime(found["month"]))


def test_how_many_did_not_submit():
    table = missing(
        ("national", "England", "2025-10-01", 2), ("icb", "Mid", "2025-10-01", 0),
        ("icb", "Suffolk", "2025-10-01", 0), ("icb", "Suffolk", "2025-08-01", 1),
        ("icb", "Suffolk", "2024-08-01", 3), ("icb", "Mid", "2025-08-01", 0),
    )  # fmt: skip
    assert words.not_submitted(table) == (
        "In October 2025, 2 organisations in England did not submit; none under Mid or Suffolk. "
        "The workbook tells how many, not who.",
        "Organisations that did not submit before that: 1 under Suffolk in August 2025. A list "
        "that is shorter in such a month has not really fallen.",
    )
    some = missing(("national", "England", "2025-10-01", 1), ("icb", "Mid", "2025-10-01", 1))
    assert words.not_submitted(some)[0].startswith(
        "In October 2025, 1 organisation in England did not submit; 1 under Mid."
    )
    all_there = missing(("national", "England", "2025-10-01", 0))
    assert (
        "every organisation in England that should submit did so"
        in (words.not_submitted(all_there)[0])
    )
    assert words.not_submitted(missing()) == ()


def test_missing_files_and_late_ones_are_named():
    sent = [
        ReferralCoverage("autism", "One Trust", date(2021, 1, 1), date(2025, 11, 30), False),
        ReferralCoverage("slt", "Two CIC", date(2021, 1, 1), date(2025, 12, 31), False),
    ]
    told = words.missing_words(sent, date(2025, 12, 31), ("autism", "slt", "ot"))
    assert told == (
        "No referrals have been loaded for Occupational therapy.",
        "Records that end before 31 December 2025: One Trust (Autism, to 30 November 2025).",
    )
    assert words.providers_words(sent, "slt") == "These figures hold records from Two CIC."


def test_children_of_no_known_place_are_counted(tmp_path):
    """Two of ten on the list of 30 June 2025 live in a district that nobody knows."""
    waiting = [referral("2025-05-02")] * 8 + [referral("2025-05-02", district="999/unknown")] * 2
    store = build(tmp_path / "x.duckdb", referrals=waiting)
    records = Records(store, select("2025-06-30", None), "officer")
    panel = words.missing_panel(records, "autism")
    assert panel.sentences[-1].startswith("2 of 10 children on the list (20%) lie in no quarter:")
    north = records.over(areas=("999/locality/North",))
    assert not any("lie in no" in each for each in words.missing_panel(north, "autism").sentences)


def test_in_public_view_children_of_no_known_place_are_counted_to_the_nearest_ten(tmp_path):
    waiting = [referral("2025-05-02")] * 38
    waiting += [referral("2025-05-02", district="999/unknown")] * 12
    store = build(tmp_path / "x.duckdb", referrals=waiting, public=True)
    records = Records(store, select("2025-06-30", None))
    (said,) = [each for each in words.missing_panel(records, "autism").sentences if "lie" in each]
    assert said.startswith("About 10 of 50 children on the list (20%) lie in no quarter:")
    girls = words.missing_panel(records.held_to("sex", "F"), "autism")
    assert girls.sentences and not girls.refused
    assert not any("lie in no" in each for each in girls.sentences)


def test_without_published_files_the_panels_say_so(tmp_path):
    records = Records(build(tmp_path / "x.duckdb"), select("2025-06-30", None), "officer")
    none = words.published_waits_panel(records, "slt")
    assert none.sentences == ("No figures of NHS England have been loaded for this assessment.",)
    unknown = words.published_waits_panel(records, "autism")
    assert unknown.sentences == (
        "We do not know which boards and sub-ICB locations serve Test.",
    )  # fmt: skip
    assert words.published_waits_panel(records, "adhd").sentences[0].startswith("No ADHD figures")
    assert words.submitters_panel(records, "autism").is_empty
