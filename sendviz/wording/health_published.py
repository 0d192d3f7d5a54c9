"""What NHS England publishes about waits, in words: whose figures, of which month, who is missing.

Four things are told apart: a number, suppressed, not submitted, not in the file.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sendviz.kit import dates
from sendviz.kit.numbers import capital, is_missing, number, percent
from sendviz.kit.values import blank_text

COMMUNITY_IS_UNSEEN = (
    "The autism statistics see mental health and independent services only. Most children wait in "
    "community paediatrics, which they do not see: a small number here does not mean that few wait."
)
PROVIDERS_NOT_RESIDENTS = (
    "NHS England puts every provider under one board. A board’s row is the sum of those providers, "
    "not of the children who live there, and a blank means that nobody submitted the line: it is "
    "not nought."
)
ADHD_IS_UP_TO = (
    "Counts are “up to”: referrals that may be for ADHD. NHS England publishes them for England; "
    "none of a board or a sub-ICB location is read here."
)
NO_WAITS = "No figures of NHS England have been loaded for this assessment."
NO_AUTISM = "No autism figures of NHS England have been loaded."
NO_ADHD = (
    "No ADHD figures of NHS England have been loaded, and the autism statistics do not tell of "
    "ADHD. The file is ADHD Management Information (CSV): python -m sendviz import FILE."
)
NOTHING_HELD = "What NHS England publishes for our area"
WAITS_HEAD = [
    "Board, and the providers counted under it", "On the list", "Over 18 weeks", "Over 52 weeks",
    "Middle", "92 in 100 within",
]  # fmt: skip
SUPPRESSED = "0 to 4"  # autism and ADHD: below 5 is '*' (domain/health-waits.md 4.7)
AUTISM_HEAD = [
    "Sub-ICB location", "Covers", "Open", "Open 13 weeks or more", "Of those, no contact yet",
    "New in the month",
]  # fmt: skip
AUTISM_KINDS = ("open", "open_over_13_weeks", "open_over_13_weeks_without_contact", "new")
CHILD_AGES = ("0 to 4", "5 to 17")


def heading(what: str, month: object) -> str:
    """'What NHS England published for our area, September 2022: the newest that is held here'."""
    return (
        f"What NHS England published {what}, {dates.whole_month(month)}: the newest that is held "
        "here"
    )


def not_served(place: str) -> str:
    """Said where no list tells which areas of the NHS a council lies in."""
    return f"We do not know which boards and sub-ICB locations serve {place}."


def published_rows(found: pd.DataFrame) -> list[list[str]]:
    """The NHS's own figures as a table: who, total, over 18 and 52 weeks, middle, 92 in 100."""
    return [_published_row(row) for row in found.to_dict("records")]


def _published_row(row: Mapping[str, object]) -> list[str]:
    own = str(row["name"])
    name = f"↳ {own}" if row["level"] == "provider" else own
    if is_missing(row["total"]):
        return [name, blank_text(row["blank"]), "", "", "", ""]
    over = [
        f"{number(row[f'over_{weeks}_weeks'])} ({percent(row[f'share_over_{weeks}_weeks'], 1)})"
        if not is_missing(row[f"share_over_{weeks}_weeks"])
        else "not told"
        for weeks in (18, 52)
    ]
    return [name, number(row["total"]), *over, *_estimates(row)]


def _estimates(row: Mapping[str, object]) -> list[str]:
    """Percentiles from bands, as estimates; the open band by its edge, with a space."""
    return [
        f"about {number(row[key], 1)}" if not is_missing(row[key]) else _open(row)
        for key in ("median", "percentile_92")
    ]


def _open(row: Mapping[str, object]) -> str:
    text = row.get("open_band")
    return "not told" if is_missing(text) else str(text).replace(">", "over ")


def board_notes(found: pd.DataFrame) -> str:
    """What to know of each board: 'Northamptonshire: also covers North Northamptonshire.'"""
    noted = found[found["note"].notna()].drop_duplicates("name")
    pairs = zip(noted["name"], noted["note"], strict=True)
    return " ".join(f"{name}: {note[0].lower()}{note[1:].rstrip('.')}." for name, note in pairs)


def published_caption(found: pd.DataFrame) -> str:
    """Source, month, edition, how estimated and on which denominator."""
    first = found.iloc[0]
    coverage = found.loc[found["level"] == "national", "coverage"]
    told = "" if coverage.empty or is_missing(coverage.iloc[0]) else percent(coverage.iloc[0], 1)
    banded = f" ({told} of the list in England)" if told else ""
    return (
        "NHS England, Community health services waiting lists, "
        f"{dates.whole_month(first['month'])}. Children and young people waiting at the end of the "
        f"month, by time since the referral. Shares are of those whose band is known{banded}; "
        "middle and 92nd in 100 are estimated inside the bands, in weeks."
    )


def autism_rows(found: pd.DataFrame) -> list[list[str]]:
    """The autism statistics by sub-ICB location, in the columns of AUTISM_HEAD."""
    out = []
    for (_, name), group in found.groupby(["code", "name"], sort=False):
        cells = group.set_index("measure")
        covers = cells["covers"].iloc[0]
        fit = cells["fit"].iloc[0]
        where = f"{capital(str(covers))} ({fit} fit)" if not is_missing(covers) else ""
        out.append([str(name), where, *(_cell(cells.loc[kind]) for kind in AUTISM_KINDS)])
    return out


def _cell(cell: Mapping[str, object]) -> str:
    if cell["blank"] == "suppressed":
        return SUPPRESSED
    return blank_text(cell["blank"]) or number(cell["value"])


def autism_caption(found: pd.DataFrame) -> str:
    """Source, month, method and rounding."""
    first = found.iloc[0]
    return (
        f"NHS England, Autism waiting time statistics, {dates.whole_month(first['month'])} "
        f"({first['edition']} edition), people aged 0 to 17 by sub-ICB location of the GP practice "
        "or home. Rounded to the nearest 5; fewer than 5 are not told. Counts before September "
        "2023 were made by another method."
    )


def adhd_head(found: pd.DataFrame) -> list[str]:
    """The heading of the table of `adhd_rows`: a column for each age of children in the file."""
    return ["England", *(f"Aged {age}" if age in CHILD_AGES else age for age in _ages(found))]


def _ages(found: pd.DataFrame) -> list[str]:
    held = set(found["age"])
    return [age for age in CHILD_AGES if age in held] or sorted(held)


def adhd_rows(found: pd.DataFrame) -> list[list[str]]:
    """The ADHD figures of England, one row a line of the file; a line of another month says so."""
    newest, out = found["month"].max(), []
    for _, group in found.groupby("indicator", sort=True):
        first, cells = group.iloc[0], group.set_index("age")
        when = "" if first["month"] == newest else f" ({dates.whole_month(first['month'])})"
        told = [
            _cell(cells.loc[age]) if age in cells.index else blank_text("not_in_file")
            for age in _ages(found)
        ]
        out.append([f"{first['name']}{when}", *told])
    return out


def adhd_caption(found: pd.DataFrame) -> str:
    """Source, month, edition and rounding."""
    newest = found[found["month"] == found["month"].max()].iloc[0]
    return (
        f"NHS England, ADHD Management Information, {dates.whole_month(newest['month'])} "
        f"({newest['edition']} edition). Multiples of 5; fewer than 5 are not told. Months are "
        "revised in later editions. New less closed referrals do not make up the change of the "
        "open ones."
    )
