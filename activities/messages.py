"""Messages on their way out, many at a time: gates, rendering and claim in one transaction, the vendor, the outcome in another.

Whoever dies on the way leaves messages that are planned, or claimed: the first go out later, the second are looked up when
their lease is over (``activities/looking_up.py``). Nothing is handed over that is not on record as claimed.
"""

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import stamina
import structlog
from msgspec import Struct

from activities.composing import Composer
from activities.handing_over import Claim, NoWay, not_begun, outcome_of, prepared
from activities.judging import judge, receiver_of, refused
from activities.routes import Route, Routes, Vendors
from domain.campaigns.values import Channel
from domain.contacts import service as contacts
from domain.delivery import service as delivery
from domain.delivery.service import Settings
from domain.delivery.values import PastSend, Purpose
from domain.errors import InvalidInput, NotFound, Unavailable
from domain.messages import service as ledger
from domain.messages.feedback import service as feedback
from domain.messages.holds import service as holds
from domain.messages.values import HANDOVER_MS, LEASE_MS, Cause, Handover, Looked, MessageStatus
from domain.senders.values import Outcome, RefusalClass, Refused
from storage.redis.throttles import Bucket, Throttles
from storage.sql.database import Database

LIMIT: Final = 500
_SETTLED_TOGETHER: Final = 100
"""Outcomes that are written down before the vendor is given more."""
_SETTLE_ATTEMPTS: Final = 5
_REDIS_PAUSE_MS: Final = 5_000

_log = structlog.get_logger(__name__)


class DeliveryReport(Struct, frozen=True, kw_only=True):
    """What came of one delivery. ``next_due_at_ms`` is when to deliver again: in the past while more is due, None for never."""

    sent: int = 0
    refused: dict[str, int] = {}
    """By gate or ``Cause``."""
    deferred: int = 0
    failed: int = 0
    unknown: int = 0
    throttled: int = 0
    """Left alone, since no more may go right now."""
    looked_at: int = 0
    next_due_at_ms: int | None = None


@dataclass(slots=True)
class _Chosen:
    """Messages to look at, and the permits that some of their channels need."""

    settings: Settings
    routes: Routes
    by_key: bool
    source: str | None = None
    """Named by whoever delivers, and so not held back from them."""
    is_full: bool = False
    """As many as may be looked at: there are probably more."""
    ids: list[str] = field(default_factory=list)
    permits: dict[Channel, tuple[tuple[Bucket, ...], int]] = field(default_factory=dict)
    throttled: int = 0
    again_at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class _Claimed:
    """What came of looking at messages, and when: the leases of those that are claimed count from then."""

    claims: list[Claim]
    looked: list[Looked]
    at_ms: int
    at_s: float
    """By the loop's own clock."""


@dataclass(frozen=True, slots=True)
class _Answered:
    """A claim, what its vendor answered, and what that means for the ledger."""

    claim: Claim
    answer: Outcome | None
    outcome: Handover


