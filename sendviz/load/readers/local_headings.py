"""A council's headings and words for those of the local files: by a mapping, else by common names.

Vendors' export columns are not public, so any heading has to be accepted (domain notes, section 5).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from sendviz.catalogue.layouts import BadFile

# Headings seen in case systems and in the SEN2 template, without spaces, marks, brackets and case.
ALIASES = {
    "case_ref": "caseid caseno casenumber casereference requestid requestsrecordid",
    "person_id": "pupilid childid clientid studentid",
    "upn": "uniquepupilnumber upnuniquepupilnumber",
    "uln": "uniquelearnernumber ulnyoungpersonsuniquelearnernumber",
    "birth_date": "dob dateofbirth birthdate personbirthdate",
    "sex": "gender gendercurrent",
    "ethnicity": "ethnicorigin ethniccode",
    "postcode": "homepostcode",
    "district": "homedistrict districtcode districtorward",
    "social_care": "socialcarestatus",
    "received": "receiveddate datereceived requestdate dateofrequest requestreceived "
    "daterequestreceived daterequestwasreceived",
    "source": "requestsource sourceofrequest requestedby requester",
    "rya": "initialrequestwhilstinrya",
    "decision": "requestoutcome decisiontoassess",
    "decided": "decisiondate dateofdecision requestoutcomedate decisiontoassessdate",
    "exported_to": "exported",
    "outcome": "assessmentoutcome decisiontoissue",
    "outcome_date": "assessmentoutcomedate",
    "issued": "issuedate issueddate dateissued finalissuedate finalplandate finalplanissueddate "
    "ehcplanstartdate",
    "no_plan_told": "noplandate datenoplan",
    "draft": "draftdate draftplandate draftissuedate draftissueddate",
    "exception": "exceptions exceptionyesno week20 twentyweektimelimitexceptionsapply",
    "exception_reason": "reasonforexception",
    "need": "primaryneed mainneed sentype senprimaryneed",
    "setting": "settingtype sensetting establishmenttype",
    "team": "caseworkteam",
    "withdrawn_on": "withdrawndate datewithdrawn",
    "kind": "type advicetype typeofadvice",
    "provider": "providerorganisation organisation",
    "asked": "requesteddate daterequested askeddate",
    "due": "duedate datedue",
    "returned_for_quality": "returned amendedreturnedforquality",
}
# Headings of referral lists, after the Community Services and Mental Health Services Data Sets
# (CSDS 1.6, MHSDS 6) and local extracts.
REFERRAL_ALIASES = {
    "referral_ref": "servicerequestid servicerequestidentifier referralid referralno "
    "referralnumber referralreference",
    "person_id": "localpatientid patientid childid clientid pupilid pseudonym pseudonymisedid "
    "personidentifier",
    "birth_date": "dob dateofbirth birthdate personbirthdate",
    "birth_month": "monthofbirth",
    "age": "ageatreferral ageonreferral ageyrreferral ageyears",
    "sex": "gender gendercode personstatedgender personstatedgendercode",
    "ethnicity": "ethniccategory ethniccategorycode ethnicgroup ethnicorigin ethniccode",
    "postcode": "homepostcode postcodeofusualaddress",
    "district": "homedistrict districtcode districtofresidence ladcode",
    "locality": "quadrant localityname",
    "sub_icb": "subicbcode subicblocation subicblocationcode orgidsubicblocgp orgidsubicblocres "
    "orgidsubicblocresidence ccg ccgcode",
    "gp_practice": "gppracticecode gpcode orgidgp practicecode",
    "social_care": "socialcarestatus",
    "pathway": "pathwayname clinicalpathway assessmentpathway",
    "team": "teamname teamid teamidlocal localteam",
    "provider": "providername providerorganisation organisation organisationname trust trustname",
    "provider_code": "orgidprov orgidprovider providerorgcode odscode organisationcode",
    "received": "referralrequestreceiveddate referralrequestreceived referralreceiveddate "
    "referralreceived datereferralreceived receiveddate datereceived referraldate dateofreferral "
    "datereferred referral clockstart clockstartdate",
    "source": "sourceofreferral sourceofreferralmh sourceofreferralforcommunity referralsource "
    "referredby",
    "priority": "prioritytype clinrespprioritytype referralpriority urgency",
    "accepted": "accepteddate dateaccepted acceptancedate referralaccepteddate",
    "rejected": "referralrejectiondate referrejectiondate rejectiondate rejecteddate daterejected "
    "referralrejecteddate",
    "rejection_reason": "referralrejectionreason referrejectreason rejectreason reasonforrejection",
    "first_contact": "contactdate carecontdate carecontactdate firstcontactdate "
    "dateoffirstcontact firstappointment firstappointmentdate dateoffirstappointment firstseen "
    "datefirstseen dateseen",
    "assessment_started": "assessmentstart assessmentstartdate assessmentdate dateofassessment",
    "outcome_date": "assessmentoutcomedate dateofoutcome diagnosisdate dateofdiagnosis",
    "outcome": "assessmentoutcome diagnosisoutcome",
    "discharged": "dischargedate dischargeddate dateofdischarge servdischdate removal removaldate "
    "referralclosuredate referclosuredate closuredate closeddate dateclosed",
    "discharge_reason": "reasonfordischarge referralclosurereason referclosreason closurereason "
    "removalreason",
    "missed_on": "resetdate dnadate lastdnadate misseddate missedappointmentdate",
    "team_type": "servteamtypereftomh serviceteamtype servicetype service servicename",
    "mhsds_reason": "primreasonreferralmh primaryreasonreferralmh",
    "reason": "primaryreferralreason reasonforreferral referralreason",
    "diagnosis": "provisionaldiagnosis provdiag primdiag primarydiagnosis",
    "attendance": "attendornot attendancestatus attendstatus attended attendanceoutcome "
    "appointmentstatus contactstatus",
    "mechanism": "consmechanism consmechanismmh consultationmechanism consultationmediumused "
    "consultationmedium contactmethod contactmedium modeofcontact",
    "case_ref": ALIASES["case_ref"],
    "kind": "type supporttype typeofsupport support contacttype",
    "offered": "offereddate dateoffered supportdate dateofsupport date",
    "taken_up": "taken uptake attended",
}


@dataclass(frozen=True)
class Headings:
    """Canonical column -> their heading, and -> their word (folded) -> our code; their dates."""

    columns: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    date_format: str | None = None
    sheet: str | None = None


def load(
    mapping: Mapping | str | Path | None, known: tuple[str, ...], words: str = "list of this kind"
) -> Headings:
    """The mapping of one layout whose canonical columns are `known`; `words`: what it is called.

    A mapping is a dict, or a TOML file of lines `received = "Date Received"`, optionally
    `date_format` (as `%d/%m/%y`), `sheet`, and tables `[values.<column>]` of lines `"Their word" =
    "our code"`. Raises BadFile for a column or setting that does not exist, and for anything that
    is not text.
    """
    where = Path(mapping).name if isinstance(mapping, str | Path) else "The mapping"
    found = read_mapping(mapping)
    values = found.pop("values", {})
    settings = {key: found.pop(key, None) for key in ("date_format", "sheet")}
    tables = values if isinstance(values, Mapping) else {}
    unknown = sorted({*found, *tables} - set(known))
    if unknown:
        raise BadFile(
            f"{where}: there is no column {', '.join(map(str, unknown))} in a {words}."
            f"{meant(unknown, known)} Its columns are {', '.join(known)}."
        )
    texts = [*found.values(), *(value for value in settings.values() if value is not None)]
    texts += [
        code for words in tables.values() if isinstance(words, Mapping) for code in words.values()
    ]
    nested = all(isinstance(words, Mapping) for words in (values, *tables.values()))
    if not nested or not all(isinstance(text, str) for text in texts):
        raise BadFile(f"{where}: headings and codes have to be text in quote marks.")
    folded = {
        column: {fold(str(word)): code for word, code in words.items()}
        for column, words in tables.items()
    }
    return Headings(found, folded, **settings)


def meant(unknown: list, known: tuple[str, ...]) -> str:
    """A question after the columns that are spelt nearly so; empty if none is."""
    near = [each for text in unknown for each in get_close_matches(str(text), known, 1)]
    return f" Did you mean {', '.join(dict.fromkeys(near))}?" if near else ""


def fold(text: str) -> str:
    """A heading or word for comparing: one blank between words, no capitals."""
    return " ".join(text.split()).casefold()


def read_mapping(mapping: Mapping | str | Path | None) -> dict:
    """A mapping as it is written, unchecked. Raises BadFile if it is no file of TOML."""
    return dict(_from_file(Path(mapping)) if isinstance(mapping, str | Path) else mapping or {})


def _from_file(path: Path) -> dict:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise BadFile(f"{path.name}: cannot be opened ({error.strerror}).") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadFile(f"{path.name}: is not a mapping in TOML ({type(error).__name__}).") from None


def rename(
    frame: pd.DataFrame,
    own: Headings,
    known: tuple[str, ...],
    needed: tuple[tuple[str, ...], ...],
    name: str,
    aliases: Mapping[str, str] = ALIASES,
    words: str = "list of this kind",
) -> tuple[pd.DataFrame, dict[str, str]]:
    """The columns that we know, under our names, their words turned into our codes; and their
    headings.

    Raises BadFile for headings of the mapping that are not there, for two columns that could be the
    same, and for needed columns that are missing (of each of `needed` one is enough): all at once.
    """
    headings = {fold(heading): heading for heading in frame.columns}
    absent = [heading for heading in own.columns.values() if fold(heading) not in headings]
    if absent:
        raise BadFile(f"{name}: has no column headed {', '.join(absent)}, which the mapping names.")
    taken = {column: headings[fold(heading)] for column, heading in own.columns.items()}
    for column in known:
        if column not in taken:
            guess = _guess(
                column,
                [heading for heading in frame.columns if heading not in taken.values()],
                name,
                aliases,
            )
            taken |= {column: guess} if guess else {}
    missing = [" or ".join(choice) for choice in needed if not set(choice) & set(taken)]
    if missing:
        raise BadFile(
            f"{name}, read as a {words}: lacks the columns {', '.join(missing)}. Put these "
            "headings in one row, or give a mapping (--map) from your headings."
        )
    return pd.DataFrame(
        {
            column: _coded(frame[heading], own.values.get(column, {}))
            for column, heading in taken.items()
        }
    ), taken


def _guess(column: str, headings: list[str], name: str, aliases: Mapping[str, str]) -> str | None:
    ours = [heading for heading in headings if bare(heading) == bare(column)]
    found = ours or [
        heading for heading in headings if bare(heading) in aliases.get(column, "").split()
    ]
    if len(found) > 1:
        raise BadFile(
            f"{name}: the columns {' and '.join(found)} could both be {column}. "
            "Say which in a mapping."
        )
    return found[0] if found else None


def _coded(values: pd.Series, codes: Mapping[str, str]) -> pd.Series:
    return (
        values if not codes else values.map(lambda text: codes.get(fold(text), text)).astype("str")
    )


def bare(heading: str) -> str:
    """A heading without blanks, marks, brackets and capitals."""
    return re.sub("[^a-z0-9]", "", re.sub(r"\(.*?\)", "", heading.lower()))
