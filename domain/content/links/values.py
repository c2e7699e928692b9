"""Links as everybody else may import them: what a token of ours says."""

from typing import Final

from msgspec import Struct

from domain.campaigns.values import Channel
from domain.errors import Forbidden

DAY_MS: Final = 86_400_000
READING_LIFE_MS: Final = 400 * DAY_MS
"""How long links of a message lead on: as long as behaviour is kept."""
UNSUBSCRIBE_LIFE_MS: Final = 5 * 365 * DAY_MS
"""Whoever finds an old message may still say that they want no more of them."""
PREFERENCES_LIFE_MS: Final = 90 * DAY_MS
"""A page that shows what somebody chose opens from a recent message alone."""


class LinkExpired(Forbidden):
    """A link of ours that is too old for what it asks."""

    code = "link_expired"


class Reading(Struct, frozen=True, array_like=True, gc=False):
    """What a click or an open says: which message, of which version of a template. Positional: append, never reorder."""

    tenant_id: str
    message_id: str
    channel: str
    at_s: int
    scope: bytes
    """``rules.scope_of`` the template's version: whose links the message contained."""


class Choosing(Struct, frozen=True, array_like=True, gc=False):
    """Who chooses what they get, and by which message they came. Positional: append, never reorder."""

    tenant_id: str
    message_id: str
    channel: str
    at_s: int
    person_id: str

    @property
    def of_channel(self) -> Channel:
        return Channel(self.channel)


class Visit(Struct, frozen=True, kw_only=True):
    """A request for an open pixel or a link, as far as it tells a person from a machine."""

    method: str
    user_agent: str
    purpose: str = ""
    """``Sec-Purpose``, ``Purpose`` or ``X-Purpose``: browsers say so when they prefetch."""
    age_ms: int = 0
    """Since the message was rendered."""
