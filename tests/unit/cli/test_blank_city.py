"""A city whose baselines are blank: every command says what is unknown, and none stops in the middle."""

import pytest
from typer.testing import CliRunner

from agri.cli import app
from agri.errors import Invalid
from agri.services.reference.upgrade import upgrade
from agri.services.store.database import make_engine

DAY = "2019-06-20"


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a real server's database before its first baseline and its first report."""
    folder = tmp_path_factory.mktemp("blank")
    address = f"sqlite:///{folder / 'agri.db'}"
    engine = make_engine(address)
    upgrade(engine)
    engine.dispose()
    settings = {"AGRI_DATABASE_URL": address, "AGRI_NEW_PASSWORD": "another-passphrase"}
    package = str(folder / "package")
    for words in (
        ["new-city", "4101", package],
        ["apply", package],
        ["users", "add", "li", "--role", "committee", "--org-unit", "4101"],
    ):
        done = CliRunner().invoke(app, words, env=settings)
        assert done.exit_code == 0, done.output
    return address


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["assess", "--as-of", DAY], "还没有年末预测"),
        (["project", "--as-of", DAY, "--replications", "20"], "—"),
        (["release", "2019-05"], "2019-05/1"),
        (["verify"], "sound"),
    ],
    ids=lambda one: one[0] if isinstance(one, list) else "",
)
def test_what_is_unknown_is_said(blank: str, words: list[str], said: str) -> None:
    done = CliRunner().invoke(app, words, env={"AGRI_DATABASE_URL": blank})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code == 0, done.output
    assert said in done.output + done.stderr
    assert "nan" not in done.output.lower()


def test_nothing_is_searched_where_no_target_can_be_computed(blank: str) -> None:
    words = ["search", "--as-of", DAY, "--replications", "32"]
    done = CliRunner().invoke(app, words, env={"AGRI_DATABASE_URL": blank})
    assert isinstance(done.exception, Invalid)
    assert "没有一项目标算得出概率" in done.exception.detail_zh
