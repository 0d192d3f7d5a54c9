"""Child-level lists: officers only, by the council's own case reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from sendviz import catalogue
from sendviz.ask import NotAllowed, Records
from sendviz.ask.lists import ChildList, told_measures
from sendviz.catalogue import ListOfChildren, dimensions
from sendviz.kit.csv import csv_text
from sendviz.kit.html import Download
from sendviz.kit.words import capital, counted, joined, number, period_words
from sendviz.panels.captions import area_noun, filter_words, not_filtered
from sendviz.panels.panel import NOTHING, Panel, or_refused

SOON_WEEKS = 8
DUE = {"overdue": "overdue", "soon": f"within {SOON_WEEKS} weeks", "later": "later"}
SUPPORT = {"no": "not offered", "yes": "offered"}
NO_SUPPORT_LIST = "No list of support offered is loaded, so who was offered any is not known."
OFFICERS_ONLY = "For officers only. These choices hold for the list alone, not for the charts."


@dataclass(frozen=True)
class Narrowing:
    """One way to narrow a list: its name, and the words of its choices by their codes."""

    id: str
    name: str
    options: Mapping[str, str]


def narrowings(records: Records, fact: str) -> tuple[Narrowing, ...]:
    """The ways to narrow the list of a fact, those with a choice only."""
    declared = catalogue.lists_of_children()[fact]
    council, held = records.selection.council, records.selection.areas
    told = told_measures(records.store, declared, council)
    places = {a.id: a.name for a in records.localities if not held or a.id in held}
    found = [
        Narrowing("area", capital(area_noun(records, "locality")), places),
        Narrowing("due", "Due", DUE if declared.due else {}),
        Narrowing("waited", "Waited", {id: words for words, id in declared.waited.items()}),
        Narrowing("support", "Support", SUPPORT if declared.support in told else {}),
        *(
            Narrowing(id, dimensions()[id].name, dict(dimensions()[id].values))
            for id in declared.by
        ),
    ]
    return tuple(each for each in found if len(each.options) > 1)


@or_refused
def children_panel(
    records: Records,
    fact: str,
    title: str,
    chosen: Mapping[str, str] | None = None,
    order: str = "",
) -> Panel:
    """The rows behind a figure under the filters, with a file to download; nothing at all for
    other roles. chosen: the codes of `narrowings` to which the list is held. order: one of
    `headings`; '' for the usual order."""
    if records.role != "officer":
        return NOTHING
    chosen = {id: code for id, code in (chosen or {}).items() if code}
    here = records.over(areas=(chosen["area"],)) if "area" in chosen else records
    listed = here.children(fact)
    held, told = _narrowed(listed, chosen)
    rows = list_for_officers(listed, capital(area_noun(records, "locality")))[held]
    if order in rows:
        rows = rows.sort_values(order, ascending=not _most_first(rows[order]), kind="stable")
    stands = f"sorted by {order.casefold()}" if order else usual_order(fact).casefold()
    return Panel(
        fact,
        title,
        sentences=(
            _sums(here, fact, len(listed.rows), told, stands),
            *_reviews_added_up(here, listed),
        ),
        notes=tuple(_notes(listed, held)),
        rows=rows,
        downloads=(Download("Download this list (CSV)", f"{fact}.csv", csv_text(rows)),),
    )


def _narrowed(listed: ChildList, chosen: Mapping[str, str]) -> tuple[pd.Series, list[str]]:
    """Which rows are held, and for each choice how many are left: '240 waiting over 52 weeks'."""
    held, told = pd.Series(True, index=listed.rows.index), []
    for id, code in chosen.items():
        if id == "area":
            continue
        meets, words = _choice(listed, id, code)
        held &= meets
        told.append(f"{number(held.sum())} {words}")
    return held, told


def _choice(listed: ChildList, id: str, code: str) -> tuple[pd.Series, str]:
    """Which rows meet a choice, and what they are then."""
    rows, declared = listed.rows, listed.declared
    if id == "due":
        late = rows["weeks_overdue"]
        soon = late.between(-SOON_WEEKS, 0)
        holds = {"overdue": late > 0, "soon": soon, "later": late < -SOON_WEEKS}[code]
        return holds, DUE[code] if code == "overdue" else f"due {DUE[code]}"
    if id == "waited":
        words = next(words for words, measure in declared.waited.items() if measure == code)
        return listed.meets[code], f"waiting {words}"
    if id == "support":
        offered = listed.meets.get(declared.support, pd.Series(False, index=rows.index))
        return offered if code == "yes" else ~offered, f"{SUPPORT[code]} support"
    dimension = dimensions()[id]
    return rows[id] == code, f"with {dimension.name.casefold()}: {dimension.values[code]}"


def usual_order(fact: str) -> str:
    """In which order a list stands where the reader chooses none."""
    is_due = bool(catalogue.lists_of_children()[fact].due)
    return f"The longest {'overdue' if is_due else 'wait'} first"


def headings(records: Records, fact: str) -> tuple[str, ...]:
    """The headings by which the list of a fact can be put in order."""
    declared = catalogue.lists_of_children()[fact]
    told = told_measures(records.store, declared, records.selection.council)
    untold = {catalogue.get(id).numerator for id in declared.measures if id not in told}
    names = _headings(declared, area_noun(records, "locality").capitalize())
    return tuple(name for id, name in names.items() if id not in untold)


def _headings(declared: ListOfChildren, locality: str) -> dict[str, str]:
    return {
        id: locality if id == "locality" else words or dimensions()[id].name
        for id, words in declared.columns.items()
    }


def _most_first(column: pd.Series) -> bool:
    """Numbers stand from the largest down, days and words in their order."""
    return pd.api.types.is_numeric_dtype(column)


def _sums(records: Records, fact: str, n: int, told: list[str], order: str) -> str:
    """'Of 745 children in Mid (Autism assessments only): 240 waiting over 52 weeks; of those, 185
    not offered support.'"""
    chosen = records.selection.areas
    where = joined([a.name for a in records.localities if a.id in chosen]) or records.council
    only = filter_words(records.selection).replace("Only ", "only ")
    every = f"{counted(n, catalogue.FACTS[fact].noun)} in {where}{f' ({only})' if only else ''}"
    if not told:
        return f"{every}, {order}."
    return f"Of {every}: {'; of those, '.join(told)}."


