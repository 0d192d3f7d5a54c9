"""The plan half of the file: findings, actions and what files say of them, milestones, risks,
evidence, decisions, inspections, promises. What is told again is found again; the newer file wins.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import pandas as pd

from sendviz.catalogue.layouts import PLAN_TABLES, BadFile, word_key
from sendviz.load.loading import Loading
from sendviz.load.readers.common import how_many

# What an update says; the same said again is no new one.
SAID = ("state", "rating", "percent", "new_due", "reason", "note")
KEYS = {
    "finding": ("finding_id",), "action": ("action_id",), "milestone": ("action_id", "number"),
    "action_measure": ("action_id", "measure", "selection"), "risk": ("risk_id",),
    "evidence": ("evidence_id",), "decision": ("decision_id",), "inspection": ("inspection_id",),
    "promise": ("promise_id",), "rating_key": ("la_code", "plan", "said"),
}  # fmt: skip
# What a council's own plan has; inspections and promises are public, whoever's plan there is.
OF_PLAN = ("action", "milestone", "risk", "evidence", "decision")
# Tables without a council of their own: their action has it.
OF_ACTION = ("milestone", "action_measure", "action_update")
NEWEST_OF_FILES = """
select * from action_update where entered_by = 'file' and day <= cast($day as date)
    and action_id in (select action_id from action where la_code = $la)
