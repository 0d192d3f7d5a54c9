"""The published tables that come with the project: data/published."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd

from sendviz.catalogue.layouts import Delivery
from sendviz.load.readers import nhs_autism, nhs_community, nhs_figures
from sendviz.load.readers.figures import (
    COLUMNS,
    FOLDER,
    INDICATORS,
    KEY,
    LEVELS,
    SERIES,
    figures,
    known,
    read_table,
    with_doubts,
)
from sendviz.load.readers.nhs_tables import BANDS, OPEN_BANDS

DATA = Path(__file__).resolve().parents[3] / "data"
COMMUNITY = DATA / "published" / "nhs_community_waits.csv"
AUTISM = DATA / "published" / "nhs_autism_waits.csv"
AREAS = DATA / "areas" / "nhs_areas.csv"
OF_ROW = ["edition", "month", "level", "code", "name", "parent", "service"]
OF_CELLS = ["total", *BANDS.values(), *OPEN_BANDS.values()]
KINDS = {
    "County council": "county",
    "Unitary authority": "unitary",
    "Metropolitan district": "metropolitan",
    "London borough": "London borough",
}
SHORT_NAMES = {
    "839": "BCP",
    "810": "Hull",
    "801": "Bristol",
    "884": "Herefordshire",
    "840": "Durham",
}


def deliveries() -> list[Delivery]:
    """The bundled tables, one delivery a file: published figures twice, councils, neighbours, NHS.

    `published` has a row for each figure (shares as fractions, as printed to 0.1%) and for each
    that should be there and is not, with the reason in `blank`; `council` and `neighbour` have the
    columns of schema.sql.
    """
    timeliness, activity = "published_timeliness.csv", "published_activity.csv"
    return [
        _delivery(
            timeliness, "New EHC plans within 20 weeks: DfE", published=published(timeliness)
        ),
        _delivery(
            activity, "Requests, plans, reviews, appeals: DfE, HMCTS", published=published(activity)
        ),
        council_list(),
        _delivery("statistical_neighbours.csv", "Neighbours of 2025: DfE", neighbour=neighbours()),
        *nhs_deliveries(),
        _delivery(
            "promises.csv", "What was promised in public, from public reports", promise=promises()
        ),
        _delivery(
            "inspections.csv", "Inspections of the area: Ofsted, CQC", inspection=inspections()
        ),
    ]


def promises() -> pd.DataFrame:
    """What councils said in public would be so: the columns of schema.sql table `promise`, with
    the days of promises.csv as days and what is empty there missing."""
    found = read_table("promises.csv").replace("", None)
    days = {name: pd.to_datetime(found[name]) for name in ("said_on", "hold_from", "hold_by")}
    return found.assign(
        **days, value=pd.to_numeric(found["value"]), selection=found["selection"].fillna("")
    )


def inspections() -> pd.DataFrame:
    """The inspections of four areas: the columns of schema.sql table `inspection`, with days as
    days and what is empty there missing."""
    found = read_table("inspections.csv").replace("", None)
    days = ("notified_on", "first_day", "last_day", "published_on")
    parts = [found[name] for name in ("la_code", "kind", "first_day")]
    return found.assign(
        inspection_id=parts[0] + "/" + parts[1] + "/" + parts[2],
        next_after_months=pd.to_numeric(found["next_after_months"]).astype("Int64"),
        **{name: pd.to_datetime(found[name]) for name in days},
    )


def council_list() -> Delivery:
    """The councils alone."""
    return _delivery("local_authorities.csv", "Councils of England: DfE, ONS", council=councils())


def _delivery(file_name: str, source: str, **tables: pd.DataFrame) -> Delivery:
    editions = [each.editions[-1].edition for each in SERIES.values() if each.compiled == file_name]
    return Delivery(
        layout="bundled",
        source=source,
        file_name=file_name,
        sha256=hashlib.sha256((FOLDER / file_name).read_bytes()).hexdigest(),
        tables=tables,
        edition=max(editions, default=None),
        rows_read=len(read_table(file_name)),
    )


def councils() -> pd.DataFrame:
    """The 153 councils and 5 abolished since 2014: the columns of schema.sql table `council`."""
    found = read_table("local_authorities.csv")
    return pd.DataFrame(
        {
            "la_code": found["la_code"],
            "gss_code": found["new_la_code"],
            "name": found["la_name"],
            "short_name": found["la_code"].map(SHORT_NAMES).fillna(found["la_name"]),
            "region_code": found["region_code"],
            "region": found["region_name"],
            "kind": found["type"].map(KINDS),
            "status": found["status"],
            "population_0_25": pd.to_numeric(found["population_0_25_mid2023"]).astype("Int64"),
            "population_0_17": pd.to_numeric(found["population_0_17_mid2023"]).astype("Int64"),
        }
    )


def neighbours() -> pd.DataFrame:
    """Ten statistical neighbours of each council, closest first: schema.sql table `neighbour`."""
    found = read_table("statistical_neighbours.csv").rename(columns={"rank": "position"})
    found["position"] = found["position"].astype(int)
    return found[["la_code", "position", "neighbour_la_code", "closeness", "edition"]]


def published(file_name: str) -> pd.DataFrame:
    """The long table of one bundled file: COLUMNS; blank and doubt are missing where not needed."""
    wide = read_table(file_name)
    table = wide.assign(
        la_code=wide["la_code"].where(wide["la_code"] != "", wide["new_la_code"]),
        level=wide["geographic_level"].str.lower().map(LEVELS),
        area_name=wide["la_name"],
        year=wide["year"].astype(int),
        category="All",
    )
    parts = [
        figures(table, indicator, category, columns, {})
        for indicator in INDICATORS.values()
        if SERIES[indicator.series].compiled == file_name
        for category, columns in indicator.compiled.items()
    ]
    rows = pd.concat(parts, ignore_index=True)
    printed = rows["value"].notna() | rows["numerator"].notna()
    summed = table[["la_code", "year"]][table["source"].str.contains("sum of", regex=False)]
    return with_doubts(_with_sources(_with_known_blanks(rows[printed]), summed))[COLUMNS]


def _with_known_blanks(rows: pd.DataFrame) -> pd.DataFrame:
    """Adds the figures that should be there and are not, and why a value is missing where known."""
    why = known("blanks.csv", rows).drop(columns="why").rename(columns={"blank": "reason"})
    rows = rows.merge(why, how="outer", on=KEY)
    names = councils().set_index("la_code")["name"]
    rows["level"] = rows["level"].fillna("council")
    rows["area_name"] = rows["area_name"].fillna(rows["la_code"].map(names))
    rows["blank"] = rows["reason"].fillna(rows["blank"]).mask(rows["value"].notna(), None)
    return rows


def _with_sources(rows: pd.DataFrame, summed: pd.DataFrame) -> pd.DataFrame:
    """Adds publisher, edition and source; says where requests are the sum of two printed rows."""
    series = rows["indicator"].map({name: each.series for name, each in INDICATORS.items()})
    years = [SERIES[name].edition(year) for name, year in zip(series, rows["year"], strict=True)]
    rows = rows.assign(
        publisher=series.map({name: each.publisher for name, each in SERIES.items()}),
        edition=[each.edition for each in years],
        source=[each.source for each in years],
    )
    places = pd.MultiIndex.from_frame(rows[["la_code", "year"]])
    added = places.isin(pd.MultiIndex.from_frame(summed)) & (series == "requests")
    rows.loc[added, "source"] += " (the female and male rows added)"
    return rows


def nhs_deliveries() -> list[Delivery]:
    """Community waits, autism waits, and which boards and sub-ICB locations serve a council.

    All are rows of `health_figure`. Of the last, the publication is 'serves' and parent the
    council's DfE code; service is the localities covered (indicator 'serves') or a sentence on it
    ('note'), category says whether the area is exactly these localities (whole) or not (partial).
    """
    return [
        _nhs_delivery(COMMUNITY, "Community waiting lists, extract: NHS England", community()),
        _nhs_delivery(AUTISM, "Autism waiting times, extract: NHS England", autism()),
        _nhs_delivery(AREAS, "NHS areas of four councils", serves()),
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
    rows = nhs_community.described(rows.join(nhs_figures.cells(rows["text"])))
    source = rows["edition"].map(lambda text: nhs_community.title(pd.Timestamp(text[:7])))
    return nhs_figures.figures(rows.assign(source=source), publication="community", category="All")


def autism() -> pd.DataFrame:
    """The bundled autism waits as `health_figure`: September 2022, sub-ICB locations."""
    rows = _read(AUTISM)
    rows = rows.join(nhs_figures.cells(rows["value"]), rsuffix="_read").assign(
        value=lambda each: each["value_read"],
        parent=nhs_autism.boards(rows["code"]),
        month=pd.to_datetime(rows["month"]),
        method=nhs_autism.method(pd.to_datetime(rows["month"])),
        source=rows["edition"].map(nhs_autism.title),
    )
    same = {"publication": "autism", "pathway": "autism", "level": "sub_icb", "category": "All"}
    return nhs_figures.figures(rows, **same)


def serves() -> pd.DataFrame:
    """data/areas/nhs_areas.csv as `health_figure`."""
    found = nhs_figures.areas().rename(columns={"valid_from": "month", "la_code": "parent"})
    rows = found.assign(edition=found["month"], value=1.0, category=found["fit"])
    told = [
        rows.assign(indicator="serves", service=rows["localities"]),
        rows[rows["note"] != ""].assign(indicator="note", service=rows["note"]),
    ]
    return nhs_figures.figures(pd.concat(told), publication="serves", method="serves")


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8")


def _nhs_delivery(path: Path, source: str, rows: pd.DataFrame) -> Delivery:
    editions = rows.loc[rows["publication"] != "serves", "edition"]
    return Delivery(
        layout="bundled", source=source, file_name=path.name,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(), tables={"health_figure": rows},
        edition=max(editions, default=None), rows_read=len(rows),
    )  # fmt: skip
