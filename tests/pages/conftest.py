"""Which file the app under test reads."""

from __future__ import annotations

import logging
import os

import pytest
import streamlit as st


@pytest.fixture(scope="session", autouse=True)
def _quiet():
    logging.getLogger("streamlit").setLevel(logging.CRITICAL)


@pytest.fixture
def on_file(monkeypatch):
    """A function that points the app at another file; the app forgets it after the test."""

    def point(path) -> None:
        monkeypatch.setenv("SENDVIZ_DB", str(path))
        st.cache_resource.clear()

    yield point
    st.cache_resource.clear()


@pytest.fixture(scope="module")
def simulated_app(simulated_path):
    """The app reads the simulated file for the whole module."""
    before = os.environ.get("SENDVIZ_DB")
    os.environ["SENDVIZ_DB"] = str(simulated_path)
    st.cache_resource.clear()
    yield simulated_path
    st.cache_resource.clear()
    os.environ.pop("SENDVIZ_DB")
    if before is not None:
        os.environ["SENDVIZ_DB"] = before
