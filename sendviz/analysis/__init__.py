"""What takes several frames, as frozen results that charts and wording read."""

from sendviz.analysis import change, paradox, trend, views
from sendviz.analysis.change import Change
from sendviz.analysis.paradox import Paradox
from sendviz.analysis.trend import Trend
from sendviz.analysis.views import View

__all__ = ["Change", "Paradox", "Trend", "View", "change", "paradox", "trend", "views"]
