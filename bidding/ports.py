"""What the processor needs of its neighbours, as narrowly as it uses them."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from bidding.notices.token import Sealed
from bidding.people.people import Person
from domain.events.values import Event

ClockMs = Callable[[], int]
"""Unix milliseconds."""
NewId = Callable[[str], str]
"""A fresh id of the kind that the prefix names; what it returns needs no escaping in JSON, XML or a URL."""


class PeopleMet(Protocol):
    def known(self, person_id: str, now_ms: int, capped_tenants: Collection[str] = ()) -> Person | None: ...
    def meet(
        self, person_id: str, now_ms: int, capped_tenants: Sequence[str], met: Callable[[Person], None]
    ) -> None: ...
    def note_bid(self, person: Person, tenant_id: str, campaign_id: str, bid_id: str, expires_at_ms: int) -> None: ...
    def note_lost(self, bid_id: str) -> None: ...


class Escrow(Protocol):
    def reserve(
        self, tenant_id: str, campaign_id: str, max_price_nanos: int, now_ms: int, expires_at_ms: int
    ) -> str | None: ...
    def affords(
        self, tenant_id: str, campaign_id: str, max_price_nanos: int, now_ms: int, expires_at_ms: int
    ) -> str | None: ...
    def cancel(self, lease_id: str, max_price_nanos: int, expires_at_ms: int) -> None: ...
    def first_money(self) -> asyncio.Future[None] | None: ...


class Signer(Protocol):
    def seal(self, said: bytes) -> Sealed: ...


class Recorder(Protocol):
    def record(self, event: Event) -> None: ...
    def record_encoded(self, subject: str, event: bytes) -> None: ...
