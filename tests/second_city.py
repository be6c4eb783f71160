"""A second city beside the tiny one: the same places, forms and ledger under another code, and its people."""

from datetime import timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import Engine
from sqlmodel import Session

from agri.audit_acts import AuditAct
from agri.definitions.reading import DefinitionFiles
from agri.models import Person, SessionToken
from agri.services.access.sessions import hash_password, keyed_hash
from agri.services.chain.prove import append_proved
from agri.services.reference.apply_package import Applied, apply_package
from agri.settings import UNSAFE_KEY
from agri.terms import Role
from tests.places import CITY, COUNTY, FAR_TOWNSHIP, NEIGHBOUR, NOW, PASSWORD, TOWNSHIP, package

SECOND = "4102"


def moved(code: str) -> str:
    """Return the code of a place of the first city in the second one."""
    return SECOND + code.removeprefix(CITY)


SECOND_COUNTY, SECOND_TOWNSHIP = moved(COUNTY), moved(TOWNSHIP)
PEOPLE = {
    "b_reporter": (Role.REPORTER, SECOND_TOWNSHIP),
    "b_neighbour": (Role.REPORTER, moved(NEIGHBOUR)),
    "b_far_reporter": (Role.REPORTER, moved(FAR_TOWNSHIP)),
    "b_reviewer": (Role.REVIEWER, SECOND_COUNTY),
    "b_committee": (Role.COMMITTEE, SECOND),
}


def b_person_id(name: str) -> UUID:
    """Return the fixed id of one of `PEOPLE`."""
    return uuid5(NAMESPACE_URL, f"second-city/{name}")


def b_token_of(name: str) -> str:
    """Return the token with which one of `PEOPLE` is signed in."""
    return f"token-of-{name}"


def second_package(**edits: tuple[str, str]) -> DefinitionFiles:
    """Return the second city's package; `edits` replace text in a file, its name without the ending."""
    files = package().for_year(2019)
    contents = {}
    for name in files.names():
        content = files.read(name)
        if name in {"plan.toml", "indicators.toml", "org_units.csv"} or name.startswith("baselines"):
            lines = content.decode("utf-8-sig").replace(f'"{CITY}', f'"{SECOND}').split("\n")
            cells = [
                [moved(one) if one.startswith(CITY) else one for one in line.split(",")] for line in lines
            ]
            content = "\n".join(",".join(one) for one in cells).encode()
        old, new = edits.get(name.partition(".")[0], ("", ""))
        contents[name] = content.replace(old.encode(), new.encode()) if old else content
    return DefinitionFiles.of_bytes(contents)


def add_second_city(engine: Engine, files: DefinitionFiles | None = None) -> Applied:
    """Apply the second city beside the first, with its people signed in."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        applied = apply_package(session, files or second_package(), 2019, now=NOW)
        hashed = hash_password(PASSWORD)
        rows: list[Person | SessionToken] = []
        for name, (role, org_unit) in PEOPLE.items():
            person = Person(
                id=b_person_id(name),
                name=name,
                display_name=name,
                role=role,
                org_unit=org_unit,
                password_hash=hashed,
                created_at=NOW,
            )
            session.add(person)
            session.flush()
            token = SessionToken(
                id=uuid5(NAMESPACE_URL, b_token_of(name)),
                token_hash=keyed_hash(UNSAFE_KEY, b_token_of(name)),
                person_id=person.id,
                device="test",
                created_at=NOW,
                expires_at=NOW + timedelta(days=30),
                last_used_at=NOW,
            )
            session.add(token)
            rows += [person, token]
        session.flush()
        append_proved(session, None, at=NOW, act=AuditAct.ACCOUNTS_OPENED, subject=SECOND, proved=rows)
    return applied
