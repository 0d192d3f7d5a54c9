"""A panel's picture to take away: it says itself what it shows, of whom, and from where."""

from __future__ import annotations

from sendviz.kit import svg
from sendviz.panels.captions import SIMULATED
from sendviz.panels.panel import Panel


def picture(panel: Panel) -> str:
    """The picture of a panel as SVG: under its finding the measure, place, period, filters, source
    and whether records are simulated, beneath it the panel's notes. For papers, packs and print.

    Raises ValueError where the panel has no picture.
    """
    if panel.figure is None:
        raise ValueError(f"The panel {panel.key} has no picture.")
    made_up = f"{SIMULATED}. {panel.made_up}".rstrip() if is_simulated(panel) else ""
    return svg.saved(
        panel.figure, panel.alt, panel.title, (panel.caption,), (*panel.notes, made_up)
    )


def is_simulated(panel: Panel) -> bool:
    """Whether any of what was drawn is of made-up records."""
    return bool(panel.made_up) or any(answer.simulated for answer in panel.answers)


def file_name(panel: Panel) -> str:
    """What the picture's file is called."""
    return f"{panel.key}.svg"
