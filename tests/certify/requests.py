"""Bid requests of every kind that OpenRTB 2.6 knows, reproducible one by one; some with garbage in them.

Request ``n`` of a seed is always the same. What is ``literal`` keeps to the specification's types, so that a response can be
held against it word by word; in the others some values are of no type that makes sense.
"""

import json
from copy import deepcopy
from random import Random
from typing import Any, NamedTuple

Json = dict[str, Any]

SIZES = [[300, 250], [728, 90], [320, 50], [160, 600], [970, 250], [1080, 1920], [1, 1]]
CURRENCIES = ["USD", "EUR", "GBP", "JPY"]
UNITS = {"USD": 1.0, "EUR": 0.9, "GBP": 0.8, "JPY": 150.0, "XTS": 1.0}
GARBAGE = [None, [], {}, "", "x", -1, 1e18, True, [None], {"a": {"b": []}}, "\ud7ff\u0000é", 0.1]


class Generated(NamedTuple):
    request: Json
    literal: bool


def make(seed: int, index: int) -> Generated:
    chance = Random(f"{seed}/{index}")
    currency = chance.choice(CURRENCIES)
    shape = chance.random()
    if shape < 0.12:
        imps = _pod(chance)
    else:
        imps = [_impression(chance) for _ in range(chance.choices([1, 2, 5], [85, 12, 3])[0])]
    request: Json = {
        "id": f"{seed}-{index}-{chance.getrandbits(32):08x}",
        "imp": [{"id": str(number), **imp} for number, imp in enumerate(imps, start=1)],
        "at": chance.choice([1, 2]),
    }
    for imp in request["imp"]:
        _sell(chance, imp, currency)
    request |= _place(chance)
    if chance.random() < 0.5:
        request["cur"] = chance.sample(CURRENCIES, k=chance.randint(1, 3))
    tmax = chance.choices([None, 0, 5, 120, 5_000], [40, 5, 1, 44, 10])[0]
    if tmax is not None:
        request["tmax"] = tmax
    _people(chance, request)
    _blocks(chance, request)
    if chance.random() < 0.05:
        request["ext"] = chance.choice([{"seatnonbid": 1}, {"prebid": {"returnallbidstatus": True}}])
    if chance.random() < 0.02:
        request["test"] = 1
    literal = chance.random() > 0.05
    _tolerated(chance, request)
    return Generated(request if literal else _mangled(chance, request), literal)


def encoded(request: Json) -> bytes:
    return json.dumps(request, separators=(",", ":")).encode()


def _impression(chance: Random) -> Json:
    kinds = {"banner": _banner, "video": _video, "audio": _audio, "native": _native}
    if chance.random() < 0.08:
        names = chance.sample(list(kinds), k=chance.randint(2, 4))
    else:
        names = chance.choices(list(kinds), [45, 25, 12, 18])
    return {name: kinds[name](chance) for name in names}


def _banner(chance: Random) -> Json:
    width, height = chance.choice(SIZES)
    style = chance.random()
    if style < 0.35:
        banner: Json = {"w": width, "h": height}
    elif style < 0.75:
        banner = {"format": [{"w": w, "h": h} for w, h in chance.sample(SIZES, k=chance.randint(1, 4))]}
    elif style < 0.85:
        ratio = chance.choice([(6, 5), (32, 5), (9, 16), (1, 1)])
        banner = {"format": [{"wratio": ratio[0], "hratio": ratio[1], "wmin": chance.choice([100, 500])}]}
    elif style < 0.87:
        fillers = [{"w": number, "h": 1} for number in range(1, chance.choice([50, 400]))]
        banner = {"format": [{"w": width, "h": height}, *fillers]}
    elif style < 0.93:
        banner = {"w": width}
    else:
        banner = {}
    _maybe(chance, banner, 0.3, "mimes", [["image/png", "image/jpeg"], ["image/gif"], ["text/html"], ["image/jpg"]])
    _maybe(chance, banner, 0.2, "btype", [[1], [2], [3], [4], [1, 3, 4], [2, 3]])
    _maybe(chance, banner, 0.2, "battr", [[13], [4], [9, 10], [1, 2, 3, 4, 5, 6, 7, 8]])
    _maybe(chance, banner, 0.3, "expdir", [[4], [2, 4], [1, 2, 3, 4, 5], []])
    _maybe(chance, banner, 0.3, "api", [[5], [3, 5, 6, 7], [7]])
    _maybe(chance, banner, 0.5, "pos", [0, 1, 3, 7])
    _maybe(chance, banner, 0.3, "topframe", [0, 1])
    return banner


