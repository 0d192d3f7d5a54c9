"""Sums that were approved, as the list of money tells them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sendviz.ask.public_view import PUBLIC
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store, plain_value


@dataclass(frozen=True)
class Sum:
    """One sum: amount and spent in pounds, spent None where nobody told it by the as-at day; buys,
    buys_number: what it buys, and how many."""

    approved_on: date
    purpose: str
    body: str | None
    amount: float
    spent: float | None
    spent_to: date | None
    fund: str | None
    buys: str | None
    buys_number: float | None
    simulated: bool


def sums(store: Store, selection: Selection, role: str) -> tuple[Sum, ...]:
    """The sums approved by the as-at day, the newest first; in public view those that are public.
    They are what `approved_investment` adds up."""
    found = store.cached_rows(
        """
        select approved_on, purpose, body, amount,
            case when spent_to <= $as_at then spent end as spent,
            case when spent_to <= $as_at then spent_to end as spent_to,
            fund, buys, buys_number, simulated
        from money
        where la_code = $la_code and approved_on <= $as_at
            and (coalesce(public, true) or $role <> $public)
        order by approved_on desc, purpose
        """,
        {
            "la_code": selection.council,
            "as_at": selection.as_at,
            "role": role,
            "public": PUBLIC,
        },
    )
    return tuple(Sum(*map(plain_value, row)) for row in found.itertuples(index=False))
