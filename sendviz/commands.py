"""What each command does. Exit codes: 0 done, 2 bad input (one line on standard error)."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

from sendviz import build, catalogue, checks, query, store
from sendviz.catalogue import BadDefinition
from sendviz.disclosure import PUBLIC, ROLES
from sendviz.files import read_file, template
from sendviz.layouts import BadFile
from sendviz.selection import GRAINS, BadSelection, Selection, parse_day
from sendviz.store import NoFile, Store

ROOT = Path(__file__).resolve().parents[1]
EXPECTED = (BadFile, BadSelection, BadDefinition, NoFile)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    given = _parser().parse_args(arguments)
    try:
        given.run(given)
    except EXPECTED as error:
        print(f"sendviz: {error}", file=sys.stderr)
        return 2
    except KeyError as error:
        print(f"sendviz: {error.args[0]}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sendviz", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, run, words: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=words, description=words)
        made.add_argument("--db", type=Path, default=store.Store().path, help="the database file")
        made.set_defaults(run=run)
        return made

    made = command("build", _build, "build a fresh file: published figures, areas, and records")
    made.add_argument(
        "folder", nargs="?", type=Path, help="a folder of returns and case files to load"
    )
    made.add_argument(
        "--simulate", action="store_true", help="add simulated records for four councils"
    )
    made.add_argument("--if-missing", action="store_true", help="do nothing if the file exists")
    _file_options(made)
    made = command("import", _import, "add files to what the database holds")
    made.add_argument("files", nargs="+", type=Path)
    _file_options(made)
    made = command(
        "check", _check, "check files without loading them, or the list to fix of what is loaded"
    )
    made.add_argument("files", nargs="*", type=Path)
    _file_options(made)
    _ask_parser(command("ask", _ask, "what the screens would show for one measure"))
    command("info", _info, "what the database holds")
    made = command("serve", _serve, "run the app on this machine")
    made.add_argument("--port", type=int, default=8501)
    made = command("template", _template, "write a template: cases, advice, localities or map")
    made.add_argument("kind", choices=("cases", "advice", "localities", "map"))
    made = command("bench", _bench, "measure build and query speed as ratios in one run")
    made.add_argument(
        "--copies",
        type=int,
        default=50,
        help="how many times over the large file holds the records",
    )
    return parser


def _file_options(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "--council",
        help="DfE code, where the file does not say: workbook, case, advice, localities",
    )
    made.add_argument("--year", type=int, help="calendar year of the return, for the workbook")
    made.add_argument(
        "--reference-date",
        help="the day that the file tells of, for workbook, case and advice files",
    )
    made.add_argument(
        "--map", type=Path, help="TOML file with the headings of a case or advice file"
    )
    made.add_argument("--postcodes", type=Path, help="lookup file: postcode, district code")


def _ask_parser(made: argparse.ArgumentParser) -> None:
    made.add_argument("measure")
    made.add_argument("--council", required=True)
    made.add_argument("--area", action="append", default=[], help="name of an area of the council")
    made.add_argument(
        "--by", help="locality (or quadrant), district, icb, ccg, or a dimension such as need"
    )
    made.add_argument("--from", dest="start")
    made.add_argument("--to", dest="end")
    made.add_argument("--period", choices=sorted(GRAINS))
    made.add_argument("--as-at")
    made.add_argument("--where", action="append", default=[], metavar="DIMENSION=VALUE[,VALUE]")
    made.add_argument("--variant")
    made.add_argument("--role", choices=ROLES, default=PUBLIC)
    made.add_argument("--format", choices=("table", "json", "csv"), default="table")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _build(given: argparse.Namespace) -> None:
    if given.if_missing and given.db.exists():
        return
    from sendviz.sources import bundled, places

    started = time.monotonic()
    deliveries = [*bundled.deliveries(), places.four_councils()]
    if given.simulate:
        from sendviz import simulate

        _say("Making simulated records for four councils")
        deliveries += [*simulate.deliveries(progress=_say), simulate.events()]
    files = (
        sorted(p for p in given.folder.iterdir() if not p.name.startswith("."))
        if given.folder
        else []
    )
    deliveries += [each for path in files for each in read_file(path, given, progress=_say)]
    report = build.run(
        deliveries,
        given.db,
        postcodes=_lookup(given),
        headlines=query.headlines,
        progress=_say,
        fresh=True,
    )
    _tell(report, given.db, started)


def _import(given: argparse.Namespace) -> None:
    started = time.monotonic()
    deliveries = [each for path in given.files for each in read_file(path, given, progress=_say)]
    report = build.run(
        deliveries, given.db, postcodes=_lookup(given), headlines=query.headlines, progress=_say
    )
    _tell(report, given.db, started)


def _lookup(given: argparse.Namespace) -> pd.DataFrame | None:
    if given.postcodes is None:
        return None
    from sendviz.sources import postcodes

    return postcodes.read_lookup(given.postcodes)


def _tell(report: build.Report, path: Path, started: float) -> None:
    for row in report.imports.itertuples():
        more = f", {row.rows_changed:,} earlier rows changed" if row.rows_changed else ""
        more += (
            f", {row.rows_refused:,} values or rows refused ({row.reasons})"
            if row.rows_refused
            else ""
        )
        _say(f"{row.source}: {row.rows_kept:,} rows kept{more}")
    for note in report.notes:
        _say(note)
    errors = (
        report.issues.loc[report.issues["severity"] == "error", "n"].sum()
        if len(report.issues)
        else 0
    )
    if errors:
        _say(
            f"{errors:,} errors found by the checks keep rows out of the measures they would spoil: sendviz check"
        )
    if report.restated:
        _say(
            f"{report.restated:,} headline figures of earlier periods changed: see the sources page"
        )
    _say(f"{path.name} is ready ({time.monotonic() - started:.0f} seconds)")


def _check(given: argparse.Namespace) -> None:
    if not given.files:
        held = Store(given.db)
        for each in query.coverage(held):
            _say(each.name)
            print(query.data_issues(held, each.la_code, "officer").to_csv(index=False), end="")
        return
    for path in given.files:
        for delivery in read_file(path, given, progress=_say):
            _say(f"{delivery.source}: {delivery.rows_read:,} rows")
            for reason, count in delivery.refused.items():
                _say(f"  {reason}: {count}")
            if "person" in delivery.tables:
                found = checks.run(delivery, checks.context_of(delivery))
                print(
                    found[["rule", "severity", "table_name", "row_number"]].to_csv(index=False),
                    end="",
                )


def _ask(given: argparse.Namespace) -> None:
    held = Store(given.db)
    m = catalogue.get(given.measure)
    selection = _selection(held, given)
    frame = query.measure(
        held, m, selection, given.role, by=given.by, period=given.period, variant=given.variant
    )
    for dimension in frame.attrs["not_filtered"]:
        _say(f"not filtered by {dimension}: these records do not hold it")
    print(_formatted(frame, m.id, selection.as_at, given.format))


def _selection(held: Store, given: argparse.Namespace) -> Selection:
    la_code = query.resolve_council(held, given.council)
    covered = {each.la_code: each for each in query.coverage(held)}
    if la_code not in covered:
        raise BadSelection(
            f"There are no records for {given.council[:60]}; only published figures."
        )
    last = covered[la_code].data_date
    as_at = parse_day(given.as_at, "--as-at") if given.as_at else _default_as_at(last, given.role)
    if as_at > last:
        raise BadSelection(f"--as-at {as_at} is later than the records, which are known to {last}.")
    chosen = Selection(
        la_code,
        as_at,
        start=parse_day(given.start, "--from") if given.start else None,
        end=parse_day(given.end, "--to") if given.end else None,
        areas=tuple(_area_id(held, la_code, name, as_at) for name in given.area),
    )
    if chosen.start and chosen.start > chosen.last_day:
        raise BadSelection(f"--from {chosen.start} is later than --to {chosen.last_day}.")
    for text in given.where:
        dimension, _, values = text.partition("=")
        chosen = chosen.filtered(
            dimension.strip(), *(v.strip() for v in values.split(",") if v.strip())
        )
    return chosen


def _default_as_at(last: date, role: str) -> date:
    from sendviz.selection import last_whole_month

    return last_whole_month(last) if role == PUBLIC else last


def _area_id(held: Store, la_code: str, name: str, as_at: date) -> str:
    found = [
        area
        for scheme in catalogue.SCHEMES
        for area in query.areas(held, la_code, scheme, as_at)
        if name.strip().casefold() in (area.name.casefold(), area.id.casefold())
    ]
    if not found:
        raise BadSelection(f"There is no area '{name[:40]}' in this council.")
    return found[0].id


def _formatted(frame: pd.DataFrame, measure: str, as_at: date, form: str) -> str:
    rows = frame.drop(columns="measure").assign(
        period_start=[
            None if pd.isna(day) else day.date().isoformat() for day in frame["period_start"]
        ]
    )
    if form == "csv":
        return rows.to_csv(index=False).rstrip("\n")
    if form == "table":
        return rows.to_string(index=False, na_rep="")
    clean = rows.astype(object).where(rows.notna(), None)
    for column in ("numerator", "denominator"):
        clean[column] = [
            None if x is None else int(x) if float(x).is_integer() else x for x in clean[column]
        ]
    clean["category"] = [each or None for each in clean["category"]]
    return json.dumps(
        {"measure": measure, "as_at": as_at.isoformat(), "rows": clean.to_dict("records")}, indent=1
    )


def _info(given: argparse.Namespace) -> None:
    held = Store(given.db)
    held.identity()
    for each in query.coverage(held):
        made_up = " (simulated)" if each.simulated else ""
        print(f"{each.name}{made_up}: records from {each.first_day} to {each.data_date}")
    print(
        f"{len(query.councils(held))} councils with published figures; {len(catalogue.measures())} measures"
    )
    for row in query.imports(held).itertuples():
        print(
            f"{row.imported_at:%Y-%m-%d %H:%M}  {row.layout:14} {row.rows_kept:>9,} rows  {row.source}"
        )


def _serve(given: argparse.Namespace) -> None:
    environment = dict(os.environ, SENDVIZ_DB=str(given.db.resolve()))
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(ROOT / "app.py"),
        "--server.port",
        str(given.port),
    ]
    raise SystemExit(subprocess.call(command, env=environment, cwd=ROOT))


def _template(given: argparse.Namespace) -> None:
    sys.stdout.buffer.write(template(given.kind))


def _bench(given: argparse.Namespace) -> None:
    from sendviz import bench

    print(bench.run(replace(bench.Size(), copies=given.copies)))