class Deliverer:
    """One for each worker process; ``worker_id`` is on record with every claim.

    ``throttles`` None means that nothing is throttled. While Redis is away, what is throttled waits and the rest goes.
    ``clock_ms`` says when a claim is made, by which its lease and quiet hours go: fetching content and waiting for whoever
    holds the same people may have taken a while. Without it that is whenever a delivery was asked for.
    """

    def __init__(
        self,
        journeys: Database,
        vendors: Vendors,
        composer: Composer,
        *,
        throttles: Throttles | None,
        worker_id: str,
        clock_ms: Callable[[], int] | None = None,
        spread: Callable[[], float] = random.random,
    ) -> None:
        self._journeys = journeys
        self._vendors = vendors
        self._composer = composer
        self._throttles = throttles
        self._worker_id = worker_id
        self._clock_ms = clock_ms
        self._spread = spread

    async def deliver(
        self,
        tenant_id: str,
        *,
        source: str | None = None,
        limit: int = LIMIT,
        now_ms: int,
        keys: Sequence[str] = (),
        waited_ms: int = 0,
        looks_ahead: bool = True,
    ) -> DeliveryReport:
        """Hand over up to ``limit`` messages that are due: of ``source``, of all sources, or those of ``keys``.

        ``waited_ms`` leaves those alone that have not been due for so long. Who comes again anyway need not look ahead to when
        the next ones are due.

        Raises ``Unavailable`` when the store does not answer; what was claimed by then is looked up later.
        """
        chosen = await self._choose(
            tenant_id, source=source, limit=limit, now_ms=now_ms, due_ms=now_ms - waited_ms, keys=keys
        )
        looked: list[Looked] = []
        outcomes: list[Handover] = []
        if chosen.ids:
            await self._composer.fetch(tenant_id, chosen.ids, now_ms=now_ms)
            claimed = await self._claim(tenant_id, chosen, asked_ms=now_ms)
            looked = claimed.looked
            await self._give_back(chosen, claimed.claims)
            outcomes = await self._hand_over(tenant_id, claimed)
        next_due_at_ms = None
        if looks_ahead:
            next_due_at_ms = await self._next_due_at_ms(tenant_id, source, chosen, looked, outcomes, now_ms=now_ms)
        return _report(looked, outcomes, chosen.throttled, next_due_at_ms)

    # Choosing

    async def _choose(
        self, tenant_id: str, *, source: str | None, limit: int, now_ms: int, due_ms: int, keys: Sequence[str]
    ) -> _Chosen:
        async with self._journeys.reading(tenant_id) as session:
            chosen = _Chosen(await delivery.settings(session), await self._vendors.routes(session), bool(keys), source)
            closed: set[Channel] = set()
            while len(chosen.ids) < limit:
                if keys:
                    due = await ledger.due_of(session, keys, now_ms=due_ms)
                else:
                    due = await ledger.due(session, source=source, now_ms=due_ms, limit=limit, closed=closed)
                known = set(chosen.ids)
                fresh = [each for each in due if each[1] not in known][: limit - len(known)]
                newly_closed = await self._permit(tenant_id, chosen, fresh, now_ms)
                closed |= newly_closed
                if keys or not newly_closed:
                    break
        chosen.is_full = len(chosen.ids) >= limit
        return chosen

    async def _permit(
        self, tenant_id: str, chosen: _Chosen, due: Sequence[tuple[Channel, str]], now_ms: int
    ) -> set[Channel]:
        """Take those that may go; the channels on which some may not."""
        by_channel: dict[Channel, list[str]] = defaultdict(list)
        for channel, message_id in due:
            by_channel[channel].append(message_id)
        closed = set()
        granted_ids: set[str] = set()
        for channel, ids in by_channel.items():
            buckets = chosen.routes.buckets(tenant_id, channel, chosen.settings.policy) if self._throttles else ()
            if not buckets:
                granted_ids |= set(ids)
                continue
            granted, wait_ms = await self._take(buckets, len(ids))
            held = chosen.permits.get(channel, (buckets, 0))[1]
            chosen.permits[channel] = (buckets, held + granted)
            granted_ids |= set(ids[:granted])
            if granted < len(ids):
                closed.add(channel)
                chosen.throttled += len(ids) - granted
                again_at_ms = now_ms + max(wait_ms, 1)
                chosen.again_at_ms = min(chosen.again_at_ms or again_at_ms, again_at_ms)
        chosen.ids += [message_id for _, message_id in due if message_id in granted_ids]
        return closed

    async def _take(self, buckets: Sequence[Bucket], wanted: int) -> tuple[int, int]:
        assert self._throttles is not None
        try:
            permits = await self._throttles.take(buckets, wanted)
        except Unavailable as error:
            _log.warning("throttled messages wait for Redis", tenant_id=buckets[0].tenant_id, error=error.message)
            return 0, _REDIS_PAUSE_MS
        return permits.granted, permits.wait_ms

    async def _give_back(self, chosen: _Chosen, claims: Sequence[Claim]) -> None:
        used = Counter(claim.message.channel for claim in claims)
        for channel, (buckets, granted) in chosen.permits.items():
            if self._throttles is not None and granted > used[channel]:
                try:
                    await self._throttles.give_back(buckets, granted - used[channel])
                except Unavailable as error:
                    _log.warning("permits were not given back", error=error.message)

    # Claiming

    async def _claim(self, tenant_id: str, chosen: _Chosen, *, asked_ms: int) -> _Claimed:
        """One transaction: what is committed as claimed here may be handed over, and nothing else."""
        async with self._journeys.tenant(tenant_id) as session:
            messages = await ledger.take(session, chosen.ids)
            held = await holds.held(session, {message.source for message in messages} - {chosen.source})
            messages = [message for message in messages if message.source not in held]
            now_ms, now_s = self._now_ms(asked_ms), asyncio.get_running_loop().time()
            people = await contacts.load(session, {message.person_id for message in messages})
            receivers = {message.id: receiver_of(message, people.get(message.person_id)) for message in messages}
            sent = await ledger.past_sends(
                session,
                [(message.person_id, message.source) for message in messages],
                chosen.settings.policy.caps,
                now_ms=now_ms,
            )
            timed = {each.person_id: receivers[each.id] for each in messages if each.wants_best_time}
            keeper = await delivery.gatekeeper(
                session,
                receivers.values(),
                known=chosen.settings,
                sent=sent,
                timed=timed,
                sends=await ledger.sends_by_person(session, timed) if timed else None,
            )
            compose = await self._composer.prepare(
                session, messages, people, senders=chosen.routes.sender, now_ms=now_ms
            )
            claims: list[Claim] = []
            looked = []
            for message in messages:
                judged = judge(message, receivers[message.id], keeper, now_ms)
                if judged.status is MessageStatus.CLAIMED:
                    contact = people[message.person_id]
                    try:
                        claim = prepared(tenant_id, message, contact, chosen.routes, compose(message, contact))
                    except NoWay as error:
                        judged = refused(message, Cause.NO_SENDER, judged.look, error.message)
                    except (InvalidInput, NotFound) as error:
                        note = f"{error.field}: {error.message}" if error.field else error.message
                        judged = refused(message, Cause.CONTENT, judged.look, note)
                    else:
                        claims.append(claim)
                        account = claim.route.account
                        judged = Looked(
                            message,
                            MessageStatus.CLAIMED,
                            judged.look,
                            account_id=account.account_id,
                            provider=account.vendor,
                        )
                        if message.purpose is Purpose.MARKETING:
                            claimed = PastSend(message.channel, now_ms, message.source)
                            keeper.note_claim(message.person_id, claimed)
                looked.append(judged)
            await ledger.record(session, looked, worker_id=self._worker_id, now_ms=now_ms)
        return _Claimed(claims, looked, now_ms, now_s)

    # Handing over

    async def _hand_over(self, tenant_id: str, claimed: _Claimed) -> list[Handover]:
        """Give claims to their vendors, to all of them at once; none waits for another."""
        by_account: dict[str, list[Claim]] = defaultdict(list)
        for claim in claimed.claims:
            by_account[claim.route.account.account_id].append(claim)
        of_accounts = await asyncio.gather(
            *(self._to_vendor(tenant_id, claims, claimed) for claims in by_account.values()), return_exceptions=True
        )
        outcomes: list[Handover] = []
        for of_account in of_accounts:
            if isinstance(of_account, BaseException):
                raise of_account
            outcomes += of_account
        return outcomes

    async def _to_vendor(self, tenant_id: str, claims: Sequence[Claim], claimed: _Claimed) -> list[Handover]:
        """Give one account's claims to their vendor and write down what became of them, whatever happens in between."""
        route = claims[0].route
        size = max(1, route.capabilities.batch)
        outcomes: list[Handover] = []
        unsettled: list[_Answered] = []

        async def settle() -> None:
            nonlocal unsettled
            settling, unsettled = unsettled, []
            await asyncio.shield(self._settle(tenant_id, settling, now_ms=self._now_ms(claimed.at_ms)))
            outcomes.extend(each.outcome for each in settling)

        try:
            for at in range(0, len(claims), size):
                batch = claims[at : at + size]
                if asyncio.get_running_loop().time() - claimed.at_s > (LEASE_MS - HANDOVER_MS) / 1_000:
                    now_ms = self._now_ms(claimed.at_ms)
                    unsettled += [_Answered(claim, None, not_begun(claim, now_ms)) for claim in claims[at:]]
                    break
                answers = await self._send(route, batch)
                now_ms = self._now_ms(claimed.at_ms)
                unsettled += [
                    _Answered(claim, answer, outcome_of(claim, answer, now_ms=now_ms, spread=self._spread()))
                    for claim, answer in zip(batch, answers, strict=True)
                ]
                if len(unsettled) >= _SETTLED_TOGETHER:
                    await settle()
        finally:
            if unsettled:
                await settle()
        return outcomes

    async def _send(self, route: Route, batch: Sequence[Claim]) -> Sequence[Outcome | None]:
        """The vendor's answers; None for each message of which nobody can say what became of it."""
        try:
            async with asyncio.timeout(HANDOVER_MS / 1_000):
                answers = await route.connector.send([claim.outbound for claim in batch])
        except TimeoutError:
            _log.warning("a vendor did not answer in time", vendor=route.capabilities.vendor, messages=len(batch))
            return [None] * len(batch)
        except Exception:  # noqa: BLE001 -- whatever a connector does, its messages may be out
            _log.exception("a connector failed", vendor=route.capabilities.vendor, messages=len(batch))
            return [None] * len(batch)
        by_id = {answer.message_id: answer for answer in answers}
        return [by_id.get(claim.message.id) for claim in batch]

    async def _settle(self, tenant_id: str, answered: Sequence[_Answered], *, now_ms: int) -> None:
        sent = Counter(
            (each.claim.message.channel, each.claim.time_zone)
            for each in answered
            if each.outcome.status is MessageStatus.SENT and each.claim.message.purpose is Purpose.MARKETING
        )
        async for attempt in stamina.retry_context(on=Unavailable, attempts=_SETTLE_ATTEMPTS):
            with attempt:
                async with self._journeys.tenant(tenant_id) as session:
                    await feedback.refused_by_vendor(
                        session,
                        _refused_as(RefusalClass.BAD_ADDRESS, answered),
                        _refused_as(RefusalClass.UNSUBSCRIBED, answered),
                        now_ms=now_ms,
                    )
                    await delivery.learn_sends(session, sent, now_ms=now_ms)
                    await ledger.settle(session, [each.outcome for each in answered], now_ms=now_ms)

    def _now_ms(self, asked_ms: int) -> int:
        return self._clock_ms() if self._clock_ms is not None else asked_ms

    async def _next_due_at_ms(
        self,
        tenant_id: str,
        source: str | None,
        chosen: _Chosen,
        looked: Sequence[Looked],
        outcomes: Sequence[Handover],
        *,
        now_ms: int,
    ) -> int | None:
        if chosen.by_key:
            times = [each.due_at_ms for each in looked if each.status is MessageStatus.DEFERRED]
            times += [each.retry_at_ms for each in outcomes if each.status is MessageStatus.DEFERRED]
            return min([*times, chosen.again_at_ms] if chosen.again_at_ms else times, default=None)
        if chosen.is_full:
            return now_ms
        async with self._journeys.reading(tenant_id) as session:
            next_due_at_ms = await ledger.next_due_at_ms(session, source=source)
        if next_due_at_ms is None or chosen.again_at_ms is None:
            return next_due_at_ms
        return max(next_due_at_ms, chosen.again_at_ms) if chosen.throttled and not looked else next_due_at_ms


def _refused_as(why: RefusalClass, answered: Sequence[_Answered]) -> list[feedback.BadAddress]:
    return [
        feedback.BadAddress(each.claim.message.person_id, each.claim.message.channel, each.claim.outbound.address)
        for each in answered
        if isinstance(each.answer, Refused) and each.answer.why is why
    ]


def _report(
    looked: Sequence[Looked], outcomes: Sequence[Handover], throttled: int, next_due_at_ms: int | None
) -> DeliveryReport:
    refused = Counter(each.reason for each in looked if each.status is MessageStatus.REFUSED)
    refused.update(each.reason for each in outcomes if each.status is MessageStatus.REFUSED)
    came_to = Counter(each.status for each in outcomes)
    return DeliveryReport(
        sent=came_to[MessageStatus.SENT],
        refused=dict(refused),
        deferred=came_to[MessageStatus.DEFERRED] + sum(each.status is MessageStatus.DEFERRED for each in looked),
        failed=came_to[MessageStatus.FAILED],
        unknown=came_to[MessageStatus.UNKNOWN],
        throttled=throttled,
        looked_at=len(looked),
        next_due_at_ms=next_due_at_ms,
    )
