"""The hashes by which a child is known: of numbers, case, or birth date, sex and postcode; and
the texts that would name a child.
"""

from __future__ import annotations

import re

import pandas as pd
from stdnum.gb import nhs

from sendviz.catalogue.layouts import Delivery
from sendviz.load.salt import hashed

# The strongest first; each has its bit.
KINDS = ("upn", "uln", "person_id", "case", "weak")
BITS = {kind: 1 << place for place, kind in enumerate(KINDS)}
WEAK = BITS["weak"]
# Any text of this form may be a child's, also with a wrong check letter or an unknown council.
UPN = re.compile(r"[A-Z]\d{11}[0-9A-Z]")
UPN_WITHIN = re.compile(rf"\b{UPN.pattern}\b", re.IGNORECASE)
# Of ten digits, also written 3-3-4; the last is a check digit (NHS Data Dictionary, NHS number).
NHS_NUMBER = re.compile(r"(?<!\d)(\d{3})[ -]?(\d{3})[ -]?(\d{4})(?!\d)")
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_DD, _MM = r"(?:0[1-9]|[12]\d|3[01])", r"(?:0[1-9]|1[0-2])"
_NAMED_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
DATE = re.compile(
    rf"(?<!\d)(?:{_DAY}[./ -]{_MONTH}[./ -]{_YEAR}|{_YEAR}[./ -]{_MONTH}[./ -]{_DAY}"
    rf"|{_DAY}[./]{_MONTH}[./]\d\d|{_DD}{_MM}{_YEAR}|{_YEAR}{_MM}{_DD}"
    rf"|{_DAY}(?:st|nd|rd|th)?[ -]?{_NAMED_MONTH}[ -]?(?:{_YEAR}|\d\d))(?!\d)",
    re.IGNORECASE,
)
POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE)
# Words before a number that name nobody: Case 12, SEN 2024 0012, R 7.
PLAIN = re.compile(
    r"(?:(?:case|referral|ref|id|no|sen|sr|ehcna|ehcp|ehc)\W{0,2})*(?:[a-z]\W{0,2})?\d+(?:\W\d+)*",
    re.IGNORECASE,
)
WORDS = re.compile(r"[^\W\d_]{2,}[\s._,]+[^\W\d_]{2,}")


def safe_references(case_refs: pd.Series, salt: bytes) -> pd.Series:
    """References of cases and referrals; those that name a child as a hash, by which the next file
    still finds the row: with a UPN, an NHS number, a date, or words as in a name.
    """
    bare = case_refs.str.replace(" ", "").str.upper()
    naming = {text for text in case_refs.dropna().unique() if _names_a_child(text)}
    named = case_refs.isin(naming)
    return case_refs.mask(named, "case " + bare[named].map(lambda text: hashed(salt, text)[:12]))


def _names_a_child(text: str) -> bool:
    text = text.strip()
    if PLAIN.fullmatch(text) and not holds_identifier(text):
        return False
    letters = any(letter.isalpha() for letter in text)
    words = letters and (" " in text or WORDS.search(text) is not None)
    return words or holds_identifier(text)


def holds_identifier(text: str) -> bool:
    """Whether a UPN, an NHS number, a postcode or a date (of birth) stands anywhere in a text."""
    return bool(
        UPN.fullmatch(text.replace(" ", "").upper())
        or UPN_WITHIN.search(text)
        or DATE.search(text)
        or POSTCODE.search(text)
        or any(nhs.is_valid("".join(parts)) for parts in NHS_NUMBER.findall(text))
    )


def aliases_of(delivery: Delivery, salt: bytes) -> pd.DataFrame:
    """row, kind, bit, alias for every identifier of the people, the strongest kinds first."""
    person = delivery.tables["person"].reset_index(drop=True)
    texts = {kind: _without_blanks(person[kind]) for kind in KINDS[:3] if kind in person}
    case = _without_blanks(_cases(delivery, person))
    if "person_id" in texts:  # stands in for a missing one: local_files.identified
        texts["person_id"] = texts["person_id"].mask(texts["person_id"].eq(case))
    parts = [
        pd.DataFrame({"row": text.index, "kind": kind, "text": text})
        for kind, text in {**texts, "case": case, "weak": _birth_sex_postcode(person)}.items()
        for text in [text.dropna()]
    ]
    found = _of_one_child(pd.concat(parts, ignore_index=True), person, texts.get("upn"))
    named = f"{delivery.la_code}/" + found["kind"] + "/" + found["text"]
    found["alias"] = [hashed(salt, text) for text in named.to_numpy(dtype=object)]
    return found.assign(bit=found["kind"].map(BITS).astype("int64"), text=None)


def _without_blanks(values: pd.Series) -> pd.Series:
    text = values.astype("str").str.replace(" ", "").str.upper()
    return text.mask(text.eq(""))


def _cases(delivery: Delivery, person: pd.DataFrame) -> pd.Series:
    """The reference of each person's case where there is just one."""
    asked = delivery.tables["request"]
    if "case_ref" not in asked or "person_no" not in asked:
        return pd.Series(None, index=person.index, dtype="str")
    once = asked.dropna(subset="case_ref").drop_duplicates("person_no", keep=False)
    return person["person_no"].map(once.set_index("person_no")["case_ref"]).astype("str")


def _birth_sex_postcode(person: pd.DataFrame) -> pd.Series:
    if not {"birth_date", "sex", "postcode"} <= set(person.columns):
        return pd.Series(None, index=person.index, dtype="str")
    born = pd.to_datetime(person["birth_date"]).dt.strftime("%Y%m%d").astype("str")
    return born + "/" + _without_blanks(person["sex"]) + "/" + _without_blanks(person["postcode"])


def _of_one_child(found: pd.DataFrame, person: pd.DataFrame, upn: pd.Series | None) -> pd.DataFrame:
    """Without identifiers that tell nothing: shared by children born on different days, or with
    different UPNs (0, n/a, a number copied down the column).
    """
    traits = pd.DataFrame({"row": person.index})
    traits["born"] = person["birth_date"] if "birth_date" in person else None
    traits["upn"] = upn if upn is not None else None
    joined = found.merge(traits, on="row")
    groups = joined.groupby(["kind", "text"])
    shared = groups["born"].transform("nunique").gt(1) | groups["upn"].transform("nunique").gt(1)
    return found[~(shared & joined["kind"].ne("weak")).to_numpy()].reset_index(drop=True)


def bits_of(who: pd.Series, aliases: pd.DataFrame, by: str) -> pd.Series:
    """The bits of all kinds of identifier known of each child or person, the weak one aside."""
    strong = aliases[aliases["bit"] < WEAK].drop_duplicates([by, "bit"])
    return who.map(strong.groupby(by)["bit"].sum()).fillna(0).astype("int64")
