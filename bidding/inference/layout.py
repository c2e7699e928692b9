"""The 256 features of a bid, as named slices, and the pure functions that fill them.

Every feature lies in [-1, 1] and is rounded to a step of 1/256 (see ``grid.py`` for why). Three parts are filled from
three sources and projected separately, because they change at different speeds:

====================  ==========================  ======================================  =====================
part                  indices                     source                                  changes
====================  ==========================  ======================================  =====================
person (138)          [0..138)                    profile and its part for one tenant     with the profile
candidate (64)        [140..204)                  snapshot and one of its creatives       with the snapshot
context (30)          [138..140) and [204..232)   impression, device, hour, exchange      request by request
====================  ==========================  ======================================  =====================

The device (138) and the impression's position (139) sit between the person's features for the sake of the origin's
layout, yet belong to the context: a person's cached projection must not remember where they were seen last.
"""

from collections.abc import Sequence
from math import cos, log1p, log2, pi, sin
from typing import Final, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bidding.inference.grid import snap
from domain.loyalty.rules import loyalty_features
from domain.loyalty.values import DEFAULT_LADDER, TierLadder
from domain.profiles.values import INTERESTS, SEGMENT_SLOTS, Profile, TenantProfile
from domain.serving.values import CampaignSnapshot, CreativeFormat, Goal, ServedCreative

Features = NDArray[np.float32]

FEATURES: Final = 256

LAYOUT_VERSION: Final = "2"
"""Of what each feature means. A model is served only by a release that fills the features it was trained on."""
RESERVED: Final = (137, 178, 179)
"""Features that a later layout may fill; with [203], [230..232) and [232..256) they are zero in this one."""

INTEREST: Final = slice(0, 64)
SEGMENT: Final = slice(64, 128)
"""One-hot over ``segment % 64``."""
LOYALTY: Final = slice(128, 136)
RECENCY: Final = 136
FREQUENCY_UTILISATION: Final = 137
"""Reserved, always zero: it would change with every impression, and a person's part is worked out once and kept."""
DEVICE: Final = 138
POSITION: Final = 139

EMBEDDING: Final = slice(140, 172)
GOAL: Final = slice(172, 175)
PRICE: Final = slice(175, 178)
"""Base CPM, maximum CPM and goal value, on a logarithmic scale: 0 is free, 1 is a CPM of about 3,000."""
PRICE_HISTORY: Final = slice(178, 180)
"""Reserved, always zero: a share of auctions won would change under the feet of rows that are prepared once."""
CATEGORY: Final = slice(180, 196)
"""The advertiser's first-level categories, hashed into 16 slots."""
CREATIVE_FORMAT: Final = slice(196, 200)
DURATION: Final = 200
AREA: Final = 201
ASPECT: Final = 202

IMPRESSION_FORMAT: Final = slice(204, 208)
IMPRESSION_SIZE: Final = slice(208, 210)
HOUR: Final = slice(210, 212)
"""Sine and cosine of the hour of the day, UTC."""
WEEKDAY: Final = slice(212, 214)
EXCHANGE: Final = slice(214, 218)
COUNTRY: Final = slice(218, 226)
IN_APP: Final = 226
INTERSTITIAL: Final = 227
REWARDED: Final = 228
DEAL: Final = 229

PERSON: Final = slice(0, 138)
CANDIDATE: Final = slice(140, 204)
CONTEXT: Final = (slice(138, 140), slice(204, 232))

PERSON_FEATURES: Final = 138
CANDIDATE_FEATURES: Final = 64
CONTEXT_FEATURES: Final = 30

_FORMATS: Final = {kind: index for index, kind in enumerate(CreativeFormat)}
_GOALS: Final = {goal: index for index, goal in enumerate(Goal)}
_ABOVE_THE_FOLD: Final = {1: 1.0, 2: 0.5, 3: 0.0, 4: 0.75, 5: 0.25, 6: 0.25, 7: 1.0}
_DEVICE_TYPES: Final = 8
_LARGEST: Final = 1_000_000
_MAX_SIDE_PX: Final = 1_920
_MAX_DURATION_S: Final = 60


class Context(NamedTuple):
    """What an impression's surroundings tell the model; hashable, so it is its own cache key.

    ``formats`` are those the impression accepts; ``width`` and ``height`` are the first size offered, in pixels, 0 when
    none is; ``hour_of_week`` counts from Monday 00:00 UTC; ``country`` is ISO 3166-1 alpha-3; ``device_type`` and
    ``position`` are AdCOM codes, 0 when absent.
    """

    formats: tuple[CreativeFormat, ...]
    width: int = 0
    height: int = 0
    hour_of_week: int = 0
    exchange_id: str = ""
    country: str = ""
    device_type: int = 0
    position: int = 0
    in_app: bool = False
    interstitial: bool = False
    rewarded: bool = False
    deal: bool = False


