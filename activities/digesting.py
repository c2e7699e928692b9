"""Sending people the digests they asked for: each once, whatever dies on the way."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Final, Protocol

import structlog
from temporalio import activity

from activities.alive import heartbeats
from connectors.channels.protocol import Accepted, Deferred, Outcome, Refused, Unknown
from domain.errors import Unavailable
from domain.identity import service as identity
from domain.identity.tables import User
from domain.workspace.digests import service
from domain.workspace.digests.rules import letter, message_id
from domain.workspace.digests.service import TenantNews
from domain.workspace.digests.values import DigestState, Due, Letter
from storage.sql.database import Database
from workflows.contracts import digests as contract
from workflows.contracts.digests import OfTenant, Round, SentDigests, Tenants

HEARTBEAT: Final = timedelta(minutes=1)
_log = structlog.get_logger(__name__)


class Carrier(Protocol):
    """Takes letters of the product itself."""

    async def hand_over(
        self, message_id: str, user_id: str, address: str, subject: str, text: str, *, html: str = ""
    ) -> Outcome: ...

    async def what_became_of(self, message_id: str) -> Accepted | Unknown | None: ...


class Digesting:
    """A digest is claimed before it is handed over and has the same id in every try: one that may be out is looked up, not sent again."""

    def __init__(
        self,
        main: Database,
        money: Database,
        journeys: Database,
        carrier: Carrier | None,
        *,
        public_url: str,
        clock_ms: Callable[[], int],
    ) -> None:
        """Without a ``carrier`` every digest waits, and says so."""
        self._main = main
        self._money = money
        self._journeys = journeys
        self._carrier = carrier
        self._public_url = public_url
        self._clock_ms = clock_ms

    @property
    def all(self) -> Sequence[Callable[..., Any]]:
        return [self.tenants, self.send]

    @activity.defn(name=contract.TENANTS_WITH_READERS.name)
    async def tenants(self, _now: Round) -> Tenants:
        async with self._main.platform_reading() as session:
            return Tenants(tenant_ids=tuple(await service.tenants_with_readers(session)))

    @activity.defn(name=contract.SEND_DIGESTS.name)
    async def send(self, of: OfTenant) -> SentDigests:
        """Everybody's of one tenant that is due. Raises ``Unavailable`` when a store does not answer."""
        async with heartbeats(HEARTBEAT):
            return await self.send_due(of.tenant_id)

    async def send_due(self, tenant_id: str) -> SentDigests:
        now_ms = self._clock_ms()
        async with self._main.reading(tenant_id) as session:
            due = await service.due(session, now_ms=now_ms)
        if not due:
            return SentDigests(tenant_id=tenant_id)
        news = await self._news(tenant_id, now_ms)
        became: Counter[DigestState] = Counter()
        troubles: list[str] = []
        for one in due:
            claimed_at_ms = self._clock_ms()
            async with self._main.tenant(tenant_id) as session:
                if not await service.claim(session, one, now_ms=claimed_at_ms):
                    continue
            state, why, is_earlier = await self._sent(tenant_id, one, news, now_ms)
            told_until_ms = None if is_earlier else claimed_at_ms
            async with self._main.tenant(tenant_id) as session:
                await service.settle(session, one, state, why, told_until_ms=told_until_ms, now_ms=self._clock_ms())
                await service.forget_old(session, now_ms=now_ms)
            became[state] += 1
            troubles += [why] if why else []
        if troubles:
            _log.warning("digests were not sent", tenant_id=tenant_id, number=len(troubles), why=troubles[-1])
        return SentDigests(
            tenant_id=tenant_id,
            sent=became[DigestState.SENT],
            nothing_to_say=became[DigestState.NOTHING_TO_SAY],
            waiting=became[DigestState.WAITING],
            failed=became[DigestState.REFUSED] + became[DigestState.UNKNOWN],
            trouble=troubles[-1] if troubles else "",
        )

    async def _news(self, tenant_id: str, now_ms: int) -> TenantNews:
        async with (
            self._main.reading(tenant_id) as main,
            self._money.reading(tenant_id) as money,
            self._journeys.reading(tenant_id) as journeys,
        ):
            return await service.tenant_news(main, money, journeys, now_ms=now_ms)

    async def _sent(self, tenant_id: str, one: Due, news: TenantNews, now_ms: int) -> tuple[DigestState, str, bool]:
        """What became of it, why it is not sent, and whether it is the letter of an earlier try."""
        if self._carrier is None:
            why = "this worker runs without mail (CAMPAIGN_EXPRESS__SECRETS__KEYS)"
            return DigestState.WAITING, why, one.was_claimed
        letter_id = message_id(tenant_id, one.user_id, one.day)
        try:
            if one.was_claimed and (became := await self._carrier.what_became_of(letter_id)) is not None:
                return *_looked_up(became), True
            user, said = await self._written(tenant_id, one, news, now_ms)
            if said is None:
                return DigestState.NOTHING_TO_SAY, "", False
            outcome = await self._carrier.hand_over(
                letter_id, user.id, user.email, said.subject, said.text, html=said.html
            )
        except Unavailable as unavailable:
            return DigestState.WAITING, unavailable.message, one.was_claimed
        return *_became(outcome), False

    async def _written(self, tenant_id: str, one: Due, news: TenantNews, now_ms: int) -> tuple[User, Letter | None]:
        """None where there is nothing to say."""
        async with self._main.reading(tenant_id) as session:
            user = await identity.get_user(session, one.user_id)
            wish = await service.preference_of(session, one.user_id)
            digest = await service.digest_for(
                session, user, news, may=identity.held_by(user), day=one.day, since_ms=one.since_ms, now_ms=now_ms
            )
        if not digest.has_news:
            return user, None
        return user, letter(
            digest, name=user.name, tenant_id=tenant_id, time_zone=wish.time_zone, public_url=self._public_url
        )


def _became(outcome: Outcome) -> tuple[DigestState, str]:
    if isinstance(outcome, Accepted):
        return DigestState.SENT, ""
    if isinstance(outcome, Deferred):
        return DigestState.WAITING, outcome.reason or "the carrier asked to be left alone for a while"
    if isinstance(outcome, Refused):
        return DigestState.REFUSED, outcome.reason or "the carrier does not take it"
    return DigestState.UNKNOWN, outcome.reason or "no answer says whether the carrier has it"


def _looked_up(answer: Accepted | Unknown) -> tuple[DigestState, str]:
    if isinstance(answer, Accepted):
        return DigestState.SENT, ""
    return DigestState.UNKNOWN, answer.reason or "no answer says whether the carrier has it"
