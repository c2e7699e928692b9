"""How CoLaNet is trained, and the period that judges it."""

from dataclasses import dataclass
from typing import Final

VERSION: Final = "2"
"""Of what a model file means; bidders of one release read one version."""

HOURS_A_WEEK: Final = 168


@dataclass(frozen=True)
class Plan:
    """How much to learn from, and how. The default takes a few minutes of CPU time.

    Time is in weeks of the world that ``seed`` makes. Training sees the first ``weeks``; the week after them is held out.
    In a week a twentieth of the people leave and others come, and of the campaigns, which run for four weeks, a quarter
    is replaced.
    """

    seed: int = 1
    weeks: int = 8
    people: int = 20_000
    campaigns: int = 600
    """Live in one week."""
    auctions: int = 8_000_000
    epochs: int = 8
    batch: int = 2_048
    learning_rate: float = 0.002

    @property
    def new_people(self) -> int:
        """In a week."""
        return self.people // 20

    @property
    def new_campaigns(self) -> int:
        """In a week."""
        return self.campaigns // 4
