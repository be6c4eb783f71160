"""What happens to the record in the invented years, in order of time: pure data, ready to be loaded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from agri.terms import ClosureAct, DecisionKind, Drawn


@dataclass(frozen=True, slots=True)
class Submitted:
    """A place sends one version of one report."""

    at: datetime
    report_id: UUID
    revision_id: UUID
    form: str
    form_version: int
    org_unit: str
    period: str
    supersedes: UUID | None
    reason: str | None
    values: Mapping[str, float | None]
    not_applicable: Sequence[str]
    entered: Mapping[str, Sequence[float | str]]


@dataclass(frozen=True, slots=True)
class DecisionEvent:
    """The office above accepts or returns one version; `by` is that office's place."""

    at: datetime
    revision_id: UUID
    kind: DecisionKind
    reason: str | None
    by: str


@dataclass(frozen=True, slots=True)
class Closed:
    """A county closes a month or opens it again."""

    at: datetime
    org_unit: str
    period: str
    act: ClosureAct
    reason: str | None


@dataclass(frozen=True, slots=True)
class SpotChecked:
    """A county goes to see one cell."""

    at: datetime
    org_unit: str
    period: str
    form: str
    data_element: str
    verified: float
    drawn: Drawn
    by: str


@dataclass(frozen=True, slots=True)
class Noted:
    """The committee notes at its dispatch what is to be done for one task of the plan."""

    at: datetime
    task_id: str
    note: str


Event = Submitted | DecisionEvent | Closed | SpotChecked | Noted
