"""Are the lists that inspectors ask for ready? What is wrong in them by rule and team, and who
mends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from sendviz.ask import NotAllowed, Records, annex
from sendviz.ask.for_board import LEAST, hidden, hides
from sendviz.catalogue.annex_a import FIXERS, column_set
from sendviz.findings.annex import Judged, State, rule_of, rules_of, state_of
from sendviz.findings.annex_rule import SEVERITIES, Rule
from sendviz.findings.annex_rules import RULES
from sendviz.kit import colours
from sendviz.kit.html import Cell, Table, table_of
from sendviz.kit.layers import lying_bars
from sendviz.kit.rows import Head, row_figure
from sendviz.kit.template import headroom, hover
from sendviz.kit.words import capital, counted, day, joined, number, percent
from sendviz.panels.panel import NOTHING, Panel, or_refused

FEW = f"fewer than {LEAST}"
NOT_TOLD = "for officers"
MOST_BARS = 10
NO_LISTS = (
    "No list of children is loaded, so nobody can say how good the lists would be. Add one under "
    "Add records."
)
NOT_OF_LISTS = "A filter on need, age or the like is not applied to the lists: places alone are."


@dataclass(frozen=True)
class Count:
    """How many children a rule finds in a list."""

    rule: Rule
    number: int
    n: int

    @property
    def code(self) -> str:
        """What the rule is called in the list."""
        return self.rule.codes[self.number]


def state_or_refusal(records: Records) -> State | str:
    """The lists; or, in words, why none can be told."""
    try:
        return state_of(records) or NO_LISTS
    except NotAllowed as refused:
        return str(refused)


def annex_answer(records: Records) -> str:
    """'Of 15,560 children with an EHC plan (list 1), 212 have an error (1.4%); of 24,862 on SEN
    support (list 2), 4,310 have an error (17.3%).'; '' in public view."""
    found = state_or_refusal(records)
    if isinstance(found, str):
        return found if found == NO_LISTS else ""
    return errors_sentence(found, records.role)


def errors_sentence(found: State, role: str) -> str:
    """The rows with an error, list by list."""
    told = []
    for number_of_list, rows in found.now.lists.items():
        n, size = found.now.rows_with(number_of_list, "error"), len(rows)
        of = column_set(found.now.day).list_of(number_of_list).of.removeprefix("children ")
        share = f" ({percent(n / size, 1)})" if size and not hides(n, role) else ""
        many = FEW if hides(n, role) else number(n)
        told.append(
            f"of {counted(size, 'children')} {of} (list {number_of_list}), {many} "
            f"{'has' if n == 1 and many == '1' else 'have'} an error{share}"
        )
    return f"{capital('; '.join(told))}."


def fullness_sentence(found: State) -> str:
    """'96.0% of the cells that should be filled are (1,204,511 of 1,254,698); on 30 September 2025
    it was 94.1% (...).'"""
    told = f"{filled_words(found, found.now.day)} of the cells that should be filled are"
    if len(found.days) == 1:
        return f"{told}; there is no earlier list to hold them against."
    return f"{told}; on {day(found.days[1])} it was {filled_words(found, found.days[1])}."


def filled_words(found: State, on: date, **held: object) -> str:
    """'96.0% (1,204,511 of 1,254,698)' of the cells that should be filled on a day."""
    filled, due = found.full.of(snapshot=pd.Timestamp(on), **held)
    if not due:
        return "none"
    return f"{percent(filled / due, 1)} ({number(filled)} of {number(due)})"


def counts_of(judged: Judged) -> list[Count]:
    """How many children each rule finds in each list, errors first, the most first."""
    n = judged.issues.groupby(["list", "code"]).size()
    found = [
        Count(rule, number, int(n.get((number, rule.codes[number]), 0)))
        for number in judged.lists
        for rule in rules_of(number)
    ]
    order = list(SEVERITIES)
    return sorted(found, key=lambda each: (order.index(each.rule.severity), -each.n))


