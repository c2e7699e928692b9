"""Requests in process through a whole bidder, and every answer held to the schema and to its own request."""

import inspect
import json
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from bidding.simulated_exchange.response_schema import schema_faults
from bidding.simulated_exchange.validity import bids_of, deal_of, impression_of, response_faults
from domain.events.values import Entry
from domain.exchanges.values import Exchange
from domain.rates.values import shipped_rates
from tests.bidding.stand import Stand
from tests.certify.campaigns import EXCHANGE, campaigns
from tests.certify.requests import Generated, Json, encoded, make

SAMPLE = Path(__file__).parents[3] / "shared" / "openrtb" / "sample.jsonl"
MOST_SHOWN = 20
PLENTY_NANOS = 10**17
MUST_OCCUR = (
    "banner", "video", "audio", "native", "several formats", "open", "deal", "fixed-price deal", "guaranteed deal",
    "private auction", "structured pod", "dynamic pod", "several bids in a pod", "screen", "quantity", "flex ad",
    "huge format list", "skip button", "companion", "wrapper", "DAAST", "own HTML", "native video", "native 1.0",
    "native wrapped", "blocked categories", "allowed categories", "later taxonomy", "invited seats", "blocked seats",
    "languages", "language ranges", "foreign currency", "floor by length", "seconds' floor", "shown later", "secure",
    "no time limit", "consent asked for", "child's request", "test", "reasons told", "reasons alone",
)  # fmt: skip
"""What the requests must get bids of; one that never does means that nothing was tried."""


class Certification:
    """Counts what was answered, and keeps what was wrong."""

    def __init__(self) -> None:
        self._rates = shipped_rates()
        self._stand = Stand(
            *(snapshots := campaigns()), funds={snapshot.campaign_id: PLENTY_NANOS for snapshot in snapshots}
        )
        self.requests = 0
        self.outcomes: Counter[str] = Counter()
        self.bids: Counter[str] = Counter()
        self.fault_count = 0
        self.faults: list[str] = []

    async def generated(self, seed: int, count: int, progress: Callable[[int], None] = lambda _: None) -> None:
        for index in range(count):
            await self.check(make(seed, index), EXCHANGE)
            if index % 1_000 == 999:
                progress(index + 1)

    async def sample(self) -> int:
        """Requests written by others, where they are at hand; how many there were."""
        lines = SAMPLE.read_bytes().splitlines() if SAMPLE.is_file() else []
        for line in lines:
            await self.check(Generated(json.loads(line), literal=True), EXCHANGE)
        return len(lines)

    @property
    def missing(self) -> list[str]:
        return [kind for kind in MUST_OCCUR if not self.bids[kind]]

    async def check(self, made: Generated, exchange: Exchange) -> None:
        self.requests += 1
        body = encoded(made.request)
        answered = self._stand.processor.answer(body, exchange, Entry.REST)
        answer = await answered if inspect.isawaitable(answered) else answered
        self._stand.events.clear()
        self._stand.now_ms += 1
        self.outcomes[answer.reason or "bid"] += 1
        faults = [f"answered with {answer.status}"] if answer.status not in {200, 204, 400} else []
        if answer.reason == "internal_error" or (answer.status == 400 and made.literal):
            faults.append(f"could not be answered: {answer.reason}")
        if answer.body:
            faults += schema_faults(answer.body)
            response = json.loads(answer.body)
            if answer.reason:
                self.bids["reasons alone"] += 1
            elif made.literal:
                faults += response_faults(made.request, response, self._rates)
                self._count(made.request, response)
        self.fault_count += len(faults)
        for fault in faults[: MOST_SHOWN - len(self.faults)]:
            self.faults.append(f"{made.request.get('id')}: {fault}")

    def _count(self, request: Json, response: Json) -> None:
        bids = list(bids_of(response))
        self.bids.update(_kinds_of_request(request, response))
        for _, bid in bids:
            impression = impression_of(request, bid)
            if impression is not None:
                self.bids.update(_kinds_of_bid(impression, bid))
        offers = Counter((bid["impid"], bid.get("dealid")) for _, bid in bids)
        self.bids["several bids in a pod"] += sum(times > 1 for times in offers.values())


def _kinds_of_request(request: Json, response: Json) -> Iterable[str]:
    regs: Json = request.get("regs") or {}
    occurs = {
        "screen": "dooh" in request,
        "blocked categories": request.get("bcat"),
        "allowed categories": request.get("acat"),
        "later taxonomy": (request.get("cattax") or 1) > 1,
        "invited seats": request.get("wseat"),
        "blocked seats": request.get("bseat"),
        "languages": request.get("wlang"),
        "language ranges": request.get("wlangb"),
        "foreign currency": response.get("cur") != "USD",
        "no time limit": "tmax" not in request or request["tmax"] == 5_000,
        "consent asked for": regs.get("gdpr"),
        "child's request": regs.get("coppa"),
        "test": request.get("test"),
        "reasons told": "ext" in response,
    }
    return [kind for kind, found in occurs.items() if found]


def _kinds_of_bid(impression: Json, bid: Json) -> Iterable[str]:
    kind = {1: "banner", 2: "video", 3: "audio", 4: "native"}[bid["mtype"]]
    asked: Json = impression[kind]
    deal = deal_of(impression, bid) or {}
    markup: str = bid["adm"]
    native: Any = json.loads(markup) if kind == "native" else {}
    timed = kind in {"video", "audio"}
    occurs = {
        "several formats": sum(name in impression for name in ("banner", "video", "audio", "native")) > 1,
        "open": not deal,
        "deal": deal,
        "fixed-price deal": deal.get("at") == 3 and deal.get("bidfloor"),
        "guaranteed deal": deal.get("guar") == 1,
        "private auction": (impression.get("pmp") or {}).get("private_auction") == 1,
        "structured pod": asked.get("podid") and not asked.get("poddur"),
        "dynamic pod": asked.get("poddur"),
        "quantity": impression.get("qty"),
        "flex ad": "wratio" in bid,
        "huge format list": len(asked.get("format") or ()) > 200,
        "skip button": "skipoffset" in markup,
        "companion": "<Companion " in markup,
        "wrapper": "<Wrapper>" in markup,
        "DAAST": "<DAAST" in markup,
        "own HTML": "<script" in markup,
        "native video": "vasttag" in markup,
        "native 1.0": kind == "native" and asked.get("ver") == "1.0",
        "native wrapped": "native" in native,
        "floor by length": timed and asked.get("durfloors"),
        "seconds' floor": timed and asked.get("mincpmpersec"),
        "shown later": (impression.get("exp") or 0) > 60,
        "secure": impression.get("secure") == 1,
    }
    return [kind, *(name for name, found in occurs.items() if found)]
