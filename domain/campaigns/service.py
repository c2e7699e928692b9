"""Use cases of campaigns on a tenant's session: editing what people write, and keeping what the workflow decides.

What the workflow calls (``lock_revision``, ``approve_revision``, ``adopt_revision``, ``record_transition``) may be
repeated with the same arguments and changes nothing the second time.
"""

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.campaigns import repository
from domain.campaigns.repository import Filters, Sort
from domain.campaigns.rules import FINISHED, allowed_actions, check_end, content_hash, stays_within
from domain.campaigns.sections.rules import section_hashes
from domain.campaigns.tables import Campaign, CampaignRevision, CampaignTransition
from domain.campaigns.values import MAX_CREATIVES, Action, CampaignContent, CampaignFacts, FlightDates, Stage
from domain.clearances.service import verdicts_of
from domain.clearances.values import Verdict
from domain.creatives import repository as creatives_repository
from domain.creatives.values import CreativeContent
from domain.errors import ActionRefused, Conflict, InvalidInput, NotFound
from domain.ids import new_id
from domain.paging import Page, Position, read_cursor, write_cursor
from domain.records import tenant_of
from domain.serving.rules import Piece, check_landing, check_servable

UNDER_WAY: Final = frozenset({Stage.IN_REVIEW, Stage.APPROVED, Stage.SCHEDULED, Stage.LIVE, Stage.PAUSED})
"""Stages in which a workflow must hear of an edit."""

CreativePair = tuple[str, int]
"""A creative's id and the version of it that a revision consists of."""


class Revised(NamedTuple):
    """A campaign with the content of its newest revision."""

    campaign: Campaign
    content: CampaignContent


class Whole(NamedTuple):
    """One revision with everything that it shows."""

    number: int
    content: CampaignContent
    pieces: tuple[Piece, ...]
    versions: tuple[CreativePair, ...]


class Edit(NamedTuple):
    """What an edit led to.

    ``needs_review`` says that ``revision`` must be approved before it can run; in a stage of ``UNDER_WAY`` the workflow
    must be told of it either way. ``changed`` is False when the edit said what was there already.
    """

    campaign: Campaign
    content: CampaignContent
    revision: int
    needs_review: bool
    changed: bool


async def create_campaign(
    session: AsyncSession, content: CampaignContent, *, actor_id: str, now_ms: int, creation_key: str | None = None
) -> Campaign:
    """A new draft. Repeated with the same ``creation_key`` it answers the campaign made the first time.

    Raises ``Conflict`` when that key was used for other content, ``InvalidInput`` when it would be over already.
    """
    fingerprint = content_hash(content, ())
    if creation_key is not None:
        known = await repository.campaign_by_key(session, creation_key)
        if known is not None:
            first = await _revision(session, known.id, 1)
            if _stored(first) != content:
                raise Conflict(
                    "this Idempotency-Key created another campaign",
                    field="Idempotency-Key",
                    remedy="Use a new key for new content.",
                )
            return known
    check_end(content.ends_at_ms, now_ms=now_ms)
    campaign = Campaign(
        id=new_id("cmp"),
        tenant_id=tenant_of(session),
        stage=Stage.DRAFT.value,
        creation_key=creation_key,
        created_by=actor_id,
        created_at_ms=now_ms,
        updated_at_ms=now_ms,
        name=content.name,
        channel=content.channel.value,
        advertiser_domain=content.advertiser_domain,
        currency=content.currency,
        budget_micros=content.budget_micros,
        starts_at_ms=content.starts_at_ms,
        ends_at_ms=content.ends_at_ms,
    )
    session.add(campaign)
    await session.flush()
    session.add(
        CampaignRevision(
            tenant_id=campaign.tenant_id,
            campaign_id=campaign.id,
            number=1,
            content=content.model_dump(mode="json"),
            creatives=[],
            content_hash=fingerprint,
            author_id=actor_id,
            created_at_ms=now_ms,
        )
    )
    await session.flush()
    return campaign


