"""How do we compare, fairly? One council among all of England: the answer, its neighbours, all
councils, its own records, and what is in doubt."""

from __future__ import annotations

from collections.abc import Sequence

from sendviz.ask import Answer, Records, own_figure_of_published_year
from sendviz.ask.published import INDEX_BASE
from sendviz.catalogue import ENGLAND, Measure
from sendviz.catalogue.row import Row
from sendviz.findings.councils import Comparison, Council
from sendviz.kit.html import Cell, Table, table_of
from sendviz.kit.template import hover
from sendviz.kit.values import (
    answer_words,
    blank_of,
    blank_text,
    interval_text,
    level_text,
    noun,
    standing_sign,
    value_text,
)
from sendviz.kit.words import (
    capital,
    counted,
    is_missing,
    joined,
    number,
    ordinal,
    percent,
    signed,
)
from sendviz.panels import about
from sendviz.panels.frame import made_up
from sendviz.panels.panel import NOTHING, Panel, or_refused

NAMED = 3
HEAD = ["Council or area", "Value", "Against England", "95% interval", "Place"]
SOURCE_OF_LIMITS = (
    "95% limits of the share (Wilson), of the rate (Byar) or of the ratio of two counts"
)
WHY_DIFFERENT = "DfE counts as at its return in January; later corrections are in the records only."


# The answer


def answer_sentences(c: Comparison) -> tuple[str, ...]:
    """The council's value, England's and the neighbours' middle, how many lie beyond it, and its
    place."""
    told = (own_sentence(c), _others(c), _beyond(c), _place_sentence(c))
    return tuple(each for each in told if each)


def figures_note_panel(c: Comparison, *, has_filters: bool) -> Panel:
    """Whose figures these are; where filters stand above, that they do not touch them; and a doubt
    about the council's own figure."""
    whose = "Published by the Department for Education (DfE), for whole councils."
    untouched = " The filters above do not touch these figures." if has_filters else ""
    note = f"{whose} No record of a child is in them.{untouched}"
    return Panel("whose_figures", notes=tuple(filter(None, (note, doubt_words(c.council)))))


def own_sentence(c: Comparison) -> str:
    """'454 of 2,420 plans (18.8%) came within 20 weeks in Essex in 2025.'"""
    m, row = c.measure, c.council.row
    place, when = f" in {c.council.name}", f" in {when_words(m, c.year)}"
    if blank_of(row):
        return f"{m.name}{place}{when}: {value_text(m, row)}."
    said = f"{answer_words(m, row, where=place, when=when)}."
    return f"{said} {_since_base(m, row)}" if m.base_year else said


def _since_base(m: Measure, row: Row) -> str:
    now, before = row.numerator, row.denominator
    index = f"With {m.base_year} as {INDEX_BASE}, that is {number(row.value)}."
    if now == before:
        return f"That is as many as in {m.base_year}. {index}"
    way = "more" if now > before else "fewer"
    change = f"{percent(abs(now / before - 1))} {way} ({signed(now - before)})"
    return f"That is {change} than the {number(before)} of {m.base_year}. {index}"


def _others(c: Comparison) -> str:
    parts = [f"England {c.answer.text(c.england.row)}"] if c.england.has_figure else []
    if not is_missing(c.middle):
        parts.append(f"neighbours’ middle {level_text(c.measure, c.middle)}")
    return f"{capital(', '.join(parts))}." if parts else ""


def _beyond(c: Comparison) -> str:
    own, of = c.council, len(c.councils)
    if not own.has_figure:
        return ""
    side, n, sure = nearer_end(own)
    if n == 0:
        untold = ", as printed; without counts nobody can tell what chance did"
        return f"None of {of} councils with a figure is {side}{untold if sure is None else ''}."
    some = f"{number(n)} of {of} councils {'is' if n == 1 else 'are'} {side}{_names(c, side, n)}"
    if sure is None:
        return f"{some}; how many beyond doubt is not known, as no counts are published."
    return f"{some}, {_beyond_doubt(sure, n)}."


def _beyond_doubt(sure: int, n: int) -> str:
    if n == 1:
        return "beyond doubt" if sure else "but not beyond doubt"
    return f"{'all' if sure == n else 'none' if sure == 0 else number(sure)} of them beyond doubt"


def _names(c: Comparison, side: str, n: int) -> str:
    way, own = (1 if side == "higher" else -1), c.council.row.value
    beyond = [each.name for each in c.councils if way * (each.row.value - own) > 0]
    return f" ({joined(beyond)})" if n <= NAMED else ""


