"""Names are shown as they are written, also where Streamlit would read Markdown in them."""

from __future__ import annotations

import re

import duckdb
import pytest

from sendviz.app.parts import as_written
from tests import handmade
from tests.pages.conftest import reading
from tests.pages.screens import open_screen

NAMES = {"999/locality/North": "St *Ives* A_b_c", "999/locality/South": "[West](x) `1`"}
SCHEME = "Quar*ter*s"
# A sign that Markdown would read, with nothing before it that takes its meaning.
READ_AS_MARKDOWN = re.compile(r"(?<!\\)[*_`\[\]]")


@pytest.fixture(scope="module", autouse=True)
def app(tmp_path_factory):
    """Three requests in each of two localities with such names, and six referrals."""
    path = tmp_path_factory.mktemp("names") / "names.duckdb"
    cases = [
        handmade.request("2024-01-01", "2024-02-01", district=district)
        for district in ("N1", "S1")
        for _ in range(3)
    ]
    handmade.build(path, cases, public=True).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute("insert into meta values ('built_at', '2025-07-01T00:00:00')")
        for id, name in NAMES.items():
            connection.execute("update area set name = ? where area_id = ?", [name, id])
        connection.execute("update area set scheme_name = ? where scheme = 'locality'", [SCHEME])
    with reading(path):
        yield


def labels(screen) -> list[str]:
    """Every label of a widget, and the options of those that draw them as Markdown."""
    found = [each.label for each in screen.at.button if "chip_" in (each.key or "")]
    found += [each.label for each in (*screen.at.expander, *screen.at.multiselect)]
    found += [option for each in screen.at.get("button_group") for option in each.options]
    return found


@pytest.mark.parametrize("page", ["backlog", "localities", "overview"])
def test_no_sign_of_a_name_is_read_as_markdown(page):
    screen = open_screen(page, "officer", area=tuple(NAMES.values()))
    told = labels(screen)
    assert not [each for each in told if READ_AS_MARKDOWN.search(each)]
    shown = " ".join(re.sub(r"\\(.)", r"\1", each) for each in told)
    assert all(name in shown for name in (*NAMES.values(), SCHEME))
    assert NAMES["999/locality/North"] in screen.text
    [chosen] = [each for each in screen.at.multiselect if each.key == "area"]
    assert sorted(chosen.value) == sorted(NAMES.values())


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("North East", "North East"),
        ("Main need: Autism", "Main need: Autism"),
        ("St. Mary\u2019s (upper), 2025", "St. Mary\u2019s (upper), 2025"),
        ("A_b*c", r"A\_b\*c"),
        ("[West](x)", r"\[West\](x)"),
        ("1. North", r"1\. North"),
        ("- North", r"\- North"),
        ("$5$ :red[a] <b>", r"\$5\$ \:red\[a\] \<b\>"),
    ],
)
def test_what_markdown_would_read_is_escaped(name, label):
    assert as_written(name) == label
