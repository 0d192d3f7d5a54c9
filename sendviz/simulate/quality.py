"""Made-up lists of audits, complaints, appeals and survey answers of one council, and its staff and
money: data/calibration/quality.toml says how many, and which figures are from public documents."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.random import Generator

from sendviz.catalogue.layouts import Delivery
from sendviz.simulate import frames
from sendviz.simulate.published import DATA, LAST_DAY, Council

_NOTE = (
    "Simulated audits, complaints, appeals, survey answers and staff: made up; sums of money and "
    "numbers of posts are those of public documents."
)
_SUBJECTS = {
    "delay_assessment": 0.34,
    "delay_review": 0.14,
    "provision_not_made": 0.18,
    "communication": 0.14,
    "plan_content": 0.08,
    "school_place": 0.07,
    "transport": 0.05,
}
_ABOUT = {
    "refusal_to_assess": 0.28,
    "refusal_to_issue": 0.08,
    "contents": 0.08,
    "contents_and_placement": 0.45,
    "placement": 0.06,
    "ceasing": 0.05,
}
_ENDS = {
    "conceded": 0.36,
    "consent_order": 0.14,
    "withdrawn": 0.24,
    "for_family": 0.2,
    "part_for_family": 0.05,
    "for_council": 0.01,
}
_MEDIATED = {"agreed": 0.42, "part_agreed": 0.12, "not_agreed": 0.22, "certificate_only": 0.24}
_CHANGES = {"procedure": 0.4, "training": 0.25, "review_of_cases": 0.1, "apology_only": 0.25}
_QUESTIONS = {
    "heard": ("I feel that my family is listened to", "heard"),
    "informed": ("I am kept informed about what happens next", "informed"),
    "safe": ("My child is safe at school", "safe"),
    "happy": ("My child is happy at school", "happy"),
}
_REWORDED = {"happy": "My child enjoys going to school"}
_DAYS_TO_ANSWER = 14  # ten working days for a first complaint


@cache
def stories() -> Mapping[str, Any]:
    """What the calibration file says, by council and under `money`."""
    return tomllib.loads((DATA / "calibration" / "quality.toml").read_text("utf-8"))


def delivery(target: Council, seed: int) -> Delivery:
    """The lists of one council to 15 January 2026, always the same for the same seed."""
    rng = np.random.default_rng([seed, int(target.la_code), 3])
    story = stories()[target.la_code]
    complaints = [_complaints(target, story, rng), _ombudsman(target, story, rng)]
    tables = {
        "audit": _audits(target, story, rng),
        "complaint": pd.concat(complaints, ignore_index=True),
        "appeal": _appeals(target, story, rng),
        "survey": _survey(story["survey"]),
        "staff": _staff(story),
        "money": _money(target.la_code),
    }
    numbered = {name: _as_text(rows) for name, rows in tables.items()}
    return frames.delivery(target, "simulated_lists", "lists", numbered, _NOTE)


def _as_text(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with their numbers, words as text that may be missing."""
    words = rows.select_dtypes("object").columns
    return rows.astype(dict.fromkeys(words, "str")).assign(row=np.arange(2, len(rows) + 2))


def _days(by_year: Mapping[str, int], a_year: int, rng: Generator) -> pd.Series:
    """Days spread over the years, in their order: so many `a_year` times (12: by month)."""
    found = [
        pd.Timestamp(int(year), 1, 1) + pd.to_timedelta(rng.integers(0, 365, n * a_year), "D")
        for year, n in by_year.items()
    ]
    days = pd.Series(np.sort(np.concatenate([each.to_numpy() for each in found])))
    return days[days <= pd.Timestamp(LAST_DAY)].reset_index(drop=True)


def _drawn(of: Mapping[str, float], n: int, rng: Generator) -> np.ndarray:
    shares = np.array([*of.values()])
    return rng.choice(np.array([*of], dtype=object), n, p=shares / shares.sum())


def _only(holds: Any, words: np.ndarray) -> pd.Series:
    """The words where it holds, else none."""
    return pd.Series(words, dtype="object").where(pd.Series(np.asarray(holds, bool)))


def _somewhere(target: Council, n: int, rng: Generator) -> np.ndarray:
    """Districts, by their people."""
    people = dict(zip(target.places["district"], target.places["population"], strict=True))
    return _drawn(people, n, rng)


