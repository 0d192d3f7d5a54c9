"""Which lines of enquiry stand out, and what each scores, on decisions and waits made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from sendviz import catalogue
from sendviz.ask import NotAllowed, Records
from sendviz.catalogue.enquiry import enquiry
from sendviz.findings import enquiry as finding
from sendviz.findings import enquiry_cells
from sendviz.findings.enquiry import Score, enquired, places_compared
from sendviz.findings.enquiry_cells import Kind, cells
from sendviz.panels.plan_words import THEMES
from tests import handmade
from tests.plan_rows import EVIDENCE, put

DAY = "2025-06-30"
LATE, IN_TIME = 60, 30
INSPECTION = {
    "inspection_id": "999/area_send/2025-01-06", "la_code": "999", "kind": "area_send",
    "first_day": date(2025, 1, 6), "published_on": date(2025, 3, 1), "outcome": "inconsistent",
    "simulated": False, "import_id": 1,
}  # fmt: skip
FINDING = {
    "la_code": "999", "inspection_id": INSPECTION["inspection_id"], "kind": "improvement",
    "number": 1, "wording": "Families wait too long for the decision.", "theme": "identified",
    "bodies": "council", "service": "ehc_timeliness", "simulated": True, "import_id": 1,
}  # fmt: skip
NORTH = "999/locality/North"


@pytest.fixture
def decisions_alone(monkeypatch):
    """As if of decisions alone lines were looked for."""
    lines = tuple(each for each in enquiry().lines if each.subject == "decisions")
    monkeypatch.setattr(enquiry_cells, "enquiry", lambda: replace(enquiry(), lines=lines))


def decisions(many: int, late: int, district: str, received: str, age_band: str = "5-10"):
    """So many decisions of which the first are late."""
    first = handmade.day(received)
    for place in range(many):
        day = first + timedelta(days=place % 20)
        decided = day + timedelta(days=LATE if place < late else IN_TIME)
        yield handmade.request(
            str(day), str(decided), district=district, age_band=age_band, setting=None
        )


def built(folder, requests=(), **lists):
    return handmade.build(folder / "file.duckdb", list(requests), **lists)


def seen(store, role: str = "board", day: str = DAY) -> Records:
    return Records(store, handmade.select(day, None), role)


def two_places(late_north: int = 30, late_before: int = 30):
    """60 decisions a place in the last 12 months, and 60 in those before."""
    yield from decisions(60, late_north, "N1", "2024-12-01")
    yield from decisions(60, 6, "S1", "2024-12-01")
    yield from decisions(60, late_before, "N1", "2024-02-01")
    yield from decisions(60, 6, "S1", "2024-02-01")


pytestmark = pytest.mark.usefixtures("decisions_alone")


def test_a_place_that_stands_out_is_a_line_with_its_counts(tmp_path):
    store = built(tmp_path, two_places())
    (line,) = enquired(seen(store))
    cell = line.cell
    assert (line.line.subject, cell.area, cell.kind) == ("decisions", "North", None)
    assert (cell.x, cell.n, cell.rest, cell.children) == (30, 60, (54, 60), 30)
    # 84 of 120 in time: 0.4 / sqrt(0.7 * 0.3 * 2 / 60) standard errors, and as many a year before.
    assert cell.worse == pytest.approx(0.4 / (0.7 * 0.3 * 2 / 60) ** 0.5)
    assert cell.before == pytest.approx(cell.worse)
    theme = 36 / 55
    assert line.score == Score(theme, outlier=3, trend=0, against=0, before=0, proof=1)
    assert line.score.total == pytest.approx(theme * 3 + 1)
    store.close()


@pytest.mark.parametrize(("late_north", "late_before", "outlier"), [
    (30, 6, 2),  # beyond 99.8%, as others a year before
    (16, 30, 2),  # 16 and 6 of 60 late are 2.4 standard errors apart: beyond 95%, and so before
    (16, 3, 1),
])  # fmt: skip
def test_what_an_outlier_scores(tmp_path, late_north, late_before, outlier):
    store = built(tmp_path, two_places(late_north, late_before))
    found = [each for each in cells(seen(store)) if each.area == "North" and not each.kind]
    (cell,) = [each for each in found if each.line.subject == "decisions"]
    assert finding._outlier(cell) == outlier
    store.close()


def test_places_alike_give_no_line_and_neither_does_a_better_one(tmp_path):
    store = built(tmp_path, two_places(6, 6))
    assert enquired(seen(store)) == () and places_compared(seen(store)) > 2
    store.close()
    better = [*decisions(60, 0, "N1", "2024-12-01"), *decisions(60, 30, "S1", "2024-12-01")]
    (tmp_path / "better").mkdir()
    store = built(tmp_path / "better", better)
    assert {each.cell.area for each in enquired(seen(store))} == {"South"}
    store.close()


def test_those_of_no_known_place_count_in_the_whole_alone(tmp_path):
    lost = decisions(40, 40, "999/unknown", "2024-12-01")
    store = built(tmp_path, [*two_places(), *lost])
    by_area = {each.area: each for each in cells(seen(store)) if not each.kind}
    assert set(by_area) == {"", "North", "South"}
    assert (by_area[""].x, by_area[""].n) == (84, 160)
    assert by_area["North"].rest == (54, 60)
    store.close()


def test_fewer_than_twenty_are_not_compared(tmp_path):
    few = [*decisions(19, 19, "N1", "2024-12-01"), *decisions(60, 0, "S1", "2024-12-01")]
    store = built(tmp_path, few)
    assert enquired(seen(store)) == () and places_compared(seen(store)) == 0
    store.close()


def test_a_kind_stands_for_its_place_only_where_it_is_worse_than_the_others_there(tmp_path):
    def all_of(young: int, old: int):
        for district, late in (("N1", (young, old)), ("S1", (0, 0))):
            yield from decisions(60, late[0], district, "2024-12-01", "5-10")
            yield from decisions(60, late[1], district, "2024-12-01", "11-15")

    store = built(tmp_path, all_of(5, 50))
    (line,) = enquired(seen(store))
    assert line.cell.kind == Kind("age_band", "11-15")
    assert (line.cell.x, line.cell.n, line.cell.rest) == (10, 60, (60, 60))
    store.close()
    (tmp_path / "alike").mkdir()
    store = built(tmp_path / "alike", all_of(25, 30))
    (line,) = enquired(seen(store))
    assert line.cell.kind is None and (line.cell.x, line.cell.n) == (65, 120)
    store.close()


def with_findings(folder, *findings: dict, evidence: tuple[dict, ...] = ()):
    store = built(folder, two_places(6, 6))
    put(store, "inspection", [INSPECTION])
    rows = [FINDING | {"finding_id": f"f{n}"} | each for n, each in enumerate(findings)]
    put(store, "finding", rows)
    return put(store, "evidence", list(evidence))


def test_what_inspectors_named_is_a_line_though_nothing_stands_out(tmp_path):
    store = with_findings(tmp_path, {}, {"area_id": NORTH})
    found = enquired(seen(store))
    assert {each.cell.area: each.score.before for each in found} == {"": 2, "North": 2}
    whole = next(each for each in found if not each.cell.area)
    assert (whole.cell.x, whole.cell.n) == (108, 120) and whole.score.outlier == 0
    assert whole.finding and whole.finding.finding_id == "f0"
    store.close()


@pytest.mark.parametrize("changed", [
    {"inspection_id": None, "kind": "own"},  # what the partnership itself wants to mend
    {"closed_on": date(2025, 5, 1)},
    {"service": "placement"},
    {"area_id": "999/locality/East"},
])  # fmt: skip
def test_what_names_no_line(tmp_path, changed):
    store = with_findings(tmp_path, changed)
    assert enquired(seen(store)) == ()
    store.close()


def test_nothing_is_known_before_the_report(tmp_path):
    store = with_findings(tmp_path, {})
    assert enquired(seen(store, day="2025-02-28")) == ()
    assert len(enquired(seen(store, day="2025-03-31"))) == 1
    store.close()


def shown(**more) -> dict:
    return EVIDENCE | {"evidence_id": "e1", "finding_id": "f0"} | more


@pytest.mark.parametrize(("evidence", "proof", "held"), [
    (shown(), 0, 1),
    (shown(level=2), 1, 1),
    (shown(dated="2024-06-30"), 1, 1),
    (shown(valid_to="2025-06-29"), 1, 1),
    (shown(finding_id="other"), 1, 0),
    (shown(finding_id=None, measure="decided_within_6_weeks"), 0, 1),
    (shown(finding_id=None, measure="plans_issued"), 1, 0),
    (shown(seen_by="officer"), 1, 0),
])  # fmt: skip
def test_what_counts_as_proof(tmp_path, evidence, proof, held):
    store = with_findings(tmp_path, {}, evidence=(evidence,))
    (line,) = enquired(seen(store))
    assert (line.score.proof, len(line.evidence)) == (proof, held)
    store.close()


@pytest.mark.parametrize(("england", "against"), [(0.9, 1), (0.55, 0), (0.3, 0), (None, 0)])
def test_worse_than_england_beyond_chance(tmp_path, monkeypatch, england, against):
    store = built(tmp_path, two_places())
    monkeypatch.setattr(finding, "_england", lambda records, line: england)
    (line,) = enquired(seen(store))  # 30 of 60 in time
    assert line.score.against == against
    store.close()


def test_englands_figure_is_the_newest_of_the_same_children(published_store):
    from tests.bundled import records_of

    by_measure = {each.measure: each for each in enquiry().lines}
    records = records_of(published_store, "881")
    records = records.at(replace(records.selection, as_at=date(2025, 12, 31)))
    line = by_measure["plans_issued_within_20_weeks"]
    found = finding._england(records, line)
    assert found == pytest.approx(0.455, abs=0.001)
    earlier = records.at(replace(records.selection, as_at=date(2024, 6, 30)))
    assert finding._england(earlier, line) != found
    assert finding._england(records, by_measure["share_waiting_over_18_weeks"]) is None


def test_public_view_is_told_none(tmp_path):
    store = built(tmp_path, two_places())
    with pytest.raises(NotAllowed):
        enquired(seen(store, "councillor"))
    store.close()


def test_ties_are_broken_by_children_and_ten_stand_at_most(monkeypatch, tmp_path):
    store = built(tmp_path, two_places())
    (line,) = enquired(seen(store))
    many = [replace(line, cell=replace(line.cell, n=60 + n, area_id=str(n))) for n in range(15)]
    monkeypatch.setattr(finding, "_scored", lambda records, cell, *rest: cell)
    monkeypatch.setattr(finding, "cells", lambda records: [each.cell for each in many])
    monkeypatch.setattr(finding, "_scored", lambda records, cell, *rest: replace(line, cell=cell))
    found = finding._enquired(seen(store))[: finding.MOST]
    assert [each.cell.n for each in found] == [74 - n for n in range(10)]
    store.close()


def test_every_line_names_what_there_is():
    for line in enquiry().lines:
        m = catalogue.get(line.measure)
        assert m.kind == "share" and m.polarity != "no_judgement", line.measure
        assert set(line.dimensions) <= set(m.dimensions), line.measure
        assert not set(line.only) & set(line.by), line.subject
        assert 0 < enquiry().share(line.theme) <= 1 and line.heading in THEMES
        for dimension, codes in line.only.items():
            assert set(codes) <= set(catalogue.dimensions()[dimension].values)
    assert {each.theme for each in enquiry().lines} == set(enquiry().themes)


@pytest.mark.parametrize(("selection", "counts"), [("", True), ("pathway=autism", True),
                                                   ("area=Mid&pathway=slt", False)])  # fmt: skip
def test_a_line_about_autism_is_not_shown_by_speech_therapy(selection, counts):
    """Though inspectors named both in one finding."""
    line = next(each for each in enquiry().lines if each.only == {"pathway": ("autism",)})
    named = SimpleNamespace(finding_id="f1", service=line.services[0])
    given = SimpleNamespace(finding_id="f1", measure=None, selection=selection)
    assert finding._held(line, [named], [given]) == ((given,) if counts else ())
