"""DfE's Excel template for entering a SEN2 return: one sheet of tables that stand below each other,
each under its title and its headings in words.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from sendviz.catalogue.layouts import BadFile, Delivery
from sendviz.load.readers import sen2
from sendviz.load.readers.common import Records, Refusals, listed, sha256, text_table
from sendviz.load.readers.days import any_day, refuse_errors
from sendviz.load.readers.sen2_workbook import BOTH, NEEDED, linked_table
from sendviz.load.readers.workbooks import texts, workbook

HEADER = "header record"
# title, each word without its last s -> canonical table
TITLES = {
    "person record": "person",
    "request record": "request",
    "assessment record": "assessment",
    "named plan record": "named_plan",
    "plan detail record": "plan_detail",
    "active plan record": "active_plan",
    "placement detail record": "placement",
    "sen need record": "need",
}
# heading, without hints in brackets -> item, in small letters
HEADER_ITEMS = {
    "collection name": "collection",
    "year": "year",
    "reference date": "referencedate",
    "la number": "lea",
    "software code": "softwarecode",
}
PROVIDER = {
    "urn - unique reference number": "urn",
    "ukprn - uk provider reference number": "ukprn",
    "sen setting - establishment type": "sensetting",
    "sen setting - other": "sensettingother",
    "placement rank": "placementrank",
    "sen unit indicator": "senunitindicator",
    "resourced provision indicator": "resourcedprovisionindicator",
}
ITEMS = {
    "person": {
        "date of birth": "personbirthdate",
        "sex": "sex",
        "gender": "gendercurrent",
        "ethnicity": "ethnicity",
        "post code": "postcode",
        "upn - unique pupil number": "upn",
        "uln - young persons unique learner number": "uniquelearnernumber",
        "upn and uln unavailable - reason": "upnunknown",
    },
    "request": {
        "date request was received": "receiveddate",
        "source of request for an ehc needs assessment": "requestsource",
        "initial request whilst in rya": "rya",
        "request outcome date": "requestoutcomedate",
        "request outcome": "requestoutcome",
        "request mediation": "requestmediation",
        "request tribunal": "requesttribunal",
        "exported - child or young person moves out of la before assessment is completed": (
            "exported"
        ),
    },
    "assessment": {
        "assessment outcome - decision to issue ehc plan": "assessmentoutcome",
        "assessment outcome date": "assessmentoutcomedate",
        "assessment mediation": "assessmentmediation",
        "assessment tribunal": "assessmenttribunal",
        "other mediation": "othermediation",
        "other tribunal": "othertribunal",
        "twenty week time limit exceptions apply": "week20",
        "twenty weeks time limit exceptions apply": "week20",
    },
    "named_plan": {
        "ehc plan start date": "startdate",
        "residential settings": "planres",
        "work based learning activity": "planwpb",
        "personal budget taken up": "pb",
        "personal budget - organised arrangements": "oa",
        "personal budget - direct payments": "dp",
        "date ehc plan ceased": "ceasedate",
        "reason ehc plan ceased": "ceasereason",
    },
    "plan_detail": PROVIDER,
    "active_plan": {
        "ehc plan transferred in from another la during calendar year": "transferla",
        "residential settings": "res",
        "work based learning activity": "wpb",
        "annual review meeting date": "reviewmeeting",
        "annual review decision": "reviewoutcome",
        "annual review - date draft amended ehc plan issued": "reviewdraft",
        "ehc plan review decisions date": "lastreview",
        "phase transfer review - due date for any amended plan": "phasetransferduedate",
        "phase transfer review - final plan date": "phasetransferfinaldate",
    },
    "placement": {
        **PROVIDER,
        "placement start date": "entrydate",
        "placement leaving date": "leavingdate",
        "attendance pattern": "attendancepattern",
        "residential settings": "res",
        "work based learning activity": "wpb",
    },
    "need": {"sen type of need": "sentype", "sen type of need rank": "sentyperank"},
}
# What of a row is no entry: filled in by the template itself.
FILLED_IN = ("record type", "la")
PASSED_OVER = {*FILLED_IN, "surname", "forename"}


def looks_like(path: Path) -> bool:
    """Whether a workbook holds the titles of people and of requests."""
    text = texts(path).casefold()
    return "person record" in text and "requests record" in text


def read(path: Path) -> Delivery:
    """One return: the eight person-level tables; `row` is the row in the sheet.

    A table that is not there is empty. Raises BadFile without a header, people or requests, and
    for headings that are missing (all at once).
    """
    refusals = Refusals()
    stacked = _stacked(path)
    head = sen2.header(_header(stacked.pop(HEADER, []), path.name), any_day, path.name)
    frames = {name: _frame(name, title, stacked, path.name, refusals)
              for title, name in TITLES.items()}  # fmt: skip
    _complete(frames, path.name)
    others = sorted({column for frame in frames.values() for column in frame if " " in column})
    absent = [title for title in TITLES if title not in stacked]
    numbers: dict[str, pd.Series] = {}
    tables = {
        name: linked_table(name, title.title(), frames[name], numbers, refusals)
        for title, name in TITLES.items()
    }
    return sen2.delivery(
        "sen2_workbook",
        "DfE's template",
        path,
        sha256(path),
        head,
        tables,
        {column for frame in frames.values() for column in frame.columns},
        sum(map(len, frames.values())),
        refusals,
        (
            *([f"{path.name}: headings not read: {listed(others)}."] if others else []),
            *([f"{path.name}: has no table {', '.join(absent)}."] if absent else []),
        ),
    )


def _stacked(path: Path) -> dict[str, Records]:
    """Title -> the rows under it, headings first. Raises BadFile if a title stands twice."""
    found: dict[str, Records] = {}
    rows: Records | None = None
    for number, cells in (row for sheet in workbook(path).values() for row in sheet):
        title = re.sub(r"s\b", "", " ".join(cells[0].casefold().split())) if cells else ""
        if title in (HEADER, *TITLES) and not any(cells[1:]):
            if title in found:
                raise BadFile(f"{path.name}, row {number}: '{cells[0]}' stands twice. Keep one.")
            rows = found[title] = []
        elif rows is not None:
            rows.append((number, cells))
    return found


def _header(rows: Records, name: str) -> dict[str, str]:
    if len(rows) < 2:
        raise BadFile(f"{name}: nothing stands under 'Header Record'. Fill it in.")
    named = (HEADER_ITEMS.get(_plain(heading), "") for heading in rows[0][1])
    return dict(zip(named, rows[1][1], strict=False))


def _plain(heading: str) -> str:
    """A heading in small letters without its hints in brackets, one kind of dash."""
    bare = re.sub(r"\(.*?\)", " ", heading.casefold(), flags=re.DOTALL)
    return " ".join(re.sub("[\u2010-\u2015\u2212]", "-", bare).split())


def _frame(
    name: str, title: str, stacked: dict[str, Records], file_name: str, refusals: Refusals
) -> pd.DataFrame:
    """The rows under a title as text under item names; headings that are not known stay."""
    rows = stacked.get(title) or [(0, ["Record Type", "Person ID", "Requests record ID"])]
    frame = text_table(rows, f"{file_name}, {title}", refusals, known=True)
    entered = [heading for heading in frame if _plain(heading) not in FILLED_IN]
    frame = frame.loc[frame[entered].ne("").any(axis=1), entered]
    for heading in frame:
        refuse_errors(frame[heading], file_name, f"{heading} of {title}")
    named = {heading: _item(name, _plain(heading)) for heading in frame}
    return frame[[heading for heading in frame if named[heading]]].rename(columns=named)


def _item(name: str, heading: str) -> str:
    """The item of a heading; itself if it is none; nothing for what is passed over."""
    if heading.startswith("person id"):
        return BOTH[0]
    if re.match("requests? records? id", heading):
        return BOTH[1]
    return "" if heading in PASSED_OVER else ITEMS[name].get(heading, heading)


def _complete(frames: dict[str, pd.DataFrame], file_name: str) -> None:
    """Raises BadFile for the headings that are missing, in the template's own words."""
    problems = []
    for title, name in TITLES.items():
        if frames[name].empty and name not in ("person", "request"):
            continue
        words = {item: heading for heading, item in ITEMS[name].items()}
        words |= {BOTH[0]: "Person ID", BOTH[1]: "Requests record ID"}
        needed = (*(BOTH[:1] if name == "person" else BOTH), *NEEDED.get(name, ()))
        lacking = [words[item] for item in needed if item not in frames[name]]
        problems += [f"{title}: {', '.join(lacking)}"] if lacking else []
    if problems:
        raise BadFile(
            f"{file_name}: headings are missing ({'; '.join(problems)}). Use DfE's template as it "
            "comes."
        )
