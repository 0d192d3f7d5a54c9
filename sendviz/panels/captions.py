"""Captions and alternative texts: measure, who, where, when, source, and what was done to the
counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sendviz import catalogue
from sendviz.ask import Answer, Records, Selection
from sendviz.ask.places import Coverage
from sendviz.ask.selection import NOT_KNOWN
from sendviz.catalogue import Measure
from sendviz.catalogue.calendar import months_in
from sendviz.catalogue.row import Row
from sendviz.kit import words
from sendviz.kit.marks import events_between, named_on_line
from sendviz.kit.values import blank_of, category_words, label, noun
from sendviz.kit.words import capital, either, joined, percent, singular, small, uncapital

SIMULATED = "Simulated records"
KINDS = {
    "control_chart": "Line chart with control limits",
    "area_dots": "Dots with 95% intervals, one for each area",
    "bars": "Bar chart",
    "on_time_and_late": "Stacked bars of plans on time and late",
    "in_and_out": "Bars of cases in and out, with the net change as a line",
    "curves": "Curves of the share still waiting by week",
    "bands_by_area": "Stacked bars by length of wait, one for each area",
    "stages": "Ranges from the median to nine in ten by stage",
    "funnel": "Funnel: each area's value by its size, with the range that chance alone would give",
    "tiles": "Tile map of districts, one square each",
    "outlines": "Map of districts by their outlines",
    "gradient": "Dots with 95% intervals from the most to the least deprived, with a line",
    "gap": "Line chart of the gap between areas with its 95% interval",
    "promises": "Line of a measure with what was promised of it",
    "queue": "Lines of children waiting past 20 and past 52 weeks",
    "multiples": "Small control charts, one for each area, on the same axes",
    "table": "Table",
}
LISTED = 6
QUARTER = 3  # months
COUNTED = "Time counted"
WHY_NOT_FILTERED = {"need": "a return records it only once there is a plan"}
NOT_HELD = "the records behind some measures do not hold it"


def caption(records: Records, answer: Answer, name: str = "") -> str:
    """'Plans issued within 20 weeks. Essex, 12 months to 31 December 2025. Source: ... Simulated
    records.' name: of several measures, instead of the answer's own."""
    m, covered = answer.measure, records.covered
    parts = [
        name or m.name,
        f"{where_it_holds(answer, records.council)}, {answer_period(answer)}",
        filter_words(answer.selection),
        not_filtered(answer.not_filtered),
        clock_words(m),
        f"Source: {own_records_source(covered)}" if covered else "",
        rounded_words(answer),
        SIMULATED if answer.simulated else "",
        words.doubt(answer.doubtful),
    ]
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def rounded_words(answer: Answer) -> str:
    """'Rounded to 5: exact counts may say otherwise', of longer periods 'Rounded to 5 in each
    quarter, then added up: ...'; 'In bands of weeks'; '' where figures are exact."""
    if answer.banded or not answer.rounded:
        return words.capital(answer.rounding)
    added = " in each quarter, then added up" if _adds_up_quarters(answer) else ""
    return f"Rounded {answer.rounding}{added}: exact counts may say otherwise"


def _adds_up_quarters(answer: Answer) -> bool:
    """Whether a figure of the answer is a sum of rounded quarters."""
    selection = answer.selection
    if answer.measure.at_a_date or answer.grain in ("month", "quarter"):
        return False
    if answer.grain or selection.start is None:
        return True
    return months_in(selection.start, selection.last_day) > QUARTER


def own_records_source(covered: Coverage) -> str:
    """The source named under a chart of local records."""
    return f"{covered.short_name}'s own records to {words.day(covered.data_date)}"


def clock_words(m: Measure) -> str:
    """'Time counted: referral received to the start of the assessment': waits for health
    assessments are counted in many ways, so every figure says which; '' for other measures."""
    return f"{COUNTED}: {m.clock[0].lower()}{m.clock[1:]}" if m.of_referrals and m.clock else ""


def answer_period(answer: Answer) -> str:
    """'12 months to 31 December 2025'; of what holds at a day that day, or over time 'on the last
    day of each month, Jan 2022 to Dec 2025'."""
    selection = answer.selection
    if answer.measure.at_a_date:
        return _month_ends(answer) or words.day(selection.last_day)
    return words.period_words(selection.start, selection.last_day)


