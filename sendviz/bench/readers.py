"""Servers, and readers of them who speak Streamlit's own protocol, without a browser: they look at
an address, and wait until the run is over."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Subprotocol

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS, RUN_SECONDS = 180, 120
Address = dict[str, str]


@dataclass(frozen=True)
class App:
    """A running app: its name, its port, and the page that is looked at ('' for the first)."""

    name: str
    port: int
    page: str

    @property
    def url(self) -> str:
        """The page's address."""
        return f"http://127.0.0.1:{self.port}/{self.page}"


@contextmanager
def served(name: str, script: Path, page: str, file: Path) -> Iterator[App]:
    """The app of a script over a file, answering on a free port; its process ends with the block.
    Raises RuntimeError if it does not answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    command += ["--server.port", str(port), "--server.headless", "true"]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | {"SENDVIZ_DB": str(file)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health", process)
        yield App(name, port, page)
    finally:
        process.terminate()
        process.wait(30)


def _wait(address: str, process: subprocess.Popen) -> None:
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("The app to be measured did not start.")


class Reader:
    """One reader's connection to an app."""

    def __init__(self, app: App):
        self.app = app
        self._socket = connect(
            f"ws://127.0.0.1:{app.port}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            open_timeout=RUN_SECONDS,
        )

    def look(self, address: Address) -> float:
        """Seconds until the server has told all that it shows at an address. Raises RuntimeError
        where the page breaks."""
        asked = BackMsg()
        asked.rerun_script.query_string = urlencode(address)
        asked.rerun_script.page_name = self.app.page
        started = time.perf_counter()
        self._socket.send(asked.SerializeToString())
        while True:
            told = ForwardMsg.FromString(self._socket.recv(timeout=RUN_SECONDS))
            if told.delta.new_element.HasField("exception"):
                raise RuntimeError(told.delta.new_element.exception.message)
            if told.HasField("script_finished"):
                return time.perf_counter() - started

    def close(self) -> None:
        """Leave."""
        self._socket.close()


def alone(app: App, addresses: Sequence[Address]) -> list[float]:
    """Seconds of each change of one reader, after a first look at each."""
    reader = Reader(app)
    try:
        for each in addresses:
            reader.look(each)
        return [reader.look(each) for each in addresses]
    finally:
        reader.close()


def together(
    app: App, addresses: Sequence[Address], readers: int, looks: int, pause: float
) -> list[float]:
    """Seconds of each change of so many readers, who each look so many times, once in a pause; they
    go through the addresses from different places, when all have seen their first."""
    all_here = Barrier(readers)

    def one(number: int) -> list[float]:
        reader, found = Reader(app), []
        try:
            reader.look(addresses[number % len(addresses)])
            all_here.wait(RUN_SECONDS)
            time.sleep(pause * number / readers)
            for look in range(looks):
                due = time.monotonic() + pause
                found.append(reader.look(addresses[(number + 3 * look + 1) % len(addresses)]))
                time.sleep(max(due - time.monotonic(), 0))
            return found
        finally:
            reader.close()

    with ThreadPoolExecutor(readers) as pool:
        return [seconds for each in pool.map(one, range(readers)) for seconds in each]
