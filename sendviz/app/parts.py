"""The few things that are drawn everywhere."""

from __future__ import annotations

import re
from html import escape as safe
from typing import Literal

import streamlit as st

_SIGNS = re.compile(r"([\\`*_\[\]<>$~#|&]|:(?=\S))")
# What begins a list: '1. North', '- North'.
_STARTS = re.compile(r"^(\d*)([.)+-])")


def html(body: str, width: Literal["stretch", "content"] = "stretch") -> None:
    """Our own HTML within our style."""
    st.html(f'<div class="sv">{body}</div>', width=width)


def drawn(body: str) -> None:
    """Our own HTML with pictures in it: `html` lets no SVG through."""
    st.markdown(f'<div class="sv">{body}</div>', unsafe_allow_html=True)


def note(words: str, *, warn: bool = False) -> None:
    """A sentence apart from the rest."""
    html(f'<p class="sv-note{" warn" if warn else ""}">{safe(words)}</p>')


def as_written(name: str) -> str:
    """A name for the label of a widget, which Streamlit reads as Markdown: its signs stand as they
    are written ('St *Ives*', 'A_b_c', '[West]')."""
    escaped = _SIGNS.sub(r"\\\1", name)
    return _STARTS.sub(r"\1\\\2", escaped)


def on_a_phone() -> bool:
    """Whether the reader's browser says that it is a phone's."""
    headers = st.context.headers
    return "Mobi" in (headers.get("User-Agent", "") if headers else "")
