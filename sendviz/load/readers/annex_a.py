"""Annex A of an area SEND inspection: lists of children with a plan (1) or SEN support (2). They
are known so that nobody takes them for lists of cases: they tell of no request and no decision.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sendviz.catalogue.layouts import BadFile
from sendviz.load.readers.headings import bare

# Headings that no other list has together (Ofsted and CQC, area SEND framework, Annex A to 2025).
HEADINGS = frozenset(
    """
    dateinitialehcplanissued dateupdatedehcplanissued dateehcplanlastreviewed
    maineducationestablishmenturn maineducationestablishmentphase
    subsidiaryeducationestablishmentphase electivehomeeducation permanentexclusions pupilpremium
    knowntochildrenssocialcare whichchildrenssocialcareteam
    doesthechildoryoungpersonhaveadisability
    """.split()
)
ENOUGH = 4


def refuse_annex_a(path: Path, headings: Iterable[str]) -> None:
    """Raises BadFile if the headings are those of Annex A, with what to load instead."""
    if len(HEADINGS & {bare(text) for text in headings}) >= ENOUGH:
        raise BadFile(
            f"{path.name}: is an Annex A list of an area SEND inspection, which tells of children "
            "and no day of a request or decision. Load the SEN2 return, or a list of cases (python "
            "-m sendviz template cases). Nothing was changed."
        )
