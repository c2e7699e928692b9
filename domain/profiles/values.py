"""People as the bid plane knows them.

A profile has a tenant-neutral part and one part per tenant. The whole travels as MessagePack under one Redis key; SQL
owns it. ``person_id`` is pseudonymous: an exchange's user id, never an address or a name.
"""

from msgspec import Struct

INTERESTS = 64
SEGMENT_SLOTS = 64


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
