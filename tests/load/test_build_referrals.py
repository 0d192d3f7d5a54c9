"""Referral and support lists in the file: who, where, merged, and what may not enter."""

from __future__ import annotations

from datetime import date

import duckdb
import pandas as pd
import pytest

from sendviz import load
from sendviz.ask import Store, imports
from sendviz.catalogue.layouts import BadFile, Delivery
from sendviz.commands import main
from sendviz.load.readers import local_files, places, referrals
from tests.load import samples as s

HEAD = (
    "referral_ref,person_id,birth_date,birth_month,age,sex,postcode,district,locality,sub_icb,"
    "gp_practice,pathway,team,provider,received,rejected,first_contact,assessment_started,"
    "outcome_date,outcome,discharged,discharge_reason"
)
ONE = {
    "referral_ref": "R1", "person_id": "p1", "birth_date": "04/03/2017", "sex": "F",
    "pathway": "autism", "team": "T", "provider": "ECH", "received": "03/01/2025",
}  # fmt: skip
JUNE, MARCH = "2025-06-30", "2025-03-31"


@pytest.fixture
def db(tmp_path):
    return tmp_path / "a.duckdb"


def sent(folder, day, *rows, la="881", head=HEAD, name=""):
    path = s.listed(folder, head, tuple(ONE | row for row in rows), name)
    return referrals.read(path, la, date.fromisoformat(day))


def support(folder, day, *rows, la="881"):
    path = s.listed(folder, "referral_ref,case_ref,kind,offered,taken_up", rows, "")
    return referrals.read_support(path, la, date.fromisoformat(day))


def of(db, columns):
    return s.rows(db, f"select {columns} from referral order by referral_id")


def test_a_row_as_it_enters(db, tmp_path):
    done = {
        "first_contact": "04/02/2025", "outcome_date": "05/03/2025", "outcome": "diagnosed",
        "discharged": "06/03/2025", "discharge_reason": "assessed", "district": "Colchester",
    }  # fmt: skip
    report = s.load(db, places.four_councils(), sent(tmp_path, JUNE, done))
    assert of(db, "la_code, referral_ref, pathway, team, provider, received, outcome") == [
        ("881", "R1", "autism", "T", "ECH", date(2025, 1, 3), "diagnosed")
    ]
    assert of(db, "birth_month, age, phase, sex, district, placed_by, simulated") == [
        (date(2017, 3, 1), 7, "primary", "F", "E07000071", "district", False)
    ]
    assert s.rows(db, "select * from referral_coverage") == [
        ("881", "autism", "ECH", date(2025, 1, 1), date(2025, 6, 30), False, date(2025, 1, 1), True)
    ]
    assert s.rows(db, "select count(*) from coverage") == [(0,)]
    assert report.imports["rows_kept"].tolist()[-1] == 1


def test_ages_without_a_birth_date(db, tmp_path):
    nobody = {"birth_date": "", "person_id": ""}
    rows = (
        nobody | {"birth_month": "2017-03"},
        nobody | {"age": "7", "referral_ref": "R2"},
        nobody | {"referral_ref": "R3"},
    )
    s.load(db, sent(tmp_path, JUNE, *rows))
    assert of(db, "birth_month, age, age_band, phase, person") == [
        (date(2017, 3, 1), 7, "5-10", "primary", None),
        (None, 7, "5-10", None, None),
        (None, None, None, None, None),
    ]


PLACES = [
    ({"district": "colchester"}, "E07000071", "district", "North East"),
    ({"district": "E07000071"}, "E07000071", "district", "North East"),
    ({"postcode": "zz11aa"}, "E07000071", "district", "North East"),
    ({"locality": "mid"}, "881/locality/Mid/unknown", "locality", "Mid"),
    ({"sub_icb": "06Q"}, "881/sub_icb/06Q/unknown", "sub_icb", "Mid"),
    ({"sub_icb": "NHS Mid Essex CCG"}, "881/sub_icb/06Q/unknown", "sub_icb", "Mid"),
    ({"sub_icb": "NHS South ICB - 99F"}, "881/sub_icb/99F/unknown", "sub_icb", "South"),
    ({"sub_icb": "11J"}, "881/sub_icb/11J/unknown", "sub_icb", "unknown"),
    ({"gp_practice": "f81001"}, "E07000071", "practice", "North East"),
    ({"gp_practice": "F81002"}, "881/locality/West/unknown", "practice", "West"),
    ({"locality": "Mid", "gp_practice": "F81002"}, "881/locality/Mid/unknown", "locality", "Mid"),
    ({"district": "Norwich"}, "881/unknown", "nothing", "unknown"),
    ({}, "881/unknown", "nothing", "unknown"),
]


