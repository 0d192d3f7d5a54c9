"""Lays out the grid of an answer: its areas, categories and periods, and what is known of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product

from sendviz import catalogue
from sendviz.ask import places
from sendviz.ask.grid import Grid
from sendviz.ask.selection import Selection
from sendviz.ask.statements import NOT_KNOWN, Split, dimensions_of
from sendviz.ask.store import Store
from sendviz.catalogue import Measure, calendar
from sendviz.catalogue.calendar import BadSelection


def lay_out(
    store: Store,
    m: Measure,
    selection: Selection,
    scheme: str | None,
    category: str | None,
    period: str | None,
) -> Grid:
    """The grid for one question. Raises BadSelection for an unknown council or area."""
    la_code = selection.council
    own = places.council(store, la_code)
    covered = _known(store, m, selection)
    _check_areas(store, selection)
    if scheme in (None, "council"):
        names, buckets = [("", _whole_name(store, selection, str(own["name"])))], []
    elif catalogue.is_place(scheme):
        names, buckets = _in_place_of_areas(store, m, la_code, scheme)
    else:
        found = _within(store, selection, scheme)
        names, buckets = [(a.id, a.name) for a in found], [a.id for a in found if not a.known]
        if not names:
            raise BadSelection(f"{own['name']} has no areas of the kind '{scheme}'.")
    first = selection.start or covered.first_day or selection.last_day
    starts = calendar.periods(first, selection.last_day, period) if period else []
    return Grid(
        la_code,
        tuple(names),
        frozenset(buckets),
        _categories(store, m, la_code, category),
        tuple(starts),
        period,
        Split(scheme, category, bool(period)),
        selection.areas,
        selection.as_at,
        (first, selection.last_day),
        calendar.month_start(selection.last_day),
        covered.first_day,
        covered.data_date,
        covered.simulated,
        m.at_a_date,
        covered.untold.get("pathway" if category == "pathway" else scheme or "", frozenset()),
    )


@dataclass(frozen=True)
class _Known:
    """What the records behind a measure tell of: nothing, if there is no first day. untold: the
    pathways and providers of which they tell nothing."""

    first_day: date | None
    data_date: date | None
    simulated: bool
    untold: Mapping[str, frozenset[str]] = field(default_factory=dict)


def _known(store: Store, m: Measure, selection: Selection) -> _Known:
    if m.needs_table and not places.holds(store, m.needs_table, selection.council):
        return _Known(None, None, False)
    if m.of_referrals:
        return _known_of_referrals(store, m, selection)
    found = [each for each in places.coverage(store) if each.la_code == selection.council]
    if not found or not found[0].has_cases:
        return _Known(None, None, False)
    return _Known(found[0].first_day, None, found[0].simulated)


def _known_of_referrals(store: Store, m: Measure, selection: Selection) -> _Known:
    asked = dict(selection.where)
    sent = places.sent_by(store, selection.council)
    told = [each for each in sent if _tells(m, each)]
    pathways = {*catalogue.dimensions()["pathway"].values} - {each.pathway for each in told}
    for id in ("pathway", "provider"):
        sent = [each for each in sent if getattr(each, id) in asked.get(id, (getattr(each, id),))]
    told = [each for each in sent if each in told]
    providers = {each.provider for each in sent} - {each.provider for each in told}
    untold = {"pathway": frozenset(pathways), "provider": frozenset(providers)}
    if not told:
        return _Known(None, None, False, untold)
    flow = bool(_flows(m))
    return _Known(
        min(max(each.first_day, each.ends_from) if flow else each.first_day for each in told),
        max(each.data_date for each in told),
        any(each.simulated for each in told),
        untold,
    )


def _flows(m: Measure) -> list[catalogue.Fact]:
    """The facts of a measure that tell of coming and leaving, not of who is waiting on a day."""
    every = [each for each in (m, *m.made_of) if each.fact and each.kind != "stock"]
    return [catalogue.FACTS[each.fact] for each in every if each.has_history]


def _tells(m: Measure, sent: places.Sent) -> bool:
    """Whether a provider's list tells what a measure asks. A list of open referrals tells of no
    flow; one without any day of assessment nothing about assessments."""
    flows = _flows(m)
    if flows and sent.ends_from > sent.data_date:
        return False
    return sent.assessments or not any(fact.of_assessments for fact in flows)


def _in_place_of_areas(
    store: Store, m: Measure, la_code: str, place: str
) -> tuple[list[tuple[str, str]], list[str]]:
    """Providers by name, and the bucket of cases that name none."""
    codes = _categories(store, m, la_code, place)[:-1]
    bucket = f"{la_code}/{place}/unknown"
    return [(code, code) for code in codes] + [(bucket, "Not recorded")], [bucket]


def _within(store: Store, selection: Selection, scheme: str) -> Sequence[places.Area]:
    """The areas of a scheme that lie in the chosen ones: those left out have no noughts to tell."""
    found = places.areas(store, selection.council, scheme, selection.as_at)
    if not selection.areas or not found:
        return found
    chosen = [area for area in found if area.id in selection.areas]
    if chosen or scheme != "district":
        return chosen or found
    held = store.small(
        "select district, area_id from area_member "
        "where valid_from <= $as_at and (valid_to is null or valid_to > $as_at)",
        {"as_at": selection.as_at},
    )
    inside = set(held.loc[held["area_id"].isin(selection.areas), "district"])
    return [area for area in found if area.id in inside] or found


def _whole_name(store: Store, selection: Selection, council: str) -> str:
    if not selection.areas:
        return council
    named = store.small(
        "select area_id, name from area where la_code = $la", {"la": selection.council}
    )
    known = dict(zip(named["area_id"], named["name"], strict=True))
    return " and ".join(known[area] for area in selection.areas)


def _check_areas(store: Store, selection: Selection) -> None:
    if selection.areas:
        known = set(
            store.small("select area_id from area where la_code = $la", {"la": selection.council})[
                "area_id"
            ]
        )
        for area in selection.areas:
            if area not in known:
                raise BadSelection(f"There is no area '{area[:40]}' in this council.")


def _categories(store: Store, m: Measure, la_code: str, category: str | None) -> tuple[str, ...]:
    """The codes of a dimension in their order; those of one without fixed codes (team, provider)
    are read from the records."""
    if category is None:
        return ("",)
    if catalogue.TOGETHER in category:
        each = [_categories(store, m, la_code, id) for id in dimensions_of(category)]
        return tuple(catalogue.TOGETHER.join(codes) for codes in product(*each))
    known = catalogue.dimensions()[category]
    if known.values:
        return (*known.values, NOT_KNOWN)
    table = m.facts[0].table_of(category)
    found = store.small(
        f"select distinct {known.id} as code from {table} where la_code = $la "
        f"and {known.id} is not null order by 1",
        {"la": la_code},
    )
    return (*found["code"], NOT_KNOWN)
