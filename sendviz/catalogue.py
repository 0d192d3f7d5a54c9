"""Reads and checks the measure definitions (measures/*.toml) and the dimensions into frozen
values."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path

ROOM = Path(__file__).resolve().parent
KINDS = ("share", "count", "ratio", "stock", "net", "quantile", "mean", "survival", "given")
UNITS = (
    "percent",
    "children",
    "requests",
    "plans",
    "reviews",
    "decisions",
    "advice",
    "referrals",
    "appointments",
    "weeks",
    "per 1,000",
)
POLARITIES = ("higher_is_better", "lower_is_better", "no_judgement")
THEMES = (
    "demand",
    "timeliness",
    "backlog",
    "decisions",
    "waits",
    "quality",
    "experience",
    "capacity",
    "outcomes",
    "money",
)
# Stands between dimensions that are split by together, and between their codes.
TOGETHER = "/"
SCHEMES = ("council", "locality", "district", "icb", "sub_icb", "ccg")
_CASE = (
    "need",
    "age_band",
    "phase",
    "sex",
    "ethnicity_group",
    "setting",
    "social_care",
    "source",
    "deprivation",
    "exception",
    "team",
)
_REFERRAL = (
    "pathway",
    "provider",
    "age_band",
    "phase",
    "sex",
    "ethnicity_group",
    "social_care",
    "source",
    "deprivation",
    "team",
)
# Facts about referrals to health services; all others are about EHC assessments and plans.
OF_REFERRALS = (
    "referred",
    "on_list",
    "assessment_begun",
    "left_unassessed",
    "outcome_given",
    "contact_due_in_13_weeks",
    "contact_due_in_18_weeks",
    "first_appointment",
    "waiting",
)
_PLAN = (
    "need",
    "age_band",
    "phase",
    "sex",
    "ethnicity_group",
    "setting",
    "social_care",
    "plan_age",
    "last_review",
)
# The dimensions of each fact; a test holds them against the columns that facts.sql really gives.
FACTS = {
    **{
        fact: _CASE
        for fact in (
            "requested",
            "decided",
            "plan_issued",
            "no_plan",
            "plan_due",
            "in_process",
            "entered",
            "departed",
        )
    },
    "open_case": _CASE + ("stage",),
    "advice_asked": _CASE + ("advice", "provider"),
    **{fact: _REFERRAL for fact in OF_REFERRALS},
    "left_unassessed": _REFERRAL + ("left_because",),
    "waiting": _REFERRAL + ("wait_band",),
    **{fact: _PLAN for fact in ("plan_in_force", "review_due", "reviewed")},
}


class BadDefinition(ValueError):
    """One or more definitions are wrong: every fault is named, with its file."""


@dataclass(frozen=True)
class Dimension:
    """A column by which cases can be filtered and split. kind: child or case (guarded in public
    view), place (guarded as an area is: who provides), or service (what the child waits for)."""

    id: str
    name: str
    kind: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Limit:
    """A legal limit or a local target: its value in the measure's unit (shares as fractions), and
    where it comes from."""

    value: float
    basis: str
    source: str
    since: date
    until: date | None = None
    areas: tuple[str, ...] = ()


@dataclass(frozen=True)
class Yardstick:
    """What the wait for an assessment is held against: weeks, the measure of those beyond it and of
    first contacts within it, what to call it, what it rests on, and its source."""

    weeks: int
    measure: str
    contact: str
    name: str
    basis: str
    source: str


@dataclass(frozen=True)
class Note:
    """A caveat or a dated mark, limited to councils and days where that applies."""

    text: str
    areas: tuple[str, ...] = ()
    day: date | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Official:
    """The official series which a measure must reproduce. match: exactly, nearly, or differs (with
    the reason)."""

    indicator: str
    category: str
    match: str
    why: str = ""


@dataclass(frozen=True)
class Variant:
    """The same measure with another numerator or denominator."""

    id: str
    name: str
    short_name: str
    numerator: str = ""
    denominator: str = ""
    published_category: str = ""


@dataclass(frozen=True)
class Measure:
    """What a measure means and how it is counted; the fields of DESIGN.md 4."""

    id: str
    name: str
    short_name: str
    question: str
    definition: str
    how_counted: str
    why_it_matters: str
    theme: str
    kind: str
    unit: str
    polarity: str
    answer: str = ""
    clock: str = ""
    fact: str = ""
    numerator: str = ""
    denominator: str = "true"
    amount: str = ""
    enters: str = ""
    leaves: str = ""
    late: str = ""
    competing: str = ""
    needs: str = ""
    p: float | None = None
    part: str = ""
    over: str = ""
    parts: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()
    legal_limit: Limit | None = None
    targets: tuple[Limit, ...] = ()
    pairs_with: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    published_as: Official | None = None
    small_numbers: str = "standard"
    small_numbers_reason: str = ""
    caveats: tuple[Note, ...] = ()
    events: tuple[Note, ...] = ()
    inspection_themes: tuple[str, ...] = ()
    headline: int = 0
    owner: str = ""
    checked_by: str = ""
    reviewed_on: date | None = None
    changes: tuple[str, ...] = ()

    @property
    def is_fraction(self) -> bool:
        """Shares are fractions from 0 to 1 and print as percentages."""
        return self.unit == "percent"

    @property
    def at_a_date(self) -> bool:
        """True if the value belongs to one day and not to a period: stocks and the ages of open
        cases."""
        return (
            self.kind == "stock"
            or self.fact in ("open_case", "waiting")
            or bool(self.part and get(self.part).at_a_date)
        )

    @property
    def has_history(self) -> bool:
        """True if it can be told month by month: not what is known of one day's open cases only."""
        return self.fact not in ("open_case", "waiting")

    @property
    def of_referrals(self) -> bool:
        """True if the records behind it are referrals to health services."""
        named = [self.part] if self.part else [each.lstrip("+-") for each in self.parts]
        return self.fact in OF_REFERRALS or any(get(each).of_referrals for each in named)

    def variant(self, id: str) -> Variant:
        """The variant of that id. Raises KeyError with the ids that there are."""
        for each in self.variants:
            if each.id == id:
                return each
        known = ", ".join(each.id for each in self.variants) or "none"
        raise KeyError(f"{self.id} has no variant '{id}'; it has: {known}")


