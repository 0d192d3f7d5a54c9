"""One delivery in a file of its own, to see what would become of it; nothing of it stays."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import duckdb
import pandas as pd

from sendviz.catalogue.layouts import Delivery
from sendviz.load import Report, run
from sendviz.load.loading import do, frame, quoted
from sendviz.load.readers import bundled, places


@contextmanager
def tried(
    delivery: Delivery,
    beside: Sequence[Delivery],
    built: Path,
    postcodes: pd.DataFrame | None = None,
) -> Iterator[tuple[Path, Report]]:
    """The file and the report of a build from the councils, the places of the built file and of the
    deliveries beside, and the delivery. Raises BadFile as `run` does.
    """
    known = [bundled.council_list(), *(_places(built) or [places.four_councils()])]
    near = [each for each in beside if each.layout == "areas" and each is not delivery]
    with tempfile.TemporaryDirectory(prefix="sendviz_check_") as folder:
        target = Path(folder) / "tried.duckdb"
        yield target, run([*known, *near, delivery], target, postcodes=postcodes, fresh=True)


def _places(built: Path) -> list[Delivery]:
    """The areas that a built file knows; none if there is no such file."""
    if not built.is_file():
        return []
    with closing(duckdb.connect()) as connection:
        try:
            do(connection, f"attach {quoted(built)} as d (read_only)")
            names = ("area", "area_member")
            tables = {name: frame(connection, f"select * from d.{name}") for name in names}
        except duckdb.Error:
            return []
    return [Delivery("areas", "Places", built.name, "", tables)] if len(tables["area"]) else []
