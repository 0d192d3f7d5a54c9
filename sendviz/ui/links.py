"""What a link asks for and does not get: Streamlit drops it in silence; the reader should know."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import streamlit as st

Asked = Mapping[str, Sequence[str]]
# What a page asks for itself: known only when its own choices have been drawn.
OF_PAGE = {
    "compare": ("compare", "published", "year", "base"),
    "localities": ("measure", "by", "pathway", "split"),
    "health_waits": ("pathway", "split"),
}
CHECKED = "_links_checked"


def asked() -> Asked:
    """What the link that opened this visit asks for, by name; nothing once it has been checked."""
    if st.session_state.get(CHECKED):
        return {}
    return {name: st.query_params.get_all(name) for name in st.query_params}


def not_found_on(page: str, asked: Asked) -> tuple[str, ...]:
    """What the link asked of the page's own choices and did not get. To be asked when the page has
    run: with it the link is checked for the whole visit."""
    st.session_state[CHECKED] = True
    return not_found(asked, OF_PAGE.get(page, ()))


def not_found(
    asked: Asked, names: Sequence[str], councils: Collection[str] = ()
) -> tuple[str, ...]:
    """A sentence for each value asked for that its choice does not hold; a choice that is not on
    this page is not asked for. councils: those there are, with records or without."""
    lost = []
    for name in names:
        if name in st.session_state:
            have = st.session_state[name]
            have = have if isinstance(have, list) else [have]
            lost += [each for each in asked.get(name, []) if each and each not in map(str, have)]
    return told(lost, councils)


def told(lost: Sequence[str], councils: Collection[str] = ()) -> tuple[str, ...]:
    """The sentences for what was asked for in vain."""
    return tuple(
        f"No records of {each} are loaded; Compare councils has what is published of it."
        if each in councils
        else f"The link asked for “{each[:40]}”, which does not exist here and was left out."
        for each in lost
    )
