"""The current version of every report of a place, as forms are prefilled and checked from it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import Text, bindparam, cast, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from agri.models import Decision, Report, Revision
from agri.services.intake.current_revisions import current_revisions

Values = Mapping[str, float | None]

_before = aliased(Decision)
# Every phone asks this: built once, since building it takes as long as running it.
_CURRENT = current_revisions(
    select(
        col(Report.form),
        col(Report.period),
        col(Report.id),
        col(Revision.id),
        cast(col(Revision.values), Text),
        cast(col(Revision.entered), Text),
        cast(col(Revision.answers), Text),
        cast(col(Revision.known_by), Text),
        col(Decision.kind),
        col(_before.kind),
        col(Decision.reason),
        col(Revision.author),
    )
    .join(Revision, col(Revision.report_id) == col(Report.id))
    .outerjoin(Decision, col(Decision.revision_id) == col(Revision.id))
    .outerjoin(_before, col(_before.revision_id) == col(Revision.supersedes))
    .where(col(Report.org_unit) == bindparam("org_unit"))
    .order_by(col(Decision.seq), col(_before.seq))
)


@dataclass(frozen=True)
class CurrentVersion:
    """A report's current version; its values are parsed when asked for, since few of hundreds are."""

    report_id: UUID
    revision_id: UUID
    values_json: str
    entered_json: str
    answers_json: str | None
    known_by_json: str | None
    decision: str | None
    before: str | None
    reason: str | None
    author: UUID

    @cached_property
    def values(self) -> Values:
        """What it says, by element."""
        found: Values = json.loads(self.values_json)
        return found

    @cached_property
    def entered(self) -> Mapping[str, list[Any]]:
        """As typed in another unit."""
        found: Mapping[str, list[Any]] = json.loads(self.entered_json)
        return found

    @property
    def answers(self) -> Mapping[str, str]:
        """What came with it to what was asked, by finding."""
        return json.loads(self.answers_json) if self.answers_json else {}

    @property
    def known_by(self) -> Mapping[str, str]:
        """How the figures of its sections are known."""
        return json.loads(self.known_by_json) if self.known_by_json else {}


def read_current(session: Session, org_unit: str) -> dict[tuple[str, str], CurrentVersion]:
    """Return the current version of every report of a place by (form, period)."""
    rows: Iterable[Any] = session.connection().execute(_CURRENT, {"org_unit": org_unit})
    # Later decisions come later and overwrite earlier ones.
    return {(row[0], row[1]): CurrentVersion(*row[2:]) for row in rows}
