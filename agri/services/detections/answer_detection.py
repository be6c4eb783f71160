"""Answer a detection: one tap, or some words; the answer settles this question and changes no number."""

from datetime import date, datetime

from sqlmodel import Session

from agri.errors import Fault, Invalid, NotFound
from agri.models import FindingAnswer
from agri.services.access.permissions import Act, Actor, require_act
from agri.services.detections.list_detections import AskedDetection, list_detections
from agri.services.review.answer_finding import record_answer
from agri.visible_text import shows


def answer_detection(
    session: Session,
    actor: Actor,
    detection_id: str,
    *,
    answer: str | None,
    text: str | None,
    as_of: date,
    now: datetime,
) -> FindingAnswer:
    """Append an answer to one detection; the last one counts until the number changes.

    Raises
    ------
    NotFound
        Nothing is asked by that name in the actor's place: the number may have changed meanwhile.
    Invalid
        The answer is none of those that are offered, or nothing is said at all.
    """
    require_act(actor, Act.READ_REPORTS)
    found = list_detections(session, actor, as_of=as_of, org_unit=None).detections
    one = next((one for one in found if one.id == detection_id), None)
    if one is None:
        raise NotFound(
            f"there is no open question {detection_id!r} in your place; its number may have changed",
            f"您的辖区内没有疑问 {detection_id!r}；可能数已更正",
        )
    return record_answer(session, actor, one.revision_id, one.name, text=_words(one, answer, text), now=now)


def _words(one: AskedDetection, answer: str | None, text: str | None) -> str:
    offered = {chip.code: chip.title.zh for chip in one.detection.answers}
    if answer is not None and answer not in offered:
        raise Invalid.of(
            [
                Fault(
                    "/answer",
                    "unknown-answer",
                    f"{answer!r} is no answer to this question; offered are: {', '.join(offered)}",
                    f"{answer!r} 不是可选的说明；可选：{'、'.join(offered)}",
                )
            ]
        )
    said = [words for words in (offered.get(answer or ""), (text or "").strip()) if words and shows(words)]
    if not said:
        raise Invalid.of([Fault("/text", "blank", "choose an answer or write one", "请选择或填写说明")])
    return "：".join(said)
