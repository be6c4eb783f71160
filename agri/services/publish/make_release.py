"""Freeze a month under a number: snapshot, assessments, projection and the lines of every form."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from agri.audit_acts import AuditAct
from agri.definitions.layouts import read_layout
from agri.definitions.plan import Plan
from agri.definitions.reading import SOURCES, Title
from agri.errors import Fault, Invalid, NotFound
from agri.files.release import lines
from agri.files.release.assemble import Frozen, assemble
from agri.files.release.sources import cited_by, read_sources
from agri.indicators.snapshot import Snapshot
from agri.models import BackgroundJob, ReleaseRow
from agri.periods import Period, day_of
from agri.services.access.cities import cities_seen, split_name, stored_name
from agri.services.access.permissions import Act, Actor, require_act
from agri.services.chain.audit import Link, open_chain, read_head
from agri.services.chain.chain_rows import append_row
from agri.services.figures.assess import assessment, latest_projection
from agri.services.figures.projection_age import outlook_note
from agri.services.figures.snapshot_cache import BESIDE_THE_RECORD, current_snapshot
from agri.services.intake.batch_state import parse_period
from agri.services.outlook.job_queue import find_open, open_job
from agri.services.outlook.project_year import project_year
from agri.services.publish.release_findings import accepted_findings
from agri.services.reference.reference import Reference, read_reference, record_cities
from agri.services.store.canonical import canonical_json, digest_of
from agri.services.store.database import reading
from agri.terms import JobKind, Level

SEED = 1
REPLICATIONS = 1_000
_LAYOUT = "layouts/province.toml"
# Reports come in while a release of today is made. After so many tries it shows the record as it was seen: it
# names the end of the chain that it was made from.
_TRIES = 3


def make_release(
    engine: Engine,
    actor: Actor,
    period: str,
    *,
    now: datetime,
    seed: int = SEED,
    replications: int = REPLICATIONS,
    include_findings: bool = False,
) -> ReleaseRow:
    """Freeze a month as it stands on its dispatch day, or today if that is earlier.

    What the checks remarked on accepted reports goes along only where the committee chooses so. The same
    content again gives the release that exists; other content gives the next edition.

    Raises
    ------
    NotAllowed
        The actor does not release.
    Invalid
        The period is not an ended month of the plan year.
    """
    require_act(actor, Act.RELEASE)
    with reading(engine) as session:
        reference = read_reference(session, of=actor)
        month = releasable_month(reference, period, today=day_of(now))
        plan = reference.of(month).plan
        as_of = min(dispatch_on(plan, month), day_of(now))
        known = latest_projection(session, current_snapshot(session, plan, as_of).id)
    if known is None or known.replications < replications:
        project_year(engine, as_of=as_of, seed=seed, replications=replications, now=now, city=plan.city)
    tries = 0
    while True:
        # From one steady view of the record, before the transaction that writes: nobody waits for it.
        with reading(engine) as session:
            draft = _draft(session, plan.city, month, as_of, include_findings=include_findings)
        tries += 1
        with Session(engine, expire_on_commit=False) as session, session.begin():
            may_move = day_of(now) > as_of or tries >= _TRIES
            release = _freeze(session, actor, month, draft, now=now, may_move=may_move)
        if release is not None:
            return release


def ask_release(
    session: Session,
    actor: Actor,
    period: str,
    *,
    now: datetime,
    wall_now: datetime,
    seed: int,
    replications: int,
    include_findings: bool,
) -> BackgroundJob:
    """Put a release into the queue of questions in the background; an equal one that is open is that one.

    Raises
    ------
    NotAllowed
        The actor does not release.
    Invalid
        The period is not an ended month of the plan year.
    TooManyOpen
        The actor has as many open questions as one may have.
    """
    require_act(actor, Act.RELEASE)
    reference = read_reference(session, of=actor)
    month = releasable_month(reference, period, today=day_of(now))
    payload = {
        "city": reference.city,
        "period": str(month),
        "seed": seed,
        "replications": replications,
        "include_findings": include_findings,
    }
    open_chain(session)  # before looking: two equal questions at once are one
    known = find_open(session, JobKind.RELEASE, payload)
    return known or open_job(
        session, JobKind.RELEASE, uuid4(), asked_by=actor.id, now=wall_now, payload=payload
    )


def find_release_job(session: Session, job_id: UUID, actor: Actor | None = None) -> BackgroundJob:
    """Return the question that a release is made for, of the person's city where a person looks.

    Raises
    ------
    NotFound
        There is none of this id there.
    """
    job = session.get(BackgroundJob, job_id)
    is_found = job is not None and job.kind == JobKind.RELEASE
    if job is not None and is_found and actor is not None:
        cities = record_cities(session)
        is_found = job.payload.get("city", cities[0]) in cities_seen(cities, actor)
    if job is None or not is_found:
        raise NotFound(f"there is no release job {job_id}", f"没有发布任务 {job_id}")
    return job


def dispatch_on(plan: Plan, month: Period) -> date:
    """Return the day on which a month's dispatch is written."""
    return month.next().first_day + timedelta(days=plan.rhythm.dispatch_day - 1)


