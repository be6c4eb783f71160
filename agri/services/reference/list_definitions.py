"""Say which definitions the record holds, what their files say, and how targets changed within a year."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from agri.definitions.province.province_plan import is_province, read_province_plan
from agri.definitions.reading import DefinitionFiles
from agri.errors import NotFound
from agri.services.access.cities import cities_seen
from agri.services.access.permissions import Act, Actor, require_act
from agri.services.reference.apply_package import target_changes
from agri.services.reference.definition_versions import StoredVersion, read_version_files, read_versions
from agri.services.reference.province.apply_province import province_target_changes
from agri.services.reference.reference import Reference, parse_version

_FIRST_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can name


@dataclass(frozen=True, slots=True)
class TargetChange:
    """One target that a later version of a year changed, as people read it."""

    version: StoredVersion
    indicator: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class DefinitionChange:
    """One version and how it differs from the one before: names of files, targets."""

    version: StoredVersion
    changed: tuple[str, ...]
    targets: tuple[TargetChange, ...]


def list_definitions(session: Session, actor: Actor) -> list[DefinitionChange]:
    """Return every version of the cities that the actor sees, in the order of applying.

    Raises
    ------
    NotAllowed
        The actor does not read definitions.
    """
    require_act(actor, Act.READ_DEFINITIONS)
    versions = read_versions(session.connection())
    seen = cities_seen(dict.fromkeys(one.city for one in versions), actor)
    return _changes(session, tuple(one for one in versions if one.city in seen))


def read_definition_files(
    session: Session, actor: Actor, city: str, year: int, number: int
) -> tuple[StoredVersion, DefinitionFiles]:
    """Return one version with its files as they were applied.

    Raises
    ------
    NotAllowed
        The actor does not read definitions.
    NotFound
        There is no such version, or it belongs to a city that the actor does not see.
    """
    require_act(actor, Act.READ_DEFINITIONS)
    connection = session.connection()
    versions = read_versions(connection)
    seen = cities_seen(dict.fromkeys(one.city for one in versions), actor)
    for one in versions:
        if (one.city, one.year, one.number) == (city, year, number) and one.city in seen:
            return one, read_version_files(connection, one)
    name = f"{city}/{year}/{number}"
    raise NotFound(
        f"there are no definitions {name}; GET /api/v1/definitions lists them",
        f"没有定义版本 {name}；清单见 /api/v1/definitions",
    )


def definitions_archive(files: DefinitionFiles) -> bytes:
    """Return all files as a zip that `agri check` and `agri apply` take once it is unpacked; equal bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in files.names():
            archive.writestr(zipfile.ZipInfo(name, _FIRST_DATE), files.read(name), zipfile.ZIP_DEFLATED)
    return content.getvalue()


def target_history(session: Session, reference: Reference) -> list[TargetChange]:
    """Return the changes of targets within the year of a reference that are in force."""
    own = tuple(one for one in reference.versions if one.year == reference.year and one.in_force_on)
    return [target for change in _changes(session, own) for target in change.targets]


def _differences(
    session: Session, before: StoredVersion, after: StoredVersion
) -> Iterator[tuple[str, str, str]]:
    connection = session.connection()
    if is_province(after.city):
        old, new = (read_province_plan(read_version_files(connection, one)) for one in (before, after))
        return province_target_changes(old, new)
    return target_changes(parse_version(connection, before).plan, parse_version(connection, after).plan)


def _changes(session: Session, versions: tuple[StoredVersion, ...]) -> list[DefinitionChange]:
    last: dict[tuple[str, int], StoredVersion] = {}
    found = []
    for one in versions:
        before = last.get((one.city, one.year))
        files: Mapping[str, str] = before.files if before is not None else {}
        names = sorted({*files, *one.files})
        changed = tuple(name for name in names if files.get(name) != one.files.get(name))
        targets: tuple[TargetChange, ...] = ()
        if before is not None:
            targets = tuple(TargetChange(one, *change) for change in _differences(session, before, one))
        found.append(DefinitionChange(one, changed, targets))
        if one.in_force_on is not None:
            last[one.city, one.year] = one
    return found
