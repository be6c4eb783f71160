"""Phones that report without end and never give up: what is not acknowledged is sent again, unchanged."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any
from uuid import UUID, uuid5

import httpx
import numpy as np

from tests.durability.serving import Server, sign_in
from tests.form_versions import version_of
from tests.places import FAR_TOWNSHIP, NEIGHBOUR, TOWNSHIP

_IDS = UUID("0d5cf1a6-9d0c-4a55-8f5e-3a9a0c1f7b21")
_PEOPLE = (("reporter", TOWNSHIP), ("neighbour", NEIGHBOUR), ("far_reporter", FAR_TOWNSHIP))
_RETRY_S = 0.05


class Phone(Thread):
    """Corrects one cell again and again, by PUT and by sync, each version once."""

    def __init__(self, server: Server, number: int, stop: Event) -> None:
        super().__init__(name=f"phone-{number}")
        person, self._org_unit = _PEOPLE[number % len(_PEOPLE)]
        self.headers = {"Authorization": f"Bearer {sign_in(server.database_url, person)}"}
        self._address = server.address
        self._period = f"2018-{3 + number:02d}"
        self._number = number
        self._stop_asked = stop
        self._random = np.random.default_rng(number)
        self._count = 0
        self._last: str | None = None
        self.sent: set[UUID] = set()
        self.receipts: dict[UUID, dict[str, Any]] = {}
        self.faults: list[str] = []

    def run(self) -> None:
        """Report until asked to stop."""
        with httpx.Client(
            base_url=f"{self._address}/api/v1",
            headers=self.headers,
            timeout=30,
        ) as client:
            while not self._stop_asked.is_set() and not self.faults:
                if self._random.random() < 0.7:
                    self._put(client)
                else:
                    self._sync(client, int(self._random.integers(2, 20)))

    def _put(self, client: httpx.Client) -> None:
        version = self._next()
        path = f"/reports/{version.pop('report_id')}/revisions/{version.pop('revision_id')}"
        answer = self._send(client, "PUT", path, version)
        if answer is not None:
            self._keep(answer)

    def _sync(self, client: httpx.Client, count: int) -> None:
        answer = self._send(client, "POST", "/sync", {"revisions": [self._next() for _ in range(count)]})
        for result in answer["results"] if answer is not None else ():
            if result["outcome"] in {"created", "replayed"}:
                self._keep(result["receipt"])
            else:
                self.faults.append(str(result))

    def _send(self, client: httpx.Client, method: str, path: str, body: Any) -> dict[str, Any] | None:
        """Send until it is acknowledged."""
        while not self._stop_asked.is_set():
            try:
                answer = client.request(method, path, json=body)
            except httpx.TransportError:
                self._stop_asked.wait(_RETRY_S)
                continue
            if answer.status_code in {200, 201}:
                found: dict[str, Any] = answer.json()
                return found
            if answer.status_code not in {429, 503}:
                self.faults.append(f"{answer.status_code} {answer.text}")
                return None
            self._stop_asked.wait(_RETRY_S)
        return None

    def _next(self) -> dict[str, Any]:
        """Return the next version of the cell; its figure is a number that no other version has."""
        self._count += 1
        revision_id = uuid5(_IDS, f"{self._number}/{self._count}")
        supersedes, self._last = self._last, str(revision_id)
        self.sent.add(revision_id)
        return {
            "report_id": str(uuid5(_IDS, str(self._number))),
            "revision_id": str(revision_id),
            "form": "packaging",
            "form_version": version_of("packaging"),
            "org_unit": self._org_unit,
            "period": self._period,
            "supersedes": supersedes,
            "reason": None,
            "values": {"recovered_kg": self._count, "disposed_kg": 0},
            "not_applicable": [],
            "entered": {},
        }

    def _keep(self, receipt: dict[str, Any]) -> None:
        self.receipts[UUID(receipt["revision_id"])] = receipt


@contextmanager
def reporting(server: Server, count: int) -> Iterator[Sequence[Phone]]:
    """Let some phones report for the length of a block."""
    stop = Event()
    phones = [Phone(server, number, stop) for number in range(count)]
    for phone in phones:
        phone.start()
    try:
        yield phones
    finally:
        stop.set()
        for phone in phones:
            phone.join()


def wait_for(phones: Sequence[Phone], more: int) -> None:
    """Wait until so many further versions were acknowledged."""
    wanted = acknowledged(phones) + more
    pause = Event()
    while acknowledged(phones) < wanted:
        if faults := [fault for phone in phones for fault in phone.faults]:
            raise AssertionError(faults[0])
        if not any(phone.is_alive() for phone in phones):
            raise AssertionError("every phone has ended")
        pause.wait(0.005)


def acknowledged(phones: Sequence[Phone]) -> int:
    """Return how many versions were acknowledged."""
    return sum(len(phone.receipts) for phone in phones)
