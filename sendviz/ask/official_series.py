"""The official series that councils are compared by: their words, and what each counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from sendviz import catalogue
from sendviz.catalogue import Measure, Official
from sendviz.catalogue.calendar import BadSelection

PREFIX = "published_"
POPULATION = "population"
BASE_YEAR = "base_year"
POPULATION_NOTE = (
    "The population is the estimate for mid-2023 in every year, so years far from 2023 are only "
    "roughly right."
)
OLD_AND_NEW = (
    "The old and the new rate count different decisions: the two must never be read as one line."
)


@dataclass(frozen=True)
class Series:
    """One published series.

    measure      its words, unit, polarity and legal limit; its id is `published_` and the id here
    over         what a count is held against: POPULATION (aged 0 to 25), BASE_YEAR, or nothing
    things       what the figures count, in the plural
    own          the measure of local records that counts the same, and its variant
    in_january   a count of one day in January, not of a calendar year
    changed_in   first year from records of children, not council totals; None without a break
    """

    measure: Measure
    things: str
    over: str = ""
    own: str = ""
    own_variant: str | None = None
    in_january: bool = False
    changed_in: int | None = 2022
    notes: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id after `published_`."""
        return self.measure.id.removeprefix(PREFIX)


def series(id: str) -> Series:
    """One series by its id, with or without `published_`.

    Raises BadSelection with the ids that there are.
    """
    id = id.removeprefix(PREFIX)
    if id in all_series():
        return all_series()[id]
    twin = catalogue.measures().get(id)
    if twin is None or twin.published_as is None:
        raise BadSelection(
            f"No published series is called '{id[:60]}'; there are {', '.join(all_series())}."
        )
    return _like(id, twin.unit)


@cache
def all_series() -> Mapping[str, Series]:
    """The series of the compare screen by id, in the order of the screen."""
    found = (*_from_measures(), *_per_person(), *_appeals(), _index())
    return {each.id: each for each in found}


def _like(twin: str, things: str, answer: str = "", variant: str | None = None, **more) -> Series:
    """The official series of a measure of the catalogue: its own words, limit and polarity."""
    m = catalogue.get(twin)
    id, official = twin, m.published_as
    if variant:
        chosen = m.variant(variant)
        id, official = f"{twin}_{variant}", replace(official, category=chosen.published_category)
        m = replace(m, name=chosen.name, short_name=chosen.short_name)
    m = replace(m, id=PREFIX + id, answer=answer, published_as=official, caveats=(), variants=())
    return Series(m, things, own=twin, own_variant=variant, **more)


def _from_measures() -> tuple[Series, ...]:
    return (
        _like(
            "plans_issued_within_20_weeks",
            "plans",
            "In {year}, {value} of {whose} plans came within 20 weeks",
        ),
        _like(
            "plans_issued_within_20_weeks",
            "plans",
            variant="without_exceptions",
            answer="In {year}, {value} of {whose} plans without an exception came within 20 weeks",
        ),
        _like(
            "plans_issued_after_a_year",
            "plans",
            "In {year}, {value} of {whose} plans took more than a year",
        ),
        _like(
            "mean_weeks_to_issue",
            "plans",
            "In {year}, {whose} plans took {value} on average",
            notes=("Means of regions look like plain means of their councils' means.",),
        ),
        _like(
            "decided_within_6_weeks",
            "decisions",
            "In {year}, {value} of {whose} decisions whether to assess were made within 6 weeks",
        ),
        _like(
            "requests_refused", "requests", "In {year}, {value} of {whose} requests were refused"
        ),
        _like(
            "no_plan_decided_within_16_weeks",
            "decisions",
            "In {year}, {value} of {whose} decisions not to issue a plan were made within 16 weeks",
        ),
        _like(
            "reviews_decided_in_4_weeks",
            "decisions",
            "In {year}, {value} of {whose} decisions after a review were sent within 4 weeks of "
            "the meeting",
        ),
    )


def _per_person() -> tuple[Series, ...]:
    requests = replace(
        catalogue.get("requests_per_1000"),
        id=f"{PREFIX}requests_per_1000",
        fact="",
        numerator_measure="",
        denominator_measure="",
        caveats=(),
        answer="In {year}, {place} received {value} requests for every 1,000 people aged 0 to 25",
        published_as=catalogue.get("requests_received").published_as,
    )
    plans = replace(
        catalogue.get("plans_in_force"),
        id=f"{PREFIX}plans_in_force_per_1000",
        kind="ratio",
        unit="per 1,000",
        fact="",
        name="EHC plans in force per 1,000 children and young people",
        short_name="Plans per 1,000",
        definition="EHC plans in force in January for every 1,000 people aged 0 to 25 who live in "
        "the area.",
        how_counted="Plans divided by the Office for National Statistics' estimate of people aged "
        "0 to 25, times 1,000. "
        "The number of plans stands beside it.",
        answer="In January {year}, {value} of every 1,000 people aged 0 to 25 in {place} had a "
        "plan",
    )
    note = (POPULATION_NOTE,)
    return (
        Series(requests, "requests", POPULATION, own="requests_received", notes=note),
        Series(
            plans,
            "plans",
            POPULATION,
            own="plans_in_force",
            in_january=True,
            changed_in=2023,
            notes=note,
        ),
    )


def _appeals() -> tuple[Series, ...]:
    method = {
        "new": "completed annual reviews count as decisions that can be appealed",
        "old": "all plans count as decisions that can be appealed",
    }
    return tuple(_appeal_rate(which, counted) for which, counted in method.items())


def _appeal_rate(which: str, counted: str) -> Series:
    m = Measure(
        id=f"{PREFIX}appeal_rate_{which}_method",
        name=f"Appeals to the SEND Tribunal, {which} method",
        short_name=f"Appeal rate, {which} method",
        question="How often do families appeal?",
        definition="Appeals registered with the SEND Tribunal, for each 100 decisions that can be "
        "appealed.",
        how_counted="As HM Courts & Tribunals Service and the Department for Education print it: "
        f"{counted}.",
        why_it_matters="An appeal is months more of waiting; few appeals can also mean that "
        "families do not know how.",
        theme="decisions",
        kind="given",
        unit="percent",
        polarity="no_judgement",
        answer="In {year}, families appealed against {value} of {whose} decisions that can be "
        "appealed",
        published_as=Official(f"appeal_rate_{which}_method", "All", "exactly"),
    )
    return Series(m, "decisions", changed_in=None, notes=(OLD_AND_NEW,))


def _index() -> Series:
    m = replace(
        catalogue.get("requests_received"),
        id=f"{PREFIX}requests_index",
        kind="given",
        fact="",
        caveats=(),
        name="Requests, as an index",
        short_name="Requests, index",
        definition="Requests for an EHC needs assessment in a year, where those of the base year "
        "are 100.",
        how_counted="100 times the requests of the year, divided by those of the base year.",
        answer="In {year}, {place} received {value}",
    )
    note = (
        "An index tells growth, not how many: a council that starts from few requests can double "
        "them soon."
    )
    return Series(m, "requests", BASE_YEAR, own="requests_received", notes=(note,))
