"""Campaigns made of others."""

from typing import Annotated, Self

from fastapi import APIRouter, Response
from pydantic import model_validator

from api.auth import Caller, requires
from api.routes.campaigns import CampaignView, IdempotencyKey
from api.state import State
from api.wire import Body, Id, Instant
from domain.campaigns import service as campaigns
from domain.campaigns.copies import service
from domain.campaigns.values import FlightDates, Name
from domain.errors import Forbidden
from domain.identity.values import Permission

router = APIRouter(prefix="/api/v1/management/campaigns", tags=["campaigns"])


class Beginning(Body):
    """What a campaign that is made of another, or of a template, does not take from there."""

    starts_at: Instant | None = None
    ends_at: Instant | None = None
    with_creatives: bool = True

    @model_validator(mode="after")
    def _it_ends_after_it_starts(self) -> Self:
        if self.starts_at is not None and self.ends_at is not None and self.ends_at <= self.starts_at:
            raise ValueError("ends_at is not after starts_at; move one of them")
        return self

    @property
    def flight(self) -> FlightDates:
        return FlightDates(starts_at_ms=self.starts_at, ends_at_ms=self.ends_at)

    def refuse_unless_written_by(self, caller: Caller) -> None:
        """Raise ``Forbidden`` where creatives are to be made by somebody who may write none."""
        if self.with_creatives and Permission.CREATIVE_WRITE not in caller.permissions:
            raise Forbidden(
                f"making creatives asks for {Permission.CREATIVE_WRITE}",
                field="with_creatives",
                remedy="Send false, or use a key that may write creatives.",
            )


class CopyBody(Beginning):
    """What is to be different; all of it may be left out. A copy has no dates of its model's."""

    name: Name | None = None
    """`Copy of ...` unless given."""


@router.post("/{campaign_id}/copy", status_code=201)
async def copy_campaign(
    campaign_id: Id,
    state: State,
    response: Response,
    *,
    caller: Annotated[Caller, requires(Permission.CAMPAIGN_WRITE)],
    body: CopyBody | None = None,
    idempotency_key: IdempotencyKey = None,
) -> CampaignView:
    """A new draft with the newest content of a campaign in any stage, and copies of its creatives."""
    wanted = body or CopyBody()
    wanted.refuse_unless_written_by(caller)
    async with state.main.tenant(caller.tenant_id) as session:
        made = await service.copy(
            session,
            campaign_id,
            name=wanted.name,
            flight=wanted.flight,
            with_creatives=wanted.with_creatives,
            actor_id=caller.user_id,
            now_ms=state.clock_ms(),
            creation_key=idempotency_key,
        )
        campaign, newest = await campaigns.read_campaign(session, made.id)
    response.headers["ETag"] = f'"{campaign.revision}"'
    response.headers["Location"] = f"{router.prefix}/{campaign.id}"
    return CampaignView.of(campaign, newest)
