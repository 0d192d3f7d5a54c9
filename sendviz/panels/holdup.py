"""What holds children up? Whose advice comes late, and how many plans took over a year."""

from __future__ import annotations

from sendviz.ask import Answer, NotAllowed, Records
from sendviz.catalogue.row import Row
from sendviz.kit.values import answer_words, blank_of, category_words, is_under
from sendviz.kit.words import capital, joined, small, uncapital
from sendviz.panels.bars import bar_chart
from sendviz.panels.captions import where_it_holds
from sendviz.panels.headline import headline_sentence
from sendviz.panels.of_parts import for_others
from sendviz.panels.panel import NOTHING, Panel, charted, or_refused

ADVICE, BY = "advice_within_6_weeks", "advice"
OF_A_PART = "whose advice is late in a part of the council"
OVER_A_YEAR = "plans_issued_after_a_year"
NEARLY_ALL = 0.95
MOST_NAMED = 2


@or_refused
def holdup_panel(records: Records) -> Panel:
    """Advice in time by who gives it, the latest named in the heading; nothing where no advice is
    told. Of a part of the council it is for the board and officers."""
    try:
        answer = records.ask(ADVICE, by=BY)
    except NotAllowed:
        return Panel("holdup", notes=(for_others([OF_A_PART]),))
    known = rows_told(answer)
    if not known:
        return NOTHING
    listed = answer.with_frame(answer.frame[[not blank_of(row) for row in answer.rows]])
    return charted(
        records, "holdup", holdup_title(answer), bar_chart(listed), [listed], "bars",
        sentences=over_a_year(records.ask(OVER_A_YEAR), records.council),
    )  # fmt: skip


def over_a_year(answer: Answer, council: str) -> tuple[str, ...]:
    """How many plans took over a year; nothing where none did, since a nought holds nobody up."""
    row = answer.row
    if blank_of(row) or is_under(row) or not row.value:
        return ()
    return (headline_sentence(answer, where_it_holds(answer, council)),)


def rows_told(answer: Answer) -> list[Row]:
    """The kinds of advice that have a share, the lowest first."""
    told = [row for row in answer.rows if not blank_of(row) and not is_under(row)]
    return sorted(told, key=lambda row: row.value)


def holdup_title(answer: Answer) -> str:
    """'Educational psychology is the hold-up: 410 of 2,600 (16%) in time.' Kinds of advice whose
    intervals meet that of the lowest are named with it; of more than three it is told how many."""
    low, *others = rows_told(answer)
    if low.value >= NEARLY_ALL:
        return "Nearly all advice comes within 6 weeks."
    with_it = [row for row in others if row.low <= low.high]
    if not with_it:
        name = capital(category_words(BY, low.category))
        return f"{name} is the hold-up: {answer.text(low)} in time."
    if len(with_it) > MOST_NAMED:
        late, every = len(with_it) + 1, len(others) + 1
        many = (
            f"All {small(every)}" if late == every else f"{capital(small(late))} of {small(every)}"
        )
        return f"{many} kinds of advice come about equally late."
    names = [uncapital(category_words(BY, row.category)) for row in (low, *with_it)]
    return f"Advice comes latest from {joined(names)}."


def advice_words(answer: Answer) -> str:
    """The whole sentence of the latest kind of advice; '' where none is told or nearly all is in
    time."""
    known = rows_told(answer)
    if not known or known[0].value >= NEARLY_ALL:
        return ""
    name = capital(category_words(BY, known[0].category))
    told = answer_words(answer.measure, known[0], rounded=answer.rounded)
    return f"{name}: {told}."
