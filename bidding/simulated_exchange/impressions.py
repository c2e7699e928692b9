"""The impressions of generated bid requests, one function a kind, as OpenRTB 2.6 objects (section 3.2.4 and below)."""

import json
from random import Random
from typing import Any, Final

from bidding.simulated_exchange.catalogue import BANNER_SIZES

Json = dict[str, Any]

_PLAYER_SIZES: Final = ((640, 360), (1280, 720), (1920, 1080))
_VIDEO_PROTOCOLS: Final = [2, 3, 5, 6, 7, 8]
_AUDIO_PROTOCOLS: Final = [9, 10]
_IMAGE_MIMES: Final = ["image/jpeg", "image/png", "image/gif"]


def banner(chance: Random) -> Json:
    """One size by ``w`` and ``h``, or alternatives in ``format`` (3.2.6, 3.2.10)."""
    position = chance.choice([0, 1, 1, 3])
    if chance.random() < 0.5:
        width, height = chance.choice(BANNER_SIZES)
        kind: Json = {"w": width, "h": height}
    else:
        sizes = chance.sample(BANNER_SIZES, k=chance.randint(1, 3))
        kind = {"format": [{"w": width, "h": height} for width, height in sizes]}
        if chance.random() < 0.3:
            kind |= {"w": sizes[0][0], "h": sizes[0][1]}
    if position:
        kind["pos"] = position
    if chance.random() < 0.1:
        kind["battr"] = [13]
    return {"banner": kind | {"topframe": chance.randint(0, 1), "mimes": _IMAGE_MIMES}}


def video(chance: Random) -> Json:
    """In-stream or out-stream, linear, VAST 2 to 4 (3.2.7)."""
    width, height = chance.choice(_PLAYER_SIZES)
    kind: Json = {
        "mimes": ["video/mp4", "video/webm"],
        "minduration": 5,
        "maxduration": chance.choice([15, 30, 60]),
        "protocols": _VIDEO_PROTOCOLS,
        "w": width,
        "h": height,
        "plcmt": chance.choice([1, 2, 4]),
        "linearity": 1,
        "startdelay": 0,
        "playbackmethod": [chance.choice([1, 2, 6])],
        "pos": chance.choice([1, 7]),
    }
    if chance.random() < 0.5:
        kind |= {"skip": 1, "skipmin": 10, "skipafter": 5}
    return {"video": kind}


def pod(chance: Random) -> Json:
    """A dynamic ad break: as many spots as fit its time, no advertiser twice (7.6)."""
    player: Json = video(chance)["video"]
    return {"video": player | {"podid": "break", "podseq": 1, "poddur": 60, "maxseq": 4, "poddedupe": [1]}}


def audio(chance: Random) -> Json:
    """A spot in a stream or a podcast (3.2.8)."""
    return {
        "audio": {
            "mimes": ["audio/mpeg", "audio/mp4"],
            "minduration": 5,
            "maxduration": chance.choice([15, 30]),
            "protocols": _AUDIO_PROTOCOLS,
            "startdelay": chance.choice([0, -1]),
            "feed": chance.choice([1, 3]),
        }
    }


def native(chance: Random) -> Json:
    """A native 1.2 request, wrapped in ``native`` as older exchanges do, or bare (3.2.9)."""
    request: Json = {
        "ver": "1.2",
        "context": chance.choice([1, 2]),
        "plcmttype": chance.choice([1, 4]),
        "plcmtcnt": 1,
        "assets": [
            {"id": 1, "required": 1, "title": {"len": 90}},
            {"id": 2, "required": 1, "img": {"type": 3, "wmin": 600, "hmin": 314, "mimes": _IMAGE_MIMES}},
            {"id": 3, "required": 0, "data": {"type": 2, "len": 140}},
        ],
        "eventtrackers": [{"event": 1, "methods": [1, 2]}],
    }
    text = json.dumps({"native": request} if chance.random() < 0.3 else request, separators=(",", ":"))
    return {"native": {"request": text, "ver": "1.2"}}


def screen(chance: Random) -> Json:
    """A banner on a screen in public, which counts for everybody who passes it (3.2.4, 3.2.31)."""
    width, height = chance.choice(BANNER_SIZES)
    counted = {"multiplier": chance.choice([0.32, 4.5, 14.2, 30]), "sourcetype": 1, "vendor": "measured.example"}
    return {"banner": {"w": width, "h": height, "mimes": _IMAGE_MIMES}, "qty": counted}


def several_formats(chance: Random) -> Json:
    """One impression that takes a banner, a video or a native advertisement."""
    return banner(chance) | video(chance) | native(chance)


def deals(chance: Random, *, currency: str, private: bool) -> Json:
    """``pmp`` with one or two deals (3.2.11), ours or strangers'."""
    ids = chance.sample([f"deal-{number:02d}" for number in range(20)], k=2)
    if (private or chance.random() < 0.5) and "deal-04" not in ids:
        ids[0] = "deal-04"
    return {
        "pmp": {
            "private_auction": int(private),
            "deals": [
                {
                    "id": deal,
                    "bidfloor": round(chance.uniform(0.2, 2.0), 2),
                    "bidfloorcur": currency,
                    "at": chance.choice([1, 2, 3]),
                }
                for deal in ids
            ],
        }
    }
