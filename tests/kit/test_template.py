"""The look that all figures share."""

from __future__ import annotations

from sendviz.kit.template import CONFIG


def test_config_keeps_everything_in_the_browser():
    assert CONFIG["showSendToCloud"] is False and CONFIG["displaylogo"] is False
    assert CONFIG["modeBarButtons"] == [["toImage"]]
    assert CONFIG["toImageButtonOptions"]["scale"] == 2
