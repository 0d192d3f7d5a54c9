"""What does each figure mean? Every measure by theme with its definition."""

from __future__ import annotations

from collections.abc import Sequence

from sendviz import catalogue
from sendviz.catalogue import Measure
from sendviz.panels.about import definition
from sendviz.panels.panel import Panel


def definition_panels(search: str = "", council: str = "") -> tuple[Panel, ...]:
    """One panel a theme, its measures closed beneath; search: words that the measure's name or
    definition holds. council: the code of the one whose own caveats are told; without it all
    are."""
    themes = {theme: _measures_of(theme, search) for theme in catalogue.THEMES}
    return tuple(_theme_panel(theme, held, council) for theme, held in themes.items() if held)


def _measures_of(theme: str, search: str) -> list[Measure]:
    wanted = search.casefold()
    return [
        m
        for m in catalogue.measures().values()
        if m.theme == theme and wanted in f"{m.name} {m.definition}".casefold()
    ]


def _theme_panel(theme: str, held: Sequence[Measure], council: str) -> Panel:
    closed = tuple(
        Panel(
            f"def_{m.id}",
            m.name,
            notes=(f"{m.id} · owner: {m.owner} · reviewed {m.reviewed_on}",),
            definition=definition(m, council),
        )
        for m in held
    )
    return Panel(f"theme_{theme}", theme.capitalize(), closed=closed)
