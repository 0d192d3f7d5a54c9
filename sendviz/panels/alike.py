"""Like for like: whether differences in the children explain those between areas, and what moved
the council's own share."""

from __future__ import annotations

from datetime import date

from sendviz import catalogue
from sendviz.ask import NotAllowed, Records
from sendviz.catalogue import Measure
from sendviz.findings.mix import LikeForLike, Shift, like_for_like, mix_shift
from sendviz.kit import words
from sendviz.kit.html import Cell, Table, table_of
from sendviz.kit.values import noun, size_parts, size_text
from sendviz.kit.words import capital, joined, number, percent, places_for, plural, told_number
from sendviz.panels.areas import compare_with_whole
from sendviz.panels.gap import signed_size
from sendviz.panels.panel import NOTHING, Panel, or_refused
from sendviz.stats.intervals import Estimate

NO_BREAK = "\u00a0"
LIKE_REFUSED = (
    "For the board and officers: like for like, which needs figures by place and kind of child "
    "together."
)
MIX_NOUNS = {"age_band": "ages", "need": "needs", "source": "those who asked"}
TITLE = "Like for like"
MOSTLY = 0.2  # a mix that moved the share by less than this part of the areas' own change


@or_refused
def like_panel(records: Records, id: str, scheme: str) -> Panel:
    """Each area's share on the council's own mix of children; nothing for other measures than
    shares."""
    m, key = catalogue.get(id), f"like_{id}_{scheme}"
    if m.kind != "share":
        return NOTHING
    try:
        found = like_for_like(records, m, scheme)
    except NotAllowed:
        return Panel(key, TITLE, sentences=(LIKE_REFUSED,))
    left_out = left_out_sentence(found)
    return Panel(
        key,
        TITLE,
        sentences=(like_sentence(m, found),),
        tables=(like_table(records, id, scheme, found),),
        notes=(left_out,) if left_out else (),
    )


@or_refused
def shift_panel(records: Records, id: str, scheme: str) -> Panel:
    """What moved the council's share since the time before: the areas themselves, or where the
    cases come from. Stands under `like_panel`."""
    m = catalogue.get(id)
    found = mix_shift(records, m, scheme)
    if found is None:
        return NOTHING
    noun = compare_with_whole(records, id, scheme).noun
    told = shift_sentence(m, found, noun, records.council)
    return Panel(f"shift_{id}_{scheme}", sentences=(told,))


def like_table(records: Records, id: str, scheme: str, found: LikeForLike) -> Table:
    """A row an area: its share as it is, on the same mix of each kind, and of all together."""
    seen = compare_with_whole(records, id, scheme)
    m, values = seen.measure, {row.area: seen.answer.text(row) for row in seen.spread.rows}
    body = [
        [Cell(area), Cell(values[area], small=standardised_texts(found.raw[area])[1])]
        + [_estimate_cell(by[area]) for by in found.alike.values()]
        + [_estimate_cell(found.together.get(area))] * bool(found.together)
        for area in found.areas
    ]
    head = [f"Same mix of {mix_noun(each)}" for each in found.alike]
    head += ["All of these together"] * bool(found.together)
    return table_of(f"{m.name}, like for like", [capital(seen.noun), "As it is", *head], body)


def _estimate_cell(estimate: Estimate | None) -> Cell:
    if estimate is None:
        return Cell("too few to tell")
    value, interval = standardised_texts(estimate)
    return Cell(value, small=interval)


def standardised_texts(found: Estimate) -> tuple[str, str]:
    """A standardised share and its interval: it has no counts of its own."""
    if found.value != found.value:
        return "too few to tell", ""
    low, high = (percent(max(0.0, min(1.0, end)), 1) for end in (found.low, found.high))
    return percent(found.value, 1), f"{low}{NO_BREAK}to{NO_BREAK}{high}"