@cache
def dimensions() -> Mapping[str, Dimension]:
    """All dimensions by id, in the order of dimensions.toml."""
    found = tomllib.loads((ROOM / "dimensions.toml").read_text("utf-8"))
    return {id: Dimension(id=id, **each) for id, each in found.items()}


def is_place(dimension: str | None) -> bool:
    """Whether a dimension says where a child is seen, so that it can stand in for areas."""
    return dimension in dimensions() and dimensions()[dimension].kind == "place"


@cache
def measures() -> Mapping[str, Measure]:
    """All measures by id, in alphabetical order. Raises BadDefinition with every fault of every
    file."""
    return read(ROOM / "measures")


def get(id: str) -> Measure:
    """One measure. Raises KeyError, naming near ones."""
    if id not in measures():
        from difflib import get_close_matches

        near = get_close_matches(id, measures(), n=3, cutoff=0.4)
        raise KeyError(
            f"There is no measure '{id}'." + (f" Did you mean {', '.join(near)}?" if near else "")
        )
    return measures()[id]


@cache
def legal_weeks() -> Mapping[str, float]:
    """The newest statutory limit of each step in weeks (legal_limits.toml)."""
    found = tomllib.loads((ROOM / "legal_limits.toml").read_text("utf-8"))
    return {
        step: max(entries, key=lambda e: e["since"])["days"] / 7 for step, entries in found.items()
    }


@cache
def yardsticks() -> Mapping[str, Yardstick]:
    """By pathway (yardsticks.toml)."""
    found = tomllib.loads((ROOM / "yardsticks.toml").read_text("utf-8"))
    return {pathway: Yardstick(**each) for pathway, each in found.items()}


