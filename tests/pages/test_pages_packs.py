"""Packs on screen: who may make which for whom, what is said of one, and its files."""

from __future__ import annotations

import shutil

import pytest

from sendviz import workspace
from sendviz.app.packing import BUILT, NOT_BUILT
from sendviz.packs.making import mark_of
from tests.pages.conftest import reading
from tests.pages.screens import open_screen, run
from tests.town import FULL


@pytest.fixture(scope="module")
def own_town(town_folder, tmp_path_factory):
    """The app reads a copy of the town's file, beside which it may write."""
    path = tmp_path_factory.mktemp("packs") / FULL
    shutil.copy(town_folder / FULL, path)
    with reading(path):
        yield path


def choices(screen, key: str) -> list[str]:
    return screen.at.button_group(key=key).options


def test_nobody_is_offered_more_than_they_may_see(own_town):
    public, board = open_screen("packs"), open_screen("packs", "board")
    assert choices(public, "pack") == ["Area profile", "Councillor briefing"]
    assert choices(public, "audience_profile") == ["Councillors and the public"]
    assert choices(board, "pack")[2:] == ["Board pack", "Inspection pack"]
    assert "Officers" not in choices(board, "audience_profile")
    assert NOT_BUILT in public.text and public.answer == (
        "Area profile for Test, for councillors and the public."
    )


def test_a_pack_is_built_told_and_signed_off(own_town):
    screen = open_screen("packs", "board")
    screen.at.button(key="build_pack").click()
    built = run(screen.at)
    paper = built.at.session_state[BUILT].paper
    assert built.answer.startswith("Area profile for Test as at 30 June 2025: 1 page, ")
    rows = built.table("Contents of the pack")
    assert [row[0] for row in rows[1:]] == [
        *(each.title for each in paper.contents), *(each.title for each in paper.left_out),
    ]  # fmt: skip
    files = built.at.session_state[BUILT].files
    assert all(mark_of(data) in built.text for data in files.values())
    assert len([each for each in built.files if each.startswith("%PDF")]) == 1
    (sign,) = [each for each in built.at.button if each.label == "Sign this pack off"]
    sign.click()
    signed = run(built.at)
    assert NOT_BUILT in signed.text and "Signed off." in signed.text
    kept = workspace.sign_offs(
        workspace.workspace_of(own_town), "999", "Area profile", "30 June 2025"
    )
    assert [each.entered_role for each in kept] == ["board"]
    signed.at.button(key="build_pack").click()
    again = run(signed.at).at.session_state[BUILT].paper
    assert any(
        line.startswith("Signed off by Own desk (the board)") for line in again.document.head
    )
    assert not any("Own desk" in line for line in paper.document.head)
