"""Counts of parts as multiples of a base that add up, so that no small one can be read or worked
out: controlled rounding (Cox 1987) of one column of a table.

What is promised: nobody who knows the rule and the exact whole can tell of a part that it holds 1
to base - 1. Let E be the whole less what is told of it. If nothing is told, all of the whole may
lie in another part. Else take the figures as they are told, and E added to one that is told at
least the base: to another than the one asked about which is not raised last; else to the one asked
about if it is not raised last itself, and told at least twice the base; else to another, if there
is one. The rule tells just the same of these counts: one part alone has a remainder, one step at
most is to be raised, and no other goes before. In them the part asked about is nought or at least
the base. The same counts serve at every level, for all columns and for their sums.

Three examples with base 5. 12, 9 and 2 of 23 are told as 15, 10 and 0 of 25. 3 and 41 of 44 as 5
and 40 of 45. 2 and 1 of 3 as 0 and 0 of 0: a whole below the base is not parted.
"""

from __future__ import annotations

import numpy as np

from sendviz.stats._numbers import Numbers


def parted(
    counts: Numbers,
    base: int,
    owed: Numbers | None = None,
    whole: int | None = None,
    first: Numbers | None = None,
) -> np.ndarray:
    """Multiples of the base beside the counts (whole numbers), adding up to `whole` where it is
    told already, else to the multiple next to their total: nearest, 0 below the base.

    owed: what earlier rounding left out of each part, or added if negative: who is owed most is
    raised first, but for the turns in `first`, of which the lowest go before all. Parts whose turn
    is infinity come last: rather one of the others that is told at least three times the base goes
    up by a second step. Neither says anything about what can be inferred; the sum of what is owed
    tips a whole of at least twice the base, and follows from the wholes alone.
    """
    counts = np.asarray(counts, dtype=int)
    debt = np.zeros(len(counts)) if owed is None else np.asarray(owed, dtype=float)
    if whole is None:
        whole = whole_told(int(counts.sum()), base, float(debt.sum()))
    told = counts // base * base
    raised = (whole - int(told.sum())) // base
    if not raised:
        return told
    turn = np.zeros(len(counts)) if first is None else np.asarray(first, dtype=float)
    over, last = counts > told, np.isinf(turn)
    once = np.lexsort((-(counts - told + debt), turn, ~over))[: int(over.sum())]
    large = np.argsort(-told, kind="stable")
    # Who was given a step too much takes no second one.
    able = ~last & (debt > -base) & (told >= np.where(over, base, 2 * base))
    again = large[able[large]]
    order = np.concatenate([once[~last[once]], again, once[last[once]]])
    np.add.at(told, order[:raised], base)
    return told


def whole_told(total: int, base: int, owed: float = 0.0) -> int:
    """The multiple of the base next to a total, 0 below the base; owed tips it, as in `parted`."""
    down = total // base * base
    tip = float(np.clip(owed, -base, base)) if total >= 2 * base else 0.0
    over = total + tip - down
    return down + base if down and total > down and over > base / 2 else down


def told_again(
    told: Numbers,
    counts: Numbers,
    base: int,
    whole: int | None = None,
    first: Numbers | None = None,
) -> np.ndarray:
    """The figures told of parts before, beside corrected counts: the same ones where they may
    stay, else parted anew with those raised first that were raised before."""
    told, counts = np.asarray(told, dtype=int), np.asarray(counts, dtype=int)
    total, sum_told = int(counts.sum()), int(told.sum())
    if whole is None:
        next_to = abs(sum_told - total) < base and (total >= base or not sum_told)
        whole = sum_told if next_to else whole_told(total, base)
    most = np.where(told >= 3 * base, 2 * base, base)
    if sum_told == whole and (counts - told < base).all() and (told - counts < most).all():
        return told
    return parted(counts, base, np.where(told > counts, base, 0), whole, first)
