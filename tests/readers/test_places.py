"""Areas and memberships of the bundled councils, of and of a council's own file."""

import csv
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sendviz.catalogue.layouts import BadFile
from sendviz.load.readers import boundaries, places

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT.parent / "shared" / "reference"
SCHEMES = {"council", "locality", "district", "icb", "ccg"}


@pytest.fixture(scope="module")
def areas():
    return places.four_councils().tables["area"]


@pytest.fixture(scope="module")
def members():
    return places.four_councils().tables["area_member"]


def written(folder, text, name="localities.csv"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def test_essex_quadrants_and_their_people(areas):
    found = areas[(areas["la_code"] == "881") & (areas["scheme"] == "locality")]
    assert found["name"].tolist() == ["North East", "Mid", "South", "West", places.BUCKET_NAME]
    assert found["population_0_25"].tolist()[:4] == [99_975, 116_557, 130_658, 97_780]
    assert set(found["scheme_name"]) == {"Quadrants"}
    assert found["position"].tolist() == [1, 2, 3, 4, 5]
    assert found["known"].tolist() == [True, True, True, True, False]
    council = areas.set_index("area_id").loc["881/council"]
    assert council[["name", "code", "population_0_25"]].tolist() == ["Essex", "E10000012", 444_970]


def test_whole_council_is_not_the_sum_of_older_estimates(areas):
    people = areas.set_index("area_id")[["population_0_25", "population_year"]]
    assert people.loc["941/council"].tolist() == [132_364, "mid-2023"]
    assert people.loc["941/locality/Northampton"].tolist() == [75_953, "mid-2020"]
    assert people.loc["839/council"].tolist() == [116_394, "mid-2023"]
    rural = "941/locality/Daventry and South Northamptonshire"
    assert people.loc[rural].tolist() == [51_301, "mid-2020"]


def test_every_scheme_holds_every_district_and_the_bucket_once(areas, members):
    for la_code in ("881", "873", "941", "839"):
        own = areas[areas["la_code"] == la_code]
        districts = set(own.loc[own["scheme"] == "district", "area_id"])
        assert f"{la_code}/unknown" in districts
        for scheme in SCHEMES:
            held = members[members["district"].isin(districts) & (members["scheme"] == scheme)]
            assert sorted(held["district"]) == sorted(districts)
            assert set(held["area_id"]) == set(own.loc[own["scheme"] == scheme, "area_id"])


def test_bucket_is_unknown_but_counts_for_the_council(areas, members):
    rows = members[members["district"] == "881/unknown"].set_index("scheme")["area_id"]
    assert rows["council"] == "881/council"
    assert rows["locality"] == "881/locality/unknown"
    assert rows["icb"] == "881/icb/unknown"
    unknown = areas[areas["area_id"].str.endswith("/unknown")]
    assert not unknown["known"].any()
    assert unknown["population_0_25"].isna().all()
    assert areas[~areas["known"]]["area_id"].str.endswith("/unknown").all()


def test_health_areas_change_hands_on_1_july_2022(members):
    one = members[members["district"] == "E07000071"].set_index("scheme")
    day = datetime(2022, 7, 1)
    assert one.loc["ccg", "valid_to"] == day
    assert one.loc["icb", "valid_from"] == day
    assert one.loc["icb", "area_id"] == "881/icb/NHS Suffolk and North East Essex ICB"
    assert one.loc["locality", "valid_from"] < datetime(2000, 1, 1)
    assert pd.isna(one.loc["locality", "valid_to"])
    northampton = members[members["district"] == "E07000154"].set_index("scheme")
    assert northampton.loc["ccg", "valid_from"] == datetime(2020, 4, 1)


def test_ids_codes_and_columns(areas, members):
    assert list(areas.columns) == places.AREA
    assert areas["area_id"].is_unique
    assert set(areas["scheme"]) == SCHEMES
    districts = areas[(areas["scheme"] == "district") & areas["known"]]
    assert (districts["area_id"] == districts["code"]).all()
    assert len(districts) == 23
    assert set(members["area_id"]) == set(areas["area_id"])
    required = ["area_id", "la_code", "scheme", "scheme_name", "name", "position", "known"]
    assert areas[required].notna().all(axis=None)
    assert not areas.duplicated(["la_code", "scheme", "position"]).any()
    assert members[["district", "scheme", "area_id", "valid_from"]].notna().all(axis=None)


def test_planned_boards_are_left_out(areas):
    assert "Essex" not in set(areas.loc[areas["scheme"] == "icb", "name"])
    assert "Central East" not in set(areas["name"])


def test_bundled_localities_are_the_reference_file():
    if not REFERENCE.is_dir():
        pytest.skip("the reference tables are not beside this repository")
    ours, theirs = places.FOLDER / "localities.csv", REFERENCE / "localities.csv"
    assert ours.read_bytes() == theirs.read_bytes()


def tiles():
    with (places.FOLDER / "tiles.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_tiles_are_the_districts_each_in_its_own_square(areas):
    districts = areas[(areas["scheme"] == "district") & areas["known"]]
    assert {(t["la_code"], t["area_code"], t["area_name"]) for t in tiles()} == set(
        zip(districts["la_code"], districts["area_id"], districts["name"], strict=True)
    )
    squares = {(t["la_code"], t["column"], t["row"]) for t in tiles()}
    assert len(squares) == len(tiles())


def middle(feature):
    shape = feature["geometry"]
    rings = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    longest = max((ring for polygon in rings for ring in polygon), key=len)
    return sum(x for x, _ in longest) / len(longest), sum(y for _, y in longest) / len(longest)


def test_tiles_keep_rough_geography():
    """No district clearly (0.2 degrees) west or north of another may be drawn otherwise."""
    if not REFERENCE.is_dir():
        pytest.skip("the boundary files are not beside this repository")
    where = {}
    for name in ("boundaries_lad.geojson", "boundaries_former_districts.geojson"):
        for feature in boundaries.read_boundaries(REFERENCE / name)["features"]:
            where[feature["properties"]["area_code"]] = middle(feature)
    wrong = []
    for one in tiles():
        for other in tiles():
            (x1, y1), (x2, y2) = where[one["area_code"]], where[other["area_code"]]
            if one["la_code"] != other["la_code"]:
                continue
            if x1 < x2 - 0.2 and int(one["column"]) > int(other["column"]):
                wrong.append((one["area_name"], "west of", other["area_name"]))
            if y1 > y2 + 0.2 and int(one["row"]) > int(other["row"]):
                wrong.append((one["area_name"], "north of", other["area_name"]))
    assert wrong == []


def test_localities_of_another_council(tmp_path):
    path = written(
        tmp_path,
        "\ufeffDistrict,Locality,Population,Code\r\n"
        'Ashford,East,"41,000",E07000105\r\nDover,East,36000,\r\n\r\nSwale,North,,\r\n',
    )
    delivery = places.read_localities(path, "886", "Kent")
    areas = delivery.tables["area"].set_index("area_id")
    assert delivery.layout == "areas"
    assert (delivery.la_code, delivery.rows_read) == ("886", 3)
    assert areas.loc["886/locality/East", "population_0_25"] == 77_000
    assert pd.isna(areas.loc["886/locality/North", "population_0_25"])
    assert pd.isna(areas.loc["886/council", "population_0_25"])
    assert areas.loc["E07000105", "name"] == "Ashford"
    assert areas.loc["886/district/Dover", "population_0_25"] == 36_000
    assert set(areas["scheme"]) == {"council", "locality", "district"}
    members = delivery.tables["area_member"]
    assert set(members.loc[members["scheme"] == "locality", "area_id"]) == {
        "886/locality/East",
        "886/locality/North",
        "886/locality/unknown",
    }


def test_localities_need_names_alone(tmp_path):
    path = written(tmp_path, "district,locality,population\nA,North\nB,North\n")
    areas = places.read_localities(path, "886", "Kent").tables["area"]
    assert len(areas) == 6
    assert areas["population_0_25"].isna().all()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("name,area\nA,B\n", "row 1: the header must be"),
        ("district,locality,population\n", "no districts"),
        ("district,locality,population\nA,North,1\n,North,2\n", "row 3, column district: empty"),
        ("district,locality,population\nA,Unknown,1\n", "row 2, column locality: empty or unknown"),
        ("district,locality,population\nA,North,many\n", "row 2, column population: not a whole"),
        ("district,locality,population\nA,North,-5\n", "row 2, column population: not a whole"),
        ("district,locality,population\nA,North,1\na,South,1\n", "row 3, column district: a is"),
        ("district,locality,population,code\nA,N,1,E1\nB,N,1,E1\n", "row 3, column code: B is"),
        ("district,locality,population\nA,North,1\nB,north,1\n", "row 3, column locality: north"),
        (b"district,locality,population\nA\xff\xfe,North,1\n", "CSV UTF-8"),
    ],
)
def test_bad_localities_say_where(tmp_path, text, message):
    with pytest.raises(BadFile, match=message) as caught:
        places.read_localities(written(tmp_path, text), "886", "Kent")
    assert str(caught.value).startswith("localities.csv")


def test_absent_file_is_a_bad_file(tmp_path):
    with pytest.raises(BadFile, match="cannot be opened"):
        places.read_localities(tmp_path / "none.csv", "886", "Kent")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz")


@settings(max_examples=100)
@given(
    st.sampled_from(
        [
            b"",
            b"district,locality,population\n",
        ]
    ),
    st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode)),
    st.sampled_from([b"", b"\nA,North,1"]),
)
def test_any_bytes_are_read_or_refused(folder, start, data, end):
    path = written(folder, start + data + end, "fuzz.csv")
    try:
        places.read_localities(path, "886", "Kent")
    except BadFile as error:
        assert str(error).startswith("fuzz.csv")
