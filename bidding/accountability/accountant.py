"""Why requests are answered as they are: the slow, complete view of them, beside the answering."""

from collections.abc import Callable

from msgspec import structs

from bidding.accountability.tracing import traces
from bidding.auction.auctioneer import Auctioneer
from bidding.auction.call import Call, Win
from bidding.auction.explanation import Explainer, Explanation
from bidding.auction.viewer import Viewer
from bidding.index.index import LiveIndex
from bidding.openrtb.no_bid import NoBid
from bidding.people.person import Person
from bidding.reading import Reader, turned_back
from bidding.recognition import Recognition
from domain.accountability.values import Trace
from domain.events.values import Entry
from domain.exchanges.values import Exchange
from domain.profiles.values import Profile


class Accountant:
    """Explains requests before or after they are answered; holds, counts and records nothing.

    People it needs are looked up as for any request: somebody who was unknown here is remembered, and asked of ingest.
    ``scored_by`` names the provider and the model that score now.
    """

    def __init__(
        self,
        *,
        reader: Reader,
        recognition: Recognition,
        index: LiveIndex,
        auctioneer: Auctioneer,
        bidder_id: str,
        scored_by: Callable[[], str],
    ) -> None:
        self.scored_by = scored_by
        self._reader = reader
        self._recognition = recognition
        self._index = index
        self._explainer = Explainer(index, auctioneer)
        self._bidder_id = bidder_id

    async def explain(self, body: bytes, exchange: Exchange, entry: Entry) -> Explanation:
        """What the request would be answered with now, and a verdict on every live creative. Raises ``NotABidRequest``."""
        return (await self._explained(self._reader.read(body, exchange, entry), lambda person: person))[0]

    async def trace(
        self,
        body: bytes,
        exchange: Exchange,
        entry: Entry,
        tenant_id: str,
        *,
        may_read_profiles: bool | None = None,
    ) -> Trace | None:
        """``explain`` as one tenant may see it; None for a tenant that the exchange does not reach, or without campaigns.

        Whoever asks may have made the request up. With ``may_read_profiles`` its person is therefore the one whom the
        tenant knows, or else somebody whom nobody knows, and without it always the latter; with None, as bids are made,
        whomever we know. Raises ``NotABidRequest``.
        """
        call = self._reader.read(body, exchange, entry)
        if tenant_id not in exchange.tenants:
            return None

        def shown(person: Person) -> Person:
            if may_read_profiles is None:
                return person
            return person if may_read_profiles and _knows(tenant_id, person) else _nobody_knows(person.person_id)

        explanation, viewer = await self._explained(call, shown)
        found = traces(explanation, call, viewer, bidder_id=self._bidder_id, tenants=(tenant_id,), complete=True)
        return _attributed(found, self.scored_by())[0] if found else None

    def account(self, call: Call, viewer: Viewer, wins: tuple[Win, ...]) -> tuple[Trace, ...]:
        """Traces of a request that was answered with ``wins``, for everybody whose campaigns it could reach."""
        dry = structs.replace(
            call,
            is_test=True,
            is_dry=True,
            wins=[],
            breaks={},
            reason=NoBid.NO_CAMPAIGN,
            response_id=call.response_id or "dry",
        )
        refusal = turned_back(call)
        if refusal is not None:
            explanation = Explanation(request_id=call.request.id, refusal=refusal)
        else:
            around = self._index.surroundings(call.request, call.exchange, call.bid_currency)
            explanation = self._explainer.explain(dry, around, viewer, wins)
        found = traces(explanation, call, viewer, bidder_id=self._bidder_id, complete=call.is_traced)
        return _attributed(found, call.scored_by or self.scored_by())

    async def _explained(self, call: Call, shown: Callable[[Person], Person]) -> tuple[Explanation, Viewer]:
        call.is_test = call.is_dry = True
        refusal = turned_back(call)
        if refusal is not None:
            return Explanation(request_id=call.request.id, refusal=refusal), Viewer(None, call.now_ms)
        person = shown(await self._recognition.fetched(call)) if call.viewer_id else None
        self._index.at(call.now_ms)
        around = self._index.surroundings(call.request, call.exchange, call.bid_currency)
        viewer = Viewer(person, call.now_ms, call.permissions)
        return self._explainer.explain(call, around, viewer), viewer


def _attributed(found: tuple[Trace, ...], scored_by: str) -> tuple[Trace, ...]:
    for trace in found:
        trace.scored_by = scored_by
    return found


def _knows(tenant_id: str, person: Person) -> bool:
    profile = person.profile
    return profile is not None and tenant_id in profile.tenants


def _nobody_knows(person_id: str) -> Person:
    """Somebody of this id who has seen nothing yet."""
    return Person(person_id, Profile(person_id), until_ms=0)
