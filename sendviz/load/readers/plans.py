"""An improvement plan: findings, actions, their first updates, milestones and measures out of one
sheet, however a council or partnership lays it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from sendviz import catalogue
from sendviz.catalogue.layouts import TABLES, BadFile, Delivery, word_key
from sendviz.load.readers.common import Refusals, how_many, sha256
from sendviz.load.readers.days import tidy
from sendviz.load.readers.headings import Mapped, bare, meant
from sendviz.load.readers.people import Roles, partner_of, without_names
from sendviz.load.readers.plan_days import dated_bullets
from sendviz.load.readers.plan_ratings import colour_ratings
from sendviz.load.readers.plan_rows import PlanRows, read_columns, read_plan_rows, typed_rows
from sendviz.load.readers.words import code_of, codes_by_word

LIST = TABLES["improvement_plan"]
LAYOUT = "improvement_plan"
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
MERGED = re.compile(
    r"(?:merged|combined|superseded|replaced)\s+(?:with|by|into)\s+.+|see\s+(?:action\s+)?\S+.*",
    re.I,
)
ID = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+")
IN_NAMES = {
    "pap": "priority action plan", "app": "accelerated progress plan",
    "wsoa": "written statement of action", "strategic": "strategy, strategic",
    "reform": "reform",
}  # fmt: skip
SAID = ("state", "rating", "percent", "new_due", "reason", "note")


@dataclass
class _Plan:
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


def read_plan(path: Path, la_code: str, day: date, mapping: Mapped, roles: Roles) -> Delivery:
    """Tables finding, action, action_update (what the file says of each action on its day),
    milestone and action_measure; ids as in tables/plan.toml, with which the loader finds again what
    is there. `action` has `own_ref` besides: whether the plan numbers its actions itself.

    Raises BadFile for a file that cannot be read, missing or doubtful columns, unknown colours, and
    where no row can be kept.
    """
    rows = read_plan_rows(path, LIST, mapping)
    if "theme" in rows.raw and _groups_by_theme(rows):
        rows = _theme_as_finding(rows)
    by_colour, colour_notes = colour_ratings(rows)
    lines, notes = typed_rows(rows, day)
    gathered = _Plan(rows, la_code, day, roles, _which_plan(rows))
    kept = [line for line in lines if _can_be_kept(gathered, line)]
    _number_findings(gathered, kept)
    for line in _each_once(gathered, kept):
        _add(gathered, _rated(gathered, line, by_colour))
    if not gathered.actions:
        why = "; ".join(f"{text}: {n}" for text, n in [*rows.refusals.counted().items()][:3])
        raise BadFile(f"{path.name}: none of its rows can be kept ({why}). Nothing was changed.")
    return _delivery(gathered, notes + colour_notes + _state_note(rows))


def _groups_by_theme(rows: PlanRows) -> bool:
    """Whether a column Theme holds findings in the plan's own words, and no other one does."""
    codes = codes_by_word(LIST, "theme")
    words = {code_of(text, codes) for text in rows.raw["theme"] if text.strip()}
    return "finding" not in rows.headings and not words <= {*codes.values()}


def _theme_as_finding(rows: PlanRows) -> PlanRows:
    raw = rows.raw.assign(finding=rows.raw["theme"]).drop(columns="theme")
    headings = {("finding" if c == "theme" else c): text for c, text in rows.headings.items()}
    return replace(rows, raw=raw, headings=headings)


def _which_plan(rows: PlanRows) -> str:
    """The plan's code by its titles and its file's name; `own` where they do not tell."""
    text = word_key(" ".join([*rows.above, rows.path.stem.replace("_", " ")]))
    for code, words in IN_NAMES.items():
        if any(word in text for word in words.split(", ")) or code in text.split():
            return code
    return "own"


def _can_be_kept(plan: _Plan, line: dict[str, Any]) -> bool:
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
    elif line.get("public") and _owners(plan, line)[2]:
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


def _owners(plan: _Plan, line: dict[str, Any]) -> tuple[str | None, str | None, bool]:
    text = line.get("lead_role")
    return without_names(text, plan.roles) if text else (None, None, False)


def _number_findings(plan: _Plan, lines: list[dict[str, Any]]) -> None:
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


