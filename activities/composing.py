"""What is rendered for a receiver, and who renders it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from msgspec import Struct
from pydantic import JsonValue
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.campaigns.values import Channel
from domain.contacts.values import Contact
from domain.messages.values import Open
from domain.senders.values import Sender


class Composed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A message's content for one receiver; a channel uses what it has a place for."""

    subject: str = ""
    html: str = ""
    text: str = ""
    title: str = ""
    body: str = ""
    data: dict[str, JsonValue] = {}
    media_urls: tuple[str, ...] = ()
    headers: dict[str, str] = {}
    unsubscribe_url: str = ""
    sender_id: str = ""
    """Empty for the channel's default sender."""


class Compose(Protocol):
    def __call__(self, message: Open, contact: Contact) -> Composed:
        """Raises ``InvalidInput`` or ``NotFound`` for what cannot be rendered for this person, or at all."""
        ...


class Composer(Protocol):
    """Loads what many messages need, once; then each is composed without waiting for anything."""

    async def fetch(self, tenant_id: str, ids: Sequence[str], *, now_ms: int) -> None:
        """Before the transaction that claims: whatever has to be waited for outside our stores."""
        ...

    async def prepare(
        self,
        session: AsyncSession,
        messages: Sequence[Open],
        people: Mapping[str, Contact],
        *,
        senders: Callable[[Channel], Sender | None],
        now_ms: int,
    ) -> Compose: ...
