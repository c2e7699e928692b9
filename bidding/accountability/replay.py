"""Recorded requests once more, against other campaigns or another model: what would have been bid.

The bidder's own processor answers each request at its own time, with people as they are known now, and paper money.
Campaigns that pacing holds back go for the share of requests they go for now, the best ones. Nothing random takes part: a
replay repeated gives the same figures. What a sample cannot tell is left out: frequency caps are not counted through a
replay, since a person's other requests are mostly not in it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final

import msgspec
from msgspec import Struct

from bidding.accountability.market import Hindsight
from bidding.accountability.sampling import Sampler
from bidding.auction.call import Call, Win
from bidding.auction.shading import Shading
from bidding.auction.viewer import Viewer
from bidding.index.index import LiveIndex
from bidding.inference.engine import Engine
from bidding.notices.token import NoticeSigner
from bidding.openrtb.request import BidRequest
from bidding.people.person import Person
from bidding.privacy.permissions import EVERY_PERMISSION, PERMISSIONS
from bidding.privacy.privacy import Privacy, Seen
from bidding.processor import BidProcessor
from domain.accountability.rules import total_interval
from domain.accountability.values import Forecast, ForecastHour, RecordedRequest
from domain.events.rules import recorded_id
from domain.events.values import Entry, Event
from domain.exchanges.values import Exchange
from domain.money import micros_to_nanos
from domain.pacing.values import Participation
from domain.profiles.values import Profile
from domain.rates.values import RateTable
from domain.serving.values import CampaignSnapshot
from domain.shading.values import Landscape

HOUR_MS: Final = 3_600_000
_FOR_EVER: Final = 1 << 62
_PATIENT_TMAX_MS: Final = 10_000
MOST_EXPLAINED: Final = 300
LOOK_EVERY: Final = 50
"""Requests after which paced campaigns find their level anew."""
WARM_UP: Final = 500
"""Requests that tell paced campaigns beforehand what they are offered."""

Progress = Callable[[float], None]


class Replayed(Struct, frozen=True, kw_only=True):
    """One bid of a replay: the request it answers by its place, the chance that it wins, and what a win costs it."""

    place: int
    campaign_id: str
    impression_id: str
    price_micros: int
    chance: float
    cost_nanos: float


class Scene(Struct, frozen=True, kw_only=True):
    """Everything a replay starts from."""

    recordings: Sequence[RecordedRequest]
    exchanges: Mapping[str, Exchange]
    snapshots: Sequence[CampaignSnapshot]
    profiles: Mapping[str, Profile]
    landscapes: Mapping[str, Landscape]
    hindsight: Hindsight


class _Remembered:
    """People as they are known now, whoever was known then; nobody has seen anything."""

    def __init__(self, profiles: Mapping[str, Profile]) -> None:
        self._profiles = profiles
        self._met: dict[str, Person] = {}

    def known(self, person_id: str, now_ms: int, capped_tenants: Collection[str] = ()) -> Person:
        del now_ms, capped_tenants
        person = self._met.get(person_id)
        if person is None:
            profile = self._profiles.get(person_id) or Profile(person_id)
            person = self._met[person_id] = Person(person_id, profile, until_ms=_FOR_EVER)
        return person

    def meet(self, person_id: str, now_ms: int, capped_tenants: Sequence[str], met: Callable[[Person], None]) -> None:
        met(self.known(person_id, now_ms, capped_tenants))

    def note_bid(self, person: Person, tenant_id: str, campaign_id: str, bid_id: str, expires_at_ms: int) -> None:
        """Count nothing."""

    def note_lost(self, bid_id: str) -> None:
        """Count nothing."""


class _AsRecorded(Privacy):
    """What the signals left of the recording whose turn it is was decided when it was recorded; nothing is read again."""

    def __init__(self) -> None:
        super().__init__()
        self._person_id = ""
        self._permissions = EVERY_PERMISSION

    def turn(self, recording: RecordedRequest) -> None:
        self._person_id = recording.person_id
        self._permissions = PERMISSIONS[recording.permissions]

    def see(self, request: BidRequest, exchange: Exchange) -> Seen:
        del exchange
        return Seen(request, self._person_id, is_alias=False, permissions=self._permissions)


class _Paper:
    """Money without end: what a budget allows is worked out afterwards, hour by hour."""

    def reserve(
        self, tenant_id: str, campaign_id: str, max_price_nanos: int, now_ms: int, expires_at_ms: int
    ) -> str | None:
        del tenant_id, campaign_id, max_price_nanos, now_ms, expires_at_ms
        return "lse_paper"

    affords = reserve

    def cancel(self, lease_id: str, max_price_nanos: int, expires_at_ms: int) -> None:
        """Hold nothing."""

    def first_money(self) -> None:
        """Never wanting."""


class _Nothing:
    def record(self, event: Event) -> None:
        """Keep nothing."""

    def record_encoded(self, subject: str, event: bytes) -> None:
        """Keep nothing."""


class _Notebook(Sampler):
    """Is told what every request was answered with, and keeps the last answer."""

    def __init__(self) -> None:
        super().__init__(record_every=1)
        self.wins: tuple[Win, ...] = ()

    def turn(self) -> None:
        """Begin a new page."""
        self.wins = ()

    def take(self, call: Call, viewer: Viewer, wins: tuple[Win, ...], reason: str) -> None:
        del call, viewer, reason
        self.wins = wins


class Replay:
    """One scene, played as often as asked."""

    def __init__(self, scene: Scene, *, engine: Engine, rates: RateTable, shares: Iterable[Participation] = ()) -> None:
        self._scene = scene
        self._rates = rates
        self._now_ms = scene.recordings[0].at_ms if scene.recordings else 0
        self._notebook = _Notebook()
        self._as_recorded = _AsRecorded()
        index = LiveIndex(engine, rates)
        for snapshot in scene.snapshots:
            index.apply(snapshot)
        self._pacer = index.pacer
        self._shares = tuple(shares)
        shading = Shading()
        for landscape in scene.landscapes.values():
            shading.apply(landscape)
        self._processor = BidProcessor(
            index=index,
            people=_Remembered(scene.profiles),
            engine=engine,
            wallet=_Paper(),
            signer=NoticeSigner(["replay:nothing is ever sent with it"]),
            telemetry=_Nothing(),
            sampler=self._notebook,
            privacy=self._as_recorded,
            rates=rates,
            clock_ms=lambda: self._now_ms,
            new_id=lambda prefix: f"{prefix}_replay",
            public_url="http://replay.invalid",
            bidder_id="bdr_replay",
            shading=shading,
        )

    def run(self, progress: Progress | None = None) -> list[Replayed]:
        """Every bid that would have been made, in the order of the requests."""
        self._hold_back()
        replayed: list[Replayed] = []
        total = len(self._scene.recordings)
        for place, recording in enumerate(self._scene.recordings):
            if progress is not None and place % 500 == 0:
                progress(place / total)
            if self._shares and place % LOOK_EVERY == 0:
                self._pacer.look(recording.at_ms)
            exchange = self._scene.exchanges.get(recording.exchange_id)
            if exchange is not None:
                replayed += self._answered(place, recording, exchange)
        return replayed

    async def refusals(self, campaign: CampaignSnapshot) -> dict[str, float]:
        """How far the campaign came, by an even share of the requests, projected to all they stand for."""
        recordings = self._scene.recordings
        step = max(1, -(-len(recordings) // MOST_EXPLAINED))
        came: dict[str, float] = {}
        for recording in recordings[::step]:
            exchange = self._scene.exchanges.get(recording.exchange_id)
            if exchange is None:
                continue
            self._now_ms = recording.at_ms
            self._as_recorded.turn(recording)
            if self._shares:
                self._processor.answer(_body(recording), exchange, Entry.REST)  # whose turn a trace explains
            trace = await self._processor.accountant.trace(_body(recording), exchange, Entry.REST, campaign.tenant_id)
            how_far = trace.campaigns.get(campaign.campaign_id, trace.refusal) if trace is not None else "no_campaign"
            came[how_far] = came.get(how_far, 0.0) + recording.one_in * step
        return dict(sorted(came.items(), key=lambda item: (-item[1], item[0])))

    def _hold_back(self) -> None:
        """Let paced campaigns see the first requests, so that they know the best share of them from the beginning."""
        if not self._shares:
            return
        self._pacer.told(self._shares)
        for place, recording in enumerate(self._scene.recordings[:WARM_UP]):
            exchange = self._scene.exchanges.get(recording.exchange_id)
            if exchange is not None:
                list(self._answered(place, recording, exchange))
        self._pacer.look(self._now_ms)

    def _answered(self, place: int, recording: RecordedRequest, exchange: Exchange) -> Iterable[Replayed]:
        self._now_ms = recording.at_ms
        self._notebook.turn()
        self._as_recorded.turn(recording)
        self._processor.answer(_body(recording), exchange, Entry.REST)
        for win in self._notebook.wins:
            yield self._judged(place, recording, win)

    def _judged(self, place: int, recording: RecordedRequest, win: Win) -> Replayed:
        impression_id = recorded_id(win.lot.imp.id)
        price = win.price
        prospect = self._scene.hindsight.prospect(
            recording,
            impression_id,
            win.lot.deal.id if win.lot.deal is not None else "",
            price_micros=price.price_micros,
            market=win.shaded.market if win.shaded is not None else "",
        )
        return Replayed(
            place=place,
            campaign_id=win.row.snapshot.campaign_id,
            impression_id=impression_id,
            price_micros=price.price_micros,
            chance=prospect.chance,
            cost_nanos=price.cost_nanos * prospect.cost_micros / price.price_micros,
        )


def agreement(recordings: Sequence[RecordedRequest], replayed: Iterable[Replayed]) -> float:
    """The share of requests in which the replay bid for the same campaigns, on the same impressions, at the same cost."""
    found: dict[int, set[tuple[str, str]]] = {}
    for bid in replayed:
        found.setdefault(bid.place, set()).add((bid.impression_id, bid.campaign_id))
    same = sum(
        found.get(place, set()) == {(bid.impression_id, bid.campaign_id) for bid in recording.bids}
        for place, recording in enumerate(recordings)
    )
    return same / len(recordings) if recordings else 1.0


def forecast(
    scene: Scene,
    replayed: Sequence[Replayed],
    campaign: CampaignSnapshot,
    *,
    revision: int,
    budget_micros: int,
    from_ms: int,
    to_ms: int,
    made_at_ms: int,
    refusals: Mapping[str, float],
    evenly: bool = False,
) -> Forecast:
    """What ``campaign`` would have got. Spend beyond the budget is cut off at the hour in which it is reached.

    ``evenly`` no hour spends more than its part of what is left, by the hours that are left.
    """
    recordings = scene.recordings
    own = [bid for bid in replayed if bid.campaign_id == campaign.campaign_id]
    weigh = [(bid, recordings[bid.place].one_in) for bid in own]
    hours: dict[int, list[float]] = {
        at_ms: [0.0, 0.0, 0.0, 0.0] for at_ms in range(from_ms // HOUR_MS * HOUR_MS, to_ms, HOUR_MS)
    }
    for recording in recordings:
        hours.setdefault(recording.at_ms // HOUR_MS * HOUR_MS, [0.0, 0.0, 0.0, 0.0])[0] += recording.one_in
    for bid, one_in in weigh:
        figures = hours[recordings[bid.place].at_ms // HOUR_MS * HOUR_MS]
        figures[1] += one_in
        figures[2] += one_in * bid.chance
        figures[3] += one_in * bid.chance * bid.cost_nanos
    left = float(micros_to_nanos(budget_micros)) or float(_FOR_EVER)
    shown, wins, spend = [], 0.0, 0.0
    for passed, (at_ms, (requests, bids, won, cost)) in enumerate(sorted(hours.items())):
        allowed = left / (len(hours) - passed) if evenly else left
        affordable = min(1.0, allowed / cost) if cost else 1.0
        left -= cost * affordable
        wins += won * affordable
        spend += cost * affordable
        shown.append(
            ForecastHour(
                at_ms=at_ms, requests=requests, bids=bids, wins=won * affordable, spend_nanos=round(cost * affordable)
            )
        )
    unbounded = sum(figures[3] for figures in hours.values())
    all_wins = sum(figures[2] for figures in hours.values())
    return Forecast(
        campaign_id=campaign.campaign_id,
        revision=revision,
        from_ms=from_ms,
        to_ms=to_ms,
        made_at_ms=made_at_ms,
        sampled_requests=len(recordings),
        requests=sum(recording.one_in for recording in recordings),
        bids=sum(one_in for _, one_in in weigh),
        wins=wins,
        spend_nanos=round(spend),
        unbounded_spend_nanos=round(unbounded),
        currency=campaign.pricing.currency if campaign.pricing else "",
        average_cpm_micros=round(unbounded / all_wins) if all_wins else 0,
        bids_interval=total_interval((1.0, one_in) for _, one_in in weigh),
        wins_interval=total_interval((bid.chance, one_in) for bid, one_in in weigh),
        spend_interval=total_interval((bid.chance * bid.cost_nanos, one_in) for bid, one_in in weigh),
        hours=tuple(shown),
        refusals=dict(refusals),
        unheard=tuple(
            sorted(
                {
                    recordings[bid.place].exchange_id
                    for bid in own
                    if not scene.hindsight.knows(recordings[bid.place].exchange_id)
                }
            )
        ),
    )


def _body(recording: RecordedRequest) -> bytes:
    """The request as it was read, and in no hurry."""
    request = msgspec.json.decode(recording.body)
    return msgspec.json.encode(request | {"tmax": _PATIENT_TMAX_MS, "test": 0})
