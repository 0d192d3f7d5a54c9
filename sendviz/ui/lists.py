"""Child-level lists: officers only, by the council's own case reference."""

from __future__ import annotations

import streamlit as st

from sendviz import wording
from sendviz.app import parts
from sendviz.app.guard import or_said
from sendviz.app.state import Now
from sendviz.wording import screens


@or_said
def children(now: Now, fact: str, title: str) -> None:
    """The rows behind a figure under the filters, with a file to download; nothing at all for
    other roles."""
    if now.role != "officer":
        return
    listed = now.records.children(fact)
    rows = listed.rows
    found = screens.listed(rows)
    parts.heading(title, f"{len(found):,} rows under the filters; officers only")
    if listed.not_filtered:
        parts.caption(wording.not_filtered(listed.not_filtered))
    st.dataframe(found, hide_index=True, alt=title, key=f"list_{fact}")
    st.download_button(
        "Download the list (CSV)",
        found.to_csv(index=False),
        f"{fact}.csv",
        "text/csv",
        on_click="ignore",
    )
