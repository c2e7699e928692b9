"""Models in the registry, and bidders that follow it while they bid."""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from hashlib import sha256

import msgspec
import numpy as np
import pytest

from bidding.auction.witness import Witness
from bidding.inference import grid, layout
from bidding.inference.feature_log import packed, unpacked
from bidding.inference.keeper import ModelKeeper
from bidding.inference.model_file import MODEL_PATH, read_model, write_model
from bidding.inference.providers.choosing import Choice
from bidding.inference.shadow import Shadow
from domain.errors import Conflict, InvalidInput, NotFound
from domain.events.values import EventType
from domain.inference.rules import promoted, rolled_back, shadowed
from domain.inference.values import SHIPPED, ModelRoles, ModelVersion, Scored, Target
from storage.nats.connection import connect
from storage.nats.models import BidderAnnouncements, Models
from storage.nats.streams import ensure_streams
from tests.bidding.stand import Stand, campaign, request
from tests.inference.open_inference_server import Served, over_http

SHIPPED_MODEL = MODEL_PATH.read_bytes()


def other_model(shift=1 / 8):
    """Another network on the grid: everything is a little likelier to be clicked."""
    network = read_model(SHIPPED_MODEL)
    return write_model(replace(network, b2=network.b2 + np.float32(shift)))


def version_of(name, model, at_ms=1):
    return ModelVersion(
        version=name,
        sha256=sha256(model).hexdigest(),
        size_bytes=len(model),
        layout_version=layout.LAYOUT_VERSION,
        trained_at_ms=at_ms,
        published_at_ms=at_ms,
        published_by="usr_test",
    )


@pytest.fixture
async def models(empty_nats_url):
    connection = await connect(empty_nats_url, "models test")
    await ensure_streams(connection.jetstream())
    yield Models(connection.jetstream())
    await connection.close()


async def test_a_model_comes_back_as_it_was_published(models):
    model = other_model()
    await models.publish(version_of("v1", model), model)
    await models.publish(version_of("v1", model), model)
    assert await models.fetch("v1") == model
    roles, versions = await models.all()
    assert roles.live == SHIPPED
    assert list(versions) == ["v1"]


async def test_a_version_is_one_file_for_good(models):
    await models.publish(version_of("v1", SHIPPED_MODEL), SHIPPED_MODEL)
    with pytest.raises(Conflict, match="another file"):
        await models.publish(version_of("v1", other_model()), other_model())
    with pytest.raises(InvalidInput):
        await models.publish(version_of("v2", SHIPPED_MODEL), other_model())
    with pytest.raises(NotFound):
        await models.fetch("v2")


async def test_two_who_promote_at_once_are_put_in_order(models):
    names = [f"v{number}" for number in range(5)]

    async def promote(name):
        return await models.change(lambda roles: promoted(roles, name, names, by=name, at_ms=1))

    await asyncio.gather(*(promote(name) for name in names))
    roles, _ = await models.all()
    assert roles.revision == 5
    assert sorted([*roles.past, roles.live]) == sorted([SHIPPED, *names])


async def test_changes_of_roles_are_seen_as_they_happen(models):
    async with aclosing(models.watch()) as watching:
        assert await anext(watching) is None
        await models.change(lambda roles: promoted(roles, "v1", ["v1"], by="ana", at_ms=1))
        roles = await anext(watching)
        assert (roles.live, roles.changed_by) == ("v1", "ana")


def test_rolling_back_goes_the_way_promotions_came():
    known = ["a", "b"]
    roles = promoted(ModelRoles(), "a", known, by="u", at_ms=1)
    roles = promoted(roles, "b", known, by="u", at_ms=2)
    roles = rolled_back(roles, known, by="u", at_ms=3)
    assert roles.live == "a"
    roles = rolled_back(roles, known, by="u", at_ms=4)
    assert (roles.live, roles.past, roles.revision) == (SHIPPED, (), 4)
    with pytest.raises(Conflict, match="no other model"):
        rolled_back(roles, known, by="u", at_ms=5)


def test_a_shadow_that_is_promoted_shadows_no_longer():
    roles = shadowed(ModelRoles(), "a", 0.1, ["a"], by="u", at_ms=1)
    assert (roles.shadow, roles.shadow_share) == ("a", 0.1)
    roles = promoted(roles, "a", ["a"], by="u", at_ms=2)
    assert (roles.live, roles.shadow, roles.shadow_share) == ("a", "", 0.0)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda roles: promoted(roles, "b", ["a"], by="u", at_ms=1), NotFound),
        (lambda roles: promoted(roles, SHIPPED, ["a"], by="u", at_ms=1), Conflict),
        (lambda roles: shadowed(roles, "b", 0.1, ["a"], by="u", at_ms=1), NotFound),
        (lambda roles: shadowed(roles, SHIPPED, 0.1, ["a"], by="u", at_ms=1), Conflict),
        (lambda roles: shadowed(roles, "a", 1.5, ["a"], by="u", at_ms=1), InvalidInput),
    ],
)
def test_roles_that_make_no_sense_are_refused(change, error):
    with pytest.raises(error):
        change(ModelRoles())


