"""People as the bid plane knows them.

A profile has a tenant-neutral part and one part per tenant. The whole travels as MessagePack under one Redis key; SQL
owns it. ``person_id`` is pseudonymous: an exchange's user id, never an address or a name.
"""

from enum import StrEnum
from hashlib import blake2b
from typing import Annotated, Final, NamedTuple

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
    """False once the person has refused, or opted out of sale and sharing: this tenant then serves them nothing personal."""


class Profile(Struct, array_like=True, omit_defaults=True):
    """One person. ``interests`` holds 64 numbers in [0, 1], or nothing when we know none."""

    person_id: str
    interests: tuple[float, ...] = ()
    recency: float = 0.0
    tenants: dict[str, TenantProfile] = {}


class Shared(NamedTuple):
    """Of some people, those whom another tenant knows too, and the identities by which it does."""

    person_ids: frozenset[str] = frozenset()
    identities: frozenset[str] = frozenset()


PERSON_ID_PATTERN: Final = r"^[!-~]{1,128}$"
MOST_ID_CHARACTERS: Final = 128


def identity_key(source: str, uid: str) -> str:
    """The person id that an id given by ``source`` stands for, until it is known whose it is.

    Ids too long to be kept are told apart by their digest.
    """
    key = f"{source}:{uid}"
    if len(key) <= MOST_ID_CHARACTERS:
        return key
    return f"{source}:~{blake2b(uid.encode(), digest_size=20).hexdigest()}"


PersonId = Annotated[str, Meta(pattern=PERSON_ID_PATTERN, description="1 to 128 visible ASCII characters")]
Source = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9._-]{1,63}$", description="the source of eids, or ifa")]
Uid = Annotated[str, Meta(pattern=r"^[!-~]{1,2048}$")]
Share = Annotated[float, Meta(ge=0.0, le=1.0)]
OWN_SEGMENTS: Final = 1_000_000_000
"""Segments from here on are worked out here; those below are the tenant's own, imported with people."""
Segment = Annotated[int, Meta(ge=0, lt=OWN_SEGMENTS)]
Stars = Annotated[int, Meta(ge=0, le=MAX_STARS)]


class MatchKey(StrEnum):
    """How a person may be recognised at other companies; never an address or a number in the clear."""

    EMAIL_SHA256 = "email_sha256"
    """Of the address in lower case, without spaces around it."""
    PHONE_SHA256 = "phone_sha256"
    """Of the number in E.164, with its plus sign."""
    DEVICE_ID = "device_id"
    """A mobile advertising id, in lower case with dashes."""
    PLATFORM_USER_ID = "platform_user_id"
    """The other company's own id for the person, from user sync."""


EXCHANGE_ID: Final = "exchange_id"
"""What an opt-out calls a person id."""
MATCHED_AT_OTHERS: Final = (MatchKey.EMAIL_SHA256, MatchKey.PHONE_SHA256)
"""By which an opt-out may know somebody beside their id."""

MatchValue = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_=+/.-]{1,128}$")]


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
    match_keys: dict[MatchKey, MatchValue] = {}
    """For audiences at demand-side platforms; bidders never learn them."""
    identities: Annotated[dict[Source, Uid], Meta(max_length=16)] = {}
    """Ids that others have given this person, by source (``{"liveramp.com": "Xy12"}``): requests carry them as eids.

    They add to those named before. One that another tenant has claimed for somebody else refuses the line.
    """


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
    identities: dict[str, str] = {}
    """Whose each identity is that the import named."""
