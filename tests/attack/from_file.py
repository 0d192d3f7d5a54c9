"""What public view says of a built file, read as a councillor, and beside it the truth."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
import pandas as pd

from sendviz import catalogue
from sendviz.ask import Records, Selection, Store
from sendviz.ask.public_set import DISTRICT, WHOLE, _groups, _members  # noqa: PLC2701
from sendviz.ask.selection import NOT_KNOWN
from sendviz.ask.statements import public_counts, steps
from sendviz.catalogue import PublicTable, calendar
from sendviz.catalogue.public import PublicColumn
from tests.attack.sight import HIDDEN, Sight, Whole, by_the_rule, names_of, tables_of

LISTS = {
    "in_process": ("open_cases", ("decided",)),
    "referral_spell": ("waiting", ()),
}
MORE = (
    PublicTable("entered", "", "entered", (PublicColumn("entered", "true"),)),
    PublicTable("left", "", "left_process", (PublicColumn("left", "true"),)),
    PublicTable(
        "left_unassessed", "", "left_unassessed", (PublicColumn("left_unassessed", "true"),)
    ),
    PublicTable("kept", "", "first_appointment", (PublicColumn("kept", "not missed"),)),
    PublicTable(
        "first_contacts_18",
        "",
        "contact_due_in_18_weeks",
        (PublicColumn("in_time", "in_time"), PublicColumn("late", "not in_time")),
    ),
)


def sights(
    public: Store, true: Store, la_code: str, quarters: int | None = None
) -> Iterator[Sight]:
    """Every cut of a council: what `public` tells, and the truth in `true`; the newest quarters
    only, where so many are given."""
    told = public.frame(
        "select table_id, pathway, quarter from public_quarter where la_code = $la_code",
        {"la_code": la_code},
    )
    figures = public.frame(
        "select * from public_figure where la_code = $la_code", {"la_code": la_code}
    )
    days = sorted(told["quarter"].unique())[-(quarters or 999) :]
    months = tuple(
        calendar.add_months(pd.Timestamp(each).date(), more) for each in days for more in range(3)
    )
    rows = _true_rows(true, la_code, months)
    for pathway in ("", *sorted(set(told["pathway"]) - {""})):
        wholes = tuple(_wholes(public, la_code, pathway, months))
        for cut in (DISTRICT, *catalogue.public.KINDS):
            tables = tables_of(pathway, cut)
            if tables:
                own = rows[(rows["pathway"] == pathway) & (rows["cut"] == cut)]
                held = figures[figures["pathway"] == pathway]
                yield _sight(public, la_code, pathway, cut, tables, own, held, wholes, months)


def _sight(
    public: Store,
    la_code: str,
    pathway: str,
    cut: str,
    tables: Sequence[PublicTable],
    rows: pd.DataFrame,
    held: pd.DataFrame,
    wholes: tuple[Whole, ...],
    months: tuple[date, ...],
) -> Sight:
    known = set(_members(public, la_code)["district"]) if cut == DISTRICT else set()
    parts = tuple(sorted({*rows["part"], *known}))
    groups = _groups(public, la_code, parts, months[-3]) if cut == DISTRICT else ()
    quarters = pd.to_datetime(list(months[::3]))
    figures, exact = {}, {}
    for table in tables:
        ids = pd.Index([each.id for each in table.columns])
        own = held[held["table_id"] == table.id]
        figures[table.id] = _placed(own[own["cut"] == cut], quarters, ids, parts)
        exact[table.id] = _placed(own[own["cut"] == WHOLE], quarters, ids, ("",))[:, :, 0]
    bounds = {t.id: by_the_rule(figures[t.id], t.base, groups) for t in tables}
    truth = _truth(rows, parts, months)
    for name in itertools.chain(*map(names_of, tables), *HIDDEN.values()):
        truth.setdefault(name, np.zeros((len(parts), len(months)), dtype=int))
    truth["otherwise"] = _otherwise(truth) if not pathway else truth["left"] * 0
    return Sight(
        la_code, pathway, cut, parts, groups, months, figures, bounds, exact, wholes, truth
    )


def _otherwise(truth: dict[str, np.ndarray]) -> np.ndarray:
    """Who left in another way than refused, without a plan, or with one that is not disputed."""
    known = ("decisions.refused_in_time", "decisions.refused_late", "no_plans.in_time",
             "no_plans.late", "plans_issued.within_20_weeks", "plans_issued.weeks_20_to_52",
             "plans_issued.over_52_weeks")  # fmt: skip
    return np.maximum(truth["left"] - sum(truth[name] for name in known), 0)


def _placed(
    rows: pd.DataFrame, quarters: pd.DatetimeIndex, columns: pd.Index, parts: Sequence[str]
) -> np.ndarray:
    figures = np.zeros((len(quarters), len(columns), len(parts)), dtype=int)
    quarter = pd.Index(quarters).get_indexer(rows["quarter"])
    part = pd.Index(parts).get_indexer(rows["part"])
    inside = (quarter >= 0) & (part >= 0)
    at = quarter[inside], columns.get_indexer(rows["column_id"])[inside], part[inside]
    figures[at] = rows["figure"].to_numpy(int)[inside]
    return figures


def _truth(rows: pd.DataFrame, parts: Sequence[str], months: Sequence[date]) -> dict:
    found = {}
    month = pd.Index(pd.to_datetime(list(months))).get_indexer(rows["month"])
    part = pd.Index(parts).get_indexer(rows["part"])
    for name, places in rows.groupby("name").indices.items():
        inside = places[month[places] >= 0]
        counts = np.zeros((len(parts), len(months)), dtype=int)
        np.add.at(counts, (part[inside], month[inside]), rows["n"].to_numpy(int)[inside])
        found[name] = counts
    return found


def _true_rows(store: Store, la_code: str, months: Sequence[date]) -> pd.DataFrame:
    """True counts: pathway, cut, part, month (its first day), name, n."""
    last = calendar.month_end(months[-1])
    found = []
    for table in (*catalogue.public_tables().values(), *MORE):
        if not table.on_last_day:
            statement = public_counts(table, la_code, last)
            sql = statement.sql.replace(
                "date_trunc('quarter', f.date)", "date_trunc('month', f.date)"
            )
            rows = store.frame(sql, statement.parameters)
            found.append(_long(table, rows.rename(columns={"quarter": "month"})))
        elif table.id == "plans_in_force":
            for start in months[::3]:
                end = calendar.period_end(start, "quarter")
                statement = public_counts(table, la_code, end)
                rows = store.frame(statement.sql, statement.parameters)
                third = pd.Timestamp(calendar.month_start(end))
                found.append(_long(table, rows.drop(columns="quarter").assign(month=third)))
    found += [_lists(store, la_code, fact, months) for fact in LISTS]
    return pd.concat(found, ignore_index=True)


def _long(table: PublicTable, rows: pd.DataFrame) -> pd.DataFrame:
    named = {each.id: f"{table.id}.{each.id}" for each in table.columns if each.id != table.id}
    named = named or {table.id: table.id}
    keys = ["pathway", "cut", "part", "month"]
    wide = rows.rename(columns=named)[[*keys, *named.values()]]
    return wide.melt(keys, var_name="name", value_name="n").astype({"month": "datetime64[us]"})


def _lists(store: Store, la_code: str, fact: str, months: Sequence[date]) -> pd.DataFrame:
    """Who was there at each month's end, by band of age, from one look at the spells."""
    id, more = LISTS[fact]
    table = catalogue.public_tables()[id]
    cuts = (DISTRICT, *table.kinds)
    columns = ", ".join(
        [f"coalesce(cast({cut} as varchar), '{NOT_KNOWN}') as {cut}" for cut in cuts]
        + (["pathway"] if table.by_pathway else ["'' as pathway"])
        + [f"cast({each} as date) as {each}" for each in ("received", "left_on", *more)]
    )
    last = calendar.month_end(months[-1])
    spells = store.frame(
        f"with {steps(fact)} select {columns} from {fact} where la_code = $la_code",
        {"la_code": la_code, "as_at": last},
    )
    edges = {c.id: _edges(c.holds) for c in table.columns}
    found = []
    for month in months:
        end = pd.Timestamp(calendar.month_end(month))
        here = spells[
            (spells["received"] <= end) & (spells["left_on"].isna() | (spells["left_on"] > end))
        ]
        days = (end - here["received"]).dt.days
        names = pd.Series("", index=here.index)
        for column, (low, high) in edges.items():
            names[(days >= low) & (days <= high)] = f"{id}.{column}"
        here = here.assign(name=names)
        each = [here]
        if more:
            waiting = here[here["decided"].isna() | (here["decided"] > end)]
            each.append(waiting.assign(name="deciding"))
        every = pd.concat(each)
        for cut in cuts:
            sums = every.groupby(["pathway", cut, "name"]).size().reset_index(name="n")
            found.append(
                sums.rename(columns={cut: "part"}).assign(cut=cut, month=pd.Timestamp(month))
            )
    return pd.concat(found).astype({"month": "datetime64[us]"})


