"""The salt of the hashes that stand for children, kept beside the database."""

from __future__ import annotations

import hmac
import os
import secrets
from functools import cache
from pathlib import Path

import duckdb

from sendviz.catalogue.layouts import BadFile
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
