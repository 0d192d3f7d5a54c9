"""Words that councils write where SEN2 has codes. Anything else stays as written, for the checks to
judge.
"""

from __future__ import annotations

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
CODES = {
    column: {word: code for code, words in meanings.items() for word in words.split(", ")}
    for column, meanings in WORDS.items()
}


def translated(raw: pd.DataFrame) -> pd.DataFrame:
    """The same text with known words as codes."""
    known = [column for column in raw.columns if column in CODES]
    return raw.assign(**{column: _coded(raw[column], CODES[column]) for column in known})


def _coded(values: pd.Series, codes: dict[str, str]) -> pd.Series:
    return values.map(lambda text: codes.get(" ".join(text.split()).casefold(), text)).astype("str")
