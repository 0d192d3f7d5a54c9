"""Dated marks for the charts of the four councils: real events from public reports, none of them
simulated.
"""

import hashlib

import pandas as pd

from sendviz.catalogue.layouts import Delivery
from sendviz.simulate.published import DATA


def events() -> Delivery:
    """Table event (la_code, day, label, kind); la_code is missing where the event concerns
    everybody.
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
