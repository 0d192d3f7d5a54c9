"""What a picture drawn by the server holds, read back from its SVG alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from sendviz.kit.svg_text import BOLDER, Run, wide

SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Mark:
    """A point or bar: its middle, its size, and what it says when pointed at."""

    x: float
    y: float
    width: float
    height: float
    hover: str


@dataclass(frozen=True)
class Text:
    """A text: its words, the box that it takes by the widths of its letters, and to what part of
    these they are pushed together."""

    words: str
    left: float
    right: float
    top: float
    bottom: float
    squeezed: float = 1.0


def read(svg: str) -> etree._Element:
    """The picture as a tree. Fails where it is not well-formed, or holds a number that is none."""
    numbers = re.sub(r">[^<]*<|aria-label=\"[^\"]*\"", "", svg)
    assert not re.search(r"\b(nan|inf|None)\b", numbers), "a number that is none"
    return etree.fromstring(svg.encode())


def box(root: etree._Element) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what is seen."""
    left, top, width, height = map(float, root.get("viewBox").split())
    return left, top, left + width, top + height


def marks(root: etree._Element) -> list[Mark]:
    """Points and bars: whatever says something when pointed at, but unseen points along lines."""
    found = (
        each.getparent() for each in root.iter(f"{SVG}title") if each.getparent().tag != f"{SVG}g"
    )
    return [_mark(each) for each in found if not each.getparent().get("pointer-events")]


def _mark(element: etree._Element) -> Mark:
    hover = element.findtext(f"{SVG}title")
    if element.tag == f"{SVG}rect":
        x, y, width, height = (float(element.get(name)) for name in ("x", "y", "width", "height"))
        return Mark(x + width / 2, y + height / 2, width, height, hover)
    if element.tag == f"{SVG}circle":
        size = 2 * float(element.get("r"))
        return Mark(float(element.get("cx")), float(element.get("cy")), size, size, hover)
    numbers = [float(each) for each in NUMBER.findall(element.get("d"))]
    x, y = numbers[::2], numbers[1::2]
    middle = (sum(x) / len(x), sum(y) / len(y))
    return Mark(*middle, max(x) - min(x), max(y) - min(y), hover)


def texts(root: etree._Element) -> Iterator[Text]:
    """Every text that is written; one that stands upright as the box that it takes."""
    for each in root.iter(f"{SVG}text"):
        size = float(each.get("font-size"))
        full = _width(each, size)
        width = float(each.get("textLength") or full)
        before = {"middle": width / 2, "end": width}.get(each.get("text-anchor", ""), 0.0)
        left, base = float(each.get("x")) - before, float(each.get("y"))
        words = "".join(each.itertext())
        turned = each.getparent().get("transform")
        if turned:
            x, y, *_ = (float(n) for n in NUMBER.findall(turned))
            yield Text(words, x + base - size * 0.8, x + base + size * 0.25, y + left, y - left)
        else:
            box = (left, left + width, base - size * 0.8, base + size * 0.25)
            yield Text(words, *box, width / full)


def _width(text: etree._Element, size: float) -> float:
    parts = [(text.text or "", 1.0)]
    for span in text:
        bold = BOLDER if span.get("font-weight") else 1.0
        scale = float((span.get("font-size") or "1em").removesuffix("em"))
        parts += [(span.text or "", bold * scale), (span.tail or "", 1.0)]
    return sum(wide([Run(words)], size) * by for words, by in parts)


def check_whole(svg: str) -> etree._Element:
    """The picture, of which no text is cut and none is empty, told to those who cannot see it."""
    root = read(svg)
    left, top, right, bottom = box(root)
    for each in texts(root):
        inside = left - 0.6 <= each.left and each.right <= right + 0.6
        assert inside and top - 0.6 <= each.top and each.bottom <= bottom + 0.6, each
        assert each.words.strip() and each.squeezed >= 0.85, each
    assert root.get("role") == "img" and root.get("aria-label")
    return root
