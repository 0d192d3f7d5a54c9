"""Can the records be trusted?"""

from sendviz.ui import parts, quality
from sendviz.ui.state import now

here = now()
parts.question("Can the records be trusted?")
quality.summary(here)
quality.by_rule(here)
quality.list_to_fix(here)
