"""The frame of every screen: style, banners, footer, and the states in which there is nothing to show."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from sendviz import query
from sendviz.disclosure import PUBLIC, NotAllowed
from sendviz.selection import BadSelection
from sendviz.ui import parts, state
from sendviz.ui.filters import Chosen
from sendviz.wording import frame as words

STYLE = """
<style>
[data-testid="stMainBlockContainer"] { max-width: 76rem; padding-top: 4.2rem; }
.st-key-filters { border-top: 3px solid #1A65A6; border-bottom: 1px solid rgba(128,134,139,.45); padding: .55rem 0 .8rem; }
.st-key-filter_row { gap: .7rem; }
.st-key-who { margin-bottom: -.6rem; }
.sv h1 { font-size: 2.05rem; line-height: 1.15; font-weight: 700; margin: .6rem 0 .5rem; letter-spacing: -.01em; }
.sv h2 { font-size: 1.3rem; line-height: 1.25; font-weight: 700; margin: 1.6rem 0 .15rem; padding: 0; }
.sv h3 { font-size: 1.08rem; font-weight: 700; margin: 0 0 .2rem; padding: 0; }
.sv p { margin: 0 0 .4rem; }
.sv-answer { font-size: 1.35rem; line-height: 1.45; max-width: 62rem; }
.sv-caption { font-size: .9rem; opacity: .82; max-width: 62rem; }
.sv-cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(17.5rem, 1fr)); gap: 0 2rem; margin-top: .4rem; }
.sv-card { border-top: 2px solid currentColor; padding: .7rem 0 1.5rem; }
.sv-card .sv-value { font-size: 2.15rem; line-height: 1.1; font-weight: 700; letter-spacing: -.02em; margin: .15rem 0 .25rem; }
.sv-card .sv-unit { font-size: 1.05rem; font-weight: 400; letter-spacing: 0; }
.sv-card p { font-size: 1rem; line-height: 1.4; }
.sv-sign { font-weight: 600; }
.sv-mark { margin-right: .35em; font-size: 1.05em; }
.sv-scroll { overflow-x: auto; }
.sv-scroll:focus { outline: 3px solid #F46A25; outline-offset: 2px; }
.sv table { border-collapse: collapse; width: 100%; font-size: .97rem; margin: .3rem 0 .6rem; }
.sv th, .sv td { text-align: left; padding: .5rem .9rem .5rem 0; border: 0; border-bottom: 1px solid rgba(128,134,139,.45); vertical-align: top; }
.sv thead th { border-bottom: 2px solid currentColor; font-weight: 700; vertical-align: bottom; }
.sv td.n, .sv th.n { text-align: right; font-variant-numeric: tabular-nums; }
.sv td small, .sv th small { opacity: .8; font-weight: 400; }
.sv-note { border-left: 6px solid #4C7FB0; padding: .55rem .9rem; margin: .5rem 0; font-size: 1rem; }
.sv-note.warn { border-left-color: #C4571B; }
.sv-made-up { border-left: 6px solid #8567BD; padding: .35rem .9rem; margin: .4rem 0; font-size: .95rem; }
.sv-foot { border-top: 1px solid rgba(128,134,139,.45); margin-top: 2.4rem; padding-top: .8rem; font-size: .9rem; }
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] { padding: 4.4rem 1rem 2rem; }
  .sv h1 { font-size: 1.6rem; } .sv-answer { font-size: 1.15rem; } .sv-card .sv-value { font-size: 1.8rem; }
}
@media print {
  .st-key-filters, .st-key-who, [data-testid="stHeader"] { display: none !important; }
  [data-testid="stPlotlyChart"], .sv-card { break-inside: avoid; }
}
</style>
"""


def style() -> None:
    """The style sheet: text in the reader's own colours, marks in colours that hold on light and on dark."""
    st.html(STYLE)


def banners(chosen: Chosen, role: str) -> None:
    """What must be said before anything else: made-up records, public rounding, links to what is not there."""
    for sentence in chosen.warnings:
        parts.note(sentence, warn=True)
    if chosen.covered.simulated:
        parts.html(f'<p class="sv-made-up"><strong>Simulated records.</strong> {parts.safe(words.made_up(chosen.covered))}</p>')


def guarded(run: Callable[[], None]) -> None:
    """Run the page; what cannot be shown is said in words, nothing else of it is."""
    try:
        run()
    except NotAllowed as refused:
        parts.note(str(refused), warn=True)
    except BadSelection as wrong:
        parts.note(str(wrong), warn=True)


def footer() -> None:
    """What this page does not tell, to when the data tell, and from where."""
    now = state.now()
    rounded = f"{words.ROUNDED_VIEW} " if now.role == PUBLIC else ""
    told = words.told_to(now.covered, query.built_at(now.store))
    parts.html(f'<div class="sv-foot"><p>{parts.safe(rounded + told)}</p><p>{parts.safe(words.CREDIT)}</p></div>')


def no_file(message: str) -> None:
    """The state before the first build."""
    parts.question("There are no records yet")
    parts.note(message, warn=True)


def no_records() -> None:
    """Published figures only."""
    parts.question("There are no person-level records yet")
    parts.note("Load a SEN2 return or a case file: python -m sendviz import FILE", warn=True)