# A bidder follows


class Shelf:
    """A registry in memory."""

    def __init__(self, **files):
        self.files = files

    async def fetch(self, version):
        if version not in self.files:
            raise NotFound(f"there is no model {version!r}")
        return self.files[version]


class Bidder:
    """A stand whose model is kept."""

    def __init__(self, shelf, choice=None, campaigns=30, features_share=0.0):
        self.stand = Stand(*(campaign(campaign_id=f"cmp_{number}") for number in range(campaigns)))
        self.told = []
        self.shadow = Shadow()
        self.keeper = ModelKeeper(
            shelf,
            choice or Choice(),
            SHIPPED_MODEL,
            bidder_id="bdr_one",
            node_id="node",
            clock_ms=lambda: self.stand.now_ms,
            announce=self._announce,
            shadow=self.shadow,
        )
        self.stand.processor.witness = Witness(
            self.shadow,
            self.stand.events,
            bidder_id="bdr_one",
            live=lambda: self.keeper.live,
            features_share=features_share,
        )

    async def _announce(self, inference):
        self.told.append(inference)

    async def obey(self, **roles):
        await self.keeper._obey(ModelRoles(**roles), self.stand.processor.reengine)

    def scored(self):
        return [
            msgspec.json.decode(event.detail, type=Scored)
            for event in self.stand.events
            if event.type is EventType.SCORED
        ]


def a_request(number):
    return request(id=f"req-{number}")


async def test_a_model_is_swapped_while_requests_go_on_and_none_fails():
    bidder = Bidder(Shelf(v1=other_model()))
    await bidder.keeper.start(ModelRoles(), bidder.stand.processor.reengine)
    stop, answers = asyncio.Event(), []

    async def load():
        while not stop.is_set():
            answers.append((await bidder.stand.answer(a_request(len(answers)))).status)
            await asyncio.sleep(0)

    loading = asyncio.create_task(load())
    for live in ("v1", SHIPPED, "v1"):
        before = len(answers)
        await bidder.obey(revision=1, live=live)
        assert bidder.keeper.live == live
        assert len(answers) > before, "requests were answered while rows were prepared"
    stop.set()
    await loading
    assert set(answers) == {200}


async def test_a_reloaded_bidder_bids_as_one_that_began_with_that_model():
    bidder, fresh = Bidder(Shelf(v1=other_model())), Bidder(Shelf(v1=other_model()))
    for one in (bidder, fresh):
        one.stand.knows("ana", segments=(1, 2))
    await fresh.obey(revision=1, live="v1")
    asked = [a_request(number) | {"user": {"id": "ana"}} for number in range(20)]
    before = [await bidder.stand.bids(body) for body in asked]
    await bidder.obey(revision=1, live="v1")
    late = campaign(campaign_id="cmp_late")
    for one in (bidder, fresh):
        one.stand.index.apply(late)
    after = [await bidder.stand.bids(body) for body in asked]
    expected = [await fresh.stand.bids(body) for body in asked]

    def creatives(answers):
        return [bid["crid"] for bids in answers for bid in bids]

    assert creatives(after) == creatives(expected)
    assert before


def row_of(table, number):
    try:
        return table[number]
    except LookupError:
        return None


