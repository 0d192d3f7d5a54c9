"""DfE's releases of reporting years 2022 to 2024: sen2_mi in two spellings, the caseload by age.

The columns, and the two rows of sen2_mi, are those of the edition of 2023 as DfE published it
(Education, health and care plans, Open Government Licence v3.0); of the others the columns are.
"""

from __future__ import annotations

import zipfile

import pytest

from sendviz.catalogue.layouts import BadFile
from sendviz.load.files import Given, read_all
from sendviz.load.readers import bundled

PLACES = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,"
    "new_la_code,old_la_code,la_name"
)
MI_2023 = f"""{PLACES},ass_nodecision,ass_nodecision_ehc,ass_none,ass_none_ehc,ass_none_ehc_pc,\
ass_refused,ass_refused_ehc,ass_refused_ehc_pc,assessment_mediation,assessment_tribunal,\
assessment_w,assessments,direct_pay_education,direct_pay_health,direct_pay_integrated,\
direct_pay_socialcare,discontinued_abroad,discontinued_age,discontinued_deceased,\
discontinued_employment,discontinued_unknown,discontinued_engage,discontinued_he,discontinued_lea,\
discontinued_lea_ehc,discontinued_lea_noncomp,discontinued_left,discontinued_left_ehc,\
discontinued_met,discontinued_met_ehc,discontinued_met_noncomp,discontinued_other,\
discontinued_other_ehc,discontinued_other_noncomp,discontinued_total,inc_exc_20week_ehc,\
inc_exc_20week_rate,inc_exc_26week,inreq_ehc,inreq_ehc_a,inreq_ehc_w,inreq_ehc_y,inreq_rya_ehc,\
mainstream_to_home,mainstream_to_home_ehc,mainstream_to_special,mainstream_to_special_ehc,\
new_all_ehc,new_all_ehc_ass_none_ehc_sum,new_all_ehc_pc,no_exc_20week_ehc,no_exc_20week_rate,\
no_exc_26week,org_arrangements,other_mediation,other_tribunal,total_tribunal,personal_budgets,\
request_mediation,request_tribunal,special_to_home,special_to_home_ehc,special_to_mainstream,\
special_to_mainstream_ehc,statements_no_ehc,statements_to_ehc,tot_inc_exc,tot_inc_exc_ehc,\
tot_no_exc,tot_no_exc_ehc,total_mediation,total_tribunal_followed_mediation,total_tribunal_pc
2014,Calendar year,Local authority,E92000001,England,E12000008,South East,E10000011,845,\
"East Sussex",0,68,7,1,1.63934,36,18,z,z,z,z,z,1,2,2,4,z,z,z,z,z,z,z,32,z,z,236,z,0,z,z,0,z,z,z,28,\
46.700000000000,16,z,z,z,z,z,11,z,94,z,60,61,98.3607,26,46.400000000000,14,59,z,z,z,60,z,z,2,z,15,z,\
0,8,32,60,19,56,0,0,z
2022,Calendar year,Local authority,E92000001,England,E12000009,South West,E06000058,839,\
"Bournemouth, Christchurch and Poole",z,z,z,24, 5.5684,z,95, 11.3501,11,6,3,434,6,0,0,0,3,6,5,18,0,\
131,15,z,52,20,z,z,z,2,6,z,0,0,258,26,  6.736,z,837,121,2,619,0,z,z,z,z,407,431, 94.43,26,  7.303,\
z,0,0,4,16,6,45,6,z,z,z,z,z,z,z,386,z,356,0,z,z
2022,Calendar year,Local authority,E92000001,England,E12000006,East of England,E10000020,926,\
"Norfolk",z,z,z,89,16.0650,z,310, 14.8113,11,1,0,554,11,7,18,1367,3,40,4,176,0,644,63,z,50,48,z,z,\
z,5,87,z,0,0,1120,x,x,z,2093,41,3,1739,0,z,z,z,z,465,554, 83.94,x,x,z,61,1,15,22,77,68,6,z,z,z,z,z,\
z,z,x,z,x,80,z,z
"""
ESSEX = "Calendar year,Local authority,E92000001,England,E12000006,East of England,E10000012,881"
# Made-up figures under the columns of the edition of 2022.
MI_2022 = f"""{PLACES},AssnodecisionEHC,AssnoneEHC,AssRefusedEHC,AssRefusedEHC_pc,IncExc20weekEHC,\
IncExc20weekRate,IncExc26week,InreqEHC,NewallEHC,NoExc20weekEHC,NoExc20weekRate,TotIncExcEHC,\
TotNoExcEHC
2021,{ESSEX},Essex,310,20,112,12.7,40,50.0,z,881,654,30,60.0,80,50
"""
AGES_2024 = f"""{PLACES},age,ehcp_or_statement,num_caseload,pc_caseload
2018,{ESSEX},Essex,Total,Total,9000,100
2024,{ESSEX},Essex,Total,Total,12000,100
2024,{ESSEX},Essex,Total,EHC plans,11999,100
2024,{ESSEX},Essex,Under 5,Total,500,4
"""
AGES_2022 = f"""{PLACES},characteristic_age,Total_all,Total_all_pc,Total_ehc,Total_ehc_pc,Total_st
2014,{ESSEX},Essex,Total,7000,100,0,0,7000
2016,{ESSEX},Essex,Total,8000,100,5000,100,3000
2016,{ESSEX},Essex,Under 5,80,1,50,1,30
"""


