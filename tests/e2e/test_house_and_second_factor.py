"""Signing in by the house's account, and the second factor, as people meet them: at a desk, in a pocket."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.city import City, city_served
from tests.e2e.judging import assert_legible_touchable_accessible
from tests.house import CLIENT, SECRET, House, running_house
from tests.places import PASSWORD, person_id

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class HousedCity:
    """The tiny city, and the sign-in service that it relies on."""

    city: City
    house: House


@pytest.fixture
def housed(city_file: Path, tmp_path: Path) -> Iterator[HousedCity]:
    database = tmp_path / "city.db"
    shutil.copyfile(city_file, database)
    with housed_city(database) as served:
        yield served


@contextmanager
def housed_city(database: Path) -> Iterator[HousedCity]:
    """Serve both; the city must know its own address before it is served."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with running_house(lambda: datetime.now(UTC)) as house:
        known = {"oidc_issuer": house.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
        with city_served(database, port, origin=f"http://127.0.0.1:{port}", **known) as city:
            yield HousedCity(city, house)


def to_the_house(page: Page, housed: HousedCity) -> None:
    page.goto(f"{housed.city.address}/sign-in")
    page.get_by_role("button", name="用单位账号登录").click()


def password_in(page: Page, city: City, name: str = "committee") -> None:
    page.goto(f"{city.address}/sign-in")
    page.locator("#name").fill(name)
    page.locator("#password").fill(PASSWORD)
    page.locator("button.primary").click()


def set_factor(page: Page, city: City) -> str:
    """Set the factor that the page offers, as far as the recovery codes; return its secret."""
    page.get_by_role("button", name="开始设置").click()
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("应用显示的 6 位数字").fill(now_code(secret, city))
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="启用").click()
    expect(page.locator(".codes li")).to_have_count(10)
    return secret


def now_code(secret: str, city: City) -> str:
    return pyotp.TOTP(secret).at(city.wall_clock.now)


def sign_out(page: Page) -> None:
    """Sign out from whatever page of the desk this is; a test ends so, on a page that asks for nothing."""
    expect(page.get_by_role("navigation", name="页面")).to_be_visible()
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/sign-in**")
    expect(page.locator("#name")).to_be_visible()


def test_a_committee_member_signs_in_and_out_by_the_house(page: Page, housed: HousedCity) -> None:
    to_the_house(page, housed)
    expect(page.get_by_role("alert")).to_contain_text("尚未关联")
    assert_legible_touchable_accessible(page)
    housed.city.ask("operator", "PATCH", f"/users/{person_id('committee')}", json={"house_name": "u-4711"})
    page.get_by_role("link", name="返回登录页").click()
    page.wait_for_url("**/sign-in")
    expect(page.get_by_role("button", name="用单位账号登录")).to_be_visible()
    assert_legible_touchable_accessible(page)
    page.goto(f"{housed.city.address}/sign-in?next=/ledger")
    page.get_by_role("button", name="用单位账号登录").click()
    page.wait_for_url("**/ledger")  # where they were going, and no code in the address
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/sign-in**")
    page.get_by_role("button", name="同时退出单位账号").click()
    page.wait_for_url(f"{housed.house.issuer}/logout?**")


def test_a_house_that_refuses_or_is_away_leaves_the_password(page: Page, housed: HousedCity) -> None:
    housed.house.refusal = {"error": "access_denied"}
    to_the_house(page, housed)
    expect(page.get_by_role("alert")).to_contain_text("没有同意此次登录")
    page.get_by_role("link", name="返回登录页").click()
    housed.house.refusal = {}
    housed.house.answers["/token"] = (503, b"")
    page.get_by_role("button", name="用单位账号登录").click()
    expect(page.get_by_role("alert")).to_contain_text("单位账号登录未成功")
    expect(page).to_have_url(f"{housed.city.address}/house")
    assert_legible_touchable_accessible(page)
    password_in(page, housed.city)
    sign_out(page)


