"""What pages show of the loading room: its checks, its templates, and what it reads."""

from __future__ import annotations

from collections.abc import Mapping

from sendviz.load.checks import RULES
from sendviz.load.checks.rules import Rule
from sendviz.load.files import ENDINGS, TEMPLATES


def rules() -> Mapping[str, Rule]:
    """The checks by id."""
    return RULES


def endings() -> list[str]:
    """The endings of the files that are read, without the dot."""
    return sorted({"gz", *(each.rpartition(".")[2] for each in ENDINGS)})


def templates() -> Mapping[str, str]:
    """The files to fill in, by kind."""
    return {kind: make().decode() for kind, make in TEMPLATES.items()}
