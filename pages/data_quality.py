"""Can the records be trusted?"""

from sendviz.app import parts
from sendviz.app.state import now
from sendviz.ui import quality

here = now()
parts.question("Can the records be trusted?")
quality.summary(here)
quality.by_rule(here)
quality.list_to_fix(here)
