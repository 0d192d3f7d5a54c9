"""One council among all, in words: answer, places with ranges, headings, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sendviz.query.official import BASE_YEAR, INDEX_BASE, POPULATION, Series
from sendviz.wording.numbers import (
    NOT_KNOWN,
    capital,
    is_missing,
    joined,
    number,
    ordinal,
    percent,
    signed,
    weeks,
)
from sendviz.wording.signs import Sign

if TYPE_CHECKING:
    from sendviz.analysis.compare import Comparison, Funnel, Years

Row = Mapping[str, object]
BLANKS = {
    "suppressed": "suppressed by the publisher",
    "not_submitted": "not submitted by the council",
    "not_applicable": "no such cases",
    "not_published": "not published",
    "no_row": "not published",
    "no_base_year": "no figure for the base year",
    "no_population": "no population estimate: the council has ended since",
}
VERDICTS = {
    "better": Sign("better", "\u2605", "star", "improvement"),
    "worse": Sign("worse", "\u25c6", "diamond", "concern"),
    "similar": Sign("similar", "\u25cf", "circle", "no_change"),
    "higher": Sign("higher", "\u25a0", "square", "neutral"),
    "lower": Sign("lower", "\u25a0", "square", "neutral"),
}
NO_COUNTS = (
    "No counts are published for this figure, so nobody can tell what chance alone would give."
)
ONE_YEAR = "Only one year has been published so far, so there is no trend to draw."
NAMED = 3
SOURCE_OF_LIMITS = (
    "95% limits of the share (Wilson), of the rate (Byar) or of the ratio of two counts"
)
NOT_OURS = (
    "Published figures of whole councils: the filters above do not touch them, and no record of a "
    "child is in them."
)


def whose(name: str) -> str:
    """'Essex's', 'Leeds\u2019' without a second s."""
    return f"{name}\u2019" if name.endswith("s") else f"{name}\u2019s"


def value_text(series: Series, row: Row, counts: bool = True) -> str:
    """'18.8% (454 of 2,420)', '32.0 per 1,000 (14,240 plans)', '54.7 weeks', or why not."""
    if blank_text(row):
        return blank_text(row)
    told, beside = _large(series, row["value"]), _counts(series, row) if counts else ""
    return f"{told} ({beside})" if beside else told


def blank_text(row: Row) -> str:
    """Why a published figure is missing; '' if it is there."""
    if not is_missing(row.get("value")):
        return ""
    blank = row.get("blank")
    return BLANKS.get(blank, NOT_KNOWN) if isinstance(blank, str) else BLANKS["not_published"]


def counts_text(series: Series, row: Row) -> str:
    """'454 of 2,420 plans', '14,240 plans', or that none are published; '' for a blank."""
    if blank_text(row):
        return ""
    told = _counts(series, row)
    return f"{told} {series.things}" if series.over == "" and " of " in told else told


def interval_text(series: Series, row: Row) -> str:
    """'17.3% to 20.4%'; '' where there is none."""
    if is_missing(row.get("low")) or is_missing(row.get("high")) or blank_text(row):
        return ""
    low, high = (_large(series, row[end]).removesuffix(" per 1,000") for end in ("low", "high"))
    return f"{low} to {high}"


def _large(series: Series, value: object) -> str:
    m = series.measure
    if m.is_fraction:
        return percent(value, 1)
    if m.unit == "weeks":
        return weeks(value)
    if series.over == POPULATION:
        return f"{float(value):.1f} per 1,000"
    return number(value)


def _counts(series: Series, row: Row) -> str:
    if series.over:
        return f"{number(row['numerator'])} {series.things}"
    if not series.measure.is_fraction:
        return ""
    if is_missing(row.get("numerator")) or is_missing(row.get("denominator")):
        return "counts not published"
    return f"{number(row['numerator'])} of {number(row['denominator'])}"


def answer(c: Comparison) -> tuple[str, ...]:
    """The council's value, England's, the neighbours' middle, and how many lie beyond it."""
    return (_own(c), _others(c), _beyond(c), _place_sentence(c))


def _own(c: Comparison) -> str:
    name = str(c.council["name"])
    if blank_text(c.council):
        what = f"{c.series.measure.name}, {when(c.series, c.year)}"
        return f"{what}: {whose(name)} figure is {_why(c.council)}."
    said = c.series.measure.answer.format(
        year=c.year, place=name, whose=whose(name), value=_said(c)
    )
    counts = "" if c.series.over == BASE_YEAR else _counts(c.series, c.council)
    return f"{said} ({counts})." if counts else f"{said}."