def test_a_second_factor_is_set_asked_for_and_removed(page: Page, housed: HousedCity) -> None:
    city = housed.city
    password_in(page, city)
    expect(page.get_by_role("navigation", name="页面")).to_be_visible()
    page.get_by_role("link", name="密码").click()
    page.get_by_role("link", name="动态验证码").click()
    assert_legible_touchable_accessible(page)
    page.reload()  # the judge has made its text large
    page.get_by_role("button", name="开始设置").click()
    expect(page.get_by_role("img", name="验证器应用的二维码")).to_be_visible()
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("应用显示的 6 位数字").fill(now_code(secret, city))
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="启用").click()
    expect(page.get_by_role("alert")).to_contain_text("当前密码有误")
    page.get_by_label("密码").fill(PASSWORD)
    city.wall_clock.advance(seconds=1_000)  # who looks for the telephone so long begins again
    page.get_by_role("button", name="启用").click()
    expect(page.get_by_role("alert")).to_contain_text("设置超时，请重新开始")
    page.get_by_role("button", name="开始设置").click()
    expect(page.get_by_label("应用显示的 6 位数字")).to_have_value("")
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("应用显示的 6 位数字").fill(now_code(secret, city))
    assert_legible_touchable_accessible(page)
    page.get_by_role("button", name="启用").click()
    expect(page.locator(".codes li")).to_have_count(10)
    assert_legible_touchable_accessible(page)
    # They are shown once: who would leave is told first, and leaves once they are kept.
    page.get_by_role("link", name="密码").click()
    expect(page.get_by_role("alert")).to_contain_text("离开此页后不再显示")
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("button", name="已保存好").click()
    expect(page.get_by_text("还有 10 个恢复码可用")).to_be_visible()
    sign_out(page)

    city.wall_clock.advance(seconds=30)
    password_in(page, city)
    expect(page.get_by_label("动态验证码")).to_be_focused()
    expect(page.get_by_role("alert")).to_have_count(0)  # nothing is wrong yet
    assert_legible_touchable_accessible(page)
    page.get_by_label("动态验证码").fill("1")
    page.locator("button.primary").click()
    expect(page.get_by_role("alert")).to_contain_text("验证码不对或已用过")
    page.get_by_label("动态验证码").fill(now_code(secret, city))
    page.locator("button.primary").click()
    expect(page.get_by_role("navigation", name="页面")).to_be_visible()

    city.wall_clock.advance(seconds=30)
    page.goto(f"{city.address}/second-factor")
    page.get_by_role("button", name="停用").click()
    page.get_by_label("动态验证码").fill(now_code(secret, city))
    assert_legible_touchable_accessible(page)
    page.get_by_role("button", name="停用").click()
    expect(page.get_by_role("button", name="开始设置")).to_be_visible()


def test_the_house_is_asked_first_and_the_code_after_it(page: Page, housed: HousedCity) -> None:
    city = housed.city
    password_in(page, city)
    expect(page.get_by_role("navigation", name="页面")).to_be_visible()
    page.goto(f"{city.address}/second-factor")
    secret = set_factor(page, city)
    page.get_by_role("button", name="已保存好").click()
    city.ask("operator", "PATCH", f"/users/{person_id('committee')}", json={"house_name": "u-4711"})
    city.wall_clock.advance(seconds=30)
    sign_out(page)
    page.goto(f"{city.address}/sign-in?next=/second-factor")
    page.get_by_role("button", name="用单位账号登录").click()
    page.get_by_label("动态验证码").fill("1")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("验证码不对或已用过")
    assert_legible_touchable_accessible(page)
    page.get_by_label("动态验证码").fill(pyotp.TOTP(secret).at(city.wall_clock.now))
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("还有 10 个恢复码可用")).to_be_visible()
    sign_out(page)


def test_a_role_that_needs_one_sees_its_page_first_and_then_where_it_was_going(
    page: Page, city_file: Path, tmp_path: Path
) -> None:
    database = tmp_path / "city.db"
    shutil.copyfile(city_file, database)
    with city_served(database, second_factor_roles="committee") as city:
        password_in(page, city)
        page.wait_for_url("**/second-factor?next=**")
        expect(page.get_by_text("您的岗位须使用动态验证码")).to_be_visible()
        set_factor(page, city)
        page.get_by_role("button", name="已保存好").click()
        page.wait_for_url(f"{city.address}/")
        sign_out(page)
