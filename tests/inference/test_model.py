from hashlib import sha256

import numpy as np
import onnx
import pytest

from bidding.inference.auctions import Ground, Outcomes
from bidding.inference.evaluation import evaluate
from bidding.inference.layout import Context
from bidding.inference.learner import Learner
from bidding.inference.loading import load_engine
from bidding.inference.model_file import MODEL_PATH, read_model, write_model
from bidding.inference.network import HEAD_NAMES
from bidding.inference.plan import Plan
from bidding.inference.training import train
from bidding.simulated_exchange import response_curve
from bidding.simulated_exchange.world import World
from domain.errors import InvalidInput
from domain.serving.values import CreativeFormat

SMALL = Plan(people=300, campaigns=40, weeks=2, auctions=40_000, epochs=2, batch=512)


def test_the_file_carries_everything_and_survives_a_round_trip():
    model = MODEL_PATH.read_bytes()
    network = read_model(model)
    assert network.is_exact()
    assert write_model(network) == model
    parsed = onnx.load_model_from_string(model)
    assert parsed.ir_version == 10
    metadata = {entry.key for entry in parsed.metadata_props}
    assert {"colanet.heads", "colanet.calibrations", "colanet.version"} <= metadata
    assert HEAD_NAMES[:3] == ("click", "conversion", "value")
    assert len(HEAD_NAMES) == 64


def test_the_card_describes_the_committed_file():
    card = MODEL_PATH.with_suffix(".md").read_text()
    assert sha256(MODEL_PATH.read_bytes()).hexdigest() in card


def test_the_shipped_model_keeps_its_promises_in_the_week_after_training():
    """On a sample of the held-out week other than the card's."""
    held_out = evaluate(
        read_model(MODEL_PATH.read_bytes()), Ground.held_out(Plan()), seed=77, impressions=100_000, auctions=1_000
    )
    assert held_out.click_log_loss < held_out.click_base_log_loss * 0.95
    assert held_out.conversion_log_loss < held_out.conversion_base_log_loss
    assert held_out.mean_predicted_click == pytest.approx(held_out.click_rate, rel=0.1)
    assert held_out.everybody.lift > 0.25
    assert held_out.everybody.share_of_oracle_lift > 0.8
    assert held_out.known.share_of_oracle_lift > 0.8


def test_the_oracle_sees_no_more_than_a_bidder_could():
    ground = Ground(5, people=400, campaigns=60, contexts=60)
    chance = np.random.default_rng(5)
    auctions = ground.choices(chance, 200, 64)
    foreseen = ground.foreseeable(chance, auctions)
    strangers = auctions.persons[:, 0] >= ground.people
    described = ground.described[auctions.creatives]
    seen = ~strangers[:, None] & described
    assert np.array_equal(foreseen[seen], auctions.click[seen])
    by_truth, by_foresight = (
        np.take_along_axis(auctions.click, one.argmax(axis=1)[:, None], axis=1)[strangers].mean()
        for one in (auctions.click, foreseen)
    )
    assert auctions.click[strangers].mean() < by_foresight < by_truth


def test_the_held_out_week_has_people_and_campaigns_that_training_never_met():
    plan = Plan(people=200, campaigns=40, auctions=1)
    before, after = Ground.of_training(plan), Ground.held_out(plan)
    met = {row.tobytes() for row in before.candidate_features}
    news = sum(row.tobytes() not in met for row in after.candidate_features)
    assert 0 < news < len(after.candidate_features)
    known = {row.tobytes() for row in before.person_features[:, :64]}
    assert any(row.tobytes() not in known for row in after.person_features[:, :64])


def test_outcomes_are_rewarded_as_agreed():
    outcomes = Outcomes(
        clicked=np.array([1, 1, 0], np.float32),
        converted=np.array([0, 1, 0], np.float32),
        log_worth=np.zeros(3, np.float32),
    )
    assert outcomes.rewards.tolist() == pytest.approx([1.0, 2.0, -0.1])


def test_the_world_behind_the_figures_is_frozen():
    """Whoever changes the truth changes its version and trains again; then this digest."""
    world = World(3, people=50)
    creatives = [creative for index in range(20) for creative in world.campaign(index).creatives]
    affinities, ranks = world.people.affinities, world.people.ranks
    topics = np.array([creative.topics for creative in creatives[:50]])
    appeal = np.array([creative.appeal for creative in creatives[:50]])
    matches = response_curve.match(affinities, topics)
    around = response_curve.surroundings(
        Context((CreativeFormat.VIDEO,), position=1, in_app=True), CreativeFormat.VIDEO
    )
    truth = [
        response_curve.click_probability(matches, appeal, np.full(50, around), ranks, ranks / 2),
        response_curve.conversion_probability(matches, appeal, ranks),
        response_curve.conversion_worth(matches, ranks),
        np.array([creative.served.embedding for creative in creatives[:50]]).sum(axis=1),
        np.array([world.profile(index, "t").interests for index in range(50)]).sum(axis=1),
    ]
    digest = sha256(np.round(truth, 6).tobytes()).hexdigest()[:16]
    assert (response_curve.WORLD_VERSION, digest) == ("1", "5df218c0c394e361")


def test_the_same_seed_trains_the_same_file():
    first, second = (write_model(train(SMALL)) for _ in range(2))
    assert first == second


def test_training_moves_the_thresholds_and_lowers_the_loss():
    ground = Ground(5, people=300, campaigns=40, contexts=60)
    auctions = ground.draw(np.random.default_rng(5), 4_096)
    features = ground.features(auctions, slice(None))
    clicked = (auctions.click > np.quantile(auctions.click, 0.8)).astype(np.float32)
    nothing = np.zeros(4_096, np.float32)
    learner = Learner(np.random.default_rng(5), click_rate=0.2, conversion_rate=0.2)
    before = learner.parameters["threshold"].copy()
    for _ in range(200):
        learner.step(features, clicked, nothing, nothing, clicked + np.float32(0.5), rate=0.01)
    weights = learner.parameters
    spikes = features @ weights["w1"] + weights["b1"] >= weights["threshold"]
    head = np.tanh(spikes @ weights["w2"] + weights["b2"])[:, 0]
    assert np.abs(weights["threshold"] - before).min() > 0
    assert head[clicked > 0].mean() > head[clicked == 0].mean() + 0.2


@pytest.mark.parametrize("junk", [b"", b"not a model", b"\x08\x0a", MODEL_PATH.read_bytes()[:1_000]])
def test_a_file_that_is_no_model_is_refused(junk):
    with pytest.raises(InvalidInput, match="not a CoLaNet model"):
        load_engine("fused", junk)


def test_an_unknown_engine_is_refused():
    with pytest.raises(InvalidInput, match="no inference engine"):
        load_engine("abacus")
