"""What the launcher needs before anybody looks: a safe address, security headers, warm caches."""

from __future__ import annotations

import streamlit as st
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sendviz import ask, catalogue
from sendviz.app import access
from sendviz.ask.store import NoFile, Store

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
    return not isinstance(address, str) or address in access.LOCAL


def check_start() -> None:
    """Raises access.NotSafe if the app would answer to other machines without sign-in."""
    access.check_address(st.get_option("server.address"), has_sign_in())


def warm() -> None:
    """Read the definitions and open the file once, so that the first visitor does not wait for
    it."""
    catalogue.measures()
    try:
        ask.coverage(Store())
    except NoFile:
        return