async def test_a_campaign_that_goes_live_during_a_reload_is_ready_for_the_new_model():
    bidder = Bidder(Shelf(v1=other_model()))
    reloading = asyncio.create_task(bidder.obey(revision=1, live="v1"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    late = campaign(campaign_id="cmp_late")
    bidder.stand.index.apply(late)
    await reloading
    table = bidder.stand.index.table
    live = {row.snapshot.campaign_id: row for number in range(table.used) if (row := row_of(table, number))}
    assert len(live) == 31
    for row in live.values():
        features = layout.candidate_features(row.snapshot, row.creative)
        expected = bidder.keeper.engine.prepare_candidates(features[None])[0]
        assert np.array_equal(table.prepared[row.number], expected)


@pytest.mark.parametrize("files", [{}, {"v1": b"no model"}])
async def test_a_model_that_cannot_be_had_leaves_the_present_one_bidding_and_is_said(files):
    bidder = Bidder(Shelf(**files))
    await bidder.obey(revision=1, live="v1")
    assert bidder.keeper.live == SHIPPED
    assert bidder.keeper.problem
    assert bidder.keeper.status().problem == bidder.keeper.problem
    assert (await bidder.stand.answer(a_request(1))).status == 200


async def test_a_bidder_says_what_it_runs_on():
    bidder = Bidder(Shelf())
    status = bidder.keeper.status()
    assert (status.provider, status.live) == ("cpu/fused", SHIPPED)
    assert [one.target for one in status.providers] == list(Target)


async def test_an_auction_awaits_a_remote_engine_within_its_deadline_and_bids_the_same():
    served = Served(SHIPPED_MODEL)
    async with over_http(served) as url:
        choice = Choice(target=Target.GROQ, url=url, ask_timeout_ms=5_000)
        remote, local = Bidder(Shelf(), choice), Bidder(Shelf())
        await remote.keeper.start(ModelRoles(), remote.stand.processor.reengine)
        await remote.stand.processor.reengine(remote.keeper.engine)
        asked = len(served.calls)
        body = request(id="req-1", imp=[{"id": "1", "banner": {"w": 300, "h": 250}}] * 3, tmax=60_000)
        expected = await local.stand.bids(body)
        got = await remote.stand.bids(body)
        assert [bid["crid"] for bid in got] == [bid["crid"] for bid in expected]
        assert [bid["price"] for bid in got] == [bid["price"] for bid in expected]
        assert len(served.calls) > asked
        assert remote.keeper.fallbacks == 0

        served.delay_s = 30
        late = await remote.stand.bids(request(id="req-1", tmax=60))
        assert [bid["crid"] for bid in late] == [bid["crid"] for bid in expected[:1]]
        assert remote.keeper.fallbacks == 1
        await remote.keeper.provider.close()


async def test_a_server_that_changes_its_model_behind_our_back_is_found_out():
    served = Served(SHIPPED_MODEL)
    async with over_http(served) as url:
        bidder = Bidder(Shelf(), Choice(target=Target.GROQ, url=url, ask_timeout_ms=5_000))
        await bidder.keeper.start(ModelRoles(), bidder.stand.processor.reengine)
        assert bidder.keeper.provider.availability().available
        served.load(other_model())
        await bidder.keeper._look_after(bidder.stand.processor.reengine)
        assert "computes something else" in bidder.keeper.provider.availability().reason
        served.load(SHIPPED_MODEL)
        await bidder.keeper._look_after(bidder.stand.processor.reengine)
        assert bidder.keeper.provider.availability().available
        await bidder.keeper.provider.close()


# A shadow, and the feature log


async def test_a_shadow_is_compared_after_the_answer_and_changes_none():
    bidder = Bidder(Shelf(v1=other_model()))
    alone = [await bidder.stand.bids(a_request(number)) for number in range(10)]
    await bidder.obey(revision=1, shadow="v1", shadow_share=1.0)
    beside = []
    for number in range(10):
        beside.append(await bidder.stand.bids(a_request(number)))
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert [bid["crid"] for bids in beside for bid in bids] == [bid["crid"] for bids in alone for bid in bids]
    scored = bidder.scored()
    assert len(scored) == 10
    assert all(one.shadow == "v1" and one.live == SHIPPED for one in scored)
    assert all(one.shadow_click > one.click for one in scored), "the other model expects more clicks"
    assert all(one.features == "" for one in scored)
    compared = bidder.shadow.compared
    assert compared.auctions == 10
    assert compared.shadow_click > compared.live_click
    await bidder.obey(revision=2)
    await bidder.stand.bids(a_request(11))
    await asyncio.sleep(0)
    assert len(bidder.scored()) == 10


async def test_a_shadow_that_is_the_live_model_agrees_with_every_pick():
    bidder = Bidder(Shelf(v1=SHIPPED_MODEL))
    await bidder.obey(revision=1, shadow="v1", shadow_share=1.0)
    for number in range(10):
        await bidder.stand.bids(a_request(number))
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    scored = bidder.scored()
    assert len(scored) == 10
    assert all(one.shadow_agrees and one.shadow_click == one.click for one in scored)


async def test_recorded_features_are_those_the_model_bid_by():
    bidder = Bidder(Shelf(), features_share=1.0)
    bidder.stand.knows("ana", segments=(1, 2), tier="gold")
    await bidder.stand.bids(a_request(1) | {"user": {"id": "ana"}})
    await asyncio.sleep(0)
    (scored,) = bidder.scored()
    features = unpacked(scored.features)
    click, conversion = read_model(SHIPPED_MODEL).probabilities(read_model(SHIPPED_MODEL).forward(features[None]))
    assert (scored.click, scored.conversion) == (float(click[0]), float(conversion[0]))
    assert features[64 + 1] == 1


async def test_nothing_is_looked_at_unless_asked_for():
    bidder = Bidder(Shelf())
    await bidder.stand.bids(a_request(1))
    await asyncio.sleep(0)
    assert bidder.scored() == []


def test_features_survive_their_packing():
    chance = np.random.default_rng(1)
    features = grid.snap(chance.uniform(-1, 1, layout.FEATURES).astype(np.float32))
    assert np.array_equal(unpacked(packed(features)), features)
    for junk in ("", "!!!", "AAAA", packed(features)[:-8]):
        with pytest.raises(InvalidInput):
            unpacked(junk)


async def test_bidders_that_are_there_are_listed_and_those_that_left_are_not(models):
    announcements = BidderAnnouncements(models._js)
    bidder = Bidder(Shelf())
    await announcements.announce(bidder.keeper.status())
    (listed,) = await announcements.all()
    assert listed == bidder.keeper.status()
    await announcements.withdraw("bdr_one")
    assert await announcements.all() == []