def test_where_a_child_lives(db, tmp_path):
    (tmp_path / "gp.csv").write_text(
        "gp_practice_code,district,locality\nF81001,E07000071,\nF81002,,West\n"
    )
    rows = [place | {"referral_ref": f"R{n}"} for n, (place, *_) in enumerate(PLACES)]
    lists = [local_files.read_practices(tmp_path / "gp.csv"), sent(tmp_path, JUNE, *rows)]
    lookup = pd.DataFrame({"postcode": ["ZZ11AA"], "district": ["E07000071"]})
    s.load(db, places.four_councils(), *local_files.with_practices(lists), postcodes=lookup)
    found = s.rows(
        db,
        "select district, placed_by, area_id from referral left join area_member using (district) "
        "where scheme = 'locality' order by referral_id",
    )
    assert found == [
        (district, by, f"881/locality/{locality}") for _, district, by, locality in PLACES
    ]


def test_a_bucket_is_a_district_of_its_council_and_named(db, tmp_path):
    s.load(db, places.four_councils(), sent(tmp_path, JUNE, {"locality": "Mid"}))
    assert s.rows(
        db, "select scheme, name, known from area where area_id = '881/locality/Mid/unknown'"
    ) == [("district", "District not known, Mid", False)]
    members = s.rows(
        db,
        "select scheme, area_id from area_member where district = '881/locality/Mid/unknown' "
        "order by scheme",
    )
    assert members == [
        ("council", "881/council"),
        ("district", "881/locality/Mid/unknown"),
        ("locality", "881/locality/Mid"),
    ]


def test_a_bucket_outlives_a_new_file_of_localities(db, tmp_path):
    """The referral stays in Mid when the council loads its localities again; where there is no Mid
    any more, its place is not known."""
    s.load(db, places.four_councils(), sent(tmp_path, JUNE, {"locality": "Mid"}))
    held = (
        "select member.area_id from referral join area_member as member "
        "on member.district = referral.district and member.scheme = 'locality'"
    )
    s.load(db, places.four_councils())
    assert s.rows(db, held) == [("881/locality/Mid",)]
    own = tmp_path / "own.csv"
    own.write_text("district,locality,population\nColchester,East,1\n", "utf-8")
    s.load(db, places.read_localities(own, "881", "Essex"))
    assert s.rows(db, held) == [("881/locality/unknown",)]


def test_a_sub_icb_outlives_a_new_file_of_localities(db, tmp_path):
    s.load(db, places.four_councils(), sent(tmp_path, JUNE, {"sub_icb": "06Q"}))
    s.load(db, places.four_councils())
    lost = "select * from area_member where area_id not in (select area_id from area)"
    assert s.rows(db, lost) == []
    held = "select name from area where area_id = '881/sub_icb/06Q'"
    assert s.rows(db, held) == [("Mid Essex",)]


def test_a_sub_icb_over_several_localities_is_in_none_of_them(db, tmp_path):
    s.load(db, places.four_councils(), sent(tmp_path, JUNE, {"sub_icb": "06H"}, la="873"))
    assert s.rows(
        db,
        "select area_id from area_member "
        "where district = '873/sub_icb/06H/unknown' and scheme = 'locality'",
    ) == [("873/locality/unknown",)]
    assert s.rows(db, "select name, code, known from area where scheme = 'sub_icb'") == [
        ("Cambridgeshire and Peterborough", "06H", True)
    ]