def _each_once(plan: _Plan, lines: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
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
            at = plan.rows.refusals._place(first["row"])
            plan.refuse(
                f"{plan.rows.heading('ref')} stands twice with different words, first in row {at}: "
                "give each action its own",
                line,
            )


def _refs(plan: _Plan, lines: list[dict[str, Any]]) -> list[str]:
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


def _number(plan: _Plan, line: dict[str, Any]) -> int:
    finding = plan.findings.get(line.get("finding") or "")
    return finding["number"] if finding else 0


def _rated(plan: _Plan, line: dict[str, Any], by_colour: dict[int, str]) -> dict[str, Any]:
    """The row with its rating and state: by word, by colour, and a state that only the rating
    tells."""
    line = {"state": None, "rating": None, **line}
    said = line.get("rating_text") or line.get("state_text") or ""
    if not line["rating"]:
        line["rating"] = by_colour.get(line["row"]) or _rating_of_state(line)
    if not line["state"] and MERGED.fullmatch(line.get("state_text") or ""):
        line |= {"state": "merged", "reason": line.get("reason") or line["state_text"]}
    if not line["state"] and "state" not in plan.rows.headings:
        words = codes_by_word(LIST, "state")
        line["state"] = words.get(word_key(said)) or words.get(line["rating"] or "")
    return line


def _rating_of_state(line: dict[str, Any]) -> str | None:
    """The rating that a word of the column of states is, where no column tells ratings."""
    if "rating_text" in line:
        return None
    words = codes_by_word(LIST, "rating")
    return words.get(word_key(line.get("state_text") or ""))


def _state_note(rows: PlanRows) -> tuple[str, ...]:
    if "state" in rows.headings or "rating" not in rows.headings:
        return ()
    return ("No column tells how far an action is; it was taken from its rating.",)


def _add(plan: _Plan, line: dict[str, Any]) -> None:
    action_id = f"{plan.la_code}/{line.get('plan') or plan.plan}/{line['ref']}"
    role, of_role, _ = _owners(plan, line)
    partner = partner_of(line.get("partner_text") or "") or of_role
    finding = plan.findings.get(line.get("finding") or "")
    if finding:
        finding["bodies"].append(partner or "not_known")
    bullets = dated_bullets(_raw(plan, line, "due")) or dated_bullets(line.get("milestones") or "")
    due = line.get("due")
    plan.actions.append(
        {
            **{name: line.get(name) for name in (
                "row", "ref", "title", "success", "workstream", "principle", "starts", "due_text",
                "plan_version", "wanted", "co_produced")},
            "action_id": action_id,
            "plan": line.get("plan") or plan.plan,
            "finding_id": finding and finding["finding_id"],
            "partner": partner or "not_known",
            "lead_role": role,
            "accountable_role": _role_only(plan, line.get("accountable_role")),
            "due": due,
            "depends_on": _refs_of(line.get("depends_on")),
            "public": bool(line.get("public")),
            "own_ref": "ref" in plan.rows.headings,
        }
    )  # fmt: skip
    _warn(plan, line, due)
    _add_update(plan, line, action_id)
    _add_milestones(plan, bullets, action_id, line)
    _add_measure(plan, line, action_id)


def _raw(plan: _Plan, line: dict[str, Any], column: str) -> str:
    """A cell as it stands, with its lines."""
    return str(plan.rows.raw.at[line["row"], column]) if column in plan.rows.raw else ""


def _role_only(plan: _Plan, text: str | None) -> str | None:
    return without_names(text, plan.roles)[0] if text else None


def _refs_of(text: str | None) -> str | None:
    return "|".join(part for part in re.split(r"\s*[,;/|\n]\s*", text) if part) if text else None


def _warn(plan: _Plan, line: dict[str, Any], due: date | None) -> None:
    done = line["state"] in ("complete", "embedded")
    if done and line.get("percent") is not None and line["percent"] < 100:
        plan.doubt("complete with a percent under 100", line)
    if done and due and due > plan.day and not line.get("note"):
        plan.doubt("complete before its date, without a word on it", line)
    polarity = catalogue.measures()[line["measure"]].polarity if _has_measure(line) else ""
    baseline, target = line.get("baseline"), line.get("target")
    if polarity and baseline is not None and target is not None:
        worse = {"higher_is_better": target < baseline, "lower_is_better": target > baseline}
        if worse.get(polarity):
            plan.doubt("the target is worse than the baseline", line)


def _add_update(plan: _Plan, line: dict[str, Any], action_id: str) -> None:
    if any(line.get(column) is not None for column in SAID):
        percent = line.get("percent")
        plan.updates.append(
            {"row": line["row"], "action_id": action_id, "day": plan.day,
             **{column: line.get(column) for column in SAID},
             "percent": None if percent is None else round(percent)}
        )  # fmt: skip


def _add_milestones(
    plan: _Plan, bullets: list[tuple[date, str]], action_id: str, line: dict[str, Any]
) -> None:
    plan.milestones += [
        {"row": line["row"], "action_id": action_id, "number": n, "text": text, "due": day}
        for n, (day, text) in enumerate(bullets, start=1)
    ]


def _has_measure(line: dict[str, Any]) -> bool:
    return (line.get("measure") or "") in catalogue.measures()


def _add_measure(plan: _Plan, line: dict[str, Any], action_id: str) -> None:
    """The measure by its id; one that is told in words stands with what success looks like."""
    if not line.get("measure"):
        return
    if not _has_measure(line):
        plan.doubt("the measure is told in words, which no figure here can judge", line)
        action = plan.actions[-1]
        action["success"] = action["success"] or line["measure"]
        return
    kept = ("measure", "baseline", "baseline_on", "target", "target_on", "change", "expected_from",
            "expected_by", "why_then")  # fmt: skip
    values = {
        name: in_unit(line["measure"], line.get(name)) for name in ("baseline", "target", "change")
    }
    plan.measures.append(
        {**{name: line.get(name) for name in kept}, **values, "row": line["row"],
         "action_id": action_id,
         "selection": line.get("selection") or "", "role": "moves"}
    )  # fmt: skip


def _delivery(plan: _Plan, notes: tuple[str, ...]) -> Delivery:
    rows = plan.rows
    findings = [
        {**each, "bodies": "|".join(dict.fromkeys(each["bodies"]))}
        for each in plan.findings.values()
    ]
    tables = {
        "finding": findings, "action": plan.actions, "action_update": plan.updates,
        "milestone": plan.milestones, "action_measure": plan.measures,
    }  # fmt: skip
    plan.doubts.sheets = rows.refusals.sheets
    doubts = tuple(f"To be looked at: {text}." for text in plan.doubts.counted())
    no_date = sum(each["due"] is None for each in plan.actions)
    told = (f"{how_many(no_date, 'action has', 'actions have')} no date.",) if no_date else ()
    return Delivery(
        LAYOUT,
        "Improvement plan",
        rows.path.name,
        sha256(rows.path),
        {name: pd.DataFrame(found) for name, found in tables.items() if found},
        la_code=plan.la_code,
        reference_date=plan.day,
        rows_read=len(rows.raw),
        refused=rows.refusals.counted(),
        unread=rows.refusals.counted_cells(),
        notes=rows.notes + notes + told + doubts,
        columns=read_columns(rows),
        unused=rows.unused,
    )