@or_refused
def annex_errors_panel(records: Records) -> Panel:
    """A bar for each rule that finds anything, with who mends it: the ten that find the most."""
    found = state_of(records)
    if found is None:
        return Panel("annex_errors", "The lists that inspectors ask for", sentences=(NO_LISTS,))
    role = records.role
    every = [each for each in counts_of(found.now) if each.n]
    counts = [each for each in every if not hides(each.n, role)]
    counts = sorted(counts, key=lambda each: -each.n)[:MOST_BARS]
    if not counts:
        title = f"No rule finds {'more than a few children' if every else 'anything to mend'}"
        return Panel("annex_errors", title, _caption(records, found), notes=_notes(records, found))
    return Panel(
        "annex_errors",
        _most_words(counts[0]),
        _caption(records, found),
        sentences=(fullness_sentence(found),),
        figure=_bars(counts),
        alt=f"Bars of children by rule. {'; '.join(_in_words(each) for each in counts)}.",
        notes=_notes(records, found),
    )


def _most_words(most: Count) -> str:
    return f"{most.rule.short}: {counted(most.n, 'children')} of list {most.number}"


def _in_words(each: Count) -> str:
    return f"{each.code}, {each.rule.short}: {number(each.n)}"


def _bars(counts: Sequence[Count]) -> go.Figure:
    names = [f"{each.code} {each.rule.short}" for each in counts]
    heads = [
        Head(
            name,
            f"{number(each.n)} in list {each.number} · {SEVERITIES[each.rule.severity].casefold()}"
            f" · {FIXERS[each.rule.fixer]}",
        )
        for name, each in zip(names, counts, strict=True)
    ]
    drawn = row_figure(heads, 18, 48)
    told = [
        hover(name, head.words, each.rule.words, each.rule.fix)
        for name, head, each in zip(names, heads, counts, strict=True)
    ]
    values = [float(each.n) for each in counts]
    lying_bars(
        drawn.fig, drawn.middles, values, drawn.room, "Children", {"color": colours.series(0)}, told
    )
    drawn.fig.update_xaxes(range=[0, headroom(values, 4.0)], showgrid=True, tickformat=",.0f")
    return drawn.fig


def _caption(records: Records, found: State) -> str:
    where = joined([a.name for a in records.localities if a.id in records.selection.areas])
    return (
        f"Children by rule, as the lists would be on {day(found.now.day)} in "
        f"{where or records.council}.{made_up(found)}"
    )


def made_up(found: State) -> str:
    """What a caption says of made-up rows."""
    return " Simulated records." if found.simulated else ""


def _notes(records: Records, found: State) -> tuple[str, ...]:
    notes = [
        _not_judged(found.now), _excused(found.now, records.role),
        neither_words(found, records.role),
    ]  # fmt: skip
    if records.selection.where:
        notes.append(NOT_OF_LISTS)
    if records.role != "officer":
        notes.append(f"Counts below {LEAST} are for officers.")
    return tuple(each for each in notes if each)


def _not_judged(judged: Judged) -> str:
    """The rules that need what our records do not hold."""
    ours = [rule for rule in RULES if not rule.is_of_own_columns]
    names = [
        rule.name
        for rule in ours
        if any((number, code) in judged.not_judged for number, code in rule.codes.items())
    ]
    if not names:
        return ""
    return (
        f"Not judged here: {joined(list(dict.fromkeys(names)))}. They need UPNs, birth dates as "
        "written, plans or a register of schools, which these records do not hold: check the "
        "file that you will send."
    )


def _excused(judged: Judged, role: str) -> str:
    """How many of those that a rule finds are as they should be all the same."""
    n = int(judged.issues["excuse"].ne("").sum())
    if not n or hides(n, role):
        return ""
    return (
        f"{counted(n, 'children')} of those without a school (108a, 208a) are educated at home or "
        "otherwise than at school, which explains it."
    )


