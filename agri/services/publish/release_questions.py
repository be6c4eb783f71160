"""Questions about a release: the province asks, the committee answers, both stay beside the release."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Session, col, select

from agri.audit_acts import AuditAct
from agri.errors import Conflict, Fault, Invalid, NotFound
from agri.models import ReleaseQuestion, ReleaseRow
from agri.services.access.permissions import Act, Actor, require_act
from agri.services.chain.prove import append_proved
from agri.services.publish.make_release import read_release
from agri.visible_text import shows


def ask_about_release(
    session: Session, actor: Actor, number: str, text: str, *, now: datetime
) -> ReleaseQuestion:
    """Keep a question about a release.

    Raises
    ------
    NotFound
        There is no release of this number in the actor's place.
    Invalid
        The question is blank.
    """
    require_act(actor, Act.ASK_ABOUT_RELEASE)
    release, _ = read_release(session, number, actor)
    question = ReleaseQuestion(
        id=uuid4(), release=release.number, text=_words(text, "/text"), asked_by=actor.id, asked_at=now
    )
    _store(session, actor, question, AuditAct.RELEASE_QUESTIONED, now)
    return question


def answer_about_release(
    session: Session, actor: Actor, question_id: UUID, text: str, *, now: datetime
) -> ReleaseQuestion:
    """Answer a question, once; the answer stays.

    Raises
    ------
    NotFound
        There is no such question about a release of the actor's place.
    Conflict
        It has an answer.
    Invalid
        The answer is blank.
    """
    require_act(actor, Act.ANSWER_ABOUT_RELEASE)
    question = session.get(ReleaseQuestion, question_id)
    if question is None:
        raise _no_question(question_id)
    try:
        read_release(session, question.release, actor)
    except NotFound as error:
        raise _no_question(question_id) from error
    if question.answer is not None:
        raise Conflict("this question has an answer already; it stays", "该问题已有答复，答复不可更改")
    question.answer, question.answered_by, question.answered_at = _words(text, "/text"), actor.id, now
    _store(session, actor, question, AuditAct.QUESTION_ANSWERED, now)
    return question


def list_questions(session: Session, actor: Actor, number: str) -> list[ReleaseQuestion]:
    """Return what was asked about a release, oldest first.

    Raises
    ------
    NotFound
        There is no release of this number in the actor's place.
    """
    require_act(actor, Act.READ_RELEASES)
    release, _ = read_release(session, number, actor)
    return questions_about(session, [release]).get(release.number, [])


def questions_about(session: Session, releases: list[ReleaseRow]) -> dict[str, list[ReleaseQuestion]]:
    """Return the questions about some releases by number, oldest first."""
    numbers = [release.number for release in releases]
    rows = session.exec(
        select(ReleaseQuestion)
        .where(col(ReleaseQuestion.release).in_(numbers))
        .order_by(col(ReleaseQuestion.asked_at), col(ReleaseQuestion.id))
    )
    found: dict[str, list[ReleaseQuestion]] = {}
    for row in rows:
        found.setdefault(row.release, []).append(row)
    return found


def _store(session: Session, actor: Actor, question: ReleaseQuestion, act: AuditAct, now: datetime) -> None:
    session.add(question)
    session.flush()
    append_proved(session, actor.id, act=act, subject=question.release, at=now, proved=[question])


def _words(text: str, pointer: str) -> str:
    words = text.strip()
    if not shows(words):
        raise Invalid.of([Fault(pointer, "blank", "write the question or answer in words", "请填写内容")])
    return words


def _no_question(question_id: UUID) -> NotFound:
    return NotFound(f"there is no question {question_id} about your releases", f"没有问题 {question_id}")
