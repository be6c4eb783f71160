"""What a practice month shows: to a place its forms and cells, to those above who has tried them."""

import json
from dataclasses import dataclass, replace
from uuid import UUID

from sqlmodel import Session

from agri.definitions.forms import Form
from agri.services.access.permissions import Act, Actor, require_act, require_scope
from agri.services.intake.asked_sections import asked_sections
from agri.services.intake.current_versions import CurrentVersion, read_current
from agri.services.intake.practice_reports import PracticeTrial, read_trials
from agri.services.reference.practice_month import Practice, read_practice
from agri.services.reference.reference import read_reference
from agri.services.review.due import DueForm, asked_forms

_NO_ID = UUID(int=0)


@dataclass(frozen=True, slots=True)
class PracticeDue:
    """The practice month as a phone shows it: the draft's forms, and what the month asks of the place.

    A cell that was tried holds what was tried last, and is `received`; it has no ids, for it is no report.
    """

    practice: Practice
    org_unit: str
    forms: tuple[Form, ...]
    cells: tuple[DueForm, ...]
    trials: tuple[PracticeTrial, ...]


@dataclass(frozen=True, slots=True)
class PracticeTries:
    """Who has tried: what was sent last, and the places that are asked something and sent nothing."""

    practice: Practice
    trials: tuple[PracticeTrial, ...]
    not_tried: tuple[str, ...]


def read_practice_due(session: Session, actor: Actor, org_unit: str | None = None) -> PracticeDue | None:
    """Return what the practice month asks of a place; None where none is open.

    Raises
    ------
    NotAllowed, NotFound
        The place is not the actor's, or does not exist.
    """
    require_act(actor, Act.READ_REPORTS)
    if org_unit is not None:
        require_scope(session, actor, org_unit)
    code = org_unit or actor.org_unit
    practice = read_practice(session, read_reference(session, of=code))
    if practice is None:
        return None
    trials = tuple(trial for trial in read_trials(session, practice, code) if trial.org_unit == code)
    practised = {str(period) for period in practice.periods.values()}
    current = {key: one for key, one in read_current(session, code).items() if key[1] not in practised}
    current |= {(trial.form, trial.period): _version(trial) for trial in trials}
    found = asked_forms(practice.reference, code, (practice.period,), current)
    cells = tuple(
        cell if cell.report_id is None else _without_ids(cell)
        for cell in found
        if cell.form in practice.periods
    )
    forms = tuple(practice.plan.forms[cell.form] for cell in cells)
    return PracticeDue(practice, code, forms, cells, trials)


def read_tries(session: Session, actor: Actor) -> PracticeTries | None:
    """Return what the actor's places have tried, and which have not; None where no practice month is open."""
    require_act(actor, Act.READ_REPORTS)
    practice = read_practice(session, read_reference(session, of=actor))
    if practice is None:
        return None
    trials = tuple(read_trials(session, practice, *actor.every_place))
    tried = {trial.org_unit for trial in trials}
    reference = practice.reference
    asked = [
        unit.code
        for unit in reference.places.units
        if unit.code.startswith(actor.every_place)
        and any(
            asked_sections(reference, unit.code, practice.plan.forms[code], period)
            for code, period in practice.periods.items()
        )
    ]
    return PracticeTries(practice, trials, tuple(code for code in asked if code not in tried))


def _version(trial: PracticeTrial) -> CurrentVersion:
    return CurrentVersion(
        report_id=_NO_ID,
        revision_id=_NO_ID,
        values_json=json.dumps(dict(trial.values)),
        entered_json=json.dumps(dict(trial.entered)),
        answers_json=None,
        known_by_json=None,
        decision=None,
        before=None,
        reason=None,
        author=_NO_ID,
    )


def _without_ids(cell: DueForm) -> DueForm:
    return replace(cell, report_id=None, revision_id=None)