qualify row_number() over (partition by action_id order by day desc, entered_at desc) = 1
"""


@dataclass(frozen=True)
class Loaded:
    """How many rows the file has that were kept, how many earlier ones changed, and sentences."""

    kept: int
    changed: int
    notes: tuple[str, ...]


def load_plan(loading: Loading) -> Loaded:
    """Load the tables of PLAN_TABLES that a delivery has. Raises BadFile for made-up ones of a
    council whose real plan is loaded."""
    notes = _make_room(loading)
    loading = _with_known_ids(_linked(loading))
    changed = sum(_merge(loading, table) for table in KEYS if loading.has(table))
    said = _add_updates(loading) if loading.has("action_update") else 0
    if loading.has("action"):
        total = len(loading.delivery.tables["action"])
        added = f"{how_many(said, 'update was', 'updates were')} added"
        rest = ", the rest is as it was" if said < total else ""
        notes.append(f"{how_many(total, 'action', 'actions')}; {added}{rest}.")
    kept = max(len(rows) for name, rows in loading.delivery.tables.items() if name in PLAN_TABLES)
    return Loaded(kept, changed, tuple(notes))


def _make_room(loading: Loading) -> list[str]:
    """A real plan takes the place of a made-up one of the same council."""
    simulated = loading.delivery.simulated
    held = {each for (each,) in loading.do("select simulated from action where la_code = $la")}
    if simulated and False in held:
        raise BadFile(
            f"A real plan of council {loading.la_code} is loaded: a made-up one is not put over "
            "it. Build the made-up one into another file (--db)."
        )
    if simulated or True not in held or not loading.has(*OF_PLAN):
        return []
    remove_made_up(loading)
    return ["The made-up plan of this council was removed to make room for the real one."]


def remove_made_up(loading: Loading) -> None:
    """Take the made-up plan of a council out of the file."""
    for table in PLAN_TABLES:
        whose = (
            "action_id in (select action_id from action where la_code = $la)"
            if table in OF_ACTION
            else "la_code = $la"
        )
        if table != "action":
            loading.do(f"delete from {table} where simulated and {whose}")
    loading.do("delete from action where simulated and la_code = $la")


def _linked(loading: Loading) -> Loading:
    """The delivery of a list with the actions and findings that its rows name."""
    tables = dict(loading.delivery.tables)
    for name in ("milestone", "risk", "evidence", "decision"):
        if name in tables and "ref" in tables[name]:
            tables[name] = _with_links(loading, tables[name])
    if "milestone" in tables and "number" not in tables["milestone"]:
        tables["milestone"] = _numbered(loading, tables["milestone"])
    return replace(loading, delivery=replace(loading.delivery, tables=tables))


def _with_links(loading: Loading, rows: pd.DataFrame) -> pd.DataFrame:
    held = loading.do(
        "select ref, action_id from action where la_code = $la order by action_id desc"
    )
    by_ref = {word_key(ref): each for ref, each in held}
    found = loading.do("select wording, number, finding_id from finding where la_code = $la")
    by_words = {word_key(words): each for words, _, each in found}
    by_words |= {str(number): each for _, number, each in found}
    linked = {"action_id": _looked_up(rows, "ref", by_ref)}
    if "finding" in rows:
        linked["finding_id"] = _looked_up(rows, "finding", by_words)
    return rows.assign(**linked)


def _looked_up(rows: pd.DataFrame, column: str, known: dict[str, str]) -> list[str | None]:
    return [known.get(word_key(text)) if isinstance(text, str) else None for text in rows[column]]


def _numbered(loading: Loading, rows: pd.DataFrame) -> pd.DataFrame:
    """Milestones with the number of the same words and day that is there, else the next one. Those
    of no action that is loaded stand together under the council."""
    owners = rows["action_id"].fillna(f"{loading.la_code}/no action")
    held = loading.frame("select action_id, number, text, due from milestone")
    known = {
        (row.action_id, word_key(row.text), _text(row.due)): int(row.number)
        for row in held.itertuples()
    }
    last = {each: int(n) for each, n in held.groupby("action_id")["number"].max().items()}
    numbers = []
    for owner, text, due in zip(owners, rows["text"], rows["due"], strict=True):
        key = (owner, word_key(text), _text(due))
        if key not in known:
            last[owner] = known[key] = last.get(owner, 0) + 1
        numbers.append(known[key])
    return rows.assign(action_id=owners, number=numbers)


def _with_known_ids(loading: Loading) -> Loading:
    """The delivery with the ids of findings of the same words, and of actions of a plan without
    numbers of the same words, that are there."""
    tables = dict(loading.delivery.tables)
    if "finding" in tables:
        held = loading.frame("select finding_id, wording from finding where la_code = $la")
        tables["finding"], again = _renamed(tables["finding"], "finding_id", "wording", held)
        tables["action"] = _with_ids(tables["action"], "finding_id", again)
    if "action" in tables:
        held = loading.frame("select action_id, title, due from action where la_code = $la")
        unnumbered = not tables["action"].get("own_ref", pd.Series([True])).all()
        if unnumbered:
            tables["action"], again = _renamed(tables["action"], "action_id", "title", held)
            for name in OF_ACTION:
                if name in tables:
                    tables[name] = _with_ids(tables[name], "action_id", again)
        tables = _with_first_dates(tables, held)
    return replace(loading, delivery=replace(loading.delivery, tables=tables))


def _renamed(
    rows: pd.DataFrame, key: str, words: str, held: pd.DataFrame
) -> tuple[pd.DataFrame, dict[str, str]]:
    """The rows with the ids that rows of the same words have, new ones with ids that are free; and
    old id -> new id."""
    known = {word_key(text): each for each, text in zip(held[key], held[words], strict=True)}
    taken = {*held[key]}
    again: dict[str, str] = {}
    for each, text in zip(rows[key], rows[words], strict=True):
        new = known.get(word_key(text)) or _free(each, taken)
        taken.add(new)
        again[each] = new
    return _with_ids(rows, key, again), again


def _free(wanted: str, taken: set[str]) -> str:
    """An id that is not taken: the wanted one, or one with a number behind it."""
    number, found = 1, wanted
    while found in taken:
        number, found = number + 1, f"{wanted} ({number + 1})"
    return found


def _with_ids(rows: pd.DataFrame, key: str, again: dict[str, str]) -> pd.DataFrame:
    return rows.assign(**{key: rows[key].map(lambda each: again.get(each, each))})


def _with_first_dates(
    tables: dict[str, pd.DataFrame], held: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """The first agreed date stays; another one in a newer file is a new date of its update."""
    first = {
        k: d.date() for k, d in zip(held["action_id"], held["due"], strict=True) if pd.notna(d)
    }
    rows = tables["action"]
    moved = {
        each: due
        for each, due in zip(rows["action_id"], rows["due"], strict=True)
        if each in first and pd.notna(due) and due != first[each]
    }
    dues = [first.get(each, due) for each, due in zip(rows["action_id"], rows["due"], strict=True)]
    found = {**tables, "action": rows.assign(due=pd.Series(dues, rows.index, dtype="object"))}
    if moved and "action_update" in tables:
        said = tables["action_update"]
        new = [
            moved.get(each) if pd.isna(day) else day
            for each, day in zip(said["action_id"], said["new_due"], strict=True)
        ]
        found["action_update"] = said.assign(new_due=pd.Series(new, said.index, dtype="object"))
    return found


def _merge(loading: Loading, table: str) -> int:
    """Put the rows beside or in the place of those that are there: the newer file's stand. How many
    that were there changed."""
    keys = KEYS[table]
    rows = _stored(loading, table)
    loading.do(f"create or replace temp table incoming as select * from {table} limit 0")
    names = ", ".join(rows.columns)
    loading.do(f"insert into incoming ({names}) select {names} from given", rows)
    same = " and ".join(f"held.{key} = incoming.{key}" for key in keys)
    newer = (
        f"select held.* from {table} as held join incoming on {same} "
        "left join import_log as log on log.import_id = held.import_id "
        "where coalesce(log.data_date <= cast($day as date), true)"
    )
    loading.do(f"create or replace temp table older as {newer}")
    told = "* exclude (import_id)"
    there = f"exists (select 1 from {table} as held where {same})"
    matched = "exists (select 1 from older as held where " + same + ")"
    changed = loading.do(
        f"select count(*) from (select {told} from incoming where {matched} "
        f"except select {told} from older)"
    )[0][0]
    loading.do(f"delete from {table} as held using older as incoming where {same}")
    loading.do(f"insert into {table} select * from incoming where not {there}")
    return int(changed)


def _stored(loading: Loading, table: str) -> pd.DataFrame:
    """The rows with the columns of the table that they have, whose they are and of which import."""
    rows = loading.delivery.tables[table].reset_index(drop=True)
    rows = rows.assign(simulated=loading.delivery.simulated, import_id=loading.import_id)
    held = loading.columns(table)
    if "la_code" in held:
        rows = rows.assign(la_code=loading.la_code)
    rows = rows.drop_duplicates([*KEYS[table]], keep="last") if table in KEYS else rows
    found = rows[[name for name in held if name in rows]]
    return found.astype(object).where(found.notna(), None)


def _add_updates(loading: Loading) -> int:
    """Add what the file says of each action, unless files said the very same last; how many."""
    given = loading.delivery.tables["action_update"]
    last = loading.frame(NEWEST_OF_FILES).set_index("action_id")
    fresh = [
        row for row in given.to_dict("records") if _said(row) != _said_last(last, row["action_id"])
    ]
    if not fresh:
        return 0
    # What is written in the app on the file's day is newer; of two files of a day the later one.
    entered = loading.day + pd.Timedelta(microseconds=loading.import_id)
    rows = pd.DataFrame(fresh).assign(entered_at=entered, entered_by="file", entered_role=None)
    rows["update_id"] = [_update_id(row) for row in fresh]
    stored = replace(loading, delivery=replace(loading.delivery, tables={"action_update": rows}))
    there = "select update_id from action_update"
    found = _stored(stored, "action_update")
    names = ", ".join(found.columns)
    before = loading.do("select count(*) from action_update")[0][0]
    loading.do(
        f"insert into action_update ({names}) select {names} from given "
        f"where update_id not in ({there})",
        found,
    )
    return int(loading.do("select count(*) from action_update")[0][0] - before)


def _said(row: dict) -> tuple[str, ...]:
    return tuple(_text(row.get(column)) for column in SAID)


def _said_last(last: pd.DataFrame, action_id: str) -> tuple[str, ...] | None:
    return _said(last.loc[action_id].to_dict()) if action_id in last.index else None


def _text(value: object) -> str:
    """A value for comparing, whatever brought it: of days the day, of numbers the whole number."""
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)[:10] if hasattr(value, "year") else str(value)


def _update_id(row: dict) -> str:
    said = "|".join([str(row["action_id"]), _text(row["day"]), *_said(row)])
    return f"file/{hashlib.sha256(said.encode()).hexdigest()[:20]}"
