"""The six children of a draw in words: their slots, why each, and how fair a draw it was."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sendviz.ask import Records
from sendviz.ask.draws import Drawn, draws
from sendviz.catalogue import dimensions
from sendviz.catalogue.cohorts import cohort_filters
from sendviz.findings.six import Six
from sendviz.kit.html import Cell, table_of
from sendviz.kit.words import capital, day, joined, number, small, uncapital
from sendviz.panels.cohort_words import selection_in_words
from sendviz.panels.panel import NOTHING, Panel
from sendviz.stats.picker import SIX, Chances

SLOTS = {
    "alternative_provision": "Alternative provision",
    "sen_support": "SEN support",
    "plan": "With a plan",
    "any": "Anybody",
}
UNMET = {
    "six": "There are fewer than six children in this cohort.",
    "alternative_provision": "No child in alternative provision in this cohort.",
    "sen_support": "Fewer than two children on SEN support in this cohort.",
    "aged_16": "No child aged 16 or over in this cohort.",
    "under_8": "No child under 8 in this cohort.",
}
UNMET_NOW = {
    "six": UNMET["six"],
    "alternative_provision": "None of these is in alternative provision.",
    "sen_support": "Fewer than two of these are on SEN support.",
    "aged_16": "None of these is aged 16 or over.",
    "under_8": "None of these is under 8.",
}
NO_SAMPLE = (
    "Not a sample to estimate from: the six are chosen to differ, so that what holds for them need "
    "not hold for the others."
)
# In which of these a child that stands alone among the six is named, in this order.
ALONE = (("locality", ""), ("need", "need"), ("age_band", "age_band"))


def reasons(found: Six) -> tuple[str, ...]:
    """Why each: 'the only one of six from West; autism; year 9; waits for speech and language
    therapy'."""
    return tuple(_reason(found.rows, place) for place in range(len(found.rows)))


def _reason(rows: pd.DataFrame, place: int) -> str:
    row = rows.iloc[place]
    alone = _alone(rows, place)
    parts = [_words("need", row["need"]), _year(row), *_services(row), *_school(row)]
    return "; ".join([alone, *(each for each in parts if each not in alone)]).removeprefix("; ")


def _alone(rows: pd.DataFrame, place: int) -> str:
    """What only this child of the six has, the first there is: 'the only one of six from West'."""
    if len(rows) < SIX:
        return ""
    for column, dimension in ALONE:
        cell = rows[column].iloc[place]
        if not pd.isna(cell) and (rows[column] == cell).sum() == 1:
            words = _words(dimension, cell) if dimension else str(cell)
            join = {"locality": "from", "age_band": "aged"}.get(column, "with")
            return f"the only one of six {join} {words}"
    return ""


def _words(dimension: str, code: object) -> str:
    if pd.isna(code):
        return ""
    words = dimensions()[dimension].values.get(str(code), str(code))
    return words if words.startswith("Down") else uncapital(words)


def _year(row: pd.Series) -> str:
    if pd.isna(row["year_group"]):
        return "" if pd.isna(row["age"]) else f"aged {int(row['age'])}"
    return uncapital(cohort_filters()["year_group"].words.get(str(int(row["year_group"])), ""))


def _services(row: pd.Series) -> list[str]:
    services = dimensions()["pathway"].values
    told = []
    if waits := [_in_short(services.get(code, code)) for code in row["pathways"]]:
        told.append(f"waits for {joined(waits)}")
    if row["social_care"] not in (None, "none") and not pd.isna(row["social_care"]):
        told.append(uncapital(cohort_filters()["social_care"].words[row["social_care"]]))
    if not pd.isna(row["in_alternative_provision"]) and row["in_alternative_provision"]:
        told.append("in alternative provision")
    return told


def _school(row: pd.Series) -> list[str]:
    """The school of a child without a case reference, by which it is found."""
    known = pd.isna(row["case_ref"]) and not pd.isna(row["main_urn"])
    return [f"school {row['main_urn']}"] if known else []


def _in_short(service: str) -> str:
    return f"{service if service.isupper() else uncapital(service)}"


def draw_panel(
    refs: Sequence[str], slots: Sequence[str], why: Sequence[str], told: Sequence[str]
) -> Panel:
    """The six as a table, with what must be known of the draw under it."""
    rows = [
        [Cell(ref), Cell(SLOTS.get(slot, slot)), Cell(capital(reason))]
        for ref, slot, reason in zip(refs, slots, why, strict=True)
    ]
    name = f"{capital(small(len(refs)))} children to look at"
    table = table_of(name, ["Case", "Chosen as", "Why"], rows, wide=True)
    return Panel("six", name, tables=(table,), notes=tuple(told))


def score_words(score: int, best: int, seed: int) -> str:
    """How widely the six are spread, against the best that was seen."""
    return f"Spread {number(score)} of at most {number(best)} seen; seed {seed}."


def unmet_words(unmet: Sequence[str], *, redrawn: bool = False) -> tuple[str, ...]:
    """The rules that could not be met."""
    return tuple((UNMET_NOW if redrawn else UNMET)[each] for each in unmet)


def chances_words(found: Chances, of: int) -> str:
    """How uneven the chances are."""
    if of <= SIX:
        return "All children of the cohort are taken."
    never = f"{number(found.never)} came never" if found.never else "every one came at least once"
    equal = number(found.draws * SIX / of, 1)
    return (
        f"In {number(found.draws)} other draws from these {number(of)} children the one picked "
        f"most often came {number(found.most)} times, where equal chances would give each {equal}; "
        f"{never}."
    )


def draws_panel(records: Records) -> Panel:
    """Every draw and redraw, the newest first; nothing where none was drawn, and for others than
    officers."""
    found = draws(records)
    if not found:
        return NOTHING
    head = ["Draw", "When and who", "Of which children", "Picked", "Replaced"]
    table = table_of("Draws so far", head, [_draw_row(each) for each in found[::-1]], wide=True)
    return Panel("draws", "Draws so far", tables=(table,))


def _draw_row(each: Drawn) -> list[Cell]:
    name = f"Draw {each.number}"
    return [
        Cell(f"{name}, redraw {each.redraw}" if each.redraw else name, small=f"seed {each.seed}"),
        Cell(f"{each.at:%H:%M} (UTC), {day(each.at)}", small=each.by),
        Cell(selection_in_words(each.selection), small=f"list of {day(each.snapshot)}"),
        Cell("; ".join(each.picked)),
        Cell(each.replaced, small=each.why),
    ]
