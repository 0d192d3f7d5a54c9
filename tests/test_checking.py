"""check FILE: what is understood of a file, what is wrong with it, what it would count."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sendviz.commands import main
from tests.conftest import SHARED, shared
from tests.load import samples as s
from tests.readers import blade_samples

ESSEX = ("--council", "Essex", "--reference-date", "2026-01-15")
CASES = """Case number,Date received,Decision,Decided,Outcome,Final plan date,UPN,Home postcode,Desk
C1,13/01/2025,Agreed,10/02/2025,Issued,20/05/2025,A123456789012,ZZ1 1AA,Zebedina Quagmirious
C2,14/01/2025,Route B,10/02/2025,,,A123456789013,ZZ1 1AA,Zebedina Quagmirious
C3,15/01/2025,Refused,,,,A123456789014,ZZ1 1AB,Zebedina Quagmirious
C4,16/06/2025,Agreed,14/07/2025,,soon,A123456789015,,Zebedina Quagmirious
"""
TOLD = """\
cases.csv: Local case file of Essex (881)
  Tells of 1 January 2025 to 15 January 2026. Whether it is whole shows beside the list before;
    --whole or --part says it. Rows: 4 read, 4 kept, 0 left out.

  Heading          is read as     cells read  not read  blank
  Case number      case_ref    4 of 4 (100%)         0      0
  Home postcode    postcode     3 of 4 (75%)         0      1
  UPN              upn         4 of 4 (100%)         0      0
  Date received    received    4 of 4 (100%)         0      0
  Decided          decided      3 of 4 (75%)         0      1
  Decision         decision     3 of 4 (75%)         1      0
  Outcome          outcome      1 of 4 (25%)         0      3
  Final plan date  issued       1 of 4 (25%)         1      2

  Cells that cannot be read
    Final plan date is not a date (row 5): 1

  Columns not used
    Desk

  Words that are not known
    Decision: 'Route B' (1)

  Remarks
    cells of Final plan date (1) are filled in and no day that can be read. What they tell of counts
      as having happened, on a day not known.

  Doubts and errors
    R02 error, row 3: The outcome of the request is missing or is not one of Y, N, A, W and H.
      Enter Y to assess, N refused, A not decided, W withdrawn or H decided in an earlier year.
    R03 error, row 4: A decision has no date, or a request without a decision has one.
      Enter the day on which the family was told, or correct the outcome of the request.
    S08 warning, row 5: The home postcode is missing or is not in the council's postcode list.
      Enter the home postcode. Without it the case counts under 'not known or out of area'.

  What it would count by itself
    Requests for an EHC needs assessment  4 requests
    Children in the assessment process    1 child
    Children waiting past 20 weeks        1 child
    EHC plans issued                      1 plan
    EHC plans                             1 plan
