"""Speed beside quality, what families say, and the Ombudsman's ledger."""

from __future__ import annotations

import pytest

from sendviz.ask import Records
from sendviz.findings import quality
from sendviz.findings.quality import pair_of, survey_of
from sendviz.panels.quality import (
    NOT_MEASURED,
    TITLES,
    beside_timeliness,
    pair_panels,
    pair_sentence,
    quality_sentence,
    speed_sentence,
    verdict_words,
)
from sendviz.panels.remedies import remedies_panel
from sendviz.panels.survey import survey_panel
from sendviz.panels.wellbeing import not_measured_lines, wellbeing_panel
from tests.handmade import build, listed, request, select

MONTHS = [f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13)]
YEAR = select("2025-12-31", "2025-01-01")


def plans(month: str, on_time: int, late: int) -> list[dict]:
    """Plans issued on the 20th of a month, a fortnight after 18 weeks or after a year."""
    year, number = map(int, month.split("-"))
    soon = f"{year - (number <= 4)}-{(number - 5) % 12 + 1:02}-20"
    long_ago = f"{year - 1}-{month[5:]}-01"
    return [request(soon, issued=f"{month}-05")] * on_time + [
        request(long_ago, issued=f"{month}-05")
    ] * late


def audits(month: str, good: int, others: int, chosen: str = "random") -> list[dict]:
    made = {"audited_on": f"{month}-10", "chosen": chosen, "district": "N1"}
    grades = ["good"] * good + ["requires_improvement"] * others
    return [listed(grade=grade, **made) for grade in grades]


def council(path, plans_of, audits_of, **lists):
    """A council whose plans and audits of each month the two functions make."""
    requests = [row for month in MONTHS for row in plans_of(month)]
    made = [row for month in MONTHS for row in audits_of(month)]
    more = {"audit": made} if made else {}
    return build(path, requests, data_date="2025-12-31", lists=more | lists)


@pytest.fixture(scope="module")
def faster(tmp_path_factory):
    """From 10% to 50% on time; 41 of 120 audits good or better in both years."""
    made = council(
        tmp_path_factory.mktemp("faster") / "a.duckdb",
        lambda month: plans(month, 4, 36) if month < "2025" else plans(month, 20, 20),
        lambda month: (
            audits(month, 4, 6)
            if month.endswith(("-03", "-06", "-09", "-12", "-01"))
            else audits(month, 3, 7)
        ),
    )
    yield made
    made.close()


@pytest.mark.parametrize("role", ["councillor", "officer"])
def test_41_of_120_and_no_real_change(faster, role):
    records = Records(faster, YEAR, role)
    row = pair_of(records).quality.row
    assert (row.numerator, row.denominator) == (41, 120)
    assert quality_sentence(records).startswith(
        "41 of 120 plans (34%) audited at random were good or better in"
    )
    assert "In that time 240 of 480 plans (50%) were issued within 20 weeks" in speed_sentence(
        records
    )
    assert pair_sentence(records) == (
        "Faster, not better: the year before, 48 of 480 (10%) were in time and 41 of 120 (34%) "
        "good or better."
    )
    speed, good = pair_panels(records)
    assert speed.title.startswith("Plans on time: getting better")
    assert good.title == "Good or better: no real change"
    assert good.sentences == (
        "41 of 120 (34%) in the 12 months to 31 December 2025 (but for the luck of the draw, 26% "
        "to 43%); 41 of 120 (34%) the year before.",
    )
    first, second = (each.figure.layout.xaxis.range for each in (speed, good))
    assert first == second


def test_what_stands_beside_timeliness(faster):
    told = beside_timeliness(Records(faster, select("2025-12-31", "2025-12-01")))
    assert told.startswith("And are the plans good? 41 of 120 plans (34%) audited at random")
    north = select("2025-12-31", areas=("999/locality/North",), where=(("need", ("ASD",)),))
    assert beside_timeliness(Records(faster, north)) == told


@pytest.mark.parametrize(
    ("audits_of", "verdict", "said"),
    [
        (lambda month: audits(month, 1, 0), "too_few", "12 of 12 audits in 12 months may stand"),
        (
            lambda month: audits(month, 2, 2) + audits(month, 0, 6, "targeted"),
            "too_few",
            "48 of 120 audits in 12 months may stand",
        ),
        (
            lambda month: audits(month, 2, 28) if month < "2025" else audits(month, 15, 15),
            "both_better",
            "Both better: the year before, 48 of 480 (10%) were in time and 24 of 360 (7%)",
        ),
        (
            lambda month: audits(month, 15, 15) if month < "2025" else audits(month, 2, 28),
            "faster_not_better",
            "were in time and 180 of 360 (50%) good or better",
        ),
    ],
)
def test_the_verdict_of_the_pair(tmp_path, audits_of, verdict, said):
    made = council(
        tmp_path / "a.duckdb",
        lambda month: plans(month, 4, 36) if month < "2025" else plans(month, 20, 20),
        audits_of,
    )
    pair = pair_of(Records(made, YEAR, "officer"))
    assert pair.verdict == verdict
    assert said in verdict_words(pair)
    made.close()


