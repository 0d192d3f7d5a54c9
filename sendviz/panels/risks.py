"""What may stop the plan: its risks and dependencies with their scores before and after."""

from __future__ import annotations

from sendviz.ask import Records
from sendviz.ask.risk_rows import Risk, risks
from sendviz.kit.html import Cell, table_of
from sendviz.kit.words import capital, counted, day
from sendviz.panels.panel import NOTHING, Panel, or_refused

HEAD = ["Risk", "Score", "After what is done", "What is done", "Owner and review"]
HOW = "A score is likelihood times impact, each from 1 to 5."


@or_refused
def risks_panel(records: Records) -> Panel:
    """A row a risk that is open or has happened, the highest score first; nothing where none is
    loaded, and in public view."""
    found = [each for each in _known(records) if each.state != "closed"]
    if not found:
        return NOTHING
    table = table_of("Risks and dependencies", HEAD, [_row(each) for each in found], wide=True)
    many = capital(counted(len(found), "risks and dependencies"))
    return Panel("risks", f"{many} open", notes=(HOW,), tables=(table,))


def _known(records: Records) -> tuple[Risk, ...]:
    return risks(records.store, records.selection, records.role)


def _row(each: Risk) -> list[Cell]:
    because = "; ".join(part for part in (each.cause, each.effect) if part)
    of_action = f"Action {each.action}" if each.action else ""
    kind = capital(each.kind) + (", has happened" if each.state == "happened" else "")
    small = ". ".join(part for part in (kind, of_action, because) if part)
    review = f"review {day(each.review_on)}" if each.review_on else "no day of review"
    return [
        Cell(each.text, small=small),
        Cell(_score(each.likelihood, each.impact)),
        Cell(_score(each.likelihood_after, each.impact_after)),
        Cell(each.mitigation or "nothing is named"),
        Cell(each.owner_role or "no owner named", small=review),
    ]


def _score(likelihood: int | None, impact: int | None) -> str:
    if likelihood is None or impact is None:
        return "not scored"
    return f"{likelihood * impact:g} ({likelihood:g} x {impact:g})"