def nearer_end(council: Council) -> tuple[str, int, int | None]:
    """The nearer end, 'lower' or 'higher': how many lie there, and how many beyond doubt."""
    lower, higher = council.lowest - 1, council.highest - 1
    if lower <= higher:
        return "lower", lower, council.surely_lower
    return "higher", higher, council.surely_higher


def place_words(council: Council, of: int) -> tuple[str, str]:
    """('2nd lowest', 'allowing for chance, 1st to 3rd'); ('', '') without intervals."""
    lower, higher = council.surely_lower, council.surely_higher
    if lower is None or higher is None:
        return "", ""
    side, n, _ = nearer_end(council)
    near, far = (lower, higher) if side == "lower" else (higher, lower)
    first, last = near + 1, of - far
    end = {"lower": "lowest", "higher": "highest"}[side]
    nth = end if n == 0 else f"{ordinal(n + 1)} {end}"
    place = f"{'joint ' if council.tied else ''}{nth}"
    if first == last:
        return place, "chance could not change that"
    return place, f"allowing for chance, {ordinal(first)} to {ordinal(last)}"


def _place_sentence(c: Comparison) -> str:
    place, chance = place_words(c.council, len(c.councils))
    return f"That is the {place} of {len(c.councils)}; {chance}." if chance else ""


# Words that several panels use


def when_words(m: Measure, year: int) -> str:
    """'2025', 'January 2025'."""
    return f"January {year}" if m.in_january else str(year)


def gap_words(c: Comparison, each: Council) -> str:
    """How far from England: '26.7 points below', '1.2 above'; '' where nothing can be compared."""
    if each.la_code == ENGLAND:
        return "what the others are held against"
    if not each.has_figure or not c.england.has_figure:
        return ""
    m = c.measure
    in_points = m.is_fraction or m.base_year
    gap = (100 if m.is_fraction else 1) * (each.row.value - c.england.row.value)
    size = number(abs(gap), 0 if m.base_year else 1)
    if size == "0":
        return "the same value"
    unit = "" if not in_points else " point" if size == "1" else " points"
    return f"{size}{unit} {'above' if gap > 0 else 'below'}"


def doubt_words(each: Council) -> str:
    """The doubt about one figure, or why it was left out; '' for none."""
    if not each.doubt:
        return ""
    return f"{'In doubt' if each.has_figure else 'Left out'}: {each.doubt}"


def council_hover(answer: Answer, council: Council, head: str) -> str:
    """The name, the value with its counts, the interval, and a doubt."""
    interval = interval_text(answer.measure, council.row)
    told = f"95% interval {interval}" if interval else ""
    return hover(head, answer.text(council.row), told, doubt_words(council))


def missing_sentence(c: Comparison) -> str:
    """Councils without a figure by name and reason; nothing is worked out for them."""
    if not c.missing:
        return "No council is without a figure."
    by: dict[str, list[str]] = {}
    for each in c.missing:
        by.setdefault(blank_text(each.row.blank), []).append(each.name)
    told = "; ".join(f"{joined(names)} ({why})" for why, names in by.items())
    return f"Without a figure, and never worked out from totals: {told}."


def published_caption(answer: Answer, what: str) -> str:
    """Measure, who, when, and who published it in which editions."""
    by, editions = (
        sorted(answer.frame[name].dropna().unique()) for name in ("publisher", "edition")
    )
    several = "s" if len(editions) > 1 else ""
    source = f"Published by {joined(by)}, edition{several} {joined(editions)}"
    return f"{answer.measure.name}. {what}. {source}."


def councils_caption(c: Comparison) -> str:
    """Measure, how many councils, when, and by whom."""
    many, when = len(c.councils), when_words(c.measure, c.year)
    return published_caption(c.answer, f"{many} councils of England, {when}")


# Tables


def neighbours_panel(c: Comparison) -> Panel:
    """The council, its neighbours, region and England: value, verdict, interval and place."""
    few = number(c.not_close)
    warn = f" DfE itself calls {few} of them “not close”." if c.not_close else ""
    caption = (
        f"Neighbours: the ten councils most like {c.council.name} by the Department for "
        f"Education’s statistical neighbour model, {c.neighbours_from}, closest first.{warn}"
    )
    rows = (c.council, *c.neighbours, c.region, c.england)
    return Panel(
        "neighbours",
        f"{c.council.name} and the councils most like it",
        caption,
        tables=(councils_table(c, "Neighbours", rows),),
        notes=(
            f"{judged_words(c)} Intervals: {SOURCE_OF_LIMITS}. Places are shared by equal values; "
            "the range leaves out those lower or higher beyond doubt, allowing for the number "
            "of councils (were all alike, one council in 500 would have any).",
        ),
    )


