"""What the gates make of messages, in production and in rehearsal."""

from typing import Final

from domain.contacts.rules import address, unreachable
from domain.contacts.values import Contact, consent_key
from domain.delivery import rules as gates
from domain.delivery.service import Gatekeeper
from domain.delivery.values import ConsentState, Decision, Intent, Receiver, Ruling
from domain.messages.values import Cause, Look, Looked, MessageStatus, Open

_NOBODY: Final = "is not among the tenant's contacts"


def receiver_of(message: Open, contact: Contact | None) -> Receiver:
    """Whom the message is for, as the gates have to know them."""
    if contact is None:
        return Receiver(person_id=message.person_id, unreachable=_NOBODY)
    return Receiver(
        person_id=message.person_id,
        unreachable=unreachable(contact, message.channel),
        address=address(contact, message.channel) or "",
        emails=contact.identities.get("email", ()),
        phones=contact.identities.get("phone", ()),
        consent=contact.consents.get(consent_key(message.channel, message.purpose), ConsentState.UNKNOWN),
        time_zone=contact.time_zone,
    )


def judge(message: Open, receiver: Receiver, keeper: Gatekeeper, now_ms: int) -> Looked:
    """What the gates make of it, its age first. ``claimed`` means that it may go."""
    if now_ms >= message.expires_at_ms:
        return refused(message, Cause.EXPIRED, Look(now_ms), "its time was over")
    decision = decide(message, receiver, keeper, now_ms=now_ms)
    look = Look(now_ms, decision.verdicts)
    verdict = decision.deciding
    if verdict is None:
        return Looked(message, MessageStatus.CLAIMED, look)
    if decision.ruling is Ruling.REFUSED:
        return Looked(message, MessageStatus.REFUSED, look, reason=verdict.gate.value)
    if verdict.until_ms >= message.expires_at_ms:
        return refused(message, Cause.EXPIRED, look, f"{verdict.reason}, and by then its time is over")
    return Looked(message, MessageStatus.DEFERRED, look, reason=verdict.gate.value, due_at_ms=verdict.until_ms)


def decide(message: Open, receiver: Receiver, keeper: Gatekeeper, *, now_ms: int) -> Decision:
    """The gates' verdicts on a message, as a rehearsal asks for them too."""
    intent = Intent(
        person_id=message.person_id,
        channel=message.channel,
        source=message.source,
        purpose=message.purpose,
        wants_best_time=message.wants_best_time,
    )
    return gates.decide(intent, keeper.state(receiver, message.channel, message.holdouts), now_ms=now_ms)


def refused(message: Open, cause: Cause, look: Look, note: str) -> Looked:
    """For a reason that no gate knows."""
    return Looked(message, MessageStatus.REFUSED, Look(look.at_ms, look.verdicts, note), reason=cause.value)
