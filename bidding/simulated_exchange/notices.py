"""What an exchange, a browser and an advertiser's server tell us after an auction.

A win calls ``nurl``; an impression that is really shown calls ``burl`` and, from VAST, the markup's own impression
address, sometimes twice; a loss calls ``lurl`` with its reason. A click opens the link in the markup like a browser that
stops before leaving for the advertiser, whose server then posts a conversion with the value of the purchase. Nobody
clicks on a screen in public; it is billed for everybody who sees it.
"""

from collections import Counter
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Final
from urllib.parse import parse_qs, urlsplit

from bidding.notices.handling import CLICK_PARAMETER
from bidding.openrtb import macros
from bidding.simulated_exchange.http_client import HttpAnswer, HttpClient
from bidding.simulated_exchange.impressions import Json
from bidding.simulated_exchange.market import Outcome
from bidding.simulated_exchange.markup import FORMATS_BY_MTYPE, click_url, impression_urls
from bidding.simulated_exchange.requests import context_of, hour_of_week
from bidding.simulated_exchange.world import World
from domain.errors import Unavailable

SHOWN_SHARE: Final = 0.98
"""Of the impressions won; the rest are closed before they load, and are never billed."""
REPEATED_SHARE: Final = 0.02
TIRED_AFTER: Final = 12
"""Impressions after which a viewer is as tired of advertisements as the world knows."""

PATIENCE_S: Final = 10.0
_CLICK_PATH: Final = "/v1/notices/click/"


@dataclass
class Tally:
    """What happened after the auctions. ``spend_micros`` is what wins that were shown cost, by currency."""

    notices: Counter[tuple[str, int]] = field(default_factory=Counter)
    """By kind and HTTP status; 0 where nobody answered."""
    shown: int = 0
    clicks: int = 0
    conversions: int = 0
    expected_clicks: float = 0.0
    """The sum of the true probabilities of everything shown."""
    spend_nanos: Counter[str] = field(default_factory=Counter)


class Aftermath:
    """Lives through what follows from each outcome, by the world's response curve."""

    def __init__(self, world: World, client: HttpClient, *, exchange_id: str) -> None:
        self._world = world
        self._client = client
        self._exchange_id = exchange_id
        self._seen: Counter[str] = Counter()
        self.tally = Tally()

    async def live_through(
        self, request: Json, outcome: Outcome, viewer_id: str, chance: Random, *, at_ms: int
    ) -> None:
        if not outcome.won:
            await self._call("loss", outcome.bid.get("lurl"), outcome)
            return
        await self._call("win", outcome.bid.get("nurl"), outcome)
        if chance.random() >= SHOWN_SHARE:
            return
        await self._show(outcome, chance)
        if request.get("test") != 1 and "dooh" not in request:
            await self._answer(request, outcome, viewer_id, chance, at_ms=at_ms)

    async def _show(self, outcome: Outcome, chance: Random) -> None:
        self.tally.shown += 1
        cost = outcome.price_micros * _multiplier(outcome)
        self.tally.spend_nanos[outcome.currency] += int(cost.to_integral_value(ROUND_HALF_UP))
        repeats = 2 if chance.random() < REPEATED_SHARE else 1
        kind = FORMATS_BY_MTYPE[outcome.bid["mtype"]]
        for _ in range(repeats):
            await self._call("bill", outcome.bid.get("burl"), outcome)
        for url in impression_urls(outcome.bid["adm"], kind):
            await self._call("impression", url, outcome)

    async def _answer(self, request: Json, outcome: Outcome, viewer_id: str, chance: Random, *, at_ms: int) -> None:
        bid = outcome.bid
        kind = FORMATS_BY_MTYPE[bid["mtype"]]
        shown = self._world.shown(
            markup=bid["adm"], categories=tuple(bid.get("cat") or ()), creative_id=bid["crid"], kind=kind
        )
        context = context_of(
            request, outcome.impression, exchange_id=self._exchange_id, hour_of_week=hour_of_week(at_ms)
        )
        fatigue = min(1.0, self._seen[viewer_id] / TIRED_AFTER)
        self._seen[viewer_id] += 1
        response = self._world.respond(viewer_id, shown, context, fatigue=fatigue)
        self.tally.expected_clicks += response.click
        if chance.random() >= response.click:
            return
        self.tally.clicks += 1
        landing = await self._click(outcome, click_url(bid["adm"], kind))
        if chance.random() < response.conversion_after_click and landing:
            self.tally.conversions += 1
            worth_micros = int(response.worth * shown.goal_value_micros)
            await self._convert(outcome, landing, worth_micros)

    async def _click(self, outcome: Outcome, url: str) -> str:
        """Opens the link and returns where it leads to, without going there."""
        answer = await self._call("click", url, outcome)
        return answer.headers.get("location", "") if answer is not None else ""

    async def _convert(self, outcome: Outcome, landing: str, worth_micros: int) -> None:
        """Posts a purchase as the advertiser's server would, with the token that came with the visitor."""
        tokens = parse_qs(urlsplit(landing).query).get(CLICK_PARAMETER)
        notice = str(outcome.bid.get("nurl", ""))
        if tokens:
            stem = notice.partition("/v1/notices/")[0]
            url = f"{stem}/v1/notices/conversion/{tokens[0]}?value={worth_micros // 1_000_000}.{worth_micros % 1_000_000:06d}"
            await self._call("conversion", url, outcome, method="POST")

    async def _call(self, kind: str, url: object, outcome: Outcome, *, method: str = "GET") -> HttpAnswer | None:
        """Calls a notice with its macros expanded; nothing is retried, so what fails is lost and counted."""
        if not isinstance(url, str) or not url:
            return None
        expanded = macros.expand(url, _values(outcome))
        try:
            answer = await self._client.request(method, _reachable(expanded, str(outcome.bid.get("nurl", ""))))
        except Unavailable:
            self.tally.notices[kind, 0] += 1
            return None
        self.tally.notices[kind, answer.status] += 1
        return answer


def _values(outcome: Outcome) -> dict[str, str]:
    bid = outcome.bid
    return {
        macros.AUCTION_BID_ID: str(bid.get("id", "")),
        macros.AUCTION_IMP_ID: str(outcome.impression["id"]),
        macros.AUCTION_SEAT_ID: outcome.seat,
        macros.AUCTION_AD_ID: str(bid.get("adid", "")),
        macros.AUCTION_PRICE: _decimal(outcome.price_micros),
        macros.AUCTION_CURRENCY: outcome.currency,
        macros.AUCTION_LOSS: str(int(outcome.reason)),
        macros.AUCTION_MULTIPLIER: f"{_multiplier(outcome):f}",
        macros.AUCTION_MIN_TO_WIN: _decimal(outcome.min_to_win_micros) if outcome.min_to_win_micros else "",
    }


def _multiplier(outcome: Outcome) -> Decimal:
    """How many impressions one showing counts as: on a screen in public, everybody who sees it (OpenRTB 2.6, 3.2.31)."""
    return Decimal(str((outcome.impression.get("qty") or {}).get("multiplier", 1)))


def _decimal(price_micros: int) -> str:
    return f"{price_micros // 1_000_000}.{price_micros % 1_000_000:06d}"


def _reachable(url: str, notice: str) -> str:
    """A link of secure markup by the scheme its host is served with here.

    Secure markup links to https, which a proxy ends in front of the bidders; the simulated exchange stands behind it.
    """
    link, origin = urlsplit(url), urlsplit(notice)
    return link._replace(scheme=origin.scheme).geturl() if link.netloc == origin.netloc else url
