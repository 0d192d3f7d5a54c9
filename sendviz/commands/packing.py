"""The command pack: a paper to take away, as PDF, Word and Excel."""

from __future__ import annotations

import argparse
from pathlib import Path

from sendviz.app.packing import log_taken
from sendviz.ask import Records
from sendviz.ask.records import check_role
from sendviz.ask.store import open_built
from sendviz.commands.asking import selection_of
from sendviz.commands.told import BadUsage, say
from sendviz.packs.declared import PACKS
from sendviz.packs.making import FORMS, Paper, make, mark_of
from sendviz.packs.told import length_words
from sendviz.workspace import Writer


def pack(given: argparse.Namespace) -> None:
    """Write one pack into a folder, section by section; says each file's SHA-256, and what is left
    out and why."""
    forms = _forms(given.format)
    chosen = PACKS[given.pack]
    given.role = given.audience or chosen.audiences[0]
    held = open_built(given.db)
    try:
        check_role(held, given.role)
        records = Records(held, selection_of(held, given), given.role)
        paper = make(chosen, records, given.role, _say_section)
        for each in paper.left_out:
            say(f"left out: {each.title}: {each.why}")
        given.out.mkdir(parents=True, exist_ok=True)
        for form in forms:
            _write(given.out / paper.name(form), paper, form)
        say(f"{chosen.title}: {length_words(paper)}")
    finally:
        held.close()


def _forms(text: str) -> list[str]:
    forms = [each.strip() for each in text.split(",") if each.strip()]
    if not forms or (unknown := [each for each in forms if each not in FORMS]):
        told = unknown[0][:10] if forms else ""
        raise BadUsage(f"--format {told}: choose from {', '.join(FORMS)}, several with commas.")
    return forms


def _say_section(number: int, several: int, title: str) -> None:
    say(f"{number} of {several}: {title}")


def _write(path: Path, paper: Paper, form: str) -> None:
    """Write one file, and keep in the log that it was taken away."""
    data = paper.written(form)
    path.write_bytes(data)
    log_taken(paper, form, data, Writer("command line", paper.records.role))
    print(f"{mark_of(data)}  {path}")
