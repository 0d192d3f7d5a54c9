"""The children in whose rows of the inspection lists something is to be mended: for officers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from sendviz.ask import Records
from sendviz.catalogue.annex_a import FIXERS
from sendviz.findings.annex import Judged, rule_of, state_of
from sendviz.findings.annex_rule import SEVERITIES
from sendviz.kit.csv import csv_text
from sendviz.kit.html import Download
from sendviz.kit.words import counted, day
from sendviz.panels.annex import counts_of
from sendviz.panels.panel import NOTHING, Panel, or_refused

EVERY_RULE, EVERY_TEAM = "Every rule", "Every team"
NO_CASE = (
    "Who has no case here has no reference in these records: take the lists away with your own "
    "file of numbers, and its sheet To_mend names their rows."
)
SHORT = {
    "case_ref": "Case",
    "list": "List",
    "code": "Rule",
    "words": "What is wrong",
    "fix": "What to do",
    "fixer": "Who mends it",
    "team": "Team",
    "place": "Place",
    "severity": "How grave",
}


def rule_choices(records: Records) -> tuple[str, ...]:
    """The codes of rules that find a child, after the choice of all; nothing to other roles."""
    found = state_of(records) if records.role == "officer" else None
    if found is None:
        return ()
    codes = dict.fromkeys(each.code for each in counts_of(found.now) if each.n)
    return (EVERY_RULE, *codes) if codes else ()


def team_choices(records: Records) -> tuple[str, ...]:
    """The teams, after the choice of all; nothing to other roles."""
    found = state_of(records) if records.role == "officer" else None
    if found is None:
        return ()
    teams = {team for rows in found.now.lists.values() for team in rows["team_name"]}
    return (EVERY_TEAM, *sorted(teams))


def newest_day(records: Records) -> date:
    """The day of the newest list; the as-at day where there is none. Raises NotAllowed in public
    view."""
    found = state_of(records)
    return found.now.day if found else records.selection.as_at


def rule_links(records: Records) -> tuple[tuple[str, dict[str, str]], ...]:
    """For each rule that finds a child its code with the count, and the address of its list."""
    found = state_of(records) if records.role == "officer" else None
    if found is None:
        return ()
    counts: dict[str, int] = {}
    for each in counts_of(found.now):
        if each.n:
            counts[each.code] = counts.get(each.code, 0) + each.n
    about = {"council": records.council, "as_at": day(records.selection.as_at)}
    return tuple((f"{code} ({n:,})", {**about, "annex_rule": code}) for code, n in counts.items())


@or_refused
def annex_fix_panel(records: Records, rule: str = EVERY_RULE, team: str = EVERY_TEAM) -> Panel:
    """One row for each child and rule, by the council's own reference; nothing to other roles."""
    found = state_of(records) if records.role == "officer" else None
    if found is None:
        return NOTHING
    rows = to_fix(found.now)
    if rule != EVERY_RULE:
        rows = rows[rows["Rule"] == rule]
    if team != EVERY_TEAM:
        rows = rows[rows["Team"] == team]
    return Panel(
        "annex_fix",
        f"To mend: {counted(len(rows), 'entries')}",
        _chosen(rule, team, found.now),
        notes=(NO_CASE,) if rows["Case"].isna().any() else (),
        rows=rows,
        downloads=(Download("Download this list (CSV)", "annex_to_mend.csv", csv_text(rows)),),
    )


def _chosen(rule: str, team: str, judged: Judged) -> str:
    held = [each for each in (rule, team) if each not in (EVERY_RULE, EVERY_TEAM)]
    return f"{', '.join(held) or 'Every rule and team'}, lists of {day(judged.day)}"


def to_fix(judged: Judged) -> pd.DataFrame:
    """The issues with the columns of SHORT, errors first."""
    parts = [_of_one(judged, number, str(code), issues) for (number, code), issues in
             judged.issues.groupby(["list", "code"])]  # fmt: skip
    if not parts:
        return pd.DataFrame(columns=[*SHORT.values()])
    rows = pd.concat(parts, ignore_index=True)
    order = rows["severity"].map([*SEVERITIES].index)
    rows = rows.assign(order=order).sort_values(["order", "list", "code"], kind="stable")
    rows = rows.assign(severity=rows["severity"].map(SEVERITIES))
    return rows[[*SHORT]].rename(columns=SHORT).reset_index(drop=True)


def _of_one(judged: Judged, number: int, code: str, issues: pd.DataFrame) -> pd.DataFrame:
    rule, rows = rule_of(number, code), judged.lists[number].loc[issues["row"]]
    excuses: Sequence[str] = issues["excuse"].tolist()
    return pd.DataFrame(
        {
            "case_ref": rows["case_ref"].to_numpy(),
            "list": number,
            "code": code,
            "words": rule.words,
            "fix": [f"{each} {rule.fix}".strip() for each in excuses],
            "fixer": FIXERS[rule.fixer],
            "team": rows["team_name"].to_numpy(),
            "place": rows["place"].to_numpy(),
            "severity": rule.severity,
        }
    )
