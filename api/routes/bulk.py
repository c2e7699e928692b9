"""One action on many campaigns: looked at beforehand, carried out one by one, each with its own answer."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import AfterValidator, Field, StrictStr

from api.auth import Caller, actor_of
from api.routes.campaigns import IdempotencyKey
from api.routes.workflows import MAY_ACT, RevisionHash, refuse_without, storable
from api.state import AppState, State
from api.wire import Body, View
from domain.approvals import service as approvals
from domain.campaigns import service as campaigns
from domain.campaigns.rules import DECISIONS, allowed_actions
from domain.campaigns.values import Action, Stage
from domain.errors import CampaignExpressError, in_words

router = APIRouter(prefix="/api/v1/workflows/campaigns/actions", tags=["workflows"])
MOST: Final = 200
_AT_ONCE: Final = 8


class BulkBody(Body):
    """Which campaigns, and whether only to look."""

    campaign_ids: Annotated[
        list[Annotated[StrictStr, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]], Field(min_length=1, max_length=MOST)
    ]
    comment: Annotated[str, Field(max_length=4_000), AfterValidator(storable)] = ""
    revision_hashes: dict[str, RevisionHash] = Field(default_factory=dict, max_length=MOST)
    """With a decision: what you have read of each campaign, by its id. Those without one are refused."""
    preview: bool = False
    """Only say what would be tried and what would be refused by the stages as they are."""


class ItemView(View):
    """What became of one campaign, or would."""

    campaign_id: str
    name: str | None
    """None where there is no such campaign."""
    ok: bool
    stage: Stage | None
    """Where it stands afterwards; in a preview, now."""
    message: str = ""
    """Why not, and what to do."""
    remedy: str | None = None


class BulkView(View):
    """In the order they were named, each once."""

    action: Action
    done: int
    refused: int
    items: list[ItemView]


@router.post("/{action}")
async def act_on_many(
    action: Action,
    body: BulkBody,
    state: State,
    caller: Annotated[Caller, MAY_ACT],
    idempotency_key: IdempotencyKey = None,
) -> BulkView:
    """Do one action to up to 200 campaigns. One that is refused keeps none of the others from happening.

    Repeated with the same ``Idempotency-Key``, what happened the first time does not happen again.
    """
    refuse_without(caller, action)
    wanted = list(dict.fromkeys(body.campaign_ids))
    looked_at = await _look(state, caller.tenant_id, wanted, action)
    if action in DECISIONS:
        looked_at = [item if item.campaign_id in body.revision_hashes else _refused_unread(item) for item in looked_at]
    if not body.preview:
        turns = asyncio.Semaphore(_AT_ONCE)
        done = await asyncio.gather(
            *(
                _act(state, caller, action, body, item, key=idempotency_key, turns=turns)
                for item in looked_at
                if item.stage is not None and (action not in DECISIONS or item.campaign_id in body.revision_hashes)
            )
        )
        answers = {item.campaign_id: item for item in done}
        looked_at = [answers.get(item.campaign_id, item) for item in looked_at]
    held = sum(item.ok for item in looked_at)
    return BulkView(action=action, done=held, refused=len(looked_at) - held, items=looked_at)


async def _look(state: AppState, tenant_id: str, campaign_ids: Sequence[str], action: Action) -> list[ItemView]:
    async with state.main.reading(tenant_id) as session:
        known = await campaigns.known(session, campaign_ids)
        beside = await approvals.under_review(session, list(known))
    items = []
    for campaign_id in campaign_ids:
        row = known.get(campaign_id)
        if row is None:
            refused = ItemView(
                campaign_id=campaign_id, name=None, ok=False, stage=None, message="there is no such campaign"
            )
            items.append(refused)
            continue
        stage = Stage(row.stage)
        allowed = allowed_actions(stage, beside_review=campaign_id in beside)
        item = ItemView(campaign_id=campaign_id, name=row.name, ok=action in allowed, stage=stage)
        if action not in allowed:
            item.message = f"a campaign that is {in_words(stage)} cannot {in_words(action)}"
            item.remedy = f"Allowed now: {in_words(', '.join(allowed)) or 'nothing'}."
        items.append(item)
    return items


def _refused_unread(item: ItemView) -> ItemView:
    """Nobody decides on a pile: what was read of each campaign is named."""
    if not item.ok:
        return item
    message = "a decision names what was read of each campaign"
    remedy = "Send its revision_hash, which its review shows, in revision_hashes."
    return item.model_copy(update={"ok": False, "message": message, "remedy": remedy})


async def _act(
    state: AppState,
    caller: Caller,
    action: Action,
    body: BulkBody,
    item: ItemView,
    *,
    key: str | None,
    turns: asyncio.Semaphore,
) -> ItemView:
    async with turns:
        try:
            status = await state.need_lifecycle().act(
                caller.tenant_id,
                item.campaign_id,
                action,
                actor=actor_of(caller),
                comment=body.comment,
                revision_hash=body.revision_hashes.get(item.campaign_id, ""),
                key=key,
            )
        except CampaignExpressError as error:
            return item.model_copy(update={"ok": False, "message": error.message, "remedy": error.remedy})
    return item.model_copy(update={"ok": True, "stage": status.stage, "message": status.note, "remedy": None})
