"""The comparison as files: all councils of a year, or all years of a council."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from sendviz.findings import compare as analysis
from sendviz.ui.compare.asked import Asked


def of_years(asked: Asked, told: analysis.Years) -> pd.DataFrame:
    """All years of the council beside England, region and neighbours."""
    return told.frame.assign(
        measure=asked.series.measure.id,
        council=told.name,
        region_name=told.region_name,
        base_year=asked.base,
    )


def of_all(asked: Asked) -> pd.DataFrame:
    """England, the region and every council of the year, those without a figure too."""
    c = asked.found
    columns = [
        "measure",
        "year",
        "base_year",
        "la_code",
        "name",
        "numerator",
        "denominator",
        "value",
        "low",
        "high",
        "blank",
        "verdict",
        "lowest",
        "highest",
        "tied",
        "surely_lower",
        "surely_higher",
        "with_a_figure",
        "doubt",
        "publisher",
        "edition",
        "source",
    ]
    rows = [c.england, c.region, *c.councils.to_dict("records"), *c.missing.to_dict("records")]
    found = pd.DataFrame(rows).assign(
        measure=asked.series.measure.id, year=asked.year, base_year=asked.base, with_a_figure=c.of
    )
    return found.reindex(columns=columns).rename(columns={"verdict": "against_england"})


def download(table: pd.DataFrame, asked: Asked, what: str) -> None:
    """The button for a table of `of_years` or `of_all`."""
    st.download_button(
        f"Download {'all councils' if what.isdigit() else 'all years'} (CSV)",
        table.to_csv(index=False),
        mime="text/csv",
        file_name=f"{asked.series.measure.id}_{what}.csv",
        key=f"csv_compare_{'all' if what.isdigit() else 'years'}",
        on_click="ignore",
    )
