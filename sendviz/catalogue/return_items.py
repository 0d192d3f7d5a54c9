"""The compulsory items of a SEN2 return, and when each is filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from sendviz.catalogue import typed
from sendviz.catalogue.values import ROOM


@dataclass(frozen=True)
class ReturnItem:
    """One item: the fields of return_items.toml. applies, filled: conditions over the columns of
    its table."""

    id: str
    title: str
    item: str
    table: Literal["request", "plan", "review"]
    filled: str
    applies: str = "true"
    said: str = ""
    source: str = ""


@cache
def return_items() -> Mapping[str, ReturnItem]:
    """By id, in the order of return_items.toml."""
    return typed.tables(ROOM / "return_items.toml", ReturnItem)
