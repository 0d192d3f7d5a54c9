"""Outlines from GeoJSON: rings wound and rounded, one an area, or refused."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sendviz.layouts import BOUNDARY, BadFile
from sendviz.sources import boundaries
from tests.conftest import shared

SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]  # counter-clockwise
A = {"lad_code": "A"}


def written(folder: Path, text: str, name: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def collection(geometry, properties):
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": properties, "geometry": geometry},
            ],
        }
    )


def test_boundaries_are_wound_for_maps_and_stripped(tmp_path):
    hole = [[0.2, 0.2], [0.2, 0.4], [0.4, 0.4], [0.4, 0.2], [0.2, 0.2]]  # clockwise
    text = collection(
        {"type": "MultiPolygon", "coordinates": [[SQUARE, hole]]},
        {"LAD24CD": "E07000071", "LAD24NM": "Colchester", "contact": "someone"},
    )
    found = boundaries.read_boundaries(written(tmp_path, text, "areas.geojson"))["features"][0]
    assert found["properties"] == {"area_code": "E07000071", "area_name": "Colchester"}
    outer, inner = found["geometry"]["coordinates"][0]
    assert outer == SQUARE[::-1]
    assert inner == hole[::-1]
    again = {"type": "FeatureCollection", "features": [found]}
    path = written(tmp_path, json.dumps(again), "again.geojson")
    assert boundaries.read_boundaries(path)["features"] == [found]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("not json", "not a GeoJSON FeatureCollection"),
        ('{"type": "Topology"}', "not a GeoJSON FeatureCollection"),
        ('{"type": "FeatureCollection", "features": []}', "not a GeoJSON FeatureCollection"),
        ("[" * 100_000, "not a GeoJSON FeatureCollection"),
        (collection({"type": "Polygon", "coordinates": [SQUARE]}, {"n": "A"}), "no property with"),
        (collection({"type": "Point", "coordinates": [0]}, A), "not a polygon"),
        (collection(None, A), "not a polygon"),
        (collection({"type": "Polygon", "coordinates": [SQUARE[:3]]}, A), "not closed"),
        (
            collection(
                {
                    "type": "Polygon",
                    "coordinates": [[[5e5, 2e5], [6e5, 2e5], [6e5, 3e5], [5e5, 2e5]]],
                },
                A,
            ),
            "WGS 84",
        ),
    ],
)
def test_bad_boundaries_are_refused(tmp_path, text, message):
    with pytest.raises(BadFile, match=message):
        boundaries.read_boundaries(written(tmp_path, text, "areas.geojson"))


def test_delivery_holds_one_row_an_area_to_four_decimals(tmp_path):
    fine = [[x + 0.123449, y] for x, y in SQUARE]
    speck = [[0, 0], [0.00001, 0], [0.00001, 0.00001], [0, 0]]
    text = collection({"type": "MultiPolygon", "coordinates": [[fine, speck], [speck]]}, A)
    found = boundaries.read(written(tmp_path, text, "areas.geojson"))
    assert (found.layout, found.rows_read, found.la_code) == ("boundaries", 1, None)
    table = found.tables["boundary"]
    assert tuple(table.columns) == BOUNDARY
    assert table.loc[0, ["area_code", "name"]].tolist() == ["A", "A"]
    shape = json.loads(table.loc[0, "shape"])
    rounded = [[round(x, 4), float(y)] for x, y in fine[::-1]]
    assert shape == {"type": "MultiPolygon", "coordinates": [[rounded]]}


def test_a_code_that_stands_twice_is_refused(tmp_path):
    one = json.loads(collection({"type": "Polygon", "coordinates": [SQUARE]}, A))
    text = json.dumps({**one, "features": one["features"] * 2})
    with pytest.raises(BadFile, match="areas.geojson, area 2: the code A stands twice"):
        boundaries.read(written(tmp_path, text, "areas.geojson"))


@pytest.mark.parametrize(
    ("name", "areas", "code", "called"),
    [
        ("boundaries_utla.geojson", 153, "E10000012", "Essex"),
        ("boundaries_lad.geojson", 296, "E07000071", "Colchester"),
        ("boundaries_former_districts.geojson", 6, "E06000029", "Poole"),
    ],
)
def test_real_boundary_files(name, areas, code, called):
    path = shared("reference", name)
    found = boundaries.read(path).tables["boundary"]
    assert len(found) == areas
    assert found.set_index("area_code").loc[code, "name"] == called
    assert found["shape"].str.len().sum() < path.stat().st_size


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz")


@settings(max_examples=60)
@given(
    st.sampled_from([b"", b'{"type":"FeatureCollection","features":[']),
    st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode)),
    st.sampled_from([b"", b"]}"]),
)
def test_any_bytes_are_read_or_refused(folder, start, data, end):
    path = folder / "fuzz.geojson"
    path.write_bytes(start + data + end)
    try:
        boundaries.read(path)
    except BadFile as error:
        assert str(error).startswith("fuzz.geojson")
