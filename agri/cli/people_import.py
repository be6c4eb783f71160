"""``agri users import``: accounts from a spreadsheet, with one printed sheet of enrolment codes."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session, col, select

from agri.cli.opening import opened
from agri.cli.output import note, out
from agri.cli.printing.tables import rows_table
from agri.errors import Conflict, NotFound
from agri.models import Meta, OrgUnitRow, Person
from agri.services.access.enrolment import IssuedCode, issue_codes
from agri.services.access.import_people import import_people
from agri.services.access.local_actor import operator_at_the_server
from agri.services.store.clock import TODAY, system_clock
from agri.settings import Settings
from agri.terms import Role

ROLE_WORDS = {
    Role.REPORTER: "填报员",
    Role.REVIEWER: "审核员",
    Role.COMMITTEE: "市工作委员会",
    Role.PROVINCE: "省级",
    Role.OPERATOR: "系统管理员",
    Role.DEPARTMENT: "牵头单位",
}


def import_users(
    file: Annotated[Path, typer.Argument(help="a .csv or .xlsx file: name, role, places, contact")],
    sheet: Annotated[
        Path | None, typer.Option(help="PDF to write the enrolment codes to, a card a person")
    ] = None,
    dry_run: Annotated[bool, typer.Option(help="only say what is wrong with the file")] = False,
) -> None:
    """批量开设账号 · Open accounts from a spreadsheet: every row or none; codes go on one printed sheet."""
    if not file.is_file():
        raise NotFound(f"there is no file {file}", f"没有文件 {file}")
    if sheet is not None and sheet.exists():
        raise Conflict(f"{sheet} exists already; name another file", f"{sheet} 已存在；请另取文件名")
    settings, now = Settings(), system_clock()
    with opened() as o:
        actor = operator_at_the_server(o.session)
        done = import_people(o.session, actor, file, now=now, is_dry_run=dry_run)
        if dry_run:
            note(f"可以开设 {done.rows} 个账号，尚未开设 · {done.rows} accounts can be opened; none was")
            return
        if sheet is not None:
            settings.require_safe(is_demo=o.session.get(Meta, TODAY) is not None)
            issued = issue_codes(
                o.session,
                actor,
                [person.id for person in done.opened],
                key=settings.secret_key.get_secret_value(),
                lifetime=timedelta(hours=settings.enrolment_hours),
                now=now,
            )
            sheet.write_bytes(_render(o.session, issued, settings.origin))  # before anything is committed
        rows = [
            (one.name, one.display_name, ROLE_WORDS[Role(one.role)], places_text(one)) for one in done.opened
        ]
    out.print(rows_table("账号 Accounts", ("账号 name", "姓名 person", "岗位 role", "单位 places"), rows))
    note(f"已开设 {done.rows} 个账号 · opened {done.rows} accounts")
    if sheet is not None:
        note(f"绑定码有效 {settings.enrolment_hours} 小时 · written: {sheet}; the codes expire")
        if settings.origin is None:
            note("未设置 AGRI_ORIGIN，未印二维码 · no QR codes: AGRI_ORIGIN is not set")


def places_text(person: Person) -> str:
    """Return the codes of every place of a person; of a department its name too."""
    places = " ".join((person.org_unit, *(person.places or ())))
    return f"{places} {person.department}" if person.department else places


def _render(session: Session, issued: list[tuple[Person, IssuedCode]], origin: str | None) -> bytes:
    from agri.files.code_sheet import CodeCard, render_code_sheet

    codes = {place for person, _ in issued for place in (person.org_unit, *(person.places or ()))}
    names = {
        unit.code: unit.name
        for unit in session.exec(select(OrgUnitRow).where(col(OrgUnitRow.code).in_(codes)))
    }
    return render_code_sheet(
        [
            CodeCard(
                name=person.display_name,
                role=ROLE_WORDS[Role(person.role)],
                place=person.department
                or "、".join(names[place] for place in (person.org_unit, *(person.places or ()))),
                code=one.code,
                expires_at=one.expires_at,
                address=f"{origin}/enrol#{one.code}" if origin is not None else None,
            )
            for person, one in issued
        ]
    )
