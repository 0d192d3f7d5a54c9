"""Autism and ADHD figures: rows read by eye, the oddities of real files, and files that are cut."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sendviz.catalogue.layouts import HEALTH_FIGURE, BadFile
from sendviz.load.readers import nhs_adhd, nhs_autism
from tests.conftest import shared
from tests.readers.nhs_handmade import SUB_ICB, autism

REAL = ("samples", "nhs", "AutismStatsDec22_subICB_14areas.csv")
NORTHANTS = ("78H", "NHS NORTHAMPTONSHIRE ICB - 78H", "NONE")
ROWS = [
    ("01/09/2022", SUB_ICB, *NORTHANTS, "ASD16b", "2565"),
    ("01/09/2022", SUB_ICB, *NORTHANTS, "ASD18e", "*"),
    ("01/09/2022", SUB_ICB, *NORTHANTS, "ASD19f", "100"),
    ("01/09/2022", SUB_ICB + "; Age Group", *NORTHANTS[:2], "Under 10", "ASD16b", "15"),
    ("01/09/2022", "England", "England", "England", "NONE", "ASD16", "158784"),
    ("01/09/2022", "Age Group", "Under 10", "Under 10", "NONE", "ASD16", "3"),
    ("01/09/2022", "Gender", "1", "Male", "NONE", "ASD16", "7"),
    ("01/09/2022", "Provider", "RP1", "NORTHAMPTONSHIRE HEALTHCARE", "NONE", "ASD12a", "5"),
]
READ = {
    ("sub_icb", "78H", "ASD16b", "All"): 2565,
    ("sub_icb", "78H", "ASD18e", "All"): "suppressed",
    ("sub_icb", "78H", "ASD19f", "All"): 100,
    ("national", "England", "ASD16", "All"): 158784,
    ("national", "England", "ASD16", "Under 10"): 3,
    ("provider", "RP1", "ASD12a", "All"): 5,
}


def told(delivery):
    """(level, code, indicator, category) -> number, or why it is blank."""
    rows = delivery.tables["health_figure"]
    said = rows["value"].astype(object).where(rows["value"].notna(), rows["blank"])
    keys = zip(rows.level, rows.code, rows.indicator, rows.category, strict=True)
    return dict(zip(keys, said, strict=True))


def put(folder, text, name="AutismStats_Apr2022_Mar2023_SubICB.csv"):
    (folder / name).write_text(text, "utf-8")
    return folder / name


@pytest.mark.parametrize("words", ["METRIC_DESCRIPTION", "METRIC_NAME"])
@pytest.mark.parametrize("iso", [False, True])
def test_both_vintages(tmp_path, words, iso):
    rows = [("2022-09-01", *row[1:]) for row in ROWS] if iso else ROWS
    path = put(tmp_path, autism(*rows, words=words))
    assert nhs_autism.looks_like(path) and not nhs_adhd.looks_like(path)
    delivery = nhs_autism.read(path)
    assert told(delivery) == READ
    rows = delivery.tables["health_figure"]
    assert list(rows.columns) == list(HEALTH_FIGURE)
    assert set(rows["month"].dt.strftime("%Y-%m-%d")) == {"2022-09-01"}
    assert delivery.edition == "2023-03" and delivery.rows_read == 8
    assert rows["name"].iloc[0] == "NHS Northamptonshire ICB - 78H"
    assert rows["service"].iloc[0] == 'Number of "suspected autism" referrals, in words'
    assert delivery.notes == ("2 rows of finer breakdowns were passed over.",)


def test_older_words_for_areas_and_the_change_of_method(tmp_path):
    rows = [
        ("01/04/2021", "CCG - GP Practice or Residence", *NORTHANTS, "ASD16", "10"),
        ("2023-09-01", "STP or ICB - GP Practice or Residence", "QPM", "N", "NONE", "ASD16", "20"),
        ("2025-01-01", "Commissioning Region - GP Practice", "Y60", "M", "NONE", "ASD25a", "257"),
    ]
    delivery = nhs_autism.read(put(tmp_path, autism(*rows), "autism.csv"))
    found = delivery.tables["health_figure"][["level", "method"]].to_numpy().tolist()
    assert found == [["sub_icb", "autism to Aug 2023"], ["icb", "autism from Sept 2023"],
                     ["region", "autism from Sept 2023"]]  # fmt: skip
    assert delivery.edition == "2025-01"  # the newest month, as the name says nothing


def test_real_oddities_load(tmp_path):
    """A period that ends on its first day; rates; the same row twice; blanks around."""
    odd = ("01/07/2022", SUB_ICB, "01J", "NHS CHESHIRE ICB - 01J", "NONE", "ASD11", " 35")
    delivery = nhs_autism.read(put(tmp_path, autism(odd, odd)))
    assert told(delivery) == {("sub_icb", "01J", "ASD11", "All"): 35}


def test_rows_that_cannot_be_read_are_counted(tmp_path):
    good = ROWS[0]
    rows = [good, ("31/09/2022", *good[1:]), (*good[:-2], "ASD12", "many"),
            (*good[:-2], "ASD13", "5"), (*good[:-2], "ASD13", "10")]  # fmt: skip
    text = autism(*rows) + "01/09/2022,short\n"
    delivery = nhs_autism.read(put(tmp_path, text))
    assert told(delivery) == {("sub_icb", "78H", "ASD16b", "All"): 2565}
    assert sorted(delivery.refused) == [
        "the period does not start on the first of a month (row 3)",
        "the row has not as many fields as the header (row 7)",
        "the same figure stands twice with different values (rows 5 and 6)",
        "the value is no number, * or blank (row 4)",
    ]


@pytest.mark.parametrize("change, words", [
    (lambda text: text.replace("REPORTING_PERIOD_END", "METRIC"), "METRIC stands twice"),
    (lambda text: text.replace("SECONDARY_LEVEL,", "LEVEL,"), "SECONDARY_LEVEL is missing"),
    (lambda text: text[: text.rindex('"Number')] + '"Number', "quote mark"),
    (lambda text: text.replace("ASD", "MHS"), "no row of the autism measures"),
    (lambda text: text.partition("\n")[0], "no row of the autism measures"),
])  # fmt: skip
def test_a_file_that_is_none_is_told(tmp_path, change, words):
    path = put(tmp_path, change(autism(*ROWS)))
    with pytest.raises(BadFile, match=rf"AutismStats.*{words}"):
        nhs_autism.read(path)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(cut=st.integers(200, 2400), order=st.permutations(range(11)))
def test_cut_files_and_moved_columns_never_give_a_wrong_figure(tmp_path_factory, cut, order):
    whole = [line.split(",") for line in autism(*ROWS).replace(", in words", "").splitlines()]
    moved = "\n".join(",".join(line[n] for n in order) for line in whole) + "\n"
    folder = tmp_path_factory.mktemp("cut")
    assert told(nhs_autism.read(put(folder, moved))) == READ
    try:
        found = told(nhs_autism.read(put(folder, moved[:cut])))
    except BadFile:
        return
    assert found.items() <= READ.items()


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(order=st.permutations(range(11)))
@example(order=[0, 4, 2, 3, 1, 5, 6, 7, 8, 9, 10])  # the end of the period as an age group
@example(order=[0, 1, 2, 3, 6, 5, 4, 7, 8, 9, 10])
def test_headings_over_the_wrong_columns_never_give_a_wrong_figure(tmp_path_factory, order):
    lines = autism(*ROWS).splitlines()
    heads = lines[0].split(",")
    text = "\n".join([",".join(heads[n] for n in order), *lines[1:]]) + "\n"
    try:
        found = told(nhs_autism.read(put(tmp_path_factory.mktemp("wrong"), text)))
    except BadFile:
        return
    assert found.items() <= READ.items()


def test_the_real_file():
    delivery = nhs_autism.read(shared(*REAL))
    rows = delivery.tables["health_figure"]
    assert len(rows) == 2142 and delivery.edition == "2022-12" and delivery.refused == {}
    assert rows.groupby("month").size().tolist() == [714] * 3
    september = rows[rows["month"] == "2022-09-01"].set_index(["code", "indicator"])["value"]
    measures = ["ASD16b", "ASD16c", "ASD12a", "ASD18f"]
    for code, figures in {
        "78H": [2565, 2235, 115, 2230],
        "06H": [915, 775, 45, 350],
        "11J": [105, 65, 35, 15],
        "06L": [1285, 1170, 65, 745],
    }.items():
        assert [september[code, measure] for measure in measures] == figures
    hidden = rows.set_index(["month", "code", "indicator"])["blank"]
    assert hidden["2022-09-01", "99E", "ASD12a"] == "suppressed"
    assert set(rows["parent"].dropna()) == {"QH8", "QJG", "QM7", "QUE", "QPM", "QVV"}


LATER = "REPORTING_PERIOD_START_DATE,REPORTING_PERIOD_END_DATE,BREAKDOWN,PRIMARY_LEVEL,"
LATER += "PRIMARY_LEVEL_DESCRIPTION,INDICATOR_ID,VALUE\n"


def test_adhd_of_the_later_layout_with_both_ways_to_write_a_date(tmp_path):
    text = LATER + (
        "2025-09-01,2025-09-30,Age Group,0 to 4,People aged 0 to 4,ADHD003,3225\n"
        "2025-09-01,2025-09-30,Age Group,5 to 17,People aged 5 to 17,ADHD003,156790\n"
        "01/09/2025,30/09/2025,Age Group,5 to 17,People aged 5 to 17,ADHD008a,*\n"
        "2025-09-01,2025-09-30,Gender,1,Male,ADHD003,99\n"
        "2025-09-01,2025-09-30,Region,Y61,East,ADHD003,98\n"
    )
    path = put(tmp_path, text, "ADHD_May26_V2.csv")
    assert nhs_adhd.looks_like(path) and not nhs_autism.looks_like(path)
    delivery = nhs_adhd.read(path)
    assert told(delivery) == {
        ("national", "England", "ADHD003", "0 to 4"): 3225,
        ("national", "England", "ADHD003", "5 to 17"): 156790,
        ("national", "England", "ADHD008a", "5 to 17"): "suppressed",
    }
    rows = delivery.tables["health_figure"]
    assert set(rows["month"].dt.strftime("%Y-%m-%d")) == {"2025-09-01"}
    assert delivery.edition == "2026-05-v2" and set(rows["publication"]) == {"adhd"}
    assert rows["service"].iloc[2].startswith("Estimate of ADHD waits in community paediatrics")


def test_adhd_of_the_first_layout(tmp_path):
    head = "REPORTING_PERIOD_START_DATE,REPORTING_PERIOD_END_DATE,INDICATOR_ID,AGE_GROUP,VALUE\n"
    text = head + "2025-06-01,2025-06-30,ADHD007,25+,\n2025-06-01,2025-06-30,ADHD007,Unknown,5\n"
    delivery = nhs_adhd.read(put(tmp_path, text, "x.csv"))
    assert told(delivery) == {
        ("national", "England", "ADHD007", "25+"): "not_submitted",
        ("national", "England", "ADHD007", "Unknown"): 5,
    }
    assert delivery.edition == "2025-06"
    with pytest.raises(BadFile, match="no row of England"):
        nhs_adhd.read(put(tmp_path, head, "x.csv"))
