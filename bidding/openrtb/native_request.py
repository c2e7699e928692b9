"""The Native 1.2 request inside ``imp.native.request``, and which of its assets a creative can fill.

A creative brings a title, a body, one main image and its advertiser. Nothing is cut to fit: an approved text that is too
long for an asset does not fill it.
"""

from typing import Final, NamedTuple

import msgspec
from msgspec import Struct

from bidding.openrtb.lenient import read_as
from bidding.openrtb.media import canonical_mime

MAIN_IMAGE: Final = 3
SPONSORED: Final = 1
DESCRIPTION: Final = 2
DISPLAY_URL: Final = 11


class Title(Struct, frozen=True, gc=False):
    len: int | None = None


class Image(Struct, frozen=True, gc=False):
    type: int | None = None
    w: int | None = None
    h: int | None = None
    wmin: int | None = None
    hmin: int | None = None
    mimes: tuple[str, ...] | None = None


class Data(Struct, frozen=True, gc=False):
    type: int | None = None
    len: int | None = None


class Asset(Struct, frozen=True, gc=False):
    """One asset asked for. One without an id, or with neither title, image nor data (a video, say), cannot be filled."""

    id: int | None = None
    required: int | None = None
    title: Title | None = None
    img: Image | None = None
    data: Data | None = None


class NativeAsk(Struct, frozen=True, gc=False):
    """What a native impression asks for. ``wrapped`` is the 1.0 style of request, with ``native`` as its root."""

    assets: tuple[Asset, ...]
    wrapped: bool = False


class NativeShape(NamedTuple):
    """All that decides which assets a creative fills; creatives of one shape fill the same ones."""

    title_length: int
    body_length: int
    advertiser_length: int
    has_image: bool
    width: int
    height: int
    mime: str


class _Request(Struct, frozen=True, gc=False):
    assets: tuple[Asset, ...] | None = None


class _Root(Struct, frozen=True, gc=False):
    """A request of 1.1 and later as it is, or of 1.0 under ``native``."""

    assets: tuple[Asset, ...] | None = None
    native: _Request | None = None


def parse_native(text: str | None) -> NativeAsk | None:
    """The ask in the JSON ``text`` of a native impression; None when there is none that could be answered."""
    try:
        decoded = msgspec.json.decode(text or "")
    except (msgspec.DecodeError, RecursionError):
        return None
    root = read_as(_Root, decoded)
    if root is None:
        return None
    assets = root.native.assets if root.native is not None else root.assets
    return NativeAsk(assets, wrapped=root.native is not None) if assets else None


def fills(asset: Asset, shape: NativeShape) -> bool:
    """Whether a creative of this shape has what the asset asks for."""
    if asset.id is None:
        return False
    if asset.title is not None:
        return 0 < shape.title_length <= (asset.title.len or shape.title_length)
    if asset.img is not None:
        return _fits(asset.img, shape)
    if asset.data is not None:
        length = {
            SPONSORED: shape.advertiser_length,
            DISPLAY_URL: shape.advertiser_length,
            DESCRIPTION: shape.body_length,
        }.get(asset.data.type or 0, 0)
        return 0 < length <= (asset.data.len or length)
    return False


def answerable(ask: NativeAsk, shape: NativeShape) -> bool:
    """Whether every required asset, and at least one at all, can be filled."""
    filled = [fills(asset, shape) for asset in ask.assets]
    return any(filled) and all(full for asset, full in zip(ask.assets, filled, strict=True) if asset.required)


def _fits(image: Image, shape: NativeShape) -> bool:
    if not shape.has_image or image.type not in {None, 0, MAIN_IMAGE}:
        return False
    if image.mimes and canonical_mime(shape.mime) not in map(canonical_mime, image.mimes):
        return False
    if not (shape.width and shape.height):
        return not (image.w or image.h or image.wmin or image.hmin)
    exact = (image.w or shape.width) == shape.width and (image.h or shape.height) == shape.height
    large_enough = shape.width >= (image.wmin or 0) and shape.height >= (image.hmin or 0)
    return large_enough and (exact or bool(image.wmin or image.hmin))
