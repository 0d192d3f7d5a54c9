"""What a screen asks: recorded while its page runs, to be asked again of any store."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import streamlit as st
from streamlit.testing.v1 import AppTest

from sendviz import ask
from sendviz.ask import Records, Selection, Store

ROUTER = Path(__file__).resolve().parents[1] / "app" / "router.py"
SCREENS = ("overview", "timeliness", "backlog", "localities")
# Every way in which a page gets figures of records out of the file.
DOORS = ((Records, "ask"), (Records, "curves"), (Records, "children"), (ask, "published"))
ROLE, SEEN_BY = "officer", "Officer view"
SEEN_IN_PUBLIC = "Councillor view"


class Broken(RuntimeError):
    """A page did not run to its end."""


@dataclass(frozen=True)
class Question:
    """One call through a door, its store left out. looks_at: the selection and the role of the
    Records that were asked; None where the store alone was."""

    call: Callable
    looks_at: tuple[Selection, str] | None
    given: tuple
    named: dict

    def ask(self, store: Store) -> object:
        """The answer out of a store."""
        of = Records(store, *self.looks_at) if self.looks_at else store
        return self.call(of, *self.given, **self.named)


def questions(path: Path, screen: str, **address: str) -> tuple[Question, ...]:
    """All that a screen asks of a file for an officer and that is answered, in its order; the
    address holds filters by name, such as council and period, and may hold another view. Raises
    Broken if the page does.
    """
    with app_reads(path), _noted() as found:
        at = AppTest.from_file(str(ROUTER), default_timeout=600)
        for name, value in {"view": SEEN_BY, **address}.items():
            at.query_params[name] = value
        if screen != SCREENS[0]:
            at.switch_page(f"../../pages/{screen}.py")
        at.run()
    if at.exception or any('"sv-broken"' in each.proto.body for each in at.get("html")):
        raise Broken(f"{screen}: the page did not run to its end; the log says why")
    return tuple(found)


@contextmanager
def _noted() -> Iterator[list[Question]]:
    found: list[Question] = []

    def noting(call: Callable) -> Callable:
        def noted(of: Records | Store, *given: object, **named: object) -> object:
            looks_at = (of.selection, of.role) if isinstance(of, Records) else None
            answer = call(of, *given, **named)
            found.append(Question(call, looks_at, given, named))
            return answer

        return noted

    patches = [patch.object(owner, name, noting(getattr(owner, name))) for owner, name in DOORS]
    for each in patches:
        each.start()
    try:
        yield found
    finally:
        for each in patches:
            each.stop()


@contextmanager
def app_reads(path: Path) -> Iterator[None]:
    """The app forgets its own file, and this one afterwards."""
    logging.disable(logging.WARNING)  # without a browser Streamlit warns of every run
    try:
        with patch.dict(os.environ, {"SENDVIZ_DB": str(path)}):
            st.cache_resource.clear()
            yield
        st.cache_resource.clear()
    finally:
        logging.disable(logging.NOTSET)
