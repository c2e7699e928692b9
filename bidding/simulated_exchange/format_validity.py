"""Whether what a bid shows is what its impression asked to see: format, size, length, player and markup."""

import json
import re
from collections.abc import Iterable
from typing import Any, Final
from xml.etree import ElementTree as ET

from bidding.simulated_exchange.impressions import Json
from bidding.simulated_exchange.markup import FORMATS_BY_MTYPE, click_url
from domain.serving.values import CreativeFormat

SKIP_BUTTON: Final = 16
_HARMLESS: Final = re.compile(r"http://(www\.iab\.com/VAST|www\.w3\.org/|127\.0\.0\.1[:/]|localhost[:/]|\[::1\][:/])")
"""Name spaces are no addresses, and browsers trust loopback ones."""
_TAGS: Final = ((3, "<script"), (4, "<iframe"))
_FLOATING: Final = {"image/jpg": "image/jpeg", "audio/mp3": "audio/mpeg"}


def format_faults(impression: Json, bid: Json) -> list[str]:
    kind = FORMATS_BY_MTYPE.get(bid.get("mtype", 0))
    if kind is None:
        return [f"mtype is {bid.get('mtype')!r}"]
    described = impression.get(kind.value)
    if described is None:
        return [f"shows a {kind.value} where none was asked for"]
    markup = str(bid.get("adm", ""))
    if not click_url(markup, kind):
        return [f"its markup is no {kind.value} that leads anywhere"]
    faults = _attribute_faults(described, bid)
    match kind:
        case CreativeFormat.BANNER:
            faults += _banner_faults(described, bid, markup)
        case CreativeFormat.NATIVE:
            faults += _native_faults(described, markup)
        case CreativeFormat.VIDEO | CreativeFormat.AUDIO:
            faults += _timed_faults(described, bid, markup)
    if impression.get("secure") == 1 and "http://" in _HARMLESS.sub("", markup):
        faults.append("its markup is not secure")
    return faults


def _attribute_faults(described: Json, bid: Json) -> list[str]:
    faults = [
        f"attribute {attribute} is blocked"
        for attribute in bid.get("attr") or []
        if attribute in (described.get("battr") or [])
    ]
    missing = set(bid.get("apis") or ()) - set(described.get("api") or ())
    return faults + [f"needs API {api}, which is not there" for api in sorted(missing)]


def _banner_faults(banner: Json, bid: Json, markup: str) -> list[str]:
    faults = [] if _fits(banner, bid) else [f"size {bid.get('w')}x{bid.get('h')} was not asked for"]
    lower = markup.lower()
    types = {kind for kind, tag in _TAGS if tag in lower} or {2}
    faults += [f"ad type {kind} is blocked" for kind in sorted(types) if kind in (banner.get("btype") or [])]
    if set(bid.get("attr") or ()) & {3, 4, 5} and not banner.get("expdir"):
        faults.append("expands, which was not asked for")
    return faults


def _fits(banner: Json, bid: Json) -> bool:
    """Whether the bid has one of the sizes asked for; a dimension that a size leaves out is open."""
    listed = [size for size in banner.get("format") or [] if size.get("w") or size.get("h") or size.get("wratio")]
    sizes = listed or ([banner] if banner.get("w") or banner.get("h") else [])
    return not sizes or any(_is_size(size, bid) or _is_ratio(size, bid) for size in sizes)


def _is_size(size: Json, bid: Json) -> bool:
    if not (size.get("w") or size.get("h")):
        return False
    return all(not size.get(side) or size[side] == bid.get(side) for side in ("w", "h"))


def _is_ratio(size: Json, bid: Json) -> bool:
    if not (size.get("wratio") and size.get("hratio") and bid.get("wratio") and bid.get("hratio")):
        return False
    same: bool = size["wratio"] * bid["hratio"] == size["hratio"] * bid["wratio"]
    return same and bid["w"] >= (size.get("wmin") or 0)


