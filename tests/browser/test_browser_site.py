"""The plain pages in a real browser: wide and narrow, light and dark, on paper."""

from __future__ import annotations

import pytest

from tests.browser.test_browser_screens import UNSEEN, violations
from tests.town import PAGES

pytestmark = pytest.mark.slow
OVERFLOW = "() => document.documentElement.scrollWidth - innerWidth"


def test_every_page_is_sound_in_every_look(site_folder, chromium):
    """Each page in its width, pictures and what it asks for; one of each screen by axe."""
    folder = site_folder / PAGES
    for width, scheme in ((1280, "light"), (390, "dark")):
        context = chromium.new_context(
            viewport={"width": width, "height": 844}, color_scheme=scheme
        )
        page, asked, judged = context.new_page(), [], set()
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        for path in sorted(folder.rglob("*.html"), key=lambda path: (len(path.stem), path)):
            page.goto(path.as_uri())
            assert page.evaluate(OVERFLOW) <= 0, f"{path.name} scrolls sideways at {width}"
            assert page.evaluate(UNSEEN) == 0, f"a picture of {path.name} is not seen at {width}"
            screen = page.locator("h1").first.inner_text()
            if screen not in judged:
                judged.add(screen)
                assert violations(page) == [], path.name
        assert len(judged) > 10
        assert all(url.startswith(folder.as_uri()) for url in asked)
        context.close()


def test_paper_holds_the_pictures_and_not_the_menu(site_folder, chromium):
    folder = site_folder / PAGES
    page = chromium.new_page(viewport={"width": 794, "height": 1123})
    page.goto((folder / "test" / "timeliness.html").as_uri())
    page.emulate_media(media="print")
    assert not page.locator("nav").first.is_visible()
    assert page.locator(".sv-picture svg[role=img]:visible").count() >= 1
    assert page.evaluate(UNSEEN) == 0
    page.close()
