"""The bidder sees an impression as the training data did; otherwise the model's figures would mean nothing."""

import bidding.index.plans.planner
from bidding.index.index import LiveIndex
from bidding.inference.loading import load_engine
from bidding.notices.token import NoticeSigner
from bidding.people.people import Person
from bidding.processor import BidProcessor
from bidding.simulated_exchange.requests import RequestGenerator, context_of, hour_of_week
from bidding.simulated_exchange.world import World
from bidding.warm_up import Forgetful, Generous
from domain.events.values import Entry
from domain.ids import new_id
from domain.rates.values import shipped_rates
from tests.bidding.test_notice_tokens import KEY
from tests.simulated_exchange.bidder import EXCHANGE, NOW_MS


class Strangers:
    """Everybody is at hand, and nothing is known of them."""

    def known(self, person_id, now_ms, capped_tenants=()):
        return Person(person_id, None, until_ms=1 << 62)

    def note_bid(self, person, tenant_id, campaign_id, bid_id, expires_at_ms):
        pass


def test_the_bidder_and_the_training_data_read_the_same_surroundings(monkeypatch):
    seen = []
    features = bidding.index.plans.planner.context_features
    monkeypatch.setattr(
        bidding.index.plans.planner, "context_features", lambda context: (seen.append(context), features(context))[1]
    )
    world = World(people=100)
    engine = load_engine("fused")
    index = LiveIndex(engine, shipped_rates())
    index.replace_all(world.campaign(number).snapshot for number in range(20))
    processor = BidProcessor(
        index=index,
        people=Strangers(),
        engine=engine,
        wallet=Generous(),
        signer=NoticeSigner([KEY]),
        telemetry=Forgetful(),
        rates=shipped_rates(),
        clock_ms=lambda: NOW_MS,
        new_id=new_id,
        public_url="http://bidder.example",
        bidder_id="bidder",
    )
    generator = RequestGenerator(world, seed=9)
    compared = 0
    for request in (generator.make(number) for number in range(300)):
        impressions = request.request["imp"]
        if len(impressions) > 1 or "pmp" in impressions[0]:
            continue
        seen.clear()
        processor.answer(request.body, EXCHANGE, Entry.REST)
        expected = context_of(
            request.request, impressions[0], exchange_id=EXCHANGE.exchange_id, hour_of_week=hour_of_week(NOW_MS)
        )
        assert seen in ([], [expected])
        compared += len(seen)
    assert compared > 100
