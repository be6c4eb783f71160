"""The places of the hierarchy."""

from sqlmodel import Field

from agri.models.base import Record, one_of
from agri.terms import Level


class OrgUnitRow(Record, table=True):
    """A place; its division code is its key, and a code that begins with it lies inside."""

    __tablename__ = "org_unit"
    __table_args__ = (one_of("level", Level),)

    code: str = Field(primary_key=True)
    name: str
    name_en: str
    kind: str
    level: str
    parent: str | None = Field(default=None, foreign_key="org_unit.code", index=True)
    is_farming: bool
