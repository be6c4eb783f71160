"""A city whose baselines are blank: every command says what is unknown, and none stops in the middle."""

from dataclasses import dataclass

import pytest
from typer.testing import CliRunner

from agri.cli import app
from agri.errors import Conflict, Invalid
from agri.services.reference.upgrade import upgrade
from agri.services.store.database import make_engine


@dataclass(frozen=True)
class Blank:
    """A database before its first baseline and its first report, and the city that is looked at."""

    address: str
    city: str
    year: int
    is_alone: bool

    @property
    def settings(self) -> dict[str, str]:
        """The environment of a command."""
        return {"AGRI_DATABASE_URL": self.address} | ({} if self.is_alone else {"AGRI_CITY": self.city})

    @property
    def day(self) -> str:
        """A day in summer."""
        return f"{self.year}-06-20"


@pytest.fixture(
    scope="module",
    params=[(("4101", 2019),), (("4102", 2020),), (("4101", 2019), ("4102", 2020))],
    ids=["shipped", "taken-over", "beside-another"],
)
def blank(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Blank:
    """One city, or a second beside the first."""
    folder = tmp_path_factory.mktemp("blank")
    address = f"sqlite:///{folder / 'agri.db'}"
    engine = make_engine(address)
    upgrade(engine)
    engine.dispose()
    settings = {"AGRI_DATABASE_URL": address, "AGRI_NEW_PASSWORD": "another-passphrase"}
    for city, year in request.param:
        package = str(folder / city)
        for words in (
            ["new-city", city, package, "--year", str(year)],
            ["apply", package],
            ["users", "add", f"li{city}", "--role", "committee", "--org-unit", city],
        ):
            done = CliRunner().invoke(app, words, env=settings)
            assert done.exit_code == 0, done.output
    city, year = request.param[-1]
    return Blank(address, city, year, len(request.param) == 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["assess", "--as-of", "DAY"], "还没有年末预测"),
        (["project", "--as-of", "DAY", "--replications", "20"], "—"),
        (["release", "YEAR-05"], "YEAR-05/1"),
        (["remind", "--as-of", "DAY"], "sowing"),
        (["verify"], "sound"),
    ],
    ids=lambda one: one[0] if isinstance(one, list) else "",
)
def test_what_is_unknown_is_said(blank: Blank, words: list[str], said: str) -> None:
    told = [word.replace("DAY", blank.day).replace("YEAR", str(blank.year)) for word in words]
    done = CliRunner().invoke(app, told, env=blank.settings)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code == 0, done.output
    assert said.replace("YEAR", str(blank.year)) in done.output + done.stderr
    assert "nan" not in done.output.lower()


def test_nothing_is_searched_where_no_target_can_be_computed(blank: Blank) -> None:
    words = ["search", "--as-of", blank.day, "--replications", "32"]
    done = CliRunner().invoke(app, words, env=blank.settings)
    if blank.city == "4101":
        assert isinstance(done.exception, Invalid)
        assert "没有一项目标算得出概率" in done.exception.detail_zh
    else:
        assert isinstance(done.exception, Conflict)
        assert "no target" in done.exception.detail


def test_of_several_cities_one_must_be_named(blank: Blank) -> None:
    done = CliRunner().invoke(
        app, ["assess", "--as-of", blank.day], env={"AGRI_DATABASE_URL": blank.address, "AGRI_CITY": ""}
    )
    if blank.is_alone:
        assert done.exit_code == 0
    else:
        assert isinstance(done.exception, Invalid)
        assert "4101, 4102" in done.exception.detail
