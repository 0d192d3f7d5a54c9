"""A wrong cell in a referral spoils the day or the step that it touches, and nothing else."""

from __future__ import annotations

from datetime import date
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sendviz.ask import Records
from sendviz.ask.selection import Selection
from sendviz.ask.store import Store
from sendviz.load.readers import bundled, referrals
from tests.load import samples as s

DAY = date(2025, 6, 30)
HEAD = (
    "referral_ref,person_id,birth_date,pathway,provider,received,rejected,first_contact,"
    "assessment_started,outcome_date,discharged,discharge_reason"
)
SOUND = {
    "pathway": "autism",
    "provider": "ECH",
    "received": "03/02/2025",
    "birth_date": "04/03/2017",
}
EARLY, LATER = "01/02/2025", "10/03/2025"


def loaded(folder: Path, *rows: dict) -> Store:
    """A file of these referrals, and of ten beside them of whom five wait and five are assessed."""
    beside = [{}] * 5 + [{"assessment_started": "03/03/2025"}] * 5
    every = [SOUND | row | {"referral_ref": f"R{n}", "person_id": f"p{n}"}
             for n, row in enumerate([*beside, *rows])]  # fmt: skip
    db = folder / "a.duckdb"
    path = s.listed(folder, HEAD, tuple(every), "r.csv")
    s.load(db, bundled.council_list(), referrals.read(path, "881", DAY))
    return Store(db)


def asked(store: Store, id: str, pathway: str = "autism"):
    chosen = Selection("881", DAY, date(2025, 1, 1), where=(("pathway", (pathway,)),))
    return Records(store, chosen, "officer").ask(id)


def counts(store: Store, pathway: str = "autism") -> dict[str, float]:
    ids = ("referrals_received", "children_waiting_for_assessment", "assessments_begun",
           "left_unassessed")  # fmt: skip
    return {id: asked(store, id, pathway).row.value for id in ids}


# what is wrong -> how many more wait, were assessed, left unassessed; whether the wait is known
WRONG = {
    "H02 born after it": ({"birth_date": "04/03/2025"}, (1, 0, 0), True),
    "H03 contact before": ({"first_contact": EARLY}, (1, 0, 0), True),
    "H03 and assessed": (
        {"first_contact": EARLY, "assessment_started": LATER}, (0, 1, 0), True,
    ),
    "H04 assessed before": ({"assessment_started": EARLY}, (0, 1, 0), False),
    "H04 outcome before, assessed after": (
        {"outcome_date": EARLY, "assessment_started": LATER}, (0, 1, 0), True,
    ),
    "H05 discharged before": ({"discharged": EARLY}, (0, 0, 1), False),
    "H05 turned down before": ({"rejected": EARLY}, (0, 0, 1), False),
    "H05 discharged before, assessed after": (
        {"discharged": EARLY, "assessment_started": LATER}, (0, 1, 0), True,
    ),
    "H05 turned down before, discharged after": (
        {"rejected": EARLY, "discharged": LATER}, (0, 0, 1), True,
    ),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_it_counts_with_a_doubt(tmp_path, wrong):
    row, (waits, assessed, left), known = WRONG[wrong]
    store = loaded(tmp_path, row)
    assert counts(store) == {
        "referrals_received": 11,
        "children_waiting_for_assessment": 5 + waits,
        "assessments_begun": 5 + assessed,
        "left_unassessed": left,
    }
    assert asked(store, "referrals_received").doubtful == 1
    assert asked(store, "children_waiting_for_assessment").doubtful == waits
    waited = asked(store, "weeks_to_assessment").row.denominator
    assert waited == 5 + (assessed if known else 0)


OUT = {
    "H01 no day": {"received": ""},
    "H06 an adult": {"birth_date": "04/03/1990"},
    "H16 of long ago": {"received": "03/02/1925", "birth_date": ""},
    "H20 still to come": {"received": "03/07/2025"},
}


@pytest.mark.parametrize("wrong", OUT)
def test_where_nothing_is_left_to_count_it_is_left_out_and_told(tmp_path, wrong):
    store = loaded(tmp_path, OUT[wrong])
    assert counts(store)["referrals_received"] == 10
    (reasons,) = store.frame("select reasons from import_log where layout = 'referral_list'")[
        "reasons"
    ]
    assert reasons.startswith(wrong[:3])


def test_of_a_therapy_a_contact_before_the_referral_is_an_assessment_of_unknown_wait(tmp_path):
    row = {"pathway": "slt", "first_contact": EARLY}
    store = loaded(tmp_path, row, {"pathway": "slt"})
    found = counts(store, "slt")
    assert [found[id] for id in found] == [2, 1, 1, 0]
    in_time = asked(store, "first_contact_within_13_weeks", "slt").row
    assert (in_time.numerator, in_time.denominator) == (0, 1)
    assert asked(store, "weeks_to_assessment", "slt").row.denominator == 0


def test_of_two_contacts_of_one_referral_the_one_after_it_counts(tmp_path):
    same = {"pathway": "slt"}
    store = loaded(tmp_path, same | {"first_contact": EARLY}, same | {"first_contact": LATER})
    assert counts(store, "slt")["assessments_begun"] == 2


def test_the_list_adds_up_with_doubts_in_it(tmp_path):
    """Referred less assessed and left is who waits, whatever days are wrong."""
    store = loaded(tmp_path, *(row for row, *_ in WRONG.values()))
    found = counts(store)
    assert found["referrals_received"] == 10 + len(WRONG)
    gone = found["assessments_begun"] + found["left_unassessed"]
    assert found["children_waiting_for_assessment"] == found["referrals_received"] - gone
    assert asked(store, "waiting_list_change").row.value == found["children_waiting_for_assessment"]


def test_a_wait_that_nobody_knows_is_in_no_curve(tmp_path):
    def waited(folder: str, *rows: dict) -> int:
        (tmp_path / folder).mkdir()
        store = loaded(tmp_path / folder, *rows)
        chosen = Selection("881", DAY, date(2025, 1, 1))
        found = Records(store, chosen, "officer").curves("median_wait_open_and_seen")
        return found.curves[0].waited

    assert waited("a") == 10
    assert waited("b", {"assessment_started": EARLY}, {"discharged": EARLY}) == 10
    assert waited("c", {"first_contact": EARLY}) == 11


NUMBER = count()
DAYS = st.dates(date(2024, 6, 1), date(2025, 9, 30)).map(lambda day: day.strftime("%d/%m/%Y"))
# Cells on which no list of those who wait depends.
BESIDE = {
    "birth_date": st.sampled_from(
        ["", "04/03/2017", "04/03/2025", "31/12/2026", "not known", "soon"]
    ),
    "first_contact": st.one_of(st.just(""), DAYS),
    "discharge_reason": st.sampled_from(["", "moved", "gone fishing"]),
}


@settings(max_examples=15)
@given(rows=st.lists(st.fixed_dictionaries(BESIDE), min_size=1, max_size=6))
def test_who_waits_never_hangs_on_another_cell(tmp_path_factory, rows):
    store = loaded(tmp_path_factory.mktemp(f"n{next(NUMBER)}"), *rows)
    assert counts(store) == {
        "referrals_received": 10 + len(rows),
        "children_waiting_for_assessment": 5 + len(rows),
        "assessments_begun": 5,
        "left_unassessed": 0,
    }
