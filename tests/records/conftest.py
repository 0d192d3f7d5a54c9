"""What every file of an officer has in common."""

import pytest


@pytest.fixture(autouse=True)
def _nothing_told_in_public(monkeypatch):
    """What public view is told of parts is half of the time of a small import, and is tried
    elsewhere."""
    monkeypatch.setattr("sendviz.ask.public_set", lambda path: {})
