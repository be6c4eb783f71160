"""Answers that were written lately, by all that they depend on: the same question gets the same bytes."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

_MOST = 256  # an assessment is about 30 kB


class Written:
    """Texts by their keys; the one that nobody asked for longest is forgotten first."""

    def __init__(self) -> None:
        self._texts: OrderedDict[tuple[object, ...], str] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[object, ...], write: Callable[[], str]) -> str:
        """Return what was written for a key; it is written now where there is nothing."""
        text = self.find(key)
        if text is None:
            text = write()
            self.keep(key, text)
        return text

    def find(self, key: tuple[object, ...]) -> str | None:
        """Return what was written for a key."""
        with self._lock:
            if key in self._texts:
                self._texts.move_to_end(key)
            return self._texts.get(key)

    def keep(self, key: tuple[object, ...], text: str) -> None:
        """Keep what was written for a key."""
        with self._lock:
            self._texts[key] = text
            while len(self._texts) > _MOST:
                self._texts.popitem(last=False)
