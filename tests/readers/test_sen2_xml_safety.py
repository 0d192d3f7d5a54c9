"""XML that is broken, hostile or very long: a clear refusal, and memory that stays put."""

import subprocess
import sys
from pathlib import Path

import pytest

from sendviz.catalogue.layouts import BadFile
from sendviz.load.readers import sen2_xml
from tests.readers.sen2_samples import FULL, HEADER, SECOND, delivered, message


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("   \n", "not XML"),
        ("UPN,Sex\nA,F\n", "not XML"),
        ("\0\0\0\0", "not XML"),
        ("<a/>", "no Persons"),
        ("<Message><Children/></Message>", "no Persons"),
        (message(""), "no person with a request"),
        (message("<Person><Sex>M</Sex></Person>"), "no person with a request"),
        (message(header=""), "LEA"),
        (message(header=HEADER.replace("839", "83")), "LEA"),
        (
            message(header=HEADER.replace("<Year>2025</Year>", "").replace("2025-01-16", "soon")),
            "no Year",
        ),
        (message()[:-20], "after person 2"),
        (message()[: len(message()) - len(SECOND)], "after person 1"),
        (message().replace("</Sex>", "</Sax>", 1), "after person 0"),
    ],
)
def test_bad_files_say_what_is_wrong(tmp_path, text, says):
    with pytest.raises(BadFile, match=says) as caught:
        delivered(tmp_path, text)
    assert str(caught.value).startswith("return.xml: ")


def test_missing_file(tmp_path):
    with pytest.raises(BadFile, match="cannot be opened"):
        sen2_xml.read(tmp_path / "none.xml")


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE = {
    "laughs": f'<!DOCTYPE Message [<!ENTITY l0 "ha">{LAUGHS}]>'
    + message(SECOND.replace("M<", "&l9;<")),
    "laughs in an attribute": f'<!DOCTYPE Message [<!ENTITY l0 "ha">{LAUGHS}]>'
    + '<Message a="&l9;"><Persons/></Message>',
    "external": '<!DOCTYPE Message [<!ENTITY e SYSTEM "{secret}">]>'
    + message(SECOND.replace("M<", "&e;<")),
    "external dtd": '<!DOCTYPE Message SYSTEM "{secret}">' + message(),
    "parameter": '<!DOCTYPE Message [<!ENTITY % p SYSTEM "{secret}"> %p;]>' + message(),
    "deep": "<a>" * 100_000,
    "undeclared": message(SECOND.replace("M<", "&nbsp;<")),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_xml_is_refused_and_leaks_nothing(tmp_path, kind):
    secret = tmp_path / "secret.txt"
    secret.write_text("TOPSECRET")
    with pytest.raises(BadFile) as caught:
        delivered(tmp_path, HOSTILE[kind].replace("{secret}", secret.as_uri()))
    assert "TOPSECRET" not in str(caught.value)


def test_batches_are_put_together(tmp_path):
    path = tmp_path / "return.xml"
    path.write_text(message(SECOND * (sen2_xml.BATCH + 2)))
    people = sen2_xml.read(path).tables["person"]
    assert people["person_no"].tolist() == [*range(1, sen2_xml.BATCH + 3)]


MEASURE = """
import pathlib, resource, sys
from sendviz.load.readers import sen2_xml
found = sen2_xml.read(pathlib.Path(sys.argv[1]))
frames = sum(frame.memory_usage(deep=True).sum() for frame in found.tables.values())
highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(highest, frames, len(found.tables["person"]))
"""


def peak(path: Path, people: int) -> tuple[int, int]:
    """Peak memory of a process that reads so many people, and the size of its frames; bytes."""
    with path.open("w") as stream:
        stream.write(f"<Message>{HEADER}<Persons>")
        for _ in range(people):
            stream.write(FULL.replace("Roe", "Roe" * 2_800))
        stream.write("</Persons></Message>")
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, path],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    highest, frames, read = map(int, done.stdout.split())
    assert read == people
    return highest, frames


def test_memory_beyond_the_frames_does_not_grow_with_the_file(tmp_path):
    small, small_frames = peak(tmp_path / "small.xml", 800)
    large, large_frames = peak(tmp_path / "large.xml", 3_200)
    assert (tmp_path / "large.xml").stat().st_size > 25_000_000
    grown = large - small - (large_frames - small_frames)
    # A tree that is kept, or the names in it, take 20 MB more here.
    assert grown < 10_000_000


ACCENTED = message(FULL.replace("<Surname>Roe", "<Surname>R\xf6e \u2019s") + SECOND)
LINE = '<?xml version="1.0" encoding="{}"?>\n'


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("UTF-8", "cp1252"),
        ("", "cp1252"),
        ("utf-8", "cp1252"),
        ("ANSI", "cp1252"),
        ("US-ASCII", "utf-8"),
        ("unicode", "utf-8"),
        ("UTF-16", "utf-8"),
        ("UTF-16", "cp1252"),
    ],
)
def test_a_file_is_read_as_it_is_written_whatever_its_first_line_says(tmp_path, said, written):
    text = (LINE.format(said) if said else "") + ACCENTED
    found = delivered(tmp_path, text.encode(written))
    plain = delivered(tmp_path, (LINE.format("UTF-8") + ACCENTED).encode())
    assert plain.notes == () and plain.tables["person"].drop(columns="row").equals(
        found.tables["person"].drop(columns="row")
    )
    really = {"cp1252": "WINDOWS-1252", "utf-8": "UTF-8"}[written]
    called = said.upper() or "UTF-8"
    assert found.notes == (f"return.xml is not in {called}, as it says; it was read as {really}.",)


@pytest.mark.parametrize("said", ["windows-1252", "ISO-8859-1"])
def test_an_encoding_that_is_named_rightly_is_no_note(tmp_path, said):
    assert delivered(tmp_path, (LINE.format(said) + ACCENTED).encode("cp1252")).notes == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda b: b.replace(b"\xf6", b"\x81"), "after person 0 .* neither UTF-8 nor Windows-1252"),
        (lambda b: b[:-20], "breaks off or is damaged after person 2"),
        (lambda b: b.replace(b"Jo", b"J\x02"), "after person 0 .* a character that XML does not"),
        (lambda b: b.replace(b"Jo", b"J&#2;"), "after person 0 .* a character that XML does not"),
        (lambda b: b.replace(b"<Message>", b"<!DOCTYPE a>\n<Message>"), "DOCTYPE"),
    ],
)
def test_what_is_wrong_beside_the_encoding_is_told_for_itself(tmp_path, change, says):
    with pytest.raises(BadFile, match=says):
        delivered(tmp_path, change((LINE.format("UTF-8") + ACCENTED).encode("cp1252")))


def test_a_file_cut_within_a_character_is_not_taken_for_another_encoding(tmp_path):
    whole = (LINE.format("UTF-8") + ACCENTED).encode()
    with pytest.raises(BadFile, match="breaks off or is damaged after person 0"):
        delivered(tmp_path, whole[: whole.index(b"\xc3") + 1])
