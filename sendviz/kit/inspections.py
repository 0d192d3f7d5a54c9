"""Words of inspections: kinds, outcomes, and what comes next."""

from __future__ import annotations

from datetime import date

from sendviz.kit.words import day

KINDS = {
    "area_send": "Area SEND inspection",
    "monitoring": "Monitoring inspection",
    "local_area_2016": "Local area SEND inspection",
    "revisit_2016": "Local area SEND revisit",
    "thematic": "Thematic visit",
    "dfe_review": "Review by the Department for Education",
    "peer_review": "Peer review",
}
OUTCOMES = {
    "typically_positive": "typically positive",
    "inconsistent": "inconsistent",
    "systemic_failings": "systemic failings",
    "effective_action": "effective action",
    "not_effective_action": "no effective action",
    "wsoa_required": "a written statement of action was required",
    "no_wsoa": "no written statement of action was required",
    "sufficient_progress": "sufficient progress",
    "insufficient_progress": "insufficient progress",
    "none": "no outcome is given",
}
NEXT_KINDS = {"full": "a full inspection", "monitoring": "a monitoring inspection"}
NOT_PUBLISHED = "outcome not yet published"


def days_words(first: date, last: date | None) -> str:
    """'19 to 23 January 2026'; days of two months or years are told whole."""
    if last is None or last == first:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day(last)}"
    return f"{day(first)} to {day(last)}"


def label(kind: str, first: date, last: date | None, outcome: str | None) -> str:
    """'Area SEND inspection, 19 to 23 January 2026: inconsistent'; an outcome that is not known is
    said to be so."""
    held = f"{KINDS[kind]}, {days_words(first, last)}"
    return f"{held}: {OUTCOMES[outcome]}" if outcome else f"{held} ({NOT_PUBLISHED})"


def length_words(months: int) -> str:
    """'3 years', '18 months'."""
    return f"{months // 12} years" if months % 12 == 0 and months > 12 else f"{months} months"
