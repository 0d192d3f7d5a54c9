"""One council among all in words: the answer, and its place with the range that chance leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sendviz.ask.official import BASE_YEAR, INDEX_BASE
from sendviz.kit.numbers import capital, is_missing, joined, number, ordinal, percent, signed
from sendviz.wording.compare.values import Row, blank_text, counted, large, of_row, when, whose

if TYPE_CHECKING:
    from sendviz.findings.compare import Comparison

NAMED = 3


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
    counts = "" if c.series.over == BASE_YEAR else counted(c.series, c.council)
    return f"{said} ({counts})." if counts else f"{said}."


def _why(row: Row) -> str:
    return {"not_applicable": "missing, as there were no such cases"}.get(
        row.get("blank"), blank_text(row)
    )


def _said(c: Comparison) -> str:
    if c.series.over != BASE_YEAR:
        return of_row(c.series, c.council).removesuffix(" per 1,000")
    now, before = float(c.council["numerator"]), float(c.council["denominator"])
    change = percent(abs(now / before - 1))
    way = "more" if now > before else "fewer" if now < before else "the same as"
    than = (
        f"{change} {way} ({signed(now - before)}) than the" if now != before else "the same as the"
    )
    index = f"With {c.base} as {INDEX_BASE}, that is {number(c.council['value'])}"
    return f"{number(now)} requests: {than} {number(before)} of {c.base}. {index}"


def _others(c: Comparison) -> str:
    parts = [] if blank_text(c.england) else [f"England {large(c.series, c.england['value'])}"]
    if not is_missing(c.middle):
        parts.append(f"neighbours\u2019 middle {large(c.series, c.middle)}")
    return f"{capital(', '.join(parts))}." if parts else ""


def _beyond(c: Comparison) -> str:
    row = placed(c)
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


def placed(c: Comparison) -> Row | None:
    """The council's own row with its places; None where it has no figure."""
    found = c.councils[c.councils["la_code"] == c.council["la_code"]]
    return found.iloc[0].to_dict() if len(found) else None


def _place_sentence(c: Comparison) -> str:
    row = placed(c)
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
