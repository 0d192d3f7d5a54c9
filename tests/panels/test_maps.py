"""Maps: shapes true to the ground, labels inside or in the key, tiles in their place, nothing
fetched."""

from __future__ import annotations

import json
import math
import re

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sendviz import ask
from sendviz.findings.spread import compare_areas
from sendviz.kit import colours, svg
from sendviz.kit.shapes import outer_rings, roomiest
from sendviz.kit.template import in_dark
from sendviz.kit.values import blank_text
from sendviz.load.readers import boundaries, places
from sendviz.panels.maps import NARROW, WIDE, outline_map, tile_map, value_lines
from tests import drawn as picture
from tests.answers import SHARE, STOCK, by_area, row, tidy, under
from tests.conftest import shared
from tests.handmade import build
from tests.pictures import check_plain, notes

SQUARE = [[0.0, 52.0], [0.0, 53.0], [1.0, 53.0], [1.0, 52.0], [0.0, 52.0]]
EAST = [[x + 1, y] for x, y in SQUARE]
SPECK = [[2.0 + x / 20, 52 + (y - 52) / 20] for x, y in SQUARE]
RINGS = {"Mid": [SQUARE], "South": [EAST], "West": [SPECK]}
PLACES = {"Mid": (0, 0), "South": (1, 1), "West": (0, 1)}
WHY = {
    "too_few": "too few to tell",
    "no_cases": "no cases",
    "not_known": "not known",
    "not_submitted": "not submitted",
    "not_yet_due": "not yet due",
    "not_in_file": "not in the file",
}


def drawn(answer=None, rings=RINGS, width=WIDE):
    answer = answer or by_area()
    return outline_map(answer, rings, compare_areas(answer).standing, width=width)


def tiles(answer, places=PLACES):
    return tile_map(answer, places, compare_areas(answer).standing)


def test_a_degree_is_as_wide_as_it_is_on_the_ground():
    fig = drawn()
    mid = next(trace for trace in fig.data if trace.name == "Mid")
    wide, high = (max(each) - min(each) for each in (mid.x, mid.y))
    assert wide / high == pytest.approx(math.cos(math.radians(52.4)), abs=0.01)
    assert fig.layout.yaxis.scaleanchor == "x" and fig.layout.yaxis.scaleratio == 1
    assert mid.y[0] > mid.y[1], "north is up: the axis counts from the top"
    assert "geo" not in fig.to_plotly_json()["layout"]
    assert {trace.type for trace in fig.data} == {"scatter"}


def test_labels_hold_counts_and_standing_and_small_areas_are_told_in_the_key():
    notes = [note.text for note in drawn().layout.annotations]
    mid = next(text for text in notes if "<b>Mid</b>" in text)
    assert "12%" in mid and "45 of 380" in mid and "worse" in mid
    assert any(text.startswith("<b>1</b>") for text in notes)
    (key,) = (text for text in notes if "1 West: 120 of 390 (31%)" in text)
    assert "better" in key
    assert len(drawn(width=NARROW).layout.annotations) == 5


@pytest.mark.parametrize("width", [svg.NARROW, svg.WIDE])
def test_the_server_draws_the_same_map(width):
    root = picture.check_whole(svg.chart(drawn(), width, "Map"))
    by_name = {each.hover.split("\n")[0]: each for each in picture.marks(root)}
    mid, south, west = (by_name[name] for name in RINGS)
    assert mid.width / mid.height == pytest.approx(math.cos(math.radians(52.4)), abs=0.01)
    assert south.x - mid.x == pytest.approx(mid.width, abs=0.2) and "45 of 380" in mid.hover
    assert west.width == pytest.approx(mid.width / 20, abs=0.3)


def test_areas_without_an_outline_are_left_out_and_none_at_all_is_said():
    fig = drawn(rings={"Mid": [SQUARE]})
    assert {trace.name for trace in fig.data if trace.fill == "toself"} == {"Mid"}
    assert "No outline" in drawn(rings={}).layout.annotations[0].text


def test_areas_without_a_value_say_why_and_hover_tells_the_counts():
    fig = drawn(by_area(values=(("Mid", 1, None), ("South", 180, 700))))
    assert "too few" in " ".join(note.text for note in fig.layout.annotations)
    south = next(trace for trace in fig.data if trace.name == "South")
    assert "180 of 700" in south.text
    assert not re.search(r"\b(nan|None|NaT)\b", " ".join(n.text for n in fig.layout.annotations))


