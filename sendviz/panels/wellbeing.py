"""Are children safe, happy and thriving, and are families heard? A cell for each, with its figure,
or the plain word that nobody measures it and who could."""

from __future__ import annotations

from dataclasses import dataclass

from sendviz.ask import Answer, Records
from sendviz.catalogue import get
from sendviz.catalogue.calendar import BadSelection
from sendviz.findings.quality import Wave, as_told, survey_of
from sendviz.kit.html import Card
from sendviz.kit.values import blank_of, value_text
from sendviz.kit.words import period_name
from sendviz.panels.panel import Panel, or_refused

NOT_MEASURED = "not measured"


@dataclass(frozen=True)
class Question:
    """One of the four: the theme of survey questions that ask it, the measures that tell something
    of it, and who could measure it."""

    title: str
    theme: str
    measures: tuple[str, ...]
    who: str


QUESTIONS = (
    Question(
        "Safe",
        "safe",
        (
            "published_severe_absence_with_plan",
            "published_part_time_timetables_with_plan",
            "published_pupils_suspended_with_plan",
            "published_children_missing_education",
        ),
        "Schools and the council: a question to children and parents; absence of children with a "
        "plan.",
    ),
    Question("Happy", "happy", (), "Schools and the parent carer forum: a question to children."),
    Question(
        "Thriving",
        "thriving",
        ("published_neet_with_plan",),
        "The council: outcomes met, noted at each annual review; where young people go after 16.",
    ),
    Question(
        "Heard",
        "heard",
        ("complaints_received", "complaints_upheld", "ombudsman_upheld"),
        "The council and the parent carer forum: one question to every family with a new plan.",
    ),
)


@or_refused
def wellbeing_panel(records: Records) -> Panel:
    """Four cells: the newest answer of families to a question of that theme, else that it is not
    measured; under it other figures and, where there is none, who could measure it."""
    found = [(each, _newest(records, each.theme), _others(records, each)) for each in QUESTIONS]
    missing = [each.title.lower() for each, wave, _ in found if wave is None]
    return Panel(
        "wellbeing",
        _heading(len(found) - len(missing)),
        sentences=(WHAT_IT_IS,),
        cards=tuple(_card(each, wave, others) for each, wave, others in found),
    )


WHAT_IT_IS = "What families say in surveys; those who answer are not drawn at random."


def _heading(measured: int) -> str:
    if not measured:
        return "Whether children are safe, happy, thriving and heard is not measured"
    if measured == len(QUESTIONS):
        return "Safe, happy, thriving, heard: what families say"
    verb = "is" if measured == 1 else "are"
    return f"Safe, happy, thriving, heard: {measured} of {len(QUESTIONS)} {verb} asked about"


def _newest(records: Records, theme: str) -> Wave | None:
    """The newest wave of a question of that theme that may be told."""
    try:
        found = survey_of(records.held_to("theme", theme))
    except BadSelection:
        return None
    return found.waves[-1] if found else None


def _others(records: Records, each: Question) -> tuple[str, ...]:
    """The other measures in words, those that are known."""
    year, lines = as_told(records).months_back(12), []
    for id in each.measures:
        try:
            answer = year.ask(id)
        except BadSelection:
            continue
        if not blank_of(answer.row):
            lines.append(f"{get(id).name}, {_when(answer)}: {answer.text()}")
    return tuple(lines)


def _when(answer: Answer) -> str:
    """'12 months', or 'school year 2024/25' of what is published of one."""
    start = answer.row.period_start
    if not answer.measure.in_school_year or start is None:
        return "12 months"
    return f"school year {start.year - 1}/{start.year % 100:02}"


def _card(each: Question, wave: Wave | None, others: tuple[str, ...]) -> Card:
    who = f"Could be measured by: {each.who}"
    if wave is None:
        return Card(each.title, NOT_MEASURED, lines=(*others, who))
    large = value_text(get("survey_positive"), wave.row)
    asked = f"“{wave.question}”, {period_name(wave.month, 'month')}"
    return Card(each.title, large, lines=(asked, *others))


def not_measured_lines(records: Records) -> tuple[str, ...]:
    """'Happy: not measured here. Could be measured by: ...', a line for each of the four that no
    question asks."""
    return tuple(
        f"{each.title}: not measured here. Could be measured by: {each.who}"
        for each in QUESTIONS
        if _newest(records, each.theme) is None
    )
