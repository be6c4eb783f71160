"""A province's own plan: checked, stored, held against its cities' sums on its page and by the command."""

import json
from typing import Any

import httpx
import pytest
from sqlmodel import Session
from typer.testing import CliRunner

from agri.api.dependencies import Desk
from agri.cli import app as commands
from agri.definitions.reading import DefinitionFiles
from agri.errors import Conflict, Invalid
from agri.services.access.local_actor import province_at_the_server
from agri.services.publish.province_figures import ProvinceBasis, assess_province
from agri.services.publish.verify import verify
from agri.services.reference.apply_package import Applied, apply_package, consent_to_version
from agri.services.reference.check_package import check_city_package
from agri.services.reference.reference import record_cities
from tests.api.conftest import Caller
from tests.api.revisions import put
from tests.form_versions import version_of
from tests.places import CITY, NOW, TOWNSHIP, person_id
from tests.province_plan import UNIFIED, province_package
from tests.second_city import SECOND, SECOND_TOWNSHIP, add_second_city, b_token_of
from tests.unit.services.submissions import VALUES, actor

# (unified, treated with drones beside 2,000 mu by others): the cities differ in size and in rate.
SIDES = {CITY: (2_700.0, 3_000.0), SECOND: (1_000.0, 12_000.0)}
RATIO = (2_700 + 1_000) / (3_000 + 12_000)
MEAN = (2_700 / 3_000 + 1_000 / 12_000) / 2


def apply(desk: Desk, files: DefinitionFiles, **options: Any) -> Applied:
    with Session(desk.engine) as session, session.begin():
        return apply_package(session, files, 2019, now=NOW, **options)


@pytest.fixture
def people(client: httpx.AsyncClient, callers: dict[str, Caller], desk: Desk) -> dict[str, dict[str, Caller]]:
    add_second_city(desk.engine)
    names = ("reporter", "reviewer", "committee")
    return {CITY: callers, SECOND: {name: Caller(client, b_token_of(f"b_{name}")) for name in names}}


async def report(people: dict[str, Caller], place: str, unified: float, treated: float) -> None:
    values = {**VALUES["pest_control"], "unified_area_mu": unified, "drone_mu": treated - 1_800}
    sent = await put(
        people["reporter"],
        form="pest_control",
        form_version=version_of("pest_control"),
        period="2019-08",
        org_unit=place,
        values=values,
        reason="说明",
    )
    assert sent.status_code == 201, sent.text
    decided = await people["reviewer"].post(
        f"/revisions/{sent.json()['revision_id']}/decisions", json={"kind": "accepted"}
    )
    assert decided.status_code == 201, decided.text


@pytest.fixture
async def released(people: dict[str, dict[str, Caller]]) -> dict[str, dict[str, Caller]]:
    """Both cities have reported and released August."""
    for city, place in ((CITY, TOWNSHIP), (SECOND, SECOND_TOWNSHIP)):
        await report(people[city], place, *SIDES[city])
        body = {"period": "2019-08", "replications": 2}
        made = await people[city]["committee"].post("/releases", json=body)
        assert made.status_code == 201, made.text
    return people


def figure(plan: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in plan["figures"] if one["indicator"] == UNIFIED)
    return found


async def test_the_page_shows_the_ratio_of_sums_of_the_latest_releases(
    released: dict[str, dict[str, Caller]], desk: Desk
) -> None:
    province = released[CITY]["province"]
    assert (await province.get("/province")).json()["plan"] is None
    apply(desk, province_package())
    page = (await province.get("/province")).json()
    assert [one["code"] for one in page["cities"]] == [CITY, SECOND]
    found = figure(page["plan"])
    assert found["value"] == pytest.approx(RATIO)
    assert found["value"] != pytest.approx(MEAN)
    assert MEAN > found["target"] > RATIO
    assert found["is_met"] is False
    assert (found["cities"], found["without"], found["months"]) == ([CITY, SECOND], [], ["2019-08"])
    assert page["plan"]["sources"] == {CITY: "2019-08/1", SECOND: f"{SECOND}/2019-08/1"}
    assert page["plan"]["is_synthetic"]
    assert (await released[CITY]["committee"].get("/province")).json()["plan"] is None


