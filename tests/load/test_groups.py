"""Age band, phase and ethnic group: at the edges, and of plans with the same meaning."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from sendviz import catalogue
from sendviz.ask import statements
from sendviz.load import case_rows
from sendviz.load.checks.codes import ETHNICITIES
from tests.handmade import build, plan


def on(day: str, *born: str | None) -> dict[str, list]:
    """age, age_band and phase of children born on those days."""
    births = pd.Series(pd.to_datetime(list(born))).astype("datetime64[us]")
    days = pd.Series([pd.Timestamp(day)] * len(births)).astype("datetime64[us]")
    return {name: [None if pd.isna(x) else x for x in each] for name, each in
            case_rows.ages(births, days).items()}  # fmt: skip


@pytest.mark.parametrize(
    "day, born, told",
    [
        ("2026-06-30", "2021-07-01", (4, "0-4", "primary")),
        ("2026-06-30", "2021-06-30", (5, "5-10", "primary")),
        ("2025-08-31", "2020-08-31", (5, "5-10", "primary")),
        ("2025-08-31", "2020-09-01", (4, "0-4", "early_years")),
        ("2025-09-01", "2021-08-31", (4, "0-4", "primary")),  # the day on which Reception begins
        ("2025-09-01", "2021-09-01", (4, "0-4", "early_years")),
        ("2026-06-30", "2014-08-31", (11, "11-15", "secondary")),  # Year 7
        ("2026-06-30", "2014-09-01", (11, "11-15", "primary")),  # Year 6
        ("2026-06-30", "2009-08-31", (16, "16-18", "post_16")),
        ("2026-06-30", "2009-09-01", (16, "16-18", "secondary")),
        ("2026-06-30", "2007-07-01", (18, "16-18", "post_16")),
        ("2026-06-30", "2007-06-30", (19, "19-25", "post_16")),
        ("2026-06-30", "2000-07-01", (25, "19-25", "post_16")),
        ("2026-06-30", "2000-06-30", (None, None, "post_16")),  # 26, and 25 on 31 August
        ("2026-06-30", "1999-08-31", (None, None, None)),
        ("2026-06-30", "2025-12-01", (0, "0-4", "early_years")),  # born since 31 August
        ("2026-06-30", "2026-07-01", (None, None, None)),
        ("2026-06-30", None, (None, None, None)),
    ],
)
def test_edges_of_age_and_phase(day, born, told):
    assert tuple(each[0] for each in on(day, born).values()) == told


def test_an_age_alone_gives_a_band_and_no_phase():
    nothing = pd.Series([pd.NaT], dtype="datetime64[us]")
    days = pd.Series([pd.Timestamp("2026-06-30")])
    found = case_rows.ages(nothing, days, pd.Series([7.0]))
    assert (found["age"][0], found["age_band"][0]) == (7, "5-10")
    assert pd.isna(found["phase"][0])


def test_ethnic_groups_hold_every_code_but_the_untold():
    codes = [*sorted(ETHNICITIES), "wbri", "WENG", "CHKC", "WXXX", None]
    told = dict(zip(codes, case_rows.ethnic_groups(pd.Series(codes)), strict=True))
    assert (told["wbri"], told["WENG"], told["CHKC"]) == ("white_british", "white_british", "asian")
    assert {code for code in ETHNICITIES if pd.isna(told[code])} == {"NOBT", "REFU"}
    assert pd.isna(told["WXXX"]) and pd.isna(told[None])


def test_codes_are_those_of_the_dimensions():
    for id, codes in (
        ("age_band", case_rows.AGE_BANDS),
        ("phase", case_rows.PHASES),
        ("ethnicity_group", case_rows.ETHNIC_GROUPS),
    ):
        assert list(catalogue.dimensions()[id].values) == list(codes)


@pytest.mark.parametrize("day", ["2025-08-31", "2025-09-01", "2025-12-31", "2024-02-29"])
def test_plans_are_of_the_same_age_and_phase(tmp_path, day):
    """Of every month of birth, by facts.sql on the as-at day as on loading."""
    months = [each.date() for each in pd.date_range("1997-01-01", day, freq="MS")]
    plans = [plan("2000-01-01") | {"birth_month": each} for each in months]
    made = build(tmp_path / "file.duckdb", plans=plans)
    found = made.frame(
        f"with {statements.steps('plan_in_force')} "
        "select age_band, phase from plan_in_force order by plan_id",
        {"as_at": date.fromisoformat(day)},
    ).replace({np.nan: None})
    told = on(day, *(each.isoformat() for each in months))
    assert found["age_band"].tolist() == told["age_band"]
    assert found["phase"].tolist() == told["phase"]
    made.close()
