"""Native 1.2 markup: the assets that were asked for and that the creative has, and the link."""

import msgspec

from bidding.openrtb.markup.links import Links
from bidding.openrtb.native_request import DESCRIPTION, Asset, NativeAsk, NativeShape, fills
from domain.serving.values import ServedCreative


def native_shape(creative: ServedCreative, advertiser_domain: str) -> NativeShape:
    """What decides which assets the creative fills."""
    return NativeShape(
        title_length=len(creative.title),
        body_length=len(creative.body),
        advertiser_length=len(advertiser_domain),
        has_image=bool(creative.media_url),
        width=creative.width,
        height=creative.height,
        mime=creative.mime,
    )


def native_json(creative: ServedCreative, advertiser_domain: str, ask: NativeAsk, links: Links) -> str:
    """The response to ``ask``, which must be answerable; with the 1.0 root where the request had one."""
    shape = native_shape(creative, advertiser_domain)
    answer: dict[str, object] = {
        "ver": "1.2",
        "assets": [_answer(asset, creative, advertiser_domain) for asset in ask.assets if fills(asset, shape)],
        "link": {"url": links.click_url},
    }
    return msgspec.json.encode({"native": answer} if ask.wrapped else answer).decode()


def _answer(asset: Asset, creative: ServedCreative, advertiser_domain: str) -> dict[str, object]:
    answer: dict[str, object] = {"id": asset.id}
    if asset.required:
        answer["required"] = 1
    if asset.title is not None:
        answer["title"] = {"text": creative.title}
    elif asset.img is not None:
        size = {"w": creative.width, "h": creative.height} if creative.width and creative.height else {}
        answer["img"] = {"url": creative.media_url, **size}
    elif asset.data is not None:
        answer["data"] = {"value": creative.body if asset.data.type == DESCRIPTION else advertiser_domain}
    return answer
