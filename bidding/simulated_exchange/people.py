"""The people of the simulated world: what they care about, and the profile we hold of them.

Person ``i`` of a seed is the same in a world of a thousand and of a million: every attribute is drawn from a generator
of its own, one row a person.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from bidding.simulated_exchange.response_curve import TOPICS, Reals
from domain.loyalty.rules import rank_of, tier_for
from domain.loyalty.values import DEFAULT_LADDER
from domain.profiles.values import INTERESTS, Profile, TenantProfile

COUNTRIES: Final = ("USA", "USA", "USA", "USA", "GBR", "DEU", "FRA", "CAN", "ESP", "JPN")
"""Where people live; a country named more often has more of them."""

AGE_SEGMENTS: Final = range(8, 14)
"""Segments 0 to 7 are enthusiasts of a topic, 8 to 13 age bands."""
LAPSED_SEGMENT: Final = 16

_CHANNELS: Final = ("", "email", "push", "sms", "in_app")
_FACETS: Final = INTERESTS // len(TOPICS)


class People:
    """``size`` people of one seed. ``affinities`` is (size, 8) in [0, 1]: the truth that profiles only hint at."""

    def __init__(self, seed: int, size: int) -> None:
        def draw(attribute: int, *columns: int) -> NDArray[np.float64]:
            return np.random.default_rng([seed, attribute]).random((size, *columns))

        self.size = size
        self.affinities: Reals = draw(1, len(TOPICS)) ** 3
        loading = 0.75 + 0.4 * draw(2, len(TOPICS), _FACETS)
        noise = 0.1 * (draw(3, len(TOPICS), _FACETS) - 0.5)
        hints = np.clip(self.affinities[:, :, None] * loading + noise, 0, 1)
        self._interests = np.round(hints.reshape(size, INTERESTS), 3)
        self._qualifying_stars = (6_000 * draw(4) ** 8).astype(int)
        self._habits = draw(5, 8)
        self.ranks: Reals = np.array(
            [rank_of(DEFAULT_LADDER, tier_for(DEFAULT_LADDER, int(stars))) for stars in self._qualifying_stars],
            np.float64,
        ) / (len(DEFAULT_LADDER.tiers) - 1)

    @staticmethod
    def person_id(index: int) -> str:
        return f"person-{index:06d}"

    def index_of(self, person_id: str) -> int | None:
        """The person behind an id; ``None`` for ids that are not of this world."""
        kind, _, digits = person_id.partition("-")
        if kind != "person" or not digits.isdecimal() or int(digits) >= self.size:
            return None
        return int(digits)

    def country(self, index: int) -> str:
        return COUNTRIES[int(self._habits[index, 0] * len(COUNTRIES))]

    def is_mobile(self, index: int) -> bool:
        return bool(self._habits[index, 1] < 0.6)

    def tenant_profile(self, index: int) -> TenantProfile:
        """What a tenant knows of the person: segments, stars, habits."""
        age, spent, kept, redeemed, birthday, channel = (float(value) for value in self._habits[index, 2:8])
        qualifying = int(self._qualifying_stars[index])
        enthusiasms = [int(topic) for topic in np.flatnonzero(self.affinities[index] > 0.5)]
        lapsed = [LAPSED_SEGMENT] if redeemed > 0.9 else []
        lifetime = qualifying + int(20_000 * spent**3)
        return TenantProfile(
            segments=(*enthusiasms, AGE_SEGMENTS[int(age * len(AGE_SEGMENTS))], *lapsed),
            tier=tier_for(DEFAULT_LADDER, qualifying),
            stars_balance=int(lifetime * kept * 0.3),
            qualifying_stars=qualifying,
            lifetime_stars=lifetime,
            days_since_redeem=-1 if redeemed < 0.4 else int(redeemed * 120),
            birthday_month=1 + int(birthday * 12),
            preferred_channel=_CHANNELS[int(channel * len(_CHANNELS))],
        )

    def profile(self, index: int, tenant_ids: tuple[str, ...]) -> Profile:
        """The person as the bid plane knows them, with the same part for each tenant named."""
        part = self.tenant_profile(index)
        return Profile(
            person_id=self.person_id(index),
            interests=tuple(float(value) for value in self._interests[index]),
            recency=round(float(1 - self._habits[index, 5]), 3),
            tenants=dict.fromkeys(tenant_ids, part),
        )
