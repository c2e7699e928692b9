"""Whether this process lives, and whether it should be sent requests. Open to everybody, and says nothing else."""

from collections.abc import Awaitable, Callable
from typing import Literal

from fastapi import APIRouter, Response

from api.state import State
from api.wire import View
from domain.errors import Unavailable

router = APIRouter(tags=["health"])


class Alive(View):
    status: Literal["alive"] = "alive"


class Health(View):
    """``ready`` needs the databases and NATS; without Temporal reads work and actions answer 503 until it is back."""

    status: Literal["ready", "not_ready"]
    checks: dict[str, bool]


@router.get("/live")
async def live() -> Alive:
    """The process answers."""
    return Alive()


@router.get("/ready", responses={503: {"model": Health}})
@router.get("/health", name="health", responses={503: {"model": Health}})
async def ready(state: State, response: Response) -> Health:
    """The process can do its work: 200 when it can, 503 when it cannot."""
    checks = {
        "main": await _answers(state.main.ping),
        "money": await _answers(state.money.ping),
        "journeys": await _answers(state.journeys.ping),
        "nats": state.nats is not None and state.nats.is_connected,
    }
    well = all(checks.values())
    response.status_code = 200 if well else 503
    return Health(status="ready" if well else "not_ready", checks=checks)


async def _answers(ping: Callable[[], Awaitable[None]]) -> bool:
    try:
        await ping()
    except Unavailable:
        return False
    return True
