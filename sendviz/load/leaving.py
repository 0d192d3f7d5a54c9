"""Who left without a word: a complete file ends what it no longer holds.

Table held says which requests and plans each file of cases held. From that, and from nothing else,
`settle` works out anew after each file what has gone and when, so that files may come in any order.

* A return is complete: requests that were open and plans that were in force and that it lacks have
  left by its day. A list of cases is complete if its rows show it, or if it was said to be; it ends
  requests only, as nobody strikes a child off it whose plan has ended.
* What a later file holds again is back.
* A file that corrects one of the same day takes its place: what only that one held never was.

Example: by the list of 15 January 3 cases are open, by that of 15 February 2 of them: one left, on
15 February. If the list of March holds it again, it never left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from sendviz.catalogue.layouts import BadFile
from sendviz.load.loading import Loading

RETURNS = ("sen2_xml", "sen2_blade", "sen2_workbook")
OF_CASES = (*RETURNS, "local_cases")
NEVER = pd.Timestamp(1900, 1, 1)  # before every plan: the day of receipt of what has none
FEW, SHARE = 2, 0.1  # a correction takes out so many at most, or that share of the list
MANY = 20  # so many open cases are missing from a return only where it was cut off
HOLDS = {
    "request": """
        select request_id as row_id, received as began,
               least(issued, no_plan_told, withdrawn_on, case when decision = 'N' then decided end)
                   as ended,
               issued is not null or coalesce(outcome, 'A') <> 'A' or withdrawn_on is not null
                   or exported_to is not null or coalesce(decision, 'A') = 'W'
                   or (coalesce(decision, 'A') = 'N' and not coalesce(request_mediation, false)
                       and not coalesce(request_tribunal, false)) as over,
               gone_on
        from request where la_code = $la
        """,
    "plan": """
        select plan_id as row_id, started as began, ceased as ended, ceased is not null as over,
               gone_on
        from plan where la_code = $la
        """,
}
WORDS = {
    "request": ("case", "cases", "having left"),
    "plan": ("plan", "plans", "having ended"),
}


@dataclass(frozen=True)
class Settled:
    """Rows of earlier files that this one changed, and sentences."""

    changed: int
    notes: tuple[str, ...]


@dataclass
class _File:
    """One file of cases in force. whole: as was said; None: its rows show it. unclear: why they do
    not."""

    import_id: int
    day: pd.Timestamp
    is_return: bool
    whole: bool | None
    sha256: str
    held: dict[str, set[int]]
    unclear: str = ""

    @property
    def ends(self) -> bool:
        """Whether what it lacks has left."""
        return self.whole is not False and (not self.unclear or self.whole is True)


def note_held(loading: Loading, table: str, ids: Iterable[int]) -> None:
    """Remember which rows of a table (request, plan) the file held."""
    if loading.delivery.layout in OF_CASES:
        given = pd.DataFrame({"row_id": sorted({int(each) for each in ids})}, dtype="int64")
        loading.do(
            "insert into held select $import_id, $la, $table, row_id from given", given, table=table
        )


def settle(loading: Loading) -> Settled:
    """Write gone_on of the council's requests and plans, now that the file is merged.

    Raises BadFile if open cases are missing from the file and it is not clear that it is whole.
    """
    if loading.delivery.layout not in OF_CASES:
        return Settled(0, ())
    files = _files(loading)
    force = _in_force(files)
    rows = {table: loading.frame(sql).set_index("row_id") for table, sql in HOLDS.items()}
    gone = {"request": _gone_requests(rows["request"], force)}
    own = next(each for each in files if each.import_id == loading.import_id)
    _refuse_unclear(loading, own)
    gone["plan"] = _gone_plans(rows["plan"], force)
    changed, notes = 0, []
    for table in HOLDS:
        was, now = (
            rows[table]["gone_on"],
            _never_there(rows[table], table, files, force, gone[table]),
        )
        differs = was.ne(now) & ~(was.isna() & now.isna())
        _write(loading, table, now[differs])
        earlier = _held_by([each for each in files if each is not own], table)
        changed += int(differs[differs.index.isin(earlier)].sum())
        notes += _told(table, rows[table], now, own)
    return Settled(changed, tuple(notes))


def _files(loading: Loading) -> list[_File]:
    """The council's files of cases, in the order of their days."""
    rows = loading.frame("select import_id, table_name, row_id from held where la_code = $la")
    held: dict[int, dict[str, set[int]]] = defaultdict(lambda: {table: set() for table in HOLDS})
    for (number, table), part in rows.groupby(["import_id", "table_name"])["row_id"]:
        held[int(number)][str(table)] = set(part.tolist())
    log = loading.do(
        "select import_id, data_date, layout, whole, sha256 from import_log where la_code = $la "
        "and simulated = $simulated and layout = any($layouts) order by import_id",
        layouts=list(OF_CASES),
    )
    own = loading.delivery
    log.append((loading.import_id, loading.day, own.layout, own.whole, own.sha256))
    every = [
        _File(number, pd.Timestamp(day), layout in RETURNS, whole, sha, held[number])
        for number, day, layout, whole, sha in log
    ]
    return sorted(every, key=lambda each: (each.day, each.import_id))


