"""Every picture of every page, as the server draws it: whole, told, and true to its figure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

import pytest

from sendviz.app import state
from sendviz.kit import svg
from sendviz.kit.svg_axes import Axis, as_number
from sendviz.kit.svg_layout import laid_out, read
from sendviz.kit.svg_text import plain
from sendviz.panels.panel import Panel
from tests import drawn
from tests.pages.screens import PAGES, open_everything

pytestmark = pytest.mark.usefixtures("simulated_app")
SEEN = [
    *((page, "BCP", "councillor", ()) for page in PAGES),
    *((page, "Essex", "board", ()) for page in PAGES),
    ("localities", "Essex", "councillor", (("by", "Districts"),)),
    ("localities", "BCP", "board", (("by", "Districts"),)),
]
ROUNDED = 0.11  # coordinates have one decimal


def pictures(page: str, council: str, role: str, more: tuple) -> list[Panel]:
    at = open_everything(page, role, council=council, **dict(more)).at
    panels = [what for kind, what in at.session_state[state.KEY].shown if kind == "panel"]
    return [each for each in panels if each.figure is not None]


def pixel(axis: Axis, value: object) -> float:
    """Reckoned apart from the writer, from the ends of the axis alone."""
    along = (as_number(value) - axis.low) / (axis.high - axis.low)
    return axis.start + along * (axis.end - axis.start)


def expected(figure, width: int) -> Iterator[tuple[float, float]]:
    """Where the middle of each point lies, and of each bar its far end, along its length."""
    plot = laid_out(read(figure), width)
    stacks: Counter = Counter()
    for trace, x, y in plot.traces:
        pairs = list(zip(trace["x"], trace["y"], strict=True))
        if trace["type"] == "bar":
            upright = trace.get("orientation", "v") == "v"
            for at, value in pairs if upright else [(b, a) for a, b in pairs]:
                if math.isnan(value):
                    continue
                stacked = plot.layout.get("barmode") in ("stack", "relative")
                end = value + (stacks[at, value < 0] if stacked else 0)
                stacks[at, value < 0] += value
                yield (pixel(x, at), pixel(y, end)) if upright else (pixel(x, end), pixel(y, at))
        elif "markers" in trace["mode"] and trace.get("hoverinfo") == "text":
            yield from ((pixel(x, a), pixel(y, b)) for a, b in pairs if not math.isnan(a + b))


@pytest.mark.parametrize("seen", SEEN, ids=lambda seen: "-".join(map(str, seen[:3])))
def test_every_picture_is_whole_and_true_to_its_figure(seen):
    for panel in pictures(*seen):
        for width in (svg.NARROW, svg.WIDE):
            root = drawn.check_whole(svg.chart(panel.figure, width, panel.alt))
            assert root.get("aria-label") == panel.alt
            as_many_marks_at_their_values(panel, root, width)


def as_many_marks_at_their_values(panel: Panel, root, width: int) -> None:
    wanted = sorted(expected(panel.figure, width))
    marks = [each for each in drawn.marks(root) if not is_ground(each, panel)]
    assert len(marks) == len(wanted), panel.key
    for x, y in wanted:
        near = (
            abs(x - mark.x) < ROUNDED + 0.5 * mark.width
            and abs(y - mark.y) < ROUNDED + 0.5 * mark.height
            and (at_end(mark, x, y) or at_middle(mark, x, y))
            for mark in marks
        )
        assert any(near), (panel.key, x, y)


def is_ground(mark: drawn.Mark, panel: Panel) -> bool:
    """An area of a map, which says what it is wherever it is pointed at."""
    told = [getattr(trace, "text", "") for trace in panel.figure.data if "fill" in trace]
    return mark.hover in [plain(each) for each in told if isinstance(each, str)]


def at_middle(mark: drawn.Mark, x: float, y: float) -> bool:
    return abs(mark.x - x) < 2 * ROUNDED and abs(mark.y - y) < 2 * ROUNDED


def at_end(mark: drawn.Mark, x: float, y: float) -> bool:
    """The far end of a bar that lies or stands."""
    lies = abs(abs(x - mark.x) - mark.width / 2) < 2 * ROUNDED and abs(mark.y - y) < 2 * ROUNDED
    stands = abs(abs(y - mark.y) - mark.height / 2) < 2 * ROUNDED and abs(mark.x - x) < 2 * ROUNDED
    return lies or stands
