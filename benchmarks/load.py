"""A load generator on plain sockets: prepared requests over kept-alive connections, every answer timed."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from threading import Lock
from time import perf_counter

import numpy as np


@dataclass(frozen=True, slots=True)
class Load:
    """What a run came to."""

    requests: int
    seconds: float
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
    shared = _Shared(iter(requests))
    started = perf_counter()
    latencies, statuses = asyncio.run(_run(port, shared, connections))
    seconds = perf_counter() - started
    return Load(len(latencies), seconds, dict(statuses), np.array(latencies) * 1000)


class _Shared:
    def __init__(self, requests: Iterator[bytes]) -> None:
        self._requests = requests
        self._lock = Lock()

    def next(self) -> bytes | None:
        with self._lock:
            return next(self._requests, None)


async def _run(port: int, shared: _Shared, connections: int) -> tuple[list[float], Counter[int]]:
    latencies: list[float] = []
    statuses: Counter[int] = Counter()

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while (data := shared.next()) is not None:
            began = perf_counter()
            writer.write(data)
            head = await reader.readuntil(b"\r\n\r\n")
            await _read_body(reader, head)
            latencies.append(perf_counter() - began)
            statuses[int(head[9:12])] += 1
        writer.close()
        await writer.wait_closed()

    await asyncio.gather(*(one() for _ in range(connections)))
    return latencies, statuses


async def _read_body(reader: asyncio.StreamReader, head: bytes) -> None:
    lower = head.lower()
    at = lower.find(b"content-length:")
    if at < 0:
        raise ValueError(f"an answer without a length: {head!r}")
    length = int(lower[at + 15 : lower.find(b"\r\n", at)])
    if length:
        await reader.readexactly(length)
