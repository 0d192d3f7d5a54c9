"""The hashes by which a child is known: of numbers, case, or birth date, sex and postcode; their
salt, kept beside the database; and the texts that would name a child.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd
from stdnum.gb import nhs

from sendviz.catalogue.layouts import BadFile, Delivery
from sendviz.load.loading import do

STARTED = ".building-"  # in the name of what is not finished


def salt_file(database: Path) -> Path:
    """Where the salt of a database stands."""
    return database.with_suffix(".salt")


def read_salt(database: Path, *, needed: bool) -> bytes:
    """The salt of the hashes: SENDVIZ_SALT, else the file beside the database, made at the first
    build. Raises BadFile if it is gone and `needed` to find the children of a file that exists.
    """
    if given := os.environ.get("SENDVIZ_SALT", "").strip():
        return given.encode()
    path = salt_file(database)
    if not path.exists():
        if needed:
            raise BadFile(
                f"{path.name} is missing, so the children in {database.name} could not be found "
                "again. Put it back beside the database, or build a new file from all your returns."
            )
        _make_salt(path)
    salt = path.read_bytes().strip()
    if not salt:
        raise BadFile(f"{path.name} is empty. Put the right one back, or delete it and build anew.")
    return salt


def _make_salt(path: Path) -> None:
    # Written elsewhere first: a build killed here must not leave half a salt.
    part = path.with_name(f"{path.name}{STARTED}{os.getpid()}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)


def check_salt(connection: duckdb.DuckDBPyConnection, salt: bytes) -> None:
    """Remember the salt's own fingerprint. Raises BadFile if the file has another one's."""
    mark = hashed(salt, "salt")
    known = do(connection, "select value from meta where key = 'salt_mark'")
    if not known:
        do(connection, "insert into meta values ('salt_mark', $mark)", mark=mark)
    elif known[0][0] != mark:
        raise BadFile(
            "The salt is not the one that this file was built with, so children could not be found "
            "again. Put the old .salt file (or SENDVIZ_SALT) back, or build a new file from all "
            "your returns."
        )


def hashed(salt: bytes, text: str) -> str:
    """96 bits of HMAC-SHA-256 in hex: what stands for an identifier."""
    mac = _keyed(salt).copy()
    mac.update(text.encode())
    return mac.hexdigest()[:24]


@cache
def _keyed(salt: bytes) -> hmac.HMAC:
    return hmac.new(salt, digestmod="sha256")


# The strongest first; each has its bit. A temporary UPN (a letter ends it) is given until the
# permanent one is known: that two children have different ones says nothing.
KINDS = ("upn", "uln", "person_id", "temporary", "case", "weak", "born")
BITS = {kind: 1 << place for place, kind in enumerate(KINDS)}
WEAK = BITS["weak"]
NUMBERS = ("upn", "uln", "person_id")
TEMPORARY = re.compile(r"[A-Z]\d{11}[A-Z]")
# What stands in columns of numbers and is none: a spreadsheet's short form (1.23E+09), noughts, one
# sign over and over; and whatever has no figure in it, such as UNKNOWN or N/A.
NO_NUMBER = re.compile(r"\d(?:[.,]\d+)?E[+-]?\d+|0+(?:\.0+)?|(\w)\1{4,}|\D*")
MANY = 3  # requests: hardly a child has more
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


def aliases_of(delivery: Delivery, salt: bytes) -> tuple[pd.DataFrame, int]:
    """row, kind, bit, alias for every identifier of the people, the strongest kinds first; and of
    how many people a number tells nobody apart, so that it is not among them.
    """
    person = delivery.tables["person"].reset_index(drop=True)
    texts = {kind: _without_blanks(person[kind]) for kind in NUMBERS if kind in person}
    case = _without_blanks(_cases(delivery, person))
    if "person_id" in texts:  # stands in for a missing one: local_files.identified
        texts["person_id"] = texts["person_id"].mask(texts["person_id"].eq(case))
    parts = [
        pd.DataFrame({"row": text.index, "kind": kind, "text": text})
        for kind, text in {
            **texts, "case": case, "weak": _birth_sex_postcode(person), "born": _born(person),
        }.items()
        for text in [text.dropna()]
    ]  # fmt: skip
    every = pd.concat(parts, ignore_index=True)
    found = _of_one_child(every[~tells_nobody(every)], person, delivery, texts.get("upn"))
    numbers = every["kind"].isin(NUMBERS)
    unused = every.loc[numbers & ~every.index.isin(found.index), "row"].nunique()
    named = f"{delivery.la_code}/" + found["kind"] + "/" + found["text"]
    found["alias"] = [hashed(salt, text) for text in named.to_numpy(dtype=object)]
    temporary = found["kind"].eq("upn") & found["text"].str.fullmatch(TEMPORARY.pattern)
    found["kind"] = found["kind"].mask(temporary, "temporary")
    found["bit"] = found["kind"].map(BITS).astype("int64")
    found = found.assign(text=None).sort_values("bit", kind="stable")
    return found.reset_index(drop=True), unused


def tells_nobody(found: pd.DataFrame) -> pd.Series:
    """Of identifiers (kind, text): whether what stands there is no number at all."""
    return found["kind"].isin(NUMBERS) & found["text"].str.fullmatch(NO_NUMBER.pattern)


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


def _born(person: pd.DataFrame) -> pd.Series:
    if "birth_date" not in person:
        return pd.Series(None, index=person.index, dtype="str")
    return pd.to_datetime(person["birth_date"]).dt.strftime("%Y%m%d").astype("str")


def _of_one_child(
    found: pd.DataFrame, person: pd.DataFrame, delivery: Delivery, upn: pd.Series | None
) -> pd.DataFrame:
    """Without identifiers that tell nothing: shared by children born on different days or with
    different UPNs (a number copied down the column); and, where neither is told, shared by children
    of different sex, by requests of one day with different references, or by more requests than a
    child makes.
    """
    asked = _asked(delivery, person)
    # What one row has alone is one child's, unless many requests stand behind it.
    alone = ~found.duplicated(["kind", "text"], keep=False) & ~found["row"].isin(asked["row"])
    kept, found = found[alone], found[~alone]
    traits = pd.DataFrame({"row": person.index})
    traits["born"] = person["birth_date"] if "birth_date" in person else None
    traits["sex"] = person["sex"] if "sex" in person else None
    traits["upn"] = upn if upn is not None else None
    joined = found.merge(traits, on="row").set_index(found.index)
    groups = joined.groupby(["kind", "text"])
    many = {name: groups[name].transform("nunique") for name in ("born", "upn", "sex")}
    apart = many["born"].gt(1) | many["upn"].gt(1)
    untold = many["born"].eq(0) & (many["upn"].eq(0) | joined["kind"].eq("upn"))
    of_many = _of_many_requests(joined, asked).reindex(found.index, fill_value=False)
    number = joined["kind"].isin(NUMBERS)
    shared = apart | (untold & (many["sex"].gt(1) | of_many))
    sure = found[~(shared & (number | (apart & joined["kind"].eq("case"))))]
    return pd.concat([kept, sure]).sort_index()


def _asked(delivery: Delivery, person: pd.DataFrame) -> pd.DataFrame:
    """row (of the person), received, case_ref of the requests that have a reference."""
    asked = delivery.tables["request"]
    if not {"case_ref", "person_no", "received"} <= set(asked.columns):
        return pd.DataFrame({"row": [], "received": [], "case_ref": []})
    rows = pd.Series(person.index, person["person_no"])
    return asked.dropna(subset="case_ref").assign(row=asked["person_no"].map(rows))[
        ["row", "received", "case_ref"]
    ]


def _of_many_requests(joined: pd.DataFrame, asked: pd.DataFrame) -> pd.Series:
    """Whether an identifier is shared by requests that can hardly be one child's, by the index of
    the identifiers.

    One UPN on two requests of a day is a case that was entered twice; another number is no proof.
    """
    both = joined[["row", "kind", "text"]].reset_index(names="at").merge(asked, on="row")
    groups = both.groupby(["kind", "text"])["case_ref"]
    days = both.groupby(["kind", "text", "received"])["case_ref"].transform("nunique")
    one_day = days.gt(1) & both["kind"].ne("upn")
    hit = one_day.groupby([both["kind"], both["text"]]).transform("any")
    hit |= groups.transform("nunique").gt(MANY)
    return hit.groupby(both["at"]).any().astype(bool)


def bits_of(who: pd.Series, aliases: pd.DataFrame, by: str) -> pd.Series:
    """The bits of the kinds of identifier known of each child or person that tell children apart:
    not of temporary UPNs, nor of weak ones.
    """
    strong = aliases[aliases["bit"].lt(WEAK) & aliases["bit"].ne(BITS["temporary"])]
    strong = strong.drop_duplicates([by, "bit"])
    return who.map(strong.groupby(by)["bit"].sum()).fillna(0).astype("int64")
