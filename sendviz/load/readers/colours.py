"""Ratings that exist only as the colour of a cell."""

from __future__ import annotations

import colorsys

# The hues of the words, in degrees, and how far a colour may lie from one of them. The greens of
# Excel's palette are 89 and 145 degrees.
HUES = (("red", 0), ("amber", 35), ("yellow", 58), ("green", 95), ("green", 135), ("blue", 220))
NEAR = 25
AS_RATING = {"yellow": "amber"}
GREY = 0.16  # saturation under which a colour is none
PALE, DARK = 0.97, 0.08


def colour_name(fill: str) -> str | None:
    """What the colour RRGGBB is called: red, amber, yellow, green, blue; `none` for white, grey and
    black, which say nothing; None for another hue, such as purple."""
    red, green, blue = (int(fill[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    chroma = max(red, green, blue) - min(red, green, blue)
    if light > PALE or light < DARK or saturation < GREY or chroma < 0.06:
        return "none"
    degrees = hue * 360
    far, nearest = min((min(abs(degrees - at), 360 - abs(degrees - at)), name) for name, at in HUES)
    return nearest if far <= NEAR else None


def rating_of(fill: str) -> str | None:
    """The rating of a colour by its name; None where it is grey, white or no known hue."""
    name = colour_name(fill)
    return None if name in (None, "none") else AS_RATING.get(name, name)
