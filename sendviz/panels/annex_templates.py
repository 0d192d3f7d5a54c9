"""What our records can fill of the two templates that were added in June 2025, on health
commissioning and on residential special schools. Their columns are not published."""

from __future__ import annotations

import pandas as pd

from sendviz.ask import Answer, Records
from sendviz.ask.for_board import hides
from sendviz.catalogue import dimensions
from sendviz.findings.annex import State, state_of
from sendviz.kit.html import Cell, Table, table_of
from sendviz.kit.values import blank_of
from sendviz.kit.words import capital, counted, day, number
from sendviz.panels.annex import FEW, made_up, told_parts
from sendviz.panels.captions import area_noun
from sendviz.panels.panel import NOTHING, Panel, or_refused

WAITING, LONG, LONGER = (
    "children_waiting_for_assessment", "waiting_over_52_weeks", "waiting_over_104_weeks",
)  # fmt: skip
SPECIAL = ("special", "independent")
NOT_OF_HEALTH = (
    "Not in our records: contracts and what they cost, joint funding, staff of health services, "
    "mental health services, and how many children each service is paid to see. Ask the ICB."
)
NOT_OF_SCHOOLS = (
    "Not in our records: the names of schools and what inspectors found there, weeks of boarding a "
    "year, fees and who pays them, and when somebody last visited the child. Ask commissioning and "
    "social care."
)
UNPUBLISHED = "The columns of this template are not published: compare with the one you are sent."


@or_refused
def health_template_panel(records: Records) -> Panel:
    """Who waits for which service, by provider and by place; nothing without referrals, and nothing
    in public view."""
    if records.role not in ("board", "officer"):
        return NOTHING
    whole = records.ask(WAITING)
    if blank_of(whole.row):
        return NOTHING
    return Panel(
        "health_template",
        f"Health commissioning: {whole.text()} wait for an assessment",
        f"By service, provider and {area_noun(records, 'locality')}, "
        f"{day(records.selection.last_day)}.{' Simulated records.' if whole.simulated else ''}",
        sentences=(UNPUBLISHED, NOT_OF_HEALTH),
        tables=(_by_provider(records), _by_place(records)),
        answers=(whole,),
    )


def _by_provider(records: Records) -> Table:
    asked = [records.ask(id, by="provider", and_by="pathway") for id in (WAITING, LONG, LONGER)]
    services = dimensions()["pathway"].values
    keys = [
        (row.category, row.area) for row in asked[0].rows if not blank_of(row) and row.numerator
    ]
    known = [_by_key(each) for each in asked]
    rows = [
        [
            Cell(services.get(pathway, pathway)),
            Cell(provider),
            *(Cell(each.get((pathway, provider), "0"), number=True) for each in known),
        ]
        for pathway, provider in sorted(keys)
    ]
    head = ["Service", "Provider", "Waiting", "Over 52 weeks", "Over 104 weeks"]
    return table_of("Waits by service and provider", head, rows, title="By provider")


def _by_key(answer: Answer) -> dict[tuple[str, str], str]:
    return {(row.category, row.area): _count(row.numerator) for row in answer.rows}


def _count(n: float) -> str:
    return number(n) if n == n else "not known"


def _by_place(records: Records) -> Table:
    answer = records.ask(WAITING, by="locality", and_by="pathway")
    services = dimensions()["pathway"].values
    pathways = [id for id in services if any(row.category == id for row in answer.rows)]
    counts = _by_key(answer)
    rows = [
        [Cell(place), *(Cell(counts.get((id, place), "0"), number=True) for id in pathways)]
        for place in answer.areas
    ]
    noun = area_noun(records, "locality")
    head = [capital(noun), *(services[id] for id in pathways)]
    return table_of(f"Waits by service and {noun}", head, rows, wide=True, title=f"By {noun}")


@or_refused
def schools_template_panel(records: Records) -> Panel:
    """Children with a plan by kind of placement, those who board and those placed in another area;
    nothing without a list of children, and nothing in public view."""
    if records.role not in ("board", "officer"):
        return NOTHING
    found = state_of(records)
    if found is None:
        return NOTHING
    rows = found.now.lists[1]
    boards = int((rows["residential"].eq(True) & rows["setting"].isin(SPECIAL)).sum())
    told = FEW if hides(boards, records.role) else number(boards)
    return Panel(
        "schools_template",
        f"Residential special schools: {told} {'child boards' if told == '1' else 'children board'}"
        " in a special school",
        f"{counted(len(rows), 'children')} with an EHC plan by placement, "
        f"{day(found.now.day)}.{made_up(found)}",
        sentences=(UNPUBLISHED, NOT_OF_SCHOOLS),
        tables=(_by_setting(found, records.role),),
    )


def _by_setting(found: State, role: str) -> Table:
    rows = found.now.lists[1]
    names = {**dimensions()["setting"].values, "": "Not known"}
    setting = rows["setting"].fillna("")
    kinds = [each for each in names if setting.eq(each).any()]
    columns = [
        [int((held & setting.eq(kind)).sum()) for kind in kinds]
        for held in (
            pd.Series(True, index=rows.index),
            rows["residential"].eq(True),
            rows["out_of_area"].eq(True),
        )
    ]
    told = [told_parts(each, role) for each in columns]
    table = [
        [Cell(names[kind]), *(Cell(each[at], number=True) for each in told)]
        for at, kind in enumerate(kinds)
    ]
    head = ["Placement", "Children", "Of them boarding", "Of them in another area"]
    return table_of("Placements by type", head, table)
