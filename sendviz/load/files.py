"""Which reader reads a file: by what it is, not by what it is called."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import ModuleType

from sendviz.catalogue.councils import HOW_TO_NAME_A_COUNCIL, NoSuchCouncil, named_council
from sendviz.catalogue.facts import DAY_OF_LIST
from sendviz.catalogue.layouts import PLAN_TABLES, TABLES, BadFile, Delivery, Table, lists
from sendviz.load.readers import (
    boundaries,
    bundled,
    children,
    deprivation,
    dfe_release,
    ees,
    events,
    local_files,
    local_lists,
    nhs_adhd,
    nhs_autism,
    nhs_community,
    people,
    places,
    plan_lists,
    plans,
    quality,
    recognise,
    referrals,
    sen2_blade,
    sen2_template,
    sen2_workbook,
    sen2_xml,
)
from sendviz.load.readers.archives import open_zip
from sendviz.load.readers.common import LOOKED_AT, ending_of, listed, sha256, start_of
from sendviz.load.readers.documents import WORD
from sendviz.load.readers.workbooks import is_workbook

Progress = Callable[[str], None]
MAP_TEMPLATE = b"""# Your headings for our columns: ours = "yours". Leave out what your file lacks.
case_ref = "Case number"
received = "Date request received"
decided = "Decision date"
issued = "Final plan date"
# date_format = "%d/%m/%Y"

# Your codes for ours, by column.
[values.source]
"Parental request" = "parent"
"School request" = "education"
"""
LOCALITY_TEMPLATE = (
    b"district,locality,population\r\nExample district,North,41200\r\n"
    b"Another district,South,38750\r\n"
)
# Templates by what they are for: of the lists, and of what comes with them.
OF_TABLES = {
    "cases": "cases", "advice": "advice", "referrals": "referral", "support": "support_contact",
    "plan": "improvement_plan", "milestones": "milestone", "risks": "risk", "evidence": "evidence",
    "decisions": "decision", "inspections": "inspection", "promises": "promise", "audits": "audit",
    "complaints": "complaint", "appeals": "appeal", "surveys": "survey", "staff": "staff",
    "money": "money", "children": "child",
}  # fmt: skip
TEMPLATES = {kind: TABLES[name].template for kind, name in OF_TABLES.items()} | {
    "events": events.template,
    "localities": lambda: LOCALITY_TEMPLATE,
    "map": lambda: MAP_TEMPLATE,
}


@dataclass(frozen=True)
class Given:
    """What is told with the files, for those that do not say so themselves.

    council         whose they are: DfE code, name or usual short name
    year            of the collection
    reference_date  to which day they tell, as 2026-01-15
    map             mapping of headings, used for the lists that have them
    whole           of files of cases: whether each holds all that was open on its day; None: unsaid
    told_from       of lists: from when on they tell who came and left, as 2025-01-01
    roles           of plans: name or initials -> role, of the roles.csv given with them
    """

    council: str | None = None
    year: int | None = None
    reference_date: str | None = None
    map: Path | None = None
    whole: bool | None = None
    told_from: str | None = None
    roles: Mapping[str, people.Role] = field(default_factory=dict)

    def council_code(self) -> str | None:
        """The code of the council. Raises BadFile if there is none of that name."""
        if not self.council:
            return None
        try:
            return named_council(self.council, bundled.councils())
        except NoSuchCouncil as error:
            raise BadFile(str(error)) from None

    def day(self) -> date | None:
        """The reference date. Raises BadFile if it is no date, or still to come."""
        day = _as_day("--reference-date", self.reference_date)
        if day and day > date.today():
            raise BadFile(
                f"--reference-date {day} is still to come. Give the day to which the file tells."
            )
        return day

    def first_day(self) -> date | None:
        """The day from which on lists tell. Raises BadFile if it is no date."""
        return _as_day("--from", self.told_from)


def _as_day(option: str, text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadFile(f"{option} '{text[:20]}' is not a date; write it as 2026-01-15.") from None


@dataclass(frozen=True)
class Reader:
    """One reader: endings of the files that it may read (none: any), how it knows one, how it reads
    it.
    """

    endings: tuple[str, ...]
    knows: Callable[[Path], bool]
    read: Callable[[Path, Given], Delivery]


def read_all(paths: list[Path], given: Given, progress: Progress) -> list[Delivery]:
    """The deliveries of files and folders, whatever their layouts. Raises BadFile with what to do.

    The map must be of use for one of them.
    """
    files = [path for each in paths for path in _files_in(each, progress)]
    given = _with_roles(files, given)
    found = [
        _as_said(_read_one(path, given, progress), given)
        for path in files
        if path.name.lower() != people.ROLES_FILE
    ]
    if given.map is not None and not any(each.read_with for each in found):
        named = listed(recognise.headings_named(given.map)) or "columns"
        raise BadFile(
            f"{Path(given.map).name}: no file given has the headings that it names ({named}). "
            "Write them as the file does, or leave out --map. Nothing was changed."
        )
    return local_files.with_practices(found)


def _with_roles(files: list[Path], given: Given) -> Given:
    """The same with the council's own roles, where its list is among the files."""
    lists = [people.read_roles(path) for path in files if path.name.lower() == people.ROLES_FILE]
    return replace(given, roles={name: role for each in lists for name, role in each.items()})


