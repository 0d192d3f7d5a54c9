"""The command show: a screen as text or JSON, for whoever writes, tests or reads it aloud."""

from __future__ import annotations

import argparse
import json
import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sendviz.app import meeting, state
from sendviz.app.access import ROLE_NAMES
from sendviz.app.address import MEETING
from sendviz.app.screens import SCREENS
from sendviz.ask.places import council, resolve_council
from sendviz.ask.records import check_role
from sendviz.ask.store import open_built, read_through
from sendviz.commands.told import BadUsage
from sendviz.kit import words
from sendviz.kit.html import Card, Cell, Table
from sendviz.panels.about import figures_table
from sendviz.panels.panel import Panel

ROUTER = Path(__file__).resolve().parents[1] / "app" / "router.py"
SECONDS = 300
MARKS = {"question": "# ", "heading": "## ", "warning": "Warning: "}


def show(given: argparse.Namespace) -> None:
    """Print what one screen shows: question, answer, then each panel; of a meeting all of them."""
    known = [each.id for each in (*SCREENS, meeting.SCREEN)]
    if given.page not in known:
        raise BadUsage(f"There is no page '{given.page}'; choose from {', '.join(known)}.")
    found = run_screen(given.db, given.page, _address(given))
    shown = [each for each in found if _is_asked(each, given.panel)]
    if not shown:
        raise BadUsage(f"The page {given.page} has no panel '{given.panel}'.")
    if given.format == "json":
        print(json.dumps([_as_value(kind, what) for kind, what in shown], indent=1, default=str))
    else:
        print("\n\n".join("\n".join(_as_lines(kind, what)) for kind, what in shown))


def run_screen(db: Path, page: str, address: Mapping[str, str]) -> list[tuple[str, object]]:
    """What a screen of that file shows at an address, as `state.Visit.shown`: by running its page
    with every closed part open. Raises RuntimeError where the page breaks."""
    logging.getLogger("streamlit").setLevel(logging.ERROR)  # it warns that no browser is there
    os.environ["SENDVIZ_DB"] = str(db.resolve())
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_file(str(ROUTER), default_timeout=SECONDS)
    for name, value in address.items():
        app.query_params[name] = value
    app.session_state[state.EVERYTHING] = True
    if page == meeting.SCREEN.id:
        app.query_params[MEETING] = meeting.ON
    else:
        app.switch_page(f"../../pages/{page}.py")
    app.run()
    if app.exception or any('"sv-broken"' in each.proto.body for each in app.get("html")):
        read_through(open_built(db))  # says so if that is why
        raise RuntimeError(f"The page {page} could not be shown to its end.")
    return app.session_state[state.KEY].shown


def _address(given: argparse.Namespace) -> dict[str, str]:
    held = open_built(given.db)
    try:
        check_role(held, given.role)
        name = str(council(held, resolve_council(held, given.council))["short_name"])
    finally:
        held.close()
    address = {"council": name, "view": ROLE_NAMES[given.role]}
    if given.as_at:
        address["as_at"] = words.day(given.as_at)
    for each in given.set:
        name, _, value = each.partition("=")
        address[name] = value
    return address


def _is_asked(each: tuple[str, object], key: str | None) -> bool:
    kind, what = each
    return key is None or (isinstance(what, Panel) and kind == "panel" and what.key == key)


def panel_lines(panel: Panel) -> Iterator[str]:
    """A panel as lines of text."""
    return _as_lines("panel", panel)


def _as_lines(kind: str, what: object) -> Iterator[str]:
    if not isinstance(what, Panel):
        yield f"{MARKS.get(kind, '')}{what}"
        return
    if what.refused:
        yield f"Not shown: {what.refused}"
        return
    yield f"## {what.title or '(no heading)'}  [{what.key}]"
    yield from filter(None, (what.caption, what.made_up, *what.sentences))
    yield from _signed_lines(what)
    yield from (f"{name}: {text}" for name, text in what.definition)
    for card in what.cards:
        yield from _card_lines(card)
    if what.alt:
        yield f"Picture: {what.alt}"
    yield from what.notes
    for table in (*what.tables, *(figures_table(each) for each in what.answers)):
        yield from _table_lines(table)
    if what.rows is not None:
        yield f"A list of {len(what.rows):,} rows"


def _signed_lines(panel: Panel) -> Iterator[str]:
    for group in panel.signed:
        yield f"- {group.title}"
        yield from (f"  {each.sign.shape} {each.text}" for each in group.lines)


def _card_lines(card: Card) -> Iterator[str]:
    yield f"- {card.title}: {card.value} {card.unit}".rstrip()
    yield from (f"  {each}" for each in (card.sign.word if card.sign else "", *card.lines) if each)


def _table_lines(table: Table) -> Iterator[str]:
    rows = [table.head, *([_cell_words(cell) for cell in row] for row in table.rows)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(table.head))]
    yield f"Table: {table.title or table.name}"
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield f"  {' | '.join(cells).rstrip()}"


def _cell_words(cell: Cell) -> str:
    signs = [f"{each.shape} {each.word}" for each in cell.signs]
    return "; ".join(each for each in (cell.text, cell.small, *signs) if each)


def _as_value(kind: str, what: object) -> dict[str, object]:
    if not isinstance(what, Panel):
        return {kind: what}
    tables = (*what.tables, *(figures_table(each) for each in what.answers))
    return {
        "panel": what.key,
        "title": what.title,
        "caption": what.caption,
        "made_up": what.made_up,
        "sentences": (*what.sentences, *_signed_lines(what)),
        "definition": dict(what.definition),
        "cards": [_flat(_card_lines(each)) for each in what.cards],
        "alt": what.alt,
        "notes": what.notes,
        "tables": [
            {
                "name": table.name,
                "rows": [
                    dict(zip(table.head, map(_cell_words, row), strict=True)) for row in table.rows
                ],
            }
            for table in tables
        ],
        "refused": what.refused,
    }


def _flat(lines: Iterable[str]) -> str:
    return "; ".join(each.strip() for each in lines)
