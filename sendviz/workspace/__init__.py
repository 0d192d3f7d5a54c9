"""What people write in the app, kept beside the built file: only ever added to, never lost."""

from sendviz.workspace.book import NotAccepted, Workspace, Writer, workspace_of
from sendviz.workspace.cohorts import (
    CASE_FILE,
    REDRAW_REASONS,
    CaseFileEntry,
    Cohort,
    Draw,
    case_file,
    cohorts,
    draws,
    drop_cohort,
    record_case_file,
    record_draw,
    save_cohort,
)
from sendviz.workspace.keeping import NoWorkspace, back_up, check, export, restore
from sendviz.workspace.logs import Logged, accesses, exports, log_access, log_export
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
    "CASE_FILE", "RATINGS", "REDRAW_REASONS", "STATES", "CaseFileEntry", "Cohort", "Draw",
    "Entry", "Logged", "NoWorkspace", "NotAccepted", "Saved", "SavedSince", "Update",
    "Workspace", "Writer", "Written", "WrittenSince", "accesses", "back_up", "case_file",
    "check", "cohorts", "decisions", "draws", "drop_cohort", "evidence", "export", "exports",
    "history", "history_of_decision", "log_access", "log_export", "newest_id", "notes",
    "problems_of", "record_case_file", "record_decision", "record_draw", "record_evidence",
    "record_note", "record_scenario", "record_update", "restore", "save_cohort", "scenarios",
    "sign_off", "sign_offs", "state_as_at", "updates", "withdraw", "withdraw_update",
    "workspace_of",
]  # fmt: skip