async def get_campaign(session: AsyncSession, campaign_id: str, *, for_update: bool = False) -> Campaign:
    """Raises ``NotFound``, also for another tenant's campaign."""
    found = await repository.campaign(session, campaign_id, for_update=for_update)
    if found is None:
        raise NotFound(f"there is no campaign '{campaign_id}'", field="campaign_id")
    return found


async def made_with(session: AsyncSession, creation_key: str) -> Campaign | None:
    """The campaign that was made under an ``Idempotency-Key``."""
    return await repository.campaign_by_key(session, creation_key)


async def known(session: AsyncSession, campaign_ids: Collection[str]) -> dict[str, Campaign]:
    """Those of them that are there, by id."""
    return {row.id: row for row in await repository.several(session, campaign_ids)}


MOST_OWED: Final = 1_000
"""Campaigns that are told at once of something that may let them through; any others try again by themselves."""


async def owed(session: AsyncSession, *, now_ms: int) -> Sequence[str]:
    """Those for which something is to happen by itself that may wait at the gate."""
    return await repository.owed(session, now_ms=now_ms, limit=MOST_OWED)


async def read_campaign(session: AsyncSession, campaign_id: str, *, for_update: bool = False) -> Revised:
    """A campaign with its newest content; ``for_update`` keeps others from changing it until the transaction ends."""
    campaign = await get_campaign(session, campaign_id, for_update=for_update)
    return Revised(campaign, _stored(await _revision(session, campaign.id, campaign.revision)))


async def list_campaigns(
    session: AsyncSession, filters: Filters, cursor: str | None, limit: int, *, sort: Sort = Sort.NEWEST
) -> Page[Revised]:
    """One page of campaigns. Raises ``InvalidInput`` for a cursor of another order."""
    after = read_cursor(sort, cursor, repository.sort_kind(sort))
    rows = await repository.page(session, filters, sort=sort, after=after, limit=limit + 1)
    items = [Revised(campaign, _stored(revision)) for campaign, revision, _ in rows[:limit]]
    last, _, value = rows[limit - 1] if len(rows) > limit else (None, None, "")
    return Page(items, write_cursor(sort, Position(value, last.id)) if last else None)


async def edit_campaign(
    session: AsyncSession,
    campaign_id: str,
    content: CampaignContent,
    *,
    expected_revision: int | None,
    actor_id: str,
    now_ms: int,
) -> Edit:
    """Give a campaign new content as its next revision.

    A draft or rejected campaign simply has it. In every later stage the revision is pending, and what runs goes on
    running, until a review approves it; a change of budget and dates alone, inside what was approved, needs none.
    An edit that changes nothing makes no revision. ``expected_revision`` None means whatever is newest.
    Raises ``Conflict`` when somebody else was faster, ``ActionRefused`` when the campaign is over, ``InvalidInput`` when
    a creative would land outside the advertiser's domain, when a review would have to refuse the revision at once, or
    when a new end date has passed already.
    """
    campaign = await get_campaign(session, campaign_id, for_update=True)
    newest = await _revision(session, campaign_id, campaign.revision)
    if _stored(newest) != content and expected_revision not in (None, campaign.revision):
        raise Conflict(
            f"the campaign is at revision {campaign.revision} by now, not at {expected_revision}",
            field="If-Match",
            remedy="Read it again and repeat the change on what it says now.",
        )
    if content.ends_at_ms != _stored(newest).ends_at_ms:
        check_end(content.ends_at_ms, now_ms=now_ms)
    return await _revise(session, campaign, newest, content, _pairs(newest), actor_id=actor_id, now_ms=now_ms)


