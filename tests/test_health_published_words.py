"""What NHS England publishes, and who is missing from it, in words."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sendviz.wording import health_published as words
from sendviz.wording import health_submitters as submitters


def published(**more):
    row = {
        "level": "icb", "code": "QPM", "name": "Northamptonshire", "total": 1456.0, "blank": None,
        "over_18_weeks": 1034.0, "share_over_18_weeks": 0.7102, "over_52_weeks": 51.0,
        "share_over_52_weeks": 0.035, "median": 28.6, "percentile_92": 49.7, "open_band": None,
    }  # fmt: skip
    return pd.DataFrame([row | more])


def test_published_rows_keep_blanks_and_open_bands_apart():
    assert words.published_rows(published()) == [
        ["Northamptonshire", "1,456", "1,034 (71.0%)", "51 (3.5%)", "about 28.6", "about 49.7"]
    ]
    # A frame of many rows holds a missing reason as nan, not as None.
    assert words.published_rows(published(blank=np.nan)) == words.published_rows(published())
    absent = published(total=np.nan, blank="not_in_file")
    assert words.published_rows(absent)[0][:2] == ["Northamptonshire", "not in the file"]
    blank = published(total=np.nan, blank="not_submitted", level="provider")
    assert words.published_rows(blank)[0][:2] == ["↳ Northamptonshire", "not submitted"]
    long = published(percentile_92=np.nan, open_band=">104 weeks")
    assert words.published_rows(long)[0][-1] == "over 104 weeks"


def test_a_board_is_noted_by_name():
    noted = published(note="Also covers North Northamptonshire")
    assert words.board_notes(noted) == "Northamptonshire: also covers North Northamptonshire."
    assert words.board_notes(published(note=None)) == ""


def autism(code, name, **values):
    """One location: a number, or the reason why there is none, for each measure."""
    blanks = {kind: each if isinstance(each, str) else None for kind, each in values.items()}
    return pd.DataFrame(
        {
            "code": code, "name": name, "covers": name.split()[0], "fit": "whole",
            "measure": list(values), "blank": list(blanks.values()),
            "value": [np.nan if blanks[kind] else each for kind, each in values.items()],
        }
    )  # fmt: skip


def test_four_states_stay_apart_in_the_autism_table():
    absent = dict.fromkeys(words.AUTISM_KINDS, "not_in_file")
    cells = pd.concat([
        autism("06Q", "Mid Essex", open=15.0, open_over_13_weeks=0.0,
               open_over_13_weeks_without_contact="suppressed", new="not_submitted"),
        autism("07H", "West Essex", **absent),
    ])  # fmt: skip
    assert words.autism_rows(cells) == [
        ["Mid Essex", "Mid (whole fit)", "15", "0", "0 to 4", "not submitted"],
        ["West Essex", "West (whole fit)", *["not in the file"] * 4],
    ]
    assert len(words.AUTISM_HEAD) == 6


def test_the_month_stands_in_the_heading():
    assert words.heading("for our area", pd.Timestamp(2022, 9, 1)) == (
        "What NHS England published for our area, September 2022: the newest that is held here"
    )


def adhd(*lines):
    columns = ["indicator", "name", "age", "month", "edition", "value", "blank"]
    return pd.DataFrame(lines, columns=columns)


DECEMBER, SEPTEMBER = pd.Timestamp(2025, 12, 1), pd.Timestamp(2025, 9, 1)
ADHD = adhd(
    ("ADHD003", "Open referrals", "0 to 4", DECEMBER, "2026-02", np.nan, "suppressed"),
    ("ADHD003", "Open referrals", "5 to 17", DECEMBER, "2026-02", 156790.0, None),
    ("ADHD003", "Open referrals", "25+", DECEMBER, "2026-02", 269080.0, None),
    ("ADHD008", "Estimate", "5 to 17", SEPTEMBER, "2025-11", 177245.0, None),
)


def test_adhd_figures_are_of_children_and_a_line_of_another_month_says_so():
    assert words.adhd_head(ADHD) == ["England", "Aged 0 to 4", "Aged 5 to 17"]
    assert words.adhd_rows(ADHD) == [
        ["Open referrals", "0 to 4", "156,790"],
        ["Estimate (September 2025)", "not in the file", "177,245"],
    ]
    assert "December 2025 (2026-02 edition)" in words.adhd_caption(ADHD)
    everybody = ADHD.iloc[[3]].assign(age="All")
    assert words.adhd_head(everybody) == ["England", "All"]
    assert words.adhd_rows(everybody) == [["Estimate", "177,245"]]


def boards(*rows):
    """(level, code, name, parent, total, blank)"""
    return pd.DataFrame(rows, columns=["level", "code", "name", "parent", "total", "blank"])


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
    assert submitters.come_from(FOUND) == (
        "For Mid and South Essex the figures come from EPUT alone.",
        "For Suffolk the figures come from Provide and West Suffolk; ESNEFT submitted none.",
        submitters.EITHER,
    )
    assert submitters.come_from(FOUND.iloc[:3])[1:] == ()


def test_a_board_without_figures_says_why():
    blank = boards(
        ("icb", "QVV", "Dorset", None, np.nan, "not_submitted"),
        ("icb", "QM7", "Herts", None, np.nan, "not_in_file"),
        ("icb", "QUE", "Cambs", None, 9.0, None),
    )
    assert submitters.come_from(blank) == (
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
    assert submitters.not_submitted(table) == (
        "In October 2025, 2 organisations in England did not submit; none under Mid or Suffolk. "
        "The workbook tells how many, not who.",
        "Organisations that did not submit before that: 1 under Suffolk in August 2025. A list "
        "that is shorter in such a month has not really fallen.",
    )
    some = missing(("national", "England", "2025-10-01", 1), ("icb", "Mid", "2025-10-01", 1))
    assert submitters.not_submitted(some)[0].startswith(
        "In October 2025, 1 organisation in England did not submit; 1 under Mid."
    )
    all_there = missing(("national", "England", "2025-10-01", 0))
    assert (
        "every organisation in England that should submit did so"
        in (submitters.not_submitted(all_there)[0])
    )
    assert submitters.not_submitted(missing()) == ()
