"""Use cases of packages on a tenant's session: what one would say, putting it on record, and letting it leave."""

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.approvals import service as approvals
from domain.approvals.values import Verdict as Said
from domain.assets import service as assets
from domain.assets.values import AssetStatus
from domain.brand import service as brand
from domain.campaigns import service as campaigns
from domain.campaigns.sections.rules import revision_hash, section_hashes
from domain.campaigns.tables import Campaign
from domain.campaigns.values import Stage
from domain.errors import Conflict, InvalidInput, NotFound
from domain.ids import new_id
from domain.paging import Page, Position, read_cursor, write_cursor
from domain.placements import service as placements
from domain.placements.packages import repository
from domain.placements.packages.rules import (
    MANIFEST,
    MARKUP,
    MAX_BYTES,
    length_of,
    obstacles_of_approval,
    obstacles_of_asset,
    obstacles_of_creative,
    path_of,
    written,
)
from domain.placements.packages.tables import CreativeExport
from domain.placements.packages.values import Member, Obstacle, Prepared, Wish
from domain.placements.rules import check
from domain.placements.service import Gathered, Piece
from domain.placements.values import Outcome, Verdict
from domain.records import tenant_of

_FORMAT: Final = "campaign-express/creative-package"
_FORMAT_VERSION: Final = 1
_SORT: Final = "-id"


async def prepare(session: AsyncSession, wish: Wish, *, media_url: str, now_ms: int) -> Prepared:
    """What a wish amounts to now; ``media_url`` is where browsers find files of the tenant's library.

    Raises ``NotFound`` for a creative, an asset or a placement that is not there.
    """
    gathered = await (
        placements.of_creative(session, wish.creative_id, media_url=media_url)
        if wish.creative_id
        else placements.of_assets(session, wish.asset_ids, dict(wish.texts))
    )
    contracts = placements.contracts_for(gathered.material, wish.placements)
    verdicts = tuple(check(gathered.material, contract) for contract in contracts)
    obstacles: list[Obstacle] = []
    lineage: dict[str, Any] = {"brand_kit": await _kit(session)}
    campaign_id = ""
    if gathered.creative is not None:
        campaign = await campaigns.get_campaign(session, gathered.creative.campaign_id)
        campaign_id = campaign.id
        obstacles += await _unapproved(session, campaign, gathered.creative.id, gathered.creative.version)
        lineage |= await _lineage(session, campaign, gathered)
    for piece in gathered.pieces:
        obstacles += _obstacles(piece, now_ms=now_ms)
    return Prepared(
        gathered.material, verdicts, tuple(obstacles), _manifest(wish, gathered, verdicts, lineage), campaign_id
    )


def refuse_held_back(prepared: Prepared) -> None:
    """Raise ``Conflict`` where something keeps a package here, ``InvalidInput`` where a placement would not take it."""
    _refuse(prepared.obstacles)
    failed = [one for one in prepared.verdicts if one.outcome is Outcome.FAILS]
    if failed:
        first = next(one for one in failed[0].findings if one.fails)
        raise InvalidInput(
            f"{', '.join(one.placement for one in failed)} would not take it: {first.where}: {first.message}",
            field="placements",
            remedy=f"{first.remedy} Or leave that placement out; the check names everything.",
        )
    sizes = {one.sha256: one.size_bytes for one in prepared.material.files}
    if sum(sizes.values()) > MAX_BYTES:
        raise InvalidInput(
            f"the files have {sum(sizes.values()):,} bytes, and {MAX_BYTES:,} are the most of one package",
            field="asset_ids",
            remedy="Make several packages.",
        )


def members_of(prepared: Prepared, checksums: Mapping[str, int]) -> list[Member]:
    """What lies in the package, in its order; ``checksums`` are CRC-32 of the files, by address."""
    members = [_ours(MANIFEST, written(prepared.manifest))]
    if prepared.material.html:
        members.append(_ours(MARKUP, prepared.material.html.encode()))
    files = {path_of(one.asset_id, one.version, one.media_type): one for one in prepared.material.files}
    return members + [
        Member(path, files[path].sha256, files[path].size_bytes, checksums[files[path].sha256])
        for path in sorted(files)
    ]


async def made_before(session: AsyncSession, creation_key: str, wish: Wish) -> CreativeExport | None:
    """The export that a key made. Raises ``Conflict`` where that was another one."""
    row = await repository.by_key(session, creation_key)
    if row is None:
        return None
    same = [one for one, _ in row.placements] == list(dict.fromkeys(wish.placements)) and (
        row.creative_id == wish.creative_id
        if wish.creative_id
        else {one for one, _ in row.assets} == set(wish.asset_ids) and _subject(row).get("texts") == dict(wish.texts)
    )
    if not same:
        raise Conflict(
            "this Idempotency-Key made another export", field="Idempotency-Key", remedy="Use a new key for a new one."
        )
    return row