def test_a_later_file_changes_and_an_older_one_does_not(db, tmp_path):
    first = sent(tmp_path, MARCH, {"first_contact": "04/02/2025"}, {"team": "U"})
    later = sent(tmp_path, JUNE, {"first_contact": "04/03/2025", "discharged": "05/05/2025"})
    older = sent(tmp_path, "2025-02-28", {"rejected": "05/02/2025"})
    s.load(db, first)
    report = s.load(db, later)
    assert report.imports["rows_changed"].tolist() == [1]
    s.load(db, older)
    assert of(db, "team, first_contact, discharged, rejected") == [
        ("T", date(2025, 3, 4), date(2025, 5, 5), None),
        ("U", None, None, None),
    ]
    changed = "select column_name, was, now from record_change order by 1"
    assert s.rows(db, changed) == [
        ("discharged", None, "2025-05-05"),
        ("first_contact", "2025-02-04", "2025-03-04"),
    ]


def test_a_wrong_day_that_the_provider_took_out_goes(db, tmp_path):
    two = {"referral_ref": "R2", "person_id": "p2", "discharged": "05/02/2025"}
    s.load(db, sent(tmp_path, MARCH, {"discharged": "05/02/2025"}, two))
    s.load(db, sent(tmp_path, JUNE, {}, two))
    assert of(db, "discharged") == [(None,), (date(2025, 2, 5),)]


def test_a_file_without_a_column_takes_nothing_away(db, tmp_path):
    s.load(db, sent(tmp_path, MARCH, {"discharged": "05/02/2025", "locality": "Mid"}))
    s.load(db, sent(tmp_path, JUNE, {}, head="referral_ref,pathway,team,provider,received"))
    assert of(db, "discharged, birth_month, age") == [(date(2025, 2, 5), date(2017, 3, 1), 7)]


@pytest.mark.parametrize("who", [{"referral_ref": ""}, {"referral_ref": "", "person_id": ""}])
def test_without_a_reference_a_row_is_found_again(db, tmp_path, who):
    rows = (who, who | {"received": "06/02/2025"})
    twins = rows if who.get("person_id", "p") else (*rows, rows[1])
    s.load(db, sent(tmp_path, MARCH, *twins))
    s.load(db, sent(tmp_path, JUNE, *(row | {"discharged": "01/05/2025"} for row in twins)))
    assert of(db, "discharged") == [(date(2025, 5, 1),)] * len(twins)


def test_rows_of_one_referral_and_team_are_one(db, tmp_path):
    report = s.load(
        db,
        sent(tmp_path, JUNE, {"first_contact": "04/03/2025"}, {"first_contact": "04/02/2025"}),
    )
    assert of(db, "first_contact") == [(date(2025, 2, 4),)]
    assert any("put together" in note for note in report.notes)


def test_referrals_that_vanish_stay_and_the_lists_are_compared(db, tmp_path):
    gone = {"referral_ref": "R2", "person_id": "p2"}
    fresh = {"referral_ref": "R3", "person_id": "p3"}
    s.load(db, sent(tmp_path, MARCH, {}, gone))
    report = s.load(db, sent(tmp_path, JUNE, {"discharged": "01/03/2025"}, fresh))
    assert len(of(db, "referral_id")) == 3
    assert any("1 referral that was waiting by the file before is not" in n for n in report.notes)
    assert any("2 by that file, 2 by this one, 2 of them not in both" in n for n in report.notes)
    assert s.rows(
        db, "select row_number, case_ref from data_issue where rule = 'H15' order by 1"
    ) == [(2, "R1"), (3, "R3")]


def test_what_cannot_be_right_is_refused_and_said(db, tmp_path):
    rows = (
        {"first_contact": "02/01/2025"},
        {"referral_ref": "R2", "person_id": "p2", "received": ""},
        {"referral_ref": "R3", "person_id": "p3", "first_contact": "01/07/2025"},
        {"referral_ref": "R4", "person_id": "p4", "pathway": "chiropody"},
    )
    report = s.load(db, sent(tmp_path, JUNE, *rows))
    assert of(db, "referral_ref, first_contact, has_doubt") == [
        ("R1", date(2025, 1, 2), True), ("R3", None, False),
    ]  # fmt: skip
    assert report.imports["rows_refused"].tolist() == [2]
    assert "H01 The day on which the referral was received" in report.imports["reasons"][0]
    assert set(report.issues["rule"]) == {"H01", "H03", "H09", "H11"}


