"""Who is looking, from a safe address: a role from sign-in, or a switch on the owner's own desk.

Without sign-in the app answers on this machine only, as its owner's own desk, and the role is a
switch. On any other address it refuses to start without sign-in. With sign-in the role comes from a
claim, and an unknown person is a councillor. A public file may be read by everybody, from any
address and as a councillor only.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from threading import Event

import streamlit as st
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sendviz.ask import PUBLIC, ROLES, Records
from sendviz.ask.store import NoFile, Store

LOCAL = {"127.0.0.1", "localhost", "::1"}
ROLE_NAMES = {"councillor": "Councillor view", "board": "Board view", "officer": "Officer view"}
CLAIM = os.environ.get("SENDVIZ_ROLE_CLAIM", "roles")


class NotSafe(RuntimeError):
    """The app must not start like this: says why and what to do."""


def check_address(address: str | None, has_sign_in: bool) -> None:
    """Raises NotSafe if the app would answer to other machines without sign-in."""
    if has_sign_in or (address or "").strip() in LOCAL:
        return
    raise NotSafe(
        f"sendviz will not answer on {address or 'every address'} without sign-in: records of "
        "children could be read by anybody. Set server.address to 127.0.0.1, configure [auth] "
        "(README, 'Sign-in'), or serve a public file (README, 'Publish')."
    )


# Set where this process answers to everybody, because its file was public when it started.
OPEN_TO_ALL = Event()


def check_file(store: Store) -> None:
    """Raises NotSafe if the file is not public any more, and the app answers to everybody."""
    if OPEN_TO_ALL.is_set() and not store.is_public:
        raise NotSafe(
            f"{store.path.name} is no public file any more, and sendviz answers to everybody here. "
            "Put a public file in its place (python -m sendviz publish), or start it anew."
        )


def role_at_own_desk(chosen: str | None) -> str:
    """The role that the switch of the own desk is set to."""
    return chosen if chosen in ROLES else PUBLIC


def role_signed_in(user: Mapping[str, object] | None) -> str:
    """The highest role among the claims of a signed-in person."""
    claimed = (user or {}).get(CLAIM)
    several = claimed if isinstance(claimed, list | tuple) else [claimed]
    found = {each for each in several if isinstance(each, str)}
    return next((role for role in reversed(ROLES) if role in found), PUBLIC)


HEADERS = {
    b"content-security-policy": (
        b"default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        b"img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss:; "
        b"worker-src 'self' blob:; "
        b"object-src 'none'; base-uri 'self'; frame-ancestors 'self'"
    ),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=()",
}


class SecurityHeaders:
    """ASGI middleware: the same headers on every answer."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *HEADERS.items()]
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


def has_sign_in() -> bool:
    """True if sign-in is configured."""
    try:
        return "auth" in st.secrets
    except FileNotFoundError:
        return False


def at_own_desk() -> bool:
    """True if the reader's browser runs on this very machine. The address that the server was told
    to answer on is not enough: another launcher may have been given another one."""
    address = st.context.ip_address
    # Streamlit gives no address for this machine's own browser.
    return not isinstance(address, str) or address in LOCAL


def may_add(records: Records) -> bool:
    """Whether this reader may add files: an officer, and the owner of this machine while there are
    no records to hide; never to a public file."""
    if records.store.is_public:
        return False
    is_first = not records.covered and not has_sign_in() and at_own_desk()
    return records.role == "officer" or is_first


def check_start() -> None:
    """Raises NotSafe if the app would answer to other machines without sign-in; a public file may
    be read by everybody."""
    address = st.get_option("server.address")
    try:
        check_address(address, has_sign_in())
    except NotSafe:
        if not _holds_public_file():
            raise
        OPEN_TO_ALL.set()


def _holds_public_file() -> bool:
    try:
        return Store().is_public
    except NoFile:
        return False
