"""Well-formed OpenRTB 2.6 bid requests of every shape, reproducible one by one.

Request ``n`` of a seed is always the same, whichever were made before it. ``SHAPES`` names what occurs; a request has
one shape of impression and, independently, a site or an app, a viewer we know, one we do not or none, and now and then a
privacy signal.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any, Final
from uuid import UUID

from bidding.inference.layout import Context
from bidding.simulated_exchange import impressions
from bidding.simulated_exchange.consent import ADVERTISING_PURPOSES, tcf_string
from bidding.simulated_exchange.impressions import Json
from bidding.simulated_exchange.response_curve import TOPIC_CATEGORIES
from bidding.simulated_exchange.world import World
from domain.serving.values import CreativeFormat

SHAPES: Final = (
    "banner",
    "video",
    "audio",
    "native",
    "several_formats",
    "several_impressions",
    "open_deal",
    "private_deal",
    "pod",
)
SCREEN: Final = "screen"
"""A shape besides, where it is asked for: what a screen sells is seen by more than one, and clicked on by nobody."""
_SHAPE_WEIGHTS: Final = (46, 14, 6, 12, 6, 8, 5, 3, 2)

CURRENCY_UNITS: Final = {"USD": 1.0, "EUR": 0.92, "GBP": 0.79, "JPY": 155.0}
"""About what a dollar buys in the currencies that requests use; floors are scaled by it."""

OUR_TCF_VENDOR: Final = 4_095
_AT_MS: Final = 1_767_225_600_000


@dataclass(frozen=True)
class ExchangeRequest:
    """A request with what only the exchange knows: its shape, and whose eyes are behind it."""

    index: int
    shape: str
    request: Json
    """What ``body`` holds; empty where that is no JSON object."""
    body: bytes
    viewer_id: str


class RequestGenerator:
    """Requests of one seed from a world's people; a share of ``screens`` instead from screens in public."""

    def __init__(self, world: World, seed: int, *, screens: float = 0.0) -> None:
        self._world = world
        self._seed = seed
        self._screens = screens

    def __iter__(self) -> Iterator[ExchangeRequest]:
        index = 0
        while True:
            yield self.make(index)
            index += 1

    def make(self, index: int) -> ExchangeRequest:
        chance = Random(f"{self._seed}/request/{index}")
        request_id = str(UUID(int=chance.getrandbits(128), version=4))
        shape = chance.choices(SHAPES, _SHAPE_WEIGHTS)[0]
        person = chance.randrange(self._world.people.size)
        user, viewer_id = self._user(chance, person, request_id)
        mobile = self._world.people.is_mobile(person)
        in_app = chance.random() < (0.6 if mobile else 0.1)
        currencies = chance.choices([[], ["USD"], ["EUR"], ["USD", "EUR"], ["GBP"], ["JPY"]], (55, 22, 10, 7, 4, 2))[0]
        request: Json = {
            "id": request_id,
            "imp": _impressions(chance, shape, currencies[0] if currencies else "USD", in_app=in_app),
            "at": chance.choices([1, 2], (7, 3))[0],
            "device": _device(chance, self._world.people.country(person), mobile=mobile),
            "source": {"fd": 0, "tid": str(UUID(int=chance.getrandbits(128), version=4))},
        }
        request |= _inventory(chance, in_app=in_app)
        if user:
            request["user"] = user
        if currencies:
            request["cur"] = currencies
        tmax_ms = chance.choices([None, 0, 120, 250, 5_000], (30, 5, 45, 18, 2))[0]
        if tmax_ms is not None:
            request["tmax"] = tmax_ms
        if chance.random() < 0.01:
            request["test"] = 1
        if chance.random() < 0.15:
            request["bcat"] = ["IAB25", "IAB26", chance.choice(TOPIC_CATEGORIES)]
        if chance.random() < 0.05:
            request["badv"] = [f"brand-{chance.randrange(50):04d}.example"]
        _restrict(chance, request)
        if self._screens and Random(f"{self._seed}/screen/{index}").random() < self._screens:
            shape, viewer_id = SCREEN, request_id
            _move_outdoors(chance, request)
        return ExchangeRequest(index, shape, request, json.dumps(request, separators=(",", ":")).encode(), viewer_id)

    def _user(self, chance: Random, person: int, request_id: str) -> tuple[Json, str]:
        kind = chance.choices(["known", "stranger", "nobody"], (70, 18, 12))[0]
        if kind == "known":
            person_id = self._world.people.person_id(person)
            return {chance.choice(["id", "buyeruid"]): person_id}, person_id
        if kind == "stranger":
            stranger = f"visitor-{chance.getrandbits(48):012x}"
            return {"id": stranger}, stranger
        return {}, request_id


def context_of(request: Json, impression: Json, *, exchange_id: str, hour_of_week: int) -> Context:
    """An impression's surroundings, read from its request the way the bidder reads them."""
    formats = tuple(kind for kind in CreativeFormat if impression.get(kind.value))
    described: Json = impression.get("banner") or impression.get("video") or {}
    sizes = described.get("format") or [described]
    device = request.get("device") or {}
    return Context(
        formats=formats,
        width=int(sizes[0].get("w") or 0),
        height=int(sizes[0].get("h") or 0),
        hour_of_week=hour_of_week,
        exchange_id=exchange_id,
        country=str((device.get("geo") or {}).get("country", "")),
        device_type=int(device.get("devicetype") or 0),
        position=int(described.get("pos") or 0),
        in_app="app" in request,
        interstitial=bool(impression.get("instl")),
        rewarded=bool(impression.get("rwdd")),
        deal=bool((impression.get("pmp") or {}).get("deals")),
    )


