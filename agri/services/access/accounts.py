"""Accounts: make, list, close and re-open them, and set passwords. Accounts are persons, not offices.

Passwords come here as hashes: making one takes long by design, and no transaction is open meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Session, col, select

from agri.audit_acts import AuditAct
from agri.errors import Conflict, Fault, Invalid, NotAllowed, NotFound
from agri.models.org_unit import OrgUnitRow
from agri.models.person import Person, SessionToken
from agri.models.plan import TaskRow
from agri.services.access.cities import read_cities
from agri.services.access.house.links import require_free_house_name
from agri.services.access.permissions import (
    HOME,
    MANAGES,
    Act,
    Actor,
    is_within,
    looks_after,
    require_act,
    require_scope_of_field,
)
from agri.services.chain.prove import append_proved
from agri.terms import Role
from agri.visible_text import account_key

_SEVERAL = 2  # cities of one record


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Who shall have an account."""

    name: str
    display_name: str
    role: Role
    org_unit: str
    password_hash: str | None = None
    places: tuple[str, ...] = ()
    department: str | None = None
    telephone: str | None = None
    house_name: str | None = None


def create_person(session: Session, actor: Actor, new: NewPerson, *, now: datetime) -> Person:
    """Open an account below one's own; what refuses it is what `require_new_person` raises."""
    require_new_person(session, actor, new)
    person = Person(
        id=uuid4(),
        name=new.name,
        display_name=new.display_name,
        role=new.role,
        org_unit=new.org_unit,
        password_hash=new.password_hash,
        is_active=True,
        created_at=now,
        opened_by=actor.id,
        password_set_by=actor.id if new.password_hash is not None else None,
        places=list(new.places) or None,
        department=new.department,
        telephone=new.telephone,
        house_name=new.house_name,
        house_set_by=actor.id if new.house_name is not None else None,
    )
    session.add(person)
    session.flush()
    append_proved(
        session,
        actor.id,
        proved=[person],
        act=AuditAct.PERSON_CREATED,
        subject=str(person.id),
        after={"role": person.role, "org_unit": person.org_unit},
        at=now,
    )
    return person


def require_new_person(session: Session, actor: Actor, new: NewPerson) -> None:
    """Do nothing if the actor may open this account.

    Raises
    ------
    NotAllowed
        The actor does not look after such accounts, or not there.
    Invalid
        A place is unknown or of another level than the role's; a department leads no task; the house
        account is another's.
    Conflict
        The name is taken.
    """
    require_act(actor, Act.MANAGE_PEOPLE)
    _require_managed(actor, new.role)
    for at, place in enumerate((new.org_unit, *new.places)):
        _require_home(new.role, _place(session, actor, new.role, place, _pointer(at)), _pointer(at))
    _require_department(session, new)
    if new.house_name is not None:
        require_free_house_name(session, new.house_name)
    # Two names that nobody tells apart would let one person pass for another.
    for taken in session.exec(select(Person.name)):
        if account_key(taken) == account_key(new.name):
            raise Conflict(f"the name {taken} is taken; choose another", f"账号 {taken} 已存在，请换一个")


def list_people(session: Session, actor: Actor) -> list[Person]:
    """Return the accounts that the actor looks after, by name."""
    require_act(actor, Act.MANAGE_PEOPLE)
    roles = col(Person.role).in_(sorted(MANAGES[actor.role]))
    people = session.exec(select(Person).where(roles).order_by(Person.name))
    return [person for person in people if _keeps_person(session, actor, person)]


def find_managed(session: Session, actor: Actor, person_id: UUID) -> Person:
    """Return an account that the actor looks after.

    Raises
    ------
    NotFound
        There is no such account, or it is not the actor's to see.
    """
    require_act(actor, Act.MANAGE_PEOPLE)
    person = session.get(Person, person_id)
    if person is None or not _keeps_person(session, actor, person):
        raise NotFound("there is no such account among those you look after", "您管理的账号中没有此人")
    return person


def change_person(
    session: Session,
    actor: Actor,
    person_id: UUID,
    *,
    is_active: bool | None = None,
    password_hash: str | None = None,
    places: Sequence[str] | None = None,
    telephone: str | None = None,
    house_name: str | None = None,
    now: datetime,
) -> Person:
    """Close or re-open an account, give it a new password or link it to another house account.

    Each signs its devices out where somebody could be signed in by what held before.

    `places` are all its places, the first one first; a blank `telephone` or `house_name` takes it away.

    Raises
    ------
    NotFound
        There is no such account among those that the actor looks after.
    Invalid, NotAllowed
        A place is unknown, of another level than the role's, or not the actor's; the house account is
        another's; or the last operator would be closed.
    """
    person = find_managed(session, actor, person_id)
    if is_active is False:
        require_other_operator(session, person)
    before: dict[str, object] = {"is_active": person.is_active}
    after: dict[str, object] = {}
    if places is not None:
        for at, place in enumerate(places):
            pointer = f"/places/{at}"
            role = Role(person.role)
            _require_home(role, _place(session, actor, role, place, pointer), pointer)
        before["places"], after["places"] = [person.org_unit, *(person.places or ())], list(places)
        person.org_unit, person.places = places[0], list(places[1:]) or None
    if telephone is not None:
        person.telephone = telephone.strip() or None
    was_linked = False
    linked = person.house_name if house_name is None else house_name.strip() or None
    if linked != person.house_name:
        was_linked = person.house_name is not None
        if linked is not None:  # who takes a link away gets no key by it
            require_free_house_name(session, linked, person_id=person.id)
            person.house_set_by = actor.id
        person.house_name = linked
        after["is_linked_to_house"] = linked is not None
    if password_hash is not None:
        person.password_hash = password_hash
        is_own = actor.id == person.id
        person.password_set_by, person.owned_at = (None, now) if is_own else (actor.id, None)
    if is_active is not None:
        person.is_active = is_active
    session.add(person)
    ended: list[SessionToken] = []
    if password_hash is not None or is_active is False or was_linked:
        ended = sign_out_everywhere(session, person.id, now)
    session.flush()
    append_proved(
        session,
        actor.id,
        proved=[person, *ended],
        act=AuditAct.PERSON_CHANGED,
        subject=str(person.id),
        before=before,
        after={"is_active": person.is_active, "has_new_password": password_hash is not None, **after},
        at=now,
    )
    return person


