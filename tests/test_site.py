"""The public file's screens as plain pages: whole, alive, without a script, of the same figures."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from sendviz import ask
from sendviz.app.screens import SCREENS
from sendviz.ask import Records, Selection, Store
from sendviz.catalogue.layouts import BadFile
from sendviz.commands import site
from sendviz.kit import words
from sendviz.kit.html import made_up
from tests.pages.test_pages_sound import WORTHLESS
from tests.town import FIRST, LAST, PAGES, PUBLIC

HEADLINES = {
    "overview": ("cases_open_over_20_weeks", "plans_issued_within_20_weeks"),
    "timeliness": ("plans_issued_within_20_weeks", "plans_due_issued_in_time"),
    "backlog": ("children_in_assessment",),
    "plans": ("reviews_decided_in_4_weeks", "reviews_held_in_time"),
}


@pytest.fixture(scope="module")
def made(site_folder) -> tuple[Store, Path]:
    """The public file of the made-up town, and the folder of its pages."""
    return Store(site_folder / PUBLIC), site_folder / PAGES


@pytest.fixture(scope="module")
def pages(made) -> dict[str, html.HtmlElement]:
    """Every page by its path in the folder."""
    _, folder = made
    found = {str(path.relative_to(folder)): path for path in sorted(folder.rglob("*.html"))}
    return {name: html.document_fromstring(path.read_bytes()) for name, path in found.items()}


def test_a_page_for_every_screen_of_every_council_and_a_first_one(pages):
    (council,) = {name.split("/")[0] for name in pages if "/" in name}
    public = [screen.id for screen in SCREENS if screen.on_site and not screen.for_officers]
    assert not {"add_records", "packs"} & {*public}
    wanted = {f"{council}/{id}.html" for id in public} | {"index.html"}
    assert set(pages) == wanted


def test_all_links_are_alive(made, pages):
    _, folder = made
    for name, page in pages.items():
        links = [*page.xpath("//a/@href"), *page.xpath("//link/@href")]
        assert links
        for each in links:
            path, _, part = each.partition("#")
            target = (folder / name).parent / path if path else folder / name
            assert target.is_file(), (name, each)
            if part:
                assert page.get_element_by_id(part) is not None
        assert [url for url in page.xpath("//@src")] == []


def test_no_script_nothing_from_elsewhere_and_well_formed(made):
    _, folder = made
    for path in folder.rglob("*.html"):
        text = path.read_text("utf-8")
        assert text.startswith('<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8">')
        assert not re.search(r"<script|javascript:|https?:|\bon\w+=|<iframe|<object|<form", text)
        assert not WORTHLESS.search(re.sub(r"<[^>]*>", " ", text))
        assert unclosed(text) == [], path.name
    assert not re.search(r"https?:|@import|url\(", (folder / "style.css").read_text("utf-8"))


def unclosed(text: str) -> list[str]:
    """Tags that are left open, or closed in another order than they were opened."""
    opened: list[str] = []
    for closes, name, itself in re.findall(r"<(/?)([a-z][a-z0-9]*)\b[^>]*?(/?)>", text, re.I):
        if itself or name in ("meta", "link", "br"):
            continue
        if not closes:
            opened.append(name)
        elif not opened or opened.pop() != name:
            return [*opened, name]
    return opened


def test_every_page_has_one_question_its_sections_once_and_is_marked_in_the_menu(pages):
    for name, page in pages.items():
        assert len(page.xpath("//h1")) == 1 and page.xpath("//title")[0].text
        assert len(page.xpath("//@id")) == len(set(page.xpath("//@id"))), name
        if "/" in name:
            (current,) = page.xpath("//nav//a[@aria-current='page']/@href")
            assert name.endswith(f"/{current}")


def test_headlines_are_those_that_are_asked(made, pages):
    store, _ = made
    for screen, ids in HEADLINES.items():
        (page,) = [page for name, page in pages.items() if name.endswith(f"/{screen}.html")]
        answer = page.xpath("string(//p[@class='sv-answer'])")
        for id in ids:
            counts = Records(store, Selection("999", LAST, FIRST, LAST), "councillor").ask(id).row
            told = words.number(counts.value if counts.denominator is None else counts.numerator)
            assert told in answer, (screen, id, answer)


def test_pictures_are_drawn_and_tables_folded_away(pages):
    (page,) = [page for name, page in pages.items() if name.endswith("/timeliness.html")]
    for picture in page.xpath("//div[starts-with(@class, 'sv-picture')]"):
        assert len(picture.xpath("./div/*[@role='img']")) == 3
    assert page.xpath("//div[starts-with(@class, 'sv-picture')]")
    assert page.xpath("//details[summary='Table and definition']//table")
    assert not page.xpath("//details[@open]")


def test_made_up_records_are_called_so(made):
    """The town's records are not said to be made up; those of a council that is are, on each page
    that shows them."""
    store, folder = made
    assert "Simulated" not in (folder / "index.html").read_text("utf-8")
    (covered,) = ask.coverage(store)
    place = site.Place(replace(covered, simulated=True), "town", ask.built_at(store))
    told = {screen.id: site.page_html(place, screen, [("question", "Why?")]) for screen in SCREENS}
    said = {id for id, text in told.items() if "Simulated records" in text}
    assert said == {screen.id for screen in SCREENS if screen.shows_records}
    assert "(simulated records)" in site.index_html([place])
    assert made_up("x")[:20] in told["overview"]


def test_what_is_told_is_escaped(made):
    store, _ = made
    (covered,) = ask.coverage(store)
    place = site.Place(covered, "town", ask.built_at(store))
    kinds = ("question", "answer", "heading", "text", "warning")
    page = site.page_html(place, SCREENS[0], [(kind, "<b>A & B</b>") for kind in kinds])
    assert page.count("&lt;b&gt;A &amp; B&lt;/b&gt;") == len(kinds)


def test_a_folder_of_other_files_is_left_alone_and_an_earlier_edition_is_replaced(made, tmp_path):
    _, folder = made
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(BadFile, match="holds other files"):
        site.check_folder(tmp_path)
    site.check_folder(folder)
    site.check_folder(tmp_path / "new")
    assert (tmp_path / "letter.txt").read_text("utf-8") == "mine"