def read_release(
    session: Session, number: str, actor: Actor | None = None
) -> tuple[ReleaseRow, lines.Release]:
    """Return a release's row and its lines, of the person's cities where a person looks.

    A number without a city is one of the record's first: so it was before there were others.

    Raises
    ------
    NotFound
        There is no release of this number there.
    """
    cities = record_cities(session)
    named, rest = split_name(number)
    city = named or next(iter(cities), "")
    is_seen = actor is None or city in cities_seen(cities, actor)
    row = session.get(ReleaseRow, stored_name(cities, city, rest)) if is_seen else None
    if row is None:
        raise NotFound(
            f"there is no release {number!r}; GET /api/v1/releases lists them",
            f"没有编号为 {number!r} 的发布；清单见 /api/v1/releases",
        )
    return row, lines.from_document(json.loads(row.content))


def list_releases(session: Session, actor: Actor) -> list[ReleaseRow]:
    """Return all releases of the cities that the actor sees, newest first."""
    require_act(actor, Act.READ_RELEASES)
    cities = record_cities(session)
    seen = cities_seen(cities, actor)
    rows = session.exec(select(ReleaseRow).order_by(col(ReleaseRow.seq).desc()))
    return [row for row in rows if (split_name(row.number)[0] or cities[0]) in seen]


def releasable_month(reference: Reference, text: str, *, today: date) -> Period:
    """Return the month that a text names.

    Raises
    ------
    Invalid
        It is not an ended month of a plan year.
    """
    month = parse_period(text)
    if month is None or month.month is None or month.year not in reference.years or month.last_day >= today:
        last = _last_ended(reference, today)
        way, way_zh = "none has ended yet", "目前还没有已结束的月份"
        if last is not None:
            way, way_zh = f"the last one is {last}", f"最近一个是 {last}"
        raise Invalid.of(
            [
                Fault(
                    "/period",
                    "not-releasable",
                    f"{text!r} is not an ended month of a plan year; {way}",
                    f"{text!r} 不是方案年度内已结束的月份；{way_zh}",
                )
            ]
        )
    return month


def _last_ended(reference: Reference, today: date) -> Period | None:
    months = (month for year in reference.years for month in Period(year).months())
    return max((month for month in months if month.last_day < today), default=None)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A release as it will be stored, rendered from one view of the record.

    `end` is the end of the chain that it was made from, `moved` the last link that may have moved a figure;
    `last` is the number of the release before, and `is_same` says that nothing has changed since.
    """

    plan: str
    snapshot: Snapshot
    projection_id: UUID | None
    end: Link
    moved: Link
    with_findings: bool
    last: str | None
    is_same: bool
    number: str
    edition: int
    digest: str
    content: str


def _draft(session: Session, city: str, month: Period, as_of: date, *, include_findings: bool) -> _Draft:
    end = read_head(session)
    reference = read_reference(session, as_of, of=city).of(month)
    snapshot = current_snapshot(session, reference.plan, as_of)
    findings = accepted_findings(session, reference, month, as_of) if include_findings else None
    document, projection_id = _document(session, reference, snapshot, ("", month, end), findings=findings)
    name = reference.stored_name(str(month))
    last = session.exec(_last_edition(name)).first()
    is_same = last is not None and _without_number(document) == _without_number(json.loads(last.content))
    edition = last.edition + 1 if last is not None else 1
    number = f"{name}/{edition}"
    document["header"]["number"] = number
    return _Draft(
        plan=reference.plan.code,
        snapshot=snapshot,
        projection_id=projection_id,
        end=end,
        moved=read_head(session, without=BESIDE_THE_RECORD),
        with_findings=include_findings,
        last=last.number if last is not None else None,
        is_same=is_same,
        number=number,
        edition=edition,
        digest=digest_of(document),
        content=canonical_json(document),
    )


def _last_edition(name: str) -> SelectOfScalar[ReleaseRow]:
    """Select the last release of a city's month, by the name that its numbers begin with."""
    return (
        select(ReleaseRow)
        .where(col(ReleaseRow.number).startswith(f"{name}/"))
        .order_by(col(ReleaseRow.edition).desc())
        .limit(1)
    )


