"""What packages are made of."""

from typing import Any, NamedTuple

from domain.placements.values import Material, Verdict


class Obstacle(NamedTuple):
    """Why something may not leave the house, and what would let it."""

    where: str
    message: str
    remedy: str


class Member(NamedTuple):
    """A file inside of a package. ``sha256`` is where its bytes lie in the store of files; empty for what we write ourselves."""

    path: str
    sha256: str
    size_bytes: int
    crc32: int


class Wish(NamedTuple):
    """What is to be checked or packed: a creative, or some assets with what would be written beside them."""

    creative_id: str = ""
    asset_ids: tuple[str, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    placements: tuple[str, ...] = ()


class Prepared(NamedTuple):
    """What a wish amounts to now: what there is, what contracts say of it, what keeps it here, and its manifest."""

    material: Material
    verdicts: tuple[Verdict, ...]
    obstacles: tuple[Obstacle, ...]
    manifest: dict[str, Any]
    campaign_id: str
