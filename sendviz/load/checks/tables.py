"""A delivery as the checks see it: every table and column there, each of one type."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from sendviz.catalogue.layouts import CHILD, PERSON_LEVEL, REFERRAL, Delivery
from sendviz.load.readers.values import whole_table

COLUMNS = {**PERSON_LEVEL, "referral": REFERRAL, "child": CHILD}
# A local file has one row a case: its row is an assessment or a plan only if one of these is
# filled.
_MAKES_A_RECORD = {
    "assessment": ("outcome", "outcome_date"),
    "named_plan": ("started", "ceased", "cease_reason"),
}


@dataclass(frozen=True)
class Tables:
    """The tables of one delivery.

    raw       frames by table, as the reader gave them, without rows that are no record
    given     which columns the file really holds, as table.column
    is_return whether it is a SEN2 return
    """

    raw: dict[str, pd.DataFrame]
    given: frozenset[str]
    is_return: bool
    _typed: dict[str, pd.DataFrame] = field(default_factory=dict)

    def __getitem__(self, table: str) -> pd.DataFrame:
        """Keys and all canonical columns: dates datetime64, flags bool, else text, "" if blank."""
        if table not in self._typed:
            frame = filled(table, self.raw[table])
            if table == "request" and not self.is_return:
                _undecided(frame)
            self._typed[table] = frame
        return self._typed[table]

    def has(self, column: str) -> bool:
        """Whether the file holds this table.column; of 'a.x|a.y', one is enough."""
        return any(part in self.given for part in column.split("|"))


def ready(delivery: Delivery) -> Tables:
    """The tables of a delivery, with absent ones empty and absent columns blank."""
    is_return = delivery.layout.startswith("sen2")
    raw = {name: _records(name, delivery.tables.get(name), is_return) for name in COLUMNS}
    given = {f"{name}.{column}" for name in raw for column in _held(raw[name], is_return)}
    directory = _directory(delivery.tables.get("postcode"))
    earlier = delivery.tables.get("earlier", pd.DataFrame(columns=["row", "day", "open"]))
    given |= {f"earlier.{column}" for column in earlier if len(earlier)}
    others = {"header": _header(delivery), "postcode": directory, "earlier": earlier}
    return Tables(raw, frozenset(given | {"header.la_code"}), is_return, others)


def _records(name: str, frame: pd.DataFrame | None, is_return: bool) -> pd.DataFrame:
    if frame is None:
        return pd.DataFrame()
    frame = frame.reset_index(drop=True)
    if "row" not in frame:
        frame = frame.assign(row=np.arange(1, len(frame) + 1))
    if is_return or name in ("person", "request", "referral", "child"):
        return frame
    telling = frame.columns.intersection(_MAKES_A_RECORD.get(name, tuple(PERSON_LEVEL[name])))
    return frame[frame[telling].notna().any(axis=1)].reset_index(drop=True)


def _held(frame: pd.DataFrame, is_return: bool) -> list[str]:
    """A return must hold its columns; in other files a column without any value is not there."""
    return [c for c in frame.columns if is_return or frame[c].notna().any()]


def filled(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """A whole table as the checks compare it: flags true only where the file says so, text in upper
    case and "" where there is none.
    """
    whole = whole_table(name, frame)
    for column in COLUMNS[name]:
        if whole[column].dtype == "boolean":
            whole[column] = whole[column].fillna(False).astype(bool)
        elif whole[column].dtype.kind != "M":
            whole[column] = text(whole[column], whole.index)
    return whole


def text(values: pd.Series, index: pd.Index) -> pd.Series:
    """Upper-case text without blanks round it, "" where there is none; 12.0 is 12."""
    number, distinct = pd.factorize(values)
    # Arrow text is slow to walk through, an array of objects is not.
    words = [_word(value) for value in np.asarray(distinct, dtype=object)]
    every = np.array([*words, ""], dtype=object)
    return pd.Series(every[number], index, dtype="str")


def _word(value: object) -> str:
    return str(value).strip().upper().removesuffix(".0")


def _header(delivery: Delivery) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "row": [1],
            "la_code": [delivery.la_code or ""],
            "edition": [delivery.edition or ""],
            "reference_date": pd.to_datetime([delivery.reference_date]),
        }
    )


def _directory(frame: pd.DataFrame | None) -> pd.DataFrame:
    """Postcode and district, postcodes written without spaces."""
    if frame is None or not {"postcode", "district"} <= set(frame.columns):
        return pd.DataFrame(
            {"postcode": pd.Series(dtype="str"), "district": pd.Series(dtype="str")}
        )
    frame = frame.reset_index(drop=True)
    return pd.DataFrame(
        {
            "postcode": squeezed(text(frame["postcode"], frame.index)),
            "district": text(frame["district"], frame.index),
        }
    )


def squeezed(postcodes: pd.Series) -> pd.Series:
    """Postcodes without spaces, so that two ways of writing one are equal."""
    return postcodes.str.replace(" ", "", regex=False)


def _undecided(request: pd.DataFrame) -> None:
    """In a local file a case without decision and without its date is one that waits."""
    waiting = request["decision"].eq("") & request["decided"].isna()
    request.loc[waiting, "decision"] = "A"


def matched(
    child: pd.DataFrame, parent: pd.DataFrame, column: str, key: str = "request_no"
) -> pd.Series:
    """The parent's `column` for each row of `child`; NA (text: "") without a parent."""
    known = parent[parent[key].notna()].drop_duplicates(key, keep="last").set_index(key)[column]
    found = known.reindex(child[key]).set_axis(child.index)
    return found if pd.api.types.is_datetime64_any_dtype(known) else found.fillna("").astype("str")


def among(child: pd.DataFrame, others: pd.DataFrame, key: str = "request_no") -> pd.Series:
    """Whether each row of `child` has its key among those of `others`."""
    return child[key].notna() & child[key].isin(others[key].dropna())


def age(born: pd.Series, day: pd.Series | pd.Timestamp) -> pd.Series:
    """Whole years of age on that day, NA where either date is missing."""
    on = day if isinstance(day, pd.Series) else pd.Series(day, born.index, dtype="datetime64[us]")
    before = on.dt.month * 100 + on.dt.day < born.dt.month * 100 + born.dt.day
    return on.dt.year - born.dt.year - before
