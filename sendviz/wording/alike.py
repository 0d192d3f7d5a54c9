"""Like for like, and what moved a council's share, in words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sendviz import catalogue
from sendviz.catalogue import Measure
from sendviz.catalogue.row import Row
from sendviz.kit import dates
from sendviz.kit.numbers import joined, number, percent, places_for
from sendviz.kit.values import noun
from sendviz.wording.fairness import many, size_text
from sendviz.wording.gap import signed_size

if TYPE_CHECKING:
    from sendviz.findings.mix import LikeForLike, Shift

NO_BREAK = "\u00a0"
LIKE_REFUSED = (
    "Like for like is shown in board and officer view, because it needs figures by place and kind "
    "of child together."
)


def like_sentence(m: Measure, found: LikeForLike) -> str:
    """Whether differences in the children explain the difference between the areas."""
    if len(found.areas) < 2 or not found.alike:
        return "There are too few figures to compare like with like."
    raw, alike = found.spread(), found.spreads()
    high = max(found.areas, key=lambda area: found.raw[area].value)
    low = min(found.areas, key=lambda area: found.raw[area].value)
    kept = [f"{_plain(m, value)} of {mix_noun(id)}" for id, value in alike.items()]
    kept[0] = kept[0].replace(" of ", " with the same mix of ", 1)
    both = found.spread_together()
    left = (min(alike.values()) if both is None else both) / raw if raw else 1.0
    how = "hardly any" if left > 0.8 else "some" if left > 0.4 else "most"
    apart = f"{high} and {low} lie {size_text(m, raw)} apart."
    if both is None:
        return (
            f"{apart} It would be {joined(kept)}: the mix of children, one thing at a time, "
            f"explains {how} of the difference."
        )
    mixes = joined([mix_noun(id) for id in alike])
    return (
        f"{apart} With the same mix of {mixes} together it would be {_plain(m, both)}: the mix of "
        f"children explains {how} of the difference."
    )


def _plain(m: Measure, gap: float) -> str:
    """A gap without its unit: it follows one with it."""
    return signed_size(m, gap).replace(" percentage points", "").replace(" percentage point", "")


def mix_noun(dimension: str) -> str:
    """What a mix is of: 'ages', 'needs', 'who asked'."""
    known = {"age_band": "ages", "need": "needs", "source": "those who asked"}
    return known.get(dimension, catalogue.dimensions()[dimension].name.casefold())


def left_out_words(found: LikeForLike) -> str:
    """Which mixes could not be taken into account; '' if none."""
    names = joined([mix_noun(each) for each in found.left_out])
    return f"Not told for {names}: not known for more than a fifth of the cases." if names else ""


def shift_sentence(m: Measure, found: Shift, area: str, council: str) -> str:
    """The change of the areas together, split into their own change and the change of mix."""
    (x0, n0), (x1, n1) = (_total(found, side) for side in (0, 1))
    change = found.change
    was, now = _share(x0, n0, found.rounded), _share(x1, n1, found.rounded)
    own, mix = _signed_points(change.performance), _signed_points(change.mix)
    before, after = (_told_of(m, each) for each in (found.before, found.period))
    split = (
        f"{m.name}: {before} {was}, {after} {now}. The {many(area)}’ own change gives {own}, the "
        f"change of where the {noun(m)} come from {mix} percentage points."
    )
    split += _left_out(found, area)
    if not change.paradox:
        return split
    ways = ("up", "down") if change.change < 0 else ("down", "up")
    which = f"{area} that is shown" if found.unseen else f"{area} of {council}"
    each = f"The share went {ways[0]} in every {which}, yet {ways[1]} in all together."
    return f"{each} {split} {_grew(m, found)}"


def _told_of(m: Measure, period: tuple[date, date]) -> str:
    """'in the 12 months to ...'; 'on 31 December 2025' for what is counted on a day."""
    return dates.in_period(period[1], period[1]) if m.at_a_date else dates.in_period(*period)


def _left_out(found: Shift, area: str) -> str:
    """Whose cases are not in the sums, so that they need not be those of the whole council."""
    if not (found.rounded or found.hidden):
        return ""
    what = f"the rounded counts of the {many(area)}" if found.rounded else f"the {many(area)}"
    without = f", without {joined(found.hidden)}" if found.hidden else ""
    return f" (Added up from {what}{without}.)"


def _total(found: Shift, side: int) -> tuple[float, float]:
    pairs = [each[side] for each in found.rows.values()]
    return sum(x for x, _ in pairs), sum(n for _, n in pairs)


def _grew(m: Measure, found: Shift) -> str:
    """The area whose part of the cases grew most."""
    totals = [_total(found, side)[1] for side in (0, 1)]
    part = {
        area: [pair[1] / total for pair, total in zip(sides, totals, strict=True)]
        for area, sides in found.rows.items()
    }
    area = max(part, key=lambda each: part[each][1] - part[each][0])
    (_, n0), (_, n1) = found.rows[area]
    before, after = (f"{number(n)} of {number(t)}" for n, t in zip((n0, n1), totals, strict=True))
    return f"{area} has a larger part of the {noun(m)} than before: {after}, then {before}."


def _share(x: float, n: float, rounded: bool) -> str:
    return f"{number(x)} of {number(n)} ({percent(x / n, places_for(n, rounded))})"


def _signed_points(fraction: float) -> str:
    text = number(fraction * 100, 1)
    return text if text == "0" or fraction < 0 else f"+{text}"


def standardised_text(row: Row) -> tuple[str, str]:
    """A standardised share and its interval: it has no counts of its own."""
    if row["value"] != row["value"]:
        return "too few to tell", ""
    low, high = (percent(max(0.0, min(1.0, row[end])), 1) for end in ("low", "high"))
    return percent(row["value"], 1), f"{low}{NO_BREAK}to{NO_BREAK}{high}"
