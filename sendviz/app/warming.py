"""What the first reader need not wait for: made before the server answers."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from pkgutil import iter_modules

from sendviz import app, ask, catalogue, panels
from sendviz.app import state
from sendviz.app.filters import usual_selection
from sendviz.ask import Records, Store
from sendviz.ask.store import NoFile
from sendviz.catalogue.calendar import BadSelection
from sendviz.findings.trend import control_charts_by_month

# To import it is to run it.
ROUTER = "sendviz.app.router"


def warm() -> None:
    """Import what pages import, open the file that all readers share, and ask what the first page
    asks of the usual council; nothing of a file that is not there."""
    for room in (panels, app):
        for each in iter_modules(room.__path__, f"{room.__name__}."):
            if each.name != ROUTER:
                import_module(each.name)
    with suppress(NoFile):
        store = state.the_store()
        if ask.coverage(store):
            _ask_headlines(usual_records(store))


def usual_records(store: Store) -> Records:
    """The usual council as a reader sees it who asks for nothing."""
    return Records(store, usual_selection(ask.coverage(store)))


def _ask_headlines(records: Records) -> None:
    for m in catalogue.headlines():
        with suppress(BadSelection):
            records.ask(m)
            control_charts_by_month(records, m.id)
