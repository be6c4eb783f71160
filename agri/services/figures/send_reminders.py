"""Send the list of missing reports to a webhook that the operator names. Off by default.

What is sent names places and forms, never people and never figures.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import httpx
import stamina
from pydantic_core import to_jsonable_python

from agri.errors import Unavailable
from agri.services.figures.reminders import Reminder

ATTEMPTS = 6
TIMEOUT_S = 10.0  # of one attempt
_FIRST_WAIT_S = 0.5  # doubles with every attempt


def reminders_document(reminders: Sequence[Reminder], *, as_of: date) -> dict[str, Any]:
    """Return what is sent, in plain JSON values."""
    document: dict[str, Any] = to_jsonable_python(
        {"kind": "reminders", "as_of": as_of, "counties": [asdict(reminder) for reminder in reminders]}
    )
    return document


def send_reminders(
    address: str,
    reminders: Sequence[Reminder],
    *,
    as_of: date,
    attempts: int = ATTEMPTS,
    first_wait_s: float = _FIRST_WAIT_S,
) -> None:
    """Post reminders to an address, trying again while it is away or busy.

    Raises
    ------
    Unavailable
        It did not take them; the receiver may have got them more than once.
    """
    document = reminders_document(reminders, as_of=as_of)
    try:
        for attempt in stamina.retry_context(
            on=_is_passing, attempts=attempts, timeout=None, wait_initial=first_wait_s, wait_max=30.0
        ):
            with attempt:
                httpx.post(address, json=document, timeout=TIMEOUT_S).raise_for_status()
    except httpx.HTTPError as error:
        raise Unavailable(
            f"the reminders were not taken: {error}; check AGRI_REMINDER_WEBHOOK and send them again",
            f"催报信息未送达：{error}；请检查 AGRI_REMINDER_WEBHOOK 后重发",
        ) from error


def _is_passing(error: Exception) -> bool:
    """Say whether trying again may help: no connection, too busy, a fault of theirs; not a plain refusal."""
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code in {408, 425, 429} or error.response.status_code >= 500
    return isinstance(error, httpx.TransportError)
