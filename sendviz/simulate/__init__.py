"""Made-up records for real geography: four councils whose totals are those that DfE published."""

import hashlib
from collections.abc import Callable

import pandas as pd

from sendviz.catalogue.layouts import Delivery
from sendviz.simulate import children, health, quality, records
from sendviz.simulate.improvement import plans
from sendviz.simulate.published import DATA, council

__all__ = ["COUNCILS", "SEED", "deliveries", "events", "plans"]

COUNCILS = ("881", "941", "873", "839")
SEED = 20260115


def deliveries(
    la_codes: tuple[str, ...] = COUNCILS,
    seed: int = SEED,
    progress: Callable[[str], None] | None = None,
) -> list[Delivery]:
    """The simulated history of each council to 15 January 2026, the same for the same seed: first
    its EHC cases (layout simulated), then its referrals to health services and the support while
    families wait (simulated_referrals), then its audits, complaints, appeals, survey answers, staff
    and money (simulated_lists), then its children on two days (simulated_children).

    Raises KeyError for a council without a story in data/calibration, and fitting.Infeasible or
    recount.Missed (both ValueError) if a published total cannot be met.
    """
    made: list[Delivery] = []
    for la_code in la_codes:
        target = council(la_code)
        if progress:
            progress(f"Making simulated records for {target.name}")
        cases = records.delivery(target, seed)
        referred = health.delivery(target, cases, seed)
        made += [cases, referred, quality.delivery(target, seed)]
        made += children.deliveries(target, cases, referred, seed)
    return made


def events() -> Delivery:
    """Dated marks for the charts of the four councils, real ones from public reports: table event
    (la_code, day, label, kind); la_code is missing where the event concerns everybody.
    """
    path = DATA / "calibration" / "events.csv"
    found = pd.read_csv(path, dtype={"la_code": "str"}, parse_dates=["day"])
    table = found[["la_code", "day", "label", "kind"]]
    return Delivery(
        layout="bundled",
        source="Dated events of the four councils, from public reports",
        file_name=path.name,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        tables={"event": table},
        rows_read=len(table),
    )