def headlines() -> list[Measure]:
    """The measures that stand on the overview and are watched for restatement, in their order."""
    return sorted((m for m in measures().values() if m.headline), key=lambda m: m.headline)


def read(folder: Path) -> dict[str, Measure]:
    """Read every definition of a folder. Raises BadDefinition with every fault, each with its
    file."""
    found, faults = {}, []
    for path in sorted(folder.glob("*.toml")):
        try:
            found[path.stem] = _measure(path.stem, tomllib.loads(path.read_text("utf-8")))
        except (tomllib.TOMLDecodeError, TypeError, ValueError, KeyError) as error:
            faults.append(f"{path.name}: {error}")
    faults += [f"{m.id}.toml: {fault}" for m in found.values() for fault in _faults(m, found)]
    if faults:
        raise BadDefinition("\n".join(faults))
    return found


def _measure(id: str, text: dict) -> Measure:
    unknown = set(text) - {f.name for f in fields(Measure)}
    if unknown:
        raise ValueError(f"unknown field {', '.join(sorted(unknown))}")
    fact = text.get("fact", "")
    limits = {name: Limit(**_tuples(text[name])) for name in ("legal_limit",) if name in text}
    groups = {"targets": Limit, "caveats": Note, "events": Note}
    return Measure(
        **_tuples(
            {
                k: v
                for k, v in text.items()
                if k not in {*limits, *groups, "variants", "published_as"}
            }
        )
        | {"id": id, "dimensions": tuple(text.get("dimensions", FACTS.get(fact, ())))}
        | limits
        | {
            name: tuple(kind(**_tuples(each)) for each in text.get(name, ()))
            for name, kind in groups.items()
        },
        variants=tuple(Variant(id=v, **each) for v, each in text.get("variants", {}).items()),
        published_as=Official(**text["published_as"]) if "published_as" in text else None,
    )


def _tuples(text: dict) -> dict:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in text.items()}


def _faults(m: Measure, found: Mapping[str, Measure]) -> list[str]:
    allowed = {"theme": THEMES, "kind": KINDS, "unit": UNITS, "polarity": POLARITIES}
    faults = [
        f"{name} '{getattr(m, name)}' is not one of {', '.join(values)}"
        for name, values in allowed.items()
        if getattr(m, name) not in values
    ]
    faults += [
        f"{name} is empty"
        for name in ("name", "short_name", "question", "definition")
        if not getattr(m, name)
    ]
    if m.fact and m.fact not in FACTS:
        faults.append(f"there is no fact '{m.fact}'")
    if m.needs not in ("", "support_contact"):
        faults.append("needs must be a table whose absence leaves nothing to tell: support_contact")
    faults += [f"'{each}' is no dimension" for each in m.dimensions if each not in dimensions()]
    if m.small_numbers not in ("standard", "nhs", "none") or (
        m.small_numbers == "none" and not m.small_numbers_reason
    ):
        faults.append("small_numbers must be standard, nhs, or none with small_numbers_reason")
    named = m.pairs_with + tuple(part.lstrip("+-") for part in m.parts)
    named += tuple(each for each in (m.part, m.over) if each and each != "population_0_25")
    faults += [f"there is no measure '{each}'" for each in named if each not in found]
    return faults + _kind_faults(m)


def _kind_faults(m: Measure) -> list[str]:
    """What each kind needs: share numerator and denominator, or part and over; stock enters and
    leaves; and so on."""
    needs = {
        "share": ("part", "over") if m.part else ("fact", "numerator", "denominator"),
        "count": ("fact", "numerator"),
        "ratio": ("part", "over"),
        "stock": ("fact", "enters", "leaves"),
        "net": ("parts",),
        "quantile": ("fact", "amount", "p"),
        "mean": ("fact", "amount"),
        "survival": ("fact", "enters", "leaves", "numerator", "p"),
        "given": ("published_as",),
    }
    return [
        f"a {m.kind} needs {name}"
        for name in needs.get(m.kind, ())
        if getattr(m, name) in ("", None, ())
    ]
