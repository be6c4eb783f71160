"""Why somebody may not decide on a report, and who may instead: one answer for the act and for the page."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from agri.definitions.reading import Title
from agri.errors import NotAllowed
from agri.models import Person
from agri.services.access.four_eyes import Keys, read_keys
from agri.services.access.permissions import Act, Actor, is_within, may
from agri.services.reference.reference import Reference, References
from agri.terms import Level, Role


@dataclass(frozen=True, slots=True)
class Bar:
    """What keeps somebody from deciding; some may still return what they may not accept."""

    detail: str
    detail_zh: str
    bars_return: bool

    def refusal(self) -> NotAllowed:
        """Return the refusal of such a decision."""
        return NotAllowed(self.detail, self.detail_zh)


OWN = Bar(
    "nobody decides on their own report; a colleague or the next level does",
    "不能审核自己填报的报表；请由同事或上级审核",
    bars_return=True,
)
OFFICE = Bar(
    "a county's own forms are reviewed by the municipal committee",
    "区县自报的报表由市工作委员会审核",
    bars_return=True,
)
KEYS = Bar(
    "you opened this account or set its password, and its person has not taken it over yet; "
    "a colleague or the next level accepts its reports until they have set a password of their own",
    "该账号由您开设或重设密码，本人尚未自行设置密码；此前请由同事或上级审核其报表",
    bars_return=False,
)


def find_bar(
    reference: Reference, by: UUID, role: Role | None, org_unit: str, *, author: UUID, keys: Keys | None
) -> Bar | None:
    """Return what keeps somebody of a role from deciding on what an author reported; None where nothing does.

    Without a role it is the operator who brings in what others decided: no office is asked then.
    """
    if author == by:
        return OWN
    if role == Role.REVIEWER and reference.places[org_unit].level != Level.TOWNSHIP:
        return OFFICE
    if keys is not None and by in keys.holders and not keys.is_own:
        return KEYS
    return None


@dataclass(frozen=True, slots=True)
class Office:
    """Somebody who reviews: an account that is open, and where it belongs."""

    actor: Actor
    display_name: str


def read_offices(session: Session) -> list[Office]:
    """Return everybody who reviews, by place and name."""
    roles = [Role.REVIEWER, Role.COMMITTEE]
    rows = session.connection().execute(
        select(
            col(Person.id),
            col(Person.name),
            col(Person.role),
            col(Person.org_unit),
            col(Person.places),
            col(Person.display_name),
        )
        .where(col(Person.is_active).is_(True), col(Person.role).in_(roles))
        .order_by(col(Person.org_unit).desc(), col(Person.name))
    )
    return [
        Office(Actor(person_id, name, Role(role), org_unit, places=tuple(places or ())), display_name)
        for person_id, name, role, org_unit, places, display_name in rows
    ]


class Bars:
    """What keeps one person from deciding on what some authors reported, read once for many reports."""

    def __init__(self, session: Session, actor: Actor, authors: Collection[UUID]) -> None:
        self._actor = actor
        self._references = References(session)
        self._keys = read_keys(session, authors) if may(actor, Act.REVIEW) else {}
        self._offices = cache(lambda: read_offices(session))

    def find(self, org_unit: str, author: UUID) -> Bar | None:
        """Return what keeps the person from deciding on a report, if anything does."""
        return self._find(self._actor, org_unit, author)

    def explain(self, bar: Bar | None, org_unit: str, author: UUID) -> Title | None:
        """Say why the person is barred, and name those who are not: the nearest first."""
        if bar is None or not may(self._actor, Act.REVIEW):
            return None
        free = [
            one
            for one in self._offices()
            if is_within(one.actor, org_unit) and self._find(one.actor, org_unit, author) is None
        ]
        if not free:
            return Title(
                f"{bar.detail_zh}。目前没有其他审核人，请联系系统管理员开设第二位审核人账号。",
                f"{bar.detail}. Nobody else reviews here yet: ask the operator for a second account.",
            )
        places = self._references.of(org_unit).places
        zh = "、".join(f"{one.display_name}（{places[one.actor.org_unit].name}）" for one in free)
        en = ", ".join(f"{one.display_name} ({places[one.actor.org_unit].name_en})" for one in free)
        return Title(f"{bar.detail_zh}。可审核：{zh}。", f"{bar.detail}. It can be decided by {en}.")

    def _find(self, actor: Actor, org_unit: str, author: UUID) -> Bar | None:
        keys = self._keys.get(author)
        reference = self._references.of(org_unit)
        return find_bar(reference, actor.id, actor.role, org_unit, author=author, keys=keys)
