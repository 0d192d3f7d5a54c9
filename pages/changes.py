"""What changed since the last meeting, and is it real?"""

import streamlit as st

from sendviz.app import parts
from sendviz.app.state import now
from sendviz.ui import changes

here = now()
parts.question("What changed since the last meeting, and is it real?")
day = changes.meeting(here)
found = changes.since(here, day)
changes.answer(found, day)
changes.changed(here, found, "new", ("concern",), "Getting worse")
changes.changed(here, found, "new", ("improvement",), "Getting better")
changes.changed(here, found, "over", ("concern", "improvement"), "Back in the usual range")
with st.expander("What the charts showed at the meeting already"):
    changes.still(here, found)
with st.expander("Measures without a better or worse", on_change="rerun", key="neutral") as other:
    if other.open:
        rest = changes.since(here, day, judged=False)
        changes.answer(rest, day)
        ways = ("neutral_high", "neutral_low")
        changes.changed(here, rest, "new", ways, "Higher or lower than usual")
        changes.changed(here, rest, "over", ways, "Back in the usual range")
        changes.still(here, rest)
changes.how()
parts.unknown(
    "Why anything changed, and whether an action did it. Records that were corrected since the "
    "meeting are told as they are known now."
)
