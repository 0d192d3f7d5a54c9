"""The requests, plans and reviews of one delivery: identifiers out, places in, merged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from sendviz.load import (
    advice,
    aliases,
    case_rows,
    checks,
    cut,
    doubles,
    homes,
    leaving,
    merge,
    people,
    reference,
)
from sendviz.load.loading import Loading
from sendviz.load.merge_rules import keys_of
from sendviz.load.readers import postcodes as postcode_files
from sendviz.load.readers import words
from sendviz.load.readers.common import how_many
from sendviz.load.readers.values import whole_table

# Part 3 of the Children and Families Act 2014 came into force.
PLANS_BEGAN = date(2014, 9, 1)


@dataclass(frozen=True)
class CasesLoaded:
    """Rows kept and changed, sentences, request_id by the delivery's request_no, and from when on
    the file tells who came and left."""

    kept: int
    changed: int
    notes: tuple[str, ...]
    requests: pd.Series
    told_from: date


def load_cases(loading: Loading) -> CasesLoaded:
    """Check, identify, place and merge the records of one delivery."""
    elsewhere = _elsewhere(loading)
    loading = _placed(loading)
    issues = checks.run(loading.delivery, checks.context_of(loading.delivery, _councils(loading)))
    spoiled = checks.spoiled(issues)
    bare = _without_identifiers(loading)
    who = people.identify(loading, bare.delivery.tables["person"]["district"])
    people.merge_two_people(loading, who.same)
    loading = bare
    delivery = loading.delivery
    known = case_rows.people(delivery, who.person)
    asked = case_rows.requests(delivery, known, spoiled)
    asked_ids, asked_done = _merged(loading, "request", asked)
    held_ids, held_done = _merged(loading, "plan", case_rows.plans(delivery, known, spoiled))
    met = case_rows.reviews(delivery)
    met["plan_id"] = met["request_no"].map(held_ids)
    _, met_done = _merged(loading, "review", met[met["plan_id"].notna()])
    leaving.note_held(loading, "request", asked_ids)
    leaving.note_held(loading, "plan", [*held_ids, *_still_in_force(loading, known, held_ids)])
    twice_over = doubles.refuse_doubling(loading, asked_ids)
    left = leaving.settle(loading)
    first_day, cut_short = _widen_coverage(loading)
    _keep_issues(loading, issues, known)
    advice.link_waiting_advice(loading)
    done = (asked_done, held_done, met_done)
    twice = len(asked) - len(asked_done.ids)
    same = "of one child and day"
    again = how_many(twice, f"request {same} stands", f"requests {same} stand")
    return CasesLoaded(
        kept=sum(len(each.ids) for each in done),
        changed=sum(each.changed for each in done) + left.changed,
        notes=(
            *(f"{again} twice; each was taken once.",) * bool(twice),
            *who.notes,
            *twice_over,
            *left.notes,
            *cut_short,
            *elsewhere,
            *homes.why_not_told(loading),
        ),
        requests=asked_ids,
        told_from=first_day,
    )


def _councils(loading: Loading) -> frozenset[str]:
    return frozenset(code for (code,) in loading.do("select la_code from council"))


def _elsewhere(loading: Loading) -> tuple[str, ...]:
    """A sentence on the districts that are named and are none of the council's."""
    person = loading.delivery.tables["person"]
    if "district" not in person:
        return ()
    given = person["district"].dropna()
    lost = given[reference.placed(given, reference.districts(loading)).isna()]
    lost = lost[homes.of_localities(loading, lost).isna()]
    if lost.empty:
        return ()
    return (
        f"Districts that are none of this council's, in {len(lost):,} of {len(given):,} rows: "
        f"{words.told(lost.value_counts())}. They count under 'not known or out of area'.",
    )


def _placed(loading: Loading) -> Loading:
    """Districts as area ids, a locality in place of one as its bucket unless the postcode tells
    more; the council's part of the postcode list beside, for the checks.
    """
    known = reference.districts(loading)
    person = loading.delivery.tables["person"].reset_index(drop=True)
    given = (
        person["district"] if "district" in person else pd.Series(None, person.index, dtype="str")
    )
    placed = reference.placed(given, known)
    unsaid = placed.isna()
    if loading.postcodes is not None and "postcode" in person:
        home = postcode_files.normalised(person["postcode"])
        unsaid &= ~home.isin(loading.postcodes["postcode"])
    placed = placed.fillna(homes.place_in_localities(loading, given.where(unsaid)))
    loading = loading.with_tables(person=person.assign(district=placed))
    if loading.postcodes is None:
        return loading
    own = reference.placed(loading.postcodes["district"], known)
    return loading.with_tables(postcode=loading.postcodes.assign(district=own)[own.notna()])


def _without_identifiers(loading: Loading) -> Loading:
    """The same once places are looked up and children are known by hash only."""
    tables = loading.delivery.tables
    person, request = tables["person"], tables["request"]
    if loading.postcodes is not None and "postcode" in person:
        lsoa = postcode_files.neighbourhoods(person["postcode"], loading.postcodes)
        person = person.assign(deprivation=homes.fifths(loading.connection, lsoa))
        districts = set(tables["postcode"]["district"]) | set(person["district"])
        person = postcode_files.assign(person, tables["postcode"], districts)
    gone = ["postcode", "upn", "uln", "person_id", "upn_unknown"]
    if "case_ref" in request:
        named = aliases.safe_references(request["case_ref"].astype("str"), loading.salt)
        request = request.assign(case_ref=named)
    return loading.with_tables(person=person.drop(columns=gone, errors="ignore"), request=request)


