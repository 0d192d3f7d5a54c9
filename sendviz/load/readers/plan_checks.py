"""What is gathered of an improvement plan row by row: which rows can be kept, what stands twice,
and how findings and actions are numbered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sendviz import catalogue
from sendviz.catalogue.layouts import word_key
from sendviz.load.readers.common import Refusals
from sendviz.load.readers.days import tidy
from sendviz.load.readers.headings import bare, meant
from sendviz.load.readers.people import Roles, without_names
from sendviz.load.readers.plan_rows import PlanRows

# What a heading of findings says of their kind.
KIND_OF_HEADING = {
    "weakness": "weakness", "priorityaction": "priority_action",
    "improvement": "improvement", "recommendation": "recommendation",
}  # fmt: skip
NUMBERED = re.compile(
    r"(?:(?:area|priority|action|weakness|recommendation|finding|objective|improvement|theme)s?\s+)*"
    r"(?P<number>\d{1,2})(?:\s*[.:)\u2013-]|\s+|$)",
    re.IGNORECASE,
)
ID = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+")


@dataclass(frozen=True)
class Gathered:
    """What is gathered of a plan, row by row."""

    rows: PlanRows
    la_code: str
    day: date
    roles: Roles
    plan: str
    doubts: Refusals = field(default_factory=Refusals)
    findings: dict[str, dict[str, Any]] = field(default_factory=dict)
    actions: list[dict[str, Any]] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    milestones: list[dict[str, Any]] = field(default_factory=list)
    measures: list[dict[str, Any]] = field(default_factory=list)

    def refuse(self, sentence: str, line: dict[str, Any]) -> None:
        self.rows.refusals.add(sentence, [line["row"]])

    def doubt(self, sentence: str, line: dict[str, Any]) -> None:
        self.doubts.add(sentence, [line["row"]])


def can_be_kept(plan: Gathered, line: dict[str, Any]) -> bool:
    """Whether a row is an action without a fault; else it is counted among the refused."""
    rows = plan.rows
    starts, due = line.get("starts"), line.get("due")
    covered = rows.cells[line["row"]]["title"].joined == "above"
    if not line["title"]:
        why = "belongs to the merged action above it" if covered else "is empty"
        plan.refuse(f"{rows.heading('title')} {why}: write one action a row", line)
    elif starts and due and due < starts:
        plan.refuse(
            f"{rows.heading('due')} is before {rows.heading('starts')}: correct one of them", line
        )
    elif (line.get("percent") or 0) > 100 or (line.get("percent") or 0) < 0:
        plan.refuse(f"{rows.heading('percent')} is not from 0 to 100: correct it", line)
    elif text := no_such_measure(line):
        plan.refuse(f"{rows.heading('measure')} {text}", line)
    elif line.get("public") and owners(plan, line)[2]:
        plan.refuse(
            f"{rows.heading('lead_role')} looks like a name, and the action is public: write the "
            "role, or give names with roles as roles.csv",
            line,
        )
    else:
        return True
    return False


def in_unit(measure: str | None, value: float | None) -> float | None:
    """A number of a plan in the unit of its measure: a share, written in percent, as a fraction."""
    of_share = measure is not None and catalogue.measures()[measure].unit == "percent"
    return round(value / 100, 10) if of_share and value is not None else value


def no_such_measure(line: dict[str, Any]) -> str:
    """What is wrong with a measure's id; empty where it is known, or is no id but words."""
    text = (line.get("measure") or "").strip()
    known = catalogue.measures()
    if not ID.fullmatch(text) or text in known:
        return ""
    return f"is no measure that is known.{meant([text], tuple(known))} See docs/measures.md"


def owners(plan: Gathered, line: dict[str, Any]) -> tuple[str | None, str | None, bool]:
    text = line.get("lead_role")
    return without_names(text, plan.roles) if text else (None, None, False)


def number_findings(plan: Gathered, lines: list[dict[str, Any]]) -> None:
    """The findings of the rows, numbered as they are written, else in their order."""
    texts = list(dict.fromkeys(line["finding"] for line in lines if line.get("finding")))
    found = [NUMBERED.match(text) for text in texts]
    numbers = [int(each["number"]) if each else 0 for each in found]
    if len({*numbers}) < len(numbers) or not all(numbers):
        numbers = [*range(1, len(texts) + 1)]
    heading = bare(plan.rows.headings.get("finding", ""))
    kind = next((k for part, k in KIND_OF_HEADING.items() if part in heading), "own")
    for text, number in zip(texts, numbers, strict=True):
        first = next(line for line in lines if line.get("finding") == text)
        plan.findings[text] = {
            "row": first["row"],
            "finding_id": f"{plan.la_code}/{plan.plan}/{number}",
            "kind": first.get("kind") or kind,
            "number": number,
            "wording": text,
            "theme": first.get("theme") or "not_known",
            "bodies": [],
        }


def each_once(plan: Gathered, lines: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows with the ref of each; those that stand twice once, those of one ref with different
    words refused with both places."""
    refs = _refs(plan, lines)
    seen: dict[str, dict[str, Any]] = {}
    for line, ref in zip(lines, refs, strict=True):
        first = seen.setdefault(ref, line)
        if first is line:
            yield line | {"ref": ref}
        elif word_key(first["title"]) == word_key(line["title"]):
            plan.refuse("stands twice with the same words: the first one was kept", line)
        else:
            at = plan.rows.refusals.place(first["row"])
            plan.refuse(
                f"{plan.rows.heading('ref')} stands twice with different words, first in row {at}: "
                "give each action its own",
                line,
            )


def _refs(plan: Gathered, lines: list[dict[str, Any]]) -> list[str]:
    """The ref of each row: its own; with the number of its finding where they begin anew with each;
    else its place."""
    own = [tidy(str(line.get("ref") or "")) for line in lines]
    if not all(own):
        return [ref or f"row {n}" for n, ref in enumerate(own, start=1)]
    twice = len({*own}) < len(own)
    numbered = [f"{_number(plan, line)}.{ref}" for line, ref in zip(lines, own, strict=True)]
    titles = {(ref, word_key(line["title"])) for ref, line in zip(numbered, lines, strict=True)}
    if twice and len({*numbered}) == len(titles) and len(plan.findings) > 1:
        return numbered
    return own


def _number(plan: Gathered, line: dict[str, Any]) -> int:
    finding = plan.findings.get(line.get("finding") or "")
    return finding["number"] if finding else 0


def has_measure(line: dict[str, Any]) -> bool:
    return (line.get("measure") or "") in catalogue.measures()


def warn(plan: Gathered, line: dict[str, Any], due: date | None) -> None:
    done = line["state"] in ("complete", "embedded")
    if done and line.get("percent") is not None and line["percent"] < 100:
        plan.doubt("complete with a percent under 100", line)
    if done and due and due > plan.day and not line.get("note"):
        plan.doubt("complete before its date, without a word on it", line)
    polarity = catalogue.measures()[line["measure"]].polarity if has_measure(line) else ""
    baseline, target = line.get("baseline"), line.get("target")
    if polarity and baseline is not None and target is not None:
        worse = {"higher_is_better": target < baseline, "lower_is_better": target > baseline}
        if worse.get(polarity):
            plan.doubt("the target is worse than the baseline", line)
