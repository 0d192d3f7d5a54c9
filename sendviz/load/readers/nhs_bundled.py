"""The small extract of the NHS's figures that comes with the project, and how it was cut."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from sendviz.catalogue.layouts import Delivery
from sendviz.load.readers import nhs_autism, nhs_community, nhs_organisations
from sendviz.load.readers.nhs_figures import cells, figures
from sendviz.load.readers.nhs_tables import BANDS, OPEN_BANDS

DATA = Path(__file__).resolve().parents[3] / "data"
COMMUNITY = DATA / "published" / "nhs_community_waits.csv"
AUTISM = DATA / "published" / "nhs_autism_waits.csv"
AREAS = DATA / "areas" / "nhs_areas.csv"
OF_ROW = ["edition", "month", "level", "code", "name", "parent", "service"]
OF_CELLS = ["total", *BANDS.values(), *OPEN_BANDS.values()]
METRICS = ["ASD12a", "ASD16b", "ASD16c", "ASD18c", "ASD18e", "ASD18f"]
AUTISM_MONTH = pd.Timestamp(2022, 9, 1)
AUTISM_COLUMNS = ["edition", "month", "code", "name", "indicator", "service", "value"]
MARKS = {"suppressed": "*", "not_submitted": ""}


def deliveries() -> list[Delivery]:
    """Community waits, autism waits, and which boards and sub-ICB locations serve a council.

    All are rows of `health_figure`. Of the last, the publication is 'serves' and parent the
    council's DfE code; service is the localities covered (indicator 'serves') or a sentence on it
    ('note'), category says whether the area is exactly these localities (whole) or not (partial).
    """
    return [
        _delivery(COMMUNITY, "Community waiting lists, extract: NHS England", community()),
        _delivery(AUTISM, "Autism waiting times, extract: NHS England", autism()),
        _delivery(AREAS, "NHS areas of four councils", serves()),
    ]


def community() -> pd.DataFrame:
    """The bundled community waits as `health_figure`: England, boards and providers of the four."""
    wide = _read(COMMUNITY)
    rows = wide.melt(OF_ROW, OF_CELLS, "indicator", "text")
    # A band that a month's workbook does not have is empty on all its rows.
    there = (rows["text"] != "").groupby([rows["edition"], rows["indicator"]]).transform("any")
    counted = rows["service"] == nhs_community.MISSING
    rows = rows[there & (~counted | (rows["indicator"] == "total"))]
    rows["indicator"] = rows["indicator"].mask(counted, "organisations_missing")
    rows["month"] = pd.to_datetime(rows["month"])
    rows["parent"] = rows["parent"].replace("", None)
    rows = nhs_community.described(rows.join(cells(rows["text"])))
    source = rows["edition"].map(lambda text: nhs_community.title(pd.Timestamp(text[:7])))
    return figures(rows.assign(source=source), publication="community", category="All")


def autism() -> pd.DataFrame:
    """The bundled autism waits as `health_figure`: September 2022, sub-ICB locations."""
    rows = _read(AUTISM)
    rows = rows.join(cells(rows["value"]), rsuffix="_read").assign(
        value=lambda each: each["value_read"],
        parent=nhs_autism.boards(rows["code"]),
        month=pd.to_datetime(rows["month"]),
        method=nhs_autism.method(pd.to_datetime(rows["month"])),
        source=rows["edition"].map(nhs_autism.title),
    )
    same = {"publication": "autism", "pathway": "autism", "level": "sub_icb", "category": "All"}
    return figures(rows, **same)


def serves() -> pd.DataFrame:
    """data/areas/nhs_areas.csv as `health_figure`."""
    found = nhs_organisations.areas().rename(columns={"valid_from": "month", "la_code": "parent"})
    rows = found.assign(edition=found["month"], value=1.0, category=found["fit"])
    told = [
        rows.assign(indicator="serves", service=rows["localities"]),
        rows[rows["note"] != ""].assign(indicator="note", service=rows["note"]),
    ]
    return figures(pd.concat(told), publication="serves", method="serves")


def cut_community(editions: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The extract of whole editions, as written to nhs_community_waits.csv: cells as text.

    Kept are England, the boards of the four councils with their providers, the lines with a
    pathway, and the numbers of organisations that did not submit.
    """
    rows = pd.concat(editions, ignore_index=True)
    boards = set(nhs_organisations.areas()["icb_code"])
    ours = (rows["level"] == "national") | rows["code"].isin(boards) | rows["parent"].isin(boards)
    missing = rows["indicator"] == "organisations_missing"
    rows = rows[ours & (rows["pathway"].notna() | missing)].copy()
    rows["indicator"] = rows["indicator"].mask(missing, "total")
    wide = _as_text(rows).pivot(index=OF_ROW, columns="indicator", values="text")
    wide = wide.reindex(columns=OF_CELLS).reset_index().rename_axis(columns=None)
    return wide.fillna("").sort_values(OF_ROW, ignore_index=True, key=_order)


def cut_autism(edition: pd.DataFrame) -> pd.DataFrame:
    """The extract of one whole edition, as written to nhs_autism_waits.csv: cells as text."""
    places = nhs_organisations.areas().query("level == 'sub_icb'")["code"]
    rows = edition[edition["code"].isin(places) & edition["indicator"].isin(METRICS)]
    rows = _as_text(rows[rows["month"] == AUTISM_MONTH]).assign(value=lambda each: each["text"])
    return rows[AUTISM_COLUMNS].sort_values(["code", "indicator"], ignore_index=True)


def _as_text(rows: pd.DataFrame) -> pd.DataFrame:
    text = rows["value"].map("{:.0f}".format).where(rows["value"].notna(), rows["blank"].map(MARKS))
    month = rows["month"].dt.strftime("%Y-%m-%d")
    return rows.assign(text=text, month=month, parent=rows["parent"].fillna(""))


def _order(column: pd.Series) -> pd.Series:
    places = {"national": 0, "icb": 1, "provider": 2}
    return column.map(places) if column.name == "level" else column


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8")


def _delivery(path: Path, source: str, rows: pd.DataFrame) -> Delivery:
    editions = rows.loc[rows["publication"] != "serves", "edition"]
    return Delivery(
        layout="bundled", source=source, file_name=path.name,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(), tables={"health_figure": rows},
        edition=max(editions, default=None), rows_read=len(rows),
    )  # fmt: skip