async def record(
    session: AsyncSession,
    wish: Wish,
    prepared: Prepared,
    checksums: Mapping[str, int],
    *,
    media_url: str,
    actor_id: str,
    now_ms: int,
    creation_key: str | None = None,
) -> CreativeExport:
    """Put a package on record, whose files were read outside of the transaction.

    Raises as ``refuse_held_back``, and ``Conflict`` where something in it has changed meanwhile.
    """
    if creation_key is not None and (known := await made_before(session, creation_key, wish)) is not None:
        return known
    again = await prepare(session, wish, media_url=media_url, now_ms=now_ms)
    refuse_held_back(again)
    if again.manifest != prepared.manifest:
        raise Conflict("what is to be exported has just been changed", remedy="Try again.")
    manifest, members = written(prepared.manifest), members_of(prepared, checksums)
    row = CreativeExport(
        id=new_id("exp"),
        tenant_id=tenant_of(session),
        creative_id=wish.creative_id,
        campaign_id=prepared.campaign_id,
        assets=[list(one) for one in sorted({(one.asset_id, one.version) for one in prepared.material.files})],
        placements=[[one.placement, one.version] for one in prepared.verdicts],
        manifest=manifest.decode(),
        manifest_sha256=hashlib.sha256(manifest).hexdigest(),
        members=[list(one) for one in members],
        size_bytes=length_of(members),
        creation_key=creation_key,
        exported_by=actor_id,
        exported_at_ms=now_ms,
    )
    session.add(row)
    await session.flush()
    return row


async def existing(session: AsyncSession, export_id: str, *, to_change: bool = False) -> CreativeExport:
    """Raises ``NotFound``."""
    row = await repository.export(session, export_id, to_change=to_change)
    if row is None:
        raise NotFound(f"there is no export '{export_id}'", field="export_id", remedy="List the exports.")
    return row


async def list_exports(
    session: AsyncSession, *, creative_id: str | None, cursor: str | None, limit: int
) -> Page[CreativeExport]:
    """One page, newest first."""
    before = read_cursor(_SORT, cursor)
    rows = await repository.page(
        session, creative_id=creative_id, before=before.id if before else None, limit=limit + 1
    )
    items = list(rows[:limit])
    more = len(rows) > limit
    return Page(items, write_cursor(_SORT, Position(items[-1].id, items[-1].id)) if more else None)


async def let_leave(session: AsyncSession, export_id: str, *, actor_id: str, now_ms: int) -> CreativeExport:
    """Somebody fetches a package, in their name. Raises ``Conflict`` once what is in it may not leave any more."""
    row = await existing(session, export_id, to_change=True)
    _refuse(await _held_back(session, row, now_ms=now_ms))
    row.fetches, row.fetched_by, row.fetched_at_ms = row.fetches + 1, actor_id, now_ms
    session.add(row)
    await session.flush()
    return row


def contents_of(row: CreativeExport) -> list[tuple[Member, bytes]]:
    """What lies in it, in its order, each with its bytes where they are not a file of the library."""
    html: str = _subject(row).get("content", {}).get("html", "")
    ours = {MANIFEST: row.manifest.encode(), MARKUP: html.encode()}
    members = [Member(*one) for one in row.members]
    return [(one, b"" if one.sha256 else ours[one.path]) for one in members]


async def _held_back(session: AsyncSession, row: CreativeExport, *, now_ms: int) -> list[Obstacle]:
    """An asset may have a newer approved version by now; it may not be archived, rejected or without rights.

    A creative has to be what is approved now.
    """
    found: list[Obstacle] = []
    rows = await assets.known(session, {asset_id for asset_id, _ in row.assets})
    for asset_id, version in row.assets:
        asset, where = rows.get(asset_id), f"assets.{asset_id}"
        if asset is None:
            found.append(Obstacle(where, f"the asset '{asset_id}' was erased", "Export what took its place."))
            continue
        found += obstacles_of_asset(
            where=where,
            name=asset.name,
            status=AssetStatus(asset.status),
            version=version,
            approved_version=version if asset.approved_version else None,
            rights=assets.rights_of(asset),
            now_ms=now_ms,
        )
    if row.campaign_id:
        campaign = await campaigns.get_campaign(session, row.campaign_id)
        found += await _unapproved(session, campaign, row.creative_id, _subject(row)["version"])
    return found


def _refuse(obstacles: Sequence[Obstacle]) -> None:
    if obstacles:
        said = "; ".join(dict.fromkeys(one.message for one in obstacles))
        raise Conflict(f"the package may not leave: {said}", field=obstacles[0].where, remedy=obstacles[0].remedy)


def _obstacles(piece: Piece, *, now_ms: int) -> list[Obstacle]:
    return list(
        obstacles_of_asset(
            where=piece.measured.part,
            name=piece.asset.name,
            status=AssetStatus(piece.asset.status),
            version=piece.version.version,
            approved_version=piece.asset.approved_version,
            rights=assets.rights_of(piece.asset),
            now_ms=now_ms,
        )
    )


