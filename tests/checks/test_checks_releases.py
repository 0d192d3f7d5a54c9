"""Doubts about two real tables of published figures, each with a known fault."""

import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from sendviz.load.checks.published import doubts

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
RELEASE = SHARED / "samples" / "dfe" / "education-health-and-care-plans_2025.zip"
ACTIVITY = SHARED / "reference" / "published_activity.csv"
COUNCILS = SHARED / "reference" / "local_authorities.csv"
needs_samples = pytest.mark.skipif(
    not RELEASE.exists(), reason="the folder of samples is not there"
)


def regions_of_england():
    found = pd.read_csv(COUNCILS, dtype="str")
    return dict(zip(found["la_code"], found["region_code"], strict=True))


@needs_samples
def test_new_plans_of_2022_in_the_release_of_2025():
    with zipfile.ZipFile(RELEASE) as release:
        raw = pd.read_csv(io.BytesIO(release.read("data/newplans.csv")), dtype="str")
    raw = raw[raw["breakdown"].eq("New EHC plans") & raw["time_period"].isin(["2022", "2024"])]
    levels = {"National": "national", "Regional": "regional", "Local authority": "council"}
    code = raw["old_la_code"].fillna(raw["region_code"]).fillna(raw["country_code"])
    frame = pd.DataFrame(
        {
            "publisher": "DfE",
            "edition": "2025",
            "la_code": code,
            "level": raw["geographic_level"].map(levels),
            "year": raw["time_period"],
            "indicator": "plans_issued",
            "category": "All",
            "value": pd.to_numeric(raw["new_ehc_plans"], errors="coerce"),
        }
    )
    found = doubts(frame, regions_of_england())
    copied = frame[found.fillna("").str.startswith("The figure is the total of the whole region")]
    assert len(copied) == 15
    assert set(copied["value"]) == {6078}
    assert set(copied["year"]) == {"2022"}
    assert found[frame["la_code"].eq("E92000001") & frame["year"].eq("2022")].tolist() == [
        "The councils' figures come to 85,092 more than the figure for England."
    ]


@needs_samples
def test_decisions_of_2024_in_the_table_of_appeals():
    parts = pd.read_csv(ACTIVITY, dtype={"la_code": "str"})
    parts = (
        parts[parts["year"].eq(2024) & parts["la_code"].notna()]
        .melt(
            ["la_code", "la_name"],
            ["caseload_january", "requests_refused"],
            "indicator",
        )
        .replace({"indicator": {"caseload_january": "plans_in_force"}})
    )
    with zipfile.ZipFile(RELEASE) as release:
        name = "supporting-files/SEND Tribunals and appeal rate 2014-2024.csv"
        text = release.read(name).decode("utf-8-sig", "replace")
    raw = pd.read_csv(io.StringIO(text), header=None, skiprows=6, dtype="str", names=range(37))
    raw = raw[raw[1].fillna("").str.fullmatch(r"\d{3}")]
    # The code is that of the other council: the name tells which one is meant.
    code = raw[1].replace({"823": "873", "873": "823"})
    decisions = pd.to_numeric(raw[33].str.replace(",", ""), errors="coerce")
    rates = pd.DataFrame(
        {
            "la_code": code,
            "la_name": raw[0],
            "denominator": decisions,
            "indicator": "appeal_rate_old_method",
        }
    )
    frame = pd.concat([parts, rates], ignore_index=True).rename(columns={"la_name": "area_name"})
    frame = frame.assign(
        publisher="DfE", edition="2025", level="council", year=2024, category="All"
    )
    found = doubts(frame, regions_of_england())
    assert sorted(frame.loc[found.fillna("").str.contains("swapped"), "la_code"]) == ["823", "873"]
