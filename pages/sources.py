"""Where do the figures come from, and did any change?"""

from sendviz.ui import origins, parts
from sendviz.ui.state import now

here = now()
parts.question("Where do the figures come from, and did any change?")
origins.imports(here)
origins.restatements(here)
if here.covered:
    origins.published(here)
origins.templates()
