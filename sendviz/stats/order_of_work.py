"""Who is taken first, where there is less room than there are children who wait.

Children are counted by the week in which their request was received: a row a week, the oldest
first, and a column for each simulated course. Those of one week are alike, so taking counts is
taking children. Every order takes as many as there is room for: the orders differ in whom they
take, never in how many.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

OLDEST, NEWEST, IN_TIME, RISK = "oldest", "newest", "in_time", "risk"
# Rows between two looks whether any course has room left.
LOOKS_EVERY = 4
KINDS = (OLDEST, NEWEST, IN_TIME, RISK)


@dataclass(frozen=True)
class Order:
    """kind: one of KINDS. share: of the room that goes first to cases that can still be in time
    (the earliest due first among them), or to those of higher risk (the oldest first); what is left
    goes to the oldest. One number, or one a course."""

    kind: str
    share: float | np.ndarray = 0.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}")
        if np.any(np.asarray(self.share) < 0) or np.any(np.asarray(self.share) > 1):
            raise ValueError("share must be from 0 to 1")


def take(
    waiting: np.ndarray, room: np.ndarray, order: Order, still: int, chance: np.ndarray
) -> np.ndarray:
    """How many of each row are taken: min(waiting, room) in all.

    room: how many can be taken, a number a course. still: the first row whose cases can still be in
    time. chance: a number from 0 to 1 a course, which rounds the share of the room. By risk each
    week of request has two rows: those of higher risk, then the others.
    """
    if order.kind == RISK:
        return _higher_risk_first(waiting, room, order, chance)
    if order.kind == NEWEST:
        return _oldest_first(waiting[::-1], room)[::-1]
    if order.kind == OLDEST or not np.any(order.share):
        return _oldest_first(waiting, room)
    kept = np.floor(order.share * room + chance).astype(waiting.dtype)
    taken = np.zeros_like(waiting)
    taken[still:] = _oldest_first(waiting[still:], np.minimum(kept, room))
    return taken + _oldest_first(waiting - taken, room - taken[still:].sum(axis=0))


def _higher_risk_first(
    waiting: np.ndarray, room: np.ndarray, order: Order, chance: np.ndarray
) -> np.ndarray:
    """What the share of the room leaves goes to the oldest of all; of a week of which not all are
    taken then, to both in proportion."""
    kept = np.minimum(np.floor(order.share * room + chance).astype(waiting.dtype), room)
    taken = np.zeros_like(waiting)
    taken[0::2] = _oldest_first(waiting[0::2], kept)
    left = waiting - taken
    higher, other = left[0::2], left[1::2]
    more = _oldest_first(higher + other, room - taken.sum(axis=0))
    share = np.floor(more * higher / np.maximum(higher + other, 1) + chance)
    of_higher = np.clip(share, np.maximum(more - other, 0), np.minimum(more, higher))
    taken[0::2] += of_higher.astype(waiting.dtype)
    taken[1::2] += more - of_higher.astype(waiting.dtype)
    return taken


def share_out(waiting: np.ndarray, leaving: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """How many of each row leave, where `leaving` of them all do: in proportion to the rows.

    chance: a number from 0 to 1 (1 left out) a course, which decides whose fraction is rounded up.
    """
    rows, gone = _filled(waiting), np.zeros_like(waiting)
    if not rows.size:
        return gone
    upto = np.cumsum(waiting[rows], axis=0, dtype=np.float64)
    upto *= leaving / np.maximum(upto[-1], 1)
    upto += chance
    edges = np.floor(upto + 1e-9).astype(waiting.dtype)
    edges[1:] -= edges[:-1].copy()
    gone[rows] = edges
    return gone


def _oldest_first(waiting: np.ndarray, room: np.ndarray) -> np.ndarray:
    # Row by row until no course has room left: far fewer steps than a sum over all rows.
    taken, left = np.zeros_like(waiting), room.copy()
    for step, row in enumerate(_filled(waiting), start=1):
        some = taken[row]
        np.minimum(waiting[row], left, out=some)
        left -= some
        if step % LOOKS_EVERY == 0 and not left.any():
            break
    return taken


def _filled(waiting: np.ndarray) -> np.ndarray:
    """The rows in which anybody waits in any course."""
    return np.flatnonzero(waiting.any(axis=1))
