"""What a difference between areas means for children, in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sendviz.catalogue import Measure
from sendviz.kit.numbers import joined, number

if TYPE_CHECKING:
    from sendviz.findings.reach import Reach

LUCK = (
    "The best area may be best partly by luck, so the lower end of the range is the safer figure."
)


def reach_sentence(m: Measure, found: Reach, area: str, council: str) -> str:
    """How many more (or fewer) there would have been, had every area done as well as the best."""
    word, average = "fewer" if found.fewer else "more", _about(found.as_average.value)
    but = f" but {joined(found.hidden)}" if found.hidden else ""
    those = ", the best of those shown" if found.hidden else ""
    best = f"Had every {area}{but} done as well as {found.best['area']}{those}, "
    behind = "those of them behind" if found.hidden else "those behind"
    reached = f"Had only {behind} reached the average of {council}: about {average} {word}."
    low, high = (_about(each) for each in (found.as_best.low, found.as_best.high))
    size = f"about {_about(found.as_best.value)} {word}"
    if m.done:
        things, done = m.done
        of = f"{things} ({low} to {high}) would have been {done}"
        return f"{best}{size} {of}. {reached}"
    return f"{best}{size} ({low} to {high}) would have counted as “{m.short_name}”. {reached}"


def _about(x: float) -> str:
    """A number of cases without false precision: to 10 from 100, to 5 from 20."""
    step = 10 if x >= 100 else 5 if x >= 20 else 1
    return number(math.floor(x / step + 0.5) * step)
