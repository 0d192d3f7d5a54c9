"""What public view is told of parts of a council and kinds of children, and what is left to the
board and officers; middles that are told as bands of weeks."""

from __future__ import annotations

from collections.abc import Sequence

from sendviz import catalogue
from sendviz.ask import PUBLIC, Answer, Records
from sendviz.kit.words import joined
from sendviz.panels import about, captions
from sendviz.panels.panel import Panel

IN_BANDS = (
    "Public view tells the band of weeks that holds the middle, not the weeks. A band cannot be "
    "drawn, ranked or compared, so here is the table alone."
)


def is_told_of_parts(records: Records, id: str) -> bool:
    """Whether this role is told a measure of areas and of kinds of children."""
    return records.role != PUBLIC or catalogue.public_table_of(id) is not None


def for_others(what: Sequence[str]) -> str:
    """'For the board and officers: a curve for each quadrant.'; '' for nothing."""
    return f"For the board and officers: {joined(what)}." if what else ""


def bands_panel(records: Records, key: str, answer: Answer) -> Panel:
    """Middles in bands of weeks as a table, with why there is no picture."""
    return Panel(
        key,
        f"{answer.measure.name} (in bands of weeks)",
        captions.caption(records, answer),
        sentences=(IN_BANDS,),
        tables=(about.figures_table(answer),),
        answers=(answer,),
    )
