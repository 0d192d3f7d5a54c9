"""The command line: what it prints, its exit codes, and one line for whatever is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sendviz.catalogue.layouts import BadFile
from sendviz.commands import main
from sendviz.load import files
from tests import handmade
from tests.load import samples as s
from tests.readers import blade_samples

ROOT = Path(__file__).resolve().parents[1]
MEASURE = "plans_issued_within_20_weeks"
HEAD = ["measure", "as_at", "grain", "rounded_to", "simulated", "doubtful", "rows"]
ROW = [
    "area",
    "period_start",
    "category",
    "numerator",
    "denominator",
    "value",
    "low",
    "high",
    "blank",
    "under",
]


@pytest.fixture(scope="module")
def db(tmp_path_factory) -> Path:
    """Testshire: 30 plans in each quarter of the council, North mostly in time."""
    path = tmp_path_factory.mktemp("ask") / "t.duckdb"
    rows = [
        handmade.request("2025-01-06", "2025-02-03", issued, district=district)
        for district, issued in (("N1", "2025-05-12"), ("S1", "2025-06-16"))
        for _ in range(30)
    ]
    handmade.build(path, rows, public=True).close()
    return path


def ask(db: Path, capsys, *more: str, measure: str = MEASURE) -> str:
    assert main(["ask", measure, "--council", "Testshire", "--db", str(db), *more]) == 0
    return capsys.readouterr().out


def asked(db: Path, capsys, *more: str, measure: str = MEASURE) -> dict:
    return json.loads(ask(db, capsys, "--format", "json", *more, measure=measure))


def test_without_by_and_period_there_is_one_row_of_unrounded_fractions(db, capsys):
    found = asked(db, capsys)
    assert list(found) == HEAD and list(found["rows"][0]) == ROW
    assert [found[name] for name in HEAD[2:-1]] == [None, None, True, 0]
    assert (found["measure"], found["as_at"], len(found["rows"])) == (MEASURE, "2025-06-30", 1)
    row = found["rows"][0]
    assert (row["area"], row["numerator"], row["denominator"]) == ("Testshire", 30, 60)
    assert row["value"] == 0.5 and 0.37 < row["low"] < 0.38 and row["blank"] is None
    assert row["period_start"] is None and row["category"] is None


def test_parts_in_public_view_are_told_by_quarter_in_multiples_and_with_the_most_of_a_nought(
    db, capsys
):
    given = ["--by", "locality", "--from", "2025-01-01", "--period", "month"]
    found = asked(db, capsys, *given)
    assert (found["grain"], found["rounded_to"], found["simulated"]) == ("quarter", 5, True)
    told = {row["area"]: row for row in found["rows"] if row["period_start"] == "2025-04-01"}
    assert [told["North"][name] for name in ("numerator", "value", "under")] == [30, 1, None]
    assert [told["South"][name] for name in ("numerator", "value", "under")] == [0, 0, 5]
    lines = ask(db, capsys, *given[:4]).splitlines()
    assert [line.split("  ")[0] for line in lines] == ["North", "South", "Not known or out of area"]
    assert [line[26:] for line in lines] == [
        "30 of 30 (100%)", "under 5 of 30", "too few to tell",
    ]  # fmt: skip


@pytest.mark.parametrize("by", ["locality", "quadrant", "district"])
def test_by_area_gives_names_in_their_order(db, capsys, by):
    rows = asked(db, capsys, "--by", by, "--role", "officer")["rows"]
    named = ["Northby", "Norton", "Southam"] if by == "district" else ["North", "South"]
    assert [row["area"] for row in rows] == named
    assert [row["value"] for row in rows if row["value"] is not None] == [1, 0]


def test_json_has_no_nan_and_says_why_a_value_is_missing(db, capsys):
    text = ask(db, capsys, "--period", "month", "--from", "2025-01-01", "--format", "json")
    rows = json.loads(text, parse_constant=lambda name: pytest.fail(name))["rows"]
    assert [row["period_start"] for row in rows][:2] == ["2025-01-01", "2025-02-01"]
    assert rows[0]["blank"] == "no_cases" and rows[0]["value"] is None
    assert rows[5]["numerator"] == 0 and rows[5]["value"] == 0


def test_a_count_in_a_part_and_a_filter(db, capsys):
    where = ["--where", "need=ASD", "--role", "officer", "--area", "North"]
    assert asked(db, capsys, *where)["rows"][0]["denominator"] == 30
    assert (
        asked(db, capsys, "--where", "need=HI", "--role", "officer")["rows"][0]["blank"]
        == "no_cases"
    )


def test_the_table_is_for_people_and_csv_for_sheets(db, capsys):
    assert ask(db, capsys) == "Testshire  30 of 60 (50%)\n"
    lines = ask(db, capsys, "--by", "locality", "--role", "board").splitlines()
    assert lines == ["North  30 of 30 (100%)", "South  0 of 30 (0%)"]
    assert ask(db, capsys, "--format", "csv").startswith("area,period_start,category,numerator")


ASK = ["ask", MEASURE, "--council", "999"]
BAD = {
    "no command": [],
    "another command": ["bake"],
    "no measure": ["ask"],
    "another measure": ["ask", "plans_isued_within_20_weeks", "--council", "Testshire"],
    "another council": ["ask", MEASURE, "--council", "Nowhereshire"],
    "a council without records": ["ask", MEASURE, "--council", "Empty"],
    "a split that is none": [*ASK, "--by", "colour"],
    "an area that is none": [*ASK, "--area", "Atlantis"],
    "a date that is none": [*ASK, "--from", "2025-02-30"],
    "dates turned round": [*ASK, "--from", "2025-06-01", "--to", "2025-01-31"],
    "a day to come": [*ASK, "--as-at", "2031-01-31"],
    "a filter without values": [*ASK, "--where", "need"],
    "a filter that is none": [*ASK, "--where", "colour=red"],
    "a value that is none": [*ASK, "--where", "need=XX"],
    "a variant that is none": [*ASK, "--variant", "blue"],
    "a role that is none": [*ASK, "--role", "king"],
    "a grain that is none": [*ASK, "--period", "week"],
    "too fine for the public": [*ASK, "--by", "need", "--area", "North"],
    "a file that is not there": ["import", "nowhere.xml"],
    "a folder that is not there": ["build", "nowhere"],
    "a list that is not there": ["check", "nowhere.csv"],
    "a port that is none": ["serve", "--port", "here"],
    "a template that is none": ["template", "cake"],
}  # fmt: skip


@pytest.mark.parametrize("arguments", BAD.values(), ids=BAD)
def test_bad_input_is_one_line_and_exit_code_2(db, capsys, arguments):
    given = [*arguments, "--db", str(db)] if len(arguments) > 1 else arguments
    before = db.read_bytes()
    assert main(given) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.startswith("sendviz: ") and said.err.count("\n") == 1
    assert db.read_bytes() == before


@pytest.mark.parametrize("command", [["info"], ["check"], ASK])
def test_a_database_that_is_none_is_one_line(tmp_path, capsys, command):
    (tmp_path / "text.duckdb").write_text("hello")
    for path in (tmp_path / "none.duckdb", tmp_path / "text.duckdb", tmp_path):
        assert main([*command, "--db", str(path)]) == 2
        said = capsys.readouterr().err
        assert said.count("\n") == 1 and "python -m sendviz build" in said


def given(**more) -> files.Given:
    nothing = {"council": None, "year": None, "reference_date": None, "map": None}
    return files.Given(**nothing | more)


def layouts(path: Path, **more) -> list[str]:
    return [each.layout for each in files.read_all([path], given(**more), lambda _: None)]


def test_a_folder_of_mixed_files_is_read_each_by_its_reader(tmp_path):
    s.sen2(tmp_path, 2024, s.person(s.request("2023-10-02")), name="r.xml")
    s.cases(tmp_path, "2024-01-31", {"case_ref": "C1", "received": "02/10/2023"}, name="c.csv")
    s.advice(
        tmp_path,
        "2024-01-31",
        {"case_ref": "C1", "kind": "ep", "asked": "02/11/2023"},
        name="a.csv",
    )
    (tmp_path / "l.csv").write_text("district,locality,population\nNewby,North,\n")
    (tmp_path / "notes.txt").write_text("not a file of ours")
    (tmp_path / "deeper").mkdir()
    blade_samples.folder(tmp_path / "deeper")
    for name in blade_samples.FILES:
        (tmp_path / blade_samples.STEM.format(name)).write_text(blade_samples.FILES[name])
    said: list[str] = []
    found = files.read_all(
        [tmp_path], given(council="bcp", reference_date="2024-01-31"), said.append
    )
    assert sorted(each.layout for each in found) == [
        "areas", "local_advice", "local_cases", "sen2_blade", "sen2_blade", "sen2_xml",
    ]  # fmt: skip
    assert {each.la_code for each in found} == {"839"}
    assert "notes.txt was passed over: no file of a known kind" in said


ONE_CASE = "case_ref,received,decided,issued\nC1,02/10/2023,,\n"
BCP = {"council": "BCP"}
LACKING = [
    ("c.csv", ONE_CASE, {}, "add --council"),
    ("c.csv", ONE_CASE, BCP, "--reference-date"),
    ("c.csv", ONE_CASE, BCP | {"reference_date": "31/01/2024"}, "not a date"),
    ("c.csv", ONE_CASE, {"council": "Atlantis"}, "No council is called"),
    ("p.csv", "postcode,district\nZZ1 1AA,E06000058\n", BCP, "--postcodes p.csv"),
    ("p.png", "x", {}, "known are .csv"),
    ("p.pdf", "x", {}, "Ask for the Word or Excel file"),
    ("b.xls", "\xd0\xcf\x11\xe0", BCP | {"reference_date": "2024-01-31"}, "b.xls"),
    ("Blade-Export_17-03-2025_person.csv", "persontableid\n1\n", {}, "folder with all nine"),
]


@pytest.mark.parametrize(("name", "text", "more", "words"), LACKING)
def test_a_file_that_lacks_something_says_what_to_do(tmp_path, name, text, more, words):
    (tmp_path / name).write_bytes(text.encode("latin-1"))
    with pytest.raises(BadFile, match=words) as caught:
        layouts(tmp_path / name, **more)
    assert any(each in str(caught.value) for each in (name, "council", "--reference-date"))


def test_dfe_files_are_known_by_their_columns(tmp_path):
    release = ROOT.parent / "shared/samples/dfe/education-health-and-care-plans_2025.zip"
    if not release.exists():
        pytest.skip("../shared/samples/dfe is not here")
    import zipfile

    with zipfile.ZipFile(release) as archive:
        for name in archive.namelist():
            if "appeal rate" in name:
                (tmp_path / "any name.csv").write_bytes(archive.read(name))
    assert layouts(tmp_path / "any name.csv") == ["dfe_release"]


def test_import_build_check_and_info_together(tmp_path, capsys):
    db, inbox = tmp_path / "x.duckdb", tmp_path / "in"
    inbox.mkdir()
    made = s.assessment("Y", "2024-03-04", s.plan("2024-03-04"))
    people = [
        s.person(s.request("2023-10-02", "Y", "2023-11-10", made)),
        s.person(s.request("2025-10-02", "Q"), upn="B1"),
    ]
    s.sen2(inbox, 2025, *people, name="r.xml")
    assert main(["import", str(inbox), "--db", str(db)]) == 0
    said = capsys.readouterr()
    assert said.out == "" and "errors spoil the day" in said.err and s.UPN not in said.err
    before = db.read_bytes()
    assert main(["import", str(inbox / "r.xml"), "--db", str(db)]) == 2
    assert "r.xml is loaded already" in capsys.readouterr().err and db.read_bytes() == before
    assert main(["build", "--if-missing", "--db", str(db)]) == 0 and db.read_bytes() == before
    assert main(["build", "--db", str(db)]) == 2
    assert "holds real records of Bournemouth" in capsys.readouterr().err
    assert main(["check", "--db", str(db)]) == 0
    listed = capsys.readouterr().out
    assert main(["check", str(inbox), "--format", "csv", "--db", str(db)]) == 0
    for text in (listed, capsys.readouterr().out):
        assert text.startswith("file,rule,severity,table_name,row_number,what,fix\n")
        assert "r.xml,R06,error,request," in text and "Quagmirious" not in text
    assert main(["info", "--db", str(db)]) == 0
    told = capsys.readouterr().out
    assert "Bournemouth, Christchurch and Poole: records from 2024-01-01 to 2025-01-16" in told
    more = ["--where", "need=ASD", "--as-at", "2024-12-31", "--db", str(db)]
    assert main(["ask", MEASURE, "--council", "BCP", *more[2:]]) == 0
    assert capsys.readouterr().out == "Bournemouth, Christchurch and Poole  0 of 1 (0%)\n"


def test_a_template_comes_out_of_a_shell_as_it_is(capsysbinary):
    command = [sys.executable, "-m", "sendviz", "template", "cases"]
    made = subprocess.run(command, capture_output=True, cwd=ROOT, check=True)
    assert main(command[3:]) == 0
    assert made.stdout == capsysbinary.readouterr().out != b""


def test_templates_are_read_back(tmp_path, capsysbinary):
    for kind in ("cases", "advice", "localities", "map"):
        assert main(["template", kind]) == 0
        (tmp_path / kind).write_bytes(capsysbinary.readouterr().out)
    text = (tmp_path / "cases").read_text("utf-8-sig").splitlines()
    (tmp_path / "c.csv").write_text("\n".join([*text, text[1].replace("EXAMPLE-1", "C1")]))
    assert layouts(tmp_path / "c.csv", council="BCP", reference_date="2026-06-30") == [
        "local_cases"
    ]
    (tmp_path / "l.csv").write_bytes((tmp_path / "localities").read_bytes())
    assert layouts(tmp_path / "l.csv", council="BCP") == ["areas"]
