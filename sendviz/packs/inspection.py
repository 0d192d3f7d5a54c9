"""The inspection pack: what the partnership knows of itself, theme by theme, and what is still not
good enough, said first by itself."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sendviz import catalogue
from sendviz.ask import Records
from sendviz.packs.document import Paragraph
from sendviz.packs.parts import Pack, Part, answer
from sendviz.panels.about_the_data import (
    errors_and_warnings,
    files_loaded,
    imports_panel,
    published_panel,
    restatements_panel,
)
from sendviz.panels.action_plan import contradictions_panel, plan_answer
from sendviz.panels.annex import annex_answer, annex_errors_panel, annex_teams_panel
from sendviz.panels.annex_fullness import annex_fullness_panel, annex_trend_panel
from sendviz.panels.areas import areas_answer, areas_panel
from sendviz.panels.call import call_days, call_panel
from sendviz.panels.children import children_panel
from sendviz.panels.due import due_panel
from sendviz.panels.enquiry import enquiry_answer, enquiry_panel
from sendviz.panels.evidence import evidence_answer, grid_panel, log_panel, review_panel
from sendviz.panels.forecast import forecast_answer, orders_panel, why_none
from sendviz.panels.forecast_drawn import fan_panel
from sendviz.panels.gap import gap_panel
from sendviz.panels.headline import headline
from sendviz.panels.health import (
    pathway_cards_panel,
    recorded_pathways,
    strip_panel,
)
from sendviz.panels.health_answer import waiting_answer
from sendviz.panels.health_published import missing_panel, published_waits_panel
from sendviz.panels.heat import heat_panel
from sendviz.panels.impact import impact_answer, verdicts_panel
from sendviz.panels.inspections import inspection_panel
from sendviz.panels.meeting import AS_NOW
from sendviz.panels.panel import Panel
from sendviz.panels.plan_tables import gaps_panel, lines_in_one_panel
from sendviz.panels.quality import beside_timeliness, pair_sentence, quality_sentence
from sendviz.panels.short_of import short_of_panel
from sendviz.panels.side_by_side import side_by_side_panel
from sendviz.panels.six import draws_panel
from sendviz.panels.survey import survey_panel
from sendviz.panels.trend import trend_panel
from sendviz.panels.window import window_answer, window_panel

ON_TIME = "plans_issued_within_20_weeks"
PLACES = {
    "": [
        "share_open_over_20_weeks",
        ON_TIME,
        "decided_within_6_weeks",
        "advice_within_6_weeks",
        "reviews_held_in_time",
    ]
}
SCHOOL = (
    "published_absence_with_plan",
    "published_severe_absence_with_plan",
    "published_pupils_suspended_with_plan",
    "published_permanent_exclusions_with_plan",
    "published_part_time_timetables_with_plan",
    "published_children_missing_education",
)
LISTS = {
    "open_case": "Children still in the process",
    "plan_in_force": "Plans and their next review",
    "waiting": "Children on the lists for health assessments",
}
NO_PLAN = "no improvement plan is loaded"


def parts(records: Records) -> tuple[Part, ...]:
    """The annex from the partnership to its lists."""
    return (
        Part("The partnership and its last inspection", _partnership, "none is known", 2),
        Part("How to read this", _how_to_read, "nothing is loaded", 1),
        *(
            Part(f"{theme}: what we know", partial(_known, theme), "no figure is known", 2)
            for theme in themes()
        ),
        Part("How we know: evidence for each finding", _evidence, "no finding is loaded", 3),
        Part("What we do about it", _done, NO_PLAN, 4),
        Part("What is still not good enough", _short, "no figure is known", 2),
        Part("Lines of enquiry to expect", _enquiry, "no line stands out", 2),
        Part("Does it depend on where you live?", _places, "no figure is known by place", 3),
        Part("Health waits", _health, "no health records are loaded", 3),
        Part("Children not in school", _school, "no figures of schools are loaded", 2),
        Part("Forecast, if nothing changes", _forecast, "no forecast can be made", 2),
        Part("When the call may come, and what is due", _call, "no inspection is known", 2),
        Part("If the call came", _called, "no day is known", 1),
        Part("Annex A: are the lists ready?", _annex, "no list of children is loaded", 3),
        Part("Sources, and differences from published figures", _sources, "none is published", 3),
        Part("Case sampling record", _sampled, "no children were drawn", 2, ("officer",)),
        Part("Lists of children", _lists, "no list is loaded", 1, told_to=("officer",)),
    )


def themes() -> tuple[str, ...]:
    """The headings of an inspection, as the measures name them, in the order of the catalogue."""
    found = (theme for m in catalogue.measures().values() for theme in m.inspection_themes)
    return tuple(dict.fromkeys(found))


def _partnership(records: Records) -> Iterator[Panel | Paragraph]:
    yield answer(plan_answer(records), impact_answer(records))
    yield inspection_panel(records)
    yield gaps_panel(records)


def _how_to_read(records: Records) -> Iterator[Panel | str]:
    yield files_loaded(records)
    yield errors_and_warnings(records)
    yield imports_panel(records)
    yield restatements_panel(records)


def _known(theme: str, records: Records) -> Iterator[Panel | Paragraph | str]:
    ids = [
        m.id
        for m in catalogue.measures().values()
        if theme in m.inspection_themes and m.kind not in ("given", "survival")
    ]
    if ON_TIME in ids:
        yield answer(headline(records, ON_TIME), quality_sentence(records))
        yield trend_panel(records, ON_TIME)
    else:
        yield beside_timeliness(records)
    yield side_by_side_panel(records, ids, "Every measure, now and a year before")
    if theme.startswith("Families"):
        yield survey_panel(records)


def _evidence(records: Records) -> Iterator[Panel | Paragraph]:
    yield answer(evidence_answer(records))
    yield grid_panel(records)
    yield review_panel(records)
    yield log_panel(records)


def _call(records: Records) -> Iterator[Panel | Paragraph]:
    yield answer(*window_answer(records))
    yield window_panel(records)
    yield due_panel(records)


def _called(records: Records) -> Iterator[Panel]:
    yield call_panel(records, next(iter(call_days(records).values())))


def _sampled(records: Records) -> Iterator[Panel]:
    yield draws_panel(records)


def _annex(records: Records) -> Iterator[Panel | Paragraph]:
    yield answer(annex_answer(records))
    yield annex_errors_panel(records)
    yield annex_teams_panel(records)
    yield annex_fullness_panel(records)
    yield annex_trend_panel(records)


def _done(records: Records) -> Iterator[Panel]:
    yield lines_in_one_panel(records)
    yield verdicts_panel(records)


def _short(records: Records) -> Iterator[Panel | str]:
    yield short_of_panel(records)
    yield pair_sentence(records)
    yield contradictions_panel(records)


def _enquiry(records: Records) -> Iterator[Panel | Paragraph]:
    yield answer(enquiry_answer(records))
    yield enquiry_panel(records)


def _places(records: Records) -> Iterator[Panel | Paragraph]:
    here = records.for_parts.over(areas=())
    yield answer(*areas_answer(here, ON_TIME, "locality"))
    yield areas_panel(here, ON_TIME, "locality")
    yield gap_panel(here, ON_TIME, "locality")
    yield heat_panel(records, PLACES)


def _health(records: Records) -> Iterator[Panel | Paragraph]:
    known = [each for each in catalogue.main_pathways() if each in recorded_pathways(records)]
    if not known:
        return
    yield answer(waiting_answer(records, known))
    yield pathway_cards_panel(records)
    for each in known:
        yield strip_panel(records, each)
    for each in known:
        yield published_waits_panel(records, each)
        yield missing_panel(records, each)


def _school(records: Records) -> Iterator[Panel]:
    yield side_by_side_panel(records, SCHOOL)


def _forecast(records: Records) -> Iterator[Panel | Paragraph]:
    if refused := why_none(records):
        yield Panel("forecast", refused=refused)
        return
    yield answer(*forecast_answer(records, *AS_NOW))
    yield fan_panel(records, *AS_NOW)
    yield orders_panel(records, *AS_NOW)


def _sources(records: Records) -> Iterator[Panel]:
    yield published_panel(records)


def _lists(records: Records) -> Iterator[Panel]:
    for fact, title in LISTS.items():
        yield children_panel(records, fact, title)


INSPECTION = Pack(
    "inspection",
    "Inspection pack",
    "The self-evaluation data annex: what is known, what is done, and what is not good enough.",
    ("board", "officer"),
    parts,
)
