"""The dispatcher, on a tenant's session: each activation is planned once, on the first channel that can reach the person.

The gates are asked as they will be asked again when the message goes: what is open now is what was open then, or the ledger
says why not.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.behaviour import service as behaviour
from domain.behaviour.rules import ACTIVATION
from domain.behaviour.values import ActivationKind, CustomerEvent
from domain.campaigns.values import Channel
from domain.contacts import service as contacts
from domain.contacts.rules import receiver_of
from domain.contacts.values import Contact
from domain.delivery import rules as gates
from domain.delivery import service as delivery
from domain.delivery.service import Gatekeeper
from domain.delivery.values import Intent, PastSend, Purpose, Ruling
from domain.errors import Conflict
from domain.ids import IdSource
from domain.messages import service as ledger
from domain.messages.activations import repository
from domain.messages.activations.rules import choose
from domain.messages.activations.tables import ActivationPlanRow, ActivationRow
from domain.messages.activations.values import (
    IN_STORE_EVENTS,
    PRESENT_MS,
    Activated,
    ActivationPlan,
    Chosen,
    Reach,
    Standing,
    Tried,
    Wanted,
)
from domain.messages.values import PlannedMessage, Priority
from domain.records import tenant_of

MINUTE_MS: Final = 60_000
_new_id: Final = IdSource()
_tried: Final = msgspec.json.Decoder(tuple[Tried, ...])


def source_of(kind: ActivationKind) -> str:
    return f"activation:{kind}"


def wanted_by(events: Sequence[CustomerEvent]) -> list[Wanted]:
    """The activations that these events call for."""
    kinds = {kind.value for kind in ActivationKind}
    return [
        Wanted(
            person_id=event.person_id,
            kind=ActivationKind(event.properties["kind"]),
            cause_id=event.event_id,
            at_ms=event.at_ms,
            event={"name": event.properties.get("because", ""), "properties": event.properties.get("cause", {})},
        )
        for event in events
        if event.name == ACTIVATION and event.properties.get("kind") in kinds
    ]


async def dispatch(
    session: AsyncSession, wanted: Sequence[Wanted], *, carried: Collection[Channel], now_ms: int
) -> list[Activated]:
    """Plan each once, in the caller's transaction. What no plan speaks of, and what is too late, is left out.

    ``carried`` are the channels that have an account.
    """
    plans = {kind: plan for kind, plan in (await all_plans(session)).items() if plan.enabled} if wanted else {}
    worth_it = [one for one in wanted if _is_wanted(one, plans, now_ms)]
    people = await contacts.load(session, {one.person_id for one in worth_it}) if worth_it else {}
    asked = {_because(one, people[one.person_id]): one for one in worth_it if one.person_id in people}
    known = await repository.known(session, asked.keys())
    asked = {because: one for because, one in asked.items() if because not in known}
    if not asked:
        return []
    present = await behaviour.recent(session, list(people), IN_STORE_EVENTS, since_ms=now_ms - PRESENT_MS)
    keeper = await _keeper(session, asked.values(), people, now_ms=now_ms)
    done: list[Activated] = []
    planned: list[PlannedMessage] = []
    for one in asked.values():
        contact = people[one.person_id]
        plan = plans[one.kind]
        chosen = choose(
            is_present=contact.person_id in present or one.person_id in present,
            preferred=contact.preferred_channel,
            templates=plan.templates,
            reach=_Reaching(one, contact, keeper, carried, now_ms),
        )
        done.append(_activated(one, contact, chosen, now_ms))
        if chosen.channel is not None:
            planned.append(_message(done[-1], one, plan, chosen, now_ms))
            keeper.note_claim(contact.person_id, PastSend(chosen.channel, now_ms, source_of(one.kind)))
    await repository.add(session, [_row(tenant_of(session), each) for each in done])
    await ledger.plan(session, planned)
    return done


def _because(one: Wanted, contact: Contact) -> repository.Because:
    return contact.person_id, one.kind.value, one.cause_id


def _is_wanted(one: Wanted, plans: Mapping[ActivationKind, ActivationPlan], now_ms: int) -> bool:
    plan = plans.get(one.kind)
    return plan is not None and now_ms < one.at_ms + plan.live_minutes * MINUTE_MS


async def _keeper(
    session: AsyncSession, wanted: Collection[Wanted], people: Mapping[str, Contact], *, now_ms: int
) -> Gatekeeper:
    settings = await delivery.settings(session)
    sent = await ledger.past_sends(
        session,
        [(people[one.person_id].person_id, source_of(one.kind)) for one in wanted],
        settings.policy.caps,
        now_ms=now_ms,
    )
    receivers = [receiver_of(contact, Channel.EMAIL, Purpose.MARKETING) for contact in people.values()]
    return await delivery.gatekeeper(session, receivers, known=settings, sent=sent)


@dataclass(frozen=True, slots=True)
class _Reaching:
    """Whether one person can be reached now, channel by channel."""

    wanted: Wanted
    contact: Contact
    keeper: Gatekeeper
    carried: Collection[Channel]
    now_ms: int

    def __call__(self, channel: Channel) -> Reach:
        if channel not in self.carried:
            return Reach(standing=Standing.CLOSED, reason="no account carries it")
        intent = Intent(person_id=self.contact.person_id, channel=channel, source=source_of(self.wanted.kind))
        state = self.keeper.state(receiver_of(self.contact, channel, Purpose.MARKETING), channel, ())
        decision = gates.decide(intent, state, now_ms=self.now_ms)
        verdict = decision.deciding
        if verdict is None:
            return Reach(standing=Standing.OPEN, reason="can be reached")
        if decision.ruling is Ruling.DEFERRED:
            return Reach(standing=Standing.WAITS, reason=verdict.reason, until_ms=verdict.until_ms)
        return Reach(standing=Standing.CLOSED, reason=verdict.reason)


def _activated(one: Wanted, contact: Contact, chosen: Chosen, now_ms: int) -> Activated:
    return Activated(
        activation_id=_new_id("act"),
        person_id=contact.person_id,
        kind=one.kind.value,
        cause_id=one.cause_id,
        channel=chosen.channel.value if chosen.channel else "",
        message_key=_message_key(_because(one, contact)) if chosen.channel else "",
        tried=chosen.tried,
        at_ms=now_ms,
    )


def _message_key(because: repository.Because) -> str:
    """The same for the same cause, and without its words: the ledger keeps keys for longer than it keeps people."""
    digest = blake2b("\n".join(because).encode(), digest_size=16).hexdigest()
    return f"activation/{digest}"


def _message(activated: Activated, one: Wanted, plan: ActivationPlan, chosen: Chosen, now_ms: int) -> PlannedMessage:
    channel = Channel(activated.channel)
    return PlannedMessage(
        key=activated.message_key,
        person_id=activated.person_id,
        channel=channel,
        template_id=plan.templates[channel],
        source=source_of(one.kind),
        step=one.kind.value,
        variables={"event": one.event} if one.event else {},
        priority=Priority.HIGH,
        planned_at_ms=now_ms,
        not_before_ms=chosen.not_before_ms,
        expires_at_ms=max(now_ms, chosen.not_before_ms) + plan.live_minutes * MINUTE_MS,
    )


def _row(tenant_id: str, one: Activated) -> dict[str, object]:
    return {
        "tenant_id": tenant_id,
        **{name: getattr(one, name) for name in ("activation_id", "person_id", "kind", "cause_id", "channel")},
        "message_key": one.message_key,
        "tried": msgspec.json.encode(one.tried).decode(),
        "at_ms": one.at_ms,
    }


# Plans, and for people to read


async def all_plans(session: AsyncSession) -> dict[ActivationKind, ActivationPlan]:
    """What the tenant says on which occasion."""
    return {ActivationKind(row.kind): plan_of(row) for row in await repository.plans(session)}


async def rows(session: AsyncSession) -> Sequence[ActivationPlanRow]:
    return await repository.plans(session)


def plan_of(row: ActivationPlanRow) -> ActivationPlan:
    return ActivationPlan.model_validate_json(row.document)


async def put_plan(
    session: AsyncSession,
    kind: ActivationKind,
    plan: ActivationPlan,
    *,
    expected_revision: int | None,
    actor_id: str,
    now_ms: int,
) -> ActivationPlanRow:
    """Say this from now on. Raises ``Conflict`` when somebody else wrote since ``expected_revision``."""
    row = await repository.plan(session, kind.value)
    known = row.revision if row is not None else 0
    if expected_revision is not None and expected_revision != known:
        raise Conflict("the plan was changed meanwhile", field="If-Match", remedy="Read it again and repeat.")
    if row is None:
        row = ActivationPlanRow(
            tenant_id=tenant_of(session), kind=kind.value, document="", revision=0, updated_by="", updated_at_ms=0
        )
    row.document, row.revision = plan.model_dump_json(), known + 1
    row.updated_by, row.updated_at_ms = actor_id, now_ms
    session.add(row)
    await session.flush()
    return row


async def of_cause(session: AsyncSession, wanted: Wanted) -> Activated | None:
    """What became of it when it was wanted before; None if it never was."""
    people = await contacts.load(session, [wanted.person_id])
    row = await repository.one(session, _because(wanted, people[wanted.person_id])) if people else None
    return activated_of(row) if row is not None else None


async def hand_on(session: AsyncSession, person_id: str, to: str) -> None:
    """``person_id`` turned out to be ``to``: what activated one has activated the other."""
    await repository.hand_on(session, person_id, to)


async def erase(session: AsyncSession, person_ids: Collection[str]) -> None:
    """Forget that and why these people were activated."""
    await repository.forget(session, person_ids)


async def of_person(session: AsyncSession, person_id: str, *, limit: int = 50) -> list[Activated]:
    """Every activation of a person, the newest first, with the steps that were tried."""
    return [activated_of(row) for row in await repository.of_person(session, person_id, limit=limit)]


def activated_of(row: ActivationRow) -> Activated:
    return Activated(
        activation_id=row.activation_id,
        person_id=row.person_id,
        kind=row.kind,
        cause_id=row.cause_id,
        channel=row.channel,
        message_key=row.message_key,
        tried=_tried.decode(row.tried),
        at_ms=row.at_ms,
    )
