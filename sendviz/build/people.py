"""Who is who: identifiers into salted hashes, the same child found again in later files, then forgotten."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

import duckdb
import pandas as pd

from sendviz.build.sql import do
from sendviz.layouts import BadFile

STRONG = ("upn", "uln", "person_id")


def read_salt(database: Path) -> bytes:
    """The user's salt: from SENDVIZ_SALT, else the file beside the database, made at the first build."""
    if given := os.environ.get("SENDVIZ_SALT"):
        return given.encode()
    path = database.with_suffix(".salt")
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
    return path.read_bytes().strip()


def check_salt(connection: duckdb.DuckDBPyConnection, salt: bytes) -> None:
    """Remember the salt's own fingerprint. Raises BadFile if the file was built with another salt."""
    mark = _hash(salt, "salt")
    known = do(connection, "select value from meta where key = 'salt_mark'")
    if not known:
        do(connection, "insert into meta values ('salt_mark', $mark)", {"mark": mark})
    elif known[0][0] != mark:
        raise BadFile(
            "The salt is not the one that this file was built with, so children could not be found again. "
            "Put the old .salt file back beside the database, or build a new file from all your returns."
        )


def identify(
    connection: duckdb.DuckDBPyConnection, person: pd.DataFrame, la_code: str, salt: bytes, own: str
) -> pd.Series:
    """The person hash of each row (index as given); new aliases are written to person_alias.

    A child is found again by UPN, else ULN, else the council's person id; without any of them by birth date, sex
    and postcode together, if that fits one child only. own: what makes a row of this file unlike any other's.
    """
    aliases = _aliases(person, la_code, salt)
    known = connection.execute("select alias, kind, person from person_alias where la_code = $la", {"la": la_code}).df()
    found = _found(aliases, known, person.index)
    fallback = pd.Series([_hash(salt, f"{own}/{i}") for i in range(len(person))], index=person.index)
    first = aliases[aliases["kind"] != "weak"].drop_duplicates("row").set_index("row")["alias"]
    who = found.fillna(first.reindex(person.index)).fillna(fallback)
    fresh = aliases.assign(person=aliases["row"].map(who), la_code=la_code).drop_duplicates(["alias", "person"])
    if len(fresh):
        fresh = fresh[["alias", "kind", "la_code", "person"]]
        connection.register("fresh_alias", fresh)
        do(connection, "insert into person_alias select * from fresh_alias except select * from person_alias")
        connection.unregister("fresh_alias")
    return who


def _aliases(person: pd.DataFrame, la_code: str, salt: bytes) -> pd.DataFrame:
    """row, kind, alias for every identifier that a row has, the strongest first."""
    parts = []
    for kind in STRONG:
        if kind in person:
            given = person[kind].dropna().astype(str).str.strip().str.upper()
            given = given[given != ""]
            parts.append(pd.DataFrame({"row": given.index, "kind": kind, "text": kind + "/" + given.to_numpy()}))
    weak = _weak(person)
    parts.append(pd.DataFrame({"row": weak.index, "kind": "weak", "text": weak.to_numpy()}))
    found = pd.concat(parts, ignore_index=True)
    return found.assign(alias=[_hash(salt, f"{la_code}/{text}") for text in found["text"]]).drop(columns="text")


def _weak(person: pd.DataFrame) -> pd.Series:
    if not {"birth_date", "sex", "postcode"} <= set(person.columns):
        return pd.Series(dtype=str)
    whole = person[["birth_date", "sex", "postcode"]].dropna()
    postcode = whole["postcode"].astype(str).str.replace(" ", "").str.upper()
    return "weak/" + whole["birth_date"].dt.strftime("%Y%m%d") + whole["sex"].astype(str) + postcode


def _found(aliases: pd.DataFrame, known: pd.DataFrame, index: pd.Index) -> pd.Series:
    if known.empty:
        return pd.Series(None, index=index, dtype=object)
    strong = aliases[aliases["kind"] != "weak"].merge(known, on=["alias", "kind"]).drop_duplicates("row")
    found = strong.set_index("row")["person"].reindex(index).astype(object)
    # A weak match stands only for one child, of whom no identifier is known that contradicts it.
    weak = aliases[aliases["kind"] == "weak"].merge(known, on=["alias", "kind"])
    weak = weak[~weak.duplicated("row", keep=False) & ~weak.duplicated("person", keep=False)]
    kinds = known[known["kind"] != "weak"].groupby("person")["kind"].agg(set)
    mine = aliases[aliases["kind"] != "weak"].groupby("row")["kind"].agg(set)
    clash = [bool(kinds.get(p, set()) & mine.get(r, set())) for p, r in zip(weak["person"], weak["row"], strict=True)]
    spare = weak[[not each for each in clash]].set_index("row")["person"]
    return found.where(found.notna(), spare.reindex(index))


def _hash(salt: bytes, text: str) -> str:
    return hmac.new(salt, text.encode(), hashlib.sha256).hexdigest()[:24]
