"""Whatever the bytes, a reader gives a delivery or says what is wrong: never another error, never
for long.
"""

import io
import os
import tempfile
import time
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sendviz.catalogue.layouts import BadFile, Delivery
from sendviz.load.readers import local_files, postcodes, sen2_blade, sen2_workbook, sen2_xml

RETURN = b"""<?xml version="1.0" encoding="UTF-8"?>
<Message><Header><CollectionDetails><Collection>SEN2</Collection><Year>2025</Year>
<ReferenceDate>2025-01-16</ReferenceDate></CollectionDetails>
<Source><LEA>839</LEA></Source></Header>
<Persons><Person><Surname>Roe</Surname><PersonBirthDate>2015-03-04</PersonBirthDate><Sex>F</Sex>
<Requests><ReceivedDate>2024-01-10</ReceivedDate><RequestSource>3</RequestSource><RYA>0</RYA>
<RequestOutcomeDate>2024-02-14</RequestOutcomeDate><RequestOutcome>Y</RequestOutcome>
<Assessment><AssessmentOutcome>Y</AssessmentOutcome>
<AssessmentOutcomeDate>2024-05-20</AssessmentOutcomeDate>
<NamedPlan><StartDate>2024-05-20</StartDate>
<PlanDetail><URN>100001</URN></PlanDetail></NamedPlan></Assessment>
<ActivePlans><ReviewMeeting>2024-11-01</ReviewMeeting>
<SENneed><SENtype>ASD</SENtype></SENneed></ActivePlans>
</Requests></Person></Persons></Message>"""
CASES = (
    b"case_ref,upn,received,decision,decided,outcome,issued,withdrawn_on,exception,team\r\n"
    b'C-1,A1,10/01/2026,Y,14/02/2026,Y,20/06/2026,,no,"North, east"\r\n'
    b"C-2,A2,11/01/2026,refused,,,,,1,West\r\n"
)
ADVICE = (
    b"case_ref,kind,provider,asked,due,received\n"
    b"C-1,ep,One,14/02/2026,28/03/2026,\nC-2,SALT,,14/02/2026,,1/4/2026\n"
)
LOOKUP = b"postcode,district\nZZ1 1AA,D1\nZZ1 1AB,D2\n"
BLADE = {
    "sen2": b"year,referencedate,lea\n2025,2025-Jan-16 00:00:00,839\n",
    "person": b"persontableid,personbirthdate,sex\np1,2015-Mar-04 00:00:00,F\n",
    "requests": b"requeststableid,persontableid,receiveddate,requestoutcomedate,requestoutcome\n"
    b"r1,p1,2024-Jan-10 00:00:00,2024-Feb-14 00:00:00,Y\n",
    "assessment": b"assessmenttableid,requeststableid,assessmentoutcome,assessmentoutcomedate,"
    b"week20\na1,r1,Y,2024-May-20 00:00:00,true\n",
    "namedplan": b"namedplantableid,assessmenttableid,startdate\nn1,a1,2024-May-20 00:00:00\n",
    "plandetail": b"plandetailtableid,namedplantableid,urn\nd1,n1,100001\n",
    "activeplans": b"activeplanstableid,requeststableid,reviewmeeting\n"
    b"v1,r1,2024-Nov-01 00:00:00\n",
    "placementdetail": b"placementdetailtableid,activeplanstableid,urn\nm1,v1,100001\n",
    "senneed": b"senneedtableid,activeplanstableid,sentype\ne1,v1,ASD\n",
}
EXAMPLES = int(os.environ.get("SENDVIZ_FUZZ", "25"))
LIMIT = 10.0  # seconds that one small file may take, on a busy machine
PIECES = [
    *b"< > & </Person> <Persons> <Requests> <!-- ]]> <![CDATA[ &#0; &#x10FFFF; , ; ' -".split(),
    *b'" "" \0 \xff\xfe \xef\xbb\xbf \x81 \xed\xa0\x80 \xd9\xa3 9999-12-31 0000-00-00'.split(b" "),
    *(b"<?pi ", b" xmlns='x'", b"\n", b"\r", b"\t"),
]
fuzzed = settings(
    max_examples=EXAMPLES,
    derandomize="SENDVIZ_FUZZ" not in os.environ,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@st.composite
def mutated(draw, data: bytes) -> bytes:
    """The bytes after one to six changes: cut, doubled, overwritten, or with something awkward put
    in.
    """
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 60))
        kind = draw(st.sampled_from(("cut", "double", "put", "noise", "end")))
        if kind == "cut":
            data = data[:at] + data[at + length :]
        elif kind == "double":
            data = data[:at] + data[at : at + length] + data[at:]
        elif kind == "put":
            data = data[:at] + draw(st.sampled_from(PIECES)) + data[at:]
        elif kind == "noise":
            data = data[:at] + draw(st.binary(min_size=1, max_size=4)) + data[at + length // 20 :]
        elif draw(st.booleans()):
            data = data[:at]
    return data


def survives(read, data: bytes, name: str) -> None:
    """Either a delivery or a BadFile that names the file, within the time allowed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        started = time.monotonic()
        try:
            assert isinstance(read(path), Delivery)
        except BadFile as error:
            assert str(error).startswith(name), str(error)
            assert "Roe" not in str(error)
        assert time.monotonic() - started < LIMIT


def read_cases(path: Path) -> Delivery:
    return local_files.read_cases(path, "839", date(2026, 6, 30))


@fuzzed
@given(mutated(RETURN))
def test_xml(data):
    survives(sen2_xml.read, data, "return.xml")


@fuzzed
@given(mutated(RETURN.decode().replace("UTF-8", "UTF-16").encode("utf-16")))
def test_xml_in_utf_16(data):
    survives(sen2_xml.read, data, "return.xml")


@fuzzed
@given(mutated(CASES))
def test_cases(data):
    survives(read_cases, data, "cases.csv")


@fuzzed
@given(mutated(ADVICE))
def test_advice(data):
    survives(
        lambda path: local_files.read_advice(path, "839", date(2026, 6, 30)), data, "advice.csv"
    )


@fuzzed
@given(mutated(LOOKUP))
def test_postcodes(data):
    def read(path):
        found = postcodes.read_lookup(path)
        assert list(found.columns) == ["postcode", "district"] and found["postcode"].is_unique
        return Delivery("postcodes", "lookup", path.name, "", {"postcode": found})

    survives(read, data, "postcodes.csv")


@fuzzed
@given(st.sampled_from(sorted(BLADE)), st.data())
def test_blade(table, data):
    files = {**BLADE, table: data.draw(mutated(BLADE[table]))}

    def read(path):
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in files.items():
                archive.writestr(f"Blade-Export_17-03-2025_{name}.csv", content)
        try:
            return sen2_blade.read(path)
        except BadFile as error:
            # Within an export the message names the table's own file.
            raise BadFile(str(error).replace("Blade-Export", "export.zip: Blade-Export")) from error

    survives(read, b"", "export.zip")


def workbook_parts() -> dict[str, bytes]:
    book = openpyxl.Workbook()
    for row in CASES.decode().replace('"North, east"', "North").splitlines():
        book.active.append(row.split(","))
    packed = io.BytesIO()
    book.save(packed)
    with zipfile.ZipFile(packed) as archive:
        return {entry: archive.read(entry) for entry in archive.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


PARTS = workbook_parts()


@fuzzed
@given(mutated(zipped(PARTS)))
def test_workbook(data):
    survives(read_cases, data, "cases.xlsx")
    survives(
        lambda path: sen2_workbook.read(path, "839", 2025, date(2025, 1, 16)), data, "sen2.xlsx"
    )


@fuzzed
@given(
    st.sampled_from(
        sorted(name for name in PARTS if "sheet" in name.lower() or "shared" in name.lower())
    ),
    st.data(),
)
def test_workbook_within(part, data):
    survives(read_cases, zipped({**PARTS, part: data.draw(mutated(PARTS[part]))}), "cases.xlsx")


def test_files_are_read_before_they_are_mutated(tmp_path):
    files = {
        "a.xml": RETURN,
        "cases.csv": CASES,
        "advice.csv": ADVICE,
        "cases.xlsx": zipped(PARTS),
        "blade.zip": zipped(
            {f"Blade-Export_17-03-2025_{name}.csv": text for name, text in BLADE.items()}
        ),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    for found in (
        sen2_xml.read(tmp_path / "a.xml"),
        sen2_blade.read(tmp_path / "blade.zip"),
        read_cases(tmp_path / "cases.csv"),
        read_cases(tmp_path / "cases.xlsx"),
        local_files.read_advice(tmp_path / "advice.csv", "839", date(2026, 6, 30)),
    ):
        assert found.refused == {} and found.rows_read > 0