def _why(row: Row) -> str:
    return {"not_applicable": "missing, as there were no such cases"}.get(
        row.get("blank"), blank_text(row)
    )


def _said(c: Comparison) -> str:
    if c.series.over != BASE_YEAR:
        return _large(c.series, c.council["value"]).removesuffix(" per 1,000")
    now, before = float(c.council["numerator"]), float(c.council["denominator"])
    change = percent(abs(now / before - 1))
    way = "more" if now > before else "fewer" if now < before else "the same as"
    than = (
        f"{change} {way} ({signed(now - before)}) than the" if now != before else "the same as the"
    )
    index = f"With {c.base} as {INDEX_BASE}, that is {number(c.council['value'])}"
    return f"{number(now)} requests: {than} {number(before)} of {c.base}. {index}"


def _others(c: Comparison) -> str:
    parts = [] if blank_text(c.england) else [f"England {_large(c.series, c.england['value'])}"]
    if not is_missing(c.middle):
        parts.append(f"neighbours\u2019 middle {_large(c.series, c.middle)}")
    return f"{capital(', '.join(parts))}." if parts else ""


def _beyond(c: Comparison) -> str:
    row = _placed(c)
    if row is None:
        return ""
    side, n, sure = nearer(row)
    names = _names_beyond(c, row, side)
    if n == 0:
        told = f"None of {c.of} councils with a figure is {side}"
        doubt = ", as printed; without counts nobody can tell what chance did"
        return f"{told}{doubt if is_missing(sure) else ''}."
    some = f"{number(n)} of {c.of} councils {'is' if n == 1 else 'are'} {side}{names}"
    if is_missing(sure):
        return f"{some}; how many beyond doubt cannot be told, as no counts are published."
    return f"{some}, {_beyond_doubt(int(sure), n)}."


def _beyond_doubt(sure: int, n: int) -> str:
    if n == 1:
        return "beyond doubt" if sure else "but not beyond doubt"
    return f"{'all' if sure == n else 'none' if sure == 0 else number(sure)} of them beyond doubt"


def _names_beyond(c: Comparison, row: Row, side: str) -> str:
    values = c.councils["value"]
    beyond = c.councils[values < row["value"] if side == "lower" else values > row["value"]]
    return f" ({joined(sorted(beyond['name']))})" if 0 < len(beyond) <= NAMED else ""


def nearer(row: Row) -> tuple[str, int, object]:
    """The nearer end, 'lower' or 'higher': how many lie there, and how many beyond doubt."""
    lower, higher = int(row["lowest"]) - 1, int(row["highest"]) - 1
    if lower <= higher:
        return "lower", lower, row["surely_lower"]
    return "higher", higher, row["surely_higher"]


def _placed(c: Comparison) -> Row | None:
    found = c.councils[c.councils["la_code"] == c.council["la_code"]]
    return found.iloc[0].to_dict() if len(found) else None


def _place_sentence(c: Comparison) -> str:
    row = _placed(c)
    told = place_text(row, c.of) if row else ("", "")
    return f"That is the {told[0]} of {c.of}; {told[1]}." if told[1] else ""


def place_text(row: Row, of: int) -> tuple[str, str]:
    """('2nd lowest', 'allowing for chance, 1st to 3rd'); ('', '') without intervals."""
    if row is None or is_missing(row.get("surely_lower")):
        return "", ""
    side, n, _ = nearer(row)
    near, far = (
        ("surely_lower", "surely_higher") if side == "lower" else ("surely_higher", "surely_lower")
    )
    end = "lowest" if side == "lower" else "highest"
    first, last = int(row[near]) + 1, of - int(row[far])
    place = f"{'joint ' if row['tied'] else ''}{_nth(n + 1, end)}"
    if first == last:
        return place, "chance could not change that"
    return place, f"allowing for chance, {ordinal(first)} to {ordinal(last)}"


def _nth(place: int, end: str) -> str:
    return end if place == 1 else f"{ordinal(place)} {end}"


def when(series: Series, year: int) -> str:
    """'2025', 'January 2025'."""
    return f"January {year}" if series.in_january else str(year)


def verdict_sign(verdict: object) -> Sign | None:
    """Better, similar or worse than England with its shape; None where nothing is compared."""
    return VERDICTS.get(str(verdict))


