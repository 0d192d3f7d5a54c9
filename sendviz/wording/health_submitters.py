"""Who is missing from NHS England's community waiting lists, in words.

A board's figures are those of the providers that submitted the line; the workbook's table 1 tells
how many organisations submitted nothing at all, but not which (`domain/health-waits.md` 3.1, 8.8).
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sendviz.kit import dates
from sendviz.kit.numbers import is_missing, joined, number
from sendviz.kit.values import blank_text

NAMELESS = "The workbook tells how many, not who."
EITHER = (
    "A provider without a figure does not give this service, or did not submit it: the workbook "
    "does not tell which."
)


def heading(line: str, month: object) -> str:
    """'Community paediatrics in the waiting lists of NHS England, October 2025'."""
    return f"{line} in the community waiting lists of NHS England, {dates.whole_month(month)}"


def come_from(found: pd.DataFrame) -> tuple[str, ...]:
    """For each board of the council, which providers its figures come from, and who gave none."""
    boards = found[found["level"] == "icb"]
    told = [
        _come_from(board, found[found["parent"] == board["code"]])
        for board in boards.to_dict("records")
    ]
    blank = found["parent"].isin(boards["code"]) & found["total"].isna()
    return (*told, *([EITHER] if blank.any() else []))


def _come_from(board: Mapping[str, object], providers: pd.DataFrame) -> str:
    name, blank = board["name"], board["blank"]
    if is_missing(board["total"]):
        if blank == "not_submitted":
            return f"For {name} nobody submitted any."
        return f"{name}: {blank_text(blank)}."
    gave = providers.loc[providers["total"].notna(), "name"].tolist()
    none = providers.loc[providers["total"].isna(), "name"].tolist()
    if not gave:
        return f"For {name} the file does not tell which providers the figures come from."
    told = f"For {name} the figures come from {joined(gave)}{' alone' if len(gave) == 1 else ''}"
    return f"{told}; {joined(none)} submitted none." if none else f"{told}."


def not_submitted(missing: pd.DataFrame) -> tuple[str, ...]:
    """How many organisations gave NHS England nothing: in the newest month, in England and under
    the boards; and in which months before it anybody under a board did not. () if none tells."""
    if missing.empty:
        return ()
    newest = missing[missing["month"] == missing["month"].max()]
    boards = newest[newest["level"] == "icb"]
    england = newest.loc[newest["level"] == "national", "missing"]
    when = dates.whole_month(newest["month"].iloc[0])
    now = f"{_in_england(england, when)}{_under(boards)}. {NAMELESS}"
    return tuple(each for each in (now, _before(missing)) if each)


def _in_england(england: pd.Series, when: str) -> str:
    if england.empty:
        return f"In {when}, it is not told how many organisations in England did not submit"
    n = england.iloc[0]
    if n == 0:
        return f"In {when}, every organisation in England that should submit did so"
    things = "organisation" if n == 1 else "organisations"
    return f"In {when}, {number(n)} {things} in England did not submit"


def _under(boards: pd.DataFrame) -> str:
    """'; 1 under Suffolk and North East Essex'; '' where the boards are not known."""
    if boards.empty:
        return ""
    some = boards[boards["missing"] > 0]
    if some.empty:
        names = boards["name"].tolist()
        return f"; none under {' or '.join(filter(None, (', '.join(names[:-1]), names[-1])))}"
    return f"; {_counts(some)}"


def _counts(rows: pd.DataFrame) -> str:
    pairs = zip(rows["name"], rows["missing"], strict=True)
    return joined([f"{number(n)} under {name}" for name, n in pairs])


def _before(missing: pd.DataFrame) -> str:
    """Months of the year before the newest in which a board's organisations did not all submit."""
    newest = missing["month"].max()
    early = missing["month"] > newest - pd.DateOffset(months=12)
    some = missing[early & (missing["month"] < newest)]
    some = some[(some["level"] == "icb") & (some["missing"] > 0)]
    if some.empty:
        return ""
    by_month = some.groupby("month")
    told = [f"{_counts(rows)} in {dates.whole_month(month)}" for month, rows in by_month]
    return (
        f"Organisations that did not submit before that: {'; '.join(told)}. "
        "A list that is shorter in such a month has not really fallen."
    )
