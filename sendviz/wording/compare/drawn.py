"""The charts of the comparison in words: headings, how to read them, alt texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sendviz.ask.official import BASE_YEAR, POPULATION, Series
from sendviz.kit.numbers import number
from sendviz.wording.compare.notes import missing_sentence
from sendviz.wording.compare.places import placed
from sendviz.wording.compare.values import large, value_text, when

if TYPE_CHECKING:
    from sendviz.findings.compare import Comparison, Funnel, Years

NO_COUNTS = (
    "No counts are published for this figure, so nobody can tell what chance alone would give."
)


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
    row = placed(c)
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
        f"Dashed: 95% limits; solid: 99.8%, around England\u2019s {large(c.series, f.baseline)}. "
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


def base_noun(series: Series) -> str:
    """What the funnel's axis of sizes counts."""
    return "people aged 0 to 25" if series.over == POPULATION else series.things


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
                f"{int(row['year'])} {large(y.series, row[column])}"
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
        f"{name} {large(c.series, each)}" for name, each in zip(names, ends, strict=True)
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
