"""Claims about published figures (E9, B6, W5) by the path of the compare screen."""

from __future__ import annotations

from sendviz import ask
from sendviz.ask import official
from sendviz.findings import compare as analysis
from sendviz.wording import compare as words
from tests.test_compare_official import ON_TIME, published_store  # noqa: F401


def said(found) -> str:
    return " ".join(words.answer(found))


def test_e9_essex_2023_is_second_lowest_of_150(published_store):  # noqa: F811
    found = analysis.compare(published_store, official.series(ON_TIME), "881", 2023)
    row = analysis.place_of(found, "881")
    assert (row["lowest"], found.of, row["tied"]) == (2, 150, False)
    lower = found.councils[found.councils["value"] < row["value"]]
    assert list(lower["name"]) == ["Isles of Scilly"]
    assert "1 of 150 councils is lower (Isles of Scilly), but not beyond doubt." in said(found)
    assert words.place_text(row, found.of) == ("2nd lowest", "allowing for chance, 1st to 5th")
    assert words.interval_text(found.series, found.council) == "0.6% to 1.5%"


def test_e9_can_be_asked_as_a_frame(published_store):  # noqa: F811
    frame = ask.measure_frame(published_store, f"published_{ON_TIME}", "881", [2023])
    row = frame.iloc[0]
    assert (row["numerator"], row["denominator"], row["value"]) == (15, 1611, 0.009)
    assert row["low"] < 15 / 1611 < row["high"]


def test_b6_bcp_2022_is_fourth_lowest_of_147(published_store):  # noqa: F811
    found = analysis.compare(published_store, official.series(ON_TIME), "839", 2022)
    row = analysis.place_of(found, "839")
    assert (row["lowest"], found.of) == (4, 147)
    place, chance = words.place_text(row, found.of)
    assert place == "4th lowest" and chance.startswith("allowing for chance, 1st to ")
    assert found.council["value"] == 0.067
    assert words.value_text(found.series, found.council) == "7% (26 of 386)"
    assert words.interval_text(found.series, found.council) == "5% to 10%"


def test_w5_requests_as_an_index_with_its_base(published_store):  # noqa: F811
    frame = ask.measure_frame(published_store, "requests_index", "941", range(2021, 2025), 2022)
    assert list(frame["numerator"]) == [788, 1034, 1123, 1430]
    assert list(frame["denominator"]) == [1034] * 4
    assert [round(each) for each in frame["value"]] == [76, 100, 109, 138]
    found = analysis.compare(published_store, official.series("requests_index"), "941", 2024, 2022)
    assert "1,430 requests: 38% more (+396) than the 1,034 of 2022." in said(found)
    assert "With 2022 as 100, that is 138." in said(found)
