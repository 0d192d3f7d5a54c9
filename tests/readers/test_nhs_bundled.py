"""The bundled extract of the NHS's figures is what the real files give, and no more."""

import pandas as pd

from sendviz.catalogue.layouts import HEALTH_FIGURE
from sendviz.load.readers import bundled, nhs_autism, nhs_community, nhs_figures
from tests.conftest import shared

OF_AUTISM = ["edition", "month", "code", "name", "indicator", "service", "value"]
METRICS = ["ASD12a", "ASD16b", "ASD16c", "ASD18c", "ASD18e", "ASD18f"]
MARKS = {"suppressed": "*", "not_submitted": ""}


def cut_community(editions: list[pd.DataFrame]) -> pd.DataFrame:
    """The extract of whole editions, as written to nhs_community_waits.csv: cells as text.

    Kept are England, the boards of the four councils with their providers, the lines with a
    pathway, and the numbers of organisations that did not submit.
    """
    rows = pd.concat(editions, ignore_index=True)
    boards = set(nhs_figures.areas()["icb_code"])
    ours = (rows["level"] == "national") | rows["code"].isin(boards) | rows["parent"].isin(boards)
    missing = rows["indicator"] == "organisations_missing"
    rows = rows[ours & (rows["pathway"].notna() | missing)].copy()
    rows["indicator"] = rows["indicator"].mask(missing, "total")
    wide = _as_text(rows).pivot(index=bundled.OF_ROW, columns="indicator", values="text")
    wide = wide.reindex(columns=bundled.OF_CELLS).reset_index().rename_axis(columns=None)
    return wide.fillna("").sort_values(bundled.OF_ROW, ignore_index=True, key=_order)


def cut_autism(edition: pd.DataFrame) -> pd.DataFrame:
    """The extract of one whole edition, as written to nhs_autism_waits.csv: cells as text."""
    places = nhs_figures.areas().query("level == 'sub_icb'")["code"]
    rows = edition[edition["code"].isin(places) & edition["indicator"].isin(METRICS)]
    rows = _as_text(rows[rows["month"] == pd.Timestamp(2022, 9, 1)])
    rows = rows.assign(value=rows["text"])
    return rows[OF_AUTISM].sort_values(["code", "indicator"], ignore_index=True)


def _as_text(rows: pd.DataFrame) -> pd.DataFrame:
    text = rows["value"].map("{:.0f}".format).where(rows["value"].notna(), rows["blank"].map(MARKS))
    month = rows["month"].dt.strftime("%Y-%m-%d")
    return rows.assign(text=text, month=month, parent=rows["parent"].fillna(""))


def _order(column: pd.Series) -> pd.Series:
    places = {"national": 0, "icb": 1, "provider": 2}
    return column.map(places) if column.name == "level" else column


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
    cut = cut_community(editions)
    pd.testing.assert_frame_equal(cut, text(bundled.COMMUNITY), check_dtype=False)
    ours = bundled.community()
    assert same_rows(ours, pd.concat(editions))
    waits = ours[ours["pathway"].notna()]
    assert waits.groupby("edition")["code"].nunique().to_dict() == {"2023-06": 19, "2025-10": 20}
    assert waits["blank"].eq("not_submitted").any() and len(ours) == 1398


def test_the_autism_extract_is_cut_from_the_real_file():
    name = "AutismStatsDec22_subICB_14areas.csv"
    whole = nhs_autism.read(shared("samples", "nhs", name)).tables["health_figure"]
    cut = cut_autism(whole)
    pd.testing.assert_frame_equal(cut, text(bundled.AUTISM), check_dtype=False)
    ours = bundled.autism()
    assert same_rows(ours, whole) and len(ours) == 8 * 6


def test_it_comes_with_the_project_and_is_small():
    named = {each.file_name: each for each in bundled.deliveries()}
    for path in (bundled.COMMUNITY, bundled.AUTISM, bundled.AREAS):
        assert path.stat().st_size < 50_000
        assert list(named[path.name].tables["health_figure"].columns) == list(HEALTH_FIGURE)
    serves = named["nhs_areas.csv"].tables["health_figure"].query("indicator == 'serves'")
    assert serves.groupby("parent")["code"].apply(list).to_dict() == {
        "881": ["QH8", "QJG", "QM7", "06Q", "99E", "99F", "06T", "07H"],
        "873": ["QUE", "06H"],
        "941": ["QPM", "78H"],
        "839": ["QVV", "11J"],
    }
