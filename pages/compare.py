"""How do we compare, fairly?"""

import streamlit as st

from sendviz.ui import compare, parts
from sendviz.ui.state import now

here = now()
parts.question("How do we compare, fairly?")
asked = compare.choose(here)
compare.answer(asked)
compare.trend(asked)
left, right = st.columns(2, gap="large")
with left:
    compare.strip(asked)
with right:
    compare.funnel(asked)
compare.neighbours(asked)
compare.side_by_side(asked)
compare.everyone(asked)
parts.unknown("Children who still wait: no council's open cases are published, so councils can be compared by finished cases "
              "only. Clearing old cases lowers the share of plans on time. Nothing below a whole council is published.")
