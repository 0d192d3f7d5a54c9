"""The words of evidence: its levels and kinds, what is missing, and what a review would ask for."""

from __future__ import annotations

from datetime import date

from sendviz import catalogue
from sendviz.catalogue.calendar import months_later
from sendviz.findings.evidence import MEASURED, MONTHS_NEW, Asked, Review, Shown, bodies_of
from sendviz.kit.values import Sign
from sendviz.kit.verdicts import NOT_FELT, shown_sign
from sendviz.kit.words import capital, day, joined, number, uncapital

LEVELS = {1: "We say so", 2: "Done", 3: "Measured", 4: "Felt"}
LEVELS_TOLD = {
    1: "We say so",
    2: "It was done",
    3: "It was measured",
    4: "Families or an outsider confirm it",
}
KINDS = {
    "data": "figures",
    "audit": "audit",
    "survey": "survey",
    "case_study": "case study",
    "minutes": "minutes",
    "document": "document",
    "feedback": "feedback",
    "inspection": "inspection",
}
SEEN_BY = {"public": "everybody", "board": "board and officers", "officer": "officers"}
SIMULATED_LOG = "Simulated evidence: titles, days and numbers are made up."
WHAT_LEVELS_MEAN = (
    "Felt: families or an outsider confirm it. New: not older than 12 months, and still valid."
)
ONLY_PUBLIC = "Counted here is what is marked public; the board and officers see more."


def body_name(code: str) -> str:
    """'ICB' of icb; a name as it is."""
    return catalogue.dimensions()["partner"].values.get(code, code)


def bodies_words(shown: Shown) -> str:
    """'Council, ICB and schools'."""
    codes = bodies_of(shown.finding)
    names = [body_name(each) for each in codes]
    return joined([*names[:1], *(_within(a, b) for a, b in zip(codes[1:], names[1:], strict=True))])


def _within(code: str, name: str) -> str:
    """The name in the middle of a sentence; one that is no code stays as it is."""
    return name if code == name else uncapital(name)


def missing_signs(shown: Shown) -> tuple[Sign, ...]:
    """How it stands, and that nobody outside has confirmed anything."""
    signs = (shown_sign(shown.state),)
    return signs if shown.is_felt or not shown.evidence else (*signs, NOT_FELT)


def missing_words(shown: Shown) -> str:
    """'nothing newer than 12 months that holds, nothing from families or an outsider'."""
    return ", ".join(each.word for each in missing_signs(shown))


def count_words(n: int, every: int, one: str, several: str) -> str:
    """'2 of 5 findings have', '1 of 5 findings has', 'None of 5 findings has', 'All 5 findings
    have'; one and several: the verb."""
    things = "finding" if every == 1 else "findings"
    if n == every:
        return f"All {number(every)} {things} {several}" if every > 1 else f"The one finding {one}"
    if not n:
        return f"None of {number(every)} {things} {one}"
    return f"{number(n)} of {number(every)} {things} {one if n == 1 else several}"


def review_words(review: Review, today: date) -> str:
    """When the next review comes, why then, and when its documents are due."""
    are = "are" if review.papers_by >= today else "were"
    papers = f"Its documents {are} due two weeks before, by {day(review.papers_by)}."
    if review.ground == "planned":
        return f"The Department for Education reviews the plan on {day(review.day)}. {papers}"
    if review.ground == "six_monthly":
        when = f"the next after {day(today)} falls about {day(review.day)}"
        return (
            "Plans on priority actions are reviewed every six months. Counted from the report of "
            f"{day(review.since)} {when}. {papers}"
        )
    return (
        "No review is dated, and nothing here says that one is due. This is what one on "
        f"{day(review.day)} would ask."
    )


def asked_words(asked: Asked) -> str:
    """What the review would ask of a finding."""
    then = asked.then
    after = day(months_later(then.day, -MONTHS_NEW))
    wanted = {
        "nothing": "anything that shows what was done and what came of it",
        "old": f"something measured, or confirmed by families, after {after}",
        "unmeasured": f"something measured, or confirmed by families, after {after}",
        "shown": "",
    }[then.state]
    felt = "" if then.is_felt or then.state == "nothing" else "what families or an outsider say"
    return capital("; ".join(each for each in (wanted, felt) if each))


def held_words(asked: Asked) -> str:
    """What there is of it: the newest that was measured or felt, and whether it grows too old."""
    strong = [each for each in asked.now.evidence if each.level >= MEASURED]
    if not strong:
        return "nothing measured or confirmed" if asked.now.evidence else "nothing"
    newest = max(each.dated for each in strong)
    old = ", too old by then" if asked.lapses else ""
    return f"newest measured or confirmed: {day(newest)}{old}"
