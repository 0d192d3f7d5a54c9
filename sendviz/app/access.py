"""Who is looking: a role from sign-in, or a switch on the owner's own desk.

Without sign-in the app answers on this machine only, as its owner's own desk, and the role is a
switch. On any other
address it refuses to start without sign-in. With sign-in the role comes from a claim, and an
unknown person is a councillor.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from sendviz.ask import PUBLIC, ROLES

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
        f"children could be read "
        "by anybody. Set server.address to 127.0.0.1, or configure [auth] (README, 'Sign-in')."
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
