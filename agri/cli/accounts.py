"""``agri users``: accounts, enrolment codes, devices.

What expires is measured by the wall's clock, also in a demo, whose today is another one.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated
from uuid import UUID

import typer
from sqlmodel import Session, select

from agri.cli.opening import opened
from agri.cli.output import note, out
from agri.cli.people_import import import_users, places_text
from agri.cli.printing.tables import rows_table, say
from agri.errors import NotFound
from agri.models import Meta, Person
from agri.services.access.accounts import (
    NewPerson,
    change_person,
    create_person,
    list_people,
    require_new_person,
    revoke_device,
)
from agri.services.access.enrolment import issue_code
from agri.services.access.erase_person import erase_person
from agri.services.access.local_actor import operator_at_the_server
from agri.services.access.second_factor import reset_factor
from agri.services.access.sessions import hash_good_password, list_devices
from agri.services.store.clock import TODAY, system_clock
from agri.settings import Settings
from agri.terms import Role

users = typer.Typer(help="账号、绑定码、设备 · Accounts, enrolment codes, devices.", no_args_is_help=True)
app = typer.Typer()
app.add_typer(users, name="users")
users.command("import")(import_users)

Name = Annotated[str, typer.Argument(help="the account's name")]
NewPassword = Annotated[
    str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, envvar="AGRI_NEW_PASSWORD")
]


@users.command("add")
def add(
    name: Name,
    role: Annotated[Role, typer.Option(help="what the person may do")],
    org_unit: Annotated[str, typer.Option(help="division code of the person's place")],
    display_name: Annotated[str, typer.Option(help="the person's own name")] = "",
    password: NewPassword = "",
) -> None:
    """开设账号 · Open an account; the password is asked for, or read from AGRI_NEW_PASSWORD."""
    new = NewPerson(name, display_name or name, role, org_unit)
    with opened(reads_only=True) as o:
        require_new_person(o.session, operator_at_the_server(o.session), new)
    new = replace(new, password_hash=hash_good_password(password, name))
    with opened() as o:
        create_person(o.session, operator_at_the_server(o.session), new, now=system_clock())
    note(f"opened: {name}")


@users.command("list")
def list_() -> None:
    """列出账号 · List the accounts."""
    with opened(reads_only=True) as o:
        people = list_people(o.session, operator_at_the_server(o.session))
        rows = [
            (p.name, p.display_name, p.role, places_text(p), "是 yes" if p.is_active else "否 no")
            for p in people
        ]
    heads = ("账号 name", "姓名 person", "岗位 role", "单位 places", "启用 active")
    out.print(rows_table("账号 Accounts", heads, rows))


@users.command("enrol")
def enrol(name: Name) -> None:
    """发放绑定码 · Issue an enrolment code, to be used once on one phone; shown as a QR code."""
    import segno

    settings = Settings()
    with opened() as o:
        settings.require_safe(is_demo=o.session.get(Meta, TODAY) is not None)
        issued = issue_code(
            o.session,
            operator_at_the_server(o.session),
            _id_of(o.session, name),
            key=settings.secret_key.get_secret_value(),
            lifetime=timedelta(hours=settings.enrolment_hours),
            now=system_clock(),
        )
    say(out, issued.code)
    if settings.origin is not None:
        segno.make(f"{settings.origin}/enrol#{issued.code}").terminal(compact=True)
    note(f"good until {issued.expires_at:%Y-%m-%d %H:%M} UTC")


@users.command("close")
def close(name: Name) -> None:
    """停用账号 · Close an account and sign its devices out."""
    _set_active(name, is_active=False)


@users.command("reopen")
def reopen(name: Name) -> None:
    """恢复账号 · Open a closed account again."""
    _set_active(name, is_active=True)


@users.command("password")
def password_(name: Name, password: NewPassword = "") -> None:
    """重设密码 · Set a password and sign the account's devices out; asked for, or from AGRI_NEW_PASSWORD."""
    with opened(reads_only=True) as o:
        _id_of(o.session, name)
    hashed = hash_good_password(password, name)
    with opened() as o:
        actor, person = operator_at_the_server(o.session), _id_of(o.session, name)
        change_person(o.session, actor, person, password_hash=hashed, now=system_clock())
    note(f"new password: {name}")


@users.command("house")
def house(
    name: Name,
    house_name: Annotated[str, typer.Argument(help='who this is at the house; "" unlinks the account')],
) -> None:
    """关联单位账号 · Link an account to the house's own, by which its person then signs in."""
    with opened() as o:
        actor, person = operator_at_the_server(o.session), _id_of(o.session, name)
        changed = change_person(o.session, actor, person, house_name=house_name, now=system_clock())
        is_linked = changed.house_name is not None
    note(f"{'linked' if is_linked else 'unlinked'}: {name}")


@users.command("reset-factor")
def reset_factor_(name: Name) -> None:
    """重置动态验证码 · Take away a lost second factor and sign the account's devices out."""
    with opened() as o:
        actor, person = operator_at_the_server(o.session), _id_of(o.session, name)
        reset_factor(o.session, actor, person, now=system_clock())
    note(f"second factor reset: {name}")


@users.command("erase")
def erase(
    name: Name,
    reason: Annotated[str, typer.Option(help="why, in a few words without the person's name")],
) -> None:
    """删除个人信息 · Put a placeholder in place of a person's name, close the account; figures stay."""
    with opened() as o:
        actor, person = operator_at_the_server(o.session), _id_of(o.session, name)
        erased = erase_person(o.session, actor, person, reason=reason, now=system_clock())
        placeholder = erased.name
    note(
        f"已删除；备份中仍有原名，直至备份到期 · erased: {placeholder}; "
        "backups keep the name until they are deleted"
    )


@users.command("devices")
def devices(name: Name) -> None:
    """列出设备 · List the devices on which an account is signed in."""
    with opened(reads_only=True) as o:
        tokens = list_devices(o.session, _id_of(o.session, name), now=system_clock())
        rows = [(t.id, t.device, f"{t.created_at:%Y-%m-%d}", f"{t.expires_at:%Y-%m-%d}") for t in tokens]
    out.print(rows_table("设备 Devices", ("id", "device", "since", "until"), rows))


@users.command("revoke")
def revoke(
    device: Annotated[UUID, typer.Argument(help="the device's id, from `agri users devices`")],
) -> None:
    """注销设备 · Sign one device out."""
    with opened() as o:
        revoke_device(o.session, operator_at_the_server(o.session), device, now=system_clock())
    note(f"signed out: {device}")


def _set_active(name: str, *, is_active: bool) -> None:
    with opened() as o:
        actor, person = operator_at_the_server(o.session), _id_of(o.session, name)
        change_person(o.session, actor, person, is_active=is_active, now=system_clock())
    note(f"{'opened' if is_active else 'closed'}: {name}")


def _id_of(session: Session, name: str) -> UUID:
    person = session.exec(select(Person).where(Person.name == name)).one_or_none()
    if person is None:
        raise NotFound(f"there is no account {name}; `agri users list` shows them", f"没有账号 {name}")
    return person.id
