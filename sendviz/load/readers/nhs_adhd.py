"""NHS England ADHD management information, both CSV layouts: England by age group."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sendviz.catalogue.layouts import BadFile, Delivery
from sendviz.load.readers import nhs_figures
from sendviz.load.readers.common import sha256
from sendviz.load.readers.nhs_figures import edition_of, figures

START = {"REPORTING_PERIOD_START_DATE": "start", "INDICATOR_ID": "indicator", "VALUE": "text"}
FIRST = START | {"AGE_GROUP": "age"}  # May and August 2025
LATER = START | {"BREAKDOWN": "breakdown", "PRIMARY_LEVEL": "age"}  # from November 2025
# What the indicators count (NHS England, ADHD statistics); the file has their numbers only.
WORDS = {
    "ADHD001": "People estimated to have ADHD",
    "ADHD003": "Open referrals that may be for ADHD",
    "ADHD003a": "Open referrals that may be for ADHD, under 13 weeks",
    "ADHD003b": "Open referrals that may be for ADHD, 13 to 52 weeks",
    "ADHD003c": "Open referrals that may be for ADHD, 52 to 104 weeks",
    "ADHD003d": "Open referrals that may be for ADHD, 104 weeks or more",
    "ADHD004": "Open referrals that may be for ADHD, without a contact",
    "ADHD005": "Open referrals that may be for ADHD, with a first contact",
    "ADHD006": "Referrals that may be for ADHD, closed in the month",
    "ADHD007": "New referrals that may be for ADHD",
    "ADHD008": "Estimate of ADHD waits in community paediatrics",
    "ADHD008a": "Estimate of ADHD waits in community paediatrics, under 12 weeks",
    "ADHD008b": "Estimate of ADHD waits in community paediatrics, 12 to 52 weeks",
    "ADHD008c": "Estimate of ADHD waits in community paediatrics, 52 to 104 weeks",
    "ADHD008d": "Estimate of ADHD waits in community paediatrics, 104 weeks or more",
}
ALL = {"", "all", "none", "total", "england", "all ages"}


def looks_like(path: Path) -> bool:
    """Whether it is a CSV with the headings of either layout, or most of them."""
    return nhs_figures.meant(path, FIRST) or nhs_figures.meant(path, LATER)


def read(path: Path) -> Delivery:
    """Table `health_figure`: one row a month, indicator and age group of England.

    '*' is suppressed (0 to 4), others are multiples of 5. There are no total rows: the five ages
    add up to all. Months of an earlier edition are revised in a later one, so both are kept; sex
    and ethnicity, and areas, whose layout is not known, are passed over. Raises BadFile for a file
    without such rows.
    """
    columns = LATER if "BREAKDOWN" in nhs_figures.csv_header(path) else FIRST
    rows, refusals, count = nhs_figures.read_pieces(path, columns, _kept)
    if rows.empty:
        raise BadFile(f"{path.name}: holds no row of England by age group. Download it again.")
    edition = edition_of(path, rows["month"].max())
    title = f"NHS England, ADHD Management Information, edition {edition}"
    same = {
        "publication": "adhd", "pathway": "adhd", "method": "adhd", "edition": edition,
        "source": title, "name": "England",
    }  # fmt: skip
    return Delivery(
        layout="nhs_adhd", source=title, file_name=path.name, sha256=sha256(path),
        tables={"health_figure": figures(rows, **same)}, edition=edition,
        reference_date=(rows["month"].max() + pd.offsets.MonthEnd()).date(),
        rows_read=count, refused=refusals.counted(),
        notes=("Counts are 'up to': referrals that may be for ADHD.",),
    )  # fmt: skip


def _kept(piece: pd.DataFrame) -> pd.DataFrame:
    """level, code, indicator, category and service of the rows of England by age, or of all."""
    piece = piece.assign(indicator=piece["indicator"].str.strip())
    kept = piece["indicator"].str.fullmatch(r"ADHD\d{3}[a-z]?")
    if "breakdown" in piece:
        kind = piece["breakdown"].str.strip().str.casefold()
        kept &= (kind == "age group") | kind.isin(ALL)
    rows = piece[kept].copy()
    age = rows["age"].str.strip()
    rows["category"] = age.mask(age.str.casefold().isin(ALL), "All")
    rows["service"] = rows["indicator"].map(WORDS).fillna(rows["indicator"])
    return rows.assign(level="national", code="England")
