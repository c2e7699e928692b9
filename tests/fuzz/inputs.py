"""Bodies nobody should send: documents of every shape, and good requests broken in every way we could think of."""

import json
import math
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bidding.simulated_exchange.requests import RequestGenerator
from bidding.simulated_exchange.world import World

Json = Any
SAMPLE: Final = Path(__file__).parents[3] / "shared" / "openrtb" / "sample.jsonl"
"""Requests written by others; used when it is there."""

_NAMES: Final = [
    "id",
    "imp",
    "banner",
    "video",
    "audio",
    "native",
    "w",
    "h",
    "format",
    "mimes",
    "protocols",
    "bidfloor",
    "bidfloorcur",
    "secure",
    "pmp",
    "deals",
    "wseat",
    "at",
    "site",
    "app",
    "dooh",
    "domain",
    "bundle",
    "cat",
    "page",
    "publisher",
    "content",
    "device",
    "ua",
    "ip",
    "geo",
    "country",
    "lat",
    "lon",
    "devicetype",
    "os",
    "osv",
    "language",
    "lmt",
    "dnt",
    "user",
    "buyeruid",
    "eids",
    "uids",
    "consent",
    "regs",
    "gdpr",
    "coppa",
    "us_privacy",
    "gpp",
    "gpp_sid",
    "ext",
    "tmax",
    "cur",
    "bcat",
    "badv",
    "bapp",
    "battr",
    "wlang",
    "test",
    "source",
    "schain",
    "nodes",
    "complete",
    "tid",
    "request",
    "assets",
    "poddur",
    "rqddurs",
    "mincpmpersec",
    "durfloors",
    "qty",
    "multiplier",
    "cattax",
    "acat",
]
_ODD: Final[tuple[Json, ...]] = (
    None, True, False, 0, -1, 1, 2**31, 2**53, 2**63, 2**64, -(2**63) - 1, 10**400, 1e308, -0.0, 0.1, "", " ", "\x00",
    "null", "3", "-3", "1e999", "\ud800", "\U0001f600" * 50, "a" * 5_000, "${AUCTION_PRICE}", "]]>", "<script>", [], {},
    [[]], [None], [{}], {"": None}, [1, "a", None, {}], ["USD"] * 500, math.nan, math.inf,
)  # fmt: skip
_TOKENS: Final = (
    b'"', b"{", b"}", b"[", b"]", b",", b":", b"\\", b"\\u", b"\\ud800", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"1e99999",
    b"NaN", b"null", b"\r\n", b"0\r\n\r\n", b"[" * 2_000, b'{"a":' * 2_000, b"9" * 400, b"\xf0\x9f\x98\x80",
)  # fmt: skip


def documents(count: int, seed: int) -> list[Json]:
    """JSON values as hypothesis makes them, many of them with names that a bid request has."""
    scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(_ODD)
    values = st.recursive(
        scalars,
        lambda inner: (
            st.lists(inner, max_size=5)
            | st.dictionaries(st.sampled_from(_NAMES) | st.text(max_size=5), inner, max_size=8)
        ),
        max_leaves=40,
    )
    made: list[Json] = []

    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(values)
    def make(value: Json) -> None:
        made.append(value)

    make._hypothesis_internal_use_seed = seed  # type: ignore[attr-defined] # what @seed sets
    make()
    return made


def good_requests(count: int, seed: int) -> list[bytes]:
    """Requests of the simulated exchange, and the sample's where it is there."""
    generator = iter(RequestGenerator(World(people=200), seed))
    good = [next(generator).body for _ in range(count)]
    if SAMPLE.exists():
        good += [line for line in SAMPLE.read_bytes().splitlines() if line.strip()]
    return good


class Bodies:
    """Endless bodies: as they are, with nodes replaced, with bytes broken, or made up."""

    def __init__(self, chance: Random, *, pool: int) -> None:
        self._chance = chance
        self._good = good_requests(pool, chance.randrange(1 << 30))
        self._made_up = documents(pool, chance.randrange(1 << 30))

    def good(self) -> bytes:
        return self._chance.choice(self._good)

    def next(self) -> bytes:
        chance = self._chance
        match chance.randrange(10):
            case 0:
                return self.good()
            case 1 | 2 | 3 | 4:
                return self._dumped(self._altered())
            case 5 | 6 | 7:
                return broken(self.good(), chance)
            case 8:
                return self._dumped({"id": "x", "imp": [{"id": "1"}]} | self._object())
            case _:
                return self._dumped(chance.choice(self._made_up))

    def _dumped(self, document: Json) -> bytes:
        """JSON as lenient writers write it: NaN included, characters escaped or not."""
        if self._chance.random() < 0.5:
            return json.dumps(document).encode()
        return json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")

    def _object(self) -> dict[str, Json]:
        made = self._chance.choice(self._made_up)
        return made if isinstance(made, dict) else {self._chance.choice(_NAMES): made}

    def _altered(self) -> Json:
        """A good request with a few of its values replaced, dropped, moved or doubled."""
        chance = self._chance
        document: Json = json.loads(self.good())
        for _ in range(chance.randint(1, 4)):
            holder, key = _somewhere(document, chance)
            if holder is None:
                break
            match chance.randrange(5):
                case 0:
                    del holder[key]
                case 1:
                    holder[key] = deepcopy(chance.choice(self._made_up))
                case 2 if isinstance(holder, list):
                    holder.extend(deepcopy(holder[key]) for _ in range(chance.randint(1, 50)))
                case 3 if isinstance(holder, dict):
                    holder[chance.choice(_NAMES)] = deepcopy(holder[key])
                case _:
                    holder[key] = deepcopy(chance.choice(_ODD))
        return document


def broken(body: bytes, chance: Random) -> bytes:
    """``body`` with bytes flipped, cut, doubled or put in."""
    data = bytearray(body)
    for _ in range(chance.randint(1, 6)):
        if not data:
            break
        at = chance.randrange(len(data))
        match chance.randrange(5):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + chance.randint(1, 64)]
            case 2:
                data[at:at] = data[at : at + chance.randint(1, 64)]
            case 3:
                data[at:at] = chance.choice(_TOKENS)
            case _:
                del data[at:]
    return bytes(data)


def _somewhere(document: Json, chance: Random) -> tuple[Json, Json]:
    """A random place inside: what holds it, and under which key; (None, None) where there is none."""
    holder, key, node = None, None, document
    while isinstance(node, dict | list) and node and (holder is None or chance.random() < 0.8):
        holder = node
        key = chance.choice(list(node)) if isinstance(node, dict) else chance.randrange(len(node))
        node = node[key]
    return holder, key
