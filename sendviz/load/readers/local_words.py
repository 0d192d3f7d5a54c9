"""Words that councils write where SEN2 has codes. Anything else stays as written, for the checks to
judge.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

WORDS = {
    "decision": {
        "Y": "yes, agreed, agree, agree to assess, agreed to assess, will assess, assess, proceed",
        "N": "no, refused, refuse, refused to assess, will not assess, not agreed, declined",
        "A": "awaiting, awaiting decision, pending, undecided, not yet, not yet decided, open",
        "W": "withdrawn, ended, cancelled, ended before decision",
        "H": "historical",
    },
    "outcome": {
        "Y": "yes, issue, issued, plan issued, issue plan, agreed, agreed to issue, agree to issue",
        "N": "no, no plan, not issued, refused, refused to issue, not to issue, plan refused",
        "A": "awaiting, awaiting decision, pending, undecided, not yet, not yet decided, open",
        "W": "withdrawn, ended, cancelled, ended before decision",
        "H": "historical",
    },
    "sex": {"M": "male, boy", "F": "female, girl"},
    "source": {
        "parent": "parent or young person, parent/carer, parents, carer, young person",
        "education": "school, setting, school or other setting, college, nursery",
        "health": "health professional, nhs",
        "social_care": "social care, social care professional, social worker",
    },
    "need": {"ASD": "autism, asc, autistic spectrum disorder, autism spectrum disorder"},
    "social_care": {
        "looked_after": "lac, cla, looked after, child in care, child looked after",
        "child_in_need": "cin",
        "child_protection": "cp, cpp, child protection plan",
        "early_help": "eh",
    },
    "setting": {
        "mainstream": "mainstream school",
        "special": "special school",
        "home_educated": "ehe, elective home education",
        "otherwise": "eotas, ola",
        "early_years": "eyp, nursery",
        "alternative": "ap, pru, alternative provision",
    },
    "kind": {
        "ep": "educational psychology, educational psychologist, psychology, psychological advice",
        "health": "paediatrics, health (paediatrics), health/paediatrics, medical",
        "slt": "speech and language therapy, speech and language, salt",
        "ot": "occupational therapy",
        "physio": "physiotherapy",
        "autism": "camhs, autism/camhs, autism or mental health team",
        "social_care": "social care",
        "education": "school, setting, education setting, school or setting",
        "parent": "parents, child, parent/child, parent or child, young person",
    },
}
KINDS = {*WORDS["kind"], "other"}  # the codes of dimensions.toml, advice
# Words of referral and support lists. Ethnic category: the NHS code of 2001. Priority: CSDS.
REFERRAL_WORDS = {
    "sex": {"M": "male, boy, 1", "F": "female, girl, 2"},
    "ethnicity": {
        "WBRI": "a, white british, british", "WIRI": "b", "WOTH": "c", "MWBC": "d", "MWBA": "e",
        "MWAS": "f", "MOTH": "g", "AIND": "h", "APKN": "j", "ABAN": "k", "AOTH": "l", "BCRB": "m",
        "BAFR": "n", "BOTH": "p", "CHNE": "r", "OOTH": "s", "REFU": "z", "NOBT": "99",
    },
    "social_care": WORDS["social_care"],
    "source": {
        "parent": "parents, carer, parent/carer, family, self, self referral, young person, "
        "parent or young person, carer/relative",
        "education": "school, setting, college, nursery, early years, senco, education service, "
        "school or other setting",
        "health": "gp, general practitioner, health visitor, school nurse, paediatrician, "
        "consultant, hospital, camhs, nhs, health professional, allied health professional",
        "social_care": "social care, social services, social worker, children's social care, "
        "early help, social care professional",
    },
    "priority": {"routine": "1, standard", "urgent": "2", "two_week_wait": "3, two week wait"},
    "rejection_reason": {
        "too_young": "too young, under age",
        "too_old": "too old, over age",
        "out_of_area": "out of area, wrong area",
        "criteria": "does not meet criteria, criteria not met, not meeting criteria, inappropriate "
        "referral, inappropriate",
        "information": "not enough information, insufficient information, incomplete referral",
        "duplicate": "duplicate referral, already known, already open",
        "elsewhere": "signposted, referred elsewhere, other service",
    },
    "outcome": {
        "diagnosed": "yes, y, diagnosis, diagnosis given, diagnosis confirmed, confirmed, positive",
        "not_diagnosed": "no, n, not diagnosed, no diagnosis, not confirmed, negative, ruled out",
    },
    "discharge_reason": {
        "assessed": "assessment complete, assessment completed, complete, completed, treatment "
        "completed",
        "rejected": "not accepted, referral rejected, referral not accepted",
        "declined": "dna, did not attend, no response, no reply, family declined, "
        "patient declined, refused, did not opt in, opted out, family declined or did not reply",
        "moved": "moved away, moved out of area, out of area",
        "aged_out": "too old, aged out, over age, transition to adult services, too old for the "
        "service",
        "transferred": "referred on, transfer, transferred to another service, sent to another "
        "service",
    },
    "kind": {
        "call": "phone call, telephone call, telephone, visit, home visit, call or visit",
        "letter": "email, text, text message, message, information pack, advice letter",
        "workshop": "course, parent course, parenting course, training, webinar",
        "key_worker": "key worker, keyworker, navigator, care navigator",
        "helpline": "drop-in, drop in, advice line, helpline or drop-in",
    },
}  # fmt: skip


def _by_word(words: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    return {
        column: {word: code for code, known in meanings.items() for word in known.split(", ")}
        for column, meanings in words.items()
    }


CODES = _by_word(WORDS)
REFERRAL_CODES = _by_word(REFERRAL_WORDS)


def translated(raw: pd.DataFrame, codes: Mapping[str, Mapping[str, str]] = CODES) -> pd.DataFrame:
    """The same text with known words as codes."""
    known = [column for column in raw.columns if column in codes]
    return raw.assign(**{column: _coded(raw[column], codes[column]) for column in known})


def _coded(values: pd.Series, codes: Mapping[str, str]) -> pd.Series:
    return values.map(lambda text: codes.get(" ".join(text.split()).casefold(), text)).astype("str")
