"""The cities of a record, and whose city is meant: of a person, of a place, or of a name.

A city is one whose definitions were applied. The first of them has the numbers of releases, tasks and forms
as they stand; of every later city they begin with its code, ``4102/2020-08/1``.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, func, select
from sqlmodel import Session, col

from agri.definitions.province.province_plan import PROVINCE_LENGTH
from agri.errors import DatabaseUnfit, Fault, Invalid, NotFound
from agri.models import DefinitionVersion
from agri.services.access.permissions import Actor
from agri.terms import Role

WhoseCity = Actor | str | None
_SEPARATOR = "/"
_CODE_LENGTH = 4


def read_cities(connection: Connection) -> tuple[str, ...]:
    """Return the codes of the record's cities, in the order in which they came."""
    version = DefinitionVersion
    rows = connection.execute(
        # A province's own plan is a version too, and the province no city.
        select(col(version.city))
        .where(func.length(col(version.city)) > PROVINCE_LENGTH)
        .group_by(col(version.city))
        .order_by(func.min(col(version.seq)))
    )
    return tuple(rows.scalars())


def city_among(cities: Sequence[str], code: str) -> str | None:
    """Return the city that a place is or lies in."""
    return next((city for city in cities if code.startswith(city)), None)


def cities_seen(cities: Iterable[str], actor: Actor) -> tuple[str, ...]:
    """Return the cities that a person may ask about: the own one, those of a province, an operator's all."""
    if actor.role == Role.OPERATOR:
        return tuple(cities)
    own = actor.org_unit
    return tuple(city for city in cities if city.startswith(own) or own.startswith(city))


def choose_city(cities: Sequence[str], of: WhoseCity, named: str | None = None) -> str:
    """Return the city that is meant.

    Parameters
    ----------
    cities : sequence of str
        Those of the record.
    of : Actor, str or None
        Whose city: a person's, a place's; None where only one can be meant.
    named : str, optional
        One that a person of several cities, such as the province, names.

    Raises
    ------
    DatabaseUnfit
        The record holds no city.
    NotFound
        The place lies in no city of the record, or the person has nothing to do with the one that is named.
    Invalid
        Several cities may be meant, and none is named.
    """
    if not cities:
        raise DatabaseUnfit(
            "no city has been loaded into the database; run `agri apply FOLDER` or `agri demo` first",
            "数据库中还没有城市数据；请先运行 `agri apply 文件夹` 或 `agri demo`",
        )
    seen = cities_seen(cities, of) if isinstance(of, Actor) else tuple(cities)
    code = named or (of.org_unit if isinstance(of, Actor) else of)
    if code is not None:
        found = city_among(seen, code)
        if found is not None:
            return found
        is_above = not code or any(city.startswith(code) for city in seen)
        if named is not None or not is_above:
            raise _not_there(code, seen, is_city=named is not None or len(code) <= _CODE_LENGTH)
        seen = tuple(city for city in seen if city.startswith(code))
    if len(seen) == 1:
        return seen[0]
    listed = ", ".join(seen)
    raise Invalid.of(
        [
            Fault(
                "/query/city",
                "city-missing",
                f"the database holds several cities ({listed}): name one, --city CODE or ?city=CODE",
                f"数据库中有多个城市（{listed}）：请用 --city 代码 或 ?city=代码 指明",
            )
        ]
    )


def _not_there(code: str, seen: Sequence[str], *, is_city: bool) -> NotFound:
    """Say that a code is no place of the record, in the words of what was named: a city or a place."""
    listed = ", ".join(seen)
    what, what_zh = ("city", "城市") if is_city else ("place", "单位")
    return NotFound(
        f"there is no {what} {code} in this database: it holds {listed}, whose places' codes begin so",
        f"本数据库中没有{what_zh} {code}；库中的城市是 {listed}，所属单位的代码以此开头",
    )


def city_of(session: Session, of: WhoseCity) -> str:
    """Return the city of a person, of a place, or the only one; what refuses is what `choose_city` raises."""
    return choose_city(read_cities(session.connection()), of)


def stored_name(cities: Sequence[str], city: str, name: str) -> str:
    """Return under which name the record keeps what two cities may call the same.

    >>> stored_name(("4101", "4102"), "4101", "2019-08/1"), stored_name(("4101", "4102"), "4102", "2019-08/1")
    ('2019-08/1', '4102/2019-08/1')
    """
    return name if not cities or city == cities[0] else f"{city}{_SEPARATOR}{name}"


def shown_name(stored: str) -> str:
    """Return a name as the people of its city know it.

    >>> shown_name("3-5-1"), shown_name("4102/3-5-1")
    ('3-5-1', '3-5-1')
    """
    return split_name(stored)[1]


def split_name(name: str) -> tuple[str | None, str]:
    """Return the city that a name begins with, if any, and the rest.

    >>> split_name("4102/2020-08/1"), split_name("2019-08/1")
    (('4102', '2020-08/1'), (None, '2019-08/1'))
    """
    city, separator, rest = name.partition(_SEPARATOR)
    if separator and len(city) == _CODE_LENGTH and city.isdigit():
        return city, rest
    return None, name
