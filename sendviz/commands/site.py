"""The public file's screens as plain pages: any web server shows them, without a script, to
thousands at once, and they can be kept as they are."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sendviz import ask
from sendviz.app import frame, state
from sendviz.app.screens import SCREENS, Screen
from sendviz.ask import Store
from sendviz.ask.places import Coverage
from sendviz.catalogue.layouts import BadFile
from sendviz.commands.showing import run_screen
from sendviz.commands.told import say
from sendviz.kit import svg, words
from sendviz.kit.html import heading, made_up, paragraphs, safe
from sendviz.panels import frame as told
from sendviz.panels.as_html import panel_html
from sendviz.panels.panel import Panel, outermost

PUBLISHED = tuple(each for each in SCREENS if each.on_site and not each.for_officers)
STYLE = Path(__file__).with_name("site.css")
NAME = "Waits for children with SEND"
MADE_BY = '<meta name="generator" content="sendviz publish">'
FIRST = "overview"


@dataclass(frozen=True)
class Place:
    """A council's pages: its records, the folder of its pages, and when the file was built."""

    covered: Coverage
    folder: str
    built: datetime


def check_folder(folder: Path) -> None:
    """Raises BadFile for a folder that holds anything but an earlier edition of these pages."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    index = folder / "index.html"
    if not index.is_file() or MADE_BY not in index.read_text("utf-8", errors="replace"):
        raise BadFile(f"{folder} holds other files: give a new folder for the pages.")


def write_site(public: Path, folder: Path) -> None:
    """Write a page for each council of a public file and each screen, in place of what the folder
    held; all or nothing. Raises BadFile as `check_folder`, RuntimeError where a screen breaks."""
    check_folder(folder)
    started = time.monotonic()
    state.the_store.clear()  # it may hold another file of this process
    store = Store(public)
    places = [Place(each, _folder(each), ask.built_at(store)) for each in ask.coverage(store)]
    store.close()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as name:
        made = Path(name) / "site"
        made.mkdir()
        pages = list(_written(public, places, made))
        if folder.exists():
            shutil.rmtree(folder)
        made.rename(folder)
    size = sum(each.stat().st_size for each in folder.rglob("*") if each.is_file()) / 1e6
    seconds = time.monotonic() - started
    say(
        f"{folder.name} is ready: {len(pages)} pages, {size:.1f} MB ({seconds:.0f} seconds, "
        f"{len(pages) / seconds:.1f} pages a second)"
    )


def _folder(covered: Coverage) -> str:
    return "-".join(
        "".join(c if c.isalnum() else " " for c in covered.short_name).casefold().split()
    )


def _written(public: Path, places: Sequence[Place], folder: Path) -> Iterator[Path]:
    (folder / "style.css").write_text(style(), encoding="utf-8")
    for place in places:
        say(f"{place.covered.short_name}: {len(PUBLISHED)} pages")
        (folder / place.folder).mkdir()
        for screen in PUBLISHED:
            shown = run_screen(public, screen.id, {"council": place.covered.short_name})
            path = folder / place.folder / f"{screen.id}.html"
            path.write_text(page_html(place, screen, shown), encoding="utf-8")
            yield path
    index = folder / "index.html"
    index.write_text(index_html(places), encoding="utf-8")
    yield index


def style() -> str:
    """The one style sheet: the app's for what is told, the pictures', and that of the pages."""
    return "".join((STYLE.read_text("utf-8"), frame.STYLE.read_text("utf-8"), svg.style()))


def page_html(place: Place, screen: Screen, shown: Sequence[tuple[str, object]]) -> str:
    """One screen of a council as a page; shown: as `run_screen` gives it."""
    covered = place.covered
    simulated = screen.shows_records and covered.simulated
    body = [
        made_up(told.made_up(covered)) if simulated else "",
        *(_told(kind, what) for kind, what in outermost(shown)),
    ]
    foot = (f"{told.ROUNDED_VIEW} {told.told_to(covered, place.built)}", told.CREDIT)
    head = (
        f'<header class="site"><p><a href="../index.html">{NAME}</a> '
        f"<strong>{safe(covered.name)}</strong></p>{_menu(screen)}</header>"
    )
    return _page(f"{screen.title}: {covered.short_name}", "../style.css", head, "".join(body), foot)


def index_html(places: Sequence[Place]) -> str:
    """The first page: the councils."""
    links = "".join(
        f'<li><a href="{place.folder}/{FIRST}.html">{safe(place.covered.name)}</a>, to '
        f"{words.day(place.covered.data_date)}"
        f"{' (simulated records)' if place.covered.simulated else ''}</li>"
        for place in places
    )
    head = f'<header class="site"><p>{NAME}</p></header>'
    return _page(NAME, "style.css", head, f"<h1>{NAME}</h1><ul>{links}</ul>", (told.CREDIT,))


def _page(title: str, style: str, head: str, body: str, foot: Sequence[str]) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{MADE_BY}'
        f'<title>{safe(title)}</title><link rel="stylesheet" href="{style}"></head><body>'
        f'<a class="skip" href="#main">Skip to the page</a>{head}<main id="main" class="sv">{body}'
        f'</main><footer class="sv sv-foot">{paragraphs(foot)}</footer></body></html>\n'
    )


def _menu(here: Screen) -> str:
    sections = dict.fromkeys(each.section for each in PUBLISHED)
    return "".join(
        f'<nav aria-label="{safe(section)}"><ul>'
        + "".join(_link(each, here) for each in PUBLISHED if each.section == section)
        + "</ul></nav>"
        for section in sections
    )


def _link(screen: Screen, here: Screen) -> str:
    current = ' aria-current="page"' if screen == here else ""
    return f'<li><a href="{screen.id}.html"{current}>{safe(screen.title)}</a></li>'


def _told(kind: str, what: object) -> str:
    """One thing that a screen showed."""
    if isinstance(what, Panel):
        return f'<section id="{safe(what.key)}">{panel_html(what)}</section>'
    text = str(what)
    return {
        "question": f"<h1>{safe(text)}</h1>",
        "answer": f'<p class="sv-answer">{safe(text)}</p>',
        "heading": heading(text),
        "text": paragraphs([text]),
        "warning": f'<p class="sv-note warn">{safe(text)}</p>',
    }[kind]
