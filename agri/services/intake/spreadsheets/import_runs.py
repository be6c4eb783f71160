"""Imports through the page: what was said of each is kept for whoever brought the files in."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Session

from agri.audit_acts import AuditAct
from agri.errors import NotFound
from agri.files.intake.intake_report import FileOutcome
from agri.models import ImportRun
from agri.services.access.permissions import Act, Actor, require_act
from agri.services.chain.prove import append_proved
from agri.services.intake.spreadsheets.import_document import import_document
from agri.services.intake.spreadsheets.import_reports import ImportReport


def keep_import(session: Session, actor: Actor, report: ImportReport, *, now: datetime) -> ImportRun | None:
    """Keep the report of an import that was carried out; where no file went in there is nothing to keep."""
    if report.is_dry_run or not any(file.outcome == FileOutcome.TAKEN for file in report.files):
        return None
    run = ImportRun(id=uuid4(), by=actor.id, at=now, document=import_document(report))
    session.add(run)
    session.flush()
    append_proved(session, actor.id, act=AuditAct.FILES_IMPORTED, subject=str(run.id), at=now, proved=[run])
    return run


def read_import(session: Session, actor: Actor, run_id: UUID) -> ImportRun:
    """Return the report of an import of one's own.

    Raises
    ------
    NotFound
        There is none of this id, or somebody else brought the files in.
    """
    require_act(actor, Act.REPORT)
    run = session.get(ImportRun, run_id)
    if run is None or run.by != actor.id:
        raise NotFound(f"there is no import {run_id} of yours", f"没有您的导入记录 {run_id}")
    return run
