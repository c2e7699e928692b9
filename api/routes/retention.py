"""How long each kind of thing about people is kept, and what was removed."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import StrictInt

from api.auth import Caller, requires
from api.state import State
from api.wire import Body, Id, ShownInstant, View
from domain.identity.values import Permission
from domain.privacy.retention import service
from domain.privacy.retention.rules import KEPT, RULES, longest_days

router = APIRouter(prefix="/api/v1/retention", tags=["data requests"])

Reader = Annotated[Caller, requires(Permission.PROFILE_READ)]
Writer = Annotated[Caller, requires(Permission.USER_WRITE)]


class RetentionBody(Body):
    days: StrictInt | None
    """Null goes back to what the product does by itself."""


class RetentionView(View):
    kind: str
    about: str
    days: int
    is_chosen: bool
    """Whether the tenant said so itself."""
    default_days: int
    """What the product does by itself."""
    shortest_days: int
    longest_days: int

    @classmethod
    def of(cls, kind: str, days: int, *, is_chosen: bool) -> "RetentionView":
        rule = RULES[kind]
        return cls(
            kind=kind,
            about=rule.about,
            days=days,
            is_chosen=is_chosen,
            default_days=rule.days,
            shortest_days=rule.shortest_days,
            longest_days=longest_days(rule),
        )


class KeptView(View):
    kind: str
    kept: str


class RemovedView(View):
    kind: str
    rows: int
    before: ShownInstant
    """What was older went."""
    at: ShownInstant


@router.get("")
async def list_retention(state: State, caller: Reader) -> list[RetentionView]:
    """Every kind, with the days it is kept for."""
    async with state.main.reading(caller.tenant_id) as session:
        days, chosen = await service.days_of(session), await service.chosen(session)
    return [RetentionView.of(kind, days[kind], is_chosen=kind in chosen) for kind in RULES]


@router.get("/kept")
async def list_kept(_: Reader) -> list[KeptView]:
    """What no number of days ends, and how long it is kept instead."""
    return [KeptView(kind=kind, kept=how_long) for kind, how_long in KEPT.items()]


@router.put("/{kind}")
async def choose_retention(kind: Id, body: RetentionBody, state: State, caller: Writer) -> RetentionView:
    """Keep a kind for so many days. What is older goes the next night, for good."""
    async with state.main.tenant(caller.tenant_id) as session:
        await service.choose(session, kind, body.days, actor_id=caller.user_id, now_ms=state.clock_ms())
        days, chosen = await service.days_of(session), await service.chosen(session)
    return RetentionView.of(kind, days[kind], is_chosen=kind in chosen)


@router.get("/runs")
async def list_retention_runs(
    state: State, caller: Reader, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> list[RemovedView]:
    """What was removed, the newest first; a night that removed nothing is not listed."""
    async with state.main.reading(caller.tenant_id) as session:
        runs = await service.runs(session, limit=limit)
    return [RemovedView(kind=one.kind, rows=one.rows, before=one.before_ms, at=one.at_ms) for one in runs]
