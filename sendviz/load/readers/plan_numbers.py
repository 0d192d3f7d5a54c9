"""Numbers as plans write them: percentages in every form, counts beside a whole, pounds; and what
says why a cell is empty.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sendviz.load.readers.days import tidy

# What stands instead of a number -> why there is none.
BLANKS = {
    "<5": "suppressed", "*": "suppressed", "c": "suppressed", "x": "not_reported",
    "z": "not_reported", "..": "not_reported", ":": "not_reported", "-": "not_reported",
    "\u2013": "not_reported", "n/a": "not_reported", "na": "not_reported", "": "not_reported",
    "tbc": "not_yet_due", "tba": "not_yet_due", "awaiting data": "not_reported",
    "not available": "not_reported", "no data": "not_reported", "not yet due": "not_yet_due",
    "not due": "not_yet_due",
}  # fmt: skip
_N = r"(?P<number>-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?|-?\.\d+)"
PERCENT = re.compile(rf"{_N}\s*(?:%|per ?cent|percent)(?:\s*\((?P<count>[\d,]+)\))?", re.I)
OF_WHOLE = re.compile(
    r"(?P<count>\d[\d,]*)\s*(?:/|of|out of)\s*(?P<whole>\d[\d,]*)(?:\s*\(.*\))?", re.I
)
POUNDS = re.compile(rf"\u00a3?\s*{_N}\s*(?P<unit>k|m|bn|million|thousand)?", re.IGNORECASE)
UNITS = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9}
PLAIN = re.compile(rf"(?:[<>~=\u2264\u2265c]|c\.|at least|at most|over|under)?\s*{_N}", re.I)


class MixedColumn(ValueError):
    """A column that writes some shares as fractions and others as percentages."""


@dataclass(frozen=True)
class PlanNumber:
    """What a cell of numbers says: its value (a share in percent); count and whole where it tells
    them; why it is blank; a problem if it cannot be read."""

    value: float | None = None
    count: int | None = None
    whole: int | None = None
    blank: str | None = None
    problem: str = ""


def plan_number(text: str) -> tuple[PlanNumber, str]:
    """A number and its form: percent, share (of counts), plain, or nothing for a blank."""
    text = tidy(text)
    if text.lower() in BLANKS:
        return PlanNumber(blank=BLANKS[text.lower()]), ""
    if found := PERCENT.fullmatch(text):
        return PlanNumber(_float(found["number"]), _whole(found["count"])), "percent"
    if (found := OF_WHOLE.fullmatch(text)) and _whole(found["whole"]):
        count, whole = int(_float(found["count"])), int(_float(found["whole"]))
        return PlanNumber(100 * count / whole, count, whole), "share"
    if found := PLAIN.fullmatch(text):
        return PlanNumber(_float(found["number"])), "plain"
    return PlanNumber(problem="is not a number"), ""


def plan_numbers(texts: Sequence[str]) -> list[PlanNumber]:
    """The numbers of a column, shares in percent: 8%, 8, 8.0 % and 8 per cent are one thing, and so
    is 0.08 where every plain number of the column is a fraction.

    Raises MixedColumn where fractions stand beside percentages.
    """
    found = [plan_number(text) for text in texts]
    plain = [n.value for n, form in found if form == "plain" and n.value is not None]
    fractions = [value for value in plain if 0 < value < 1]
    larger = [value for value in plain if value > 1]
    if fractions and (larger or any(form in ("percent", "share") for _, form in found)):
        raise MixedColumn
    scale = 100 if fractions else 1
    return [
        PlanNumber(round(n.value * scale, 10)) if form == "plain" and n.value is not None else n
        for n, form in found
    ]


def pounds(text: str) -> float | None:
    """An amount: \u00a3784k, \u00a30.784m and 784,000 are one; None if it is none."""
    found = POUNDS.fullmatch(tidy(text))
    if not found:
        return None
    unit = UNITS.get((found["unit"] or "").lower(), 1)
    return round(_float(found["number"]) * unit, 2)


def _float(text: str) -> float:
    return float(text.replace(",", ""))


def _whole(text: str | None) -> int | None:
    return int(_float(text)) if text else None
