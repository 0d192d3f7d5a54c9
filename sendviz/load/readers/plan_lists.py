"""The other lists of an improvement plan: milestones, risks, evidence, decisions, inspections and
promises, by the same rules as the plan itself.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from sendviz import catalogue
from sendviz.catalogue.councils import NoSuchCouncil, named_council
from sendviz.catalogue.layouts import BadFile, Delivery, Table, word_key
from sendviz.load.readers import bundled
from sendviz.load.readers.common import sha256
from sendviz.load.readers.days import tidy
from sendviz.load.readers.headings import Mapped
from sendviz.load.readers.plan_checks import in_unit, no_such_measure
from sendviz.load.readers.plan_days import plan_day
from sendviz.load.readers.plan_numbers import PlanNumber, plan_number
from sendviz.load.readers.plan_rows import PlanRows, read_plan_rows
from sendviz.load.readers.plan_values import read_columns, typed_rows

Line = dict[str, Any]
# Devon's wide table: a column a month, planned beside actual.
WIDE = re.compile(
    r"(?P<what>milestone|actual)\s*\d*\s*[\u2013:-]?\s*(?P<day>[a-z]+[\s'-]*\d{2,4})", re.I
)
ON_THIS_MACHINE = re.compile(r"[A-Za-z]:[\\/]|file:|/(?:home|Users|mnt|tmp)/")
# What a kind of evidence is at least, where its level is not told.
LEVEL_OF_KIND = {"data": 3, "audit": 3, "survey": 3, "feedback": 4, "inspection": 4}
MONTHS = re.compile(r"(?P<n>\d+(?:\.\d)?)\s*(?P<unit>years?|yrs?|months?)?", re.IGNORECASE)
# The sentence with which a report gives each outcome.
OUTCOMES = {
    "typically_positive": "typically lead to positive experiences",
    "inconsistent": "inconsistent experiences",
    "systemic_failings": "systemic failings",
}
NO_YEAR = re.compile(r".*\b1900\b.*")


def read_plan_list(path: Path, table: Table, la_code: str, day: date, mapping: Mapped) -> Delivery:
    """The table under its name with its declared columns, and `ref` and `finding`, which tell the
    action and the finding to which a row belongs.

    Raises BadFile for a file that cannot be read, missing or doubtful columns, a score without its
    parts, and where no row can be kept.
    """
    rows = read_plan_rows(path, table, mapping)
    if table.name == "inspection":
        rows = _inspections_of(rows, la_code)
    lines, notes = typed_rows(rows, day)
    make = {"milestone": _milestones, "risk": _risks, "evidence": _evidence,
            "decision": _decisions, "inspection": _inspections, "promise": _promises}  # fmt: skip
    made = [
        each | {"row": line["row"]}
        for line in lines
        for each in make[table.name](rows, line, la_code, day)
    ]
    found = _once(rows, table, made)
    if not found:
        why = "; ".join(f"{text}: {n}" for text, n in [*rows.refusals.counted().items()][:3])
        raise BadFile(f"{path.name}: none of its rows can be kept ({why}). Nothing was changed.")
    return Delivery(
        f"{table.name}_list",
        table.list[:1].upper() + table.list[1:],
        path.name,
        sha256(path),
        {table.name: pd.DataFrame(found)},
        la_code=la_code,
        reference_date=day,
        rows_read=len(rows.raw) + rows.slipped,
        refused=rows.refusals.counted(),
        unread=rows.refusals.counted_cells(),
        notes=rows.notes + notes,
        columns=read_columns(rows),
        unused=tuple(text for text in rows.unused if not WIDE.fullmatch(text)),
    )


def _once(rows: PlanRows, table: Table, made: list[Line]) -> list[Line]:
    """The rows, those of one id once."""
    key = f"{table.name}_id"
    if table.name == "milestone":
        return made
    seen: dict[str, Line] = {}
    for line in made:
        if line[key] in seen:
            rows.refusals.add("stands twice: the first one was kept", [line["row"]])
        seen.setdefault(line[key], line)
    return [*seen.values()]


def _id(la_code: str, kind: str, *parts: object) -> str:
    """An id that the same row has in every file."""
    said = "|".join(word_key(str(part)) for part in parts)
    return f"{la_code}/{kind}/{hashlib.sha256(said.encode()).hexdigest()[:12]}"


def _lacks(rows: PlanRows, line: Line, *columns: str) -> bool:
    """Whether a needed cell is empty; the row is then counted as refused."""
    for column in columns:
        if line.get(column) is None:
            why = f"{rows.heading(column)} is empty or could not be read: fill it in"
            rows.refusals.add(why, [line["row"]])
            return True
    return False


def _wrong_measure(rows: PlanRows, line: Line) -> bool:
    text = no_such_measure(line)
    if text:
        rows.refusals.add(f"{rows.heading('measure')} {text}", [line["row"]])
    return bool(text)


def _known_measure(line: Line) -> str | None:
    text = line.get("measure")
    return text if text in catalogue.measures() else None


def is_wide(headings: tuple[str, ...]) -> bool:
    """Whether headings are those of a wide table of milestones: planned beside actual, by month."""
    found = {each["what"].lower() for text in headings if (each := WIDE.fullmatch(tidy(text)))}
    return found == {"milestone", "actual"}


def _milestones(rows: PlanRows, line: Line, la_code: str, day: date) -> Iterator[Line]:
    text = line.get("text") or line.get("measure")
    if text is None:
        _lacks(rows, line, "text")
        return
    wide = _wide(rows, line["row"])
    if not wide:
        known = (line.get("due"), _number(line, "target"), _number(line, "actual"))
        wide = [(*known, "")]
    for due, target, actual, said in wide:
        yield {
            "ref": line.get("ref"),
            "text": f"{text}: {said}" if said else text,
            "due": due,
            "target": target.value,
            "actual": actual.value,
            "actual_blank": None if actual.value is not None else _why_blank(actual, due, day),
            "reached_on": line.get("reached_on"),
        }


def _number(line: Line, column: str) -> PlanNumber:
    return PlanNumber(line.get(column), blank=line.get(f"{column}_blank"))


def _why_blank(actual: PlanNumber, due: date | None, day: date) -> str | None:
    """not_reported, not_yet_due or suppressed; None where no date tells whether it was due."""
    if actual.blank in ("suppressed", "not_yet_due") or due is None:
        return actual.blank if actual.blank in ("suppressed", "not_yet_due") else None
    return "not_reported" if due <= day else "not_yet_due"


def _wide(rows: PlanRows, row: int) -> list[tuple[date | None, PlanNumber, PlanNumber, str]]:
    """Of a wide table: day, planned, actual and what is planned in words, month by month."""
    cells: dict[date, dict[str, str]] = {}
    for heading in rows.others:
        found = WIDE.fullmatch(tidy(heading))
        due = plan_day(found["day"]).day if found else None
        if found and due:
            cells.setdefault(due, {})[found["what"].lower()] = rows.others.at[row, heading]
    made: list[tuple[date | None, PlanNumber, PlanNumber, str]] = []
    for due, told in sorted(cells.items()):
        target, actual = (plan_number(told.get(what, ""))[0] for what in ("milestone", "actual"))
        words = tidy(told.get("milestone", "")) if target.problem else ""
        if target.value is not None or actual.value is not None or words:
            made.append((due, target, actual, words))
    return made


def _risks(rows: PlanRows, line: Line, la_code: str, day: date) -> Iterator[Line]:
    if "score" in rows.raw and "likelihood" not in rows.raw:
        raise BadFile(
            f"{rows.path.name}, column {rows.heading('score')}: a score does not tell its parts. "
            "Add the columns likelihood and impact, 1 to 5. Nothing was changed."
        )
    if _lacks(rows, line, "text"):
        return
    same = ("ref", "finding", "text", "cause", "effect", "response", "mitigation", "owner_role",
            "raised_on", "review_on")  # fmt: skip
    scores = ("likelihood", "impact", "likelihood_after", "impact_after")
    yield {
        **{name: line.get(name) for name in same},
        **{name: int(line[name]) if line.get(name) else None for name in scores},
        "risk_id": _id(la_code, "risk", line["text"]),
        "kind": line.get("kind") or "risk",
        "state": line.get("state") or "open",
    }


def _evidence(rows: PlanRows, line: Line, la_code: str, day: date) -> Iterator[Line]:
    if _lacks(rows, line, "title", "dated") or _wrong_measure(rows, line):
        return
    kind = line.get("kind") or "document"
    kept_at = line.get("kept_at")
    if kept_at and ON_THIS_MACHINE.match(kept_at):
        rows.refusals.unread(f"{rows.heading('kept_at')} is a path of one machine", [line["row"]])
        kept_at = None
    same = ("ref", "finding", "theme", "title", "dated", "valid_to", "selection", "owner_role")
    yield {
        **{name: line.get(name) for name in same},
        "evidence_id": _id(la_code, "evidence", line["title"], line["dated"]),
        "kind": kind,
        "level": int(line.get("level") or LEVEL_OF_KIND.get(kind, 1)),
        "base_n": line.get("base_n"),
        "measure": _known_measure(line),
        "kept_at": kept_at,
        "seen_by": line.get("seen_by") or "officer",
    }


def _decisions(rows: PlanRows, line: Line, la_code: str, day: date) -> Iterator[Line]:
    if _lacks(rows, line, "question", "meeting"):
        return
    body = line.get("body") or "board"
    same = ("ref", "finding", "question", "options", "meeting", "decided", "decided_by_role",
            "do_by", "done_on", "minute")  # fmt: skip
    yield {
        **{name: line.get(name) for name in same},
        "decision_id": _id(la_code, "decision", body, line["meeting"], line["question"]),
        "body": body,
    }


def _inspections_of(rows: PlanRows, la_code: str) -> PlanRows:
    """The rows of this council, where a column names councils; 1 January 1900 is a blank."""
    raw = rows.raw.replace(NO_YEAR, "", regex=True)
    named = next((each for each in ("council_code", "council") if each in raw), None)
    if named is None:
        return replace(rows, raw=raw)
    ours = {text for text in raw[named].unique() if _names(text, la_code)}
    if not ours:
        raise BadFile(f"{rows.path.name}: none of its rows is of council {la_code}.")
    return replace(rows, raw=raw[raw[named].isin(ours)])


def _names(text: str, la_code: str) -> bool:
    try:
        return named_council(tidy(text), bundled.councils()) == la_code
    except NoSuchCouncil:
        return False


def _inspections(rows: PlanRows, line: Line, la_code: str, day: date) -> Iterator[Line]:
    if _lacks(rows, line, "first_day") or _says_another(rows, line):
        return
    kind = line.get("kind") or "area_send"
    same = ("first_day", "last_day", "notified_on", "published_on", "outcome", "framework",
            "next_kind", "bodies", "report")  # fmt: skip
    yield {
        **{name: line.get(name) for name in same},
        "inspection_id": f"{la_code}/{kind}/{line['first_day']}",
        "kind": kind,
        "next_after_months": _months(line.get("next_after_months")),
    }


def _says_another(rows: PlanRows, line: Line) -> bool:
    """Whether the sentence of the report beside a grade is that of another grade: grades of the
    public overview are read off reports by a program, which takes the first phrase it finds."""
    if "outcome_text" not in rows.raw or not line.get("outcome"):
        return False
    sentence = " ".join(rows.raw.at[line["row"], "outcome_text"].lower().split())
    told = [code for code, phrase in OUTCOMES.items() if phrase in sentence]
    if len(told) != 1 or told[0] == line["outcome"]:
        return False
    why = (
        f"{rows.heading('outcome')} says {line['outcome']}, but {rows.heading('outcome_text')} "
        f"says {told[0]}: see the report, and write one of them"
    )
    rows.refusals.add(why, [line["row"]])
    return True


def _months(text: str | None) -> int | None:
    """36 of `3 years`, 18 of `18 months`, and of a number alone."""
    found = MONTHS.search(text or "")
    if not found:
        return None
    years = (found["unit"] or "").lower().startswith("y")
    return round(float(found["n"]) * (12 if years else 1))


def _promises(rows: PlanRows, line: Line, la_code: str, day: date) -> Iterator[Line]:
    if _lacks(rows, line, "wording", "said_on", "source") or _wrong_measure(rows, line):
        return
    measure = _known_measure(line)
    same = ("said_on", "wording", "compare", "hold_from", "hold_by", "source", "why_not_judged")
    yield {
        **{name: line.get(name) for name in same},
        "promise_id": _id(la_code, "promise", line["said_on"], line["wording"]),
        "said_by": line.get("said_by") or "council",
        "measure": measure,
        "selection": line.get("selection") or "",
        "value": in_unit(measure, line.get("value")),
    }