def test_why_rows_are_refused_is_for_officers_and_their_number_for_the_board(db, tmp_path):
    s.load(db, sent(tmp_path, JUNE, {}, {"referral_ref": "R2", "received": ""}))
    store = Store(db)
    told = {role: imports(store, role).iloc[0] for role in ("officer", "board", "councillor")}
    assert told["officer"]["reasons"].startswith("H01")
    assert [told[role]["rows_refused"] for role in ("officer", "board")] == [1, 1]
    assert pd.isna(told["board"]["reasons"]) and pd.isna(told["councillor"]["reasons"])
    assert pd.isna(told["councillor"]["rows_refused"])


def test_issues_of_another_provider_stay(db, tmp_path):
    s.load(db, sent(tmp_path, MARCH, {"provider": "RYV", "person_id": "p9"}))
    s.load(db, sent(tmp_path, MARCH, {}))
    s.load(db, sent(tmp_path, JUNE, {"locality": "Mid"}))
    assert s.rows(db, "select import_id, rule from data_issue") == [(1, "H11")]


def test_a_list_of_open_referrals_tells_of_nothing_before_its_day(db, tmp_path):
    rows = [{"referral_ref": f"R{n}", "person_id": f"p{n}"} for n in range(20)]
    report = s.load(db, sent(tmp_path, JUNE, *rows))
    assert s.rows(db, "select first_day from referral_coverage") == [(date(2025, 6, 30),)]
    assert any("open referrals alone" in note for note in report.notes)


def test_the_same_child_in_the_councils_own_file(db, tmp_path):
    case = {"case_ref": "C1", "person_id": "p1", "received": "03/01/2025", "decision": "A"}
    s.load(db, s.cases(tmp_path, JUNE, case, la="881"), sent(tmp_path, JUNE, {}))
    assert s.rows(db, "select count(*) from request join referral using (person)") == [(1,)]


def test_two_names_of_one_child_become_one_later(db, tmp_path):
    case = {
        "case_ref": "C1", "upn": s.UPN, "received": "03/01/2025", "decision": "A",
        "birth_date": "04/03/2017",
    }  # fmt: skip
    s.load(db, s.cases(tmp_path, MARCH, case, la="881"), sent(tmp_path, MARCH, {}))
    assert s.rows(db, "select count(*) from request join referral using (person)") == [(0,)]
    s.load(db, s.cases(tmp_path, JUNE, case | {"person_id": "p1"}, la="881"))
    assert s.rows(db, "select count(*) from request join referral using (person)") == [(1,)]


def test_an_id_shared_by_children_born_on_different_days_names_nobody(db, tmp_path):
    s.load(db, sent(tmp_path, JUNE, {}, {"referral_ref": "R2", "birth_date": "05/03/2018"}))
    assert of(db, "person") == [(None,), (None,)]


def test_support_finds_its_wait_also_when_that_comes_later(db, tmp_path):
    offered = {"kind": "workshop", "offered": "01/04/2025"}
    given = support(
        tmp_path,
        JUNE,
        offered | {"referral_ref": "R1", "taken_up": "yes"},
        offered | {"referral_ref": "R2"},
        offered | {"case_ref": "C1"},
        offered | {"referral_ref": "R1", "offered": "01/08/2025"},
        offered,
    )
    report = s.load(db, sent(tmp_path, JUNE, {}), given)
    assert report.imports["rows_refused"].tolist() == [0, 2]
    columns = "select referral_id, request_id, kind, taken_up from support_contact order by 1, 2"
    nothing = (None, None, "workshop", None)
    assert s.rows(db, columns) == [(1, None, "workshop", True), nothing, nothing]
    case = {"case_ref": "C1", "received": "03/01/2025", "decision": "A"}
    s.load(
        db,
        sent(tmp_path, JUNE, {"referral_ref": "R2", "person_id": "p2"}),
        s.cases(tmp_path, JUNE, case, la="881"),
    )
    assert s.rows(db, columns)[1:] == [(2, None, "workshop", None), (None, 1, "workshop", None)]
    assert s.rows(db, "select count(*) from support_waiting") == [(0,)]


