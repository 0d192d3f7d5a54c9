"""What is made once and kept, among threads that ask for the same at the same time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Any


class MadeOnce:
    """Values by key: the first who asks makes one, whoever asks meanwhile waits for it; whoever
    keeps too many drops those that nobody has asked for longest."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._under_way: dict[Hashable, Future] = {}

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The value of this key, made now if there is none. Raises what `make` raises, for all who
        wait; the next who asks tries again."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            waiting = self._under_way.get(key)
            if waiting is None:
                mine = self._under_way[key] = Future()
        return self._make(key, make, mine) if waiting is None else waiting.result()

    def _make(self, key: Hashable, make: Callable[[], Any], mine: Future) -> Any:
        try:
            made = make()
        except BaseException as error:
            with self._lock:
                del self._under_way[key]
            mine.set_exception(error)
            raise
        with self._lock:
            self._kept[key] = made
            del self._under_way[key]
        mine.set_result(made)
        return made

    def drop_oldest(self) -> Any:
        """Forget what nobody has asked for longest, and return it; None where nothing is kept."""
        with self._lock:
            return self._kept.popitem(last=False)[1] if self._kept else None

    def drop(self, goes: Callable[[Any], bool]) -> None:
        """Forget every key of which this is so."""
        with self._lock:
            for key in [each for each in self._kept if goes(each)]:
                del self._kept[key]

    def __len__(self) -> int:
        return len(self._kept)
