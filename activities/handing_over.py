"""What is handed to a vendor, and what its answer means for the ledger."""

from dataclasses import dataclass
from typing import Final

from activities.composing import Composed
from activities.routes import Route, Routes
from domain.campaigns.values import Channel
from domain.contacts.rules import address, devices_for
from domain.contacts.values import Contact
from domain.delivery.values import Purpose
from domain.errors import InvalidInput
from domain.messages import rules
from domain.messages.values import Cause, Handover, MessageStatus, Open
from domain.senders.values import (
    Accepted,
    Ambiguous,
    Deferred,
    OutboundMessage,
    Outcome,
    RefusalClass,
    Refused,
    Sender,
)

_PUSHES: Final = frozenset({Channel.PUSH, Channel.WEB_PUSH})
_CREDENTIAL_PAUSE_S: Final = 600


class NoWay(InvalidInput):
    """The tenant has no account, or nobody to write as, on the channel."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A message that is on record as claimed, and what its vendor is given."""

    message: Open
    outbound: OutboundMessage
    route: Route
    time_zone: str

    @property
    def attempt(self) -> int:
        """Which handover of the message it is, from 1."""
        return self.message.attempts + 1


def prepared(tenant_id: str, message: Open, contact: Contact, routes: Routes, composed: Composed) -> Claim:
    """Raises ``NoWay``."""
    channel = message.channel
    platform = app = ""
    if channel in _PUSHES:
        device = devices_for(contact, channel)[0]
        to, platform, app = device.token, device.platform.value, device.app
    else:
        to = address(contact, channel) or ""
    route = routes.route(channel, platform)
    if route is None:
        raise NoWay(f"no account carries {channel}", remedy="Set one up.")
    sender = routes.sender(channel, composed.sender_id)
    if sender is None and route.capabilities.needs_sender:
        raise NoWay(f"nobody to write as on {channel}", remedy="Set up a sender.")
    outbound = OutboundMessage(
        message_id=message.id,
        tenant_id=tenant_id,
        person_id=message.person_id,
        channel=channel,
        address=to,
        platform=platform,
        app=app,
        sender=sender or Sender(),
        subject=composed.subject,
        html=composed.html,
        text=composed.text,
        title=composed.title,
        body=composed.body,
        data=composed.data,
        media_urls=composed.media_urls,
        headers=composed.headers,
        unsubscribe_url=composed.unsubscribe_url,
        source=message.source,
        is_transactional=message.purpose is Purpose.TRANSACTIONAL,
        expires_at_ms=message.expires_at_ms,
    )
    return Claim(message, outbound, route, contact.time_zone)


def outcome_of(claim: Claim, answer: Outcome | None, *, now_ms: int, spread: float) -> Handover:
    """What a vendor's answer means; no answer leaves the message ``unknown``."""
    message_id, attempt = claim.message.id, claim.attempt
    vendor = claim.route.account.vendor
    match answer:
        case Accepted():
            return Handover(
                message_id=message_id,
                attempt=attempt,
                status=MessageStatus.SENT,
                provider=vendor,
                provider_message_id=answer.provider_message_id,
                segments=answer.segments,
                cost_nanos=answer.cost_nanos,
                currency=answer.currency,
            )
        case Refused(why=RefusalClass.CREDENTIAL):
            note = f"the account does not work: {answer.reason or answer.code}"
            return _again(claim, note, pause_s=_CREDENTIAL_PAUSE_S, now_ms=now_ms, spread=spread)
        case Refused():
            words = " ".join(part for part in (answer.why.value, answer.code, answer.reason) if part)
            return Handover(
                message_id=message_id,
                attempt=attempt,
                status=MessageStatus.REFUSED,
                provider=vendor,
                reason=Cause.VENDOR.value,
                note=words,
            )
        case Deferred():
            return _again(claim, answer.reason, pause_s=answer.retry_after_s, now_ms=now_ms, spread=spread)
        case Ambiguous():
            note = answer.reason or "no answer"
        case _:
            note = "no answer"
    return Handover(message_id=message_id, attempt=attempt, status=MessageStatus.UNKNOWN, provider=vendor, note=note)


def not_begun(claim: Claim, now_ms: int) -> Handover:
    """Its lease left no time to hand it over: certainly nobody got it."""
    return Handover(
        message_id=claim.message.id,
        attempt=claim.attempt,
        status=MessageStatus.DEFERRED,
        note="no time was left",
        retry_at_ms=now_ms,
    )


def _again(claim: Claim, note: str, *, pause_s: int, now_ms: int, spread: float) -> Handover:
    """Try a vendor again that was away, unless it was tried often enough."""
    words = f"{claim.route.account.vendor} was away: {note}" if note else f"{claim.route.account.vendor} was away"
    if claim.attempt >= rules.MAX_ATTEMPTS:
        return Handover(
            message_id=claim.message.id,
            attempt=claim.attempt,
            status=MessageStatus.FAILED,
            reason=Cause.UNAVAILABLE.value,
            note=words,
        )
    return Handover(
        message_id=claim.message.id,
        attempt=claim.attempt,
        status=MessageStatus.DEFERRED,
        reason=Cause.UNAVAILABLE.value,
        note=words,
        retry_at_ms=max(now_ms + 1_000 * pause_s, rules.retry_at_ms(claim.attempt, now_ms=now_ms, spread=spread)),
    )
