"""Which file the app under test reads."""

from __future__ import annotations

import logging
from contextlib import contextmanager

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


@contextmanager
def reading(path):
    """The app reads the file, and keeps what it has read of it, to the end of the block."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("SENDVIZ_DB", str(path))
        st.cache_resource.clear()
        yield path
        st.cache_resource.clear()


@pytest.fixture(scope="module")
def simulated_app(simulated_path):
    """The app reads the simulated file for the whole module."""
    with reading(simulated_path):
        yield simulated_path
