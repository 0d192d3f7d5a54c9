"""Outlines of areas from GeoJSON: codes, names and rings, nothing else of what the file tells."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pandas as pd

from sendviz.catalogue.layouts import BOUNDARY, BadFile, Delivery
from sendviz.load.readers.common import read_bytes, sha256
from sendviz.load.readers.places import FOLDER

# Longitude and latitude, west, south, east and north: England with its islands.
ENGLAND = (-6.5, 49.8, 1.8, 55.9)
ELSEWHERE = re.compile(r"[SWNKLM]\d{8}")  # codes of areas outside England
PLACES = 4  # decimals of a degree: about ten metres
PROPERTY = re.compile(
    r"(area|lad|[lu]tla|cty|ctyua|ccg|s?icbl?)_?\d*_?((cd|code)|nm|name)", re.IGNORECASE
)


def read(path: Path) -> Delivery:
    """Table `boundary` (layouts.BOUNDARY): shape is GeoJSON geometry as text, to four decimals.

    Islands and holes that vanish at that precision are left out, and areas of Scotland, Wales and
    Northern Ireland. Raises BadFile as `read_boundaries`, for a code that stands twice, and for an
    outline that lies elsewhere than in England, as with latitude before longitude.
    """
    features = read_boundaries(path)["features"]
    _in_england(path.name, features)
    rows = [
        _row(each) for each in features if not ELSEWHERE.fullmatch(each["properties"]["area_code"])
    ]
    if not rows:
        raise BadFile(f"{path.name}: no outline is of an area in England. Load those of England.")
    found = pd.DataFrame(rows, columns=list(BOUNDARY), dtype="str")
    abroad = len(features) - len(rows)
    twice = found["area_code"].duplicated()
    if twice.any():
        raise BadFile(
            f"{path.name}, area {int(twice.to_numpy().argmax()) + 1}: the code "
            f"{found.loc[twice, 'area_code'].iloc[0][:12]} stands twice. Keep one outline an area."
        )
    return Delivery(
        layout="boundaries",
        source="Outlines of areas",
        file_name=path.name,
        sha256=sha256(path),
        tables={"boundary": found},
        rows_read=len(features),
        refused={"areas outside England": abroad} if abroad else {},
    )


def four_councils() -> Delivery:
    """The outlines of the districts of the four councils that come with the project."""
    found = read(FOLDER / "outlines.geojson")
    return replace(
        found, layout="bundled", source="Outlines of the districts of four councils: ONS"
    )


def _in_england(name: str, features: list[dict]) -> None:
    """Raises BadFile for an outline of England with a point that is far from it."""
    for number, each in enumerate(features, start=1):
        if ELSEWHERE.fullmatch(each["properties"]["area_code"]):
            continue
        points = [point for ring in _rings(each["geometry"]) for point in ring]
        if all(_inside(x, y) for x, y in points):
            continue
        turned = all(_inside(y, x) for x, y in points)
        raise BadFile(
            f"{name}, area {number}: "
            + (
                "latitude stands before longitude. Export it with longitude first, as GeoJSON has "
                "it."
                if turned
                else "lies outside England. Export it in WGS 84 (EPSG:4326), degrees of longitude "
                "and latitude."
            )
        )


def _inside(longitude: float, latitude: float) -> bool:
    west, south, east, north = ENGLAND
    return west <= longitude <= east and south <= latitude <= north


def _rings(geometry: dict) -> list:
    polygons = geometry["coordinates"]
    return [
        ring
        for each in ([polygons] if geometry["type"] == "Polygon" else polygons)
        for ring in each
    ]


def read_boundaries(path: Path) -> dict:
    """A GeoJSON FeatureCollection: properties area_code and area_name only, outer rings clockwise.

    Clockwise is what plotly's maps expect. Raises BadFile for anything else than polygons in
    longitude and latitude (WGS 84) with a code for each.
    """
    try:
        found = json.loads(read_bytes(path).decode("utf-8-sig"))
        features = found["features"] if found["type"] == "FeatureCollection" else None
    except (ValueError, KeyError, TypeError, RecursionError):
        features = None
    if not isinstance(features, list) or not features:
        raise BadFile(f"{path.name}: not a GeoJSON FeatureCollection. Export the areas as GeoJSON.")
    wound = [_feature(f"{path.name}, area {n}", each) for n, each in enumerate(features, start=1)]
    return {"type": "FeatureCollection", "features": wound}


def _feature(where: str, found: dict) -> dict:
    try:
        properties = _named(found["properties"])
        kind, coordinates = found["geometry"]["type"], found["geometry"]["coordinates"]
        polygons = {"Polygon": [coordinates], "MultiPolygon": coordinates}[kind]
        wound = [
            [_wound(ring, clockwise=n == 0) for n, ring in enumerate(each)] for each in polygons
        ]
    except BadFile as error:
        raise BadFile(f"{where}: {error}.") from None
    except (LookupError, TypeError, AttributeError, ValueError, OverflowError):
        raise BadFile(f"{where}: not a polygon with coordinates.") from None
    geometry = {"type": kind, "coordinates": wound[0] if kind == "Polygon" else wound}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _named(properties: dict) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in properties.items():
        if (fits := PROPERTY.fullmatch(key)) and value:
            found.setdefault("area_code" if fits[3] else "area_name", str(value))
    if "area_code" not in found:
        raise BadFile("no property with the area's code, such as lad_code")
    return {"area_name": found["area_code"], **found}


def _wound(ring: list, *, clockwise: bool) -> list:
    points = [[float(point[0]), float(point[1])] for point in ring]
    if len(points) < 4 or points[0] != points[-1]:
        raise BadFile("an outline that is not closed")
    if not all(abs(x) <= 180 and abs(y) <= 90 for x, y in points):
        raise BadFile("coordinates are not degrees; export in WGS 84 (EPSG:4326)")
    twice_area = sum((x2 - x1) * (y2 + y1) for (x1, y1), (x2, y2) in pairwise(points))
    return points if (twice_area > 0) == clockwise else points[::-1]


def _row(feature: dict) -> tuple[str, str, str]:
    geometry, named = feature["geometry"], feature["properties"]
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    kept = [rings for each in polygons if (rings := _rounded(each))] or polygons
    shape = {"type": "MultiPolygon", "coordinates": kept}
    return named["area_code"], named["area_name"], json.dumps(shape, separators=(",", ":"))


def _rounded(rings: list) -> list:
    """The polygon at the precision that is kept; empty if its outer ring has no area left."""
    coarse = [[[round(x, PLACES), round(y, PLACES)] for x, y in ring] for ring in rings]
    thin = [
        [first, *(b for a, b in pairwise(ring) if a != b)] for ring in coarse for first in ring[:1]
    ]
    return [ring for ring in thin if len(ring) >= 4] if len(thin[0]) >= 4 else []
