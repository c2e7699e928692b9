import numpy as np
import onnx
import pytest

from bidding.inference.auctions import Ground
from bidding.inference.evaluation import evaluate
from bidding.inference.learner import Learner
from bidding.inference.loading import load_engine
from bidding.inference.model_file import MODEL_PATH, read_model, write_model
from bidding.inference.network import HEAD_NAMES
from bidding.inference.plan import Plan
from bidding.inference.training import train
from domain.errors import InvalidInput

SMALL = Plan(people=500, campaigns=60, contexts=100, auctions=40_000, epochs=2, batch=512)


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
    from hashlib import sha256

    card = MODEL_PATH.with_suffix(".md").read_text()
    assert sha256(MODEL_PATH.read_bytes()).hexdigest() in card


def test_the_shipped_model_earns_its_place_among_strangers():
    held_out = evaluate(read_model(MODEL_PATH.read_bytes()), seed=77, impressions=100_000, auctions=1_000)
    assert held_out.click_log_loss < held_out.click_base_log_loss * 0.95
    assert held_out.conversion_log_loss < held_out.conversion_base_log_loss
    assert held_out.mean_predicted_click == pytest.approx(held_out.click_rate, rel=0.1)
    assert held_out.everybody.lift > 0.25
    assert held_out.known.share_of_oracle > 0.8


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
        learner.step(features, clicked, nothing, nothing, rate=0.01)
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