async def _unapproved(session: AsyncSession, campaign: Campaign, creative_id: str, version: int) -> list[Obstacle]:
    """Why this version of a creative may not leave on what its campaign's approvers said."""
    number, reviewed = campaign.approved_revision, campaign.reviewed_revision
    approved = await campaigns.whole(session, campaign.id, number) if number is not None else None
    found = list(
        obstacles_of_creative(
            stage=Stage(campaign.stage),
            version=version,
            approved_version=dict(approved.versions).get(creative_id) if approved else None,
        )
    )
    if found or approved is None:
        return found
    review = await approvals.approved_round(session, campaign.id, reviewed) if reviewed is not None else None
    if review is None:
        return list(obstacles_of_approval(is_on_record=False, is_as_read=False, gone=()))
    hashes = section_hashes(approved.content, approved.pieces)
    is_as_read = number != reviewed or review.revision_hash in ("", revision_hash(hashes))
    gone = await approvals.lapsed_of(session, campaign.id, number=review.number)
    return list(obstacles_of_approval(is_on_record=True, is_as_read=is_as_read, gone=gone))


def _subject(row: CreativeExport) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(row.manifest)["subject"]
    return said


async def _kit(session: AsyncSession) -> dict[str, Any]:
    kit = await brand.in_force(session)
    return {"id": kit.kit_id or None, "version": kit.version}


async def _lineage(session: AsyncSession, campaign: Campaign, gathered: Gathered) -> dict[str, Any]:
    assert gathered.creative is not None
    creative, reviewed = gathered.creative, campaign.reviewed_revision
    review = await approvals.approved_round(session, campaign.id, reviewed) if reviewed else None
    by: dict[str, int | None] = {}
    if review is not None:
        by |= {one.approver_id: None for one in review.review.standing}
        by |= {one.approver_id: one.at_ms for one in review.review.decisions if one.verdict is Said.APPROVE}
    return {
        "campaign": {"id": campaign.id, "name": campaign.name, "revision": campaign.approved_revision},
        "copied_from": {"creative_id": creative.copied_from_id, "version": creative.copied_from_version}
        if creative.copied_from_id
        else None,
        "written_by": creative.created_by,
        "approval": review
        and {
            "round": review.number,
            "revision": review.revision,
            "revision_hash": review.revision_hash,
            "approved_by": [{"user_id": one, "at": _instant(by[one])} for one in sorted(by)],
        },
    }


def _manifest(
    wish: Wish, gathered: Gathered, verdicts: Sequence[Verdict], lineage: Mapping[str, Any]
) -> dict[str, Any]:
    """It says nothing of when it was made or by whom, so that the same package is the same bytes."""
    creative, content = gathered.creative, gathered.content
    ends = [one.asset.usable_until_ms for one in gathered.pieces if one.asset.usable_until_ms is not None]
    subject: dict[str, Any] = {"kind": "assets", "texts": dict(wish.texts)}
    if creative is not None and content is not None:
        subject = {
            "kind": "creative",
            "id": creative.id,
            "version": creative.version,
            "content": content.model_dump(mode="json"),
        }
    return {
        "format": _FORMAT,
        "format_version": _FORMAT_VERSION,
        "subject": subject,
        "placements": [
            {
                "id": one.placement,
                "version": one.version,
                "name": one.name,
                "source": one.source,
                "outcome": one.outcome.value,
                "findings": [finding.model_dump(mode="json") for finding in one.findings],
                "file": one.sha256 or None,
            }
            for one in verdicts
        ],
        "files": [_file(one) for one in gathered.pieces],
        "elsewhere": [one.model_dump(mode="json") for one in gathered.material.elsewhere],
        "lineage": dict(lineage),
        "usable_until": _instant(min(ends)) if ends else None,
    }


def _file(piece: Piece) -> dict[str, Any]:
    asset, file, rights = piece.asset, piece.file, assets.rights_of(piece.asset)
    is_approved = asset.approved_version == piece.version.version
    measured = piece.measured.model_dump(mode="json", exclude={"asset_id", "version", "name"})
    return measured | {
        "path": path_of(asset.id, piece.version.version, file.media_type),
        "asset": {
            "id": asset.id,
            "name": asset.name,
            "type": asset.type,
            "version": piece.version.version,
            "made_by": piece.version.created_by,
            "made_at": _instant(piece.version.created_at_ms),
            "approved_by": (is_approved and asset.approved_by) or None,
            "approved_at": _instant(asset.approved_at_ms) if is_approved else None,
        },
        "rights": {
            "holder": rights.holder,
            "licence": rights.licence,
            "usable_from": _instant(rights.usable_from_ms),
            "usable_until": _instant(rights.usable_until_ms),
        },
        "upload": {
            "uploaded_by": file.uploaded_by,
            "sent_sha256": file.sent_sha256 or (file.sha256 if not file.removed else None),
            "is_derived": bool(file.removed) or file.sent_sha256 not in ("", file.sha256),
            "removed": file.removed,
        },
    }


def _ours(path: str, content: bytes) -> Member:
    return Member(path, "", len(content), zlib.crc32(content))


def _instant(at_ms: int | None) -> str | None:
    if at_ms is None:
        return None
    return datetime.fromtimestamp(at_ms / 1_000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
