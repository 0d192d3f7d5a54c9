"""The words of the sheet of all measures by area: headings, cells, what its signs mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sendviz import catalogue
from sendviz.catalogue import Measure
from sendviz.catalogue.row import Row
from sendviz.kit import numbers
from sendviz.kit.signs import Sign, assurance_words, variation_words
from sendviz.kit.values import blank_of, noun
from sendviz.stats.rounding import half_up
from sendviz.wording.screens import big_value, interval_text

if TYPE_CHECKING:
    from sendviz.findings.sheet import Column, Looked

_SHORT = {
    "pass": "meets limit",
    "fail": "misses limit",
    "hit_and_miss": "hit and miss",
}
SIGNS = (
    "Under each value: its counts and 95% interval; what its own control chart says of the last "
    "years; where there is a legal limit, whether it will be met if nothing changes; and whether "
    "the place stands apart from the whole council by more than chance."
)


def heading(m: Measure, pathway: str = "") -> str:
    """'Autism: over 52 weeks'; the short name alone without a pathway."""
    if not pathway:
        return m.short_name
    name = catalogue.dimensions()["pathway"].values[pathway]
    return f"{name}: {m.short_name[0].lower()}{m.short_name[1:]}"


def cell_texts(m: Measure, row: Row, rounded: bool, banded: bool) -> tuple[str, str]:
    """What is large, and the small print: '18.8%', '454 of 2,420; 17% to 20%'."""
    large, rest = big_value(m, row, rounded, banded)
    counts = rest.removesuffix(f" {noun(m)}") if m.is_fraction else rest
    return large, "; ".join(each for each in (counts, interval_text(m, row)) if each)


def cell_signs(found: Column, area: str, standing: Sign | None, whole: str) -> tuple[Sign, ...]:
    """Variation, assurance and standing against the whole, as far as they can be told."""
    row, chart = found.rows.get(area), found.charts.get(area)
    if row is None or blank_of(row):
        return ()
    signs = [variation_words(chart.variation)] if chart else []
    if chart and chart.assurance in _SHORT:
        signs.append(replace(assurance_words(chart.assurance), word=_SHORT[chart.assurance]))
    apart = [replace(standing, word=f"{standing.word} than {whole}")] if standing else []
    return (*signs, *apart)


def looked_words(found: Looked) -> str:
    """How many values stand apart, and how many measures chance alone would mark; '' where none is
    compared."""
    if not found.values:
        return ""
    stand = "stands" if found.apart == 1 else "stand"
    about = numbers.number(max(1, half_up(found.by_chance)))
    return (
        f"{numbers.number(found.apart)} of {numbers.number(found.values)} values {stand} apart "
        f"from the whole, in {numbers.number(found.measures)} measures. The signs allow for the "
        "number of places in a measure, not for the number of measures: if no places differed at "
        f"all, chance alone would still mark about {about} of the measures."
    )


def partial_fit(columns: Sequence[Column]) -> str:
    """Which columns tell only part of the story, because many cases lie in no area; '' if none."""
    told = [
        f"{heading(each.measure, each.pathway)} ({numbers.percent(each.unplaced)} not placed)"
        for each in columns
        if each.fits_partly
    ]
    if not told:
        return ""
    return (
        f"Partial fit: {numbers.joined(told)}. Where the borders of a health area and ours do not "
        "match, or no place was recorded, the cases stand under “Not known”."
    )
