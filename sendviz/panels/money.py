"""What money was put in, what was spent of it, and what does it buy?"""

from __future__ import annotations

from sendviz.ask import Records
from sendviz.ask.sums import Sum
from sendviz.catalogue.calendar import BadSelection
from sendviz.kit.html import Cell, table_of
from sendviz.kit.values import blank_of, category_words
from sendviz.kit.words import capital, day, number, pounds, uncapital
from sendviz.panels.captions import caption
from sendviz.panels.headline import headline
from sendviz.panels.panel import Panel, or_refused

APPROVED, SPENT, EACH = "approved_investment", "spent_of_approved", "cost_per_assessment_bought"
BESIDE = (SPENT, EACH)
NONE = "No list of money is loaded, so what was approved is not known."


@or_refused
def money_panel(records: Records) -> Panel:
    """Every sum approved or proposed up to the day, with what was spent and what it buys; above
    them what they add up to, as far as each is known."""
    ever = records.over(start=None, end=None, areas=(), where=())
    answer, found = ever.ask(APPROVED), ever.sums
    if blank_of(answer.row):
        raise BadSelection(NONE)
    if not found:
        return Panel("money", "No money was approved that the list tells of", answers=(answer,))
    known = [each for each in BESIDE if not blank_of(ever.ask(each).row)]
    notes = [] if SPENT in known else ["What was spent of it, no list tells."]
    return Panel(
        "money",
        f"{answer.text()} approved or proposed {_since(found)}",
        caption(records, answer, answer.measure.name),
        sentences=tuple(headline(ever, each) for each in known),
        tables=(
            table_of(
                "Sums approved or proposed",
                ["Day", "For what", "Sum", "Spent", "It buys"],
                [_row(each) for each in found],
                wide=True,
            ),
        ),
        notes=(
            *notes,
            "Each sum counts whole on the day of the decision, over however many years it is to be "
            "spent.",
        ),
        answers=(answer,),
    )


def _since(found: tuple[Sum, ...]) -> str:
    first = min(each.approved_on for each in found)
    return f"since {day(first)}" if len(found) > 1 else f"on {day(first)}"


def _row(each: Sum) -> list[Cell]:
    by = capital(each.body) if each.body else ""
    fund = category_words("fund", each.fund) if each.fund not in (None, "other") else ""
    spent = "not known"
    if each.spent is not None and each.spent_to:
        spent = f"{pounds(each.spent)} by {day(each.spent_to)}"
    return [
        Cell(day(each.approved_on), small=by),
        Cell(each.purpose, small=fund),
        Cell(pounds(each.amount), number=True),
        Cell(spent, number=True),
        Cell(_buys(each)),
    ]


def _buys(each: Sum) -> str:
    """'13 posts'; 'assessments'; 'not known'."""
    if not each.buys:
        return "not known"
    things = uncapital(category_words("buys", each.buys))
    return f"{number(each.buys_number)} {things}" if each.buys_number else things
