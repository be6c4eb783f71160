"""What tests of signing in by the house share: a browser at the server, and what is looked up afterwards."""

import re
from dataclasses import replace
from typing import Any

import httpx
from sqlmodel import Session, select

from agri.api.dependencies import Desk
from agri.models.person import Person, SignInAttempt
from agri.services.access.house import provider
from agri.settings import Env, Settings
from tests.api.conftest import ORIGIN
from tests.house import CLIENT, SECRET, House
from tests.places import person_id

START, BACK, CODE = "/api/v1/house/sign-ins", "/api/v1/house/sessions", "/api/v1/house/sessions/code"
OUT = "/api/v1/house/sign-outs"


def house_settings(database_url: str, issuer: str, **more: Any) -> Settings:
    return Settings(
        env=Env.DEV,
        database_url=database_url,
        origin=ORIGIN,
        oidc_issuer=issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
        **more,
    )


def link(desk: Desk, name: str, house_name: str = "u-4711", **more: Any) -> None:
    with Session(desk.engine) as session, session.begin():
        person = session.get_one(Person, person_id(name))
        person.house_name = house_name
        for field, value in more.items():
            setattr(person, field, value)
        session.add(person)


async def begin(browser: httpx.AsyncClient) -> str:
    answer = await browser.post(START)
    assert answer.status_code == 201, answer.text
    return answer.json()["address"]


async def come_back(browser: httpx.AsyncClient, house: House) -> httpx.Response:
    where, sent = house.visit(await begin(browser))
    assert where == f"{ORIGIN}/house"
    return await browser.post(BACK, json=sent)


def tries(desk: Desk) -> list[tuple[str, str, bool]]:
    with Session(desk.engine) as session:
        rows = session.exec(select(SignInAttempt).order_by(SignInAttempt.id))
        return [(row.account, row.kind, row.is_successful) for row in rows]


def is_problem(answer: httpx.Response, slug: str) -> bool:
    assert re.search(r"[一-鿿]", answer.json()["detail_zh"])
    return answer.json()["type"] == f"/problems/{slug}"


def with_house(desk: Desk, settings: Settings) -> Desk:
    return replace(desk, settings=settings, house=provider.HouseProvider(settings))