async def change_creatives(
    session: AsyncSession,
    campaign: Campaign,
    *,
    put: CreativePair | None = None,
    remove: str | None = None,
    actor_id: str,
    now_ms: int,
) -> Edit:
    """The campaign's next revision, with a version of one creative put in or one creative taken out.

    ``campaign`` was read for update. Raises as ``edit_campaign`` does, and ``InvalidInput`` beyond ``MAX_CREATIVES``.
    """
    newest = await _revision(session, campaign.id, campaign.revision)
    pairs = dict(_pairs(newest))
    if put is not None:
        creative_id, version = put
        pairs[creative_id] = version
    if remove is not None:
        pairs.pop(remove, None)
    if len(pairs) > MAX_CREATIVES:
        raise InvalidInput(
            f"a campaign has at most {MAX_CREATIVES} creatives",
            field="campaign_id",
            remedy="Remove one first, or split the campaign.",
        )
    return await _revise(
        session, campaign, newest, _stored(newest), tuple(pairs.items()), actor_id=actor_id, now_ms=now_ms
    )


async def _revise(
    session: AsyncSession,
    campaign: Campaign,
    newest: CampaignRevision,
    content: CampaignContent,
    pairs: tuple[CreativePair, ...],
    *,
    actor_id: str,
    now_ms: int,
) -> Edit:
    _refuse_when_over(campaign, "edit")
    changed = _stored(newest) != content or _pairs(newest) != pairs
    if changed:
        pieces = await _pieces(session, pairs)
        for piece in pieces:
            check_landing(content, piece)
        if Stage(campaign.stage) in UNDER_WAY:
            check_servable(content, pieces)
        newest = CampaignRevision(
            tenant_id=campaign.tenant_id,
            campaign_id=campaign.id,
            number=campaign.revision + 1,
            content=content.model_dump(mode="json"),
            creatives=[list(pair) for pair in pairs],
            content_hash=content_hash(content, pairs),
            author_id=actor_id,
            created_at_ms=now_ms,
        )
        session.add(newest)
        _project(campaign, content, revision=newest.number, now_ms=now_ms)
        session.add(campaign)
        await session.flush()
    needs_review = Stage(campaign.stage) in UNDER_WAY and await _needs_review(session, campaign, newest)
    return Edit(campaign, content, newest.number, needs_review, changed)


def _project(campaign: Campaign, content: CampaignContent, *, revision: int, now_ms: int) -> None:
    """Repeat the newest revision on the campaign's own row; its flight only while nothing else runs."""
    campaign.revision = revision
    campaign.updated_at_ms = now_ms
    campaign.name = content.name
    campaign.channel = content.channel.value
    campaign.advertiser_domain = content.advertiser_domain
    campaign.currency = content.currency
    campaign.budget_micros = content.budget_micros
    if campaign.approved_revision is None:
        campaign.starts_at_ms, campaign.ends_at_ms = content.starts_at_ms, content.ends_at_ms


async def _needs_review(session: AsyncSession, campaign: Campaign, revision: CampaignRevision) -> bool:
    if campaign.reviewed_revision is None:
        return True
    reviewed = await _revision(session, campaign.id, campaign.reviewed_revision)
    return reviewed.content_hash != revision.content_hash or not stays_within(_stored(revision), _stored(reviewed))


async def delete_draft(session: AsyncSession, campaign_id: str) -> None:
    """Erase a draft that was never submitted. Raises ``ActionRefused`` for everything else: it has a history."""
    campaign = await get_campaign(session, campaign_id, for_update=True)
    if campaign.stage != Stage.DRAFT or campaign.last_sequence or campaign.locked_revision is not None:
        reason = "a campaign that was submitted once stays on record" if campaign.stage == Stage.DRAFT else None
        raise _refused(campaign, "delete", reason)
    await creatives_repository.delete_of_campaign(session, campaign_id)
    await repository.delete_with_revisions(session, campaign_id)


async def lock_revision(
    session: AsyncSession, campaign_id: str, revision: int, *, expected_stage: Stage
) -> CampaignFacts:
    """Put the newest revision before a review: compare-and-set on the campaign's stage and revision.

    Raises ``Conflict`` when either has moved on, ``InvalidInput`` when it could never be served.
    """
    campaign = await get_campaign(session, campaign_id, for_update=True)
    row = await reviewable(session, campaign, revision, expected_stage=expected_stage)
    campaign.locked_revision = revision
    session.add(campaign)
    return await _facts(session, campaign, row)


