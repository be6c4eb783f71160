"""``agri users import`` and ``agri status``, as an operator types them."""

import json
import shutil
from pathlib import Path

import pytest
from sqlmodel import Session, col, select
from typer.testing import CliRunner

from agri.cli import app
from agri.models import EnrolmentCode, Person
from agri.services.publish.verify import verify
from agri.services.store.database import make_engine
from tests.places import NEIGHBOUR, TOWNSHIP

RUNNER = CliRunner()


@pytest.fixture
def database(city_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "agri.db"
    shutil.copyfile(city_file, path)
    monkeypatch.setenv("AGRI_ENV", "dev")
    monkeypatch.setenv("AGRI_DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.setenv("AGRI_ORIGIN", "https://agri.example.cn")
    return path


def people(database: Path) -> set[str]:
    engine = make_engine(f"sqlite:///{database}")
    with Session(engine) as session:
        found = set(session.exec(select(Person.name)))
        assert verify(session).is_sound
    engine.dispose()
    return found


class TestImport:
    def test_accounts_are_opened_and_one_sheet_is_printed(self, database: Path, tmp_path: Path) -> None:
        file, sheet = tmp_path / "people.csv", tmp_path / "codes.pdf"
        file.write_text(
            f"name,role,place(s),contact\n王一,reporter,{TOWNSHIP} {NEIGHBOUR},0371-1\n"
            "李[二],reviewer,410191,\n"
        )
        done = RUNNER.invoke(app, ["users", "import", str(file), "--sheet", str(sheet)])
        assert done.exit_code == 0, done.output
        for shown in (done.output, RUNNER.invoke(app, ["users", "list"]).output):
            assert f"{TOWNSHIP} {NEIGHBOUR}" in shown
            assert "李[二]" in shown
        assert {"王一", "李[二]"} <= people(database)
        assert sheet.read_bytes().startswith(b"%PDF")
        engine = make_engine(f"sqlite:///{database}")
        with Session(engine) as session:
            [one] = session.exec(select(Person).where(Person.name == "王一"))
            assert (one.org_unit, one.places, one.telephone) == (TOWNSHIP, [NEIGHBOUR], "0371-1")
            assert one.password_hash is None
            codes = session.exec(select(EnrolmentCode).where(col(EnrolmentCode.person_id) == one.id)).all()
        engine.dispose()
        assert [(code.expires_at - code.issued_at).total_seconds() for code in codes] == [72 * 3600]

    @pytest.mark.parametrize("is_dry_run", [False, True])
    def test_every_fault_is_told_and_nothing_is_opened_or_written(
        self, database: Path, tmp_path: Path, is_dry_run: bool
    ) -> None:
        before = people(database)
        file, sheet = tmp_path / "people.csv", tmp_path / "codes.pdf"
        file.write_text(
            f"name,role,places,contact\n王一,reporter,{TOWNSHIP},\n李二,chief,1,\n赵三,reporter,999,\n"
        )
        options = ["--sheet", str(sheet), *(["--dry-run"] if is_dry_run else [])]
        from agri.errors import Invalid

        done = RUNNER.invoke(app, ["users", "import", str(file), *options])
        assert isinstance(done.exception, Invalid)
        assert [fault.pointer for fault in done.exception.faults] == [":3", ":4"]
        assert people(database) == before
        assert not sheet.exists()

    def test_a_dry_run_of_a_good_file_opens_nothing(self, database: Path, tmp_path: Path) -> None:
        before = people(database)
        file = tmp_path / "people.csv"
        file.write_text(f"name,role,places,contact\n王一,reporter,{TOWNSHIP},\n")
        assert RUNNER.invoke(app, ["users", "import", str(file), "--dry-run"]).exit_code == 0
        assert people(database) == before

    def test_a_column_links_accounts_to_the_houses_own(self, database: Path, tmp_path: Path) -> None:
        file = tmp_path / "people.csv"
        file.write_text(
            f"姓名,岗位,单位代码,单位账号\n王一,填报员,{TOWNSHIP},u-1\n李二,审核员,410191,\n张三,填报员,{NEIGHBOUR},u-1\n"
        )
        refused = RUNNER.invoke(app, ["users", "import", str(file)])
        assert refused.exit_code != 0
        file.write_text(file.read_text().replace(f"{NEIGHBOUR},u-1", f"{NEIGHBOUR},u-3"))
        assert RUNNER.invoke(app, ["users", "import", str(file)]).exit_code == 0
        people(database)  # and the record is sound
        engine = make_engine(f"sqlite:///{database}")
        with Session(engine) as session:
            linked = dict(session.exec(select(Person.house_name, Person.name)).all())
        engine.dispose()
        assert (linked["u-1"], linked["u-3"]) == ("王一", "张三")
        file.write_text(f"姓名,岗位,单位代码,单位账号\n赵四,填报员,{TOWNSHIP},u-1\n")
        taken = RUNNER.invoke(app, ["users", "import", str(file)])
        assert taken.exit_code != 0
        assert "赵四" not in people(database)


class TestStatus:
    def test_it_says_what_the_operators_page_says(self, database: Path) -> None:
        printed = RUNNER.invoke(app, ["status"])
        assert printed.exit_code == 0, printed.output
        assert "4101/2019/1" in printed.output
        assert "AGRI_BACKUP_FOLDER" in printed.output
        found = json.loads(RUNNER.invoke(app, ["status", "--json"]).stdout)
        assert [(one["city"], one["year"], one["is_open"]) for one in found["years"]] == [
            ("4101", 2019, True)
        ]
        assert found["knows_backups"] is False