def test_support_told_again_is_the_same_support(db, tmp_path):
    one = {"referral_ref": "R1", "kind": "call", "offered": "01/03/2025"}
    lost = one | {"referral_ref": "R9"}
    s.load(db, sent(tmp_path, MARCH, {}), support(tmp_path, MARCH, one, one, lost))
    report = s.load(db, support(tmp_path, JUNE, one | {"taken_up": "no"}, lost))
    assert s.rows(db, "select taken_up from support_contact order by support_id") == [
        (False,),
        (None,),
    ]
    assert report.imports["rows_changed"].tolist() == [1]


def test_simulated_support_is_joined_by_number_and_real_records_replace_all(db, tmp_path):
    made = pd.DataFrame(
        {
            "referral_no": [7, 8],
            "row": [1, 2],
            "person_id": ["a", "b"],
            "pathway": ["slt", "ot"],
            "received": pd.to_datetime(["2025-01-06", "2025-01-07"]),
            "district": ["E07000071", "E07000067"],
        }
    )
    offers = pd.DataFrame(
        {"referral_no": [8], "kind": ["call"], "offered": pd.to_datetime(["2025-02-03"])}
    )
    both = {"referral": made, "support_contact": offers}
    simulated = Delivery(
        "simulated", "Simulated", "sim", "0", both, "881", None, date(2025, 6, 30),
        date(2024, 1, 1), True,
    )  # fmt: skip
    s.load(db, places.four_councils(), simulated)
    joined = "select pathway, kind from support_contact join referral using (referral_id)"
    assert s.rows(db, joined) == [("ot", "call")]
    assert s.rows(db, "select distinct first_day, simulated from referral_coverage") == [
        (date(2024, 1, 1), True)
    ]
    s.load(db, sent(tmp_path, JUNE, {}))
    assert s.rows(db, "select count(*) from support_contact") == [(0,)]
    assert of(db, "referral_ref, simulated") == [("R1", False)]


SECRETS = {
    "person_id": s.UPN,
    "postcode": "ZZ1 1AA",
    "birth_date": "04/03/2017",
    "gp_practice": "Dr Quagmirious",
}


def test_no_identifier_enters_the_file(db, tmp_path):
    secret = SECRETS | {"referral_ref": "B123456789012", "discharge_reason": "Zebedina moved"}
    ours = sent(
        tmp_path, JUNE, secret, SECRETS | {"referral_ref": "R2", "person_id": "NHS4857773456"}
    )
    given = {"referral_ref": "B123456789012", "kind": "Zebedina", "offered": "01/04/2025"}
    lookup = pd.DataFrame({"postcode": ["ZZ11AA"], "district": ["E07000071"]})
    s.load(db, places.four_councils(), ours, support(tmp_path, JUNE, given), postcodes=lookup)
    wanted = ("A12345", "B12345", "ZZ1", "2017-03-04", "04/03", "QUAGM", "ZEBED", "4857773456")
    with duckdb.connect(str(db), read_only=True) as connection:
        every = connection.execute(
            "select table_name, column_name from duckdb_columns() where schema_name = 'main'"
        ).fetchall()
        assert ("referral", "person") in every
        for table, column in every:
            texts = connection.execute(f"select distinct {column}::varchar from {table}").fetchall()
            for (text,) in texts:
                assert not any(each in (text or "").upper() for each in wanted), (table, column)


NAMING = (
    "9434765919", "943 476 5919", "943-476-5919", "RZZ9434765919", "Ref 9434765919", s.UPN,
    "x " + s.UPN, "Yolanda Xanthe 04/03/2017", "Yolanda Xanthe", "Xanthe; Y", "Xanthe_Yolanda",
    "YX04032017", "YX-2017-03-04", "Marlow 2024", "Yolanda born 4 March 17",
)  # fmt: skip
PLAIN = ("R1", "9434765918", "2025/123", "EHC-2024-0012", "SEN 2024 0012", "SR 12", "Case 7")


def of_several(refs, **more):
    """One row a reference, each of a child and a team of its own."""
    return [
        {"referral_ref": ref, "person_id": f"p{n}", "team": f"T{n}"} | more
        for n, ref in enumerate(refs)
    ]


