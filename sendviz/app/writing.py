"""What board and officers write of a plan: how an action stands, and what was decided.

It is kept in the workspace beside the file, where nothing is ever changed or lost: who saves while
somebody else has done so sees both, and chooses.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from sendviz import workspace
from sendviz.app.forms import accepted, done, form_key, tell_kept, writer
from sendviz.app.parts import note
from sendviz.ask import PUBLIC, Records
from sendviz.ask.plan_rows import Decision, Line, Plan
from sendviz.findings.actions import plan_of
from sendviz.kit.verdicts import rating_sign, state_words
from sendviz.kit.words import capital, day
from sendviz.panels.action_plan import BODIES
from sendviz.workspace import (
    Entry,
    Saved,
    SavedSince,
    Update,
    Workspace,
    Written,
    WrittenSince,
)

# What the writer had before them, by action or decision; and what waits until its writer has
# chosen.
BEFORE, WAITING = "_before", "_waiting"
RATINGS = ("", *workspace.RATINGS)
NEW = "Something else"
Outcome = Saved | SavedSince | Written | WrittenSince


def draw_writing(records: Records) -> None:
    """Both forms, for board and officers; nothing in public view and where there is no plan."""
    found = plan_of(records)
    if records.role == PUBLIC or not found.lines:
        return
    tell_kept()
    book = workspace.workspace_of(records.store.path)
    with st.expander("Say how an action stands", key="say", on_change="rerun") as opened:
        if opened.open:
            _draw_update(book, records, found)
    with st.expander("Record a decision", key="decide", on_change="rerun") as opened:
        if opened.open:
            _draw_decision(book, records, found)


def _draw_update(book: Workspace, records: Records, found: Plan) -> None:
    names = {each.action_id: f"{each.ref} {each.title}" for each in found.lines}
    chosen = st.selectbox("Action", list(names), format_func=names.__getitem__, key="say_action")
    line = found.line(str(chosen))
    newest = workspace.newest_id(book, line.action_id)
    if (update := _update_form(line, records.selection.as_at)) is not None:
        after = st.session_state.get(BEFORE, {}).get(line.action_id)
        _keep_update(book, records, line, update, after)
    elif WAITING in st.session_state and st.session_state[WAITING][0].action_id == line.action_id:
        _draw_choice(book, records, line)
    st.session_state.setdefault(BEFORE, {})[line.action_id] = newest
    _draw_taking_back(book, records, line)


def _update_form(line: Line, today: date) -> Update | None:
    """What the writer says, once they have; nothing in it is kept yet."""
    form = form_key("say", line.action_id)
    # As it stood when the form was opened, whatever others write meanwhile.
    st.session_state.setdefault(f"{form}_state", line.state or workspace.STATES[0])
    st.session_state.setdefault(f"{form}_rating", line.rating)
    with st.form(form):
        with st.container(horizontal=True):
            told_of = st.date_input("Tells of", today, max_value=today, format="DD/MM/YYYY")
            state = st.selectbox(
                "State", workspace.STATES, format_func=_state, key=f"{form}_state", width=230
            )
            rating = st.selectbox(
                "Rating", RATINGS, format_func=_rating, key=f"{form}_rating", width=170
            )
            due = st.date_input("New date, if it moves", None, format="DD/MM/YYYY")
        reason = st.text_area("Reason (for red, amber, a later date, a pause or a stop)", height=68)
        said = st.text_area("What was done, and what comes next", height=68)
        if not st.form_submit_button("Save", type="primary"):
            return None
    return Update(
        line.action_id, told_of or today, state, rating or None, None, due, reason or None,
        said or None,
    )  # fmt: skip


def _at(codes: Sequence[str], code: str | None) -> int:
    return codes.index(code) if code in codes else 0


def _state(code: str) -> str:
    return capital(state_words(code))


def _rating(code: str) -> str:
    return capital(rating_sign(code).word)


def _keep_update(
    book: Workspace, records: Records, line: Line, update: Update, after: str | None
) -> None:
    outcome = accepted(
        lambda: workspace.record_update(
            book, update, writer(records), after_id=after, due=line.due_on
        ),
        {"Reason": update.reason, "What was done": update.note},
    )
    if isinstance(outcome, SavedSince):
        st.session_state[WAITING] = (update, outcome.entries)
        _draw_choice(book, records, line)
    elif outcome is not None:
        _done(f"Kept: {line.ref} is {state_words(update.state or '')}.")


def _done(told: str) -> None:
    st.session_state.pop(WAITING, None)
    done(told)


def _draw_choice(book: Workspace, records: Records, line: Line) -> None:
    """What somebody saved since the form was opened, beside what its writer says."""
    update, entries = st.session_state[WAITING]
    theirs = entries[-1]
    note(f"{_who(theirs)} since you opened this form. Nothing of yours is saved yet.", warn=True)
    left, right = st.columns(2)
    with left:
        _draw_said("Saved by them", theirs.update)
        if st.button("Keep theirs", key="keep_theirs"):
            _done("Theirs stands; yours was not saved.")
    with right:
        _draw_said("Yours", update)
        if st.button("Save mine as a newer entry", key="keep_mine"):
            _keep_update(book, records, line, update, theirs.update_id)


def _who(entry: Entry) -> str:
    return f"{entry.entered_by} saved this at {_when(entry)}"


def _when(entry: Entry) -> str:
    return f"{entry.entered_at:%H:%M} (UTC) on {day(entry.entered_at)}"


def _draw_said(title: str, update: Update) -> None:
    parts = [_state(update.state or ""), _rating(update.rating or "")]
    parts += [f"new date {day(update.new_due)}"] if update.new_due else []
    parts += [each for each in (update.reason, update.note) if each]
    st.markdown(f"**{title}**")
    note("; ".join(parts))


def _draw_taking_back(book: Workspace, records: Records, line: Line) -> None:
    """Entries made here that still stand, each of which may be taken back with a reason."""
    every = workspace.history(book, line.action_id)
    taken = {each.withdraws for each in every}
    mine = {
        each.update_id: each for each in every if not each.withdraws and each.update_id not in taken
    }
    if not mine:
        return
    with st.form(form_key("take_back", line.action_id)):
        chosen = st.selectbox(
            "Take back an entry made in error",
            list(mine),
            format_func=lambda id: f"{_state(mine[id].update.state or '')}, {_who(mine[id])}",
        )
        why = st.text_input("Why")
        if not st.form_submit_button("Take it back"):
            return
    after = every[-1].update_id
    outcome = accepted(
        lambda: workspace.withdraw_update(
            book, mine[chosen], writer(records), why=why, after_id=after
        ),
        {"Why": why},
    )
    if outcome is not None:
        _done("Taken back; both entries stay in the history.")


def _draw_decision(book: Workspace, records: Records, found: Plan) -> None:
    # What somebody else has decided since stays in the list of whoever has it open.
    open_here = st.session_state.get("decide_what")
    asked = {
        each.decision_id: each
        for each in found.decisions
        if each.decided is None or each.decision_id == open_here
    }
    chosen = st.selectbox(
        "What is decided",
        [*asked, NEW],
        format_func=lambda id: asked[id].question if id in asked else NEW,
        key="decide_what",
    )
    before = asked.get(chosen)
    given = _decision_form(found, before, records.selection.as_at)
    after = st.session_state.get(BEFORE, {}).get(chosen)
    if given is not None:
        outcome = accepted(
            lambda: workspace.record_decision(
                book,
                writer(records),
                la_code=records.selection.council,
                decision_id=before.decision_id if before else None,
                after_id=after,
                **given,
            ),
            {"Question": given["question"], "Decided": given["decided"]},
        )
        _tell_decision(outcome)
    every = workspace.history_of_decision(book, chosen) if before else []
    st.session_state.setdefault(BEFORE, {})[chosen] = every[-1].id if every else None


def _decision_form(found: Plan, before: Decision | None, today: date) -> dict | None:
    """The columns of a decision, once the writer has given them."""
    lines = {"": "No single action"}
    lines |= {each.action_id: f"{each.ref} {each.title}" for each in found.lines}
    bodies, actions = list(BODIES), list(lines)
    with st.form(form_key("decide", before.decision_id if before else "new")):
        with st.container(horizontal=True):
            body = st.selectbox(
                "Who decides",
                bodies,
                _at(bodies, before.body if before else None),
                format_func=lambda code: capital(BODIES[code]),
            )
            meeting = st.date_input("Meeting", today, max_value=today, format="DD/MM/YYYY")
            do_by = st.date_input("To be done by", None, format="DD/MM/YYYY")
        question = st.text_input("Question", before.question if before else "")
        decided = st.text_area("Decided (leave empty while it is open)", height=68)
        action = st.selectbox(
            "Action", actions, _at(actions, (before.action_id if before else None) or ""),
            format_func=lines.__getitem__,
        )  # fmt: skip
        if not st.form_submit_button("Record", type="primary"):
            return None
    return {
        "body": body,
        "meeting": meeting or today,
        "question": question,
        "options": before.options if before else None,
        "decided": decided.strip() or None,
        "do_by": do_by,
        "action_id": action or None,
    }


def _tell_decision(outcome: Outcome | None) -> None:
    if isinstance(outcome, WrittenSince):
        last = outcome.rows[-1]
        said = last.values.get("decided") or "still open"
        note(
            f"{last.entered_by} recorded this since you opened the form: "
            f"{said}. Nothing of yours is saved; look, then record again.",
            warn=True,
        )
    elif outcome is not None:
        _done("Kept: the decision is recorded.")
