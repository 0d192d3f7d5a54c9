"""Claims about published figures (E9, B6, W5) and inspections (E8, B12), by the path of `ask`."""

from __future__ import annotations

from sendviz.commands import main
from sendviz.findings.councils import compare_councils
from sendviz.kit.values import interval_text
from sendviz.panels.councils import answer_sentences, place_words
from tests.bundled import ON_TIME, records_of

INDEX = "published_requests_index"


def said(found) -> str:
    return " ".join(answer_sentences(found))


def test_e9_essex_2023_is_second_lowest_of_150(published_store):
    found = compare_councils(records_of(published_store, "881"), ON_TIME, 2023)
    own = found.council
    assert (own.lowest, len(found.councils), own.tied) == (2, 150, False)
    lower = [each.name for each in found.councils if each.row.value < own.row.value]
    assert lower == ["Isles of Scilly"]
    assert "1 of 150 councils is lower (Isles of Scilly), but not beyond doubt." in said(found)
    assert place_words(own, 150) == ("2nd lowest", "allowing for chance, 1st to 7th")
    assert interval_text(found.measure, own.row) == "0.6% to 1.5%"


def test_e9_can_be_asked(published_store, capsys):
    row = compare_councils(records_of(published_store, "881"), ON_TIME, 2023).council.row
    assert (row.numerator, row.denominator, row.value) == (15, 1611, 0.009)
    assert row.low < 15 / 1611 < row.high
    asked = ["ask", ON_TIME, "--council", "Essex", "--from", "2023-01-01", "--to", "2023-12-31"]
    assert main([*asked, "--db", str(published_store.path)]) == 0
    assert "15 of 1,611 (0.9%)" in capsys.readouterr().out


def test_b6_bcp_2022_is_fourth_lowest_of_147(published_store):
    found = compare_councils(records_of(published_store, "839"), ON_TIME, 2022)
    own = found.council
    assert (own.lowest, len(found.councils)) == (4, 147)
    place, chance = place_words(own, 147)
    assert place == "4th lowest" and chance.startswith("allowing for chance, 1st to ")
    assert own.row.value == 0.067
    assert found.answer.text(own.row) == "26 of 386 (7%)"
    assert interval_text(found.measure, own.row) == "5% to 10%"


def test_w5_requests_as_an_index_with_its_base(published_store):
    asked = records_of(published_store, "941")
    rows = asked.ask(INDEX, period="calendar_year", variant="2022").rows
    rows = [row for row in rows if 2021 <= row.period_start.year <= 2024]
    assert [row.numerator for row in rows] == [788, 1034, 1123, 1430]
    assert [row.denominator for row in rows] == [1034] * 4
    assert [round(row.value) for row in rows] == [76, 100, 109, 138]
    told = said(compare_councils(asked, INDEX, 2024, 2022))
    assert "1,430 requests were received in West Northamptonshire in 2024." in told
    assert "That is 38% more (+396) than the 1,034 of 2022. With 2022 as 100, that is 138." in told


def told_by_ask(store, capsys, council: str, day: str) -> str:
    asked = ["ask", "inspection_record", "--council", council, "--as-at", day]
    assert main([*asked, "--db", str(store.path)]) == 0
    return capsys.readouterr().out


def test_b12_bcp_is_told_on_6_february_2026(published_store, capsys):
    early, told = (told_by_ask(published_store, capsys, "BCP", f"2026-02-0{d}") for d in (5, 6))
    assert "17 to 21 November 2025" in early and "Outcome: not yet published" in early
    assert "Outcome: inconsistent" in told and "Published: 6 February 2026" in told
    assert "inconsistent" not in early


def test_e8_essex_is_told_on_20_may_2026(published_store, capsys):
    early = told_by_ask(published_store, capsys, "Essex", "2026-02-28")
    told = told_by_ask(published_store, capsys, "Essex", "2026-05-20")
    assert "19 to 23 January 2026" in early and "not yet published" in early
    assert "inconsistent" not in early and "Outcome: inconsistent" in told
