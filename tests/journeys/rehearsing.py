"""A world whose messages go out through templates and the local outbox, and the rehearsals of its journeys."""

import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from activities.content import TemplateComposer
from activities.keeping import SqlKeeper
from activities.messages import Deliverer
from activities.rehearsals import Rehearsals
from activities.routes import Vendors
from connectors.channels.switchboard import Switchboard, open_dependencies
from domain.behaviour.happenings import service as happenings
from domain.behaviour.values import Observed
from domain.campaigns.values import Channel
from domain.contacts import service as contacts
from domain.contacts.values import Consent, ContactChange
from domain.content import service as content
from domain.content.links.rules import LinkSigner
from domain.content.service import TemplateShelf
from domain.delivery import service as delivery
from domain.delivery.values import ConsentState, DeliveryPolicy, Purpose
from domain.ids import new_id
from domain.journeys import service as journeys
from domain.journeys.effects.service import source_of
from domain.journeys.travellers import service as travellers
from domain.journeys.values import JourneyDefinition
from domain.journeys.walks.values import Happens
from domain.messages import service as ledger
from domain.messages.values import Explained
from domain.outbox import service as outbox
from domain.sealing import Sealer
from domain.segments import service as segments
from domain.segments.audiences import service as audiences
from domain.segments.values import SegmentDefinition
from domain.senders.service import Accounts
from tests.contacts.crowds import create_all
from tests.journeys.world import World

KEYS = ["2027a:" + "k" * 32]
MARKETING = (Channel.EMAIL, Channel.SMS, Channel.PUSH)


