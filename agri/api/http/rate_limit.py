"""Rate limit per person: a token bucket in this process."""

import time
from collections.abc import Callable
from threading import Lock

from cachetools import LRUCache

from agri.errors import TooMany

_MOST_PEOPLE = 50_000  # beyond a nation's townships; the longest silent one is forgotten first


class Allowance:
    """Requests that each person may still make; a minute's worth may come at once."""

    def __init__(self, per_minute: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._capacity = float(per_minute)
        self._monotonic = monotonic
        self._left: LRUCache[str, tuple[float, float]] = LRUCache(_MOST_PEOPLE)
        self._lock = Lock()

    def take(self, person: str) -> None:
        """Count one request.

        Raises
        ------
        TooMany
            The person's bucket is empty.
        """
        now = self._monotonic()
        with self._lock:
            left, at = self._left.get(person, (self._capacity, now))
            left = min(self._capacity, left + (now - at) * self._capacity / 60)
            is_allowed = left >= 1
            self._left[person] = (left - 1 if is_allowed else left, now)
        if not is_allowed:
            raise TooMany(
                "too many requests within a minute; keep what you have and send it again in a moment",
                "一分钟内请求过多，请保留内容稍后重发",
                retry_after=5,
            )
