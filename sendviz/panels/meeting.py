"""One question a screen, for a meeting: what councillors and boards ask, declared once, each with
the sentences and the one picture of the page that it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sendviz import catalogue
from sendviz.ask import PUBLIC, Records
from sendviz.catalogue.calendar import BadSelection
from sendviz.findings.actions import contradictions, plan_of
from sendviz.findings.councils import Comparison, compare_councils, published_years
from sendviz.findings.evidence import shown
from sendviz.findings.levers import Levers
from sendviz.findings.quality import GOOD, pair_of, survey_of
from sendviz.kit.html import Cell, table_of
from sendviz.kit.values import blank_of
from sendviz.kit.words import capital, small
from sendviz.panels.action_plan import (
    contradictions_panel,
    decisions_panel,
    exceptions_panel,
    plan_answer,
    timeline_panel,
)
from sendviz.panels.ages import ages_panel
from sendviz.panels.areas import areas_answer, areas_panel
from sendviz.panels.changes import changes_answer, most_panel, usual_meeting
from sendviz.panels.councils import answer_sentences
from sendviz.panels.councils_drawn import council_strip_panel
from sendviz.panels.enquiry import enquiry_answer, first_lines_panel
from sendviz.panels.evidence import evidence_answer, grid_panel
from sendviz.panels.flow import flow_of_period, flow_panel
from sendviz.panels.forecast import forecast_answer
from sendviz.panels.forecast_drawn import fan_panel
from sendviz.panels.headline import headline
from sendviz.panels.health import pathway_cards_panel, recorded_pathways
from sendviz.panels.health_answer import waiting_answer
from sendviz.panels.holdup import holdup_panel
from sendviz.panels.impact import impact_answer, verdicts_panel
from sendviz.panels.panel import Panel, not_filtered
from sendviz.panels.paradox import paradox_line, paradox_panel
from sendviz.panels.promises import promises_panel
from sendviz.panels.quality import (
    beside_timeliness_of,
    pair_panels,
    pair_sentence,
    quality_sentence,
)
from sendviz.panels.remedies import remedies_panel
from sendviz.panels.reviews import told_here
from sendviz.panels.split import split_panel
from sendviz.panels.stages import stages_panel
from sendviz.panels.survey import survey_panel
from sendviz.panels.trend import trend_panel
from sendviz.panels.wellbeing import wellbeing_panel
from sendviz.panels.window import window_answer, window_panel

ON_TIME, DUE = "plans_issued_within_20_weeks", "plans_due_issued_in_time"
WAITING, LATE = "cases_open_over_20_weeks", "share_open_over_20_weeks"
LISTED, SUPPORT = "children_waiting_for_assessment", "offered_support_while_waiting"
REVIEWS, PLAN, SAYS = "reviews_held_in_time", "actions_in_plan", "survey_positive"
MONEY, COMPARED = "money_spent", "published_plans_issued_within_20_weeks"
AS_NOW = Levers(), "as_now"
HEAD = ["Question", "Who could answer"]
LAST = "What can nobody answer from these records?"
# What no table holds, and who could tell.
NOT_HELD = (
    ("Are young people prepared for adult life?", "Schools, colleges and adult social care"),
    ("What does a plan cost, from request to last review?", "Director of finance"),
)
Sentences = Callable[[Records], Sequence[str]]
Holds = Callable[[Records], bool]


@dataclass(frozen=True)
class Question:
    """One screen of a meeting.

    page: the id of the one that shows more. measure: its owner is asked. panel: what is shown.
    words: the answer; without it the panel's own heading and sentences. holds: whether the file
    holds an answer; without it, whether the measure has a value.
    """

    text: str
    page: str
    measure: str
    panel: Callable[[Records], Panel]
    words: Sentences | None = None
    holds: Holds | None = None

    @property
    def owner(self) -> str:
        """The role to ask."""
        return catalogue.get(self.measure).owner

    def is_told(self, records: Records) -> bool:
        """Whether this view of the file has an answer."""
        try:
            return self.holds(records) if self.holds else _has_value(records, self.measure)
        except BadSelection:
            return False


@dataclass(frozen=True, eq=False)
class Shown:
    """A question as it stands on the screen: answer, what stands beside every figure of
    timeliness, one picture, whom to ask, the page that it belongs to, and the filters that its
    figures could not apply."""

    text: str
    answer: tuple[str, ...]
    panel: Panel
    beside: str = ""
    ask: str = ""
    page: str = ""
    not_filtered: tuple[str, ...] = ()


def _has_value(records: Records, id: str) -> bool:
    return not blank_of(records.ask(id).row)


def _headlines(*ids: str) -> Sentences:
    return lambda records: [headline(records, id) for id in told_here(records, ids)]


def _comparison(records: Records) -> Comparison:
    there = records.over(start=None, end=None, areas=(), where=())
    return compare_councils(there, COMPARED, published_years(there, COMPARED)[0])


def _on_list(records: Records) -> Records:
    """Held to the first assessment that the records tell of."""
    known = recorded_pathways(records)
    return records.held_to("pathway", known[0]) if known else records


def _has_plan(records: Records) -> bool:
    row = records.ask(PLAN).row
    return not blank_of(row) and row.value > 0


def _moves_figures(records: Records) -> bool:
    return any(each.role == "moves" for each in plan_of(records).links)


def _has_survey(records: Records) -> bool:
    return survey_of(records) is not None


# What families say is a question of its own: with it the table would take two sheets of paper.
IMPACT = Question("Did what we did work?", "impact", PLAN, partial(verdicts_panel, families=False),
    lambda records: [impact_answer(records)], _moves_figures)  # fmt: skip
FAMILIES = Question("What do families say?", "quality", SAYS, survey_panel, holds=_has_survey)
COUNCILLORS_ASK = (
    Question("How many children wait past the legal limit?", "backlog", WAITING, ages_panel,
        _headlines(WAITING, "longest_open_case")),
    Question("Is the queue growing?", "backlog", "cases_in_and_out", flow_panel,
        lambda records: [flow_of_period(records)]),
    Question("Of the children whose limit fell, how many had their plan?", "timeliness", DUE,
        lambda records: trend_panel(records, DUE), _headlines(DUE)),
    Question("How many plans came on time?", "timeliness", ON_TIME, paradox_panel,
        lambda records: [headline(records, ON_TIME), paradox_line(records)]),
    Question("Does it depend on where you live?", "localities", ON_TIME,
        lambda records: areas_panel(records.over(areas=()), ON_TIME, "locality"),
        lambda records: areas_answer(records.over(areas=()), ON_TIME, "locality")),
    Question("Who waits longest?", "localities", LATE,
        lambda records: split_panel(records, LATE, "age_band")),
    Question("How long for an autism, speech or OT assessment?", "health_waits", LISTED,
        pathway_cards_panel,
        lambda records: [waiting_answer(records, [
            each for each in catalogue.main_pathways() if each in recorded_pathways(records)])],
        lambda records: _has_value(_on_list(records), LISTED)),
    Question("What help do families get meanwhile?", "health_waits", SUPPORT,
        lambda records: trend_panel(_on_list(records), SUPPORT),
        lambda records: [headline(_on_list(records), SUPPORT)],
        lambda records: _has_value(_on_list(records), SUPPORT)),
    Question("Where does the time go?", "timeliness", "median_weeks_to_issue", stages_panel),
    Question("What holds children up?", "timeliness", "advice_within_6_weeks", holdup_panel),
    Question("When will the backlog be gone?", "capacity", WAITING,
        lambda records: fan_panel(records, *AS_NOW),
        lambda records: forecast_answer(records, *AS_NOW),
        lambda records: not records.store.is_public and _has_value(records, WAITING)),
    Question("Are the plans any good?", "quality", GOOD,
        lambda records: pair_panels(records)[-1],
        lambda records: [quality_sentence(records), pair_sentence(records)],
        lambda records: not blank_of(pair_of(records).quality.row)),
    Question("Are annual reviews done?", "plans", REVIEWS,
        lambda records: trend_panel(records, REVIEWS),
        _headlines(REVIEWS, "reviews_decided_in_4_weeks")),
    FAMILIES,
    Question("Are children safe, happy and thriving?", "quality", SAYS, wellbeing_panel,
        holds=_has_survey),
    Question("What did the Ombudsman find?", "quality", "ombudsman_decisions", remedies_panel),
    Question("What money was spent, and are more plans issued?", "impact", MONEY,
        lambda records: trend_panel(records, "plans_issued"), _headlines(MONEY)),
    Question("Are we doing what we told inspectors?", "action_plan", PLAN, timeline_panel,
        lambda records: [plan_answer(records)], _has_plan),
    IMPACT,
    Question("How do we compare, fairly?", "compare", COMPARED,
        lambda records: council_strip_panel(_comparison(records)),
        lambda records: answer_sentences(_comparison(records)),
        lambda records: bool(published_years(records, COMPARED))),
    Question("What changed since the last meeting, and is it real?", "changes", WAITING,
        lambda records: most_panel(records, usual_meeting(records)),
        lambda records: [changes_answer(records, usual_meeting(records))]),
)  # fmt: skip
BOARDS_ASK = (
    Question("What must be decided today?", "action_plan", PLAN, decisions_panel,
        lambda records: [plan_answer(records)], _has_plan),
    Question("Which actions need a word?", "action_plan", PLAN, exceptions_panel, holds=_has_plan),
    Question("Where do people and figures disagree?", "action_plan", PLAN, contradictions_panel,
        holds=lambda records: bool(contradictions(records))),
    Question("Was what was promised in public kept?", "action_plan", PLAN, promises_panel,
        holds=lambda records: bool(promises_panel(records).tables)),
    IMPACT,
    Question("What can we show for each finding?", "evidence", PLAN, grid_panel,
        lambda records: [evidence_answer(records)], lambda records: bool(shown(records))),
    FAMILIES,
    Question("When may inspectors come?", "readiness", PLAN, window_panel, window_answer,
        lambda records: bool(records.inspections)),
    Question("What would inspectors ask first?", "readiness", ON_TIME, first_lines_panel,
        lambda records: [enquiry_answer(records)]),
)  # fmt: skip


def questions_of(records: Records) -> tuple[Question, ...]:
    """Those that this view has an answer to: councillors' own, of boards theirs, of officers
    both, each once."""
    return tuple(each for each in _asked_by(records) if each.is_told(records))


def _asked_by(records: Records) -> tuple[Question, ...]:
    asked = {PUBLIC: COUNCILLORS_ASK, "board": BOARDS_ASK}.get(
        records.role, (*COUNCILLORS_ASK, *BOARDS_ASK)
    )
    return tuple({each.text: each for each in asked}.values())


def screens_of(records: Records) -> int:
    """How many screens a meeting has: the questions, and what none of them tells."""
    return len(questions_of(records)) + 1


def shown_on(records: Records, number: int) -> Shown:
    """What stands on a screen, from 1 to `screens_of`."""
    asked = questions_of(records)
    if number > len(asked):
        return _last(records, asked)
    each = asked[number - 1]
    panel = each.panel(records)
    words = each.words(records) if each.words else _of_panel(panel)
    picture = _one_picture(panel, titled=panel.title not in " ".join(words))
    held = tuple(dict.fromkeys(not_filtered(panel)))
    beside = beside_timeliness_of(records, each.measure)
    return Shown(each.text, tuple(words), picture, beside, each.owner, each.page, held)


def _of_panel(panel: Panel) -> tuple[str, ...]:
    """Its heading and its first sentence."""
    heading = panel.title if panel.title.endswith((".", "?")) else f"{panel.title}."
    return (heading, *panel.sentences[:1])


def _one_picture(panel: Panel, *, titled: bool) -> Panel:
    """Of a panel the picture or, where it has none, its cards, lines or first table; of one that
    has but parts, of the first."""
    if panel.figure is None and not (panel.cards or panel.signed or panel.tables) and panel.parts:
        return _one_picture(panel.parts[0], titled=True)
    return replace(
        panel,
        title=panel.title if titled else "",
        notes=panel.notes if titled else tuple(filter(None, (panel.caption, *panel.notes))),
        sentences=(),
        openings={},
        tables=panel.tables[:1] if panel.figure is None and not panel.cards else (),
        parts=(),
        closed=(),
        answers=(),
        rows=None,
        downloads=(),
    )


def _last(records: Records, asked: Sequence[Question]) -> Shown:
    """What cannot be answered here, and who could answer it."""
    texts = {each.text for each in asked}
    own = (each for each in _asked_by(records) if each.text not in texts)
    rows = [*((each.text, each.owner) for each in own), *NOT_HELD]
    table = table_of(
        "Not answered here", HEAD, [[Cell(text), Cell(who)] for text, who in rows], wide=True
    )
    said = f"{capital(small(len(rows)))} questions have no answer in this view of the records."
    return Shown(LAST, (said,), Panel("not_answered", tables=(table,)))
