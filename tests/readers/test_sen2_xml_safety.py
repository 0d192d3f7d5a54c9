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
