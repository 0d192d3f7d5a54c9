"""What a link asks for and does not get: Streamlit drops it in silence; the reader should know."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import streamlit as st

from sendviz.app.screens import Screen

Asked = Mapping[str, Sequence[str]]
CHECKED = "_links_checked"
# A council that a link asked for and that no page has shown yet.
WITHOUT_RECORDS = "_council_without_records"


def link_parameters() -> Asked:
    """What the link that opened this visit asks for, by name; nothing once it has been checked."""
    if st.session_state.get(CHECKED):
        return {}
    return {name: st.query_params.get_all(name) for name in st.query_params}


def not_found_on(screen: Screen, asked: Asked) -> tuple[str, ...]:
    """What the link asked for and neither the page's own choices nor, where it named a council
    without records, the page itself could show. To be asked when the page has run: with it the
    link is checked for the whole visit."""
    st.session_state[CHECKED] = True
    waits = st.session_state.get(WITHOUT_RECORDS)
    of_page = not_found(asked, screen.choices)
    return (*(no_records(waits) if waits and waits in asked.get("council", ()) else ()), *of_page)


def not_found(
    asked: Asked, names: Sequence[str], councils: Collection[str] = ()
) -> tuple[str, ...]:
    """A sentence for each value asked for that its choice does not hold; a choice that is not on
    this page is not asked for. A name among councils, those there are with records or without,
    waits for the page that can show it: see `council_without_records`."""
    lost = []
    for name in names:
        if name in st.session_state:
            have = st.session_state[name]
            have = have if isinstance(have, list) else [have]
            lost += [each for each in asked.get(name, []) if each and each not in map(str, have)]
    for each in lost:
        if each in councils:
            st.session_state[WITHOUT_RECORDS] = each
    return lost_link_sentences([each for each in lost if each not in councils])


def council_without_records(shown: Collection[str]) -> str:
    """The council without records that a link of this visit asked for, if it is among those shown
    by the caller, who takes it with this call; '' for none."""
    if st.session_state.get(WITHOUT_RECORDS) not in shown:
        return ""
    return st.session_state.pop(WITHOUT_RECORDS)


def no_records(council: str) -> tuple[str, ...]:
    """The sentence for a council of which only published figures are held."""
    return (f"No records of {council} are loaded; Compare councils has what is published of it.",)


def lost_link_sentences(lost: Sequence[str]) -> tuple[str, ...]:
    """The sentences for what was asked for in vain."""
    return tuple(
        f"The link asked for “{each[:40]}”, which does not exist here and was left out."
        for each in lost
    )
