"""What people write in the app, kept beside the built file: only ever added to, never lost."""

from sendviz.workspace.book import NotAccepted, Workspace, Writer, workspace_of
from sendviz.workspace.keeping import NoWorkspace, back_up, check, export, restore
from sendviz.workspace.records import (
    Written,
    WrittenSince,
    decisions,
    evidence,
    history_of_decision,
    notes,
    record_decision,
    record_evidence,
    record_note,
    record_scenario,
    scenarios,
    sign_off,
    sign_offs,
    withdraw,
)
from sendviz.workspace.updates import (
    RATINGS,
    STATES,
    Entry,
    Saved,
    SavedSince,
    Update,
    history,
    newest_id,
    problems_of,
    record_update,
    state_as_at,
    updates,
    withdraw_update,
)

__all__ = [
    "RATINGS", "STATES", "Entry", "NoWorkspace", "NotAccepted", "Saved", "SavedSince", "Update",
    "Workspace", "Writer", "Written", "WrittenSince", "back_up", "check", "decisions", "evidence",
    "export", "history", "history_of_decision", "newest_id", "notes", "problems_of",
    "record_decision", "record_evidence", "record_note", "record_scenario", "record_update",
    "restore", "scenarios", "sign_off", "sign_offs", "state_as_at", "updates", "withdraw",
    "withdraw_update", "workspace_of",
]  # fmt: skip