def read(tmp_path, text, name="file.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (found,) = read_all([path], Given(), lambda _: None)
    return found


def said(delivery, la_code, year):
    rows = delivery.tables["published"]
    rows = rows[(rows["la_code"] == la_code) & (rows["year"] == year)]
    return {
        (row.indicator, row.category): (row.numerator, row.denominator, row.value)
        for row in rows[rows["value"].notna()].itertuples()
    }


def test_the_rows_of_2023_give_the_bundled_figures(tmp_path):
    found = read(tmp_path, MI_2023)
    assert (found.layout, found.edition, found.refused) == ("dfe_release", "2023", {})
    source = found.tables["published"]["source"].unique().tolist()
    assert source == ["DfE, Education, health and care plans, reporting year 2023, file.csv"]
    ours = (
        bundled.published("published_timeliness.csv"),
        bundled.published("published_activity.csv"),
    )
    compared = 0
    for la_code, year in (("845", 2014), ("839", 2022)):
        theirs = said(found, la_code, year)
        for table in ours:
            rows = table[(table["la_code"] == la_code) & (table["year"] == year)]
            for row in rows[rows["value"].notna()].itertuples():
                if (row.indicator, row.category) in theirs:
                    assert theirs[row.indicator, row.category][2] == pytest.approx(row.value)
                    compared += 1
    assert compared >= 16


def test_counts_of_2022_by_hand(tmp_path):
    found = said(read(tmp_path, MI_2023), "839", 2022)
    assert found["plans_issued_within_20_weeks", "All"] == (26, 386, 0.067)
    assert found["plans_issued_within_20_weeks", "without exceptions"] == (26, 356, 0.073)
    assert found["requests_refused", "All"] == (95, 837, 0.114)
    assert found["requests_agreed", "All"][:2] == (619, 837)
    assert found["assessments_with_a_plan", "All"][:2] == (407, 434)
    assert found["plans_ceased", "All"][2] == 258
    assert found["requests_with_mediation", "All"][2] == 45


def test_what_dfe_left_out_stays_out(tmp_path):
    rows = read(tmp_path, MI_2023).tables["published"]
    norfolk = rows[
        (rows["la_code"] == "926") & (rows["indicator"] == "plans_issued_within_20_weeks")
    ]
    assert norfolk["value"].isna().all() and set(norfolk["blank"]) == {"not_published"}
    assert ("requests_received", "All") not in said(read(tmp_path, MI_2023), "845", 2014)


def test_the_spelling_of_2022_is_read(tmp_path):
    found = read(tmp_path, MI_2022)
    figures = said(found, "881", 2021)
    assert found.edition == "2022"
    assert figures["plans_issued_within_20_weeks", "All"] == (40, 80, 0.5)
    assert figures["plans_issued_within_20_weeks", "without exceptions"] == (30, 50, 0.6)
    assert figures["requests_refused", "All"] == (112, 881, 0.127)
    assert figures["assessments_open_at_census", "All"][2] == 310
    assert figures["plans_issued", "All"][2] == 654


@pytest.mark.parametrize(
    ("text", "edition", "year", "plans"),
    [(AGES_2024, "2024", 2024, 12_000), (AGES_2022, "2016", 2016, 5_000)],
)
def test_the_caseload_is_that_of_all_ages_and_of_plans_alone(tmp_path, text, edition, year, plans):
    found = read(tmp_path, text)
    rows = found.tables["published"]
    assert found.edition == edition and found.refused == {}
    assert rows[["indicator", "year", "value"]].to_numpy().tolist() == [
        ["plans_in_force", year, float(plans)]
    ]


def test_a_whole_zip_of_2024_is_read(tmp_path):
    path = tmp_path / "education-health-and-care-plans_2024.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data/sen2_mi.csv", MI_2023)
        archive.writestr("data/sen2_age_caseload.csv", AGES_2024)
        archive.writestr("data/sen2_age_new_plans.csv", AGES_2024.replace("caseload", "new_plans"))
    (found,) = read_all([path], Given(), lambda _: None)
    assert found.edition == "2024" and found.notes == ("Not used: sen2_age_new_plans.csv.",)
    assert {"plans_in_force", "requests_received"} <= set(found.tables["published"]["indicator"])


def test_other_files_of_those_years_are_refused_with_what_is_read(tmp_path):
    text = f"{PLACES},establishment_type,ehcp_or_statement,num_caseload\n2024,{ESSEX},Essex,a,b,1\n"
    with pytest.raises(BadFile, match="of 2022 to 2024 sen2_mi and sen2_age_caseload"):
        read(tmp_path, text)
