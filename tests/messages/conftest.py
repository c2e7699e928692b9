"""A tenant with contacts, a ledger on each database, and a vendor that does what a test wants."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from activities.composing import Composed
from activities.looking_up import Reconciler
from activities.messages import Deliverer, DeliveryReport
from activities.routes import Vendors
from domain.campaigns.values import Channel
from domain.contacts.values import Consent, ContactChange
from domain.delivery import service as delivery
from domain.delivery.values import ConsentState, DeliveryPolicy, Purpose
from domain.messages import service as ledger
from domain.messages.values import PlannedMessage
from domain.records import JOURNEYS_STORE
from domain.sealing import Sealer
from domain.senders.service import Accounts
from domain.senders.values import Accepted, Capabilities, Idempotency, OutboundMessage, Outcome, Unknown
from storage.sql import Database
from tests.contacts.crowds import create_all

TENANT = "ours"
NOW = 1_800_000_000_000
"""Friday, 15 January 2027, 08:00 UTC."""
SOURCE = "journey:jrn_1"


@dataclass
class Vendor:
    """Keeps what it was given, by message id and in order; ``answer`` says what it does with each."""

    idempotency: Idempotency = Idempotency.NATIVE
    can_look_up: bool = True
    batch: int = 1_000
    needs_sender: bool = False
    rate_per_s: int = 0
    answer: Callable[[OutboundMessage], Outcome | None] = lambda message: Accepted(message_id=message.message_id)
    given: list[str] = field(default_factory=list)
    received: dict[str, OutboundMessage] = field(default_factory=dict)
    before: Callable[[], None] | None = None
    after: Callable[[], None] | None = None

    def capabilities(self) -> Capabilities:
        return Capabilities(
            vendor="stand_in",
            label="Stand-in",
            channels=tuple(Channel),
            batch=self.batch,
            idempotency=self.idempotency,
            can_look_up=self.can_look_up,
            needs_sender=self.needs_sender,
            rate_per_s=self.rate_per_s,
        )

    async def send(self, messages: Sequence[OutboundMessage]) -> Sequence[Outcome]:
        if self.before:
            self.before()
        await asyncio.sleep(0)
        outcomes = []
        for message in messages:
            outcome = self.answer(message)
            if isinstance(outcome, Accepted) or outcome is None:
                if self.idempotency is Idempotency.NONE or message.message_id not in self.received:
                    self.given.append(message.message_id)
                self.received[message.message_id] = message
            if outcome is not None:
                outcomes.append(outcome)
        if self.after:
            self.after()
        return outcomes

    async def look_up(self, message_id: str) -> Accepted | Unknown | None:
        return Accepted(message_id=message_id) if message_id in self.received else None

    async def test(self, sender):
        raise NotImplementedError


class Plain:
    """Renders every message alike, and refuses the template ``tpl_broken``."""

    async def fetch(self, tenant_id, ids, *, now_ms):
        """Nothing comes from elsewhere."""

    async def prepare(self, session, messages, people, *, senders, now_ms):
        return self.compose

    @staticmethod
    def compose(message, contact):
        if message.template_id == "tpl_broken":
            from domain.errors import InvalidInput

            raise InvalidInput("loops for too long", field="html")
        return Composed(subject="Hello", text=f"Hello {contact.attributes.get('first_name', 'you')}")


@dataclass
class World:
    url: str
    database: Database
    vendor: Vendor
    vendors: Vendors
    tenant: str = TENANT

    def deliverer(self, worker_id: str = "worker-1", **more) -> Deliverer:
        more = {"throttles": None, "composer": Plain(), "spread": lambda: 0.0} | more
        database = more.pop("database", self.database)
        return Deliverer(database, self.vendors, worker_id=worker_id, **more)

    async def handing_over(self, worker_id: str, *, now_ms: int) -> Callable[[], Awaitable[DeliveryReport]]:
        """A worker that has claimed what is due and stands before its vendor; call what it returns to let it go on."""
        reached, go_on = asyncio.Event(), asyncio.Event()
        send = self.vendor.send

        async def waits(messages):
            reached.set()
            await go_on.wait()
            return await send(messages)

        self.vendor.send = waits
        delivering = asyncio.ensure_future(self.deliverer(worker_id).deliver(TENANT, now_ms=now_ms))
        await reached.wait()
        self.vendor.send = send

        async def goes_on():
            go_on.set()
            return await delivering

        return goes_on

    def reconciler(self) -> Reconciler:
        return Reconciler(self.database, self.vendors)

    async def people(self, number: int = 1, *, consented: bool = True, **change) -> list[str]:
        """New contacts with an e-mail address and a number, who said yes to marketing."""
        said = tuple(
            Consent(channel, Purpose.MARKETING, ConsentState.GRANTED, NOW - 1_000)
            for channel in (Channel.EMAIL, Channel.SMS, Channel.PUSH)
        )
        base = {"consents": said if consented else (), "time_zone": "UTC"}
        known_by = [
            {"identities": (("email", f"person{index}@shop.example"), ("phone", f"+1415555{index:04}"))}
            for index in range(number)
        ]
        made = [ContactChange(**(base | identities | change)) for identities in known_by]
        async with self.database.tenant(self.tenant) as session:
            return await create_all(session, made, now_ms=NOW)

    async def plan(self, *messages: PlannedMessage) -> None:
        async with self.database.tenant(self.tenant) as session:
            await ledger.plan(session, messages)

    async def policy(self, **policy) -> None:
        async with self.database.tenant(self.tenant) as session:
            await delivery.change_policy(
                session, DeliveryPolicy(**policy), expected_revision=None, actor_id="usr_1", now_ms=NOW
            )

    async def explained(self, key: str):
        async with self.database.reading(self.tenant) as session:
            return (await ledger.explain(session, key=key))[0]

    async def counted(self, source: str = SOURCE):
        """As the tallies have it, once the ledger's own rows have been found to agree."""
        async with self.database.reading(self.tenant) as session:
            counted = await ledger.counted(session, source)
            assert counted == await ledger.recounted(session, source)
        return counted


def message(person_id: str, number: int = 0, **more) -> PlannedMessage:
    base = {
        "key": f"run_{person_id}/welcome/{number}",
        "person_id": person_id,
        "channel": Channel.EMAIL,
        "template_id": "tpl_hello",
        "source": SOURCE,
        "step": "welcome",
        "planned_at_ms": NOW,
    }
    return PlannedMessage(**(base | more))


@pytest.fixture(params=["sqlite", "postgresql"])
async def journeys_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each of the two kinds we support."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'journeys.db'}"
    return request.getfixturevalue("empty_postgres_url")


@pytest.fixture
async def journeys(journeys_url: str) -> AsyncIterator[Database]:
    database = Database.open(journeys_url, store=JOURNEYS_STORE)
    await database.create_all()
    yield database
    await database.close()


@pytest.fixture
async def world(journeys: Database, journeys_url: str) -> World:
    vendor = Vendor()
    accounts = Accounts(Sealer(["2027a:" + "k" * 32]))
    return World(journeys_url, journeys, vendor, Vendors(accounts, lambda account: vendor))
