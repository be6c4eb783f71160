"""The image's own health check is answered without anybody's token."""

import re
from pathlib import Path

import httpx

CONTAINER = (Path(__file__).resolve().parents[2] / "Containerfile").read_text("utf-8")


async def test_the_images_health_check_is_answered(client: httpx.AsyncClient):
    [check] = re.findall(r"^HEALTHCHECK CMD (.*)$", CONTAINER, re.M)
    [path] = re.findall(r"127\.0\.0\.1:8019(/[^']*)'", check)
    [method] = re.findall(r"method='(\w+)'", check)
    answer = await client.request(method, path)
    assert answer.is_success, answer.text
