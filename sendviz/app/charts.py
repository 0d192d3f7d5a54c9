"""How a panel's picture is shown: drawn by the server, or to be explored in the browser, as the
reader likes; and the row beneath it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sendviz.app.parts import on_a_phone
from sendviz.kit import svg
from sendviz.kit.template import CONFIG, in_dark
from sendviz.panels.panel import Panel, picture

# Whether this reader explores: one choice for all charts of the visit.
EXPLORES = "_explores"


def draw_chart(panel: Panel, widths: tuple[int, ...]) -> None:
    """The picture in these widths; where it is explored it is plotly's, which the browser fetches
    only then."""
    if explores():
        _explored(panel)
        return
    fit = svg.ONLY if on_a_phone() else widths
    # st.html lets no SVG through; every text in it is escaped by the writer.
    st.markdown(svg.responsive(panel.figure, panel.alt, fit), unsafe_allow_html=True)


def draw_row(panel: Panel) -> None:
    """What can be done with the picture: to explore it, and to take it away."""
    with st.container(horizontal=True, key=f"share_{panel.key}"):
        st.button(
            "Show the picture" if explores() else "Explore this chart",
            key=f"explore_{panel.key}",
            type="tertiary",
            on_click=_exchange,
        )
        st.download_button(
            "Save the picture",
            partial(picture, panel),
            f"{panel.key}.svg",
            "image/svg+xml",
            key=f"picture_{panel.key}",
            type="tertiary",
            on_click="ignore",
        )


def explores() -> bool:
    """Whether this reader explores charts."""
    return bool(st.session_state.get(EXPLORES))


def _exchange() -> None:
    st.session_state[EXPLORES] = not explores()


def _explored(panel: Panel) -> None:
    """plotly's chart in the light or dark look of the page, with its alternative text."""
    dark = st.context.theme.type == "dark"
    st.plotly_chart(
        in_dark(panel.figure) if dark else panel.figure,
        key=f"chart_{panel.key}",
        config=CONFIG,
        theme=None,
        alt=panel.alt,
    )