def verdict_text(c: Comparison, row: Row) -> str:
    """How far from England: '26.7 points below', '1.2 above'; '' where nothing can be compared."""
    if row.get("verdict") == "benchmark":
        return "the yardstick"
    if blank_text(row) or blank_text(c.england):
        return ""
    scale = 100 if c.series.measure.is_fraction else 1
    gap = scale * (float(row["value"]) - float(c.england["value"]))
    size = number(abs(gap), 0 if c.series.over == BASE_YEAR else 1)
    if size == "0":
        return "the same value"
    points = (
        (" point" if size == "1" else " points")
        if scale == 100 or c.series.over == BASE_YEAR
        else ""
    )
    told = f"{size}{points} {'above' if gap > 0 else 'below'}"
    return told if verdict_sign(row.get("verdict")) else f"{told}; no interval, so not judged"


def missing_sentence(c: Comparison) -> str:
    """Councils without a figure by name and reason; nothing is worked out for them."""
    if c.missing.empty:
        return "No council is without a figure."
    by: dict[str, list[str]] = {}
    for row in c.missing.to_dict("records"):
        by.setdefault(blank_text(row), []).append(str(row["name"]))
    told = "; ".join(f"{joined(names)} ({why})" for why, names in by.items())
    return f"Without a figure, and never worked out from totals: {told}."


def doubts(c: Comparison) -> list[str]:
    """'Essex: 14 refusals of ...' for each council of the year whose printed figure is in doubt."""
    found = c.councils[c.councils["doubt"].notna()].sort_values("name")
    return [f"{row['name']}: {str(row['doubt']).rstrip('.')}." for row in found.to_dict("records")]


def doubt_of(row: Row) -> str:
    """The doubt about one figure, or why it was left out; '' for none."""
    if is_missing(row.get("doubt")):
        return ""
    return f"{'Left out' if blank_text(row) else 'In doubt'}: {row['doubt']}"


def neighbours_note(c: Comparison) -> str:
    """Whose list of neighbours, which edition, and if DfE calls them not close."""
    far = int((c.neighbours["closeness"] == "Not close").sum())
    warn = f" DfE itself calls {number(far)} of them \u201cnot close\u201d." if far else ""
    return (
        f"Neighbours: the ten councils most like {c.council['name']} by the Department for "
        f"Education\u2019s statistical neighbour model, {c.neighbours.attrs['edition']}, closest "
        f"first.{warn}"
    )


def not_there(wanted: str) -> str:
    """What a link asked for and did not find."""
    return f"The link asked for \u201c{wanted[:40]}\u201d, which is not there for this measure."


def together(text: str) -> str:
    """The text without a place to break it, for narrow cells."""
    return text.replace(" ", "\u00a0")


def trend_heading(y: Years) -> str:
    """Since when the council has lain above or below England, as a finding."""
    both = y.frame.dropna(subset=["own", "england"])
    if both.empty:
        return f"{y.name} has no figure in any year"
    sign = (both["own"] > both["england"]).astype(int) - (both["own"] < both["england"]).astype(int)
    if y.series.over == BASE_YEAR:
        both, sign = both[both["year"] != y.base], sign[both["year"] != y.base]
    if both.empty:
        return f"{y.name}: no year to compare"
    last, year = int(sign.iloc[-1]), int(both["year"].iloc[-1])
    words = {1: "higher than", -1: "lower than", 0: "the same as"}[last]
    same = sign[::-1].eq(last).cumprod()[::-1].astype(bool)
    first = int(both.loc[same, "year"].iloc[0])
    if first == year:
        return f"{y.name} was {words} England in {when(y.series, year)}"
    if same.all():
        return f"{y.name} was {words} England in every year from {first} to {year}"
    return f"{y.name} has been {words} England since {first}"


def break_text(series: Series, first: int) -> str:
    """What the dotted line means; '' where the figures have no break within their years."""
    if series.changed_in is None or first >= series.changed_in:
        return ""
    return (
        f"Dotted line: to {series.changed_in - 1} councils returned totals, from "
        f"{series.changed_in} on records of each child (2023 collection). Compare across it with "
        "care."
    )


def strip_heading(c: Comparison) -> str:
    """How many councils lie lower and higher."""
    row = _placed(c)
    if row is None:
        return f"{c.of} councils; {c.council['name']} has no figure"
    lower, higher = (int(row[end]) - 1 for end in ("lowest", "highest"))
    some = (
        "No council is"
        if lower == 0
        else "1 council is"
        if lower == 1
        else f"{number(lower)} councils are"
    )
    return f"{some} lower than {c.council['name']}, {number(higher) if higher else 'none'} higher"


