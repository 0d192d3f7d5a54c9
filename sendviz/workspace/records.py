"""Decisions, evidence, notes, scenarios and sign-offs that people write in the app."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sendviz.workspace.book import (
    NotAccepted,
    Workspace,
    Writer,
    insert,
    new_id,
    now,
    rows,
    writing,
)

BODIES = ("board", "cabinet", "scrutiny", "icb", "forum", "dfe")
EVIDENCE_KINDS = ("data", "audit", "survey", "case_study", "minutes", "document", "feedback",
                  "inspection")  # fmt: skip
SEEN_BY = ("public", "board", "officer")
# Who wrote a row and when, and what it follows or takes back.
MARKS = ("entered_at", "entered_by", "entered_role", "after_id", "withdraws")
OF_DECISION = "select * from decision where decision_id = ? order by rowid"
STANDING = """
select * from {table} as written
where withdraws is null and la_code = ?
    and not exists (select 1 from {table} as later where later.withdraws = written.{key})
order by rowid
"""
KEYS = {"decision": "entry_id", "evidence": "evidence_id", "note": "note_id",
        "scenario": "scenario_id", "sign_off": "sign_off_id"}  # fmt: skip


@dataclass(frozen=True)
class Written:
    """One row that somebody wrote: its own values by column, and who entered it when (UTC)."""

    id: str
    values: Mapping[str, Any]
    entered_at: str
    entered_by: str
    entered_role: str | None


@dataclass(frozen=True)
class WrittenSince:
    """Nothing was written: these rows of the same decision were made since the writer looked."""

    rows: tuple[Written, ...]


def record_decision(
    book: Workspace,
    by: Writer,
    *,
    la_code: str,
    body: str,
    meeting: date,
    question: str,
    decision_id: str | None = None,
    after_id: str | None = None,
    **more: str | date | None,
) -> Written | WrittenSince:
    """Keep a decision, or what is still to be decided (`decided` left out).

    A decision that is known already keeps its `decision_id`: the newer row stands, the older one
    stays in the history; `after_id` is then the entry that the writer had before them. more:
    options, decided, decided_by_role, money_id, action_id, finding_id, do_by, done_on, minute.
    Raises NotAccepted for another body and an empty question.
    """
    _check(
        {
            "body": (body in BODIES, f"Body: choose one of {', '.join(BODIES)}."),
            "question": (bool(question.strip()), "Question: say what is to be decided."),
        }
    )
    values = {"la_code": la_code, "body": body, "meeting": meeting, "question": question, **more}
    with writing(book) as connection:
        known = decision_id or new_id()
        every = connection.execute(OF_DECISION, [known]).fetchall()
        seen = [row["entry_id"] for row in every]
        since = every[seen.index(after_id) + 1 if after_id in seen else 0 :]
        if since:
            return WrittenSince(tuple(_written("decision", row) for row in since))
        row = {"decision_id": known, **values, "after_id": after_id}
        return _insert(connection, "decision", row, by)


def record_evidence(
    book: Workspace,
    by: Writer,
    *,
    la_code: str,
    kind: str,
    title: str,
    dated: date,
    level: int,
    seen_by: str,
    **more: str | int | date | None,
) -> Written:
    """Keep a piece of evidence. level: 1 we say so, 2 it was done, 3 it was measured, 4 families or
    an outsider confirm. more: finding_id, action_id, theme, valid_to, base_n, measure, selection,
    kept_at, owner_role. Raises NotAccepted for codes that are none and an empty title.
    """
    _check(
        {
            "kind": (kind in EVIDENCE_KINDS, f"Kind: choose one of {', '.join(EVIDENCE_KINDS)}."),
            "title": (bool(title.strip()), "Title: say what it is."),
            "level": (level in (1, 2, 3, 4), "Level: give a number from 1 to 4."),
            "seen_by": (seen_by in SEEN_BY, f"Seen by: choose one of {', '.join(SEEN_BY)}."),
        }
    )
    values = {"la_code": la_code, "kind": kind, "title": title, "dated": dated, "level": level,
              "seen_by": seen_by, **more}  # fmt: skip
    return _keep(book, "evidence", values, by)


def record_note(
    book: Workspace, by: Writer, *, la_code: str, screen: str, selection: str, text: str
) -> Written:
    """Keep a note on a screen as it was selected (address-bar form). Raises NotAccepted if it is
    empty."""
    _check({"text": (bool(text.strip()), "Note: write something.")})
    values = {"la_code": la_code, "screen": screen, "selection": selection, "text": text}
    return _keep(book, "note", values, by)


def record_scenario(
    book: Workspace,
    by: Writer,
    *,
    la_code: str,
    name: str,
    levers: Mapping[str, Any],
    as_at: date | None = None,
    seed: int | None = None,
) -> Written:
    """Keep a named scenario: its levers as they stand in the address bar. Raises NotAccepted
    without a name, and for one that another scenario of the council has."""
    name = name.strip()
    _check({"name": (bool(name), "Name: give the scenario a name.")})
    held = {each.values["name"].casefold() for each in scenarios(book, la_code)}
    known = "Name: a scenario of this name is kept already; give another."
    _check({"name": (name.casefold() not in held, known)})
    values = {"la_code": la_code, "name": name, "as_at": as_at, "seed": seed,
              "levers": json.dumps(levers, sort_keys=True)}  # fmt: skip
    return _keep(book, "scenario", values, by)


def sign_off(
    book: Workspace, by: Writer, *, la_code: str, what: str, ref: str, note: str | None = None
) -> Written:
    """Keep that somebody signed something off. what: its kind, as 'board pack'; ref: which one, as
    '31 December 2025'. Who signs off again has two rows. Raises NotAccepted where either is empty.
    """
    _check(
        {
            "what": (bool(what.strip()), "What: say what is signed off."),
            "ref": (bool(ref.strip()), "Which: say which one is signed off."),
        }
    )
    values = {"la_code": la_code, "what": what, "ref": ref, "note": note}
    return _keep(book, "sign_off", values, by)


def withdraw(book: Workspace, table: str, withdrawn: Written, by: Writer) -> Written:
    """Take back a decision, evidence, note, scenario or sign-off: a new row that names it. Raises
    NotAccepted if it is taken back already."""
    taken = rows(book, f"select 1 from {table} where withdraws = ?", [withdrawn.id])
    _check({"withdraws": (not taken, "This entry is taken back already.")})
    return _keep(book, table, {**withdrawn.values, "withdraws": withdrawn.id}, by)


def decisions(book: Workspace, la_code: str) -> list[Written]:
    """The decisions of a council as they stand: of each the newest row, none withdrawn."""
    newest = {each.values["decision_id"]: each for each in _standing(book, "decision", la_code)}
    return [*newest.values()]


def history_of_decision(book: Workspace, decision_id: str) -> list[Written]:
    """Every row of a decision in the order of writing, withdrawals too."""
    return [_written("decision", row) for row in rows(book, OF_DECISION, [decision_id])]


def evidence(book: Workspace, la_code: str) -> list[Written]:
    """The evidence that people added for a council, none withdrawn."""
    return _standing(book, "evidence", la_code)


def notes(book: Workspace, la_code: str, screen: str | None = None) -> list[Written]:
    """The notes of a council, of one screen or all; none withdrawn."""
    found = _standing(book, "note", la_code)
    return [each for each in found if screen in (None, each.values["screen"])]


def scenarios(book: Workspace, la_code: str) -> list[Written]:
    """The scenarios of a council, none withdrawn; `levers` is a mapping."""
    return _standing(book, "scenario", la_code)


def sign_offs(book: Workspace, la_code: str, what: str, ref: str) -> list[Written]:
    """Who signed one thing off, in the order of writing, none withdrawn."""
    found = _standing(book, "sign_off", la_code)
    return [each for each in found if (each.values["what"], each.values["ref"]) == (what, ref)]


def _standing(book: Workspace, table: str, la_code: str) -> list[Written]:
    found = rows(book, STANDING.format(table=table, key=KEYS[table]), [la_code])
    return [_written(table, row) for row in found]


def _check(rules: Mapping[str, tuple[bool, str]]) -> None:
    if problems := {field: sentence for field, (so, sentence) in rules.items() if not so}:
        raise NotAccepted(problems)


def _keep(book: Workspace, table: str, values: Mapping[str, Any], by: Writer) -> Written:
    with writing(book) as connection:
        return _insert(connection, table, values, by)


def _insert(
    connection: sqlite3.Connection, table: str, values: Mapping[str, Any], by: Writer
) -> Written:
    told = {name: v.isoformat() if isinstance(v, date) else v for name, v in values.items()}
    if isinstance(told.get("levers"), Mapping):
        told["levers"] = json.dumps(told["levers"], sort_keys=True)
    row = {**told, KEYS[table]: new_id(), "entered_at": now(), "entered_by": by.name,
           "entered_role": by.role}  # fmt: skip
    insert(connection, table, row)
    kept = f"select * from {table} where {KEYS[table]} = ?"
    return _written(table, connection.execute(kept, [row[KEYS[table]]]).fetchone())


def _written(table: str, row: sqlite3.Row) -> Written:
    found = dict(row)
    values = {name: v for name, v in found.items() if name not in (*MARKS, KEYS[table])}
    if table == "scenario":
        values["levers"] = json.loads(values["levers"])
    return Written(
        found[KEYS[table]], values, found["entered_at"], found["entered_by"], found["entered_role"]
    )