def test_known_colours_and_the_edges_of_those_apart_over_all_grounds():
    fig = drawn()
    assert set(re.findall(r"#[0-9a-f]{6}\b", fig.to_json())) <= set(colours.to_dark())
    assert in_dark(fig).to_json() != fig.to_json()
    filled = [trace.fill == "toself" for trace in fig.data]
    assert filled == sorted(filled, reverse=True)
    # Mid is worse, West better: each edge in its colour, on a pale one, so that both are seen.
    over = [trace.line.color for trace in fig.data if trace.fill != "toself"]
    roles = ["hollow", "concern", "hollow", "improvement"]
    assert over == [colours.role(each) for each in roles]


def test_a_label_goes_where_there_is_most_room():
    bar = np.array([[0, 0], [0, 10], [10, 10], [10, 0], [0, 0]], dtype=float)
    spot = roomiest([bar])
    assert (spot.x, spot.y, spot.reach) == pytest.approx((5, 5, 5), abs=0.3)
    hole = np.array([[4, 0.5], [4, 9.5], [9.5, 9.5], [9.5, 0.5], [4, 0.5]], dtype=float)
    spot = roomiest([bar, hole])
    assert spot.x == pytest.approx(2, abs=0.3) and spot.reach == pytest.approx(2, abs=0.3)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(1, 50)), min_size=3, max_size=8))
def test_the_spot_lies_within_the_outline(points):
    """A jagged coast over a straight one: the reach never passes the ground above or below."""
    xs = np.arange(len(points)) * 10.0
    coast = np.column_stack([xs, [high for _, high in points]])
    ring = np.concatenate([[[0, 0]], coast, [[xs[-1], 0], [0, 0]]])
    spot = roomiest([ring])
    height = np.interp(spot.x, xs, coast[:, 1])
    assert 0 <= spot.y <= height and spot.reach <= min(spot.y, height - spot.y) + 1e-9


def test_outlines_come_by_district_and_by_what_districts_belong_to(tmp_path):
    held = build(tmp_path / "made.duckdb")
    shape = json.dumps({"type": "MultiPolygon", "coordinates": [[SQUARE, SPECK], [EAST]]})
    with duckdb.connect(str(tmp_path / "made.duckdb")) as connection:
        for code in ("N1", "N2", "X9"):
            connection.execute("insert into boundary values (?, 'A name', ?, 1)", [code, shape])
    found = ask.outlines(held, "999")
    assert list(found) == ["N1", "N2"] and found["N1"] == [SQUARE, SPECK, EAST]
    by_locality = ask.outlines(held, "999", "locality")
    assert {name: len(rings) for name, rings in by_locality.items()} == {"999/locality/North": 6}
    assert ask.outlines(held, "998") == {}


def test_real_districts_of_essex_are_drawn_quickly_and_small():
    found = boundaries.read(shared("reference", "boundaries_lad.geojson")).tables["boundary"]
    essex = found[found["area_code"].str.match("E070000(6[6-9]|7[0-7])")]
    rings = {
        row.name: [ring for part in json.loads(row.shape)["coordinates"] for ring in part]
        for row in essex.itertuples(index=False)
    }
    fig = drawn(by_area(values=tuple((name, 40, 200) for name in rings)), rings)
    assert len(rings) == 12
    assert {trace.name for trace in fig.data if trace.fill == "toself"} == set(rings)
    assert len(fig.to_json()) < 120_000
    labels = [n for n in fig.layout.annotations if n.xref != "paper"]
    assert len(labels) == 12
    assert all(0 < note.x < WIDE and 0 < note.y < fig.layout.height for note in labels)


def grounds(fig):
    return {trace.name: trace.fillcolor for trace in fig.data if trace.fill == "toself"}


def test_an_outline_is_the_darker_the_higher_its_value():
    pale, *_, full = (pair.light for pair in colours.SHADES)
    found = grounds(
        drawn(by_area(values=(("Mid", 10, 100), ("South", 30, 100), ("West", 20, 100))))
    )
    assert (found["Mid"], found["South"]) == (pale, full)
    assert found["West"] == colours.SHADES[2].light
    blank = grounds(drawn(by_area(values=(("Mid", 1, None), ("South", 30, 100)))))
    assert blank["Mid"] == colours.role("hollow")