def _timed(chance: Random, mimes: list[list[str]], protocols: list[list[int]]) -> Json:
    player: Json = {"mimes": chance.choice(mimes)}
    if chance.random() < 0.25:
        player["rqddurs"] = chance.choice([[15], [15, 30], [6, 10, 20], [45]])
    else:
        _maybe(chance, player, 0.7, "minduration", [0, 5, 10])
        _maybe(chance, player, 0.8, "maxduration", [10, 15, 30, 60, 0])
    _maybe(chance, player, 0.8, "protocols", protocols)
    _maybe(chance, player, 0.15, "battr", [[13], [16], [9, 10]])
    _maybe(chance, player, 0.2, "delivery", [[1], [2], [1, 2], [3]])
    _maybe(chance, player, 0.3, "startdelay", [0, -1, 30])
    if chance.random() < 0.25:
        player["companionad"] = chance.choice([[{"w": 300, "h": 250}], [{"w": 728, "h": 90}], [{"id": "1"}]])
        _maybe(chance, player, 0.6, "companiontype", [[1], [2, 3], [1, 2, 3]])
    if chance.random() < 0.12:
        player["mincpmpersec"] = chance.choice([0.05, 0.2, 1.0])
    elif chance.random() < 0.12:
        player["durfloors"] = [{"maxdur": 15, "bidfloor": 2.0}, {"mindur": 16, "maxdur": 30, "bidfloor": 5.5}]
    return player


def _video(chance: Random) -> Json:
    mimes = [["video/mp4"], ["video/mp4", "video/webm"], ["video/webm"]]
    player = _timed(chance, mimes, [[2, 3, 5, 6, 7, 8], [2], [3, 6], [7], [11, 13], [14], [5, 6], [99]])
    player |= {"w": 640, "h": 360}
    _maybe(chance, player, 0.4, "linearity", [1, 1, 2])
    _maybe(chance, player, 0.5, "plcmt", [1, 2, 3, 4])
    if chance.random() < 0.5:
        player |= chance.choice([{"skip": 1, "skipafter": 5}, {"skip": 1, "skipmin": 15, "skipafter": 5}, {"skip": 0}])
    return player


def _audio(chance: Random) -> Json:
    mimes = [["audio/mpeg"], ["audio/mp3", "audio/mp4"], ["audio/ogg"]]
    return _timed(chance, mimes, [[9, 10], [9], [10], [2, 3, 7, 11], [13, 14], [12]])


def _native(chance: Random) -> Json:
    version = chance.choice(["1.0", "1.1", "1.2", "1.2"])
    assets: list[Json] = [{"id": 1, "required": 1, "title": {"len": chance.choice([90, 25, 5])}}]
    optional: list[Json] = [
        {"id": 2, "img": {"type": 3, "wmin": 600, "hmin": 300, "mimes": ["image/jpeg", "image/png"]}},
        {"id": 3, "img": {"type": 1, "w": 80, "h": 80}},
        {"id": 4, "data": {"type": 2, "len": 140}},
        {"id": 5, "data": {"type": 1, "len": 25}},
        {"id": 6, "data": {"type": 3}},
        {"id": 7, "data": {"type": 12, "len": 15}},
        {"id": 8, "data": {"type": 501}},
        {"id": 9, "video": {"mimes": ["video/mp4"], "minduration": 5, "maxduration": 30, "protocols": [2, 3, 7]}},
    ]
    assets += [
        asset | ({"required": 1} if chance.random() < 0.25 else {})
        for asset in chance.sample(optional, k=chance.randint(0, 5))
    ]
    asked: Json = {"ver": version, "plcmtcnt": chance.choice([1, 3]), "assets": assets}
    if version == "1.2":
        _maybe(chance, asked, 0.6, "eventtrackers", [[{"event": 1, "methods": [1, 2]}], [{"event": 2, "methods": [1]}]])
    text = json.dumps({"native": asked} if version == "1.0" or chance.random() < 0.3 else asked)
    native: Json = {"request": text, "ver": version}
    _maybe(chance, native, 0.15, "battr", [[13], [1, 2]])
    return native


