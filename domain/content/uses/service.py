"""What sends a template, on a tenant's session of the journeys' store."""

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.broadcasts.values import OVER
from domain.content import service as templates
from domain.content.uses import repository
from domain.content.uses.values import MOST_SHOWN, Sender, Use
from domain.journeys.values import JourneyStage

_LEFT: frozenset[str] = frozenset({JourneyStage.COMPLETED.value, JourneyStage.ARCHIVED.value})
_OVER: frozenset[str] = frozenset(stage.value for stage in OVER)


async def uses_of(session: AsyncSession, template_id: str) -> list[Use]:
    """Journeys and broadcasts that are not over, and plans of activations. Raises ``NotFound``."""
    await templates.existing(session, template_id)
    named = f'"{template_id}"'
    return [
        *(
            Use(Sender.JOURNEY, *found)
            for found in await repository.journeys(session, named, but=_LEFT, limit=MOST_SHOWN)
        ),
        *(
            Use(Sender.BROADCAST, *found)
            for found in await repository.broadcasts(session, named, but=_OVER, limit=MOST_SHOWN)
        ),
        *(Use(Sender.ACTIVATION_PLAN, kind, kind, "") for kind in await repository.plans(session, named)),
    ]