async def test_a_city_without_a_release_is_named(people: dict[str, dict[str, Caller]], desk: Desk) -> None:
    apply(desk, province_package())
    await report(people[CITY], TOWNSHIP, *SIDES[CITY])
    await people[CITY]["committee"].post("/releases", json={"period": "2019-08", "replications": 2})
    found = figure((await people[CITY]["province"].get("/province")).json()["plan"])
    assert found["value"] == pytest.approx(2_700 / 3_000)
    assert found["without"] == [SECOND]


async def test_the_command_says_the_same_from_accepted_reports(
    released: dict[str, dict[str, Caller]], desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply(desk, province_package())
    with Session(desk.engine) as session:
        found = assess_province(
            session,
            province_at_the_server("41"),
            as_of=NOW.date(),
            basis=ProvinceBasis.ACCEPTED,
        )
    assert found is not None
    [unified, _] = found.figures
    assert unified.value == pytest.approx(RATIO)
    monkeypatch.setenv("AGRI_DATABASE_URL", desk.engine.url.render_as_string(hide_password=False))
    for basis in ProvinceBasis:
        command = ["province", "41", "--as-of", "2019-09-05", "--basis", basis.value]
        printed = CliRunner().invoke(commands, [*command, "--json"])
        assert printed.exit_code == 0, printed.output
        assert figure(json.loads(printed.stdout))["value"] == pytest.approx(RATIO)
        assert "24.67%" in CliRunner().invoke(commands, command).stdout


async def test_the_plan_is_a_version_and_the_province_is_no_city(
    people: dict[str, dict[str, Caller]], desk: Desk
) -> None:
    first = apply(desk, province_package())
    assert (first.version.name, first.is_new) == ("41/2019/1", True)
    assert not apply(desk, province_package()).is_new
    higher = province_package(("value = 0.3", "value = 0.4"))
    with pytest.raises(Invalid, match="say why it changes"):
        apply(desk, higher)
    second = apply(desk, higher, reason="另文下达", by=person_id("operator"))
    assert second.target_changes == ((UNIFIED, ">= 0.3", ">= 0.4"),)
    assert second.version.in_force_on is None
    province = people[CITY]["province"]
    assert figure((await province.get("/province")).json()["plan"])["target"] == 0.3
    with Session(desk.engine) as session, session.begin():
        consent_to_version(session, actor("province"), "41", 2019, 2, now=NOW)
    assert figure((await province.get("/province")).json()["plan"])["target"] == 0.4
    with Session(desk.engine) as session:
        assert record_cities(session) == (CITY, SECOND)
        assert verify(session).is_sound
    for path in ("/cities", "/due", "/status", "/definitions", "/releases"):
        assert (await people[CITY]["committee"].get(path)).status_code == 200, path


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (('province = "41"', 'province = "4101"'), "province-code"),
        (("year = 2019", "year = 2020"), "province-year"),
        (('code = "packaging_recovery"', f'code = "{UNIFIED}"'), "code-twice"),
        (('comparator = ">="', 'comparator = "over"'), "not-among"),
        (("is_synthetic = true\n", ""), "key-missing"),
        (("clause = ", "clouse = "), "key-misspelt"),
    ],
)
def test_check_names_each_fault_with_file_and_line(edit: tuple[str, str], code: str) -> None:
    report = check_city_package(province_package(edit))
    assert not report.is_sound
    assert {(one.kind.code, one.file) for one in report.faults} == {(code, "years/2019/province.toml")}
    assert check_city_package(province_package()).faults == ()


def test_what_no_city_of_the_record_has_is_refused(desk: Desk) -> None:
    with pytest.raises(Invalid, match="did you mean packaging_recovery"):
        apply(desk, province_package(("packaging_recovery", "packaging_recovry")))
    with pytest.raises(Conflict, match="holds no city of 42"):
        apply(desk, province_package(('province = "41"', 'province = "42"')))
    with pytest.raises(Invalid, match="invented plan"):
        apply(desk, province_package(), refuses_synthetic=True)
