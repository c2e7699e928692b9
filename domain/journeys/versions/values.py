"""A published version as the engine looks at it."""

from typing import NamedTuple

from domain.journeys.values import JourneyDefinition
from domain.predicates.values import Predicate


class Known(NamedTuple):
    """A version with everything that the engine asks of it again and again."""

    definition: JourneyDefinition
    predicates: tuple[Predicate, ...]
    listens_for: frozenset[str]
    wakes: frozenset[str]
    tells: frozenset[str]
    needs_time_zone: bool
