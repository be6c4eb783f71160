"""Thread pools for requests, each with a queue of bounded length.

Whoever waits in line holds nothing, neither a thread nor a connection. Whoever finds the line full is told at
once to come again.
"""

from asyncio import wrap_future
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from agri.errors import Unavailable

T = TypeVar("T")
_RETRY_AFTER_S = 3


class Lane:
    """A few threads for one kind of work; all its methods but `close` belong to the event loop."""

    def __init__(self, name: str, *, threads: int, most_waiting: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._most = threads + most_waiting
        self._count = 0  # that wait or are being worked on

    async def run(self, work: Callable[[], T]) -> T:
        """Return what the work returns, done by one of the threads.

        Raises
        ------
        Unavailable
            The line is full; the work was not begun.
        """
        if self._count >= self._most:
            raise Unavailable(
                "too many requests at once; nothing was stored, try again in a moment",
                "同时请求过多，未保存任何内容，请稍后重试",
                retry_after=_RETRY_AFTER_S,
            )
        future = self._threads.submit(work)
        self._count += 1
        try:
            return await wrap_future(future)
        finally:
            self._count -= 1

    def close(self) -> None:
        """Begin nothing more and wait for what was begun."""
        self._threads.shutdown(wait=True, cancel_futures=True)
