"""A small line of the latest months, for a card or a row of a table; the words beside it tell what
it shows."""

from __future__ import annotations

import math
from collections.abc import Sequence

WIDTH, HEIGHT, EDGE = 200, 34, 4


def sparkline(values: Sequence[float]) -> str:
    """The values from left to right as a line from nought to the highest, the last as a dot, as an
    SVG that takes the colour of the text; nan is a gap. '' for fewer than two values."""
    known = [each for each in values if not math.isnan(each)]
    if len(known) < 2:
        return ""
    low, high = min(0.0, *known), max(0.0, *known)
    step = (WIDTH - 2 * EDGE) / (len(values) - 1)

    def at(place: int) -> str:
        up = (values[place] - low) / ((high - low) or 1.0)
        return f"{EDGE + place * step:.1f},{HEIGHT - EDGE - up * (HEIGHT - 2 * EDGE):.1f}"

    parts: list[list[str]] = [[]]
    for place, value in enumerate(values):
        if math.isnan(value):
            parts.append([])
        else:
            parts[-1].append(at(place))
    lines = "".join(f'<polyline points="{" ".join(part)}"/>' for part in parts if len(part) > 1)
    last = max(place for place, value in enumerate(values) if not math.isnan(value))
    x, y = at(last).split(",")
    return (
        f'<svg class="sv-spark" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" '
        f'focusable="false" fill="none" stroke="currentColor" stroke-width="2">{lines}'
        f'<circle cx="{x}" cy="{y}" r="3" fill="currentColor" stroke="none"/></svg>'
    )
