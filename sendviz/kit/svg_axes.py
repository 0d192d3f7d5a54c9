"""Axes of a figure: their ranges, their ticks, and which pixel a value lies on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from sendviz.catalogue.calendar import add_months
from sendviz.kit.svg_text import lines_of, wide

PAD = 0.05  # of what is drawn, around it where a figure gives no range
BETWEEN_TICKS = 14
DAY_SECONDS = 86_400
MINUS = "\u2212"


@dataclass(frozen=True)
class Tick:
    """A value that is named on its axis, and its name as a figure's text."""

    value: float
    text: str


@dataclass(frozen=True)
class Axis:
    """One axis: from the value `low` on pixel `start` to `high` on pixel `end`, and how it looks:
    the template's settings with the figure's."""

    id: str
    low: float
    high: float
    start: float
    end: float
    look: Mapping[str, Any]
    ticks: tuple[Tick, ...] = ()

    @property
    def is_upright(self) -> bool:
        """Whether its values rise or fall from bottom to top."""
        return self.id.startswith("y")

    @property
    def is_shown(self) -> bool:
        """Whether anything of the axis is drawn."""
        return self.look.get("visible", True)

    @property
    def is_named(self) -> bool:
        """Whether its ticks are named."""
        return self.is_shown and self.look.get("showticklabels", True)

    @property
    def size(self) -> float:
        """The size of its letters."""
        return self.look["tickfont"]["size"]

    @property
    def title(self) -> str:
        """What its values are, as a figure's text; '' for none."""
        return self.look.get("title", {}).get("text") or ""

    def pixel(self, value: Any) -> float:
        """Where a value lies; not a number where there is none."""
        share = (as_number(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def as_number(value: Any) -> float:
    """A number, or a day as the days since 1970; not a number for none."""
    if isinstance(value, float):
        return value
    if value is None:
        return math.nan
    if isinstance(value, pd.Timestamp):
        return value.timestamp() / DAY_SECONDS
    if isinstance(value, (str, date)):
        return pd.Timestamp(value).timestamp() / DAY_SECONDS
    return float(value)


def ends_of(look: Mapping[str, Any], drawn: Sequence[float], from_bars: bool) -> tuple:
    """(low, high) of an axis: as the figure says, else around what is drawn; bars stand on their
    end of the axis."""
    if look.get("range"):
        low, high = map(as_number, look["range"])
    else:
        low, high = _around(look, drawn, from_bars)
    return (low, high) if low != high else (low, low + 1.0)


def _around(look: Mapping[str, Any], drawn: Sequence[float], from_bars: bool) -> tuple:
    known = [each for each in drawn if each == each] or [0.0, 1.0]
    low, high = min(known), max(known)
    room = PAD * ((high - low) or abs(high) or 1.0)
    if look.get("rangemode") == "tozero":
        low, high = min(0.0, low), max(0.0, high)
    stands = from_bars or look.get("rangemode") == "tozero"
    return low - room * (not stands or low < 0), high + room * (not stands or high > 0)


def ticks_of(look: Mapping[str, Any], low: float, high: float, pixels: float) -> tuple[Tick, ...]:
    """The named values of an axis so long: as many as the figure asks for."""
    low, high = sorted((low, high))
    if look.get("tickvals") is not None:
        named = zip(map(as_number, look["tickvals"]), look["ticktext"], strict=True)
        return tuple(Tick(value, str(text)) for value, text in named if low <= value <= high)
    if str(look.get("dtick", "")).startswith("M"):
        return tuple(_by_months(look, low, high))
    step = look.get("dtick") or _round_step((high - low) / (look.get("nticks") or pixels / 80))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    shown = look.get("tickformat", "")
    return tuple(Tick(n * step, _named(n * step, shown, step)) for n in range(first, last + 1))


def _by_months(look: Mapping[str, Any], low: float, high: float) -> Iterator[Tick]:
    step = int(look["dtick"][1:])
    day = date(pd.Timestamp(low, unit="D").year, 1, 1)
    while as_number(day) <= high:
        if as_number(day) >= low:
            yield Tick(as_number(day), day.strftime(look["tickformat"]))
        day = add_months(day, step)


def _round_step(rough: float) -> float:
    """The least of 1, 2, 5, 10 ... that is no smaller."""
    base = 10 ** math.floor(math.log10(rough))
    return next(base * each for each in (1, 2, 5, 10) if base * each >= rough * (1 - 1e-9))


def _named(value: float, shown: str, step: float) -> str:
    """A number as d3 writes it in the few formats that figures use."""
    value = 0.0 if abs(value) < step / 1e6 else value
    if shown == ".0%":
        text = f"{value:.0%}"
    elif shown == ",.0f":
        text = f"{value:,.0f}"
    elif shown == "~s" and abs(value) >= 1000:
        text = f"{value / 1000:g}k" if abs(value) < 1e6 else f"{value / 1e6:g}M"
    elif shown in ("", ",~f", "~s"):
        places = max(0, -math.floor(math.log10(step) + 1e-9))
        text = f"{value:,.{places}f}"
    else:
        raise ValueError(f"No axis is told in the format '{shown}' yet.")
    return text.replace("-", MINUS)


def thinned(axis: Axis) -> tuple[Tick, ...]:
    """The ticks of a lying axis whose names do not run into each other: every second, third ...;
    of days from the newest back."""
    newest_first = -1 if axis.look.get("type") == "date" else 1
    for each in range(1, len(axis.ticks) + 1):
        kept = axis.ticks[::newest_first][::each][::newest_first]
        if not _collide(axis, kept):
            return kept
    return axis.ticks[-1:]


def _collide(axis: Axis, ticks: Iterable[Tick]) -> bool:
    edge = -math.inf
    for tick in ticks:
        half = max(wide(line, axis.size) for line in lines_of(tick.text)) / 2
        middle = axis.pixel(tick.value)
        if middle - half < edge:
            return True
        edge = middle + half + BETWEEN_TICKS
    return False
