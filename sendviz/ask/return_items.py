"""How full the compulsory items of the next SEN2 return are, by place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from sendviz.ask.public_view import PUBLIC, NotAllowed
from sendviz.ask.selection import Selection
from sendviz.ask.statements import steps
from sendviz.ask.store import Store
from sendviz.catalogue.calendar import SEN2_DATES
from sendviz.catalogue.return_items import ReturnItem, return_items

# The rows of which a return tells, with the district of each.
_ROWS = {
    "request": "select request.*, request.district as place from request where la_code = $la_code "
    "and received between $first and least($last, $as_at) "
    "and coalesce(gone_on > $as_at, true)",
    "plan": "select plan.*, plan.district as place from plan_in_force as still "
    "join plan on plan.plan_id = still.plan_id "
    "where still.la_code = $la_code and still.left_on is null",
    "review": "select review.*, plan.district as place from review "
    "join plan on plan.plan_id = review.plan_id where review.la_code = $la_code "
    "and meeting between $first and least($last, $as_at)",
}


@dataclass(frozen=True)
class Filled:
    """One item in one place, '' for the whole council: in how many rows it is asked for, and in how
    many it is filled."""

    item: ReturnItem
    area_id: str
    asked: int
    filled: int

    @property
    def missing(self) -> int:
        """In how many rows it is not known."""
        return self.asked - self.filled


def next_return(day: date) -> date | None:
    """The day of which the next SEN2 return tells, on or after a day; None before it is
    announced."""
    ahead = (each for each in sorted(SEN2_DATES.values()) if each >= day)
    return next(ahead, None)


def rehearse(store: Store, selection: Selection, role: str) -> tuple[Filled, ...]:
    """Every item of the return that is next on the as-at day, of the whole council and then by
    locality; empty where none is announced. Raises NotAllowed in public view, where counts of a
    kind that is not known would be counts of a kind of child."""
    if role == PUBLIC:
        raise NotAllowed("How full the return is, is for the board and officers.")
    key = ("rehearsed", selection.council, selection.as_at)
    return store.cached(key, lambda: _rehearse(store, selection))


def _rehearse(store: Store, selection: Selection) -> tuple[Filled, ...]:
    day = next_return(selection.as_at)
    if day is None:
        return ()
    told = []
    for table in _ROWS:
        items = [each for each in return_items().values() if each.table == table]
        found = _counts(store, selection, day.year - 1, items)
        for place, item in enumerate(items):
            columns = found[["area_id", f"asked_{place}", f"filled_{place}"]]
            told += [Filled(item, area, int(n), int(x)) for area, n, x in columns.to_numpy()]
    return tuple(sorted(told, key=lambda each: bool(each.area_id)))


def _counts(store: Store, selection: Selection, year: int, items: list[ReturnItem]) -> pd.DataFrame:
    """area_id ('' for the whole council), and of each item asked_0, filled_0 ..."""
    columns = ", ".join(
        f"coalesce(sum(case when {item.applies} then 1 else 0 end), 0) as asked_{place}, "
        f"coalesce(sum(case when ({item.applies}) and ({item.filled}) then 1 else 0 end), 0) "
        f"as filled_{place}"
        for place, item in enumerate(items)
    )
    sql = (
        f"with {steps('plan_in_force')}, asked as ({_ROWS[items[0].table]}), "
        "placed as (select asked.*, coalesce(area_member.area_id, '') as area_id from asked "
        "left join area_member on area_member.district = asked.place and scheme = 'locality' "
        "and valid_from <= $as_at and (valid_to is null or valid_to > $as_at)) "
        f"select '' as area_id, {columns} from placed union all "
        f"select area_id, {columns} from placed where area_id <> '' group by area_id "
        "order by area_id"
    )
    bound = {
        "la_code": selection.council,
        "as_at": selection.as_at,
        "first": date(year, 1, 1),
        "last": date(year, 12, 31),
    }
    return store.frame(sql, {name: value for name, value in bound.items() if f"${name}" in sql})
