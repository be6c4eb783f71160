"""A load generator on plain sockets: prepared requests over kept-alive connections, every answer timed.

It shares the machine with the server that it measures, so it does as little as it can, and says how much of a
processor it took for itself.
"""

import asyncio
import resource
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
import uvloop


@dataclass(frozen=True, slots=True)
class Load:
    """What a run came to; `own_cpu_s` is what the generator itself took of a processor."""

    requests: int
    seconds: float
    own_cpu_s: float
    statuses: dict[int, int]
    latencies_ms: np.ndarray  # shape (request,)

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds

    def quantile_ms(self, q: float) -> float:
        return float(np.quantile(self.latencies_ms, q))


def request(method: str, path: str, *, token: str = "", body: bytes = b"") -> bytes:
    """Return one request as it goes over the wire."""
    head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    if body:
        head.append("Content-Type: application/json")
    if token:
        head.append(f"Authorization: Bearer {token}")
    return "\r\n".join([*head, "", ""]).encode() + body


def run_load(port: int, requests: Iterable[bytes], *, connections: int) -> Load:
    """Send all requests over some connections, each sending its next one when the last is answered."""
    prepared = iter(list(requests))
    latencies: list[float] = []
    statuses: Counter[int] = Counter()
    before = _own_cpu_s()
    started = perf_counter()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_run(port, prepared, connections, latencies, statuses))
    seconds = perf_counter() - started
    return Load(len(latencies), seconds, _own_cpu_s() - before, dict(statuses), np.array(latencies) * 1000)


async def send_in_turn(
    port: int, requests: Iterable[bytes], latencies: list[float], statuses: Counter[int]
) -> None:
    """Send requests over one connection of their own, each when the one before is answered."""
    caller = _Caller(iter(requests), latencies, statuses)
    await asyncio.get_running_loop().create_connection(lambda: caller, "127.0.0.1", port)
    await caller.done


async def _run(
    port: int,
    requests: Iterator[bytes],
    connections: int,
    latencies: list[float],
    statuses: Counter[int],
) -> None:
    loop = asyncio.get_running_loop()
    callers = [_Caller(requests, latencies, statuses) for _ in range(connections)]
    for caller in callers:
        await loop.create_connection(lambda caller=caller: caller, "127.0.0.1", port)
    await asyncio.gather(*(caller.done for caller in callers))


class _Caller(asyncio.Protocol):
    """One connection: sends, waits for the whole answer, notes it, sends the next."""

    def __init__(self, requests: Iterator[bytes], latencies: list[float], statuses: Counter[int]) -> None:
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._requests = requests
        self._latencies = latencies
        self._statuses = statuses
        self._answer = b""
        self._missing: int | None = None  # bytes of the answer to come, once its head is here
        self._sent_at = 0.0

    def connection_made(self, transport: Any) -> None:  # uvloop's is no asyncio.Transport
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        if self._missing is None:
            self._answer += data
            end = self._answer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self._answer[:end].lower()
            at = head.find(b"content-length:")
            if at < 0:
                self._fail(f"an answer without a length: {head!r}")
                return
            length = int(head[at + 15 :].split(b"\r\n", 1)[0])
            self._missing = length - (len(self._answer) - end - 4)
        else:
            self._missing -= len(data)
        if self._missing == 0:
            self._latencies.append(perf_counter() - self._sent_at)
            self._statuses[int(self._answer[9:12])] += 1
            self._send()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self._fail(f"the server hung up: {error}")

    def _send(self) -> None:
        data = next(self._requests, None)
        if data is None:
            self.done.set_result(None)
            self._transport.close()
            return
        self._answer, self._missing = b"", None
        self._sent_at = perf_counter()
        self._transport.write(data)

    def _fail(self, what: str) -> None:
        self.done.set_exception(ConnectionError(what))
        self._transport.close()


def _own_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
