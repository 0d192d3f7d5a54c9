"""The command backtest: how good the forecast was at each past quarter's end."""

from __future__ import annotations

import argparse
from pathlib import Path

from sendviz.ask import Records, coverage, resolve_council
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store, open_built
from sendviz.catalogue.calendar import BadSelection, last_whole_month
from sendviz.commands.showing import panel_lines
from sendviz.commands.told import BadUsage, say
from sendviz.panels.backtest import backtest_panel, fitted_text

FITTED = Path(__file__).resolve().parents[2] / "data" / "calibration" / "forecast.toml"


def backtest(given: argparse.Namespace) -> None:
    """Print what the panel prints; or fit the spreads anew, on all councils with records."""
    held = open_built(given.db)
    if given.fit:
        text = fitted_text([_records(held, each.la_code, "officer") for each in coverage(held)])
        FITTED.write_text(text, "utf-8")
        say(f"Wrote {FITTED.name}")
        return
    if not given.council:
        raise BadUsage("Name a council: --council Essex; or fit the spreads anew with --fit.")
    records = _records(held, resolve_council(held, given.council), given.role)
    print("\n".join(panel_lines(backtest_panel(records))))


def _records(held: Store, la_code: str, role: str) -> Records:
    last = {each.la_code: each.data_date for each in coverage(held)}.get(la_code)
    if last is None:
        raise BadSelection("There are no records of this council, only published figures.")
    return Records(held, Selection(la_code, last_whole_month(last)), role)
