"""Who is looking: the role that sign-in gives, and the addresses on which the app may answer."""

from __future__ import annotations

import pytest

from sendviz.app import access


@pytest.mark.parametrize(
    ("user", "role"),
    [
        (None, "councillor"),
        ({}, "councillor"),
        ({"email": "somebody@example.org"}, "councillor"),
        ({"roles": "officer"}, "officer"),
        ({"roles": ["board"]}, "board"),
        ({"roles": ("board",)}, "board"),
        ({"roles": ["councillor", "officer", "board"]}, "officer"),
        ({"roles": ["staff", "admin"]}, "councillor"),
        ({"roles": "office"}, "councillor"),
        ({"roles": "Officer"}, "councillor"),
        ({"roles": []}, "councillor"),
        ({"roles": None}, "councillor"),
        ({"roles": 3}, "councillor"),
        ({"role": "officer"}, "councillor"),
        (None, "councillor"),
    ],
)
def test_the_role_is_the_highest_that_the_claim_names_else_councillor(user, role):
    assert access.role_signed_in(user) == role


def test_the_switch_of_the_own_desk_names_a_role_or_none():
    assert access.role_at_own_desk("officer") == "officer"
    assert access.role_at_own_desk(None) == "councillor"
    assert access.role_at_own_desk("king") == "councillor"


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1", " 127.0.0.1 "])
def test_this_machine_needs_no_sign_in(address):
    access.check_address(address, has_sign_in=False)


@pytest.mark.parametrize("address", ["0.0.0.0", None, "", "192.168.0.10", "example.org", "::"])
def test_any_other_address_does(address):
    with pytest.raises(access.NotSafe, match="README, 'Sign-in'"):
        access.check_address(address, has_sign_in=False)
    access.check_address(address, has_sign_in=True)