def _reviews_added_up(records: Records, listed: ChildList) -> tuple[str, ...]:
    """How the reviews of the period that were not held in time go together with the plans that are
    overdue on the as-at day; nothing of other lists."""
    if listed.declared.due != "review_due_on":
        return ()
    try:
        row = records.ask("reviews_held_in_time").row
    except NotAllowed:
        return ()
    first, last = records.selection.period
    due = listed.rows["review_due_on"].dt.date
    missed = int(row.denominator - row.numerator)
    waits, before = int(due.between(first, last).sum()), int((due < first).sum())
    today = int((due == last).sum())
    overdue = counted(waits + before - today, "plans")
    return (
        f"Of {number(row.denominator)} reviews due in the {period_words(first, last)}, "
        f"{number(missed)} were not held in time: {number(missed - waits)} came late or the plan "
        f"ended first, {number(waits)} are not held yet. With {number(before)} that "
        f"fell due before{_less(today)}: {overdue} overdue.",
    )


def _less(today: int) -> str:
    return f" and without {number(today)} due that very day" if today else ""


def _notes(listed: ChildList, held: pd.Series) -> list[str]:
    declared, found = listed.declared, []
    noted = int(listed.rows.loc[held, declared.noted].notna().sum()) if declared.noted else 0
    if noted:
        found.append(declared.note.format(n=number(noted)))
    if declared.support and declared.support not in listed.meets:
        found.append(NO_SUPPORT_LIST)
    ignored = not_filtered(listed.not_filtered)
    return [*found, *([ignored] if ignored else [])]


def list_for_officers(listed: ChildList, locality: str) -> pd.DataFrame:
    """The rows with headings and codes in words, and days without a time. locality: what the
    council calls one."""
    out = listed.rows.copy()
    for column in out.columns:
        known = dimensions().get(column)
        if pd.api.types.is_datetime64_any_dtype(out[column]):
            out[column] = out[column].dt.date.where(out[column].notna(), None)
        elif pd.api.types.is_bool_dtype(out[column]):
            out[column] = out[column].map({True: "yes", False: "no"})
        elif known is not None and known.values:
            out[column] = out[column].map(known.values).fillna("Not known")
    if "weeks_overdue" in out:
        out["weeks_overdue"] = out["weeks_overdue"].where(out["weeks_overdue"] > 0)
    return out.rename(columns={"case_ref": "Case", **_headings(listed.declared, locality)})
