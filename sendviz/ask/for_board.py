"""Which counts of children on lists the board is told; officers are told all, public view none."""

from __future__ import annotations

from collections.abc import Sequence

# From here on.
LEAST = 5


def hides(n: int, role: str) -> bool:
    """Whether a count of one feature is too small for this role; nought is told."""
    return role != "officer" and 0 < n < LEAST


def hidden(parts: Sequence[int], role: str) -> set[int]:
    """The places of parts of a whole that this role is not told: those too small, and where that is
    one alone, the next larger one, so that no sum tells it."""
    found = {at for at, n in enumerate(parts) if hides(n, role)}
    if len(found) == 1:
        others = [at for at, n in enumerate(parts) if n and at not in found]
        found |= set(sorted(others, key=lambda at: parts[at])[:1])
    return found