@dataclass
class Stage:
    """``rehearsals`` and ``deliverer`` stand over the same accounts."""

    world: World
    rehearsals: Rehearsals
    deliverer: Deliverer

    async def template(self, channel: Channel = Channel.EMAIL, **fields: Any) -> str:
        wording = {"subject": "Hi", "html": "<p>Hello</p>"} if channel is Channel.EMAIL else {"body": "Hello"}
        if channel is Channel.SMS:
            wording = {"text": "Hello"}
        more = {name: fields.pop(name) for name in ("required", "lookups", "defaults") if name in fields}
        body = {"wordings": {"en": wording | fields}} | more
        async with self.world.database.tenant(self.world.tenant_id) as session:
            row = await content.create(session, "T", channel, body, actor_id="usr_a", now_ms=self.world.now_ms)
            await content.publish(
                session, row.id, expected_revision=None, comment="", actor_id="usr_a", now_ms=self.world.now_ms
            )
            return row.id

    async def person(self, **said: Any) -> str:
        return (await self.people(1, **said))[0]

    async def people(self, number: int, *, consented: bool = True, **change: Any) -> list[str]:
        said = tuple(
            Consent(channel, Purpose.MARKETING, ConsentState.GRANTED, self.world.now_ms) for channel in MARKETING
        )
        base = {"consents": said if consented else ()}
        known_by = [{"identities": (("email", f"{new_id('p')}@example.com"),)} for _ in range(number)]
        made = [ContactChange(**(base | identities | change)) for identities in known_by]
        async with self.world.database.tenant(self.world.tenant_id) as session:
            return await create_all(session, made, now_ms=self.world.now_ms)

    async def policy(self, **policy: Any) -> None:
        async with self.world.database.tenant(self.world.tenant_id) as session:
            await delivery.change_policy(
                session,
                DeliveryPolicy(**policy),
                expected_revision=None,
                actor_id="usr_a",
                now_ms=self.world.now_ms,
            )

    async def segment(self, name: str, members: dict[str, Any]) -> str:
        definition = SegmentDefinition.model_validate({"name": name, "members": members})
        async with self.world.database.tenant(self.world.tenant_id) as session:
            made = await audiences.create(session, definition, actor_id="usr_a", now_ms=self.world.now_ms)
            return made.segment.id

    async def draft(self, definition: JourneyDefinition) -> str:
        from domain.journeys.blueprints import service as blueprints

        async with self.world.database.tenant(self.world.tenant_id) as session:
            body = definition.model_dump(mode="json", by_alias=True)
            row = await blueprints.create(session, definition.name, body, actor_id="usr_a", now_ms=self.world.now_ms)
            return row.id

    # Production, driven by nothing but what it says is due next

    async def live_through(self, journey_id: str, happening: Sequence[Happens], person_id: str, until_ms: int) -> None:
        ahead = sorted(happening, key=lambda one: one.at_ms)
        for _ in range(500):
            instants = [at_ms for at_ms in [await self._next_ms(journey_id)] if at_ms is not None]
            instants += [one.at_ms for one in ahead[:1]]
            due = [at_ms for at_ms in instants if at_ms <= until_ms]
            if not due:
                return
            self.world.now_ms = max(self.world.now_ms, min(due))
            while ahead and ahead[0].at_ms <= self.world.now_ms:
                await self._happen(person_id, ahead.pop(0))
            async with self.world.database.tenant(self.world.tenant_id) as session:
                _, events = await segments.evaluate_due(session, now_ms=self.world.now_ms, limit=100)
                await happenings.follow_events(session, events, now_ms=self.world.now_ms)
            await self._deliver()
            await self._advance(journey_id)
            await self._deliver()
        raise AssertionError("it never came to rest")

    async def _next_ms(self, journey_id: str) -> int | None:
        async with self.world.database.reading(self.world.tenant_id) as session:
            found = [
                await segments.next_due_ms(session),
                await ledger.next_due_at_ms(session, source=source_of(journey_id)),
            ]
            from domain.journeys.blueprints import service as blueprints

            live = await blueprints.one_live(session, journey_id)
            assert live is not None
            found += [await travellers.next_look_ms(session, journey_id, shard) for shard in range(live.shards)]
        return min((at_ms for at_ms in found if at_ms is not None), default=None)

    async def _happen(self, person_id: str, one: Happens) -> None:
        async with self.world.database.tenant(self.world.tenant_id) as session:
            contact = await contacts.get(session, person_id)
            item = Observed(
                event_id=new_id("evt"),
                name=one.event,
                at_ms=one.at_ms,
                received_at_ms=one.at_ms,
                identities=(("email", contact.identities["email"][0]),),
                properties=dict(one.properties),
            )
            await happenings.take_in(session, [item], now_ms=one.at_ms)

    async def _advance(self, journey_id: str) -> None:
        from domain.journeys.blueprints import service as blueprints

        async with self.world.database.tenant(self.world.tenant_id) as session:
            live = await blueprints.one_live(session, journey_id)
            assert live is not None
            for shard in range(live.shards):
                await journeys.advance_due(session, journey_id, shard, now_ms=self.world.now_ms, limit=100)

    async def _deliver(self) -> None:
        await self.deliverer.deliver(self.world.tenant_id, now_ms=self.world.now_ms)

    async def ledger(self, journey_id: str) -> list[Explained]:
        async with self.world.database.reading(self.world.tenant_id) as session:
            found = await ledger.explain(session, source=source_of(journey_id))
        return sorted(found, key=lambda one: one.key)

    async def letter(self, message_id: str) -> Any:
        async with self.world.database.reading(self.world.tenant_id) as session:
            return await outbox.letter(session, message_id)


@contextlib.asynccontextmanager
async def staged(world: World) -> AsyncIterator[Stage]:
    def clock_ms() -> int:
        return world.now_ms

    async with open_dependencies(SqlKeeper(world.database), clock_ms) as dependencies:
        vendors = Vendors(Accounts(Sealer(KEYS)), Switchboard(dependencies).connect)
        shelf = TemplateShelf(LinkSigner(KEYS, base_url="https://ads.example"))
        composer = TemplateComposer(world.database, shelf, Sealer(KEYS))
        deliverer = Deliverer(world.database, vendors, composer, throttles=None, worker_id="w", spread=lambda: 0.0)
        yield Stage(world, Rehearsals(world.database, vendors, Sealer(KEYS), clock_ms=clock_ms), deliverer)
