"""An invented province: its cities report, are assessed and released, and add up; all marked as invented."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from agri.definitions.new_city.divisions import division_cities, read_divisions
from agri.definitions.package.check import check_package
from agri.services.access.local_actor import province_at_the_server
from agri.services.chain.migrate import migrate
from agri.services.figures.assess import assessment
from agri.services.publish.make_release import make_release
from agri.services.publish.province_figures import ProvinceBasis, assess_province
from agri.services.publish.verify import verify
from agri.services.reference.reference import record_cities
from agri.services.store.database import make_engine
from agri.synthetic.load import DEMO_NOW, is_demo
from agri.synthetic.province import YEAR, LoadedProvince, load_province, province_city, province_package
from agri.synthetic.world.geography import COUNTIES, city_scale, county_guess
from agri.terms import Level

pytestmark = pytest.mark.slow  # two cities' reports come through every door

CITIES = ("4106", "4190")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Engine, LoadedProvince]:
    engine = make_engine(f"sqlite:///{tmp_path_factory.mktemp('province') / 'agri.db'}")
    migrate(engine)
    return engine, load_province(engine, cities=CITIES)


def test_each_city_has_its_places_and_reports(loaded: tuple[Engine, LoadedProvince]) -> None:
    engine, found = loaded
    townships = sum(unit.level == Level.TOWNSHIP for code in CITIES for unit in read_divisions(code))
    assert (found.cities, found.townships) == (CITIES, townships)
    with Session(engine) as session:
        assert is_demo(session)
        assert record_cities(session) == CITIES
        for city in CITIES:
            one = assessment(session, as_of=DEMO_NOW.date(), org_unit=city)
            assert one.synthetic
            assert one.evidence.received > 0.8 * one.evidence.expected > 0
        assert verify(session).is_sound


def test_releases_of_the_cities_add_up(loaded: tuple[Engine, LoadedProvince]) -> None:
    engine, found = loaded
    for committee in found.committees.values():
        make_release(engine, committee, "2019-08", now=DEMO_NOW, replications=2)
    with Session(engine) as session:
        sums = [
            assess_province(session, province_at_the_server("41"), as_of=DEMO_NOW.date(), basis=basis)
            for basis in ProvinceBasis
        ]
    for one in sums:
        assert one is not None
        assert one.is_synthetic
        assert [figure.cities for figure in one.figures] == [CITIES] * 3
        for figure in one.figures:
            assert figure.value is not None
            assert 0 < figure.value < 1.2


def test_the_packages_are_sound_and_the_table_has_eighteen_cities() -> None:
    assert len(division_cities()) == 18
    for files in (province_city("4106"), province_city("4101")):
        assert not [fault for fault in check_package(files, YEAR).faults if fault.kind.name == "CITY_DIFFERS"]
        assert b"is_synthetic = true" in files.read("plan.toml")
    assert b"synthetic" in province_package().read("province.toml")


def test_zhengzhou_is_as_it_was() -> None:
    assert all(county_guess(code) is guess for code, guess in COUNTIES.items())
    assert city_scale(["410122101"]) == 1.0
    assert 0 < city_scale(["410602101"]) < 0.02
    assert county_guess("410602") == county_guess("410602") != county_guess("410603")
