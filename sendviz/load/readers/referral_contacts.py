"""Whether a contact was attended, and whether the child was seen: face to face or on video.

Codes and their official wording: NHS Data Dictionary, attended or did not attend code and
consultation mechanism; only attendance 5 and 6 and mechanism 01 and 11 end a wait (domain notes on
health waits, 4.1, 5.1 and 5.2).
"""

from __future__ import annotations

import re

import pandas as pd

from sendviz.load.readers import referral_rows
from sendviz.load.readers.common import Refusals
from sendviz.load.readers.local_rows import Rows

ATTENDED, MISSED, CANCELLED = "attended", "missed", "cancelled"
ATTENDANCE_CODES = {
    "5": ATTENDED, "6": ATTENDED, "3": MISSED, "7": MISSED, "2": CANCELLED, "4": CANCELLED,
}  # fmt: skip
# The first that fits decides: "did not attend" holds "attend", "arrived late, could not be seen"
# holds "seen".
ATTENDANCE_WORDS = (
    (CANCELLED, r"cancel\w*|resched\w*|postpone\w*|rebooked|uta|unable to attend"),
    (MISSED, r"dna|d n a|did not|didn t|wnb|not (attended|be seen|seen|brought|present)"
             r"|non attend\w*|missed|no|n"),
    (ATTENDED, r"attended|seen|arrived|present|yes|y|on time"),
)  # fmt: skip
SEEN_BY = {"1": True, "11": True}
MECHANISM_CODES = {"2", "3", "4", "5", "6", "8", "9", "10", "12", "13", "98"}
MECHANISM_WORDS = (
    (False, r"tele\w*|phone\w*|e ?mail\w*|sms|text\w*|letter\w*|chat\w*|message\w*"),
    (True, r"face to face|f2f|ftf|in person|video\w*|clinic|home visit|school visit"),
)


def attendance(text: str) -> str | None:
    """attended, missed or cancelled by a code or words of any case; None if neither is known."""
    return _meaning(text, ATTENDANCE_CODES, ATTENDANCE_WORDS)


def was_seen(text: str) -> bool | None:
    """Whether a mechanism shows the child: face to face or video; None if it is not known."""
    codes = SEEN_BY | dict.fromkeys(MECHANISM_CODES, False)
    return _meaning(text, codes, MECHANISM_WORDS)


def _meaning(text: str, codes: dict, words: tuple):
    bare = " ".join(re.sub("[^a-z0-9]+", " ", text.casefold().removesuffix(".0")).split())
    if bare.isdigit():
        return codes.get(bare.lstrip("0"))
    return next((told for told, sign in words if re.search(rf"\b({sign})\b", bare)), None)


def attended(found: pd.DataFrame, rows: Rows, refusals: Refusals) -> pd.DataFrame:
    """The referrals with those first contacts only that were attended, face to face or on video.

    A missed contact becomes `missed_on`. What the list does not say in a known way ends no wait,
    and is told; a column without any text says nothing about any contact.
    """
    there = found["first_contact"].notna()
    status = referral_rows.texts(rows, "attendance")
    if status.notna().any():
        told = status.map(attendance, na_action="ignore")
        _tell(rows, "attendance", there & told.isna(), "attended, missed or cancelled", refusals)
        missed = found["first_contact"].where(told.eq(MISSED).fillna(False).astype(bool))
        found = found.assign(
            first_contact=found["first_contact"].where(told.eq(ATTENDED).fillna(False).astype(bool)),
            missed_on=found["missed_on"].fillna(missed),
        )
    how = referral_rows.texts(rows, "mechanism")
    seen = how.map(was_seen, na_action="ignore")
    unknown = found["first_contact"].notna() & how.notna() & seen.isna()
    _tell(rows, "mechanism", unknown, "a way of seeing a child", refusals)
    counts = (how.isna() | seen.eq(True)).fillna(False).astype(bool)
    return found.assign(first_contact=found["first_contact"].where(counts))


def _tell(rows: Rows, column: str, which: pd.Series, known: str, refusals: Refusals) -> None:
    if which.any():
        sentence = f"{rows.headings[column]} does not say {known}: the contact ends no wait"
        refusals.unread(sentence, rows.raw.index[which.to_numpy()])