def hour_of_week(at_ms: int) -> int:
    """0 is Monday 00:00 UTC; the Unix epoch began on a Thursday."""
    return (at_ms // 3_600_000 + 72) % 168


def _impressions(chance: Random, shape: str, currency: str, *, in_app: bool) -> list[Json]:
    kinds: dict[str, Any] = {
        "banner": impressions.banner,
        "video": impressions.video,
        "audio": impressions.audio,
        "native": impressions.native,
        "several_formats": impressions.several_formats,
        "pod": impressions.pod,
    }
    if shape == "several_impressions":
        parts = [
            chance.choice([impressions.banner, impressions.banner, impressions.native])
            for _ in range(chance.randint(2, 4))
        ]
    else:
        parts = [kinds.get(shape, impressions.banner)]
    made = []
    for number, part in enumerate(parts, start=1):
        impression: Json = {"id": str(number), "tagid": f"slot-{chance.randrange(500)}", "secure": 1} | part(chance)
        if chance.random() < 0.85:
            floor = min(6.0, chance.lognormvariate(-0.7, 0.8)) * CURRENCY_UNITS[currency]
            impression |= {"bidfloor": round(floor, 3), "bidfloorcur": currency}
        if in_app and chance.random() < 0.1:
            impression["instl"] = 1
        if in_app and "video" in impression and chance.random() < 0.3:
            impression["rwdd"] = 1
        if shape in ("open_deal", "private_deal"):
            impression |= impressions.deals(chance, currency=currency, private=shape == "private_deal")
        made.append(impression)
    return made


def _device(chance: Random, country: str, *, mobile: bool) -> Json:
    kind, system, agent = chance.choice(
        [
            (4, "Android", "Mozilla/5.0 (Linux; Android 15)"),
            (4, "iOS", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1)"),
            (5, "iOS", "Mozilla/5.0 (iPad; CPU OS 18_1)"),
        ]
        if mobile
        else [
            (2, "Windows", "Mozilla/5.0 (Windows NT 10.0)"),
            (2, "macOS", "Mozilla/5.0 (Macintosh)"),
            (3, "Tizen", "Mozilla/5.0 (SMART-TV; Tizen 7.0)"),
        ]
    )
    device: Json = {
        "devicetype": kind,
        "os": system,
        "ua": agent,
        "ip": f"203.0.113.{chance.randrange(1, 255)}",
        "language": "en",
        "js": 1,
        "geo": {"country": country, "type": 2},
    }
    if mobile:
        device["ifa"] = str(UUID(int=chance.getrandbits(128), version=4))
    return device


def _inventory(chance: Random, *, in_app: bool) -> Json:
    number = chance.randrange(200)
    publisher = {"id": f"pub-{number % 40:03d}", "domain": f"publisher-{number % 40:03d}.example"}
    category = [chance.choice(TOPIC_CATEGORIES)]
    if in_app:
        bundle = f"com.example.app{number:03d}"
        return {
            "app": {
                "id": f"app-{number}",
                "name": f"App {number}",
                "bundle": bundle,
                "cat": category,
                "publisher": publisher,
            }
        }
    domain = f"site-{number:03d}.example"
    return {
        "site": {
            "id": f"site-{number}",
            "domain": domain,
            "page": f"https://{domain}/{chance.randrange(1_000)}",
            "cat": category,
            "publisher": publisher,
        }
    }


def _move_outdoors(chance: Random, request: Json) -> None:
    """Make it a screen's own request: nobody in particular looks at it."""
    for here in ("site", "app", "user", "regs"):
        request.pop(here, None)
    number = chance.randrange(40)
    request["dooh"] = {"id": f"screen-{number:02d}", "name": f"Station {number:02d}", "venuetype": ["10101"]}
    request["device"] = {"devicetype": 8, "geo": request["device"]["geo"], "ip": request["device"]["ip"]}
    floored = {key: value for key, value in request["imp"][0].items() if key in ("bidfloor", "bidfloorcur")}
    request["imp"] = [{"id": "1", "tagid": f"face-{number:02d}", "secure": 1} | impressions.screen(chance) | floored]


def _restrict(chance: Random, request: Json) -> None:
    """Sets the privacy signals that some requests carry, where OpenRTB 2.6 has them."""
    roll = chance.random()
    if roll < 0.03:
        request["regs"] = {"coppa": 1}
    elif roll < 0.06:
        request["device"]["lmt"] = 1
    elif roll < 0.08:
        request["device"]["dnt"] = 1
    elif roll < 0.16:
        granted = roll < 0.12
        request["regs"] = {"gdpr": 1}
        request.setdefault("user", {})["consent"] = tcf_string(
            at_ms=_AT_MS,
            purposes=ADVERTISING_PURPOSES if granted else (),
            vendors=(OUR_TCF_VENDOR,) if granted else (),
        )
