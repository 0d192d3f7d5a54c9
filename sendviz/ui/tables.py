"""Tables of measures: by locality with a sign for each, side by side, and variants."""

from __future__ import annotations

from collections.abc import Sequence

from sendviz import catalogue, wording
from sendviz.analysis import trend
from sendviz.disclosure import NotAllowed
from sendviz.ui import parts
from sendviz.ui.guard import or_said
from sendviz.ui.panels import a_year_before, area_noun, one
from sendviz.ui.parts import Cell
from sendviz.ui.state import Now
from sendviz.wording import screens


@or_said
def localities(now: Now, ids: Sequence[str], scheme: str = "locality") -> None:
    """Every measure by area: value with counts, and a shape with a word for its change."""
    name = now.scheme_name if scheme == "locality" else wording.capital(scheme)
    ms = [catalogue.get(id) for id in ids]
    frames = [one(now, m.id, by=scheme) for m in ms]
    signs = [_signs(now, m, scheme) for m in ms]
    areas = dict.fromkeys(area for frame in frames for area in frame["area"])
    rows = [
        [
            Cell(area),
            *(
                _cell(m, frame, area, sign)
                for m, frame, sign in zip(ms, frames, signs, strict=True)
            ),
        ]
        for area in areas
    ]
    whole = [Cell(f"All of {now.council}"), *(_cell(m, one(now, m.id), None, {}) for m in ms)]
    parts.heading(
        f"By {area_noun(now, scheme)}",
        "Under each value: what its own control chart says of the last years",
    )
    parts.table(
        f"{name}: all headline measures", [name, *(m.short_name for m in ms)], [*rows, whole]
    )
    told = dict.fromkeys(wording.not_filtered(frame.attrs["not_filtered"]) for frame in frames)
    parts.caption(" ".join(each for each in told if each))


def _signs(now: Now, m: catalogue.Measure, scheme: str) -> dict:
    if m.kind not in ("share", "count", "stock") or scheme != "locality":
        return {}
    try:
        told = trend.monthly(now.store, m, now.selection, now.role, by=scheme, months=60)
    except NotAllowed:
        return {}
    return {area: wording.variation_words(chart.variation) for area, chart in told.charts.items()}


def _cell(m: catalogue.Measure, frame, area: str | None, signs: dict) -> Cell:
    found = [row for row in wording.rows(frame) if area is None or row["area"] == area]
    if not found:
        return Cell("no cases")
    row = found[0]
    large, rest = screens.big_value(m, row, frame.attrs["rounded"], frame.attrs["banded"])
    return Cell(large, small=rest, sign=None if wording.blank_of(row) else signs.get(area))


@or_said
def side_by_side(now: Now, ids: Sequence[str]) -> None:
    """Measures one under the other: value with counts, a year before."""
    earlier, rows = a_year_before(now.selection), []
    known = earlier.as_at >= now.covered.first_day
    for id in ids:
        m, frame = catalogue.get(id), one(now, id)
        before = one(now, id, earlier) if known else None
        told = wording.texts(m, before)[0] if before is not None else "not known"
        limit = screens.limit_words(m)
        rows.append([Cell(m.name, small=limit), Cell(wording.texts(m, frame)[0]), Cell(told)])
    parts.table("Measures side by side", ["Measure", "Now", "A year before"], rows)


@or_said
def variants(now: Now, id: str) -> None:
    """The measure with and without exceptions, each with its counts."""
    m = catalogue.get(id)
    rows = [[Cell(m.short_name), Cell(wording.texts(m, one(now, id))[0])]]
    for each in m.variants:
        rows.append(
            [Cell(each.short_name), Cell(wording.texts(m, one(now, id, variant=each.id))[0])]
        )
    parts.table(f"{m.name}: variants", ["Counted", "In the period"], rows)
