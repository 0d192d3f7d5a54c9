"""The map of a council's districts: its outlines where they are loaded, else equal squares."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from sendviz import ask, charts
from sendviz.app.state import Now
from sendviz.charts import outlines as drawn
from sendviz.wording.frames import is_bucket

if TYPE_CHECKING:
    from sendviz.ui.fairness import Look

TILES = Path(__file__).resolve().parents[2] / "data" / "areas" / "tiles.csv"


def map_figure(now: Now, seen: Look) -> go.Figure | None:
    """The outline map if most areas of the view have an outline, else the tile map; None where
    there is neither."""
    rings = _outlines(now, seen)
    if rings:
        agent = st.context.headers.get("User-Agent", "") if st.context.headers else ""
        width = drawn.NARROW if "Mobi" in agent else drawn.WIDE
        return charts.outline_map(seen.measure, seen.frame, rings, seen.spread.standing, width)
    places = tile_places(now.selection.council, seen.frame)
    return charts.tiles(seen.measure, seen.frame, places, seen.spread.standing) if places else None


def map_kind(now: Now, seen: Look) -> str:
    """Which of the two is drawn, for `panels.Shown` and the alternative text."""
    return "outlines" if _outlines(now, seen) else "tiles"


def tile_places(la_code: str, frame: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """By area name, (column from the west, row from the north); without a layout empty."""
    found = pd.read_csv(TILES, dtype={"la_code": str, "area_code": str})
    found = found[found["la_code"] == la_code]
    places = {
        row.area_code: (int(row.column), int(row.row)) for row in found.itertuples(index=False)
    }
    ids = frame.attrs.get("area_ids", {})
    return {name: places[id] for name, id in ids.items() if id in places}


def _outlines(now: Now, seen: Look) -> drawn.Rings:
    """By area name; empty unless more than half of the areas have one."""
    names = [area for area in seen.frame["area"] if not is_bucket(seen.frame, area)]
    ids = seen.frame.attrs.get("area_ids", {})
    known = ask.outlines(now.store, now.selection.council, seen.scheme)
    found = {name: known[ids[name]] for name in names if ids.get(name) in known}
    return found if 2 * len(found) > len(names) else {}
