"""Made-up records of every council, for measuring how fast things are with a whole country's.

Sizes and shares are near the published ones; nothing is matched, unlike the four councils of
`simulate.deliveries`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd

from sendviz.catalogue.layouts import Delivery
from sendviz.simulate import national_areas, national_cases, national_frames, national_referrals
from sendviz.simulate.national_sizes import Size, sizes
from sendviz.simulate.published import LAST_DAY

SEED, VERSION = 20260115, 1
NOTE = "Made up for measuring; nothing in it matches what is published."


def deliveries(
    councils: int = 153, years: int = 10, seed: int = SEED, referrals: int = 0
) -> Iterator[Delivery]:
    """Areas of all, then the requests of one council after the other, each made when it is asked
    for: 153 councils over 10 years are more than 1.5 million requests. Then so many `referrals`
    in all, by council after its children.

    The councils are the first current ones of local_authorities.csv. Raises ValueError for a
    number of councils or years that there is not.
    """
    if referrals < 0:
        raise ValueError(f"--referrals must be 0 or more, not {referrals}.")
    chosen = sizes(councils, years)
    return _made(chosen, mark(councils, years, seed, referrals), seed, referrals)


def mark(councils: int, years: int, seed: int = SEED, referrals: int = 0) -> str:
    """What tells one made-up file from another: the sha256 of its delivery of areas."""
    return _digest(f"{councils}/{years}/{seed}/{referrals}/{VERSION}")


def _made(chosen: list[Size], what: str, seed: int, referrals: int) -> Iterator[Delivery]:
    yield Delivery(
        layout="areas",
        source="Localities and districts made up for measuring",
        file_name="made-up-areas",
        sha256=what,
        tables=national_areas.areas(chosen),
        simulated=True,
    )
    for size in chosen:
        rng = np.random.default_rng([seed, int(size.la_code), 0])
        cases = national_cases.cases(size, rng)
        tables = national_frames.tables(size.la_code, cases, rng)
        yield _delivery(size, what, "Requests", tables)
    for size, rows in zip(chosen, _parts(chosen, referrals), strict=True):
        rng = np.random.default_rng([seed, int(size.la_code), 1])
        if rows:
            found = national_referrals.table_of(size, rows, rng)
            yield _delivery(size, what, "Referrals", {"referral": found})


def _parts(chosen: list[Size], referrals: int) -> list[int]:
    """The referrals of each council after its children; together as many as asked for."""
    upto = np.cumsum([size.children for size in chosen])
    return np.diff(np.round(upto / upto[-1] * referrals).astype(int), prepend=0).tolist()


def _delivery(size: Size, what: str, kind: str, tables: dict[str, pd.DataFrame]) -> Delivery:
    return Delivery(
        layout=f"made_up_{kind.lower()}",
        source=f"{kind} made up for measuring: {size.name}",
        file_name=f"made-up-{kind.lower()}-{size.la_code}",
        sha256=_digest(f"{what}/{size.la_code}/{kind}"),
        tables=tables,
        la_code=size.la_code,
        reference_date=LAST_DAY,
        period_start=date(size.years[0], 1, 1),
        simulated=True,
        rows_read=sum(map(len, tables.values())),
        notes=(NOTE,),
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
