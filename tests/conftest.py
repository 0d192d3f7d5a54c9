"""The simulated file, built once through the command line as a new user would, and shared by all
workers."""

from __future__ import annotations

import fcntl
import gc
import hashlib
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from sendviz.ask.store import Store
from sendviz.commands import main
from tests import town
from tests.bundled import bundled_store

# No test depends on how fast or how busy the machine is.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


def shared(*parts: str) -> Path:
    """A file of the folder beside the repository; skips the test, saying so, where it is absent."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"../shared/{'/'.join(parts)} is not here")
    return path


# Whatever rests on one of these, however far down, is for `make test` and not for `make check`.
SLOW_FIXTURES = {"simulated_path", "chromium", "round_trip", "postgres"}
# So is what makes up or loads whole files in each of its tests, or kills a build again and again.
SLOW_PLACES = (
    "tests/simulate/",
    "tests/load/test_build_merge.py",
    "tests/load/test_build_referrals.py",
    "tests/load/test_build_safety.py",
    "tests/load/test_loading.py",
    "tests/load/test_referral_lists.py",
    "tests/load/test_told_is_told.py",
    "tests/readers/test_fuzz_person.py",
    "tests/records/test_cells.py",
    "tests/records/test_leaves.py",
    "tests/test_bench.py",
    "tests/packs/test_packs_made.py",
    "tests/packs/test_packs_same.py",
    "tests/pages/test_pages_adding.py",
    "tests/pages/test_pages_packs.py",
    "tests/test_health_published.py",
    "tests/test_site.py",
)


# The first file has one worker build the simulated file; so long the other has these, without it.
FIRST = "tests/acceptance/test_claims.py"
MEANWHILE = ("tests/checks/", "tests/findings/", "tests/kit/")


def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Marks as slow what needs a built file, a browser or a database server, and SLOW_PLACES; puts
    FIRST and MEANWHILE first, and leaves the others in the order of their folders."""
    for item in items:
        if SLOW_FIXTURES & set(item.fixturenames) or item.nodeid.startswith(SLOW_PLACES):
            item.add_marker(pytest.mark.slow)
    items.sort(
        key=lambda item: (not item.nodeid.startswith(FIRST), not item.nodeid.startswith(MEANWHILE))
    )


# What is imported and collected lives to the end of the run: nothing is gained by looking at it in
# each of some hundred collections.
gc.disable()


def pytest_collection_finish() -> None:
    """From here on only what tests make is looked at."""
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_unconfigure() -> None:
    """All is let go at the end."""
    gc.unfreeze()


# What the built file depends on: it is kept between runs until one of these changes.
BUILT_FROM = ("sendviz/catalogue", "sendviz/load", "sendviz/simulate", "sendviz/ask", "data")


def _fingerprint() -> str:
    found = hashlib.sha256()
    for path in sorted(path for folder in BUILT_FROM for path in (ROOT / folder).rglob("*")):
        if path.is_file() and path.suffix in (".py", ".sql", ".toml", ".csv", ".json", ".geojson"):
            found.update(str(path.relative_to(ROOT)).encode())
            found.update(path.read_bytes())
    return found.hexdigest()[:20]


def built_file() -> Path:
    """data/sendviz.duckdb as `build --simulate` makes it, kept under a mark of what makes it."""
    folder = Path(tempfile.gettempdir()) / f"sendviz-tests-{os.getuid()}"
    folder.mkdir(exist_ok=True, mode=0o700)
    path = folder / _fingerprint() / "sendviz.duckdb"
    with open(f"{path.parent}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            assert main(["build", "--simulate", "--db", str(path)]) == 0
    return path


@pytest.fixture(scope="session")
def simulated_path() -> Path:
    """The simulated file."""
    return built_file()


@pytest.fixture(scope="session")
def simulated(simulated_path: Path) -> Store:
    """The simulated file, open."""
    return Store(simulated_path)


@pytest.fixture(scope="session")
def published_store() -> Store:
    """The bundled figures alone, without any council's records."""
    return bundled_store()


@pytest.fixture(scope="session")
def town_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up town's file and its public file."""
    return town.made_once(tmp_path_factory, "town", town.town_and_public)


@pytest.fixture(scope="session")
def site_folder(town_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A public file of the made-up town, and the plain pages of that."""
    full = town_folder / town.FULL
    return town.made_once(tmp_path_factory, "site", lambda folder: town.with_pages(folder, full))
