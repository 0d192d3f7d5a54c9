"""How do we compare, fairly?"""

import streamlit as st

from sendviz.app import parts
from sendviz.app.state import now
from sendviz.ui import compare

here = now()
parts.question("How do we compare, fairly?")
first = st.container()
asked = compare.choose(here)
with first:
    compare.answer(asked)
compare.trend(asked)
compare.spread(asked)
compare.neighbours(asked)
compare.side_by_side(asked)
compare.doubts(asked)
parts.unknown(
    "Children who still wait: no council's open cases are published, so councils can be compared "
    "by finished cases only. Clearing old cases lowers the share of plans on time. Nothing below "
    "a whole council is published."
)
