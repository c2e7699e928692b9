"""What there is to show in a placement, gathered on a tenant's session of the main store."""

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.assets import service as assets
from domain.assets.tables import Asset, AssetFile, AssetVersion
from domain.assets.values import AssetType, UseKind
from domain.creatives import service as creatives
from domain.creatives.tables import Creative
from domain.creatives.values import CreativeContent
from domain.errors import NotFound
from domain.placements.contracts.values import CONTRACTS
from domain.placements.markup.rules import loaded_by
from domain.placements.rules import fits_at_all
from domain.placements.values import Contract, Elsewhere, Material, Measured, Role

_VERSION: Final = re.compile(r"/(ast_[0-9a-z]{26})/([0-9]{1,6})(?:[?#].*)?", re.DOTALL)
"""The rest of an address of ours, which is of one version of one asset."""
_TEXTS: Final = ("sponsored", "cta")


class Piece(NamedTuple):
    """A file with the asset it is a version of."""

    asset: Asset
    version: AssetVersion
    file: AssetFile
    measured: Measured


class Gathered(NamedTuple):
    """Material, and the records it was made of."""

    material: Material
    pieces: tuple[Piece, ...]
    creative: Creative | None = None
    content: CreativeContent | None = None


class _Shown(NamedTuple):
    """Something that a creative shows, where it has it, and where that is fetched from."""

    role: Role
    part: str
    address: str


async def of_creative(session: AsyncSession, creative_id: str, *, media_url: str) -> Gathered:
    """A creative as it is now, with every file of the library that it shows or that was noted. Raises ``NotFound``.

    ``media_url`` is where browsers find files of the tenant's library: what does not lie there lies elsewhere, whatever its
    address says. Empty where nobody has said so.
    """
    creative, content = await creatives.get_creative(session, creative_id)
    noted = {use.asset_id: use.version for use in await assets.used_by(session, UseKind.CREATIVE, creative_id)}
    loads = await asyncio.to_thread(loaded_by, content.html)
    shown = tuple(_shown_by(content, loads))
    named = {one.part: pair for one in shown if (pair := _version_at(one.address, media_url))}
    rows = await assets.known(session, {asset_id for asset_id, _ in named.values()} | noted.keys())
    wanted = {part: pair for part, pair in named.items() if pair[0] in rows}
    in_content = {asset_id for asset_id, _ in wanted.values()}
    found = await assets.these_versions(
        session, {*wanted.values(), *((one, noted[one]) for one in noted.keys() - in_content)}
    )
    pieces = [
        _piece(rows[wanted[one.part][0]], found[wanted[one.part]], one.role, one.part)
        for one in shown
        if wanted.get(one.part) in found
    ]
    away = [one for one in shown if wanted.get(one.part) not in found]
    for asset_id in sorted(noted.keys() - in_content):
        version, file = found[asset_id, noted[asset_id]]
        stands_for = next((one for one in away if _stands_for(file, one, content)), None)
        if stands_for is not None:
            away.remove(stands_for)
        role, part = (stands_for.role, stands_for.part) if stands_for else (Role.PART, f"uses.{asset_id}")
        pieces.append(_piece(rows[asset_id], (version, file), role, part))
    material = Material(
        format=content.format,
        width=content.width,
        height=content.height,
        html=content.html,
        loads=loads,
        texts=_texts_of(content),
        files=tuple(one.measured for one in pieces),
        elsewhere=tuple(Elsewhere(role=one.role, part=one.part, address=one.address) for one in away),
    )
    return Gathered(material, tuple(pieces), creative, content)


async def of_assets(session: AsyncSession, asset_ids: Sequence[str], texts: Mapping[str, str]) -> Gathered:
    """Assets that are no creative yet, each in its approved version, or its newest. Raises ``NotFound``."""
    rows = await assets.known(session, asset_ids)
    if missing := next((one for one in asset_ids if one not in rows), None):
        raise NotFound(f"there is no asset '{missing}'", field="asset_ids")
    pairs = {one: (one, rows[one].approved_version or rows[one].version) for one in dict.fromkeys(asset_ids)}
    found = await assets.these_versions(session, set(pairs.values()))
    pieces = tuple(
        _piece(rows[one], found[pair], _role_of(AssetType(rows[one].type)), f"assets.{one}")
        for one, pair in pairs.items()
    )
    return Gathered(Material(format=None, texts=texts, files=tuple(one.measured for one in pieces)), pieces)


def contracts_for(material: Material, placements: Sequence[str]) -> list[Contract]:
    """Those of that name; all that it might fit where none is named. Raises ``NotFound``."""
    if missing := next((one for one in placements if one not in CONTRACTS), None):
        raise NotFound(f"there is no placement '{missing[:80]}'", field="placements", remedy="List the placements.")
    named = [CONTRACTS[one] for one in dict.fromkeys(placements)]
    return named or [one for one in CONTRACTS.values() if fits_at_all(material, one)]


def _version_at(address: str, media_url: str) -> tuple[str, int] | None:
    """The asset that lies at an address, and which version of it."""
    if not media_url or not address.startswith(media_url):
        return None
    said = _VERSION.fullmatch(address, len(media_url))
    return (said[1], int(said[2])) if said else None


def _shown_by(content: CreativeContent, loads: Sequence[Sequence[str]]) -> Iterator[_Shown]:
    native = content.native
    fixed = (
        _Shown(Role.MAIN, "media_url", content.media_url),
        _Shown(Role.MAIN, "vast_url", content.vast_url),
        _Shown(Role.COMPANION, "companion", content.companion.url if content.companion else ""),
        _Shown(Role.ICON, "native.icon", native.icon.url if native and native.icon else ""),
        _Shown(Role.VIDEO, "native.video", native.video.url if native and native.video else ""),
    )
    yield from (one for one in fixed if one.address)
    for number, choice in enumerate(loads):
        for other, address in enumerate(choice):
            yield _Shown(Role.PART, f"html.{number}.{other}" if other else f"html.{number}", address)


def _stands_for(file: AssetFile, shown: _Shown, content: CreativeContent) -> bool:
    """Whether a file that was noted is what the creative shows from a copy elsewhere."""
    return shown.part == "media_url" and file.media_type == content.mime


def _texts_of(content: CreativeContent) -> dict[str, str]:
    native = {} if content.native is None else {f"native.{name}": getattr(content.native, name) for name in _TEXTS}
    return {"title": content.title, "body": content.body} | native


def _role_of(kind: AssetType) -> Role:
    return Role.ICON if kind in {AssetType.ICON, AssetType.LOGO} else Role.MAIN


def _piece(asset: Asset, kept: tuple[AssetVersion, AssetFile], role: Role, part: str) -> Piece:
    version, file = kept
    measured = Measured(
        asset_id=asset.id,
        version=version.version,
        name=asset.name,
        role=role,
        part=part,
        sha256=file.sha256,
        size_bytes=file.size_bytes,
        media_type=file.media_type,
        width=file.width,
        height=file.height,
        frames=file.frames,
        duration_ms=file.duration_ms,
        video_codec=file.video_codec,
        audio_codec=file.audio_codec,
    )
    return Piece(asset, version, file, measured)
