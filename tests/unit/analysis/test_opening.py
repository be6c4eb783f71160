"""Opening a record: what cannot be opened or asked is refused in two languages, with the way out."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import agri.analysis
from agri.analysis import OpenRecord
from agri.errors import DatabaseUnfit, Invalid, NotFound, Refusal
from agri.services.chain.migrate import migrate
from agri.services.store.database import make_engine
from agri.settings import UnsafeSettings
from tests.places import TOWNSHIP


def refused(what: type[Refusal], en: str, zh: str):
    """Expect a refusal that says both, and Chinese too where Python prints it."""
    return pytest.raises(
        what,
        check=lambda refusal: (
            en in refusal.detail and zh in refusal.detail_zh and refusal.detail_zh in refusal.__notes__
        ),
    )


@pytest.mark.parametrize(
    ("url", "en", "zh"),
    [
        ("mysql://host/agri", "url (mysql:…) is no database's address", "url（mysql:…）不是数据库地址"),
        ("nonsense", "is no database's address", "不是数据库地址"),
        (Path("nowhere/agri.db"), "there is no database at nowhere/agri.db", "找不到数据库 nowhere/agri.db"),
        ("sqlite:///nowhere.db", "run `agri init` or `agri demo`", "请先运行 `agri init`"),
    ],
)
def test_what_is_no_database(url: str | Path, en: str, zh: str) -> None:
    with refused(DatabaseUnfit, en, zh):
        agri.analysis.open(url)


def test_a_database_that_is_not_initialised_or_holds_no_city(tmp_path: Path) -> None:
    path = tmp_path / "agri.db"
    path.touch()
    with refused(DatabaseUnfit, "holds no record yet; run `agri init`", "还是空的"):
        agri.analysis.open(path)
    engine = make_engine(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    with refused(DatabaseUnfit, "run `agri apply FOLDER` or `agri demo` first", "还没有城市数据"):
        agri.analysis.open(path)


def test_without_an_address_the_environment_names_it(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AGRI_DATABASE_URL", database_url)
    with agri.analysis.open() as record:
        assert record.as_of == date(2019, 9, 5)
    monkeypatch.delenv("AGRI_DATABASE_URL")
    with refused(UnsafeSettings, "AGRI_DATABASE_URL is not set", "未设置 AGRI_DATABASE_URL"):
        agri.analysis.open()


@pytest.mark.parametrize(
    ("as_of", "en", "zh"),
    [
        ("2019-13-01", "is not a date: write 2019-08-31", "不是日期"),
        ("2019-09-06", "choose a day from 2019-01-01 to 2019-09-05", "请选择 2019-01-01 至 2019-09-05"),
        (date(2018, 12, 31), "choose a day from 2019-01-01", "请选择 2019-01-01"),
    ],
)
def test_a_day_that_the_record_cannot_be_seen_from(
    database_url: str, as_of: date | str, en: str, zh: str
) -> None:
    with refused(Invalid, en, zh):
        agri.analysis.open(database_url, as_of=as_of)


def test_what_there_is_none_of(record: OpenRecord) -> None:
    with refused(Invalid, "no figure counts reports of 2031; choose one of", "2031 年的报表不计入"):
        record.reports(2031)
    with refused(Invalid, "'guessed' is none of: accepted, received", "“guessed”无效"):
        record.reports(basis="guessed")
    with refused(NotFound, "run `agri project`", "请先运行 `agri project`"):
        record.draws()
    with refused(NotFound, "'x' is no projection's id", "“x”不是预测编号"):
        record.draws("x")
    with refused(NotFound, "there is no projection 0", "没有预测 0"):
        record.draws("00000000-0000-0000-0000-000000000000")
    with refused(Invalid, "replications", "2"):
        record.draws(replications=1)


@pytest.mark.slow
def test_draws_are_of_the_city_and_its_counties(record: OpenRecord) -> None:
    with refused(NotFound, f"there are no draws of {TOWNSHIP}", f"没有 {TOWNSHIP} 的模拟结果"):
        record.draws(org_unit=TOWNSHIP, replications=4)


def test_a_closed_record_says_so_and_its_tables_stay(record: OpenRecord) -> None:
    places = record.org_units()
    record.close()
    record.close()
    assert len(places) == 10
    with pytest.raises(ValueError, match="closed; open it again"):
        record.org_units()


def test_a_password_is_not_shown() -> None:
    engine = make_engine("postgresql://agri:secret@localhost/agri")
    record = OpenRecord(engine, date(2019, 9, 5))
    assert "secret" not in repr(record)
    record.close()


@pytest.mark.parametrize("door", ["agri.cli.numbers", "agri.cli.record", "agri.api.app"])
def test_the_other_doors_start_without_pandas(door: str) -> None:
    code = f"import sys, {door}; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
