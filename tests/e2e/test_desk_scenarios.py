"""What if: measures chosen, run with its progress told, held against doing nothing, kept under its name."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Response, expect

from tests.e2e.city import City
from tests.e2e.desks import CONTROL, at_desk, report_control
from tests.e2e.judging import assert_accessible, assert_easy_to_touch, assert_no_horizontal_scroll
from tests.places import NEIGHBOUR, TOWNSHIP

pytestmark = pytest.mark.browser


def percent(chance: float) -> str:
    """A probability as the page writes it; a finite number of draws claims no certainty."""
    if chance > 0.995:
        return ">99%"
    return "<1%" if chance < 0.005 else f"{chance:.0%}"


@pytest.fixture
def reported(city: City) -> City:
    """The tiny city with two accepted reports."""
    for place in (TOWNSHIP, NEIGHBOUR):
        city.decide(report_control(city, place, CONTROL)["revision_id"], "accepted")
    return city


def chance(value: float, error: float) -> str:
    """A chance with its Monte-Carlo error in points, where there is any."""
    return f"{percent(value)} ±{100 * error:.1f}" if error > 0 else percent(value)


def note_search(asked: dict[str, str], answer: Response) -> None:
    """Keep which search was asked on which basis."""
    if answer.request.method == "POST" and answer.url.endswith("/searches"):
        asked[answer.request.post_data_json["basis"]] = answer.json()["id"]


BINDS = {
    "queue": "人员设备能力不足",
    "window": "农时",
    "weather": "天气",
    "reporting": "缺报",
    None: "措施已难改变",
}


def test_a_scenario_is_built_run_compared_and_kept(browser: Browser, reported: City) -> None:
    with at_desk(browser, reported, "committee") as page:
        page.get_by_role("link", name="措施推演").click()
        page.get_by_label("名称").fill("东川县加五台打捆机")
        page.get_by_role("button", name="加一项措施").click()
        page.get_by_role("combobox", name="措施").select_option("balers")
        page.get_by_role("combobox", name="地点").select_option("410191")
        page.get_by_role("slider", name="数量").fill("5")
        expect(page.get_by_text("全年费用约 150,000 元（假定）").first).to_be_visible()
        page.get_by_role("button", name="保存并推算").click()
        compared = page.locator("section.compare")
        expect(compared).to_be_visible(timeout=180_000)
        kept = reported.ask("committee", "GET", "/scenarios")["scenarios"]
        assert [one["name"] for one in kept] == ["东川县加五台打捆机"]
        # The page's own question: asked again it is answered from the store.
        asked = {"scenario": kept[0]["id"], "as_of": "2019-09-05", "seed": 1, "replications": 1000}
        job = reported.ask("committee", "POST", "/comparisons", json=asked)
        assert job["state"] == "done"
        answer = reported.ask("committee", "GET", f"/comparisons/{job['id']}")["result"]
        lines = {one["indicator"]: one for one in answer["differences"] if one["org_unit"] == "4101"}
        rows = compared.locator("tbody tr")
        expect(rows).to_have_count(len(lines))
        expect(compared.get_by_role("button", name="下载表格")).to_be_visible()
        # What stands between a target and its probability; without a target there is nothing between.
        bound = {one["indicator"]: one["binds"] for one in answer["binds"]}
        expect(rows.filter(has_text="测土配方").first).to_contain_text(BINDS[bound["soil_test_coverage"]])
        expect(rows.filter(has_text="畜禽粪污").locator("td").last).to_have_text("—")
        # What balers have no part in does not move by a bit, and the page says so.
        expect(rows.filter(has_text="畜禽粪污")).to_contain_text("不变")
        assert_no_horizontal_scroll(page)
        assert_easy_to_touch(page)
        assert_accessible(page)
        page.reload()
        expect(page.locator("section.kept li")).to_contain_text("东川县加五台打捆机")
        page.get_by_role("button", name="打开修改").click()
        expect(page.get_by_label("名称")).to_have_value("东川县加五台打捆机")
        # Another scenario beside it, held against the same world; then it is no longer wanted.
        page.get_by_label("名称").fill("加十台")
        page.get_by_role("slider", name="数量").fill("10")
        page.get_by_role("button", name="保存并推算").click()
        expect(page.locator("section.compare")).to_have_count(1, timeout=180_000)
        page.locator("section.kept li", has_text="东川县加五台打捆机").get_by_role(
            "button", name="对比"
        ).click()
        two = page.locator("section.two")
        expect(two).to_contain_text("“东川县加五台打捆机”与“加十台”对照", timeout=180_000)
        expect(two.locator("tbody tr").last.locator("td")).to_have_text(
            ["0", "150,000", "300,000", "0", "150,000", "300,000"]
        )
        two.get_by_role("button", name="计算两者之差的区间").click()
        between = two.locator(".between tbody tr")
        expect(between).to_have_count(6, timeout=180_000)
        expect(between.filter(has_text="测土配方").locator("td").first).to_have_text("不变")
        assert_no_horizontal_scroll(page)
        assert_accessible(page)
        page.once("dialog", lambda dialog: dialog.accept())
        page.locator("section.kept li", has_text="加十台").get_by_role("button", name="删除").click()
        expect(page.locator("section.kept li")).to_have_count(1)
        assert [one["name"] for one in reported.ask("committee", "GET", "/scenarios")["scenarios"]] == [
            "东川县加五台打捆机"
        ]


def test_the_search_tells_how_far_it_is_and_what_it_found(browser: Browser, reported: City) -> None:
    """A real search over the two counties; what it found stands on the page as the server stored it."""
    with at_desk(browser, reported, "committee") as page:
        page.goto(f"{reported.address}/scenarios")
        search = page.locator("section.search")
        search.get_by_role("slider").fill("50")
        asked: dict[str, str] = {}
        page.on("response", lambda answer: note_search(asked, answer))
        page.get_by_role("button", name="开始测算").click()
        expect(search.get_by_role("status").first).to_contain_text("/", timeout=180_000)
        said = search.locator(".said")
        expect(said).to_have_count(2, timeout=180_000)
        answers = [
            reported.ask("committee", "GET", f"/searches/{asked[basis]}")["result"]
            for basis in ("true", "reported")
        ]
        found = answers[0]
        assert [one["asked"] for one in answers] == [0.5, 0.5]
        # Two reports are too few for every target: the page names the ones that stay out of reach.
        assert found["unreachable"]
        for line, answer in zip(said.all(), answers, strict=True):
            expect(line).to_contain_text(chance(answer["base"]["joint"], answer["base"]["joint_error"]))
            expect(line).to_contain_text(chance(answer["best"]["joint"], answer["best"]["joint_error"]))
        rows = search.locator(".targets tbody tr")
        expect(rows).to_have_count(1 + len(found["base"]["targets"]))
        expect(rows.first).to_contain_text("全部目标同时达标")
        for row, target in zip(rows.all()[1:], found["base"]["targets"], strict=True):
            cells = []
            for answer in answers:
                one = {
                    part: next(
                        (one for one in answer[part]["targets"] if one["indicator"] == target["indicator"]),
                        None,
                    )
                    for part in ("base", "best")
                }
                now, then = one["base"], one["best"]
                if now is None or then is None:  # what cannot be computed on this basis is left out of it
                    cells += ["—"] * 4
                    continue
                binds = {line["indicator"]: line["binds"] for line in answer["binds_now"]}
                cells += [
                    chance(now["probability"], now["error"]),
                    chance(then["probability"], then["error"]),
                    chance(then["checked"], then["checked_error"]),
                    BINDS[binds[now["indicator"]]],
                ]
            assert row.locator("td").all_inner_texts() == cells
        bought = found["best"]["measures"]
        lines = search.locator(".bought.true tbody tr")
        expect(lines).to_have_count(len(bought))
        # Each line says in which unit, which target it is for, and what holds that target back.
        expect(lines.first.locator("td").nth(1)).to_have_text(re.compile(r"^[\d,]+ \S+"))
        expect(lines.first.locator("td").last).to_have_text(re.compile("|".join(BINDS.values())))
        # What moves the field stands apart from what only moves reports.
        for row in search.locator(".paper tbody tr").all():
            expect(row.locator("td").nth(3)).not_to_have_text(re.compile(r"^\+[1-9]"))
        assert_no_horizontal_scroll(page)
        assert_accessible(page)
        search.get_by_role("button", name="用这一组新建方案（核实推算口径）").click()
        expect(page.get_by_label("名称")).to_have_value("核实推算口径每个目标 50%")
        expect(page.get_by_role("combobox", name="措施")).to_have_count(len(bought))
        expect(page.get_by_role("slider", name="数量").first).to_have_value(f"{bought[0]['amount']:g}")


def test_a_ceiling_and_what_is_left_out_are_asked_for_and_said(browser: Browser, reported: City) -> None:
    with at_desk(browser, reported, "committee") as page:
        page.goto(f"{reported.address}/scenarios")
        search = page.locator("section.search")
        ceiling = search.get_by_label("资金上限（万元，可不填）")
        ceiling.press_sequentially("1.05")  # key by key: 1.0 on the way is not made 1
        expect(ceiling).to_have_value("1.05")
        ceiling.fill("0")
        search.get_by_text("不采取的措施、不安排的区县").click()
        search.get_by_role("button", name="东川县").click()  # 西岭县 alone can still bring a target for money
        search.get_by_role("button", name="增加秸秆打捆机").click()
        expect(search.get_by_text("（已选 2）")).to_be_visible()
        asked: dict[str, str] = {}
        page.on("response", lambda answer: note_search(asked, answer))
        page.get_by_role("button", name="开始测算").click()
        expect(search.locator(".said")).to_have_count(2, timeout=180_000)
        answers = {
            basis: reported.ask("committee", "GET", f"/searches/{asked[basis]}")["result"]
            for basis in ("true", "reported")
        }
        limits = answers["true"]["limits"]
        assert limits["ceiling_yuan"] == 0
        assert (len(limits["without_measures"]), len(limits["without_places"])) == (1, 1)
        said = search.locator(".limit")
        expect(said.filter(has_text="按要求不采取或不安排：")).to_have_count(2)
        # For nothing nothing is bought; what that costs in chances is said on either basis.
        assert [one["best"]["cost_yuan"] for one in answers.values()] == [0, 0]
        wanting = [one["unlimited"] for one in answers.values() if one["unlimited"]]
        assert wanting
        binds = said.filter(has_text="主要制约是资金")
        expect(binds).to_have_count(len(wanting))
        expect(binds.first).to_contain_text(f"{wanting[0]['cost_yuan']:,.0f} 元")
        assert_no_horizontal_scroll(page)
        assert_easy_to_touch(page)
        assert_accessible(page)
        # Opened again by its address the page asks the same.
        page.goto(f"{reported.address}/scenarios?search={asked['true']}")
        expect(search.get_by_label("资金上限（万元，可不填）")).to_have_value("0")
        expect(search.get_by_text("（已选 2）")).to_be_visible()


def test_what_is_computed_can_be_called_off(browser: Browser, reported: City) -> None:
    with at_desk(browser, reported, "committee") as page:
        page.goto(f"{reported.address}/scenarios")
        search = page.locator("section.search")
        page.get_by_role("button", name="开始测算").click()
        lines = search.locator("div.job")
        expect(lines).to_have_count(2)
        for line in lines.all():
            line.get_by_role("button", name="取消").click()
            expect(line.get_by_role("status")).to_have_text("已取消。可以重新开始。")
        expect(page.get_by_role("button", name="开始测算")).to_be_enabled()


def test_a_county_is_offered_no_scenarios(browser: Browser, reported: City) -> None:
    with at_desk(browser, reported, "reviewer") as page:
        expect(page.get_by_role("link", name="台账")).to_be_visible()
        expect(page.get_by_role("link", name="措施推演")).to_have_count(0)
        page.goto(f"{reported.address}/scenarios")
        expect(page.get_by_role("alert")).to_contain_text("无此权限")
