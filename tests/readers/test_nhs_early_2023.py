"""Community workbooks of January to May 2023, which call providers organisations."""

from __future__ import annotations

from sendviz.load.readers import nhs_community
from tests.conftest import shared


def test_organisations_of_early_2023_are_providers():
    path = shared(
        "cases",
        "39-chs-workbook-of-early-2023",
        "Community-health-services-waiting-lists-2022-23-January.xlsx",
    )
    delivery = nhs_community.read(path)
    assert delivery.edition == "2023-01" and delivery.rows_read == 48
    levels = set(delivery.tables["health_figure"]["level"])
    assert "provider" in levels and "organisation" not in levels
