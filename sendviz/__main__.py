"""The command line: python -m sendviz build | import | check | ask | info | serve | template."""

from __future__ import annotations

import sys

from sendviz.commands import main

if __name__ == "__main__":
    sys.exit(main())
