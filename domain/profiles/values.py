"""People as the bid plane knows them.

A profile has a tenant-neutral part and one part per tenant. The whole travels as MessagePack under one Redis key; SQL
owns it. ``person_id`` is pseudonymous: an exchange's user id, never an address or a name.
"""

from typing import Annotated, Final

from msgspec import Meta, Struct

from domain.campaigns.values import Channel

INTERESTS = 64
SEGMENT_SLOTS = 64
MAX_STARS = 1_000_000_000


class TenantProfile(Struct, array_like=True, omit_defaults=True):
    """What one tenant knows of a person. Star counts are whole stars; days are whole days."""

    segments: tuple[int, ...] = ()
    tier: str = "green"
    stars_balance: int = 0
    qualifying_stars: int = 0
    lifetime_stars: int = 0
    days_since_redeem: int = -1
    """-1: never redeemed."""
    birthday_month: int = 0
    preferred_channel: str = ""
    personalised_ads: bool = True
    """False once the person has refused: this tenant then serves them nothing personal."""


class Profile(Struct, array_like=True, omit_defaults=True):
    """One person. ``interests`` holds 64 numbers in [0, 1], or nothing when we know none."""

    person_id: str
    interests: tuple[float, ...] = ()
    recency: float = 0.0
    tenants: dict[str, TenantProfile] = {}


PERSON_ID_PATTERN: Final = r"^[!-~]{1,128}$"
PersonId = Annotated[str, Meta(pattern=PERSON_ID_PATTERN, description="1 to 128 visible ASCII characters")]
Share = Annotated[float, Meta(ge=0.0, le=1.0)]
Segment = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Stars = Annotated[int, Meta(ge=0, le=MAX_STARS)]


class TenantProfileLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of a tenant's import: the whole of what it knows of this person, replacing what it knew before."""

    person_id: PersonId
    segments: Annotated[tuple[Segment, ...], Meta(max_length=256)] = ()
    tier: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_-]{0,39}$")] = "green"
    """A rung of the tenant's ladder; a name that is not on it counts as the lowest."""
    stars_balance: Stars = 0
    qualifying_stars: Stars = 0
    lifetime_stars: Stars = 0
    days_since_redeem: Annotated[int, Meta(ge=-1, le=36_500)] = -1
    birthday_month: Annotated[int, Meta(ge=0, le=12)] = 0
    preferred_channel: Channel | None = None
    personalised_ads: bool = True


class NeutralProfileLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the platform's import: what every tenant may know of this person."""

    person_id: PersonId
    interests: Annotated[tuple[Share, ...], Meta(max_length=INTERESTS)] = ()
    """64 numbers, or none."""
    recency: Share = 0.0


class RefusedLine(Struct, frozen=True, kw_only=True):
    """A line of an import that was not taken. ``line`` counts from 1."""

    line: int
    field: str
    message: str


class ImportOutcome(Struct, frozen=True, kw_only=True):
    """What became of an import: the people written, and every line refused."""

    person_ids: tuple[str, ...]
    refused: tuple[RefusedLine, ...]
