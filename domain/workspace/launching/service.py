"""Use cases of launches, on a tenant's session.

Whoever changes a launch and its campaign locks the launch first: two who went opposite ways would wait for each other.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.approvals import service as approvals
from domain.approvals.values import Review
from domain.assets import service as assets
from domain.assets.rules import refuse_without_rights
from domain.assets.tables import Asset
from domain.assets.values import AssetStatus, UseKind
from domain.campaigns import repository as campaigns_repository
from domain.campaigns import service as campaigns
from domain.campaigns.service import Edit
from domain.campaigns.values import CampaignContent, Stage
from domain.creatives import service as creatives
from domain.creatives.service import Versioned
from domain.errors import CampaignExpressError, Conflict, NotFound
from domain.ids import new_id
from domain.paging import Page, Position, read_cursor, write_cursor
from domain.records import tenant_of
from domain.serving.rules import Piece, check_landing
from domain.workspace.launching import repository, rules
from domain.workspace.launching.tables import Launch
from domain.workspace.launching.values import Draft, Progress, Wish

_SORT: Final = "newest"
NONE_YET: Final = "0"
"""The revision of a launch that there is not yet."""
AddressOf = Callable[[str, int], str]
"""Where browsers find a version of an asset: (asset id, version) to its address."""


class Held(NamedTuple):
    """A creative that has not joined the campaign, and ``why`` it cannot; empty where only an approval or the brief is missing."""

    wish: Wish
    why: str


class Standing(NamedTuple):
    """A launch as it stands: what it says, its creatives, and what decides its next move.

    ``revision`` is its campaign's, and ``review`` the one under way.
    """

    launch: Launch
    draft: Draft
    creatives: list[Versioned]
    held: list[Held]
    progress: Progress
    revision: int | None = None
    review: Review | None = None


class Changed(NamedTuple):
    """A launch that was changed; the campaign's workflow is to be told of the edits in this order."""

    launch: Launch
    edits: list[Edit]


async def begin(
    session: AsyncSession,
    draft: Draft,
    wishes: Sequence[Wish],
    *,
    address_of: AddressOf,
    actor_id: str,
    now_ms: int,
    creation_key: str | None = None,
    asked: str = "",
) -> Launch:
    """A new launch, with its campaign where that is whole; ``made_with`` finds it by its key again.

    Raises as making the campaign and its creatives does, and pydantic's ``ValidationError`` for what no campaign can say.
    """
    launch = _launch(session, campaign_id="", actor_id=actor_id, now_ms=now_ms)
    launch.draft, launch.creation_key, launch.asked = draft.model_dump(mode="json"), creation_key, asked
    session.add(launch)
    await session.flush()
    await _carry_out(session, launch, draft, wishes, address_of=address_of, actor_id=actor_id, now_ms=now_ms)
    return launch


async def made_with(session: AsyncSession, creation_key: str, asked: str) -> Launch | None:
    """The launch that was begun under an ``Idempotency-Key``. Raises ``Conflict`` when something else was asked with it."""
    known = await repository.by_key(session, creation_key)
    if known is not None and known.asked not in ("", asked):
        raise Conflict(
            "this Idempotency-Key began another launch",
            field="Idempotency-Key",
            remedy="Use a new key for new content.",
        )
    return known


async def change(
    session: AsyncSession,
    known: Standing,
    draft: Draft,
    more: Sequence[Wish],
    *,
    expected: str | None = None,
    address_of: AddressOf,
    actor_id: str,
    now_ms: int,
) -> Changed:
    """Say something else than ``known``, which was read for update, and bring more creatives.

    Raises as ``begin``, and ``Conflict`` when the campaign has moved on since, or is for something else after its review
    began, or where it says something else than the revision that is ``expected``. To say what it says already is no conflict.
    """
    launch = known.launch
    if expected not in (None, known.draft.revision) and draft != known.draft:
        raise rules.overtaken()
    if known.progress.stage is not None and draft.objective != known.draft.objective:
        rules.refuse_another_objective(known.progress.stage)
    launch.draft = draft.model_dump(mode="json")
    launch.updated_at_ms = now_ms
    session.add(launch)
    edits = await _carry_out(
        session,
        launch,
        draft,
        more,
        address_of=address_of,
        expected_revision=known.revision,
        actor_id=actor_id,
        now_ms=now_ms,
    )
    return Changed(launch, edits)


