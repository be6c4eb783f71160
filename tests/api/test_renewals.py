"""A phone that is in use stays signed in; a desk and a phone that lies in a drawer do not."""

from datetime import datetime

import httpx
from sqlmodel import Session

from agri.api.dependencies import Desk
from agri.services.publish.verify import verify
from tests.places import PASSWORD, FakeClock

ADDRESS = "/api/v1/sessions/current/renewal"


async def sign_in(
    client: httpx.AsyncClient, device: str, *, cookie: bool = False, name: str = "reporter"
) -> httpx.Response:
    body = {"name": name, "password": PASSWORD, "device": device, "cookie": cookie}
    answer = await client.post("/api/v1/sessions", json=body, headers={"Origin": "http://agri.test"})
    assert answer.status_code == 201, answer.text
    return answer


def end_of(answer: httpx.Response) -> datetime:
    assert answer.status_code == 200, answer.text
    return datetime.fromisoformat(answer.json()["expires_at"])


class TestRenewal:
    async def test_a_phone_in_use_stays_signed_in_for_years(
        self, client: httpx.AsyncClient, clock: FakeClock, desk: Desk
    ):
        token = (await sign_in(client, "phone")).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        for _ in range(12):
            clock.advance(days=60)
            assert (end_of(await client.post(ADDRESS, headers=headers)) - clock.now).days == 90
        assert (await client.get("/api/v1/me", headers=headers)).status_code == 200
        with Session(desk.engine) as session:
            assert verify(session).broken is None

    async def test_a_phone_in_a_drawer_is_signed_out(self, client: httpx.AsyncClient, clock: FakeClock):
        token = (await sign_in(client, "phone")).json()["token"]
        clock.advance(days=91)
        answer = await client.post(ADDRESS, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401

    async def test_a_desk_in_use_ends_as_it_did(self, client: httpx.AsyncClient, clock: FakeClock):
        signed_in = (await sign_in(client, "desk", cookie=True, name="reviewer")).json()
        headers = {"Origin": "http://agri.test"}
        ends = set()
        for _ in range(32):  # nine days, never idle for eight hours
            clock.advance(hours=7)
            ends.add(end_of(await client.post(ADDRESS, headers=headers)))
        assert ends == {datetime.fromisoformat(signed_in["expires_at"])}

    async def test_once_a_week_is_enough(self, client: httpx.AsyncClient, clock: FakeClock):
        signed_in = (await sign_in(client, "phone")).json()
        headers = {"Authorization": f"Bearer {signed_in['token']}"}
        clock.advance(days=6)
        unchanged = end_of(await client.post(ADDRESS, headers=headers))
        assert unchanged == datetime.fromisoformat(signed_in["expires_at"])

    async def test_the_browser_keeps_its_cookie_as_long(self, client: httpx.AsyncClient, clock: FakeClock):
        await sign_in(client, "phone", cookie=True)
        clock.advance(days=30)
        answer = await client.post(ADDRESS, headers={"Origin": "http://agri.test"})
        assert f"Max-Age={90 * 86_400}" in answer.headers["set-cookie"]
        assert "HttpOnly" in answer.headers["set-cookie"]
