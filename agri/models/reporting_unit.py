"""Reporting units: villages, recovery points, dealers, straw users, trial sites, laboratories."""

from datetime import date

from sqlmodel import Field

from agri.models.base import Record, not_blank, one_of
from agri.terms import ReportingUnitKind


class ReportingUnitRow(Record, table=True):
    """One unit as the city's package in force names it; a later city's codes begin with the city's code.

    `changes` counts how often an office opened or closed it since; 0: it is as the package says.
    """

    __tablename__ = "reporting_unit"
    __table_args__ = (one_of("kind", ReportingUnitKind), not_blank("title"))

    code: str = Field(primary_key=True)
    kind: str
    place: str = Field(foreign_key="org_unit.code", index=True)
    title: str
    since: date | None = None
    until: date | None = None
    changes: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
