"""A measure by district or provider: a few as dots with intervals, many as a funnel."""

from __future__ import annotations

from sendviz import catalogue, charts, wording
from sendviz.app import parts
from sendviz.app.guard import or_said
from sendviz.app.state import Now
from sendviz.findings import spread
from sendviz.ui import panels
from sendviz.ui.panels import Shown, one
from sendviz.wording import fairness as words


@or_said
def by_place(now: Now, id: str, by: str, key: str) -> None:
    """The measure by a scheme of places, 'district' or 'provider', with whether they differ; from
    ten places (spread.FUNNEL_FROM_AREAS) as a funnel, with who stands apart in words."""
    m, frame, whole = catalogue.get(id), one(now, id, by=by), wording.rows(one(now, id))[0]
    found = spread.between(m, frame, float(whole["value"]))
    title = words.spread_sentence(m, found, by, bool(frame.attrs["rounded"]))
    if not found.funnel:
        figure = charts.area_dots(m, frame, whole)
        panels.panel(now, title, figure, [Shown(m, frame, "area_dots")], key)
        parts.caption(words.apart_words(found, by))
        return
    figure = charts.funnel(m, frame, found.whole, found.standing)
    panels.panel(now, title, figure, [Shown(m, frame, "funnel")], key)
    parts.text(words.standing_sentence(found, now.council, by))
    parts.caption(words.funnel_words(found, by))