def test_the_key_names_the_ends_of_the_shades():
    fig = drawn(by_area(values=(("Mid", 10, 100), ("South", 30, 100))))
    assert "10% to 30%: darker is higher" in notes(fig)
    assert [each.fillcolor for each in fig.layout.shapes] == [p.light for p in colours.SHADES]
    same = drawn(by_area(values=(("Mid", 10, 100), ("South", 10, 100))))
    assert not same.layout.shapes and not any("darker" in text for text in notes(same))


def test_areas_together_have_no_edge_inside():
    (ring,) = outer_rings([SQUARE, EAST])
    assert ring[0] == ring[-1] and len(ring) == 7
    assert {tuple(point) for point in ring} == {tuple(p) for p in [*SQUARE, *EAST]}
    assert sorted(map(len, outer_rings([SQUARE, SPECK]))) == [5, 5]


def test_borders_are_drawn_over_the_grounds():
    fig = outline_map(by_area(), RINGS, {}, borders=[outer_rings([SQUARE, EAST])])
    (border,) = (t for t in fig.data if t.line.color == colours.role("quiet_text"))
    assert len(border.x) == 7 and border.fill is None


def test_the_bundled_outlines_are_those_of_every_district_of_the_four_councils():
    found = boundaries.four_councils()
    codes = set(found.tables["boundary"]["area_code"])
    area = places.four_councils().tables["area"]
    assert codes == set(area.loc[(area["scheme"] == "district") & area["known"], "area_id"])
    assert found.layout == "bundled" and len(codes) == 23


def test_tiles_are_equal_squares_where_the_layout_puts_them():
    fig = tiles(by_area())
    check_plain(fig)
    corners = {(round(each.x0), round(each.y0)) for each in fig.layout.shapes}
    assert corners == set(PLACES.values())
    assert len({round(each.x1 - each.x0, 6) for each in fig.layout.shapes}) == 1
    middles = {note.text.split("</b>")[0]: (note.x, note.y) for note in fig.layout.annotations}
    assert middles == {f"<b>{name}": (x + 0.5, y + 0.5) for name, (x, y) in PLACES.items()}
    mid = next(text for text in notes(fig) if "Mid" in text)
    assert "12%" in mid and "45 of 380" in mid and "worse" in mid
    edges = {round(each.x0): each.line.color for each in fig.layout.shapes if round(each.y0) == 0}
    assert edges[0] == colours.role("concern")


def test_tiles_of_too_few_of_under_so_many_and_of_counted_areas():
    few = tiles(by_area(values=(("Mid", 1, None), ("South", 1, None))))
    check_plain(few)
    assert "too few" in " ".join(notes(few))
    some = tiles(under(by_area(values=(("Mid", 0, 35), ("South", 15, 60))), 5, "Mid"))
    assert any("under 5 of 35" in text.replace("<br>", " ") for text in notes(some))
    assert not any("0%" in text for text in notes(some))
    fig = tile_map(by_area(STOCK, (("Mid", 7, 1), ("South", 9, 1))), PLACES, {})
    assert "7 children" in " ".join(notes(fig))
    assert "no place on the map" in notes(tile_map(by_area(), {}, {}))[0]


@pytest.mark.parametrize("blank", WHY)
def test_a_tile_without_a_value_says_why(blank):
    untold = row(blank=blank)
    text = blank_text(blank)
    lines = [line.letters for line in value_lines(SHARE, untold, text)]
    assert " ".join(lines) == WHY[blank]
    assert all(len(each) <= 12 for each in lines)


def test_the_reason_stands_on_the_drawn_tile():
    cells = [("Mid", None, "", 45, 380, None), ("West", None, "", np.nan, np.nan, "not_submitted")]
    fig = tile_map(tidy(SHARE, cells), {"Mid": (0, 0), "West": (0, 1)}, {})
    told = {note.text.split("</b>")[0]: note.text for note in fig.layout.annotations}
    assert "not<br>submitted" in told["<b>West"] and "no cases" not in told["<b>West"]