def test_every_pair_of_ways_has_its_words():
    assert {*quality.VERDICTS.values()} | {"too_few", "not_known"} == {*TITLES}
    assert len(quality.VERDICTS) == 9


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    made = build(tmp_path_factory.mktemp("bare") / "a.duckdb", [request("2025-01-01")])
    yield made
    made.close()


def test_what_nobody_measures_is_said_and_by_whom_it_could_be(bare):
    records = Records(bare, select("2025-06-30"))
    assert beside_timeliness(records) == NOT_MEASURED
    assert quality_sentence(records).startswith("Plan quality is not measured")
    assert pair_panels(records)[1].sentences == (NOT_MEASURED,)
    panel = wellbeing_panel(records)
    assert [(card.title, card.value) for card in panel.cards] == [
        (each, "not measured") for each in ("Safe", "Happy", "Thriving", "Heard")
    ]
    assert all("Could be measured by: " in card.lines[-1] for card in panel.cards)
    assert len(not_measured_lines(records)) == 4
    assert survey_panel(records).title == "What families say is not measured"


def answers(wave: str, key: str, agree: int, base: int, **more) -> list[dict]:
    same = {"name": "S", "wave": wave, "audience": "parents", "question_key": key, "base": base}
    words = {"question": f"About {key}", "theme": key} | more
    return [
        listed(answer=word, positive=word == "agree", answers=n, **same, **words)
        for word, n in (("agree", agree), ("disagree", base - agree))
    ]


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """60 and 60 about being heard; happiness in new words; 9 answers about safety."""
    rows = [
        *answers("2024-07-31", "heard", 18, 60, invited=600),
        *answers("2025-07-31", "heard", 24, 60, invited=600),
        *answers("2024-07-31", "happy", 30, 60),
        *answers("2025-07-31", "happy", 50, 60, question="Enjoys", wording_changed=True),
        *answers("2025-07-31", "safe", 9, 9),
    ]
    path = tmp_path_factory.mktemp("asked") / "a.duckdb"
    made = build(path, [request("2025-01-01")], data_date="2025-12-31", lists={"survey": rows})
    yield made
    made.close()


def test_two_waves_of_60_can_show_23_points(asked):
    panel = survey_panel(Records(asked, YEAR))
    (table,) = panel.tables
    rows = [[cell.text for cell in row] for row in table.rows]
    assert ["About heard", "July 2025", "24 of 60 (40%)", "29% to 53%",
            "+10 points: too small to be seen"] in rows  # fmt: skip
    smalls = [cell.small for row in table.rows for cell in row if cell.small]
    assert smalls == ["Two such waves can show 23 points or more."]
    assert "Of those invited, 60 of 600 (10%) answered in July 2025." in panel.sentences


def test_new_words_begin_anew(asked):
    records = Records(asked, YEAR)
    found = survey_of(records)
    (anew,) = [each for each in found.waves if each.reworded]
    assert (anew.question, anew.seen_from) == ("Enjoys", None)
    panel = survey_panel(records)
    assert "The words of “Enjoys” changed: answers before and after cannot be compared." in (
        panel.sentences
    )
    told = [row[4].text for row in panel.tables[0].rows if row[0].text == "Enjoys"]
    assert told == ["first wave", "asked in new words: begins anew"]


@pytest.mark.parametrize(("role", "questions"), [("councillor", 2), ("board", 3), ("officer", 3)])
def test_nine_answers_are_told_to_the_board_and_not_in_public(asked, role, questions):
    records = Records(asked, YEAR, role)
    assert len(survey_of(records).last) == questions
    safe = wellbeing_panel(records).cards[0]
    assert safe.value == ("9 of 9 (100%)" if questions == 3 else "not measured")


def test_the_ledger_says_what_became_of_promises(tmp_path):
    decided = {"received": "2024-12-01", "stage": "ombudsman", "outcome": "upheld"}
    rows = [
        listed(
            ombudsman_on="2025-03-01",
            remedy=500.0,
            remedy_due="2025-04-01",
            remedy_done="2025-04-02",
            weeks_late=30.0,
            change_promised="procedure",
            change_due="2025-06-01",
            **decided,
            **{"district": "N1"},
        ),
        listed(
            ombudsman_on="2025-04-01",
            change_promised="training",
            change_due="2025-06-01",
            change_done="2025-05-01",
            **decided,
            **{"district": "N1"},
        ),
    ]
    made = build(
        tmp_path / "a.duckdb",
        [request("2025-01-01")],
        data_date="2025-12-31",
        lists={"complaint": rows},
    )
    panel = remedies_panel(Records(made, YEAR))
    assert panel.title == "Of the changes promised to the Ombudsman 1 of 2 (50%) were made"
    told = {row[0].text: row[1].text for row in panel.tables[0].rows}
    assert told["Remedies paid"] == "£500"
    assert told["Weeks of delay that the Ombudsman found"] == "30 weeks"
    made.close()
