"""The benchmark measures what it says: the same figures three ways, and what the pages ask."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sendviz import ask, bench, catalogue
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store, attach
from sendviz.bench import figures, files, in_pandas, nation, parts, screens, timing, wide
from tests import second_way
from tests.handmade import select

PAGES = Path(__file__).resolve().parents[1] / "pages"


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    made = second_way.made_up(np.random.default_rng(second_way.SEED))
    path = tmp_path_factory.mktemp("bench") / "one.duckdb"
    second_way.written(path, second_way.known_on(made, second_way.END)).close()
    return path


@pytest.fixture(scope="module")
def many(one):
    path = one.with_name("many.duckdb")
    assert files.copied(one, path, 3) > 0
    return path


def test_a_run_tells_every_part():
    """A whole run, small: one council, twice over, and two of a national file."""
    said: list[str] = []
    told = bench.run(replace(bench.QUICK, screens=("localities",)), said.append)
    assert re.match(r"\d+ cores, DuckDB \d", told)
    rows = [re.split(r"\s{2,}", line) for line in told.splitlines()]
    by_name = {row[0]: row[1:] for row in rows if len(row) > 1}
    assert int(by_name["localities"][0]) == len(screens.SCREENS["localities"])
    assert {figure.name for figure in figures.FIGURES} <= set(by_name)
    assert {"funnel of districts", "signal list", "funnel of 2 councils"} <= set(by_name)
    four, copied = (by_name[name] for name in ("four councils", "finished rows copied"))
    assert int(four[0].replace(",", "")) > int(copied[0].replace(",", "")) > 10_000
    assert float(four[-1]) > 1
    assert by_name["all as one council"][0] == f"{bench.QUICK.nation.referrals:,}"
    assert "made up for measuring:" in told and set(said) > set(by_name) & set(said)


@pytest.mark.parametrize("figure", figures.FIGURES, ids=lambda figure: figure.name)
def test_three_ways_agree(one, figure):
    asked = select(start="2024-07-01")
    store, connection = Store(one), attach(one)
    connection.execute("use d")
    found = figure.asked(store, asked)
    assert len(found) >= 3
    assert found == figure.bare(connection, asked)
    assert found == figure.in_pandas(in_pandas.in_memory(connection), asked)


def test_ways_that_differ_are_refused(one):
    wrong = replace(figures.FIGURES[0], in_pandas=lambda tables, asked: {})
    connection = attach(one)
    connection.execute("use d")
    with pytest.raises(bench.Disagreement, match="three ways"):
        parts.ways(one, wrong, select(), connection, None)


def test_copies_are_other_children_of_the_same_council(one, many):
    assert files.rows_in(many) == 3 * files.rows_in(one)
    once, thrice = Store(one), Store(many)
    for id in ("requests_received", "reviews_held_in_time", "advice_within_6_weeks"):
        asked = {"by": "locality", "period": "quarter"}
        a, b = (
            ask.measure(s, catalogue.get(id), select(), "officer", **asked) for s in (once, thrice)
        )
        assert (b["numerator"] == 3 * a["numerator"]).all() and a["numerator"].sum() > 0
    children = [
        s.frame("select count(distinct person) as n from request")["n"][0] for s in (once, thrice)
    ]
    assert children[1] == 3 * children[0]


def test_nothing_is_remembered_between_repeats(one):
    with timing.fresh(one) as first, timing.fresh(one) as second:
        assert first is not second
    assert timing.medians([(3.0, 1.0), (1.0, 5.0), (2.0, 2.0)]) == [2.0, 2.0]


@pytest.mark.parametrize("screen", screens.SCREENS)
def test_the_list_holds_what_the_page_names(screen):
    """Every measure that a page names itself is among the questions of its screen."""
    named = set(
        re.findall(r'"([a-z0-9_]+)(?:/[a-z]+)?"', (PAGES / f"{screen}.py").read_text("utf-8"))
    )
    asked = {question.id for question in screens.SCREENS[screen]}
    opened_only = {"advice_within_6_weeks"} if screen == "timeliness" else set()
    assert named & set(catalogue.measures()) - opened_only <= asked


def test_questions_look_where_the_pages_look():
    now = Selection("999", date(2025, 6, 30)).months_back(12)
    earlier = screens.Question("requests_received", earlier=True)._selection(now)
    assert (earlier.as_at, earlier.start) == (date(2024, 6, 30), date(2023, 7, 1))
    before = screens.Question("requests_received", before=True)._selection(now)
    assert (before.as_at, before.start, before.last_day) == (
        now.as_at,
        date(2023, 7, 1),
        date(2024, 6, 30),
    )
    year = screens.Question("requests_received", since="academic_year")._selection(now)
    assert year.start == date(2024, 9, 1)


SMALL = nation.Nation(councils=2, years=2, referrals=2_000)


@pytest.fixture(scope="module")
def national(tmp_path_factory):
    path = tmp_path_factory.mktemp("bench") / "national.duckdb"
    return path, nation.kept(path, SMALL)


def test_the_national_file_is_made_once_and_again_only_if_another_is_asked_for(national):
    path, (making, now) = national
    assert now and making.rows["referral"] == SMALL.referrals and making.kept < making.read
    before = path.stat().st_mtime_ns
    assert nation.kept(path, SMALL) == (making, False) and path.stat().st_mtime_ns == before
    assert not nation._is(path, replace(SMALL, years=3))
    assert not nation._is(path.with_name("none.duckdb"), SMALL)


def test_the_funnel_of_councils_holds_each_once(national):
    path, _ = national
    with timing.fresh(path) as store:
        found = wide.councils(store, timing.selections(path))
    assert len(found.rows) == 2
    count = sum(row["numerator"] for row in found.rows), sum(r["denominator"] for r in found.rows)
    assert found.whole == pytest.approx(count[0] / count[1])


def test_one_curve_of_all_referrals_is_the_same_in_pandas(national, tmp_path, monkeypatch):
    path, _ = national
    _, rows = wide.curves(path, tmp_path, 1)
    assert [row[1] for row in rows] == [f"{n:,}" for n in _referrals(path)]
    monkeypatch.setattr(wide, "_half", lambda rows, asked: (1, None))
    with pytest.raises(bench.Disagreement, match="in pandas"):
        one = tmp_path / "one_council.duckdb"
        wide._in_pandas(one, timing.selections(one)[0])


def _referrals(path):
    counts = timing.rows_by_council(path, "referral")
    return max(counts.values()), sum(counts.values())
