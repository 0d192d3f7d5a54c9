"""Who signed something off, in words."""

from __future__ import annotations

from sendviz.ask import Records
from sendviz.ask.signed import SignOff, signed_off
from sendviz.kit.words import day, joined

NOT_SIGNED = "Nobody has signed this off."
WHO = {"board": "the board", "officer": "an officer"}


def signed_off_words(records: Records, what: str, ref: str) -> str:
    """'Signed off by Anna (the board) on 5 January 2026 and by Ben (an officer) on ...'; that
    nobody has, where that is so. Public view has the role alone."""
    found = signed_off(records, what, ref)
    if not found:
        return NOT_SIGNED
    return f"Signed off {joined([_words(each) for each in found])}."


def _words(each: SignOff) -> str:
    role = WHO.get(each.role or "", "somebody")
    who = f"{each.by} ({role})" if each.by else role
    said = f", who noted: “{each.note}”" if each.note else ""
    return f"by {who} on {day(each.at)}{said}"
