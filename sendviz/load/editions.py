"""Editions of the NHS's figures: a file that was published again under its old name is another."""

from __future__ import annotations

from dataclasses import replace

import duckdb

from sendviz.catalogue.layouts import Delivery
from sendviz.load.sql import do

LOADED = "select edition, sha256 from import_log where layout = $layout and edition is not null"


def told_apart(connection: duckdb.DuckDBPyConnection, delivery: Delivery) -> Delivery:
    """The delivery; if other bytes are loaded as its edition, it becomes `2023-03 r2`, `r3` ...

    So both stay, and the newest, which sorts last, is the one that is read.
    """
    if "health_figure" not in delivery.tables or not delivery.edition:
        return delivery
    loaded = dict(do(connection, LOADED, {"layout": delivery.layout}))
    edition, number = delivery.edition, 2
    while loaded.get(edition, delivery.sha256) != delivery.sha256:
        edition, number = f"{delivery.edition} r{number}", number + 1
    if edition == delivery.edition:
        return delivery
    rows = delivery.tables["health_figure"]
    source = _named(delivery.source, delivery.edition, edition)
    return replace(
        delivery,
        edition=edition,
        source=source,
        tables=delivery.tables | {"health_figure": rows.assign(edition=edition, source=source)},
        notes=(*delivery.notes, f"Another file is loaded as this edition; this is {edition}."),
    )


def _named(source: str, was: str, now: str) -> str:
    return source.replace(was, now) if was in source else f"{source} ({now})"
