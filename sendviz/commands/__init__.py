"""The command line: python -m sendviz COMMAND.

Commands: build, import, check, ask, show, pack, info, backtest, publish, serve, bench, template,
workspace, annex.

Exit codes: 0 done, 2 bad input (one line on standard error).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

from sendviz.ask import PUBLIC, ROLES
from sendviz.ask.store import NoFile, Store, open_built, read_through
from sendviz.catalogue import BadDefinition
from sendviz.catalogue.calendar import GRAINS, BadSelection
from sendviz.catalogue.layouts import BadFile
from sendviz.commands import (
    annexing,
    asking,
    checking,
    forecasting,
    keeping,
    loading,
    measuring,
    packing,
    publishing,
    showing,
    site,
)
from sendviz.commands.told import BadUsage
from sendviz.load.files import TEMPLATES
from sendviz.packs.declared import PACKS
from sendviz.packs.making import FORMS
from sendviz.workspace import NotAccepted, NoWorkspace

ROOT = Path(__file__).resolve().parents[2]
EXPECTED = (BadFile, BadSelection, BadDefinition, NoFile, NoWorkspace, NotAccepted)
OF_FILES = {
    "--council": "whose the file is, where it does not say: 881, E10000012, Essex, BCP",
    "--reference-date": "the day it tells of, for workbook, case and advice files: 2026-01-15",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    try:
        given = _parser().parse_args(arguments)
        given.run(given)
    except (*EXPECTED, BadUsage) as error:
        print(f"sendviz: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        print(f"sendviz: {error.filename or 'a file'}: {error.strerror}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="sendviz", description=__doc__)
    listed = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, run: Callable, words: str) -> argparse.ArgumentParser:
        made = listed.add_parser(name, help=words, description=words)
        made.add_argument("--db", type=Path, default=Store().path, help="the database file")
        made.set_defaults(run=run)
        return made

    made = command("build", _build, "build a fresh file: published figures, areas, and records")
    made.add_argument("folder", nargs="?", type=Path, help="a folder of returns and case files")
    made.add_argument("--simulate", action="store_true", help="add made-up records")
    made.add_argument("--if-missing", action="store_true", help="do nothing if the file exists")
    _national_options(made)
    _file_options(made)
    made = command("import", loading.add, "add files to what the database holds")
    made.add_argument("files", nargs="+", type=Path, help="files, or folders of files")
    _file_options(made)
    made = command("check", checking.check, "what is understood of files, which are not loaded")
    made.add_argument("files", nargs="*", type=Path, help="none: what to fix in what is loaded")
    made.add_argument("--format", choices=("text", "json", "csv"), help="csv: a line a row to fix")
    _file_options(made)
    _ask_options(command("ask", asking.ask, "what the screens would show for one measure"))
    _show_options(command("show", showing.show, "what one screen shows, as text"))
    _pack_options(command("pack", packing.pack, "a paper to take away: PDF, Word and Excel"))
    command("info", asking.info, "what the database holds")
    made = command(
        "backtest", forecasting.backtest, "how good the forecast was, quarter by quarter"
    )
    made.add_argument("--council", help="881, E10000012, Essex, BCP")
    made.add_argument("--role", choices=ROLES, default=PUBLIC)
    made.add_argument("--fit", action="store_true", help="fit the spread of the rates anew")
    made = command("publish", _publish, "write what public view is told to a file of its own")
    made.add_argument("file", type=Path, help="the file to write: public.duckdb")
    made.add_argument("--council", action="append", default=[], help="this one; by default all")
    made.add_argument("--html", type=Path, metavar="FOLDER", help="and its screens as plain pages")
    made = command("serve", _serve, "run the app on this machine")
    made.add_argument("--port", type=int, default=8501)
    made = command("bench", measuring.bench, "measure building and asking, as ratios in one run")
    made.add_argument("--copies", type=int, default=50, help="how many times over the large file")
    made.add_argument("--national", action="store_true", help="measure a whole country's file too")
    made.add_argument("--quick", action="store_true", help="everything, but small")
    made = command("workspace", keeping.keep, "what people wrote in the app: check, out, back")
    made.add_argument("what", choices=("check", "export", "restore"))
    made.add_argument("file", nargs="?", type=Path, help="to write (-: on screen), or a copy")
    words = (
        "the lists that inspectors ask for: check a filled-in one, or write those of our records"
    )
    _annex_options(listed.add_parser("annex", help=words, description=words))
    made = command("template", _template, "write a template to fill in")
    made.add_argument("kind", choices=tuple(TEMPLATES))
    return parser


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise BadUsage(f"{message}. See python -m sendviz --help.")


def _file_options(made: argparse.ArgumentParser) -> None:
    for name, words in OF_FILES.items():
        made.add_argument(name, help=words)
    made.add_argument("--year", type=int, help="calendar year of the collection, for the workbook")
    made.add_argument(
        "--map", type=Path, help="TOML file with your headings, for the lists that have them"
    )
    made.add_argument("--postcodes", type=Path, help="list with postcode and district code")
    made.add_argument(
        "--from", dest="told_from", metavar="DAY",
        help="for lists of what is open or was closed since a day: that day",
    )  # fmt: skip
    said = made.add_mutually_exclusive_group()
    said.add_argument(
        "--whole", action="store_const", const=True,
        help="the file holds all open cases: those that it lacks have left",
    )  # fmt: skip
    said.add_argument(
        "--part", dest="whole", action="store_const", const=False,
        help="the file holds some of the cases: nobody left for not being in it",
    )  # fmt: skip


def _national_options(made: argparse.ArgumentParser) -> None:
    words = "with --simulate: so many councils, made up for measuring, into data/national.duckdb"
    made.add_argument("--councils", type=int, help=words)
    made.add_argument("--years", type=int, default=10, help="of so many years: 5, 10, 15 or 20")


def _selection_options(made: argparse.ArgumentParser) -> None:
    made.add_argument("--council", required=True)
    made.add_argument("--area", action="append", default=[], help="name of an area of the council")
    made.add_argument("--from", dest="start")
    made.add_argument("--to", dest="end")
    made.add_argument("--as-at")
    made.add_argument("--where", action="append", default=[], metavar="DIMENSION=VALUE[,VALUE]")


def _ask_options(made: argparse.ArgumentParser) -> None:
    made.add_argument("measure")
    _selection_options(made)
    made.add_argument(
        "--by", help="locality (quadrant), district, icb, or a dimension such as need"
    )
    made.add_argument("--period", choices=sorted(GRAINS))
    made.add_argument("--variant")
    made.add_argument("--role", choices=ROLES, default=PUBLIC)
    made.add_argument("--format", choices=("table", "json", "csv"), default="table")


def _pack_options(made: argparse.ArgumentParser) -> None:
    made.add_argument("pack", choices=tuple(PACKS))
    _selection_options(made)
    made.add_argument("--audience", choices=ROLES, help="whom it is for; else the widest public")
    made.add_argument(
        "--format", default=",".join(FORMS), help="pdf, docx, xlsx: several by commas"
    )
    made.add_argument("--out", type=Path, default=Path(), metavar="FOLDER")


def _show_options(made: argparse.ArgumentParser) -> None:
    made.add_argument("page")
    made.add_argument("--council", required=True)
    made.add_argument("--as-at", type=date.fromisoformat, help="the end of a month: 2025-12-31")
    made.add_argument("--role", choices=ROLES, default=PUBLIC)
    made.add_argument("--panel", help="only the panel of this key")
    made.add_argument("--set", action="append", default=[], metavar="NAME=VALUE",
                      help="a choice as it stands in the address: pathway=Autism")  # fmt: skip
    made.add_argument("--format", choices=("text", "json"), default="text")


def _annex_options(made: argparse.ArgumentParser) -> None:
    listed = made.add_subparsers(required=True, metavar="check|write")
    check = listed.add_parser("check", help="what the rules find in a list, which is not loaded")
    check.add_argument("file", type=Path, help="list 1, list 2 or both, Excel or CSV")
    check.add_argument("--reference-date", help="the day of the lists: 2026-01-15")
    check.add_argument("--urns", type=Path, help="extract of the register of schools (CSV)")
    check.add_argument("--format", choices=("text", "csv"), help="csv: a line a row to mend")
    check.set_defaults(run=annexing.check)
    write = listed.add_parser("write", help="lists 1 and 2 as our records fill them (.xlsx)")
    write.add_argument("file", type=Path, help="the file to write: lists.xlsx")
    write.add_argument("--council", required=True, help=OF_FILES["--council"])
    write.add_argument("--as-at", help="the day to which they are known: 2026-01-15")
    write.add_argument("--identifiers", type=Path, help="your own file of children’s numbers")
    write.set_defaults(run=annexing.write)
    for each in (check, write):
        each.add_argument("--db", type=Path, default=Store().path, help="the database file")
        each.add_argument("--map", type=Path, help="TOML file with your headings")


def _build(given: argparse.Namespace) -> None:
    (loading.build_file if given.councils is None else measuring.build_national)(given)


def _serve(given: argparse.Namespace) -> None:
    held = open_built(given.db)
    read_through(held)
    held.close()
    environment = dict(os.environ, SENDVIZ_DB=str(given.db.resolve()))
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")]
    command += ["--server.port", str(given.port)]
    raise SystemExit(subprocess.call(command, env=environment, cwd=ROOT))


def _template(given: argparse.Namespace) -> None:
    sys.stdout.buffer.write(TEMPLATES[given.kind]())


def _publish(given: argparse.Namespace) -> None:
    """The public file, and from it the plain pages where they are asked for."""
    if given.html:
        site.check_folder(given.html)
    publishing.publish(given)
    if given.html:
        site.write_site(given.file, given.html)
