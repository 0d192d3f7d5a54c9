"""The colours by role, in a light and a dark variant, and their contrast.

The first six are the Government Analysis Function's, in its order; ten are needed, because
Streamlit pads a shorter list with a word that plotly rejects. Every light colour is written
differently from every other, so that a finished figure can be turned dark by exchanging its
colours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LIGHT_GROUND = "#ffffff"
DARK_GROUND = "#0b0c0c"


@dataclass(frozen=True)
class Pair:
    """One role's colour on the light and on the dark ground."""

    light: str
    dark: str


SERIES = (
    Pair("#12436d", "#8eb5dc"),
    Pair("#28a197", "#28a198"),
    Pair("#801650", "#f0a6cb"),
    Pair("#f46a25", "#f46a26"),
    Pair("#3d3d3d", "#d0d3d6"),
    Pair("#a285d1", "#a285d2"),
    Pair("#1d70b8", "#4c94d4"),
    Pair("#b58840", "#b58841"),
    Pair("#d53880", "#d53881"),
    Pair("#5a8f29", "#5a8f2a"),
)
ROLES = {
    "improvement": Pair("#1d70b9", "#4c94d5"),
    "concern": Pair("#e8590c", "#f46a27"),
    "no_change": Pair("#6f777b", "#9aa1a5"),
    "neutral": Pair("#7d5fb2", "#a285d3"),
    "too_few": Pair("#6f777c", "#9aa1a6"),
    "comparator": Pair("#767d81", "#9ba2a6"),
    "limit": Pair("#0b0c0c", "#f3f2f1"),
    "target": Pair("#0b0c0e", "#f3f2f2"),
    "text": Pair("#0b0c0d", "#f3f2f3"),
    "quiet_text": Pair("#505a5f", "#b1b4b6"),
}
# Ground behind the data: no contrast asked of it.
QUIET = {
    "grid": Pair("#e6e8e9", "#2b2e31"),
    "axis": Pair("#b1b4b7", "#505a60"),
    "band": Pair("#e9edf0", "#22262a"),
    "hollow": Pair("#ffffff", "#0b0c0c"),
    "hover": Pair("#fffffe", "#26292b"),
}
# From pale to full: longer waits stand out more.
WAITS = (
    Pair("#c9d6e3", "#31485e"),
    Pair("#9db8d1", "#40658a"),
    Pair("#6c93b8", "#5585b3"),
    Pair("#f5a881", "#8a4a2a"),
    Pair("#e8590d", "#d0622d"),
    Pair("#a33c05", "#f79b6c"),
)

# From low to high on a map: text in the role "text" stands on every one.
SHADES = (
    Pair("#f1f4f6", "#1a232a"),
    Pair("#dde4e9", "#23333f"),
    Pair("#c6d1d9", "#2d4454"),
    Pair("#adbcc7", "#37556a"),
    Pair("#94a7b5", "#416680"),
)


def series(place: int) -> str:
    """The colour of the series at that place, light; begins again after ten."""
    return SERIES[place % len(SERIES)].light


def role(name: str) -> str:
    """The light colour of a role: improvement, concern, no_change, limit, grid, text ..."""
    return {**ROLES, **QUIET}[name].light


def waits(n: int) -> list[tuple[str, str]]:
    """(ground, letters) for n bands of waiting, from short to long, light."""
    steps = [round(place * (len(WAITS) - 1) / max(n - 1, 1)) for place in range(n)]
    return [(WAITS[step].light, _letters(step).light) for step in steps]


def shade(part: float) -> str:
    """The ground of an area on a map, light; part: 0 for the lowest value to 1 for the highest."""
    return SHADES[min(int(part * len(SHADES)), len(SHADES) - 1)].light


def _letters(step: int) -> Pair:
    """The better of near black and near white on a band's ground, spelt apart for each band."""
    pair = WAITS[step]
    spelt = (f"#0b0c1{step}", f"#fefef{step}")
    light, dark = (
        max(spelt, key=lambda ink: contrast(ink, each)) for each in (pair.light, pair.dark)
    )
    return Pair(light, dark)


def to_dark() -> dict[str, str]:
    """Every light colour with its dark variant."""
    pairs = [*SERIES, *ROLES.values(), *QUIET.values(), *WAITS, *SHADES]
    pairs += [_letters(step) for step in range(len(WAITS))]
    return {pair.light: pair.dark for pair in pairs}


def contrast(one: str, other: str) -> float:
    """Contrast ratio from 1 to 21 of two colours written #rrggbb. Source: WCAG 2.2, relative
    luminance."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    linear = [_linear(each / 255) for each in _rgb(colour)]
    return sum(weight * each for weight, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _rgb(colour: str) -> Sequence[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