def funnel_heading(c: Comparison, f: Funnel) -> str:
    """Whether chance could put the council where it lies."""
    name = c.council["name"]
    if f.level == "not_known":
        return f"{name} has no figure to place in the funnel"
    side = "above" if f.side == "high" else "below"
    told = {
        "in_line": f"{name} is in line with the rest: chance could put it there",
        "look": f"{name} lies {side} the 95% limit: worth a look",
        "different": f"{name} lies {side} England, more than chance explains",
    }[f.level]
    if f.adjusted and f.level == "in_line":
        return f"{name} is in line once the usual spread of councils is allowed for"
    return told


def funnel_note(c: Comparison, f: Funnel) -> str:
    """How to read the funnel, and what the switch does."""
    read = (
        f"Dashed: 95% limits; solid: 99.8%, around England\u2019s {_large(c.series, f.baseline)}. "
    )
    outside = f"{number(f.outside)} of {c.of} councils lie outside the 99.8% limits. "
    if f.adjusted:
        return (
            read
            + outside
            + "The limits hold the usual spread, so they show who stands out even so."
        )
    return (
        read
        + outside
        + (
            f"Councils are spread {number(f.phi**0.5, 1)} times as wide as by chance alone."
            if f.phi > 1
            else "That is what chance alone would give."
        )
    )


def no_funnel(series: Series) -> str:
    """Why there is no funnel."""
    if series.over == BASE_YEAR:
        return "A funnel is drawn for shares and rates, not for an index of growth."
    return f"{NO_COUNTS} So there is no funnel, no interval, and no place in a list."


def caption(series: Series, what: str, publishers: Sequence[str], editions: Sequence[str]) -> str:
    """Measure, who, when, and who published it in which editions."""
    several = "s" if len(editions) > 1 else ""
    by = f"{joined(sorted(set(publishers)))}, edition{several} {joined(sorted(set(editions)))}"
    return f"{series.measure.name}. {what}. Source: {by}."


def strip_note(c: Comparison, width: float) -> str:
    """How to read the strip, and who is not in it."""
    scale = 100 if c.series.measure.is_fraction else 1
    unit = (
        " points"
        if scale == 100 or c.series.over == BASE_YEAR
        else " weeks"
        if c.series.measure.unit == "weeks"
        else ""
    )
    columns = f"{number(width * scale, 2)}{unit}"
    return f"Each dot is one council, in columns {columns} wide. {missing_sentence(c)}"


def trend_alt(y: Years) -> str:
    """The trend for those who cannot see it: first and last of each line, gaps."""
    known = y.frame.dropna(subset=["own"])
    parts = [f"Line chart: {y.series.measure.name}."]
    for name, column in (
        (y.name, "own"),
        ("England", "england"),
        (y.region_name, "region"),
        ("Neighbours\u2019 middle", "n_middle"),
    ):
        line = y.frame.dropna(subset=[column])
        if len(line):
            ends = [
                f"{int(row['year'])} {_large(y.series, row[column])}"
                for row in (line.iloc[0], line.iloc[-1])
            ]
            parts.append(f"{name}: {' to '.join(dict.fromkeys(ends))}.")
    gaps = len(y.frame) - len(known)
    return " ".join(parts + ([f"{number(gaps)} years without a figure."] if gaps else []))


def strip_alt(c: Comparison) -> str:
    """The strip for those who cannot see it."""
    v = c.councils["value"]
    ends = (v.min(), v.quantile(0.25), v.median(), v.quantile(0.75), v.max())
    names = ("lowest", "lower quarter", "middle", "upper quarter", "highest")
    told = ", ".join(
        f"{name} {_large(c.series, each)}" for name, each in zip(names, ends, strict=True)
    )
    own = f"{c.council['name']}: {value_text(c.series, c.council)}"
    return f"One dot for each of {c.of} councils: {told}. {own}."


def funnel_alt(c: Comparison, f: Funnel) -> str:
    """The funnel for those who cannot see it."""
    return (
        f"Funnel plot of {c.of} councils by number of {base_noun(c.series)}. "
        f"{funnel_heading(c, f)}. "
        f"{number(f.outside)} councils lie outside the 99.8% limits."
    )


def base_noun(series: Series) -> str:
    """What the funnel's axis of sizes counts."""
    return "people aged 0 to 25" if series.over == POPULATION else series.things


def differences(series: Series, official_words: str) -> Sequence[str]:
    """Why local records and the published figure may differ."""
    why = "DfE counts as at its return in January; later corrections are in the records only."
    return tuple(each for each in (official_words, why) if each)
