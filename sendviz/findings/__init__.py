"""What takes several frames, as frozen results that charts and wording read."""

from sendviz.findings import change, paradox, trend, views
from sendviz.findings.change import Change
from sendviz.findings.paradox import Paradox
from sendviz.findings.trend import Trend
from sendviz.findings.views import View

__all__ = ["Change", "Paradox", "Trend", "View", "change", "paradox", "trend", "views"]
