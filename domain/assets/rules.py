"""What may become of an asset, and whether it may be used: pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domain.assets.values import (
    JSON,
    MEDIA,
    WARN_DAYS,
    AssetAction,
    AssetStatus,
    AssetType,
    Facts,
    Rights,
    RightsState,
    media_of,
)
from domain.errors import Conflict, InvalidInput

_DAY_MS: Final = 86_400_000

LIFE: Final[Mapping[AssetStatus, Mapping[AssetAction, AssetStatus]]] = MappingProxyType(
    {
        AssetStatus.PENDING_REVIEW: {
            AssetAction.APPROVE: AssetStatus.ACTIVE,
            AssetAction.REJECT: AssetStatus.REJECTED,
            AssetAction.ARCHIVE: AssetStatus.ARCHIVED,
        },
        AssetStatus.ACTIVE: {
            AssetAction.REQUEST_REVIEW: AssetStatus.PENDING_REVIEW,
            AssetAction.ARCHIVE: AssetStatus.ARCHIVED,
        },
        AssetStatus.REJECTED: {
            AssetAction.REQUEST_REVIEW: AssetStatus.PENDING_REVIEW,
            AssetAction.ARCHIVE: AssetStatus.ARCHIVED,
        },
        AssetStatus.ARCHIVED: {AssetAction.RESTORE: AssetStatus.PENDING_REVIEW},
    }
)
"""Where each action leads from where an asset stands; what is not here is refused."""


def after(status: AssetStatus, action: AssetAction) -> AssetStatus:
    """Where the asset stands afterwards. Raises ``Conflict`` naming what can be done instead."""
    following = LIFE[status].get(action)
    if following is None:
        raise Conflict(
            f"'{action}' is not possible while the asset is '{status}'",
            field="action",
            remedy=f"Possible now: {', '.join(LIFE[status])}.",
        )
    return following


def rights_state(rights: Rights, *, now_ms: int) -> RightsState:
    """What the rights say at ``now_ms``."""
    start, end = rights.usable_from_ms, rights.usable_until_ms
    if end is not None and now_ms >= end:
        return RightsState.EXPIRED
    if start is not None and now_ms < start:
        return RightsState.NOT_YET
    if end is None:
        return RightsState.UNLIMITED
    return RightsState.EXPIRING if now_ms >= warned_from(end) else RightsState.VALID


def warned_from(usable_until_ms: int) -> int:
    """When people begin to be told that the rights will end."""
    return usable_until_ms - WARN_DAYS * _DAY_MS


def refuse_expired(rights: Rights, *, now_ms: int) -> None:
    """Raise ``Conflict`` once the rights to use an asset have ended."""
    if rights_state(rights, now_ms=now_ms) is RightsState.EXPIRED:
        raise Conflict(
            "the rights to use this asset have ended",
            field="rights.usable_until",
            remedy="Take another asset, or enter the new end once the rights are extended.",
        )


def refuse_without_rights(rights: Rights, *, now_ms: int) -> None:
    """Raise ``Conflict`` unless an asset may be used at ``now_ms``."""
    refuse_expired(rights, now_ms=now_ms)
    if rights_state(rights, now_ms=now_ms) is RightsState.NOT_YET:
        raise Conflict(
            "the rights to use this asset have not begun",
            field="rights.usable_from",
            remedy="Use it once they have.",
        )


def refuse_unfit(asset_type: AssetType, facts: Facts) -> None:
    """Raise ``InvalidInput`` unless a file with these ``facts`` may be an asset of that kind."""
    allowed = media_of(asset_type)
    if facts.media_type not in allowed:
        endings = ", ".join(sorted(MEDIA[media].extension for media in allowed))
        raise InvalidInput(
            f"the file is {facts.media_type}, which no {asset_type} can be",
            field="file",
            remedy=f"Send one of {endings}, or another type of asset.",
        )
    if asset_type is AssetType.COLOR_PALETTE and facts.purpose != "palette":
        raise InvalidInput(
            "the file is JSON, but no palette",
            field="file",
            remedy='Send {"colors": [{"name": "Ink", "hex": "#101820"}]}, up to 500 of them.',
        )
    if asset_type is AssetType.ANIMATION and not _moves(facts):
        raise InvalidInput(
            "the file does not move: it has a single frame, or is JSON that is no Lottie animation",
            field="file",
            remedy="Send it as an image, or export the animation again.",
        )


def _moves(facts: Facts) -> bool:
    if facts.media_type == JSON:
        return facts.purpose == "lottie"
    return facts.frames > 1 if facts.media_type in {"image/png", "image/webp", "image/gif"} else True
