"""The API's side of channels: accounts, connectors, and the tokens by which apps and pages read a person's feeds."""

from dataclasses import dataclass
from typing import Final

import msgspec

from domain.errors import InvalidInput, Unauthenticated
from domain.sealing import Sealer
from domain.senders.service import Accounts
from domain.senders.values import Capabilities, Channels

_BETWEEN: Final = "~"


class FeedReader(msgspec.Struct, frozen=True, kw_only=True):
    """Whose feeds a token opens, and how long."""

    tenant_id: str
    person_id: str
    until_ms: int


@dataclass(frozen=True, kw_only=True)
class ChannelRoom:
    """Everything the routes of channels need. ``callback_url`` is where vendors were told to call."""

    accounts: Accounts
    connectors: Channels
    sealer: Sealer
    callback_url: str = ""

    def vendor(self, key: str) -> Capabilities:
        """Raises ``InvalidInput`` for a vendor there is no connector for."""
        known = {one.vendor: one for one in self.connectors.vendors()}
        if key not in known:
            raise InvalidInput(
                f"there is no vendor '{key}'", field="vendor", remedy=f"Choose one of {', '.join(known)}."
            )
        return known[key]

    def write_token(self, reader: FeedReader) -> str:
        """A token that nobody can make up or turn into another person's."""
        sealed = self.sealer.seal(msgspec.json.encode(reader), bound_to=f"feed/{reader.tenant_id}")
        return f"{reader.tenant_id}{_BETWEEN}{sealed}"

    def read_token(self, token: str, *, now_ms: int) -> FeedReader:
        """Raises ``Unauthenticated``."""
        tenant_id, _, sealed = token.partition(_BETWEEN)
        try:
            reader = msgspec.json.decode(self.sealer.open(sealed, bound_to=f"feed/{tenant_id}"), type=FeedReader)
        except (InvalidInput, msgspec.DecodeError) as error:
            raise _unknown_token() from error
        if reader.tenant_id != tenant_id or reader.until_ms <= now_ms:
            raise _unknown_token()
        return reader


def _unknown_token() -> Unauthenticated:
    return Unauthenticated(
        "this token opens no feed",
        field="token",
        remedy="Ask your own server for a fresh one; it gets them from POST /api/v1/feeds/tokens.",
    )