async def get_launch(session: AsyncSession, launch_id: str, *, for_update: bool = False) -> Launch:
    """Raises ``NotFound``, also for another tenant's."""
    found = await repository.launch(session, launch_id, for_update=for_update)
    if found is None:
        raise NotFound(f"there is no launch '{launch_id}'", field="launch_id")
    return found


async def list_launches(
    session: AsyncSession, *, cursor: str | None, limit: int, campaign_id: str | None = None
) -> Page[Launch]:
    """The newest first; of one campaign, if it is named."""
    after = read_cursor(_SORT, cursor)
    rows = await repository.newest(
        session, before=after.id if after else None, limit=limit + 1, campaign_id=campaign_id
    )
    items = list(rows[:limit])
    return Page(items, write_cursor(_SORT, Position("", items[-1].id)) if len(rows) > limit else None)


async def standing(session: AsyncSession, launch: Launch, *, now_ms: int, for_update: bool = False) -> Standing:
    """How far it is. The campaign says what it says itself, once there is one; ``for_update`` keeps others from changing it."""
    if for_update and launch.campaign_id in await campaigns.known(session, [launch.campaign_id]):
        await campaigns.get_campaign(session, launch.campaign_id, for_update=True)
    [held] = await standings(session, [launch], now_ms=now_ms)
    return held


async def standings(session: AsyncSession, launches: Sequence[Launch], *, now_ms: int) -> list[Standing]:
    """How far each of them is, in their order; as many statements for many as for one."""
    wishes = [[Wish.model_validate(one) for one in launch.wishes] for launch in launches]
    rows = await assets.known(session, {wish.asset_id for of_one in wishes for wish in of_one if wish.asset_id})
    made = {
        campaign.id: (campaign, CampaignContent.model_validate(revision.content))
        for campaign, revision in await campaigns_repository.newest(session, {one.campaign_id for one in launches})
    }
    shown = await creatives.of_campaigns(session, made.keys())
    reviews = await approvals.pending_of(session, made.keys())
    found: list[Standing] = []
    for launch, of_one in zip(launches, wishes, strict=True):
        draft = Draft.model_validate(launch.draft)
        waiting = tuple(wish.asset_id for wish in of_one if wish.asset_id in rows and _waits(rows[wish.asset_id]))
        if launch.campaign_id not in made:
            held = [Held(wish, _hindrance(wish, rows, None, now_ms=now_ms)) for wish in of_one]
            found.append(Standing(launch, draft, [], held, Progress(waiting=waiting, hindrances=_told(held))))
            continue
        campaign, content = made[launch.campaign_id]
        held = [Held(wish, _hindrance(wish, rows, content, now_ms=now_ms)) for wish in of_one]
        review = reviews.get(campaign.id)
        progress = Progress(
            stage=Stage(campaign.stage),
            creatives=len(shown[campaign.id]),
            waiting=waiting,
            hindrances=_told(held),
            review="" if review is None else review.summary,
            is_edited=campaign.revision != campaign.approved_revision,
            note=campaign.note,
        )
        said = Draft.of(content, draft.objective)
        found.append(
            Standing(
                launch,
                said,
                shown[campaign.id],
                held,
                progress,
                revision=campaign.revision,
                review=None if review is None else review.review,
            )
        )
    return found


