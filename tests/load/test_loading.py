"""What may be loaded, what may be loaded again, and how rows and cells are counted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sendviz.catalogue.layouts import BadFile
from sendviz.commands import main
from sendviz.load.readers import events, nhs_autism, places, referrals
from sendviz.load.readers.common import how_many
from tests.load import samples as s
from tests.readers.nhs_handmade import autism

HEAD = "referral_ref,person_id,pathway,provider,received,age,locality,postcode"
ONE = {"person_id": "p1", "pathway": "autism", "provider": "ECH", "received": "03/01/2025"}
JUNE = "2025-06-30"
LOCALITIES = "district,locality,population\nAshford,East Kent,100\nDover,East Kent,100\n"
TO_COME = (date.today() + timedelta(days=1)).isoformat()


@pytest.fixture
def db(tmp_path):
    return tmp_path / "a.duckdb"


def sent(folder, day, *rows, la="881", name="list.csv"):
    told = [
        ONE | {"referral_ref": f"R{n}", "person_id": f"p{n}"} | row for n, row in enumerate(rows)
    ]
    path = s.listed(folder, HEAD, tuple(told), name)
    return referrals.read(path, la, date.fromisoformat(day))


def logged(db):
    columns = "rows_read, rows_kept, rows_refused, cells_unread"
    own = "from import_log where layout <> 'bundled' order by import_id desc limit 1"
    return s.rows(db, f"select {columns} {own}")[0]


def command(db, path, *more, council="Kent", day=JUNE):
    where = ["--council", council] if council else []
    return main(["import", str(path), *where, "--reference-date", day, *more, "--db", str(db)])


def test_a_list_refused_whole_changes_nothing(db, tmp_path):
    """Two referrals of 2025, said to be known to 2024: no row can be kept."""
    made_up = sent(tmp_path, JUNE, {}, {}, name="made-up.csv")
    s.load(db, places.four_councils(), made_up.__class__(**vars(made_up) | {"simulated": True}))
    before = db.read_bytes()
    with pytest.raises(BadFile, match=r"list.csv: none of its 2 rows can be kept \(H20 .*rows 2"):
        s.load(db, sent(tmp_path, "2024-01-01", {}, {}))
    assert db.read_bytes() == before
    assert s.rows(db, "select count(*) from referral where simulated") == [(2,)]


def test_a_day_to_come_is_refused_wherever_it_stands(db, tmp_path, capsys):
    s.load(db, places.four_councils())
    before = db.read_bytes()
    with pytest.raises(BadFile, match="tells to .* which is still to come"):
        s.load(db, sent(tmp_path, TO_COME, {}))
    assert command(db, tmp_path / "list.csv", day=TO_COME) == 2
    assert "is still to come" in capsys.readouterr().err and db.read_bytes() == before


def test_an_older_file_says_that_the_later_one_counts(db, tmp_path):
    s.load(db, sent(tmp_path, JUNE, {}))
    report = s.load(db, sent(tmp_path, "2025-03-31", {"age": "7"}, name="older.csv"))
    assert any("tells to 30 June 2025 is loaded" in note for note in report.notes)


def test_localities_that_were_advised_may_be_followed_by_the_same_list(db, tmp_path, capsys):
    path = tmp_path / "kent.csv"
    sent(tmp_path, JUNE, {"locality": "East Kent"}, {"locality": "East Kent"}, name=path.name)
    (tmp_path / "areas.csv").write_text(LOCALITIES)
    assert command(db, path) == 0 and "Load its localities" in capsys.readouterr().err
    assert command(db, path) == 2 and "is loaded already" in capsys.readouterr().err
    assert command(db, tmp_path / "areas.csv") == 0
    assert command(db, path) == 0
    assert s.rows(db, "select placed_by, count(*) from referral group by 1") == [("locality", 2)]
    assert command(db, path) == 2


def test_another_postcode_list_or_mapping_is_reason_to_load_again(db, tmp_path):
    path = tmp_path / "list.csv"
    sent(tmp_path, JUNE, {"postcode": "CM1 1AA"})
    (tmp_path / "pc.csv").write_text("postcode,district\nCM1 1AA,E07000070\n")
    (tmp_path / "map.toml").write_text('received = "received"\n')
    listed = ["--postcodes", str(tmp_path / "pc.csv")]
    for more, code in (
        ([], 0), ([], 2), (listed, 0), (listed, 2), (["--map", str(tmp_path / "map.toml")], 0),
    ):  # fmt: skip
        assert command(db, path, *more, council="Essex") == code
    assert s.rows(db, "select district from referral") == [("E07000070",)]


def test_events_that_were_replaced_may_come_back(db, tmp_path):
    for name, label in (("a.csv", "New team"), ("b.csv", "New form")):
        (tmp_path / name).write_text(f"day,label,kind\n2025-03-01,{label},staff\n")
    first, second = (events.read(tmp_path / name, "881") for name in ("a.csv", "b.csv"))
    s.load(db, places.four_councils(), first)
    with pytest.raises(BadFile, match="loaded already"):
        s.load(db, first)
    s.load(db, second)
    s.load(db, first)
    assert s.rows(db, "select label from event where la_code = '881'") == [("New team",)]


def test_rows_add_up_and_cells_are_told_apart(db, tmp_path):
    """Of four rows one has no pathway and one no day; an age that is none is a cell only."""
    rows = ({"age": "seven"}, {"pathway": "chiropody"}, {"received": ""}, {})
    s.load(db, places.four_councils(), sent(tmp_path, JUNE, *rows))
    assert logged(db) == (4, 2, 2, 1)
    why = s.rows(
        db, "select reasons, unread_reasons from import_log where layout = 'referral_list'"
    )
    assert "H01" in why[0][0] and "(row 4): 1" in why[0][0]
    assert why[0][1] == "age is not an age in years (row 2): 1"


def test_two_rows_with_three_odd_cells_are_both_kept(db, tmp_path, capsys):
    rows = ({"age": "x", "received": "03/01/2025"}, {"age": "y"})
    sent(tmp_path, JUNE, *rows)
    assert command(db, tmp_path / "list.csv", council="Essex") == 0
    assert logged(db) == (2, 2, 0, 2)
    said = capsys.readouterr().err
    assert "Referral list: 2 rows kept; 2 cells of kept rows could not be read (age is" in said


def revised(folder, value):
    rows = [("2023-03-01", "CCG or Sub ICB Location - GP Practice or Residence", "78H", "N - 78H",
             "NONE", "ASD16b", value)]  # fmt: skip
    folder.mkdir()
    path = folder / "AutismStats_Apr2022_Mar2023_SubICB.csv"
    path.write_text(autism(*rows, words="METRIC_NAME"), "utf-8")
    return nhs_autism.read(path)


def test_a_revision_under_the_same_name_is_an_edition_of_its_own(db, tmp_path):
    first, second = revised(tmp_path / "a", "100"), revised(tmp_path / "b", "65")
    s.load(db, first)
    report = s.load(db, second)
    found = s.rows(db, "select edition, value, method from health_figure order by edition")
    method = "autism from Sept 2023"
    assert found == [("2023-03", 100.0, method), ("2023-03 r2", 65.0, method)]
    assert any("this is 2023-03 r2" in note for note in report.notes)
    assert max(edition for edition, *_ in found) == "2023-03 r2"
    for again in (first, second):
        with pytest.raises(BadFile, match="loaded already"):
            s.load(db, again)


def test_words_fit_their_number():
    said = [how_many(n, "row has", "rows have") for n in (0, 1, 2, 1204)]
    assert said == ["0 rows have", "1 row has", "2 rows have", "1,204 rows have"]


def test_one_error_is_told_as_one(db, tmp_path, capsys):
    s.load(db, places.four_councils())
    early = ONE | {"referral_ref": "R1", "first_contact": "02/01/2025"}
    path = s.listed(tmp_path, f"{HEAD},first_contact", (early,), "r.csv")
    assert command(db, path, council="Essex") == 0
    said = capsys.readouterr().err
    assert (
        "Referral list: 1 row kept" in said and "1 error spoils the day or the step that it" in said
    )
