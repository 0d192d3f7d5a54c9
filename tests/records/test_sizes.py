"""Files of an absurd size or shape: refused in seconds, in bounded memory, with a sentence."""

from __future__ import annotations

import gzip
import subprocess
import sys
import zipfile

import pytest

from sendviz.catalogue.layouts import BadFile
from sendviz.load.files import Given, read_all
from sendviz.load.readers import common
from tests.readers.blade_samples import FILES, STEM
from tests.readers.nhs_handmade import autism
from tests.records import forms

GIVEN = Given(council="Essex", reference_date="2026-01-15")
MB = 1024**2
HEAD = b"case_ref,received,decision,outcome,issued\n"
# What the interpreter and its libraries map before anything is read is about 1 GB.
MEMORY = 3 * 1024 * MB
READ = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, ({memory}, {memory}))
from sendviz.catalogue.layouts import BadFile
from sendviz.load.files import Given, read_all
try:
    read_all([Path(sys.argv[1])], Given(council="Essex", reference_date="2026-01-15"), print)
except BadFile as error:
    print("REFUSED", error)
"""


def one_line(path, size):
    with path.open("wb") as stream:
        stream.write(HEAD)
        for _ in range(size // MB):
            stream.write(b"1,2,3,4," * (MB // 8))


def zip_of_noughts(path, size):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("cases.csv", "w", force_zip64=True) as stream:
            for _ in range(size // MB):
                stream.write(b"0" * MB)


def packed_noughts(path, size):
    with gzip.open(path, "wb", compresslevel=1) as stream:
        for _ in range(size // MB):
            stream.write(b"0" * MB)


ABSURD = {
    "one line": ("cases.csv", one_line, 140 * MB, "line 2: over 1,000,000 characters"),
    "a zip of noughts": ("release.zip", zip_of_noughts, 499 * MB, "unfolds to an absurd size"),
    "a gz of noughts": ("cases.csv.gz", packed_noughts, 499 * MB, "over 150 MB"),
}


@pytest.mark.parametrize("what", ABSURD)
def test_an_absurd_file_is_refused_in_bounded_memory(tmp_path, what):
    name, write, size, words = ABSURD[what]
    write(tmp_path / name, size)
    done = subprocess.run(
        [sys.executable, "-c", READ.format(memory=MEMORY), str(tmp_path / name)],
        capture_output=True, text=True, timeout=100,
    )  # fmt: skip
    assert f"REFUSED {name}" in done.stdout and words in done.stdout, done.stderr[-500:]


@pytest.fixture
def small(monkeypatch):
    """Limits that a small file passes."""
    monkeypatch.setattr(common, "FILE_LIMIT", 20_000)
    monkeypatch.setattr(common, "LONGEST_LINE", 2_000)
    monkeypatch.setattr(common, "CELLS_LIMIT", 5_000)


def refused(path, words):
    with pytest.raises(BadFile, match=words):
        read_all([path], GIVEN, lambda text: None)


ROW = b"A1,01/01/2025,,,\n"
TEXTS = {
    "too large": (HEAD + ROW * 2_000, "over 0 MB"),
    "one line": (HEAD + b"x," * 1_500, "line 2: over 2,000 characters"),
    "one line of headings": (b"x," * 1_500, "line 1: over 2,000 characters"),
    "one line of old Macs": (HEAD.replace(b"\n", b"\r") + b"x," * 1_500, "line 2: over 2,000"),
    "one line of UTF-16": ((HEAD + b"x," * 1_500).decode().encode("utf-16"), "over 2,000"),
    "many cells": (HEAD + b"1,,,,,,,,,,,\n" * 450, "more than 5,000 cells"),
    "wide headings over few cells": (
        HEAD[:-1] + b"".join(b",c%d" % n for n in range(150)) + b"\n" + b"A\n" * 200,
        "more than 5,000 cells",
    ),
    "blank lines of marks": (HEAD + b",,,,,,,,,,,,\n" * 450, "more than 5,000 cells"),
}


@pytest.mark.parametrize("what", TEXTS)
@pytest.mark.parametrize("name", ["cases.csv", "cases.csv.gz", "cases.xls"])
def test_a_text_beyond_the_limits_is_refused(tmp_path, small, what, name):
    data, words = TEXTS[what]
    path = tmp_path / name
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    refused(path, words)


def test_figures_of_the_nhs_and_of_dfe_know_the_same_limits(tmp_path, small):
    line = b"x," * 1_500 + b"\n"
    (tmp_path / "a.csv").write_bytes(autism().encode() + line)
    refused(tmp_path / "a.csv", "over 2,000 characters")
    (tmp_path / "d.csv").write_bytes(b"time_period,geographic_level,new_ehc_plans\n" + line)
    refused(tmp_path / "d.csv", "over 2,000 characters")


def test_each_file_of_a_zip_knows_the_limits(tmp_path, small):
    with zipfile.ZipFile(tmp_path / "blade.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for table, text in FILES.items():
            archive.writestr(
                STEM.format(table), text + ("x" * 30_000 if table == "senneed" else "")
            )
    refused(tmp_path / "blade.zip", "blade.zip, Blade-Export_17-03-2025_senneed.csv: over 0 MB")


@pytest.mark.parametrize("form", ["web page", "XML of 2003", "Excel 97", "LibreOffice"])
def test_sheets_beyond_the_limits_are_refused(tmp_path, monkeypatch, form):
    monkeypatch.setattr(common, "CELLS_LIMIT", 300)
    name, write = forms.FORMS[form]
    refused(write(tmp_path / name, [["a", "b", "c", "d"]] * 100), "more than 300 cells")


def test_cells_that_repeat_themselves_are_counted(tmp_path):
    cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="16384">'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}<text:p>x</text:p>'
    sheet = f'<table:table table:name="a">{row}</table:table-cell></table:table-row></table:table>'
    refused(forms.ods_file(tmp_path / "a.ods", sheet), "more than 20,000,000 cells")


def test_a_list_within_the_limits_is_read(tmp_path, small):
    path = tmp_path / "cases.csv"
    path.write_bytes(HEAD + b"".join(b"A%d,01/01/2025,,,\n" % n for n in range(900)))
    assert read_all([path], GIVEN, lambda text: None)[0].rows_read == 900
