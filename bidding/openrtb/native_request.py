"""The Native 1.0 to 1.2 request inside ``imp.native.request``, and which of its assets a creative can fill.

Nothing is cut to fit: an approved text that is too long for an asset does not fill it.
"""

from typing import Final, NamedTuple

import msgspec
from msgspec import Struct

from bidding.openrtb.lenient import read_as
from bidding.openrtb.media import canonical_mime, vast_version

ICON: Final = 1
MAIN_IMAGE: Final = 3
IMPRESSION: Final = 1
PIXEL: Final = 1
"""An event and a method of event trackers (Native 1.2, sections 7.6 and 7.7)."""
MOST_ASSETS: Final = 64


class Title(Struct, frozen=True, gc=False):
    len: int | None = None


class Image(Struct, frozen=True, gc=False):
    type: int | None = None
    w: int | None = None
    h: int | None = None
    wmin: int | None = None
    hmin: int | None = None
    mimes: tuple[str, ...] | None = None


class VideoAsset(Struct, frozen=True, gc=False):
    mimes: tuple[str, ...] | None = None
    minduration: int | None = None
    maxduration: int | None = None
    protocols: tuple[int, ...] | None = None


class Data(Struct, frozen=True, gc=False):
    type: int | None = None
    len: int | None = None


class Asset(Struct, frozen=True, gc=False):
    """One asset asked for. One without an id, or of no kind we know, cannot be filled."""

    id: int | None = None
    required: int | None = None
    title: Title | None = None
    img: Image | None = None
    video: VideoAsset | None = None
    data: Data | None = None


class EventTracker(Struct, frozen=True, gc=False):
    event: int | None = None
    methods: tuple[int, ...] | None = None


class NativeAsk(Struct, frozen=True, gc=False):
    """What a native impression asks for.

    ``wrapped`` is the older style of request, with ``native`` as its root. ``trackers`` are the event trackers that a 1.2
    request takes; None where it says nothing, and impressions are tracked the older way.
    """

    assets: tuple[Asset, ...]
    wrapped: bool = False
    version: str = "1.2"
    trackers: tuple[EventTracker, ...] | None = None


class ImageShape(NamedTuple):
    width: int
    height: int
    mime: str


class ClipShape(NamedTuple):
    mime: str
    duration_s: int


class NativeShape(NamedTuple):
    """All that decides which assets a creative fills; creatives of one shape fill the same ones.

    ``data_lengths`` gives the characters of each data asset, by its type.
    """

    title_length: int
    data_lengths: tuple[tuple[int, int], ...]
    main: ImageShape | None
    icon: ImageShape | None
    video: ClipShape | None


class _Request(Struct, frozen=True, gc=False):
    ver: str | None = None
    assets: tuple[Asset, ...] | None = None
    eventtrackers: tuple[EventTracker, ...] | None = None


class _Root(Struct, frozen=True, gc=False):
    """A request as it is, or under ``native``."""

    ver: str | None = None
    assets: tuple[Asset, ...] | None = None
    eventtrackers: tuple[EventTracker, ...] | None = None
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
    asked = root if root.native is None else root.native
    if not asked.assets or len(asked.assets) > MOST_ASSETS:
        return None
    version = {"1": "1.0", "1.0": "1.0", "1.1": "1.1"}.get(asked.ver or "", "1.2")
    return NativeAsk(asked.assets, root.native is not None, version, asked.eventtrackers)


def fills(asset: Asset, shape: NativeShape) -> bool:
    """Whether a creative of this shape has what the asset asks for."""
    if asset.id is None:
        return False
    if asset.title is not None:
        return 0 < shape.title_length <= (asset.title.len or shape.title_length)
    if asset.img is not None:
        return _fits(asset.img, image_for(asset.img, shape))
    if asset.video is not None:
        return _plays(asset.video, shape.video)
    if asset.data is not None:
        length = dict(shape.data_lengths).get(asset.data.type or 0, 0)
        return 0 < length <= (asset.data.len or length)
    return False


def answerable(ask: NativeAsk, shape: NativeShape) -> bool:
    """Whether every required asset, and at least one at all, can be filled."""
    filled = [fills(asset, shape) for asset in ask.assets]
    return any(filled) and all(full for asset, full in zip(ask.assets, filled, strict=True) if asset.required)


def image_for(image: Image, shape: NativeShape) -> ImageShape | None:
    """The image of a creative that answers an image asset of this type."""
    if image.type == ICON:
        return shape.icon
    return shape.main if image.type in {None, 0, MAIN_IMAGE} else None


def _fits(image: Image, ours: ImageShape | None) -> bool:
    if ours is None:
        return False
    if image.mimes and canonical_mime(ours.mime) not in map(canonical_mime, image.mimes):
        return False
    if not (ours.width and ours.height):
        return not (image.w or image.h or image.wmin or image.hmin)
    exact = (image.w or ours.width) == ours.width and (image.h or ours.height) == ours.height
    large_enough = ours.width >= (image.wmin or 0) and ours.height >= (image.hmin or 0)
    return large_enough and (exact or bool(image.wmin or image.hmin))


def _plays(asked: VideoAsset, clip: ClipShape | None) -> bool:
    return (
        clip is not None
        and (not asked.mimes or canonical_mime(clip.mime) in map(canonical_mime, asked.mimes))
        and clip.duration_s >= (asked.minduration or 0)
        and clip.duration_s <= (asked.maxduration or clip.duration_s)
        and bool(vast_version(asked.protocols))
    )
