"""Outlines from GeoJSON: rings wound and rounded, one an area, or refused."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sendviz.catalogue.layouts import BOUNDARY, BadFile
from sendviz.load.readers import boundaries, places
from tests.conftest import shared
from tests.load import samples as s

SQUARE = [[0, 51], [1, 51], [1, 52], [0, 52], [0, 51]]  # counter-clockwise
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
    hole = [[0.2, 51.2], [0.2, 51.4], [0.4, 51.4], [0.4, 51.2], [0.2, 51.2]]  # clockwise
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
    speck = [[0, 51], [0.00001, 51], [0.00001, 51.00001], [0, 51]]
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


def polygon(ring, code):
    return json.loads(collection({"type": "Polygon", "coordinates": [ring]}, {"LAD24CD": code}))


def test_latitude_before_longitude_is_refused(tmp_path):
    turned = [[y, x] for x, y in SQUARE]
    path = written(tmp_path, json.dumps(polygon(turned, "E07000071")), "areas.geojson")
    with pytest.raises(BadFile, match="area 1: latitude stands before longitude"):
        boundaries.read(path)


def test_an_outline_far_from_england_is_refused_and_one_of_scotland_left_out(tmp_path):
    far = [[x + 10, y] for x, y in SQUARE]
    path = written(tmp_path, json.dumps(polygon(far, "E07000071")), "areas.geojson")
    with pytest.raises(BadFile, match="area 1: lies outside England"):
        boundaries.read(path)
    both = polygon(SQUARE, "E07000071")
    both["features"] += polygon(far, "S12000033")["features"]
    found = boundaries.read(written(tmp_path, json.dumps(both), "areas.geojson"))
    assert found.tables["boundary"]["area_code"].tolist() == ["E07000071"]
    assert (found.rows_read, found.refused) == (2, {"areas outside England": 1})


def test_outlines_of_no_known_area_change_nothing(tmp_path):
    """A good outline of Colchester is loaded; then one of a code that nobody has."""
    db, kept = tmp_path / "a.duckdb", "select area_code from boundary"
    good = boundaries.read(
        written(tmp_path, json.dumps(polygon(SQUARE, "E07000071")), "good.geojson")
    )
    report = s.load(db, places.four_councils(), good)
    assert report.notes[-1] == "good.geojson: 1 of 1 outlines are of areas that are known here."
    bad = boundaries.read(
        written(tmp_path, json.dumps(polygon(SQUARE, "E05099999")), "bad.geojson")
    )
    with pytest.raises(BadFile, match="bad.geojson: none of its 1 outlines has the code of an"):
        s.load(db, bad)
    assert s.rows(db, kept) == [("E07000071",)]


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