def person_features(
    profile: Profile | None,
    member: TenantProfile | None,
    *,
    month: int,
    ladder: TierLadder = DEFAULT_LADDER,
) -> Features:
    """The 138 features of a person for one tenant; ``month`` is the current one, 1 to 12.

    A person who has refused personal advertising from this tenant looks exactly like nobody (``None``): the lowest tier
    and no history.
    """
    known = member or TenantProfile()
    features = np.zeros(PERSON_FEATURES, np.float32)
    if profile is None or not known.personalised_ads:
        features[LOYALTY] = loyalty_features(TenantProfile(), ladder, month=month)
        return snap(features)
    interests = profile.interests[:INTERESTS]
    features[: len(interests)] = interests
    for segment in known.segments:
        features[SEGMENT.start + segment % SEGMENT_SLOTS] = 1.0
    features[LOYALTY] = loyalty_features(known, ladder, month=month)
    features[RECENCY] = profile.recency
    return snap(features)


def features_by_tenant(
    profile: Profile | None,
    members: Sequence[TenantProfile | None],
    *,
    month: int,
    ladder: TierLadder = DEFAULT_LADDER,
) -> Features:
    """(t, 138) what ``person_features`` is for each of t tenants, not snapped: engines do that themselves.

    None stands for a tenant that knows nobody.
    """
    features = np.zeros((len(members), PERSON_FEATURES), np.float32)
    interests = None if profile is None else np.array(profile.interests[:INTERESTS], np.float32)
    for member, row in zip(members, features, strict=True):
        if profile is None or interests is None or member is None or not member.personalised_ads:
            row[LOYALTY] = loyalty_features(TenantProfile(), ladder, month=month)
            continue
        row[: len(interests)] = interests
        for segment in member.segments:
            row[SEGMENT.start + segment % SEGMENT_SLOTS] = 1.0
        row[LOYALTY] = loyalty_features(member, ladder, month=month)
        row[RECENCY] = profile.recency
    return features


def candidate_features(snapshot: CampaignSnapshot, creative: ServedCreative) -> Features:
    """The 64 features of one creative of a live campaign. Raises ``ValueError`` for a tombstone."""
    pricing = snapshot.pricing
    if pricing is None:
        raise ValueError(f"campaign {snapshot.campaign_id} is a tombstone and has no features")
    features = np.zeros(FEATURES, np.float32)
    embedding = creative.embedding[: EMBEDDING.stop - EMBEDDING.start]
    features[EMBEDDING.start : EMBEDDING.start + len(embedding)] = embedding
    features[GOAL.start + _GOALS[pricing.goal]] = 1.0
    prices = (pricing.base_cpm_micros, pricing.max_cpm_micros, pricing.goal_value_micros)
    features[PRICE] = [log1p(micros / 1_000_000) / 8 for micros in prices]
    for category in snapshot.categories or creative.categories:
        features[_hashed(category.partition("-")[0], CATEGORY)] = 1.0
    features[CREATIVE_FORMAT.start + _FORMATS[creative.format]] = 1.0
    features[DURATION] = creative.duration_s / _MAX_DURATION_S
    features[AREA] = log1p(creative.width * creative.height) / 16
    if creative.width and creative.height:
        features[ASPECT] = log2(creative.width / creative.height) / 4
    return snap(features[CANDIDATE])


def _within_reason(number: int) -> int:
    """What a request says of itself may have any number of digits; a float has not."""
    return min(max(number, -_LARGEST), _LARGEST)


def context_features(context: Context) -> Features:
    """The 30 features of an impression's surroundings: device and position, then [204..232)."""
    features = np.zeros(FEATURES, np.float32)
    features[DEVICE] = _within_reason(context.device_type) / _DEVICE_TYPES
    features[POSITION] = _ABOVE_THE_FOLD.get(context.position, 0.5)
    for kind in context.formats:
        features[IMPRESSION_FORMAT.start + _FORMATS[kind]] = 1.0
    width, height = _within_reason(context.width), _within_reason(context.height)
    features[IMPRESSION_SIZE] = width / _MAX_SIDE_PX, height / _MAX_SIDE_PX
    day, hour = divmod(context.hour_of_week, 24)
    features[HOUR] = sin(hour * pi / 12), cos(hour * pi / 12)
    features[WEEKDAY] = sin(day * 2 * pi / 7), cos(day * 2 * pi / 7)
    if context.exchange_id:
        features[_hashed(context.exchange_id, EXCHANGE)] = 1.0
    if context.country:
        features[_hashed(context.country, COUNTRY)] = 1.0
    features[IN_APP] = context.in_app
    features[INTERSTITIAL] = context.interstitial
    features[REWARDED] = context.rewarded
    features[DEAL] = context.deal
    near, far = CONTEXT
    return snap(np.concatenate([features[near], features[far]]))


def assemble(person: Features, candidates: Features, context: Features) -> Features:
    """The k x 256 matrix of k candidates (k x 64) for one person (138) or one each (k x 138) in one context (30)."""
    matrix = np.zeros((len(candidates), FEATURES), np.float32)
    near, far = CONTEXT
    split = near.stop - near.start
    matrix[:, PERSON] = person
    matrix[:, CANDIDATE] = candidates
    matrix[:, near] = context[:split]
    matrix[:, far] = context[split:]
    return matrix


def _hashed(word: str, slots: slice) -> int:
    """A stable slot for a word; the same in every process and release."""
    return int(slots.start) + crc32(word.encode()) % int(slots.stop - slots.start)
