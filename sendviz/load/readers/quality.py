"""Lists of audits, complaints, appeals, survey answers, staff and money: what is special in each;
all else is read as tables/quality.toml declares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from sendviz.catalogue.layouts import TABLES, BadFile, Delivery, word_key
from sendviz.load.readers.common import Refusals
from sendviz.load.readers.headings import Mapped, bare
from sendviz.load.readers.local_lists import Rows, Rules, read_plain
from sendviz.load.readers.words import code_of, codes_by_word

GRADED = ("grade_before", *(f"section_{letter}" for letter in "abcdefghijk"))
MOST_PEOPLE = 5000  # of one role in one team: more is a sum of pounds, or a headcount of a council
# Answers that say yes to a question, and those that say no; any other is neither.
POSITIVE = {
    "strongly agree", "agree", "yes", "always", "often", "mostly", "very satisfied", "satisfied",
    "very good", "good", "excellent", "positive", "very confident", "confident", "tend to agree",
}  # fmt: skip
NEGATIVE = {
    "strongly disagree", "disagree", "no", "never", "rarely", "sometimes", "very dissatisfied",
    "dissatisfied", "poor", "very poor", "negative", "not confident", "tend to disagree", "neutral",
    "neither agree nor disagree", "neither", "not at all", "not very confident",
}  # fmt: skip


def _without(found: pd.DataFrame, wrong: pd.Series, why: str, refusals: Refusals) -> pd.DataFrame:
    """The rows but for those of which it is wrong, which are counted with the reason."""
    wrong = wrong.fillna(False).astype(bool)
    refusals.add(why, found.loc[wrong, "row"])
    return found[~wrong]


def _audits_prepared(rows: Rows, _: Refusals) -> Rows:
    """Grades of sections and before moderation in the words of the grade itself."""
    codes = codes_by_word(TABLES["audit"], "grade")
    there = [column for column in GRADED if column in rows.raw]
    known = {column: rows.raw[column].map(partial(code_of, codes=codes)) for column in there}
    return replace(rows, raw=rows.raw.assign(**known))


def _audits_judged(found: pd.DataFrame, _: Rows, refusals: Refusals) -> pd.DataFrame:
    early = found["audited_on"] < found["issued_on"]
    why = "the audit lies before the plan that it audits: correct one of the two days"
    return _without(found, early, why, refusals)


def _complaints_judged(found: pd.DataFrame, _: Rows, refusals: Refusals) -> pd.DataFrame:
    """An Ombudsman's reference makes a row one of the Ombudsman's; its form is `24 020 096`."""
    digits = found["ombudsman_ref"].str.replace(r"\D", "", regex=True)
    form = digits.str.fullmatch(r"\d{8}").fillna(False).astype(bool)
    told = digits.str.slice(0, 2) + " " + digits.str.slice(2, 5) + " " + digits.str.slice(5)
    found = found.assign(
        ombudsman_ref=found["ombudsman_ref"].mask(form, told),
        stage=found["stage"].mask(form, "ombudsman"),
    )
    decided = found["stage"].eq("ombudsman") & found["ombudsman_on"].isna()
    # The Ombudsman's own list has one day, that of the decision.
    found = found.assign(
        ombudsman_on=found["ombudsman_on"].mask(decided, found["answered"]),
        body=found["body"].fillna("council"),
    )
    early = found["answered"].lt(found["received"]) | found["ombudsman_on"].lt(found["received"])
    why = "the answer lies before the complaint was received: correct one of the two days"
    found = _without(found, early, why, refusals)
    return _without(found, found["remedy"] < 0, "the remedy is below nought", refusals)


def _appeals_judged(found: pd.DataFrame, _: Rows, refusals: Refusals) -> pd.DataFrame:
    early = found["closed"].lt(found["registered"]) | found["heard"].lt(found["registered"])
    why = "it was heard or closed before it was registered: correct one of the days"
    return _without(found, early, why, refusals)


def _survey_prepared(rows: Rows, _: Refusals) -> Rows:
    """Shares of a base as answers, marked as worked back. Raises BadFile for shares without one."""
    given = rows.raw["answers"].str.strip()
    share = given.str.endswith("%")
    if not share.any():
        return rows
    if "base" not in rows.raw:
        raise BadFile(
            f"{rows.path.name}: {rows.headings['answers']} holds percentages, and no column says "
            "of how many answers. Add the base (how many answered each question), or the counts."
        )
    part = pd.to_numeric(given.str.rstrip("% "), errors="coerce") / 100
    base = pd.to_numeric(rows.raw["base"], errors="coerce")
    counted = (part * base).round().astype("Int64").astype("str")
    raw = rows.raw.assign(
        answers=given.mask(share, counted),
        worked_back=np.where(share, "yes", "no"),
    )
    return replace(rows, raw=raw, headings={**rows.headings, "worked_back": "worked_back"})


def _survey_judged(found: pd.DataFrame, rows: Rows, refusals: Refusals) -> pd.DataFrame:
    """Questions without a key go by their wording; without a base, by their answers together;
    answers without a mark by their words."""
    asked = ["name", "wave", "audience", "locality", "question"]
    together = found.groupby(asked, dropna=False)["answers"].transform("sum")
    words = found["answer"].fillna("").map(word_key)
    said = words.isin(POSITIVE).astype("boolean").mask(~words.isin(POSITIVE | NEGATIVE))
    found = found.assign(
        question_key=found["question_key"].fillna(found["question"].fillna("").map(bare)),
        base=found["base"].fillna(together) if "base" not in rows.raw else found["base"],
        positive=found["positive"].fillna(said),
        audience=found["audience"].fillna("parents")
        if "audience" not in rows.raw
        else found["audience"],
    )
    found = _without(
        found, found["answers"] > found["base"], "more answers than its base", refusals
    )
    return _without(found, found["base"] > found["invited"], "a base above those invited", refusals)


def _staff_judged(found: pd.DataFrame, rows: Rows, refusals: Refusals) -> pd.DataFrame:
    """Months as their last day; people in post unless said otherwise; posts vacant where the list
    tells posts and people in post."""
    actual = found["basis"].fillna("actual") if "basis" not in rows.raw else found["basis"]
    vacant = found["vacant"].fillna(found["posts"] - found["in_post"])
    last_day = found["month"] + pd.offsets.MonthEnd(0)
    found = found.assign(month=last_day, basis=actual, vacant=vacant)
    many = found[["posts", "in_post", "agency"]].gt(MOST_PEOPLE).any(axis=1)
    found = _without(found, many, f"more than {MOST_PEOPLE:,} people in one role", refusals)
    below = found[["posts", "in_post", "agency"]].lt(0).any(axis=1)
    return _without(found, below, "fewer than no people", refusals)


def _money_judged(found: pd.DataFrame, _: Rows, refusals: Refusals) -> pd.DataFrame:
    below = found["amount"].lt(0) | found["spent"].lt(0)
    return _without(found, below, "a sum below nought", refusals)


RULES = {
    "audit": Rules(_audits_prepared, _audits_judged),
    "complaint": Rules(judge=_complaints_judged),
    "appeal": Rules(judge=_appeals_judged),
    "survey": Rules(_survey_prepared, _survey_judged),
    "staff": Rules(judge=_staff_judged),
    "money": Rules(judge=_money_judged),
}


def _reader(name: str) -> Callable[[Path, str, date, Mapped], Delivery]:
    """The reader of a kind of list: its rows as declared, by its rules."""

    def read(path: Path, la_code: str, data_date: date, mapping: Mapped = None) -> Delivery:
        return read_plain(path, TABLES[name], la_code, data_date, mapping, RULES[name])

    return read


READERS = {name: _reader(name) for name in RULES}
