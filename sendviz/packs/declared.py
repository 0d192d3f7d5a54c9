"""The packs there are, by their ids."""

from __future__ import annotations

from sendviz.packs.board import BOARD
from sendviz.packs.briefing import BRIEFING
from sendviz.packs.inspection import INSPECTION
from sendviz.packs.parts import Pack
from sendviz.packs.profile import PROFILE

PACKS: dict[str, Pack] = {each.id: each for each in (PROFILE, BRIEFING, BOARD, INSPECTION)}