def like_sentence(m: Measure, found: LikeForLike) -> str:
    """Whether differences in the children explain the difference between the areas."""
    if len(found.areas) < 2 or not found.alike:
        return "There are too few figures to compare like with like."
    raw, alike, both = found.spread(), found.spreads(), found.spread_together()
    high = max(found.areas, key=lambda area: found.raw[area].value)
    low = min(found.areas, key=lambda area: found.raw[area].value)
    left = (min(alike.values()) if both is None else both) / raw if raw else 1.0
    how = "hardly any" if left > 0.8 else "some" if left > 0.4 else "most"
    apart = f"{high} and {low} lie {size_text(m, raw)} apart."
    mixes = [mix_noun(each) for each in alike]
    if both is None:
        (first, *others), (mix, *rest) = (_number(m, each) for each in alike.values()), mixes
        kept = [f"{first} with the same mix of {mix}"]
        kept += [f"{value} of {other}" for value, other in zip(others, rest, strict=True)]
        return (
            f"{apart} It would be {joined(kept)}: the mix of children, one thing at a time, "
            f"explains {how} of the difference."
        )
    return (
        f"{apart} With the same mix of {joined(mixes)} together it would be {_number(m, both)}: "
        f"the mix of children explains {how} of the difference."
    )


def _number(m: Measure, gap: float) -> str:
    """A gap without its unit: it follows one with it."""
    return signed_size(size_parts(m, abs(gap))[0], gap)


def mix_noun(dimension: str) -> str:
    """What a mix is of: 'ages', 'needs', 'who asked'."""
    return MIX_NOUNS.get(dimension) or catalogue.dimensions()[dimension].name.casefold()


def left_out_sentence(found: LikeForLike) -> str:
    """Which mixes could not be taken into account; '' if none."""
    names = joined([mix_noun(each) for each in found.left_out])
    return f"Left out: {names}, not known for more than a fifth of the cases." if names else ""


def shift_sentence(m: Measure, found: Shift, area: str, council: str) -> str:
    """The change of the areas together, split into their own change, with what chance leaves open
    (not of rounded counts), and the change of mix."""
    change, totals = found.change, [_total(found, side) for side in (0, 1)]
    was, now = (_share(x, n, found) for x, n in totals)
    ends = (change.limits.low, change.limits.high)
    # A limit just above nought is no nought: the change beside it is called real.
    places = 1 if not found.rounded and any(0 < abs(each) < 0.005 for each in ends) else 0
    own, mix, low, high = (
        _signed_points(each, places) for each in (change.performance, change.mix, *ends)
    )
    chance = "" if found.rounded else f" (95% interval {low} to {high})"
    before, after = (_in_period(m, each) for each in (found.before, found.period))
    split = (
        f"{m.name}: {before} {was}, {after} {now}. Of this change {own} percentage points{chance} "
        f"come from the {plural(area)} themselves, {mix} from where the {noun(m)} come from."
        f"{_left_out(found, area)}"
    )
    if not change.paradox:
        return " ".join(each for each in (_lead(found, area), split) if each)
    ways = ("up", "down") if change.change < 0 else ("down", "up")
    which = f"{area} with enough cases" if found.too_few else f"{area} of {council}"
    each = f"The share went {ways[0]} in every {which}, yet {ways[1]} in all together."
    return f"{each} {split} {_grew(m, found)}"


def _lead(found: Shift, area: str) -> str:
    """Whether the areas' own change is more than chance, and is what moved the share; '' where
    rounded counts or chance leave it open."""
    change = found.change
    if found.rounded or change.limits.low <= 0 <= change.limits.high:
        return ""
    way = "rise" if change.performance > 0 else "fall"
    alone = "; it does not come from a change of mix" * (
        abs(change.mix) < MOSTLY * abs(change.performance)
    )
    return f"The {way} is real in the {plural(area)}{alone}."


def _in_period(m: Measure, period: tuple[date, date]) -> str:
    """'in the 12 months to ...'; 'on 31 December 2025' for what is counted on a day."""
    return words.in_period(period[1], period[1]) if m.at_a_date else words.in_period(*period)


def _left_out(found: Shift, area: str) -> str:
    """Whose cases are not in the sums, so that they need not be those of the whole council."""
    if not (found.rounded or found.left_out):
        return ""
    what = f"the rounded counts of the {plural(area)}" if found.rounded else f"the {plural(area)}"
    without = f", without {joined(found.left_out)}" if found.left_out else ""
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


def _share(x: float, n: float, found: Shift) -> str:
    if found.rounded and not x:
        return f"{told_number(x, rounded=True)} of {number(n)}"
    return f"{number(x)} of {number(n)} ({percent(x / n, places_for(n, rounded=found.rounded))})"


def _signed_points(fraction: float, places: int = 0) -> str:
    text = number(fraction * 100, places)
    return text if text == "0" or fraction < 0 else f"+{text}"
