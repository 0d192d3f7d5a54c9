"""The simulated file, built once through the command line as a new user would, and shared by all
workers."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from sendviz.commands import main
from sendviz.store import Store

# No test depends on how fast or how busy the machine is.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

SHARED = Path(__file__).resolve().parents[2] / "shared"


def shared(*parts: str) -> Path:
    """A file of the folder beside the repository; skips the test, saying so, where it is absent."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"../shared/{'/'.join(parts)} is not here")
    return path


@pytest.fixture(scope="session")
def simulated_path(tmp_path_factory) -> Path:
    """data/sendviz.duckdb as `build --simulate` makes it, in a folder of this test run."""
    folder = tmp_path_factory.getbasetemp()
    folder = folder.parent if folder.name.startswith("popen") else folder
    path = folder / "simulated" / "sendviz.duckdb"
    path.parent.mkdir(exist_ok=True)
    with open(folder / "simulated.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            assert main(["build", "--simulate", "--db", str(path)]) == 0
    return path


@pytest.fixture(scope="session")
def simulated(simulated_path) -> Store:
    """The simulated file, open."""
    return Store(simulated_path)
