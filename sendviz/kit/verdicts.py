"""The words and shapes of verdicts: on what was promised in public, on what was done, and on what
can be shown for it."""

from __future__ import annotations

from sendviz.kit.values import Sign

_PROMISES = {
    "kept": Sign("kept", "\u2605", "star", "improvement"),
    "kept_late": Sign("kept late", "\u2606", "star-open", "improvement"),
    "not_kept": Sign("not kept", "\u25c6", "diamond", "concern"),
    "not_yet_due": Sign("not yet due", "\u25cb", "circle-open", "too_few"),
    "not_judged": Sign("cannot be judged", "?", "circle-open", "too_few"),
}


def promise_sign(verdict: str) -> Sign:
    """The sign of a verdict on a promise, one of findings.promises.VERDICTS."""
    return _PROMISES[verdict]


# What people say of an action: a rating is never a colour alone.
_STATES = {
    "": "nothing said",
    "not_started": "not started",
    "in_progress": "under way",
    "complete": "complete",
    "embedded": "complete and part of daily work",
    "paused": "paused",
    "stopped": "stopped",
    "merged": "merged into another",
}
_RATINGS = {
    "blue": Sign("blue", "\u25a0", "square", "neutral"),
    "green": Sign("green", "\u25cf", "circle", "no_change"),
    "amber": Sign("amber", "\u25b2", "diamond-open", "concern"),
    "red": Sign("red", "\u25c6", "diamond", "concern"),
    "": Sign("not rated", "\u25cb", "circle-open", "too_few"),
}
_IMPACTS = {
    "cannot_tell": Sign("can\u2019t tell", "?", "circle-open", "too_few"),
    "too_early": Sign("too early", "\u25d4", "circle-open", "too_few"),
    "worse_elsewhere": Sign("worse elsewhere", "\u25b2", "diamond-open", "concern"),
    "worse": Sign("worse", "\u25c6", "diamond", "concern"),
    "worked": Sign("worked", "\u2605", "star", "improvement"),
    "better_not_shown": Sign(
        "better, but not shown to be this action", "\u2606", "star-open", "improvement"
    ),
    "better_too_soon": Sign(
        "better too soon to be this action", "\u2606", "star-open", "improvement"
    ),
    "too_early_to_see": Sign(
        "no change yet, and too early to see one", "\u2026", "circle-open", "no_change"
    ),
    "no_change": Sign("no change though there was time", "\u25a0", "square", "no_change"),
    "cannot_be_seen": Sign("cannot be seen with these numbers", "?", "circle-open", "too_few"),
}


def state_words(state: str) -> str:
    """What people say of an action: 'under way'."""
    return _STATES[state]


def rating_sign(rating: str) -> Sign:
    """The sign of a rating by people: a word and a shape for each colour."""
    return _RATINGS[rating]


def impact_sign(verdict: str) -> Sign:
    """The sign of a verdict on an action, one of findings.impact.VERDICTS."""
    return _IMPACTS[verdict]


_SHOWN = {
    "shown": Sign("measured or confirmed in 12 months", "\u2605", "star", "improvement"),
    "unmeasured": Sign(
        "new, but neither measured nor confirmed", "\u25b2", "diamond-open", "concern"
    ),
    "old": Sign("nothing newer than 12 months that holds", "\u25c6", "diamond", "concern"),
    "nothing": Sign("nothing at all", "\u25c7", "diamond-open", "concern"),
}
NOT_FELT = Sign("nothing from families or an outsider", "\u25cb", "circle-open", "too_few")


def shown_sign(state: str) -> Sign:
    """The sign of what can be shown for a finding, one of findings.evidence.STATES."""
    return _SHOWN[state]
