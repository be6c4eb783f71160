"""Commands that print figures, asked for what does not exist: one sentence in two languages, no traceback."""

from pathlib import Path

import pytest

from agri.cli import main
from agri.services.chain.migrate import migrate
from agri.services.store.database import make_engine


def run(arguments: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("sys.argv", ["agri", *arguments.split()])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


@pytest.fixture
def empty_url(tmp_path: Path) -> str:
    """A database without any city."""
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    engine = make_engine(url)
    migrate(engine)
    engine.dispose()
    return url


COMMANDS = ("assess", "project", "search", "hindcast", "release 2019-08", "export 2019-08/1")


@pytest.mark.parametrize("arguments", COMMANDS)
def test_a_record_without_a_city(
    arguments: str, empty_url: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AGRI_DATABASE_URL", empty_url)
    assert run(arguments, monkeypatch) == 1
    said = capfd.readouterr().err
    assert "数据库中还没有城市数据" in said
    assert "no city has been loaded" in said


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        *(
            (f"{command} --as-of {day}", "请选择 2019-01-01 至 2019-09-05", "choose a day from 2019-01-01")
            for command in ("assess", "project", "search")
            for day in ("2031-01-01", "2019-09-06", "2018-12-31", "0001-01-01", "9999-12-31")
        ),
        ("project --as-of soon", "不是日期", "is not a date"),
        ("hindcast --year 2031", "才算收齐", "is settled on"),
        ("hindcast --year 1950", "本库是空的", "the record is empty"),
        ("hindcast --year 0", "不是报表年份", "is no year of reports"),
        ("hindcast --year 10000", "不是报表年份", "is no year of reports"),
        ("release 2031-01", "不是方案年度内已结束的月份", "is not an ended month"),
        ("release nonsense", "不是方案年度内已结束的月份", "is not an ended month"),
        ("export nonsense", "没有编号为", "there is no release"),
        ("assess --org-unit 410199", "4101 没有单位 410199", "there is no place 410199 in 4101"),
        ("assess --org-unit 41", "全省合计用 agri province 41", "run `agri province 41`"),
        ("assess --org-unit 999999", "没有单位 999999", "there is no place 999999 in this database"),
        (
            "project --replications 2 --json nowhere/x.json",
            "文件夹 nowhere 不存在",
            "there is no folder nowhere",
        ),
    ],
)
def test_what_does_not_exist_is_named_with_the_way_out(
    arguments: str,
    zh: str,
    en: str,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("AGRI_DATABASE_URL", database_url)
    monkeypatch.setenv("COLUMNS", "200")
    assert run(arguments, monkeypatch) == 1
    said = capfd.readouterr().err
    assert zh in said
    assert en in said
    assert "Traceback" not in said


@pytest.mark.parametrize("command", ["project", "search"])
def test_a_record_that_the_numbers_refuse(
    command: str, database_url: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ValueError("nothing is known of 2018")

    monkeypatch.setenv("AGRI_DATABASE_URL", database_url)
    monkeypatch.setattr("agri.services.outlook.project_year.project_combined", refuse)
    monkeypatch.setattr("agri.services.outlook.search_measures.search", refuse)
    assert run(command, monkeypatch) == 1
    said = capfd.readouterr().err
    assert "现有数据无法计算" in said
    assert "nothing is known of 2018" in said
