"""A campaign and its creatives, compiled into what a bidder needs to know."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, cast
from urllib.parse import urlsplit

from msgspec.structs import replace

from domain.campaigns.values import CampaignContent, Channel, FlightDates
from domain.clearances.values import Verdict
from domain.creatives.values import CreativeContent, Image, NativeExtras
from domain.errors import Conflict, InvalidInput
from domain.journeys.effects.values import BidLists, bid_lists
from domain.serving.values import (
    CampaignSnapshot,
    Circle,
    Clip,
    FrequencyCaps,
    NativeAssets,
    Picture,
    Pricing,
    ServedCreative,
    Spending,
    Targeting,
)
from domain.targeting.rules import Expression, clauses_of

CORRECTIONS: Final = 1024


def revision_of(broadcast: int) -> int:
    """The snapshot revision of a campaign's n-th broadcast by its workflow.

    It leaves room for 1,023 corrections before the next one, so whatever a reconciler had to publish in between, the
    workflow's next word is newer.
    """
    return broadcast * CORRECTIONS


def next_correction(revision: int) -> int:
    """The revision of a correction of that snapshot. Raises ``Conflict`` when there is no room for another one."""
    if (revision + 1) % CORRECTIONS == 0:
        raise Conflict("no correction has room before the workflow's next broadcast", field="revision")
    return revision + 1


def is_correction_of(revision: int, broadcast_revision: int) -> bool:
    """Whether a snapshot is that broadcast, as it was or corrected."""
    return revision // CORRECTIONS == broadcast_revision // CORRECTIONS


class Piece(NamedTuple):
    """One creative with its id, and what exchanges say of it."""

    creative_id: str
    content: CreativeContent
    verdict: Verdict = Verdict()


def compile_snapshot(
    *,
    tenant_id: str,
    campaign_id: str,
    revision: int,
    seat: str,
    content: CampaignContent,
    flight: FlightDates,
    creatives: Sequence[Piece],
    tier_boosts_pct: Mapping[str, int],
) -> CampaignSnapshot:
    """The snapshot of a campaign that goes live; for a channel that exchanges do not sell, a tombstone.

    Raises ``InvalidInput`` as ``check_servable`` does, so nothing off-brand gets past even if it was stored.
    """
    if content.channel is not Channel.PAID_MEDIA:
        return CampaignSnapshot(tenant_id=tenant_id, campaign_id=campaign_id, revision=revision, tombstone=True)
    check_servable(content, creatives)
    return CampaignSnapshot(
        tenant_id=tenant_id,
        campaign_id=campaign_id,
        revision=revision,
        name=content.name,
        seat=seat,
        advertiser_domain=content.advertiser_domain,
        categories=_iab(content.categories),
        starts_at_ms=flight.starts_at_ms or 0,
        ends_at_ms=flight.ends_at_ms or 0,
        pricing=Pricing(currency=content.currency, **content.pricing.model_dump()),
        spending=Spending(
            daily_budget_micros=content.daily_budget_micros or 0, time_zone=content.time_zone, pacing=content.pacing
        ),
        targeting=_heeding(_aims(content), bid_lists(campaign_id)),
        caps=FrequencyCaps(**content.caps.model_dump()),
        tier_boosts_pct=dict(tier_boosts_pct),
        creatives=tuple(_served(piece) for piece in creatives),
    )


def check_servable(content: CampaignContent, creatives: Sequence[Piece]) -> None:
    """Refuse paid media with nothing to show, or with a creative that lands outside the advertiser's own site.

    Raises ``InvalidInput``.
    """
    if content.channel is not Channel.PAID_MEDIA:
        return
    if not creatives:
        raise InvalidInput(
            "a paid media campaign has at least one creative", field="creatives", remedy="Add a creative first."
        )
    for piece in creatives:
        check_landing(content, piece)


def check_landing(content: CampaignContent, piece: Piece) -> None:
    """A landing page lies on the advertiser's domain or below it: exchanges show, and block by, that domain."""
    landing_host = (urlsplit(piece.content.landing_url).hostname or "").lower()
    domain = content.advertiser_domain
    if landing_host != domain and not landing_host.endswith(f".{domain}"):
        raise InvalidInput(
            f"creative '{piece.content.name}' lands on {landing_host}, which is not the advertiser's {domain}",
            field="landing_url",
            remedy=f"Use a page on {domain} or a subdomain of it, or correct the campaign's advertiser_domain.",
        )


def _aims(content: CampaignContent) -> Targeting:
    audience = content.targeting
    clauses = clauses_of(cast(Expression, audience.segments)) if audience.segments is not None else ()
    return Targeting(
        **audience.model_dump(exclude={"circles", "segments"}),
        circles=tuple(Circle(one.latitude, one.longitude, one.metres) for one in audience.circles),
        segment_clauses=clauses,
        time_zone=content.time_zone,
    )


def _heeding(aims: Targeting, lists: BidLists) -> Targeting:
    """``aims`` without the people whom journeys keep from the campaign, and with those they put among its own.

    The latter need be in none of the segments that it asks for; what it excludes stays excluded. Where it asks for none it is
    for them already.
    """
    return replace(
        aims,
        segments_any=aims.segments_any and (*aims.segments_any, *lists.included),
        segments_none=(*aims.segments_none, *lists.excluded),
        segment_clauses=tuple(
            replace(clause, inside=(*clause.inside, *lists.included)) if clause.inside else clause
            for clause in aims.segment_clauses
        ),
    )


def _served(piece: Piece) -> ServedCreative:
    content = piece.content
    return ServedCreative(
        creative_id=piece.creative_id,
        format=content.format,
        landing_url=content.landing_url,
        width=content.width,
        height=content.height,
        duration_s=content.duration_s,
        mime=content.mime,
        media_url=content.media_url,
        title=content.title,
        body=content.body,
        attributes=content.attributes,
        categories=_iab(content.categories),
        language=content.language,
        embedding=content.embedding,
        approved_on=piece.verdict.approved_on,
        refused_on=piece.verdict.refused_on,
        html=content.html,
        expand_directions=content.expand_directions,
        apis=content.apis,
        skip_after_s=content.skip_after_s,
        companion=_picture(content.companion),
        vast_url=content.vast_url,
        impression_trackers=content.impression_trackers,
        playback_trackers={event.value: url for event, url in content.playback_trackers.items()},
        error_tracker=content.error_tracker,
        native=_native(content.native),
    )


def _picture(image: Image | None) -> Picture | None:
    return Picture(**image.model_dump()) if image is not None else None


def _native(extras: NativeExtras | None) -> NativeAssets | None:
    if extras is None:
        return None
    texts = extras.model_dump(exclude={"icon", "video"})
    clip = Clip(**extras.video.model_dump()) if extras.video is not None else None
    return NativeAssets(**texts, icon=_picture(extras.icon), video=clip)


def _iab(categories: Sequence[str]) -> tuple[str, ...]:
    """Exchanges know the IAB's codes; topics in words are for our own approval rules."""
    return tuple(code for code in categories if code.startswith("IAB") or "/" in code)
