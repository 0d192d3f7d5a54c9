"""An area on one page: who has a plan, who waits for health assessments, and how England stands, in
tables that are read at a glance."""

from __future__ import annotations

from sendviz import catalogue
from sendviz.ask import NotAllowed, Records
from sendviz.ask.child_rows import snapshots
from sendviz.ask.for_board import LEAST, hides
from sendviz.catalogue.calendar import BadSelection
from sendviz.catalogue.row import Row
from sendviz.findings.councils import compare_councils, published_years
from sendviz.kit.html import Cell, table_of
from sendviz.kit.values import blank_of, category_words
from sendviz.kit.words import counted, day
from sendviz.panels.captions import caption
from sendviz.panels.councils import answer_sentences
from sendviz.panels.health import pathway_name, recorded_pathways, yardstick_measure
from sendviz.panels.outlook import HALF_ASSESSED, WAITING
from sendviz.panels.panel import NOTHING, Panel, or_refused, sentence_or_refusal

PLANS, COMPARED = "plans_in_force", "published_plans_issued_within_20_weeks"
MOST_NEEDS = 10
NOT_TOLD = "for the board and officers"


@or_refused
def needs_panel(records: Records) -> Panel:
    """Plans in force by main need, the largest ten."""
    answer = records.ask(PLANS, by="need")
    known = sorted((row for row in answer.rows if not blank_of(row)), key=_most_first)
    rows = [
        [Cell(category_words("need", row.category)), Cell(answer.text(row), number=True)]
        for row in known[:MOST_NEEDS]
    ]
    if not rows:
        return NOTHING
    table = table_of("Plans by main need", ["Main need", "In force"], rows)
    return Panel("needs", caption=caption(records, answer), tables=(table,))


def _most_first(row: Row) -> float:
    return -row.value


@or_refused
def health_in_short_panel(records: Records) -> Panel:
    """A row a main pathway: the list, who has waited past its yardstick, and the weeks by which
    half were seen."""
    known = recorded_pathways(records)
    main = [each for each in catalogue.main_pathways() if each in known]
    if not main:
        return NOTHING
    rows = [_pathway_row(records.held_to("pathway", each), each) for each in main]
    head = ["Assessment", "On the list", "Past the yardstick", "Half seen by"]
    clock = caption(records, records.held_to("pathway", main[0]).ask(WAITING))
    table = table_of("Waits for health assessments", head, rows)
    return Panel("health_in_short", caption=clock, tables=(table,))


def _pathway_row(here: Records, pathway: str) -> list[Cell]:
    stick = catalogue.pathways()[pathway]
    held_to = f"{stick.name}: {stick.weeks} weeks"
    return [
        Cell(pathway_name(pathway)),
        Cell(_told(here, WAITING)),
        Cell(_told(here, yardstick_measure(pathway)), small=held_to),
        Cell(_told(here, HALF_ASSESSED)),
    ]


def _told(here: Records, id: str) -> str:
    try:
        return here.ask(id).text()
    except BadSelection:
        return NOT_TOLD


@sentence_or_refusal
def compared_words(records: Records) -> str:
    """The published share of plans on time in the newest year, England's and the neighbours'; ''
    where nothing is published."""
    there = records.over(start=None, end=None, areas=(), where=())
    years = published_years(there, COMPARED)
    return " ".join(answer_sentences(compare_councils(there, COMPARED, years[0]))) if years else ""


def support_words(records: Records) -> str:
    """How many children are on SEN support, as the newest list of children by the as-at day tells;
    why that is not told, where it is not."""
    try:
        lists = snapshots(records.store, records.selection.council, records.role)
    except NotAllowed:
        return f"How many children are on SEN support is {NOT_TOLD}."
    newest = next((each for each in lists if each.day <= records.told_on), None)
    if newest is None:
        return "How many children are on SEN support is not known: no list of children is loaded."
    many = newest.by_status.get("sen_support", 0)
    few = hides(many, records.role)
    told = f"fewer than {LEAST} children" if few else counted(many, "children")
    return f"On SEN support: {told}, by the list of {day(newest.day)}."