def _pod(chance: Random) -> list[Json]:
    """Structured, dynamic and hybrid pods of video or audio (section 7.6)."""
    kind, describe = chance.choice([("video", _video), ("audio", _audio)])
    style = chance.choice(["structured", "dynamic", "hybrid"])
    dedupe = chance.choice([None, [1], [1, 3], [5]])

    def member(**given: Any) -> Json:
        player = describe(chance)
        player.pop("linearity", None)
        player |= {"podid": "break", "podseq": 1, **given}
        if dedupe is not None:
            player["poddedupe"] = dedupe
        return {kind: player}

    slots = [member(slotinpod=number) for number in (1, 0, -1)] if style == "structured" else []
    if style == "hybrid":
        slots = [member(slotinpod=1)]
    if style != "structured":
        slots.append(member(poddur=chance.choice([30, 60, 120]), maxseq=chance.choice([2, 4, 8])))
    return slots


def _sell(chance: Random, imp: Json, currency: str) -> None:
    if chance.random() < 0.7:
        imp["bidfloor"] = round(chance.choice([0.01, 0.5, 1.5, 3.2, 6, 40]) * UNITS[currency], 3)
        imp["bidfloorcur"] = chance.choices([currency, "XTS"], [99, 1])[0]
    _maybe(chance, imp, 0.6, "secure", [0, 1, 1])
    _maybe(chance, imp, 0.2, "instl", [0, 1])
    _maybe(chance, imp, 0.1, "rwdd", [0, 1])
    _maybe(chance, imp, 0.3, "exp", [0, 5, 300, 7_200])
    _maybe(chance, imp, 0.1, "clickbrowser", [0, 1])
    _maybe(chance, imp, 0.1, "metric", [[{"type": "viewability", "value": 0.7, "vendor": "EXCHANGE"}]])
    _maybe(
        chance, imp, 0.05, "ext", [{"rwdd": 1}, {"prebid": {"is_rewarded_inventory": 1}}, {"is_rewarded_inventory": 1}]
    )
    if chance.random() < 0.35:
        imp["pmp"] = {
            "private_auction": chance.choice([0, 1]),
            "deals": [_deal(chance, number, currency) for number in chance.sample(range(8), k=chance.randint(1, 3))],
        }


def _deal(chance: Random, number: int, currency: str) -> Json:
    deal: Json = {"id": f"deal-{number}"}
    if chance.random() < 0.8:
        deal |= {"bidfloor": round(chance.choice([0.5, 2, 4, 9]) * UNITS[currency], 2), "bidfloorcur": currency}
    _maybe(chance, deal, 0.7, "at", [1, 2, 3, 3])
    _maybe(chance, deal, 0.2, "guar", [1, 1, 0])
    _maybe(chance, deal, 0.15, "wseat", [["seat-a"], ["seat-a", "seat-b"], ["seat-z"]])
    _maybe(
        chance,
        deal,
        0.15,
        "wadomain",
        [["brand-1.example"], [f"brand-{n}.example" for n in range(9)], ["other.example"]],
    )
    return deal


def _place(chance: Random) -> Json:
    kind = chance.choices(["site", "app", "dooh"], [55, 35, 10])[0]
    if kind == "dooh":
        return {"dooh": {"id": "screen", "venuetype": ["retail"], "venuetypetax": 1}}
    if kind == "app":
        return {"app": {"id": "a", "bundle": "com.example.app", "cat": ["IAB1"]}}
    return {"site": {"id": "s", "domain": "news.example", "page": "https://news.example/1", "cat": ["IAB12"]}}