def revoke_device(session: Session, actor: Actor, token_id: UUID, *, now: datetime) -> None:
    """Sign a device out: one's own, or one of an account that the actor looks after.

    Raises
    ------
    NotFound
        There is no such device, or it is not the actor's to see.
    """
    token = session.exec(select(SessionToken).where(SessionToken.id == token_id)).one_or_none()
    if token is None or not _looks_after(session, actor, token.person_id):
        raise NotFound("there is no such device among those you look after", "您管理的设备中没有此设备")
    if token.revoked_at is None:
        token.revoked_at = now
        session.add(token)
        session.flush()
        append_proved(
            session, actor.id, act=AuditAct.DEVICE_REVOKED, subject=str(token.id), at=now, proved=[token]
        )


def _looks_after(session: Session, actor: Actor, person_id: UUID) -> bool:
    if person_id == actor.id:
        return True
    person = session.get(Person, person_id)
    return person is not None and _keeps_person(session, actor, person)


def _keeps_person(session: Session, actor: Actor, person: Person) -> bool:
    """Say whether a person looks after an account, at all of its places."""
    places = (person.org_unit, *(person.places or ()))
    return all(_keeps(session, actor, person.role, place) for place in places)


def _keeps(session: Session, actor: Actor, role: str, org_unit: str) -> bool:
    """Say the same of the record at hand: the province of several cities is no single city's to let in."""
    if not looks_after(actor, role, org_unit):
        return False
    is_shared = role == Role.PROVINCE and actor.role == Role.COMMITTEE
    return not is_shared or len(read_cities(session.connection())) < _SEVERAL


def _place(session: Session, actor: Actor, role: Role, place: str, pointer: str) -> OrgUnitRow:
    """Return where the account belongs; the province lies above whoever looks after its account."""
    if _keeps(session, actor, role, place):
        above = session.get(OrgUnitRow, place)
        if above is not None and not is_within(actor, above.code):
            return above
    return require_scope_of_field(session, actor, place, pointer=pointer)


def _require_managed(actor: Actor, role: Role) -> None:
    if role not in MANAGES[actor.role]:
        raise NotAllowed(
            f"a {actor.role} does not open accounts for a {role}; ask the operator",
            "您不能开设此类账号；请联系系统管理员",
        )


def _require_home(role: Role, unit: OrgUnitRow, pointer: str) -> None:
    if unit.level == HOME[role]:
        return
    detail = f"a {role} belongs to a {HOME[role]}, {unit.code} is a {unit.level}"
    detail_zh = f"该岗位的行政级别与 {unit.name} 不符"
    raise Invalid(detail, detail_zh, (Fault(pointer, "wrong-level", detail, detail_zh),))


def _require_department(session: Session, new: NewPerson) -> None:
    """Refuse a department without a name or without a task that it leads, and a name with another role."""
    if new.role != Role.DEPARTMENT:
        if new.department is not None:
            raise _bad_department(f"a {new.role} has no department; leave it out", "该岗位不填牵头单位")
        return
    leads = {one for lead in session.exec(select(TaskRow.lead).distinct()) for one in lead.split("、") if one}
    if new.department not in leads:
        raise _bad_department(
            f"no task of the ledger is led by {new.department!r}; write one of {', '.join(sorted(leads))}",
            f"台账中没有由“{new.department or ''}”牵头的任务；可用：{'、'.join(sorted(leads))}",
        )


def _bad_department(detail: str, detail_zh: str) -> Invalid:
    return Invalid(detail, detail_zh, (Fault("/department", "unknown-department", detail, detail_zh),))


def _pointer(at: int) -> str:
    return "/org_unit" if at == 0 else f"/places/{at - 1}"


def require_other_operator(session: Session, person: Person) -> None:
    """Refuse to close the last operator who is active: nobody could open another; raises NotAllowed."""
    if person.role != Role.OPERATOR or not person.is_active:
        return
    others = select(Person.id).where(
        Person.role == Role.OPERATOR, col(Person.is_active), Person.id != person.id
    )
    if session.exec(others.limit(1)).first() is None:
        raise NotAllowed(
            "this is the last operator who is active: open another operator's account first",
            "这是最后一个在用的系统管理员账号；请先另开一个系统管理员账号，再停用此账号",
        )


def sign_out_everywhere(
    session: Session, person_id: UUID, now: datetime, *, but: UUID | None = None
) -> list[SessionToken]:
    """End a person's sign-ins, all but one, and return them: the act that ends them proves them."""
    ended = []
    for token in session.exec(
        select(SessionToken).where(
            SessionToken.person_id == person_id, col(SessionToken.revoked_at).is_(None)
        )
    ):
        if token.id == but:
            continue
        token.revoked_at = now
        session.add(token)
        ended.append(token)
    return ended