def judged_words(c: Comparison) -> str:
    """When a council counts as better or worse, higher or lower than England."""
    words = "Higher or lower" if c.measure.polarity == "no_judgement" else "Better or worse"
    if all(each.standing == "not_compared" for each in c.councils):
        return "Without counts nobody is judged."
    if not c.differ:
        return "No council is marked: all together differ no more than by chance."
    if c.funnel:
        return (
            f"{words} than England: outside the range that chance gives 998 councils in 1,000; "
            "perhaps: outside that of 95 in 100, as one council in 20 is by chance alone."
        )
    return (
        f"{words} than England is told with allowance for the number of councils: of many "
        "intervals some miss England’s value by chance alone."
    )


def all_councils_panel(records: Records, c: Comparison) -> Panel:
    """Every council by name with its value, verdict, interval and place, the definition and the
    file: for a part that is opened later."""
    every = sorted((*c.councils, *c.missing), key=lambda each: each.name)
    return Panel(
        "all_councils",
        tables=(councils_table(c, "All councils", every),),
        sentences=definition_sentences(c.measure),
        downloads=(about.csv_file(records, c.answer),),
    )


def definition_sentences(m: Measure) -> tuple[str, ...]:
    """What the measure means and what limits it: 'What it is: ...'"""
    return tuple(f"{name}: {text}" for name, text in about.definition(m))


def councils_table(c: Comparison, name: str, rows: Sequence[Council]) -> Table:
    """One row a council or area."""
    return table_of(name, HEAD, [_cells(c, each) for each in rows], wide=True)


def _cells(c: Comparison, each: Council) -> list[Cell]:
    of = len(c.councils)
    place, chance = place_words(each, of)
    interval = interval_text(c.measure, each.row)
    sign = standing_sign(each.standing)
    return [
        Cell(each.name, small=doubt_words(each)),
        Cell(c.answer.text(each.row)),
        Cell(gap_words(c, each), signs=() if each.standing == "not_compared" else (sign,)),
        Cell(interval or ("none" if each.has_figure else "")),
        Cell(f"{place} of {of}" if place else "", small=chance),
    ]


# The council's own records


@or_refused
def own_records_panel(records: Records, id: str, base: int | None = None) -> Panel:
    """Published figures beside the council's own records, and why they may differ; nothing where
    the file holds none of its records."""
    covered = records.covered
    answer = records.over(start=None, end=None, areas=(), where=()).ask(
        id, period="calendar_year", variant=str(base) if base else None
    )
    m = answer.measure
    if covered is None or not m.own_measure:
        return NOTHING
    years = answer.frame["period_start"].dt.year.tolist()[::-1]
    printed = zip(answer.rows[::-1], years, strict=True)
    mark = " (simulated)" if covered.simulated else ""
    return Panel(
        "own_records",
        "Published, and in the council’s own records",
        f"{covered.short_name}{mark}, as known on the day of each return.",
        tables=(
            table_of(
                "Published and own",
                ["Year", "Published", f"Own records{mark}"],
                [
                    _own_cells(records, m, row, year)
                    for row, year in printed
                    if year >= covered.first_day.year
                ],
            ),
        ),
        made_up=made_up(covered) if covered.simulated else "",
        notes=(
            *([about.official_words(m)] if m.published_as else []),
            WHY_DIFFERENT,
        ),
    )


def _own_cells(records: Records, m: Measure, row: Row, year: int) -> list[Cell]:
    own = own_figure_of_published_year(records, m, year)
    if own is None:
        told = "not known from these records"
    elif m.unit == "per 1,000" or m.base_year:
        told = counted(own.numerator, noun(m))
    else:
        told = value_text(m, own)
    return [Cell(when_words(m, year)), Cell(value_text(m, row)), Cell(told)]


# What is in doubt


def doubts_panel(c: Comparison) -> Panel:
    """Printed figures of the year that look wrong, and what limits the measure."""
    told = doubt_sentences(c) or ["No printed figure of a council is known to be in doubt."]
    return Panel(
        "doubts",
        "What is in doubt",
        f"{c.measure.name}, {when_words(c.measure, c.year)}.",
        sentences=(" ".join(told), *(note.text for note in c.measure.caveats)),
    )


def doubt_sentences(c: Comparison) -> list[str]:
    """'Essex: 14 refusals of ...' for each council of the year whose printed figure is in doubt."""
    return [f"{each.name}: {each.doubt.rstrip('.')}." for each in c.councils if each.doubt]
