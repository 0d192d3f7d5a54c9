"""Small print of the comparison: sources, who is missing, what is in doubt, whose neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sendviz.ask.official import Series
from sendviz.kit.numbers import joined, number
from sendviz.wording.compare.values import blank_text

if TYPE_CHECKING:
    from sendviz.findings.compare import Comparison

ONE_YEAR = "Only one year has been published so far, so there is no trend to draw."
SOURCE_OF_LIMITS = (
    "95% limits of the share (Wilson), of the rate (Byar) or of the ratio of two counts"
)


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


def neighbours_note(c: Comparison) -> str:
    """Whose list of neighbours, which edition, and if DfE calls them not close."""
    far = int((c.neighbours["closeness"] == "Not close").sum())
    warn = f" DfE itself calls {number(far)} of them \u201cnot close\u201d." if far else ""
    return (
        f"Neighbours: the ten councils most like {c.council['name']} by the Department for "
        f"Education\u2019s statistical neighbour model, {c.neighbours.attrs['edition']}, closest "
        f"first.{warn}"
    )


def published(filtered: bool) -> str:
    """Whose figures these are; and, where filters stand above, that they do not touch them."""
    whose = "Published by the Department for Education (DfE), for whole councils."
    untouched = " The filters above do not touch these figures." if filtered else ""
    return f"{whose} No record of a child is in them.{untouched}"


def caption(series: Series, what: str, publishers: Sequence[str], editions: Sequence[str]) -> str:
    """Measure, who, when, and who published it in which editions."""
    several = "s" if len(editions) > 1 else ""
    by = f"{joined(sorted(set(publishers)))}, edition{several} {joined(sorted(set(editions)))}"
    return f"{series.measure.name}. {what}. Published by {by}."


def differences(series: Series, official_words: str) -> Sequence[str]:
    """Why local records and the published figure may differ."""
    why = "DfE counts as at its return in January; later corrections are in the records only."
    return tuple(each for each in (official_words, why) if each)
