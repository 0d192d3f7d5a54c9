"""An improvement plan: findings, actions, their first updates, milestones and measures out of one
sheet, however a council or partnership lays it out.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from sendviz.catalogue.layouts import TABLES, BadFile, Delivery, word_key
from sendviz.load.readers.common import how_many, sha256
from sendviz.load.readers.headings import Mapped
from sendviz.load.readers.people import Roles, partner_of, without_names
from sendviz.load.readers.plan_checks import (
    Gathered,
    can_be_kept,
    each_once,
    has_measure,
    in_unit,
    number_findings,
    owners,
    warn,
)
from sendviz.load.readers.plan_days import dated_bullets
from sendviz.load.readers.plan_ratings import colour_ratings, rating_key
from sendviz.load.readers.plan_rows import PlanRows, read_plan_rows
from sendviz.load.readers.plan_values import read_columns, typed_rows
from sendviz.load.readers.words import code_of, codes_by_word

LIST = TABLES["improvement_plan"]
LAYOUT = "improvement_plan"
MERGED = re.compile(
    r"(?:merged|combined|superseded|replaced)\s+(?:with|by|into)\s+.+|see\s+(?:action\s+)?\S+.*",
    re.I,
)
# What families say is named as a figure is, and is held against no chart.
SURVEYED = "survey_positive"
IN_NAMES = {
    "pap": "priority action plan", "app": "accelerated progress plan",
    "wsoa": "written statement of action", "strategic": "strategy, strategic",
    "reform": "reform",
}  # fmt: skip
SAID = ("state", "rating", "percent", "new_due", "reason", "note")


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
    gathered = Gathered(rows, la_code, day, roles, _which_plan(rows))
    kept = [line for line in lines if can_be_kept(gathered, line)]
    number_findings(gathered, kept)
    for line in each_once(gathered, kept):
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


def _rated(plan: Gathered, line: dict[str, Any], by_colour: dict[int, str]) -> dict[str, Any]:
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


def _add(plan: Gathered, line: dict[str, Any]) -> None:
    action_id = f"{plan.la_code}/{line.get('plan') or plan.plan}/{line['ref']}"
    role, of_role, _ = owners(plan, line)
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
    warn(plan, line, due)
    _add_update(plan, line, action_id)
    _add_milestones(plan, bullets, action_id, line)
    _add_measure(plan, line, action_id)


def _raw(plan: Gathered, line: dict[str, Any], column: str) -> str:
    """A cell as it stands, with its lines."""
    return str(plan.rows.raw.at[line["row"], column]) if column in plan.rows.raw else ""


def _role_only(plan: Gathered, text: str | None) -> str | None:
    return without_names(text, plan.roles)[0] if text else None


def _refs_of(text: str | None) -> str | None:
    return "|".join(part for part in re.split(r"\s*[,;/|\n]\s*", text) if part) if text else None


def _add_update(plan: Gathered, line: dict[str, Any], action_id: str) -> None:
    if any(line.get(column) is not None for column in SAID):
        percent = line.get("percent")
        plan.updates.append(
            {"row": line["row"], "action_id": action_id, "day": plan.day,
             **{column: line.get(column) for column in SAID},
             "percent": None if percent is None else round(percent)}
        )  # fmt: skip


def _add_milestones(
    plan: Gathered, bullets: list[tuple[date, str]], action_id: str, line: dict[str, Any]
) -> None:
    plan.milestones.extend(
        {"row": line["row"], "action_id": action_id, "number": n, "text": text, "due": day}
        for n, (day, text) in enumerate(bullets, start=1)
    )


def _add_measure(plan: Gathered, line: dict[str, Any], action_id: str) -> None:
    """The measure by its id; one that is told in words stands with what success looks like."""
    if not line.get("measure"):
        return
    if not has_measure(line):
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
         "selection": line.get("selection") or "",
         "role": "felt" if line["measure"] == SURVEYED else "moves"}
    )  # fmt: skip


def _delivery(plan: Gathered, notes: tuple[str, ...]) -> Delivery:
    rows = plan.rows
    findings = [
        {**each, "bodies": "|".join(dict.fromkeys(each["bodies"]))}
        for each in plan.findings.values()
    ]
    tables = {
        "finding": findings, "action": plan.actions, "action_update": plan.updates,
        "milestone": plan.milestones, "action_measure": plan.measures,
        "rating_key": rating_key(rows, plan.la_code, plan.plan),
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
        rows_read=len(rows.raw) + rows.slipped,
        refused=rows.refusals.counted(),
        unread=rows.refusals.counted_cells(),
        notes=rows.notes + notes + told + doubts,
        columns=read_columns(rows),
        unused=rows.unused,
    )
