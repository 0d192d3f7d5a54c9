"""Sources: what was loaded, what changed, what is published and in doubt, templates to fill in."""

from __future__ import annotations

import streamlit as st

from sendviz import ask, catalogue, wording
from sendviz.app import parts, stacked
from sendviz.app.parts import Cell
from sendviz.app.state import Now
from sendviz.load import files
from sendviz.wording import origins as words
from sendviz.wording import screens


def imports(now: Now) -> None:
    """The import log."""
    held = ask.imports(now.store, now.role)
    parts.answer(
        f"{wording.counted(len(held), 'files')} make up what is shown; every one is listed, with "
        "what was kept, refused and changed."
    )
    parts.heading("What was loaded", "Newest first")
    rows = [
        [
            Cell(row.source, small=row.file_name),
            Cell(screens.plain(row.edition)),
            Cell(screens.public_count(row.rows_read), True),
            Cell(screens.public_count(row.rows_kept), True),
            Cell(screens.public_count(row.rows_refused), True, small=screens.plain(row.reasons)),
            Cell(screens.public_count(row.rows_changed), True),
            Cell(wording.day(row.imported_at)),
        ]
        for row in held.itertuples()
    ]
    stacked.table(
        "Import log",
        ["Source", "Edition", "Read", "Kept", "Refused", "Earlier rows changed", "Loaded"],
        rows,
    )
    parts.caption(words.rows_words(now.role != "officer"))


def restatements(now: Now) -> None:
    """Headline figures of earlier periods that a later build changed."""
    parts.heading("What changed since it was first told")
    found = ask.restatements(now.store, now.selection.council)
    if found.empty:
        parts.text("No headline figure of an earlier period has changed.")
        return
    rows = []
    for row in found.head(200).itertuples():
        m = catalogue.get(row.measure)
        was, is_now = (
            wording.value_text(m, {"numerator": n, "denominator": d, "value": v, "blank": None})
            for n, d, v in (
                (row.was_numerator, row.was_denominator, row.was_value),
                (row.now_numerator, row.now_denominator, row.now_value),
            )
        )
        rows.append(
            [
                Cell(m.short_name),
                Cell(wording.period_name(row.period_start, row.period)),
                Cell(was),
                Cell(is_now),
                Cell(wording.day(row.noticed_at)),
            ]
        )
    parts.table("Restatements", ["Measure", "Period", "It was", "It is", "Noticed"], rows)


def published(now: Now) -> None:
    """Local figures beside the official ones of the same years, with what is in doubt."""
    parts.heading(
        "Published figures beside these records",
        "Calendar years; why they may differ stands with each definition",
    )
    rows = []
    for m in catalogue.headlines():
        official = ask.published(now.store, m, (now.selection.council,))
        for row in (
            official[official["year"] >= now.covered.first_day.year].itertuples()
            if len(official)
            else ()
        ):
            told = screens.official_and_own(
                m,
                row._asdict(),
                ask.calendar_year(now.store, m, now.selection, row.year, now.role),
            )
            rows.append(
                [
                    Cell(m.short_name),
                    Cell(str(row.year)),
                    *map(Cell, told),
                    Cell(f"{row.publisher}, {row.edition}", small=screens.plain(row.doubt)),
                ]
            )
    parts.table(
        "Published and own figures",
        ["Measure", "Year", "Published", "These records", "Doubt and source"],
        rows,
    )


def templates() -> None:
    """Empty files to fill in."""
    parts.heading("Load your own records", "python -m sendviz import FILE; the README says how")
    with st.container(horizontal=True):
        for kind, name in (
            ("cases", "Case file"),
            ("advice", "Advice file"),
            ("referrals", "Referral list"),
            ("support", "Support list"),
            ("localities", "Localities"),
            ("events", "Events"),
            ("map", "Headings map"),
        ):
            ending = "toml" if kind == "map" else "csv"
            st.download_button(
                name,
                files.TEMPLATES[kind](),
                f"sendviz-{kind}.{ending}",
                key=f"template_{kind}",
                on_click="ignore",
            )