def _month_ends(answer: Answer) -> str:
    """The span of a list that is drawn over time; '' of one that is told of one day."""
    starts = [row.period_start for row in answer.rows if row.period_start]
    if answer.grain is None or len(set(starts)) < 2:
        return ""
    first, last = (words.period_last_day(each, answer.grain) for each in (min(starts), max(starts)))
    ends = f"{words.month(first)} to {words.month(last)}"
    return f"on the last day of each {words.grain_noun(answer.grain)}, {ends}"


def when_it_holds(answer: Answer) -> str:
    """When the answer's one value holds: 'on 31 December 2025' or 'in the 12 months to ...'."""
    selection = answer.selection
    if answer.measure.at_a_date:
        return f"on {words.day(selection.last_day)}"
    return words.in_period(selection.start, selection.last_day)


def where_it_holds(answer: Answer, council: str) -> str:
    """The council, or its parts that are looked at by their names."""
    if not answer.selection.areas:
        return council
    names = {id: name for name, id in answer.area_ids.items()}
    chosen = [names.get(id, id.rsplit("/", 1)[-1]) for id in answer.selection.areas]
    if list(answer.area_ids.values()) == [""]:
        chosen = list(answer.area_ids)
    return f"{joined(chosen)} ({council})"


# Values that keep their capital in the middle of a sentence.
NAMES = ("Asian", "Black", "Down", "White")


def whom(selection: Selection, things: str = "children") -> str:
    """'Of children with autism as main need, ', 'For children who are female, ' of other things
    than children: how a sentence begins that holds only for those whom the filters leave; ''
    without filters."""
    told = _whom(selection)
    return f"{'Of' if things == 'children' else 'For'} {told}, " if told else ""


def only_whom(selection: Selection) -> str:
    """'Only children with autism as main need': the same for a card; '' without filters."""
    told = _whom(selection)
    return f"Only {told}" if told else ""


def only_whom_sentence(selection: Selection) -> str:
    """The same before sentences that begin by themselves; '' without filters."""
    told = only_whom(selection)
    return f"{told}." if told else ""


def told_of(answer: Answer, sentence: str, place: str = "") -> str:
    """The sentence with whom it holds for before it; with a place, where it holds, too."""
    start = whom(answer.selection, noun(answer.measure)) + (f"in {place}, " if place else "")
    return capital(start + uncapital(sentence)) if start else capital(sentence)


def _whom(selection: Selection) -> str:
    told = children_whom(selection, [id for id, _ in selection.where])
    return f"children {told}" if told else ""


def children_whom(selection: Selection, applied: Collection[str]) -> str:
    """Which children those of the filters leave that are applied: 'with autism as main need, aged 5
    to 10'; '' for no filter."""
    known = [(catalogue.dimensions().get(id), codes) for id, codes in selection.where
             if id in applied]  # fmt: skip
    return ", ".join(_of_whom(found, codes) for found, codes in known if found and found.said)


def _of_whom(found: catalogue.Dimension, codes: Sequence[str]) -> str:
    if tuple(codes) == (NOT_KNOWN,):
        return f"whose {found.name.casefold()} is not known"
    return found.said.format(
        either([_in_sentence(category_words(found.id, each)) for each in codes])
    )


def _in_sentence(value: str) -> str:
    return value if value.startswith(NAMES) else uncapital(value)


def filter_words(selection: Selection) -> str:
    """'Autism assessments only; sex: Female', 'Only main need: Autism; sex: Female'; '' without
    filters."""
    held = {
        dimension: joined([category_words(dimension, each) for each in values])
        for dimension, values in selection.where
    }
    pathway = held.pop("pathway", "")
    told = [f"{_name(dimension)}: {values}" for dimension, values in held.items()]
    start = f"{pathway} assessments only" if pathway else ""
    if told and not pathway:
        told[0] = f"Only {told[0]}"
    return "; ".join(each for each in (start, *told) if each)


def _name(dimension: str) -> str:
    known = catalogue.dimensions().get(dimension)
    return (known.name if known else dimension).casefold()


def area_noun(records: Records, scheme: str) -> str:
    """What the council calls one such area: quadrant, district."""
    return singular(records.scheme_name) if scheme == "locality" else scheme


