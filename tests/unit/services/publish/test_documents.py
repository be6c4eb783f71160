"""One release, and everything that is written from it and proved by it."""

import io
import json
from datetime import date, timedelta

import pytest
from docx import Document
from sqlalchemy import Engine
from sqlmodel import Session

from agri.definitions.value_units import amount_words
from agri.errors import Invalid, NotFound
from agri.services.figures.tasks import list_tasks
from agri.services.publish.documents.write_document import printed, write_document
from agri.services.publish.make_release import make_release
from agri.terms import DocumentKind, TaskState
from tests.places import NOW
from tests.unit.services.submissions import actor

pytestmark = pytest.mark.slow  # a release holds a projection


@pytest.fixture
def database() -> str:
    return "sqlite"


def proved(session: Session, day: date) -> set[str]:
    entries = list_tasks(session, actor("committee"), as_of=day)
    return {one.task.id for one in entries if one.task.id[:4] == "4-1a" and one.standing == TaskState.DONE}


def test_a_release_becomes_a_letter_and_proves_the_months_dispatch(engine: Engine):
    with Session(engine) as session:
        assert proved(session, date(2019, 9, 5)) == set()
    row = make_release(engine, actor("committee"), "2019-08", now=NOW, replications=2)
    with Session(engine) as session:
        written = write_document(session, DocumentKind.MONTHLY, row.number, actor("province"))
        again = write_document(session, DocumentKind.MONTHLY, row.number)
        assert (written.content, written.stem) == (again.content, "4101-2019-08-1-monthly")
        assert printed(written)[:5] == b"%PDF-"
        says = written.says
        assert (says.number, says.edition, says.digest) == ("2019-08/1", "1", row.digest)
        assert says.snapshot == row.snapshot[:16]
        held = {line["indicator"]: line["value"] for line in json.loads(row.content)["summary"]}
        shown = [
            heading for heading in json.loads(row.content)["indicators"] if heading["target"] is not None
        ]
        assert [one.value for one in says.targets] == [
            "—" if held[one["code"]] is None else f"{amount_words(held[one['code']], 'fraction')}%"
            for one in shown
        ]
        text = "\n".join(one.text for one in Document(io.BytesIO(written.content)).paragraphs)
        assert "郑州市农业农村工作委员会" in text
        assert row.digest[:16] in text
        for kind in (DocumentKind.QUARTERLY, DocumentKind.YEARLY):
            with pytest.raises(Invalid) as told:
                write_document(session, kind, row.number)
            assert "结束后" in told.value.detail_zh
        with pytest.raises(NotFound):
            write_document(session, DocumentKind.MONTHLY, "2019-07/1")
        # The task of the monthly dispatch is done until the next month's dispatch is due and not released.
        assert proved(session, date(2019, 9, 5)) == {"4-1a-03"}
        assert proved(session, date(2019, 10, 8) - timedelta(days=1)) == {"4-1a-03"}
        assert proved(session, date(2019, 10, 8)) == set()
