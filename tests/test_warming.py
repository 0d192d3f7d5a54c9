"""What is ready before the first reader: nothing that the first page needs is imported or asked
anew."""

from __future__ import annotations

import subprocess
import sys

import pytest
import streamlit as st

from sendviz.app import state, warming
from sendviz.ask.store import Store
from tests.bundled import bundled_store


@pytest.fixture
def file(monkeypatch):
    def point(path):
        monkeypatch.setenv("SENDVIZ_DB", str(path))
        st.cache_resource.clear()

    yield point
    st.cache_resource.clear()


def test_without_a_file_it_says_nothing(file, tmp_path):
    file(tmp_path / "none.duckdb")
    warming.warm()


def test_published_figures_alone_are_no_error(file):
    file(bundled_store().path)
    warming.warm()


def test_the_store_that_readers_share_knows_the_headlines(file, simulated_path, monkeypatch):
    file(simulated_path)
    warming.warm()
    asked = []
    monkeypatch.setattr(Store, "frame", lambda self, sql, *_: asked.append(sql))
    records = warming.usual_records(state.the_store())
    assert records.ask("plans_issued_within_20_weeks").row.denominator == 2420
    assert asked == []


def test_pages_find_their_modules_imported():
    """But the router, which runs when it is imported."""
    told = "import sys, sendviz.app.warming as w; w.warm(); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", told],
        env={"SENDVIZ_DB": "/none/there.duckdb", "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    known = set(done.stdout.split())
    assert {"sendviz.panels.maps", "sendviz.app.choices", "sendviz.app.texts"} <= known
    assert "sendviz.app.router" not in known