async def say_objective(
    session: AsyncSession,
    campaign_id: str,
    objective: str,
    *,
    expected: str | None = None,
    actor_id: str,
    now_ms: int,
) -> None:
    """Say what a campaign is for. One that came of no launch has one from now on, which keeps the words.

    Raises ``NotFound``, and ``Conflict`` unless it is a draft or was sent back, or where it says something else than the
    revision that is ``expected``: ``NONE_YET`` for one of no launch. To say what it says already is no conflict.
    """
    launch = await repository.of_campaign(session, campaign_id, for_update=True)
    campaign, content = await campaigns.read_campaign(session, campaign_id, for_update=True)
    if launch is None and await repository.of_campaign(session, campaign_id):
        raise rules.overtaken()
    said = Draft.of(content, Draft.model_validate(launch.draft).objective if launch else "")
    if said.objective == objective:
        return
    rules.refuse_another_objective(Stage(campaign.stage))
    if expected not in (None, said.revision if launch else NONE_YET):
        raise rules.overtaken()
    launch = launch or _launch(session, campaign_id=campaign_id, actor_id=actor_id, now_ms=now_ms)
    launch.draft = said.model_copy(update={"objective": objective}).model_dump(mode="json")
    launch.updated_at_ms = now_ms
    session.add(launch)
    await session.flush()


async def take_out(session: AsyncSession, launch_id: str, wish_id: str, *, now_ms: int) -> None:
    """Give up a creative that has not joined the campaign. Raises ``NotFound``."""
    launch = await get_launch(session, launch_id, for_update=True)
    wishes = [Wish.model_validate(one) for one in launch.wishes]
    given_up = next((wish for wish in wishes if wish.id == wish_id), None)
    if given_up is None:
        raise NotFound(f"no creative '{wish_id}' waits in this launch", field="wish_id")
    wishes.remove(given_up)
    launch.wishes, launch.updated_at_ms = [wish.model_dump(mode="json") for wish in wishes], now_ms
    session.add(launch)
    await session.flush()


async def remove(session: AsyncSession, launch_id: str) -> None:
    """Forget a launch that has no campaign. Raises ``Conflict`` for others: their campaign is what there is to delete."""
    launch = await get_launch(session, launch_id, for_update=True)
    if launch.campaign_id in await campaigns.known(session, [launch.campaign_id]):
        raise Conflict(
            "the launch has made its campaign",
            field="launch_id",
            remedy=f"Delete the draft, or end campaign {launch.campaign_id}.",
        )
    await session.delete(launch)


async def remove_all(session: AsyncSession, campaign_id: str) -> None:
    """With a draft that is erased: from a launch that stayed it would be made anew."""
    await repository.remove_all(session, campaign_id)


async def refuse_one_begun_meanwhile(session: AsyncSession, campaign_id: str) -> None:
    """Once the campaign is locked: raise ``Conflict`` where somebody has first said what it is for since ``remove_all``."""
    if await repository.of_campaign(session, campaign_id):
        raise Conflict(
            "somebody has said meanwhile what it is for",
            field="campaign_id",
            remedy="Read it, and delete it again if it is still to go.",
        )


def _launch(session: AsyncSession, *, campaign_id: str, actor_id: str, now_ms: int) -> Launch:
    """A new one that says nothing yet."""
    return Launch(
        id=new_id("lch"),
        tenant_id=tenant_of(session),
        draft={},
        wishes=[],
        campaign_id=campaign_id,
        created_by=actor_id,
        created_at_ms=now_ms,
        updated_at_ms=now_ms,
    )


