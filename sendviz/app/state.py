"""What every page asks for: who is looking, and at what. It fails closed: without the router there
is nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from sendviz import ask
from sendviz.ask.disclosure import PUBLIC, in_quarters
from sendviz.ask.places import Area, Coverage
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store

KEY = "_sendviz"


@dataclass(frozen=True)
class Now:
    """One run of a page: the store, the selection, the role, the council's coverage (None where no
    records are loaded, as on the pages of published figures) and its localities."""

    store: Store
    selection: Selection
    role: str
    covered: Coverage | None
    localities: tuple[Area, ...]
    scheme_name: str

    @property
    def council(self) -> str:
        """The council's short name."""
        if self.covered:
            return self.covered.short_name
        return str(ask.council(self.store, self.selection.council)["short_name"])

    @property
    def for_parts(self) -> Now:
        """The same where public view may be asked of parts of the council: by quarters."""
        if self.role != PUBLIC:
            return self
        return replace(self, selection=in_quarters(self.selection))

    @property
    def identity(self) -> tuple:
        """Changes when a new file is swapped in: part of every cache key."""
        return self.store.identity()


class NoRouter(RuntimeError):
    """A page was run without the router, so nobody has checked who is looking."""


def now() -> Now:
    """The state of this run. Raises NoRouter if the router has not set it in this very run."""
    found = st.session_state.get(KEY)
    if found is None:
        raise NoRouter("Open the app at its first page.")
    return found


def begin(store: Store, selection: Selection, role: str, covered: Coverage | None) -> None:
    """Set by the router, before the page runs."""
    localities = tuple(ask.areas(store, selection.council, "locality", selection.as_at))
    name = localities[0].scheme_name if localities else "Localities"
    st.session_state[KEY] = Now(store, selection, role, covered, localities, name)


@st.cache_resource
def the_store() -> Store:
    """The one store of this process; it notices a swapped file by itself."""
    return Store()
