"""Referral and support lists: headings and words as data sets and providers write them, bad input,
and the files that must not be taken for them."""

import tempfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sendviz.catalogue.layouts import REFERRAL, SUPPORT, BadFile, Delivery
from sendviz.load import files
from sendviz.load.readers import local_files, recognise, referrals
from sendviz.load.readers.referrals import by_words

DAY = date(2026, 6, 30)
SMALL = "pathway,received"
CSDS = (
    "ServiceRequestID,LocalPatientId,ReferralRequest_ReceivedDate,TeamType,PrimaryReferralReason,"
    "Provisional Diagnosis,Discharge_Date,Contact_Date,AttendOrNot,Referral_RejectionDate,OrgIDProv"
)
MHSDS = (
    "ServiceRequestId,Pseudonym,ReferralRequestReceivedDate,PrimReasonReferralMH,ServDischDate,"
    "CareContDate,AttendStatus,ReferRejectionDate,OrgIDProv"
)


def write(folder, *lines: str, name="list.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def read(folder, *lines: str, mapping=None):
    return referrals.read(write(folder, *lines), "881", DAY, mapping)


def rows(delivery, *columns):
    found = delivery.tables["referral"][list(columns)]
    as_text = {c: found[c].dt.strftime("%Y-%m-%d") for c in found if found[c].dtype.kind == "M"}
    found = found.assign(**as_text).astype(object)
    return [tuple(row) for row in found.where(found.notna(), None).itertuples(index=False)]


def given_by(**options):
    known = {"council": "881", "year": None, "reference_date": "2026-06-30", "map": None}
    return files.Given(**known | options)


def test_a_community_extract(tmp_path):
    found = read(
        tmp_path,
        CSDS,
        "1,p1,2025-01-03,06,017,401204006,,2025-02-03,3,,RYV",
        "2,p2,03/01/2025,33,,,04/05/2025,03/02/2025,5,,RYV",
        "3,p3,03/01/2025,6,017,,,03/02/2025,2,05/02/2025,RYV",
        "4,p4,03/01/2025,58,,,,,,,RYV",
    )
    columns = ("referral_ref", "pathway", "first_contact", "missed_on", "discharged", "rejected")
    assert rows(found, *columns) == [
        ("1", "autism", None, "2025-02-03", None, None),
        ("2", "slt", "2025-02-03", None, "2025-05-04", None),
        ("3", "paediatrics", None, None, None, "2025-02-05"),
    ]
    assert rows(found, "row", "person_id", "provider_code", "received")[1] == (
        3, "p2", "RYV", "2025-01-03",
    )  # fmt: skip
    assert list(found.refused.values()) == [1]
    assert "[values.pathway]" in next(iter(found.refused))


def test_a_mental_health_extract(tmp_path):
    found = read(
        tmp_path,
        MHSDS,
        "1,p1,2025-01-03,25,,2025-02-03,5,,DQT",
        "2,p2,2025-01-03,24,2025-05-05,,,,DQT",
        "3,p3,2025-01-03,26,,,,,DQT",
    )
    assert rows(found, "pathway", "first_contact", "discharged") == [
        ("autism", "2025-02-03", None),
        ("adhd", None, "2025-05-05"),
    ]


def test_reasons_in_their_official_words_are_the_same_as_their_codes(tmp_path):
    found = read(
        tmp_path,
        "PrimReasonReferralMH,ReferralRequestReceivedDate",
        *(f'"{why}",2025-01-03' for why in ("25", "Suspected autism", "24",
          "Neurodevelopmental Conditions, excluding Autism", "26", "Diagnosed autism")),
    )  # fmt: skip
    assert rows(found, "pathway") == [("autism",), ("autism",), ("adhd",), ("adhd",)]
    assert sum(found.refused.values()) == 2


CONTACTS = "TeamType,ReferralRequest_ReceivedDate,Contact_Date,AttendOrNot,ConsMechanism"


@pytest.mark.parametrize(
    "word",
    ["5", "6", "06", "5.0", "Attended", "ATTENDED", "seen", " Attended on time", "Y",
     "Arrived late, but was seen"],
)  # fmt: skip
def test_contacts_that_were_attended(tmp_path, word):
    found = read(tmp_path, CONTACTS, f'33,03/01/2025,03/02/2025,"{word}",')
    assert rows(found, "first_contact", "missed_on") == [("2025-02-03", None)]
    assert not found.unread


@pytest.mark.parametrize(
    "word",
    ["3", "7", "DNA", "Missed", "MISSED", "Did not attend", "No", "Was Not Brought",
     "Arrived late and could not be seen"],
)  # fmt: skip
def test_contacts_that_were_missed(tmp_path, word):
    found = read(tmp_path, CONTACTS, f'33,03/01/2025,03/02/2025,"{word}",')
    assert rows(found, "first_contact", "missed_on") == [(None, "2025-02-03")]


@pytest.mark.parametrize("word", ["2", "4", "Cancelled", "CANCELLED", "Cancelled by Trust", "UTA",
                                  "Patient cancelled", "Rescheduled"])  # fmt: skip
def test_contacts_that_were_cancelled_are_neither_attended_nor_missed(tmp_path, word):
    found = read(tmp_path, CONTACTS, f"33,03/01/2025,03/02/2025,{word},")
    assert rows(found, "first_contact", "missed_on") == [(None, None)]
    assert not found.unread


@pytest.mark.parametrize("word", ["Future", "8", "", "Reiki"])
def test_a_contact_of_which_nobody_says_that_it_was_attended_ends_no_wait(tmp_path, word):
    known = "33,03/01/2025,04/02/2025,5,"
    found = read(tmp_path, CONTACTS, f"33,03/01/2025,03/02/2025,{word},", known)
    assert rows(found, "first_contact", "missed_on") == [(None, None), ("2025-02-04", None)]
    assert [(why.split(" (")[0], n) for why, n in found.unread.items()] == [
        ("AttendOrNot does not say attended, missed or cancelled: the contact ends no wait", 1)
    ]


def test_a_list_whose_attendance_is_empty_throughout_tells_of_attended_contacts(tmp_path):
    found = read(tmp_path, CONTACTS, "33,03/01/2025,03/02/2025,,")
    assert rows(found, "first_contact") == [("2025-02-03",)]


@pytest.mark.parametrize(
    ("how", "day", "unread"),
    [
        ("01", "2025-02-03", 0),
        ("1", "2025-02-03", 0),
        ("11", "2025-02-03", 0),
        ("", "2025-02-03", 0),
        ("Face to Face", "2025-02-03", 0),
        ("Video consultation", "2025-02-03", 0),
        ("02", None, 0),
        ("2", None, 0),
        ("Telephone", None, 0),
        ("05", None, 0),
        ("Umbrella", None, 1),
    ],
)
def test_only_a_child_that_was_seen_ends_a_wait(tmp_path, how, day, unread):
    found = read(tmp_path, CONTACTS, f"33,03/01/2025,03/02/2025,5,{how}")
    assert rows(found, "first_contact", "missed_on") == [(day, None)]
    assert sum(found.unread.values()) == unread


@pytest.mark.parametrize(
    ("text", "pathway"),
    [
        ("Speech & Language", "slt"),
        ("SALT - mainstream", "slt"),
        ("S&LT", "slt"),
        ("Paediatric Occupational Therapy", "ot"),
        ("Children's Physiotherapy", "physio"),
        ("ASD diagnostic", "autism"),
        ("ASD/ADHD", "asd_adhd"),
        ("asd_adhd", "asd_adhd"),
        ("Community Paeds", "paediatrics"),
        ("paediatrics", "paediatrics"),
        ("33", "slt"),
        ("6", "paediatrics"),
        ("23.0", "ot"),
        ("Neurodevelopmental", None),
        ("Speech and OT", None),
        ("Audiology", None),
        ("", None),
        ("Suspected autism", "autism"),
        ("Autism (not yet diagnosed)", "autism"),
        ("Diagnosed autism", None),
        ("Diagnosed Autism Spectrum Disorder", None),
        ("Neurodevelopmental Conditions, excluding Autism", "adhd"),
        ("Neurodevelopmental Conditions, excluding Autism Spectrum Disorder", "adhd"),
        ("Neurodevelopmental (excl. ASD)", "adhd"),
        ("Neurodevelopmental other than ASD/ADHD", "adhd"),
        ("Non-autism", None),
        ("Not autism - speech", "slt"),
        ("ADHD, not autism", "adhd"),
        ("Autism without ADHD", "autism"),
        ("Paediatrics except autism", "paediatrics"),
    ],
)
def test_words_and_codes_of_pathways(text, pathway):
    assert by_words(text) == pathway


def test_a_therapists_list_stays_one_whatever_the_reason(tmp_path):
    found = read(
        tmp_path,
        "Service,Reason for referral,Date Received",
        "Speech and Language,Suspected autism,03/01/2025",
        "Community Paediatrics,Suspected autism,03/01/2025",
        "Community Paediatrics,Speech delay,03/01/2025",
    )
    assert rows(found, "pathway") == [("slt",), ("autism",), ("paediatrics",)]


def test_autism_with_adhd_counts_as_autism_and_says_so(tmp_path):
    found = read(tmp_path, SMALL, "asd_adhd,03/01/2025", "adhd,03/01/2025")
    assert rows(found, "pathway") == [("autism",), ("adhd",)]
    assert "1 referral for autism and ADHD together counts under autism." in found.notes


def test_dates_of_all_forms(tmp_path):
    found = read(tmp_path, SMALL, *(f"slt,{day}" for day in ("3/1/2025", "2025-01-03", "45660")))
    assert rows(found, "received") == [("2025-01-03",)] * 3


def test_months_ages_words_and_codes(tmp_path):
    found = read(
        tmp_path,
        "Pathway,Referral,Month of birth,Age at referral,Gender,Ethnic Category,Source of Referral,"
        "Priority Type,Outcome,Referral closure reason",
        "slt,03/01/2025,2017-03,,2,A,GP,1,yes,DNA",
        "slt,03/01/2025,03/2017,7,boy,r,School nurse,Dr Roe is worried,maybe,mother rang",
        "slt,03/01/2025,2017-13,old,,,,,,",
    )
    columns = ("birth_month", "age", "sex", "ethnicity", "source", "priority", "outcome",
               "discharge_reason")  # fmt: skip
    assert rows(found, *columns) == [
        ("2017-03-01", None, "F", "WBRI", "health", "routine", "diagnosed", "declined"),
        ("2017-03-01", 7, "M", "CHNE", "health", None, "other", "other"),
        (None,) * 8,
    ]
    assert not found.refused
    assert sum(found.unread.values()) == 5
    assert not any("Roe" in sentence or "mother" in sentence for sentence in found.unread)


def test_any_headings_and_codes_by_a_mapping(tmp_path):
    (tmp_path / "map.toml").write_text(
        'received = "Clock"\nteam_type = "Svc"\ndate_format = "%d.%m.%y"\n'
        '[values.team_type]\n"ND1" = "autism"\n'
    )
    path = write(tmp_path, "Svc;Clock", "ND1;03.01.25")
    assert recognise.recognise_list(path, tmp_path / "map.toml").kind is referrals.REFERRAL_LIST
    found = referrals.read(path, "881", DAY, tmp_path / "map.toml")
    assert rows(found, "pathway", "received") == [("autism", "2025-01-03")]


def test_an_excel_list(tmp_path):
    book = openpyxl.Workbook()
    for line in (["Team Type", "Date Received", "DOB"], ["23", date(2025, 1, 3), 42798]):
        book.active.append(line)
    book.save(tmp_path / "list.xlsx")
    found = files.read_all([tmp_path / "list.xlsx"], given_by(), print)[0]
    assert rows(found, "pathway", "received", "birth_date") == [("ot", "2025-01-03", "2017-03-04")]


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (("pathway,team", "slt,A"), "lacks the columns received"),
        (("received", "03/01/2025"), "lacks the columns pathway or team_type"),
        ((SMALL,), "holds no rows"),
        (("pathway,received,ServDischDate,Removal", "slt,,,"), "could both be discharged"),
        ((SMALL, *["slt,01/31/2025"] * 5), "not day/month/year"),
    ],
)
def test_files_that_will_not_do(tmp_path, lines, problem):
    with pytest.raises(BadFile, match=problem):
        read(tmp_path, *lines)


