"""Where do the figures come from, and did any change?"""

from sendviz.app import parts
from sendviz.app.state import now
from sendviz.ui import origins

here = now()
parts.question("Where do the figures come from, and did any change?")
origins.imports(here)
origins.restatements(here)
if here.covered:
    origins.published(here)
origins.templates()
