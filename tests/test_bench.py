"""The benchmark measures what it says: the same figures three ways, what the pages ask, and a
country of copies that is never to be mistaken for one."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sendviz import ask, bench, catalogue
from sendviz.ask import Records
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store, attach
from sendviz.bench import (
    copies,
    figures,
    files,
    goals,
    in_pandas,
    parts,
    readers,
    recorded,
    timing,
    wide,
)
from sendviz.commands import main
from tests import second_way
from tests.handmade import select


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    made = second_way.made_up(np.random.default_rng(second_way.SEED))
    path = tmp_path_factory.mktemp("bench") / "one.duckdb"
    second_way.written(path, second_way.known_on(made, second_way.END)).close()
    return path


@pytest.fixture(scope="module")
def many(one):
    path = one.with_name("many.duckdb")
    assert files.many_times(one, path, 3) > 0
    return path


def test_a_run_tells_every_part():
    """A whole run, small: one council, twice over, and two of a national file."""
    said: list[str] = []
    told = bench.run(replace(bench.QUICK, screens=("localities",)), said.append)
    assert re.match(r"\d+ cores, DuckDB \d", told)
    rows = [re.split(r"\s{2,}", line) for line in told.splitlines()]
    by_name = {row[0]: row[1:] for row in rows if len(row) > 1}
    assert int(by_name["localities"][0]) > 20 and len(by_name["localities"]) == 11
    assert {figure.name for figure in figures.FIGURES} <= set(by_name)
    assert {"funnel of districts", "signal list", "funnel of 2 councils"} <= set(by_name)
    assert int(by_name["cohorts of 839"][0].replace(",", "")) > 5_000
    four, copied = (by_name[name] for name in ("four councils", "finished rows copied"))
    assert int(four[0].replace(",", "")) > int(copied[0].replace(",", "")) > 10_000
    assert float(four[-1]) > 1
    told_of_parts, seen = (
        by_name[name] for name in ("figures for public view", "localities, public view")
    )
    assert int(told_of_parts[0].replace(",", "")) > 10_000 and float(told_of_parts[1]) > 0
    assert int(seen[0]) > 20 and len(seen) == 4
    pictures = by_name["pictures of localities"]
    assert int(pictures[0]) >= 2 and float(pictures[4]) > 1 and float(pictures[5]) > 1
    curves = [
        int(by_name[n][0].replace(",", "")) for n in ("largest council", "all as one council")
    ]
    assert 0 < curves[0] < curves[1]
    assert copies.NOTE in told and "Copying its rows" in said


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
    once, thrice = files.rows_of(one), files.rows_of(many)
    assert thrice == {table: 3 * count for table, count in once.items()} and all(once.values())
    once, thrice = Store(one), Store(many)
    for id in ("requests_received", "reviews_held_in_time", "advice_within_6_weeks"):
        asked = {"by": "locality", "period": "quarter"}
        a, b = (Records(s, select(), "officer").ask(id, **asked).frame for s in (once, thrice))
        assert (b["numerator"] == 3 * a["numerator"]).all() and a["numerator"].sum() > 0
    children = [
        s.frame("select count(distinct person) as n from request")["n"][0] for s in (once, thrice)
    ]
    assert children[1] == 3 * children[0]


def test_nothing_is_remembered_between_repeats(one):
    with timing.fresh(one) as first, timing.fresh(one) as second:
        assert first is not second
    assert timing.medians([(3.0, 1.0), (1.0, 5.0), (2.0, 2.0)]) == [2.0, 2.0]


@pytest.mark.parametrize(
    ("screen", "named"),
    [("backlog", "open_cases_by_stage"), ("timeliness", "plans_issued_within_20_weeks")],
)
def test_what_a_screen_asks_is_recorded_from_its_page(simulated_path, screen, named):
    asked = recorded.questions(simulated_path, screen, council="BCP", period="3 months")
    assert len(asked) > 20 and named in _ids(asked)
    selection, _ = next(each.looks_at for each in asked if each.looks_at)
    assert selection.council == "839" and (selection.last_day - selection.start).days in (90, 91)
    store = Store(simulated_path)
    for question in asked:
        question.ask(store)
    assert recorded.questions(simulated_path, screen, council="BCP", period="3 months") == asked


def test_what_a_screen_asks_in_public_view_is_what_it_is_answered(simulated_path):
    """What is refused is asked of no file; the rest is told of parts and of the whole council."""
    seen = {"council": "BCP", "view": recorded.SEEN_IN_PUBLIC}
    asked = recorded.questions(simulated_path, "localities", **seen)
    assert {role for _, role in (each.looks_at for each in asked if each.looks_at)} == {ask.PUBLIC}
    store = Store(simulated_path)
    answers = [each.ask(store) for each in asked if each.call is Records.ask]
    assert {answer.rounded for answer in answers} == {True, False}


def _ids(asked):
    return {catalogue.get(each.given[0]).id for each in asked if each.call is Records.ask}


def test_readers_change_all_that_they_may_and_the_usual_app_tells_each(simulated_path):
    """Both by the same addresses: what the usual app cannot read raises."""
    asked = goals.addresses(simulated_path)
    assert {each["council"] for each in asked} == {"Essex"}
    assert {len({each[name] for each in asked}) for name in ("period", "area", "as_at")} == {2, 3}
    script = goals.ROOM / "usual_app.py"
    with readers.served("usual", script, "", simulated_path) as usual:
        alone = readers.alone(usual, asked[:2])
        together = readers.together(usual, asked, readers=2, looks=2, pause=0.1)
        with pytest.raises(RuntimeError, match="encountered an error"):
            readers.alone(usual, [{"council": "Atlantis"}])
    assert len(alone) == 2 and len(together) == 4 and min(alone + together) > 0


def test_little_time_is_spent_on_collecting(simulated_path):
    assert 0 <= goals.collecting(simulated_path, goals.addresses(simulated_path)[:3]) < 0.1


def test_a_goal_is_a_ratio_or_a_value():
    assert goals._beside("x", [1000.0, 300.0], of_usual=0.5) == [
        "x", "1,000", "300", "0.30", "0.5 of usual", "yes"
    ]  # fmt: skip
    assert goals._beside("x", [9.0, 2.5], of_itself=2.0)[-2:] == ["2.0", "no"]
    assert goals._beside("x", [], of_itself=2.0) == []


def test_a_page_that_breaks_is_not_measured(one, monkeypatch):
    monkeypatch.setattr(catalogue, "get", lambda id: 1 / 0)
    with pytest.raises(recorded.Broken, match="backlog"):
        recorded.questions(one, "backlog")


NATION = files.Nation(councils=6, years=10)


@pytest.fixture(scope="module")
def national(simulated_path, tmp_path_factory):
    path = tmp_path_factory.mktemp("bench") / "national.duckdb"
    files.national(path, NATION, simulated_path)
    return path


def test_only_a_file_of_the_same_country_and_schema_is_kept(one, national):
    assert files.is_of(national, NATION)
    assert not files.is_of(national, replace(NATION, years=5))
    assert not files.is_of(one, NATION)
    assert not files.is_of(national.with_name("none.duckdb"), NATION)
    assert sorted(path.name for path in national.parent.iterdir()) == [national.name]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"councils": 154}, "--councils must lie between 1 and 153, not 154"),
        ({"councils": 0}, "--councils"),
        ({"years": 21}, "--years must be 5, 10, 15 or 20, not 21"),
        ({"years": 7}, "--years"),
    ],
)
def test_a_country_that_there_is_not_is_refused(given, said):
    with pytest.raises(ValueError, match=said):
        files.Nation(**given)


def test_other_councils_hold_copies_with_codes_children_and_districts_of_their_own(national):
    store = Store(national)
    covered = ask.coverage(store)
    assert len(covered) == 6 and all(each.simulated for each in covered)
    assert {each.first_day.year for each in covered} == {2016}
    found = store.frame(
        "select count(*) as n, count(distinct request_id) as ids, "
        "count(*) filter (split_part(district, '/', 1) <> la_code) as astray from request"
    )
    assert found["n"][0] == found["ids"][0] and found["astray"][0] == 0
    assert store.frame("select * from request where case_ref not like 'MADE-UP-%'").empty
    names = store.frame("select name from area where known and scheme <> 'council'")["name"]
    assert names.str.startswith("Made-up ").all()
    shared = store.frame("select person from request group by 1 having count(distinct la_code) > 1")
    assert shared.empty
    assert store.frame("select * from review anti join plan using (plan_id)").empty
    homeless = "select * from request anti join area_member using (district)"
    assert store.frame(homeless).empty


def test_a_copy_tells_the_same_as_its_source_five_years_later_too(simulated, national):
    """The first council by code is a copy of the first of the four."""
    own = ask.coverage(simulated)
    source = min(each.la_code for each in own)
    copy = min(each.la_code for each in ask.coverage(Store(national)))
    id, whole = "plans_issued_within_20_weeks", {"period": "month"}

    def told(store, la_code, first, last):
        selection = Selection(la_code, date(2025, 12, 31), start=first, end=last)
        found = Records(store, selection, "officer").ask(id, **whole).frame
        return found[["numerator", "denominator"]].sum().tolist()

    now = told(simulated, source, date(2022, 1, 1), date(2025, 12, 31))
    assert told(Store(national), copy, date(2022, 1, 1), date(2025, 12, 31)) == now
    then = told(Store(national), copy, date(2017, 1, 1), date(2020, 12, 31))
    assert then == pytest.approx(now, rel=0.01) and then[0] > 0


def test_nobody_waits_five_years_for_a_copy(national):
    store = Store(national)
    old = store.frame(
        "select * from request where received < date '2020-01-01' and decision not in ('N', 'H') "
        "and coalesce(issued, no_plan_told, withdrawn_on) is null"
    )
    assert old.empty
    assert store.frame("select min(received) as first from referral")["first"][0].year >= 2015


def test_the_funnel_of_councils_holds_each_once(national):
    with timing.fresh(national) as store:
        found = wide.councils(store, timing.selections(national))
    assert len(found.rows) == 6
    count = sum(row.numerator for row in found.rows), sum(r.denominator for r in found.rows)
    assert found.whole == pytest.approx(count[0] / count[1])


def test_one_curve_of_all_referrals_is_the_same_in_pandas(national, tmp_path, monkeypatch):
    _, rows = wide.curves(national, tmp_path, 1)
    counts = timing.rows_by_council(national, "referral")
    assert [row[1] for row in rows] == [f"{max(counts.values()):,}", f"{sum(counts.values()):,}"]
    monkeypatch.setattr(wide, "_half", lambda rows, asked: (1, None))
    with pytest.raises(bench.Disagreement, match="in pandas"):
        one = tmp_path / "one_council.duckdb"
        wide._in_pandas(one, timing.selections(one)[0])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--councils", "2"], "give it with --simulate"),
        (["--councils", "2", "--simulate", "folder"], "without a folder"),
        (["--councils", "999", "--simulate"], "between 1 and 153"),
    ],
)
def test_the_command_says_what_is_wrong(given, said, tmp_path, capsys):
    path = tmp_path / "x.duckdb"
    assert main(["build", *given, "--db", str(path)]) == 2
    assert said in capsys.readouterr().err and not path.exists()


def test_the_command_makes_the_file(simulated_path, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(files, "built", lambda target, _: shutil.copy(simulated_path, target))
    path = tmp_path / "x.duckdb"
    given = ["build", "--simulate", "--councils", "1", "--years", "5", "--db", str(path)]
    assert main(given) == 0
    assert copies.NOTE in capsys.readouterr().err
    assert len(ask.coverage(Store(path))) == 1