def test_the_template_is_read_without_its_example(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(referrals.REFERRAL_LIST.template())
    assert recognise.recognise_list(path, None).kind is referrals.REFERRAL_LIST
    with pytest.raises(BadFile, match="holds no rows"):
        referrals.read(path, "881", DAY)
    example = path.read_bytes().decode("utf-8-sig").splitlines()
    assert example[0] == ",".join(REFERRAL)
    path.write_text("\n".join([*example, example[1].replace("EXAMPLE-1", "R7")]))
    found = referrals.read(path, "881", DAY)
    assert not found.refused
    assert len(found.tables["referral"]) == 1
    kept = found.tables["referral"].drop(columns=["rejected", "rejection_reason"])
    assert kept.notna().all(axis=None)


def test_the_support_template_and_its_words(tmp_path):
    path = tmp_path / "s.csv"
    path.write_bytes(referrals.SUPPORT_LIST.template() + b"R7,,Phone call,01/03/2026,no\r\n")
    assert recognise.recognise_list(path, None).kind is referrals.SUPPORT_LIST
    found = referrals.read_support(path, "881", DAY).tables["support_contact"]
    assert found[list(SUPPORT)].astype(object).fillna("").values.tolist() == [
        ["R7", "", "call", pd.Timestamp("2026-03-01"), False]
    ]


def test_an_unknown_kind_of_support_is_other_and_counted(tmp_path):
    path = write(tmp_path, "case id,support type,date offered", "C1,Reiki,01/03/2026")
    found = referrals.read_support(path, "881", DAY)
    assert found.tables["support_contact"]["kind"].tolist() == ["other"]
    assert list(found.unread.values()) == [1]


@pytest.mark.parametrize(
    "template",
    [
        local_files.CASE_LIST.template,
        local_files.ADVICE_LIST.template,
        files.LOCALITY_TEMPLATE,
    ],
)
def test_other_lists_are_not_taken_for_referrals(tmp_path, template):
    path = tmp_path / "other.csv"
    path.write_bytes(template() if callable(template) else template)
    others = (referrals.REFERRAL_LIST, referrals.SUPPORT_LIST, local_files.PRACTICE_LIST)
    assert recognise.recognise_list(path, None).kind not in others


@pytest.mark.parametrize(
    ("heading", "row", "layout"),
    [
        ("Pathway,Date Received,District,Locality,Postcode", "slt,03/01/2025,,,", "referral_list"),
        ("referral_ref,kind,offered", "R1,call,03/01/2025", "support_list"),
    ],
)
def test_each_list_finds_its_reader(tmp_path, heading, row, layout):
    path = write(tmp_path, heading, row)
    assert files.read_all([path], given_by(), print)[0].layout == layout


def test_practices_go_with_the_referrals_of_their_run(tmp_path):
    gp = write(tmp_path, "GP practice code,Locality", "f81001,Mid", name="gp.csv")
    with pytest.raises(BadFile, match="together with the referral list"):
        files.read_all([gp], given_by(), print)
    listed = write(tmp_path, "Pathway,Date Received,GP practice", "slt,03/01/2025,F81001")
    found = files.read_all([gp, listed], given_by(), print)
    assert [each.layout for each in found] == ["referral_list"]
    assert found[0].tables["practice"].values.tolist() == [["F81001", "Mid"]]


def test_a_practice_in_two_places_is_refused(tmp_path):
    gp = write(tmp_path, "gp_practice_code,locality", "F81001,Mid", "F81001,West")
    with pytest.raises(BadFile, match="row 3: the practice stands there twice"):
        local_files.read_practices(gp)


HEADINGS = st.sampled_from(
    [
        *REFERRAL,
        *CSDS.split(","),
        *MHSDS.split(","),
        "Removal",
        "Service",
        "x",
        "",
        '"',
        "received ",
    ]
)
CELLS = st.sampled_from(
    ["", "slt", "33", "25", "03/01/2025", "2025-01-03", "45660", "31/02/2025", "p1", "yes", "-1"]
) | st.text(max_size=8)  # fmt: skip


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.lists(HEADINGS, max_size=9), st.lists(st.lists(CELLS, max_size=9), max_size=5))
def test_any_table_is_read_or_refused(headings, table):
    lines = [",".join(line) for line in (headings, *table)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.csv"
        path.write_text("\n".join(lines), "utf-8", "surrogatepass")
        with suppress(BadFile):
            recognise.recognise_list(path, None)
        for read_it in (referrals.read, referrals.read_support):
            try:
                found = read_it(path, "881", DAY)
            except BadFile:
                continue
            assert isinstance(found, Delivery)
            sent = found.tables.get("referral", found.tables.get("support_contact"))
            assert len(sent) <= found.rows_read


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.csv"
        path.write_bytes(b"pathway,received\n" + data)
        try:
            found = referrals.read(path, "881", DAY)
        except BadFile:
            return
        assert found.rows_read >= len(found.tables["referral"])
