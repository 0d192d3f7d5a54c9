"""The one writer of CSV: text that a spreadsheet would take for a formula is guarded."""

from __future__ import annotations

import re

import pandas as pd

FORMULA = re.compile(r"\s*[=+\-@]|[\t\r]")
NUMBER = re.compile(r"[+-]?\d[\d.,]*%?")


def csv_text(rows: pd.DataFrame) -> str:
    """The rows as CSV, with a heading. An apostrophe stands before text that begins with = + - or
    @ and is no number, so that no cell runs when it is opened in a spreadsheet (OWASP, CSV
    injection)."""
    texts = [name for name in rows if not pd.api.types.is_numeric_dtype(rows[name])]
    guarded = rows.assign(**{str(name): rows[name].map(_guarded) for name in texts})
    return guarded.rename(columns=_guarded).to_csv(index=False)


def _guarded(value: object) -> object:
    if not isinstance(value, str) or NUMBER.fullmatch(value) or not FORMULA.match(value):
        return value
    return f"'{value}"
