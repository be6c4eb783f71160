"""Persons with their role and place, and what lets them in: session tokens and enrolment codes, hashed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field

from agri.models.base import Record, UtcDateTime, not_blank, one_of
from agri.terms import Role, SignInBy


class Person(Record, table=True):
    """A person who acts; the audit chain knows the id alone, never the name.

    `opened_by` opened the account, `password_set_by` set its password if somebody else did. `owned_at`
    is when the account became the person's own: an own password was set, or a phone enrolled with its code.
    `places` are further places beside `org_unit`, the first; `department` is the lead unit of the ledger that
    a department's person speaks for; `telephone` is the office's. `house_name` is who the house's own
    sign-in service says this person is, and `house_set_by` who linked the two last. `factor_secret` is the
    sealed secret of the second factor, `factor_step` the step of the last code that was used, and
    `recovery_hashes` are those of the recovery codes that are left.
    """

    __tablename__ = "person"
    __table_args__ = (one_of("role", Role), not_blank("name"))

    id: UUID = Field(primary_key=True)
    name: str = Field(unique=True)
    display_name: str
    role: str
    org_unit: str = Field(foreign_key="org_unit.code", index=True)
    password_hash: str | None = None
    is_active: bool = True
    created_at: datetime = Field(sa_type=UtcDateTime)
    opened_by: UUID | None = None
    password_set_by: UUID | None = None
    owned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    places: list[str] | None = Field(default=None, sa_type=JSON)
    department: str | None = None
    telephone: str | None = None
    house_name: str | None = Field(default=None, unique=True, index=True)
    house_set_by: UUID | None = None
    factor_secret: str | None = None
    factor_set_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    factor_step: int | None = None
    recovery_hashes: list[str] | None = Field(default=None, sa_type=JSON)


class SessionToken(Record, table=True):
    """One sign-in of one device; only the token's hash is kept. A desk's ends when it stands idle.

    `is_strong` says that more than a password stood behind it: an enrolment code, a code of the second
    factor, or a second step that the house's own service took. A desk's is so no longer once its person has
    taken the second factor away. `house_sub` and `house_sid` are what the house calls the person and its own
    sign-in by which this one was opened: when that one ends, this one does.
    """

    __tablename__ = "session_token"

    token_hash: str = Field(primary_key=True)
    id: UUID = Field(unique=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    device: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    last_used_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    is_desk: bool = False
    is_strong: bool = False
    house_sub: str | None = None
    house_sid: str | None = None


class EnrolmentCode(Record, table=True):
    """A code that signs one phone in once; only its hash is kept."""

    __tablename__ = "enrolment_code"

    code_hash: str = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    issued_by: UUID | None = Field(default=None, foreign_key="person.id")
    issued_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignInAttempt(Record, table=True):
    """One try to sign in, kept for months: who guesses what from where can be looked into.

    `kind` says by what; `device` is what the device calls itself, `known_device` the mark of a device on
    which the account was signed in before.
    """

    __tablename__ = "sign_in_attempt"

    id: int | None = Field(default=None, primary_key=True)
    account: str = Field(index=True)
    address: str = Field(index=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    is_successful: bool
    kind: str = SignInBy.PASSWORD.value
    device: str | None = None
    known_device: str | None = Field(default=None, index=True)
