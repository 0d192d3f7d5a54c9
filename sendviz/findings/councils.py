"""How do we compare, fairly? One council among all of England, by published figures."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sendviz import ask
from sendviz.ask import Answer, Records
from sendviz.ask.answers import rows_of
from sendviz.ask.published import PER_PEOPLE
from sendviz.catalogue import ENGLAND, Measure
from sendviz.catalogue.row import Row
from sendviz.catalogue.values import Kind
from sendviz.findings.spread import SURE, compare_areas, word_of_level
from sendviz.stats import funnel as limits
from sendviz.stats.compare import rank
from sendviz.stats.differences import surely_above

FEWEST_NEIGHBOURS = 5
GRID = 60
NOT_COMPARED = "not_compared"


@dataclass(frozen=True)
class Council:
    """One council, region or England in one year.

    doubt: what the checks found of the printed figure, or why it was left out; '' for none.
    standing: against England, as `spread.standings`. lowest, highest: places from 1, ties share
    the best; nought without a figure. surely_lower, surely_higher: how many councils lie below or
    above it beyond doubt, as areas do (p under 0.002), with allowance for the number of councils;
    None without counts.
    """

    row: Row
    la_code: str
    doubt: str = ""
    standing: str = NOT_COMPARED
    lowest: int = 0
    highest: int = 0
    tied: bool = False
    surely_lower: int | None = None
    surely_higher: int | None = None

    @property
    def name(self) -> str:
        return self.row.area

    @property
    def has_figure(self) -> bool:
        return not self.row.blank


@dataclass(frozen=True)
class Funnel:
    """The limits that chance allows around England's value, by size.

    sizes: a grid of them; inner and outer: (lower, upper) at 95% and 99.8%. levels: of each
    council by name, as stats.funnel. phi: mean squared z of all councils, about 1 if only chance
    moved them. widened: the limits hold that extra spread.
    """

    baseline: float
    sizes: np.ndarray
    inner: tuple[np.ndarray, np.ndarray]
    outer: tuple[np.ndarray, np.ndarray]
    levels: dict[str, str]
    phi: float
    widened: bool

    @property
    def outside(self) -> int:
        """How many councils lie beyond the outer limits."""
        return sum(level == "different" for level in self.levels.values())


@dataclass(frozen=True, eq=False)
class Comparison:
    """All councils in one year.

    answer: every area that is printed. councils: those with a figure, by name; missing: those
    without one (not those that did not exist then). neighbours: closest first; neighbours_from:
    the edition of their list; not_close: how many of them DfE itself calls that. middle: the
    neighbours' median. differ: whether councils differ by more than chance explains. funnel: None
    where no counts are printed, and for an index.
    """

    answer: Answer
    year: int
    council: Council
    england: Council
    region: Council
    neighbours: tuple[Council, ...]
    neighbours_from: str
    not_close: int
    councils: tuple[Council, ...]
    missing: tuple[Council, ...]
    middle: float
    differ: bool
    funnel: Funnel | None

    @property
    def measure(self) -> Measure:
        return self.answer.measure


@dataclass(frozen=True)
class CouncilYears:
    """One council over the years: one row a year with the values own, england, region, and the
    neighbours' quartiles n_low, n_middle, n_high (nan where fewer than five have a figure).
    answer: its own rows."""

    answer: Answer
    name: str
    region: str
    frame: pd.DataFrame


def published_years(records: Records, id: str, base: int | None = None) -> list[int]:
    """The years with a figure for any council, newest first, without the base year of an index.
    Raises BadSelection where nothing is published."""
    answer = _of_all_years(records, id, base)
    told = answer.frame[answer.frame["value"].notna() & (answer.frame["level"] == "council")]
    years = set(told["period_start"].dt.year) - {answer.measure.base_year}
    return sorted(map(int, years), reverse=True)


def counted_years(records: Records, id: str) -> list[int]:
    """The years of which counts are printed, oldest first: any may be the base of an index."""
    frame = _of_all_years(records, id, None).frame
    counted = frame.loc[frame["numerator"].notna(), "period_start"]
    return sorted(map(int, set(counted.dt.year)))


def compare_councils(
    records: Records, id: str, year: int, base: int | None = None, *, widen: bool = False
) -> Comparison:
    """The selection's council among all in one year. base: the base year of an index; widen: the
    limits of the funnel hold the usual spread of councils.

    Where counts are printed, a council stands apart outside the limits of the funnel, and only if
    councils differ at all by more than chance (chi-square, for rates Cochran's Q). An index is
    told by intervals with allowance for how many councils there are (Holm 1979).
    """
    key = ("councils", records.selection.council, records.role, id, year, base, widen)
    return records.store.cached(key, lambda: _compare(records, id, year, base, widen=widen))


def _compare(records: Records, id: str, year: int, base: int | None, *, widen: bool) -> Comparison:
    whole = _of_all_years(records, id, base)
    answer = whole.with_frame(whole.frame[whole.frame["period_start"].dt.year == year])
    m, own = answer.measure, _own_council(records)
    places = dict(zip(answer.frame["la_code"], _areas(answer.frame), strict=True))
    england = places.get(ENGLAND, _unprinted(m, ENGLAND, "England", year))
    councils = answer.frame[answer.frame["level"] == "council"]
    funnel = _funnel(m, councils, england.row, widen=widen)
    differ, standings = _standings(answer, councils, england.row, funnel, widen=widen)
    every = _placed(m, councils, standings)

    def of(code: str, name: str) -> Council:
        return every.get(code) or places.get(code) or _unprinted(m, code, name, year)

    beside = _neighbours(records)
    near = tuple(of(row.la_code, row.name) for row in beside.itertuples(index=False))
    values = [each.row.value for each in near if each.has_figure]
    by_name = sorted(every.values(), key=lambda each: each.name)
    return Comparison(
        answer,
        year,
        of(records.selection.council, str(own["short_name"])),
        england,
        of(str(own["region_code"]), str(own["region"])),
        near,
        str(beside["edition"].iloc[0]) if len(beside) else "",
        int((beside["closeness"] == "Not close").sum()),
        tuple(each for each in by_name if each.has_figure),
        tuple(each for each in by_name if not each.has_figure),
        float(np.median(values)) if values else np.nan,
        differ,
        funnel,
    )


def council_years(records: Records, id: str, base: int | None = None) -> CouncilYears:
    """The selection's council over all years beside England, its region and the middle half of
    its neighbours. Raises BadSelection where nothing is published."""
    whole, own = _of_all_years(records, id, base), _own_council(records)
    found = whole.frame.assign(year=whole.frame["period_start"].dt.year)
    span = found.loc[found["value"].notna(), "year"]
    years = pd.Index(range(int(span.min()), int(span.max()) + 1), name="year")
    near = found[found["la_code"].isin(_neighbours(records)["la_code"])]
    lines = {"own": own["la_code"], "england": ENGLAND, "region": own["region_code"]}
    frame = pd.DataFrame(
        {name: _line(found, code, years) for name, code in lines.items()} | _quartiles(near, years)
    ).reset_index()
    answer = _unfiltered(records).ask(id, period="calendar_year", variant=_name(base))
    return CouncilYears(answer, str(own["short_name"]), str(own["region"]), frame)


def _unfiltered(records: Records) -> Records:
    """What is published holds for whole councils, and of all years."""
    return records.over(start=None, end=None, areas=(), where=())


def _of_all_years(records: Records, id: str, base: int | None) -> Answer:
    return _unfiltered(records).ask(id, by="council", period="calendar_year", variant=_name(base))


def _own_council(records: Records) -> dict[str, object]:
    return ask.council(records.store, records.selection.council)


def _neighbours(records: Records) -> pd.DataFrame:
    return ask.neighbours(records.store, records.selection.council)


def _name(base: int | None) -> str | None:
    return str(base) if base else None


def _areas(frame: pd.DataFrame) -> list[Council]:
    known = zip(rows_of(frame), frame["la_code"], frame["doubt"], strict=True)
    return [Council(row, code, doubt or "") for row, code, doubt in known]


def _unprinted(m: Measure, la_code: str, name: str, year: int) -> Council:
    nothing = (np.nan,) * 5
    start = pd.Timestamp(year, 1, 1).to_pydatetime()
    return Council(Row(m.id, name, start, "", *nothing, "not_published"), la_code)


def _placed(m: Measure, councils: pd.DataFrame, standings: dict[str, str]) -> dict[str, Council]:
    """Every council by its code, with its places among those that have a figure."""
    value = councils["value"].to_numpy(float)
    lowest, highest = rank(value, "lower"), rank(value, "higher")
    above, told = _surely_above(m, councils)
    found = {}
    for place, each in enumerate(_areas(councils)):
        if each.has_figure:
            each = replace(
                each,
                standing=standings.get(each.name, NOT_COMPARED),
                lowest=int(lowest.place[place]),
                highest=int(highest.place[place]),
                tied=bool(lowest.tied[place]),
                surely_lower=int(above[place].sum()) if told[place] else None,
                surely_higher=int(above[:, place].sum()) if told[place] else None,
            )
        found[each.la_code] = each
    return found


def _surely_above(m: Measure, councils: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Whether each (row) lies above each other (column) beyond doubt, and who can be compared."""
    x, n, value = (councils[name].to_numpy(float) for name in ("numerator", "denominator", "value"))
    # An index orders councils as does the share of the later count in both counts.
    n = n + x if m.base_year else n
    return surely_above(x, n, SURE), (x <= n) & (n > 0) & np.isfinite(value)


def _standings(
    answer: Answer, councils: pd.DataFrame, england: Row, funnel: Funnel | None, *, widen: bool
) -> tuple[bool, dict[str, str]]:
    """Whether councils differ by more than chance, and where each of those with an interval stands
    against England."""
    m = answer.measure
    told = councils[councils["low"].notna() & councils["high"].notna()]
    kind: Kind = "ratio" if m.unit == "per 1,000" else "share" if m.is_fraction else "mean"
    answer = answer.with_frame(told, measure=replace(m, kind=kind))
    whole = funnel.baseline if funnel else england.value
    found = compare_areas(answer, whole, widen=widen)
    if funnel is None or not found.differ:
        return found.differ, dict(found.standing)
    above = dict(zip(told["area"], told["value"] > whole, strict=True))
    return True, {
        name: word_of_level(m, funnel.levels[name], above=bool(above[name])) for name in above
    }


def _funnel(m: Measure, councils: pd.DataFrame, england: Row, *, widen: bool) -> Funnel | None:
    counted = councils[councils["denominator"].notna() & councils["value"].notna()]
    if m.base_year or counted.empty or not england.denominator > 0:
        return None
    x, n = (counted[name].to_numpy(float) for name in ("numerator", "denominator"))
    per = PER_PEOPLE if m.unit == "per 1,000" else 1
    baseline = england.numerator / england.denominator
    spread = limits.overdispersion(np.minimum(x, n), n)
    tau2 = spread.tau2 if widen else 0.0

    def around(size: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
        if per > 1 and not tau2:
            found, scale = limits.ratio_limits(baseline * size, confidence), per * baseline
        else:
            found, scale = limits.proportion_limits(baseline, size, confidence, tau2=tau2), per
        return scale * np.asarray(found.low), scale * np.asarray(found.high)

    sizes = _grid(n)
    levels = _levels(per * x / n, around(n, limits.WARNING), around(n, limits.ALARM))
    return Funnel(
        per * baseline,
        sizes,
        around(sizes, limits.WARNING),
        around(sizes, limits.ALARM),
        dict(zip(counted["area"], levels, strict=True)),
        spread.phi,
        bool(widen and spread.adjusted),
    )


def _grid(n: np.ndarray) -> np.ndarray:
    """Sizes from the smallest to the largest, closer together where limits bend."""
    top = n.max() * 1.05
    few = np.geomspace(max(n.min() * 0.8, 1), top, GRID)
    return np.unique(np.concatenate([few, np.linspace(1, top, GRID)]))


def _levels(value: np.ndarray, inner: tuple, outer: tuple) -> list[str]:
    def out(of: tuple) -> np.ndarray:
        return (value < of[0] - 1e-12) | (value > of[1] + 1e-12)

    return [str(each) for each in np.select([out(outer), out(inner)], ["different", "look"],
            "in_line")]  # fmt: skip


def _line(found: pd.DataFrame, la_code: object, years: pd.Index) -> pd.Series:
    return found[found["la_code"] == la_code].set_index("year")["value"].reindex(years)


def _quartiles(near: pd.DataFrame, years: pd.Index) -> dict[str, pd.Series]:
    by = near.groupby("year")["value"]
    enough = by.count() >= FEWEST_NEIGHBOURS
    parts = {"n_low": 0.25, "n_middle": 0.5, "n_high": 0.75}
    return {name: by.quantile(p).where(enough).reindex(years) for name, p in parts.items()}