async def _carry_out(
    session: AsyncSession,
    launch: Launch,
    draft: Draft,
    more: Sequence[Wish],
    *,
    address_of: AddressOf,
    expected_revision: int | None = None,
    actor_id: str,
    now_ms: int,
) -> list[Edit]:
    """Make the campaign once it is whole, or change it, and give it the creatives that may join it.

    What hinders a creative that is sent just now is raised; one that was sent before stays where it is.
    """
    earlier = [Wish.model_validate(one) for one in launch.wishes]
    content = draft.content() if rules.is_whole(draft) else None
    rows = await assets.known(session, {wish.asset_id for wish in (*earlier, *more) if wish.asset_id})
    for wish in more:
        _refuse_hindered(wish, rows, content, now_ms=now_ms)
    left, edits = [*earlier, *more], list[Edit]()
    if content is not None:
        edits += await _written(
            session, launch, content, expected_revision=expected_revision, actor_id=actor_id, now_ms=now_ms
        )
        joining = [wish for wish in left if _may_join(wish, rows, content, now_ms=now_ms)]
        left = [wish for wish in left if wish not in joining]
        for wish in joining:
            edits.append(
                await _join(
                    session, launch.campaign_id, wish, rows, address_of=address_of, actor_id=actor_id, now_ms=now_ms
                )
            )
    launch.wishes = [wish.model_dump(mode="json") for wish in left]
    session.add(launch)
    await session.flush()
    return edits


async def _written(
    session: AsyncSession,
    launch: Launch,
    content: CampaignContent,
    *,
    expected_revision: int | None,
    actor_id: str,
    now_ms: int,
) -> list[Edit]:
    """The campaign says ``content`` from now on; a new one where there is none."""
    if launch.campaign_id not in await campaigns.known(session, [launch.campaign_id]):
        launch.campaign_id = (await campaigns.create_campaign(session, content, actor_id=actor_id, now_ms=now_ms)).id
        return []
    edit = await campaigns.edit_campaign(
        session,
        launch.campaign_id,
        content,
        expected_revision=expected_revision,
        actor_id=actor_id,
        now_ms=now_ms,
    )
    return [edit]


async def _join(
    session: AsyncSession,
    campaign_id: str,
    wish: Wish,
    rows: Mapping[str, Asset],
    *,
    address_of: AddressOf,
    actor_id: str,
    now_ms: int,
) -> Edit:
    """A creative of the campaign, which shows the approved version of its asset."""
    content = wish.content
    if wish.asset_id:
        version = rows[wish.asset_id].approved_version or 0
        content = content.model_copy(update={"media_url": address_of(wish.asset_id, version)})
    made = await creatives.create_creative(session, campaign_id, content, actor_id=actor_id, now_ms=now_ms)
    if wish.asset_id:
        await assets.note_use(
            session, wish.asset_id, UseKind.CREATIVE, made.creative.id, actor_id=actor_id, now_ms=now_ms
        )
    return made.edit


def _may_join(wish: Wish, rows: Mapping[str, Asset], content: CampaignContent, *, now_ms: int) -> bool:
    if _hindrance(wish, rows, content, now_ms=now_ms):
        return False
    return not wish.asset_id or not _waits(rows[wish.asset_id])


def _waits(asset: Asset) -> bool:
    """Nobody has approved a version of it yet."""
    return asset.approved_version is None and asset.status != AssetStatus.ARCHIVED


def _hindrance(wish: Wish, rows: Mapping[str, Asset], content: CampaignContent | None, *, now_ms: int) -> str:
    try:
        _refuse_hindered(wish, rows, content, now_ms=now_ms)
    except CampaignExpressError as error:
        return error.message
    return ""


def _refuse_hindered(wish: Wish, rows: Mapping[str, Asset], content: CampaignContent | None, *, now_ms: int) -> None:
    """Raise what keeps a creative from joining a campaign that says ``content``, an approval still to come left aside."""
    if content is not None:
        check_landing(content, Piece("", wish.content))
    if not wish.asset_id:
        return
    asset = rows.get(wish.asset_id)
    if asset is None:
        raise NotFound(f"there is no asset '{wish.asset_id}' any more", field="asset_id", remedy="Send another.")
    if asset.status == AssetStatus.ARCHIVED:
        raise Conflict(f"asset '{wish.asset_id}' is archived", field="asset_id", remedy="Restore it, or send another.")
    if asset.approved_version is not None:
        refuse_without_rights(assets.rights_of(asset), now_ms=now_ms)


def _told(held: Sequence[Held]) -> tuple[str, ...]:
    return tuple(f"'{one.wish.content.name}', because {one.why}" for one in held if one.why)
