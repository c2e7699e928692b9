"""Versions that the engine has looked at, kept for as long as it goes on asking for them."""

from collections import OrderedDict
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.journeys.blueprints import service as blueprints
from domain.journeys.blueprints.values import LiveJourney
from domain.journeys.rules import predicates_of
from domain.journeys.travellers import rules
from domain.journeys.versions.values import Known
from domain.records import tenant_of

_MOST_KNOWN: Final = 1_000
_KNOWN: Final[OrderedDict[tuple[str, str, int], Known]] = OrderedDict()
"""Versions never change, so whoever has read one may keep it; those asked for longest ago go first."""


async def known(session: AsyncSession, journey_id: str, version: int) -> Known:
    """Raises ``NotFound``."""
    key = (tenant_of(session), journey_id, version)
    if key in _KNOWN:
        _KNOWN.move_to_end(key)
        return _KNOWN[key]
    definition = await blueprints.definition(session, journey_id, version)
    inside = definition.model_copy(update={"entry": None})
    made = Known(
        definition=definition,
        predicates=predicates_of(inside),
        listens_for=rules.listens_for(definition),
        wakes=rules.wakes(definition),
        tells=rules.tells(definition),
        needs_time_zone=rules.needs_time_zone(definition),
    )
    _KNOWN[key] = made
    if len(_KNOWN) > _MOST_KNOWN:
        _KNOWN.popitem(last=False)
    return made


async def told_by(session: AsyncSession, live: LiveJourney) -> frozenset[str]:
    """The events that steps of a journey bring about, in any of the versions that people may still be on."""
    versions = [await known(session, live.journey_id, version) for version in range(1, live.version + 1)]
    return frozenset[str]().union(*(one.tells for one in versions))
