"""The risks and dependencies of an improvement plan: for the board and officers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sendviz.ask.plan_rows import rows_as
from sendviz.ask.public_view import PUBLIC
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store

_RISKS = """
select risk.kind, risk.text, risk.cause, risk.effect, risk.likelihood, risk.impact,
       risk.likelihood_after, risk.impact_after, risk.mitigation, risk.owner_role, risk.review_on,
       risk.state, risk.simulated, action.ref as action
from risk left join action on action.action_id = risk.action_id
where risk.la_code = $la_code and (risk.raised_on is null or risk.raised_on <= $as_at)
order by risk.likelihood * risk.impact desc nulls last, risk.text, risk.risk_id
"""


@dataclass(frozen=True)
class Risk:
    """One line of the register. likelihood and impact: 1 to 5, before and after what is done about
    it; action: the number of the action that it belongs to."""

    kind: str
    text: str
    cause: str | None
    effect: str | None
    likelihood: int | None
    impact: int | None
    likelihood_after: int | None
    impact_after: int | None
    mitigation: str | None
    owner_role: str | None
    review_on: date | None
    state: str
    simulated: bool
    action: str | None


def risks(store: Store, selection: Selection, role: str) -> tuple[Risk, ...]:
    """The risks known on the as-at day, those with the highest score first; none in public view."""
    if role == PUBLIC or store.is_public:
        return ()
    asked = {"la_code": selection.council, "as_at": selection.as_at}
    rows = store.frame(_RISKS, asked)
    return tuple(rows_as(Risk, rows))
