"""Open many accounts from one spreadsheet: every fault of every row at once, all of them or none."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlmodel import Session, col

from agri.errors import Fault, Invalid, Refusal
from agri.files.people_rows import PersonRow, read_people, row_fault
from agri.models import OrgUnitRow, Person
from agri.services.access.accounts import NewPerson, create_person, require_new_person
from agri.services.access.permissions import Act, Actor, is_within, require_act
from agri.visible_text import account_key


@dataclass(frozen=True, slots=True)
class PeopleImport:
    """What a file brought: the rows that were read, and the accounts that were opened; none on a dry run."""

    rows: int
    opened: tuple[Person, ...]


def import_people(
    session: Session, actor: Actor, path: Path, *, now: datetime, is_dry_run: bool = False
) -> PeopleImport:
    """Open the accounts of a file; with `is_dry_run` only say what is wrong with it.

    No account has a password: an enrolment code lets its person in.

    Raises
    ------
    NotAllowed
        The actor looks after no accounts.
    Invalid
        The file cannot be read or a row has a fault: each is named by its row, and no account is opened.
    """
    require_act(actor, Act.MANAGE_PEOPLE)
    rows, faults = read_people(path)
    faults = [*faults, *_repeated(rows), *_repeated_at_the_house(rows)]
    names = _places_by_name(session, actor)
    people = []
    for row in rows:
        places = tuple(names.get(place, place) for place in row.places)
        person = NewPerson(
            name=row.account,
            display_name=row.name,
            role=row.role,
            org_unit=places[0],
            places=places[1:],
            department=row.department,
            telephone=row.telephone,
            house_name=row.house_name,
        )
        try:
            require_new_person(session, actor, person)
        except Refusal as refusal:
            faults += _of_row(row, refusal)
        people.append(person)
    if faults:
        raise Invalid.of(sorted(faults, key=lambda fault: _order(fault.pointer)))
    if is_dry_run:
        return PeopleImport(len(rows), ())
    return PeopleImport(len(rows), tuple(create_person(session, actor, one, now=now) for one in people))


def _of_row(row: PersonRow, refusal: Refusal) -> list[Fault]:
    if isinstance(refusal, Invalid) and refusal.faults:
        return [row_fault(row.where, one.code, one.detail, one.detail_zh) for one in refusal.faults]
    return [row_fault(row.where, refusal.slug, refusal.detail, refusal.detail_zh)]


def _repeated(rows: Sequence[PersonRow]) -> list[Fault]:
    counts = Counter(account_key(row.account) for row in rows)
    return [
        row_fault(
            row.where,
            "name-twice",
            f"the account {row.account} stands twice in the file; give each its own in a column account",
            f"账号 {row.account} 在文件中重复；请在“账号”列中分别填写",
        )
        for row in rows
        if counts[account_key(row.account)] > 1
    ]


def _repeated_at_the_house(rows: Sequence[PersonRow]) -> list[Fault]:
    counts = Counter(row.house_name for row in rows if row.house_name is not None)
    return [
        row_fault(
            row.where,
            "house-name-twice",
            f"the house account {row.house_name} stands twice in the file; it belongs to one person",
            f"单位账号 {row.house_name} 在文件中重复；一个单位账号只属于一人",
        )
        for row in rows
        if row.house_name is not None and counts[row.house_name] > 1
    ]


def _places_by_name(session: Session, actor: Actor) -> dict[str, str]:
    """Return the codes of the actor's places whose name no other one there has."""
    rows = session.connection().execute(select(col(OrgUnitRow.code), col(OrgUnitRow.name)))
    codes: dict[str, list[str]] = {}
    for code, name in rows:
        if is_within(actor, code):
            codes.setdefault(name, []).append(code)
    return {name: found[0] for name, found in codes.items() if len(found) == 1}


def _order(pointer: str) -> tuple[str, int]:
    sheet, _, row = pointer.rpartition(":")
    return sheet, int(row) if row.isdigit() else 0
