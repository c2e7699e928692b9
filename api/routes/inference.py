"""What bids are scored with: the targets bidders found, the registry of models, and which of them bids.

Models and bidders belong to the platform; its people alone may see and change them.
"""

from collections.abc import Callable
from typing import Annotated, Final

from fastapi import APIRouter, Query

from api.auth import Caller, requires
from api.state import AppState, State
from api.wire import ShownInstant, View
from domain.identity.values import Permission
from domain.inference.rules import promoted, rolled_back, shadowed
from domain.inference.values import BidderInference, ModelRoles, ModelVersion, Promotion, Shadowing
from storage.clickhouse.outcomes import comparisons
from storage.nats.models import BidderAnnouncements, Models

router = APIRouter(prefix="/api/v1/inference", tags=["inference"])

Reader = Annotated[Caller, requires(Permission.SYSTEM_READ)]
Writer = Annotated[Caller, requires(Permission.SYSTEM_WRITE)]
Days = Annotated[int, Query(ge=1, le=90, description="How far to look back")]

_DAY_MS: Final = 86_400_000


class ProviderView(View):
    target: str
    provider: str
    runtime: str
    available: bool
    reason: str
    """Why it is not available."""
    remedy: str
    supports_batching: bool
    max_batch: int
    """Impressions that go into one call."""


class BidderView(View):
    """One bidder, as it announced itself within the last half minute."""

    bidder_id: str
    node_id: str
    seen_at: ShownInstant
    provider: str
    """What scores its bids."""
    live: str
    live_sha256: str
    shadow: str
    problem: str
    """Why the registry's choice is not what runs there, if so."""
    fallbacks: int
    """Auctions scored on the CPU because the target was late or away, since its start."""
    providers: list[ProviderView]


class BidderList(View):
    items: list[BidderView]


class ModelView(View):
    version: str
    role: str
    """`live`, `shadow` or empty."""
    sha256: str
    size_bytes: int
    layout_version: str
    trained_at: ShownInstant
    published_at: ShownInstant
    published_by: str
    metrics: dict[str, float]
    notes: str


class RolesView(View):
    revision: int
    live: str
    past: list[str]
    """Versions that were live before, the one to roll back to last."""
    shadow: str
    shadow_share: float
    changed_by: str


class ModelList(View):
    roles: RolesView
    items: list[ModelView]


class ComparisonView(View):
    """Live model and shadow over the same impressions that were shown. Log-losses are nats; lower is better."""

    live: str
    shadow: str
    impressions: int
    clicks: int
    click_rate: float
    agreement: float
    live_click: float
    shadow_click: float
    live_log_loss: float
    shadow_log_loss: float


class ComparisonList(View):
    items: list[ComparisonView]


@router.get("/providers")
async def list_inference_providers(state: State, _caller: Reader) -> BidderList:
    """What every live bidder scores with, and which targets it found; a missing one says why and what to do."""
    found = await BidderAnnouncements(state.need_nats().jetstream()).all()
    return BidderList(items=[_bidder(one) for one in found])


@router.get("/models")
async def list_models(state: State, _caller: Reader) -> ModelList:
    """Every version in the registry, in the order they were published, and which of them bids and shadows."""
    roles, versions = await _models(state).all()
    return ModelList(roles=_roles(roles), items=[_model(version, roles) for version in versions.values()])


@router.post("/models/promote")
async def promote_model(promotion: Promotion, state: State, caller: Writer) -> RolesView:
    """Have every bidder score with this version from now on; they change over without a failed request."""
    return await _change(
        state, lambda roles, known: promoted(roles, promotion.version, known, by=caller.user_id, at_ms=state.clock_ms())
    )


@router.post("/models/rollback")
async def roll_back_model(state: State, caller: Writer) -> RolesView:
    """Have every bidder score with the version that was live before."""
    return await _change(
        state, lambda roles, known: rolled_back(roles, known, by=caller.user_id, at_ms=state.clock_ms())
    )


@router.put("/models/shadow")
async def shadow_model(shadowing: Shadowing, state: State, caller: Writer) -> RolesView:
    """Score a share of requests with a version beside the live one, after they were answered."""
    return await _change(
        state,
        lambda roles, known: shadowed(
            roles, shadowing.version, shadowing.share, known, by=caller.user_id, at_ms=state.clock_ms()
        ),
    )


@router.get("/comparison")
async def compare_models(state: State, _caller: Reader, days: Days = 7) -> ComparisonList:
    """How shadows did beside the live model on what was shown: agreement, calibration, log-loss."""
    now_ms = state.clock_ms()
    rows = await comparisons(state.need_analytics(), from_ms=now_ms - days * _DAY_MS, to_ms=now_ms)
    return ComparisonList(
        items=[
            ComparisonView(
                live=row.live,
                shadow=row.shadow,
                impressions=row.impressions,
                clicks=row.clicks,
                click_rate=row.clicks / row.impressions,
                agreement=row.agreement,
                live_click=row.live_click,
                shadow_click=row.shadow_click,
                live_log_loss=row.live_log_loss,
                shadow_log_loss=row.shadow_log_loss,
            )
            for row in rows
        ]
    )


def _models(state: AppState) -> Models:
    return Models(state.need_nats().jetstream())


async def _change(state: AppState, decide: Callable[[ModelRoles, set[str]], ModelRoles]) -> RolesView:
    models = _models(state)
    _, versions = await models.all()
    return _roles(await models.change(lambda roles: decide(roles, set(versions))))


def _bidder(one: BidderInference) -> BidderView:
    return BidderView(
        bidder_id=one.bidder_id,
        node_id=one.node_id,
        seen_at=one.at_ms,
        provider=one.provider,
        live=one.live,
        live_sha256=one.live_sha256,
        shadow=one.shadow,
        problem=one.problem,
        fallbacks=one.fallbacks,
        providers=[
            ProviderView(
                target=provider.target.value,
                provider=provider.provider,
                runtime=provider.runtime,
                available=provider.available,
                reason=provider.reason,
                remedy=provider.remedy,
                supports_batching=provider.supports_batching,
                max_batch=provider.max_batch,
            )
            for provider in one.providers
        ],
    )


def _roles(roles: ModelRoles) -> RolesView:
    return RolesView(
        revision=roles.revision,
        live=roles.live,
        past=list(roles.past),
        shadow=roles.shadow,
        shadow_share=roles.shadow_share,
        changed_by=roles.changed_by,
    )


def _model(version: ModelVersion, roles: ModelRoles) -> ModelView:
    role = "live" if version.version == roles.live else "shadow" if version.version == roles.shadow else ""
    return ModelView(
        version=version.version,
        role=role,
        sha256=version.sha256,
        size_bytes=version.size_bytes,
        layout_version=version.layout_version,
        trained_at=version.trained_at_ms,
        published_at=version.published_at_ms,
        published_by=version.published_by,
        metrics=version.metrics,
        notes=version.notes,
    )