def _people(chance: Random, request: Json) -> None:
    if "dooh" in request:
        for imp in request["imp"]:
            if chance.random() < 0.7:
                imp["qty"] = {
                    "multiplier": chance.choice([0.32, 1, 14.2, 250.5]),
                    "sourcetype": 1,
                    "vendor": "m.example",
                }
        return
    request["device"] = {
        "devicetype": chance.choice([1, 2, 3, 4, 5, 7]),
        "os": chance.choice(["iOS", "Android", "Windows"]),
        "geo": {"country": chance.choice(["USA", "DEU", "JPN"])},
        "ua": "x",
        "lmt": chance.choice([0, 0, 1]),
    }
    _maybe(
        chance,
        request,
        0.7,
        "user",
        [{"id": "u1"}, {"buyeruid": "u2"}, {"id": "u3", "consent": "COw4XqLOw4XqLAAAAAENAXCf-v-gAAAfwIAACxiA"}, {}],
    )
    _maybe(
        chance,
        request,
        0.2,
        "regs",
        [{"coppa": 1}, {"gdpr": 1}, {"us_privacy": "1YYN"}, {"gpp": "DBABMA~x", "gpp_sid": [2]}, {"ext": {"gdpr": 1}}],
    )


def _blocks(chance: Random, request: Json) -> None:
    roll = chance.random()
    if roll < 0.25:
        request["bcat"] = chance.sample(["IAB25", "IAB26", "IAB8", "iab2-1", "IAB7-12", "IAB17"], k=2)
    elif roll < 0.4:
        taxonomy = chance.choice([2, 5, 6, 7, 8, 9, 3, 4, 500])
        request |= {
            "cattax": taxonomy,
            chance.choice(["bcat", "bcat", "acat"]): chance.sample(
                ["211", "210", "483", "1", "1002", "1006", "223"], k=3
            ),
        }
    elif roll < 0.45:
        request["acat"] = chance.sample(["IAB8", "IAB2", "IAB17", "IAB7"], k=2)
    _maybe(
        chance,
        request,
        0.1,
        "badv",
        [["brand-1.example", "BRAND-2.example"], ["https://brand-3.example/"], ["example"]],
    )
    _maybe(chance, request, 0.05, "bapp", [["com.brand.app", "628677149"]])
    seats = chance.random()
    if seats < 0.08:
        request["wseat"] = chance.choice([["seat-a"], ["seat-b", "x"], ["nobody"]])
    elif seats < 0.16:
        request["bseat"] = chance.choice([["seat-a"], ["seat-b"], ["x"]])
    languages = chance.random()
    if languages < 0.08:
        request["wlang"] = chance.choice([["en"], ["de", "fr"], ["pt"], ["zz"]])
    elif languages < 0.16:
        request["wlangb"] = chance.choice([["en"], ["pt-BR"], ["pt"], ["de-AT"]])


def _tolerated(chance: Random, request: Json) -> None:
    """What nobody reads: unknown fields, extensions, nulls."""
    if chance.random() < 0.3:
        request["unheard"] = deepcopy(chance.choice(GARBAGE))
        request["imp"][0]["later"] = {"version": [3, None]}
        request.setdefault("source", {"fd": 1, "tid": "t", "ext": {"x": deepcopy(chance.choice(GARBAGE))}})
        request["allimps"] = None


def _mangled(chance: Random, request: Json) -> Json:
    """``request`` with values of other types in some places."""
    broken = deepcopy(request)
    for _ in range(chance.randint(1, 4)):
        holder: Any = chance.choice([broken, *broken["imp"]] if isinstance(broken.get("imp"), list) else [broken])
        while isinstance(holder, dict | list) and holder:
            keys: list[Any] = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
            key = chance.choice(keys)
            if isinstance(holder[key], dict | list) and holder[key] and chance.random() < 0.7:
                holder = holder[key]
                continue
            if key not in {"id", "imp"}:
                holder[key] = deepcopy(chance.choice(GARBAGE))
            break
    return broken


def _maybe(chance: Random, holder: Json, likelihood: float, field: str, values: list[Any]) -> None:
    if chance.random() < likelihood:
        holder[field] = chance.choice(values)
