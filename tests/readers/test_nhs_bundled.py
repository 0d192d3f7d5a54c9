"""The bundled extract of the NHS's figures is what the real files give, and no more."""

import pandas as pd

from sendviz.catalogue.layouts import HEALTH_FIGURE
from sendviz.load.readers import bundled, nhs_autism, nhs_bundled, nhs_community
from tests.conftest import shared

WORKBOOKS = (
    "Community-health-services-waiting-lists-2023-24-June.xlsx",
    "Community-health-services-waiting-lists-2025-26-October.xlsx",
)


def text(path):
    return pd.read_csv(path, dtype="str", keep_default_na=False)


def same_rows(ours, theirs):
    """Whether the rows of one frame stand, as they are, in the other."""
    columns = list(HEALTH_FIGURE)
    both = ours[columns].merge(theirs[columns], how="left", on=columns, indicator=True)
    return len(both) == len(ours) and (both["_merge"] == "both").all()


def test_the_community_extract_is_cut_from_the_real_workbooks():
    whole = [nhs_community.read(shared("samples", "nhs", name)) for name in WORKBOOKS]
    editions = [each.tables["health_figure"] for each in whole]
    cut = nhs_bundled.cut_community(editions)
    pd.testing.assert_frame_equal(cut, text(nhs_bundled.COMMUNITY), check_dtype=False)
    ours = nhs_bundled.community()
    assert same_rows(ours, pd.concat(editions))
    waits = ours[ours["pathway"].notna()]
    assert waits.groupby("edition")["code"].nunique().to_dict() == {"2023-06": 19, "2025-10": 20}
    assert waits["blank"].eq("not_submitted").any() and len(ours) == 1398


def test_the_autism_extract_is_cut_from_the_real_file():
    name = "AutismStatsDec22_subICB_14areas.csv"
    whole = nhs_autism.read(shared("samples", "nhs", name)).tables["health_figure"]
    cut = nhs_bundled.cut_autism(whole)
    pd.testing.assert_frame_equal(cut, text(nhs_bundled.AUTISM), check_dtype=False)
    ours = nhs_bundled.autism()
    assert same_rows(ours, whole) and len(ours) == 8 * 6


def test_it_comes_with_the_project_and_is_small():
    named = {each.file_name: each for each in bundled.deliveries()}
    for path in (nhs_bundled.COMMUNITY, nhs_bundled.AUTISM, nhs_bundled.AREAS):
        assert path.stat().st_size < 50_000
        assert list(named[path.name].tables["health_figure"].columns) == list(HEALTH_FIGURE)
    serves = named["nhs_areas.csv"].tables["health_figure"].query("indicator == 'serves'")
    assert serves.groupby("parent")["code"].apply(list).to_dict() == {
        "881": ["QH8", "QJG", "QM7", "06Q", "99E", "99F", "06T", "07H"],
        "873": ["QUE", "06H"],
        "941": ["QPM", "78H"],
        "839": ["QVV", "11J"],
    }
