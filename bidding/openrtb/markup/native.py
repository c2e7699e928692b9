"""Native markup, 1.0 to 1.2: the assets that were asked for and that the creative has, the link, and what tracks it."""

from collections.abc import Mapping
from typing import Final

import msgspec

from bidding.openrtb.markup.links import Links
from bidding.openrtb.markup.vast import clip_vast
from bidding.openrtb.media import vast_version
from bidding.openrtb.native_request import (
    ICON,
    IMPRESSION,
    PIXEL,
    Asset,
    ClipShape,
    Image,
    ImageShape,
    NativeAsk,
    NativeShape,
    fills,
)
from domain.serving.values import NativeAssets, ServedCreative

_NOTHING_MORE: Final = NativeAssets()


def native_shape(creative: ServedCreative, advertiser_domain: str) -> NativeShape:
    """What decides which assets the creative fills."""
    extras = creative.native or _NOTHING_MORE
    icon, clip = extras.icon, extras.video
    texts = data_texts(creative, advertiser_domain)
    return NativeShape(
        title_length=len(creative.title),
        data_lengths=tuple((kind, len(text)) for kind, text in texts.items()),
        main=ImageShape(creative.width, creative.height, creative.mime) if creative.media_url else None,
        icon=ImageShape(icon.width, icon.height, icon.mime) if icon is not None else None,
        video=ClipShape(clip.mime, clip.duration_s) if clip is not None else None,
    )


def data_texts(creative: ServedCreative, advertiser_domain: str) -> Mapping[int, str]:
    """The creative's texts by data asset type (AdCOM list Native Data Asset Types)."""
    extras = creative.native or _NOTHING_MORE
    texts = {
        1: extras.sponsored or advertiser_domain,
        2: creative.body,
        3: extras.rating,
        4: extras.likes,
        5: extras.downloads,
        6: extras.price,
        7: extras.sale_price,
        8: extras.phone,
        9: extras.address,
        10: extras.body_2,
        11: extras.display_url or advertiser_domain,
        12: extras.cta,
    }
    return {kind: text for kind, text in texts.items() if text}


def native_json(creative: ServedCreative, advertiser_domain: str, ask: NativeAsk, links: Links) -> str:
    """The response to ``ask``, which must be answerable; with the older root where the request had one."""
    shape = native_shape(creative, advertiser_domain)
    texts = data_texts(creative, advertiser_domain)
    answer: dict[str, object] = {} if ask.version == "1.0" else {"ver": ask.version}
    answer["assets"] = [_answer(asset, creative, texts, links) for asset in ask.assets if fills(asset, shape)]
    answer["link"] = {"url": links.click_url}
    pixels = [links.impression_url, *creative.impression_trackers]
    if ask.trackers is None:
        answer["imptrackers"] = pixels
    elif any(asked.event == IMPRESSION and PIXEL in (asked.methods or ()) for asked in ask.trackers):
        answer["eventtrackers"] = [{"event": IMPRESSION, "method": PIXEL, "url": url} for url in pixels]
    return msgspec.json.encode({"native": answer} if ask.wrapped else answer).decode()


def _answer(asset: Asset, creative: ServedCreative, texts: Mapping[int, str], links: Links) -> dict[str, object]:
    answer: dict[str, object] = {"id": asset.id}
    if asset.required:
        answer["required"] = 1
    if asset.title is not None:
        answer["title"] = {"text": creative.title}
    elif asset.img is not None:
        answer["img"] = _image(asset.img, creative)
    elif asset.video is not None:
        answer["video"] = {"vasttag": clip_vast(creative, vast_version(asset.video.protocols), links)}
    elif asset.data is not None:
        answer["data"] = {"value": texts[asset.data.type or 0]}
    return answer


def _image(asked: Image, creative: ServedCreative) -> dict[str, object]:
    icon = creative.native.icon if creative.native is not None else None
    if asked.type == ICON and icon is not None:
        return {"url": icon.url, "w": icon.width, "h": icon.height}
    size = {"w": creative.width, "h": creative.height} if creative.width and creative.height else {}
    return {"url": creative.media_url, **size}
