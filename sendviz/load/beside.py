"""What lies beside the database: one lock, the file under construction, leftovers, the salt."""

from __future__ import annotations

import hmac
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import duckdb

from sendviz.catalogue.layouts import BadFile
from sendviz.load.sql import do

STARTED = ".building-"


def under_construction(target: Path) -> Path:
    """Where the new file grows: in the same folder, so that it can be swapped in whole."""
    return target.with_name(f"{target.name}{STARTED}{os.getpid()}.tmp")


def clear(target: Path) -> None:
    """Remove what this build or one that was killed has left."""
    for left in list(target.parent.iterdir()):
        if left.name.startswith((target.name + STARTED, _salt_file(target).name + STARTED)):
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)


@contextmanager
def only_one(target: Path) -> Iterator[None]:
    """One build at a time: a second one would start from the same old file and lose what the first
    one added. Raises BadFile while another is under way; the lock ends with its process.
    """
    with open(target.with_name(target.name + ".lock"), "a+") as handle:
        try:
            _lock(handle)
        except OSError:
            raise BadFile(
                f"Another build of {target.name} is under way. Wait until it has finished, "
                "then try again; nothing was changed."
            ) from None
        yield


def _lock(handle) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def read_salt(database: Path, needed: bool) -> bytes:
    """The salt of the hashes: SENDVIZ_SALT, else the file beside the database, made at the first
    build. Raises BadFile if it is gone and `needed` to find the children of a file that exists.
    """
    if given := os.environ.get("SENDVIZ_SALT", "").strip():
        return given.encode()
    path = _salt_file(database)
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


def _salt_file(database: Path) -> Path:
    return database.with_suffix(".salt")


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
        do(connection, "insert into meta values ('salt_mark', $mark)", {"mark": mark})
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
