"""Referral line lists (one row a referral and team), lists of support to families that wait, and
what their words and codes mean.

The pathway, by its name, the team, the reason or the diagnosis: CSDS team types 06, 23, 26 and 33;
MHSDS reasons 24 (neurodevelopmental conditions excluding autism, where ADHD sits), 25 (suspected
autism) and 26 (diagnosed autism, which is no wait for an assessment), and team C01; SNOMED
401204006, suspected autism, by which community paediatrics records it. The contact: NHS Data
Dictionary, attended or did not attend code and consultation mechanism; only attendance 5 and 6 and
mechanism 01 and 11 end a wait (the same, 4.1, 5.1 and 5.2).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

import pandas as pd

from sendviz.catalogue import therapies
from sendviz.catalogue.layouts import REFERRAL, TABLES, Delivery
from sendviz.load.readers.common import Refusals, how_many
from sendviz.load.readers.headings import Mapped
from sendviz.load.readers.local_lists import Rows, read_rows

Meaning = TypeVar("Meaning")
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


def _told(raw: pd.DataFrame, column: str, tells: Callable[[str], str | None]) -> pd.Series:
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


def attendance(text: str) -> str | None:
    """attended, missed or cancelled by a code or words of any case; None if neither is known."""
    return _meaning(text, ATTENDANCE_CODES, ATTENDANCE_WORDS)


def was_seen(text: str) -> bool | None:
    """Whether a mechanism shows the child: face to face or video; None if it is not known."""
    codes = SEEN_BY | dict.fromkeys(MECHANISM_CODES, False)
    return _meaning(text, codes, MECHANISM_WORDS)


def _meaning(text: str, codes: Mapping[str, Meaning], words: tuple) -> Meaning | None:
    bare = " ".join(re.sub("[^a-z0-9]+", " ", text.casefold().removesuffix(".0")).split())
    if bare.isdigit():
        return codes.get(bare.lstrip("0"))
    return next((told for told, sign in words if re.search(rf"\b({sign})\b", bare)), None)


def seen_only(found: pd.DataFrame, rows: Rows, refusals: Refusals) -> pd.DataFrame:
    """The referrals with those first contacts only that were attended, face to face or on video.

    A missed contact becomes `missed_on`. What the list does not say in a known way ends no wait,
    and is told; a column without any text says nothing about any contact.
    """
    there = found["first_contact"].notna()
    status = rows.texts("attendance")
    if status.notna().any():
        told = status.map(attendance, na_action="ignore")
        _count_unknown(
            rows, "attendance", there & told.isna(), "attended, missed or cancelled", refusals
        )
        missed = found["first_contact"].where(told.eq(MISSED).fillna(False).astype(bool))
        found = found.assign(
            first_contact=found["first_contact"].where(
                told.eq(ATTENDED).fillna(False).astype(bool)
            ),
            missed_on=found["missed_on"].fillna(missed),
        )
    how = rows.texts("mechanism")
    seen = how.map(was_seen, na_action="ignore")
    unknown = found["first_contact"].notna() & how.notna() & seen.isna()
    _count_unknown(rows, "mechanism", unknown, "a way of seeing a child", refusals)
    counts = (how.isna() | seen.eq(True)).fillna(False).astype(bool)
    return found.assign(first_contact=found["first_contact"].where(counts))


def _count_unknown(
    rows: Rows, column: str, which: pd.Series, known: str, refusals: Refusals
) -> None:
    if which.any():
        sentence = f"{rows.headings[column]} does not say {known}: the contact ends no wait"
        refusals.unread(sentence, rows.raw.index[which.to_numpy()])


REFERRAL_LIST, SUPPORT_LIST = TABLES["referral"], TABLES["support_contact"]
# Without them nobody can tell an assessment that has not begun from one of which nobody told.
OF_ASSESSMENTS = ("assessment_started", "outcome_date")
NO_PATHWAY = (
    "the row does not say for which assessment it is, and was left out; name its codes under "
    "[values.pathway] of a mapping"
)


def read(path: Path, la_code: str, data_date: date, mapping: Mapped = None) -> Delivery:
    """Table referral of a referral list, known to `data_date`: the columns of layouts.REFERRAL,
    of the start and the outcome of an assessment those only that the list has.

    Rows whose pathway cannot be told are left out and counted. A contact that was missed is no
    first contact; it becomes `missed_on`. Raises BadFile for missing columns (all at once), a wrong
    mapping, or days of receipt that are mostly unreadable.
    """
    refusals = Refusals()
    rows = read_rows(path, la_code, REFERRAL_LIST, mapping, refusals)
    found = _typed(rows, refusals)
    unknown = found["pathway"].isna()
    refusals.add(NO_PATHWAY, found.loc[unknown, "row"])
    both = found["pathway"].eq(COMBINED)
    found = found.assign(pathway=found["pathway"].mask(both, "autism"))[~unknown]
    not_there = [column for column in OF_ASSESSMENTS if column not in rows.raw]
    of_both = "for autism and ADHD together"
    note = how_many(int(both.sum()), f"referral {of_both} counts", f"referrals {of_both} count")
    done = rows.delivery(
        "referral_list",
        "Referral list",
        la_code,
        data_date,
        {"referral": found.drop(columns=not_there).reset_index(drop=True)},
        refusals,
        (f"{note} under autism.",) if both.any() else (),
    )
    odd = rows.texts("pathway")[unknown.to_numpy()].value_counts().to_dict()
    columns = [
        replace(each, unknown=odd) if each.column == "pathway" else each for each in done.columns
    ]
    return replace(done, columns=tuple(columns))


def read_support(path: Path, la_code: str, data_date: date, mapping: Mapped = None) -> Delivery:
    """Table support_contact of a support list: referral_ref or case_ref, kind, offered, taken_up.

    A kind that is not known counts as other. Raises BadFile as `read` does.
    """
    refusals = Refusals()
    rows = read_rows(path, la_code, SUPPORT_LIST, mapping, refusals)
    found = rows.canonical(SUPPORT_LIST, refusals)
    found["kind"] = found["kind"].fillna("other")
    tables = {"support_contact": found}
    return rows.delivery("support_list", "Support list", la_code, data_date, tables, refusals)


def _typed(rows: Rows, refusals: Refusals) -> pd.DataFrame:
    found = rows.canonical(REFERRAL_LIST, refusals)
    found["pathway"] = pathways(rows.raw).reset_index(drop=True)
    return seen_only(found[["row", *REFERRAL]], rows, refusals)
