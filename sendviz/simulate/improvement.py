"""Made-up improvement plans of four areas, after what public documents say of them: the lines of
data/calibration/plans, in our words. Owners are roles; days and states that no document gives are
made up, and every row says that it is simulated."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pandas as pd

from sendviz.catalogue.layouts import TABLES, Delivery
from sendviz.simulate.published import DATA

FOLDER = DATA / "calibration" / "plans"
PARTS = (
    "finding",
    "action",
    "action_measure",
    "milestone",
    "action_update",
    "evidence",
    "decision",
)
# Columns of the files that say where a line comes from, and are not stored.
BESIDE = ("line", "source")


def plans() -> Delivery:
    """The plans of the four areas: the tables of PARTS with the columns of schema.sql."""
    files = {name: FOLDER / f"{name}.csv" for name in PARTS}
    tables = {name: _typed(name, pd.read_csv(path, dtype="str")) for name, path in files.items()}
    tables["action_update"] = _entered(tables["action_update"])
    together = b"".join(path.read_bytes() for path in files.values())
    return Delivery(
        layout="bundled",
        source="Simulated improvement plans of four areas, after public documents",
        file_name="plans",
        sha256=hashlib.sha256(together).hexdigest(),
        tables=tables,
        simulated=True,
        rows_read=sum(map(len, tables.values())),
    )


def _typed(name: str, text: pd.DataFrame) -> pd.DataFrame:
    """The columns as their table declares them."""
    kinds: dict[str, Callable[[pd.Series], pd.Series]] = {
        "date": pd.to_datetime,
        "number": pd.to_numeric,
        "flag": lambda cells: (cells == "true").astype("boolean"),
    }
    columns = text.drop(columns=[each for each in BESIDE if each in text])
    return pd.DataFrame(
        {
            column: kinds.get(TABLES[name].kind(column), _as_it_is)(cells)
            for column, cells in columns.items()
        }
    ).fillna({"selection": ""})


def _as_it_is(cells: pd.Series) -> pd.Series:
    return cells


def _entered(updates: pd.DataFrame) -> pd.DataFrame:
    """Updates with their numbers, as entered from a file on the day that they tell of."""
    number = updates.groupby("action_id").cumcount() + 1
    return updates.assign(
        update_id=updates["action_id"] + "/u" + number.astype("str"),
        entered_at=updates["day"],
        entered_by="file",
    )
