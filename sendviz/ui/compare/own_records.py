"""Published figures beside the council's own records, and why they may differ."""

from __future__ import annotations

from dataclasses import replace

from sendviz import ask, wording
from sendviz.app import frame, parts
from sendviz.app.parts import Cell
from sendviz.ask import official
from sendviz.ask.selection import Selection
from sendviz.findings import compare as analysis
from sendviz.ui.compare.asked import Asked
from sendviz.wording import compare as words
from sendviz.wording import screens


def side_by_side(asked: Asked) -> None:
    """Published figures beside the council's own records, and why they may differ."""
    now, series = asked.now, asked.series
    covered = {each.la_code: each for each in ask.coverage(now.store)}
    if asked.la_code not in covered or not series.own:
        return
    held = covered[asked.la_code]
    selection = replace(now.selection, council=asked.la_code, areas=(), where=())
    selection = (
        replace(selection, as_at=held.data_date)
        if asked.la_code != now.selection.council
        else selection
    )
    told = official.measure_frame(now.store, series.id, asked.la_code, base=asked.base)
    told = told[told["period_start"].dt.year >= held.first_day.year]
    rows = [_beside(asked, row, selection) for row in told[::-1].to_dict("records")]
    made_up = " (simulated)" if held.simulated else ""
    parts.heading(
        "Published, and in the council\u2019s own records",
        f"{held.short_name}{made_up}, as known on the day of each return",
    )
    if held.simulated:
        frame.simulated(held)
    parts.table("Published and own", ("Year", "Published", f"Own records{made_up}"), rows)
    parts.text(*words.differences(series, screens.official(series.measure)))


def _beside(asked: Asked, row: dict, selection: Selection) -> list[Cell]:
    series, year = asked.series, row["period_start"].year
    own = analysis.own_figure(asked.now.store, series, selection, year, asked.now.role)
    published = words.counts_text(series, row) if series.over else words.value_text(series, row)
    if own is None:
        told = "not told by these records"
    elif series.over:
        told = f"{wording.number(own['value'])} {series.things}"
    else:
        told = words.value_text(series, own)
    return [Cell(words.when(series, year)), Cell(published or words.blank_text(row)), Cell(told)]
