"""The app beside the usual one, turn about in one run: how long the server works, what a browser
waits for, how twenty readers fare at once; and how much of the server's time collecting takes."""

from __future__ import annotations

import gc
import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from streamlit.testing.v1 import AppTest

from sendviz import ask
from sendviz.ask import Store
from sendviz.bench import browser, readers, recorded
from sendviz.bench.readers import Address, App
from sendviz.bench.timing import Table, councils
from sendviz.catalogue.calendar import add_months, last_whole_month, month_end
from sendviz.kit import words

ROOM = Path(__file__).resolve().parent
# The page of the four charts, and what a reader changes on it.
PAGE, PERIODS = "backlog", ("12 months", "3 months")
QUARTERS_BACK = 3


@dataclass(frozen=True)
class Effort:
    """How many readers look at once, how often each, once in how many seconds; and how often a
    browser does what one reader does."""

    readers: int = 20
    looks: int = 4
    pause: float = 5.0
    repeats: int = 3


def reached(file: Path, effort: Effort) -> Table:
    """Each goal: the usual app, this one, the ratio (where the goal is one), and the most that is
    aimed at. Without a Chromium its goals are left out."""
    head = ["", "usual", "sendviz", "ratio", "at most", "reached"]
    asked = addresses(file)
    with (
        readers.served("usual", ROOM / "usual_app.py", "", file) as usual,
        readers.served("sendviz", readers.ROOT / "app.py", PAGE, file) as own,
        browser.chromium() as chromium,
    ):
        apps = (usual, own)
        rows = [_beside("first load, s", _loads(chromium, apps, effort), of_itself=2.0)]
        rows += [_beside("first load, MB", _sizes(chromium, apps), of_itself=1.5)]
        rows += [_beside("repaint, ms", _repaints(chromium, apps, effort), of_usual=0.5)]
        alone = _turn_about(apps, effort.repeats, lambda app: readers.alone(app, asked))
        rows += [_beside("server, ms", [1000 * each for each in alone], of_usual=0.5)]
        many = [median(_together(app, asked, effort)) for app in apps]
        rows += [_beside(f"{effort.readers} readers, ms", [1000 * m for m in many], of_usual=0.3)]
    share = 100 * collecting(file, asked * effort.repeats)
    rows += [["collecting, % of the time", "", f"{share:.1f}", "", "10", _word(share <= 10)]]
    return head, [row for row in rows if row]


def addresses(file: Path) -> list[Address]:
    """What readers of the largest council look at: its periods, parts and the ends of the latest
    quarters, no two neighbours alike in all."""
    store = Store(file)
    name = councils(file)[0]
    covered = next(each for each in ask.coverage(store) if each.short_name == name)
    last = last_whole_month(covered.data_date)
    quarter = add_months(last, -(last.month % 3))
    days = [month_end(add_months(quarter, -3 * back)) for back in range(QUARTERS_BACK)]
    found = ask.areas(store, covered.la_code, "locality", days[0])
    store.close()
    parts = [each.name for each in found if each.known][:2]
    return [
        {"council": name, "period": period, "area": part, "as_at": words.day(day)}
        for day, part, period in itertools.product(days, parts, PERIODS)
    ]


def _turn_about(
    apps: Sequence[App], times: int, measure: Callable[[App], list[float]]
) -> list[float]:
    """The median of each app, measured so many times one after the other."""
    found: list[list[float]] = [[] for _ in apps]
    for _ in range(times):
        for place, app in enumerate(apps):
            found[place] += measure(app)
    return [median(each) for each in found]


def _together(app: App, asked: Sequence[Address], effort: Effort) -> list[float]:
    return readers.together(app, asked, effort.readers, effort.looks, effort.pause)


def _loads(chromium: browser.Browser, apps: Sequence[App], effort: Effort) -> list[float]:
    if chromium is None:
        return []
    return _turn_about(
        apps, effort.repeats, lambda app: [browser.first_load(chromium, app).seconds]
    )


def _sizes(chromium: browser.Browser, apps: Sequence[App]) -> list[float]:
    if chromium is None:
        return []
    return [browser.first_load(chromium, app).megabytes for app in apps]


def _repaints(chromium: browser.Browser, apps: Sequence[App], effort: Effort) -> list[float]:
    if chromium is None:
        return []
    measured = _turn_about(
        apps,
        effort.repeats,
        lambda app: browser.repaints(chromium, app, "Period", PERIODS[::-1]),
    )
    return [1000 * each for each in measured]


def _beside(
    name: str, found: Sequence[float], *, of_usual: float = 0.0, of_itself: float = 0.0
) -> list[str]:
    """One row: the goal is a ratio to the usual app, or a value of its own; empty where nothing was
    measured."""
    if not found:
        return []
    usual, own = found
    ratio = own / usual
    is_reached = ratio <= of_usual if of_usual else own <= of_itself
    most = f"{of_usual} of usual" if of_usual else f"{of_itself}"
    shown = [f"{each:,.0f}" if each >= 100 else f"{each:.2f}" for each in found]
    return [name, *shown, f"{ratio:.2f}", most, _word(is_reached)]


def _word(is_reached: bool) -> str:
    return "yes" if is_reached else "no"


def collecting(file: Path, asked: Sequence[Address]) -> float:
    """The part of the processor's time that Python spends on collecting, while a reader goes
    through the addresses, as a server does it: what was there before is frozen."""
    with recorded.app_reads(file), _noting_collections() as spent:
        at = AppTest.from_file(str(recorded.ROUTER), default_timeout=600)
        at.switch_page(f"../../pages/{PAGE}.py")
        frozen = gc.get_freeze_count()
        gc.collect()
        gc.freeze()
        spent.clear()
        started = time.process_time()
        for each in asked:
            for name, value in each.items():
                at.query_params[name] = value
            at.run()
        took = time.process_time() - started
        if not frozen:
            gc.unfreeze()
    return sum(spent) / took


@contextmanager
def _noting_collections() -> Iterator[list[float]]:
    """The seconds of each collection in the block."""
    spent: list[float] = []
    began = 0.0

    def note(phase: str, _: object) -> None:
        nonlocal began
        if phase == "start":
            began = time.process_time()
        else:
            spent.append(time.process_time() - began)

    gc.callbacks.append(note)
    try:
        yield spent
    finally:
        gc.callbacks.remove(note)