async def reviewable(
    session: AsyncSession, campaign: Campaign, revision: int, *, expected_stage: Stage
) -> CampaignRevision:
    """The newest revision, if ``lock_revision`` would lock it now. Raises as that does."""
    _expect(campaign, revision, expected_stage)
    row = await _revision(session, campaign.id, revision)
    check_servable(_stored(row), await _pieces(session, _pairs(row)))
    return row


async def approve_revision(session: AsyncSession, campaign_id: str, revision: int) -> CampaignFacts:
    """From now on ``revision`` is what runs. Raises ``Conflict`` unless it is the one that was put before a review."""
    campaign = await get_campaign(session, campaign_id, for_update=True)
    row = await _revision(session, campaign_id, revision)
    if campaign.reviewed_revision != revision:
        if campaign.locked_revision != revision:
            raise Conflict(
                f"revision {revision} is not the one under review",
                field="revision",
                remedy="Read the campaign again and decide on what it says now.",
            )
        campaign.reviewed_revision = revision
        await _run(session, campaign, row)
    return await _facts(session, campaign, row)


async def adopt_revision(
    session: AsyncSession, campaign_id: str, revision: int, *, expected_stage: Stage
) -> CampaignFacts | None:
    """Run ``revision`` without a review, if it differs from the reviewed one in budget and dates within it alone.

    None when it needs a review after all. Raises ``Conflict`` when the campaign has moved on.
    """
    campaign = await get_campaign(session, campaign_id, for_update=True)
    _expect(campaign, revision, expected_stage)
    row = await _revision(session, campaign_id, revision)
    if await _needs_review(session, campaign, row):
        return None
    if campaign.approved_revision != revision:
        campaign.locked_revision = revision
        await _run(session, campaign, row)
    return await _facts(session, campaign, row)


async def _run(session: AsyncSession, campaign: Campaign, row: CampaignRevision) -> None:
    """Put ``row`` in force; dates it leaves open stay as they were scheduled, which is how the workflow has them too."""
    content = _stored(row)
    if campaign.approved_revision is None or content.starts_at_ms is not None:
        campaign.starts_at_ms = content.starts_at_ms
    if campaign.approved_revision is None or content.ends_at_ms is not None:
        campaign.ends_at_ms = content.ends_at_ms
    campaign.approved_revision = row.number
    session.add(campaign)
    await session.flush()


async def facts_of(session: AsyncSession, campaign_id: str, revision: int) -> CampaignFacts:
    """What the workflow and the approval rules look at in one revision."""
    campaign = await get_campaign(session, campaign_id)
    return await _facts(session, campaign, await _revision(session, campaign_id, revision))


async def record_transition(
    session: AsyncSession,
    *,
    campaign_id: str,
    sequence: int,
    from_stage: Stage,
    action: Action,
    to_stage: Stage,
    actor_id: str,
    actor_role: str,
    comment: str,
    at_ms: int,
    flight: FlightDates | None = None,
) -> None:
    """Write one row of history and bring the campaign's stage up to it; a row already written stays as it is.

    ``flight`` is given when the action set the dates. Raises ``NotFound``.
    """
    campaign = await get_campaign(session, campaign_id, for_update=True)
    if await repository.transition(session, campaign_id, sequence) is None:
        session.add(
            CampaignTransition(
                tenant_id=campaign.tenant_id,
                campaign_id=campaign_id,
                sequence=sequence,
                from_stage=from_stage.value,
                action=action.value,
                to_stage=to_stage.value,
                actor_id=actor_id,
                actor_role=actor_role,
                comment=comment,
                at_ms=at_ms,
            )
        )
    if sequence > campaign.last_sequence:
        campaign.last_sequence = sequence
        campaign.stage = to_stage.value
        campaign.note = comment
        campaign.updated_at_ms = at_ms
        if flight is not None:
            campaign.starts_at_ms, campaign.ends_at_ms = flight.starts_at_ms, flight.ends_at_ms
        session.add(campaign)
    await session.flush()


