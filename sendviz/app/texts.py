"""What pages show of the loading room: its checks, and its templates."""

from __future__ import annotations

from collections.abc import Mapping

from sendviz.load.checks import RULES
from sendviz.load.checks.rules import Rule
from sendviz.load.files import TEMPLATES


def rules() -> Mapping[str, Rule]:
    """The checks by id."""
    return RULES


def templates() -> Mapping[str, str]:
    """The files to fill in, by kind."""
    return {kind: make().decode() for kind, make in TEMPLATES.items()}