def _as_said(delivery: Delivery, given: Given) -> Delivery:
    """The delivery with what was said of it: of cases whether they are whole, of lists of cases or
    referrals from when on they tell; of a draft, which has the day of the next collection, to which
    day it tells. Raises BadFile where another council is named than that of the file."""
    code, said = given.council_code(), given.day()
    if code and delivery.la_code and code != delivery.la_code:
        raise BadFile(
            f"{delivery.file_name} is a file of the council {delivery.la_code}, and --council "
            f"names {code}. Leave out --council, or give that council's file. Nothing was changed."
        )
    if said and delivery.reference_date and delivery.reference_date > date.today():
        delivery = replace(delivery, reference_date=said)
    if "person" in delivery.tables:
        delivery = replace(delivery, whole=given.whole)
    if delivery.layout in TOLD_FROM and (day := given.first_day()):
        if delivery.reference_date and day > delivery.reference_date:
            raise BadFile(
                f"{delivery.file_name} tells to {delivery.reference_date}, which is before "
                f"--from {day}. Give the day from which on it tells who left."
            )
        delivery = replace(delivery, told_from=day)
    return delivery


def _files_in(path: Path, progress: Progress) -> Iterator[Path]:
    """The files of a folder and its folders; a Blade export, nine files, is one."""
    if not path.exists():
        raise BadFile(f"{path}: there is no such file or folder. Check the path.")
    if not path.is_dir():
        yield path
        return
    inside = sorted(each for each in path.iterdir() if not each.name.startswith((".", "~")))
    blade = [each for each in inside if sen2_blade.FILE.fullmatch(each.name)]
    if blade:
        yield path
    for each in inside:
        if each.is_dir():
            yield from _files_in(each, progress)
        elif ending_of(each) in ENDINGS and each not in blade and not _is_letter(each):
            yield each
        elif each not in blade:
            progress(f"{each.name} was passed over: no file of a known kind")


def _is_letter(path: Path) -> bool:
    """Whether a file is a Word document without a list that is known."""
    return ending_of(path) == WORD and recognise.recognise_list(path, None).kind is None


def _read_one(path: Path, given: Given, progress: Progress) -> Delivery:
    progress(f"Reading {path.name}")
    if path.is_dir():
        return sen2_blade.read(path)
    ending = ending_of(path)
    if ending == ".pdf":
        raise BadFile(
            f"{path.name}: a PDF is not read. Ask for the Word or Excel file that this PDF was "
            "made from. Nothing was changed."
        )
    if ending not in ENDINGS:
        raise BadFile(
            f"{path.name}: files ending in {path.suffix or 'nothing'} are not read; known are "
            f"{', '.join(sorted(ENDINGS))} and a folder of Blade CSVs."
        )
    if ending in ZIPPED and start_of(path, 2) == b"PK":
        open_zip(path, path.name)  # says so if it is cut off or absurd, before it is looked into
    for reader in READERS:
        if (not reader.endings or ending in reader.endings) and reader.knows(path):
            return reader.read(path, given)
    raise AssertionError("the last reader of each ending takes any file")


def _takes_any(path: Path) -> bool:
    return True


def _read_workbook(path: Path, given: Given) -> Delivery:
    return sen2_workbook.read(path, given.council_code(), given.year, given.day())


def _is_one_of_blade(path: Path) -> bool:
    return sen2_blade.FILE.fullmatch(path.name) is not None


