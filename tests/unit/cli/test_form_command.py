"""The command `agri form`: a report as the paper that is signed, and as a workbook."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result
from sqlalchemy import Engine
from sqlmodel import Session
from typer.testing import CliRunner

from agri.cli import record
from agri.errors import NotFound
from agri.models import Revision
from agri.services.intake.receive import receive
from tests.places import NOW, TOWNSHIP
from tests.qr_codes import codes_of_pdf
from tests.unit.services.submissions import a_report, actor

ORIGIN = "https://agri.example.cn"
Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, database_url: str, engine: Engine) -> Run:
    """The command on the tiny city, in which the township has reported August's packaging."""
    monkeypatch.setenv("AGRI_DATABASE_URL", database_url)
    monkeypatch.setenv("AGRI_ORIGIN", ORIGIN)
    with Session(engine) as session, session.begin():
        receive(session, actor("reporter"), [a_report()], now=NOW)

    def invoke(*arguments: str, period: str = "2019-08") -> Result:
        words = ["form", "packaging", "--org-unit", TOWNSHIP, "--period", period, *arguments]
        return CliRunner().invoke(record.app, words, catch_exceptions=False)

    return invoke


def genuine(engine: Engine) -> str:
    """The address that says whether the paper is genuine."""
    with Session(engine) as session:
        sent = session.get_one(Revision, a_report().revision_id)
        return f"{ORIGIN}/genuine/{sent.id}/{sent.digest}"


def test_the_paper_leads_to_the_exact_version_by_its_code(run: Run, engine: Engine, tmp_path: Path) -> None:
    told = run("--dir", str(tmp_path))
    assert told.exit_code == 0, told.output
    paper = tmp_path / f"packaging-{TOWNSHIP}-2019-08.pdf"
    assert codes_of_pdf(paper.read_bytes(), tmp_path) == [genuine(engine)]
    words = subprocess.run(
        ["pdftotext", "-layout", str(paper), "-"], capture_output=True, text=True, check=True
    ).stdout
    for expected in ("柳林镇", "2019年8月", "填表人：Reporter", "审核人：", "联系电话：", "报出日期", "盖章"):
        assert expected in words, words


def test_the_workbook_holds_the_same(run: Run, engine: Engine, tmp_path: Path) -> None:
    run("--format", "xlsx", "--dir", str(tmp_path))
    book = openpyxl.load_workbook(tmp_path / f"packaging-{TOWNSHIP}-2019-08.xlsx")
    cells = [cell.value for row in book.active.iter_rows() for cell in row]
    assert 100 in cells
    assert f"核对真伪：{genuine(engine)}" in cells


def test_what_nobody_reported_is_named(run: Run, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="2019-07"):
        run("--dir", str(tmp_path), period="2019-07")


def test_without_an_origin_it_says_what_the_code_lacks(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("AGRI_ORIGIN")
    assert "AGRI_ORIGIN" in run("--dir", str(tmp_path)).output
