"""What is answered in the background, followed to its end."""

import json
from typing import Any

from tests.api.conftest import Caller


async def events(caller: Caller, where: str) -> list[dict[str, Any]]:
    """Follow the events of a question to the end and return them."""
    answer = await caller.get(f"{where}/events")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")
    lines = answer.text.splitlines()
    return [json.loads(line.removeprefix("data:")) for line in lines if line.startswith("data:")]