def _refuse_one_of_blade(path: Path, given: Given) -> Delivery:
    raise BadFile(f"{path.name}: one table of a Blade export alone. Give the folder with all nine.")


def _read_list(path: Path, given: Given) -> Delivery:
    seen = recognise.recognise_list(path, given.map)
    kind = TABLES["milestone"] if plan_lists.is_wide(seen.headings) else seen.kind
    return _read_kind(path, given, kind, given.map if seen.mapped else None)


def _read_kind(path: Path, given: Given, kind: Table | None, mapping: Path | None) -> Delivery:
    if kind is None:
        raise _no_list_known(path, given)
    if kind.name == "postcodes":
        raise BadFile(f"{path.name}: is a postcode list. Give it as --postcodes {path.name}.")
    if kind.name == "practices":
        return local_files.read_practices(path)
    code = given.council_code()
    if code is None:
        raise BadFile(
            f"{path.name}, a {kind.list}, does not say whose it is: add --council. "
            f"{HOW_TO_NAME_A_COUNCIL}."
        )
    if kind.name == "event":
        return events.read(path, code)
    if kind.name == "localities":
        named = bundled.councils().set_index("la_code")["name"]
        return places.read_localities(path, code, named[code])
    day = given.day()
    if day is None:
        raise BadFile(
            f"{path.name}, a {kind.list}, does not say to which day it tells: add --reference-date "
            "2026-01-15."
        )
    if ending_of(path) == WORD and kind.name not in ("improvement_plan", *PLAN_TABLES):
        raise BadFile(f"{path.name}: a {kind.list} is read from Excel or CSV, not from Word.")
    if kind.name == "improvement_plan":
        found = plans.read_plan(path, code, day, mapping, given.roles)
    elif kind.name in PLAN_TABLES:
        found = plan_lists.read_plan_list(path, kind, code, day, mapping)
    elif kind.name in LISTS:
        found = LISTS[kind.name](path, code, day, mapping)
    else:
        found = local_lists.read_plain(path, kind, code, day, mapping)
    read_with = [sha256(mapping)] if mapping else []
    if kind.name == "improvement_plan":
        read_with += people.mark_of(given.roles)
    return replace(found, read_with="/".join(read_with) or None)


def _no_list_known(path: Path, given: Given) -> BadFile:
    mapped = "" if given.map is None else f", nor those that {Path(given.map).name} names"
    known = ", ".join(kind.list for kind in lists())
    return BadFile(
        f"{path.name}: none of its first {LOOKED_AT} rows has the headings of a list that is known "
        f"({known}){mapped}. See python -m sendviz template --help, or give your headings as --map."
    )


# Layouts of lists of which --from says from which day on they tell.
TOLD_FROM = ("local_cases", "referral_list", *(f"{name}_list" for name in DAY_OF_LIST))
# Lists with a reader of their own; all others are read as they are declared.
LISTS = {
    "cases": local_files.read_cases,
    "advice": local_files.read_advice,
    "referral": referrals.read,
    "support_contact": referrals.read_support,
    "child": children.read,
    **quality.READERS,
}
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
ZIPPED = (".zip", *WORKBOOKS)


def _says_itself(module: ModuleType) -> Reader:
    """A published file that says itself what it is."""
    return Reader((), module.looks_like, lambda path, given: module.read(path))


# The first that knows the file reads it.
READERS = (
    *map(_says_itself, (nhs_community, nhs_autism, nhs_adhd, deprivation, ees)),
    Reader((".xml",), is_workbook, _read_list),
    Reader((".xml",), _takes_any, lambda path, given: sen2_xml.read(path)),
    Reader((".zip",), sen2_blade.looks_like, lambda path, given: sen2_blade.read(path)),
    Reader((".zip",), _takes_any, lambda path, given: dfe_release.read(path)),
    Reader(WORKBOOKS, sen2_template.looks_like, lambda path, given: sen2_template.read(path)),
    Reader(WORKBOOKS, sen2_workbook.looks_like, _read_workbook),
    Reader((".csv",), dfe_release.looks_like, lambda path, given: dfe_release.read(path)),
    Reader((".csv",), _is_one_of_blade, _refuse_one_of_blade),
    Reader((*WORKBOOKS, ".csv", WORD), _takes_any, _read_list),
    Reader((".geojson",), _takes_any, lambda path, given: boundaries.read(path)),
)
ENDINGS = {ending for reader in READERS for ending in reader.endings}
