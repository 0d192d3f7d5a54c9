"""The words and shapes of verdicts: on what was promised in public, and on what was done."""

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
