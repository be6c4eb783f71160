"""Send messages, each once on each way, and keep in the audit chain what became of them.

Before a message goes out, "begun" is linked; afterwards "sent" or "failed". One that is begun and neither may
have arrived: it is not sent again until somebody says so, and it is never forgotten.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from agri.audit_acts import AuditAct
from agri.models import Audit
from agri.services.access.permissions import Actor
from agri.services.chain.audit import append, open_chain
from agri.services.messages.ways import NotTaken, Send, Unsure
from agri.services.messages.what_to_tell import Message
from agri.terms import ChannelKind, Delivery

_ACTS = (AuditAct.MESSAGE_BEGUN, AuditAct.MESSAGE_SENT, AuditAct.MESSAGE_FAILED)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of one message on one way; `reason` says why it is not sent."""

    subject: str
    channel: ChannelKind
    delivery: Delivery
    reason: str = ""


def deliver(
    engine: Engine,
    actor: Actor,
    messages: Sequence[Message],
    ways: Mapping[tuple[ChannelKind, str], Send],
    *,
    now: datetime,
    sends_unsure: bool = False,
) -> list[Delivered]:
    """Send what was not sent yet, and return what became of each message on each way.

    Parameters
    ----------
    sends_unsure : bool
        Send those again that may have arrived.
    """
    found = []
    for message in messages:
        for (channel, receiver), send in ways.items():
            subject = f"message/{channel}/{receiver}/{_short(message.subject)}"
            state = _begin(engine, actor, subject, now=now, sends_unsure=sends_unsure)
            reason = ""
            if state is None:
                state, reason = _sent(send, message, int(now.timestamp()))
                _end(engine, actor, subject, state, now=now)
            elif state == Delivery.UNSURE:
                reason = "it was begun before and may have arrived"
            found.append(Delivered(message.subject, channel, state, reason))
    return found


def _short(subject: str) -> str:
    """Keep a subject readable in the chain, and short."""
    return (
        subject
        if len(subject) <= 60
        else f"{subject[:40]}~{hashlib.sha256(subject.encode()).hexdigest()[:16]}"
    )


def _begin(
    engine: Engine, actor: Actor, subject: str, *, now: datetime, sends_unsure: bool
) -> Delivery | None:
    """Link that a message begins; None where it is to be sent now. Of two runs at once one begins."""
    with Session(engine) as session, session.begin():
        open_chain(session)
        last = session.exec(
            select(Audit.act)
            .where(col(Audit.subject) == subject, col(Audit.act).in_(_ACTS))
            .order_by(col(Audit.seq).desc())
            .limit(1)
        ).first()
        if last == AuditAct.MESSAGE_SENT:
            return Delivery.KNOWN
        if last == AuditAct.MESSAGE_BEGUN and not sends_unsure:
            return Delivery.UNSURE
        append(session, actor.id, at=now, act=AuditAct.MESSAGE_BEGUN, subject=subject)
    return None


def _sent(send: Send, message: Message, second: int) -> tuple[Delivery, str]:
    try:
        send(message, second)
    except NotTaken as error:
        return Delivery.FAILED, str(error)
    except Unsure as error:
        return Delivery.UNSURE, str(error)
    return Delivery.SENT, ""


def _end(engine: Engine, actor: Actor, subject: str, state: Delivery, *, now: datetime) -> None:
    if state == Delivery.UNSURE:
        return  # what is begun and nothing else says just that
    act = AuditAct.MESSAGE_SENT if state == Delivery.SENT else AuditAct.MESSAGE_FAILED
    with Session(engine) as session, session.begin():
        append(session, actor.id, at=now, act=act, subject=subject)