def _edges(holds: str) -> tuple[int, int]:
    """The days that a condition of a column of a list holds."""
    low, high = 0, 10**6
    for each in holds.split(" and "):
        _, sign, number = each.split()
        if sign in (">", ">="):
            low = int(number) + (sign == ">")
        else:
            high = int(number) - (sign == "<")
    return low, high


def _wholes(store: Store, la_code: str, pathway: str, months: Sequence[date]) -> Iterator[Whole]:
    """The exact answers for the whole council, month by month."""
    last = calendar.month_end(months[-1])
    records = Records(store, Selection(la_code, last, start=months[0]), "councillor")
    if pathway:
        records = records.held_to("pathway", pathway)
    seen = set()
    for table in tables_of(pathway, DISTRICT):
        for id, told in table.measures.items():
            m = catalogue.get(id)
            listed = m.at_a_date and m.kind not in ("stock", "share")
            if told.middle or told.change or listed or m.kind == "ratio":
                continue
            frame = records.ask(m, period="month").frame
            for part in ("numerator", "denominator"):
                columns = tuple(f"{table.id}.{each}" for each in getattr(told, part))
                if columns and columns not in seen:
                    seen.add(columns)
                    exact = _by_month(frame, part, months)
                    if table.id == "plans_in_force":  # whose parts are looked at by quarter
                        exact[np.arange(len(months)) % 3 < 2] = np.nan
                    yield Whole(columns, exact)
    hidden = {"left_unassessed": "left_unassessed"} if pathway else {
        "entered": "cases_entered",
        "left": "cases_left",
    }  # fmt: skip
    for name, id in hidden.items():
        yield Whole((name,), _by_month(records.ask(id, period="month").frame, "numerator", months))
    if pathway:
        due = records.ask("first_contact_within_18_weeks", period="month").frame
        names = ("first_contacts_18.in_time", "first_contacts_18.late")
        yield Whole(names[:1], _by_month(due, "numerator", months))
        yield Whole(names, _by_month(due, "denominator", months))
        missed = records.ask("first_appointments_missed", period="month").frame
        kept = missed.assign(kept=missed["denominator"] - missed["numerator"])
        yield Whole(("kept",), _by_month(kept, "kept", months))
    else:
        deciding = np.full(len(months), np.nan)
        for place, month in enumerate(months):
            at = records.over(as_at=calendar.month_end(month), start=None)
            frame = at.ask("open_cases_by_stage", by="stage").frame
            found = frame[(frame["category"] == "deciding")]["numerator"]
            deciding[place] = found.iloc[0] if len(found) else np.nan
        yield Whole(("deciding",), deciding)


def _by_month(frame: pd.DataFrame, column: str, months: Sequence[date]) -> np.ndarray:
    of = frame.set_index("period_start")[column]
    return of.reindex(pd.to_datetime(list(months))).to_numpy(float, copy=True)