async def list_transitions(session: AsyncSession, campaign_id: str) -> Sequence[CampaignTransition]:
    """A campaign's whole history, oldest first. Raises ``NotFound``."""
    await get_campaign(session, campaign_id)
    return await repository.transitions(session, campaign_id)


async def lives(session: AsyncSession, campaign_ids: Collection[str]) -> dict[str, tuple[int | None, int | None]]:
    return await repository.lives(session, campaign_ids)


async def whole(session: AsyncSession, campaign_id: str, number: int) -> Whole:
    """One revision, as it was written. Raises ``NotFound``."""
    row = await _revision(session, campaign_id, number)
    return Whole(number, _stored(row), tuple(await _pieces(session, _pairs(row))), _pairs(row))


async def within_reviewed(session: AsyncSession, campaign: Campaign, number: int) -> bool:
    """Whether a revision runs without anybody reading it again: it stays inside the one that was reviewed."""
    return not await _needs_review(session, campaign, await _revision(session, campaign.id, number))


def _expect(campaign: Campaign, revision: int, stage: Stage) -> None:
    if campaign.revision != revision:
        raise Conflict(
            f"the campaign is at revision {campaign.revision} by now, not at {revision}",
            field="revision",
            remedy="Read it again and repeat the action on what it says now.",
        )
    if campaign.stage != stage:
        raise Conflict(
            f"the campaign is {campaign.stage} by now, not {stage.value}",
            field="stage",
            remedy="Read it again; another action came first.",
        )


def _refuse_when_over(campaign: Campaign, action: str) -> None:
    if Stage(campaign.stage) in FINISHED:
        raise _refused(campaign, action, None)


def _refused(campaign: Campaign, action: str, reason: str | None) -> ActionRefused:
    allowed = [choice.value for choice in allowed_actions(Stage(campaign.stage))]
    return ActionRefused(stage=campaign.stage, action=action, allowed=allowed, reason=reason)


async def _facts(session: AsyncSession, campaign: Campaign, row: CampaignRevision) -> CampaignFacts:
    content, pieces = _stored(row), await _pieces(session, _pairs(row))
    reviewed = campaign.reviewed_revision or 0
    after = reviewed if reviewed < row.number else 0
    read = await whole(session, campaign.id, reviewed) if after else None
    shown = (code for piece in pieces for code in piece.content.categories)
    return CampaignFacts(
        revision=row.number,
        budget_micros=content.budget_micros,
        currency=content.currency,
        channel=content.channel,
        categories=tuple(dict.fromkeys((*content.categories, *shown))),
        starts_at_ms=content.starts_at_ms,
        ends_at_ms=content.ends_at_ms,
        content_hash=row.content_hash,
        author_ids=tuple(await repository.authors(session, campaign.id, after=after, up_to=row.number)),
        sections=section_hashes(content, pieces),
        reviewed=section_hashes(read.content, read.pieces) if read else {},
    )


async def _revision(session: AsyncSession, campaign_id: str, number: int) -> CampaignRevision:
    found = await repository.revision(session, campaign_id, number)
    if found is None:
        raise NotFound(f"campaign '{campaign_id}' has no revision {number}", field="revision")
    return found


async def _pieces(session: AsyncSession, pairs: Sequence[CreativePair]) -> list[Piece]:
    found = await creatives_repository.versions(session, pairs)
    by_id = {row.creative_id: CreativeContent.model_validate(row.content) for row in found}
    said = await verdicts_of(session, pairs)
    return [Piece(creative_id, by_id[creative_id], said.get(creative_id, Verdict())) for creative_id, _ in pairs]


def _pairs(row: CampaignRevision) -> tuple[CreativePair, ...]:
    return tuple((creative_id, version) for creative_id, version in row.creatives)


def _stored(row: CampaignRevision) -> CampaignContent:
    return CampaignContent.model_validate(row.content)