"""


@pytest.fixture
def checked(tmp_path, capsys):
    """Runs check beside no built file; what is printed, and what is said."""

    def run(*arguments: object, code: int = 0) -> tuple[str, str]:
        capsys.readouterr()
        given = ["check", *map(str, arguments), "--db", str(tmp_path / "none.duckdb")]
        assert main(given) == code
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return printed.out, printed.err

    return run


def write(folder: Path, text: str, name: str = "cases.csv") -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder / name


def test_all_that_is_understood_of_a_case_list(tmp_path, checked):
    out, err = checked(write(tmp_path, CASES), *ESSEX)
    assert out == TOLD and err == "Reading cases.csv\n"
    assert not (tmp_path / "none.duckdb").exists()


def test_nothing_by_which_a_child_is_known_is_printed(tmp_path, checked):
    path = write(tmp_path, CASES.replace("Route B", "ask Zebedina Quagmirious"))
    for form in ("text", "json", "csv"):
        told = "".join(checked(path, *ESSEX, "--format", form))
        assert not any(part in told for part in ("Quagmirious", "A1234", "ZZ1"))


def test_json_says_the_same(tmp_path, checked):
    (found,) = json.loads(checked(write(tmp_path, CASES), *ESSEX, "--format", "json")[0])
    assert (found["kind"], found["council"], found["told_from"]) == (
        "local_cases", "881", "2025-01-01",
    )  # fmt: skip
    assert found["rows"] == {"read": 4, "kept": 4, "refused": 0}
    plan = {each["read_as"]: each for each in found["columns"]}["issued"]
    assert [plan[name] for name in ("heading", "cells", "filled", "read")] == [
        "Final plan date", 4, 2, 1,
    ]  # fmt: skip
    assert found["not_used"] == ["Desk"] and found["whole"] is None and found["problem"] is None
    assert [(each["rule"], each["rows"]) for each in found["issues"]] == [
        ("R02", 1), ("R03", 1), ("S08", 1),
    ]  # fmt: skip


def test_csv_has_a_line_for_each_row_to_fix(tmp_path, checked):
    lines = checked(write(tmp_path, CASES), *ESSEX, "--format", "csv")[0].splitlines()
    assert lines[0] == "file,rule,severity,table_name,row_number,what,fix"
    assert [line.split(",")[:5] for line in lines[1:3]] == [
        ["cases.csv", "R02", "error", "request", "3"],
        ["cases.csv", "R03", "error", "request", "4"],
    ]


def test_it_counts_what_the_loaded_file_counts(tmp_path, checked, capsys):
    path, db = write(tmp_path, CASES), str(tmp_path / "own.duckdb")
    (found,) = json.loads(checked(path, *ESSEX, "--format", "json")[0])
    assert main(["import", str(path), *ESSEX, "--db", db]) == 0
    told = []
    for id in ("requests_received", "children_in_assessment", "cases_open_over_20_weeks"):
        capsys.readouterr()
        asked = ["ask", id, "--council", "Essex", "--as-at", "2026-01-15", "--role", "officer"]
        assert main([*asked, "--db", db]) == 0
        told.append(capsys.readouterr().out.removeprefix("Essex").strip())
    assert told == [each["value"] for each in found["counted"]][:3]


REFERRALS = """referral_ref,pathway,received,first_contact
R1,autism,03/01/2025,
R2,wizards,03/01/2025,
R3,slt,03/02/2025,01/06/2025
"""


def test_a_referral_list_counts_by_pathway_and_names_what_is_none(tmp_path, checked):
    out, _ = checked(write(tmp_path, REFERRALS, "r.csv"), *ESSEX)
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert "pathway: 'wizards' (1)" in lines and "Rows: 3 read, 2 kept, 1 left out." in out
    assert "Referrals received, Autism 1 referral" in lines
    assert "Children waiting over 52 weeks, Autism 1 child" in lines


def a_return(folder: Path) -> Path:
    s.sen2(folder, 2026, s.person(s.request("2025-02-03", "Q")), name="r.xml")
    return folder / "r.xml"


# kind of file -> how it is made, what is said of it, and a line below that
KINDS = {
    "a return": (a_return, "SEN2 return 2026 (XML) of Bournemouth", "RequestOutcome: 'Q' (1)"),
    "a Blade folder": (blade_samples.folder, "SEN2 return 2025 (Blade CSV)", "namedplan"),
    "advice": (
        "case_ref,kind,asked,received\nC1,Wizardry,01/03/2025,\n",
        "Local advice file of Essex (881)",
        "kind: 'Wizardry' (1)",
    ),
    "localities": (
        "district,locality,population\nColchester,North,10\n",
        "Localities of Essex\n",
        "area: ",
    ),
    "events": ("day,label,kind\n2025-04-01,New,system\n", "Dated events\n", "event: 1"),
    "support": (
        "referral_ref,kind,offered\nR1,wizards,01/03/2025\n",
        "Support list of Essex (881)",
        "kind: 'wizards' (1)",
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_file_is_told_of(tmp_path, checked, kind):
    made, of, line = KINDS[kind]
    path = write(tmp_path, made, "list.csv") if isinstance(made, str) else made(tmp_path)
    out, _ = checked(path, *(ESSEX if isinstance(made, str) else ()))
    assert f": {of}" in out and line in out
    assert max(map(len, out.splitlines())) < 125


def test_a_file_that_would_not_be_loaded_is_told_of_all_the_same(tmp_path, checked):
    later = a_return(tmp_path)
    text = later.read_text().replace("2026-01-15", "2099-01-15")
    out, err = checked(write(tmp_path, text, "draft.xml"), code=2)
    assert "It would not be loaded\n    draft.xml tells to 15 January 2099" in out
    assert "ReceivedDate" in out and "sendviz: draft.xml would not be loaded: see above." in err


def test_postcodes_are_tried_before_anything_is_loaded(tmp_path, checked):
    cases = CASES.replace(",soon,", ",,").replace("Home postcode", "postcode")
    near = write(tmp_path, "postcode,district\nZZ1 1AA,E07000071\n", "near.csv")
    out, _ = checked(write(tmp_path, cases), *ESSEX, "--postcodes", near)
    assert "S08 warning, rows 4, 5:" in out
    assert "S08 warning, row 5:" in checked(tmp_path / "cases.csv", *ESSEX)[0]
    _, err = checked(tmp_path / "cases.csv", *ESSEX, "--postcodes", tmp_path / "no.csv", code=2)
    assert err == "sendviz: no.csv: cannot be opened (No such file or directory).\n"


def test_the_places_of_the_built_file_are_known(tmp_path, checked, capsys):
    """Hull comes without districts; its list of localities makes a district known to the check."""
    hull = ("--council", "Hull", "--reference-date", "2026-01-15")
    cases = write(tmp_path, "case_ref,received,decided,outcome,district\nC1,13/01/2025,,,Hessle\n")
    places = write(tmp_path, "district,locality,population\nHessle,East,\n", "l.csv")
    lost = "Districts that are none of this council's"
    assert lost in checked(cases, *hull)[0]
    assert lost not in checked(cases, places, *hull)[0]
    assert main(["import", str(places), *hull, "--db", str(tmp_path / "none.duckdb")]) == 0
    before = (tmp_path / "none.duckdb").read_bytes()
    assert lost not in checked(cases, *hull)[0]
    assert (tmp_path / "none.duckdb").read_bytes() == before


def folders() -> list[str]:
    found = sorted((SHARED / "cases").glob("[0-9]*")) if SHARED.exists() else []
    return [each.name for each in found] or ["none"]


@pytest.mark.parametrize("folder", folders())
def test_no_odd_file_breaks_it(checked, tmp_path, capsys, folder):
    for path in sorted(shared("cases", folder).iterdir()):
        if path.suffix in (".txt", ".toml") or path.name == "lookup.csv":
            continue
        capsys.readouterr()
        given = () if path.suffix == ".xml" or path.is_dir() else ESSEX
        code = main(["check", str(path), *given, "--db", str(tmp_path / "none.duckdb")])
        said = capsys.readouterr()
        assert code == 0 and "Rows" in said.out or code == 2 and said.err.count("sendviz: ") == 1
