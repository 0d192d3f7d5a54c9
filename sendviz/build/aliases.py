"""The hashes by which a child is known: of numbers, case, or birth date, sex and postcode."""

from __future__ import annotations

import re

import pandas as pd

from sendviz.build.beside import hashed
from sendviz.layouts import Delivery

# The strongest first; each has its bit.
KINDS = ("upn", "uln", "person_id", "case", "weak")
BITS = {kind: 1 << place for place, kind in enumerate(KINDS)}
WEAK = BITS["weak"]
UPN = re.compile(r"[A-Z]\d{11}[0-9A-Z]")


def reference(case_refs: pd.Series, salt: bytes) -> pd.Series:
    """The council's references, those that are a UPN as a hash: it may not enter the file."""
    bare = case_refs.str.replace(" ", "").str.upper()
    named = bare.str.fullmatch(UPN.pattern).fillna(False).astype(bool)
    return case_refs.mask(named, "case " + bare[named].map(lambda text: hashed(salt, text)[:12]))


def of_delivery(delivery: Delivery, salt: bytes) -> pd.DataFrame:
    """row, kind, bit, alias for every identifier of the people, the strongest kinds first."""
    person = delivery.tables["person"].reset_index(drop=True)
    texts = {kind: _bare(person[kind]) for kind in KINDS[:3] if kind in person}
    case = _bare(_cases(delivery, person))
    if "person_id" in texts:  # stands in for a missing one: local_files._identified
        texts["person_id"] = texts["person_id"].mask(texts["person_id"].eq(case))
    parts = [
        pd.DataFrame({"row": text.index, "kind": kind, "text": text})
        for kind, text in {**texts, "case": case, "weak": _weak(person)}.items()
        for text in [text.dropna()]
    ]
    found = _telling(pd.concat(parts, ignore_index=True), person, texts.get("upn"))
    named = delivery.la_code + "/" + found["kind"] + "/" + found["text"]
    found["alias"] = [hashed(salt, text) for text in named.to_numpy(dtype=object)]
    return found.assign(bit=found["kind"].map(BITS).astype("int64"), text=None)


def _bare(values: pd.Series) -> pd.Series:
    text = values.astype("str").str.replace(" ", "").str.upper()
    return text.mask(text.eq(""))


def _cases(delivery: Delivery, person: pd.DataFrame) -> pd.Series:
    """The reference of each person's case where there is just one."""
    asked = delivery.tables["request"]
    if "case_ref" not in asked or "person_no" not in asked:
        return pd.Series(None, index=person.index, dtype="str")
    once = asked.dropna(subset="case_ref").drop_duplicates("person_no", keep=False)
    return person["person_no"].map(once.set_index("person_no")["case_ref"]).astype("str")


def _weak(person: pd.DataFrame) -> pd.Series:
    if not {"birth_date", "sex", "postcode"} <= set(person.columns):
        return pd.Series(None, index=person.index, dtype="str")
    born = pd.to_datetime(person["birth_date"]).dt.strftime("%Y%m%d").astype("str")
    return born + "/" + _bare(person["sex"]) + "/" + _bare(person["postcode"])


def _telling(found: pd.DataFrame, person: pd.DataFrame, upn: pd.Series | None) -> pd.DataFrame:
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