def alt_text(answer: Answer, kind: str) -> str:
    """What a chart shows, for those who cannot see it: its kind, span and values; the table has
    the rest."""
    start = f"{KINDS[kind]}: {answer.measure.name}"
    told = list(zip(answer.rows, answer.texts(), strict=True))
    if not told:
        return f"{start}. There is nothing to show."
    if all(blank_of(row) for row, _ in told):
        return f"{start}. Nothing to show ({told[0][1]})."
    if any(row.period_start for row, _ in told):
        return f"{start}, {_span(answer)}. {_first_and_last(answer, told)}"
    return f"{start}. {_listed(answer, told)}"


def _span(answer: Answer) -> str:
    starts = [row.period_start for row in answer.rows if row.period_start]
    first, last = (words.axis_name(each, answer.grain) for each in (min(starts), max(starts)))
    return first if first == last else f"{first} to {last}"


def _first_and_last(answer: Answer, told: Sequence[tuple[Row, str]]) -> str:
    parts = []
    for area in answer.areas:
        known = [each for each in told if each[0].area == area and not blank_of(each[0])]
        if known:
            ends = [
                f"{words.axis_name(row.period_start, answer.grain)} {text}"
                for row, text in (known[0], known[-1])
            ]
            parts.append(f"{area or 'All'}: {' to '.join(dict.fromkeys(ends))}.")
    return " ".join(parts[:LISTED]) + _rest(len(parts))


def _listed(answer: Answer, told: Sequence[tuple[Row, str]]) -> str:
    parts = [f"{label(row, answer.dimension)}: {text}." for row, text in told]
    return " ".join(parts[:LISTED]) + _rest(len(parts))


def _rest(n: int) -> str:
    if n <= LISTED:
        return ""
    return f" {capital(small(n - LISTED))} more in the table."


def from_lowest_to_highest(answer: Answer) -> str:
    """'From 135 of 435 (31%) in West to 557 of 705 (79%) in Mid'; '' with fewer than two areas or
    no difference."""
    known = [row for row in answer.placed.rows if not blank_of(row)]
    known.sort(key=lambda row: row.value)
    if len(known) < 2 or percent(known[0].value) == percent(known[-1].value):
        return ""
    low, high = (f"{answer.text(row)} in {row.area}" for row in (known[0], known[-1]))
    return f"From {low} to {high}"


def event_label(label: str, kind: str) -> str:
    """The label of a mark; where limits start anew it says so, the label being the reason."""
    return f"Limits start anew: {label}" if kind == "rebase" else label


def marks_of(records: Records, m: Measure) -> tuple[tuple[date, str], ...]:
    """The dated marks of the council that matter to a measure: (day, label)."""
    return tuple((each.day, event_label(each.label, each.kind)) for each in records.events(m))


def events_words(events: Sequence[tuple[date, str]], first: date, last: date) -> str:
    """The marks of a chart by their numbers: '1: New contract (1 May 2024). 2: ...'; of a short one
    that is named on its line without; '' for none."""
    shown = events_between(events, first, last)
    told = [f"{label.rstrip('.')} ({words.day(day)})." for day, label in shown]
    if named_on_line(shown):
        return told[0]
    return " ".join(f"{place}: {text}" for place, text in enumerate(told, start=1))


def not_filtered(dimensions: Iterable[str]) -> str:
    """'Not filtered by need or sex'; '' for none. Why is said once, at the top of a page."""
    names = [_filter_name(id) for id in dimensions]
    return f"Not filtered by {either(names)}" if names else ""


def why_not_filtered(dimensions: Iterable[str]) -> str:
    """What a page says once of the filters that some of its figures cannot apply: 'Some figures
    here are of all children, and say so. Need: the return records it ...'; '' for none."""
    told = [
        f"{capital(_filter_name(id))}: {WHY_NOT_FILTERED.get(id, NOT_HELD)}." for id in dimensions
    ]
    return " ".join(["Some figures here are of all children, and say so.", *told] if told else [])


def _filter_name(id: str) -> str:
    known = catalogue.dimensions().get(id)
    return known.name.casefold().removeprefix("main ") if known else id.replace("_", " ")