def neither_words(found: State, role: str) -> str:
    """How many children with a plan in force stand in no list."""
    if not found.neither:
        return ""
    n = FEW if hides(found.neither, role) else number(found.neither)
    verb = "stands" if n == "1" else "stand"
    return (
        f"{capital(n)} of the children who have a plan by our records {verb} in neither "
        "list (the reverse of X5, of the whole council)."
    )


@or_refused
def annex_teams_panel(records: Records) -> Panel:
    """How much each has to mend; to officers by team, too. Folded away, rules by team."""
    found = state_of(records)
    if found is None or found.now.issues.empty:
        return NOTHING
    by_team = _issues_by_team(found.now)
    table = _rules_by_team(found.now, by_team, records.role)
    folded = Panel(
        "annex_rules_by_team",
        f"{counted(len(table.rows), 'rules')} by team: what is wrong, and what to do",
        tables=(table,),
    )
    return Panel(
        "annex_teams",
        "Who mends what",
        f"Entries to mend in both lists of {day(found.now.day)}.{made_up(found)}",
        sentences=_by_fixer(found.now, records.role),
        tables=(_fixers_by_team(by_team),) if records.role == "officer" else (),
        closed=(folded,),
    )


def _by_fixer(judged: Judged, role: str) -> tuple[str, ...]:
    """How much each has to mend, of the rules whose counts this role is told."""
    found: dict[str, int] = {}
    for each in counts_of(judged):
        if each.n and not hides(each.n, role):
            found[each.rule.fixer] = found.get(each.rule.fixer, 0) + each.n
    told = sorted(found.items(), key=lambda each: -each[1])
    if not told:
        return ()
    who = joined([f"{FIXERS[id].casefold()} {number(n)}" for id, n in told])
    return (f"To mend: {who}. A child may be counted under several rules.",)


def _fixers_by_team(by_team: pd.DataFrame) -> Table:
    fixers = [rule_of(*key).fixer for key in by_team.index]
    found = by_team.groupby(fixers).sum()
    rows = [
        [Cell(FIXERS[fixer]), *(Cell(number(int(n)), number=True) for n in (told.sum(), *told))]
        for fixer, told in found.loc[[each for each in FIXERS if each in fixers]].iterrows()
    ]
    head = ["Who mends it", "All", *by_team.columns]
    return table_of("Entries to mend by team", head, rows, wide=True)


def _rules_by_team(judged: Judged, by_team: pd.DataFrame, role: str) -> Table:
    rows = []
    for each in counts_of(judged):
        if each.n:
            n = [int(count) for count in by_team.loc[each.number, each.code]]
            what = Cell(each.rule.words, small=each.rule.fix)
            first = Cell(each.code, small=f"list {each.number}, {each.rule.severity}")
            told = [Cell(text, number=True) for text in told_counts([each.n, *n], role)]
            rows.append([first, what, Cell(FIXERS[each.rule.fixer]), *told])
    head = ["Rule", "What is wrong, and what to do", "Who mends it", "All", *by_team.columns]
    return table_of("Rules by team", head, rows, wide=True)


def _issues_by_team(judged: Judged) -> pd.DataFrame:
    """(list, code) by team, counts; teams in the order of their names, those of no team last."""
    parts = [
        issues.assign(team=judged.lists[number].loc[issues["row"], "team_name"].to_numpy())
        for number, issues in judged.issues.groupby("list")
    ]
    found = pd.concat(parts).groupby(["list", "code", "team"]).size()
    by_team = found.unstack("team", fill_value=0)
    return by_team[sorted(by_team, key=lambda team: (team == annex.NO_TEAM, team))]


def told_counts(counts: Sequence[int], role: str) -> list[str]:
    """A whole and its parts as this role may read them."""
    whole, *parts = counts
    return [FEW if hides(whole, role) else number(whole), *told_parts(parts, role)]


def told_parts(parts: Sequence[int], role: str) -> list[str]:
    """Parts of a whole that is told, as this role may read them."""
    out = hidden(parts, role)
    return [
        FEW if hides(n, role) else NOT_TOLD if at in out else number(n)
        for at, n in enumerate(parts)
    ]
