"""A small Blade export: two children, one case gone all the way, one orphan."""

import zipfile

FILES = {
    "sen2": """NativeId,sen2orderseqcolumn,sourceid,sen2tableid,collection,year,referencedate,\
sourcelevel,lea,softwarecode
1,1,x,s1,SEN2,2025,2025-Jan-16 00:00:00,L,839,Case system
""",
    "person": """NativeId,sen2tableid,persontableid,surname,forename,personbirthdate,sex,\
ethnicity,postcode,upn
1,s1,p-b,Roe,Jo,2015-Mar-04 00:00:00,F,WBRI,ZZ1 1AA,A123456789012
2,s1,p-a,Doe,Al,2016-Apr-05 00:00:00,M,,,
""",
    "requests": """persontableid,requeststableid,receiveddate,requestsource,rya,\
requestoutcomedate,requestoutcome,requestmediation
p-a,r9,2024-Jan-10 00:00:00,2,false,2024-Feb-14 00:00:00,Y,true
p-b,r7,2024-Jun-01 00:00:00,1,,,A,
p-lost,r8,2024-Jun-01 00:00:00,1,,,A,
""",
    "assessment": """requeststableid,assessmenttableid,assessmentoutcome,assessmentoutcomedate,\
week20
r9,a1,Y,2024-May-20 00:00:00,true
r8,a2,A,,
""",
    "namedplan": """assessmenttableid,namedplantableid,startdate,planres,planwbp,pb,ceasedate,\
ceasereason
a1,n1,2024-May-20 00:00:00,A,T,false,,
""",
    "plandetail": """namedplantableid,plandetailtableid,urn,placementrank,senunitindicator
n1,d1,100001,1,true
n1,d2,,2,
""",
    "activeplans": """requeststableid,activeplanstableid,transferla,reviewmeeting,reviewoutcome,\
lastreview
r9,v1,,2024-Nov-01 00:00:00,M,2024-Nov-20 00:00:00
""",
    "placementdetail": """activeplanstableid,placementdetailtableid,urn,sensetting,entrydate,\
leavingdate,placementrank,res,wbp
v1,m1,100001,,2024-Sep-01 00:00:00,,1,B,S
""",
    "senneed": """activeplanstableid,senneedtableid,sentype,sentyperank
v1,e1,ASD,1
v1,e2,SLCN,2
""",
}
STEM = "Blade-Export_17-03-2025_{}.csv"


def folder(tmp_path, **changed):
    path = tmp_path / "export"
    path.mkdir(exist_ok=True)
    for table, text in {**FILES, **changed}.items():
        if text is not None:
            (path / STEM.format(table)).write_text(text)
    return path


def zipped(tmp_path, within: str = "", files=None):
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for table, text in (files or FILES).items():
            archive.writestr(within + STEM.format(table), text)
    return path
