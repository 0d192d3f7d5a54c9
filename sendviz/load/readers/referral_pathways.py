"""Which assessment a referral is for: by its pathway, its team, its reason or its diagnosis.

Codes: CSDS team types 06, 23, 26 and 33; MHSDS reasons 24 (neurodevelopmental conditions excluding
autism, where ADHD sits), 25 (suspected autism) and 26 (diagnosed autism, which is no wait for an
assessment), and team C01; SNOMED 401204006, suspected autism, by which community paediatrics
records it (domain notes on health waits, 5.1-5.2).
"""

from __future__ import annotations

import re

import pandas as pd

from sendviz.catalogue import therapies

# What a text is about; a text about two of these tells nothing, except autism with ADHD.
SIGNS = {
    "autism": r"\b(autism|autistic|asd|asc|social communication)\b",
    "adhd": r"\b(adhd|attention deficit)\b",
    "slt": r"\b(speech|slt|salt|s and l ?t?)\b",
    "ot": r"\b(occupational|ot)\b",
    "physio": r"\b(physio\w*)\b",
}
# "Neurodevelopmental conditions, excluding autism", "ADHD, not ASD", "non-autism": what is named
# there is what it is not about. Several stand with "and" or "or" between them.
_NAMED = (
    rf"(?:diagnosed |suspected )?(?:{'|'.join(SIGNS.values())})(?: spectrum)?"
    r"(?: disorders?| conditions?)?"
)
LEFT_OUT = re.compile(
    rf"\b(?:excluding|excludes|excl?|except|without|other than|non?|not|nor)\b (?:for )?{_NAMED}"
    rf"(?: (?:and|or|nor) {_NAMED})*"
)
NEURODEVELOPMENTAL = r"\bneuro ?developmental\b"
DIAGNOSED = r"(?<!not )(?<!not yet )\bdiagnosed\b"
PAEDIATRICS = r"\b(p(a?e)diatrics?|paeds?|paediatricians?)\b"
TEAM_TYPES = {"06": "paediatrics", "23": "ot", "26": "physio", "33": "slt", "C01": "autism"}
MHSDS_REASONS = {"25": "autism", "24": "adhd"}
SUSPECTED_AUTISM = {"401204006"}
COMBINED = "asd_adhd"


def by_words(text: str) -> str | None:
    """The pathway that a name or a team type tells: autism, adhd, asd_adhd, slt, ot, physio or
    paediatrics; None if it tells none, or two, or of a diagnosis that has been made.
    """
    code = text.strip().upper().removesuffix(".0")
    code = code.zfill(2) if code.isdigit() else code
    if code in TEAM_TYPES:
        return TEAM_TYPES[code]
    bare = re.sub("[^a-z0-9]+", " ", re.sub("[&/]", " and ", text.lower())).strip()
    about = LEFT_OUT.sub(" ", bare)
    found = {path for path, sign in SIGNS.items() if re.search(sign, about)}
    if "autism" in found and re.search(DIAGNOSED, about):
        return None
    if not found and about != bare and re.search(NEURODEVELOPMENTAL, about):
        return "adhd"
    if found == {"autism", "adhd"}:
        return COMBINED
    if not found and re.search(PAEDIATRICS, about):
        return "paediatrics"
    return found.pop() if len(found) == 1 else None


def pathways(raw: pd.DataFrame) -> pd.Series:
    """The pathway of each row, missing where nothing tells it; asd_adhd for the two together.

    The pathway column decides. Without it a therapy team decides; then a reason or a diagnosis of
    autism or ADHD, which no paediatric team's type shows; then the team.
    """
    stated = _told(raw, "pathway", by_words)
    team = _told(raw, "team_type", by_words).fillna(_told(raw, "team", by_words))
    therapy = team.where(team.isin(therapies()))
    why = _told(raw, "diagnosis", _by_diagnosis).fillna(_told(raw, "mhsds_reason", _by_reason))
    why = why.fillna(_told(raw, "reason", _neurodevelopmental))
    return stated.fillna(therapy).fillna(why).fillna(team)


def _told(raw: pd.DataFrame, column: str, tells) -> pd.Series:
    if column not in raw:
        return pd.Series(None, raw.index, dtype="str")
    told = {text: tells(text) for text in raw[column].unique()}
    return raw[column].map(told).astype("str")


def _by_diagnosis(text: str) -> str | None:
    return "autism" if text.strip() in SUSPECTED_AUTISM else _neurodevelopmental(text)


def _by_reason(text: str) -> str | None:
    return MHSDS_REASONS.get(text.strip()) or _neurodevelopmental(text)


def _neurodevelopmental(text: str) -> str | None:
    # A reason in words (speech delay) does not make a paediatric list a therapy list.
    found = by_words(text) if not text.strip().isdigit() else None
    return found if found in ("autism", "adhd", COMBINED) else None