def _freeze(
    session: Session, actor: Actor, month: Period, draft: _Draft, *, now: datetime, may_move: bool
) -> ReleaseRow | None:
    """Store a draft; None where the record has moved since, unless it may, or where another came between."""
    open_chain(session)  # before looking: of two releases at once, one is the next edition
    last = session.scalar(
        _last_edition(draft.number.rpartition("/")[0]).with_only_columns(col(ReleaseRow.number))
    )
    if last != draft.last:
        return None
    if not may_move and read_head(session, without=BESIDE_THE_RECORD) != draft.moved:
        return None
    if draft.is_same:
        return session.get_one(ReleaseRow, draft.last)
    row = {
        "number": draft.number,
        "period": str(month),
        "edition": draft.edition,
        "plan": draft.plan,
        "as_of": draft.snapshot.as_of,
        "snapshot": draft.snapshot.id,
        "projection_id": draft.projection_id,
        "digest": draft.digest,
        "content": draft.content,
        "chain_length": draft.end.length,
        "chain_head": draft.end.head,
        "by": actor.id,
        "at": now,
    }
    release = ReleaseRow(
        **append_row(
            session,
            actor.id,
            ReleaseRow,
            row,
            at=now,
            act=AuditAct.RELEASE_MADE,
            subject=draft.number,
            after={"with_findings": draft.with_findings},
        )
    )
    session.add(release)
    session.flush()
    return release


def _document(
    session: Session,
    reference: Reference,
    snapshot: Snapshot,
    named: tuple[str, Period, Link],
    *,
    findings: tuple[lines.FindingLine, ...] | None,
) -> tuple[dict[str, Any], UUID | None]:
    """Return the release's document, and the projection that it shows: the last one, with its age."""
    number, month, end = named
    places = [reference.plan.city, *(unit.code for unit in reference.places.at(Level.COUNTY))]
    assessments = [assessment(session, as_of=snapshot.as_of, org_unit=code) for code in places]
    city = assessments[0]
    projection, evidence = city.projection, city.evidence
    note = outlook_note(projection)
    text = Title(f"{evidence.text.zh}。{note.zh}", f"{evidence.text.en}. {note.en}")
    assessments[0] = replace(city, evidence=replace(evidence, text=text))
    frozen = Frozen(
        number=number,
        period=month,
        method=city.method,
        seed=projection.seed if projection is not None else None,
        replications=projection.replications if projection is not None else None,
        chain_length=end.length,
        chain_head=end.head,
        definitions=f"{reference.version.name} {reference.version.digest}",
    )
    release = assemble(
        snapshot,
        reference.plan,
        read_layout(reference.files[_LAYOUT]),
        frozen,
        assessments=assessments,
        sources=read_sources(reference.files[SOURCES], cited_by(reference.plan)),
        findings=findings,
    )
    return lines.to_document(release), None if projection is None else projection.id


def _without_number(document: dict[str, Any]) -> dict[str, Any]:
    """Return a release without what differs each time it is made: number and end of the chain."""
    differs = {"number", "chain_length", "chain_head"}
    header = {key: value for key, value in document["header"].items() if key not in differs}
    return {**document, "header": header}