def _audits(target: Council, story: Mapping[str, Any], rng: Generator) -> pd.DataFrame:
    """Audits from the first month on; of good ones as many a year as the story says, to the next
    whole number, so that no year differs by chance alone."""
    told = story["audits"]
    months = pd.period_range(told["from"], pd.Period(LAST_DAY, "M") - 1, freq="M")
    month = months.to_timestamp().repeat(told["a_month"])
    day = month + pd.to_timedelta(rng.integers(0, 28, len(month)), "D")
    n = len(day)
    random = rng.random(n) >= told["targeted"]
    grade = np.full(n, "requires_improvement", dtype=object)
    for year, share in story["good"].items():
        mine = np.flatnonzero((day.year == int(year)) & random)
        order = rng.permutation(mine)
        good, poor = round(share * len(mine)), round(0.22 * len(mine))
        grade[order[:good]] = "good"
        grade[order[: good // 8]] = "outstanding"
        grade[order[good : good + poor]] = "inadequate"
    grade[~random] = _drawn({"inadequate": 0.4, "requires_improvement": 0.6}, (~random).sum(), rng)
    moderated = rng.random(n) < 0.3
    harder = {"good": "outstanding", "requires_improvement": "good", "inadequate": "inadequate"}
    changed = rng.random(n) < 0.2
    before = np.where(changed, [harder.get(each, each) for each in grade], grade)
    flags = {
        "health_advice": 0.62,
        "care_advice": 0.44,
        "ep_advice": 0.97,
        "child_voice": 0.71,
        "parent_voice": 0.83,
        "outcomes_smart": 0.39,
        "provision_specific": 0.47,
        "therapist_saw_draft": 0.21,
        "adulthood": 0.33,
    }
    return pd.DataFrame(
        {
            "audit_ref": [f"{target.story['prefix']}-Q{i:05d}" for i in range(1, n + 1)],
            "audited_on": day,
            "kind": np.where(rng.random(n) < 0.8, "new_plan", "amended_plan"),
            "chosen": np.where(random, "random", "targeted"),
            "auditor": _drawn({"internal": 0.6, "multi_agency": 0.4}, n, rng),
            "moderated": moderated,
            "grade_before": _only(moderated, before),
            "grade": grade,
            "issued_on": day - pd.to_timedelta(rng.integers(14, 90, n), "D"),
            "district": _somewhere(target, n, rng),
            **{name: rng.random(n) < share for name, share in flags.items()},
        }
    )


def _complaints(target: Council, story: Mapping[str, Any], rng: Generator) -> pd.DataFrame:
    received = _days(story["complaints"], 12, rng)
    n = len(received)
    due = received + pd.to_timedelta(np.full(n, _DAYS_TO_ANSWER), "D")
    late = rng.random(n) >= story["in_time"]
    took = np.where(late, rng.integers(1, 60, n), -rng.integers(0, 10, n))
    answered = (due + pd.to_timedelta(took, "D")).where(lambda day: day <= pd.Timestamp(LAST_DAY))
    upheld = {"upheld": story["upheld"] * 0.6, "partly_upheld": story["upheld"] * 0.4}
    ends = _drawn({**upheld, "not_upheld": 0.94 - story["upheld"], "withdrawn": 0.06}, n, rng)
    return pd.DataFrame(
        {
            "complaint_ref": [f"{target.story['prefix']}-K{i:05d}" for i in range(1, n + 1)],
            "received": received,
            "stage": _drawn({"stage_1": 0.82, "stage_2": 0.18}, n, rng),
            "body": "council",
            "subject": _drawn(_SUBJECTS, n, rng),
            "due": due,
            "answered": answered,
            "outcome": _only(answered.notna(), ends),
            "district": _somewhere(target, n, rng),
        }
    )


def _ombudsman(target: Council, story: Mapping[str, Any], rng: Generator) -> pd.DataFrame:
    """Decisions of the Ombudsman, without numbers: those of real ones are others'."""
    decided = _days(story["ombudsman"], 1, rng)
    n = len(decided)
    ends = {"upheld": 0.62, "not_upheld": 0.1, "closed_after_initial_enquiries": 0.28}
    outcome = _drawn(ends, n, rng)
    upheld = outcome == "upheld"
    due = decided + pd.to_timedelta(np.full(n, 30), "D")
    done = (due + pd.to_timedelta(rng.integers(-20, 45, n), "D")).where(upheld)
    change_due = decided + pd.to_timedelta(np.full(n, 91), "D")
    changed = (change_due + pd.to_timedelta(rng.integers(-30, 30, n), "D")).where(
        upheld & (rng.random(n) < 0.7)
    )
    last = pd.Timestamp(LAST_DAY)
    change = _drawn(_CHANGES, n, rng)
    promised = upheld & (change != "apology_only")
    return pd.DataFrame(
        {
            "complaint_ref": [f"{target.story['prefix']}-L{i:04d}" for i in range(1, n + 1)],
            "received": decided - pd.to_timedelta(rng.integers(120, 330, n), "D"),
            "stage": "ombudsman",
            "body": "council",
            "subject": _drawn(_SUBJECTS, n, rng),
            "outcome": outcome,
            "ombudsman_on": decided,
            "remedy": np.where(upheld, 100.0 * rng.integers(2, 30, n), np.nan),
            "remedy_due": due.where(upheld),
            "remedy_done": done.where(done <= last),
            "change_promised": _only(upheld, change),
            "change_due": change_due.where(promised),
            "change_done": changed.where(promised & (changed <= last)),
            "weeks_late": np.where(upheld, rng.integers(4, 60, n), np.nan),
            "district": _somewhere(target, n, rng),
        }
    )


def _appeals(target: Council, story: Mapping[str, Any], rng: Generator) -> pd.DataFrame:
    """As many appeals and mediations as were published of a year, else appeals as the story says
    and half as many mediations again."""
    parts = []
    years = story["appeals"].items()
    for kind, ends, share, figure, days in (
        ("tribunal", _ENDS, 1.0, "send_appeals_registered", (60, 420)),
        ("mediation", _MEDIATED, 1.5, "mediation_total", (7, 60)),
    ):
        told = {y: target.figure(figure, int(y)) or round(n * share) for y, n in years}
        registered = _days(told, 1, rng)
        n = len(registered)
        closed = registered + pd.to_timedelta(rng.integers(*days, n), "D")
        closed = closed.where(closed <= pd.Timestamp(LAST_DAY))
        outcome = _only(closed.notna(), _drawn(ends, n, rng))
        heard = outcome.isin(["for_family", "part_for_family", "for_council"])
        refs = [f"{target.story['prefix']}-{kind[0].upper()}{i:05d}" for i in range(1, n + 1)]
        parts.append(
            pd.DataFrame(
                {
                    "appeal_ref": refs,
                    "kind": kind,
                    "about": _drawn(_ABOUT, n, rng),
                    "registered": registered,
                    "heard": closed.where(heard),
                    "closed": closed,
                    "outcome": outcome,
                    "district": _somewhere(target, n, rng),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _survey(told: Mapping[str, Any]) -> pd.DataFrame:
    """Two answers a question and wave; the words of a question may change with the second wave."""
    rows = []
    for key in (each for each in _QUESTIONS if each in told):
        words, theme = _QUESTIONS[key]
        for wave, base, share in zip(told["waves"], told["replies"], told[key], strict=True):
            reworded = key in told.get("reworded", ()) and wave != told["waves"][0]
            agreed = round(base * share)
            for answer, n in (("agree", agreed), ("disagree", base - agreed)):
                rows.append(
                    {
                        "name": "Parents and carers",
                        "wave": pd.Timestamp(wave),
                        "audience": "parents",
                        "question_key": key,
                        "question": _REWORDED.get(key, words) if reworded else words,
                        "theme": theme,
                        "answer": answer,
                        "positive": answer == "agree",
                        "answers": n,
                        "base": base,
                        "invited": told["invited"],
                        "wording_changed": reworded,
                    }
                )
    return pd.DataFrame(rows)


def _staff(story: Mapping[str, Any]) -> pd.DataFrame:
    """Every month's end from January 2023, each role as it was since its last step; and what was
    planned."""
    ends = pd.date_range("2023-01-31", LAST_DAY, freq="ME")
    rows = []
    for role, steps in story["staff"].items():
        for end in ends:
            begun = [step for step in steps if date(step[0], step[1], 1) <= end.date()]
            if not begun:
                continue
            _, _, in_post, posts, agency = begun[-1]
            figures = {"in_post": in_post, "posts": posts, "agency": agency}
            figures["vacant"] = posts - in_post
            rows.append({"month": end, "basis": "actual", "role": role, **figures})
    planned = dict(story.get("planned", {}))
    if month_end := planned.pop("month", None):
        rows += [
            {"month": pd.Timestamp(month_end), "basis": "planned", "role": role, "posts": posts}
            for role, posts in planned.items()
        ]
    return pd.DataFrame(rows)


def _money(la_code: str) -> pd.DataFrame:
    sums = [each for each in stories()["money"] if each["la_code"] == la_code]
    found = pd.DataFrame(sums).drop(columns=["la_code", "source"])
    return found.assign(approved_on=pd.to_datetime(found["approved_on"]))
