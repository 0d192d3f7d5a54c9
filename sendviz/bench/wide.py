"""What is asked of the national file: funnels of districts and of all councils, the signal list,
and one curve of every referral.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from sendviz import ask
from sendviz.ask import Records
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store, quoted
from sendviz.bench.copies import SCHEMA
from sendviz.bench.recorded import ROLE
from sendviz.bench.timing import (
    Disagreement,
    Table,
    fresh,
    largest,
    ms,
    ratio,
    repeated,
    rows_by_council,
    selections,
    spent,
)
from sendviz.catalogue.calendar import add_months, month_end
from sendviz.findings import signals, spread
from sendviz.stats import survival

ISSUED, CURVE = "plans_issued_within_20_weeks", "median_wait_open_and_seen"
MEETINGS_BACK = 3


def analyses(small: Path, wide: Path, repeats: int) -> Table:
    """The funnel of districts and the signal list of the largest council in either file, first and
    asked again; then the funnel of all councils of the wide one, from their records.
    """
    head = ["", "four councils, ms", "again, ms", "national, ms", "again, ms", "ratio"]
    found = []
    for name, visit in (("funnel of districts", districts), ("signal list", signal_list)):
        times: list[float] = []
        for path in (small, wide):
            asked = largest(path)
            visits = [lambda store, v=visit, s=asked: v(store, s)] * 2
            times += repeated(path, visits, repeats)
        found.append([name, *map(ms, times), ratio(times[2], times[0])])
    every = selections(wide)
    times = repeated(wide, [lambda store: councils(store, every)] * 2, 1)
    found.append([f"funnel of {len(every)} councils", "", "", *map(ms, times), ""])
    return head, found


def districts(store: Store, asked: Selection) -> spread.Spread:
    """How the council's districts stand to it in the share of plans on time."""
    records = Records(store, asked, ROLE)
    return spread.compare_areas(records.ask(ISSUED, by="district"), records.ask(ISSUED).row.value)


def councils(store: Store, asked: Sequence[Selection]) -> spread.Spread:
    """How every council with records stands to all of them together."""
    found = [Records(store, each, ROLE).ask(ISSUED) for each in asked]
    frame = pd.concat([each.frame for each in found], ignore_index=True)
    whole = frame["numerator"].sum() / frame["denominator"].sum()
    return spread.compare_areas(found[0].with_frame(frame), float(whole))


def signal_list(store: Store, asked: Selection) -> signals.Signals:
    """What changed since a meeting three months ago, over all judged measures and localities."""
    meeting = month_end(add_months(asked.as_at.replace(day=1), -MEETINGS_BACK))
    records = Records(store, asked, ROLE)
    return signals.signals_since(records, meeting, signals.judged_measures())


def curves(wide: Path, folder: Path, repeats: int) -> Table:
    """The curve of waits of the council with most referrals, and of all as if of one council: as
    screens ask, and in pandas from rows in memory. Raises Disagreement if the two differ.
    """
    asked = replace(largest(wide, "referral"), areas=())
    one = as_one_council(wide, folder / "one_council.duckdb", asked.council)
    head = ["", "referrals", "first, ms", "again, ms", "pandas, ms", "sendviz : pandas"]
    found = []
    for name, path in (("largest council", wide), ("all as one council", one)):
        visits: list[Callable[[Store], object]] = [lambda store: curve(store, asked)] * 2
        first, again = repeated(path, visits, repeats)
        in_pandas = _in_pandas(path, asked)
        count = rows_by_council(path, "referral")[asked.council]
        rest = [ms(first), ms(again), ms(in_pandas), ratio(again, in_pandas)]
        found.append([name, f"{count:,}", *rest])
    return head, found


def curve(store: Store, asked: Selection) -> ask.Curve:
    """The curve of all referrals of the council over the twelve months."""
    return Records(store, asked, ROLE).curves(CURVE).curves[0]


def as_one_council(source: Path, target: Path, la_code: str) -> Path:
    """A file in which every referral of another is one council's; nothing else is in it."""
    own = ("council", "area", "area_member", "coverage", "referral_coverage")
    with duckdb.connect(str(target)) as connection:
        connection.execute(SCHEMA.read_text("utf-8"))
        connection.execute(f"attach {quoted(source)} as old (read_only)")
        for table in own:
            where = "" if table == "area_member" else f"where la_code = '{la_code}'"
            connection.execute(f"insert into {table} by name select * from old.{table} {where}")
        connection.execute("drop table referral")
        connection.execute(
            f"create table referral as select * replace ('{la_code}' as la_code) from old.referral"
        )
        connection.execute("detach old")
        connection.execute("checkpoint")
    return target


def _in_pandas(path: Path, asked: Selection) -> float:
    """Seconds of the same curve from rows in memory."""
    rows = _rows(path, asked.council)
    answers: list[tuple] = []
    seconds = spent(lambda: answers.append(_half(rows, asked)))
    with fresh(path) as store:
        found = curve(store, asked)
    half = None if found.median.value is None else round(found.median.value * 7)
    if answers[0] != (found.waited, half):
        raise Disagreement(f"{answers[0]} in pandas, {(found.waited, half)} as screens ask")
    return seconds


DAYS = ("received", "first_contact", "assessment_started", "outcome_date", "rejected", "discharged")


def _rows(path: Path, la_code: str) -> pd.DataFrame:
    with duckdb.connect(str(path), read_only=True) as connection:
        sql = f"select pathway, {', '.join(DAYS)} from referral where la_code = $la"
        return connection.execute(sql, {"la": la_code}).df()


def _half(rows: pd.DataFrame, asked: Selection) -> tuple[int, int | None]:
    """How many waited in the period, and the day by which half were assessed (Aalen-Johansen)."""
    start, end = pd.Timestamp(asked.start), pd.Timestamp(asked.last_day)
    r = rows[rows["received"] <= end]
    day = {name: r[name].where(r[name] <= pd.Timestamp(asked.as_at)) for name in DAYS[1:]}
    therapy = r["pathway"].isin(["slt", "ot", "physio"])
    begun = [day["assessment_started"], day["outcome_date"], day["first_contact"].where(therapy)]
    assessed = pd.concat(begun, axis=1).min(axis=1)
    left = pd.concat([assessed, day["rejected"], day["discharged"]], axis=1).min(axis=1)
    left = left.where(left <= end)
    entered = r["received"].clip(lower=start)
    here = ~(left < entered)
    waited = (left.fillna(end) - r["received"]).dt.days[here]
    event = np.where(left.isna(), "censored", np.where(assessed == left, "event", "other"))
    counts = [
        np.bincount(waited[event[here] == kind], minlength=waited.max() + 1)
        for kind in ("event", "other", "censored")
    ]
    late = (entered - r["received"]).dt.days[here]
    came = np.bincount(late, minlength=waited.max() + 1)
    found = survival.cumulative_incidence_counted(
        np.arange(len(came)), {"event": counts[0], "other": counts[1]}, counts[2], came
    )["event"]
    half = survival.percentile(found, 0.5).value
    return int(here.sum()), None if half is None else round(half)
