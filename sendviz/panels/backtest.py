"""How good is this forecast? What it would have said at each past quarter's end, and what came."""

from __future__ import annotations

from collections.abc import Sequence

from sendviz.ask import Records
from sendviz.catalogue.calendar import BadSelection
from sendviz.findings.backtest import (
    ANY,
    CONFIDENCES,
    Score,
    backtest,
    fit_spreads,
    spreads_of,
)
from sendviz.kit import words
from sendviz.kit.html import Cell, Table, table_of
from sendviz.kit.words import number, percent
from sendviz.panels.forecast import caption_of, told
from sendviz.panels.panel import Panel, or_refused

TITLE = "How good is this forecast?"
NAMES = {
    "past_20": "Past 20 weeks",
    "issued": "Plans issued",
    "in_time": "Share in time",
}
AHEAD = {13: "a quarter ahead", 26: "half a year ahead", 52: "a year ahead"}


@or_refused
def backtest_panel(records: Records) -> Panel:
    """The scores of past forecasts, in words and as a table; says where nothing is gained."""
    scores = backtest(records, spreads_of(records.selection.council))
    if not scores:
        raise BadSelection("The records are too short to test a forecast: two years are needed.")
    return Panel(
        "backtest",
        TITLE,
        caption_of(records, "Forecasts as at each past quarter's end, held against what came"),
        made_up=simulated_words(records),
        sentences=tuple(backtest_sentences(scores, records)),
        tables=(_table(scores, records),),
        notes=(
            "Error: the middle of all quarters; for the share in time in percentage points. "
            "Nothing changes: the last value stays. CRPS: the error of the whole range, lower is "
            "better.",
        ),
    )


def simulated_words(records: Records) -> str:
    """That made-up quarters prove the machine only; '' for a council's own."""
    if records.covered is None or not records.covered.simulated:
        return ""
    return "Simulated quarters test the arithmetic, not the world."


def backtest_sentences(scores: tuple[Score, ...], records: Records) -> list[str]:
    """What a reader must know: coverage, error and the rival of the backlog; the worst quarter; and
    where nothing is gained."""
    found = [_backlog_sentence(each) for each in scores if each.quantity == "past_20"]
    backlog = [each for each in scores if each.quantity == "past_20"]
    if backlog:
        found.append(_worst_sentence(max(backlog, key=lambda each: each.horizon), records))
    for quantity in NAMES:
        lost = [each for each in scores if each.quantity == quantity and each.naive_wins]
        if lost:
            found.append(_lost_sentence(lost))
    return found


def _backlog_sentence(score: Score) -> str:
    held = score.covered[-1]
    return (
        f"Backlog {AHEAD[score.horizon]}: in {number(held)} of {number(score.n)} quarters the "
        f"range of 90 in 100 held what came; half of the middles were within "
        f"{percent(score.error)}; nearer than ‘nothing changes’ in {number(score.better)} of "
        f"{number(score.n)}."
    )


def _worst_sentence(score: Score, records: Records) -> str:
    worst = score.worst
    return (
        f"Worst {AHEAD[score.horizon]}: as at {words.day(worst.origin)} it said "
        f"{told(worst.middle, records)}, and {told(worst.truth, records)} came."
    )


def _lost_sentence(lost: Sequence[Score]) -> str:
    """One of a quantity for all horizons at which nothing is gained."""
    ahead = words.joined([AHEAD[each.horizon] for each in lost])
    return f"{NAMES[lost[0].quantity]} {ahead}: ‘nothing changes’ was as good or better."


def _table(scores: tuple[Score, ...], records: Records) -> Table:
    head = ["What, and how far ahead", "Quarters"]
    head += [f"{percent(each)} range held" for each in CONFIDENCES]
    head += ["Error", "Bias", "CRPS", "Nothing changes", "Line goes on", "Nearer than nothing"]
    return table_of("Past forecasts", head, [_row(each, records) for each in scores], wide=True)


def _row(score: Score, records: Records) -> list[Cell]:
    covered = [f"{number(each)} of {number(score.n)}" for each in score.covered]
    places, by = (1, 100) if score.quantity == "in_time" else (1, 1)
    values = [
        number(score.n),
        *covered,
        percent(score.error),
        _signed_percent(score.bias),
        *(number(each * by, places) for each in score.scores),
        f"{number(score.better)} of {number(score.n)}",
    ]
    name = f"{NAMES[score.quantity]}, {AHEAD[score.horizon]}"
    return [Cell(name), *(Cell(each, number=True) for each in values)]


def _signed_percent(value: float) -> str:
    size = percent(abs(value))
    return size if not value or size.startswith("under") else ("−" if value < 0 else "+") + size


def fitted_text(councils: Sequence[Records]) -> str:
    """What data/calibration/forecast.toml says, fitted anew: of each council the spreads that the
    others give, and those of all."""
    sets = {ANY: list(councils)}
    for each in councils:
        others = [other for other in councils if other is not each]
        sets[each.selection.council] = others or [each]
    head = (
        "# How uncertain the rates of a forecast are (standard deviation of logarithms), by horizon"
        " in weeks.\n# Of each council fitted on the others, `any` on all: python -m sendviz"
        " backtest --fit\n"
    )
    parts = [f"[{code}]\n" + _spread_lines(fit_spreads(others)) for code, others in sets.items()]
    return head + "\n" + "\n".join(parts)


def _spread_lines(spreads: dict[int, float]) -> str:
    return "".join(f"{horizon} = {spread}\n" for horizon, spread in spreads.items())
