"""Two children as SEN2 XML: one with everything a return can hold, one with a new request only."""

from sendviz.load.readers import sen2_xml

HEADER = """<Header><CollectionDetails><Collection>SEN2</Collection><Year>2025</Year>
<ReferenceDate>2025-01-16</ReferenceDate></CollectionDetails>
<Source><SourceLevel>L</SourceLevel><LEA>839</LEA><SoftwareCode>Case system</SoftwareCode>
</Source></Header>"""
FULL = """<Person>
<Surname>Roe</Surname><Forename>Jo</Forename><PersonBirthDate>2015-03-04</PersonBirthDate>
<Sex>f</Sex>
<Ethnicity>wbri</Ethnicity><PostCode>ZZ1 1AA</PostCode><UPN>A123456789012</UPN>
<Requests><ReceivedDate>2024-01-10</ReceivedDate><RequestSource>3</RequestSource><RYA>0</RYA>
<RequestOutcomeDate>2024-02-14</RequestOutcomeDate><RequestOutcome>Y</RequestOutcome>
<RequestMediation>0</RequestMediation><RequestTribunal>1</RequestTribunal>
<Assessment><AssessmentOutcome>Y</AssessmentOutcome>
<AssessmentOutcomeDate>2024-05-20</AssessmentOutcomeDate>
<Week20>1</Week20>
<NamedPlan><StartDate>2024-05-20</StartDate><PlanRes>a</PlanRes><PB>1</PB>
<CeaseReason>6</CeaseReason>
<CeaseDate>2024-12-01</CeaseDate>
<PlanDetail><URN>100001</URN><PlacementRank>1</PlacementRank>
<SENunitIndicator>1</SENunitIndicator></PlanDetail>
<PlanDetail><SENsetting>EHE</SENsetting><PlacementRank>2</PlacementRank></PlanDetail></NamedPlan>
</Assessment>
<ActivePlans><Res>B</Res><ReviewMeeting>2024-11-01</ReviewMeeting><ReviewOutcome>m</ReviewOutcome>
<LastReview>2024-11-20</LastReview>
<PlacementDetail><URN>100001</URN><EntryDate>2024-09-01</EntryDate><WPB>S</WPB>
<PlacementRank>1</PlacementRank></PlacementDetail>
<SENneed><SENtype>asd</SENtype><SENtypeRank>1</SENtypeRank></SENneed>
<SENneed><SENtype>SLCN</SENtype><SENtypeRank>2</SENtypeRank></SENneed></ActivePlans></Requests>
<Requests><ReceivedDate>2023-11-02</ReceivedDate><RequestOutcome>W</RequestOutcome></Requests>
</Person>"""
SECOND = """<Person><PersonBirthDate>2018-01-02</PersonBirthDate><Sex>M</Sex>
<Requests><ReceivedDate>2024-12-01</ReceivedDate><RequestOutcome>A</RequestOutcome></Requests>
</Person>"""


def message(people: str = FULL + SECOND, header: str = HEADER) -> str:
    return f"<Message>\n{header}\n<Persons>\n{people}\n</Persons></Message>"


def delivered(tmp_path, text: str | bytes):
    path = tmp_path / "return.xml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return sen2_xml.read(path)