def _merged(loading: Loading, table: str, rows: pd.DataFrame) -> tuple[pd.Series, merge.Merged]:
    """Merge the rows, each once; also the id that each request_no has got."""
    # A missing key makes a row of its own: its place is below nought.
    place = rows.groupby(list(keys_of(table)), sort=False).ngroup().fillna(-1)
    order = rows.index
    if "told" in rows:
        order = rows.sort_values("told", ascending=False, kind="stable").index
    again = place.loc[order].duplicated().reindex(rows.index)
    once = rows[(place < 0) | ~again]
    done = merge.merge_rows(loading, table, once)
    ids = done.ids.reindex(rows.index)
    by_place = pd.Series(done.ids.to_numpy(), index=place[once.index]).groupby(level=0).first()
    ids = ids.fillna(place.map(by_place))
    numbers = pd.Series(ids.to_numpy(), index=rows["request_no"])
    return numbers[~numbers.index.duplicated()], done


def _still_in_force(loading: Loading, known: pd.DataFrame, held: pd.Series) -> list[int]:
    """Plans held before of children whose plan the file holds as active, but without its start."""
    active = whole_table("active_plan", loading.delivery.tables.get("active_plan"))
    asked = whole_table("request", loading.delivery.tables["request"])
    without = active[~active["request_no"].isin(held.index)]
    numbers = asked.loc[asked["request_no"].isin(without["request_no"]), "person_no"]
    people = known.loc[known["person_no"].isin(numbers), "person"]
    found = loading.do(
        "select plan_id from plan where la_code = $la and ceased is null "
        "and list_contains($people::varchar[], person)",
        people=people.tolist(),
    )
    return [number for (number,) in found]


def _widen_coverage(loading: Loading) -> tuple[date, list[str]]:
    """Widen what the council's records tell of, to the newest data date. From when on this file
    tells of it, and sentences."""
    first, notes = _told_from(loading)
    # What was said of this very file before counts no more.
    others = loading.do(
        "select min(told_from) from import_log "
        "where la_code = $la and sha256 <> $sha and simulated = $simulated"
    )[0][0]
    loading.do(
        """
        insert into coverage values ($la, $first, $day, $simulated)
        on conflict (la_code) do update set first_day = excluded.first_day,
            data_date = greatest(data_date, excluded.data_date)
        """,
        first=min(first, others or first),
    )
    return first, notes


def _told_from(loading: Loading) -> tuple[date, list[str]]:
    """A return says from when on it tells, a list does not: from the month of its first request,
    unless it was said or its rows show that it is cut; then also a sentence."""
    delivery, last = loading.delivery, loading.day
    if said := delivery.period_start or delivery.told_from:
        return said, []
    days = whole_table("request", delivery.tables["request"])["received"]
    days = days[days.between(pd.Timestamp(PLANS_BEGAN), last)]
    first = days.min().replace(day=1) if len(days) else last
    rows = loading.frame(
        "select received, least(issued, no_plan_told, withdrawn_on, "
        "case when decision = 'N' then decided end) as ended from request where request_id in ("
        "select row_id from held where import_id = $import_id and table_name = 'request') "
        "and received is not null and (coalesce(issued, no_plan_told, withdrawn_on, "
        "case when decision = 'N' then decided end) is not null or coalesce(decision, 'A') not in "
        "('N', 'W') and coalesce(outcome, 'A') = 'A' and exported_to is null)"
    )
    if cut.open_only(rows["received"], rows["ended"], last):
        return last.date(), [cut.told_open_only("case", "cases")]
    found = cut.told_from(rows["received"], rows["ended"], last)
    if found is None or found <= first:
        return first.date(), []
    return found.date(), [cut.told_cut("case", rows["received"].min(), found)]


def _keep_issues(loading: Loading, issues: pd.DataFrame, known: pd.DataFrame) -> None:
    """Rows of data_issue. A later file of the same kind and edition replaces the list of the one
    before; one that is older than what is loaded adds nothing to fix.
    """
    others = loading.do(
        "select import_id, data_date from import_log where la_code = $la and layout = $layout "
        "and edition is not distinct from $edition"
    )
    if any(day and day > loading.day.date() for _, day in others):
        return
    earlier = [number for number, _ in others]
    loading.do("delete from data_issue where import_id = any($earlier)", earlier=earlier)
    refs = whole_table("request", loading.delivery.tables["request"]).drop_duplicates("request_no")
    places = known.drop_duplicates("person_no").set_index("person_no")["district"]
    rows = issues.assign(
        import_id=loading.import_id,
        la_code=loading.la_code,
        simulated=loading.delivery.simulated,
        case_ref=issues["request_no"].map(refs.set_index("request_no")["case_ref"]),
        district=issues["person_no"].map(places).fillna(loading.nowhere),
    )
    loading.append("data_issue", rows)