def _timed_faults(player: Json, bid: Json, markup: str) -> list[str]:
    faults = _duration_faults(player, bid.get("dur"))
    if player.get("protocols") and bid.get("protocol") not in player["protocols"]:
        faults.append(f"protocol {bid.get('protocol')} is not supported")
    document = ET.fromstring(markup)  # noqa: S314 - our own bidder wrote it
    for element in document.iter():
        element.tag = str(element.tag).rpartition("}")[2]
    is_wrapper = document.find(".//Wrapper") is not None
    media = [str(media.get("type")) for media in document.iter("MediaFile")]
    if not is_wrapper and not media:
        faults.append("has no medium")
    accepted = {_plain(mime) for mime in player.get("mimes") or ()}
    faults += [f"plays {mime}, which was not asked for" for mime in media if accepted and _plain(mime) not in accepted]
    if media and player.get("delivery") and not set(player["delivery"]) & {2, 3}:
        faults.append("is a file, which the player cannot fetch")
    if not document.findtext(".//Impression"):
        faults.append("tells nobody that it was seen")
    skips = any(linear.get("skipoffset") for linear in document.iter("Linear"))
    if skips and (player.get("skip") == 1 or SKIP_BUTTON not in (bid.get("attr") or [])):
        faults.append("brings a skip button unasked, or unsaid")
    places = _companion_places(player)
    faults += [
        f"companion {companion.get('width')}x{companion.get('height')} has no place"
        for companion in document.iter("Companion")
        if (int(companion.get("width", 0)), int(companion.get("height", 0))) not in places and (0, 0) not in places
    ]
    return faults


def _plain(mime: str) -> str:
    lower = str(mime).strip().lower()
    return _FLOATING.get(lower, lower)


def _duration_faults(player: Json, seconds: object) -> list[str]:
    """``rqddurs`` names the lengths that are taken; otherwise ``minduration`` and ``maxduration`` bound them, 0 meaning open."""
    bounded = any(player.get(field) for field in ("rqddurs", "minduration", "maxduration", "poddur"))
    if not isinstance(seconds, int):
        return ["does not say how long it is"] if bounded else []
    exact = player.get("rqddurs")
    shortest, longest = player.get("minduration") or 0, player.get("maxduration") or seconds
    allowed = (seconds in exact if exact else shortest <= seconds <= longest) and seconds <= (
        player.get("poddur") or seconds
    )
    return [] if allowed else [f"lasts {seconds} s, which was not asked for"]


def _companion_places(player: Json) -> set[tuple[int, int]]:
    if player.get("companiontype") and 1 not in player["companiontype"]:
        return set()
    places: set[tuple[int, int]] = set()
    for place in player.get("companionad") or []:
        sizes = [*(place.get("format") or []), place]
        own = {(size["w"], size["h"]) for size in sizes if size.get("w") and size.get("h")}
        places |= own or {(0, 0)}
    return places


def _native_faults(native: Json, markup: str) -> list[str]:
    asked: Any = json.loads(native.get("request") or "{}")
    answer: Any = json.loads(markup)
    if ("native" in asked) != ("native" in answer):
        return ["answers in another form than it was asked"]
    asked, answer = asked.get("native", asked), answer.get("native", answer)
    wanted = {asset.get("id"): asset for asset in asked.get("assets") or []}
    given = {asset.get("id"): asset for asset in answer.get("assets") or []}
    faults = [
        f"required asset {key} is missing"
        for key, asset in wanted.items()
        if asset.get("required") and key not in given
    ]
    for key, asset in given.items():
        faults += _asset_faults(wanted[key], asset) if key in wanted else [f"asset {key} was not asked for"]
    if not given:
        faults.append("has no asset")
    return faults


def _asset_faults(asked: Json, asset: Json) -> Iterable[str]:
    for kind in ("title", "img", "data", "video"):
        if (kind in asked) != (kind in asset):
            yield f"asset {asked['id']} is another than was asked for"
            return
    text = (asset.get("title") or {}).get("text") or (asset.get("data") or {}).get("value") or ""
    most = (asked.get("title") or asked.get("data") or {}).get("len") or len(text)
    if len(text) > most:
        yield f"asset {asked['id']} is longer than {most}"
    image, place = asset.get("img") or {}, asked.get("img") or {}
    for side in ("w", "h"):
        exact, least = place.get(side), place.get(f"{side}min")
        if (least and image.get(side, 0) < least) or (exact and not least and image.get(side) != exact):
            yield f"image {asked['id']} is too small, or no size that was asked for"