def _in_force(files: list[_File]) -> list[_File]:
    """The files without those that another one of the same day and kind took the place of."""
    found: list[_File] = []
    for each in files:
        before = [f for f in found if (f.day, f.is_return) == (each.day, each.is_return)]
        rest = [f for f in found if f not in before]
        kept = [f for f in before if f.sha256 != each.sha256]
        held, own = _held_by(kept, "request"), each.held["request"]
        lost = len(held - own)
        few = lost <= max(FEW, SHARE * len(held)) and lost < len(held & own)
        if each.whole is None and not each.is_return and lost and not few:
            each.unclear = (
                f"it lacks {lost} of the {len(held)} cases of another list of the same day"
            )
        elif each.whole is not False:
            kept = []
        found = [*rest, *kept, each]
    return sorted(found, key=lambda each: (each.day, each.import_id))


def _held_by(files: Iterable[_File], table: str) -> set[int]:
    return {row for each in files for row in each.held[table]}


def _gone_requests(rows: pd.DataFrame, force: list[_File]) -> pd.Series:
    """The day on which each request left without a word; missing for those that did not."""
    gone = pd.Series(pd.NaT, rows.index, dtype="datetime64[us]")
    seen = gone.copy()
    last = _last_seen(rows, force)
    for day in sorted({each.day for each in force}):
        today = [each for each in force if each.day == day]
        held = rows.index.isin(_held_by(today, "request"))
        missing = seen.notna() & ~held & gone.isna() & ~rows["over"]
        for each in today:
            own = rows.index.isin(each.held["request"])
            each.unclear = each.unclear or _why_unclear(
                each, rows, own, missing & (last < day), seen
            )
        if any(each.ends for each in today):
            gone = gone.mask(missing, day)
        gone, seen = gone.mask(held), seen.mask(held, day)
    return gone


def _last_seen(rows: pd.DataFrame, files: list[_File]) -> pd.Series:
    found = pd.Series(pd.NaT, rows.index, dtype="datetime64[us]")
    for each in files:
        found = found.mask(rows.index.isin(each.held["request"]), each.day)
    return found


def _gone_plans(rows: pd.DataFrame, force: list[_File]) -> pd.Series:
    """As for requests, of plans: a list of cases tells when a plan began, not that it goes on."""
    seen = pd.Series(pd.NaT, rows.index, dtype="datetime64[us]")
    listed = rows.index.isin(_held_by([each for each in force if not each.is_return], "plan"))
    seen = seen.mask(listed, rows["began"])
    gone = pd.Series(pd.NaT, rows.index, dtype="datetime64[us]")
    for each in [f for f in force if f.is_return]:
        held = rows.index.isin(each.held["plan"])
        if each.ends:
            gone = gone.mask((seen < each.day) & ~held & gone.isna() & ~rows["over"], each.day)
        gone, seen = gone.mask(held), seen.mask(held, each.day)
    return gone


def _never_there(
    rows: pd.DataFrame, table: str, files: list[_File], force: list[_File], gone: pd.Series
) -> pd.Series:
    """What only a file held that was corrected is gone on the day on which it began."""
    only_there = _held_by(files, table) - _held_by(force, table)
    return gone.mask(rows.index.isin(only_there), rows["began"].fillna(NEVER))