def test_a_reference_that_names_a_child_is_a_hash_by_which_the_child_is_found_again(db, tmp_path):
    s.load(db, sent(tmp_path, MARCH, *of_several(NAMING)))
    s.load(db, sent(tmp_path, JUNE, *of_several(NAMING, discharged="01/05/2025")))
    found = of(db, "team, referral_ref, discharged")
    assert [team for team, *_ in found] == [f"T{n}" for n in range(len(NAMING))]
    for ref, (_, held, discharged) in zip(NAMING, found, strict=True):
        assert held.startswith("case ") and len(held) == 17, ref
        assert discharged == date(2025, 5, 1), ref


def test_a_plain_reference_stays_as_the_provider_wrote_it(db, tmp_path):
    s.load(db, sent(tmp_path, JUNE, *of_several(PLAIN)))
    assert of(db, "referral_ref") == [(ref,) for ref in PLAIN]


def test_a_team_or_provider_that_names_a_child_is_left_out_and_said(db, tmp_path):
    rows = (
        {"team": "Yolanda Xanthe 9434765927", "provider": "CM1 1QH"},
        {"referral_ref": "R2", "person_id": "p2", "team": "Born 04/03/2017"},
        {"referral_ref": "R3", "person_id": "p3", "team": f"Caseload {s.UPN}"},
        {"referral_ref": "R4", "person_id": "p4", "team": "Mid team 3 - ages 5-11"},
    )
    report = s.load(db, sent(tmp_path, JUNE, *rows))
    assert of(db, "team, provider") == [
        (None, None), (None, "ECH"), (None, "ECH"), ("Mid team 3 - ages 5-11", "ECH"),
    ]  # fmt: skip
    assert any(note.startswith("3 rows had an NHS number") for note in tidy(report.notes))
    assert any("1 row had an NHS number" in n and "under provider;" in n for n in report.notes)


def tidy(notes):
    """Without the name of the file before each."""
    return [note.split(": ", 1)[1] for note in notes]


def test_bad_input_changes_nothing(db, tmp_path):
    s.load(db, sent(tmp_path, MARCH, {}))
    old = db.read_bytes()
    later = sent(tmp_path, JUNE, {"discharged": "01/05/2025"})
    with pytest.raises(BadFile, match="loaded already"):
        load.run([later, later], db)
    nameless = Delivery("referral_list", "a", "a.csv", "1", {"referral": pd.DataFrame()})
    with pytest.raises(BadFile, match="does not say whose"):
        load.run([later, nameless], db)
    assert db.read_bytes() == old


def test_a_build_from_scratch_does_not_lose_real_referrals(db, tmp_path):
    s.load(db, places.four_councils(), sent(tmp_path, MARCH, {}))
    old = db.read_bytes()
    case = {"case_ref": "C1", "received": "03/01/2025", "decision": "A"}
    with pytest.raises(BadFile, match="holds real records of Council 881"):
        s.load(db, places.four_councils(), s.cases(tmp_path, JUNE, case, la="881"), fresh=True)
    assert db.read_bytes() == old
    s.load(db, places.four_councils(), sent(tmp_path, JUNE, {}), fresh=True)


def test_the_neighbourhoods_fifth_and_not_the_neighbourhood(db, tmp_path):
    lookup = pd.DataFrame(
        {"postcode": ["ZZ11AA"], "district": ["E07000071"], "lsoa": ["E01000001"]}
    )
    index = pd.DataFrame(
        {"area_code": ["E01000001"], "level": "lsoa", "edition": "2025", "name": None,
         "score": None, "rank": 1, "decile": [3]}
    )  # fmt: skip
    imd = Delivery("deprivation", "Index", "imd.csv", "2", {"deprivation": index})
    rows = ({"postcode": "ZZ1 1AA"}, {"referral_ref": "R2"})
    s.load(db, places.four_councils(), imd, sent(tmp_path, JUNE, *rows), postcodes=lookup)
    assert of(db, "district, deprivation") == [("E07000071", 2), ("881/unknown", None)]


def test_the_check_command_tells_of_referrals(tmp_path, capsys):
    path = s.listed(tmp_path, HEAD, (ONE | {"first_contact": "02/01/2025"},), "")
    options = ["--council", "881", "--reference-date", JUNE]
    assert main(["check", str(path), *options, "--format", "csv"]) == 0
    assert ",H03,error,referral,2," in capsys.readouterr().out
