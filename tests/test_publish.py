"""The public file: it tells all that public view is told, in the same words, and holds no child."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from importlib import import_module

import duckdb
import numpy as np
import pandas as pd
import pytest
import streamlit as st

from sendviz import ask, catalogue
from sendviz.app import access
from sendviz.app.screens import SCREENS
from sendviz.ask import NotAllowed, Records, Selection, Store, whole
from sendviz.ask.evidence_rows import evidence, findings
from sendviz.ask.plan_rows import plan
from sendviz.ask.whole import days_told, whole_dimensions
from sendviz.catalogue import layouts
from sendviz.catalogue.calendar import GRAINS, BadSelection
from sendviz.catalogue.public import KINDS
from sendviz.commands import main
from sendviz.load.publishing import OF_PLANS
from tests.attack.from_file import sights
from tests.attack.trying import attacked
from tests.handmade import AREAS, MEMBERS, build, referral
from tests.town import FIRST, FULL, LAST, PUBLIC, SECRET

# The module; its name in `ask` is that of its function.
making = import_module("sendviz.ask.whole_set")
# Days on which the town is looked at: the last, a middle one, one of the SEN2 return, the first.
DAYS = (LAST, date(2024, 12, 31), date(2025, 1, 16), date(2024, 10, 31))
COUNTED = sorted(id for id, m in catalogue.measures().items() if m.kind != "given")
FINISHED = ("mean", "quantile", "survival")
# Blanks of which nothing is told.
UNTOLD = ("not_yet_due", "not_known", "not_submitted")
PAGES = sorted(each.id for each in SCREENS if not each.for_officers)
# What says of which child a row is, or whose referral, plan or case.
OF_A_CHILD = {
    "person", "alias", "case_ref", "referral_ref", "request_id", "plan_id", "review_id",
    "advice_id", "referral_id", "support_id", "birth_month", "row_id", "row_number",
    *(set(KINDS) - {"source"}), "phase", "setting",
}  # fmt: skip


MARK = re.compile(rb"(?:cas|ref|per)[0-9a-f]{8}zq")


@pytest.fixture(scope="module")
def full(town_folder) -> Store:
    return Store(town_folder / FULL)


@pytest.fixture(scope="module")
def public(town_folder) -> Store:
    """What the command makes of it."""
    return Store(town_folder / PUBLIC)


# Nothing of a child.


def columns_of(store: Store) -> pd.DataFrame:
    return store.frame(
        "select table_name, column_name, data_type from duckdb_columns() "
        "where database_name = 'd' and not internal"
    )


def test_nothing_small_follows_from_all_that_it_holds(full, public):
    """The joint attack on the file itself, judged by the records behind it."""
    found = attacked(sights(public, full, "999"))
    print(f"a public file: {found}")
    assert found.tried > 300
    assert not found.recovered and not found.known_small, found.examples


def test_it_has_the_declared_tables_and_none_that_knows_a_child(full, public):
    held = columns_of(public)
    declared = {each.name for each in layouts.public_tables()}
    assert set(held["table_name"]) == declared | set(OF_PLANS)
    assert not OF_A_CHILD & set(held["column_name"])
    of_children = columns_of(full)
    of_children = set(of_children[of_children["column_name"].isin(OF_A_CHILD)]["table_name"])
    assert {"request", "referral", "plan", "advice", "person_alias", "data_issue"} <= of_children
    # What was found of an age says nothing of a child; it stays behind nevertheless.
    assert not of_children & set(held["table_name"]) - {"finding"}


def texts_of(store: Store) -> dict[tuple[str, str], set[str]]:
    """Every text of every column."""
    held = columns_of(store)
    texts = held[held["data_type"] == "VARCHAR"]
    return {
        (table, column): set(store.frame(f"select distinct {column} as t from {table}")["t"])
        for table, column in zip(texts["table_name"], texts["column_name"], strict=True)
    }


def test_of_plans_it_holds_what_public_view_sees(full, public):
    """The same lines, word for word, and nothing that is for the board and officers."""
    plans = [plan(store, Selection("999", LAST), "councillor") for store in (full, public)]
    assert plans[0] == plans[1] and len(plans[0].lines) == 1
    assert plans[0].lines[0].is_measured
    asked = (Selection("999", LAST), "councillor")
    for told in (findings, evidence):
        assert told(full, *asked) == told(public, *asked)
    seen = evidence(public, *asked)
    assert [(each.title, each.finding_id, each.ref) for each in seen] == [
        ("What families say", "f1", None), ("A public count", "f1", None),
    ]  # fmt: skip
    for name in ("action", "action_update", "evidence"):
        assert SECRET not in public.frame(f"select * from {name}").to_string()
    assert len(public.frame("select * from promise")) == 1


def test_no_mark_of_a_child_is_in_it(full, public):
    """Neither among its values, nor anywhere among its bytes, where the built file has many."""
    found = full.frame(
        "select person as mark from request union select case_ref from request union "
        "select person from referral union select referral_ref from referral"
    )
    marks = set(found["mark"].dropna())
    assert len(marks) > 5_000
    assert not marks & set().union(*texts_of(public).values())
    sent, built = public.path.read_bytes(), full.path.read_bytes()
    assert MARK.search(sent) is None
    assert len(set(MARK.findall(built))) > 5_000 and MARK.fullmatch(next(iter(marks)).encode())
    assert b"marksalt" in built and b"marksalt" not in sent


def test_parts_are_in_the_public_set_alone(public):
    """No count or value of records is by district, or by a kind of child, but its figures."""
    districts = {*MEMBERS, *(id for id, *_ in AREAS if "/" in id)} - {"999/council"}
    of_places = {"area", "area_member", "public_figure"}
    for (table, column), texts in texts_of(public).items():
        if table not in of_places:
            assert not districts & texts, (table, column)
    of_kinds = {code for kind in KINDS for code in catalogue.dimensions()[kind].values}
    # Advice and pathways are told of by names that are codes of social care or of who asked, too.
    shared = {code for each in ("advice", "pathway", "plan_age")
              for code in catalogue.dimensions()[each].values}  # fmt: skip
    held = public.frame("select measure, codes from whole_count group by 1, 2")
    for each in held.itertuples():
        dimensions = whole_dimensions(catalogue.get(each.measure))
        codes = each.codes.split("/") if dimensions else []
        assert len(codes) == len(dimensions)
        for dimension, code in zip(dimensions, codes, strict=True):
            known = {*catalogue.dimensions()[dimension].values, "not_known"}
            # A survey's question has no code; its words are public.
            assert code in known or dimension == "question"
            assert code not in of_kinds - shared
    for table in ("whole_value", "whole_curve"):
        cuts = set(public.frame(f"select distinct dimension from {table}")["dimension"])
        assert cuts <= {"", "exception", "pathway", "advice", "stage", "wait_band"}


def test_the_figures_of_parts_are_those_of_the_file(full, public):
    for table in ("public_figure", "public_quarter", "area", "coverage", "referral_coverage"):
        rows = [store.frame(f"select * from {table} order by all") for store in (full, public)]
        assert len(rows[0]) and rows[0].equals(rows[1]), table


# The same answers.


def told(store: Store, selection: Selection, m: catalogue.Measure, cut: dict):
    """The answer, or why there is none."""
    try:
        return Records(store, selection).ask(m, **cut)
    except BadSelection as refused:
        return str(refused)


def questions(m: catalogue.Measure):
    """Selections and cuts of one measure, over all periods, some filters and some splits."""
    dimensions, kinds = whole_dimensions(m), [d for d in m.dimensions if d in KINDS]
    base = Selection("999", LAST, FIRST)
    for day, start in zip(DAYS, (None, FIRST, None, FIRST), strict=True):
        yield replace(base, as_at=day, start=start), {}
        yield replace(base, as_at=day, start=start), {"period": "month"}
    for grain in GRAINS:
        yield base, {"period": grain}
    yield replace(base, start=date(2025, 4, 1)), {}
    if m.kind != "survival":
        yield replace(base, start=date(2025, 4, 1), end=date(2025, 5, 31)), {}
    for variant in m.variants:
        yield base, {"variant": variant.id}
        yield base, {"variant": variant.id, "period": "quarter"}
    for dimension in dimensions:
        codes = tuple(catalogue.dimensions()[dimension].values)
        yield base, {"by": dimension}
        yield replace(base, as_at=DAYS[1]), {"by": dimension}
        if not codes:
            continue
        yield base.filtered(dimension, codes[0]), {}
        yield base.filtered(dimension, codes[-1]), {"period": "quarter"}
        yield base.filtered(dimension, *codes[:2]), {"by": dimension}
    if len(dimensions) > 1 and m.kind not in FINISHED:
        both = base.filtered(
            dimensions[0], next(iter(catalogue.dimensions()[dimensions[0]].values))
        )
        yield both, {"and_by": "/".join(dimensions[::-1])}
        yield both, {"by": dimensions[1], "period": "month"}
    yield base, {"by": "locality"}
    yield replace(base, areas=("999/locality/North",)), {"period": "quarter"}
    for kind in kinds[:2]:
        yield base, {"by": kind}


def assert_same(one, other, asked) -> None:
    """Frames but for what is not told, texts, and all that an answer says of itself."""
    if isinstance(one, str) or isinstance(other, str):
        assert one == other, asked
        return
    assert list(one.frame["blank"].fillna("")) == list(other.frame["blank"].fillna("")), asked
    known = ~one.frame["blank"].isin(UNTOLD)
    pd.testing.assert_frame_equal(
        one.frame[known], other.frame[known], check_dtype=False, check_exact=True, obj=str(asked)
    )
    assert one.texts() == other.texts()
    for name in ("by", "dimension", "grain", "rounded", "banded", "simulated", "not_filtered"):
        assert getattr(one, name) == getattr(other, name), asked


@pytest.mark.parametrize("id", COUNTED)
def test_answers_are_those_of_the_file(full, public, id):
    m = catalogue.get(id)
    answered = 0
    for selection, cut in questions(m):
        both = [told(store, selection, m, cut) for store in (full, public)]
        assert_same(*both, (id, selection, cut))
        if not isinstance(both[0], str):
            answered += both[0].frame["value"].notna().any()
    # The town has fewer than 5 psychologists, a role that public view is told nothing of.
    assert answered > 3 or id == "advice_per_ep"


def test_curves_are_those_of_the_file_by_whole_weeks(full, public):
    for id in ("weeks_until_half_have_an_answer", "median_wait_open_and_seen"):
        for selection in (
            Selection("999", LAST),
            Selection("999", LAST, date(2025, 1, 1)),
            Selection("999", DAYS[1]).months_back(3),
        ):
            one, other = (Records(store, selection).curves(id) for store in (full, public))
            (curve,), (same,) = one.curves, other.curves
            assert curve.weeks.tolist() == list(range(len(curve.weeks))) and len(curve.weeks) > 20
            for name in ("weeks", "share", "low", "high"):
                assert getattr(curve, name).tolist() == getattr(same, name).tolist()
            empty = {name: np.array([]) for name in ("weeks", "share", "low", "high")}
            assert replace(curve, **empty, blank="") == replace(same, **empty, blank="") or (
                curve.median == same.median and curve.ninetieth == same.ninetieth
            )
            assert (curve.waited, curve.left, curve.area) == (same.waited, same.left, same.area)
            exact = Records(full, selection, "officer").curves(id).curves[0]
            week = int(exact.weeks[-1]) // 2
            there = np.searchsorted(exact.weeks, week, side="right") - 1
            assert curve.share[week] == pytest.approx(exact.share[there], abs=5e-5)


def test_lists_are_as_public_view_sees_them(full, public):
    for each in (ask.imports, lambda s, role: ask.issue_counts(s, "999", role)):
        one, other = (each(store, "councillor") for store in (full, public))
        pd.testing.assert_frame_equal(one, other, check_dtype=False)
        assert len(one) > 2
    of_provider = ask.imports(public, "officer").set_index("import_id").loc[2]
    assert pd.isna(of_provider["rows_kept"]) and pd.isna(of_provider["reasons"])
    assert ask.places.holds(public, "support_contact", "999")
    assert not ask.places.holds(public, "support_contact", "998")


@pytest.mark.parametrize(
    ("id", "changes", "cut", "words"),
    [
        ("median_weeks_to_issue", {"start": date(2024, 3, 1)}, {}, "start on 2024-07-01"),
        ("weeks_to_advice", {"where": (("advice", ("ep", "health")),)}, {}, "one choice of Advice"),
        ("weeks_to_advice", {"where": (("advice", ("ep",)),)}, {"by": "exception"}, "not by both"),
        ("median_wait_open_and_seen", {"start": date(2025, 3, 1)}, {}, "start on 2024-07-01"),
        ("median_wait_open_and_seen", {"end": date(2025, 5, 31)}, {}, "as at 2025-05-31"),
        ("mean_weeks_to_issue", {"start": None, "end": date(2025, 3, 31)}, {}, "as at 2025-03-31"),
    ],
)
def test_what_it_does_not_hold_is_refused_with_the_nearest(public, id, changes, cut, words):
    selection = replace(Selection("999", LAST, FIRST), **changes)
    with pytest.raises(NotAllowed, match=words):
        Records(public, selection).ask(id, **cut)


def test_a_day_that_it_does_not_know_is_refused(public):
    with pytest.raises(NotAllowed, match="try 2025-06-30"):
        Records(public, Selection("999", date(2025, 7, 31))).ask("plans_issued")
    before = Records(public, Selection("999", date(2023, 3, 31))).ask("plans_issued")
    assert before.row.blank == "not_known"


# Screens and commands.


@pytest.fixture
def shown(capsys):
    """A function that gives what a screen prints of a file."""

    def show(store: Store, page: str, *more: str) -> str:
        st.cache_resource.clear()
        line = ["show", page, "--db", str(store.path), "--council", "Testshire", *more]
        assert main(line) == 0, page
        return capsys.readouterr().out

    yield show
    st.cache_resource.clear()


@pytest.mark.parametrize("page", PAGES)
def test_every_screen_is_as_it_was(full, public, shown, monkeypatch, page):
    monkeypatch.setenv("SENDVIZ_DB", "")
    found = shown(public, page)
    assert "\n# " in f"\n{found}" and (len(found) > 300 or page == "compare")
    if page in ("overview", "timeliness", "health_waits", "data_quality", "sources"):
        assert found == shown(full, page)


def test_a_meeting_leaves_out_what_a_public_file_does_not_hold(public, shown, monkeypatch):
    monkeypatch.setenv("SENDVIZ_DB", "")
    found = shown(public, "meeting")
    questions, last = found.split("## What can nobody answer from these records?")
    assert "## How many children wait past the legal limit?" in questions
    assert "When will the backlog be gone?" not in questions and "Not shown" not in found
    assert "When will the backlog be gone?" in last


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (["ask", "plans_issued", "--council", "Test", "--role", "board"], "public view only"),
        (["show", "overview", "--council", "Test", "--role", "officer"], "public view only"),
        (["check"], "holds no child to list"),
        (["build", "--simulate"], "no records may enter"),
        (["import", "{csv}", "--council", "839"], "no records may enter"),
        (["publish", "{folder}/other.duckdb"], "is a public file itself"),
    ],
)
def test_what_a_public_file_cannot_do_is_refused_in_a_sentence(
    public, tmp_path, capsys, monkeypatch, line, words
):
    from sendviz import simulate

    monkeypatch.setattr(simulate, "deliveries", lambda **_: [])
    csv = tmp_path / "events.csv"
    csv.write_text("day,label,kind\n2025-03-01,New team,staff\n")
    before = public.path.read_bytes()
    line = [each.format(csv=csv, folder=tmp_path) for each in line]
    assert main([*line, "--db", str(public.path)]) == 2
    told = capsys.readouterr()
    assert words in told.err.splitlines()[-1] and not told.out
    assert public.path.read_bytes() == before and not (tmp_path / "other.duckdb").exists()


def test_a_file_of_records_is_never_written_over(full, tmp_path, capsys):
    other = tmp_path / "records.duckdb"
    other.write_bytes(full.path.read_bytes())
    for target in (other, full.path):
        before = target.read_bytes()
        assert main(["publish", str(target), "--db", str(full.path)]) == 2
        assert "is no public file" in capsys.readouterr().err
        assert target.read_bytes() == before
    assert main(["publish", str(tmp_path), "--db", str(full.path)]) == 2
    assert "is a folder" in capsys.readouterr().err
    lacking = ["--db", str(full.path), "--council", "Emptyshire"]
    assert main(["publish", str(tmp_path / "p.duckdb"), *lacking]) == 2
    assert "no records of Emptyshire" in capsys.readouterr().err


def test_nothing_half_written_is_left(full, public, monkeypatch):
    def broken(store, selection):
        raise KeyboardInterrupt

    monkeypatch.setattr(making, "_counts", broken)
    before = public.path.read_bytes()
    assert main(["publish", str(public.path), "--db", str(full.path)]) == 130
    assert public.path.read_bytes() == before
    assert sorted(public.path.parent.glob("public.duckdb*")) == [
        public.path,
        public.path.with_name("public.duckdb.lock"),
    ]


def test_a_file_that_is_built_anew_meanwhile_is_not_published(full, tmp_path, capsys, monkeypatch):
    source, path = tmp_path / "t.duckdb", tmp_path / "p.duckdb"
    source.write_bytes(full.path.read_bytes())

    def built_meanwhile(store, la_code, told):
        other = tmp_path / "other"
        other.write_bytes(full.path.read_bytes())
        other.replace(source)
        return {}

    monkeypatch.setattr(ask, "whole_set", built_meanwhile)
    assert main(["publish", str(path), "--db", str(source)]) == 2
    assert "built anew meanwhile" in capsys.readouterr().err
    assert not path.exists()


def test_a_council_of_referrals_alone_is_told_of(tmp_path):
    source, path = tmp_path / "t.duckdb", tmp_path / "p.duckdb"
    rows = [referral("2025-01-06", first_contact="2025-02-03") for _ in range(4)]
    build(source, referrals=rows, data_date="2025-03-31").close()
    with duckdb.connect(str(source)) as connection:
        connection.execute("delete from coverage")
        connection.execute("update referral_coverage set first_day = '2025-01-01'")
    assert main(["publish", str(path), "--db", str(source)]) == 0
    records = Records(Store(path), Selection("999", date(2025, 3, 31), date(2025, 1, 1)))
    assert records.ask("referrals_received").row.numerator == 4
    assert records.ask("plans_issued").row.blank == "not_known"
    assert records.ask("median_weeks_to_issue").row.blank == "not_known"
    assert records.ask("weeks_until_half_have_an_answer").row.blank == "not_known"


def test_it_says_what_it_made_on_one_line(full, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(making, "days_told", lambda *_: (LAST,))
    path = tmp_path / "p.duckdb"
    assert main(["publish", str(path), "--db", str(full.path), "--council", "Test"]) == 0
    told = capsys.readouterr()
    assert not told.out and "p.duckdb is ready" in told.err.splitlines()[-1]
    assert "1 council, told to 30 June 2025" in told.err.splitlines()[-1]


def test_a_public_file_may_be_served_to_everybody(full, public, monkeypatch):
    """And from then on nothing else from there: another file in its place is not shown."""
    monkeypatch.setattr(access.st, "get_option", lambda name: "0.0.0.0")
    monkeypatch.setenv("SENDVIZ_DB", str(full.path))
    try:
        with pytest.raises(access.NotSafe, match="serve a public file"):
            access.check_start()
        access.check_file(full)
        monkeypatch.setenv("SENDVIZ_DB", str(public.path))
        access.check_start()
        access.check_file(public)
        with pytest.raises(access.NotSafe, match="no public file any more"):
            access.check_file(full)
    finally:
        access.OPEN_TO_ALL.clear()


def test_it_has_no_role_switch(full, public, monkeypatch):
    from tests.pages.screens import open_screen

    for store, switches in ((public, 0), (full, 1)):
        monkeypatch.setenv("SENDVIZ_DB", str(store.path))
        st.cache_resource.clear()
        found = open_screen("accessibility", "officer")
        assert len([each for each in found.at.selectbox if each.key == "view"]) == switches
    st.cache_resource.clear()


def test_a_sample_of_a_whole_council(simulated, tmp_path, monkeypatch):
    """BCP as simulated, on its last as-at days."""
    days = days_told(simulated, "839")[-2:]
    for module in (whole, making):
        monkeypatch.setattr(module, "days_told", lambda *_: days)
    path = tmp_path / "bcp.duckdb"
    line = ["publish", str(path), "--db", str(simulated.path), "--council", "BCP"]
    assert main(line) == 0
    public, start = Store(path), date(2025, 7, 1)
    for id in COUNTED:
        m = catalogue.get(id)
        for day in days:
            selection = replace(
                Selection("839", day), start=start if m.kind not in FINISHED else None
            )
            for cut in ({}, *({"by": each} for each in whole_dimensions(m))):
                both = [told(store, selection, m, cut) for store in (simulated, public)]
                assert_same(*both, (id, selection, cut))
