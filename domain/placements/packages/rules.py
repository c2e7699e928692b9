"""Packages: what keeps one from leaving, its manifest, and its bytes. Equal contents are equal bytes."""

import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from domain.approvals.values import Lapsed
from domain.assets.rules import rights_state
from domain.assets.values import MEDIA, AssetStatus, Rights, RightsState
from domain.campaigns.values import Stage
from domain.placements.packages.values import Member, Obstacle

MANIFEST: Final = "manifest.json"
MARKUP: Final = "creative.html"
MAX_BYTES: Final = 1_024**3
"""Of the files in one package; well below what needs the large form of the format."""
EXPORTABLE: Final = (Stage.APPROVED, Stage.SCHEDULED, Stage.LIVE, Stage.PAUSED, Stage.COMPLETED)
"""Stages of a campaign whose approved creatives may leave the house."""
_STAGE_NAMES: Final = {Stage.DRAFT: "a draft", Stage.IN_REVIEW: "in review"}
"""Where the word alone would not do in a sentence."""

_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
_VERSION: Final = 20
_UTF8: Final = 0x800
_STORED: Final = 0
_FIRST_DAY: Final = 0x21
"""1 January 1980, the first day that the format can tell: a package says nothing of when it was made."""


def path_of(asset_id: str, version: int, media_type: str) -> str:
    """How a file is called inside of its package."""
    return f"files/{asset_id}-v{version}.{MEDIA[media_type].extension}"


def obstacles_of_asset(
    *,
    where: str,
    name: str,
    status: AssetStatus,
    version: int,
    approved_version: int | None,
    rights: Rights,
    now_ms: int,
) -> Iterator[Obstacle]:
    """Why a version of an asset may not leave: it is not the one that was approved, or its rights do not hold now."""
    if status is AssetStatus.ARCHIVED:
        yield Obstacle(where, f"the asset '{name}' is archived", "Restore it, or show another one.")
    elif approved_version is None:
        yield Obstacle(where, f"no version of the asset '{name}' is approved: it is '{status}'", "Have it approved.")
    elif version != approved_version:
        yield Obstacle(
            where,
            f"it has version {version} of the asset '{name}', and {approved_version} is approved",
            f"Show version {approved_version}, or have the other approved.",
        )
    state = rights_state(rights, now_ms=now_ms)
    if state is RightsState.EXPIRED:
        yield Obstacle(
            where,
            f"the rights to use '{name}' have ended",
            "Take another asset, or enter the new end once the rights are extended.",
        )
    elif state is RightsState.NOT_YET:
        yield Obstacle(where, f"the rights to use '{name}' have not begun", "Wait until they have.")


def obstacles_of_creative(*, stage: Stage, version: int, approved_version: int | None) -> Iterator[Obstacle]:
    """Why a version of a creative may not leave: it is not the one that is approved now, or its campaign is where nothing leaves."""
    if stage not in EXPORTABLE:
        yield Obstacle(
            "campaign",
            f"its campaign is {_STAGE_NAMES.get(stage, stage.value)}",
            "Creatives leave once their campaign is approved, and until it is archived.",
        )
    elif approved_version is None:
        yield Obstacle(
            "creative", "nobody has approved the creative", "Have the campaign approved with the creative in it."
        )
    elif approved_version != version:
        yield Obstacle(
            "creative",
            f"the creative is at version {version}, and {approved_version} was approved",
            "Have the change approved first." if version > approved_version else "Export it again.",
        )


def obstacles_of_approval(*, is_on_record: bool, is_as_read: bool, gone: Sequence[Lapsed]) -> Iterator[Obstacle]:
    """Why the approval that a creative would leave on does not hold: there is none, of this, by accounts that are not closed."""
    if not is_on_record:
        yield Obstacle("campaign", "no review on record approved its campaign", "Submit it for review.")
    elif not is_as_read:
        yield Obstacle(
            "campaign",
            "what is on record of its campaign is not what its approvers read",
            "Edit the campaign, and have that approved.",
        )
    for one in gone:
        yield Obstacle(
            "campaign",
            f"of {', '.join(one.sections)} its campaign has {one.summary} without {', '.join(one.approver_ids)}, locked out since",
            "Edit the campaign and have that approved, which asks for these sections again.",
        )


def written(manifest: Mapping[str, Any]) -> bytes:
    """The manifest as it lies in its package."""
    return (json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def heading(member: Member) -> bytes:
    """What goes before a member's bytes."""
    name = member.path.encode()
    return _LOCAL.pack(b"PK\x03\x04", _VERSION, _UTF8, _STORED, *_facts(member), len(name), 0) + name


def ending(members: Sequence[Member]) -> bytes:
    """What goes after the last one's: the archive's table of contents."""
    table, at = bytearray(), 0
    for member in members:
        name = member.path.encode()
        table += _CENTRAL.pack(
            *(b"PK\x01\x02", _VERSION, _VERSION, _UTF8, _STORED, *_facts(member)), len(name), 0, 0, 0, 0, 0, at
        )
        table += name
        at += len(heading(member)) + member.size_bytes
    count = len(members)
    return bytes(table) + _END.pack(b"PK\x05\x06", 0, 0, count, count, len(table), at, 0)


def length_of(members: Sequence[Member]) -> int:
    """Bytes of the whole package."""
    return sum(len(heading(one)) + one.size_bytes for one in members) + len(ending(members))


def _facts(member: Member) -> tuple[int, ...]:
    """Time, day, checksum, packed and plain size."""
    return 0, _FIRST_DAY, member.crc32, member.size_bytes, member.size_bytes