def _why_unclear(
    file: _File, rows: pd.DataFrame, own: pd.Series, missing: pd.Series, seen: pd.Series
) -> str:
    """Why a file that lacks open cases of those before may be a part of them; empty if it is not.

    own, missing: which rows it holds and lacks; seen: the newest day before on which each was.
    """
    lost = int(missing.sum())
    if not lost or file.whole is not None:
        return ""
    again = own & seen.notna()
    found = int((again & ~(rows["ended"] <= seen)).sum())
    fewer = f"it holds {found} of the {found + lost} cases that were open by the file before"
    if file.is_return:
        return fewer if lost > MANY and lost > found else ""
    if lost > FEW and lost > found:
        return fewer
    newest = seen.eq(seen.max())
    kept, size = int((newest & own).sum()), int(newest.sum())
    if size - kept > max(FEW, kept):
        return f"it holds {kept} of the {size} cases of the file before"
    over = rows["over"] & ~(rows["ended"] > file.day)
    if not (over & own).any() and (over & seen.notna() & ~(rows["ended"] > seen)).any():
        return "it holds open cases only, and the file before held others too"
    first = rows.loc[own, "began"].min()
    earlier = rows["began"] < (first.replace(day=1) if pd.notna(first) else NEVER)
    if (earlier & newest).sum() > FEW and (earlier & missing).any():
        return f"its first case came in {first:%B %Y}, and the file before begins earlier"
    return ""


def _refuse_unclear(loading: Loading, own: _File) -> None:
    if own.whole is None and own.unclear:
        raise BadFile(
            f"{loading.delivery.file_name}: nobody can see whether it is the whole list: "
            f"{own.unclear}. Say --whole if it holds all open cases, so that those it lacks count "
            "as having left, or --part if others are open too. Nothing was changed."
        )


def _write(loading: Loading, table: str, gone: pd.Series) -> None:
    """Write the days into the rows, and the changes to record_change."""
    given = pd.DataFrame({"row_id": gone.index.astype("int64"), "gone": gone.to_numpy()})
    loading.do(
        f"insert into record_change select $import_id, $table, {table}_id, 'gone_on', "
        f"cast({table}.gone_on as varchar), cast(cast(given.gone as date) as varchar) "
        f"from given join {table} on {table}.{table}_id = given.row_id order by given.row_id",
        given,
        table=table,
    )
    loading.do(
        f"update {table} set gone_on = cast(given.gone as date) from given "
        f"where given.row_id = {table}.{table}_id",
        given,
    )


def _told(table: str, rows: pd.DataFrame, now: pd.Series, own: _File) -> list[str]:
    """What came of this file, in sentences."""
    mine, day = rows.index.isin(own.held[table]), own.day
    was, began = rows["gone_on"], rows["began"].fillna(NEVER)
    fresh = now.notna() & was.ne(now)
    never = fresh & now.eq(began)
    left = fresh & ~never & now.eq(day) & ~mine
    later = fresh & ~never & now.gt(day) & mine
    back = was.notna() & now.isna() & mine
    notes = []
    if n := int(left.sum()):
        notes.append(
            f"{_many(table, n)} of the file before {_are(n)} not in this one: "
            f"{_they(n)} as {WORDS[table][2]} on {_day(day)}."
        )
    if n := int(never.sum()):
        notes.append(
            f"{_many(table, n)} of the file of the same day {_are(n)} not in this one, which "
            f"corrects it: {_they(n)} nowhere."
        )
    if n := int(later.sum()):
        notes.append(
            f"{_many(table, n)} of this file {_are(n)} not in a later one: "
            f"{_they(n)} as {WORDS[table][2]} by {_day(now[later].max())}."
        )
    if n := int(back.sum()):
        notes.append(f"{_many(table, n)} that had left {_are(n)} in this file: {_they(n)} again.")
    return notes


def _many(table: str, n: int) -> str:
    one, more, _ = WORDS[table]
    return f"{n:,} {one if n == 1 else more}"


def _are(n: int) -> str:
    return "is" if n == 1 else "are"


def _they(n: int) -> str:
    return "it counts" if n == 1 else "they count"


def _day(day: pd.Timestamp) -> str:
    return f"{day.day} {day:%B %Y}"
