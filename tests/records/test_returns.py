"""Returns as they are sent: a draft of the next one, a file of another council than was said."""

from __future__ import annotations

import re

import pytest

from tests.conftest import shared
from tests.records.desk import CAME, DAY, Desk


@pytest.fixture
def desk(tmp_path, capsys):
    return Desk(tmp_path, capsys)


def draft(tmp_path, day: str):
    """The draft of the collection with another census day in its header."""
    text = shared("cases", "42-draft-of-the-next-return", "sen2.xml").read_text("utf-8")
    path = tmp_path / "draft.xml"
    path.write_text(re.sub(r"<ReferenceDate>[^<]*", f"<ReferenceDate>{day}", text), "utf-8")
    return path


@pytest.mark.parametrize("census", ["2027-01-21", "2027-01-20", "2028-01-20"])
def test_a_draft_is_read_to_the_day_that_is_given(desk, tmp_path, census):
    desk.load(draft(tmp_path, census), DAY, "--reference-date", "2026-11-28")
    asked = ("--from", "2026-01-01", "--to", "2026-11-28")
    assert desk.ask(CAME, *asked, at="2026-11-28")["numerator"] == 1


def test_without_a_day_a_draft_is_refused(desk, tmp_path):
    assert "still to come" in desk.refused(draft(tmp_path, "2027-01-21"))


def test_a_file_of_another_council_than_was_said_is_refused(desk, tmp_path):
    said = desk.refused(draft(tmp_path, "2026-01-15"), DAY, "--council", "BCP")
    assert "is a file of the council 881, and --council names 839" in said
