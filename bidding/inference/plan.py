"""How CoLaNet is trained."""

from dataclasses import dataclass
from typing import Final

VERSION: Final = "1"
"""Of what a model file means; bidders of one release read one version."""


@dataclass(frozen=True)
class Plan:
    """How much to learn from, and how. The default takes a minute or two of CPU time."""

    seed: int = 1
    people: int = 20_000
    campaigns: int = 1_000
    contexts: int = 2_000
    auctions: int = 3_000_000
    epochs: int = 6
    batch: int = 2_048
    learning_rate: float = 0.004
